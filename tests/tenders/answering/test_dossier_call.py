"""What was read in a file, as a call to answer: what is known, what is asked."""

from decimal import Decimal

import pytest

from tenders.answering.call import call_from
from tenders.answering.differences import differences
from tenders.answering.dossier_call import call_of_dossier
from tenders.answering.dossier_weights import shares_of
from tests.tenders.dossiers.factories import RULES, facts_of

FULL = """
# Acheteur
Pouvoir adjudicateur : Ville de Lens
# Objet
La consultation a pour objet le lavage de bacs réemployables.
# Procédure
Procédure adaptée ouverte.
# Allotissement
La consultation comporte 2 lots.
| Lot | Intitulé
| 1 | Lavage des bacs
| 2 | Collecte des bacs, réservé aux entreprises adaptées et ESAT (article L2113-12)
# Date et heure limites de réception des offres
Lundi 12 avril 2027 à 12 h 00
# Visite
La visite du site est obligatoire, sur rendez-vous avant le 20 mars 2027.
# Échantillons
Deux échantillons de bacs sont remis avec l'offre.
# Groupement
Les candidats peuvent répondre en groupement. Aucune forme n'est imposée.
# Insertion
Le titulaire réalise 350 heures d'insertion pendant le marché.
# Pièces de la candidature
- DC1
- DC2
# Pièces de l'offre
- Acte d'engagement
- Mémoire technique
# Critères
Prix : 60 %
Valeur technique : 40 %
- Méthode : 25 %
- Moyens : 15 %
"""


def read(text=RULES, **corrections):
    by = {"by": "Yann", "at": "2027-03-02T09:00:00+00:00"}
    corrected = {kind: {"value": value, **by} for kind, value in corrections.items()}
    return call_of_dossier(facts_of(text), corrected, name="Lavage de bacs")


def without(words):
    return "\n".join(line for line in FULL.splitlines() if words not in line)


def test_a_full_file_gives_its_lots_criteria_conditions_and_pieces():
    call = read(FULL)
    assert (call.buyer, call.title, call.procedure) == (
        "Ville de Lens",
        "Lavage de bacs",
        "procédure adaptée",
    )
    assert call.due_at.isoformat() == "2027-04-12T12:00:00+02:00"
    assert [(lot.number, lot.reserved) for lot in call.lots] == [(1, "none"), (2, "handicap")]
    assert [(a.parent, a.name, a.kind, a.weight) for a in call.asked] == [
        ("", "Prix", "price", Decimal(60)),
        ("Valeur technique", "Méthode", "quality", Decimal(25)),
        ("Valeur technique", "Moyens", "quality", Decimal(15)),
    ]
    assert [c.id for c in call.conditions] == ["reserved-2", "visit", "samples", "insertion"]
    assert [(piece.id, piece.part) for piece in call.pieces] == [
        ("dc1", "candidature"),
        ("dc2", "candidature"),
        ("ae-0", "offer"),
        ("piece-4", "offer"),
    ]
    assert "350 heures" in call.conditions[-1].title


def test_everything_that_was_read_says_where():
    call = read(FULL)
    told = [*call.asked, *call.conditions, *call.pieces]
    assert all(one.where.startswith("RC.docx") for one in told)
    assert all(where for _, _, where in call.facts)


def test_a_call_that_was_read_comes_back_from_json_as_it_was():
    call = read(FULL)
    assert call_from(call.as_dict()) == call


def test_what_was_not_found_is_a_question_and_no_value():
    call = read("# Objet\nLavage de bacs.")
    assert (call.due_at, call.buyer, call.asked, call.pieces) == (None, "", (), ())
    assert {
        "la date et l'heure limites de remise des offres",
        "les critères d'attribution et leur poids",
        "si le marché est alloti, et en quels lots",
        "la liste des pièces à remettre",
        "le nom de l'acheteur",
        "si une visite des lieux est prévue",
    } <= set(call.unknown)


def test_what_was_found_is_no_question():
    unknown = " ".join(read(FULL).unknown)
    for word in ("acheteur", "visite", "groupement", "critère", "alloti", "remise des offres"):
        assert word not in unknown


@pytest.mark.parametrize(
    "said",
    ["Lundi 12 avril 2027", "Mardi 12 avril 2027 à 12 h 00", "12 avril 2027 à 12 h 00 (UTC+4)"],
)
def test_a_deadline_in_doubt_gives_no_date_and_tells_what_was_read(said):
    call = read(RULES.replace("Lundi 12 avril 2027 à 12 h 00", said))
    assert call.due_at is None
    assert "12\u00a0avril\u00a02027" in call.unknown[0]
    assert any("12\u00a0avril\u00a02027" in value for _, value, _ in call.facts)


