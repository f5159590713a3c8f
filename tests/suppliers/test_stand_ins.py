import pytest

from suppliers.capacity import Quantity
from suppliers.groups import propose
from suppliers.matching import rank
from suppliers.territory import ServiceArea
from tests.suppliers.test_matching import need, supplier

TITLE = "Contenants réemployables et collecte des biodéchets des cantines, impression de dépliants"
RENTS = "Nous louons des bacs gastronormes réemployables en inox."
COMPOSTS = "Collecte de biodéchets et compostage chez des maraîchers."
DRAWS = "Graphisme et mise en page de dépliants."
ORGANS = "Accorder les orgues baroques du transept."


def groups(demand, *others):
    return propose(rank(demand, [supplier(1, RENTS), supplier(2, COMPOSTS), *others]))


def members(group):
    return {member.supplier.id for member in group.members}


def test_who_comes_near_a_part_that_nobody_covers_is_to_be_asked():
    found = groups(need(TITLE), supplier(3, DRAWS))[0]
    assert "F-3" in members(found)
    assert found.missing == []
    assert not found.is_whole
    assert any("Atelier 3" in doubt and "imprimerie" in doubt for doubt in found.doubts)


def test_who_comes_near_a_part_is_not_said_to_cover_it():
    found = groups(need(TITLE), supplier(3, DRAWS))[0]
    assert not any("F-3" in ids for ids in found.covers.values())
    assert not any("Atelier 3" in reason for reason in found.reasons)
    notes = [c["note"] for row in found.grid() for c in row["cells"] if c["member"] == "F-3"]
    assert any("à vérifier" in note for note in notes)


def test_nobody_is_asked_for_a_part_that_somebody_surely_covers():
    prints = supplier(4, "Imprimerie : impression de dépliants et d'affiches.")
    found = groups(need(TITLE), supplier(3, DRAWS), prints)
    assert members(found[0]) == {"F-1", "F-2", "F-4"}
    assert found[0].is_whole


def test_a_part_that_nobody_comes_near_is_missing():
    assert groups(need(TITLE), supplier(3, "Élagage et abattage d'arbres."))[0].missing


def test_who_only_teaches_a_part_is_not_asked_for_it():
    teaches = supplier(3, "Formation à l'impression de dépliants.")
    assert all("F-3" not in members(group) for group in groups(need(TITLE), teaches))


def test_who_works_elsewhere_is_not_asked():
    far = supplier(3, DRAWS, area=ServiceArea("departments", codes=("13",), department="13"))
    found = groups(need(TITLE), far)
    assert found
    assert all("F-3" not in members(group) for group in found)


def test_who_says_the_words_of_no_known_trade_is_to_be_asked():
    demand = need("Contenants réemployables et collecte des biodéchets", ORGANS)
    found = groups(demand, supplier(3, "Nous accordons les orgues baroques."))[0]
    assert "F-3" in members(found)
    assert not found.is_whole
    assert any("Atelier 3" in doubt and "orgues" in doubt for doubt in found.doubts)


def test_groups_vary_who_is_to_be_asked():
    found = groups(need(TITLE), supplier(3, DRAWS), supplier(4, DRAWS))
    asked = [members(group) & {"F-3", "F-4"} for group in found[:2]]
    assert len(asked) == 2
    assert asked[0] != asked[1]


BESIDE = "Contenants réemployables et collecte des biodéchets"
NOW = "Les familles sont près du miel."
KEEPS_BEES = "Apiculture : ruches, abeilles et miel."


def test_one_of_the_first_who_takes_no_part_leaves_a_doubt():
    found = groups(need(BESIDE, NOW), supplier(3, KEEPS_BEES))
    assert found
    assert not any(group.is_whole for group in found)
    assert all("Atelier 3" in " ".join(group.doubts) for group in found)


def test_who_takes_no_part_and_is_not_of_the_first_leaves_none():
    others = (supplier(n, COMPOSTS) for n in (4, 5))
    found = groups(need(BESIDE, NOW), supplier(3, KEEPS_BEES), *others)
    assert any(group.is_whole for group in found)


def test_a_need_whose_parts_are_named_asks_for_nothing_beside():
    named = ("contenants réemployables", "collecte de biodéchets")
    found = groups(need(BESIDE, NOW, named_components=named), supplier(3, KEEPS_BEES))
    assert found[0].is_whole
    assert all("F-3" not in members(group) for group in found)


def test_a_trade_of_which_the_need_says_no_word_leaves_no_doubt():
    found = groups(need(BESIDE, "Les familles sont près du parc."), supplier(3, KEEPS_BEES))
    assert found[0].is_whole


def test_words_that_tell_nothing_of_a_part_bring_nobody_near_it():
    said = "Nous accueillons les familles du quartier dans un grand hall."
    demand = need(TITLE, "Impression de dépliants pour les familles du quartier, dans le hall.")
    assert all("F-3" not in members(group) for group in groups(demand, supplier(3, said)))


LENDS = "Curiosités."


@pytest.mark.parametrize(("unit", "is_asked"), [("gobelet", True), ("m2", False)])
def test_who_counts_the_same_things_is_to_be_asked(unit, is_asked):
    text = "Contenants réemployables ; collecte des biodéchets ; 45 000 verres qui tintinnabulent."
    wanted = (Quantity(45_000, "verre", text="45 000 verres"),)
    demand = need("Fête sobre", text, quantities=wanted)
    lends = supplier(3, LENDS, [{"label": "Divers", "capacity": (90_000, unit, "")}])
    assert any("F-3" in members(group) for group in groups(demand, lends)) is is_asked


def test_the_likeliest_to_take_a_part_is_asked_first():
    near = supplier(4, "Reprographie de dépliants, pliage.")
    found = groups(need(TITLE), supplier(3, "Graphisme."), near)
    assert "F-4" in members(found[0])


HALL = "Fêtes de village : guirlandes, estrade et bonne humeur."
HUMS = "Contenants réemployables ; collecte des biodéchets ; 400 mirlitons à faire tintinnabuler."


def test_who_is_among_the_first_and_takes_nothing_is_asked_for_what_was_not_read():
    demand = need("Fête sobre", HUMS)
    assert demand.unread_parts
    merry = supplier(3, HALL)
    assert any("F-3" in members(group) for group in groups(demand, merry))


def test_who_surely_takes_another_part_is_not_asked_for_what_was_not_read():
    found = groups(need("Fête sobre", HUMS), supplier(3, HALL))
    asked = [doubt for group in found for doubt in group.doubts if "mirlitons" in doubt]
    assert asked
    assert not any("Atelier 1" in doubt for doubt in asked)


def test_a_need_of_which_no_trade_is_read_has_no_group():
    asked = "Il faut accorder les orgues baroques du transept ; il faut dorer les cadres du chœur."
    texts = (
        ORGANS,
        "Nous accordons des orgues.",
        "Dorer des cadres.",
        "Dorure de cadres du chœur.",
    )
    demand = need("Patrimoine", asked)
    assert len(demand.unread) == 2
    suppliers = [supplier(number, text) for number, text in enumerate(texts)]
    assert propose(rank(demand, suppliers)) == ()
