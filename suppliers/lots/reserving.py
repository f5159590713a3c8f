"""Whether a lot may be reserved: the levers' own rules, asked of the suppliers of that lot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from needs.levers import Advised, Family, Lever, LeverFacts, advise_levers
from suppliers import ess
from suppliers.lots.carrying import Carrying

_RESERVES = (Lever.RESERVE_WHOLE, Lever.RESERVED_LOT)
_GROUNDS = (Family.HANDICAP, Family.INSERTION, Family.ESS)


def reserve_of(
    purchase: LeverFacts,
    carrying: Carrying,
    amount: Decimal | None,
    cpv: str,
    at: date,
    refused: Collection[str] = (),
) -> Advised | None:
    """The reserve that those able to carry the lot alone allow; None when there is none."""
    facts = replace(
        purchase,
        amount=purchase.amount if amount is None else amount,
        cpv=(cpv,) if cpv else (),
        suppliers=_counted(carrying),
        divisible=False,
        kinds=(),
    )
    advised = advise_levers(facts, at=at).levers
    return next(
        (one for one in advised if one.lever in _RESERVES and one.family not in refused), None
    )


def _counted(carrying: Carrying) -> dict[str, int]:
    return {
        family: sum(
            1
            for one in carrying.alone
            if ess.may_answer(one.supplier.kinds, ess.Reservation(family))
        )
        for family in _GROUNDS
    }
