"""The proportionality meter: how many of the suppliers found each requirement leaves.

No Django here: plain values in, tallies and sentences out. `tenders.market` gathers for it.
"""

from tenders.proportionality.knowledge import Ability, Said, Statement, said_at
from tenders.proportionality.meter import LotMeter, Row, Rung
from tenders.proportionality.requirement import (
    FEW,
    Kind,
    Requirement,
    Step,
    Tally,
    best_of,
    each_of,
    sum_of,
)

__all__ = [
    "FEW",
    "Ability",
    "Kind",
    "LotMeter",
    "Requirement",
    "Row",
    "Rung",
    "Said",
    "Statement",
    "Step",
    "Tally",
    "best_of",
    "each_of",
    "said_at",
    "sum_of",
]
