from tenders.models.awarded_contract import AwardedContract, Calls, Ccag
from tenders.models.consortium import (
    Consortium,
    ConsortiumChange,
    ConsortiumMember,
    GroupAct,
    MemberState,
    PartnerNotice,
    RefusedInGroup,
    StaleGroup,
)
from tenders.models.consultation import (
    ConsultationDocument,
    MarketConsultation,
    PublicQuestion,
    StaleConsultation,
)
from tenders.models.contract_terms import GroupForm, PriceShape
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
from tenders.models.decision import Decision, Outcome
from tenders.models.group_room import ConsortiumFile, ConsortiumMessage, ConsortiumTask
from tenders.models.house_template import HouseTemplate
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
from tenders.models.question import ConsultationQuestion, QuestionKind
from tenders.models.returned import (
    DocumentEdit,
    DocumentEdition,
    DocumentNote,
    ReturnedDocument,
)
from tenders.models.tender import BuyerKind, Nature, Procedure, Tender
from tenders.models.thread import ClauseComment, CommentState, ThreadClosed, TooManyComments
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
    "ClauseComment",
    "ClauseState",
    "ClauseVersion",
    "CommentState",
    "Consortium",
    "ConsortiumChange",
    "ConsortiumFile",
    "ConsortiumMember",
    "ConsortiumMessage",
    "ConsortiumTask",
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
    "ExportedPackage",
    "Given",
    "GroupAct",
    "GroupForm",
    "HouseTemplate",
    "Invitation",
    "LocalClause",
    "Lot",
    "MarketConsultation",
    "MemberState",
    "Marking",
    "Message",
    "MessageKind",
    "Nature",
    "Outcome",
    "PartnerNotice",
    "PriceShape",
    "Procedure",
    "PublicQuestion",
    "QuestionKind",
    "RefusedInGroup",
    "Reserved",
    "ReturnedDocument",
    "StaleClause",
    "StaleConsultation",
    "StaleContribution",
    "StaleGroup",
    "Submission",
    "Tender",
    "TenderClause",
    "ThreadClosed",
    "TooManyComments",
    "TooManyQuestions",
    "awarded_fault",
    "weights_fault",
]
