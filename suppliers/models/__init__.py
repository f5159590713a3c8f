from suppliers.models.match import MatchRun
from suppliers.models.posting import Entry, Posting, SupplierReading, Term
from suppliers.models.supplier import Activity, Supplier

__all__ = ["Activity", "Entry", "MatchRun", "Posting", "Supplier", "SupplierReading", "Term"]
