"""What a row of a file becomes, whatever it holds: taken, waiting for an answer, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needs.importing.doubts import Decisions, Doubt, Undecided, settle
from procurement.spreadsheets import Cell


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """One row read. `asked` are the questions it raises; `waiting` those without an answer."""

    number: int
    cells: Sequence[Cell]
    asked: tuple[Doubt, ...] = ()
    waiting: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()
    refusal: str = ""
    skipped: bool = False

    @property
    def sure(self) -> bool:
        return not (self.refusal or self.waiting)


class Questions:
    """The questions that one row raises, as its cells are read."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self.asked: dict[str, Doubt] = {}
        self.waiting: dict[str, Doubt] = {}

    def settled(self, doubt: Doubt) -> str:
        """The value decided; empty while nobody decided, and the question waits."""
        self.asked[doubt.key] = doubt
        try:
            return settle(doubt, self._decisions)
        except Undecided:
            self.waiting[doubt.key] = doubt
            return ""


class SortedLines:
    """Lines by what becomes of them."""

    lines: Sequence[ReadLine]

    @property
    def taken(self) -> list[ReadLine]:
        return [line for line in self.lines if line.sure]

    @property
    def waiting(self) -> list[ReadLine]:
        return [line for line in self.lines if line.waiting]

    @property
    def refused(self) -> list[ReadLine]:
        return [line for line in self.lines if line.refusal]

    def questions(self) -> dict[str, tuple[Doubt, list[int]]]:
        """Each question once, with the lines that ask it; a refused line has none to ask."""
        found: dict[str, tuple[Doubt, list[int]]] = {}
        for line in self.lines:
            if line.refusal and not line.skipped:
                continue
            for doubt in line.asked:
                found.setdefault(doubt.key, (doubt, []))[1].append(line.number)
        return found

    def rejects(self) -> list[tuple[ReadLine, str]]:
        """What is not taken, and why."""
        return [
            (line, line.refusal or " ".join(f"À décider : {d.why}" for d in line.waiting))
            for line in self.lines
            if not line.sure
        ]
