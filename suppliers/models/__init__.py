from suppliers.models.declaration import Ability, Declaration
from suppliers.models.match import MatchRun
from suppliers.models.posting import Entry, Posting, SupplierReading, Term
from suppliers.models.provenance import EssProof, Intake, Provenance
from suppliers.models.supplier import Activity, Supplier

__all__ = [
    "Ability",
    "Activity",
    "Declaration",
    "Entry",
    "EssProof",
    "Intake",
    "MatchRun",
    "Posting",
    "Provenance",
    "Supplier",
    "SupplierReading",
    "Term",
]
