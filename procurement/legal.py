"""Dated legal values with their source, and the shape of every legal remark.

Every question takes the date: a reform adds a line to a file of `data/`, it replaces none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        return {"blocking": "bloquant", "warning": "à vérifier", "advice": "conseil"}[self]


@dataclass(frozen=True)
class Finding:
    """One remark on a tender or a text: what rule, why, what to do; shown as is everywhere."""

    rule: str
    severity: Severity
    legal_ref: tuple[str, ...]
    why: str
    instead: str
    source: str = ""
    where: str = ""

    @property
    def severity_label(self) -> str:
        return self.severity.label

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "severity": str(self.severity), "legal_ref": list(self.legal_ref)}
