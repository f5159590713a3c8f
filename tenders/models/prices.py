"""What a form refuses of typed price lines."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from tenders.pricing import BadLines, own_lines


def validate_price_lines(text: str) -> None:
    try:
        own_lines(text)
    except BadLines as error:
        raise ValidationError(error.faults) from error