def test_a_corrected_deadline_is_sure_and_says_by_whom():
    call = read("# Objet\nLavage.", deadline="2027-04-13T17:30")
    assert call.due_at.isoformat() == "2027-04-13T17:30:00+02:00"
    assert call.facts[0][2] == "corrigé par Yann le 2\u00a0mars\u00a02027"


def test_a_correction_takes_the_place_of_what_was_read():
    call = read(FULL, visit="La visite est facultative.", buyer="Ville d'Arras")
    assert call.buyer == "Ville d'Arras"
    assert "visit" not in [c.id for c in call.conditions]


def test_a_lot_whose_title_is_corrected_stays_reserved():
    lots = [{"number": "2", "title": "Collecte", "reserved": None, "article": "", "amount": "",
             "where": {}}]  # fmt: skip
    assert [(lot.title, lot.reserved) for lot in read(FULL, lots=lots).lots] == [
        ("Collecte", "handicap")
    ]


def test_lots_named_by_letters_keep_their_name_beside_a_number():
    lots = [
        {"number": n, "title": t, "reserved": None, "article": "", "amount": "", "where": {}}
        for n, t in (("A", "Lavage"), ("B", "Collecte"))
    ]
    assert [lot.name for lot in read(lots=lots).lots] == [
        "Lot 1 : Lavage (« A » dans le dossier)",
        "Lot 2 : Collecte (« B » dans le dossier)",
    ]


def test_a_social_clause_without_its_hours_asks_for_them():
    text = FULL.replace("350 heures d'insertion", "une action d'insertion")
    assert "le nombre d'heures d'insertion" in read(text).unknown
    assert "le nombre d'heures d'insertion" not in read(FULL).unknown


def with_questions(*ids):
    asked = [{"id": id, "text": f"Question {id} ?", "article": "L3"} for id in ids]
    return {**facts_of(FULL), "questions": asked}


def test_the_questions_that_the_pieces_raise_are_kept_with_their_article():
    facts = with_questions("visit", "absent_advance", "deadline")
    assert call_of_dossier(facts, {}, name="Lavage").questions == ("Question visit ? (L3)",)


@pytest.mark.parametrize(
    ("id", "kind"), [("visit", "visit"), ("contradiction_duration", "duration")]
)
def test_a_question_that_a_correction_answers_is_no_longer_asked(id, kind):
    facts = with_questions(id)
    said = {kind: {"value": "Dit.", "by": "Yann", "at": "2027-03-02T09:00:00+00:00"}}
    assert call_of_dossier(facts, {}, name="Lavage").questions
    assert not call_of_dossier(facts, said, name="Lavage").questions


def test_corrected_criteria_are_asked_about_no_more():
    facts = with_questions("weights")
    said = {"criteria": {"value": facts["criteria"], "by": "Yann", "at": "2027-03-02T09:00:00"}}
    assert call_of_dossier(facts, {}, name="Lavage").questions
    assert not call_of_dossier(facts, said, name="Lavage").questions


def criterion(weight, unit="pct", parts=(), lot=None):
    subs = [{"weight": part, "unit": unit} for part in parts]
    return {"weight": weight, "unit": unit, "lot": lot, "sub_criteria": subs}


@pytest.mark.parametrize(
    ("criteria", "shares"),
    [
        ([criterion(60), criterion(40)], [[60], [40]]),
        ([criterion(30, "points"), criterion(30, "points")], [[50], [50]]),
        ([criterion(30, "points"), criterion(None, "points")], [[None], [None]]),
        ([criterion(40, parts=(25, 15))], [[25, 15]]),
        ([criterion(40, parts=(50, 50))], [[20, 20]]),
        ([criterion(40, parts=(10, 10))], [[None, None]]),
        ([criterion(40, parts=(25, None))], [[None, None]]),
        ([criterion(20, "points", lot="1"), criterion(80, "points", lot="2")], [[100], [100]]),
    ],
)
def test_weights_are_shares_of_the_whole_mark_or_unknown(criteria, shares):
    assert shares_of(criteria) == shares


def test_a_weight_that_is_not_said_is_asked():
    criteria = [{"name": "Prix", "weight": None, "unit": None, "sub_criteria": [], "where": {}}]
    assert "le poids du critère «\u00a0Prix\u00a0»" in read(criteria=criteria).unknown


def test_two_readings_differ_where_they_say_otherwise_and_nowhere_else():
    changed = differences(read(FULL), read(FULL, buyer="Ville d'Arras"))
    assert [(one.what, one.before, one.after) for one in changed] == [
        ("Acheteur", "Ville de Lens", "Ville d'Arras")
    ]


def test_the_title_of_the_rules_says_nothing_of_payment():
    text = "# Règlement de la consultation\nLavage des contenants de six crèches."
    assert "le délai de paiement" in read(text).unknown
