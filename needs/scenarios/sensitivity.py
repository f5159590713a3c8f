"""How far the comparison hangs on its coefficients: curves, break-even points, what weighs most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from needs.scenarios.coefficients import Coefficient, coefficients
from needs.scenarios.comparison import OptionKind, Values, compare

_STEPS = 12
_HALVINGS = 60
_SWING = Decimal("0.2")
# The coefficients whose curve and break-even answer what elected members ask first.
CURVES = ("loss_rate", "rotations")
BREAK_EVENS = ("rotations", "loss_rate", "wash_price", "reuse_price", "rounds", "single_price")
_OF_WASHING = {"wash_price": OptionKind.PROVIDER}


@dataclass(frozen=True)
class Curve:
    """The yearly cost of each option while one coefficient moves; one value a position."""

    coefficient: Coefficient
    positions: tuple[Decimal, ...]
    costs: dict[OptionKind, tuple[Decimal, ...]]


@dataclass(frozen=True)
class BreakEven:
    """The value of a coefficient at which the option costs as much as single use.

    `value` is None when no value within its limits does; `cheaper` is then whether the option
    costs less throughout. `above`: whether it is cheaper above that value, or below.
    """

    coefficient: Coefficient
    option: OptionKind
    current: Decimal
    value: Decimal | None
    above: bool
    cheaper: bool


@dataclass(frozen=True)
class Influence:
    """How much the gap to single use moves when one coefficient is a fifth lower or higher."""

    coefficient: Coefficient
    low: Decimal
    high: Decimal

    @property
    def swing(self) -> Decimal:
        return abs(self.high - self.low)


def gap(values: Values, option: OptionKind) -> Decimal:
    comparison = compare(values)
    return comparison.gap(comparison.option(option))


def curve(values: Values, id: str) -> Curve:
    """From nothing, or a quarter of the present value, to twice it, within its limits."""
    coefficient = coefficients()[id]
    present = max(values[id], coefficient.default)
    first = max(coefficient.minimum, present / 4) if coefficient.minimum else Decimal(0)
    step = (min(coefficient.maximum, present * 2) - first) / _STEPS
    positions = tuple(_rounded(first + step * n, coefficient) for n in range(_STEPS + 1))
    results = [compare({**values, id: position}) for position in positions]
    return Curve(
        coefficient,
        positions,
        {kind: tuple(result.option(kind).cost for result in results) for kind in OptionKind},
    )


def _rounded(value: Decimal, coefficient: Coefficient) -> Decimal:
    return round(value, coefficient.places)


def break_evens(values: Values, option: OptionKind) -> tuple[BreakEven, ...]:
    """For each coefficient that concerns the option."""
    return tuple(
        break_even(values, option, id)
        for id in BREAK_EVENS
        if _OF_WASHING.get(id, option) == option
    )


def break_even(values: Values, option: OptionKind, id: str) -> BreakEven:
    """Costs move one way with each of these coefficients: halving finds where the gap is none."""
    coefficient = coefficients()[id]
    low, high = coefficient.minimum, coefficient.maximum
    at_low, at_high = (gap({**values, id: end}, option) for end in (low, high))
    above = at_high < at_low
    if at_low * at_high > 0:
        return BreakEven(coefficient, option, values[id], None, above, at_low < 0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (gap({**values, id: middle}, option) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return BreakEven(coefficient, option, values[id], high, above, gap(values, option) < 0)


def influences(values: Values, option: OptionKind, most: int = 5) -> tuple[Influence, ...]:
    """The coefficients that move the result most, the first the most."""
    found = [_influence(values, option, coefficient) for coefficient in coefficients().values()]
    moving = sorted(found, key=lambda influence: -influence.swing)
    return tuple(influence for influence in moving[:most] if influence.swing)


def _influence(values: Values, option: OptionKind, coefficient: Coefficient) -> Influence:
    ends = (
        gap({**values, coefficient.id: values[coefficient.id] * factor}, option)
        for factor in (1 - _SWING, 1 + _SWING)
    )
    return Influence(coefficient, *ends)
