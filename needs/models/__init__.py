from needs.models.award import AwardHolder, AwardRecord
from needs.models.need import Need, NeedFact, Site, Volume
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "Need",
    "NeedFact",
    "Project",
    "ProjectMember",
    "RegisterEntry",
    "Site",
    "Volume",
]
