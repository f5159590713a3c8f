"""Dates with their hour: « vendredi 12 mars 2027 à 12h00 (heure de Paris) »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from procurement.language.dates import dates
from procurement.language.numbers import IN_WORDS, parse
from procurement.typography import MONTHS, long_date
from tenders.dossiers.facts.corpus import plain

_SP = r"[ \t\n]"
_HOUR = (
    rf"(?:(?P<hour>[01]?\d|2[0-4])(?:\.(?P<dotted>[0-5]\d)(?={_SP}*h))?{_SP}*(?:heures?|h|:)"
    rf"(?:\.?{_SP}*(?P<minute>[0-5]\d))?(?![\d/%])"
    rf"(?:{_SP}*min(?:utes?)?)?|(?P<word>midi|minuit)|(?P<words>{IN_WORDS}) heures?)"
    rf"(?:{_SP}*(?:et{_SP}+)?(?P<more>demie|quart|trente|quinze|quarante-cinq|zero)\b)?"
)
_AFTER = re.compile(
    rf"^[\s,;:|()-]*(?:(?:a|avant|pour|jusqu'a|(?:l')?heure(?:s)?(?:{_SP}+limites?)?|au plus tard"
    r"|terme|delai de rigueur|dernier delai|precises?|et|inclus|soit)[\s,;:"
    rf"|()-]*){{0,4}}(?:{_HOUR})"
)
_BEFORE = re.compile(
    rf"(?:{_HOUR})[\s,;:()-]*(?:(?:precises?|heure{_SP}(?:de{_SP}paris|locale|francaise)"
    r"|le|du|terme de rigueur|au plus tard|dernier delai|jour)[\s,;:"
    rf"()-]*){{0,3}}(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?$"
)
_ALONE = re.compile(rf"(?<![\d/:])(?:{_HOUR})")
_WORDS = {"midi": 12, "minuit": 0}
_MORE = {"demie": 30, "trente": 30, "quart": 15, "quinze": 15, "quarante-cinq": 45, "zero": 0}
_ZONE = re.compile(
    r"heures? (?:locale|legale|francaise|metropolitaine|(?:de |d')(?:paris|bruxelles"
    r"|la reunion|cayenne|mamoudzou|noumea|papeete|martinique|guadeloupe|saint-denis"
    r"|fort-de-france|metropole|france))"
    r"(?: \(?metropole\)?)?|\b(?:gmt|utc) ?[+-] ?\d{1,2}(?::\d\d)?|\b(?:cet|cest)\b"
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b[ ,]*(?:le )?$")
_WINDOW = 70
_EDGE = re.compile(
    r"fin\b|debut|mi\b|mi-|courant|\d?\w* ?(?:trimestre|semestre)|[ts][1-4]\b|a la|des la|d'ici"
)
_LINE = re.compile(
    rf"^\W*+(?:a|avant|heure(?: locale| limite)?)?\s*+:?\s*+(?:{_HOUR})\W*(?:\(?heure de \w+\)?"
    rf"|precises?)?\W*$"
)


@dataclass(frozen=True)
class Moment:
    """A day, perhaps with its hour; `start` and `end` are where it stands in the passage."""

    day: date | None
    hour: int | None
    minute: int | None
    zone: str
    start: int
    end: int
    text: str
    doubt: str = ""

    @property
    def iso(self) -> str | None:
        if self.day is None:
            return None
        if self.hour is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.hour:02d}:{self.minute or 0:02d}"


def moments(text: str) -> Iterator[Moment]:
    """Every day of the text, in reading order, with the hour that goes with it."""
    folded = plain(text)
    found = [one for one in dates(text) if _is_day(one.iso, one.text)]
    years = {one.iso[:4] for one in found if one.iso}
    year = years.pop() if len(years) == 1 else ""
    for index, one in enumerate(found):
        limit = found[index + 1].start if index + 1 < len(found) else len(text)
        floor = found[index - 1].end if index else 0
        moment = _moment(text, folded, one.start, one.end, one.iso, floor, limit)
        yield _with_year(moment, one.text, year) if moment.day is None and year else moment


def _is_day(iso: str | None, text: str) -> bool:
    """A full day, or « le 12 mars » whose year is not said."""
    if iso is not None:
        return len(iso) == 10 and not _EDGE.match(plain(text))
    return bool(re.fullmatch(rf"\d{{1,2}}(?:er)?\s+(?:{'|'.join(MONTHS)})", text, re.IGNORECASE))


def _moment(
    text: str, folded: str, start: int, end: int, iso: str | None, floor: int, limit: int
) -> Moment:
    hour, minute, first, last = _hour(folded, start, end, floor, limit)
    zone = _ZONE.search(folded[max(floor, first - 40) : min(limit, last + _WINDOW)])
    day = date.fromisoformat(iso) if iso else None
    doubt = "" if day else "L'année n'est pas dite."
    if day and (said := _WEEKDAY.search(folded[max(0, start - 14) : start])):
        if _WEEKDAYS.index(said[1]) != day.weekday():
            real = _WEEKDAYS[day.weekday()]
            doubt = f"Le {long_date(day)} est un {real}, et non un {said[1]}."
        first = min(first, start - 14 + said.start() if start >= 14 else said.start())
    return Moment(day, hour, minute, zone[0] if zone else "", first, last, text[first:last], doubt)


def _with_year(moment: Moment, said: str, year: str) -> Moment:
    """« le 23 novembre », beside dates that are all of one year; it is told as a doubt."""
    day, _, month = said.partition(" ")
    number = MONTHS.index(month.strip().lower()) + 1
    try:
        whole = date(int(year), number, int(day.rstrip("er")))
    except ValueError:
        return moment
    doubt = f"L'année n'est pas dite : {year} d'après les dates voisines."
    return replace(moment, day=whole, doubt=doubt)


def _hour(
    folded: str, start: int, end: int, floor: int, limit: int
) -> tuple[int | None, int | None, int, int]:
    """The hour said after the day, or just before it; and where both begin and end."""
    if after := _AFTER.match(folded[end : min(limit, end + _WINDOW)]):
        hour, minute = clock(after)
        return hour, minute, start, end + after.end()
    before = folded[max(floor, start - _WINDOW) : start]
    if found := _BEFORE.search(before):
        hour, minute = clock(found)
        return hour, minute, start - len(before) + found.start(), end
    return None, None, start, end


def clock(match: re.Match[str]) -> tuple[int, int]:
    more = _MORE[match["more"]] if match["more"] else 0
    if match["word"]:
        return _WORDS[match["word"]], more
    if match["words"]:
        return int(parse(match["words"])) % 24, more
    return int(match["hour"]) % 24, int(match["minute"] or match["dotted"] or more)


def hour_alone(folded: str) -> tuple[int, int] | None:
    """The hour that a line says by itself: « à 12 h 00 »."""
    match = _LINE.match(folded)
    return clock(match) if match else None


def hours(folded: str) -> Iterator[re.Match[str]]:
    """Hours that stand without a day."""
    return _ALONE.finditer(folded)
