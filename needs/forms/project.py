"""A project, and the authorities and sheets that join it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from needs import questions
from needs.forms.fields import DayInput
from needs.forms.freshness import read_anew
from needs.forms.sheet import BUYER_ROLES
from needs.models import Need, Project
from needs.places import SeveralCommunes, UnknownCommune, find_commune
from procurement.accounts.models import Organisation, OrganisationKind, Role, User
from procurement.nomenclature.models import Commune

# « Ville de Roubaix », « mairie d'Armentières »: what stands before the name of the commune.
_TOWN = re.compile(r"^(?:ville|commune|mairie)\s+(?:de\s+|d['’])?", re.IGNORECASE)
_ARTICLES = {"du ": "le ", "des ": "les "}  # « ville du Mans » is that of Le Mans


def _town(name: str) -> str:
    """The name of the commune that an authority may bear."""
    town = _TOWN.sub("", name)
    article = next((each for each in _ARTICLES if town.lower().startswith(each)), "")
    return _ARTICLES[article] + town[len(article) :] if article and town != name else town


class ProjectForm(forms.ModelForm):
    sector = forms.ChoiceField(
        label="Secteur",
        help_text="Décide du questionnaire proposé à chaque membre.",
        error_messages={
            "required": "Choisissez le secteur : il décide du questionnaire. "
            "À défaut, prenez le questionnaire général."
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

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
        sectors = [(each.id, each.title) for each in questions.question_sets().values()]
        if self.instance._state.adding:  # nobody gets a questionnaire they did not choose
            sectors.insert(0, ("", "Choisir…"))
            self.initial["sector"] = ""
        self.fields["sector"].choices = sectors
        mine = Organisation.objects.for_user(user, *BUYER_ROLES)
        runs = Organisation.objects.for_user(user, Role.FACILITATOR)
        buyers = Organisation.objects.public_buyers()
        # A network opens the projects of others; an authority opens its own.
        self.fields["lead"].queryset = buyers if runs else buyers & mine
        self.fields["facilitator"].queryset = Organisation.objects.filter(
            kind=OrganisationKind.NETWORK
        )
        self.fields["facilitator"].empty_label = "Aucun"
        self.fields["version"].initial = self.instance.version
        if not self.instance._state.adding:
            del self.fields["lead"]
            return
        self.fields["lead"].empty_label = "Choisir…"
        if len(leads := self.fields["lead"].queryset[:2]) == 1:
            self.fields["lead"].initial = leads[0]
        if runs:
            self.fields["facilitator"].initial = runs[0]

    def values(self) -> dict[str, Any]:
        """What is typed, without the version it was read at."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}

    def take_current(self, current: Project) -> list[tuple[str, str, str]]:
        """(field, theirs, mine) where they differ; saving again is then a choice."""
        self.data = read_anew(self.data, version=current.version)
        return [
            (str(self.fields[name].label), str(theirs or "vide"), str(mine or "vide"))
            for name, mine in self.values().items()
            if (theirs := getattr(current, name)) != mine
        ]


class MemberForm(forms.Form):
    """An authority that Balise knows or a new one, and the person who will hold its sheet."""

    commune: Commune | None = None  # the one whose name is typed

    organisation = forms.ModelChoiceField(
        Organisation.objects.public_buyers(),
        label="Autorité à inviter",
        required=False,
        empty_label="Choisir…",
    )
    other = forms.CharField(
        label="Ou son nom, si elle n'est pas dans la liste",
        required=False,
        max_length=200,
        help_text="Une commune (« Loos »), un syndicat, un CCAS, un établissement.",
    )
    name = forms.CharField(
        label="Personne qui tiendra sa fiche",
        required=False,
        max_length=120,
        help_text="Facultatif : elle reçoit un lien, avec ou sans compte Balise.",
    )
    email = forms.EmailField(label="Son adresse électronique professionnelle", required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.public_buyers().exclude(
            projects__project=project
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "organisation" not in self.errors and bool(cleaned.get("organisation")) == bool(
            cleaned.get("other")
        ):
            said = "Choisissez une autorité dans la liste, ou écrivez son nom : l'un des deux."
            self.add_error("organisation", said)
        if cleaned.get("other"):
            self._find_town(" ".join(cleaned["other"].split()))
        if cleaned.get("name") and not cleaned.get("email"):
            self.add_error("email", "Donnez l'adresse de cette personne pour l'inviter.")
        return cleaned

    def _find_town(self, name: str) -> None:
        """The commune of that name, when it is one; its namesakes are asked about, unless Balise
        knows one authority of that very name."""
        try:
            self.commune = find_commune(_town(name), by_name=True)
        except SeveralCommunes as several:
            if not _known(name).exists():
                self.add_error("other", str(several))
        except UnknownCommune:
            self.commune = None

    @property
    def invites(self) -> bool:
        return bool(self.cleaned_data["email"])

    def authority(self) -> Organisation:
        """The one chosen; or the one named, opened unless Balise knows it by that name or place."""
        if chosen := self.cleaned_data["organisation"]:
            return chosen
        name, commune = " ".join(self.cleaned_data["other"].split()), self.commune
        if commune is None:
            return _known(name).first() or Organisation.objects.create(
                name=name, kind=OrganisationKind.PUBLIC_BODY
            )
        town, _ = Organisation.objects.get_or_create(
            kind=OrganisationKind.COMMUNE,
            place_code=commune.insee,
            defaults={"name": name if _TOWN.match(name) else f"Commune de {commune.name}"},
        )
        return town


def _known(name: str) -> QuerySet[Organisation]:
    return Organisation.objects.public_buyers().filter(name__iexact=name)


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
