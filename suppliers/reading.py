"""What Balise understands of a text for matching: its words and concepts, statement by statement.

A supplier is read once, when its record changes, and the reading is kept packed beside it; a need
is read when it is matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from procurement.language import trades, turns
from procurement.language.french import telling
from procurement.language.terms import concepts
from procurement.language.trades import CONCEPT, CPV, NAF
from procurement.language.words import DATA as LANGUAGE
from procurement.language.words import key
from suppliers.circumstances import action_words, circumstances
from suppliers.statements import (
    DATA,
    DOING,
    SELLING,
    Statement,
    folded,
    opposites_offered,
    role_of,
    rules,
    statements,
)

TRADE = "t:"  # trades in the index, apart from words
VERSION = 5  # of this module's way of reading; its data tell their own changes
_CLAUSE = re.compile(r"[,;]\s+|\s(?:et|puis|ainsi que)\s")
_GOES_ON = re.compile(r"(?:aux?|a|sur|des?|du|en|dans|pour|par|les?|la|l|d|s)\b")
_LIST = re.compile(r",|\bet\b")
SETTING_WEIGHT = 0.25  # of what only says where or for whom
TOLD = 0.3  # from there on a supplier is filed under a trade that its words only tell


class Said(NamedTuple):
    """One statement as read: words by key and concepts by id, each as the text writes it."""

    words: dict[str, str]
    concepts: dict[str, str]
    role: str = DOING
    wanted: bool = True
    text: str = ""
    opposes: tuple[int, ...] = ()  # see statements.opposites_offered
    settings: frozenset[str] = frozenset()  # terms that only say where or for whom
    trades: dict[str, float] = {}  # what its words tell, for suppliers; see `trades`


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
def _numbers() -> frozenset[str]:
    """Numbers in letters: « trois tournées » answers no « trois repas »."""
    written = (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "vingt trente quarante cinquante soixante cent mille"
    )
    return frozenset(filter(None, map(key, written.split())))


@cache
def _tells(key: str) -> bool:
    """False for what every public purchase says, and for numbers in letters."""
    return (key not in _boilerplate() or key in action_words()) and key not in _numbers()


def read_statement(statement: Statement) -> Said:
    said = telling(statement.text)
    backwards = zip(reversed(said.keys), reversed(said.written), strict=True)
    words = {key: written for key, written in backwards if _tells(key)}
    for term, first, last in trades.expressions(said.keys):
        words.setdefault(term, said.through(statement.text, first, last))
    for turn in turns.find(said.keys):
        text = said.through(statement.text, turn.start, turn.end)
        words.setdefault(turns.TURN + turn.trade, text)
    named = {hit.id: hit.text for hit in reversed(concepts(statement.text))}
    opposes = opposites_offered(statement.text)
    settings = circumstances(statement.text, words, named)
    return Said(words, named, statement.role, statement.wanted, statement.text, opposes, settings)


def read_text(text: str, *, role: str = DOING) -> tuple[Said, ...]:
    return tuple(read_statement(statement) for statement in statements(text, role=role))


def read_need(text: str) -> tuple[Said, ...]:
    """A need that speaks of buying and selling asks for the thing itself; one that lists a training
    among other things asks for each in its own role. Its turns of phrase are those of its clauses
    (see `clauses`): a sentence asks for several things, whose words would answer each other.
    """
    return tuple(
        _straight(piece._replace(role=DOING) if piece.role == SELLING else piece)
        for said in read_text(text)
        for piece in (
            _listed(said) if said.role not in (DOING, SELLING) and said.wanted else [said]
        )
    )


def _straight(said: Said) -> Said:
    """The same without its turns of phrase."""
    plain = {word: text for word, text in said.words.items() if not word.startswith(turns.TURN)}
    return said._replace(words=plain)


def _listed(said: Said) -> Iterator[Said]:
    """« Sensibilisation des élèves, collecte et compostage »: only the first is taught; « formation
    au tri, au compostage » goes on; of « réparer les vélos, apprendre à rouler », only the second.
    """
    pieces = [piece for piece in _CLAUSE.split(said.text) if piece.strip()]
    roles = list(map(role_of, pieces))
    before = DOING if any(roles) else said.role
    for piece, own in zip(pieces, roles, strict=True):
        before = own or (before if piece is pieces[0] or _GOES_ON.match(folded(piece)) else DOING)
        yield read_statement(Statement(piece, before))


def read_title(title: str) -> tuple[Said, ...]:
    """« Résidence des Lilas : repas, linge et ménage » says where, then what."""
    before, colon, listed = title.partition(" : ")
    if not colon or not _LIST.search(listed):
        return read_need(title)
    where = (
        said._replace(settings=frozenset([*said.words, *said.concepts]))
        for said in read_need(before)
    )
    return (*where, *read_need(listed))


def read_offers(
    name: str, description: str, activities: Sequence[dict[str, Any]], naf: str = ""
) -> tuple[Offer, ...]:
    """The offers of a supplier: its presentation, then each activity in its own words.

    Its code of activity tells trades too, which is all that most records of SIRENE say.
    """
    presentation = read_text(description)
    roles = {said.role for said in presentation} or {role_of(name)}
    labels = [role_of(activity["label"]) for activity in activities]
    # Who only sells, or only teaches, says so once: in its presentation, or in what it lists.
    of_all = roles.pop() if len(roles) == 1 else DOING
    of_labels = labels[0] if labels and len(set(labels)) == 1 else DOING
    head = presentation[0].role if presentation else of_all
    offers = [Offer("", (*_named(name, head or of_labels), *_spoken(presentation, of_labels)))]
    for activity, own in zip(activities, labels, strict=True):
        label = activity["label"]
        role = own or of_all
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
    return tuple(_with_trades([offer for offer in offers if offer.said], naf))


def _spoken(presentation: Iterable[Said], role: str) -> Iterator[Said]:
    """What has no role of its own takes this one."""
    return (said if said.role else said._replace(role=role) for said in presentation)


def _with_trades(offers: Sequence[Offer], naf: str) -> Iterator[Offer]:
    """The same, each sentence with the trades it tells among all the others."""
    terms = [found for offer in offers for found in _terms_told(offer)]
    if terms and naf:
        terms[0][NAF + naf] = 1.0
    told = iter(trades.read(terms))
    for offer in offers:
        yield replace(offer, said=tuple(said._replace(trades=next(told)) for said in offer.said))


def _terms_told(offer: Offer) -> Iterator[dict[str, float]]:
    """The terms of each sentence, the codes of an activity with its name."""
    codes = dict.fromkeys((CPV + code[:4] for code in offer.cpv), 1.0)
    for position, said in enumerate(offer.said):
        yield (terms_of(said) | codes) if position == 0 else terms_of(said)


def terms_of(said: Said) -> dict[str, float]:
    """Its words and its concepts, under the names that the trades know, as much as they count."""
    return {
        **{word: _weight(said, word) for word in said.words},
        **{
            CONCEPT + id: _weight(said, id) * trades.worth_of_name(text)
            for id, text in said.concepts.items()
        },
    }


def _weight(said: Said, term: str) -> float:
    return SETTING_WEIGHT if term in said.settings else 1.0


def digest_of(
    name: str, description: str, activities: Sequence[dict[str, Any]], naf: str = ""
) -> str:
    """Of what `read_offers` takes and of its rules: two equal ones give the same reading."""
    said = msgspec.json.encode((name, description, activities, naf), order="deterministic")
    return blake2b(said + _rules(), digest_size=16).hexdigest()


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


_UNPACK = msgspec.msgpack.Decoder(tuple[Offer, ...])


def packed(offers: Iterable[Offer]) -> bytes:
    """A reading as it is kept: it is unpacked a hundred times for one search."""
    return msgspec.msgpack.encode(tuple(offers))


def unpacked(kept: bytes) -> tuple[Offer, ...]:
    """Nothing is kept of a record that is still to be read."""
    return _UNPACK.decode(kept) if kept else ()


def index_terms(offers: Sequence[Offer]) -> dict[str, float]:
    """How often each term of the index is said; the words of an activity's label count twice."""
    counts: dict[str, float] = {}
    for offer in offers:
        for term, count in _terms_of(offer):
            counts[term] = counts.get(term, 0.0) + count
    told = trades.sure(said.trades for offer in offers for said in offer.said if said.wanted)
    filed = {TRADE + trade: 3.0 * sure for trade, sure in told.items() if sure >= TOLD}
    return counts | filed


def _terms_of(offer: Offer) -> Iterator[tuple[str, float]]:
    for position, said in enumerate(offer.said):
        if said.wanted:
            count = 2.0 if offer.label and position == 0 else 1.0
            yield from ((word, count) for word in said.words)
            yield from ((CONCEPT + concept, count) for concept in said.concepts)
    for code in offer.cpv:
        yield CPV + code[:4], 2.0
