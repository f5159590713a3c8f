"""Asking for a record, and deciding on a request."""

from __future__ import annotations

from typing import Any

from django import forms

from suppliers.models import Claim


class ClaimForm(forms.ModelForm):
    class Meta:
        model = Claim
        fields = ["email", "function"]
        help_texts = {
            "email": "Celle de votre structure, si elle en a une à son nom : un lien y est envoyé.",
            "function": "Par exemple : directrice, chargé de développement.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class DecisionForm(forms.Form):
    """The reason is sent to the person; without one a refusal would teach nothing."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé à la personne et gardé : ce que vous avez vérifié, ou ce qui manque.",
        error_messages={"required": "Dites ce qui a décidé : la personne le lira."},
    )
