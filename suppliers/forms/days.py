"""Days as people write them in forms of documents."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone


def not_to_come(day: date | None) -> date | None:
    """The day, if what bears it was delivered: it would count before it exists."""
    if day and day > timezone.localdate():
        raise ValidationError(
            "Cette date est à venir : déclarez la pièce une fois délivrée.", code="future"
        )
    return day
