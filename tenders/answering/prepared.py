"""One preparation with all that is worked out of it, once, for pages, Word and the API alike."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from tenders.answering.advice import Advice, advise
from tenders.answering.call import Call, CallLot, Piece
from tenders.answering.candidate import Candidate, Fact
from tenders.answering.candidates import candidate_of
from tenders.answering.candidature import Filled, data_sheet
from tenders.answering.effort import Effort, effort_of
from tenders.answering.fit import Line, State, lines_of
from tenders.answering.memo import Outline, outline
from tenders.answering.models import Assessment, Preparation
from tenders.answering.plan import Planned, plan


class Prepared:
    """What the supplier has in hand on that day, for the day the offers are due."""

    def __init__(self, preparation: Preparation, *, now: datetime) -> None:
        self.preparation, self.now = preparation, now
        self.today = timezone.localdate(now)
        self.lots = tuple(preparation.lots)

    @cached_property
    def call(self) -> Call:
        return self.preparation.call()

    @cached_property
    def due_on(self) -> date:
        """The day on which proofs must hold."""
        due = self.call.due_at
        return timezone.localdate(due) if due and due > self.now else self.today

    @cached_property
    def chosen(self) -> tuple[CallLot, ...]:
        return self.call.chosen(self.lots)

    @cached_property
    def candidate(self) -> Candidate:
        return candidate_of(self.preparation.supplier, at=self.due_on)

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.call, self.lots, self.candidate, at=self.due_on)

    @cached_property
    def effort(self) -> Effort:
        return effort_of(self.call, self.lots, self.lines, self.preparation.assumed, at=self.today)

    @cached_property
    def advice(self) -> Advice:
        return advise(self.call, self.lines, self.effort, now=self.now)

    @cached_property
    def outlines(self) -> list[Outline]:
        return [
            outline(asked, self.candidate, self.preparation.said)
            for asked in self.call.asked_for(self.lots)
            if not asked.is_price
        ]

    @property
    def open_points(self) -> int:
        return sum(not point.said for one in self.outlines for point in one.points)

    @property
    def points(self) -> int:
        return sum(len(one.points) for one in self.outlines)

    @cached_property
    def sheet(self) -> tuple[Filled, ...]:
        return data_sheet(self.call, self.lots, self.candidate, at=self.due_on)

    @cached_property
    def planned(self) -> list[Planned]:
        return plan(self.call, self.lots, self.lines, at=self.today)

    @cached_property
    def proofs(self) -> list[tuple[Line, str]]:
        """What to attach for each condition, in the words of the file."""
        conditions = {one.id: one.proof for one in self.call.conditions_for(self.lots)}
        return [(line, conditions[line.id]) for line in self.lines if conditions.get(line.id)]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """To send: the engagement of a lot that is not aimed at is not among them."""
        wanted = {f"ae-{lot}" for lot in self.lots}
        wanted |= {"ae-0"} if wanted else set()
        return tuple(
            piece
            for piece in self.call.pieces
            if not piece.id.startswith("ae-") or not wanted or piece.id in wanted
        )

    @cached_property
    def expiring(self) -> list[Fact]:
        """Facts whose document ends before the offers are due, or near it."""
        return [fact for fact in self.candidate.facts if fact.until is not None]

    def states(self) -> dict[str, str]:
        return {line.id: str(line.state) for line in self.lines}

    def moved_since(self, kept: Assessment) -> list[tuple[Line, State]]:
        """(line, the state it had) of each that changed; one that is new did not move."""
        return [
            (line, State(kept.lines[line.id]))
            for line in self.lines
            if kept.lines.get(line.id, line.state) != line.state
        ]

    def as_dict(self) -> dict[str, Any]:
        """What the API says; the pages say the same."""
        preparation = self.preparation
        return {
            "id": str(preparation.pk),
            "supplier": str(preparation.supplier_id),
            "title": preparation.title,
            "buyer": preparation.buyer,
            "due_at": preparation.due_at,
            "lots": list(self.lots),
            "to_ask": [*self.call.unknown, *self.call.questions],
            "decision": preparation.decision,
            "advice": self.advice.as_dict(),
            "lines": [line.as_dict() for line in self.lines],
            "effort": self.effort.as_dict(),
            "memo": [
                {
                    "criterion": one.asked.name,
                    "weight": one.asked.weight,
                    "max_pages": one.asked.max_pages,
                    "points": [
                        {
                            "id": point.id,
                            "asked": point.text,
                            "said": point.said,
                            "facts": [f"{f.value} ({f.origin})" for f in point.facts],
                            "question": "" if point.said else point.question,
                        }
                        for point in one.points
                    ],
                }
                for one in self.outlines
            ],
            "candidature": [filled.as_dict() for filled in self.sheet],
            "tasks": [
                {
                    "title": task.title,
                    "owner": task.owner,
                    "due_on": task.due_on,
                    "done": task.done_at is not None,
                }
                for task in preparation.tasks.all()
            ],
        }
