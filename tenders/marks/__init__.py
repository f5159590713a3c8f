"""Marks of the offers: an analysis grid read back, checked by cell, ranked with reasons.

No Django here; the page gives the sheets of a file and what its lots expect.
"""

from tenders.marks.marked import CellFault, ExpectedLot, ExpectedPart, MarkedLot, MarkedOffer
from tenders.marks.reading import (
    MOTIVES,
    POINTS,
    RANK,
    TOTAL,
    MarksRead,
    letters,
    read_marks,
)

__all__ = [
    "MOTIVES",
    "POINTS",
    "RANK",
    "TOTAL",
    "CellFault",
    "ExpectedLot",
    "ExpectedPart",
    "MarkedLot",
    "MarkedOffer",
    "MarksRead",
    "letters",
    "read_marks",
]
