"""Reserved lots on plain values: who is eligible, by which article, what competition remains."""

from datetime import date

import pytest

from procurement.legal import Severity
from tenders.eligibility import Found, LotAsked, reserves

AT = date(2027, 2, 15)
LISTED = "85312300"  # guidance services, on both lists
NOT_LISTED = "90900000"


def found(key="a", kinds=("EA",), *, km=10.0, ratio=1.0):
    return Found(key, f"Atelier {key}", "Lille", kinds, "registre", AT, km, ratio)


def lot(**said):
    return LotAsked(**{"title": "Lot 2", "at": AT, "nature": "services"} | said)


def reserve(code, suppliers, **said):
    return next(r for r in reserves(lot(**said), suppliers) if r.ground.code == code)


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("kinds", "grounds"),
    [
        (("EA",), {"handicap", "handicap_insertion"}),
        (("ESAT", "ASSOCIATION"), {"handicap", "handicap_insertion", "ess"}),
        (("EI",), {"insertion", "handicap_insertion"}),
        (("SCOP",), {"ess"}),
        (("GEIQ",), {"ess"}),
        ((), set()),
    ],
)
def test_each_family_opens_its_own_grounds(kinds, grounds):
    tried = reserves(lot(), [found(kinds=kinds)])

    assert {r.ground.code for r in tried if r.eligible} == grounds


def test_no_family_of_the_register_works_in_prison_and_it_says_whom_to_ask():
    tried = reserve("prison", [found(kinds=("EA", "EI", "ASSOCIATION"))])

    assert not tried.eligible
    assert any("Agence du travail d'intérêt général" in limit for limit in tried.limits)


@pytest.mark.parametrize(
    ("able", "others", "verdict"),
    [(3, 0, "real"), (2, 1, "unsure"), (2, 0, "poor"), (0, 3, "unsure"), (0, 0, "poor")],
)
def test_three_able_suppliers_make_a_real_competition(able, others, verdict):
    suppliers = [found(f"a{n}") for n in range(able)]
    suppliers += [found(f"b{n}", ratio=None) for n in range(others)]

    assert reserve("handicap", suppliers).verdict == verdict


@pytest.mark.parametrize(("ratio", "able"), [(1.0, 1), (0.99, 0), (None, 0)])
def test_the_whole_volume_is_the_whole_volume(ratio, able):
    assert len(reserve("handicap", [found(ratio=ratio)]).able) == able


@pytest.mark.parametrize(("km", "near"), [(50.0, True), (50.1, False), (None, False)])
def test_near_is_fifty_kilometres_and_an_unknown_distance_is_not_near(km, near):
    suppliers = [found("a", km=km), found("b", ratio=0.5), found("c", ratio=0.5), found("d")]
    sentence = plain(reserve("handicap", suppliers[:3]).sentence)

    assert ("dont 1 capable du volume entier à moins de 50 km" in sentence) is near
    assert ("aucune connue à moins de 50 km" in sentence) is not near


def test_the_sentence_counts_tells_and_concludes_with_article_and_date():
    suppliers = [found("a"), *(found(key, km=90, ratio=0.4) for key in "bcd")]

    assert plain(reserve("handicap", suppliers).sentence) == (
        "4 structures éligibles, dont 1 capable du volume entier à moins de 50 km ; réserver "
        "laisse une concurrence à confirmer (L2113-12, au 15 février 2027)."
    )


def test_a_single_structure_is_said_in_the_singular():
    assert plain(reserve("handicap", [found()]).sentence).startswith(
        "1 structure éligible, capable du volume entier à moins de 50 km ; réserver laisse une "
        "concurrence insuffisante"
    )


def test_when_nobody_holds_the_volume_their_sum_is_told():
    suppliers = [found(key, ratio=0.4) for key in "abc"]

    assert "(120 % du volume à elles toutes)" in plain(reserve("handicap", suppliers).sentence)


def test_a_register_proves_nothing_source_date_and_document_come_with_each():
    [eligible] = reserve("handicap", [found()]).eligible

    assert plain(eligible.status) == (
        "entreprise adaptée (EA) ; registre au 15 février 2027, sans échéance connue"
    )
    assert "contrat pluriannuel valant agrément" in eligible.proofs[0]


def test_the_nearest_come_first_and_unknown_distances_last():
    suppliers = [found("a", km=None), found("b", km=30), found("c", km=2)]

    assert [e.supplier.key for e in reserve("handicap", suppliers).eligible] == ["c", "b", "a"]


@pytest.mark.parametrize(("at", "open_"), [(date(2022, 10, 20), False), (date(2022, 10, 21), True)])
def test_prison_work_may_be_reserved_from_its_own_day(at, open_):
    assert (reserve("prison", [], at=at).obstacle == "") is open_


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ({"cpv": NOT_LISTED}, True),
        ({"cpv": LISTED, "nature": "services_sociaux"}, False),
        ({"cpv": LISTED, "nature": "fournitures"}, True),
        ({"cpv": ""}, False),
    ],
)
def test_the_ess_reserve_is_for_listed_services_only(said, closed):
    tried = reserve("ess", [found(kinds=("SCOP",))], **said)

    assert (tried.verdict == "closed") is closed


@pytest.mark.parametrize(("months", "said"), [(36, False), (37, True)])
def test_the_ess_reserve_lasts_three_years_at_most(months, said):
    limits = " ".join(reserve("ess", [], cpv=LISTED, duration_months=months).limits)

    assert ("contre 37 prévus" in limits) is said
    assert "36 mois qui précèdent (L2113-16)" in plain(limits)


def test_the_checks_page_speaks_of_the_ground_chosen_only():
    suppliers = [found("a", ("EI",)), found("b", ("EI",))]
    findings = [
        finding
        for tried in reserves(lot(reserved="insertion"), suppliers)
        for finding in tried.findings()
    ]

    assert [(f.rule, f.severity) for f in findings] == [
        ("reserved_lot_without_competition", Severity.WARNING)
    ]
    assert "aucun texte ne fixe ce nombre" in findings[0].why


def test_a_real_competition_raises_nothing():
    suppliers = [found(key, ("EI",)) for key in "abc"]

    assert list(reserve("insertion", suppliers, reserved="insertion").findings()) == []
