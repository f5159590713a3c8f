"""The six parts of a score: how far one supplier answers one need, and why, part by part.

Every function returns a `Reading` between 0 and 1 with its sentence; `matching` turns them into
points. Nothing here knows of clicks, of names or of the platform.
"""

from suppliers.scoring.merit import (
    DECLARED_REFERENCE,
    DECLARED_TRADE,
    NO_EXPERIENCE,
    experience,
    reservation,
)
from suppliers.scoring.objectives import OBJECTIVES, sustainability
from suppliers.scoring.place import HOME_ONLY, territory
from suppliers.scoring.reading import Reading
from suppliers.scoring.trade import activity, off_topic
from suppliers.scoring.volume import MEANS, UNKNOWN, capacity, dependence, reach

__all__ = [
    "DECLARED_REFERENCE",
    "DECLARED_TRADE",
    "HOME_ONLY",
    "MEANS",
    "NO_EXPERIENCE",
    "OBJECTIVES",
    "UNKNOWN",
    "Reading",
    "activity",
    "capacity",
    "dependence",
    "experience",
    "off_topic",
    "reach",
    "reservation",
    "sustainability",
    "territory",
]
