"""Who may advise whom: rules that an app above adds, asked before an appointment opens.

Each takes the session and raises ValidationError to refuse it. It is filled when apps start, as
the sentences of the register are; this app knows sessions, not who saw whose offer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenders.training.models import TrainingSession

APPOINTMENT_GUARDS: list[Callable[[TrainingSession], None]] = []


def check_appointment(session: TrainingSession) -> None:
    for guard in APPOINTMENT_GUARDS:
        guard(session)
