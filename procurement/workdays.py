"""Working days in France: neither a week-end nor a public holiday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

SATURDAY = 5
_DAY = timedelta(days=1)
_FIXED = {
    (1, 1): "jour de l'an",
    (5, 1): "fête du Travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
_AFTER_EASTER = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computation)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - leap + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> dict[date, str]:
    """The eleven public holidays of the whole country, with their names.

    Alsace and Moselle have two more; overseas departments have their own.
    """
    fixed = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    moving = {easter(year) + timedelta(days=n): name for n, name in _AFTER_EASTER.items()}
    return fixed | moving


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def last_working(day: date) -> date:
    """The day itself, or the working day before it."""
    while not is_working(day):
        day -= _DAY
    return day


def next_working(day: date) -> date:
    """The day itself, or the working day after it."""
    while not is_working(day):
        day += _DAY
    return day


def working_days(start: date, end: date) -> int:
    """Those from the first day, itself included, to the last, left out."""
    return sum(is_working(start + _DAY * n) for n in range((end - start).days))


def working_days_before(day: date, count: int) -> date:
    """The working day that leaves `count` of them, itself included, before that day."""
    for _ in range(count):
        day = last_working(day - _DAY)
    return day
