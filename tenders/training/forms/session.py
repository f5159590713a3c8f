"""Forms of those who run a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs.models import Project
from procurement.accounts.models import Organisation, User
from tenders.forms.consultation import MomentField
from tenders.training import programme
from tenders.training.choices import Audience, SessionKind, TerritoryKind
from tenders.training.models import Sitting, TrainingSession
from tenders.training.models.session import RUNNERS
from tenders.training.programme import Step, Template, templates
from tenders.training.territories import UnknownTerritory, find_territory

MOST_SEATS = 2000


def _models() -> list[tuple[str, list[tuple[str, str]]]]:
    """The models of programme under the kind of session they are for."""
    return [
        (kind.label.capitalize(), [(t.id, t.label) for t in templates().values() if t.kind == kind])
        for kind in SessionKind
    ]


class NewSessionForm(forms.Form):
    template = forms.ChoiceField(
        label="Modèle de programme",
        help_text="Vous changerez ensuite chaque étape, chaque durée et chaque date.",
    )
    title = forms.CharField(label="Titre", max_length=200)
    organiser = forms.ModelChoiceField(Organisation.objects.none(), label="Organisateur")
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label="Démarche",
        required=False,
        empty_label="Aucune : la session vaut par elle-même",
    )
    starts_at = MomentField(label="Première date", help_text="Heure de Paris.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = _models()
        own = Organisation.objects.for_user(user, *RUNNERS)
        self.fields["organiser"].queryset = own
        self.fields["organiser"].empty_label = None
        self.fields["project"].queryset = Project.objects.visible_to(user)

    def clean_template(self) -> Template:
        return templates()[self.cleaned_data["template"]]


class SessionForm(forms.ModelForm):
    audiences = forms.MultipleChoiceField(
        label="Publics visés", choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    video_link = forms.URLField(
        label="Lien de visioconférence",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="N'est envoyé qu'aux personnes inscrites ; jamais publié.",
    )
    territory = forms.CharField(
        label="Territoire",
        required=False,
        max_length=120,
        help_text="Le nom de la commune, de l'intercommunalité, du département ou de la région : "
        "les chiffres s'y rattachent. Vide pour la France entière.",
    )

    class Meta:
        model = TrainingSession
        fields = ["title", "summary", "audiences", "project", "capacity", "place", "access"]
        fields += ["contact_email", "territory_kind"]
        labels = {
            "title": "Titre",
            "summary": "Ce que l'on y apprend",
            "project": "Démarche",
            "capacity": "Nombre de places",
            "place": "Lieu",
            "access": "Accès",
            "contact_email": "Adresse de contact",
            "territory_kind": "Échelle du territoire",
        }
        help_texts = {
            "summary": "Publié. Dites ce que chacun saura faire en sortant.",
            "place": "Publié. Par exemple « Maison de l'économie sociale, salle Jaurès, Lille ».",
            "access": "Publié : transports, accès en fauteuil, stationnement, boucle magnétique.",
            "contact_email": "Publiée : à qui écrire, notamment pour un besoin d'accessibilité.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 6}),
            "access": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = (
        "title",
        "summary",
        "audiences",
        "capacity",
        "place",
        "access",
        "video_link",
        "contact_email",
        "territory_kind",
        "territory",
        "project",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Project.objects.visible_to(user)
        self.fields["project"].queryset = visible | Project.objects.filter(
            pk=self.instance.project_id
        )
        self.fields["project"].empty_label = "Aucune : la session vaut par elle-même"
        self.fields["capacity"].max_value = MOST_SEATS
        self.fields["video_link"].initial = self.instance.video_link
        if self.instance.territory_kind != TerritoryKind.COUNTRY:
            self.fields["territory"].initial = self.instance.territory_name

    def clean_capacity(self) -> int:
        capacity = self.cleaned_data["capacity"]
        if not 1 <= capacity <= MOST_SEATS:
            raise ValidationError(f"Indiquez un nombre de places de 1 à {MOST_SEATS}.")
        return capacity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.pop("territory", "")
        try:
            code, name = find_territory(cleaned.get("territory_kind", ""), typed)
        except UnknownTerritory as error:
            self.add_error("territory", str(error))
        except ValueError:
            pass  # an unknown scale, which has its own message
        else:
            cleaned["territory_code"], cleaned["territory_name"] = code, name
        return cleaned


class SittingForm(forms.Form):
    starts_at = MomentField(label="Date et heure de début", help_text="Heure de Paris.")
    programme = forms.CharField(
        label="Programme, minute par minute",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        help_text="Une étape par ligne : les minutes, un titre, puis si vous voulez ce qui s'y "
        f"fait, séparés par « | ». Exemple : {programme.EXAMPLE}. Les heures et la fin se "
        "calculent seules.",
        max_length=20_000,
    )

    def __init__(self, *args: Any, sitting: Sitting | None = None, **kwargs: Any) -> None:
        if sitting:
            kwargs["initial"] = {
                "starts_at": sitting.starts_at,
                "programme": programme.write(sitting.programme),
            }
        super().__init__(*args, **kwargs)

    def clean_programme(self) -> tuple[Step, ...]:
        try:
            return programme.read(self.cleaned_data["programme"])
        except programme.UnreadableProgramme as error:
            raise ValidationError(error.problems) from error


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label="Motif, dit aux personnes inscrites",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
