"""Another value for a fact read in a text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs.forms.fields import DayInput, NumberField
from needs.models import FactKind, NeedFact, Period
from needs.places import UnknownCommune, find_commune
from procurement.identifiers import InvalidIdentifier, parse_cpv
from procurement.language.objectives import LABELS
from procurement.nomenclature.models import Cpv


class CorrectionForm(forms.Form):
    """Another value for one thing read; its fields depend on the kind of thing."""

    def __init__(self, *args: Any, fact: NeedFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        for name, field in _CORRECTIONS[FactKind(fact.kind)]().items():
            self.fields[name] = field
            self.initial.setdefault(name, fact.data.get(name))
        if fact.kind == FactKind.PLACE:
            code, name = fact.data.get("insee"), fact.data.get("name")
            self.initial["insee"] = f"{name} ({code})" if code and name else fact.text

    def clean_insee(self) -> str:
        try:
            self.commune = find_commune(self.cleaned_data["insee"])
        except UnknownCommune as error:
            raise ValidationError(str(error), code="commune") from error
        return self.commune.insee

    def clean_code(self) -> str:
        try:
            code = parse_cpv(self.cleaned_data["code"])
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="cpv") from error
        self.cpv = Cpv.objects.filter(code=code).first()
        if self.cpv is None:
            raise ValidationError(
                f"Le code {code} n'est pas dans la nomenclature chargée : vérifiez ses chiffres.",
                code="cpv",
            )
        return code

    def correction(self) -> dict[str, Any]:
        """The value as `formats.md` writes it."""
        values = {name: _number(value) for name, value in self.cleaned_data.items()}
        if "value" in values:  # a corrected figure is no range and no estimate of the text
            values |= {"min": values["value"], "approximate": False}
        if self.fact.kind == FactKind.PLACE:
            commune = self.commune
            values |= {"kind": "commune", "code": commune.insee, "name": commune.name}
        if self.fact.kind == FactKind.CPV and self.cpv:
            values |= {"label": self.cpv.label, "because": ["Code choisi par une personne."]}
        return values


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value % 1 == 0 else float(value)
    return value.isoformat() if isinstance(value, date) else value or None


def _positive(label: str) -> forms.Field:
    return NumberField(label=label, min_value=0, max_value=1_000_000_000, decimal_places=2)


_CORRECTIONS: dict[FactKind, Any] = {
    FactKind.QUANTITY: lambda: {
        "value": _positive("Quantité"),
        "unit": forms.CharField(label="Unité", max_length=40),
        "period": forms.ChoiceField(
            label="Période", required=False, choices=[("", "en une fois"), *Period.choices]
        ),
    },
    FactKind.AMOUNT: lambda: {
        "value": _positive("Montant en euros"),
        "tax": forms.ChoiceField(
            label="Taxe",
            required=False,
            choices=[("", "non précisée"), ("ht", "HT"), ("ttc", "TTC")],
        ),
    },
    FactKind.DATE: lambda: {
        "iso": forms.DateField(label="Date", widget=DayInput()),
        "role": forms.ChoiceField(
            label="C'est",
            required=False,
            choices=[
                ("", "une date"),
                ("deadline", "une échéance"),
                ("start", "un début"),
                ("end", "une fin"),
                ("event", "un évènement"),
            ],
        ),
    },
    FactKind.DURATION: lambda: {
        "months": forms.IntegerField(label="Durée en mois", min_value=1, max_value=600)
    },
    FactKind.PLACE: lambda: {"insee": forms.CharField(label="Commune", max_length=120)},
    FactKind.OBJECTIVE: lambda: {
        "id": forms.ChoiceField(label="Objectif", choices=list(LABELS.items()))
    },
    FactKind.CPV: lambda: {
        "code": forms.CharField(
            label="Code CPV", max_length=12, help_text="8 chiffres, par exemple 39222100."
        )
    },
}
