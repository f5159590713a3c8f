"""What one looks for in the register of a project."""

from __future__ import annotations

from typing import Any

from django import forms

from needs.acts import FAMILIES
from needs.forms.fields import DayInput
from needs.models import Project


class RegisterFilterForm(forms.Form):
    family = forms.ChoiceField(label="Nature de l'acte", required=False)
    actor = forms.ChoiceField(label="Auteur", required=False)
    since = forms.DateField(label="Du", required=False, widget=DayInput())
    until = forms.DateField(label="Au", required=False, widget=DayInput())

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = sorted((label, key) for key, (label, _) in FAMILIES.items())
        self.fields["family"].choices = [("", "toutes"), *((key, label) for label, key in families)]
        actors = project.register.order_by("actor").values_list("actor", flat=True).distinct()
        self.fields["actor"].choices = [("", "tous"), *((actor, actor) for actor in actors)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin de la période précède son début.")
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What is asked and well written; a wrong date filters nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value}
