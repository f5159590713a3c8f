import pytest

from needs.models import FactKind, Need, NeedFact
from suppliers.capacity import Quantity
from suppliers.gathering import _yearly_eur
from suppliers.matching import rank
from tests.suppliers.test_matching import need, supplier


def facts(written, text, months=None):
    start = text.index(written)
    found = [
        NeedFact(
            kind=FactKind.AMOUNT,
            start=start,
            end=start + len(written),
            data={"value": 96000, "tax": "ht"},
        )
    ]
    if months:
        found.append(NeedFact(kind=FactKind.DURATION, data={"months": months}))
    return found


def yearly(text, months=None):
    sheet = Need(text=text)
    found = facts("96 000 € HT", text, months)
    for fact in found:
        fact.need_id = sheet.pk
    return _yearly_eur([sheet], found)


def test_a_budget_is_spread_over_the_duration():
    assert yearly("Budget de 96 000 € HT pour trois ans.", 36) == pytest.approx(32000)


def test_a_yearly_budget_is_not_spread():
    assert yearly("Budget : 96 000 € HT par an, trois ans.", 36) == 96000
    assert yearly("Budget annuel de 96 000 € HT sur trois ans.", 36) == 96000


def test_the_budgets_of_several_sheets_add_up():
    text = "Budget de 96 000 € HT."
    one, other = Need(text=text), Need(text=text)
    found = [*facts("96 000 € HT", text), *facts("96 000 € HT", text)]
    found[0].need_id, found[1].need_id = one.pk, other.pk
    assert _yearly_eur([one, other], found) == 192000


def test_nothing_is_known_without_any_amount():
    assert _yearly_eur([Need(text="")], []) is None


def test_the_capacity_of_a_supplier_is_measured_against_the_parts_it_takes_on():
    demand = need(
        "Contenants réemployables et lavage",
        named_components=("fourniture de contenants", "lavage"),
        quantities=(
            Quantity(1000, "contenant", component="fourniture de contenants"),
            Quantity(900_000, "contenant", "an", component="lavage"),
        ),
    )
    lends = supplier(
        1,
        "Nous prêtons des bacs gastronormes réemployables consignés.",
        capacities=("2000 contenants",),
    )
    part = next(p for p in rank(demand, [lends]).results[0].parts if p.key == "capacity")
    assert part.reading.share == 1.0
    assert "fourniture de contenants" in part.reading.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Organisme de formation au lavage de contenants en cantine.", "sans l'exercer"),
        ("Fabricant de tunnels de lavage de contenants.", "sans l'exercer"),
    ],
)
def test_a_near_miss_is_said_in_words(text, said):
    ranking = rank(need("Lavage de contenants"), [supplier(1, text)])
    reasons = [p.reading.reason for result in ranking.results for p in result.parts]
    reasons += [excluded.reason for excluded in ranking.excluded]
    assert any(said in reason for reason in reasons)
