from datetime import date

import pytest

from needs.procedure import Minimum, Publicity, advise

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("amount", "minimum", "publicity"),
    [
        (59_999, Minimum.DISPENSE, Publicity.NONE),
        (60_000, Minimum.ADAPTED, Publicity.FREE),
        (89_999, Minimum.ADAPTED, Publicity.FREE),
        (90_000, Minimum.ADAPTED, Publicity.NATIONAL),
        (215_999, Minimum.ADAPTED, Publicity.NATIONAL),
        (216_000, Minimum.FORMAL, Publicity.EUROPEAN),
    ],
)
def test_services_of_a_local_authority(amount: int, minimum: Minimum, publicity: Publicity) -> None:
    advice = advise(amount, "services", "collectivite", at=DAY)
    assert (advice.minimum_procedure, advice.publicity_minimum) == (minimum, publicity)


@pytest.mark.parametrize(
    ("buyer", "last", "first"),
    [("etat", 139_999, 140_000), ("entite_adjudicatrice", 431_999, 432_000)],
)
def test_other_buyers_have_their_own_european_threshold(buyer: str, last: int, first: int) -> None:
    assert advise(last, "fournitures", buyer, at=DAY).minimum_procedure == Minimum.ADAPTED
    assert advise(first, "fournitures", buyer, at=DAY).minimum_procedure == Minimum.FORMAL


@pytest.mark.parametrize(
    ("amount", "publicity"), [(749_999, Publicity.FREE), (750_000, Publicity.EUROPEAN_ONLY)]
)
def test_social_services_are_adapted_whatever_the_amount(amount: int, publicity: Publicity) -> None:
    advice = advise(amount, "services_sociaux", "collectivite", at=DAY)
    assert advice.minimum_procedure == Minimum.ADAPTED_SOCIAL
    assert advice.publicity_minimum == publicity


def test_works_of_120_000_euros_are_dispensed_from_2027() -> None:
    before = advise(120_000, "travaux", "collectivite", at=date(2026, 12, 31))
    after = advise(120_000, "travaux", "collectivite", at=date(2027, 1, 1))
    assert before.minimum_procedure == Minimum.ADAPTED
    assert after.minimum_procedure == Minimum.DISPENSE
    assert any(line.doubt for line in after.lines)


def test_the_other_homogeneous_purchases_of_the_year_count() -> None:
    alone = advise(50_000, "fournitures", "collectivite", at=DAY)
    together = advise(50_000, "fournitures", "collectivite", at=DAY, other_purchases=30_000)
    assert alone.minimum_procedure == Minimum.DISPENSE
    assert together.minimum_procedure == Minimum.ADAPTED
    assert "homogènes" in together.lines[0].text


def test_the_maximum_of_a_framework_is_its_value() -> None:
    advice = advise(150_000, "services", "collectivite", at=DAY, framework_maximum=300_000)
    assert advice.minimum_procedure == Minimum.FORMAL


@pytest.mark.parametrize(
    ("lots", "light"),
    [
        ([400_000, 60_000, 40_000], (1, 2)),
        ([399_000, 61_000, 40_000], (2,)),
        ([800_000, 80_000], ()),
        ([800_000, 79_999], (1,)),
        ([500_000], ()),
    ],
)
def test_small_lots_hold_in_a_fifth_of_all_lots(lots: list[int], light: tuple[int, ...]) -> None:
    assert advise(sum(lots), "services", "collectivite", at=DAY, lots=lots).small_lots == light


def test_a_formal_procedure_comes_with_its_days() -> None:
    usual = advise(300_000, "services", "collectivite", at=DAY)
    urgent = advise(300_000, "services", "collectivite", at=DAY, urgency_justified=True)
    assert (usual.response_days, urgent.response_days) == (30, 15)


def test_an_adapted_procedure_has_no_legal_delay_but_an_advised_one() -> None:
    advice = advise(100_000, "services", "collectivite", at=DAY)
    assert advice.response_days is None
    assert advice.advised_days == 15


def test_every_line_of_reasoning_has_an_article_and_a_source() -> None:
    for amount in (10_000, 100_000, 300_000):
        for line in advise(amount, "services", "collectivite", at=DAY, lots=[amount]).lines:
            assert line.article
            assert line.source


def test_the_documents_go_on_the_profile_from_60_000_euros() -> None:
    assert advise(60_000, "services", "collectivite", at=DAY).profile_required
    assert not advise(59_999, "services", "collectivite", at=DAY).profile_required


def test_an_unknown_nature_raises() -> None:
    with pytest.raises(ValueError, match="concession"):
        advise(1, "concession", "collectivite", at=DAY)
