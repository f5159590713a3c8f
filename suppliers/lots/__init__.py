"""A need and the suppliers found → proposed lots by function and by territory, with reasons."""

from suppliers.lots.advice import LotAdvice, Option, ProposedLot
from suppliers.lots.carrying import Carrier, Carrying, Cell, Field, Parcel
from suppliers.lots.proposal import propose_lots
from suppliers.lots.question import LotQuestion
from suppliers.lots.zones import Spot, Zone, zones_of

__all__ = [
    "Carrier",
    "Carrying",
    "Cell",
    "Field",
    "LotAdvice",
    "LotQuestion",
    "Option",
    "Parcel",
    "ProposedLot",
    "Spot",
    "Zone",
    "propose_lots",
    "zones_of",
]
