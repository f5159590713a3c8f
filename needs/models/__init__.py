from needs.models.amendment import LegalAmendment
from needs.models.award import AwardHolder, AwardRecord
from needs.models.fact import FactKind, FactStatus, NeedFact
from needs.models.joint_purchase import Committee, JointPurchase, Mission
from needs.models.need import Need, PlaceKind, StaleVersion
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry
from needs.models.scenario import Scenario
from needs.models.site import Period, Site, Volume
from needs.models.table_import import ImportKind, TableImport

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "Committee",
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
    "Site",
    "StaleVersion",
    "TableImport",
    "Volume",
]
