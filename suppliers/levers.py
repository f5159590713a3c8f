"""The suppliers of a frozen search, counted by kind of structure and by legal ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needs.levers import Family, KindFound
from suppliers import ess

# Under a quarter of the points of the activity, a supplier is near the need and no answer to it.
ANSWERS = 0.25
_GROUNDS = (Family.HANDICAP, Family.INSERTION, Family.ESS)


@dataclass(frozen=True)
class Found:
    """The suppliers of a search that answer the need, as the search kept them."""

    suppliers: tuple[Mapping[str, Any], ...]
    by_activity: bool = True  # a search without weight on it cannot tell who answers

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Found:
        return cls(
            tuple(one for one in result["results"] if _answers(one)),
            by_activity=all(_weighs_activity(one) for one in result["results"]),
        )

    def of_kind(self, code: str) -> list[Mapping[str, Any]]:
        return [one for one in self.suppliers if code in _codes(one)]

    def by_family(self) -> dict[str, int]:
        """How many may answer each ground; one of two families counts in both."""
        return {
            family: sum(
                1 for one in self.suppliers if ess.may_answer(_codes(one), ess.Reservation(family))
            )
            for family in _GROUNDS
        }


def kinds_of(found: Found | None) -> tuple[KindFound, ...]:
    """Every kind of the ESS with its ground, its proof and how many were found, unknown or not."""
    return tuple(
        KindFound(
            code,
            family.label,
            tuple(Family(reservation) for reservation in family.reservations),
            family.ground,
            family.proof,
            family.staffing,
            None if found is None else len(found.of_kind(code)),
        )
        for code, family in ess.FAMILIES.items()
    )


def _codes(supplier: Mapping[str, Any]) -> list[str]:
    return [kind["code"] for kind in supplier["kinds"]]


def _answers(supplier: Mapping[str, Any]) -> bool:
    activity = _activity(supplier)
    return (
        activity is None
        or not activity["weight"]
        or activity["points"] >= (ANSWERS * activity["weight"])
    )


def _weighs_activity(supplier: Mapping[str, Any]) -> bool:
    activity = _activity(supplier)
    return activity is not None and bool(activity["weight"])


def _activity(supplier: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((part for part in supplier["parts"] if part["key"] == "activity"), None)
