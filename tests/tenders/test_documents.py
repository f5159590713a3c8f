"""What the documents of a tender say, and that every one is accessible."""

import io
import json
import re
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from procurement.nomenclature.models import Cpv
from procurement.word.blocks import AnswerBox, Clause, Table, texts, walk
from tenders.documents import KINDS, preview, produce, render_docx
from tenders.documents.context import gather
from tenders.documents.prices import quantity
from tenders.models import Message, MessageKind, Nature, Procedure
from tests.factories import OrganisationFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.complete_tender import add_clause, complete_tender
from tests.tenders.factories import DURING, InvitationFactory
from tests.tenders.tender_factories import LotFactory, TenderFactory

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def tender():
    return complete_tender()


def built(tender, kind):
    return KINDS[kind].build(gather(tender))


def words(tender, kind):
    return "\n".join(texts(built(tender, kind).blocks))


def tables(tender, kind):
    return [block for block in walk(built(tender, kind).blocks) if isinstance(block, Table)]


def cells(tender, kind):
    return [row for table in tables(tender, kind) for row in (*table.rows, table.totals)]


@every_kind
def test_every_document_is_accessible(tender, kind):
    word = docx.Document(io.BytesIO(render_docx(tender, kind)))
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    bare = [p for p in word.paragraphs if not p.text.strip() and not p._p.xpath(".//w:drawing")]
    assert bare == []
    assert word.core_properties.title
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


@every_kind
def test_every_document_previews_with_headings_in_order(tender, kind):
    page = preview(tender, kind)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert page.count("<table") == page.count("<caption")


@every_kind
def test_an_empty_tender_still_gives_every_document(kind):
    bare = TenderFactory(estimated_value=None, duration_months=None)
    assert render_docx(bare, kind).startswith(b"PK")


@every_kind
def test_no_python_value_shows_in_a_text(tender, kind):
    assert not re.search(r"\bNone\b|\bDecimal\(|\bTrue\b|\bFalse\b|_[a-z]+_", words(tender, kind))


def test_what_is_not_known_is_asked_and_never_left_blank():
    bare = built(TenderFactory(duration_months=None), "rc")
    assert "la date et l'heure limites de remise des offres".replace("'", "’") in bare.blanks
    assert "la durée du marché" in bare.blanks


def test_the_rules_announce_criteria_weights_methods_and_scales(tender):
    said = words(tender, "rc")
    assert ("1", "**Prix**", "**40 %**") in cells(tender, "rc")
    assert ("2.1", "Organisation", "20 %") in cells(tender, "rc")
    assert ("", "Total", "100 %") in cells(tender, "rc")
    assert "Note = poids × prix le plus bas ÷ prix de l'offre." in said
    captions = [table.caption for table in tables(tender, "rc")]
    assert "Échelle : Hygiène" in captions
    assert "Échelle de notation commune" in captions


def test_a_criterion_without_method_is_asked_for(tender):
    tender.criteria.filter(name="Prix").update(method="")
    assert any("méthode de notation du critère Prix" in b for b in built(tender, "rc").blanks)


def test_the_environmental_criterion_is_named_or_asked_for(tender):
    assert "jugées par « Performance environnementale »" in words(tender, "rc")
    tender.criteria.filter(kind="environment").delete()
    assert any("caractéristiques environnementales" in b for b in built(tender, "rc").blanks)


def test_a_reserved_lot_cites_its_articles_and_its_share(tender):
    said = words(tender, "rc")
    assert "L2113-12, L2113-13, L2113-14, R2113-7" in said
    assert "Cette part est d'au moins 50 %." in said


def test_the_code_of_a_lot_stands_whole(tender):
    code = Cpv.objects.get(code="55521200")
    tender.lots.update(cpv=code.code)
    assert f"55521200-{code.check_digit}" in [
        row[2] for row in cells(tender, "rc") if len(row) == 4
    ]


def test_a_tender_without_lots_gives_its_reasons():
    whole = TenderFactory(settings={"allotment_reason": "Une seule machine est en cause."})
    assert "Une seule machine est en cause." in words(whole, "rc")


def test_the_basis_follows_the_procedure(tender):
    assert "R2161-2" in words(tender, "rc")
    tender.procedure = Procedure.ADAPTED
    tender.save()
    assert "L2123-1" in words(tender, "rc")
    assert "négocier" in words(tender, "rc")


