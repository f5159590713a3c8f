"""The simulator on plain values: formulas, ranks, what weights decide, and what it reveals."""

import pytest

from procurement.legal import Severity
from tenders.simulation import (
    FORMULAS,
    Offer,
    Part,
    Scale,
    Scene,
    Simulation,
    draw,
    remarks,
)

PRICE = Part("p", "Prix", 60, "Prix", is_price=True)
QUALITY = Part("q", "Valeur technique", 40, "Valeur technique")
SCENE = Scene(lowest=100, highest=200, estimate=150)


def simulation(*offers, formula="proportional", scale=None, parts=(PRICE, QUALITY), estimate=150):
    made = [
        Offer(f"Offre {name}", price, {"q": mark})
        for name, (price, mark) in zip("ABCDEFGH", offers, strict=False)
    ]
    return Simulation(tuple(parts), tuple(made), FORMULAS[formula], scale or Scale(5), estimate)


def rules(simulation):
    return {finding.rule for finding in remarks(simulation)}


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("formula", "price", "share"),
    [
        ("proportional", 100, 1.0),
        ("proportional", 200, 0.5),
        ("linear", 150, 0.5),
        ("linear", 200, 0.0),
        ("linear", 250, 0.0),
        ("spread", 100, 1.0),
        ("spread", 150, 0.5),
        ("spread", 200, 0.0),
        ("estimate", 150, 1.0),
        ("estimate", 75, 0.5),
        ("flattened", 200, 0.8),
    ],
)
def test_each_formula_gives_its_share_of_the_best_mark(formula, price, share):
    assert FORMULAS[formula].share(price, SCENE) == pytest.approx(share)


def test_one_price_for_all_gives_the_best_mark_between_the_extremes():
    assert FORMULAS["spread"].share(100, Scene(100, 100, 100)) == 1.0


def test_every_formula_has_its_source_and_its_remark():
    assert all(formula.source and formula.remark for formula in FORMULAS.values())
    assert FORMULAS["estimate"].risk is Severity.BLOCKING


def test_points_are_weights_times_shares_and_the_best_total_comes_first():
    found = simulation((100, 3), (120, 5))

    assert [round(m.total, 2) for m in found.marked] == [84.0, 90.0]
    assert [m.rank for m in found.marked] == [2, 1]
    assert [m.offer.name for m in found.ranked] == ["Offre B", "Offre A"]


def test_equal_totals_share_a_rank_and_the_next_one_is_skipped():
    found = simulation((100, 3), (100, 3), (100, 2))

    assert [m.rank for m in found.marked] == [1, 1, 3]


def test_a_relative_scale_raises_the_best_mark_to_the_top():
    absolute = simulation((100, 2), (100, 4))
    relative = simulation((100, 2), (100, 4), scale=Scale(5, relative=True))

    assert [m.points["q"] for m in absolute.marked] == [16, 32]
    assert [m.points["q"] for m in relative.marked] == [20, 40]


def test_marks_all_at_zero_stay_at_zero_on_a_relative_scale():
    found = simulation((100, 0), (110, 0), scale=Scale(5, relative=True))

    assert [m.points["q"] for m in found.marked] == [0, 0]


def test_the_shares_of_all_criteria_make_a_hundred():
    found = simulation((100, 1), (130, 5), (160, 3))

    assert sum(w.effective for w in found.weighings) == pytest.approx(100)


def test_a_criterion_where_all_are_equal_decides_nothing():
    found = simulation((100, 3), (150, 3))
    price, quality = found.weighings

    assert (price.effective, quality.effective) == pytest.approx((100, 0))
    assert quality.is_neutral
    assert "rien en réalité" in quality.sentence
    assert "criterion_neutralised" in rules(found)


def test_a_criterion_that_sets_offers_apart_is_not_neutral():
    assert "criterion_neutralised" not in rules(simulation((100, 3), (150, 4)))


def test_equal_totals_leave_no_share_to_tell():
    found = simulation((100, 3), (100, 3))

    assert [w.effective for w in found.weighings] == [None, None]


def test_sub_criteria_are_weighed_under_their_criterion():
    parts = (PRICE, Part("q", "Moyens", 25, "Technique"), Part("r", "Hygiène", 15, "Technique"))
    offers = (Offer("A", 100, {"q": 5, "r": 0}), Offer("B", 110, {"q": 0, "r": 5}))
    found = Simulation(parts, offers, FORMULAS["proportional"], Scale(5), 150)

    assert [(w.name, w.announced) for w in found.weighings] == [("Prix", 60), ("Technique", 40)]


def test_ten_points_of_quality_are_worth_a_gap_of_price():
    found = simulation((100, 3), (120, 5))

    # 60 × (1 − 100 ÷ P) = 10 at P = 120.
    assert found.price_gap(10) == pytest.approx(20, abs=1e-6)
    assert (
        plain(found.worths[0].sentence) == "10 points de « Valeur technique » valent 20 % de prix."
    )


