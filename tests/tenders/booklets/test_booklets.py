"""The booklets of several tenders: plain, without a hole, and true to each."""

import re
import shutil
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.typography import french
from procurement.word.blocks import BarChart, Facts, Heading, Note, Table, texts, walk
from procurement.word.lines import as_blocks
from procurement.word.pdf import convert
from tenders.booklets import shelf
from tenders.documents import FAMILIES, KINDS, preview, render_docx
from tenders.documents.booklet import plainness_of
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.exercises_buyer import for_awareness, for_buyers
from tenders.documents.booklet.exercises_group import for_groups
from tenders.documents.booklet.exercises_supplier import for_suppliers
from tenders.documents.booklet.facts import facts_of
from tenders.documents.context import gather
from tests.needs.factories import VolumeFactory
from tests.tenders.booklets.situations import SITUATIONS, social, unallotted
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import officer_of

pytestmark = pytest.mark.django_db
BOOKLETS = shelf().booklets
SUPPLIERS = ("formation_fournisseur", "formation_groupement")
every_booklet = pytest.mark.parametrize("kind", BOOKLETS)
every_situation = pytest.mark.parametrize("situation", SITUATIONS)
FIVE = (
    "Quand ?",
    "Quoi ?",
    "Comment serez-vous jugé ?",
    "Que faut-il envoyer ?",
    "À qui demander ?",
)


def built(tender, kind):
    return KINDS[kind].build(gather(tender))


def words(tender, kind):
    return " ".join(texts(built(tender, kind).blocks)).replace("\u00a0", " ").replace("\u202f", " ")


def table(tender, kind, caption):
    found = [b for b in walk(built(tender, kind).blocks) if isinstance(b, Table)]
    return next(one for one in found if one.caption == caption)


def titles(tender, kind):
    return [b.text for b in built(tender, kind).blocks if isinstance(b, Heading) and b.level == 1]


@every_situation
@every_booklet
def test_a_booklet_is_written_in_plain_words_for_any_tender(situation, kind):
    tender = SITUATIONS[situation]()
    assert plainness_of(built(tender, kind), gather(tender)).faults == ()


@every_situation
@every_booklet
def test_a_booklet_leaves_no_mark_unread_and_no_reference_dead(situation, kind):
    document = built(SITUATIONS[situation](), kind)
    said = "\n".join(texts(document.blocks))
    assert (
        re.findall(r"(?<!\{)\{[a-z:_]+\}(?!\})|^[@#>|]|\bNone\b|\b0 (?:lot|site|fiche)", said) == []
    )
    assert set(re.findall(r"\[@([a-z0-9_-]+)\]", said)) <= document.anchors.keys()


@every_situation
@pytest.mark.parametrize("kind", SUPPLIERS)
def test_the_first_page_answers_five_questions(situation, kind):
    heading, card, *_ = built(SITUATIONS[situation](), kind).blocks
    assert heading.text == "L’essentiel en une page"
    assert isinstance(card, Facts)
    assert tuple(label for label, _ in card.pairs) == FIVE
    assert all(value for _, value in card.pairs)


def test_a_newcomer_reads_when_what_how_judged_what_to_send_and_who_to_ask():
    card = built(unallotted(), "formation_fournisseur").blocks[1]
    when, what, judged, sent, asked = (value.replace("\u00a0", " ") for _, value in card.pairs)
    assert "14 mai 2027 à 16 h 00" in when
    assert "4 mai 2027" in when
    assert "Un seul ensemble, sans lots. Montant estimé : 120 000 € HT." in what.replace(
        "\u202f", " "
    )
    assert judged == "- Prix : 60 %\n- Sobriété : 40 %"
    assert "Une candidature, qui est vérifiée, 6 pièces :\n- Lettre de candidature (DC1)" in sent
    assert "- Décomposition du prix (DPGF)" in sent
    assert "assurance" not in sent
    assert "https://marches.exemple.fr" in asked


def test_what_nobody_knows_is_said_before_anything_else():
    warned = built(SITUATIONS["gaps"](), "formation_fournisseur").blocks[2]
    assert isinstance(warned, Note)
    assert "la date limite, " in warned.body[0]
    assert "les critères" in warned.body[0]
    assert not isinstance(built(social(), "formation_fournisseur").blocks[2], Heading)


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        ("complete", "appel d’offres ouvert"),
        ("unallotted", "procédure adaptée"),
        ("social", "services sociaux ou spécifiques"),
        ("gaps", "en deux temps"),
    ],
)
def test_the_procedure_told_is_that_of_the_tender(situation, said):
    notes = [
        b.title
        for b in built(SITUATIONS[situation](), "formation_fournisseur").blocks
        if isinstance(b, Note) and "consultation" in b.title
    ]
    assert len(notes) == 1
    assert said in notes[0]


