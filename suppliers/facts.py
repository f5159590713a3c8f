"""What matching may know of a supplier, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from procurement.typography import number
from suppliers.capacity import Quantity, read_capacity
from suppliers.means import Means
from suppliers.reading import Offer
from suppliers.territory import Point, ServiceArea


@dataclass(frozen=True)
class Reference:
    """A public contract that the supplier won, as published; or what it says it did, for whom."""

    object: str
    cpv: str = ""
    client: str = ""  # said by the supplier only

    @property
    def is_published(self) -> bool:
        return not self.client


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
    own_area: ServiceArea | None = None  # when `area` is that of one activity, see `serving`
    offers: tuple[Offer, ...] = ()
    capacities: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    expired_labels: tuple[tuple[str, date], ...] = ()
    fte: float | None = None
    max_yearly_eur: float | None = None
    references: tuple[Reference, ...] = ()
    is_fictitious: bool = False

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        declared = [Quantity(*offer.capacity) for offer in self.offers if offer.capacity]
        lines = [  # what a wash line does in a day is a capacity, when no other is declared
            f"{number(value)} {unit}"
            for offer in self.offers
            if not offer.capacity
            for kind, value, unit in offer.means
            if kind == "wash_line" and value is not None
        ]
        written = [read_capacity(text) for text in (*self.capacities, *lines)]
        return (*declared, *(quantity for quantity in written if quantity))

    def area_of(self, offer: Offer) -> ServiceArea:
        """Where this offer is made: the activity's own area, or that of the supplier."""
        if offer.area is None:
            return self.area
        return ServiceArea(*offer.area, self.department, self.point, offer.label)

    @cached_property
    def means(self) -> tuple[Means, ...]:
        return tuple(Means(*declared) for offer in self.offers for declared in offer.means)

    @property
    def is_thin(self) -> bool:
        """Too few words to be judged by."""
        return (
            len({word for offer in self.offers for said in offer.said for word in said.words}) < 6
        )
