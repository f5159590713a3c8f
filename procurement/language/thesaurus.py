"""What authorities buy from the social economy, as buyers and suppliers say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "thesaurus.yaml"


@dataclass(frozen=True)
class Concept:
    """A thing bought. `cpv` and `naf` are best first; `related` things are bought together."""

    id: str
    label: str
    labels: tuple[str, ...]
    cpv: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    broader: str = ""
    related: tuple[str, ...] = ()
    kind: str = "service"  # service, good, works

    @property
    def all_labels(self) -> tuple[str, ...]:
        return (self.label, *self.labels)


@dataclass(frozen=True)
class Thesaurus:
    """All concepts by id; iterating gives them in the order of the file."""

    concepts: MappingProxyType[str, Concept] = field(repr=False)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def __contains__(self, id: object) -> bool:
        return id in self.concepts

    def __getitem__(self, id: str) -> Concept:
        return self.concepts[id]

    def above(self, id: str) -> list[Concept]:
        """The broader concepts, nearest first."""
        found: list[Concept] = []
        while id := self.concepts[id].broader:
            found.append(self.concepts[id])
        return found

    def narrower(self, id: str) -> list[Concept]:
        return [concept for concept in self if concept.broader == id]


@cache
def thesaurus() -> Thesaurus:
    """The shipped thesaurus; an unknown key or relation raises, naming it."""
    rows = read_yaml(DATA)
    concepts = [Concept(**{name: _frozen(value) for name, value in row.items()}) for row in rows]
    by_id = {concept.id: concept for concept in concepts}
    for concept in concepts:
        for other in filter(None, (concept.broader, *concept.related)):
            if other not in by_id:
                raise KeyError(f"{concept.id}: unknown concept {other!r}")
    if len(by_id) != len(concepts):
        raise ValueError("two concepts share an id")
    return Thesaurus(MappingProxyType(by_id))


def _frozen(value: str | list[str]) -> Any:
    return tuple(value) if isinstance(value, list) else value