def test_every_legal_procedure_has_its_words(tender):
    for procedure in Procedure:
        tender.procedure = procedure
        tender.save()
        assert "code de la commande publique" in words(tender, "rc")


def test_an_imposed_group_form_is_justified(tender):
    tender.settings |= {
        "group_form_required": "solidaire_apres_attribution",
        "group_form_justification": "La traçabilité ne se partage pas.",
    }
    tender.save()
    assert "groupement solidaire (article R2142-22)" in words(tender, "rc")
    assert "La traçabilité ne se partage pas." in words(tender, "rc")


def test_each_clause_stands_once_where_it_belongs(tender):
    def ids(kind):
        return [block.id for block in walk(built(tender, kind).blocks) if isinstance(block, Clause)]

    assert ids("cctp") == ["container-closure", "washing-result"]
    assert ids("rc") == ["group-combined-capacity"]
    assert sorted(ids("ccap")) == ["insertion-hours", "loss-breakage-rate", "return-logistics"]


def test_a_clause_renamed_by_the_tender_bears_its_new_name(tender):
    tender.clauses.filter(clause_id="container-closure").update(title="Couvercle vissé")
    assert "Couvercle vissé" in words(tender, "rc")
    assert "Couvercle vissé." in words(tender, "synthese")


def test_the_tenders_own_wording_is_the_one_written(tender):
    tender.clauses.filter(clause_id="container-closure").update(wording="Un couvercle vissé.")
    assert "Un couvercle vissé." in words(tender, "cctp")


def test_a_clause_of_one_lot_says_so(tender):
    add_clause(tender, "washing-surface-control", lot=tender.lots.get(number=2))
    assert "Cette clause s'applique au lot 2." in words(tender, "ccap")


def test_one_clause_in_two_lots_bears_two_marks(tender):
    for lot in tender.lots.all():
        add_clause(tender, "washing-surface-control", lot=lot)
    marks = [clause.bookmark for clause in built(tender, "ccap").clauses]
    assert len(marks) == len(set(marks)) == 5


def test_penalties_are_gathered_in_one_table(tender):
    [penalties] = [t for t in tables(tender, "ccap") if t.caption == "Pénalités du marché"]
    assert [row[0] for row in penalties.rows][0] == "Retard dans l'exécution"
    assert len(penalties.rows) == 4


def test_the_terms_list_the_articles_they_depart_from(tender):
    [departures] = [t for t in tables(tender, "ccap") if t.caption == "Dérogations"]
    assert ("[@penalites]", "Plafond et procédure des pénalités", "14.1") in departures.rows


def test_works_refer_to_their_own_general_terms(tender):
    assert "CCAG-Travaux" not in words(tender, "ccap")
    tender.nature = Nature.WORKS
    tender.save()
    assert "l'article 20.2 du CCAG-Travaux" in words(tender, "ccap")
    assert "CCAG-FCS" not in words(tender, "ccap")


def test_a_large_authority_owes_more_to_small_contractors(tender):
    assert "pour une petite ou moyenne entreprise, d'au moins 5 %" in words(tender, "ccap")
    tender.project.lead.large_spender = True
    tender.project.lead.save()
    assert "pour une petite ou moyenne entreprise, d'au moins 10 %" in words(tender, "ccap")


def test_the_technical_terms_give_volumes_by_member_and_site(tender):
    [washing] = [t for t in tables(tender, "cctp") if t.caption.startswith("Lavage par site")]
    assert {row[1] for row in washing.rows} == {"Métropole Européenne de Lille", "Ville d'essai"}
    assert washing.totals[-1] == "698\u202f400"  # (780 + 3 100) × 5 jours × 36 semaines


def test_price_lines_follow_the_lots(tender):
    lines = gather(tender).price_lines()
    assert [(line.number, line.label) for line in lines] == [
        ("1.01", "bacs gastronormes"),
        ("2.01", "contenants à laver"),
    ]


def test_quantities_cover_the_contract_and_stocks_count_once(tender):
    stock, flow = gather(tender).price_lines()
    assert quantity(stock, 36) == Decimal(2400)
    assert quantity(flow, 36) == Decimal(698_400 * 3)
    assert quantity(flow, 18) == Decimal(698_400) * 18 / 12


