"""How often a quantity comes: « par jour », « /an », « hebdomadaires », « volume annuel de … »."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from procurement.language.spans import SPACE, Taken, lowered, sentence_before

_NAMES = {
    "jour": "jour", "jours": "jour", "j": "jour", "jr": "jour", "journée": "jour",
    "journee": "jour",
    "semaine": "semaine", "semaines": "semaine", "sem": "semaine", "sem.": "semaine",
    "nuit": "jour", "mois": "mois", "an": "an", "ans": "an", "année": "an", "annee": "an",
}  # fmt: skip
# « par trimestre » is four times as much a year: `formats.md` knows no quarter.
_TIMES_A_YEAR = {"trimestr": 4, "semestr": 2, "bimensuel": 24, "bimestr": 6}
_ADVERBS = {"quotid": "jour", "journa": "jour", "hebdom": "semaine", "mensue": "mois",
            "annuel": "an", "trimes": "an", "semest": "an"}  # fmt: skip
_ADJECTIVE = (
    r"(?:quotidien(?:ne)?s?|journali(?:er|ère)s?|hebdomadaires?|mensuel(?:le)?s?|annuel(?:le)?s?"
    r"|trimestriel(?:le)?s?|semestriel(?:le)?s?|bimensuel(?:le)?s?|bimestriel(?:le)?s?)"
)
PERIOD = (
    rf"{SPACE}*(?:(?:/|par|chaque|à{SPACE}l['’]|dans{SPACE}l['’]|au{SPACE}cours{SPACE}de{SPACE}l['’])"
    rf"{SPACE}*(?P<noun>journ[ée]e|jours?|nuit|jr|j|semaines?|sem\.|sem|mois|ann[ée]e|ans?|trimestre|semestre)\b"
    rf"(?:{SPACE}(?:scolaires?|ouvrés?|ouvrables?|travaillés?|civile))?"
    rf"|l['’](?P<the>an|année)\b"
    rf"|tous{SPACE}les{SPACE}(?P<every>jours|mois|ans)\b"
    rf"|toutes{SPACE}les{SPACE}(?P<every_week>semaines)\b"
    rf"|(?<![\w-])(?P<adverb>{_ADJECTIVE}|quotidiennement|journalièrement|hebdomadairement|mensuellement"
    r"|annuellement)\b)"
)
_PERIOD = re.compile(PERIOD)
# At most four plain words may stand between: « 12 kg de carottes râpées par semaine ».
_GAP = re.compile(
    rf"(?:{SPACE}(?!par\b|chaque\b|et\b(?!{SPACE}[^\W\d_]{{3,}}s{SPACE}par\b)|ou\b|à\b|pour\b|dont\b|soit\b|une?{SPACE}fois\b|(?:deux|trois|quatre|cinq|six|dix)\b)[^\W\d_][\w'’-]*){{0,4}}?"
    rf"(?={PERIOD.replace('?P<', '?P<_')})",
)
_BEFORE = re.compile(
    rf"(?:(?:^|[,:;(]|\bsoit|\bfaut|\bprévoir|\bcollecte){SPACE}*(?:par|chaque){SPACE}(?P<noun>jour|semaine|mois|an|année)"
    # « lave chaque semaine 21 tonnes », « chaque année, de 14 tonnes »
    rf"|\bchaque{SPACE}(?P<each>jour|semaine|mois|année),?(?:{SPACE}(?:de|d['’]))?"
    rf"|\b(?P<adverb>{_ADJECTIVE})(?:{SPACE}(?!et\b|ou\b|hors\b)[^\W\d_][\w'’]*){{0,5}}?"
    rf"(?:{SPACE}(?:de|d['’]|à|est|sont|représente)|{SPACE}*:)){SPACE}*[:,(]?{SPACE}*$",
)
# « le transport quotidien de 46 élèves »: the same ones every day
_ACTION = re.compile(
    rf"\b(?!fréquent|consomm|popul)[^\W\d_]+(?:age|ment|tion|port|cueil)s?{SPACE}{_ADJECTIVE}"
    rf"{SPACE}(?:de{SPACE}|d['’])$"
)
# One of these is in all that leads to a period: most texts are told without a long search.
_LEADS = ("par", "chaque", "quotidien", "journali", "hebdomadaire", "mensuel", "annuel", "estriel")

_HEADER = re.compile(
    rf"\b(?:quantités?|besoins?|volumes?|consommations?|commandes?)(?:{SPACE}[^\W\d_]+){{0,2}}?"
    rf"{SPACE}(?:(?P<adverb>{_ADJECTIVE})|par{SPACE}(?P<noun>jour|semaine|mois|an))(?:{SPACE}[^\W\d_]+){{0,2}}{SPACE}*:",
)
_LIST = 400  # letters; a longer list repeats its header
_LIST_END = re.compile(r"\.\s+(?=[A-ZÀÉÈ])|\n\s*\n")


class Period(NamedTuple):
    """`times` multiplies the value; `end` is where the words end."""

    name: str | None
    end: int
    times: int = 1


def period_after(text: str, end: int) -> Period:
    """The period said right after what is counted."""
    small = lowered(text)
    gap = _GAP.match(small, end)
    found = _PERIOD.match(small, gap.end()) if gap else None
    if found is None:
        return Period(None, end)
    noun = found["noun"] or found["the"] or found["every"] or found["every_week"]
    return _named(noun, found["adverb"], found.end())


def period_before(text: str, start: int, taken: Taken) -> Period:
    """« par semaine, 24 kg », « consommation annuelle de 1 200 kg »; not another count's period."""
    before = sentence_before(lowered(text), start, 80)
    found = _BEFORE.search(before) if any(word in before for word in _LEADS) else None
    if found is None:
        return Period(None, start)
    offset = start - len(before)
    if not taken.free(offset + found.start(), offset + found.end()):
        return Period(None, start)
    return _named(found["noun"] or found["each"], found["adverb"], start)


def is_of_an_action(text: str, start: int) -> bool:
    """Whether a period leads to a number and tells how often something is done to all of them."""
    return bool(_ACTION.search(sentence_before(lowered(text), start, 60)))


def period_of_list(text: str, start: int) -> Period:
    """« Quantités annuelles : 300 ramettes ; 40 bidons »: a header is true of its items."""
    for header in reversed(_headers(text)):
        if start - _LIST <= header.start() and header.end() <= start:
            if _LIST_END.search(text, header.end(), start):
                break
            return _named(header["noun"], header["adverb"], start)
    return Period(None, start)


@lru_cache(maxsize=2)
def _headers(text: str) -> list[re.Match[str]]:
    return list(_HEADER.finditer(lowered(text))) if ":" in text else []


def _named(noun: str | None, adverb: str | None, end: int) -> Period:
    word = (noun or adverb or "").lower()
    times = next((n for name, n in _TIMES_A_YEAR.items() if word.startswith(name)), 1)
    name = "an" if times > 1 else _NAMES.get(word) if noun else _ADVERBS[word[:6]]
    return Period(name, end, times)
