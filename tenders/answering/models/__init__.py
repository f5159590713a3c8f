"""What a supplier prepares, the help it asks for, and the trace of what was refused."""

from tenders.answering.models.help import HelpNote, HelpRequest, HelpState, SharedHelp
from tenders.answering.models.insider import Insider
from tenders.answering.models.preparation import (
    Assessment,
    Decision,
    Preparation,
    PreparationTask,
    StalePreparation,
)
from tenders.answering.models.publication import Publication
from tenders.answering.models.trace import SafeguardEntry

__all__ = [
    "Assessment",
    "Decision",
    "HelpNote",
    "HelpRequest",
    "HelpState",
    "Insider",
    "Preparation",
    "PreparationTask",
    "Publication",
    "SafeguardEntry",
    "SharedHelp",
    "StalePreparation",
]
