"""The whole path once, on the reference case: every command answers in its published format."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from jsonschema import Draft7Validator

from needs.models import Need, Project
from suppliers.models import MatchRun, Supplier
from tenders import documents, invitations
from tenders.awarding import awarded, proposed, publication
from tenders.documents import project_context
from tenders.documents.context import gather
from tenders.drafting import check_of
from tenders.market import market_of
from tenders.models import Contribution, MarketConsultation, Tender
from tenders.proposals import waiting_for_decision
from tenders.reference_case import load
from tenders.reference_return import make_return
from tenders.returning import review_of
from tenders.threads import threads_of
from tests.ooxml import faults
from tests.word_accessibility import barriers

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def case(django_db_setup, django_db_blocker, codes_learned):
    """Loaded once for the module, and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def run(command, *arguments, **options):
    """(standard output, exit code) of a command."""
    output = io.StringIO()
    try:
        call_command(command, *arguments, stdout=output, stderr=io.StringIO(), **options)
    except SystemExit as stop:
        return output.getvalue(), stop.code
    return output.getvalue(), 0


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def write_lines(tmp_path, *records):
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    return str(path)


def test_it_has_five_needs_of_four_authorities_and_sixty_suppliers(case):
    owners = set(case.needs.values_list("organisation__name", flat=True))

    assert len(owners) == 4
    assert case.needs.count() == 5
    assert Supplier.objects.filter(is_fictitious=True).count() >= 60
    assert not Supplier.objects.filter(is_fictitious=False).exists()


def test_its_diagnosis_adds_up_the_meals_of_all_members(case):
    assert case.diagnosis().facts()["meals_per_day"] == 950 + 6200 + 4300 + 1290


def test_it_answers_only_what_its_questionnaire_asks(case):
    needs = Need.objects.exclude(project=None).select_related("project")
    assert {need.title: need.answers for need in needs} == {
        need.title: need.answers_in_force() for need in needs
    }


def test_its_suppliers_are_ranked_with_reasons_and_groups_cover_the_need(case):
    latest, first = MatchRun.objects.filter(project=case)
    result = latest.result

    assert any(line.moved and line.why for line in latest.compared_with(first).lines)
    assert all(row["gained"] or row["lost"] for row in result["results"])
    assert result["excluded"]
    assert result["groups"]


def test_some_suppliers_have_answered(case):
    consultation = MarketConsultation.objects.get(project=case)

    assert consultation.is_open()
    sent = Contribution.objects.submitted().filter(invitation__consultation=consultation)
    assert sent.count() == 5


def test_its_tender_has_no_blocking_finding(case):
    found = check_of(Tender.objects.get(project=case)).findings

    assert [f.rule for f in found if f.severity == "blocking"] == []


def test_its_requirements_are_measured_on_what_suppliers_declare(case):
    market = market_of(Tender.objects.get(project=case))
    counted = {
        (meter.number, row.requirement.id): row.tally
        for meter in market.meters
        for row in meter.rows
    }

    assert all(meter.suppliers for meter in market.meters)
    assert counted[2, "clause-washing-result"].yes >= 3
    assert counted[1, "clause-container-durability-cycles"].no >= 1
    assert all(tally.unknown < tally.total for key, tally in counted.items() if key[1] == "volume")


def test_what_its_documents_say_consolidates_the_sheets_once(case):
    tender = Tender.objects.get(project=case)
    for gathered in (
        lambda: gather(tender),
        lambda: project_context.gather(case, now=timezone.now()),
    ):
        with CaptureQueriesContext(connection) as asked:
            gathered()
        read = [one["sql"] for one in asked if 'FROM "needs_volume"' in one["sql"]]
        assert len(read) == 1


def test_its_reserved_lot_names_those_that_wash_containers_and_the_open_ones_none_chosen(case):
    market = market_of(Tender.objects.get(project=case))
    chosen = [reserve for _, grounds in market.reserves for reserve in grounds if reserve.is_chosen]

    assert [(r.ground.article, len(r.eligible), r.verdict) for r in chosen] == [
        ("L2113-14", 2, "poor")
    ]


def test_each_of_its_documents_opens_in_word_and_reads_in_the_browser(case):
    tender = Tender.objects.get(project=case)
    for kind in documents.KINDS:
        assert Document(io.BytesIO(documents.render_docx(tender, kind))).paragraphs, kind
        assert "<h2" in documents.preview(tender, kind), kind


@pytest.mark.parametrize("kind", documents.KINDS)
def test_each_of_its_documents_keeps_to_the_standard_and_is_accessible(case, kind):
    content = documents.render_docx(Tender.objects.get(project=case), kind)

    assert faults(content) == []
    assert barriers(content) == []


def test_draft_writes_every_document_and_its_manifest(case, tmp_path):
    tender = Tender.objects.get(project=case)

    _, code = run("draft", tender.reference, "--out", str(tmp_path))

    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    entries = manifest["documents"] if isinstance(manifest, dict) else manifest
    assert code == 0
    assert {Path(entry["file"]).suffix for entry in entries} >= {".docx"}
    assert all((tmp_path / entry["file"]).exists() for entry in entries)


def test_list_tenders_prints_one_a_line_id_first(case):
    tender = Tender.objects.get(project=case)

    output, _ = run("list_tenders")

    assert output.split()[0] in (str(tender.pk), tender.reference)


