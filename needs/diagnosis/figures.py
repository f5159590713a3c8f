"""Sums are made of fractions; here they become the figures that are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

_CENT = Decimal("0.01")


def rounded(value: Fraction) -> Decimal:
    """To the cent, halves upwards."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_CENT, ROUND_HALF_UP)


def plain(value: Any) -> Any:
    """A whole number as `int`, so that a clause says « 12 » and not « 12.00 »."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral() else value
