"""What an import may change of a record, on plain values."""

import pytest

from suppliers.provenance import FACTS, Kept, Trail, merge, shown

SIRENE, SIAE, AGAIN = 1, 2, 3
BLANK = {
    "name": "", "legal_form": "", "ess_kinds": [], "naf": "", "description": "", "city": "",
    "postal_code": "", "insee": "", "department": "", "lat": None, "lon": None, "area_kind": "",
    "area_km": None, "area_codes": [], "fte": None, "max_yearly_eur": None, "capacities": [],
    "labels": [], "website": "", "activities": [],
}  # fmt: skip
EDITED = "2027-01-05T09:00:00+00:00"


def values(**said):
    return BLANK | said


def join(current, said, trail=None, *, intake=SIAE, same=(SIAE,), **known):
    return merge(
        values(**current), values(**said), trail or Trail(SIRENE), intake=intake, same=set(same),
        **known,
    )  # fmt: skip


def test_every_column_belongs_to_one_fact():
    columns = [column for fact in FACTS.values() for column in fact.columns]
    assert sorted(columns) == sorted(BLANK)


def test_another_source_adds_what_it_says_and_denies_nothing():
    merged = join({"name": "Atelier", "naf": "88.99B"}, {"name": "Atelier", "website": "https://a"})

    assert merged.columns == {"website": "https://a"}
    assert merged.trail.origin("naf") == SIRENE
    assert merged.trail.origin("website") == SIAE


def test_a_source_takes_back_what_it_gave():
    before = Trail(SIRENE, {"website": SIAE})

    merged = join({"name": "A", "website": "https://a"}, {"name": "A"}, before)

    assert merged.columns == {"website": ""}


def test_a_fact_that_a_person_wrote_stays_and_the_difference_is_kept():
    before = Trail(SIRENE, {"name": EDITED})

    merged = join({"name": "Le mien"}, {"name": "Celui de l'import"}, before)

    assert merged.columns == {}
    assert merged.trail.origin("name") == EDITED
    assert merged.trail.differences == {
        "name": {"value": {"name": "Celui de l'import"}, "import": SIAE}
    }


def test_an_import_that_comes_round_to_it_ends_the_difference():
    before = Trail(SIRENE, {"name": EDITED}, {"name": {"value": {"name": "B"}, "import": SIAE}})

    assert join({"name": "A"}, {"name": "A"}, before).trail.differences == {}


def test_a_difference_set_aside_does_not_come_back_another_does():
    open_ = join({"name": "A"}, {"name": "B"}, Trail(SIRENE, {"name": EDITED})).trail
    settled = open_.decline("name")

    assert join({"name": "A"}, {"name": "B"}, settled).trail.differences == {}
    assert "name" in join({"name": "A"}, {"name": "C"}, settled).trail.differences


def test_what_is_taken_from_an_import_may_be_changed_by_imports_again():
    taken = join({"name": "A"}, {"name": "B"}, Trail(SIRENE, {"name": EDITED})).trail.accept("name")

    assert join({"name": "B"}, {"name": "C"}, taken).columns == {"name": "C"}


@pytest.mark.parametrize(("fact", "is_changed"), [("name", False), ("naf", True)])
def test_a_record_held_by_its_people_keeps_what_they_see_of_it(fact, is_changed):
    merged = join({fact: "a"}, {fact: "b"}, held=True)

    assert (merged.columns == {fact: "b"}) is is_changed
    assert (fact in merged.trail.differences) is not is_changed


def test_what_another_network_gave_stays_and_the_difference_is_kept():
    merged = join({"name": "A"}, {"name": "B", "website": "https://b"}, rivals={SIRENE})

    assert merged.columns == {"website": "https://b"}
    assert merged.trail.origin("name") == SIRENE
    assert merged.trail.differences == {"name": {"value": {"name": "B"}, "import": SIAE}}
    assert merged.kept == {"name": Kept.BY_NETWORK}


def test_a_network_completes_what_a_register_gave_and_what_it_gave_itself():
    before = Trail(SIRENE, {"website": SIAE, "naf": AGAIN})

    merged = join(
        {"name": "A", "website": "https://a", "naf": "88.99B"},
        {"name": "B", "website": "https://b", "naf": "81.21Z"},
        before,
        rivals={AGAIN},
    )

    assert merged.columns == {"name": "B", "website": "https://b"}


