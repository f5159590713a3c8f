"""Forms of the team: the consultation, its questions, its guests, its decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement import uploads
from procurement.file_fields import CheckedFileField
from suppliers.models import Supplier
from tenders.draft_texts import DraftText
from tenders.invitations import Guest
from tenders.models import (
    ConsultationDocument,
    ConsultationQuestion,
    MarketConsultation,
    PublicQuestion,
    QuestionKind,
)

MOST_CHOICES = 20
MOST_TEXTS = 60
_MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A date and time of Paris; an hour that a clock change skips or doubles is refused."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT_FORMAT)
    input_formats = [_MOMENT_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
    default_error_messages = {
        "invalid": "Cette date n'est pas comprise. Exemple : 12/03/2027 12:00.",
        "required": "Indiquez la date et l'heure.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=self.input_formats, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if "ambiguous_timezone" in [e.code for e in error.error_list]:
                raise ValidationError(
                    "À cette heure l'heure change : elle n'existe pas, ou existe deux fois. "
                    "Choisissez une autre heure.",
                    code="ambiguous_timezone",
                ) from error
            raise


class ConsultationForm(forms.ModelForm):
    opens_at = MomentField(label="Ouverture", help_text="Heure de Paris.")
    closes_at = MomentField(
        label="Clôture des réponses",
        help_text="Heure de Paris. Laissez trois semaines au moins : répondre demande du temps.",
    )

    class Meta:
        model = MarketConsultation
        fields = ["title", "brief", "opens_at", "closes_at"]
        labels = {"title": "Titre", "brief": "Ce que nous cherchons"}
        help_texts = {
            "brief": "Le même texte pour tous : contexte, volumes, sites, calendrier, ce qui "
            "n'est pas encore décidé. Ni marque, ni demande de prix.",
        }
        widgets = {"brief": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_closes_at(self) -> datetime:
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= self.now:
            raise ValidationError("Cette date est passée : la clôture doit être à venir.")
        return closes_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", "La clôture doit suivre l'ouverture.")
        return cleaned


class ExtensionForm(forms.Form):
    closes_at = MomentField(label="Nouvelle clôture", help_text="Heure de Paris.")


class QuestionForm(forms.ModelForm):
    choices = forms.CharField(
        label="Choix proposés",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne, pour une question à choix.",
    )

    class Meta:
        model = ConsultationQuestion
        fields = ["label", "kind", "help_text", "unit", "choices", "component"]
        fields += ["minimum", "maximum", "earliest", "latest", "required"]
        labels = {
            "label": "Question",
            "kind": "Type de réponse",
            "help_text": "Aide",
            "unit": "Unité",
            "component": "Composante du besoin",
            "minimum": "Valeur minimale acceptée",
            "maximum": "Valeur maximale acceptée",
            "earliest": "Au plus tôt le",
            "latest": "Au plus tard le",
            "required": "Une réponse est attendue pour envoyer",
        }
        help_texts = {
            "unit": "Pour un nombre ou une capacité : contenants, repas, heures…",
            "component": "Facultatif : le nom d'une composante du diagnostic, pour comparer la "
            "somme des réponses au besoin.",
            "minimum": "Facultatif, pour un nombre ou une capacité.",
            "maximum": "Facultatif, pour un nombre ou une capacité.",
            "earliest": "Facultatif, pour une date.",
            "latest": "Facultatif, pour une date.",
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("earliest", "latest")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            c for c in QuestionKind.choices if c[0] != QuestionKind.CLAUSE
        ]
        if self.instance.pk:
            self.initial["choices"] = "\n".join(self.instance.choices)

    def clean_choices(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["choices"].splitlines())
        choices = list(dict.fromkeys(filter(None, lines)))
        if len(choices) > MOST_CHOICES:
            raise ValidationError(f"Proposez {MOST_CHOICES} choix au plus.")
        return choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
            if len(cleaned.get("choices", [])) < 2 and "choices" not in self.errors:
                self.add_error("choices", "Proposez au moins deux choix, un par ligne.")
        else:
            cleaned["choices"] = []
        if kind in (QuestionKind.NUMBER, QuestionKind.CAPACITY) and not cleaned.get("unit"):
            self.add_error("unit", "Indiquez l'unité, par exemple « contenants ».")
        self._clean_limits(kind, cleaned)
        return cleaned

    def _clean_limits(self, kind: str | None, cleaned: dict[str, Any]) -> None:
        """Limits of another kind of answer are dropped; those kept are in order."""
        of_kind = {
            ("minimum", "maximum"): (QuestionKind.NUMBER, QuestionKind.CAPACITY),
            ("earliest", "latest"): (QuestionKind.DATE,),
        }
        for (low, high), kinds in of_kind.items():
            if kind not in kinds:
                cleaned[low] = cleaned[high] = None
            least, most = cleaned.get(low), cleaned.get(high)
            if least is not None and most is not None and least > most:
                self.add_error(high, "Cette limite doit suivre la première.")


class DraftTextsForm(forms.Form):
    """Which clauses and criteria of the draft are put to suppliers."""

    texts = forms.MultipleChoiceField(
        label="Textes à soumettre",
        error_messages={"required": "Cochez au moins un texte."},
    )

    def __init__(self, data: Any = None, *, texts: list[DraftText], **kwargs: Any) -> None:
        self.offered = texts
        keys = [text.key for text in texts]
        super().__init__({"texts": keys} if data and "all" in data else data, **kwargs)
        self.fields["texts"].choices = [(text.key, text.title) for text in texts]

    def clean_texts(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["texts"]
        if len(chosen) > MOST_TEXTS:
            raise ValidationError(f"Soumettez {MOST_TEXTS} textes au plus.")
        return chosen

    def questions(self) -> list[ConsultationQuestion]:
        chosen = set(self.cleaned_data["texts"])
        return [text.as_question() for text in self.offered if text.key in chosen]


class DocumentForm(forms.ModelForm):
    file = CheckedFileField(
        label="Fichier", help_text=f"{uploads.accepted()}, 10 Mo au plus. Visible de tous."
    )

    class Meta:
        model = ConsultationDocument
        fields = ["title", "file"]
        labels = {"title": "Intitulé"}


class GuestsForm(forms.Form):
    """All the matched suppliers are ticked; leaving some out asks why."""

    suppliers = forms.ModelMultipleChoiceField(
        label="Fournisseurs trouvés",
        queryset=Supplier.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une structure."},
    )
    reason = forms.CharField(
        label="Si vous n'invitez pas toutes les structures trouvées, dites pourquoi",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Noté au registre : le choix des invités doit pouvoir s'expliquer (art. L3).",
    )

    def __init__(self, *args: Any, suppliers: list[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = suppliers
        field = self.fields["suppliers"]
        field.queryset = Supplier.objects.filter(pk__in=[s.pk for s in suppliers])
        field.initial = [s.pk for s in suppliers]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "suppliers" in cleaned and self.left_out() and not cleaned.get("reason"):
            self.add_error("reason", "Dites pourquoi certaines structures ne sont pas invitées.")
        return cleaned

    def left_out(self) -> list[str]:
        chosen = set(self.cleaned_data["suppliers"])
        return [supplier.name for supplier in self.offered if supplier not in chosen]

    def guests(self) -> list[Guest]:
        return [Guest(s.name, s.contact_email, s) for s in self.cleaned_data["suppliers"]]


class GuestForm(forms.Form):
    """One more structure, known by its name and address."""

    name = forms.CharField(label="Nom de la structure", max_length=200)
    email = forms.EmailField(label="Adresse électronique professionnelle")


class OpenCallForm(GuestForm):
    """Anyone may ask for its link; `website` is filled by machines only."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))

    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data["website"])


class AskForm(forms.Form):
    text = forms.CharField(
        label="Votre question",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La réponse sera publiée pour tous. Votre nom n'apparaîtra pas : ne vous "
        "nommez pas dans la question.",
    )


class PublicAnswerForm(forms.ModelForm):
    published_text = forms.CharField(
        label="Question telle que publiée",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Retirez ce qui permettrait de reconnaître son auteur.",
    )
    answer = forms.CharField(
        label="Réponse, la même pour tous",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = PublicQuestion
        fields = ["published_text", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published_text"] = self.instance.published_text or self.instance.text
