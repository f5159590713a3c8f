from needs.models.amendment import LegalAmendment
from needs.models.award import AwardHolder, AwardRecord
from needs.models.fact import FactKind, FactStatus, NeedFact
from needs.models.history import SheetChange
from needs.models.joint_purchase import Committee, JointPurchase, Mission
from needs.models.need import Need, PlaceKind
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry
from needs.models.scenario import Scenario
from needs.models.site import Period, Site, Volume
from needs.models.table_import import ImportKind, TableImport
from needs.models.team import Contributor
from needs.models.versions import StaleVersion

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "Committee",
    "Contributor",
    "FactKind",
    "FactStatus",
    "JointPurchase",
    "Mission",
    "ImportKind",
    "LegalAmendment",
    "Need",
    "NeedFact",
    "Period",
    "PlaceKind",
    "Project",
    "ProjectMember",
    "RegisterEntry",
    "Scenario",
    "SheetChange",
    "Site",
    "StaleVersion",
    "TableImport",
    "Volume",
]
