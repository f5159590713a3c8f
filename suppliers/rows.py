"""A row of a file of suppliers, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


class LeftOut(ValueError):
    """A row that may be read and that the register does not take; its text says why."""


@dataclass(frozen=True)
class Row:
    line: int
    original: Record
    record: Record | None
    reason: str = ""
