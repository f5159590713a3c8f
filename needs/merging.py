"""Two people on one questionnaire: what each touched, put together; what both touched, shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """One answer that somebody else changed too, otherwise."""

    question: str
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merge:
    """What to write, and what only a person can settle. None takes an answer back."""

    changed: dict[str, Any]
    conflicts: tuple[Conflict, ...]
    seen: dict[str, Any]  # what the form now stands on, for its next save


def merge(seen: Answers, current: Answers, typed: Answers) -> Merge:
    """The answers typed in a form that had read `seen`, over the answers as they are now.

    An answer left as it was read never undoes what another wrote meanwhile.
    """
    changed: dict[str, Any] = {}
    conflicts = []
    for question, mine in typed.items():
        read, theirs = seen.get(question), current.get(question)
        if _same(mine, read) or _same(mine, theirs):
            continue
        if _same(read, theirs):
            changed[question] = mine
        else:
            conflicts.append(Conflict(question, mine, theirs))
    disputed = {conflict.question: seen.get(conflict.question) for conflict in conflicts}
    return Merge(changed, tuple(conflicts), {**typed, **disputed})


def _same(one: Any, other: Any) -> bool:
    """« 1.5 » read from a file and « 1.5 » typed are one answer; so are two blanks."""
    blank: tuple[Any, ...] = (None, "", [])
    return one == other or (one in blank and other in blank) or str(one) == str(other)
