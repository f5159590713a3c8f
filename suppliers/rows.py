"""A row of a file of suppliers, whatever its format."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


class LeftOut(ValueError):
    """A row that may be read and that the register does not take; its text says why."""


@dataclass(frozen=True)
class Row:
    """Its line, its own columns, and the record they make; or the reason why they make none."""

    line: int
    original: Record
    record: Record | None
    reason: str = ""
    remarks: tuple[str, ...] = ()  # what was not understood and refuses nothing


def as_cell(value: Any) -> Any:
    """What a table shows of a value that was sent: lists and objects as they are written."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value
