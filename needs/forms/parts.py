"""The sites and volumes of a sheet, a row each."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs.forms.fields import NumberField
from needs.forms.freshness import read_anew
from needs.models import NeedFact, Period, Site, Volume
from needs.places import UnknownCommune, find_commune
from procurement.identifiers import InvalidIdentifier, parse_siret
from procurement.typography import number


class SheetPartForm(forms.ModelForm):
    """A row of a sheet that remembers the version, and the values, it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["seen"].initial = lambda: json.dumps(self.shown())
        self.before = self.said()

    def write(self) -> None:
        """Save the row; raises StaleVersion when somebody saved it since it was read."""
        if self.instance._state.adding:
            self.instance.save()
        else:
            self.instance.save_from(self.cleaned_data["version"] or 0)

    def said(self) -> dict[str, str]:
        """The row as it is kept, field by field, the way people read it."""
        if self.instance._state.adding:
            return {}
        return {str(self.fields[name].label): self._shown(name) for name in self._typed}

    def shown(self) -> dict[str, str]:
        """The row field by field, the way the page shows it before anybody types."""
        values = {
            name: self.fields[name].prepare_value(
                self.get_initial_for_field(self.fields[name], name)
            )
            for name in self._typed
        }
        return {name: "" if value is None else str(value) for name, value in values.items()}

    def seen_after(self, posted: Any) -> str:
        """What the page that sent this shows, for its next save."""
        return json.dumps({name: posted.get(name, "") for name in self._typed})

    @property
    def _typed(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "seen")]

    def _shown(self, name: str) -> str:
        field = self.instance._meta.get_field(name)
        if field.choices:
            return str(getattr(self.instance, f"get_{name}_display")())
        value = getattr(self.instance, name)
        return number(value) if isinstance(value, Decimal) else str(value or "")

    def changes(self) -> dict[str, tuple[str, str]]:
        """{field: (before, after)} of what the person changed in the row."""
        after = self.said()
        return {
            label: (before, after[label])
            for label in after
            if (before := self.before.get(label, "")) != after[label]
        }

    def take_current(self, current: Any) -> list[tuple[str, str, str]]:
        """(field, theirs, mine) where the row differs; saving again is then a choice."""
        mine, fresh = self.said(), type(self)(instance=current)
        seen = json.dumps(fresh.shown())
        self.data = read_anew(self.data, version=current.version, seen=seen)
        theirs = fresh.before
        return [
            (label, theirs[label] or "vide", value or "vide")
            for label, value in mine.items()
            if theirs[label] != value
        ]


class SiteForm(SheetPartForm):
    commune_name = forms.CharField(
        label="Commune",
        max_length=120,
        help_text="Son nom ou son code postal, par exemple « Lille » ou « Lille (59000) ».",
    )

    class Meta:
        model = Site
        fields = ("name", "kind", "siret")
        help_texts = {
            "kind": "Par exemple cuisine centrale, école, restaurant administratif.",
            "siret": "Facultatif.",
        }

    field_order = ("name", "kind", "commune_name", "siret")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siret"].max_length = None
        self.fields["siret"].widget.attrs.pop("maxlength", None)
        self.fields["siret"].validators = []
        if self.instance.pk:
            commune = self.instance.commune
            self.fields["commune_name"].initial = f"{commune.name} ({commune.insee})"

    def _shown(self, name: str) -> str:
        return str(self.instance.commune) if name == "commune_name" else super()._shown(name)

    def clean_commune_name(self) -> str:
        typed = self.cleaned_data["commune_name"]
        try:
            self.instance.commune = find_commune(typed)
        except UnknownCommune as error:
            raise ValidationError(str(error), code="commune") from error
        return typed

    def clean_siret(self) -> str:
        typed = self.cleaned_data["siret"]
        try:
            return parse_siret(typed) if typed else ""
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="siret") from error


class VolumeForm(SheetPartForm):
    read: NeedFact | None = None  # the quantity of the text that it begins from

    quantity = NumberField(
        label="Quantité",
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits"),
            "Cette quantité dépasse un milliard : vérifiez-la.",
        ),
    )

    open_days = NumberField(
        label="Jours d'ouverture par semaine",
        decimal_places=1,
        help_text="Pour une quantité par jour. Une demi-journée compte 0,5.",
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits"), "Écrivez un nombre de jours, par exemple 4 ou 4,5."
        ),
    )

    class Meta:
        model = Volume
        fields = (
            "label",
            "component",
            "quantity",
            "unit",
            "period",
            "open_days",
            "open_weeks",
            "site",
        )
        help_texts = {
            "label": "Par exemple « Bac gastronorme 1/2 en inox » ou « Repas servis ».",
            "unit": "Au singulier : contenant, repas, kg, m², heure…",
            "open_weeks": "Une école ouvre 36 semaines, un Ehpad 52.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(need=self.instance.need_id)
        self.fields["site"].empty_label = "Toute la fiche"
        self.fields["period"].choices = [("", "en une fois"), *Period.choices]

    def clean_unit(self) -> str:
        return " ".join(self.cleaned_data["unit"].split())
