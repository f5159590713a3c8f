"""The advice: the least procedure, publicity and delay for a need, and its reasoning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needs.procedure import reasoning
from needs.procedure.kinds import Minimum, Publicity
from needs.procedure.thresholds import Amount, Thresholds, exact, small_lot_ceiling
from procurement.legal import Law, LegalValue, law


@dataclass(frozen=True)
class Advice:
    """The least that the law asks; `response_days` is None when it sets no number of days."""

    amount: Decimal
    minimum_procedure: Minimum
    publicity_minimum: Publicity
    response_days: int | None
    advised_days: int | None
    profile_required: bool
    small_lots: tuple[int, ...]
    lines: tuple[reasoning.Line, ...]

    @property
    def procedures(self) -> tuple[str, ...]:
        return self.minimum_procedure.procedures


def advise(
    amount: Amount,
    nature: str,
    buyer_kind: str,
    *,
    at: date,
    lots: Sequence[Amount] = (),
    other_purchases: Amount = 0,
    framework_maximum: Amount | None = None,
    prior_information_notice: bool = False,
    urgency_justified: bool = False,
    legal: Law | None = None,
) -> Advice:
    """The least procedure, publicity and delay for a need; every figure comes with its article.

    `other_purchases`: the year's other purchases of the same homogeneous family, or the rest of
    the works operation, which count together with this one (R2121-5 to R2121-7).
    """
    legal = legal or law()
    thresholds = Thresholds.at(nature, buyer_kind, at, legal)
    parts = [Decimal(str(a)) for a in (amount, framework_maximum or 0, sum(map(exact, lots)))]
    total = max(parts) + exact(other_purchases)
    minimum = thresholds.minimum(total)
    response = _response_days(minimum, prior_information_notice or urgency_justified, at, legal)
    advised = None if minimum == Minimum.DISPENSE else response or legal.value("adapted_days", at)
    light = _small_lots(thresholds, minimum, lots)
    lines = [
        *reasoning.value_lines(total, amount, lots, other_purchases, framework_maximum, thresholds),
        reasoning.procedure_line(total, minimum, thresholds),
        reasoning.publicity_line(total, thresholds, buyer_kind),
        *reasoning.lot_lines(thresholds, minimum, lots, light),
        *reasoning.profile_lines(total, minimum, thresholds),
        *reasoning.response_lines(minimum, response, advised),
        *reasoning.closing_lines(minimum, at, legal),
    ]
    return Advice(
        amount=total,
        minimum_procedure=minimum,
        publicity_minimum=thresholds.publicity(total),
        response_days=int(response.number) if response else None,
        advised_days=int(advised.number) if advised else None,
        profile_required=minimum != Minimum.DISPENSE and total >= thresholds.buyer_profile.number,
        small_lots=light,
        lines=tuple(lines),
    )


def _small_lots(
    thresholds: Thresholds, minimum: Minimum, lots: Sequence[Amount]
) -> tuple[int, ...]:
    """The smallest lots that may follow a lighter procedure, as many as the share allows."""
    if len(lots) < 2 or minimum == Minimum.DISPENSE:
        return ()
    ceiling, whole = small_lot_ceiling(thresholds, minimum), sum(map(exact, lots))
    light: list[int] = []
    used = Decimal(0)
    for rank in sorted(range(len(lots)), key=lambda rank: exact(lots[rank])):
        used += exact(lots[rank])
        if lots[rank] >= ceiling.number or not thresholds.within_share(used, whole):
            break
        light.append(rank)
    return tuple(sorted(light))


def _response_days(minimum: Minimum, shortened: bool, at: date, legal: Law) -> LegalValue | None:
    if minimum != Minimum.FORMAL:
        return None
    return legal.value("open_days_short" if shortened else "open_days_electronic", at)
