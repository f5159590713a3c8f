"""The outline of the technical memo: what each criterion of this file asks, point by point.

A point is answered by facts of the record, or stays a question to the candidate: no general
sentence fills it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from procurement.typography import NBSP, capitalised, fold
from procurement.yaml_files import read_yaml
from tenders.answering.call import Asked
from tenders.answering.candidate import Candidate, Fact

DATA = Path(__file__).parent / "data" / "topics.yaml"
MOST_FACTS = 4  # for one point: more would be a brochure
# « planning, moyens humains et matériels, secours » are three points; a decimal comma is no end.
_BETWEEN = re.compile(r"(?<=\D)[,;]\s+|(?<=[^\W\d])\.\s+(?=[A-ZÉÈÀ])")


# « …, mesurées sur toute la chaîne » says how, not what else.
_QUALIFIES = re.compile(r"[a-zà-ÿ]+(é|ée|és|ées|ant)\b|dont\b|y compris\b|avec\b")
_EMPTY = frozenset(("preuve", "preuves", "preuve a l'appui", "justificatifs", "etc"))


@dataclass(frozen=True)
class Subject:
    """`cues` keep, of the topics, the facts that speak of it; without cues all of them do."""

    id: str
    words: tuple[str, ...]
    topics: tuple[str, ...]
    cues: tuple[str, ...] = ()

    def is_in(self, folded: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}", folded) for word in self.words)

    def holds(self, fact: Fact) -> bool:
        words = fold(f"{fact.label} {fact.value}")
        return not self.cues or any(re.search(rf"\b{re.escape(c)}", words) for c in self.cues)


@cache
def subjects() -> tuple[Subject, ...]:
    raw: list[dict[str, Any]] = read_yaml(DATA)["subjects"]
    return tuple(
        Subject(row["id"], tuple(row["words"]), tuple(row["topics"]), tuple(row.get("cues", ())))
        for row in raw
    )


@dataclass(frozen=True)
class Point:
    """One thing to write; `said` is what the candidate typed for it."""

    id: str
    text: str
    facts: tuple[Fact, ...] = ()
    said: str = ""

    @property
    def is_open(self) -> bool:
        return not self.said and not self.facts

    @property
    def question(self) -> str:
        """What only the candidate can tell."""
        if self.facts:
            return f"Que ferez-vous ici, précisément, avec ces moyens{NBSP}? ({self.text})"
        return (
            f"{capitalised(self.text)}{NBSP}: rien dans votre fiche n'en parle. Qu'écrivez-vous ?"
        )


@dataclass(frozen=True)
class Outline:
    """One box of the answer frame: its points, and what each proof admitted finds in hand."""

    asked: Asked
    points: tuple[Point, ...]
    proofs: tuple[tuple[str, Fact | None], ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(fact for point in self.points for fact in point.facts))

    @property
    def open(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.is_open)


def outline(asked: Asked, candidate: Candidate, said: Mapping[str, str] | None = None) -> Outline:
    said = said or {}
    points = tuple(
        Point(id, text, _facts(text, candidate), said.get(id, ""))
        for id, text in ((_key(asked, text), text) for text in split(asked))
    )
    proofs = tuple((proof, _proof(proof, candidate)) for proof in asked.proofs)
    return Outline(asked, points, proofs)


def split(asked: Asked) -> list[str]:
    """The points that the expectation names; the criterion itself when it names none."""
    found: list[str] = []
    for line in asked.expects:
        for part in filter(None, (part.strip(" .") for part in _BETWEEN.split(line))):
            if found and _QUALIFIES.match(part):
                found[-1] = f"{found[-1]}, {part}"
            elif fold(part) not in _EMPTY:
                found.append(part)
    return list(dict.fromkeys(found)) or [asked.name]


def _key(asked: Asked, text: str) -> str:
    """The same as long as the file asks the same there."""
    return hashlib.sha256(f"{asked.id} {fold(text)}".encode()).hexdigest()[:12]


def _facts(text: str, candidate: Candidate) -> tuple[Fact, ...]:
    folded = fold(text)
    found = [
        fact
        for subject in subjects()
        if subject.is_in(folded)
        for fact in candidate.about(*subject.topics)
        if subject.holds(fact)
    ]
    return tuple(dict.fromkeys(found))[:MOST_FACTS]


def _proof(asked: str, candidate: Candidate) -> Fact | None:
    """A certificate that this admitted proof names; its words must be in both."""
    words = {word for word in re.findall(r"\w{4,}", fold(asked)) if word not in _COMMON}
    for fact in candidate.about("label", "family"):
        if words & set(re.findall(r"\w{4,}", fold(fact.value))):
            return fact
    return None


# Words that a proof and a certificate share without speaking of the same thing.
_COMMON = frozenset(
    (
        "admise", "annee", "attestation", "autre", "avec", "candidat", "certificat", "chaque",
        "copie", "dans", "date", "document", "equivalent", "equivalente", "fiche", "justificatif",
        "moins", "plus", "pour", "prestation", "preuve", "service", "technique", "tout", "type",
    )
)  # fmt: skip
