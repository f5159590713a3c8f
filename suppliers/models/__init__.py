from suppliers.models.declaration import Ability, Declaration
from suppliers.models.match import MatchRun
from suppliers.models.posting import Entry, Mark, Posting, SupplierReading, Term
from suppliers.models.supplier import Activity, Supplier

__all__ = [
    "Ability",
    "Activity",
    "Declaration",
    "Entry",
    "Mark",
    "MatchRun",
    "Posting",
    "Supplier",
    "SupplierReading",
    "Term",
]