def test_match_prints_trec_lines(case):
    output, _ = run("match", need=case.reference, format="trec", top=5)

    rows = [line.split() for line in output.splitlines()]
    assert [row[3] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {(row[1], row[5]) for row in rows} == {("Q0", "balise")}


def test_match_prints_its_explanation_in_json(case):
    output, _ = run("match", need=case.reference, format="json", top=3)

    best = json.loads(output)["results"][0]
    assert 0 <= best["score"] <= 100
    assert {"name", "weight", "points", "reason"} <= set(best["parts"][0])


def test_groups_prints_components_and_covers(case):
    output, _ = run("groups", need=case.reference, top=2)

    record = lines(output)[0]
    group = record["groups"][0]
    assert record["components"]
    assert {"members", "covers", "missing", "lead", "score", "reasons"} <= set(group)


def test_analyse_text_gives_each_item_its_span(case, tmp_path):
    text = Need.objects.filter(project=case).first().text

    output, code = run("analyse_text", write_lines(tmp_path, {"id": "B-1", "text": text}))

    (record,) = lines(output)
    kinds = ("quantities", "amounts_eur", "dates", "durations_months", "places", "objectives")
    found = [item for kind in kinds for item in record[kind]]
    assert code == 0
    assert found
    assert all(text[item["start"] : item["end"]] == item["text"] for item in found)


def test_check_wording_answers_one_line_a_record(case, tmp_path):
    record = {"id": "1", "where": "rc_critere", "text": "Prix : critère unique (100 %)."}

    output, code = run("check_wording", write_lines(tmp_path, record))

    assert code == 0
    assert {"id", "label", "categories", "spans", "findings"} <= set(lines(output)[0])


def test_check_tender_answers_one_line_a_record(case, tmp_path):
    from tenders.drafting import configuration

    record = configuration(Tender.objects.get(project=case))

    output, code = run("check_tender", write_lines(tmp_path, record))

    answer = lines(output)[0]
    assert code == 0
    assert answer["minimum_procedure"] == "procedure_formalisee"
    assert answer["publicity_minimum"] == "boamp_et_joue"


def test_import_needs_proposes_what_is_missing(case, tmp_path):
    record = {
        "id": "B-7",
        "title": "Nettoyage de l'école",
        "buyer": {"name": "Commune de Loos", "kind": "commune"},
        "text": "Nettoyer 1 200 m² de salles de classe à Loos, cinq jours par semaine.",
    }

    _, code = run("import_needs", write_lines(tmp_path, record))

    need = Need.objects.get(external_id="B-7")
    assert code == 0
    assert need.place_code == "59360"


def test_import_suppliers_gives_back_the_rows_it_refuses(case, tmp_path):
    good = {"id": "F-900", "name": "Essai", "siret": "73282932000074"}
    bad = {"id": "F-901", "name": "Faux", "siret": "73282932000075"}
    rejects = tmp_path / "rejects.csv"

    _, code = run("import_suppliers", write_lines(tmp_path, good, bad), rejects=str(rejects))

    assert code == 1
    assert Supplier.objects.filter(external_id="F-900").exists()
    assert "73282932000075" in rejects.read_text(encoding="utf-8")


def test_import_decp_keeps_past_purchases(case, tmp_path):
    from needs.models import AwardRecord

    path = tmp_path / "awards.csv"
    path.write_text("objet,cpv8\nLocation de gobelets réutilisables,39222100\n", "utf-8")

    _, code = run("import_decp", str(path))

    assert code == 0
    assert AwardRecord.objects.get().cpv == "39222100"


def test_loading_is_all_or_nothing(case):
    """A second load would break on the first unique name: nothing of it stays."""
    before = Project.objects.count()

    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        load()

    assert Project.objects.count() == before


def test_a_document_came_back_from_word_and_waits_for_decisions(case):
    tender = Tender.objects.get()
    returned = make_return(tender, tender.created_by, timezone.now())

    found = {one.change.title: one for one in review_of(returned).changes}

    assert set(found) == {
        "Taux de perte et de casse", "Fin de vie des contenants", "Pénalités",
    }  # fmt: skip
    assert "passe de 5" in found["Taux de perte et de casse"].change.said[0]
    added = found["Fin de vie des contenants"]
    assert [revision.author for revision in added.change.revisions] == ["Noé Vasseur (fictif)"]
    assert added.passage is not None  # a brand without « ou équivalent »


def test_the_award_of_its_lots_is_valid_essential_data(case, open_data):
    tender = Tender.objects.get(project=case)
    for lot in tender.lots.all():
        contract = proposed(tender, lot)
        contract.number, contract.bids_received = f"2027-M{lot.number}", 3
        contract.notified_on, contract.published_on = date(2027, 6, 15), date(2027, 7, 1)
        contract.holders = [{"kind": "SIRET", "id": case.lead.siret}]
        contract.save()

    content, missing = publication(awarded(tender))

    schema = json.loads((open_data / "decp_schema.json").read_text(encoding="utf-8"))
    assert missing == []
    assert [error.message for error in Draft7Validator(schema).iter_errors(content)] == []
    social = content["marches"]["marche"][1]["considerationsSociales"]["considerationSociale"]
    assert "Marché réservé" in social


def test_each_answer_opens_by_its_personal_link(case, client):
    answered = Contribution.objects.filter(invitation__consultation__project=case)
    for contribution in answered.select_related("invitation"):
        address = reverse("tenders:contribute", args=[invitations.token(contribution.invitation)])
        assert client.get(address).status_code == 200, contribution


def test_its_draft_is_commented_clause_by_clause(case):
    threads = threads_of(MarketConsultation.objects.get(project=case), at=timezone.now())

    assert [thread.count for thread in threads] == [3, 1, 0]
    assert threads[1].confidential == 1


def test_an_ended_consultation_shows_how_one_closes(case, client):
    ended = MarketConsultation.objects.exclude(concluded_at=None).get()

    assert waiting_for_decision(ended) == []
    page = client.get(ended.get_absolute_url()).content.decode()
    assert "<ins>" in page
    assert ended.tender_url in page
