"""Two searches about the same thing, side by side: who moved, and why. Pure: kept JSON in.

A rank moves because the weights, the need, the record or the others have changed. A score splits
exactly into what the weights moved and what the rating of each part moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from procurement.typography import NBSP, euros, join_words, number
from suppliers.ess import Reservation
from suppliers.matching import FILTERS, PART_NAMES
from suppliers.scoring import OBJECTIVES
from suppliers.snapshots import change, changes

Row = Mapping[str, Any]
LEAST = 0.1  # of a point: under it, roundings


@dataclass(frozen=True)
class Archived:
    """A search as it was kept, see `MatchRun`."""

    at: datetime
    weights: Mapping[str, int]
    demand: Row
    result: Row

    @property
    def ranked(self) -> dict[str, Row]:
        return {row["siret"]: row for row in self.result["results"]}

    @property
    def excluded(self) -> dict[str, Row]:
        return {row["supplier"]: row for row in self.result["excluded"]}


@dataclass(frozen=True)
class PartChange:
    """One part of a score in both searches; None where the supplier is not ranked."""

    key: str
    before: Row | None
    after: Row | None

    @property
    def name(self) -> str:
        return PART_NAMES[self.key]

    @property
    def differs(self) -> bool:
        return abs(_points(self.after) - _points(self.before)) >= LEAST

    @property
    def by_weight(self) -> float:
        """Points that the weight alone moved, the rating staying what it was."""
        if self.before is None or self.after is None:
            return 0.0
        was, now = self.before["weight"], self.after["weight"]
        share = _points(self.before) / was if was else _points(self.after) / now if now else 0.0
        return (now - was) * share

    @property
    def by_rating(self) -> float:
        return _points(self.after) - _points(self.before) - self.by_weight

    @property
    def is_rated_otherwise(self) -> bool:
        """More than what points rounded to a tenth, then weighed anew, may show."""
        if self.before is None or self.after is None:
            return False
        scale = self.after["weight"] / (self.before["weight"] or 1)
        return abs(self.by_rating) > max(LEAST, LEAST / 2 * (1 + scale)) - LEAST / 100


def _points(part: Row | None) -> float:
    return part["points"] if part else 0.0


@dataclass(frozen=True)
class Line:
    """One supplier of either search."""

    before: Row | None
    after: Row | None
    parts: tuple[PartChange, ...]
    why: tuple[str, ...]

    @property
    def row(self) -> Row:
        return self.after or self.before or {}

    @property
    def moved(self) -> int:
        """Ranks won, when positive."""
        return self.before["rank"] - self.after["rank"] if self.before and self.after else 0

    @property
    def differs(self) -> bool:
        return bool(self.why)

    @property
    def changed_parts(self) -> list[PartChange]:
        return [part for part in self.parts if part.differs] if self.before and self.after else []

    @property
    def status(self) -> str:
        if self.before is None:
            return "entre"
        if self.after is None:
            return "sort"
        if not self.moved:
            return "même rang"
        return f"{'monte' if self.moved > 0 else 'descend'} de {abs(self.moved)}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "supplier": self.row["supplier"],
            "name": self.row["name"],
            "siret": self.row["siret"],
            "status": self.status,
            "rank_before": self.before and self.before["rank"],
            "rank_after": self.after and self.after["rank"],
            "score_before": self.before and self.before["score"],
            "score_after": self.after and self.after["score"],
            "parts": [
                {
                    "key": part.key,
                    "name": part.name,
                    "before": part.before and part.before["points"],
                    "after": part.after and part.after["points"],
                }
                for part in self.parts
            ],
            "why": list(self.why),
        }


@dataclass(frozen=True)
class Count:
    name: str
    before: int
    after: int

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Comparison:
    weights: tuple[Count, ...]
    need: tuple[str, ...]
    lines: tuple[Line, ...]
    excluded: tuple[Count, ...]
    groups: tuple[tuple[str, str], ...]  # (names of the members, what became of the group)
    notices: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return {
            "weights": [asdict(weight) for weight in self.weights],
            "need": list(self.need),
            "lines": [line.as_dict() for line in self.lines],
            "excluded": [asdict(count) for count in self.excluded],
            "groups": [{"members": names, "status": status} for names, status in self.groups],
            "notices": list(self.notices),
        }


def compare(
    before: Archived, after: Archived, registered: Mapping[str, datetime] | None = None
) -> Comparison:
    """`registered`: when the records that still exist were created, by key of the record."""
    comparer = _Comparer(before, after, registered or {})
    return Comparison(
        weights=tuple(
            Count(name, before.weights[key], after.weights[key]) for key, name in PART_NAMES.items()
        ),
        need=tuple(comparer.need),
        lines=tuple(comparer.lines()),
        excluded=tuple(_excluded(before, after)),
        groups=tuple(_groups(before, after)),
        notices=tuple(comparer.notices()),
    )


class _Comparer:
    def __init__(self, before: Archived, after: Archived, registered: Mapping[str, datetime]):
        self.before, self.after, self.registered = before, after, registered
        self.need = need_changes(before.demand, after.demand)

    def notices(self) -> Iterator[str]:
        rows = [*self.before.ranked.values(), *self.after.ranked.values()]
        if any("record" not in row for row in rows):
            yield (
                "L'une de ces recherches est ancienne : elle n'a pas gardé les données des "
                "fiches, leurs changements ne peuvent pas être dits."
            )

    def lines(self) -> Iterator[Line]:
        """In the later order, those that left last."""
        was, now = self.before.ranked, self.after.ranked
        for siret in dict.fromkeys((*now, *was)):
            yield self._line(was.get(siret), now.get(siret))

    def _line(self, before: Row | None, after: Row | None) -> Line:
        parts = tuple(PartChange(key, _part(before, key), _part(after, key)) for key in PART_NAMES)
        if before and after:
            why = list(self._moved(before, after, parts))
        else:
            why = [self._entered(after) if after else self._left(before or {})]
        return Line(before, after, parts, tuple(why))

    def _moved(self, before: Row, after: Row, parts: tuple[PartChange, ...]) -> Iterator[str]:
        by_weight = sum(part.by_weight for part in parts)
        if abs(by_weight) >= LEAST:
            yield f"Poids : {signed(by_weight)}."
        rated = [part for part in parts if part.is_rated_otherwise]
        for part in rated:
            yield f"{part.name} : {signed(part.by_rating)}. {part.after['reason']}"  # type: ignore[index]
        comparable = "record" in before and "record" in after
        record = changes(before["record"], after["record"]) if comparable else []
        if record:
            yield f"La fiche a changé. {' '.join(record)}"
        if rated and comparable and not record and not self.need:
            yield (
                "Ni le besoin ni la fiche n'ont changé : la rareté des mots dépend du reste du "
                "registre, et la lecture des textes s'améliore."
            )
        if before["rank"] != after["rank"] and abs(by_weight) < LEAST and not rated:
            yield "Ses points n'ont pas changé : les autres ont bougé."

    def _entered(self, row: Row) -> str:
        if out := self.before.excluded.get(row["supplier"]):
            return f"Était écarté. {_exclusion(out)}"
        created = self.registered.get(row["supplier"])
        if created and created > self.before.at:
            return "Fiche créée depuis la première recherche."
        return _beyond(self.before, "la première")

    def _left(self, row: Row) -> str:
        if out := self.after.excluded.get(row["supplier"]):
            return f"Est maintenant écarté. {_exclusion(out)}"
        if self.registered and row["supplier"] not in self.registered:
            return "Sa fiche n'est plus dans le registre."
        return _beyond(self.after, "la seconde")


def signed(points: float) -> str:
    word = "point" if abs(points) < 2 else "points"
    return f"{'+' if points > 0 else '−'}{number(round(abs(points), 1))}{NBSP}{word}"


def _part(row: Row | None, key: str) -> Row | None:
    return next((part for part in row["parts"] if part["key"] == key), None) if row else None


def _exclusion(out: Row) -> str:
    return f"{FILTERS.get(out['filter'], out['filter'])} : {out['reason']}"


def _beyond(run: Archived, which: str) -> str:
    kept = len(run.result["results"])
    if run.result["candidates"] > kept:
        return f"N'est pas parmi les {kept} premiers, seuls gardés par {which} recherche."
    scope = run.result.get("scope") or {}  # the oldest searches have none
    if scope and scope["matching"] > scope["scored"]:
        return (
            f"D'autres fiches étaient plus proches du besoin par leurs mots : {which} recherche en "
            f"a noté {number(scope['scored'])} sur {number(scope['matching'])}."
        )
    return f"Ses mots ne l'approchaient pas assez du besoin pour {which} recherche."


def need_changes(before: Row, after: Row) -> list[str]:
    """What differs in the need as each search read it."""
    told = [change("intitulé", before["title"], after["title"])]
    if before["text"].partition("\n")[2] != after["text"].partition("\n")[2]:
        told.append("Le texte du besoin a été réécrit.")
    told += [
        change(name, _listed(before, key), _listed(after, key)) for key, name in _LISTS.items()
    ]
    told.append(change("montant annuel", _euros(before), _euros(after)))
    told.append(change("réserve", _reserve(before), _reserve(after)))
    return [sentence for sentence in told if sentence]


_LISTS = {
    "words": "mots",
    "concepts": "notions",
    "unwanted": "mots écartés",
    "cpv": "codes CPV",
    "places": "lieux",
    "quantities": "volumes",
    "objectives": "objectifs",
}
_NAMED_BY = {"cpv": "code", "places": "name", "quantities": "text"}


def _listed(demand: Row, key: str) -> list[str]:
    """In order of the alphabet: the order of a reading says nothing."""
    items = demand.get(key) or ()
    names = [item[_NAMED_BY[key]] if key in _NAMED_BY else item for item in items]
    return sorted({OBJECTIVES.get(name, name) if key == "objectives" else name for name in names})


def _euros(demand: Row) -> str:
    amount = demand.get("yearly_eur")
    return euros(round(amount)) if amount else ""


def _reserve(demand: Row) -> str:
    return Reservation(demand["reservation"]).label if demand.get("reservation") else ""


def _excluded(before: Archived, after: Archived) -> Iterator[Count]:
    was, now = ([out["filter"] for out in run.result["excluded"]] for run in (before, after))
    for key, name in FILTERS.items():
        if key in was or key in now:
            yield Count(name, was.count(key), now.count(key))


def _groups(before: Archived, after: Archived) -> Iterator[tuple[str, str]]:
    """Every group that either proposed, by its members."""
    was, now = (
        {frozenset(group["suppliers"].values()): group for group in run.result["groups"]}
        for run in (before, after)
    )
    for members in dict.fromkeys((*now, *was)):
        group = now.get(members) or was[members]
        status = "proposé les deux fois"
        if members not in was:
            status = "proposé seulement par la seconde"
        elif members not in now:
            status = "proposé seulement par la première"
        yield join_words(list(group["names"].values())), status
