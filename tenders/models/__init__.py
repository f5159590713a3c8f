from tenders.models.awarded_contract import AwardedContract, Calls, Ccag, GroupForm, PriceShape
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
from tenders.models.lot import Lot, Reserved, awarded_fault
from tenders.models.marking import Marking
from tenders.models.package import ExportedPackage
from tenders.models.tender import BuyerKind, Nature, Procedure, Tender
from tenders.models.used_clause import TenderClause

__all__ = [
    "Answer",
    "Answering",
    "AwardCriterion",
    "AwardedContract",
    "BuyerKind",
    "Calls",
    "Ccag",
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
    "Draft",
    "ExportedPackage",
    "Given",
    "GroupForm",
    "Invitation",
    "LocalClause",
    "Lot",
    "MarketConsultation",
    "Marking",
    "Message",
    "MessageKind",
    "Nature",
    "Outcome",
    "PriceShape",
    "Procedure",
    "PublicQuestion",
    "QuestionKind",
    "Reserved",
    "StaleClause",
    "StaleConsultation",
    "StaleContribution",
    "Submission",
    "Tender",
    "TenderClause",
    "awarded_fault",
    "weights_fault",
    "TooManyQuestions",
]
