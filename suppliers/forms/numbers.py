"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms


class PlainNumber(forms.NumberInput):
    """« 14 », not « 14.0 »: an amount is typed again as it was."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return super().format_value(value)
