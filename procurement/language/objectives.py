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
        if _REFUSED.search(text[max(0, hit.start - 30) : hit.start]):
            continue
        for id in hit.ids:
            yield ObjectiveMention(hit.start, hit.end, hit.text, id)


@cache
def _vocabulary() -> PhraseIndex:
    words: dict[str, list[str]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return PhraseIndex((phrase, id) for id in LABELS for phrase in words[id])
