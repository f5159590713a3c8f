"""French numbers, in figures (« 12.000 », « 1 250,5 ») and in words (« trois cent quarante »)."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from procurement.language.spans import SPACE, starts_by_word, starts_of, words_of

UNITS = {
    word: value
    for value, word in enumerate(
        (
            "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
            "onze", "douze", "treize", "quatorze", "quinze", "seize",
        )
    )
} | {
    "une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "soixante": 60, "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9,
           "milliards": 10**9}  # fmt: skip
ROUGH = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip

_WORDS = sorted([*UNITS, "cent", "cents", *_SCALES], key=len, reverse=True)
_WORD = f"(?:{'|'.join(_WORDS)})"
# « vingt et un », « soixante et onze »; not « deux et trois ».
_ONE_MORE = rf"(?:-et-|{SPACE}et{SPACE})(?:une?|onze)\b"
IN_WORDS = rf"{_WORD}(?:(?:-|{SPACE}){_WORD}|{_ONE_MORE}){{0,14}}"
IS_NUMBER = re.compile(IN_WORDS, re.IGNORECASE)
IN_FIGURES = (
    rf"(?:[1-9]\d{{0,2}}(?:(?:{SPACE}|\.)\d{{3}}){{1,4}}(?!\d)(?:,\d+)?|\d{{1,15}}(?!\d)(?:[.,]\d{{1,9}})?)"
    rf"(?:{SPACE}?(?:millions?|milliards?|mille)\b)?"
)
_ROUGH_NAMES = "|".join(ROUGH)
IN_ROUGH = (
    rf"(?:(?:une?|la|cette){SPACE}(?:bonne{SPACE}|petite{SPACE}|petit{SPACE}|grosse{SPACE}|bon{SPACE})?|(?:{IN_WORDS}|\d+){SPACE}"
    rf")(?:demi-)?(?:{_ROUGH_NAMES})s?"
)
NUMBER = rf"(?:(?<![\w.,/-])(?:{IN_ROUGH}\b|{IN_WORDS}\b)|(?<![\w/])(?<!\d[.,]){IN_FIGURES})"
FIRST_WORDS = frozenset(_WORDS)
_ROUGHLY = frozenset(f"{name}{plural}" for name in ROUGH for plural in ("", "s"))
_DEFINITE = frozenset(["la", "cette"])  # « la dizaine »
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")  # « 12.000 »
_SEPARATORS = re.compile(SPACE)
_ROUGH_END = re.compile(rf"({_ROUGH_NAMES})s?$")


def number_starts(text: str, words: Set[str] = FIRST_WORDS) -> list[int]:
    """Where what begins with figures or with one of these words may match."""
    return sorted([*_always(text), *starts_of(text, words)])


@lru_cache(maxsize=4)
def _always(text: str) -> list[int]:
    """Where figures begin, and rough numbers by their article."""
    figures = [start for word, start in words_of(text) if word[0].isdecimal()]
    if _ROUGHLY.isdisjoint(starts_by_word(text)):
        return figures
    return [*figures, *starts_of(text, _DEFINITE)]


def parse(text: str) -> float:
    """The value of what NUMBER matched; whole values are ints in all but type."""
    words = _SEPARATORS.sub(" ", text.strip().lower())
    rough = _ROUGH_END.search(words)
    if rough:
        return _rough(words[: rough.start()].strip(), ROUGH[rough[1]])
    if words[0].isdigit():
        return _figures(words)
    return float(_in_words(words))


def whole(value: float) -> int | float:
    """340.0 is written 340."""
    return int(value) if value == int(value) else round(value, 4)


def _rough(before: str, size: int) -> float:
    half = before.endswith("demi-")
    count = before.removesuffix("demi-").strip().split(" ")[0]
    times = parse(count) if count and (count[0].isdigit() or count in UNITS) else 1
    return times * size / (2 if half else 1)


def _figures(words: str) -> float:
    scale = 1
    for name, factor in _SCALES.items():
        if words.endswith(" " + name) or words.endswith(name):
            words, scale = words.removesuffix(name).strip(), factor
            break
    digits = words.replace(" ", "")
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    return float(digits.replace(",", ".")) * scale


def _in_words(words: str) -> int:
    total = group = 0
    for word in re.split(r"[- ]", words):
        if word in UNITS:
            # « quatre-vingt » multiplies; « soixante-quinze » adds.
            times_twenty = word in ("vingt", "vingts") and group % 100 == 4
            group = group + 76 if times_twenty else group + UNITS[word]
        elif word in ("cent", "cents"):
            group = (group or 1) * 100
        elif word in _SCALES:
            total += (group or 1) * _SCALES[word]
            group = 0
    return total + group
