"""Dates, durations and what they are for: « au plus tard le 30 juin 2027 », « trois ans »."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.language.date_roles import role_of
from procurement.language.designations import STREETS
from procurement.language.numbers import IN_WORDS, NUMBER, UNITS, number_starts, parse
from procurement.language.spans import SPACE, Span, lowered, matches, starts_by_word
from procurement.typography import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv", "février fevrier févr fév fev", "mars", "avril avr", "mai", "juin",
            "juillet juil", "août aout", "septembre sept", "octobre oct", "novembre nov",
            "décembre decembre déc dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b(?:\.(?=\s*\d))?"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_YEAR = rf"(?:(?:19|20)\d\d(?!\d)|deux{SPACE}mille(?:[ -](?:{IN_WORDS}))?)"
_DAY = (
    r"(?:1{SPACE}?er|1er|premier|\d{1,2}|(?:vingt|trente)(?:-|{SPACE})et(?:-|{SPACE})une?"
    r"|(?:vingt|trente)(?:-(?:deux|trois|quatre|cinq|six|sept|huit|neuf))?"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:-sept|-huit|-neuf)?|onze|douze|treize"
    r"|quatorze|quinze|seize)"
).replace("{SPACE}", SPACE)

# « 2-6-10 rue Fabre », « rue du 8 mai 1945 »
_STREETS = f"{STREETS}|av|bd|résidence"
_NAMES_A_STREET = re.compile(
    rf"\b(?:{_STREETS}|école|ecole|collège|college|lycée|lycee|stade|gymnase|salle|pont|parc)"
    r" (?:du )?$"
)
_LONG = rf"(?P<day>{_DAY}){SPACE}+(?P<month>{_MONTH})(?:{SPACE}+(?P<year>{_YEAR}))?"
_PATTERN = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"l['’]an{SPACE}(?P<act_year>{_YEAR}),?{SPACE}(?:et{SPACE})?le{SPACE}{_WEEKDAY}"
    rf"(?P<act_day>{_DAY}){SPACE}+(?:(?:du{SPACE}mois{SPACE})?(?:de{SPACE}|d['’]))?(?P<act_month>{_MONTH})"
    rf"|(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?![\d-])"
    rf"|(?P<short>[0-3]?\d/[01]?\d)(?={SPACE}au{SPACE}(?:\w+{SPACE})?[0-3]?\d/[01]?\d/\d\d)"
    rf"|(?P<figures>[0-3]?\d(?P<sign>[/.-])[01]?\d(?P=sign)(?:(?:19|20)\d\d|\d\d))(?![\d/]|-\d|,?\s(?:{_STREETS})\b)"
    rf"|(?P<from_day>{_DAY}){SPACE}+(?:au|et{SPACE}le|et){SPACE}+{_WEEKDAY}"
    rf"(?P<to_day>{_DAY}){SPACE}+(?P<shared_month>{_MONTH})(?:{SPACE}+(?P<shared_year>{_YEAR}))?"
    rf"|{_LONG}"
    rf"|(?P<edge>(?:fin|début|debut|courant|mi)(?:-|{SPACE}){SPACE}*(?:du{SPACE}mois{SPACE}de{SPACE}"
    rf"|de{SPACE}|d['’])?)?(?P<lone_month>{_MONTH}){SPACE}+(?P<lone_year>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<year_edge>fin|début|debut|courant|mi)(?:-|{SPACE}){SPACE}*(?:de{SPACE})?"
    rf"(?:l['’]année{SPACE}|l['’]an{SPACE})?(?P<edged_year>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<term>[ts][1-4]{SPACE}?|(?:[1-4]{SPACE}?(?:er|ère|e|ème|nd)|premier|deuxième|second|troisième"
    rf"|quatrième|dernier){SPACE}(?:trimestre|semestre){SPACE}(?:de{SPACE}(?:l['’]année{SPACE})?)?)"
    rf"(?P<term_year>20\d\d)(?!\d)"
    rf"|(?P<relative>{{relative}})"
    rf")".replace(
        "{relative}",
        rf"(?:à|dès|avant|pour|d['’]ici|depuis|après){SPACE}+la{SPACE}(?:prochaine{SPACE})?rentrée"
        rf"(?:{SPACE}(?:scolaire|prochaine|de{SPACE}septembre))*(?:{SPACE}(?:19|20)\d\d)?"
        rf"|(?:le|du|ce|au){SPACE}(?:mois|trimestre|semestre){SPACE}(?:prochain|suivant)"
        rf"|l['’](?:an|année|été|hiver|automne){SPACE}prochaine?"
        rf"|(?:le{SPACE})?printemps{SPACE}prochain"
        rf"|(?:dans|sous|d['’]ici)(?:{SPACE}(?:un{SPACE}délai{SPACE}de|les))?{SPACE}"
        rf"(?:{NUMBER}|un|une){SPACE}(?:jours?|semaines?|mois|ans?|années?)"
        rf"(?:{SPACE}(?:ouvrés|ouvrables|calendaires))?\b(?!{SPACE}(?:par|de))"
        rf"|(?:d['’]ici{SPACE}(?:à{SPACE})?)?la{SPACE}fin{SPACE}(?:de{SPACE}l['’](?:année|été)|du{SPACE}"
        rf"(?:mois|trimestre|semestre)|de{SPACE}la{SPACE}semaine)"
        rf"(?:{SPACE}(?:scolaire|prochaine?|en{SPACE}cours|civile))?",
    ),
)
# What _PATTERN may begin with, figures aside: « T2 2027 » is among the terms.
_TERMS = frozenset(letter + rank for letter in "ts" for rank in "1234")
_FIRST_WORDS = frozenset(
    [*_MONTHS, *UNITS, "premier", "deuxième", "second", "troisième", "quatrième", "dernier", "l",
     "fin", "début", "debut", "courant", "mi", "à", "dès", "avant", "pour", "d", "depuis", "après",
     "le", "du", "ce", "au", "printemps", "dans", "sous", "la"]
)  # fmt: skip


@dataclass(frozen=True)
class DateMention(Span):
    """`iso` is reduced (« 2027-06 ») when the text is, None without a year or when relative."""

    iso: str | None
    role: str | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "iso": self.iso,
            "role": self.role,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def dates(text: str) -> Iterator[DateMention]:
    """Every date, in reading order; an impossible one (« 31/02/2027 ») is not a date."""
    small = lowered(text)
    told = [
        match
        for match in matches(_PATTERN, small, _starts(small))
        if not _NAMES_A_STREET.search(small, max(0, match.start() - 20), match.start())
    ]
    found = [said for match in told for said in _dated(text, match)]
    previous: DateMention | None = None
    for span, iso in _with_missing_years(found):
        if iso == "":
            continue
        role = role_of(text, span, (previous.end, previous.role) if previous else None)
        previous = DateMention(span.start, span.end, span.text, _day_of(iso, role), role)
        yield previous


def _starts(small: str) -> list[int]:
    """Where a date may begin: few words do."""
    terms = {word for word in starts_by_word(small) if word[:2] in _TERMS}
    return number_starts(small, _FIRST_WORDS | terms if terms else _FIRST_WORDS)


def _day_of(iso: str | None, role: str | None) -> str | None:
    """What begins « en septembre 2027 » begins on its first day; what ends then, on its last."""
    if iso is None or iso.startswith("--"):
        return None
    first, _, last = iso.partition("/")
    if role == "start" and len(first) == 7:
        return f"{first}-01"
    if len(first) == 7 and (role == "end" or (last and role == "deadline")):
        year, month = map(int, (last or first).split("-"))
        return _iso(year, month, monthrange(year, month)[1])
    return first


def _dated(text: str, match: re.Match[str]) -> list[tuple[Span, str | None]]:
    """Spans and their ISO dates: None when relative, "" when impossible, "--MM-DD" yearless."""
    whole = Span.of(text, *match.span())
    if match["act_day"]:
        return [(whole, _said(match, "act_day", "act_month", "act_year"))]
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return [(whole, _iso(int(year), int(month), int(day)))]
    if match["short"]:
        day, month = match["short"].split("/")
        return [(whole, f"--{int(month):02d}-{int(day):02d}")]
    if match["figures"]:
        day, month, year = match["figures"].split(match["sign"])
        long_year = int(year) + (2000 if len(year) == 2 else 0)
        return [(whole, _iso(long_year, int(month), int(day)))]
    if match["from_day"]:
        first = Span.of(text, *match.span("from_day"))
        last = Span.of(text, match.start("to_day"), match.end())
        return [(span, _said(match, day, "shared_month", "shared_year"))
                for span, day in ((first, "from_day"), (last, "to_day"))]  # fmt: skip
    if match["day"]:
        return [(whole, _said(match, "day", "month", "year"))]
    if match["lone_month"]:
        month_said = _month(match["lone_month"])
        return [(whole, _edge(match["edge"], int(match["lone_year"]), month_said))]
    if match["year_edge"]:
        return [(whole, _edge(match["year_edge"], int(match["edged_year"]), None))]
    if match["term"]:
        return [(whole, _term(match["term"], int(match["term_year"])))]
    return [(whole, None)]


def _term(words: str, year: int) -> str:
    """« T2 2027 » is « 2027-04/2027-06 »."""
    plain = fold(words)
    length = 6 if plain.startswith("s") and plain[1:2].isdigit() or "semestre" in plain else 3
    digit = re.search(r"[1-4]", plain)
    ranks = {"premier": 1, "deux": 2, "second": 2, "trois": 3, "quatr": 4, "dernier": 12 // length}
    rank = int(digit[0]) if digit else next(n for name, n in ranks.items() if name in plain)
    last = rank * length
    return f"{year}-{last - length + 1:02d}/{year}-{last:02d}" if last <= 12 else ""


def _said(match: re.Match[str], day: str, month: str, year: str) -> str:
    number = _day(match[day])
    if match[year] is None:
        return f"--{_month(match[month]):02d}-{number:02d}"
    return _iso(_year(match[year]), _month(match[month]), number)


def _edge(edge: str | None, year: int, month: int | None) -> str:
    """« fin juin 2027 » is its last day, « mi-juin 2027 » the 15th, « juin 2027 » the month."""
    word = fold(edge or "").strip(" -")[:3]
    if month is None:
        return {
            "fin": f"{year}-12-31",
            "deb": f"{year}-01",
            "mi-": f"{year}-06",
            "mi": f"{year}-06",
        }.get(word, f"{year}")
    if word == "fin":
        return _iso(year, month, monthrange(year, month)[1])
    return _iso(year, month, 15) if word.startswith("mi") else f"{year}-{month:02d}"


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _day(words: str) -> int:
    if words[0].isdigit():
        return int(re.match(r"\d+", words)[0])  # type: ignore[index]
    return 1 if words.lower() == "premier" else int(parse(words))


def _year(words: str) -> int:
    return int(words) if words[0].isdigit() else int(parse(words.replace("-", " ")))


def _with_missing_years(found: list[tuple[Span, str | None]]) -> list[tuple[Span, str | None]]:
    """« du 1er septembre au 30 juin 2027 » began in 2026; « le 3 mai » alone stays yearless."""
    complete: list[tuple[Span, str | None]] = []
    for index, (span, iso) in enumerate(found):
        if iso and iso.startswith("--"):
            following = found[index + 1] if index + 1 < len(found) else None
            near = following and following[0].start - span.end < 12
            if near and following and following[1] and following[1][:1].isdigit():
                year = int(following[1][:4])
                month, day = int(iso[2:4]), int(iso[5:7])
                later = f"{month:02d}-{day:02d}" > following[1][5:10]
                iso = _iso(year - 1 if later else year, month, day)
        complete.append((span, iso))
    return complete
