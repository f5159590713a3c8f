"""Sending back a document edited in Word, and deciding of each change."""

from __future__ import annotations

from django import forms

from tenders.returning import ACCEPTED, REFUSED


class ReturnForm(forms.Form):
    file = forms.FileField(
        label="Fichier Word modifié",
        allow_empty_file=True,  # an empty file gets its own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        help_text="Le fichier .docx téléchargé depuis Balise, enregistré par Word ou LibreOffice, "
        "10 Mo au plus. Suivi des modifications et commentaires sont lus.",
    )


def decisions_in(sent: dict[str, str]) -> dict[str, str]:
    """{change: decision}: what was ticked, and nothing else."""
    return {
        name.removeprefix("decision-"): value
        for name, value in sent.items()
        if name.startswith("decision-") and value in (ACCEPTED, REFUSED)
    }
