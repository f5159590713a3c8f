"""The points that only the officer can say, asked once for every document."""

from __future__ import annotations

from typing import Any

from django import forms

from procurement.typography import join_words
from tenders.completing import Completion
from tenders.models import Tender
from tenders.points import LONGEST

# Under its name in the package, the short one that officers use.
_SHORT = {
    "rc": "RC",
    "ccap": "CCAP",
    "cctp": "CCTP",
    "ae": "acte d'engagement",
    "synthese": "résumé",
    "mode_emploi": "mode d'emploi",
    "formation_fournisseur": "livret du fournisseur",
    "formation_fournisseur_groupement": "livret du groupement",
    "kit_reponse": "plan d'une réponse",
    "kit_formateur_fournisseurs": "kit du formateur",
    "formation_acheteur": "livret de l'acheteur",
    "guide_methode": "guide de la méthode",
    "kit_sensibilisation": "kit de sensibilisation",
    "kit_formateur_acheteurs": "kit du formateur d'acheteurs",
}


class PointsForm(forms.ModelForm):
    class Meta:
        model = Tender
        fields: list[str] = []

    def __init__(self, *args: Any, completion: Completion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.completion = completion
        for asked in completion.asked:
            point = asked.point
            where = join_words([_SHORT.get(kind, kind) for kind in asked.pieces])
            example = f" Exemple : {point.example}." if point.example else ""
            self.fields[point.id] = forms.CharField(
                label=f"{point.what[:1].upper()}{point.what[1:]}",
                required=False,
                max_length=LONGEST,
                initial=asked.said,
                widget=forms.Textarea(attrs={"rows": 1}),
                help_text=f"Demandé par : {where}.{example}",
            )

    def subjects(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (subject, [self[asked.point.id] for asked in found])
            for subject, found in self.completion.by_subject()
        ]

    def save(self, commit: bool = True) -> Tender:
        """What is said elsewhere stays: a point may be asked again when the procedure changes."""
        said = {
            **self.instance.said,
            **{name: " ".join(self.cleaned_data[name].split()) for name in self.fields},
        }
        self.instance.said = {name: text for name, text in said.items() if text}
        return super().save(commit)
