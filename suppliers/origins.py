"""Where the facts of suppliers come from, gathered for many at once; `provenance` decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from suppliers.checks import Told
from suppliers.models import Intake, Provenance, Supplier
from suppliers.models.provenance import trail_of
from suppliers.provenance import COLUMNS, FACTS, KIND, Origin, Trail, shown
from suppliers.standing import Noted


class Origins:
    """Where the facts of some suppliers come from, in two queries whatever their number."""

    def __init__(self, suppliers: Sequence[Supplier]) -> None:
        self._kept = Provenance.objects.in_bulk([supplier.pk for supplier in suppliers])
        trails = [self.trail(supplier) for supplier in suppliers]
        numbers = {
            origin
            for trail in trails
            for origin in (trail.default, *trail.exceptions.values(), *_said_by(trail))
            if isinstance(origin, int)
        }
        self.intakes = Intake.objects.defer("sent").in_bulk(numbers)

    def kept(self, supplier: Supplier) -> Provenance | None:
        return self._kept.get(supplier.pk)

    def trail(self, supplier: Supplier) -> Trail:
        return trail_of(supplier, self._kept.get(supplier.pk))

    def noted(self, supplier: Supplier, kind: str) -> Noted:
        """Where one family comes from; a person's edit covers all of them."""
        trail = self.trail(supplier)
        by_hand = trail.exceptions.get("ess_kinds")
        origin = by_hand if isinstance(by_hand, str) else trail.origin(KIND + kind)
        if isinstance(origin, str):
            return Noted(kind, "", "la structure", local_day(origin))
        intake = self.intakes.get(origin) if origin is not None else None
        if intake:
            return Noted(kind, intake.kind, intake.source, intake.as_of)
        source = "la structure" if supplier.organisation_id else supplier.source
        return Noted(kind, supplier.source, source, timezone.localdate(supplier.updated_at))

    def told(self, origin: Origin) -> tuple[str, date | None]:
        """Who said it and when, for people."""
        if isinstance(origin, str):
            return "écrit par la structure", local_day(origin)
        intake = self.intakes.get(origin) if origin is not None else None
        return (intake.source, intake.as_of) if intake else ("", None)


def _said_by(trail: Trail) -> Iterable[int]:
    return (one["import"] for one in trail.differences.values())


def local_day(moment: str) -> date:
    return timezone.localdate(datetime.fromisoformat(moment))


@dataclass(frozen=True)
class Difference:
    """What a person wrote beside what an import says, fact by fact."""

    fact: str
    label: str
    mine: str
    theirs: str
    source: str
    as_of: date | None


def differences_of(supplier: Supplier, origins: Origins) -> list[Difference]:
    current = current_values(supplier)
    found = []
    for name, said in origins.trail(supplier).differences.items():
        source, as_of = origins.told(said["import"])
        mine = shown(name, {column: current[column] for column in FACTS[name].columns})
        theirs = shown(name, said["value"])
        found.append(Difference(name, FACTS[name].label, mine, theirs, source, as_of))
    return found


def current_values(supplier: Supplier) -> dict[str, Any]:
    values = {column: getattr(supplier, column) for column in COLUMNS}
    return values | {"activities": [one.told() for one in supplier.activities.all()]}


def origins_table(supplier: Supplier, origins: Origins) -> list[tuple[str, str, date | None]]:
    """(fact, who says it, since when) for each fact that the record has."""
    current, trail = current_values(supplier), origins.trail(supplier)
    rows = []
    for name, fact in FACTS.items():
        if name == "ess_kinds" or not shown(name, {c: current[c] for c in fact.columns}):
            continue
        rows.append((fact.label, *origins.told(trail.origin(name))))
    for kind in supplier.ess_kinds:
        noted = origins.noted(supplier, kind)
        rows.append((f"famille {kind}", noted.source, noted.noted_on))
    return [row for row in rows if row[1]]


def told_by(supplier: Supplier) -> Told:
    """What a check by SIRET is set beside."""
    return Told(supplier.name, tuple(supplier.ess_kinds), supplier.postal_code)
