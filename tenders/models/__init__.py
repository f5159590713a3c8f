from tenders.models.consultation import (
    ConsultationDocument,
    ConsultationQuestion,
    Decision,
    MarketConsultation,
    Outcome,
    PublicQuestion,
    QuestionKind,
)
from tenders.models.contribution import (
    Answer,
    Answering,
    ConsultationClosed,
    Contribution,
    ContributionFile,
    Draft,
    Given,
    StaleContribution,
    Submission,
)
from tenders.models.invitation import (
    Invitation,
    Message,
    MessageKind,
    TooManyQuestions,
)
from tenders.models.tender import AwardCriterion, Lot, Tender, TenderClause

__all__ = [
    "Answer",
    "Answering",
    "AwardCriterion",
    "ConsultationClosed",
    "ConsultationDocument",
    "ConsultationQuestion",
    "Contribution",
    "ContributionFile",
    "Decision",
    "Draft",
    "Given",
    "Invitation",
    "Lot",
    "MarketConsultation",
    "Message",
    "MessageKind",
    "Outcome",
    "PublicQuestion",
    "QuestionKind",
    "StaleContribution",
    "Submission",
    "Tender",
    "TenderClause",
    "TooManyQuestions",
]
