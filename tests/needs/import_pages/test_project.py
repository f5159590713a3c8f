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


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Montant HT", "48 000 €", "48 000 € HT."),
        ("Montant", "48 000 € TTC", "48 000 € TTC."),
        ("Montant TTC", "48 000", "48 000 € TTC."),
        ("Montant TTC", "48 000 € HT", "48 000 € HT."),
        ("Montant", "1,2 M€", "1 200 000 € HT."),
        ("Montant", "250 k€/an", "250 000 € HT par an."),
        ("Montant annuel HT", "15000€", "15 000 € HT par an."),
    ],
)
def test_an_amount_keeps_its_tax_its_scale_and_its_period(
    steering, project, need, header, cell, said
):
    file = csv_file(f"Objet;{header};Membre\nTonte;{cell};Lille\n")
    take(steering, project, file, kind="programme")
    assert said in plain(project.needs.get(title="Tonte").text)


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Durée (mois)", "48", "Durée : 48 mois."),
        ("Durée en années", "4", "Durée : 4 ans."),
        ("Durée", "3 ans", "Durée : 3 ans."),
    ],
)
def test_the_duration_of_a_programme_is_said(steering, project, need, header, cell, said):
    file = csv_file(f"Objet;{header};Membre\nTonte;{cell};Lille\n")
    take(steering, project, file, kind="programme")
    assert said in plain(project.needs.get(title="Tonte").text)


@pytest.mark.parametrize(
    "codes", ["77310000-6 / 77310000", "77310000 77310000", "77310000,77310000", "77 31 00 00"]
)
def test_several_codes_are_read_whatever_parts_them(steering, project, need, codes):
    file = csv_file(f"Objet;CPV;Membre\nTonte;{codes};Lille\n")
    take(steering, project, file, kind="programme")
    facts = project.needs.get(title="Tonte").facts.filter(kind="cpv", status="confirmed")
    assert [fact.data["code"] for fact in facts] == ["77310000"]
