"""A document that comes back from Word: each change as something to accept or to refuse."""

from tenders.returns.change import BY_HAND, CONFLICT, DONE, KINDS, OPEN, Change, ClauseState
from tenders.returns.changes import Outcome, outcome
from tenders.returns.values import NewValue, new_values

__all__ = [
    "BY_HAND",
    "CONFLICT",
    "DONE",
    "KINDS",
    "OPEN",
    "Change",
    "ClauseState",
    "NewValue",
    "Outcome",
    "new_values",
    "outcome",
]
