"""Volumes added up by component and unit: the totals, and who brings what to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from needs.diagnosis.figures import rounded
from needs.diagnosis.sheets import Sheet, VolumeLine, same_name
from needs.units import said_unit, says_what, unit_and_scale, unit_to_say
from procurement.typography import capitalised


@dataclass(frozen=True)
class Share:
    """The part of a total that one member, site or designation brings; `base` in its base unit."""

    name: str
    value: Decimal
    base: Decimal
    detail: str = ""


@dataclass(frozen=True)
class Total:
    """One component in one unit: a yearly flow, or a stock given once.

    Figures are in the unit that says them, `written`; `base` is in the one under which all add up.
    """

    component: str
    thing: str  # what it counts, whether a component, a designation or the unit says it
    unit: str  # the base unit
    written: str  # as a member wrote it, accents included
    scale: Fraction  # how many of the base unit the written one makes
    is_flow: bool
    value: Decimal
    base: Decimal
    by_member: tuple[Share, ...]
    by_site: tuple[Share, ...]
    by_label: tuple[Share, ...]

    @property
    def title(self) -> str:
        """Its component; or else the designation that all use; or else the unit they share."""
        same = {same_name(share.name) for share in self.by_label}
        shared = self.by_label[0].name if len(same) == 1 else said_unit(self.written, 2)
        return capitalised(self.component or shared)

    def holds(self, line: VolumeLine) -> bool:
        """Whether the line is one of those that this total adds up."""
        return (*_counted(line), line.is_flow) == (self.thing, self.unit, self.is_flow)

    @property
    def units(self) -> str:
        """« contenants par an », « kg au total »."""
        return f"{said_unit(self.written, self.value)} {self.per}"

    @property
    def per(self) -> str:
        return "par an" if self.is_flow else "au total"


@dataclass(frozen=True)
class SiteRow:
    """What one site brings to each total, in their order; None where it brings nothing."""

    name: str
    commune: str
    member: str
    values: tuple[Decimal | None, ...]


Counted = tuple[Sheet, VolumeLine, Fraction]  # a line with its yearly value


@dataclass(frozen=True)
class Gathered:
    """The lines that add up together, their values in the unit that says their sum."""

    unit: str
    written: str
    scale: Fraction
    is_flow: bool
    lines: Sequence[Counted]


def _counted(line: VolumeLine) -> tuple[str, str]:
    """What a line counts, and in which common unit.

    Where no component says it the unit does, if it names things, or else the designation.
    """
    unit, _ = unit_and_scale(line.unit)
    named = same_name(line.component)
    return named or ("" if says_what(unit) else same_name(line.label)), unit


def gather(sheets: Sequence[Sheet]) -> list[Gathered]:
    """The lines that add up together, by what they count, common unit, and flow or stock."""
    groups: dict[tuple[str, str, bool], list[Counted]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.volumes:
            _, scale = unit_and_scale(line.unit)
            groups[*_counted(line), line.is_flow].append((sheet, line, line.yearly * scale))
    return [
        _in_the_unit_to_say(unit, is_flow, lines)
        for (_, unit, is_flow), lines in sorted(groups.items())
    ]


def _in_the_unit_to_say(unit: str, is_flow: bool, lines: list[Counted]) -> Gathered:
    amount = sum((value for *_, value in lines), Fraction(0))
    written, scale = unit_to_say((line.unit for _, line, _ in lines), amount)
    if scale != 1:
        lines = [(sheet, line, value / scale) for sheet, line, value in lines]
    return Gathered(unit, written, scale, is_flow, lines)


def rows_by_site(sheets: Sequence[Sheet], gathered: Sequence[Gathered]) -> list[SiteRow]:
    """One row a site, after one for what each sheet counts as a whole."""
    sums = [_sum_by_site(each) for each in gathered]
    rows = []
    for sheet in sheets:
        places = [
            (None, "Ensemble de la fiche", ""),
            *((s.id, s.name, s.commune) for s in sheet.sites),
        ]
        for site, name, commune in places:
            values = tuple(by_site.get((sheet.id, site)) for by_site in sums)
            if site is not None or any(value is not None for value in values):
                rows.append(SiteRow(name, commune, sheet.name, values))
    return rows


def _sum_by_site(gathered: Gathered) -> dict[tuple[str, int | None], Decimal]:
    sums: dict[tuple[str, int | None], Fraction] = defaultdict(Fraction)
    for sheet, line, value in gathered.lines:
        sums[sheet.id, line.site] += value
    return {place: rounded(value, gathered.scale) for place, value in sums.items()}


def add_up(gathered: Gathered) -> Total:
    """One total of lines that share their component and unit; who brings what to it."""
    lines, scale = gathered.lines, gathered.scale
    amount = sum((value for *_, value in lines), Fraction(0))
    return Total(
        component=lines[0][1].component.strip(),
        thing=_counted(lines[0][1])[0],
        unit=gathered.unit,
        written=gathered.written,
        scale=scale,
        is_flow=gathered.is_flow,
        value=rounded(amount, scale),
        base=rounded(amount * scale),
        by_member=_shares(((sheet.member, "", None, value) for sheet, _, value in lines), scale),
        by_site=_shares(
            (
                (sheet.site_name(line.site), sheet.name, line.site, value)
                for sheet, line, value in lines
            ),
            scale,
        ),
        by_label=_shares(((line.label, "", None, value) for _, line, value in lines), scale),
    )


def _shares(
    parts: Iterable[tuple[str, str, int | None, Fraction]], scale: Fraction
) -> tuple[Share, ...]:
    """Summed by name, detail and what tells namesakes apart; the largest first."""
    sums: dict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
    for name, detail, apart, value in parts:
        sums[name, detail, apart or 0] += value
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Share(name, rounded(value, scale), rounded(value * scale), detail)
        for (name, detail, _), value in ordered
    )
