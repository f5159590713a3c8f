"""What the documents of a tender still lack: what the officer says once for all, and the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from procurement.word.inline import plain
from tenders.documents.context import DocumentContext
from tenders.documents.production import applicable
from tenders.points import POINTS, SUBJECTS, Point


@dataclass(frozen=True)
class Asked:
    """A point with the documents that need it."""

    point: Point
    pieces: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Missing:
    """What another page fills: a criterion's method, a lot's code, a clause's value."""

    what: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Completion:
    """Everything that no document can say by itself."""

    asked: tuple[Asked, ...]
    elsewhere: tuple[Missing, ...]

    @property
    def left(self) -> int:
        """Points that nobody has said yet."""
        return sum(not asked.said for asked in self.asked)

    def by_subject(self) -> list[tuple[str, list[Asked]]]:
        groups = [(s, [a for a in self.asked if a.point.subject == s]) for s in SUBJECTS]
        return [(subject, asked) for subject, asked in groups if asked]


def completion(context: DocumentContext) -> Completion:
    blanks = _blanks(replace(context, said={}))
    points = {plain(point.what): point for point in POINTS.values()}
    return Completion(
        tuple(
            Asked(point, blanks[what], context.said.get(point.id, ""))
            for what, point in points.items()
            if what in blanks
        ),
        tuple(Missing(what, pieces) for what, pieces in blanks.items() if what not in points),
    )


def _blanks(context: DocumentContext) -> dict[str, tuple[str, ...]]:
    """What is missing → the ids of the documents that miss it, in the order of the file."""
    found: dict[str, list[str]] = {}
    for kind in applicable(context):
        for what in kind.build(context).blanks:
            found.setdefault(what, []).append(kind.id)
    return {what: tuple(kinds) for what, kinds in found.items()}
