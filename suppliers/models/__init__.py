from suppliers.models.declaration import Ability, Declaration
from suppliers.models.match import MatchRun
from suppliers.models.posting import Posting, Term
from suppliers.models.supplier import Activity, Supplier

__all__ = ["Ability", "Activity", "Declaration", "MatchRun", "Posting", "Supplier", "Term"]
