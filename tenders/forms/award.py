"""What is said at the award of a tender or of a lot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as InvalidNumber

from needs.forms.fields import EuroField, PercentField, checked_cpv
from procurement.identifiers import InvalidIdentifier, parse_siret
from tenders.forms.tender import DATE
from tenders.models import AwardedContract, GroupForm


class AwardForm(forms.ModelForm):
    """Holders are typed one a line; rates and shares in per cent."""

    SUBJECTS: ClassVar[dict[str, list[str]]] = {
        "Le marché": ["number", "object", "cpv", "notified_on", "published_on"],
        "Titulaires": ["holders_typed", "group", "subcontracted", "bids_received"],
        "Montant et prix": ["amount", "price_shape", "advance", "advance_rate"],
        "Exécution": ["duration_months", "calls", "place_kind", "place_code", "ccag"],
        "Compléments": ["innovative", "origin_eu", "origin_france"],
    }

    holders_typed = forms.CharField(
        label="Titulaires",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un SIRET par ligne, le mandataire d'abord. Pour une entreprise d'un autre pays, "
        "écrivez son numéro de TVA, par exemple BE0403170701.",
    )

    class Meta:
        model = AwardedContract
        fields = [
            "number",
            "object",
            "cpv",
            "notified_on",
            "published_on",
            "group",
            "subcontracted",
            "bids_received",
            "amount",
            "price_shape",
            "advance",
            "advance_rate",
            "duration_months",
            "calls",
            "place_kind",
            "place_code",
            "ccag",
            "innovative",
            "origin_eu",
            "origin_france",
        ]
        widgets = {
            "notified_on": DATE,
            "published_on": DATE,
            "object": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {
            "amount": EuroField,
            "advance_rate": PercentField,
            "origin_eu": PercentField,
            "origin_france": PercentField,
        }
        help_texts = {
            "place_code": "Code Insee de la commune, numéro du département ou de la région, ou FR.",
            "calls": "Pour un accord-cadre ou un marché à tranches.",
            "advance_rate": "Laissez vide si vous ne le connaissez pas.",
            "cpv": "Celui du lot, sinon celui du marché.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = self.instance.holders
        self.fields["holders_typed"].initial = "\n".join(holder["id"] for holder in holders)

    def subjects(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SUBJECTS.items()]

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        others = self.instance.tender.contracts.exclude(pk=self.instance.pk)
        if others.filter(number=number).exists():
            raise ValidationError("Un autre lot porte déjà ce numéro de marché.")
        return number

    def clean_cpv(self) -> str:
        return checked_cpv(self.cleaned_data["cpv"])

    def clean_holders_typed(self) -> list[dict[str, str]]:
        lines = self.cleaned_data["holders_typed"].splitlines()
        holders = [holder(line) for line in lines if line.strip()]
        if len({one["id"] for one in holders}) < len(holders):
            raise ValidationError("Un même titulaire est écrit deux fois. Gardez une seule ligne.")
        return holders

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        holders = cleaned.get("holders_typed", [])
        if cleaned.get("group") in GroupForm and len(holders) == 1:
            self.add_error(
                "holders_typed",
                "Un groupement a au moins deux membres : écrivez le SIRET de chacun, ou choisissez "
                "« pas de groupement ».",
            )
        notified, published = cleaned.get("notified_on"), cleaned.get("published_on")
        if notified and published and published < notified:
            self.add_error(
                "published_on",
                "Les données se publient après la notification : vérifiez les dates.",
            )
        if notified and notified < self.instance.tender.launch_on:
            self.add_error("notified_on", "La notification suit le lancement du marché.")
        self._shares(cleaned)
        if cleaned.get("advance_rate") and not cleaned.get("advance"):
            self.add_error("advance", "Un taux est écrit : cochez l'avance, ou retirez le taux.")
        return cleaned

    def _shares(self, cleaned: dict[str, Any]) -> None:
        europe, france = cleaned.get("origin_eu"), cleaned.get("origin_france")
        if france is not None and (europe if europe is not None else Decimal(0)) < france:
            self.add_error(
                "origin_eu",
                "La part de l'Union européenne comprend celle de la France : elle ne peut pas être "
                "plus petite.",
            )

    def save(self, commit: bool = True) -> AwardedContract:
        self.instance.holders = self.cleaned_data["holders_typed"]
        return super().save(commit)


def holder(line: str) -> dict[str, str]:
    """{"kind", "id"} of a SIRET or of a European VAT number; ValidationError says which line."""
    typed = line.strip()
    if typed[:2].isalpha():
        try:
            return {"kind": "TVA", "id": vat.validate(typed)}
        except InvalidNumber as error:
            raise ValidationError(
                f"« {typed} » n'est pas un numéro de TVA européen : vérifiez chaque signe."
            ) from error
    try:
        return {"kind": "SIRET", "id": parse_siret(typed)}
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from error
