"""Where a supplier works for one need: an activity may have an area of its own."""

from __future__ import annotations

from dataclasses import replace

from suppliers.answer import Answer
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.reading import Offer

# A presentation often says again what an activity says: the activity speaks first, unless it
# answers far less.
SPEAKS_FIRST = 0.5


def placed(demand: Demand, supplier: SupplierFacts) -> SupplierFacts:
    """The supplier with the area of the activity that answers this need best."""
    if not any(offer.area for offer in supplier.offers):
        return supplier
    best = max(supplier.offers, key=lambda offer: _told(demand, supplier, offer))
    if not best.area:
        return supplier
    return replace(supplier, area=supplier.area_of(best), own_area=supplier.area)


def _told(demand: Demand, supplier: SupplierFacts, offer: Offer) -> float:
    """How much of the need this one offer answers, alone."""
    share = Answer(demand, replace(supplier, offers=(offer,))).share
    return share if offer.label else share * SPEAKS_FIRST
