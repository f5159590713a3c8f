"""What suppliers said of each clause under test: who can, at what cost, with what delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from procurement.typography import NBSP, euros, number, plural
from tenders.answers import FEASIBILITY, Totals, totals

# Under this many answers, what is told outside the team would point at somebody.
SMALLEST_TOLD = 3
WITHHELD = "non publié"


@dataclass(frozen=True)
class Opinion:
    """One supplier's answer on one clause; `value` as `tenders.answers` says."""

    value: dict[str, Any]
    confidential: bool = False


@dataclass(frozen=True)
class Effect:
    """The range of one effect, with how many said it."""

    found: Totals | None
    write: Callable[[Decimal], str]
    withheld: bool = False

    @property
    def words(self) -> str:
        """« de 2 % à 8 % (3 réponses) »; empty when nobody said anything."""
        if self.found is None:
            return WITHHELD if self.withheld else ""
        low, high = self.write(self.found.lowest), self.write(self.found.highest)
        told = low if low == high else f"de {low} à {high}"
        return f"{told} ({plural(self.found.answers, 'réponse')})"

    @property
    def most(self) -> Decimal:
        """For sorting: what was not said comes last."""
        return self.found.highest if self.found else Decimal("-Infinity")

    def told_outside(self) -> Effect:
        few = self.found is not None and self.found.answers < SMALLEST_TOLD
        return Effect(None, self.write, withheld=True) if few else self


@dataclass(frozen=True)
class Cell:
    """One possible answer: how many gave it, in words; the tint only repeats them."""

    label: str
    count: int
    total: int

    @property
    def words(self) -> str:
        return f"{number(self.count)} sur {number(self.total)}" if self.total else "–"

    @property
    def tint(self) -> int:
        """From 0 to 4: the share of the answers."""
        return -(-4 * self.count // self.total) if self.total else 0


@dataclass(frozen=True)
class Row:
    """A clause on the heat map. `withheld`: too few answers to be told outside the team."""

    id: int
    title: str
    clause_id: str
    counts: dict[str, int]
    price: Effect
    amount: Effect
    weeks: Effect
    secrets: int = 0
    withheld: bool = field(default=False)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[Cell]:
        return [Cell(label, self.counts[key], self.total) for key, label in FEASIBILITY.items()]

    @property
    def verdict(self) -> str:
        """The row in one sentence."""
        if self.withheld:
            return (
                f"Moins de {SMALLEST_TOLD} réponses publiables{NBSP}: le détail ferait deviner "
                "qui a répondu, il n'est pas publié."
            )
        return _verdict(self.total, self.counts["cost"], self.counts["no"])

    def told_outside(self) -> Row:
        """What may leave the team: nothing that few answers would let one guess."""
        few = self.total < SMALLEST_TOLD
        return Row(
            id=self.id,
            title=self.title,
            clause_id=self.clause_id,
            counts=dict.fromkeys(FEASIBILITY, 0) if few else self.counts,
            price=self.price.told_outside(),
            amount=self.amount.told_outside(),
            weeks=self.weeks.told_outside(),
            withheld=few,
        )


def row_of(id: int, title: str, clause_id: str, opinions: Iterable[Opinion]) -> Row:
    """All the answers to one clause, put together."""
    said = list(opinions)
    chosen = [opinion.value["feasibility"] for opinion in said]
    return Row(
        id=id,
        title=title,
        clause_id=clause_id,
        counts={key: chosen.count(key) for key in FEASIBILITY},
        price=Effect(_totals(said, "price"), lambda value: f"{number(value)}{NBSP}%"),
        amount=Effect(_totals(said, "amount"), euros),
        weeks=Effect(_totals(said, "weeks"), lambda value: plural(value, "semaine")),
        secrets=sum(opinion.confidential for opinion in said),
    )


SORTS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "projet": ("ordre du projet", lambda row: 0),
    "refus": ("les plus difficiles d'abord", lambda row: (-row.counts["no"], -row.counts["cost"])),
    "prix": ("effet sur le prix", lambda row: -row.price.most),
    "delai": ("délai", lambda row: -row.weeks.most),
    "reponses": ("nombre de réponses", lambda row: -row.total),
}


def in_order(rows: Iterable[Row], sort: str) -> list[Row]:
    """Sorted as asked; in the order of the draft when the sort is unknown."""
    return sorted(rows, key=SORTS.get(sort, SORTS["projet"])[1])


def _verdict(total: int, cost: int, no: int) -> str:
    if not total:
        return "Personne ne s'est prononcé."
    if no * 2 >= total:
        return f"Écarterait {plural(no, 'répondant')} sur {number(total)}{NBSP}: à revoir."
    if no:
        return f"Écarterait {plural(no, 'répondant')} sur {number(total)}."
    if cost:
        return (
            f"Tenable par tous, avec un coût ou un délai pour {number(cost)} sur {number(total)}."
        )
    return f"Tenable dès maintenant par {'les ' if total > 1 else ''}{plural(total, 'répondant')}."


def _totals(said: Iterable[Opinion], name: str) -> Totals | None:
    values = (opinion.value.get(name) for opinion in said)
    return totals(Decimal(value) for value in values if value is not None)
