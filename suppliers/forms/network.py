"""Forms of networks: a list of members to invite, a membership vouched for, a consent given."""

from __future__ import annotations

from typing import Any

from django import forms

from procurement import spreadsheets
from procurement.spreadsheets import UnreadableSpreadsheet
from suppliers.member_lists import MOST_MEMBERS, MemberLine, read_sheets, read_text

_ACCEPT = ",".join(f".{extension}" for extension in spreadsheets.EXTENSIONS)


class MembersForm(forms.Form):
    typed = forms.CharField(
        label="Un membre par ligne",
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Son SIRET, son adresse, ou les deux : 130 025 265 00013 ; contact@atelier.fr",
    )
    file = forms.FileField(
        label="Ou un fichier XLSX ou CSV",
        required=False,
        widget=forms.FileInput(attrs={"accept": _ACCEPT}),
        allow_empty_file=True,
        help_text=f"Une ligne par membre, {MOST_MEMBERS} au plus ; l'ordre des colonnes est libre.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.lines = [*read_text(cleaned["typed"]), *self._of_file(cleaned.get("file"))]
        except UnreadableSpreadsheet as error:
            self.lines = []
            self.add_error("file", str(error))
            return cleaned
        if not self.lines:
            self.add_error("typed", "Écrivez au moins un SIRET ou une adresse, ou un fichier.")
        elif len(self.lines) > MOST_MEMBERS:
            self.add_error("typed", f"{MOST_MEMBERS} lignes au plus à la fois.")
        return cleaned

    def _of_file(self, upload: Any) -> list[MemberLine]:
        if not upload:
            return []
        sheets = spreadsheets.read(upload.name or "", upload.file, upload.size or 0)
        return read_sheets(sheet.rows for sheet in sheets)


class AttestForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui le prouve",
        max_length=300,
        help_text="Par exemple : liste des adhérents publiée le 12 janvier 2026.",
        error_messages={"required": "Dites ce qui prouve que la structure est membre."},
    )


class ConsentForm(forms.Form):
    may_edit = forms.BooleanField(label="Compléter notre fiche pour nous", required=False)
    may_answer = forms.BooleanField(label="Répondre aux consultations pour nous", required=False)
