"""One part of a score as read: a share, its sentences, what would bring the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from procurement.typography import NBSP, short
from suppliers.answer import Match


@dataclass  # not frozen: six are made for every supplier scored, and that takes four times less
class Reading:
    """One part, from 0 to 1. `known` is false when the record says nothing of it.

    Sentences may be given as what writes them: most suppliers are scored and never shown.
    """

    share: float
    reason_or_writer: str | Callable[[], str]
    known: bool = True
    find_matches: Callable[[], tuple[Match, ...]] = tuple
    advice_or_writer: str | Callable[[], str] = ""  # what would bring the missing points
    lacks_or_writer: str | Callable[[], str] = ""  # why the others are lost, when it is not said
    applies: bool = True  # false when the need asks nothing of it

    @cached_property
    def reason(self) -> str:
        return _written(self.reason_or_writer)

    @cached_property
    def advice(self) -> str:
        return _written(self.advice_or_writer)

    @cached_property
    def lacks(self) -> str:
        return _written(self.lacks_or_writer) or self.reason

    @property
    def matches(self) -> tuple[Match, ...]:
        return self.find_matches()


def _written(told: str | Callable[[], str]) -> str:
    return told if isinstance(told, str) else told()


def quoted(text: str) -> str:
    return f"«{NBSP}{short(text)}{NBSP}»"
