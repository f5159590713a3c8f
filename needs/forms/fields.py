"""Fields that read what French people type."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.identifiers import InvalidIdentifier, parse_cpv
from procurement.nomenclature.models import Cpv
from procurement.typography import number


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


_DECIMALS = (
    "Un nombre entier est attendu.",
    "Un chiffre au plus après la virgule.",
    "Deux chiffres au plus après la virgule.",
)


class _Typed(str):
    """What a person typed, which comes back as it is."""


class NumberField(forms.DecimalField):
    """A number as French people type it: « 1 250,5 », « 12.000 » for twelve thousand."""

    widget = forms.TextInput

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self.error_messages |= {
            "invalid": "Écrivez un nombre, par exemple 1 250 ou 12,5.",
            "max_decimal_places": _DECIMALS[self.decimal_places or 0],
        }
        if self.min_value is not None and self.max_value is not None:
            limits = f"Un nombre entre {number(self.min_value)} et {number(self.max_value)} {unit}"
            expected = f"{limits.strip()} est attendu.".replace("%", "%%")
            self.error_messages |= {"min_value": expected, "max_value": expected}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def to_python(self, value: Any) -> Decimal | None:
        if not isinstance(value, str):  # a number that nobody typed, as the API sends it
            return super().to_python(value)
        typed = re.sub(r"\s", "", value)
        # Its unit may be typed with it, whole or only the first word: « 0,16 € » for € HT.
        for unit in filter(None, ("".join(self.unit.split()), self.unit.split(" ")[0])):
            typed = typed.removesuffix(unit)
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", typed):
            typed = typed.replace(".", "")
        return super().to_python(typed.replace(",", "."))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        """What was typed comes back as typed; a kept value is written the French way."""
        if isinstance(value, _Typed):
            return value
        try:
            return number(Decimal(str(value))) if value not in (None, "") else value
        except ArithmeticError:
            return value


class EuroField(NumberField):
    """« 900 000 € »."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(unit="€", **kwargs)


class PercentField(NumberField):
    """« 12,5 % »."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(unit="%", **kwargs)


def checked_cpv(typed: str) -> str:
    """The 8 digits of a code whose division exists; empty when nothing is typed."""
    if not typed:
        return ""
    try:
        code = parse_cpv(typed)
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from error
    if Cpv.objects.filter(code__startswith=code[:2]).exists():
        return code
    raise ValidationError(f"La nomenclature CPV n'a pas de division « {code[:2]} ».")
