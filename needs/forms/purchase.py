"""What the buyer says of a purchase to come, and decides of a lever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs.forms.fields import NumberField, checked_cpv
from needs.levers import Lever
from needs.models import LeverDecision, PurchaseFacts
from procurement.typography import number

_NUMBERS = {
    "amount": {"unit": "€", "max_value": 999_999_999_999, "decimal_places": 2},
    "labour_share_pct": {"unit": "%", "max_value": 100, "decimal_places": 2},
    "insertion_rate_pct": {"unit": "%", "min_value": 1, "max_value": 100, "decimal_places": 2},
    "hourly_cost": {"unit": "€", "min_value": 1, "max_value": 9999, "decimal_places": 2},
}


class PurchaseForm(forms.ModelForm):
    """Each blank leaves what Balise gathers, shown as its placeholder."""

    divisible = forms.TypedChoiceField(
        label="Le besoin se divise en lots",
        required=False,
        choices=[("", "selon ce que Balise lit"), ("true", "oui"), ("false", "non")],
        coerce=lambda text: text == "true",
        empty_value=None,
    )

    class Meta:
        model = PurchaseFacts
        fields = (
            "amount",
            "nature",
            "duration_months",
            "cpv",
            "divisible",
            "labour_share_pct",
            "insertion_rate_pct",
            "hourly_cost",
            "prison_suppliers",
        )
        help_texts = {
            "prison_suppliers": "Ceux que l'administration pénitentiaire vous a confirmés : le "
            "registre ne les connaît pas.",
        }

    def __init__(self, *args: Any, gathered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limits in _NUMBERS.items():
            known = self.fields[name]
            self.fields[name] = NumberField(
                label=known.label, required=False, **({"min_value": 0} | limits)
            )
        for name, text in gathered.items():
            if name in self.fields and text:
                self.fields[name].widget.attrs["placeholder"] = text
        self.fields["nature"].choices = [
            ("", "selon ce que Balise lit"),
            *self.fields["nature"].choices[1:],
        ]
        kept = self.instance.divisible
        self.initial["divisible"] = "" if kept is None else str(kept).lower()

    def clean_cpv(self) -> str:
        return checked_cpv(self.cleaned_data["cpv"])


class SharesForm(forms.Form):
    """The part of the amount that each function takes, in percent; blanks share what is left."""

    def __init__(
        self, *args: Any, components: Sequence[str], shares: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"part_{place}": name for place, name in enumerate(components)}
        for field, name in self.names.items():
            self.fields[field] = NumberField(
                label=name,
                unit="%",
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=shares.get(name),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = [part for part in cleaned.values() if part is not None]
        total = sum(given, Decimal(0))
        if total > 100 or (len(given) == len(self.names) and given and total != 100):
            raise ValidationError(
                f"Les parts font {number(total)} % : elles doivent faire 100 % ensemble. Laissez "
                "une case vide pour qu'elle prenne ce qui reste."
            )
        return cleaned

    def shares(self) -> dict[str, float]:
        return {
            name: float(part)
            for field, name in self.names.items()
            if (part := self.cleaned_data[field]) is not None
        }


class LeverDecisionForm(forms.ModelForm):
    lever = forms.ChoiceField(
        label="Levier retenu",
        choices=[(lever.value, lever.label.capitalize()) for lever in Lever],
        widget=forms.RadioSelect,
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = LeverDecision
        fields = ("lever", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}
