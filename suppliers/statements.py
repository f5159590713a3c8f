"""A text → its statements: what it says it does, wants or refuses, and in what role.

« Nous formons aux métiers du compostage » and « nous compostons » share their words, not their
trade; « remplacer les barquettes par des bacs » names two goods and wants one. Both sides of a
match are read by this module, so that words only meet when they are said alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from procurement.language.alternatives import any_of
from procurement.language.words import key
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "roles.yaml"
DOING = ""  # the role of a sentence that speaks of the trade itself
SELLING = "selling"  # of one that speaks of making or selling things
TEACHING = "training"  # of one that teaches the trade; an action too, which needs no thing
_SENTENCE = re.compile(r"[^.;!?\n•]*(?:\.(?=\S)[^.;!?\n•]*)*[.;!?\n•]?")
_LIST = re.compile(r"(?:^|(?<=:))\s*[-–*]\s?(?=[^\W\d])")  # « nos activités : - collecte - tri »
_ITEM = re.compile(r"(?:^|\s)[-–*]\s?(?=[^\W\d])")
_CLAUSE_END = re.compile(r"[,:(]| mais | tandis que | alors que ")
_MANY = re.compile(r"\b(?:restent|resteront|sont|seront|font|relevent|incombent|demeurent)\b")
# A list that is set aside begins as a subject does, and nothing is asked before its verb.
_SUBJECT = re.compile(r"\s*(?:les? |la |l'|nos |notre |des |une? |ni )")
_ASKS = re.compile(
    r"[:;]|\bmais\b|\b(?:est|sont|sera|seront)\b|\b(?:faut|faudra|cherch|demand|souhait|voul|doit|doivent|devr)\w*"
    r"|\b(?:pour|de|d'|a) \w{3,}(?:er|ir|dre|tre)\b"
)
_LIKEWISE = re.compile(r"\s*(?:tout comme|de meme que|comme)\b")
_SIGNS = {"’": "'", "\u00a0": " ", "\u202f": " "}


@dataclass(frozen=True)
class Statement:
    """`text` as written; `wanted` is false for what the author refuses or sets aside."""

    text: str
    role: str = DOING
    wanted: bool = True


@dataclass(frozen=True)
class _Unwanted:
    start: re.Pattern[str]
    until: re.Pattern[str]
    required: bool = False  # without its end, the start means something else


@dataclass(frozen=True)
class Action:
    """Something done to a thing; `words` say it, whoever speaks."""

    id: str
    label: str
    words: tuple[str, ...]
    trades: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return key(self.words[0])


@dataclass(frozen=True)
class Rules:
    roles: tuple[tuple[str, re.Pattern[str]], ...]
    any_role: re.Pattern[str]  # most sentences speak in none, and say so at once
    instead: dict[str, str]  # what is done in a role, instead of the trade
    unwanted: tuple[_Unwanted, ...]
    any_unwanted: re.Pattern[str]
    set_aside: re.Pattern[str]
    opposites: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    any_offered: re.Pattern[str]
    actions: tuple[Action, ...]
    boilerplate: tuple[str, ...]
    places: tuple[str, ...]
    situation: re.Pattern[str]
    lessons: re.Pattern[str]
    vocational: re.Pattern[str]


@cache
def rules() -> Rules:
    raw: dict[str, Any] = read_yaml(DATA)
    return Rules(
        roles=tuple((role["id"], any_of(role["cues"])) for role in raw["roles"]),
        any_role=any_of(cue for role in raw["roles"] for cue in role["cues"]),
        instead={role["id"]: role["instead"] for role in raw["roles"]},
        unwanted=tuple(
            _Unwanted(
                re.compile(item["start"]), re.compile(item["until"]), item.get("required", False)
            )
            for item in raw["unwanted"]
        ),
        any_unwanted=any_of(item["start"] for item in raw["unwanted"]),
        set_aside=any_of([raw["set_aside"]]),
        opposites=tuple(
            (any_of([rf"({o['wanted']})\b"]), any_of([rf"({o['offered']})\b"]))
            for o in raw["opposites"]
        ),
        any_offered=any_of(rf"({o['offered']})\b" for o in raw["opposites"]),
        actions=tuple(
            Action(item["id"], item["label"], tuple(item["words"]), tuple(item["trades"]))
            for item in raw["actions"]
        ),
        boilerplate=tuple(raw["boilerplate"].split()),
        places=tuple(raw["places"].split()),
        situation=re.compile(raw["situation"]),
        lessons=any_of([raw["lessons"]]),
        vocational=any_of([raw["vocational"]]),
    )


class _Folded(dict[int, str]):
    """Each character as `str.translate` asks for it, worked out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = _SIGNS.get(character) or fold(character)[:1] or character
        return self[code]


