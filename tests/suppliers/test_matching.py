import pytest

from suppliers.capacity import Quantity
from suppliers.demand import Demand
from suppliers.ess import Reservation
from suppliers.facts import SupplierFacts
from suppliers.matching import InvalidWeights, Weights, rank
from suppliers.reading import read_need, read_offers, read_title
from suppliers.territory import Place, ServiceArea
from tests.suppliers.factories import made_up_siret

LILLE = Place("Lille", "59", "32", (50.63, 3.05))


def need(title="Contenants réemployables pour les cantines", text="", **changes):
    said = (read_title(title), read_need(text))
    demand = Demand("B-7", title, said, f"{title}\n{text}", places=(LILLE,), **changes)
    return Demand(**{**vars_of(demand), "rarity": dict.fromkeys(demand.index_terms, 3.0)})


def vars_of(demand):
    return {name: getattr(demand, name) for name in demand.__dataclass_fields__}


def supplier(number=1, description="", activities=(), **changes):
    activities = [{"cpv": (), "capacity": None} | activity for activity in activities]
    facts = {
        "id": f"F-{number}",
        "key": str(number),
        "name": f"Atelier {number}",
        "siret": made_up_siret(number),
        "kinds": ("SCIC",),
        "area": ServiceArea("departments", codes=("59",), department="59"),
        "offers": read_offers("Atelier", description, activities),
    }
    return SupplierFacts(**(facts | changes))


def order(demand, *suppliers):
    return [result.supplier.id for result in rank(demand, suppliers).results]


RENTS = "Nous louons aux cantines des bacs gastronormes en inox, réemployables, avec couvercles."


@pytest.mark.parametrize(
    "near_miss",
    [
        "Organisme de formation au contenant réemployable en cantine.",
        "Fabricant de machines à laver les bacs gastronormes réemployables.",
        "Barquettes jetables pour les cantines et les bacs gastronormes.",
        "Éditeur d'un logiciel de gestion des contenants réemployables des cantines.",
    ],
)
def test_the_same_words_for_another_trade_lose(near_miss):
    ranking = rank(need(), [supplier(1, near_miss), supplier(2, RENTS)])
    assert ranking.results[0].supplier.id == "F-2"
    rest = [result for result in ranking.results if result.supplier.id == "F-1"]
    assert not rest or rest[0].score < ranking.results[0].score - 20


def test_training_is_found_when_training_is_asked():
    demand = need("Formation au réemploi des contenants en restauration collective")
    teacher = supplier(1, "Organisme de formation au réemploi des contenants de cantine.")
    assert order(demand, teacher, supplier(2, RENTS))[0] == "F-1"


def test_another_place_is_excluded_and_said():
    far = supplier(1, RENTS, area=ServiceArea("departments", codes=("13",), department="13"))
    out = rank(need(), [far]).excluded[0]
    assert (out.filter, out.supplier.id) == ("territory", "F-1")
    assert "Lille" in out.reason


def test_temporary_work_is_excluded_unless_asked():
    agency = supplier(
        1, "Mise à disposition de personnel de cantine et de plonge.", kinds=("ETTI",)
    )
    asked = need("Mise à disposition de personnel de plonge en cantine")
    assert rank(need(), [agency]).results == ()
    assert order(asked, agency) == ["F-1"]


@pytest.mark.parametrize(("capacity", "kept"), [(99, False), (100, True)])
def test_an_order_of_magnitude_short_is_excluded(capacity, kept):
    activity = {"label": "Location de bacs réemployables", "capacity": (capacity, "bac", "")}
    demand = need(quantities=(Quantity(1000, "contenant", text="1 000 contenants"),))
    ranking = rank(demand, [supplier(1, RENTS, [activity])])
    assert bool(ranking.results) is kept
    assert kept or ranking.excluded[0].filter == "capacity"


def test_enough_capacity_beats_half_of_it():
    demand = need(quantities=(Quantity(1000, "contenant"),))
    activity = {"label": "Location de bacs réemployables"}
    half = supplier(1, RENTS, [activity | {"capacity": (500, "bac", "")}])
    enough = supplier(2, RENTS, [activity | {"capacity": (1500, "bac", "")}])
    assert order(demand, half, enough) == ["F-2", "F-1"]


