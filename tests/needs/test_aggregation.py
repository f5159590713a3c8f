from datetime import date
from decimal import Decimal

import pytest

from needs.procedure import Minimum, Publicity, Purchase, Thresholds, aggregate

DAY = date(2026, 11, 23)
SERVICES = Thresholds.at("services", "collectivite", DAY)
WORKS = Thresholds.at("travaux", "collectivite", DAY)


def bought(amount, cpv="90911200", on=DAY, operation=False):
    return Purchase("Nettoyage des vitres", Decimal(amount), on, cpv, "marché", operation)


def test_another_family_does_not_count():
    assert aggregate(50_000, ["90910000"], [bought(50_000, "15800000")], SERVICES, on=DAY) is None


def test_another_year_does_not_count():
    last_year = bought(50_000, on=date(2025, 12, 31))
    assert aggregate(50_000, ["90910000"], [last_year], SERVICES, on=DAY) is None


@pytest.mark.parametrize(
    ("other", "crosses", "minimum"),
    [(9_999, False, Minimum.DISPENSE), (10_000, True, Minimum.ADAPTED)],
)
def test_a_homogeneous_purchase_may_cross_a_threshold(other, crosses, minimum):
    found = aggregate(50_000, ["90910000"], [bought(other)], SERVICES, on=DAY)
    assert found is not None
    assert found.crosses is crosses
    assert found.minimum == minimum
    assert ("interdit" in found.text) is crosses


def test_the_publicity_alone_may_change():
    found = aggregate(80_000, ["90910000"], [bought(10_000)], SERVICES, on=DAY)
    assert found is not None
    assert (found.publicity_alone, found.publicity) == (Publicity.FREE, Publicity.NATIONAL)


def test_works_count_by_operation_not_by_code():
    other = bought(60_000, cpv="45400000")
    part = bought(60_000, cpv="", operation=True)
    assert aggregate(60_000, ["45400000"], [other], WORKS, on=DAY) is None
    found = aggregate(60_000, ["45400000"], [part], WORKS, on=DAY)
    assert found is not None
    assert found.total == 120_000
    assert "R2121-5" in found.articles
