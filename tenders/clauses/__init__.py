"""The clause library: for each clause the whole chain, from the ambition to the penalty.

No Django here: YAML files in, frozen objects out. `library()` is what Balise ships; with the
clauses that authorities write, `tenders.shelf` puts together what a person or a tender may read.
"""

from tenders.clauses.basis import Change, LegalBasis, Origin, Standing
from tenders.clauses.chain import Award, Example, FollowUp, Proof, ScaleStep
from tenders.clauses.clause import (
    Clause,
    Condition,
    Filled,
    Invalid,
    Level,
    LevelContent,
    Part,
    Place,
    State,
)
from tenders.clauses.facts import FACTS, insertion_hours, with_derived
from tenders.clauses.library import Conflict, Library, articles, library
from tenders.clauses.loading import LibraryError, load, read_clause
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
    "Origin",
    "Part",
    "Place",
    "Proof",
    "ScaleStep",
    "Standing",
    "State",
    "Variable",
    "VariableType",
    "articles",
    "insertion_hours",
    "library",
    "load",
    "read_clause",
    "with_derived",
]
