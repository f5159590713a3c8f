"""What counts together with a need: the same authority's homogeneous purchases, or one operation.

Balise never adds them by itself: it shows the figures, what they would change, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needs.procedure.kinds import Minimum, Nature, Publicity
from needs.procedure.thresholds import Amount, Thresholds, exact
from procurement.typography import euros, number, plural

FAMILY = 3  # figures of a CPV code that tell a homogeneous family, for want of a nomenclature


@dataclass(frozen=True)
class Purchase:
    """Something the same authority buys or bought; `on` is its launch or its notification."""

    label: str
    amount: Decimal
    on: date
    cpv: str = ""
    origin: str = ""
    operation: bool = False  # part of the same works operation


@dataclass(frozen=True)
class Aggregation:
    """The need alone, and with what may have to be added to it."""

    purchases: tuple[Purchase, ...]
    alone: Decimal
    minimum_alone: Minimum
    publicity_alone: Publicity
    minimum: Minimum
    publicity: Publicity
    works: bool

    @property
    def total(self) -> Decimal:
        return self.alone + sum((one.amount for one in self.purchases), Decimal(0))

    @property
    def crosses(self) -> bool:
        """Whether adding them calls for a heavier procedure or publicity."""
        alone = (self.minimum_alone, self.publicity_alone)
        return alone != (self.minimum, self.publicity)

    @property
    def articles(self) -> str:
        return "R2121-1, R2121-4, R2121-5" if self.works else "R2121-1, R2121-4, R2121-6, R2121-7"

    @property
    def text(self) -> str:
        found = plural(len(self.purchases), "autre achat", "autres achats")
        kind = (
            "de la même opération de travaux"
            if self.works
            else f"de la même famille (CPV à {number(FAMILY)} chiffres) la même année"
        )
        told = f"{found} {kind} : avec eux, {euros(self.total)} au lieu de {euros(self.alone)}. "
        if not self.crosses:
            return told + "La procédure et la publicité minimales restent les mêmes."
        return told + (
            f"S'ils sont homogènes, le minimum devient : {self.minimum.label} ; publicité "
            f"{self.publicity.label}. Découper un achat pour rester sous un seuil est interdit."
        )


def aggregate(
    amount: Amount,
    codes: Iterable[str],
    purchases: Sequence[Purchase],
    thresholds: Thresholds,
    *,
    on: date,
) -> Aggregation | None:
    """What may count with a need of that date and those CPV codes; None when nothing does."""
    works = thresholds.nature == Nature.WORKS
    families = {code[:FAMILY] for code in codes if len(code) >= FAMILY}
    kept = tuple(
        one
        for one in purchases
        if (one.operation if works else one.cpv[:FAMILY] in families and one.on.year == on.year)
    )
    if not kept:
        return None
    alone = exact(amount)
    total = alone + sum((one.amount for one in kept), Decimal(0))
    return Aggregation(
        purchases=kept,
        alone=alone,
        minimum_alone=thresholds.minimum(alone),
        publicity_alone=thresholds.publicity(alone),
        minimum=thresholds.minimum(total),
        publicity=thresholds.publicity(total),
        works=works,
    )
