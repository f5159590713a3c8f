"""How often a clause is controlled: « chaque trimestre » → every three months."""

from __future__ import annotations

import re

from procurement.typography import fold

# Words of a frequency → months between two controls; the first that is met counts.
_MONTHS = (
    (re.compile(r"deux fois par an|semestr"), 6),
    (re.compile(r"trimestr"), 3),
    (re.compile(r"\b(?:chaque|tous les|par) mois\b|mensuel"), 1),
    (re.compile(r"\b(?:chaque|tous les|par) ans?\b|annee|annuel"), 12),
)

_TIMES = re.compile(r"\b(\d{1,2}) fois par an\b")


def months_between(frequency: str) -> int | None:
    """None when the rhythm follows events (« à chaque livraison ») and no calendar."""
    words = fold(frequency)
    if times := _TIMES.search(words):
        return max(12 // int(times[1]), 1) if int(times[1]) else None
    return next((months for pattern, months in _MONTHS if pattern.search(words)), None)


def due_after(frequency: str, duration_months: int | None) -> tuple[int, ...]:
    """The months, counted from the start, at whose end a control is due during the contract."""
    step = months_between(frequency)
    if step is None or duration_months is None:
        return ()
    return tuple(range(step, duration_months + 1, step))
