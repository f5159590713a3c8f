"""Weights as a file says them, in points or percents → the share of each part in the whole mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Criterion = Mapping[str, Any]
Shares = list[Decimal | None]


def shares_of(criteria: Sequence[Criterion]) -> list[Shares]:
    """For each criterion, the percents of its parts (of itself when it has none).

    None where the file does not say enough: a share is never guessed.
    """
    return [_parts(one, _share(one, _beside(one, criteria))) for one in criteria]


def _beside(one: Criterion, criteria: Sequence[Criterion]) -> list[Criterion]:
    """Those that are judged with it: of the same lot, or of all."""
    return [other for other in criteria if other.get("lot") == one.get("lot")]


def _share(one: Criterion, beside: Sequence[Criterion]) -> Decimal | None:
    """Points are a share of their total, when every criterion has some."""
    weight = _exact(one["weight"])
    if weight is None or one.get("unit") == "pct":
        return weight
    weights = [_exact(other["weight"]) for other in beside]
    known = [other for other in weights if other is not None]
    if len(known) < len(weights) or not sum(known):
        return None
    return round(100 * weight / sum(known, Decimal(0)), 2)


def _parts(one: Criterion, share: Decimal | None) -> Shares:
    """Sub-criteria are counted in the weight of theirs, or out of a hundred."""
    parts = one["sub_criteria"]
    if not parts:
        return [share]
    weights = [_exact(part["weight"]) for part in parts]
    known = [weight for weight in weights if weight is not None]
    total = sum(known, Decimal(0))
    if share is None or len(known) < len(weights) or total not in (_exact(one["weight"]), 100):
        return [None] * len(parts)
    return [round(share * weight / total, 2) for weight in known]


def _exact(weight: float | None) -> Decimal | None:
    return None if weight is None else Decimal(str(weight))
