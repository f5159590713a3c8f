"""Forms: files to read, and corrections; they validate and hand over plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from procurement.accounts.models import User
from procurement.typography import number
from procurement.uploads import MEGABYTE, MOST_BYTES, extension_of, safe_name
from suppliers.models import Supplier
from tenders.dossiers.correcting import HELP, LABELS, READ, BadLine
from tenders.dossiers.models import readable_for
from tenders.dossiers.texts import MOST_OF_ALL, READERS, Sent, refusals

MOST_SENT = 20
ACCEPTED = (*READERS, "zip")
_LONGEST_FACT = 4_000


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if isinstance(files, MultiValueDict):
            return files.getlist(name)
        return [files[name]] if files.get(name) else []


class SeveralFilesField(forms.FileField):
    """One or several files; each is checked by its reader, which says what is wrong with it."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = [one for one in data or [] if isinstance(one, UploadedFile)]
        if not sent:
            raise ValidationError(
                "Choisissez au moins un fichier : le règlement de la consultation d'abord.",
                code="required",
            )
        if len(sent) > MOST_SENT:
            raise ValidationError(
                f"Au plus {MOST_SENT} fichiers à la fois ; envoyez plutôt un zip."
            )
        if sum(one.size or 0 for one in sent) > MOST_OF_ALL:
            raise ValidationError(
                f"Ces fichiers dépassent ensemble {number(MOST_OF_ALL // MEGABYTE)} Mo."
            )
        unknown = [one for one in sent if extension_of(safe_name(one.name or "")) not in ACCEPTED]
        if len(unknown) == len(sent):
            name = safe_name(unknown[0].name or "")
            raise ValidationError(f"« {name} » : {refusals.not_read(extension_of(name))}")
        return sent


class DossierForm(forms.Form):
    supplier = forms.ModelChoiceField(Supplier.objects.none(), label="Pour quelle structure")
    pieces = SeveralFilesField(
        label="Pièces de la consultation",
        widget=SeveralFilesInput(
            attrs={
                "multiple": True,
                "accept": ",".join(f".{e}" for e in ACCEPTED),
                "class": "dossier-file",
            }
        ),
        help_text="Règlement, avis, CCAP, CCTP, acte d'engagement, annexes : "
        f"{refusals.KINDS_READ}, {number(MOST_BYTES // MEGABYTE)} Mo par fichier. Le zip "
        "téléchargé du profil d'acheteur convient.",
    )
    name = forms.CharField(
        label="Nom du dossier",
        max_length=200,
        required=False,
        help_text="Laissez vide : l'objet lu dans les pièces servira de nom.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = readable_for(user).order_by("name")
        field = self.fields["supplier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = suppliers
        if suppliers.count() == 1:
            field.initial = suppliers.first()
            field.widget = forms.HiddenInput()

    @property
    def sent(self) -> list[Sent]:
        return [(one.name or "fichier", one.read()) for one in self.cleaned_data["pieces"]]


class MomentForm(forms.Form):
    """A deadline, with its hour when it is known."""

    day = forms.DateField(
        label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label="Heure",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Heure de Paris. Laissez vide si les pièces ne la disent pas.",
    )

    @property
    def value(self) -> str:
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return f"{day.isoformat()}T{hour:%H:%M}" if hour else str(day.isoformat())

    @staticmethod
    def initial_of(iso: str | None) -> dict[str, Any]:
        if not iso:
            return {}
        moment = datetime.fromisoformat(iso)
        return {"day": moment.date(), "hour": moment.time() if "T" in iso else None}


class ListForm(forms.Form):
    """Lots, criteria or pieces, one a line."""

    lines = forms.CharField(
        required=False, max_length=30_000, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["lines"].label = LABELS[kind]
        self.fields["lines"].help_text = HELP[kind]

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        try:
            self.value = READ[self.kind](text)
        except BadLine as error:
            raise ValidationError(str(error), code="line") from error
        return text


class FactForm(forms.Form):
    """Any other fact, in the person's own words."""

    text = forms.CharField(
        label="Ce que disent les pièces",
        max_length=_LONGEST_FACT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def value(self) -> str:
        return str(self.cleaned_data["text"])
