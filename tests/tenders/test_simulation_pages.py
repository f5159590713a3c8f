"""The simulator of marks, on its page and through the API."""

import pytest
from django.urls import reverse

from needs.models import RegisterEntry
from tests.tenders.paths import path
from tests.tenders.tender_factories import CriterionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(tender):
    """A tender judged on price and quality."""
    CriterionFactory(tender=tender, weight=60)
    quality = CriterionFactory(
        tender=tender, name="Valeur technique", kind="quality", weight=40, position=2
    )
    return quality


def typed(quality, *offers, **more):
    data = {"formula": "proportional", "top": "5"} | more
    for rank, (price, mark) in enumerate(offers):
        data |= {f"name_{rank}": f"Offre {rank}", f"price_{rank}": price}
        data |= {f"mark_{rank}_{quality.pk}": mark}
    return data


def test_a_tender_without_criteria_is_sent_to_write_some(officer, tender):
    assert path("criteria", tender.pk) in officer.get(path("simulation", tender.pk)).text


def test_the_simulator_opens_on_drawn_offers_with_the_tender_s_weights(officer, tender, judged):
    text = officer.get(path("simulation", tender.pk)).text

    assert "Offre D" in text
    assert "60 % annoncés" in text.replace("\u00a0", " ")


def test_the_same_number_draws_the_same_offers(officer, tender, judged):
    first, again, other = (
        officer.get(path("simulation", tender.pk, seed=seed, count=3, top=5)).text
        for seed in (12, 12, 13)
    )

    def prices(text):
        return [line for line in text.splitlines() if 'name="price_' in line]

    assert prices(first) == prices(again) != prices(other)
    assert len(prices(first)) == 3


def test_typed_offers_are_marked_and_ranked(officer, tender, judged):
    answer = officer.post(
        path("simulation", tender.pk), typed(judged, ("100000", 3), ("120000", 5))
    )

    ranked = answer.context["simulation"].ranked
    assert answer.status_code == 200
    assert [m.offer.name for m in ranked] == ["Offre 1", "Offre 0"]
    assert "10 points de « Valeur technique » valent 20 % de prix." in answer.text.replace(
        "\u00a0", " "
    )


def test_an_unlawful_formula_is_told_with_its_case(officer, tender, judged):
    text = officer.post(
        path("simulation", tender.pk),
        typed(judged, ("80000", 3), ("120000", 5), formula="estimate"),
    ).text

    assert "Val d&#x27;Oise Habitat" in text
    assert "Une offre moins chère reçoit une moins bonne note" in text


@pytest.mark.parametrize(
    ("price", "mark", "said"),
    [
        ("0", "3", "Un prix vaut au moins 1 €."),
        ("cent", "3", "Saisissez un nombre."),
        ("100", "6", "Cette note dépasse 5"),
        ("100", "-1", "Une note ne descend pas sous zéro."),
        ("100", "", "Ce champ est obligatoire."),
        ("1e12", "3", "milliard"),
    ],
)
def test_a_wrong_figure_is_told_at_its_place_and_nothing_typed_is_lost(
    officer, tender, judged, price, mark, said
):
    answer = officer.post(path("simulation", tender.pk), typed(judged, (price, mark), ("150", 4)))

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="150"' in answer.text
    assert "simulation" not in answer.context


@pytest.mark.parametrize("query", [{"seed": "0"}, {"seed": "x"}, {"count": "99"}, {"top": "7"}])
def test_a_drawing_that_cannot_be_read_takes_the_usual_values(officer, tender, judged, query):
    answer = officer.get(path("simulation", tender.pk, **query))

    assert answer.status_code == 200
    assert len(answer.context["simulation"].offers) == 4


def test_french_decimals_are_understood(officer, tender, judged):
    answer = officer.post(
        path("simulation", tender.pk), typed(judged, ("100,5", "3,5"), ("150", 4))
    )

    assert answer.context["simulation"].offers[0].price == 100.5


def test_htmx_receives_the_part_that_the_page_holds(officer, tender, judged):
    fragment = officer.get(path("simulation", tender.pk), headers={"HX-Request": "true"}).text

    assert fragment.strip().startswith('<div id="simulation">')
    assert "<h1>" not in fragment


def test_nothing_of_a_simulation_is_kept(officer, tender, judged):
    officer.post(path("simulation", tender.pk), typed(judged, ("100", 3), ("150", 4)))

    tender.refresh_from_db()
    assert tender.version == 1
    assert not RegisterEntry.objects.filter(project=tender.project).exists()


def test_the_api_simulates_typed_offers_and_drawn_ones(officer, tender, judged):
    address = reverse("api-tender-simulate", args=[tender.pk])
    offers = [
        {"name": "A", "price": 100000, "marks": {str(judged.pk): 3}},
        {"name": "B", "price": 120000, "marks": {str(judged.pk): 5}},
    ]

    marked = officer.post(address, {"offers": offers}, content_type="application/json").json()
    drawn = officer.post(address, {"seed": 3}, content_type="application/json").json()

    assert [offer["rank"] for offer in marked["offers"]] == [2, 1]
    assert len(drawn["offers"]) == 4
    assert all(row["sentence"] for row in drawn["criteria"])


@pytest.mark.parametrize(
    "sent",
    [
        {"offers": [{"name": "A", "price": 1}]},
        {"offers": [{"name": "A", "price": 0}, {"name": "B", "price": 2}]},
        {"offers": [{"name": "A", "price": "nan"}, {"name": "B", "price": 2}]},
        {"offers": [{"name": "A", "price": 1, "marks": {"1": 6}}, {"name": "B", "price": 2}]},
        {"offers": "A"},
        {"formula": "autre"},
        {"count": 99},
    ],
)
def test_the_api_refuses_what_cannot_be_simulated(officer, tender, judged, sent):
    answer = officer.post(
        reverse("api-tender-simulate", args=[tender.pk]), sent, content_type="application/json"
    )

    assert answer.status_code == 400
