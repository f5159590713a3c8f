from suppliers.models.match import MatchRun
from suppliers.models.posting import Posting, Term
from suppliers.models.supplier import Activity, Supplier

__all__ = ["Activity", "MatchRun", "Posting", "Supplier", "Term"]
