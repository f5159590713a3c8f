"""A number as people write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.typography import number

_MOST = Decimal(10**9)
_FIGURE = re.compile(r"-?\d+([.,]\d+)?")


class QuantityField(forms.CharField):
    """« 12 400,5 », kept as decimal text; outside its limits it says which they are."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(
        self, *, lowest: Decimal | int = 0, highest: Decimal | int = _MOST, **kwargs: Any
    ) -> None:
        super().__init__(max_length=30, **kwargs)
        self.lowest, self.highest = lowest, highest

    def to_python(self, value: Any) -> str:
        text = "".join(super().to_python(value).split())
        if not text:
            return ""
        if not _FIGURE.fullmatch(text):
            raise ValidationError("Écrivez un nombre, par exemple 12 400 ou 3,5.")
        amount = Decimal(text.replace(",", "."))
        if amount < self.lowest:
            raise ValidationError(
                "Une quantité ne peut pas être négative."
                if self.lowest == 0
                else f"Ce nombre est inférieur à {number(self.lowest)}."
            )
        if amount > self.highest:
            raise ValidationError(
                "Ce nombre dépasse un milliard : vérifiez-le."
                if self.highest == _MOST
                else f"Ce nombre est supérieur à {number(self.highest)}."
            )
        return str(amount)
