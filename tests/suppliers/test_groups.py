from dataclasses import replace

import pytest

from suppliers.capacity import Quantity
from suppliers.covering import covered
from suppliers.groups import propose
from suppliers.matching import rank
from tests.suppliers.test_matching import need, supplier

TITLE = "Contenants réemployables et collecte des biodéchets des cantines"
RENTS = "Nous louons des bacs gastronormes réemployables en inox."
COMPOSTS = "Collecte de biodéchets et compostage chez des maraîchers."
PAINTS = "Peinture et ravalement de bâtiments."


def groups(demand, *suppliers):
    return propose(rank(demand, suppliers))


@pytest.fixture
def demand():
    return need(TITLE)


def test_the_parts_of_a_need_are_found_in_its_words(demand):
    names = [component.name for component in demand.components]
    assert "contenants réemployables" in names
    assert any("biodéchets" in name for name in names)
    assert all(component.why for component in demand.components)


def test_the_setting_of_a_need_is_no_part_of_it():
    demand = need("Lavage de contenants pour nos cantines")
    assert "restauration collective" not in [c.name for c in demand.components]


def test_components_named_by_volumes_are_the_only_ones():
    demand = need("Lavage et collecte de contenants", named_components=("lavage", "formation"))
    assert [component.name for component in demand.components] == ["lavage", "formation"]


def test_a_function_named_by_volumes_alone_is_covered_by_those_who_say_it():
    demand = need(
        "Contenants réemployables", "Laver les contenants.", named_components=("collecte", "lavage")
    )
    found = groups(
        demand,
        supplier(1, "Lavage de contenants réemployables."),
        supplier(2, "Collecte de contenants réemployables."),
    )
    assert found[0].missing == []


@pytest.mark.parametrize(
    ("does", "washes"),
    [
        ("Traiteur : plateaux-repas servis en vaisselle réutilisable.", False),
        ("Lavage de contenants réemployables et de vaisselle.", True),
    ],
)
def test_who_serves_in_what_is_to_be_washed_does_not_wash_it(does, washes):
    demand = need(
        "Emballages réemployables pour les cantines",
        "Laver les contenants et la vaisselle.",
        named_components=("fourniture de contenants", "lavage"),
    )
    [result] = rank(demand, [supplier(1, does)]).results
    assert ("lavage" in covered(demand, result.answer)) is washes


def test_a_group_covers_what_no_member_covers_alone(demand):
    found = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS), supplier(3, PAINTS))[0]
    assert {member.supplier.id for member in found.members} == {"F-1", "F-2"}
    assert found.missing == []
    assert found.lead.supplier.id in {"F-1", "F-2"}


def test_every_member_of_a_group_is_needed(demand):
    found = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS), supplier(3, RENTS))
    assert found
    assert all(len(group.members) == 2 for group in found)


def test_a_gap_is_said_with_the_skill_to_look_for():
    demand = need(TITLE + ", impression de dépliants")
    found = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS))[0]
    assert found.missing
    assert found.missing[0] in found.to_find[0]


def test_what_a_record_says_by_half_a_word_is_to_be_verified(demand):
    sure = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS))[0]
    assert sure.is_whole
    half = replace(sure, members=tuple(replace(m, strengths=halved(m)) for m in sure.members))
    assert not half.missing
    assert not half.is_whole
    assert "Atelier 1" in half.doubts[0]
    notes = {cell["note"] for row in half.grid() for cell in row["cells"] if cell["covers"]}
    assert notes == {"à vérifier"}


def halved(member):
    return {name: min(strength, 0.65) for name, strength in member.strengths.items()}


@pytest.mark.parametrize(("least", "covers"), [(9, False), (10, True)])
def test_a_tenth_of_the_volume_covers_nothing_in_a_group(least, covers):
    wanted = (Quantity(90, "tonne", "an", "90 tonnes par an"),)
    demand = need(TITLE, "Collecter 90 tonnes par an de biodéchets.", quantities=wanted)
    collects = supplier(2, COMPOSTS, [{"label": "Collecte", "capacity": (least, "tonne", "an")}])
    found = groups(demand, supplier(1, RENTS), collects)
    assert any("F-2" in ids for group in found for ids in group.covers.values()) is covers


def test_a_capacity_that_falls_short_is_said():
    wanted = (Quantity(90, "tonne", "an", "90 tonnes par an"),)
    demand = need(TITLE, "Collecter 90 tonnes par an de biodéchets.", quantities=wanted)
    half = supplier(2, COMPOSTS, [{"label": "Collecte", "capacity": (45, "tonne", "an")}])
    assert any("50\u00a0%" in doubt for doubt in groups(demand, supplier(1, RENTS), half)[0].doubts)


def test_what_is_done_to_things_counted_before_is_done_to_as_many():
    text = "Louer 15 000 récipients réutilisables, puis les laver chaque nuit."
    wanted = (Quantity(15_000, "récipient", text="15 000 récipients"),)
    demand = need("Cuisine sans jetable", text, quantities=wanted)
    washing = next(c for c in demand.components if "container_washing" in c.trades)
    assert [(q.value, q.period) for q in washing.quantities] == [(15_000, "jour")]


