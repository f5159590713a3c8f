"""A sheet as the diagnosis reads it: one need of one authority, its sites and its volumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from procurement.typography import fold

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
HALF_DAY = Decimal("0.5")  # the least that a site opens in a week


@dataclass(frozen=True)
class VolumeLine:
    """A quantity as somebody typed it; `period` empty: given once, a stock and no flow."""

    label: str
    quantity: Decimal
    unit: str
    period: str = ""
    component: str = ""
    site: int | None = None
    open_days: Decimal = Decimal(5)  # a school may open four days and a half
    open_weeks: int = WEEKS_A_YEAR

    @property
    def is_flow(self) -> bool:
        return bool(self.period)

    @property
    def yearly(self) -> Fraction:
        """Per year of opening; a stock counts as it is."""
        return (
            Fraction(self.quantity)
            * {
                "": Fraction(1),
                "jour": Fraction(self.open_days) * self.open_weeks,
                "semaine": Fraction(self.open_weeks),
                "mois": Fraction(MONTHS_A_YEAR * self.open_weeks, WEEKS_A_YEAR),
                "an": Fraction(1),
            }[self.period]
        )

    @property
    def daily(self) -> Fraction:
        """Per day of opening."""
        return self.yearly / (Fraction(self.open_days) * self.open_weeks)


@dataclass(frozen=True)
class SiteFacts:
    id: int
    name: str
    kind: str
    commune: str
    insee: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Sheet:
    """One need of one authority, with all it brings to the diagnosis."""

    id: str
    member: str
    title: str
    service: str = ""
    sites: tuple[SiteFacts, ...] = ()
    volumes: tuple[VolumeLine, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    undecided: int = 0
    validated: bool = False
    written: bool = False  # whether the need was said in words

    @property
    def name(self) -> str:
        return f"{self.member} ({self.service})" if self.service else self.member

    def site_name(self, site: int | None) -> str:
        return next((s.name for s in self.sites if s.id == site), "Ensemble de la fiche")


def named_alike(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets, each line of no component taking the one that its designation is elsewhere.

    « Déchets verts » is one total, whether a member wrote it as a component or as a designation.
    """
    known: dict[str, str] = {}
    for sheet in sheets:
        for line in sheet.volumes:
            known.setdefault(same_name(line.component), line.component)
    known.pop("", None)
    if not known:
        return tuple(sheets)
    return tuple(
        replace(sheet, volumes=tuple(_named(line, known) for line in sheet.volumes))
        for sheet in sheets
    )


def _named(line: VolumeLine, known: Mapping[str, str]) -> VolumeLine:
    if line.component.strip() or same_name(line.label) not in known:
        return line
    return replace(line, component=known[same_name(line.label)])


@lru_cache(maxsize=10_000)
def same_name(name: str) -> str:
    """Names that differ by case or accents are one."""
    return fold(name).strip()
