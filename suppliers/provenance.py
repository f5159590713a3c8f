"""What an import may change of a record, and where each of its facts comes from. Plain Python.

A record names the import that most of its facts come from; a trail says the rest: facts of another
import, a person's edits, what an import says otherwise than a person or another network, what was
refused of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from procurement.typography import number
from suppliers import ess
from suppliers.territory import ServiceArea

Values = Mapping[str, Any]  # by column
Origin = int | str | None  # an import, the moment (ISO) of a person's edit, or nothing known
KIND = "kind:"  # a family of the ESS has an origin of its own


@dataclass(frozen=True)
class Fact:
    """What is written, kept and proposed as one: a place without its commune means nothing."""

    label: str
    columns: tuple[str, ...]


FACTS: dict[str, Fact] = {
    "name": Fact("nom", ("name",)),
    "legal_form": Fact("forme juridique", ("legal_form",)),
    "ess_kinds": Fact("familles de l'ESS", ("ess_kinds",)),
    "naf": Fact("code NAF", ("naf",)),
    "description": Fact("présentation", ("description",)),
    "place": Fact("siège", ("city", "postal_code", "insee", "department", "lat", "lon")),
    "area": Fact("zone desservie", ("area_kind", "area_km", "area_codes")),
    "fte": Fact("équivalents temps plein", ("fte",)),
    "max_yearly_eur": Fact("capacité annuelle en euros", ("max_yearly_eur",)),
    "capacities": Fact("autres capacités", ("capacities",)),
    "labels": Fact("labels et certificats", ("labels",)),
    "website": Fact("site web", ("website",)),
    "activities": Fact("activités", ("activities",)),
}
# What the record's form shows: a person who holds a record answers for these.
WRITTEN_BY_PEOPLE = frozenset(FACTS) - {"naf"}
# Of the record itself: activities are rows of their own.
COLUMNS = tuple(
    column for fact in FACTS.values() for column in fact.columns if column != "activities"
)
_FACT_OF = {column: name for name, fact in FACTS.items() for column in fact.columns}
_BLANKS: tuple[Any, ...] = (None, "", [], ())


def facts_of_columns(columns: Collection[str]) -> set[str]:
    return {_FACT_OF[column] for column in columns if column in _FACT_OF}


def is_blank(value: Values) -> bool:
    return all(item in _BLANKS for item in value.values())


@dataclass(frozen=True)
class Trail:
    default: int | None = None
    exceptions: Mapping[str, int | str] = field(default_factory=dict)
    differences: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    declined: Mapping[str, Any] = field(default_factory=dict)

    def origin(self, fact: str) -> Origin:
        return self.exceptions.get(fact, self.default)

    def edited(self, facts: Collection[str], *, at: str) -> Trail:
        """After a person wrote these facts: theirs, and no longer in question."""
        return Trail(
            self.default,
            {**self.exceptions, **dict.fromkeys(facts, at)},
            {name: kept for name, kept in self.differences.items() if name not in facts},
            {name: kept for name, kept in self.declined.items() if name not in facts},
        )

    def decline(self, fact: str) -> Trail:
        """Keep one's own: the same difference is not shown again, another one would be."""
        others = {name: kept for name, kept in self.differences.items() if name != fact}
        refused = {**self.declined, fact: self.differences[fact]["value"]}
        return Trail(self.default, self.exceptions, others, refused)

    def accept(self, fact: str) -> Trail:
        """Take the import's: the fact is its own again."""
        others = {name: kept for name, kept in self.differences.items() if name != fact}
        declined = {name: kept for name, kept in self.declined.items() if name != fact}
        exceptions = {**self.exceptions, fact: self.differences[fact]["import"]}
        return Trail(self.default, exceptions, others, declined)


class Kept(Enum):
    """Why a fact stays when an import says otherwise; its text begins the sentence that says so."""

    BY_PERSON = "Écrit par une personne"
    BY_NETWORK = "Donné par un autre réseau"
    BY_BUYER = "Vu par un acheteur"


@dataclass(frozen=True)
class Merged:
    """The columns to write, by fact, and the trail afterwards."""

    changes: Mapping[str, Values]
    trail: Trail
    kept: Mapping[str, Kept]  # facts that this row says otherwise, and whose word stands

    @property
    def columns(self) -> dict[str, Any]:
        return {name: value for values in self.changes.values() for name, value in values.items()}


def merge(
    current: Values,
    said: Values,
    trail: Trail,
    *,
    intake: int,
    same: Collection[int | None],
    rivals: Collection[int] = (),
    seen: Collection[str] = (),
    held: bool = False,
) -> Merged:
    """What one row changes. `same` are the imports of the same source, `rivals` those of others
    whose word is worth as much; `seen`, the families a buyer saw proved; `held`, by its own people.

    A source takes back only what it gave: another's silence on a fact denies nothing.
    """
    merging = _Merging(current, said, trail, intake, same, rivals, seen, held)
    for name in FACTS:
        if whose := merging.stands(name):
            merging.compare(name, whose)
        elif name == "ess_kinds":
            merging.take_kinds()
        else:
            merging.take(name)
    return merging.merged()


