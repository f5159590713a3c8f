"""A project, and the authorities and sheets that join it."""

from __future__ import annotations

from typing import Any

from django import forms

from needs import questions
from needs.forms.fields import DayInput
from needs.forms.sheet import BUYER_ROLES
from needs.models import Need, Project
from procurement.accounts.models import Organisation, OrganisationKind, Role, User


class ProjectForm(forms.ModelForm):
    sector = forms.ChoiceField(
        label="Secteur", help_text="Décide du questionnaire proposé à chaque membre."
    )

    class Meta:
        model = Project
        fields = ("title", "summary", "sector", "lead", "facilitator", "launch_on")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4}), "launch_on": DayInput()}
        help_texts = {
            "lead": "Elle portera la consultation et la convention de groupement.",
            "facilitator": "Facultatif : le réseau qui anime la démarche avec vous.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = questions.question_sets().values()
        self.fields["sector"].choices = [(each.id, each.title) for each in sets]
        mine = Organisation.objects.for_user(user, *BUYER_ROLES)
        runs = Organisation.objects.for_user(user, Role.FACILITATOR)
        buyers = Organisation.objects.public_buyers()
        # A network opens the projects of others; an authority opens its own.
        self.fields["lead"].queryset = buyers if runs else buyers & mine
        self.fields["facilitator"].queryset = Organisation.objects.filter(
            kind=OrganisationKind.NETWORK
        )
        self.fields["facilitator"].empty_label = "Aucun"
        if not self.instance._state.adding:
            del self.fields["lead"]
        elif runs:
            self.fields["facilitator"].initial = runs[0]


class MemberForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.public_buyers(), label="Autorité à inviter", empty_label="Choisir…"
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.public_buyers().exclude(
            projects__project=project
        )


class BringForm(forms.Form):
    """A sheet already written, to bring into the project."""

    need = forms.ModelChoiceField(
        Need.objects.none(), label="Besoin déjà écrit", empty_label="Choisir…"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = Need.objects.editable_by(user).filter(project=None)
        self.fields["need"].queryset = alone.select_related("organisation")


class JoinForm(forms.Form):
    """An authority brings one of its sheets, or an empty one to fill."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Votre autorité", empty_label=None
    )
    need = forms.ModelChoiceField(
        Need.objects.none(),
        label="Besoin à apporter",
        required=False,
        empty_label="Une nouvelle fiche",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.for_user(user, *BUYER_ROLES).public_buyers()
        self.fields["organisation"].queryset = mine
        self.fields["need"].queryset = Need.objects.editable_by(user).filter(project=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        need, organisation = cleaned.get("need"), cleaned.get("organisation")
        if need and organisation and need.organisation_id != organisation.pk:
            self.add_error("need", f"Ce besoin n'est pas celui de {organisation}.")
        return cleaned
