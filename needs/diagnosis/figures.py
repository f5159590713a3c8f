"""Sums are made of fractions; here they become the figures that are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any


def rounded(value: Fraction, scale: Fraction | int = 1) -> Decimal:
    """To the cent of the base unit, halves upwards; `scale` of which make one of the value's."""
    places = 2 + (len(str(int(scale))) - 1 if scale > 1 else 0)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Any) -> Any:
    """A whole number as `int`, so that a clause says « 12 » and not « 12.00 »."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral() else value
