"""Single use against reuse: what each costs, uses and throws away, from figures all can see.

Every amount is a `Decimal` of euros excl. VAT a year. Nothing is measured here: each coefficient
comes from the diagnosis, from a person with its source, or is an assumption and says so.
"""

from needs.scenarios.coefficients import (
    Coefficient,
    Given,
    Group,
    Origin,
    coefficients,
    given,
    groups,
    sectors,
)
from needs.scenarios.comparison import Comparison, Line, Option, OptionKind, compare
from needs.scenarios.sensitivity import (
    CURVES,
    BreakEven,
    Curve,
    Influence,
    break_evens,
    curve,
    influences,
)

__all__ = [
    "CURVES",
    "BreakEven",
    "Coefficient",
    "Comparison",
    "Curve",
    "Given",
    "Group",
    "Influence",
    "Line",
    "Option",
    "OptionKind",
    "Origin",
    "break_evens",
    "coefficients",
    "compare",
    "curve",
    "given",
    "groups",
    "influences",
    "sectors",
]
