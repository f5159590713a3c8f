"""What two pieces of the same dossier say differently: shown side by side, never settled here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenders.dossiers.facts.corpus import Corpus
from tenders.dossiers.facts.criteria import by_file
from tenders.dossiers.facts.entries import same_name
from tenders.dossiers.facts.items import Criterion, Facts, Item
from tenders.dossiers.facts.sentences import labels, said_by_file

COMPARED = ("duration", "validity", "payment", "estimate")


@dataclass(frozen=True)
class Contradiction:
    """A subject, and what each piece says of it with its place."""

    kind: str
    label: str
    said: tuple[Item, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "label": self.label,
            "said": [item.as_dict() for item in self.said],
        }


def contradictions(corpus: Corpus, facts: Facts) -> list[Contradiction]:
    return [*_deadlines(facts), *_values(corpus), *_criteria(corpus), *_lots(facts)]


def _deadlines(facts: Facts) -> Iterator[Contradiction]:
    for kind, label, one in (
        ("deadline", "Date limite de réponse", facts.deadline),
        ("questions_deadline", "Date limite des questions", facts.questions_deadline),
    ):
        if one and not one.iso and len(one.others) > 1:
            yield Contradiction(kind, label, one.others)


def _values(corpus: Corpus) -> Iterator[Contradiction]:
    """The same fact with another value in another file."""
    for kind in COMPARED:
        items = said_by_file(kind, corpus)
        valued = [item for item in items if item.value]
        if len({repr(item.value) for item in valued}) > 1:
            yield Contradiction(kind, labels()[kind], tuple(valued))


def _criteria(corpus: Corpus) -> Iterator[Contradiction]:
    """Weights that differ from one file to another."""
    found = by_file(corpus)
    if len(found) < 2:
        return
    first, *others = found.values()
    if any(_differ(first, other) for other in others):
        said = tuple(
            Item(
                "criteria",
                ", ".join(f"{c.name} {_weight(c)}".strip() for c in criteria),
                criteria[0].where,
            )
            for criteria in found.values()
        )
        yield Contradiction("criteria", "Critères et poids", said)


def _differ(one: list[Criterion], other: list[Criterion]) -> bool:
    return any(
        same_name(a.name, b.name)
        and a.lot == b.lot
        and None not in (a.weight, b.weight)
        and a.weight != b.weight
        for a in one
        for b in other
    )


def _weight(criterion: Criterion) -> str:
    if criterion.weight is None:
        return ""
    return f"{criterion.weight:g}".replace(".", ",") + (" %" if criterion.unit == "pct" else "")


def _lots(facts: Facts) -> Iterator[Contradiction]:
    """The number of lots that is announced, and those that are described."""
    announced = next((i for i in facts.of("allotment") if i.value), None)
    if announced and facts.lots and announced.value != len(facts.lots):
        listed = ", ".join(f"{lot.number} ({lot.title})" for lot in facts.lots)
        described = Item("lots", f"{len(facts.lots)} lots décrits : {listed}", facts.lots[0].where)
        yield Contradiction("lots", "Nombre de lots", (announced, described))