def test_two_networks_that_come_to_agree_end_their_difference():
    parted = join({"name": "A"}, {"name": "B"}, rivals={SIRENE}).trail

    other = join({"name": "A"}, {"name": "B"}, parted, intake=AGAIN, same=(SIRENE, AGAIN))

    assert other.columns == {"name": "B"}
    assert other.trail.differences == {}


@pytest.mark.parametrize(
    ("said", "written"), [(["AB", "Max Havelaar"], True), (["Max Havelaar"], False)]
)
def test_a_network_adds_to_a_list_of_another_and_takes_nothing_out(said, written):
    merged = join({"labels": ["AB"]}, {"labels": said}, rivals={SIRENE})

    assert (merged.columns == {"labels": said}) is written
    assert ("labels" in merged.trail.differences) is not written


def test_families_of_two_networks_add_up():
    merged = join({"ess_kinds": ["ASSOCIATION"]}, {"ess_kinds": ["ACI"]}, rivals={SIRENE})
    assert merged.columns == {"ess_kinds": ["ASSOCIATION", "ACI"]}


def test_a_family_whose_document_a_buyer_saw_stays_when_its_source_no_longer_says_it():
    before = Trail(SIRENE, {"kind:ACI": SIAE})

    merged = join({"ess_kinds": ["ASSOCIATION", "ACI"]}, {"ess_kinds": []}, before, seen={"ACI"})

    assert merged.columns == {}
    assert merged.trail.origin("kind:ACI") == SIAE
    assert merged.trail.differences["ess_kinds"]["value"] == {"ess_kinds": ["ASSOCIATION"]}
    assert merged.kept == {"ess_kinds": Kept.BY_BUYER}
    again = join(
        {"ess_kinds": ["ASSOCIATION", "ACI"]}, {"ess_kinds": ["ACI"]}, merged.trail, seen={"ACI"}
    )
    assert again.trail.differences == {}


def test_an_import_that_says_nothing_is_no_difference():
    assert join({"name": "A"}, {}, Trail(SIRENE, {"name": EDITED})).trail.differences == {}


def test_families_of_several_sources_add_up_and_each_keeps_its_own():
    merged = join({"ess_kinds": ["ASSOCIATION"]}, {"ess_kinds": ["ACI"]})

    assert merged.columns == {"ess_kinds": ["ASSOCIATION", "ACI"]}
    assert merged.trail.origin("kind:ACI") == SIAE
    assert merged.trail.origin("kind:ASSOCIATION") == SIRENE


def test_a_family_that_its_source_no_longer_says_goes():
    before = Trail(SIRENE, {"kind:ACI": SIAE})

    merged = join({"ess_kinds": ["ASSOCIATION", "ACI"]}, {"ess_kinds": ["EI"]}, before)

    assert merged.columns == {"ess_kinds": ["ASSOCIATION", "EI"]}


def test_the_same_source_again_says_all_of_it_as_of_its_own_day():
    merged = join(
        {"name": "A", "naf": "88.99B"}, {"name": "A", "naf": "88.99B"},
        intake=AGAIN, same=(SIRENE, AGAIN),
    )  # fmt: skip

    assert (merged.columns, merged.trail) == ({}, Trail(AGAIN))


def test_a_place_is_one_fact():
    lille = {"city": "Lille", "postal_code": "59000", "insee": "59350", "lat": 50.6, "lon": 3.0}
    lens = {"city": "Lens", "postal_code": "62300", "insee": "62498"}

    merged = join(lille, lens, Trail(SIRENE, {"place": EDITED}))

    assert merged.columns == {}
    assert shown("place", merged.trail.differences["place"]["value"]) == "62300 Lens"


def test_activities_are_shown_with_their_capacity():
    activities = [
        {"label": "Lavage", "description": "", "cpv": [], "capacity": [900, "bac", "mois"]}
    ]

    assert shown("activities", {"activities": activities}) == "Lavage (900 bac par mois)"
