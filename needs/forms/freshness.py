"""What a form saw when it was read: nobody overwrites another silently."""

from __future__ import annotations

import json
from typing import Any

from needs.diagnosis import said_or_blank
from needs.merging import Conflict
from needs.questions import Question


def read_anew(data: Any, **hidden: Any) -> Any:
    """The same posted data, as if the page had been read just now."""
    data = data.copy()
    for name, value in hidden.items():
        data[name] = value
    return data


def put_together(posted: Any, current: dict[str, str], *, version: int) -> Any:
    """What was posted, over the row as a page would show it now.

    A field left as it was read takes what another wrote in it meanwhile. The data then stand on
    the current version, unless two people changed one field otherwise: a person settles that.
    """
    seen = answers_read(posted.get("seen", ""))
    if not seen:
        return posted
    data = posted.copy()
    disputed = False
    for name, theirs in current.items():
        mine, read = posted.get(name, ""), seen.get(name)
        if mine == read:
            data[name] = theirs
        elif theirs not in (read, mine):
            disputed = True
    return data if disputed else read_anew(data, version=version)


def answers_read(written: str) -> dict[str, Any]:
    """The answers that a page was made from; none when what came back is unreadable.

    They decide nothing but which answers are new: without them every difference is shown.
    """
    try:
        read = json.loads(written)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def told(conflicts: tuple[Conflict, ...], questions: list[Question]) -> list[tuple[str, str, str]]:
    """(question, their answer, mine) of each answer that two people gave otherwise."""
    asked = {question.id: question for question in questions}
    return [
        (
            asked[c.question].label,
            said_or_blank(asked[c.question], c.theirs),
            said_or_blank(asked[c.question], c.mine),
        )
        for c in conflicts
    ]
