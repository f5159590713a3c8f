"""Whether a lot may be reserved: the levers' own rules, asked of the suppliers of that lot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from needs.levers import Advised, Family, Lever, LeverFacts, advise_levers
from procurement.legal import value
from procurement.typography import plural
from suppliers import ess
from suppliers.lots.carrying import Carrying

_RESERVES = (Lever.RESERVE_WHOLE, Lever.RESERVED_LOT)
DECIDED = "decided_by_the_buyer"
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


def decided_reserve(carrying: Carrying, decided: Collection[str], at: date) -> Advised | None:
    """The ground the buyer decided to reserve a lot on, where somebody found could take part."""
    partners = [one.supplier for one in carrying.partners]
    for family in map(Family, decided):
        count = sum(1 for one in partners if _is_of(one.kinds, family))
        if count:
            basis = value(f"reservation_{family}", at)
            why = (
                f"{plural(count, 'fournisseur trouvé', 'fournisseurs trouvés')} de cette famille "
                "pour ce lot, seul ou en groupement."
            )
            return Advised(
                Lever.RESERVED_LOT,
                family,
                DECIDED,
                why,
                basis.article,
                basis.source,
                (),
                basis.doubt,
            )
    return None


def _is_of(kinds: Collection[str], family: Family) -> bool:
    """Whether these kinds of structure may answer the ground; prison work is in no register."""
    grounds = {
        Family.BOTH: (ess.Reservation.HANDICAP, ess.Reservation.INSERTION),
        Family.PRISON: (),
    }.get(family)
    if grounds is None:
        grounds = (ess.Reservation(family),)
    return any(ess.may_answer(kinds, ground) for ground in grounds)


def _counted(carrying: Carrying) -> dict[str, int]:
    return {
        family: sum(_is_of(one.supplier.kinds, family) for one in carrying.alone)
        for family in _GROUNDS
    }
