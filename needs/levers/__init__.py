"""Facts of a need → the levers that open it to each family of the ESS, with their reasons."""

from needs.levers.advice import advise_levers
from needs.levers.changes import would_change
from needs.levers.conditions import insertion_hours
from needs.levers.kinds import (
    Advised,
    Change,
    Family,
    Figure,
    KindAdvised,
    KindFound,
    Lever,
    LeverAdvice,
    LeverFacts,
)
from needs.levers.reserves import listed_service

__all__ = [
    "Advised",
    "Change",
    "Family",
    "Figure",
    "KindAdvised",
    "KindFound",
    "Lever",
    "LeverAdvice",
    "LeverFacts",
    "advise_levers",
    "insertion_hours",
    "listed_service",
    "would_change",
]
