from tenders.workshops.models.attendance import Mode, Registration, note_attendance
from tenders.workshops.models.minutes import (
    Correction,
    CorrectionOutcome,
    MinutesPoint,
    PointKind,
    ask_correction,
    close_minutes,
    publish_minutes,
    remove_point,
    was_there,
    write_point,
)
from tenders.workshops.models.workshop import (
    AgendaItem,
    NetworkNotice,
    StaleWorkshop,
    Workshop,
    WorkshopDocument,
)

__all__ = [
    "AgendaItem",
    "Correction",
    "CorrectionOutcome",
    "MinutesPoint",
    "Mode",
    "NetworkNotice",
    "PointKind",
    "Registration",
    "StaleWorkshop",
    "Workshop",
    "WorkshopDocument",
    "ask_correction",
    "close_minutes",
    "note_attendance",
    "publish_minutes",
    "remove_point",
    "was_there",
    "write_point",
]
