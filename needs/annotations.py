"""What was read in a text: where to underline it, how to say it, how decisions outlive an edit."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from needs.units import said_unit
from procurement import typography
from procurement.language.objectives import LABELS

CODES_ALWAYS_ASKED = 3
FAIR_SCORE = 0.1
_DATE_ROLES = {"deadline": "échéance", "start": "début", "end": "fin", "event": "évènement"}
_TAXES = {"ht": "HT", "ttc": "TTC"}


class Item(Protocol):
    """Anything read in a text: a new finding, or one kept from an earlier reading."""

    @property
    def kind(self) -> Any: ...
    @property
    def text(self) -> Any: ...
    @property
    def start(self) -> Any: ...  # None when it was read at no single place
    @property
    def end(self) -> Any: ...
    @property
    def data(self) -> Any: ...


Kept = TypeVar("Kept", bound=Item)
New = TypeVar("New", bound=Item)


@dataclass(frozen=True)
class Segment(Generic[Kept]):
    """A run of the text that the same items cover; none for plain text."""

    text: str
    items: tuple[Kept, ...]
    begins: tuple[Kept, ...] = ()  # those of the items whose first words these are

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(item.kind for item in self.items))


def segments(text: str, items: Iterable[Kept]) -> list[Segment[Kept]]:
    """The text cut wherever an item begins or ends, so that overlapping items both show."""
    located = [i for i in items if i.start is not None and 0 <= i.start < i.end <= len(text)]
    located.sort(key=lambda item: (item.start, -item.end))
    cuts = sorted({0, len(text), *(i.start for i in located), *(i.end for i in located)})
    current: list[Kept] = []
    result = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        current = [item for item in current if item.end > start]
        begins = [item for item in located if item.start == start]
        current += begins
        result.append(Segment(text[start:end], tuple(current), tuple(begins)))
    return result


def worth_asking(found: Iterable[New]) -> list[New]:
    """All but the least likely codes: a person decides on three, or on those with a fair chance."""
    asked, codes = [], 0
    for item in found:
        codes += item.kind == "cpv"
        fair = item.data.get("score", 0) >= FAIR_SCORE
        if item.kind != "cpv" or codes <= CODES_ALWAYS_ASKED or fair:
            asked.append(item)
    return asked


@dataclass(frozen=True)
class Change(Generic[Kept, New]):
    """What a new reading keeps of the old one (each with its new place), adds and drops."""

    kept: list[tuple[Kept, New]]
    added: list[New]
    gone: list[Kept]


def carry_over(old: Sequence[Kept], new: Iterable[New]) -> Change[Kept, New]:
    """Pair the same words of the same kind in reading order; then those that say the same thing.

    « quelque 6.500 m² » rewritten « 6 500 m² » is still what somebody decided upon.

    A code that a person decided upon stays even when the text no longer suggests it: nobody can
    say any more from which words it came.
    """
    kept, added, left = _paired(old, new, _identity)
    meant, added, left = _paired(left, added, _meaning)
    return Change(kept + meant, added, [item for item in left if not _stays(item)])


def _paired(
    old: Iterable[Kept], new: Iterable[New], key: Callable[[Item], tuple[str, ...] | None]
) -> tuple[list[tuple[Kept, New]], list[New], list[Kept]]:
    """The pairs of one key in their order, the new items and the old ones that have none."""
    waiting: dict[tuple[str, ...] | None, deque[Kept]] = defaultdict(deque)
    for item in old:
        waiting[key(item)].append(item)
    alone, pairs, added = waiting.pop(None, deque()), [], []
    for found in new:
        same = waiting.get(key(found))
        if same:
            pairs.append((same.popleft(), found))
        else:
            added.append(found)
    left = [*alone, *(item for queue in waiting.values() for item in queue)]
    return pairs, added, left


def _identity(item: Item) -> tuple[str, ...]:
    read = item.data.get("read", item.data)
    if item.kind == "cpv":
        return (item.kind, str(read.get("code")))
    return (item.kind, str(read.get("id", "")), typography.fold(item.text[:300]))


# What makes two readings say the same, whatever the words.
_VALUES = {
    "quantity": ("value", "unit", "period"),
    "amount": ("value", "tax"),
    "date": ("iso",),
    "duration": ("months",),
    "place": ("insee", "code"),
}


def _meaning(item: Item) -> tuple[str, ...] | None:
    """The kind and the values; None where the words alone tell one item from another."""
    read = item.data.get("read", item.data)
    names = _VALUES.get(str(item.kind), ())
    if not any(read.get(name) for name in names):
        return None
    return (str(item.kind), *(str(read.get(name) or "") for name in names))


def _stays(item: Item) -> bool:
    return item.start is None and getattr(item, "status", "proposed") != "proposed"


def describe(kind: str, data: dict[str, Any], text: str = "") -> str:
    """The value in French: « 1 250 repas par jour », « 18 000 € TTC », « 36 mois »."""
    if kind == "quantity":
        return _quantity(data)
    if kind == "amount":
        said = typography.euros(data["value"], _TAXES.get(data.get("tax") or "", ""))
        return said + _least(data, typography.euros(data.get("min", data["value"]), ""))
    if kind == "date":
        return _date(data, text)
    if kind == "duration":
        return f"{typography.number(data['months'])}{typography.NBSP}mois"
    if kind == "place":
        return str(data.get("name") or text)
    if kind == "objective":
        return LABELS.get(data.get("id", ""), text)
    return str(data.get("label") or text)


def _quantity(data: dict[str, Any]) -> str:
    value = typography.number(Decimal(str(data["value"])))
    least = typography.number(Decimal(str(data.get("min", data["value"]))))
    period = f" par {data['period']}" if data.get("period") else ""
    unit = said_unit(data.get("unit") or "", data["value"])
    about = "environ " if data.get("approximate") and least == value else ""
    there = ", déjà en place" if data.get("existing") else ""
    return f"{about}{value}{typography.NBSP}{unit}{period}".strip() + _least(data, least) + there


def _least(data: dict[str, Any], least: str) -> str:
    """A range counts for its most; its least is said beside it."""
    return f" ({least} au moins)" if data.get("min", data["value"]) < data["value"] else ""


def _date(data: dict[str, Any], text: str) -> str:
    try:
        said = typography.long_date(date.fromisoformat(data["iso"]))
    except (KeyError, TypeError, ValueError):
        said = text
    role = _DATE_ROLES.get(data.get("role") or "")
    return f"{said} ({role})" if role else said
