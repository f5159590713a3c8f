"""Sustainable and social objectives of a purchase, with the words they were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from procurement.language.phrases import PhraseIndex
from procurement.language.spans import Span

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
_REFUSED = re.compile(
    r"(?:\b(?:pas|ni|aucun|aucune|non)\s+(?:d['’]|de\s+|besoin\s+d['’]|besoin\s+de\s+)?(?:\w+\s+)?)$",
    re.IGNORECASE,
)

_NEAR = 40  # letters; no look-alike is longer


@dataclass(frozen=True)
class ObjectiveMention(Span):
    id: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": LABELS[self.id],
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def objectives(text: str) -> Iterator[ObjectiveMention]:
    """Every mention, in reading order; one that is refused (« pas de bio ») is not one."""
    for hit in _vocabulary().hits(text):
        if _only_resembles(text, hit):
            continue
        if _REFUSED.search(text[max(0, hit.start - 30) : hit.start]):
            continue
        for id in hit.ids:
            yield ObjectiveMention(hit.start, hit.end, hit.text, id)


def _only_resembles(text: str, hit: Span) -> bool:
    around = _look_alikes().finditer(text, max(0, hit.start - _NEAR), hit.end + _NEAR)
    return any(match.start() < hit.end and hit.start < match.end() for match in around)


@cache
def _vocabulary() -> PhraseIndex:
    return PhraseIndex((phrase, id) for id in LABELS for phrase in _words()[id])


@cache
def _look_alikes() -> re.Pattern[str]:
    """« à l'occasion de », « consignes de sécurité »: the same words, said of something else."""
    phrases = (re.escape(phrase) for phrase in _words()["look_alikes"])
    forms = (phrase.replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in phrases)
    either = "|".join(forms).replace("'", "['’]")
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return words
