"""The criteria simulator: fictitious offers, their marks, and what the weights really decide.

No Django here; the page, the API and the tests call the same lines.
"""

from tenders.simulation.formulas import FORMULAS, Formula, Scene
from tenders.simulation.marking import Marked, Shift, Simulation, Weighing, Worth
from tenders.simulation.offers import MOST_OFFERS, TOPS, Offer, Part, Scale, draw
from tenders.simulation.remarks import remarks

__all__ = [
    "FORMULAS",
    "MOST_OFFERS",
    "TOPS",
    "Formula",
    "Marked",
    "Offer",
    "Part",
    "Scale",
    "Scene",
    "Shift",
    "Simulation",
    "Weighing",
    "Worth",
    "draw",
    "remarks",
]