def test_a_lot_without_volume_asks_for_its_lines(tender):
    LotFactory(tender=tender, number=3, title="Collecte", components=["collecte"])
    assert any("aucun volume n’est rattaché" in b for b in built(tender, "bpu").blanks)


def test_there_is_one_answer_box_for_each_thing_that_is_marked(tender):
    boxes = [b for b in walk(built(tender, "crt").blocks) if isinstance(b, AnswerBox)]
    assert [(box.label, box.weight) for box in boxes] == [
        ("Organisation", "20 %"),
        ("Hygiène", "15 %"),
        ("Performance environnementale", "25 %"),
    ]
    assert boxes[0].asks == ("Un planning d'une semaine type.",)


def test_lots_judged_apart_have_their_own_tables(tender):
    lot = tender.lots.get(number=2)
    tender.criteria.filter(name="Prix").update(lot=lot, weight=100)
    captions = [table.caption for table in tables(tender, "rc")]
    assert "Critères d'attribution, lot 1 : Contenants" in captions
    assert "Critères d'attribution, lot 2 : Lavage" in captions


def test_the_sourcing_report_comes_from_the_register(tender):
    said = words(tender, "sourcing")
    assert "Laver 2 400 contenants par jour" in said
    assert "Chaîne intacte" in said


def test_a_message_sent_to_several_is_told_once(tender):
    consultation = tender.project.consultations.get()
    for name in ("Atelier A", "Atelier B"):
        Message.objects.create(
            invitation=InvitationFactory(consultation=consultation, name=name),
            kind=MessageKind.REMINDER,
            subject="Plus que trois jours",
            queued_at=DURING,
            sent_at=DURING,
        )
    [sent] = [t for t in tables(tender, "sourcing") if t.caption == "Messages envoyés"]
    [row] = [row for row in sent.rows if "Plus que trois jours" in row[0]]
    assert row[1] == "2 : Atelier A et Atelier B"


def test_without_sourcing_the_report_says_so():
    assert "Aucune consultation du marché" in words(TenderFactory(), "sourcing")


def test_the_booklet_works_back_from_the_deadline(tender):
    [plan] = [
        t for t in tables(tender, "formation_fournisseur") if t.caption == "Calendrier à rebours"
    ]
    assert plan.rows[0][0] == "3\u00a0mars\u00a02027"
    assert plan.rows[-1][:2] == ("23\u00a0mars\u00a02027", "1\u00a0jour")


def test_exercises_use_the_figures_of_the_tender(tender):
    said = words(tender, "formation_fournisseur")
    assert "« Organisation » pèse 20 %. Votre réponse reçoit 3 sur 5." in said
    assert "3 ÷ 5 × 20 = 12 points." in said


def test_the_law_is_that_of_the_launch_day(tender):
    assert gather(tender).law("advance_amount") == "50\u202f000"


def test_a_tender_with_a_blocking_finding_is_a_draft(tender):
    assert not built(tender, "rc").draft
    tender.criteria.exclude(name="Prix").delete()
    tender.criteria.update(weight=100)
    assert built(tender, "rc").draft


def test_another_authority_is_never_named():
    OrganisationFactory(name="Autre commune")
    assert "Autre commune" not in words(TenderFactory(project=ProjectFactory()), "rc")


def test_producing_writes_the_files_and_their_manifest(tender, tmp_path):
    (tmp_path / "garder.txt").write_text("à garder")
    manifest = produce(tender, ["rc", "ccap"], tmp_path)
    assert [item.kind for item in manifest.documents] == ["rc", "ccap"]
    said = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    rules, terms = said["documents"]
    assert (tmp_path / rules["file"]).exists()
    assert {c["id"] for c in terms["clauses"]} == {
        "insertion-hours",
        "loss-breakage-rate",
        "return-logistics",
    }
    assert all(c["version"] >= 1 and c["fingerprint"] for c in terms["clauses"])
    assert rules["missing"][0]
    assert (tmp_path / "garder.txt").exists()


def test_the_same_tender_gives_the_same_file(tender):
    assert render_docx(tender, "ccap") == render_docx(tender, "ccap")


def test_gathering_asks_a_bounded_number_of_queries(tender, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        gather(tender)
