"""The filter of the clause library, shared by its page and its API."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from procurement.nomenclature.models import Cpv
from tenders.clauses import Clause, Level, Library, Place, State

SHIPPED, OWN, NETWORK = "shipped", "local", "network"
SOURCES = {
    SHIPPED: "livrée avec Balise",
    OWN: "écrite par mon organisation",
    NETWORK: "partagée par une autre organisation",
}


class ClauseFilterForm(forms.Form):
    text = forms.CharField(label="mots cherchés", required=False, max_length=200)
    place = forms.ChoiceField(label="place dans le dossier", required=False)
    theme = forms.ChoiceField(label="thème", required=False)
    family = forms.ChoiceField(label="famille d'achat", required=False)
    level = forms.ChoiceField(
        label="niveau d'ambition",
        required=False,
        help_text="Les clauses qui l'ont ; ajoutées à un marché, elles le prennent.",
    )
    state = forms.ChoiceField(label="état", required=False)
    source = forms.ChoiceField(label="origine", required=False)
    at = forms.DateField(
        label="consultation lancée le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Les clauses dont le fondement vaut ce jour-là.",
    )
    free_proofs = forms.BooleanField(label="preuves toutes gratuites", required=False)

    def __init__(
        self, *args: Any, shelf: Library, own: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shelf, self.own = shelf, own
        choices = {
            "place": [(place.value, place.label) for place in Place],
            "theme": list(shelf.themes.items()),
            "family": list(divisions(shelf).items()),
            "level": [(level.value, level.label) for level in Level],
            "state": [(state.value, state.label) for state in State],
            "source": list(SOURCES.items()),
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "peu importe"), *offered]

    @property
    def narrowed(self) -> bool:
        """Whether one of the less common filters is set."""
        return any(
            self.data.get(name) for name in ("level", "state", "source", "at", "free_proofs")
        )

    def found(self) -> tuple[Clause, ...]:
        """The clauses that pass; a filter that cannot be read is left aside, and says so."""
        read = {name: value for name, value in self.cleaned_data.items() if value}
        source = read.pop("source", "")
        return tuple(
            clause
            for clause in self.shelf.filter(**read)
            if not source or self.source_of(clause) == source
        )

    def source_of(self, clause: Clause) -> str:
        if clause.origin is None:
            return SHIPPED
        return OWN if clause.origin.owner_id in self.own else NETWORK


def divisions(shelf: Library) -> dict[str, str]:
    """The CPV divisions that some clause is written for, with their official label."""
    codes = sorted({family[:2] for clause in shelf.clauses for family in clause.families})
    labels = dict(
        Cpv.objects.filter(code__in=[f"{code}000000" for code in codes]).values_list(
            "code", "label"
        )
    )
    return {code: labels.get(f"{code}000000", f"CPV {code}") for code in codes}
