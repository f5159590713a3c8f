"""What the second reader sees of a sentence, in three views: its words, their letters, its senses.

What never comes twice is replaced by its kind: a figure by its unit and size, a month, a name in
capitals. Each view weighs the same, however many traits it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procurement.language.weights import Numbers, View, runs_of
from procurement.language.words import stem
from tenders.wording.rules import senses

Trait = tuple[str, int]  # a name, and the rank of the word it comes from (-1: the whole)
Views = tuple[list[Trait], ...]

WORD = re.compile(r"[A-Za-z0-9€%]+(?:[.,]\d+)?")
_UNITS = {
    "%": "% pour",
    "€": "€ euros euro eur",
    "km": "km kms kilometre kilometres bornes",
    "jour": "jour jours j",
    "heure": "heure heures h minute minutes mn min",
    "an": "an ans annee annees exercice exercices",
    "point": "point points pt pts",
    "fois": "fois x",
    "chose": "reference references salaries personnes",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SAID = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
}  # fmt: skip
_SIZES = (1, 2, 3, 5, 10, 20, 30, 50, 75, 99, 100, 200, 500, 1_000, 5_000, 10_000, 100_000, 10**6)
_MONTHS = frozenset(
    ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
     "octobre", "novembre", "decembre")
)  # fmt: skip
_DAYS = frozenset(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])


@dataclass(frozen=True)
class _Token:
    stem: str
    kinds: tuple[str, ...] = ()
    named: str = ""  # how its capitals or figures make it a name


def views(cased: str, where: str) -> Views:
    """The three views of a folded sentence in that place."""
    lower = cased.lower()
    return _words(cased, where), _letters(lower), _senses(lower, where)


def numbered(given: Views, number: Numbers) -> list[View]:
    """The traits of each view that have a number; a view weighs one, however many it has."""
    numbers = ([number(name) for name, _ in traits] for traits in given)
    known = ([one for one in those if one is not None] for those in numbers)
    return [View(*pair) for pair in zip(known, map(share, given), strict=True)]


def share(traits: Sequence[Trait]) -> float:
    return float(max(1, len(traits)) ** -0.5)


def _words(cased: str, where: str) -> list[Trait]:
    """Stems one by one, by two, and by two around a third; alone, also as said in that place."""
    tokens = list(_tokens(cased))
    found: dict[str, int] = {}
    for rank, token in enumerate(tokens):
        found[token.stem] = found[f"{where}/{token.stem}"] = rank
        found.update(dict.fromkeys(token.kinds, rank))
        for gap, sign in ((1, "+"), (2, "++")):
            if rank + gap < len(tokens):
                after = tokens[rank + gap]
                found[f"{token.stem}{sign}{after.stem}"] = rank
                if after.named:
                    found[f"{token.stem}{sign}{after.named}"] = rank
    if tokens:
        found[f"^{tokens[0].stem}"] = 0
        found[f"${tokens[-1].stem}"] = len(tokens) - 1
    return list(found.items())


def _tokens(cased: str) -> Iterator[_Token]:
    met = list(WORD.finditer(cased))
    shouted = cased.isupper()
    for rank, match in enumerate(met):
        word, low = match[0], match[0].lower()
        following = [later[0].lower() for later in met[rank + 1 : rank + 3]]
        starts = not rank or cased[: match.start()].rstrip()[-1:] in tuple(".;!?:")
        if low[0].isdigit() or low in _SAID:
            yield _figure(low, following)
        elif low in _MONTHS or low in _DAYS:
            yield _Token("@month" if low in _MONTHS else "@weekday")
        elif not (shouted or starts) and len(word) > 1 and (named := _named(word)):
            yield _Token(stem(low), (named,), named)
        else:
            yield _Token(stem(low))


def _figure(low: str, following: list[str]) -> _Token:
    """A number by its unit and size; « C320i » and « 4x4 » are codes."""
    if low not in _SAID and not re.fullmatch(r"[\d.,]+", low):
        return _Token("@code", ("*code",), "*code")
    value = _SAID.get(low) or float(re.sub(r"[.,](?=.*[.,])", "", low).replace(",", ".") or 0)
    if following and re.fullmatch(r"\d{3}", following[0]):
        value *= 1_000
    unit = next((_UNIT_OF[word] for word in following if word in _UNIT_OF), "")
    size = next((top for top in _SIZES if value <= top), "more")
    return _Token(low if low in _SAID else "@figure", (f"*n{unit}", f"*n{unit}{size}"))


def _named(word: str) -> str:
    if word.isupper():
        return "*initials"
    if any(letter.isupper() or letter.isdigit() for letter in word[1:]):
        return "*mixed"
    return "*name" if word[0].isupper() else ""


def _letters(lower: str) -> list[Trait]:
    """Runs of letters inside words, ends marked: what misspellings and families share."""
    found: dict[str, int] = {}
    for rank, match in enumerate(WORD.finditer(lower)):
        if not match[0][0].isdigit():
            found.update(dict.fromkeys(runs_of(match[0]), rank))
    return list(found.items())


def _senses(lower: str, where: str) -> list[Trait]:
    """The word lists of the vocabulary that are met, alone, in that place and by two."""
    met = [name for name, sense in senses().items() if sense.search(lower)]
    names = [f"@{where}", *(f"#{name}" for name in met), *(f"{where}#{name}" for name in met)]
    names += [f"#{one}&{two}" for rank, one in enumerate(met) for two in met[rank + 1 :]]
    return [(name, -1) for name in names]
