"""How often a quantity comes, as files say it; a volume keeps fewer periods than they use."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from procurement.language.quantities import Quantity, quantities
from procurement.language.spans import Taken
from procurement.typography import fold

ONCE = "once"
PERIODS = {
    "jour": "par jour",
    "semaine": "par semaine",
    "mois": "par mois",
    "trimestre": "par trimestre",
    "semestre": "par semestre",
    "an": "par an",
}
_TIMES_A_YEAR = {"trimestre": 4, "semestre": 2}
_WORDS = {
    "j": "jour", "jr": "jour", "jours": "jour", "quotidienne": "jour", "journalier": "jour",
    "journ": "jour", "quot": "jour", "mens": "mois", "ann": "an",
    "s": "semaine", "sem": "semaine", "hebdo": "semaine", "semaines": "semaine",
    "m": "mois", "a": "an", "ans": "an", "annee": "an", "annees": "an", "annuelle": "an",
    "trim": "trimestre", "unique": ONCE, "une fois": ONCE, "en une fois": ONCE,
    "ponctuel": ONCE, "ponctuelle": ONCE, "stock": ONCE, "total": ONCE, "once": ONCE, "parc": ONCE,
}  # fmt: skip
_IN_A_HEADER = re.compile(
    r"(?:/|\bpar)\s*[a-z]+|\b(?:annuel|semestriel|trimestriel|mensuel|hebdo|quotidien|journalier)\w*"
)


@lru_cache(maxsize=500)
def read_period(words: str) -> str | None:
    """One of PERIODS, or `once`; None when nothing says it."""
    plain = re.sub(r"^(par|/|chaque|a l'|au|le|la)\s*", "", fold(words).strip(" ./"))
    if plain in _WORDS:
        return _WORDS[plain]
    for said in (f"1000 unités {words}", f"1000 unités par {plain}"):
        found = quantities(said, Taken())
        if found and (period := rhythm_of(found[0])):
            return period
    return None


def rhythm_of(found: Quantity) -> str | None:
    """The period of what was read from 1000 of something: the language engine counts quarters and
    half-years by the year. None for another part of it (« bimensuel »), which files do not keep."""
    named = {1000 * n: period for period, n in _TIMES_A_YEAR.items()} | {1000: "an"}
    return named.get(round(found.value)) if found.period == "an" else found.period


def period_in(header: str) -> str | None:
    """The period among the words of a header: « Quantité annuelle », « Qté/mois »."""
    said = _IN_A_HEADER.search(fold(header))
    return read_period(said[0]) if said else None


def is_period(unit: str) -> bool:
    return unit in PERIODS or unit in _WORDS


def as_kept(value: Decimal, period: str) -> tuple[Decimal, str]:
    """The quantity in a period that volumes keep: 15 a quarter are 60 a year."""
    if period in _TIMES_A_YEAR:
        return value * _TIMES_A_YEAR[period], "an"
    return value, "" if period == ONCE else period