class _Merging:
    def __init__(
        self,
        current: Values,
        said: Values,
        trail: Trail,
        intake: int,
        same: Collection[int | None],
        rivals: Collection[int],
        seen: Collection[str],
        held: bool,
    ) -> None:
        self.current, self.said, self.trail = current, said, trail
        self.intake, self.same, self.rivals = intake, same, rivals
        self.seen, self.held = seen, held
        self.kept: dict[str, Kept] = {}
        self.changes: dict[str, Values] = {}
        self.origins: dict[str, Origin] = {}
        self.differences, self.declined = dict(trail.differences), dict(trail.declined)

    def stands(self, name: str) -> Kept | None:
        """Whose word on a fact this import may not write over, if any."""
        origin = self.trail.origin(name)
        if isinstance(origin, str) or (self.held and name in WRITTEN_BY_PEOPLE):
            return Kept.BY_PERSON
        is_rival = origin in self.rivals and name != "ess_kinds"  # families add up
        return Kept.BY_NETWORK if is_rival and not _completes(*self._both(name)) else None

    def _both(self, name: str) -> tuple[Values, Values]:
        columns = FACTS[name].columns
        there = {column: self.current[column] for column in columns}
        return there, {column: self.said[column] for column in columns}

    def take(self, name: str) -> None:
        there, new = self._both(name)
        origin = self.trail.origin(name)
        if is_blank(new) and origin not in self.same:
            new = there
        elif not is_blank(new):
            origin = self.intake
        if new != there:
            self.changes[name] = new
            self._settle_if_said(name, new)
        if not is_blank(new):
            self.origins[name] = origin

    def take_kinds(self) -> None:
        """Each family by itself: a list of conventions says nothing of the legal form."""
        there, said = self.current["ess_kinds"], self.said["ess_kinds"]
        unsaid = [
            kind for kind in there
            if kind not in said and self.trail.origin(KIND + kind) in self.same
        ]  # fmt: skip
        gone = [kind for kind in unsaid if kind not in self.seen]
        kinds = list(dict.fromkeys((*(kind for kind in there if kind not in gone), *said)))
        if kinds != there:
            self.changes["ess_kinds"] = {"ess_kinds": kinds}
        for kind in kinds:
            by = self.intake if kind in said else self.trail.origin(KIND + kind)
            self.origins[KIND + kind] = by
        without = [kind for kind in kinds if kind not in unsaid]
        self._put_beside("ess_kinds", {"ess_kinds": kinds}, {"ess_kinds": without}, Kept.BY_BUYER)

    def compare(self, name: str, whose: Kept) -> None:
        """A fact that stands stays; what the import says otherwise is put beside it."""
        there, new = self._both(name)
        if name == "ess_kinds":
            new = {name: list(dict.fromkeys((*there[name], *new[name])))}
        self.origins[name] = self.trail.origin(name)
        if is_blank(new):
            self.differences.pop(name, None)
        else:
            self._put_beside(name, there, new, whose)

    def _put_beside(self, name: str, there: Values, new: Values, whose: Kept) -> None:
        value = as_json(new)
        if value == as_json(there):
            self.differences.pop(name, None)
        elif self.declined.get(name) != value:
            self.differences[name] = {"value": value, "import": self.intake}
            self.kept[name] = whose

    def _settle_if_said(self, name: str, new: Values) -> None:
        """Whose word stood comes round to what another said."""
        if name in self.differences and self.differences[name]["value"] == as_json(new):
            del self.differences[name]

    def merged(self) -> Merged:
        default, exceptions = _shortest(self.origins)
        trail = Trail(default, exceptions, self.differences, self.declined)
        return Merged(self.changes, trail, self.kept)


def _completes(there: Values, new: Values) -> bool:
    """Whether nothing of what is there is denied: it was blank, or each item of it is said too."""
    return is_blank(there) or all(
        isinstance(said, list) and all(item in new[column] for item in said)
        for column, said in there.items()
    )


def _shortest(origins: Mapping[str, Origin]) -> tuple[int | None, dict[str, int | str]]:
    """The import that most facts come from, and the others one by one."""
    imports = Counter(origin for origin in origins.values() if isinstance(origin, int))
    default = max(imports, key=lambda one: (imports[one], one), default=None)
    return default, {
        name: origin for name, origin in origins.items() if origin is not None and origin != default
    }


def as_json(value: Values) -> dict[str, Any]:
    return {name: str(item) if isinstance(item, Decimal) else item for name, item in value.items()}


def shown(fact: str, value: Values) -> str:
    """A fact as people read it, on one or several lines; empty for a blank."""
    if fact == "place":
        return f"{value['postal_code'] or value['department']} {value['city']}".strip()
    if fact == "area":
        area = ServiceArea(value["area_kind"], value["area_km"], tuple(value["area_codes"] or ()))
        return area.describe() if area.is_known else ""
    if fact == "activities":
        return "\n".join(map(_activity, value["activities"]))
    if fact == "ess_kinds":
        return ", ".join(map(ess.label, value["ess_kinds"]))
    said = next(iter(value.values()))
    if isinstance(said, list | tuple):
        return "\n".join(map(str, said))
    return "" if said is None else str(said)


def _activity(activity: Mapping[str, Any]) -> str:
    amount, unit, period = activity["capacity"] or (None, "", "")
    capacity = "" if amount is None else f" ({number(amount)} {unit}{period and f' par {period}'})"
    return f"{activity['label']}{capacity}"
