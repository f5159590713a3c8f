from needs.models.amendment import LegalAmendment
from needs.models.award import AwardHolder, AwardRecord
from needs.models.discussion import Comment, Discussion
from needs.models.fact import FactKind, FactStatus, NeedFact
from needs.models.history import SheetChange
from needs.models.joint_purchase import Committee, JointPurchase, Mission
from needs.models.lever import LeverDecision, PurchaseFacts, StalePurchase
from needs.models.need import Need, PlaceKind
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry
from needs.models.scenario import Scenario
from needs.models.site import Period, Site, Volume
from needs.models.table_import import ImportKind, TableImport
from needs.models.team import Contributor
from needs.models.teammate import Teammate
from needs.models.versions import StaleVersion

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "Comment",
    "Committee",
    "Contributor",
    "Discussion",
    "FactKind",
    "FactStatus",
    "JointPurchase",
    "Mission",
    "ImportKind",
    "LegalAmendment",
    "LeverDecision",
    "Need",
    "NeedFact",
    "Period",
    "PlaceKind",
    "Project",
    "ProjectMember",
    "PurchaseFacts",
    "RegisterEntry",
    "Scenario",
    "SheetChange",
    "Site",
    "StalePurchase",
    "StaleVersion",
    "TableImport",
    "Teammate",
    "Volume",
]
