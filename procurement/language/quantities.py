"""Quantities of the need: a value, the singular lemma of what is counted, and a period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from procurement.language.bygone import is_bygone
from procurement.language.bystanders import PEOPLE, describes_something_else, is_a_mark
from procurement.language.designations import is_numbered, names_something
from procurement.language.hours import days_are_bought, hours_are_bought
from procurement.language.numbers import FIRST_WORDS, NUMBER, ROUGH, number_starts, parse, whole
from procurement.language.periods import (
    PERIOD,
    Period,
    is_of_an_action,
    period_after,
    period_before,
    period_of_list,
)
from procurement.language.sizes import SIZES, is_a_capacity, is_a_density, is_a_size
from procurement.language.spans import (
    SPACE,
    Span,
    Taken,
    lowered,
    matches,
    sentence_before,
    starts_of,
    words_of,
)
from procurement.language.units import (
    SYMBOLS,
    WORD,
    Unit,
    counts,
    counts_alone,
    lemma_of,
    unit_at,
)

_ROUGHLY = (
    "environ", "quelques", "quelque", "près de", "pres de", "presque", "autour de",
    "approximativement", "à peu près", "au moins", "au minimum", "au maximum", "au plus",
    "plus de", "moins de", "pas plus de", "pas moins de", "jusqu'à", "aux alentours de",
    "de l'ordre de", "dans les", "en moyenne", "un minimum de", "un maximum de", "plus ou moins",
    "maximum", "minimum", "env.", "env", "+/-", "±", "~", "≈", "entre",
)  # fmt: skip
_STARTS = FIRST_WORDS | {words_of(words)[0][0] for words in _ROUGHLY}
_EITHER = "|".join(map(re.escape, _ROUGHLY)).replace(r"\ ", SPACE).replace("'", "['’]")
_ABOUT = rf"(?:(?:{_EITHER}){SPACE}*)?"
_BETWEEN = rf"(?:{SPACE}*(?:à|a|ou|-|–|et){SPACE}*(?P<high>{NUMBER}))?"
# « 2.5 Trois enlèvements »: a number counts no other.
_ANOTHER = rf"(?:deux|trois|quatre|cinq|six|sept|huit|dix|onze|douze|quinze|vingt){SPACE}"
_QUANTITY = re.compile(
    rf"(?<!\w)(?P<about>{_ABOUT})(?P<number>{NUMBER}){_BETWEEN}"
    rf"(?:{SPACE}*\((?:{NUMBER})\))?"
    rf"(?P<gap>{SPACE}*)(?P<of>(?:de{SPACE}|d['’]){SPACE}*)?(?P<unit>(?!{_ANOTHER}){WORD})",
)
_ONE = re.compile(
    rf"(?<![\w'’])(?P<number>une?)(?P<gap>{SPACE}+)(?P<of>)(?P<high>)(?P<about>)(?P<unit>{WORD})",
)
_DURATION_UNITS = frozenset(["an", "année", "mois", "semestre", "trimestre"])
_TIME_UNITS = frozenset(["jour", "semaine"])
_EXISTING = re.compile(
    r"\b(?:actuel(?:le)?(?:ment|s)?|aujourd['’]hui|existante?s?|dispos(?:e|ent|ons)|poss[èé]d\w+"
    r"|en stock|déjà)\b(?!.*\b(?:veut|voul|souhait|faut|besoin|cherch|recherch|achet"
    r"|remplac))\D{0,35}$"
)
_GROUPED = frozenset(
    ["heure", "jour", "agent", "participant", "enfant", "convive", "joueur", "salarié"]
)
_OF_EACH = re.compile(rf"{SPACE}(?:chacune?{SPACE})?(?:de{SPACE}|d['’])")
# « trois lots », « un livret de 24 pages », « du papier 2 plis »: only more of them are counted.
_FEW = {"lot": 20, "page": 500, "pli": 10}
_MADE_NEW = re.compile(rf"\b(?:remis\w*{SPACE}+à|du|un|au|le){SPACE}+$")
# « Lot 1 – 2470 MACONNERIE »: a work in the singular is not counted.
_WORK = re.compile(r"(?:tion|erie|ité|age)$")
_AND = re.compile(rf"{SPACE}(?:de{SPACE}|d['’])[^.,;:()\n]{{1,30}}{SPACE}et{SPACE}")

# The noun first, as forms and lists write it: « Nombre de repas : 450 », « - chaises : 40 ».
_ITEM = re.compile(rf"\n|[.;|:/]{SPACE}")
_COUNTING = ("nombre", "nbre", "nb", "quantité", "quantite", "volume")
_COUNTING_STARTS = {*_COUNTING, *(f"{noun}s" for noun in _COUNTING)}
_NOUN_FIRST = re.compile(
    rf"(?:\b(?:{'|'.join(_COUNTING)})s?{SPACE}"
    rf"(?:(?:total|annuel|moyen|estimé|prévisionnel|approximatif)e?s?{SPACE}){{0,2}}(?:de{SPACE}|d['’])?"
    rf"(?P<counted>{WORD})(?P<gap>(?:{SPACE}[^\W\d_][\w'’-]*){{0,4}}?)"
    rf"|(?:^|(?<=\n)|(?<=[.;|:/]{SPACE}))[-•*–]?{SPACE}*(?P<listed>[^\W\d_]{{3,}}[sx])"
    rf"(?P<more>(?:{SPACE}(?!et\b|ou\b)\w[\w'’²/-]*){{0,5}}?(?:{SPACE}?\([^)\n]{{1,30}}\))?))"
    rf"(?P<period>{PERIOD.replace('?P<', '?P<first_')})?"
    rf"(?:{SPACE}*(?:[:=|\t;]|{SPACE}[-–]{SPACE})|{SPACE}(?:est{SPACE}|s['’]élève{SPACE})?(?:estimée?s?{SPACE}|évaluée?s?{SPACE})?(?:à|de|d['’])(?={SPACE}*(?:environ{SPACE})?\d)){SPACE}*(?P<about>{_ABOUT})(?P<number>{NUMBER})"
    rf"(?={PERIOD.replace('?P<', '?P<ahead_')}|{SPACE}*(?:[;)|\n\t]|[.,](?!\d)|/{SPACE}|$))",
    re.IGNORECASE,
)

# « Riz long ; kg ; 3 200 »: a column of units before that of numbers
_COLUMNS = re.compile(
    rf"(?<=[;|\t]){SPACE}*(?P<unit>kg|kilos?|litres?|l|tonnes?|t|m²|m2|m³|m3|ml|km|ha|heures?|h)"
    rf"{SPACE}*[;|\t]{SPACE}*(?P<number>{NUMBER})(?={SPACE}*(?:[;|\t\n]|$))",
    re.IGNORECASE,
)

# « assiettes 900/jour », « des boîtes en verre, 900 par jour »; not « dans les écoles, 2 par an »
_RATE = re.compile(rf"(?:/|par{SPACE}){SPACE}*(?:jour|j|semaine|mois|an)\b")
_NOUN_THEN_RATE = re.compile(
    rf"(?<![\w'’-])(?P<noun>[^\W\d_]{{3,}}[sx])(?:{SPACE}[^\W\d_]+){{0,2}}?(?P<apart>,?){SPACE}"
    rf"(?P<number>{NUMBER})"
    rf"(?={SPACE}*{_RATE.pattern})",
    re.IGNORECASE,
)
_PLACED = re.compile(
    rf"\b(?:(?:dans|pour|chez|sur|vers|par|en|aux|à|entre)(?:{SPACE}(?:les|des|nos|ces|leurs))?"
    rf"|de{SPACE}(?:nos|vos|ses|leurs|ces)){SPACE}$"
)
# « Elles sont deux cent cinquante dans ce cas »
_THEY_ARE = re.compile(
    rf"\b(?:ils|elles){SPACE}(?:sont|seront|seraient){SPACE}(?P<about>{_ABOUT})(?P<number>{NUMBER})"
    rf"(?={SPACE}(?:dans|à|sur|en|qui|chez|par|au|aux)\b|{SPACE}*[.,;:!?)]|{SPACE}*$)",
    re.IGNORECASE,
)
# « fréquence : 4/an »
_FREQUENCY = re.compile(
    rf"\bfréquence{SPACE}*[:=]{SPACE}*(?P<number>{NUMBER})(?={SPACE}*(?:/|par{SPACE}))",
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
    existing: bool = False  # what is there today, not what is wanted

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": whole(self.value),
            "min": whole(self.low),
            "unit": self.unit,
            "period": self.period,
            "approximate": self.approximate,
            "existing": self.existing,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def quantities(text: str, taken: Taken, today: date | None = None) -> list[Quantity]:
    """What is counted or measured; numbers of dates, amounts, lots and articles are not.

    `today` is the day of the reading: what was counted in the years before is not wanted.
    """
    year = (today or date.today()).year
    found = [*_number_first(text, taken, year), *_noun_first(text, taken), *_rates(text, taken)]
    found += [*_columns(text, taken), *_frequencies(text, taken), *_people(text, taken)]
    found.sort(key=lambda quantity: quantity.start)
    return [
        replace(quantity, existing=True) if _exists(text, quantity) else quantity
        for quantity in _sharing(text, found)
    ]


def _sharing(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """« 58 t de fruits et 74 t de légumes par an »: one period for both."""
    for one, other in zip_longest(found, found[1:]):
        shared = (
            other
            and other.period
            and not one.period
            and one.unit == other.unit
            and _AND.fullmatch(text, one.end, other.start)
        )
        yield replace(one, period=other.period) if shared else one


def _exists(text: str, quantity: Quantity) -> bool:
    return bool(_EXISTING.search(sentence_before(lowered(text), quantity.start, 60)))


def _number_first(text: str, taken: Taken, year: int) -> Iterator[Quantity]:
    last, alone = 0, False
    small = lowered(text)
    counted = list(matches(_QUANTITY, small, number_starts(small, _STARTS)))
    read = {(match.start("number"), match.start("unit")) for match in counted}
    # « une chaise » is of both kinds: read once.
    single = [
        match
        for match in matches(_ONE, small, starts_of(small, {"un", "une"}))
        if (match.start("number"), match.start("unit")) not in read
    ]
    for match in map(_unranked, sorted([*counted, *single], key=re.Match.start)):
        if not taken.free(*match.span("number")) or names_something(text, match):
            continue
        found = _read(text, match, taken, year)
        # « 2 équipes de 4 agents »: how large each is.
        of_each = _OF_EACH.fullmatch(text, last, match.start())
        if found and of_each and not alone and found.unit in SIZES | _GROUPED:
            continue
        if found and taken.take(found.start, found.end):
            last, alone = found.end, found.value == 1
            yield found


def _unranked(match: re.Match[str]) -> re.Match[str]:
    """« Lot 1 – 9 500 plants »: no range, the dash sets a rank apart."""
    text, high = match.string, match.start("high")
    apart = text[match.end("number") : high] in (" - ", " – ")
    if apart and is_numbered(text[max(0, match.start() - 24) : match.start()]):
        return _QUANTITY.match(text, high) or match
    return match


def _noun_first(text: str, taken: Taken) -> Iterator[Quantity]:
    for match in matches(_NOUN_FIRST, text, _noun_first_starts(lowered(text))):
        found = _read_noun_first(text, match)
        if found and taken.take(found.start, found.end):
            yield found


def _noun_first_starts(small: str) -> list[int]:
    items = (match.end() for match in _ITEM.finditer(small))
    return sorted({0, *items, *starts_of(small, _COUNTING_STARTS)})


def _columns(text: str, taken: Taken) -> Iterator[Quantity]:
    for match in _COLUMNS.finditer(text):
        start, end = match.start("unit"), match.end()
        if taken.take(start, end):
            value, unit = parse(match["number"]), lemma_of(match["unit"])
            period = period_of_list(text, start).name
            yield Quantity(start, end, text[start:end], value, value, unit, period, False)


def _rates(text: str, taken: Taken) -> Iterator[Quantity]:
    if not _RATE.search(lowered(text)):
        return
    plurals = (start for word, start in words_of(text) if word[-1] in "sxSX")
    for match in matches(_NOUN_THEN_RATE, text, plurals):
        period = period_after(text, match.end())
        placed = match["apart"] and _PLACED.search(sentence_before(text, match.start(), 30))
        if not placed and counts(match["noun"]) and taken.take(match.start(), period.end):
            value = parse(match["number"]) * period.times
            said, unit = text[match.start() : period.end], lemma_of(match["noun"])
            yield Quantity(match.start(), period.end, said, value, value, unit, period.name, False)


def _people(text: str, taken: Taken) -> Iterator[Quantity]:
    for match in matches(_THEY_ARE, text, starts_of(lowered(text), {"ils", "elles"})):
        start, end = match.start("about") if match["about"] else match.start("number"), match.end()
        if taken.take(start, end):
            value = parse(match["number"])
            rough = bool(match["about"]) or any(word in match["number"].lower() for word in ROUGH)
            yield Quantity(start, end, text[start:end], value, value, "personne", None, rough)


def _frequencies(text: str, taken: Taken) -> Iterator[Quantity]:
    for match in matches(_FREQUENCY, text, starts_of(lowered(text), {"fréquence"})):
        period = period_after(text, match.end())
        if taken.take(match.start("number"), period.end):
            value, start = parse(match["number"]) * period.times, match.start("number")
            said = text[start : period.end]
            yield Quantity(start, period.end, said, value, value, "fois", period.name, False)


def _read(text: str, match: re.Match[str], taken: Taken, year: int) -> Quantity | None:
    number, about = match["number"], match["about"].strip()
    if match["of"] and not _takes_of(number):
        return None
    unit = _unit(text, match)
    if unit is None:
        return None
    value = 1.0 if number.lower() in ("un", "une") else parse(number)
    high = parse(match["high"]) if match["high"] and _is_range(text, match) else value
    period = _period(text, match.start(), unit, taken)
    if not _is_quantity(text, match, unit, period.name, max(value, high), year):
        return None
    if about.lower() == "entre" and not match["high"]:
        about = ""  # « répartis entre neuf sites »
    start = match.start("about") if about else match.start("number")
    high, low = max(value, high) * period.times, min(value, high) * period.times
    rough = bool(about) or any(word in number.lower() for word in ROUGH)
    return Quantity(
        start, period.end, text[start : period.end], high, low, unit.name, period.name, rough
    )


def _period(text: str, start: int, unit: Unit, taken: Taken) -> Period:
    after = period_after(text, unit.end)
    if after.name:
        return after
    before = period_before(text, start, taken)
    if unit.name in PEOPLE and is_of_an_action(text, start):
        return Period(None, unit.end)
    return (before if before.name else period_of_list(text, start))._replace(end=unit.end)


def _is_range(text: str, match: re.Match[str]) -> bool:
    """« entre 3 et 4 », « 3 à 4 », « 3 ou 4 »; not « les sites 3 et 4 »."""
    between = text[match.end("number") : match.start("high")].strip().lower()
    return between != "et" or match["about"].strip().lower() == "entre"


def _read_noun_first(text: str, match: re.Match[str]) -> Quantity | None:
    noun = match["counted"] or match["listed"]
    unit = lemma_of(noun)
    if not counts(noun) or unit in _DURATION_UNITS or unit in _TIME_UNITS:
        return None
    value = parse(match["number"])
    before = period_after(text, match.start("period")) if match["period"] else Period(None, 0)
    after = period_after(text, match.end("number"))
    start = match.start("counted" if match["counted"] else "listed")
    rough = bool(match["about"].strip()) or any(word in match["number"].lower() for word in ROUGH)
    period = before.name or after.name or period_of_list(text, start).name
    return Quantity(start, after.end, text[start : after.end], value, value, unit, period, rough)


def _takes_of(number: str) -> bool:
    """« une centaine de », « 1,2 million de »; not « 340 de »."""
    names = (*ROUGH, "million", "milliard")
    return any(name in number.lower() for name in names)


def _unit(text: str, match: re.Match[str]) -> Unit | None:
    start, end = match.span("unit")
    if match["unit"].lower() == "x":  # « 40 x chaises », not « 2 x par semaine »
        counted = re.compile(rf"{SPACE}+(?!par\b|chaque\b)({WORD})").match(text, end)
        if counted and counts(counted[1]):
            start, end = counted.span(1)
    glued = not match["gap"] and not match["of"] and not match["number"][-1].isalpha()
    if glued and match["unit"].lower() not in SYMBOLS:
        return None  # « 18MO068 »
    return unit_at(text, start, end)


def _is_quantity(
    text: str, match: re.Match[str], unit: Unit, period: str | None, value: float, year: int
) -> bool:
    led = sentence_before(lowered(text), match.start("number"), 70)
    before = led[-30:]
    number = match["number"]
    if number in ("un", "une"):
        timed = unit.name in _DURATION_UNITS | _TIME_UNITS
        return bool(period) and not timed and counts_alone(unit)
    # « trois fois » says nothing without a period: it is how often a contract is renewed.
    if unit.name in _DURATION_UNITS or value == 0 or (unit.name == "fois" and not period):
        return False
    if number == "neuf" and (not unit.plural or _MADE_NEW.search(before)):
        return False  # « un drap neuf pliable », « remis à neuf »
    if value >= 2 and not unit.plural and not _may_be_singular(before, number):
        return False
    if value >= 2 and not unit.plural and not period and _WORK.search(unit.name):
        return False
    if value <= _FEW.get(unit.name, 0) or not _is_wanted(text, unit, led, year):
        return False
    if period:
        return True
    if unit.name in _TIME_UNITS:
        return days_are_bought(text, before, match.end())
    if unit.name == "heure" and not hours_are_bought(text, unit, led, value):
        return False
    return not is_a_size(text, unit, led, value)


def _is_wanted(text: str, unit: Unit, before: str, year: int) -> bool:
    """Neither a density, nor what a thing can hold, nor what was, nor of those who judge."""
    if is_a_density(text, unit) or is_a_capacity(before) or is_a_mark(text, unit):
        return False
    after = lowered(text)[unit.end : unit.end + 50]
    return not (
        is_bygone(before, after, year) or describes_something_else(unit, before[-60:], after)
    )


def _may_be_singular(before: str, number: str) -> bool:
    """Haste forgets an s (« il faut 12 chaise »); « acte 2 campagne » never had one."""
    return not number[0].isdigit() or bool(
        re.search(
            rf"(?:^|[:;,(+/-]|\b(?:de|d['’]|les|nos|faut|et|pour|soit|besoin)){SPACE}*$", before
        )
    )
