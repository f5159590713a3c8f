"""Rows that are sure → what the import adds and changes in each sheet, nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from needs.importing.known import KnownSheet, KnownSite, KnownVolume, site_key
from needs.importing.lines import SortedLines
from needs.importing.rows import Line, SiteValues, VolumeValues
from needs.units import said_unit, unit_and_scale
from procurement.typography import fold

ADDED, CHANGED, SAME = "added", "changed", "same"
_COMPARED = ("label", "component", "quantity", "unit", "period", "open_days", "open_weeks")
Key = tuple[Hashable, ...]


@dataclass
class SiteChange:
    """One site of the file: added to the sheet, or an existing one with its new values."""

    key: Key
    values: SiteValues
    line: int

    @property
    def known(self) -> KnownSite | None:
        return self.values.known

    @property
    def state(self) -> str:
        if self.known is None:
            return ADDED
        return CHANGED if self.differences() else SAME

    def differences(self) -> list[tuple[str, str, str]]:
        """(field, before, after); what the file leaves blank is kept."""
        known, new = self.known, self.values
        if known is None:
            return []
        pairs = [(name, getattr(known, name), getattr(new, name)) for name in _SITE_FIELDS]
        return [(name, before, after) for name, before, after in pairs if after and before != after]


_SITE_FIELDS = ("name", "kind", "siret", "insee", "central_kitchen")


@dataclass
class VolumeChange:
    """One volume of the file, of a site or of the whole sheet."""

    site: Key | None
    values: VolumeValues
    line: int
    known: KnownVolume | None = None

    @property
    def state(self) -> str:
        if self.known is None:
            return ADDED
        same = all(getattr(self.known, n) == getattr(self.values, n) for n in _COMPARED)
        return SAME if same else CHANGED


@dataclass
class SheetPlan:
    sheet: KnownSheet
    named: dict[Key, SiteChange] = field(default_factory=dict)
    volumes: list[VolumeChange] = field(default_factory=list)

    @property
    def sites(self) -> list[SiteChange]:
        return list(self.named.values())

    def count(self, part: str, state: str) -> int:
        return sum(change.state == state for change in getattr(self, part))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {
            part: {state: self.count(part, state) for state in (ADDED, CHANGED, SAME)}
            for part in ("sites", "volumes")
        }

    @property
    def untouched(self) -> int:
        """Sites of the sheet that the file does not name: they stay."""
        named = {change.known.id for change in self.sites if change.known}
        return sum(site.id not in named for site in self.sheet.sites)


@dataclass(frozen=True)
class Sum:
    """What the file adds up to, to compare with its own total."""

    label: str
    unit: str
    period: str
    value: Decimal
    lines: int

    @property
    def units(self) -> str:
        """« repas par jour »."""
        period = f" par {self.period}" if self.period else ""
        return said_unit(self.unit, self.value) + period


@dataclass(frozen=True)
class Plan(SortedLines):
    """What would be written, and the lines that would not."""

    sheets: list[SheetPlan]
    lines: Sequence[Line]

    def sums(self) -> list[Sum]:
        sums: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
        for sheet in self.sheets:
            for change in sheet.volumes:
                values = change.values
                sums[values.label, values.unit, values.period].append(values.quantity)
        return [
            Sum(label, unit, period, sum(found, Decimal(0)), len(found))
            for (label, unit, period), found in sums.items()
        ]

    def fingerprint(self) -> list[Any]:
        """What somebody agreed to: another plan at the moment of writing is shown again."""
        return [
            [sheet.sheet.id, sheet.counts] for sheet in self.sheets
        ] + [len(self.taken), [str(s) for s in self.sums()]]  # fmt: skip


def make_plan(lines: Sequence[Line], sheets: Sequence[KnownSheet]) -> Plan:
    """The changes to each sheet; a line that repeats another is refused with its number."""
    plans = {sheet.id: SheetPlan(sheet) for sheet in sheets}
    seen: dict[str, dict[Key, VolumeChange]] = defaultdict(dict)
    checked = []
    for line in lines:
        if line.sure:
            line = _add(plans[line.sheet], seen[line.sheet], line)
        checked.append(line)
    touched = [plan for plan in plans.values() if plan.sites or plan.volumes]
    for plan in touched:
        _recognise(plan)
    return Plan(touched, checked)


def _add(plan: SheetPlan, seen: dict[Key, VolumeChange], line: Line) -> Line:
    site = _site_key(line.site) if line.site else None
    changes = [VolumeChange(site, values, line.number) for values in line.volumes]
    for change in changes:
        before = seen.get(_volume_key(change))
        if before:
            return replace(line, refusal=_repeats(before, change))
    seen.update({_volume_key(change): change for change in changes})
    _add_site(plan, line)
    plan.volumes += changes
    return line


def _repeats(before: VolumeChange, change: VolumeChange) -> str:
    same = before.values == change.values
    what = "à l'identique" if same else "avec une autre quantité"
    return (
        f"« {change.values.label} » du même site est déjà à la ligne {before.line}, {what}. "
        "Additionnez les deux lignes, ou donnez-leur deux désignations."
    )


def _add_site(plan: SheetPlan, line: Line) -> None:
    """One site for all the lines that name it; the first to say something is heard."""
    if line.site is None:
        return
    key = _site_key(line.site)
    change = plan.named.setdefault(key, SiteChange(key, line.site, line.number))
    old, new = change.values, line.site
    change.values = replace(
        old,
        kind=old.kind or new.kind,
        siret=old.siret or new.siret,
        central_kitchen=old.central_kitchen or new.central_kitchen,
    )


def _site_key(site: SiteValues) -> Key:
    return ("known", site.known.id) if site.known else (site_key(site.name), site.insee)


def _volume_key(change: VolumeChange) -> Key:
    values = change.values
    return (change.site, *_named(values), unit_and_scale(values.unit)[0], values.period)


def _named(values: VolumeValues | KnownVolume) -> tuple[str, str]:
    return fold(values.component), fold(values.label)


def _recognise(plan: SheetPlan) -> None:
    """Join each volume to the one of the sheet that it updates.

    First by everything that names it; then, where one and only one of its name is left on that
    site, by its name: the unit or the period was corrected.
    """
    left = {volume.id: volume for volume in plan.sheet.volumes}
    for strict in (True, False):
        there = _by_key(left.values(), strict)
        waiting = [change for change in plan.volumes if change.known is None]
        mine = _by_key(waiting, strict)
        for key, changes in mine.items():
            if len(changes) == 1 and len(there.get(key, [])) == 1:
                changes[0].known = there[key][0]
                del left[there[key][0].id]
    plan.volumes = [c for c in plan.volumes if c.known or c.values.quantity or not c.values.wide]


def _by_key(volumes: Iterable[Any], strict: bool) -> dict[Key, list[Any]]:
    found: dict[Key, list[Any]] = defaultdict(list)
    for volume in volumes:
        found[_identity(volume, strict)].append(volume)
    return found


def _identity(volume: VolumeChange | KnownVolume, strict: bool) -> Key:
    values = volume.values if isinstance(volume, VolumeChange) else volume
    site: Any = volume.site
    if isinstance(volume, KnownVolume) and site is not None:
        site = ("known", site)
    more = (unit_and_scale(values.unit)[0], values.period) if strict else ()
    return (site, *_named(values), *more)
