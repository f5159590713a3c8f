"""Who works on a sheet, and who answers for it."""

from __future__ import annotations

from typing import Any

from django import forms

from needs import parts
from needs.models import Need
from procurement.accounts.models import User


class ContributorForm(forms.Form):
    name = forms.CharField(
        label="Nom", max_length=120, help_text="Tel que ses collègues le liront sur la fiche."
    )
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Un lien personnel y est envoyé, avec ou sans compte Balise.",
    )
    part = forms.MultipleChoiceField(
        label="Ce qui lui est confié",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une partie, ou toute la fiche."},
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = parts.choices(need.question_set())

    def clean_part(self) -> list[str]:
        """The whole sheet holds all its parts."""
        chosen = self.cleaned_data["part"]
        return [parts.WHOLE] if parts.WHOLE in chosen else chosen


class HandOverForm(forms.Form):
    person = forms.ModelChoiceField(
        User.objects.none(), label="Nouveau responsable", empty_label="Choisir…"
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = need.may_answer_for_it()
        self.fields["person"].queryset = people.exclude(pk=need.responsible_id)
