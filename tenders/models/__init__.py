from tenders.models.consultation import (
    ConsultationDocument,
    ConsultationQuestion,
    Decision,
    MarketConsultation,
    Outcome,
    PublicQuestion,
    QuestionKind,
    StaleConsultation,
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
from tenders.models.criterion import AwardCriterion, CriterionKind, weights_fault
from tenders.models.invitation import (
    Invitation,
    Message,
    MessageKind,
    TooManyQuestions,
)
from tenders.models.local_clause import (
    ClauseAct,
    ClauseState,
    ClauseVersion,
    LocalClause,
    StaleClause,
)
from tenders.models.lot import Lot, Reserved
from tenders.models.returned import (
    DocumentEdit,
    DocumentEdition,
    DocumentNote,
    ReturnedDocument,
)
from tenders.models.tender import BuyerKind, Nature, Procedure, Tender
from tenders.models.used_clause import TenderClause

__all__ = [
    "Answer",
    "Answering",
    "AwardCriterion",
    "BuyerKind",
    "ClauseAct",
    "ClauseState",
    "ClauseVersion",
    "ConsultationClosed",
    "ConsultationDocument",
    "ConsultationQuestion",
    "Contribution",
    "ContributionFile",
    "CriterionKind",
    "Decision",
    "DocumentEdit",
    "DocumentEdition",
    "DocumentNote",
    "Draft",
    "Given",
    "Invitation",
    "LocalClause",
    "Lot",
    "MarketConsultation",
    "Message",
    "MessageKind",
    "Nature",
    "Outcome",
    "Procedure",
    "PublicQuestion",
    "QuestionKind",
    "Reserved",
    "ReturnedDocument",
    "StaleClause",
    "StaleConsultation",
    "StaleContribution",
    "Submission",
    "Tender",
    "TenderClause",
    "weights_fault",
    "TooManyQuestions",
]
