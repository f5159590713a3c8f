"""Sessions, who comes to them, what was said of them and what is counted."""

from tenders.training.models.evaluation import Evaluation
from tenders.training.models.headcount import Headcount
from tenders.training.models.notice import Notice
from tenders.training.models.registration import Attendance, Registration
from tenders.training.models.session import Sitting, StaleSession, TrainingSession

__all__ = [
    "Attendance",
    "Evaluation",
    "Headcount",
    "Notice",
    "Registration",
    "Sitting",
    "StaleSession",
    "TrainingSession",
]
