"""The form of a document that proves a family of the ESS."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms

from suppliers import ess
from suppliers.forms.days import not_to_come
from suppliers.models import EssProof, Supplier


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

    def clean_issued_on(self) -> date | None:
        return not_to_come(self.cleaned_data["issued_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if not self.errors and not (cleaned.get("reference") or issued):
            self.add_error(
                "reference", "Dites de quelle pièce il s'agit : sa référence ou sa date."
            )
        if issued and expires and expires < issued:
            self.add_error("expires_on", "Cette date précède celle de la pièce.")
        if issued and expires and expires - issued > timedelta(days=366 * 50):
            self.add_error("expires_on", "Vérifiez l'année : la pièce durerait plus de 50 ans.")
        return cleaned
