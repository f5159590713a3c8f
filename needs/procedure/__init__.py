"""Amount, nature, buyer and date → the least procedure and publicity, with the reasoning.

`check_tender` judges a tender by the same `Thresholds`, so advice and checks cannot disagree.
"""

from needs.procedure.advice import Advice, advise
from needs.procedure.aggregation import Aggregation, Purchase, aggregate
from needs.procedure.calendar import Calendar, plan, plan_back
from needs.procedure.kinds import FORMAL_PROCEDURES, BuyerKind, Minimum, Nature, Publicity
from needs.procedure.reasoning import Line
from needs.procedure.thresholds import Thresholds, small_lot_ceiling

__all__ = [
    "FORMAL_PROCEDURES",
    "Advice",
    "Aggregation",
    "BuyerKind",
    "Calendar",
    "Line",
    "Minimum",
    "Nature",
    "Publicity",
    "Purchase",
    "Thresholds",
    "advise",
    "aggregate",
    "plan",
    "plan_back",
    "small_lot_ceiling",
]
