"""A call for tenders as a candidate may read it: plain values, whatever file they come from.

Balise makes one of a tender that a buyer published; a reading of any other file makes one too.
Everything says where it was read, so that a candidate can check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenders.booklets.pieces import PARTS

PRICE_KINDS = ("price", "cost_global")


@dataclass(frozen=True)
class Volume:
    """How much of a component, by the year when `period` says so, or once."""

    value: float
    unit: str
    period: str = ""
    component: str = ""


@dataclass(frozen=True)
class CallLot:
    number: int
    title: str
    description: str = ""
    cpv: str = ""
    reserved: str = "none"
    amount: Decimal | None = None
    components: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"Lot {self.number} : {self.title}"


@dataclass(frozen=True)
class Asked:
    """One thing that is marked: a criterion, or a sub-criterion of `parent`.

    `lots` is empty when it holds for all; a clause behind it lets declarations answer.
    """

    id: str
    name: str
    kind: str
    weight: Decimal | None
    parent: str = ""
    expects: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    max_pages: int | None = None
    lots: tuple[int, ...] = ()
    clause: str = ""
    clause_version: int = 0
    where: str = ""

    @property
    def is_price(self) -> bool:
        return self.kind in PRICE_KINDS


@dataclass(frozen=True)
class Condition:
    """What a candidate must be, have or accept; one that `excludes` puts aside who lacks it.

    `kind`: reservation, volume, turnover, place, clause or said (known by the candidate alone).
    """

    id: str
    kind: str
    title: str
    text: str = ""
    articles: tuple[str, ...] = ()
    lots: tuple[int, ...] = ()
    excludes: bool = False
    where: str = ""
    proof: str = ""
    clause: str = ""
    clause_version: int = 0
    clause_level: str = ""
    reserved: str = ""
    volumes: tuple[Volume, ...] = ()
    amount: Decimal | None = None


@dataclass(frozen=True)
class Piece:
    """One file to send: `part` is candidature, offer or award; `who` fills it in a group."""

    id: str
    title: str
    part: str
    who: str = ""
    source: str = ""
    where: str = ""

    @property
    def what_for(self) -> str:
        return PARTS.get(self.part, self.part)


@dataclass(frozen=True)
class PlaceSaid:
    """A place of delivery, as `suppliers.territory.Place` needs it."""

    name: str
    insee: str = ""
    department: str = ""
    region: str = ""
    epci: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Call:
    """`facts` are (label, value, where) that a candidate looks up; `unknown`, what was not found.

    `questions` are those that the file itself raises, in the words in which they are asked.
    `price_lines` counts what is to be priced, lot by lot.
    """

    origin: str
    title: str
    buyer: str
    reference: str = ""
    procedure: str = ""
    law_on: date | None = None
    due_at: datetime | None = None
    lots: tuple[CallLot, ...] = ()
    asked: tuple[Asked, ...] = ()
    conditions: tuple[Condition, ...] = ()
    pieces: tuple[Piece, ...] = ()
    places: tuple[PlaceSaid, ...] = ()
    price_lines: Mapping[str, int] = field(default_factory=dict)
    facts: tuple[tuple[str, str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    profile_url: str = ""

    @property
    def without_limit(self) -> str:
        """How long an answer may be where no limit is known: a file may say one unread."""
        if self.origin == "balise":
            return "longueur non limitée par le dossier"
        return "longueur non trouvée dans le dossier"

    def asked_for(self, lots: Iterable[int]) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if concerns(one.lots, lots))

    def conditions_for(self, lots: Iterable[int]) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if concerns(one.lots, lots))

    def chosen(self, lots: Iterable[int]) -> tuple[CallLot, ...]:
        wanted = set(lots)
        return tuple(lot for lot in self.lots if not wanted or lot.number in wanted)

    def lines_to_price(self, lots: Iterable[int]) -> int:
        wanted = {str(lot) for lot in lots}
        return sum(n for lot, n in self.price_lines.items() if not wanted or lot in wanted | {"0"})

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `call_from` reads it back."""
        return _plain(asdict(self))


def concerns(of: tuple[int, ...], wanted: Iterable[int]) -> bool:
    """Whether what holds for these lots (all when none) matters for the lots wanted (or all)."""
    wanted = set(wanted)
    return not of or not wanted or bool(wanted & set(of))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def call_from(data: Mapping[str, Any]) -> Call:
    """The call that `as_dict` gave; a key of another version of Balise raises at once."""
    said = dict(data)
    return Call(
        **{
            **said,
            "law_on": date.fromisoformat(said["law_on"]) if said["law_on"] else None,
            "due_at": datetime.fromisoformat(said["due_at"]) if said["due_at"] else None,
            "lots": tuple(CallLot(**_typed(row)) for row in said["lots"]),
            "asked": tuple(Asked(**_typed(row)) for row in said["asked"]),
            "conditions": tuple(_condition(row) for row in said["conditions"]),
            "pieces": tuple(Piece(**row) for row in said["pieces"]),
            "places": tuple(PlaceSaid(**row) for row in said["places"]),
            "facts": tuple((a, b, c) for a, b, c in said["facts"]),
            "unknown": tuple(said["unknown"]),
            "questions": tuple(said.get("questions", ())),
        }
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    volumes = tuple(Volume(**volume) for volume in row["volumes"])
    return Condition(**{**_typed(row), "volumes": volumes})


_AMOUNTS = ("amount", "weight")


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples, amounts as decimals: what JSON could not keep."""
    return {
        key: Decimal(value)
        if key in _AMOUNTS and value is not None
        else tuple(value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }
