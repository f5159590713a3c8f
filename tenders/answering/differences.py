"""What differs between two readings of a call, line by line, as a candidate compares them."""

from __future__ import annotations

from dataclasses import dataclass

from procurement.typography import NBSP, number
from tenders.answering.call import Asked, Call, Piece


@dataclass(frozen=True)
class Difference:
    """An empty side said nothing."""

    what: str
    before: str
    after: str


def differences(before: Call, after: Call) -> list[Difference]:
    old, new = _told(before), _told(after)
    return [
        Difference(what, old.get(what, ""), new.get(what, ""))
        for what in dict.fromkeys((*old, *new))
        if old.get(what, "") != new.get(what, "")
    ]


def _told(call: Call) -> dict[str, str]:
    """Each thing that the call says, under the name that both readings give it."""
    facts: dict[str, list[str]] = {}
    for label, value, _ in call.facts:
        facts.setdefault(label, []).append(value)
    return {
        "Acheteur": call.buyer,
        **{label: " ; ".join(values) for label, values in facts.items()},
        "Lots": " ; ".join(lot.name for lot in call.lots),
        "Lots réservés": " ; ".join(
            lot.name for lot in call.lots if lot.reserved != "none"
        ),
        "Critères": " ; ".join(map(_asked, call.asked)),
        "Conditions": " ; ".join(one.title for one in call.conditions),
        "Pièces à remettre": " ; ".join(map(_piece, call.pieces)),
        "À demander à l'acheteur": " ; ".join((*call.unknown, *call.questions)),
    }  # fmt: skip


def _piece(one: Piece) -> str:
    return f"{one.title} ({one.what_for})"


def _asked(one: Asked) -> str:
    name = f"{one.parent}, {one.name}" if one.parent else one.name
    lots = f" (lots {', '.join(map(str, one.lots))})" if one.lots else ""
    weight = "poids non dit" if one.weight is None else f"{number(one.weight)}{NBSP}%"
    return f"{name}{lots} {weight}"