def test_only_what_applies_is_told():
    assert "Les lots réservés" in titles(social(), "formation_fournisseur")
    assert "Les lots réservés" not in titles(unallotted(), "formation_fournisseur")
    assert "Une limite à connaître" in words(social(), "formation_fournisseur")
    assert "Une limite à connaître" not in words(complete_tender(), "formation_fournisseur")
    assert "Ce que vous signerez" not in titles(social(), "formation_fournisseur")
    assert "Ce que vous signerez" in titles(complete_tender(), "formation_fournisseur")


def test_a_mandatory_visit_is_a_piece_and_a_trap():
    said = words(unallotted(), "formation_fournisseur")
    assert "28 avril 2027, à l'accueil" in said
    assert "Attestation de visite" in said
    assert "Attestation de visite" not in words(social(), "formation_fournisseur")


def test_the_pieces_follow_the_form_of_the_prices():
    pieces = [row[0] for row in table(unallotted(), SUPPLIERS[0], "Les pièces de l'offre").rows]
    assert "Décomposition du prix (DPGF)" in pieces
    assert not any("BPU" in piece for piece in pieces)


def test_what_the_rules_ask_of_the_winner_only_is_asked_of_nobody_else():
    tender = unallotted()
    asked = table(tender, SUPPLIERS[0], "Ce que remet celui qui est retenu")
    winner = [row[0] for row in asked.rows]
    assert "Attestation d’assurance" in winner
    assert "L'attestation d'assurance n'est demandée qu'au candidat retenu" in words(tender, "rc")
    kit = {row[0]: row[1] for row in table(tender, "kit_reponse", "Pièces à réunir").rows}
    assert {kit[piece] for piece in winner} == {"si vous êtes retenu"}


def test_each_piece_says_what_where_who_and_how_long():
    rows = table(complete_tender(), SUPPLIERS[0], "Les pièces de la candidature").rows
    assert all(all(cells) for cells in rows)
    assert "Preuve pour le lot réservé" in [row[0] for row in rows]


def test_the_booklet_of_a_group_says_who_does_what_and_signs_what():
    said = words(social(), SUPPLIERS[1])
    assert "la forme solidaire est demandée" in said
    assert "Signer l’accord entre membres" in said
    assert "Une par membre." in said
    assert "Une par membre." not in words(social(), SUPPLIERS[0])


def test_the_grid_of_a_group_has_a_row_for_each_volume():
    rows = table(complete_tender(), SUPPLIERS[1], "Qui couvre quelle part").rows
    assert [row[0].split(" : ")[0] for row in rows] == ["Fourniture", "Lavage"]


def test_a_measure_that_is_no_task_is_asked_of_nobody():
    tender = complete_tender()
    VolumeFactory(
        need=tender.project.needs.first(), component="", label="repas servis", unit="repas"
    )
    rows = table(tender, SUPPLIERS[1], "Qui couvre quelle part").rows
    assert [row[0].split(" : ")[0] for row in rows] == ["Fourniture", "Lavage"]
    assert "repas servis" not in words(tender, SUPPLIERS[1]).split("Exercices")[1]


def test_a_short_consultation_loses_no_step():
    plan = table(unallotted(), SUPPLIERS[0], "Calendrier à rebours")
    assert plan.rows[0][0] == "Tout de suite"
    assert plan.rows[-1][0] == "13\u00a0mai\u00a02027"
    assert len(plan.rows) == 8


def test_the_weights_are_bars_and_the_same_figures_stand_in_a_table():
    [bars] = [
        b
        for b in built(complete_tender(), SUPPLIERS[0]).blocks
        if isinstance(b, BarChart) and "poids" in b.caption
    ]
    assert bars.series[0].values == (Decimal(40), Decimal(35), Decimal(25))
    rows = table(complete_tender(), SUPPLIERS[0], "Critères d'attribution").rows
    assert set(bars.labels) <= {row[1].strip("*") for row in rows}


def test_the_law_quoted_is_that_of_the_launch_with_its_doubts():
    said = words(complete_tender(), "formation_acheteur")
    assert "travaux 140 000 € HT" in said
    assert "Texte de la loi non relu" in said


def desk(tender):
    context = gather(tender)
    return Desk(context, BOOKLETS["formation_fournisseur"], facts_of(context), None, ())


@every_situation
def test_exercises_are_never_left_out_and_always_corrected(situation):
    place = desk(SITUATIONS[situation]())
    counts = [len(make(place)) for make in (for_suppliers, for_groups, for_buyers, for_awareness)]
    assert counts == [8, 6, 5, 3]
    for make in (for_suppliers, for_groups, for_buyers, for_awareness):
        assert all(one.asked and one.answer for one in make(place))


