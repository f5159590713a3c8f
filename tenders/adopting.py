"""Proposed lots taken over into a tender: what would change, then the change, said in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from procurement.accounts.models import User
from suppliers.lots import Option, ProposedLot
from tenders.models import Lot, Reserved, Tender


class StaleProposal(Exception):
    """The tender, or the proposal itself, is no longer what was read."""


@dataclass(frozen=True)
class Adoption:
    """One tender and the lots it would take; `lost` are lots whose own clauses go with them."""

    tender: Tender
    option: Option

    @property
    def before(self) -> list[Lot]:
        return list(self.tender.lots.all())

    @property
    def lost(self) -> list[Lot]:
        return [lot for lot in self.before if lot.number > len(self.option.lots)]

    @transaction.atomic
    def apply(
        self, *, version: int, digest: str, reserved: Collection[int], by: User, now: datetime
    ) -> None:
        """Replace the lots; raises StaleProposal when the tender or the proposal has changed."""
        if digest != self.option.digest or not self.tender.claim(version):
            raise StaleProposal
        self.tender.replace_lots(lot_of(lot, lot.number in reserved) for lot in self.option.lots)
        self.tender.note(
            "lots_adopted",
            by=by,
            now=now,
            cut=self.option.label,
            rows=[lot.title for lot in self.option.lots],
        )


def lot_of(lot: ProposedLot, is_reserved: bool) -> Lot:
    """A proposed lot as a lot of a tender; reserved only when the buyer said so."""
    ground = lot.reserve.family.value if lot.reserve and is_reserved else Reserved.NONE.value
    return Lot(
        number=lot.number,
        title=lot.title,
        description=lot.description[:4000],
        amount=lot.amount,
        cpv=lot.cpv,
        reserved=ground,
        components=list(lot.components),
    )
