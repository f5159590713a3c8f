"""Forms of a workshop: its date and agenda, who comes, what was said, what is to be corrected."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.file_fields import CheckedFileField
from procurement.legal import value
from tenders.forms.consultation import MomentField
from tenders.models import ConsultationQuestion, Invitation, MarketConsultation
from tenders.workshops import convening
from tenders.workshops.models import (
    AgendaItem,
    Correction,
    CorrectionOutcome,
    MinutesPoint,
    Registration,
    Workshop,
)

PLACE_HELP = "Une adresse accessible à tous, avec l'étage ; ou laissez vide si tout est à distance."
VIDEO_HELP = "Donnée aux structures par leur lien personnel, jamais sur la page publique."


class WithPlace(forms.Form):
    """Somewhere to go, or an address to open: one of the two at least."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("place") or cleaned.get("video_url")):
            self.add_error(
                "place", "Indiquez un lieu, une adresse de visioconférence, ou les deux."
            )
        return cleaned


class WorkshopForm(WithPlace, forms.ModelForm):
    starts_at = MomentField(label="Début", help_text="Heure de Paris.")
    video_url = forms.URLField(
        label="Adresse de visioconférence",
        required=False,
        assume_scheme="https",
        help_text=VIDEO_HELP,
    )

    class Meta:
        model = Workshop
        fields = ["title", "purpose", "starts_at", "place", "video_url", "people_each", "reason"]
        labels = {
            "title": "Titre",
            "purpose": "Ce que l'atelier doit éclairer",
            "place": "Lieu",
            "people_each": "Personnes par structure, au plus",
            "reason": "Pourquoi un délai court, s'il l'est",
        }
        help_texts = {
            "purpose": "Le même texte pour tous : ce qui n'est pas décidé, ce que vous attendez. "
            "Ni marque, ni prix, ni projet d'offre.",
            "place": PLACE_HELP,
            "people_each": "La même limite pour chaque structure.",
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 6}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        days = convening.usual_notice(now.date())
        self.fields[
            "reason"
        ].help_text = f"À écrire si l'atelier se tient moins de {days} jours après son annonce."

    def clean_starts_at(self) -> datetime:
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= self.now:
            raise ValidationError("Cette date est passée : l'atelier doit être à venir.")
        return starts_at


class MoveForm(WithPlace):
    starts_at = MomentField(label="Nouvelle date", help_text="Heure de Paris.")
    place = forms.CharField(label="Lieu", max_length=300, required=False, help_text=PLACE_HELP)
    video_url = forms.URLField(
        label="Adresse de visioconférence",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=VIDEO_HELP,
    )
    reason = forms.CharField(
        label="Motif du changement",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Envoyé à tous.",
    )


class CancelForm(forms.Form):
    cancelled_because = forms.CharField(
        label="Motif de l'annulation",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Envoyé à tous.",
    )


class QuestionChoice(forms.ModelChoiceField):
    """A clause, a criterion or a question of the consultation."""

    def __init__(self, consultation: MarketConsultation, **kwargs: Any) -> None:
        questions: Any = ConsultationQuestion.objects.filter(consultation=consultation)
        super().__init__(questions, required=False, empty_label="aucun en particulier", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        text = str(obj)
        return text if len(text) <= 110 else f"{text[:109]}…"


class ItemForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "minutes", "details", "question"]
        labels = {"title": "Point de l'ordre du jour", "minutes": "Durée, en minutes"}
        widgets = {"details": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, consultation: MarketConsultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"] = QuestionChoice(
            consultation,
            label="Clause, critère ou question de la consultation",
            help_text="Ce qui sera dit se retrouvera au même endroit du rapport de sourçage.",
        )
        self.fields["minutes"].min_value = 1


class WorkshopDocumentForm(forms.Form):
    title = forms.CharField(label="Intitulé", max_length=160)
    file = CheckedFileField(label="Document")


class RegistrationForm(forms.ModelForm):
    email = forms.EmailField(
        label="Adresse professionnelle",
        help_text="Pour l'organisation de l'atelier seulement ; elle n'est montrée qu'à l'équipe.",
    )

    class Meta:
        model = Registration
        fields = ["person", "function", "email", "mode"]
        labels = {"person": "Nom de la personne", "function": "Fonction", "mode": "Venue"}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (workshop.place and workshop.video_url):
            self.initial["mode"] = "on_site" if workshop.place else "remote"
            self.fields["mode"].widget = forms.HiddenInput()


class HostForm(forms.ModelForm):
    """Somebody of the buyers' side, or who came without having registered."""

    class Meta:
        model = Registration
        fields = ["organisation", "person", "function", "mode"]
        labels = {
            "organisation": "Structure ou autorité",
            "person": "Nom de la personne",
            "function": "Fonction",
            "mode": "Venue",
        }

    came_from: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Invitation.objects.none(),
        label="Structure de la consultation",
        required=False,
        empty_label="aucune : côté acheteurs",
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came_from"].queryset = workshop.consultation.invitations.all()
        self.fields["organisation"].required = False
        self.order_fields(["came_from", "organisation", "person", "function", "mode"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("came_from") or cleaned.get("organisation")):
            self.add_error("organisation", "Indiquez la structure ou l'autorité de la personne.")
        return cleaned


class PointForm(forms.ModelForm):
    class Meta:
        model = MinutesPoint
        fields = ["kind", "text", "item", "question"]
        labels = {"kind": "Nature", "text": "Ce qui est consigné"}
        help_texts = {
            "text": "Sans nom de structure ni secret d'affaires (L2132-1) : tous le liront, "
            "absents compris.",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = workshop.items.all()
        self.fields["item"].empty_label = "hors de l'ordre du jour"
        self.fields["question"] = QuestionChoice(
            workshop.consultation,
            label="Clause, critère ou question de la consultation",
            help_text="Laissez vide pour reprendre celle du point de l'ordre du jour.",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        item = cleaned.get("item")
        if item and not cleaned.get("question"):
            cleaned["question"] = item.question
        return cleaned


class PublishMinutesForm(forms.Form):
    corrections_until = MomentField(
        label="Corrections reçues jusqu'au", help_text="Heure de Paris."
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = int(value("workshop_corrections", now.date()).number)
        later = (now + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)
        self.fields["corrections_until"].initial = later


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = Correction
        fields = ["point", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"] = PointChoice(workshop.points.all(), label="Point à corriger")


class PointChoice(forms.ModelChoiceField):
    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(
            queryset, required=False, empty_label="le compte rendu en général", **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.position}. {obj.text[:80]}"


class CorrectionAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Suite donnée", choices=CorrectionOutcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé à la structure qui a demandé la correction.",
    )
    wording = forms.CharField(
        label="Texte du point",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Tel qu'il sera publié ; sans effet si la correction est écartée.",
    )