@pytest.mark.parametrize("session", shelf().sessions.values(), ids=shelf().sessions)
def test_the_agenda_names_every_exercise_of_its_kit_and_no_other(session):
    named = re.findall(r"[Ee]xercices? ([A-Z]|\d)(?: et (\d))?", str(session.steps))
    agenda = sorted({n for pair in named for n in pair if n})
    sheets = re.findall(r"Feuille ([A-Z]|\d) :", words(complete_tender(), session.id))
    assert agenda == sorted(set(sheets))


def test_the_envelopes_are_sorted_around_the_hour_of_this_tender():
    exercise = for_suppliers(desk(complete_tender()))[5]
    asked = " ".join(texts(exercise.asked))
    assert "11 h 59" in asked
    assert "12 h 01" in asked
    assert exercise.answer[1].startswith("Pli 2 : il est écarté")
    assert len(exercise.answer) == 7  # one of them on the reserved lot
    assert len(for_suppliers(desk(unallotted()))[5].answer) == 6


def test_the_days_are_counted_without_holidays():
    exercise = for_suppliers(desk(unallotted()))[6]
    assert exercise.answer[0].replace("\u00a0", " ").startswith("Vous avez 13 jours ouvrés.")
    assert "Ascension" in exercise.answer[0]


def test_the_points_of_the_price_follow_the_formula_of_the_tender():
    exercise = for_suppliers(desk(unallotted()))[3]
    assert "1 − (prix − prix le plus bas)" in " ".join(texts(exercise.asked))
    assert exercise.answer[0].replace("\u00a0", " ") == "A : 60 points. B : 53,33 points."


def test_the_winner_is_counted_by_the_rules_of_the_simulation():
    exercise = for_buyers(desk(complete_tender()))[2]
    [points] = exercise.shown
    totals = {row[0]: Decimal(row[-1].replace(",", ".")) for row in points.rows}
    best = max(totals, key=totals.get)
    assert exercise.answer[0].startswith(best)


def test_sentences_are_judged_by_the_checks_that_judge_tenders():
    answers = for_buyers(desk(complete_tender()))[3].answer
    verdicts = [answer.split(". ")[1] for answer in answers]
    assert verdicts == [
        "Interdit",
        "Permis",
        "Interdit",
        "Interdit",
        "Interdit",
        "Permis",
        "Interdit",
    ]


def test_a_reserved_lot_is_open_to_those_of_its_ground_only():
    [who] = for_buyers(desk(social()))[1].shown
    ess, other = who.rows
    assert "association de quartier" in ess[2]
    assert "société classique" not in ess[2]
    assert other[2] == "Les quatre."


def test_the_use_of_the_file_gives_each_clause_its_reason_its_text_and_its_control():
    tender = complete_tender()
    said = words(tender, "mode_emploi")
    for clause in gather(tender).clauses:
        assert clause.source.why.replace("\u00a0", " ") in said
        for line in texts(as_blocks(clause.text)):
            assert french(line).replace("\u00a0", " ").replace("\u202f", " ") in said
    assert "Contrôles, des plus fréquents aux plus rares" in said
    assert "(en vigueur)" in said


def test_a_title_full_of_marks_stays_a_title():
    tender = complete_tender()
    tender.title = "@essentials {law:advance_floor} | # > **x**"
    tender.project.summary = "@weights\n\n## Titre\n\n| a |"
    tender.project.save()
    tender.save()
    said = words(tender, "formation_fournisseur")
    assert "{law:advance_floor}" in said
    assert "@weights" in said


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice n'est pas installé.")
def test_the_booklet_of_the_buyer_holds_in_twenty_pages(tmp_path):
    file = tmp_path / "livret.docx"
    file.write_bytes(render_docx(complete_tender(), "formation_acheteur"))
    pdf = convert(file, soffice=shutil.which("soffice"), seconds=120)
    assert 5 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 20


def test_every_kind_is_listed_under_a_family_and_none_twice(client):
    tender = complete_tender()
    client.force_login(officer_of(tender))
    page = client.get(reverse("tenders:documents", args=[tender.pk])).content.decode()
    assert {kind.family for kind in KINDS.values()} == set(FAMILIES)
    for kind in KINDS:
        assert page.count(reverse("tenders:preview", args=[tender.pk, kind])) == 1, kind


def test_the_preview_of_a_booklet_says_how_plain_it_is(client):
    tender = complete_tender()
    client.force_login(officer_of(tender))
    said = client.get(
        reverse("tenders:preview", args=[tender.pk, "guide_methode"])
    ).content.decode()
    assert "Niveau de langue : simple" in said.replace("\u00a0", " ")
    other = client.get(reverse("tenders:preview", args=[tender.pk, "rc"])).content.decode()
    assert "Niveau de langue" not in other


def test_a_preview_shows_the_bars_with_their_words():
    page = preview(complete_tender(), "formation_fournisseur")
    assert 'class="document-chart"' in page
    assert "Le poids de chaque critère" in page
