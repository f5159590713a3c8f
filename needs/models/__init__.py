from needs.models.award import AwardHolder, AwardRecord
from needs.models.fact import FactKind, FactStatus, NeedFact
from needs.models.history import SheetChange
from needs.models.need import Need, PlaceKind
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry
from needs.models.site import Period, Site, Volume
from needs.models.team import Contributor
from needs.models.versions import StaleVersion

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "Contributor",
    "FactKind",
    "FactStatus",
    "Need",
    "NeedFact",
    "Period",
    "PlaceKind",
    "Project",
    "ProjectMember",
    "RegisterEntry",
    "SheetChange",
    "Site",
    "StaleVersion",
    "Volume",
]
