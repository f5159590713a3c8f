"""The documents of a project: what they say before any tender exists, and who reads them."""

import io
import re
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml.ns import qn

from needs.models import Committee, JointPurchase, Mission, RegisterEntry, Scenario
from needs.scenarios import coefficients
from procurement.accounts.models import OrganisationKind, Role
from procurement.word.blocks import BarChart, Table, texts, walk
from procurement.word.docx import render
from tenders.documents import PROJECT_KINDS, build_for_project
from tenders.documents.convention import build as build_convention
from tenders.documents.project_context import gather
from tests.factories import MembershipFactory, OrganisationFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("kind", PROJECT_KINDS)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def project():
    project = ProjectFactory(launch_on=date(2027, 2, 15))
    lead = MemberFactory(project=project, organisation=project.lead)
    town = MemberFactory(
        project=project,
        organisation=OrganisationFactory(name="Ville de Roubaix", kind=OrganisationKind.COMMUNE),
    )
    for member, washed in ((lead, 1_000), (town, 250)):
        need = NeedFactory(project=project, organisation=member.organisation)
        site = SiteFactory(need=need, name=f"Cuisine de {member.organisation.name}")
        VolumeFactory(
            need=need, site=site, component="lavage", quantity=washed, unit="contenant", period="an"
        )
    return project


def words(document):
    return "\n".join(texts(document.blocks))


def convention(project, **choices):
    if choices:
        JointPurchase.objects.create(project=project, **choices)
    return build_convention(gather(project, now=NOW))


@every_kind
def test_every_document_of_a_project_is_accessible(project, kind):
    word = docx.Document(io.BytesIO(render(build_for_project(project, kind, now=NOW))))
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    bare = [p for p in word.paragraphs if not p.text.strip()]
    assert all(list(p._p.iter(qn("w:drawing"))) for p in bare)
    assert all(d.get("descr") for d in word.element.body.iter(qn("wp:docPr")))
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


@every_kind
def test_no_python_value_shows_in_a_document_of_a_project(project, kind):
    said = words(build_for_project(project, kind, now=NOW))
    assert not re.search(r"\bNone\b|\bDecimal\(|\bTrue\b|\bFalse\b|_[a-z]+_", said)


@every_kind
def test_a_project_without_any_need_still_gives_its_documents(kind):
    assert build_for_project(ProjectFactory(launch_on=None), kind, now=NOW).blocks


