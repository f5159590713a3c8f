"""Forms about where a record's facts come from: they validate, and hand over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms

from suppliers import ess
from suppliers.models import EssProof, Supplier

MINE, THEIRS, LATER = "mine", "theirs", ""


class DifferencesForm(forms.Form):
    """One choice for each fact that an import says otherwise; leaving it for later is one."""

    def __init__(self, *args: Any, facts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact, label in facts:
            self.fields[fact] = forms.ChoiceField(
                label=label,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                choices=[
                    (MINE, "Garder la mienne"),
                    (THEIRS, "Prendre celle de l'import"),
                    (LATER, "Décider plus tard"),
                ],
                initial=LATER,
            )

    def _facts(self, choice: str) -> list[str]:
        return [fact for fact, chosen in self.cleaned_data.items() if chosen == choice]

    @property
    def taken(self) -> list[str]:
        return self._facts(THEIRS)

    @property
    def kept(self) -> list[str]:
        return self._facts(MINE)


class ProofForm(forms.ModelForm):
    class Meta:
        model = EssProof
        fields = ["kind", "reference", "issued_on", "expires_on"]
        widgets = {
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "issued_on": "Celle de la décision, de la convention ou des statuts.",
            "expires_on": "Laissez vide si la pièce n'a pas de fin, comme des statuts.",
        }

    def __init__(self, *args: Any, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.supplier = supplier
        kinds = cast(forms.ChoiceField, self.fields["kind"])
        kinds.choices = [(family.code, family.label) for family in ess.families(supplier.ess_kinds)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", "Cette date précède celle de la pièce.")
        if issued and expires and expires - issued > timedelta(days=366 * 50):
            self.add_error("expires_on", "Vérifiez l'année : la pièce durerait plus de 50 ans.")
        return cleaned
