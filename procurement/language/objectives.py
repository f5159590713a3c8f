"""Sustainable and social objectives of a purchase, with the words they were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from procurement.language.asking import Asking
from procurement.language.compositions import compositions
from procurement.language.likeness import COMPOSED, FAR, LEAST, NEAR, Likeness, likeness
from procurement.language.namesakes import names_a_body, only_resembles, restores_premises
from procurement.language.phrases import Hit, PhraseIndex
from procurement.language.refusals import asks_nothing, is_already_so, is_refused, tells_of_no_wish
from procurement.language.spans import SENTENCE_END, Span, sentence_after, sentence_before
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "objectives.yaml"
LABELS = {
    "reemploi": "réemploi",
    "reduction_dechets": "réduction des déchets",
    "bio": "agriculture biologique",
    "circuit_court": "circuit court",
    "insertion": "insertion professionnelle",
    "handicap": "emploi de personnes handicapées",
    "bas_carbone": "moins de carbone",
    "eco_conception": "écoconception",
    "economie_locale": "économie du territoire",
    "accessibilite": "accessibilité",
    "biodiversite": "biodiversité",
    "egalite": "égalité et lutte contre les discriminations",
    "commerce_equitable": "commerce équitable",
    "energie": "sobriété énergétique",
}
_BOUGHT = re.compile(
    r"\b(?:achat|acquisition|fourniture|livraison|location|collecte|transport|traitement)s?"
    r"(?:\s+et\s+[^\W\d_]+)?\s+(?:de\s+|d['’]|des\s+|du\s+)(?:l['’]|la\s+)?(?:[^\W_]+\s+){0,2}$"
)
_BREAK = re.compile(rf"{SENTENCE_END}|, et ")
_SENTENCE = re.compile(SENTENCE_END)
_FEW = 4  # words of a clause
_BRIEF, _COUNTING = 0.65, 0.6  # how like others clauses are that say little, or count things
_COUNTED = re.compile(
    r"(?<!\d)(?<!\d\s)\d(?:\s?\d)*+\s++(?!%|pour\b|km|kilom|ans\b|€|euros|heures?\b|h\b|kwh|watts?\b|m\b)[^\W\d_]{3,}"
)
_SAME_BREATH = 30  # letters between two parts of an aim said at length
_RUN_ON = 45  # and between two names of it that nothing sets apart
_SET_APART = re.compile(r"[.;:()?!\n–—]|\b(?:et|puis|ainsi)\b", re.IGNORECASE)

_FORESEEN = 0.2  # what a rule adds to how like others a clause is

# How much a clause must ask; how much less, the more it is like those that ask for the aim.
_TOLD, _ALIKE = 0.6, 0.38

_SUBJECT, _EXACTLY, _ANY = "?", "=", "any"
_FEWER = ("less", "instead")  # the aims that a refusal states: « aucun déchet »
# What may stand between two parts of one mention.
_GOES_ON = re.compile(
    r"(?:\s|\b(?:de|du|des|en|par|la|le|les|à|au|aux|sociale?s?|professionnelle?s?"
    r"|pour|afin|privilégiée?s?)\b|\b[dl]['’]|[()])+"
)
_AIM_BEFORE, _AIM_AFTER = 60, 32  # letters, in the same sentence


@dataclass(frozen=True)
class ObjectiveMention(Span):
    id: str
    composed: bool = False  # from words that never name it
    silent: bool = False  # named without being an aim: refused, of a body, of something else
    alike: bool = False  # foreseen by no rule: all its clause is like those that ask for it
    doubtful: bool = False  # named by a word that is only an aim beside a wish, and none is near

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": LABELS[self.id],
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def objectives(text: str, asking: Asking | None = None) -> Iterator[ObjectiveMention]:
    """Every mention, in reading order; one that is refused (« pas de bio ») or told is not one.

    `asking` has read the same text, or what it was before parts of it were blanked.
    """
    asking = asking or Asking(text)
    judged = likeness(text)
    told = _mentions(text)
    heard = [one for one in told if not one.silent and judged.agrees(one.id, one, _least(one))]
    said = _one_for_each_word(_said_once(text, heard), judged)
    more = [
        one
        for one in _foreseen_by_no_rule(judged)
        if not (
            _overlaps(one, told)
            or _says_what_is_said(text, one, said)
            or tells_of_no_wish(text, one)
            or one.id == "reemploi"
            and restores_premises(one)
        )
    ]
    for one in _one_for_each_word([*said, *more], judged):
        if asking.asks(one.start, one.end, _TOLD - _ALIKE * min(1, judged.closeness(one.id, one))):
            yield one


@lru_cache(maxsize=20_000)
def foreseen(text: str) -> bool:
    """Whether words of it name an aim or compose one, were it to keep silent."""
    return bool(_mentions(text))


def _least(one: ObjectiveMention) -> float:
    """How like clauses that ask for the aim its own must be."""
    return NEAR if one.doubtful else COMPOSED if one.composed else FAR


def _says_what_is_said(text: str, one: ObjectiveMention, said: Sequence[ObjectiveMention]) -> bool:
    """« en circuit court, avec un intermédiaire »: a sentence that named the aim goes on."""
    return any(
        other.id == one.id
        and not _SENTENCE.search(text, min(one.end, other.end), max(one.start, other.start))
        for other in said
    )


def _foreseen_by_no_rule(judged: Likeness) -> Iterator[ObjectiveMention]:
    for id, span in judged.alike():
        one = ObjectiveMention(span.start, span.end, span.text, id, composed=True, alike=True)
        if judged.agrees(id, one, _least_alone(span.text)):
            yield one


def _least_alone(said: str) -> float:
    """« 18 poussettes doubles »: what is counted is mostly bought, and few words say little."""
    if len(said.split()) <= _FEW:
        return _BRIEF
    return _COUNTING if _COUNTED.search(said.lower()) else LEAST


def _overlaps(one: ObjectiveMention, others: Sequence[ObjectiveMention]) -> bool:
    """Whether the rules have told of that aim there, were it to keep silent."""
    return any(
        other.id == one.id and other.start < one.end and one.start < other.end for other in others
    )


def _said_once(text: str, mentions: Sequence[ObjectiveMention]) -> list[ObjectiveMention]:
    last: dict[str, ObjectiveMention] = {}
    found: list[ObjectiveMention] = []
    previous = ""
    for said in mentions:
        before = last.get(said.id)
        runs_on, previous = previous == said.id, said.id
        if before and _says_it_again(text, before, said, runs_on):
            # « clause sociale d'insertion » says it once.
            end = max(before.end, said.end)
            merged = replace(before, end=end, text=text[before.start : end])
            merged = replace(merged, composed=before.composed and said.composed)
            found[found.index(before)] = last[said.id] = merged
        else:
            found.append(said)
            last[said.id] = said
    return found


def _one_for_each_word(found: list[ObjectiveMention], judged: Likeness) -> list[ObjectiveMention]:
    """Of two aims composed with the same words, the one that their clause is more like.

    What names an aim weighs more than what no rule foresees.
    """
    kept: list[ObjectiveMention] = []
    weighed = [
        (judged.closeness(said.id, said) + _FORESEEN * (not said.alike), said) for said in found
    ]
    for _, said in sorted(weighed, key=lambda one: -one[0]):
        over = [other for other in kept if other.start < said.end and said.start < other.end]
        if not (over and (said.composed or any(other.composed for other in over))):
            kept.append(said)
    return sorted(kept, key=lambda said: said.start)


def _says_it_again(
    text: str, before: ObjectiveMention, said: ObjectiveMention, runs_on: bool
) -> bool:
    """`runs_on`: no other aim is said between the two."""
    if said.start < before.end:
        return True
    between = text[before.end : said.start]
    if runs_on and len(between) < _RUN_ON and not _SET_APART.search(between):
        return True
    if before.composed or said.composed or said.doubtful:
        return len(between) < _SAME_BREATH and not _BREAK.search(between)
    return bool(_GOES_ON.fullmatch(between))


def _mentions(text: str) -> list[ObjectiveMention]:
    """Those of the vocabulary and those that words compose, in reading order."""
    found = [*_named(text), *_composed(text)]
    return sorted(found, key=lambda said: (said.start, said.composed))


def _named(text: str) -> Iterator[ObjectiveMention]:
    for hit in _vocabulary().hits(text):
        elsewhere = only_resembles(text, hit) or names_a_body(text, hit)
        for id, meaning in _meant(text, hit).items():
            doubtful = meaning is _Meaning.DOUBTFUL
            silent = (
                elsewhere
                or meaning is _Meaning.REFUSED
                or is_already_so(text, hit)
                or doubtful
                and _is_bought(text, hit)
            )
            yield ObjectiveMention(
                hit.start, hit.end, hit.text, id, silent=silent, doubtful=doubtful
            )


def _is_bought(text: str, hit: Span) -> bool:
    """« achat de vingt nichoirs »: what is bought is no aim."""
    return bool(_BOUGHT.search(sentence_before(text, hit.start, 40).lower()))


def _composed(text: str) -> Iterator[ObjectiveMention]:
    for id, hit in compositions(text):
        silent = (
            is_refused(text, hit)
            or is_already_so(text, hit)
            or only_resembles(text, hit)
            or names_a_body(text, hit)
        )
        yield ObjectiveMention(hit.start, hit.end, hit.text, id, composed=True, silent=silent)


class _Meaning(IntEnum):
    """In the order in which one prevails over another, of the same words."""

    REFUSED = 0
    DOUBTFUL = 1
    MEANT = 2


def _meant(text: str, hit: Hit) -> dict[str, _Meaning]:
    """The aims of the words: meant always, or only beside an aim (« réduire le CO2 »)."""
    meant: dict[str, _Meaning] = {}
    for said in hit.ids:
        id, _, aims = said.partition(_SUBJECT)
        meant[id] = max(meant.get(id, _Meaning.REFUSED), _meaning(text, hit, aims))
    return meant


def _meaning(text: str, hit: Hit, aims: str) -> _Meaning:
    # « aucun déchet »: what refuses other aims is this one.
    if asks_nothing(text, hit) or aims not in _FEWER and is_refused(text, hit):
        return _Meaning.REFUSED
    if aims.startswith(_EXACTLY):
        exact = hit.text.upper() == aims.removeprefix(_EXACTLY)
        return _Meaning.MEANT if exact else _Meaning.REFUSED
    return _Meaning.MEANT if not aims or _aims_at(text, hit, aims) else _Meaning.DOUBTFUL


def _aims_at(text: str, hit: Span, which: str) -> bool:
    before = fold(sentence_before(text, hit.start, _AIM_BEFORE))
    after = fold(sentence_after(text, hit.end, _AIM_AFTER))
    if _aims()[which].search(before):
        return True
    return which == _ANY and bool(_aims()["after"].search(after))


@cache
def _vocabulary() -> PhraseIndex:
    always = [(phrase, id + _exactly(phrase)) for id in LABELS for phrase in _words()[id]]
    aimed = [
        (phrase, subject["id"] + _SUBJECT + subject.get("aims", _ANY))
        for subject in _words()["subjects"]
        for phrase in subject["words"]
    ]
    return PhraseIndex([*always, *aimed])


def _exactly(phrase: str) -> str:
    """« ACI » is no « acier », though the two share a stem."""
    return f"{_SUBJECT}{_EXACTLY}{phrase}" if phrase.isupper() and phrase.isalpha() else ""


@cache
def _aims() -> dict[str, re.Pattern[str]]:
    """How a sentence says that it aims at something, by kind of aim."""
    return {
        kind: re.compile(rf"(?<!\w)(?:{'|'.join(words)})\w*")
        for kind, words in _words()["aims"].items()
    }


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(DATA)
    return words
