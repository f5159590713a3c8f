"""Quantities of the need: a value, the singular lemma of what is counted, and a period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from procurement.language.numbers import NUMBER, ROUGH, parse, whole
from procurement.language.spans import SPACE, Span, Taken, sentence_before
from procurement.language.words import singular, words

_SYMBOLS = {
    "m²": "m2", "m2": "m2", "m³": "m3", "m3": "m3", "km": "km", "km²": "km2", "ha": "hectare",
    "kg": "kg", "kilo": "kg", "kilogramme": "kg", "g": "g", "gramme": "g", "t": "tonne",
    "l": "litre", "cl": "cl", "ml": "mètre linéaire", "m": "m", "mètre": "m", "cm": "cm",
    "mm": "mm",
    "kilomètre": "km", "kwh": "kwh", "mwh": "mwh", "kw": "kw", "kwc": "kwc", "h": "heure",
    "etp": "etp", "pers": "personne", "nb": "", "go": "go", "to": "to", "mo": "mo",
}  # fmt: skip
_MEASURES = [
    (re.compile(rf"mètres?{SPACE}carrés?", re.I), "m2"),
    (re.compile(rf"mètres?{SPACE}cubes?", re.I), "m3"),
    (re.compile(rf"mètres?{SPACE}linéaires?", re.I), "mètre linéaire"),
    (re.compile(rf"équivalents?{SPACE}temps{SPACE}plein", re.I), "etp"),
]
_PERIODS = {
    "jour": "jour", "j": "jour", "journée": "jour", "jours": "jour", "semaine": "semaine",
    "sem": "semaine", "mois": "mois", "an": "an", "année": "an", "ans": "an",
}  # fmt: skip
_ADVERBS = {
    "quotidien": "jour", "journalier": "jour", "journalièrement": "jour", "quotidiennement": "jour",
    "hebdomadaire": "semaine", "hebdomadairement": "semaine", "mensuel": "mois",
    "mensuellement": "mois", "annuel": "an", "annuellement": "an",
}  # fmt: skip
_PERIOD = re.compile(
    rf"{SPACE}*(?:(?:/|par|chaque|à{SPACE}l['’]|dans{SPACE}l['’]|au{SPACE}cours{SPACE}de{SPACE}l['’])"
    rf"{SPACE}*(?P<noun>journée|jours?|j|semaine|sem\.|sem|mois|année|ans?)\b"
    rf"(?:{SPACE}(?:scolaire|ouvré|ouvrable))?"
    rf"|(?:tous{SPACE}les{SPACE})(?P<every>jours|mois|ans)\b"
    rf"|(?:toutes{SPACE}les{SPACE})(?P<every_week>semaines)\b"
    r"|(?P<adverb>quotidien(?:ne)?s?|journali(?:er|ère)s?|hebdomadaires?|mensuel(?:le)?s?|annuel(?:le)?s?"
    r"|quotidiennement|journalièrement|hebdomadairement|mensuellement|annuellement)\b)",
    re.IGNORECASE,
)
_ABOUT = (
    rf"(?:(?:environ|quelque|près{SPACE}de|autour{SPACE}de|approximativement|à{SPACE}peu{SPACE}près"
    rf"|au{SPACE}moins|plus{SPACE}de|moins{SPACE}de|jusqu['’]à|env\.?|±|~|≈){SPACE}*)?"
)
_BETWEEN = rf"(?:{SPACE}*(?:à|ou|-|–|et){SPACE}*(?P<high>{NUMBER}))?"
_WORD = r"[^\W\d_][\w²³'’]*(?:-[^\W\d_]\w*)*"
_QUANTITY = re.compile(
    rf"(?<!\w)(?P<about>{_ABOUT})(?P<number>{NUMBER}){_BETWEEN}"
    rf"(?:{SPACE}*\((?:{NUMBER})\))?"
    rf"(?P<gap>{SPACE}*)(?P<of>(?:de{SPACE}|d['’]){SPACE}*)?(?P<unit>{_WORD})",
    re.IGNORECASE,
)
_LISTS: dict[str, str] = yaml.safe_load(
    (Path(__file__).parent / "data" / "quantities.yaml").read_text(encoding="utf-8")
)
_BEFORE_NOUN = frozenset(_LISTS["before_noun"].split())
_NEVER_UNITS = frozenset(_LISTS["never_units"].split())
_DURATION_UNITS = frozenset(["an", "année", "mois", "semestre", "trimestre"])
_TIME_UNITS = frozenset(["jour", "semaine"])
# What a number names rather than counts.
_NUMBERED = re.compile(
    rf"(?:\b(?:lots?|articles?|art\.?|tranches?|phases?|n°|no|nº|numéros?|pages?|annexes?|chapitres?"
    rf"|niveaux?|niveau|classes?|types?|zones?|secteurs?|bât\.?|bâtiments?|étages?|code|cpv|naf|siret"
    rf"|siren|tél\.?|téléphone|version|année|années|en|depuis|loi|décret|norme|iso|nf|en|cedex|exercice"
    rf"|catégorie|rt|re|dtu|indice|euro|h|budget|saison|mandat|horizon)|(?-i:[LRD])\.|n°|§|(?<!\w)(?-i:[LRD]))"
    rf"{SPACE}*:?{SPACE}*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(?:\bà|\bde|\bdès|\bavant|\baprès|\bentre|\bvers|\bet|\bjusqu['’]à){SPACE}*$", re.IGNORECASE
)
_OFTEN = re.compile(rf"(?P<number>{NUMBER}|une){SPACE}(?P<unit>fois)", re.IGNORECASE)
_ONE = re.compile(
    rf"(?<![\w'’])(?P<number>une?)(?P<gap>{SPACE}+)(?P<of>)(?P<high>)(?P<about>)(?P<unit>{_WORD})"
    rf"(?={SPACE}*(?:/|par{SPACE}|chaque{SPACE})(?:jour|semaine|mois|an)"
    rf"|{SPACE}(?:quotidien|hebdomadaire|mensuel|annuel))",
    re.IGNORECASE,
)

# The noun first, as forms and lists write it: « Nombre de repas : 450 », « - chaises : 40 ».
_NOUN_FIRST = re.compile(
    rf"(?:\b(?:nombre|nbre|nb|quantité|volume)s?{SPACE}"
    rf"(?:(?:total|annuel|moyen|estimé|prévisionnel|approximatif)e?s?{SPACE}){{0,2}}(?:de{SPACE}|d['’])"
    rf"(?P<counted>{_WORD})(?P<gap>(?:{SPACE}[^\W\d_][\w'’-]*){{0,4}}?)"
    rf"|(?:^|(?<=\n)|(?<=;{SPACE}))[-•*–]?{SPACE}*(?P<listed>[^\W\d_]{{3,}}[sx]))"
    rf"(?P<period>{_PERIOD.pattern.replace('?P<', '?P<first_')})?"
    rf"{SPACE}*[:=]{SPACE}*(?P<about>{_ABOUT})(?P<number>{NUMBER})"
    rf"(?={_PERIOD.pattern.replace('?P<', '?P<ahead_')}|{SPACE}*(?:[,;)\n]|\.(?!\d)|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity(Span):
    """`value` is the most that is said (« 3 à 4 » is 4); `low` is the least."""

    value: float
    low: float
    unit: str
    period: str | None
    approximate: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": whole(self.value),
            "min": whole(self.low),
            "unit": self.unit,
            "period": self.period,
            "approximate": self.approximate,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def quantities(text: str, taken: Taken) -> list[Quantity]:
    """What is counted or measured; numbers of dates, amounts, lots and articles are not."""
    found = [*_number_first(text, taken), *_noun_first(text, taken)]
    return sorted(found, key=lambda quantity: quantity.start)


def _number_first(text: str, taken: Taken) -> Iterator[Quantity]:
    matches = sorted([*_QUANTITY.finditer(text), *_ONE.finditer(text)], key=re.Match.start)
    for match in matches:
        if not taken.free(*match.span("number")) or _names_something(text, match):
            continue
        found = _read(text, match)
        if found and taken.take(found.start, found.end):
            yield found


def _noun_first(text: str, taken: Taken) -> Iterator[Quantity]:
    for match in _NOUN_FIRST.finditer(text):
        found = _read_noun_first(text, match)
        if found and taken.take(found.start, found.end):
            yield found


def _names_something(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 24) : match.start()]
    return not match["about"] and bool(_NUMBERED.search(before))


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    unit = _unit(text, match)
    if unit is None:
        return None
    name, end = unit
    number = match["number"]
    value = 1.0 if number.lower() in ("un", "une") else parse(number)
    high = parse(match["high"]) if match["high"] else value
    period, end = _period(text, end)
    rough = bool(match["about"].strip()) or any(word in number.lower() for word in ROUGH)
    if not _is_quantity(text, match, name, period, max(value, high)):
        return None
    start = match.start("about") if match["about"].strip() else match.start("number")
    return Quantity(
        start, end, text[start:end], max(value, high), min(value, high), name, period, rough
    )


def _read_noun_first(text: str, match: re.Match[str]) -> Quantity | None:
    noun = match["counted"] or match["listed"]
    unit = _lemma(noun)
    if noun.lower() in _NEVER_UNITS or unit in _DURATION_UNITS or unit in _TIME_UNITS:
        return None
    value = parse(match["number"])
    before, _ = _period(text, match.start("period")) if match["period"] else (None, 0)
    after, end = _period(text, match.end("number"))
    start = match.start("counted" if match["counted"] else "listed")
    rough = bool(match["about"].strip()) or any(word in match["number"].lower() for word in ROUGH)
    return Quantity(start, end, text[start:end], value, value, unit, before or after, rough)


def _unit(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """The lemma of the counted noun and where it ends."""
    position = match.start("unit")
    for pattern, name in _MEASURES:
        measure = pattern.match(text, position)
        if measure:
            return name, measure.end()
    word, end = match["unit"], match.end("unit")
    if match["of"] and not any(
        name in match["number"].lower() for name in (*ROUGH, "million", "milliard")
    ):
        return None
    skipped = 0
    while word.lower() in _BEFORE_NOUN and skipped < 2:
        following = re.compile(rf"{SPACE}+({_WORD})").match(text, end)
        if following is None:
            return None
        word, end, skipped = following[1], following.end(), skipped + 1
    low = word.lower()
    if low in _NEVER_UNITS or (low in words().stop_words and low not in _SYMBOLS and low != "fois"):
        return None
    return _lemma(word), end


def _lemma(word: str) -> str:
    low = word.lower().rstrip("'’")
    if low in _SYMBOLS:
        return _SYMBOLS[low]
    if low == "fois":
        return "fois"
    base = singular(low)
    return _SYMBOLS.get(base, base)


def _period(text: str, end: int) -> tuple[str | None, int]:
    """The period said right after the unit, at most three plain words away."""
    between = re.compile(
        rf"(?:{SPACE}(?!par\b|chaque\b|et\b|ou\b|à\b)[^\W\d_][\w'’-]*){{0,4}}?(?={_PERIOD.pattern})",
        re.I,
    )
    gap = between.match(text, end)
    if gap is None:
        return None, end
    match = _PERIOD.match(text, gap.end())
    if match is None:
        return None, end
    noun = match["noun"] or match["every"] or match["every_week"]
    if noun:
        return _PERIODS.get(noun.lower(), _PERIODS[singular(noun.lower())]), match.end()
    adverb = match["adverb"].lower()
    for name, period in _ADVERBS.items():
        if adverb.startswith(name[:7]):
            return period, match.end()
    return None, end


def _is_quantity(
    text: str, match: re.Match[str], unit: str, period: str | None, value: float
) -> bool:
    before = sentence_before(text, match.start(), 30)
    if not unit or (match["number"].lower() in ("un", "une") and not period):
        return False
    # « trois fois » says nothing without a period: it is how often a contract is renewed.
    if unit in _DURATION_UNITS or value == 0 or (unit == "fois" and not period):
        return False
    if unit in _TIME_UNITS and not period:
        return bool(
            re.match(
                rf"{SPACE}(?:de|d['’]){SPACE}*(?!la\b|retard|délai|préavis)[^\W\d]",
                text[match.end() : match.end() + 20],
            )
        )
    clock = unit == "heure" and not period and value <= 24
    return not (clock and (_CLOCK.search(before) or re.match(r"\s*\d", text[match.end() :][:3])))
