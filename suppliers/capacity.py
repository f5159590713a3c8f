"""Quantities of a need against capacities of a supplier: same unit, both for one year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from needs.units import said_unit
from procurement.typography import NBSP, fold, number

DAYS_A_WEEK, WEEKS_A_YEAR = 5.0, 50.0
# Times a year that each period comes round, when nothing else is said.
TIMES = {"jour": DAYS_A_WEEK * WEEKS_A_YEAR, "semaine": WEEKS_A_YEAR, "mois": 12.0, "an": 1.0}
PACES = ("jour", "semaine")  # that say how fast one goes, and not only how far in a year
SHORT = 0.1  # under a tenth, an order of magnitude is missing

# Units that measure the same thing: unit, its common unit, how many of it.
_SAME: dict[str, tuple[str, float]] = {
    "couvert": ("repas", 1),
    "plateau-repas": ("repas", 1),
    "plateau repas": ("repas", 1),
    "plateau": ("repas", 1),
    "dejeuner": ("repas", 1),
    "diner": ("repas", 1),
    "portion": ("repas", 1),
    "convive": ("repas", 1),
    "invite": ("repas", 1),
    "tonne": ("kg", 1000),
    "t": ("kg", 1000),
    "kilo": ("kg", 1),
    "kilogramme": ("kg", 1),
    "metre carre": ("m2", 1),
    "m²": ("m2", 1),
    "hectare": ("m2", 10_000),
    "ha": ("m2", 10_000),
    "metre cube": ("m3", 1),
    "m³": ("m3", 1),
    "litre": ("m3", 0.001),
    "bac": ("contenant", 1),
    "barquette": ("contenant", 1),
    "recipient": ("contenant", 1),
    "boite": ("contenant", 1),
    "gastronorme": ("contenant", 1),
    "bac gastronorme": ("contenant", 1),
    "contenant reemployable": ("contenant", 1),
    "gamelle": ("contenant", 1),
    "bocal": ("contenant", 1),
    "piece": ("contenant", 1),
    "verre": ("gobelet", 1),
    "tasse": ("gobelet", 1),
    "timbale": ("gobelet", 1),
    "cycle": ("velo", 1),
    "bicyclette": ("velo", 1),
    "feuille": ("page", 1),
    "h": ("heure", 1),
    "agent": ("personne", 1),
    "participant": ("personne", 1),
    "stagiaire": ("personne", 1),
    "tournee": ("passage", 1),
    "cabinet": ("cabine", 1),
    "toilette": ("cabine", 1),
    "sanitaire": ("cabine", 1),
    "urinoir": ("cabine", 1),
    "wc": ("cabine", 1),
    "livraison": ("passage", 1),
    **dict.fromkeys(
        ("voiture", "fourgonnette", "fourgon", "camionnette", "utilitaire"), ("vehicule", 1)
    ),
    **dict.fromkeys(
        ("chaise", "table", "bureau", "pupitre", "armoire", "etagere", "banc"), ("meuble", 1)
    ),
    **dict.fromkeys(
        ("ecran", "imprimante", "telephone", "moniteur", "unite centrale"), ("appareil", 1)
    ),
    **dict.fromkeys(("poste", "ordinateur", "poste informatique"), ("appareil", 1)),
    **dict.fromkeys(("courrier", "lettre", "enveloppe"), ("pli", 1)),
}
# Those for whom something is meant, and what each of them takes one of.
_GUESTS = frozenset({"spectateur", "festivalier", "visiteur", "personne"})
_EACH_TAKES = frozenset({"gobelet", "trajet"})
# Things hired all at once: four a week are four, whenever they are wanted.
_HIRED = frozenset({"cabine", "tente", "barnum"})
_WRITTEN = re.compile(
    r"(\d[\d\s\u00a0\u202f.]*(?:,\d+)?)\s*([^\W\d][\w²³ '-]*?)\s*"
    r"(?:(?:/|par|chaque)\s*(jour|semaine|mois|an)\w*|$)"
)


@dataclass(frozen=True)
class Quantity:
    """`text` is how its author wrote it; an empty period is a quantity given once."""

    value: float
    unit: str
    period: str = ""
    text: str = ""
    component: str = ""
    times: float | None = None  # a year, when the author said how often
    days: float | None = None  # in which it is all to be done, when the author said so

    @property
    def common_unit(self) -> str:
        return _common(self.unit)[0]

    @property
    def factor(self) -> float:
        """How many of the common unit one of its unit is."""
        return _common(self.unit)[1]

    @property
    def yearly(self) -> float:
        times = self.times if self.times is not None else TIMES.get(self.period, 1.0)
        return self.value * _common(self.unit)[1] * times

    def __str__(self) -> str:
        return self.text or written(self.value, self.unit, self.period)


@lru_cache(maxsize=10_000)
def _common(unit: str) -> tuple[str, float]:
    plain = fold(unit).strip()
    if plain in _SAME:
        return _SAME[plain]
    if plain.removesuffix("s") in _SAME:
        return _SAME[plain.removesuffix("s")]
    singular = plain[:-1] if len(plain) > 4 and plain.endswith("s") and plain != "repas" else plain
    return _SAME.get(singular, (singular, 1.0))


def units_like(unit: str) -> dict[float, list[str]]:
    """The units that measure the same thing, singular and plural, by how many of the common."""
    common, own = _common(unit)
    found: dict[float, set[str]] = {1.0: {common}}
    found.setdefault(own, set()).add(fold(unit).strip())
    for known, (measured, factor) in _SAME.items():
        if measured == common:
            found.setdefault(factor, set()).add(known)
    return {f: sorted({*units, *(f"{one}s" for one in units)}) for f, units in found.items()}


def add_up(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """One quantity for each unit, flows and stocks apart; the first said comes first."""
    groups: dict[tuple[str, bool], list[Quantity]] = {}
    for quantity in quantities:
        groups.setdefault(measure_of(quantity), []).append(quantity)
    return tuple(_sum(group, unit, flows) for (unit, flows), group in groups.items())


def _sum(group: Sequence[Quantity], common: str, flows: bool) -> Quantity:
    """In the largest unit written of which there is one at least, as a diagnosis says its own."""
    total = sum(quantity.yearly for quantity in group)
    factors = {quantity.unit: quantity.factor for quantity in group}
    reached = [unit for unit, factor in factors.items() if 1 < factor <= total]
    unit = max(reached, key=factors.__getitem__) if reached else _unit_of(group, common)
    return Quantity(total / factors.get(unit, 1), unit, "an" if flows else "")


def measure_of(quantity: Quantity) -> tuple[str, bool]:
    """What adds up together: a common unit, a flow or a stock."""
    return quantity.common_unit, bool(quantity.period)


def _unit_of(group: Sequence[Quantity], common: str) -> str:
    """The unit as people wrote it, accents included, when all wrote the same."""
    written = {quantity.unit for quantity in group}
    only = next(iter(written))
    return only if len(written) == 1 and Quantity(1, only).yearly == 1 else common


def written(value: float, unit: str, period: str = "") -> str:
    """« 5 000 contenants par jour »: the unit agrees with its number."""
    return f"{number(value)}{NBSP}{said_unit(unit, value)}" + (f" par {period}" if period else "")


def read_capacity(text: str) -> Quantity | None:
    """« entretien 9000 m2/mois » as a quantity; None when no number with a unit is in it."""
    match = _WRITTEN.search(text.strip().lower())
    if not match:
        return None
    digits = re.sub(r"[\s\u00a0\u202f.]", "", match[1]).replace(",", ".")
    return Quantity(float(digits), match[2].strip(), match[3] or "", text.strip())


@dataclass(frozen=True)
class Fit:
    """How far one capacity meets one quantity: 1 and above is enough."""

    need: Quantity
    capacity: Quantity
    ratio: float


def best_fits(needs: Iterable[Quantity], capacities: Iterable[Quantity]) -> list[Fit]:
    """For each quantity that a capacity can be compared with, the best comparison."""
    fits = []
    capacities = list(capacities)
    for need in needs:
        same = [c for c in capacities if _compare(need, c)]
        if same and need.yearly > 0:
            best = max(same, key=lambda c: _ratio(need, c))
            fits.append(Fit(need, best, _ratio(need, best)))
    return fits


def _compare(need: Quantity, capacity: Quantity) -> bool:
    wanted, offered = need.common_unit, capacity.common_unit
    return wanted == offered or (wanted in _GUESTS and offered in _EACH_TAKES)


def _ratio(need: Quantity, capacity: Quantity) -> float:
    """A stock on both sides is compared as it is, and so is what comes at the same pace, on however
    many days; another flow, over the year or the days in which all is to be done.
    """
    each_time = need.period and capacity.period in ("", need.period)
    if each_time or (not need.period and need.common_unit in _HIRED):
        # « 300 repas » declared without a period is what can be done each time.
        return capacity.value * _common(capacity.unit)[1] / (need.value * _common(need.unit)[1])
    if need.days and capacity.period in PACES:
        return capacity.yearly * need.days / TIMES["jour"] / need.yearly
    return capacity.yearly / need.yearly


def overall(fits: Iterable[Fit]) -> float | None:
    """The tightest ratio; None when nothing could be compared."""
    return min((fit.ratio for fit in fits), default=None)
