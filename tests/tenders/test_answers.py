"""Typed answers: their words, their totals, and what they say together."""

from decimal import Decimal

import pytest

from needs.diagnosis import Sheet, VolumeLine, consolidate
from needs.questions import for_sector
from tenders.answers import as_text, per_year, totals
from tenders.synthesis import Asked, Said, needed_of, synthesise, without_secrets


@pytest.mark.parametrize(
    ("kind", "value", "unit", "text"),
    [
        ("text", "Oui", "", "Oui"),
        ("choices", ["laver", "livrer"], "", "laver ; livrer"),
        ("number", "12400.5", "repas", "12\u202f400,5\u00a0repas"),
        (
            "capacity",
            {"value": "900", "period": "jour"},
            "contenants",
            "900\u00a0contenants par jour",
        ),
        ("number", "2", "contenant", "2\u00a0contenants"),
        ("number", "1", "contenants", "1\u00a0contenant"),
        ("date", "2027-03-01", "", "1er\u00a0mars\u00a02027"),
        ("file", {"file": "x", "name": "plan.pdf", "size": 3}, "", "plan.pdf"),
        (
            "clause",
            {"feasibility": "cost", "price": "5", "comment": "second tunnel"},
            "",
            "faisable avec un coût ou un délai ; effet sur le prix\u00a0: 5\u00a0% ; second tunnel",
        ),
        ("number", None, "repas", ""),
    ],
)
def test_an_answer_reads_in_french(kind, value, unit, text):
    assert as_text(kind, value, unit) == text


@pytest.mark.parametrize(
    ("period", "yearly"), [("jour", 260), ("semaine", 52), ("mois", 12), ("an", 1)]
)
def test_capacities_are_brought_to_the_year(period, yearly):
    assert per_year("capacity", {"value": "2", "period": period}) == 2 * yearly


def test_totals_of_no_answer_are_none():
    assert totals([]) is None


@pytest.mark.parametrize(
    ("quantities", "middle"), [([1, 9, 2], 2), ([1, 2, 4, 9], 3)], ids=["odd", "even"]
)
def test_the_middle_value(quantities, middle):
    assert totals([Decimal(q) for q in quantities]).middle == middle


WASHING = Asked(1, "capacity", "Lavage", unit="contenants", component="Lavage")


def washing(value, unit="contenants", period="an", **opening):
    """What a diagnosis of this one volume needs."""
    line = VolumeLine("x", Decimal(value), unit, period, component="lavage", **opening)
    sheet = Sheet("1", "Lille", "Bacs", volumes=(line,))
    return needed_of(consolidate([sheet], questions=for_sector("general")))


def test_the_capacities_are_compared_with_the_diagnosis():
    said = [
        Said("A", {"value": "1000", "period": "mois"}),
        Said("B", {"value": "3000", "period": "an"}),
    ]
    found = synthesise(WASHING, said, washing(20_000))
    assert (found.totals.total, found.totals.need, found.totals.coverage) == (15_000, 20_000, 75)


def test_a_daily_capacity_counts_on_the_opening_days_of_the_need_only():
    needed = washing(1000, period="jour", open_weeks=36, open_days=4)
    said = [Said("A", {"value": "500", "period": "jour"})]
    assert synthesise(WASHING, said, needed).totals.coverage == 50


def test_another_unit_is_not_compared():
    found = synthesise(WASHING, [Said("A", {"value": "1", "period": "an"})], washing(5, "tournées"))
    assert found.totals.need is None


def test_a_question_without_component_is_compared_with_nothing():
    asked = Asked(1, "capacity", "Lavage", unit="contenants")
    found = synthesise(asked, [Said("A", {"value": "1", "period": "an"})], washing(5))
    assert found.totals.coverage is None


def test_choices_are_counted_in_the_order_proposed():
    asked = Asked(1, "choice", "Délai", choices=("court", "long", "jamais"))
    said = [Said("A", "long"), Said("B", "court"), Said("C", "long")]
    assert synthesise(asked, said).choices == (("court", 1), ("long", 2), ("jamais", 0))


def test_the_feasibility_of_a_clause_and_its_price_effect():
    asked = Asked(1, "clause", "Consigne")
    said = [
        Said("A", {"feasibility": "now", "price": None, "comment": ""}),
        Said("B", {"feasibility": "cost", "price": "4", "comment": ""}),
        Said("C", {"feasibility": "cost", "price": "10", "comment": ""}),
    ]
    found = synthesise(asked, said)
    assert [count for _, count in found.choices] == [1, 2, 0]
    assert (found.price_effects.lowest, found.price_effects.highest) == (4, 10)


def test_numbers_that_do_not_add_up_are_not_added():
    asked = Asked(1, "number", "Délai", unit="jours")
    said = [Said("A", "10"), Said("B", "20")]
    (sentence,) = synthesise(asked, said).sentences
    assert sentence == "2\u00a0réponses\u00a0; de 10 à 20\u00a0jours, valeur du milieu 15."


def test_nobody_answered():
    assert synthesise(WASHING, []).sentences == ["Aucune réponse."]


def test_business_secrets_can_be_set_aside():
    said = [Said("A", "public"), Said("B", "secret", confidential=True)]
    assert [s.who for s in without_secrets(said)] == ["A"]
