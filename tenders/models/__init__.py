from tenders.models.consultation import (
    Answer,
    ConsultationQuestion,
    Contribution,
    Invitation,
    MarketConsultation,
    PublicQuestion,
)
from tenders.models.tender import AwardCriterion, Lot, Tender, TenderClause

__all__ = [
    "Answer",
    "AwardCriterion",
    "ConsultationQuestion",
    "Contribution",
    "Invitation",
    "Lot",
    "MarketConsultation",
    "PublicQuestion",
    "Tender",
    "TenderClause",
]
