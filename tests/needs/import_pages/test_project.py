"""A whole project in one file, and a purchasing programme."""

import pytest

from tests.factories import OrganisationFactory
from tests.needs.factories import MemberFactory, NeedFactory
from tests.needs.import_pages.steps import (
    FERRY,
    HEADER,
    HUGO,
    PROGRAMME,
    answer,
    mapped,
    page,
    questions,
    said,
    send,
    take,
    undo,
    write,
)
from tests.needs.plain import plain
from tests.needs.tables import csv_file

pytestmark = pytest.mark.django_db
MEMBERS = "Membre;" + HEADER + "Lille;" + FERRY + "VILLE DE ROUBAIX;" + HUGO


def test_each_row_goes_to_the_sheet_of_its_member(steering, project, need, neighbour):
    take(steering, project, csv_file(MEMBERS))
    assert [s.name for s in need.sites.all()] == ["École Ferry"]
    opened = project.needs.get(organisation__name="Ville de Roubaix")
    assert opened.title == opened.project.title
    assert [s.name for s in opened.sites.all()] == ["École Hugo"]


def test_a_project_import_that_is_undone_closes_the_sheets_it_opened(
    steering, project, need, neighbour
):
    imported = take(steering, project, csv_file(MEMBERS))
    undo(steering, imported)
    assert list(project.needs.all()) == [need]


def test_an_authority_that_is_no_member_is_asked_and_never_added(steering, project, need):
    MemberFactory(project=project, organisation=OrganisationFactory(name="Ville de Loos"))
    OrganisationFactory(name="Ville de Douai")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Douai;" + FERRY))
    assert [d.field for d in questions(steering, imported)] == ["member"]
    assert not project.members.filter(organisation__name="Ville de Douai").exists()


def test_a_member_with_two_sheets_is_asked_which(steering, project, need, lille):
    other = NeedFactory(organisation=lille, project=project, title="Goûters")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Lille;" + FERRY))
    answer(steering, imported, member=str(other.pk))
    write(steering, imported)
    assert other.sites.count() == 1
    assert need.sites.count() == 0


def test_a_sheet_chosen_and_gone_since_is_asked_again(steering, project, need, lille):
    other = NeedFactory(organisation=lille, project=project, title="Goûters")
    NeedFactory(organisation=lille, project=project, title="Portage")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Lille;" + FERRY))
    answer(steering, imported, member=str(other.pk))
    other.delete()
    assert page(steering, imported).context["undecided"] == 1


def test_each_row_of_a_programme_is_a_need(steering, project, need):
    take(steering, project, csv_file(PROGRAMME), kind="programme")
    mowing = project.needs.get(title="Tonte des parcs")
    assert mowing.service == "Cadre de vie"
    assert "Montant estimé : 48 000 € HT." in plain(mowing.text)
    assert "Date prévue : 1er mars 2027." in plain(mowing.text)
    assert mowing.facts.get(kind="cpv", status="confirmed").data["code"] == "77310000"
    chairs = project.needs.get(title="Chaises réemployées")
    assert "12 500 € HT" in plain(chairs.text)


def test_a_programme_sent_again_adds_nothing(steering, project, need):
    take(steering, project, csv_file(PROGRAMME), kind="programme")
    count = project.needs.count()
    imported = mapped(steering, project, csv_file(PROGRAMME), kind="programme")
    assert "est déjà un besoin de cette autorité" in said(page(steering, imported))
    assert "Importer" not in said(page(steering, imported)).split("Ce qui sera écrit")[1][:40]
    assert project.needs.count() == count


def test_a_code_that_does_not_exist_is_asked(steering, project, need):
    file = csv_file(PROGRAMME.replace("77310000", "99999999"))
    imported = mapped(steering, project, file, kind="programme")
    assert "cpv" in [d.field for d in questions(steering, imported)]
    answer(steering, imported, cpv="none")
    write(steering, imported)
    assert project.needs.filter(title="Tonte des parcs").exists()


def test_a_programme_is_undone(steering, project, need):
    imported = take(steering, project, csv_file(PROGRAMME), kind="programme")
    undo(steering, imported)
    assert list(project.needs.all()) == [need]


def test_a_programme_goes_to_a_project_only(signed_in, need):
    assert send(signed_in, need, csv_file(PROGRAMME), kind="programme").status_code == 422
