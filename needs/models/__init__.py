from needs.models.award import AwardHolder, AwardRecord
from needs.models.fact import FactKind, FactStatus, NeedFact
from needs.models.lever import LeverDecision, PurchaseFacts, StalePurchase
from needs.models.need import Need, PlaceKind, StaleVersion
from needs.models.project import Project, ProjectMember
from needs.models.register import RegisterEntry
from needs.models.site import Period, Site, Volume

__all__ = [
    "AwardHolder",
    "AwardRecord",
    "FactKind",
    "FactStatus",
    "LeverDecision",
    "Need",
    "NeedFact",
    "Period",
    "PlaceKind",
    "Project",
    "ProjectMember",
    "PurchaseFacts",
    "RegisterEntry",
    "Site",
    "StalePurchase",
    "StaleVersion",
    "Volume",
]
