"""Forms of what a supplier shows of itself: labels with their proof, references of clients."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from needs.forms.fields import EuroField
from procurement import uploads
from procurement.file_fields import CheckedFileField
from procurement.identifiers import InvalidIdentifier, parse_cpv
from suppliers.forms.days import not_to_come
from suppliers.labels import labels
from suppliers.models import Certificate, ClientReference

DAY = {"type": "date"}


class CertificateForm(forms.ModelForm):
    label = forms.ChoiceField(
        label="Label de la liste",
        required=False,
        help_text="Choisissez « un autre » pour l'écrire vous-même.",
    )
    proof_url = forms.URLField(
        label="Adresse de la preuve",
        required=False,
        assume_scheme="https",
        help_text="La page de l'organisme qui l'a délivré, par exemple.",
    )
    proof = CheckedFileField(
        label="Ou fichier de preuve",
        required=False,
        help_text=f"{uploads.accepted()}, 10 Mo au plus. Montré aux personnes connectées.",
    )

    class Meta:
        model = Certificate
        fields = ["label", "name", "issuer", "proof_url", "proof", "issued_on", "expires_on"]
        widgets = {
            "issued_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "expires_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }
        help_texts = {
            "name": "Tel qu'écrit sur le certificat, avec son niveau s'il en a un.",
            "issuer": "Laissé vide, celui de la liste.",
            "expires_on": "Balise vous prévient 60 jours avant ; passé ce jour, il ne compte plus.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = sorted(labels().values(), key=lambda label: label.name.lower())
        self.fields["label"].choices = [
            ("", "un autre"),
            *((label.id, label.name) for label in listed),
        ]

    def clean_issued_on(self) -> date | None:
        return not_to_come(self.cleaned_data["issued_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("label") and not cleaned.get("name"):
            self.add_error("name", "Choisissez un label de la liste, ou écrivez son nom.")
        return cleaned

    def save(self, commit: bool = True) -> Certificate:
        certificate = super().save(commit=False)
        certificate.complete()
        sent = self.cleaned_data.get("proof")
        if isinstance(sent, UploadedFile):
            certificate.proof_name = sent.name or ""
            # Its name on the disk says nothing of its own.
            certificate.proof.name = f"{uuid4()}.{uploads.extension_of(certificate.proof_name)}"
        if commit:
            certificate.save()
            self._forget_replaced(certificate)
        return certificate

    def _forget_replaced(self, certificate: Certificate) -> None:
        before = self.initial.get("proof")
        if before and before.name != certificate.proof.name:
            certificate.proof.storage.delete(before.name)


class ReferenceForm(forms.ModelForm):
    cpv = forms.CharField(
        label="Code CPV",
        required=False,
        help_text="8 chiffres, par exemple 39222100 : c'est lui qui rapproche la référence d'un "
        "besoin.",
    )

    class Meta:
        model = ClientReference
        fields = ["client", "object", "cpv", "began", "ended", "amount"]
        field_classes = {"amount": EuroField}
        help_texts = {
            "client": "La structure, sans nom de personne : « Ville de Lambersart ».",
            "object": "Par exemple : lavage de 800 bacs par jour pour deux cuisines centrales.",
            "ended": "Vide si elle dure encore.",
            "amount": "Facultatif.",
        }

    def clean_cpv(self) -> str:
        typed = self.cleaned_data["cpv"]
        try:
            return parse_cpv(typed) if typed else ""
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="cpv") from error

    def clean_began(self) -> int:
        began = self.cleaned_data["began"]
        if began > date.today().year + 1:
            raise ValidationError("Cette année est à venir.", code="future")
        return began
