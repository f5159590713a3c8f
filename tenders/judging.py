"""Marks of the offers taken in from a file, and the last ones of each lot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from procurement.accounts.models import User
from procurement.spreadsheets import Sheet
from tenders.documents.context import gather
from tenders.documents.marking_book import expected_lots
from tenders.marks import ExpectedLot, MarkedLot, MarksRead, read_marks
from tenders.models import Marking, Tender


def expected_of(tender: Tender) -> tuple[ExpectedLot, ...]:
    return expected_lots(gather(tender))


def take(
    tender: Tender, sheets: Sequence[Sheet], *, name: str, content: bytes, by: User, now: datetime
) -> MarksRead:
    """What was read; kept and noted when no cell is at fault, and only then."""
    found = read_marks(sheets, expected_of(tender))
    if not found.faults:
        _keep(tender, found, name=name, content=content, by=by, now=now)
    return found


@transaction.atomic
def _keep(
    tender: Tender, found: MarksRead, *, name: str, content: bytes, by: User, now: datetime
) -> None:
    digest = hashlib.sha256(content).hexdigest()
    Marking.objects.bulk_create(
        Marking(
            tender=tender,
            lot_number=lot.lot,
            content=lot.as_dict(),
            file_name=name,
            digest=digest,
            by=by,
            at=now,
        )
        for lot in found.lots
    )
    # The whole project reads the register: it proves what was read, and says no mark.
    tender.note(
        "marks_read",
        by=by,
        now=now,
        lots=[lot.lot for lot in found.lots if lot.lot],
        offers=sum(len(lot.offers) for lot in found.lots),
        digest=digest,
    )


@dataclass(frozen=True)
class Judged:
    """The last marks of one lot; `stale` when its criteria are no longer those that were marked."""

    marking: Marking
    lot: MarkedLot
    stale: bool

    @property
    def reasons(self) -> list[str]:
        """Why each offer stands at its rank, the first first."""
        return [self.lot.reason(offer) for offer in self.lot.ranked]

    @property
    def motives(self) -> list[tuple[str, str]]:
        """What the readers wrote of each mark."""
        return [
            (f"{offer.name}, {part.name}", offer.motives[part.number])
            for part in self.lot.parts
            for offer in self.lot.ranked
            if part.number in offer.motives
        ]


def judged(tender: Tender, expected: Sequence[ExpectedLot]) -> list[Judged]:
    """Lot by lot, the marks that count."""
    last: dict[int | None, Marking] = {}
    for marking in tender.markings.select_related("by"):
        last.setdefault(marking.lot_number, marking)
    parts = {lot.lot: lot.parts for lot in expected}
    kept = [last[lot] for lot in sorted(last, key=lambda number: number or 0)]
    lots = [(marking, MarkedLot.from_dict(marking.content)) for marking in kept]
    return [Judged(marking, lot, lot.parts != parts.get(lot.lot)) for marking, lot in lots]