_FOLDED = _Folded()


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """Folded as everywhere, but letter for letter: offsets stay those of the text."""
    return text.translate(_FOLDED)


def action_named(id: str) -> Action:
    return next(action for action in rules().actions if action.id == id)


def role_reason(role: str) -> str:
    """« Forme à ce métier sans l'exercer. »"""
    return rules().instead[role]


@lru_cache(maxsize=64)
def role_of(text: str) -> str:
    """The role in which a sentence speaks; DOING when nothing says otherwise."""
    plain = folded(text)
    if not rules().any_role.search(plain):
        return DOING
    return next(role for role, cues in rules().roles if cues.search(plain))


def says_how_things_stand(sentence: str) -> bool:
    """True of a sentence that asks for nothing: what there is today, how offers will be judged."""
    return bool(rules().situation.search(folded(sentence)))


def says_lessons(sentence: str) -> bool:
    """True of one that speaks of lessons, whatever it is about: « des cours de reprisage »."""
    return bool(rules().lessons.search(folded(sentence)))


def is_vocational(sentence: str) -> bool:
    """True of one that speaks of a trade to be learnt as such: « un titre de retoucheuse »."""
    return bool(rules().vocational.search(folded(sentence)))


def statements(text: str, *, role: str = DOING) -> list[Statement]:
    """The statements of a text in order; `role` is that of the title above it, which they inherit.

    The first sentence says what its author is: a later one without a cue keeps that role.
    """
    found: list[Statement] = []
    inherited = role
    for number, sentence in enumerate(_sentences(text)):
        own = role_of(sentence)
        if number == 0 and own and not role:
            inherited = own
        found += _pieces(sentence, own or inherited)
    return found


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        listed = _LIST.search(match[0])
        start = listed.start() if listed else len(match[0])
        for sentence in (match[0][:start], *_ITEM.split(match[0][start:])):
            if sentence := sentence.strip():
                yield sentence


def _pieces(sentence: str, role: str) -> Iterator[Statement]:
    """The sentence cut where it begins and ceases to speak of what it does not want."""
    plain = folded(sentence)
    if rules().set_aside.search(plain):
        yield from _set_aside(sentence, plain, role)
        return
    cursor = 0
    for start, end in _refused(plain):
        if start > cursor and (before := sentence[cursor:start].strip()):
            yield Statement(before, role)
        yield Statement(sentence[start:end].strip(), role, wanted=False)
        cursor = end
    if rest := sentence[cursor:].strip():
        yield Statement(rest, role)


def _set_aside(sentence: str, plain: str, role: str) -> Iterator[Statement]:
    """Only the clause that sets something aside is lost, with what it lists before it (« La
    machine, encore en service, et les corbeilles restent à la Ville »); not its other neighbours.
    """
    cuts = [match.end() for match in _CLAUSE_END.finditer(plain)]
    spans = list(pairwise([0, *cuts, len(plain)]))
    lost = [bool(rules().set_aside.search(plain[start:end])) for start, end in spans]
    for number, (start, end) in enumerate(spans):
        before = plain[:start]
        if lost[number] and _MANY.search(plain[start:end]):
            is_list = _SUBJECT.match(plain) and not _ASKS.search(before)
            lost[:number] = [True] * number if is_list else lost[:number]
        elif number and lost[number - 1] and _LIKEWISE.match(plain[start:end]):
            lost[number] = True
    for (start, end), is_lost in zip(spans, lost, strict=True):
        if piece := sentence[start:end].strip(" ,:("):
            yield Statement(piece, role, wanted=not is_lost)


def _refused(plain: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if not rules().any_unwanted.search(plain):
        return spans
    for rule in rules().unwanted:
        for start in rule.start.finditer(plain):
            end = rule.until.search(plain, start.end())
            if end or not rule.required:
                spans.append((start.start(), end.start() if end else len(plain)))
    return _merged(sorted(spans))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def opposites_wanted(text: str) -> frozenset[int]:
    """The numbers of the opposites whose first side this text wants."""
    plain = folded(text)
    return frozenset(n for n, (wanted, _) in enumerate(rules().opposites) if wanted.search(plain))


def opposites_offered(text: str) -> tuple[int, ...]:
    """The numbers of the opposites of which this text offers the second side, and not the first."""
    plain = folded(text)
    if not rules().any_offered.search(plain):
        return ()
    return tuple(
        number
        for number, (wanted, offered) in enumerate(rules().opposites)
        if offered.search(plain) and not wanted.search(plain)
    )