def test_a_reservation_keeps_only_those_the_law_names():
    demand = need(reservation=Reservation.HANDICAP)
    ranking = rank(demand, [supplier(1, RENTS, kinds=("SCOP",)), supplier(2, RENTS, kinds=("EA",))])
    assert [r.supplier.id for r in ranking.results] == ["F-2"]
    assert "L2113-12" in ranking.excluded[0].reason


def test_the_points_are_the_score():
    result = rank(need(), [supplier(1, RENTS)]).results[0]
    assert sum(part.points for part in result.parts) == pytest.approx(result.score)
    assert 0 <= result.score <= 100


def test_a_result_says_the_words_that_met_and_what_would_change():
    stated = supplier(1, RENTS, area=ServiceArea(department="59"))
    found = rank(need(), [stated]).as_dict()["results"][0]
    activity = found["parts"][0]
    assert activity["key"] == "activity"
    assert {"need": "réemployables", "supplier": "réemployables"} in activity["matched"]
    assert found["gained"]
    assert any("Territoire" in sentence for sentence in found["lost"])
    assert any(s.startswith("Déclarer sa zone desservie") for s in found["would_change"])


def test_a_record_of_few_words_is_said_thin():
    assert rank(need(), [supplier(1, "Bacs réemployables.")]).results[0].notice


def test_equals_are_ordered_by_a_hash_that_no_name_decides():
    same = [supplier(number, RENTS, name=f"Atelier {'AZ'[number % 2]}") for number in range(1, 7)]
    ranking = rank(need(), same)
    assert len({result.score for result in ranking.results}) == 1
    assert order(need(), *same) == order(need(), *reversed(same))
    assert order(need(), *same) != sorted(s.id for s in same)


def test_the_words_that_a_need_refuses_do_not_attract():
    demand = need("Vaisselle de cantine", "Remplacer les assiettes en carton par de la vaisselle.")
    cardboard = supplier(1, "Assiettes en carton pour cantines.")
    plates = supplier(2, "Vaisselle de cantine en verre trempé.")
    assert order(demand, cardboard, plates)[0] == "F-2"


@pytest.mark.parametrize("activity", [54, 56])
def test_weights_that_do_not_sum_to_100_are_refused(activity):
    with pytest.raises(InvalidWeights, match="il en faut 100"):
        Weights(activity=activity)


def test_a_negative_weight_is_refused():
    with pytest.raises(InvalidWeights, match="au moins zéro"):
        Weights(activity=75, territory=-5)


def test_weights_change_the_points_and_are_kept():
    weights = Weights(activity=40, territory=30)
    found = rank(need(), [supplier(1, RENTS)], weights).as_dict()
    assert found["weights"]["territory"] == 30
    assert found["results"][0]["parts"][1]["points"] == 30


def test_a_heavy_contract_warns_of_dependence_without_excluding():
    demand = need(yearly_eur=90_000.0)
    found = rank(demand, [supplier(1, RENTS, max_yearly_eur=100_000.0)]).as_dict()["results"][0]
    assert "90" in found["warnings"][0]


def test_a_number_in_letters_answers_nothing():
    demand = need("Trois tournées de collecte pour vingt cuisines")
    assert not {"trois", "vingt"} & {wanted.text.lower() for wanted in demand.words.values()}


@pytest.mark.parametrize(("components", "kept"), [(("", ""), False), (("parc", "lavage"), True)])
def test_far_too_small_for_one_component_may_still_do_another(components, kept):
    park, wash = components
    quantities = (
        Quantity(1000, "bac", component=park),
        Quantity(900_000, "bac", "an", component=wash),
    )
    rents = supplier(1, RENTS, [{"label": "Location de bacs", "capacity": (1500, "bac", "")}])

    ranking = rank(need(quantities=quantities), [rents])

    assert bool(ranking.results) == kept
    assert kept or ranking.excluded[0].filter == "capacity"
