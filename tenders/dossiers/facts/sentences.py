"""Facts read as sentences, by the rules of `data/facts.yaml`: heading, words, exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from procurement.yaml_files import read_yaml
from tenders.dossiers.facts.corpus import Corpus, Kind, Said
from tenders.dossiers.facts.items import Item
from tenders.dossiers.facts.values import VALUES

FILE = Path(__file__).parent.parent / "data" / "facts.yaml"
GROUPS = {
    "consultation": "La consultation",
    "contract": "Le marché",
    "answer": "La réponse",
    "commitments": "Les engagements demandés",
}
_NEVER = re.compile(r"(?!)")
_LONGEST = 480


@dataclass(frozen=True)
class Rule:
    """`heads` are headings under which the fact stands; `says` the words that say it anywhere.

    When nothing does, `ask` is the question to the buyer and `lacks` names what is missing.
    """

    id: str
    label: str
    group: str
    says: re.Pattern[str]
    files: tuple[Kind, ...]
    most: int
    ask: str
    lacks: str = ""
    heads: re.Pattern[str] = _NEVER
    unless: re.Pattern[str] = _NEVER
    needs: re.Pattern[str] | None = None
    says_first: re.Pattern[str] | None = None
    value: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in read_yaml(FILE))


def _rule(row: dict[str, Any]) -> Rule:
    patterns: dict[str, Any] = {
        name: re.compile(row[name])
        for name in ("says", "heads", "unless", "needs", "says_first")
        if name in row
    }
    return Rule(**{**row, **patterns, "files": tuple(Kind(one) for one in row["files"])})


def read_sentences(corpus: Corpus) -> Iterator[Item]:
    for rule in rules():
        yield from _chosen(rule, corpus)


def labels() -> dict[str, str]:
    return {rule.id: rule.label for rule in rules()}


def said_by_file(kind: str, corpus: Corpus) -> list[Item]:
    """The best sentence of each file on a fact, where it says it in so many words."""
    rule = next(one for one in rules() if one.id == kind)
    found = []
    for sheet in corpus.sheets:
        hits = [hit for said in sheet.said for hit in _hits(rule, said) if hit.said_so]
        if hits:
            found.append(_item(rule, max(hits, key=lambda hit: hit.worth)))
    return found


@dataclass(frozen=True)
class _Hit:
    said: Said
    start: int
    end: int
    worth: int
    said_so: bool = True


def _chosen(rule: Rule, corpus: Corpus) -> Iterator[Item]:
    """The best places that say it, in reading order; the first file of the rule's order wins."""
    hits = [hit for said in corpus for hit in _hits(rule, said)]
    if not hits:
        return
    best = sorted(hits, key=lambda hit: (-hit.worth, _rank(rule, hit), hit.said.at))
    shown: list[str] = []
    for hit in best:
        item = _item(rule, hit)
        if item.text in shown or hit.worth < best[0].worth - 2:
            continue
        shown.append(item.text)
        yield item
        if len(shown) >= rule.most:
            return


def _item(rule: Rule, hit: _Hit) -> Item:
    place = hit.said.passage.place(hit.start, hit.end)
    value = VALUES[rule.value](place.excerpt) if rule.value else None
    return Item(rule.id, _short(place.excerpt), place, value)


def _rank(rule: Rule, hit: _Hit) -> int:
    kind = hit.said.kind
    return rule.files.index(kind) if kind in rule.files else len(rule.files)


def _hits(rule: Rule, said: Said) -> Iterator[_Hit]:
    if said.is_heading or said.kind not in (*rule.files, Kind.OTHER):
        return
    folded = said.plain
    headed = any(rule.heads.search(heading) for heading in said.headings[-2:])
    match = (rule.says_first.search(folded) if rule.says_first else None) or rule.says.search(
        folded
    )
    if match is None and not (headed and rule.heads.search(said.title) and len(folded) > 12):
        return
    start, end = match.span() if match else (0, min(len(folded), 120))
    sentence = folded[
        max(0, folded.rfind(". ", 0, start)) : (folded.find(". ", end) + 1) or len(folded)
    ]
    if rule.unless.search(sentence) or (rule.needs and not rule.needs.search(sentence)):
        return
    worth = 2 * headed + 3 * (match is not None) + (said.kind == rule.files[0])
    yield _Hit(said, start, end, worth, match is not None)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
