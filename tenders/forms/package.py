"""Two exported packages to compare, by their numbers."""

from __future__ import annotations

from typing import Any

from django import forms

from tenders.models import ExportedPackage, Tender


class CompareForm(forms.Form):
    avant = forms.IntegerField(min_value=1)
    apres = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tender = tender

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = {cleaned.get("avant"), cleaned.get("apres")}
        if self.tender.packages.filter(number__in=wanted - {None}).count() < 2:
            raise forms.ValidationError("Deux dossiers différents de ce marché sont attendus.")
        return cleaned

    def pair(self) -> tuple[ExportedPackage, ExportedPackage]:
        """The older, then the newer, however they were chosen."""
        wanted = [self.cleaned_data["avant"], self.cleaned_data["apres"]]
        old, new = self.tender.packages.filter(number__in=wanted).order_by("number")
        return old, new
