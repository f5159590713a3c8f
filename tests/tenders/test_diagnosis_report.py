"""The report to elected members stays short: what is long goes to its annexes."""

import pytest

from needs.models import FactKind, FactStatus, NeedFact, Scenario
from procurement.word.blocks import BarChart, Heading, Table, texts, walk
from tenders.documents.diagnosis_report import build
from tenders.documents.project_context import gather
from tests.factories import OrganisationFactory
from tests.needs.factories import MemberFactory, NeedFactory, ProjectFactory, VolumeFactory
from tests.tenders.test_project_documents import NOW

pytestmark = pytest.mark.django_db


def parts(project):
    """(body, annexes) of the report, as blocks."""
    blocks = list(walk(build(gather(project, now=NOW)).blocks))
    first = next(
        (
            at
            for at, one in enumerate(blocks)
            if isinstance(one, Heading) and one.text.startswith("Annexe")
        ),
        len(blocks),
    )
    return blocks[:first], blocks[first:]


def rows(blocks, caption):
    return [row for one in blocks if isinstance(one, Table) and one.caption == caption
            for row in one.rows]  # fmt: skip


def joined(count):
    """A project of so many members, who all say that they aim at reuse."""
    project = ProjectFactory()
    for n in range(count):
        member = MemberFactory(
            project=project, organisation=OrganisationFactory(name=f"Commune {n:02}")
        )
        need = NeedFactory(project=project, organisation=member.organisation)
        NeedFact.objects.create(
            need=need, kind=FactKind.OBJECTIVE, status=FactStatus.CONFIRMED, data={"id": "reemploi"}
        )
    return project


@pytest.mark.parametrize(("count", "said"), [(6, "Commune 00, Commune 01"), (7, "7 membres sur 7")])
def test_the_members_who_aim_at_the_same_are_counted_once_they_are_many(count, said):
    body, _ = parts(joined(count))
    assert f"**Réemploi** : {said}" in "\n".join(texts(body)).replace("\u00a0", " ")


@pytest.mark.parametrize(("count", "annexed"), [(15, 0), (16, 16)])
def test_members_beyond_a_page_are_all_named_in_the_annex(count, annexed):
    body, annex = parts(joined(count))

    assert len(rows(body, "Les membres et leurs fiches")) == 15
    assert len(rows(annex, "Tous les membres et leurs fiches")) == annexed
    assert ("nommés en annexe" in "\n".join(texts(body))) is bool(annexed)


@pytest.mark.parametrize(("count", "annexed"), [(12, 0), (13, 13)])
def test_volumes_beyond_a_page_are_all_given_in_the_annex(count, annexed):
    project = joined(1)
    for n in range(count):
        VolumeFactory(need=project.needs.get(), component=f"article {n}", quantity=n + 1)

    body, annex = parts(project)

    assert len(rows(body, "Volumes réunis")) == 12
    assert len(rows(annex, "Tous les volumes réunis")) == annexed


def test_the_body_compares_several_scenarios_by_their_costs_and_the_annex_draws_them():
    project = joined(1)
    for title in ("Prudent", "Ambitieux"):
        Scenario.objects.create(project=project, title=title, in_report=True)

    body, annex = parts(project)

    for title in ("Prudent", "Ambitieux"):
        assert rows(annex, f"Coût par an, en € HT : {title}")
    assert {row[0] for row in rows(body, "Coût par an de chaque scénario, en € HT")} == {
        "Prudent",
        "Ambitieux",
    }
    assert sum(isinstance(one, BarChart) for one in annex) == 2
    assert "À partir de quand" not in "\n".join(texts(body))
    assert "\n".join(texts(annex)).count("À partir de quand") == 2
