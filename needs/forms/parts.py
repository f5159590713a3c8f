"""The sites and volumes of a sheet, a row each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs.forms.fields import NumberField
from needs.forms.freshness import fingerprint, seen_anew
from needs.models import Period, Site, Volume
from needs.places import UnknownCommune, find_commune
from procurement.identifiers import InvalidIdentifier, parse_siret


class SheetPartForm(forms.ModelForm):
    """A row of a sheet that remembers how it was when read: nobody overwrites another silently."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = fingerprint(self.values_of(self.instance)) if self.instance.pk else ""
        self.fields["seen"].initial = self.before

    @staticmethod
    def values_of(instance: Any) -> dict[str, Any]:
        return {f.name: f.value_from_object(instance) for f in instance._meta.concrete_fields}

    def is_stale(self) -> bool:
        return bool(self.before) and self.data.get("seen", self.before) != self.before

    def take_current(self) -> list[tuple[str, str]]:
        """Their values that differ from what was typed; saving again is then a choice."""
        self.data = seen_anew(self.data, self.before)
        return [
            (str(self.fields[name].label), self._said(name))
            for name in self.changed_data
            if name != "seen"
        ]

    def _said(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


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
    quantity = NumberField(
        label="Quantité",
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits"),
            "Cette quantité dépasse un milliard : vérifiez-la.",
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
            "label": "Par exemple « Bac gastronome 1/2 en inox » ou « Repas servis ».",
            "unit": "Au singulier : contenant, repas, kg, m², heure…",
            "open_days": "Pour une quantité par jour.",
            "open_weeks": "Une école ouvre 36 semaines, un Ehpad 52.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(need=self.instance.need_id)
        self.fields["site"].empty_label = "Toute la fiche"
        self.fields["period"].choices = [("", "en une fois"), *Period.choices]

    def clean_unit(self) -> str:
        return " ".join(self.cleaned_data["unit"].split())