@every_kind
def test_documents_ask_as_many_queries_for_many_members_as_for_two(
    project, kind, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as two:
        build_for_project(project, kind, now=NOW)
    for _ in range(10):
        member = MemberFactory(project=project)
        need = NeedFactory(project=project, organisation=member.organisation)
        VolumeFactory(need=need, site=SiteFactory(need=need))
    with django_assert_num_queries(len(two)):
        build_for_project(project, kind, now=NOW)


def test_the_annex_gives_each_member_its_own_quantities(project):
    tables = {
        block.caption: block.rows
        for block in walk(convention(project).blocks)
        if isinstance(block, Table)
    }
    assert tables["Quantités estimées : Ville de Roubaix"] == (
        ("Lavage", "250", "contenants par an"),
    )
    assert tables["Total des quantités estimées du groupement"] == (
        ("Lavage", "1\u202f250", "contenants par an"),
    )


def test_the_annex_names_the_sites_of_each_member(project):
    assert "Cuisine de Ville de Roubaix (" in words(convention(project))


def test_a_member_that_gave_no_quantity_is_asked_for_them(project):
    MemberFactory(project=project, organisation=OrganisationFactory(name="Ville de Croix"))
    assert "les quantités de Ville de Croix" in convention(project).blanks


def test_every_member_has_a_place_to_sign(project):
    for n in range(5):
        MemberFactory(project=project, organisation=OrganisationFactory(name=f"Ville {n}"))
    word = docx.Document(io.BytesIO(render(convention(project))))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    signed = [text for text in cells if text.startswith("Pour ")]
    members = project.members.values_list("organisation__name", flat=True)
    assert sorted(signed) == sorted(f"Pour {name}" for name in members)


@pytest.mark.parametrize(
    ("mission", "coordinator_signs", "members_perform"),
    [
        (Mission.AWARD, False, True),
        (Mission.SIGN, True, True),
        (Mission.PERFORM, True, False),
    ],
)
def test_the_mission_decides_who_signs_and_who_performs(
    project, mission, coordinator_signs, members_perform
):
    said = words(convention(project, mission=mission))
    assert ("signer et notifier le marché au nom de tous les membres" in said) is coordinator_signs
    assert ("exécuter le marché pour sa part" in said) is members_perform


def test_members_answer_together_only_for_what_is_done_in_the_name_of_all(project):
    assert "solidairement des seules opérations de passation" in words(convention(project))


def test_members_answer_together_for_a_performance_done_in_the_name_of_all(project):
    said = words(convention(project, mission=Mission.PERFORM))
    assert "solidairement de la passation et de l'exécution" in said


@pytest.mark.parametrize("shared", [True, False])
def test_costs_are_shared_by_quantities_only_where_these_add_up(project, shared):
    one = words(convention(project, costs_shared=shared))
    assert "la part de chacun dans les quantités de l'annexe" in one
    need = project.needs.first()
    VolumeFactory(need=need, component="haies", quantity=5, unit="mètre", period="")
    two = words(build_convention(gather(project, now=NOW)))
    assert "la part de chacun dans le montant estimé du marché" in two
    assert two.count("[[la part de chaque membre, en pourcentage]]") == 1


def test_the_committee_is_the_one_chosen_with_its_article(project):
    said = words(convention(project, committee=Committee.JOINT))
    assert "une commission propre au groupement est instituée" in said
    assert "L1414-3 du code général des collectivités territoriales" in said


def test_an_intercommunal_lead_is_told_to_check_its_statutes(project):
    assert "L5211-4-4" in words(convention(project))


def test_a_town_that_leads_is_not_told_of_intercommunal_statutes(project):
    project.lead.kind = OrganisationKind.COMMUNE
    assert "L5211-4-4" not in words(convention(project))


@pytest.mark.parametrize(
    ("launch", "asked"), [(date(2026, 8, 20), False), (date(2026, 8, 22), True)]
)
def test_the_duties_of_responsible_buying_are_those_of_the_launch(project, launch, asked):
    project.launch_on = launch
    said = words(convention(project))
    assert ("caractéristiques environnementales des offres" in said) is asked


def test_quantities_that_may_still_change_are_said_so(project):
    assert "les quantités de l'annexe peuvent encore changer" in words(convention(project))
    project.frozen_at = NOW
    assert "peuvent encore changer" not in words(convention(project))


@pytest.fixture
def facilitator(client, project):
    person = MembershipFactory(organisation=project.lead, role=Role.OFFICER).user
    client.force_login(person)
    return client


def test_choices_are_kept_and_noted_then_the_agreement_is_shown(facilitator, project):
    address = f"/besoins/demarches/{project.pk}/groupement/"
    answer = facilitator.post(
        address,
        {"mission": "perform", "committee": "joint", "permanent": "on", "withdrawal_months": 6},
        follow=True,
    )
    assert "avec un préavis de 6" in answer.content.decode().replace("\xa0", " ")
    entry = RegisterEntry.objects.filter(project=project).latest("number")
    assert entry.act == "joint_purchase_chosen"


@pytest.mark.parametrize(("months", "status"), [(0, 422), (1, 302), (12, 302), (13, 422)])
def test_the_notice_of_withdrawal_has_limits(facilitator, project, months, status):
    address = f"/besoins/demarches/{project.pk}/groupement/"
    data = {"mission": "sign", "committee": "coordinator", "withdrawal_months": months}
    assert facilitator.post(address, data).status_code == status


def test_a_download_is_a_word_file_and_is_noted(facilitator, project):
    answer = facilitator.get(f"/demarches/{project.pk}/pieces/convention.docx")
    assert answer.content.startswith(b"PK")
    assert RegisterEntry.objects.get(project=project).act == "project_document_exported"


def test_an_unknown_document_of_a_project_is_not_found(facilitator, project):
    assert facilitator.get(f"/demarches/{project.pk}/pieces/roman/").status_code == 404


def report(project):
    return build_for_project(project, "diagnostic", now=NOW)


def test_the_report_says_what_elected_members_decide(project):
    said = words(report(project))
    assert "Approuver la convention de groupement de commandes" in said


def test_the_decision_of_a_large_group_counts_the_members_that_the_table_names(project):
    for n in range(6):
        MemberFactory(project=project, organisation=OrganisationFactory(name=f"Ville {n}"))
    said = words(build_for_project(project, "diagnostic", now=NOW))
    assert f"arrêtés par {project.lead} et 7\u00a0autres membres (tableau 1)" in said


def test_the_report_of_one_authority_asks_for_no_agreement():
    alone = ProjectFactory()
    MemberFactory(project=alone, organisation=alone.lead)
    assert "convention" not in words(report(alone))


def test_the_report_shows_the_scenarios_that_were_retained_and_no_other(project):
    Scenario.objects.create(project=project, title="Retenu", in_report=True)
    Scenario.objects.create(project=project, title="Écarté")
    said = words(report(project))
    assert "Coût par an, en € HT : Retenu" in said
    assert "Écarté" not in said


def test_the_report_gives_the_source_of_each_coefficient(project):
    Scenario.objects.create(
        project=project,
        title="Retenu",
        in_report=True,
        values={"wash_price": {"value": "0.12", "source": "devis de mars"}},
    )
    made = report(project)
    rows = [row for b in walk(made.blocks) if isinstance(b, Table) for row in b.rows]
    assert ("Prix du lavage d'un contenant", "0,12 € HT", "devis de mars") in rows
    assert "Les hypothèses, à remplacer :" in words(made)
    assert "Pertes et casse, 5 % du parc par an" in words(made)


def test_every_coefficient_is_in_the_report_once(project):
    Scenario.objects.create(
        project=project,
        title="Retenu",
        in_report=True,
        values={"wash_price": {"value": "0.12", "source": "devis de mars"}},
    )
    annex = words(report(project)).rpartition("ce sur quoi la comparaison repose")[2]
    for coefficient in coefficients().values():
        assert annex.count(f"{coefficient.label}, ") + annex.count(f"{coefficient.label}\n") == 1


def test_the_report_never_says_cheaper_before_saying_how(project):
    """A scenario where reuse stays dearer begins its list of thresholds as any other."""
    values = {"rounds": {"value": "5000", "source": ""}}
    Scenario.objects.create(project=project, title="Cher", in_report=True, values=values)
    said = words(report(project))
    assert "coûte moins que l'usage unique :" not in said
    assert "À partir de quand le réemploi lavé par un prestataire coûte moins :" in said


def test_the_report_draws_the_share_of_each_member(project):
    charts = [b for b in walk(report(project).blocks) if isinstance(b, BarChart)]
    assert charts[0].labels == ("Métropole Européenne de Lille", "Ville de Roubaix")
    assert charts[0].series[0].values == (1_000, 250)


def test_a_report_of_many_members_adds_the_smallest_in_one_bar(project):
    for n in range(14):
        member = MemberFactory(project=project)
        need = NeedFactory(project=project, organisation=member.organisation)
        VolumeFactory(need=need, component="lavage", quantity=10 + n, unit="contenant", period="an")
    chart = next(b for b in walk(report(project).blocks) if isinstance(b, BarChart))
    assert chart.labels[-1] == "4\xa0autres membres"
    assert sum(chart.series[0].values) == 1_250 + sum(10 + n for n in range(14))


def test_what_is_missing_is_told_as_an_open_question(project):
    MemberFactory(project=project, organisation=OrganisationFactory(name="Ville de Croix"))
    assert "Ville de Croix n'a encore déposé aucun besoin." in words(report(project))


def test_what_the_members_settle_among_themselves_is_counted_not_listed(project):
    said = words(report(project))
    assert "Questionnaires à compléter" in said
    assert "questionnaire pas commencé" not in said


def test_open_questions_of_one_kind_are_three_at_most_then_counted(project):
    for town in ("Croix", "Hem", "Loos", "Marcq", "Ronchin"):
        MemberFactory(project=project, organisation=OrganisationFactory(name=f"Ville de {town}"))
    said = words(report(project))
    assert said.count("n'a encore déposé aucun besoin") == 3
    assert "2\xa0autres. Ses volumes manquent" in said