def test_who_declares_no_capacity_where_others_do_is_to_be_asked():
    wanted = (Quantity(90, "tonne", "an", "90 tonnes par an"),)
    demand = need(TITLE, "Collecter 90 tonnes par an de biodéchets.", quantities=wanted)
    told = supplier(2, COMPOSTS, [{"label": "Collecte", "capacity": (100, "tonne", "an")}])
    silent = supplier(3, COMPOSTS, [{"label": "Collecte"}])
    found = groups(demand, supplier(1, RENTS), told, silent)
    assert {m.supplier.id for m in found[0].members} == {"F-1", "F-2"}
    assert found[0].is_whole
    assert any("capacité" in doubt for group in found[1:] for doubt in group.doubts)
    assert groups(demand, supplier(1, RENTS), silent)[0].is_whole


def test_words_of_no_known_trade_leave_a_doubt_on_every_group():
    demand = need(TITLE, "Accorder les orgues baroques du transept.")
    found = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS))
    assert found
    assert all("orgues" in " ".join(group.doubts) for group in found)


def test_who_does_one_part_of_many_is_not_set_aside():
    title = "Blanchisserie, traiteur, élagage, imprimerie, sonorisation et déménagement"
    found = rank(need(title), [supplier(1, "Élagage et abattage d'arbres.")])
    assert [result.supplier.id for result in found.results] == ["F-1"]


def test_one_skill_that_one_supplier_has_calls_for_no_group():
    demand = need("Nettoyage de locaux")
    assert groups(demand, supplier(1, "Nettoyage de bureaux et d'écoles.")) == ()


def test_suppliers_too_small_alone_are_pooled():
    demand = need("Nettoyage de locaux", quantities=(Quantity(100, "m2", "mois"),))
    text = "Nettoyage de bureaux et d'écoles."
    small = [
        supplier(n, text, [{"label": "Nettoyage de locaux", "capacity": (60, "m2", "mois")}])
        for n in (1, 2)
    ]
    found = groups(demand, *small)[0]
    assert len(found.members) == 2
    assert "seul" in found.reasons[0]


def test_the_grid_has_a_cell_for_each_component_and_member(demand):
    found = groups(demand, supplier(1, RENTS), supplier(2, COMPOSTS))[0].as_dict()
    assert [row["component"] for row in found["grid"]] == [c.name for c in demand.components]
    assert all(len(row["cells"]) == len(found["members"]) for row in found["grid"])
    assert found["lead"] in found["members"]


def test_a_member_whose_capacity_the_contract_would_fill_is_warned_of():
    demand = need(TITLE, yearly_eur=100_000.0)
    found = groups(demand, supplier(1, RENTS, max_yearly_eur=60_000.0), supplier(2, COMPOSTS))[0]
    assert any("Atelier 1" in warning for warning in found.warnings)


def test_no_group_lacks_a_part_of_what_one_supplier_does_alone(demand):
    whole = supplier(3, f"{RENTS} {COMPOSTS}")
    assert groups(demand, whole, supplier(1, RENTS), supplier(4, PAINTS)) == ()
    assert groups(demand, whole, supplier(1, RENTS), supplier(2, COMPOSTS))[0].missing == []


CHILDREN = (
    "Garder les enfants à domicile tôt le matin et tard le soir ; une halte-garderie de 20 places "
    "pour les moins de trois ans."
)
NURSERY = "Crèche : nos éducatrices de jeunes enfants accueillent les bébés, multi-accueil."
AT_HOME = "Garde d'enfants à domicile : nos nounous viennent chez vous le soir et le matin tôt."


@pytest.mark.parametrize(
    ("texts", "is_whole"),
    [((NURSERY, AT_HOME), True), ((NURSERY,), False), ((AT_HOME,), False)],
)
def test_of_a_trade_and_a_part_of_it_who_does_the_one_does_not_do_the_other(texts, is_whole):
    demand = need("Petite enfance", CHILDREN)
    members = [supplier(number, text) for number, text in enumerate(texts, start=1)]
    assert [part.trades[0] for part in demand.components] == ["home_childcare", "childcare"]
    assert any(group.is_whole for group in propose(rank(demand, members))) is is_whole


def test_who_does_a_part_of_a_trade_asked_for_alone_does_it():
    demand = need("Crèche pour les bébés", "Accueillir des bébés ; laver le linge des crèches.")
    washes = supplier(2, "Blanchisserie : lavage et repassage du linge.")
    assert propose(rank(demand, [supplier(1, AT_HOME), washes]))


@pytest.mark.parametrize(("low", "is_whole"), [(400, False), (401, True)])
def test_one_who_can_a_tenth_of_what_another_can_is_to_be_asked(demand, low, is_whole):
    large, small = (
        supplier(number, RENTS, [{"label": "Location de bacs", "capacity": (value, "bac", "jour")}])
        for number, value in ((1, 4_000), (2, low))
    )
    found = groups(demand, large, small, supplier(3, COMPOSTS))
    (pair,) = [g for g in found if [m.supplier.id for m in g.members] == ["F-2", "F-3"]]
    assert pair.is_whole is is_whole
    told = " ".join(pair.doubts)
    assert ("à la mesure de celle des autres fiches" in told) is not is_whole
