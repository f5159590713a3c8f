"""Two searches side by side: who moved, by how many points, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from suppliers.capacity import Quantity
from suppliers.comparing import Archived, PartChange, compare, need_changes
from suppliers.matching import Weights, rank
from suppliers.reading import read_offers
from suppliers.serving import placed
from suppliers.snapshots import change, changes, snapshot_of
from suppliers.territory import Place, ServiceArea
from tests.suppliers.test_matching import RENTS, need, supplier

FIRST, SECOND = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
ARRAS = Place("Arras", "62", "32", (50.29, 2.77))
TWO_PLACES = need().places + (ARRAS,)


def searched(demand, suppliers, *, at=FIRST, weights=None, kept=None):
    """A search as `MatchRun.launch` keeps it."""
    weights = weights or Weights()
    ranking = rank(demand, suppliers, weights)
    result = ranking.as_dict(top=kept) | {"groups": []}
    for row, found in zip(result["results"], ranking.results, strict=False):
        row["record"] = snapshot_of(found.supplier)
    return Archived(at, weights.as_dict(), demand.as_dict(), result)


def lines(comparison):
    return {line.row["supplier"]: line for line in comparison.lines}


@pytest.fixture
def near():
    """Serves Lille alone, and does all that is asked."""
    return supplier(1, RENTS)


@pytest.fixture
def wide():
    """Serves both places, in fewer words."""
    return supplier(2, "Location de bacs réemployables.", area=ServiceArea("country"))


def test_the_same_search_twice_changes_nothing(near, wide):
    demand = replace(need(), places=TWO_PLACES)
    found = compare(searched(demand, [near, wide]), searched(demand, [near, wide], at=SECOND))
    assert not found.need
    assert {line.status for line in found.lines} == {"même rang"}
    assert not any(line.why or line.changed_parts for line in found.lines)
    assert not any(weight.differs for weight in found.weights)


def test_points_moved_by_weights_alone_are_said_to_be(near, wide):
    demand = replace(need(), places=TWO_PLACES)
    before = searched(demand, [near, wide])
    weights = Weights(activity=10, territory=60)
    found = lines(compare(before, searched(demand, [near, wide], weights=weights, at=SECOND)))
    assert [found["2"].status, found["1"].status] == ["monte de 1", "descend de 1"]
    for line in found.values():
        assert not any(part.is_rated_otherwise for part in line.parts)
        told = line.after["score"] - line.before["score"]
        assert sum(part.by_weight for part in line.parts) == pytest.approx(told, abs=0.1)
        assert [sentence.split(" :")[0] for sentence in line.why] == ["Poids"]


@pytest.mark.parametrize(
    ("before", "after", "otherwise"),
    [
        ({"points": 7.2, "weight": 40}, {"points": 10.0, "weight": 55}, False),  # 18 % of both
        ({"points": 7.2, "weight": 40}, {"points": 10.1, "weight": 55}, True),
        ({"points": 7.2, "weight": 40}, {"points": 7.3, "weight": 40}, True),
        ({"points": 0.0, "weight": 0}, {"points": 5.0, "weight": 5}, False),
        (None, {"points": 5.0, "weight": 5}, False),
    ],
)
def test_roundings_are_no_reason(before, after, otherwise):
    assert PartChange("activity", before, after).is_rated_otherwise is otherwise


def test_a_part_that_weighed_nothing_is_compared_too(near):
    before = searched(need(), [near], weights=Weights(activity=70, territory=0))
    (line,) = compare(before, searched(need(), [near], at=SECOND)).lines
    told = line.after["score"] - line.before["score"]
    assert sum(part.by_weight for part in line.parts) == pytest.approx(told, abs=0.1)


def test_an_edited_record_is_said_with_what_changed(near, wide):
    demand = replace(need(), places=TWO_PLACES)
    wider = replace(near, area=ServiceArea("departments", codes=("59", "62"), department="59"))
    found = compare(searched(demand, [near, wide]), searched(demand, [wider, wide], at=SECOND))
    line = lines(found)["1"]
    assert [part.name for part in line.changed_parts] == ["Territoire"]
    assert line.why[0].startswith("Territoire : +")
    assert "Dessert tous les lieux" in line.why[0]
    assert "La fiche a changé. Zone desservie" in line.why[1]


def test_a_changed_need_is_said_once_for_all(near):
    before, after = need(), replace(need(), places=TWO_PLACES)
    found = compare(searched(before, [near]), searched(after, [near], at=SECOND))
    assert found.need == ("Lieux : ajoute Arras.",)
    assert not any("Ni le besoin ni la fiche" in told for told in found.lines[0].why)


def test_points_that_nothing_explains_are_put_down_to_the_register(near):
    demand = need(text="Livraison, lavage et réparation chaque matin.")
    rarer = replace(demand, rarity=demand.rarity | {"cantin": 0.1})
    found = compare(searched(demand, [near]), searched(rarer, [near], at=SECOND))
    (line,) = found.lines
    assert line.changed_parts
    assert "Ni le besoin ni la fiche" in line.why[-1]


def test_a_rank_lost_without_a_point_is_put_down_to_the_others(near, wide):
    found = compare(searched(need(), [wide]), searched(need(), [near, wide], at=SECOND))
    line = lines(found)["2"]
    assert line.status == "descend de 1"
    assert line.why == ("Ses points n'ont pas changé : les autres ont bougé.",)


def test_whoever_enters_is_said_new_or_excluded_before_or_out_of_reach(near, wide):
    elsewhere = replace(near, area=ServiceArea("departments", codes=("13",), department="13"))
    excluded = searched(need(), [elsewhere, wide])
    (line,) = (x for x in compare(excluded, searched(need(), [near, wide])).lines if not x.before)
    assert (line.status, line.why[0].split(" : ")[0]) == ("entre", "Était écarté. Territoire")

    absent, after = searched(need(), [wide]), searched(need(), [near, wide], at=SECOND)
    created = {"1": FIRST + timedelta(days=1), "2": FIRST - timedelta(days=1)}
    assert lines(compare(absent, after, created))["1"].why == (
        "Fiche créée depuis la première recherche.",
    )
    known = {"1": FIRST - timedelta(days=1), "2": FIRST - timedelta(days=1)}
    assert "Ses mots ne l'approchaient pas" in lines(compare(absent, after, known))["1"].why[0]
    scope = {"matching": 300, "scored": 150}
    crowded = replace(absent, result={**absent.result, "scope": scope})
    assert "en a noté 150 sur 300" in lines(compare(crowded, after, known))["1"].why[0]
    cut = searched(need(), [near, wide], kept=1)
    assert "N'est pas parmi les 1 premiers" in lines(compare(cut, after, known))["2"].why[0]


def test_whoever_leaves_is_said_excluded_or_gone_and_comes_last(near, wide):
    before = searched(need(), [near, wide])
    elsewhere = replace(near, area=ServiceArea("departments", codes=("13",), department="13"))
    excluded = compare(before, searched(need(), [elsewhere, wide], at=SECOND), {"2": FIRST})
    assert excluded.lines[-1].why[0].startswith("Est maintenant écarté. Territoire : Ne dessert")
    assert [(count.name, count.before, count.after) for count in excluded.excluded] == [
        ("Territoire", 0, 1)
    ]
    gone = compare(before, searched(need(), [wide], at=SECOND), {"2": FIRST})
    assert gone.lines[-1].status == "sort"
    assert gone.lines[-1].why == ("Sa fiche n'est plus dans le registre.",)


def test_a_search_that_kept_no_records_says_so(near):
    before, after = searched(need(), [near]), searched(need(), [near], at=SECOND)
    del before.result["results"][0]["record"]
    (notice,) = compare(before, after).notices
    assert "n'a pas gardé les données des fiches" in notice


def test_groups_are_told_by_their_members(near, wide):
    both = {"suppliers": {"a": "1", "b": "2"}, "names": {"a": "Un", "b": "Deux"}}
    before, after = searched(need(), [near]), searched(need(), [near], at=SECOND)
    after.result["groups"] = [both]
    assert compare(before, after).groups == (("Un et Deux", "proposé seulement par la seconde"),)
    assert compare(after, before).groups[0][1] == "proposé seulement par la première"
    assert compare(after, after).groups[0][1] == "proposé les deux fois"


def test_what_changes_in_a_need_is_said_by_name():
    before = need(text="Trente bacs.", objectives=("bio",))
    after = need(
        title="Bacs réemployables",
        text="Quarante bacs.",
        quantities=(Quantity(40, "contenant", "jour", "40 bacs par jour"),),
        yearly_eur=12_000.0,
        objectives=("insertion",),
    )
    told = [text.replace("\u00a0", " ") for text in need_changes(before.as_dict(), after.as_dict())]
    assert "Intitulé : « Contenants réemployables pour les cantines » devient" in told[0]
    assert "Le texte du besoin a été réécrit." in told
    assert "Volumes : ajoute 40 bacs par jour." in told
    assert "Objectifs : ajoute insertion ; retire agriculture biologique." in told
    assert "Montant annuel : rien devient « 12\u202f000 € HT »." in told
    assert need_changes(before.as_dict(), before.as_dict()) == []


def test_what_changes_in_a_record_is_said_by_name(near):
    described = read_offers("Atelier", RENTS, [{"label": "Lavage", "cpv": (), "capacity": None}])
    recoded = read_offers(
        "Atelier", RENTS, [{"label": "Lavage", "cpv": ("39222100",), "capacity": (9.0, "m2", "an")}]
    )
    labelled = replace(near, offers=described, labels=("Écocert",), fte=3.5)
    assert changes(snapshot_of(near), snapshot_of(near)) == []
    told = [t.replace("\u00a0", " ") for t in changes(snapshot_of(near), snapshot_of(labelled))]
    assert told == [
        "Équivalents temps plein : rien devient « 3,5 ».",
        "Labels : ajoute Écocert.",
        "Activité « Lavage » ajoutée.",
    ]
    told = changes(snapshot_of(labelled), snapshot_of(replace(labelled, offers=recoded)))
    assert told[0].replace("\u00a0", " ") == "Activité « Lavage » modifiée (codes CPV et capacité)."


def test_the_area_of_one_activity_is_no_change_of_the_record(near):
    offers = tuple(replace(offer, area=("region", None, ("32",))) for offer in near.offers)
    declared = replace(near, offers=offers)
    found = placed(need(), declared)
    assert found.area != declared.area
    assert changes(snapshot_of(declared), snapshot_of(found)) == []


def test_a_long_list_is_told_by_its_first_items():
    told = change("mots", [], [f"mot{n}" for n in range(20)])
    assert told.endswith("mot7 et 12\u00a0autres.")


def test_a_region_told_by_its_code_and_then_by_its_name_has_not_changed():
    assert changes({"area": "région\xa032"}, {"area": "région\xa0Hauts-de-France"}) == []
    assert changes({"area": "région\xa032"}, {"area": "région\xa0Bretagne"})
