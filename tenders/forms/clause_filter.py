"""The filter of the clause library, shared by its page and its API."""

from __future__ import annotations

from typing import Any

from django import forms

from procurement.nomenclature.models import Cpv
from tenders.clauses import Clause, Place, library


class ClauseFilterForm(forms.Form):
    text = forms.CharField(label="mots cherchés", required=False, max_length=200)
    place = forms.ChoiceField(label="place dans le dossier", required=False)
    theme = forms.ChoiceField(label="thème", required=False)
    family = forms.ChoiceField(label="famille d'achat", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "place": [(place.value, place.label) for place in Place],
            "theme": list(library().themes.items()),
            "family": list(divisions().items()),
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "peu importe"), *offered]

    def found(self) -> tuple[Clause, ...]:
        """The clauses that pass; a filter that cannot be read is left aside, and says so."""
        read = {name: value for name, value in self.cleaned_data.items() if value}
        return library().filter(**read)


def divisions() -> dict[str, str]:
    """The CPV divisions that some clause is written for, with their official label."""
    codes = sorted({family[:2] for clause in library().clauses for family in clause.families})
    labels = dict(
        Cpv.objects.filter(code__in=[f"{code}000000" for code in codes]).values_list(
            "code", "label"
        )
    )
    return {code: labels.get(f"{code}000000", f"CPV {code}") for code in codes}
