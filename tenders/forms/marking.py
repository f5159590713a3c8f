"""The file of marks, read as soon as it is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement import spreadsheets
from procurement.spreadsheets import Sheet, UnreadableSpreadsheet


class MarksForm(forms.Form):
    file = forms.FileField(
        label="Grille remplie, au format XLSX",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,  # the reader says what is wrong with it
        help_text="10 Mo au plus. Rien n'est gardé si une seule case est à corriger.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets: list[Sheet] = []

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        name = upload.name or ""
        try:
            if not name.lower().endswith(".xlsx"):
                raise UnreadableSpreadsheet(
                    "La grille est un classeur XLSX : enregistrez-la dans ce format."
                )
            self.sheets = spreadsheets.read(name, upload.file, upload.size or 0)
        except UnreadableSpreadsheet as error:
            raise ValidationError(str(error), code="unreadable") from error
        return upload

    def content(self) -> bytes:
        upload = self.cleaned_data["file"]
        upload.seek(0)
        return upload.read()