def test_one_step_of_mark_is_worth_its_weight_over_the_scale():
    found = simulation((100, 3), (120, 5), formula="linear")

    # One mark of five is 8 points; 60 × (P − 100) ÷ 100 = 8 at P = 113.33.
    assert plain(found.worths[1].sentence) == (
        "1 point de note (sur 5) de « Valeur technique » vaut 13,3 % de prix."
    )


def test_more_points_than_the_price_can_lose_are_never_bought_back():
    light = (Part("p", "Prix", 5, "Prix", is_price=True), Part("q", "Qualité", 95, "Qualité"))
    found = simulation((100, 3), (120, 5), parts=light)

    assert found.price_gap(10) is None
    assert "aucun écart de prix" in found.worths[0].sentence


def test_a_weight_that_moves_by_five_points_may_change_the_winner():
    # 60 + 24 = 84 against 50 + 33.6 = 83.6: the price holds by a hair.
    found = simulation((100, 3), (120, 4.2))
    moves = {(shift.name, shift.by): shift.moves for shift in found.shifts}

    assert moves["Prix", 5] == ()
    assert moves["Prix", -5] == (("Offre A", 1, 2), ("Offre B", 2, 1))
    assert moves["Valeur technique", 5] == (("Offre A", 1, 2), ("Offre B", 2, 1))


def test_a_single_criterion_has_nothing_to_shift():
    alone = (Part("p", "Prix", 100, "Prix", is_price=True),)

    assert simulation((100, 0), (120, 0), parts=alone).shifts == ()


def test_an_unlawful_formula_is_blocking_with_its_case():
    [finding] = [
        f for f in remarks(simulation((100, 3), (150, 4), formula="estimate"))
        if f.rule == "price_formula_estimate"
    ]  # fmt: skip

    assert finding.severity is Severity.BLOCKING
    assert "Val d'Oise Habitat" in finding.source


def test_a_cheaper_offer_marked_worse_is_blocking_and_names_both():
    found = simulation((100, 3), (150, 4), formula="estimate")
    [finding] = [f for f in remarks(found) if f.rule == "cheaper_offer_marked_worse"]

    assert finding.severity is Severity.BLOCKING
    assert "Offre A, moins chère que Offre B" in finding.why


def test_the_same_formula_wrongs_nobody_above_the_estimate():
    assert "cheaper_offer_marked_worse" not in rules(
        simulation((160, 3), (170, 4), formula="estimate")
    )


@pytest.mark.parametrize(("dearest", "floored"), [(200, False), (201, True)])
def test_a_price_under_the_floor_is_said(dearest, floored):
    found = simulation((100, 3), (dearest, 4), formula="linear")

    assert ("price_floor" in rules(found)) is floored


def test_two_prices_with_one_mark_are_a_gap_hidden():
    assert "price_gap_hidden" in rules(simulation((140, 3), (160, 4), formula="estimate"))
    assert "price_gap_hidden" not in rules(simulation((140, 3), (160, 4)))


def test_a_best_price_under_the_top_mark_is_said():
    assert "best_price_below_top" in rules(simulation((200, 3), (250, 4), formula="estimate"))
    assert "best_price_below_top" not in rules(simulation((200, 3), (250, 4)))


def test_a_flat_formula_and_a_sharp_one_are_told_from_the_usual_one():
    assert "price_formula_flat" in rules(simulation((100, 3), (150, 4), formula="flattened"))
    assert "price_formula_sharp" in rules(simulation((100, 3), (105, 4), formula="spread"))
    usual = rules(simulation((100, 3), (150, 4)))
    assert not usual & {"price_formula_flat", "price_formula_sharp"}


def test_a_criterion_that_decides_far_more_than_announced_is_said():
    parts = (
        Part("p", "Prix", 80, "Prix", is_price=True),
        Part("q", "Valeur technique", 20, "Valeur technique"),
    )
    close = simulation((100, 0), (101, 5), parts=parts)
    apart = simulation((100, 3), (200, 3.5), parts=parts)

    assert "weight_exceeded" in rules(close)
    assert "weight_exceeded" not in rules(apart)


def test_a_drawing_comes_back_with_its_number_and_another_number_gives_another():
    first, again, other = (
        draw((PRICE, QUALITY), 4, seed, around=120_000, top=5) for seed in (7, 7, 8)
    )

    assert first == again
    assert first != other


@pytest.mark.parametrize("top", [5, 10, 20, 100])
def test_drawn_offers_stay_within_the_scale_and_have_a_price(top):
    for seed in range(1, 60):
        for offer in draw((PRICE, QUALITY), 8, seed, around=3, top=top):
            assert offer.price >= 1
            assert 0 <= offer.marks["q"] <= top


def test_all_formulas_are_compared_on_the_same_offers():
    found = simulation((100, 1), (140, 5))
    ranks = {formula.id: [m.rank for m in marked] for formula, marked in found.comparison()}

    assert set(ranks) == set(FORMULAS)
    assert ranks["spread"] == [1, 2]
    assert ranks["flattened"] == [2, 1]


def test_the_winner_with_every_formula_is_the_one_best_at_everything():
    found = simulation((100, 5), (140, 1), (180, 2), estimate=100)

    assert {marked[0].rank for _, marked in found.comparison()} == {1}
