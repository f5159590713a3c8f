"""Asking for a record, and deciding on a request."""

from __future__ import annotations

from typing import Any

from django import forms

from procurement.accounts.models import User
from suppliers.models import Claim

KEPT, REMOVED = "keep", "remove"


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
    creator = forms.ChoiceField(
        label="Si vous acceptez, la personne qui a créé la fiche",
        choices=[
            (KEPT, "continue de la tenir, avec celle qui la demande"),
            (REMOVED, "ne la tient plus : son accès est retiré, ce qu'elle a écrit reste"),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text="Elle est prévenue par courriel de ce que vous décidez.",
    )

    def __init__(self, *args: Any, creator: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if creator is None:
            del self.fields["creator"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_acceptance and "creator" in self.fields and not cleaned.get("creator"):
            self.add_error(
                "creator", "Dites si la personne qui a créé la fiche continue de la tenir."
            )
        return cleaned

    @property
    def is_acceptance(self) -> bool:
        return "accept" in self.data

    @property
    def removes_creator(self) -> bool:
        return self.cleaned_data.get("creator") == REMOVED
