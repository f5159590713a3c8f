"""The clause library: for each clause the whole chain, from the ambition to the penalty.

No Django here: YAML files in, frozen objects out. `library()` is the one everybody reads.
"""

from tenders.clauses.clause import (
    Award,
    Change,
    Clause,
    Condition,
    Example,
    Filled,
    FollowUp,
    Invalid,
    LegalBasis,
    Level,
    LevelContent,
    Part,
    Place,
    Proof,
    ScaleStep,
    State,
)
from tenders.clauses.facts import FACTS, insertion_hours, with_derived
from tenders.clauses.library import Conflict, Library, library
from tenders.clauses.loading import LibraryError, load
from tenders.clauses.variables import InvalidValue, Variable, VariableType

__all__ = [
    "FACTS",
    "Award",
    "Change",
    "Clause",
    "Condition",
    "Conflict",
    "Example",
    "Filled",
    "FollowUp",
    "Invalid",
    "InvalidValue",
    "LegalBasis",
    "Level",
    "LevelContent",
    "Library",
    "LibraryError",
    "Part",
    "Place",
    "Proof",
    "ScaleStep",
    "State",
    "Variable",
    "VariableType",
    "insertion_hours",
    "library",
    "load",
    "with_derived",
]
