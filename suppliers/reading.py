"""What Balise understands of a text for matching: its words and concepts, statement by statement.

A supplier is read once, when its record changes, and the reading is kept beside it as plain JSON;
a need is read when it is matched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from procurement.language.french import tokens
from procurement.language.terms import concepts
from procurement.language.words import DATA as LANGUAGE
from procurement.language.words import key
from suppliers.statements import (
    DATA,
    DOING,
    Statement,
    opposites_offered,
    role_of,
    rules,
    statements,
)
from suppliers.trades import told

# Term keys of concepts, CPV codes and trades in the index, apart from words.
CONCEPT, CPV, TRADE = "c:", "cpv:", "t:"
VERSION = 1  # of this module's way of reading; its data tell their own changes
TOLD = 0.4  # from there on a supplier is filed under a trade that its words only tell


class Said(NamedTuple):
    """One statement as read: words by key and concepts by id, each as the text writes it."""

    words: dict[str, str]
    concepts: dict[str, str]
    role: str = DOING
    wanted: bool = True
    text: str = ""
    opposes: tuple[int, ...] = ()  # see statements.opposites_offered


@dataclass(frozen=True)
class Offer:
    """One thing a supplier does: an activity, or its general presentation (an empty label)."""

    label: str
    said: tuple[Said, ...]
    cpv: tuple[str, ...] = ()
    capacity: tuple[float, str, str] | None = None  # value, unit, period
    area: tuple[str, int | None, tuple[str, ...]] | None = None  # kind, km, codes: its own
    means: tuple[tuple[str, float | None, str], ...] = ()  # kind (see `means`), value, unit


@cache
def _boilerplate() -> frozenset[str]:
    return frozenset(filter(None, map(key, rules().boilerplate)))


@cache
def action_words() -> dict[str, frozenset[str]]:
    """Each key that says an action, with all the keys that say the same one."""
    found: dict[str, frozenset[str]] = {}
    for action in rules().actions:
        keys = frozenset(key(word) for word in action.words if " " not in word)
        found |= dict.fromkeys(keys, keys)
    return found


@cache
def _numbers() -> frozenset[str]:
    """Numbers in letters: « trois tournées » answers no « trois repas »."""
    written = (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "vingt trente quarante cinquante soixante cent mille"
    )
    return frozenset(filter(None, map(key, written.split())))


def read_statement(statement: Statement) -> Said:
    words = {
        token.norm_: token.text
        for token in reversed(tokens(statement.text))
        if token.norm_
        and (token.norm_ not in _boilerplate() or token.norm_ in action_words())
        and not token.like_num
        and token.norm_ not in _numbers()
    }
    named = {hit.id: hit.text for hit in reversed(concepts(statement.text))}
    opposes = opposites_offered(statement.text)
    return Said(words, named, statement.role, statement.wanted, statement.text, opposes)


def read_text(text: str, *, role: str = DOING) -> tuple[Said, ...]:
    return tuple(read_statement(statement) for statement in statements(text, role=role))


def read_offers(
    name: str, description: str, activities: Iterable[dict[str, Any]]
) -> tuple[Offer, ...]:
    """The offers of a supplier: its presentation, then each activity in its own words."""
    presentation = read_text(description)
    head = presentation[0].role if presentation else role_of(name)
    offers = [Offer("", (*_named(name, head), *presentation))]
    for activity in activities:
        label = activity["label"]
        role = role_of(label)
        said = (
            *read_text(label, role=role),
            *read_text(activity.get("description", ""), role=role),
        )
        offers.append(
            Offer(
                label,
                said,
                tuple(activity["cpv"]),
                activity["capacity"],
                activity.get("area"),
                tuple(activity.get("means", ())),
            )
        )
    return tuple(offer for offer in offers if offer.said)


def digest_of(name: str, description: str, activities: Sequence[dict[str, Any]]) -> str:
    """Of what `read_offers` takes and of its rules: two equal ones give the same reading."""
    said = json.dumps([name, description, activities], sort_keys=True)
    return blake2b(said.encode() + _rules(), digest_size=16).hexdigest()


@cache
def _rules() -> bytes:
    """Changes with any rule or word list, so that records are then read again."""
    files = sorted([*DATA.parent.glob("*.yaml"), *LANGUAGE.rglob("*.yaml")])
    told = blake2b(str(VERSION).encode())
    for path in files:
        told.update(path.read_bytes())
    return told.digest()


def _named(name: str, role: str) -> tuple[Said, ...]:
    return tuple(read_statement(Statement(s.text, role)) for s in statements(name))


def as_json(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    return [
        {
            "label": offer.label,
            "cpv": list(offer.cpv),
            "capacity": list(offer.capacity) if offer.capacity else None,
            "said": [
                [said.words, said.concepts, said.role, said.wanted, said.text, list(said.opposes)]
                for said in offer.said
            ],
            # Most activities say neither, and there are a million of them.
            **({"area": offer.area} if offer.area else {}),
            **({"means": offer.means} if offer.means else {}),
        }
        for offer in offers
    ]


def from_json(reading: Iterable[dict[str, Any]]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            item["label"],
            tuple(Said(*fields) for fields in item["said"]),
            tuple(item["cpv"]),
            tuple(item["capacity"]) if item["capacity"] else None,  # type: ignore[arg-type]
            _area(item.get("area")),
            tuple(tuple(one) for one in item["means"]) if "means" in item else (),  # type: ignore[misc]
        )
        for item in reading
    )


def _area(kept: Sequence[Any] | None) -> tuple[str, int | None, tuple[str, ...]] | None:
    return (kept[0], kept[1], tuple(kept[2])) if kept else None


def index_terms(offers: Iterable[Offer]) -> dict[str, float]:
    """How often each term of the index is said; the words of an activity's label count twice."""
    counts: dict[str, float] = {}
    for offer in offers:
        for term, count in _terms_of(offer):
            counts[term] = counts.get(term, 0.0) + count
    words = {term: 1.0 for term in counts if ":" not in term}
    filed = {TRADE + trade: 3.0 * sure for trade, sure in told(words).items() if sure >= TOLD}
    return counts | filed


def _terms_of(offer: Offer) -> Iterator[tuple[str, float]]:
    for position, said in enumerate(offer.said):
        if said.wanted:
            count = 2.0 if offer.label and position == 0 else 1.0
            yield from ((word, count) for word in said.words)
            yield from ((CONCEPT + concept, count) for concept in said.concepts)
    for code in offer.cpv:
        yield CPV + code[:4], 2.0
