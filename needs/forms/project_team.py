"""The team of a project: who is named in it, and who composes it."""

from __future__ import annotations

from typing import Any

from django import forms

from needs import rights
from needs.models import Project
from needs.people import heirs_of, people_of

_GIVEN = [(right.id, right.label) for right in rights.RIGHTS]


class TeammateForm(forms.Form):
    name = forms.CharField(
        label="Nom", max_length=120, help_text="Tel que l'équipe le lira, en attendant sa venue."
    )
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Agent de votre autorité, d'une autre, d'un réseau, assistant à maîtrise "
        "d'ouvrage. Un lien personnel y est envoyé, avec ou sans compte Balise.",
    )
    right = forms.ChoiceField(label="Droit", choices=_GIVEN, initial=rights.COMMENT)


class RightForm(forms.Form):
    """A change for somebody who is already listed."""

    email = forms.EmailField(widget=forms.HiddenInput)
    right = forms.ChoiceField(label="Droit", choices=list(rights.LABELS.items()))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email not in {person.email for person in people_of(self.project)}:
            raise forms.ValidationError("Cette personne n'est pas dans l'équipe.", code="unknown")
        return email


class LeadRightForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ("lead_right",)


class OwnerForm(forms.Form):
    person = forms.ChoiceField(label="Nouveau responsable")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {str(p.user.pk): p.user for p in heirs_of(project) if p.user}
        self.fields["person"].choices = [
            ("", "Choisir…"),
            *((key, str(user)) for key, user in self.heirs.items()),
        ]
