"""What matching may know of a supplier, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from suppliers.capacity import Quantity, read_capacity
from suppliers.reading import Offer
from suppliers.territory import Point, ServiceArea


@dataclass(frozen=True)
class Reference:
    """A public contract that the supplier won, as published."""

    object: str
    cpv: str = ""


@dataclass(frozen=True)
class SupplierFacts:
    """What matching may know of a supplier, as plain values."""

    id: str
    key: str
    name: str
    siret: str
    city: str = ""
    department: str = ""
    kinds: tuple[str, ...] = ()
    naf: str = ""
    point: Point | None = None
    area: ServiceArea = field(default_factory=ServiceArea)
    offers: tuple[Offer, ...] = ()
    capacities: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    fte: float | None = None
    max_yearly_eur: float | None = None
    references: tuple[Reference, ...] = ()
    is_fictitious: bool = False

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        declared = [Quantity(*offer.capacity) for offer in self.offers if offer.capacity]
        written = [read_capacity(text) for text in self.capacities]
        return (*declared, *(quantity for quantity in written if quantity))

    @property
    def is_thin(self) -> bool:
        """Too few words to be judged by."""
        return (
            len({word for offer in self.offers for said in offer.said for word in said.words}) < 6
        )
