"""What is counted after a number: the singular lemma of a noun, or the symbol of a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from procurement.language.numbers import IS_NUMBER
from procurement.language.spans import SPACE
from procurement.language.words import (
    infinitive,
    is_french_word,
    is_plainly_a_verb,
    singular,
    with_accents,
    words,
)
from procurement.yaml_files import read_yaml

SYMBOLS = {
    "m²": "m2", "m2": "m2", "m³": "m3", "m3": "m3", "km": "km", "km²": "km2", "km2": "km2",
    "ha": "hectare", "kg": "kg", "kgs": "kg", "kilo": "kg", "kilogramme": "kg", "g": "g", "gr": "g",
    "gramme": "g", "t": "tonne", "l": "litre", "cl": "cl", "ml": "mètre linéaire", "m": "m",
    "cm": "cm", "mm": "mm", "dm3": "dm3",
    "kilomètre": "km", "kwh": "kwh", "mwh": "mwh", "gwh": "gwh", "kw": "kw", "kwc": "kwc",
    "kva": "kva",
    "h": "heure", "hr": "heure", "hrs": "heure", "j": "jour", "x": "fois", "mn": "minute",
    "etp": "etp", "pers": "personne", "hab": "habitant", "agt": "agent", "go": "go", "to": "to",
    "mo": "mo", "hl": "hectolitre",
    "ex": "exemplaire", "pce": "pièce", "pces": "pièce", "pcs": "pièce", "u": "unité",
    "rouleau": "rouleau", "hectare": "hectare",
}  # fmt: skip
_MEASURES = [
    (rf"mètres?{SPACE}carrés?", "m2"),
    (rf"metres?{SPACE}carr[ée]s?", "m2"),
    (rf"m[èe]tres?{SPACE}cubes?", "m3"),
    (rf"m[èe]tres?{SPACE}lin[ée]aires?", "mètre linéaire"),
    (rf"kilom[èe]tres?{SPACE}carrés?", "km2"),
    (rf"[ée]quivalents?(?:{SPACE}|-)temps(?:{SPACE}|-)pleins?", "etp"),
    (r"kilowatts?-?heures?", "kwh"),
    (r"mégawatts?-?heures?", "mwh"),
]
_MEASURE = re.compile("|".join(f"({written})" for written, _ in _MEASURES), re.IGNORECASE)
WORD = r"[^\W\d_][\w²³'’]*(?:-[^\W\d_]\w*)*"
_FOLLOWING = re.compile(rf"{SPACE}+(?:de{SPACE}+|d['’])?({WORD})")
_MANY = 20_000  # distinct words remembered
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)['’]")  # « une école sur deux n'est … »
_LISTS: dict[str, str] = read_yaml(Path(__file__).parent / "data" / "quantities.yaml")
_BEFORE_NOUN = frozenset(_LISTS["before_noun"].split())
_STAND_ALONE = frozenset(_LISTS["nouns_like_adjectives"].split())
_NEVER = frozenset(_LISTS["never_units"].split())
_HOLDERS = frozenset(_LISTS["holders"].split())
_NEVER_ALONE = frozenset(_LISTS["never_alone"].split())
_PARTICIPLE_NOUNS = frozenset(_LISTS["nouns_like_participles"].split())


_SHORT = 4  # letters of capitals that may stand for words


class Unit(NamedTuple):
    """`plural` is false where a noun plainly stands in the singular."""

    name: str
    end: int
    plural: bool
    written: str


def unit_at(text: str, start: int, end: int) -> Unit | None:
    """The unit that the word text[start:end] begins; None when nobody counts that."""
    if measure := _MEASURE.match(text, start):
        return Unit(_MEASURES[(measure.lastindex or 1) - 1][1], measure.end(), True, measure[0])
    adjective = None
    for word, stop in _nouns(text, start, end):
        low = word.lower().rstrip("'’")
        if low in _STAND_ALONE:
            adjective = _named(word, stop)
        elif low not in _BEFORE_NOUN:
            return adjective if _never(low) else _named(word, stop)
    return adjective  # « 150 jeunes par semaine »


@lru_cache(maxsize=_MANY)
def lemma_of(noun: str) -> str:
    low = noun.lower().rstrip("'’.")
    if low in SYMBOLS:
        return SYMBOLS[low]
    base = with_accents(singular(low))
    return SYMBOLS.get(base, base)


def counts(noun: str) -> bool:
    """Whether people count that at all."""
    return not _never(noun.lower())


def counts_alone(unit: Unit) -> bool:
    """« un passage par mois » is a quantity, « un montant annuel » is none."""
    return unit.name not in _NEVER_ALONE


def holds(noun: str) -> bool:
    """« des sacs de 10 kg », « un camion de 3,5 tonnes »."""
    return lemma_of(noun) in _HOLDERS


def _nouns(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The word, then the two that may follow it: « 3 nouvelles grandes tables »."""
    yield text[start:end], end
    for _ in range(2):
        following = _FOLLOWING.match(text, end)
        if following is None:
            return
        end = following.end()
        yield following[1], end


@lru_cache(maxsize=_MANY)
def _never(low: str) -> bool:
    if low in SYMBOLS or low == "fois":
        return False
    return (
        low in _NEVER
        or bool(IS_NUMBER.fullmatch(low))
        or low in words().stop_words
        or len(low) == 1  # « 380 V »
        or bool(_ELIDED.match(low))
        or any(sign.isdecimal() for sign in low)
    )


def _named(word: str, end: int) -> Unit | None:
    low = word.lower()
    if low not in SYMBOLS and (_is_participle(low) or _is_a_name(word)):
        return None
    # « 12 PLA », « 14 PC » may be several; « 13 HABITAT » is not.
    short = word.isupper() and (len(word) < _SHORT or not is_french_word(low))
    known = low in SYMBOLS or low in words().invariable or short
    return Unit(lemma_of(word), end, known or low[-1] in "sxz", word)


@lru_cache(maxsize=_MANY)
def _is_participle(low: str) -> bool:
    """« 113 situés », not « 113 employés »; « neuf sur onze disposent » of something."""
    if low in _PARTICIPLE_NOUNS or low.endswith(("tés", "té")):
        return False
    return bool(infinitive(low)) or is_plainly_a_verb(low)


@lru_cache(maxsize=_MANY)
def _is_a_name(word: str) -> bool:
    """« ligne 32 Sayat »: a capital on a word that no dictionary knows."""
    return word[0].isupper() and not word.isupper() and not is_french_word(singular(word.lower()))
