"""Dates, durations and what they are for: « au plus tard le 30 juin 2027 », « trois ans »."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.language.numbers import IN_WORDS, NUMBER, parse, whole
from procurement.language.spans import SPACE, Span, Taken, sentence_after, sentence_before
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
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_YEAR = rf"(?:(?:19|20)\d\d(?!\d)|deux{SPACE}mille(?:[ -](?:{IN_WORDS}))?)"
_DAY = (
    r"(?:1{SPACE}?er|1er|premier|\d{1,2}|(?:vingt|trente)(?:-|{SPACE})et(?:-|{SPACE})une?"
    r"|(?:vingt|trente)(?:-(?:deux|trois|quatre|cinq|six|sept|huit|neuf))?"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:-sept|-huit|-neuf)?|onze|douze|treize"
    r"|quatorze|quinze|seize)"
).replace("{SPACE}", SPACE)

_LONG = rf"(?P<day>{_DAY}){SPACE}+(?P<month>{_MONTH})(?:{SPACE}+(?P<year>{_YEAR}))?"
_PATTERN = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?![\d-])"
    rf"|(?P<figures>[0-3]?\d(?P<sign>[/.-])[01]?\d(?P=sign)(?:(?:19|20)\d\d|\d\d))(?![\d/])"
    rf"|(?P<from_day>{_DAY}){SPACE}+(?:au|et{SPACE}le|et){SPACE}+{_WEEKDAY}"
    rf"(?P<to_day>{_DAY}){SPACE}+(?P<shared_month>{_MONTH})(?:{SPACE}+(?P<shared_year>{_YEAR}))?"
    rf"|{_LONG}"
    rf"|(?P<edge>(?:fin|début|debut|courant|mi)(?:-|{SPACE}){SPACE}*(?:du{SPACE}mois{SPACE}de{SPACE}"
    rf"|de{SPACE}|d['’])?)?(?P<lone_month>{_MONTH}){SPACE}+(?P<lone_year>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<year_edge>fin|début|debut|courant|mi)(?:-|{SPACE}){SPACE}*(?:de{SPACE})?"
    rf"(?:l['’]année{SPACE}|l['’]an{SPACE})?(?P<edged_year>(?:19|20)\d\d)(?!\d)"
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
    re.IGNORECASE,
)

_UNTIL = (
    r"avant|au plus tard|d'ici|date limite|echeance|dernier delai|remise des (?:offres|plis)"
    r"|(?:offres|candidatures|reponses|plis|dossiers|propositions|devis|manifestations?)"
    r"[^.]{0,40}jusqu'au|(?:adresser|envoyer|deposer|transmettre|repondre)[^.]{0,40}"
    r"(?:jusqu'au|pour)|livre[es]* (?:pour|le)|livraison (?:pour|le)|attendue?s? (?:pour|le)"
    r"|pour le|limite|delai"
)
_SINCE = (
    r"a compter(?: du| de)?|a partir(?: du| de)?|des le|des|debut(?:e|era|ant)?"
    r"|demarr\w*|commenc\w*|prise d'effet"
    r"|prend(?:ra|s)? effet|entr(?:e|era|ee) en vigueur|lancement|mise en (?:service|oeuvre)"
    r"|ouverture|depuis(?: le)?|demarrage|notification|du"
)
_TILL = (
    r"jusqu'(?:au|en|a)|prend(?:ra)? fin|expir\w*|s'acheve\w*|se termin\w*"
    r"|fin du (?:marche|contrat)"
    r"|terme|cess\w*|termin\w*|s'achever|fini\w*|arrive a"
)
_EVENT = (
    r"aura lieu|auront lieu|se tiendra|se tiendront|se deroul\w*|journee|inauguration|festival"
    r"|visite|reunion|seance|ceremonie|fete|forum|salon|evenement|manifestation|rencontre"
    r"|organise\w*|vernissage|carnaval|concert|marche de noel|commission|conseil municipal|atelier"
)
_ROLES = [
    ("deadline", re.compile(rf"(?<![\w'])(?:{_UNTIL})(?!\w)")),
    ("end", re.compile(rf"(?<!\w)(?:{_TILL})(?!\w)")),
    ("start", re.compile(rf"(?<!\w)(?:{_SINCE})(?!\w)")),
    ("event", re.compile(rf"(?<!\w)(?:{_EVENT})(?!\w)")),
]


@dataclass(frozen=True)
class DateMention(Span):
    """`iso` is reduced (« 2027-06 ») when the text is, None when the date is relative."""

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
    found: list[tuple[Span, str | None]] = []
    for match in _PATTERN.finditer(text):
        found += _dated(match)
    found = _with_missing_years(found)
    previous: DateMention | None = None
    for span, iso in found:
        if iso == "":
            continue
        role = _role(text, span, previous)
        previous = DateMention(span.start, span.end, span.text, iso, role)
        yield previous


def _dated(match: re.Match[str]) -> list[tuple[Span, str | None]]:
    """Spans and their ISO dates: None when relative, "" when impossible, "--MM-DD" yearless."""
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return [(Span.of(match), _iso(int(year), int(month), int(day)))]
    if match["figures"]:
        day, month, year = match["figures"].split(match["sign"])
        long_year = int(year) + (2000 if len(year) == 2 else 0)
        return [(Span.of(match), _iso(long_year, int(month), int(day)))]
    if match["from_day"]:
        return [
            (Span.of(match, "from_day"), _said(match, "from_day", "shared_month", "shared_year")),
            (
                Span(
                    match.start("to_day"),
                    match.end(),
                    match.string[match.start("to_day") : match.end()],
                ),
                _said(match, "to_day", "shared_month", "shared_year"),
            ),
        ]
    if match["day"]:
        return [(Span.of(match), _said(match, "day", "month", "year"))]
    if match["lone_month"]:
        return [
            (
                Span.of(match),
                _edge(match["edge"], int(match["lone_year"]), _month(match["lone_month"])),
            )
        ]
    if match["year_edge"]:
        return [(Span.of(match), _edge(match["year_edge"], int(match["edged_year"]), None))]
    return [(Span.of(match), None)]


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


def _role(text: str, span: Span, previous: DateMention | None) -> str | None:
    """What the date is for, by the nearest word that says so."""
    before = fold(sentence_before(text, span.start).replace("’", "'"))
    if previous and previous.end <= span.start:
        between = fold(text[previous.end : span.start].replace("’", "'"))
        if re.fullmatch(r"\s*(?:au|jusqu'au|a)\s+(?:\w+\s+)?", between):
            return "event" if previous.role == "event" else "end"
        if len(between) < len(before):
            before = between
    own = fold(span.text.replace("’", "'"))
    if re.match(r"d'ici|avant|sous|dans", own):
        return "deadline"
    if re.match(r"a |des |depuis", own):
        return "start"
    nearest: tuple[int, str, str] | None = None
    for role, pattern in _ROLES:
        for match in pattern.finditer(before):
            if nearest is None or match.end() > nearest[0]:
                nearest = (match.end(), role, match[0])
    if nearest and nearest[2] == "du":
        after = fold(sentence_after(text, span.end, 25).replace("’", "'"))
        if not re.match(r"\s*(?:au|jusqu)", after):
            # « la réunion du 3 mai »: the day belongs to what it follows.
            rest = before.rstrip()[:-2]
            return "event" if _ROLES[3][1].search(rest) else None
    if nearest is None:
        return (
            "event"
            if re.match(r".{0,30}(?:aura|auront) lieu", sentence_after(text, span.end))
            else None
        )
    return nearest[1]


_SPAN_UNITS = {"an": 12, "année": 12, "mois": 1, "trimestre": 3, "semestre": 6}
_DURATION = re.compile(
    rf"(?<!\w)(?P<number>{NUMBER}){SPACE}*(?:\((?:\d+|{IN_WORDS})\){SPACE}*)?"
    rf"(?P<unit>ans?|années?|mois|trimestres?|semestres?|semaines?|jours?)\b"
    rf"(?P<half>{SPACE}et{SPACE}demie?)?",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?:âgée?s?|moins|plus|enfants?|jeunes?|personnes?|élèves?|adultes?|seniors?|publics?|mineurs?)"
    r"\s+(?:de|d['’])\s*(?:(?:moins|plus)\s+de\s+)?(?:\d+\s*(?:à|-|et|/)\s*)?$|\bâge|\d\s*[-/à]\s*$",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"durée|pendant|période|durant|reconduct|renouvel|\bsur\b|contrat|marché|\bpour\b|conclu|ferme",
    re.IGNORECASE,
)


# « Garantie de 2 ans », « depuis trois ans », « valables 4 mois »: how long other things last.
_NOT_OF_THE_CONTRACT = re.compile(
    r"\bgaranti\w*\b[^.;:]{0,30}$|\b(?:depuis|validité|valables?|préavis|expérience|ancienneté|durée de vie"
    r"|voilà|il y a|jusqu['’]à|amorti\w*|révolus|dans un délai de|dans|sous|plus de|moins de"
    r"|d['’]ici|conserv\w+|archiv\w+)\b[^.;:,]{0,22}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Duration(Span):
    months: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "months": whole(self.months),
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def durations(text: str, taken: Taken) -> Iterator[Duration]:
    """How long things last; ages and periods (« par an ») are no duration."""
    for match in _DURATION.finditer(text):
        if not taken.free(*match.span()):
            continue
        months = _months(match)
        before = sentence_before(text, match.start(), 40)
        if months and not _is_no_duration(match, before, text[match.end() : match.end() + 14]):
            yield Duration(match.start(), match.end(), match[0], months)


def _months(match: re.Match[str]) -> float:
    unit = match["unit"].lower()
    number = parse(match["number"]) + (0.5 if match["half"] else 0)
    for name, months in _SPAN_UNITS.items():
        if unit == name or unit == name + "s":
            return number * months
    if unit.startswith("semaine"):
        return round(number * 12 / 52, 2)
    return round(number / 30, 2)


def _is_no_duration(match: re.Match[str], before: str, after: str) -> bool:
    unit = match["unit"].lower()
    lasting = bool(_LASTS.search(before))
    if re.match(rf"{SPACE}*(?:par|/){SPACE}*(?:an|mois|semaine|jour)", after, re.IGNORECASE):
        return True
    if re.match(rf"{SPACE}(?:scolaire|d['’]âge|et{SPACE}(?:plus|moins))", after):
        return True
    if unit.startswith("an") and _AGE.search(before) and "durée" not in before.lower():
        return True
    if re.search(r"(?:\bpar|\bchaque|\bl['’])\s*$", before, re.IGNORECASE):
        return True
    if _NOT_OF_THE_CONTRACT.search(before):
        return True
    return unit.startswith(("jour", "semaine")) and not (
        lasting and not re.match(rf"{SPACE}(?:de|d['’])", after)
    )
