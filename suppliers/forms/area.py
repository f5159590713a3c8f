"""What the forms of a record and of its activities share: lists typed in, and an area served."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms

from procurement.identifiers import is_department
from suppliers.models.supplier import ServiceAreaKind
from suppliers.zones import NamedAreas, UnknownZone, zone_code, zone_texts

LONGEST_RADIUS_KM = 2000
_REGION = re.compile(r"^\d{2}$")


class ListField(forms.CharField):
    """Texts one a line, or parted by commas, as a list without repeats."""

    def __init__(self, *, separator: str = r"[\n]+", **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.separator = separator

    def prepare_value(self, value: Any) -> Any:
        joint = "\n" if self.separator == r"[\n]+" else ", "
        return joint.join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):  # the API sends lists
            value = "\n".join(map(str, value))
        parts = re.split(self.separator, (super().to_python(value) or "").replace("\r", ""))
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def area_codes_field() -> ListField:
    return ListField(
        label="Lieux ou codes de la zone",
        separator=r"[,;|\n]+",
        help_text="Séparés par des virgules, selon la zone choisie : des communes et "
        "intercommunalités (Roubaix, Métropole Européenne de Lille), des départements (Nord, 62), "
        "une région (Hauts-de-France, ou 32).",
    )


class AreaFormMixin:
    """For a model form with `area_kind`, `area_km` and `area_codes`."""

    instance: Any
    initial: dict[str, Any]
    cleaned_data: dict[str, Any]
    add_error: Callable[[str, str], None]

    def name_zones(self) -> None:
        """Show the places of the area by their names."""
        if self.instance.area_kind == ServiceAreaKind.ZONES:
            self.initial["area_codes"] = zone_texts(self.instance.area_codes)

    def clean_area(self) -> None:
        kind, typed = self.cleaned_data.get("area_kind"), self.cleaned_data.get("area_codes") or []
        if kind == ServiceAreaKind.RADIUS and "area_km" in self.cleaned_data:
            if not 1 <= (self.cleaned_data["area_km"] or 0) <= LONGEST_RADIUS_KM:
                self.add_error("area_km", "Indiquez un rayon de 1 à 2000 km, par exemple 40.")
        elif kind == ServiceAreaKind.DEPARTMENTS:
            self._keep(typed, kind, is_department, "de département, par exemple Nord, 62 ou 2A")
        elif kind == ServiceAreaKind.REGION:
            self._keep(typed, kind, _REGION.match, "de région, par exemple Hauts-de-France ou 32")
        elif kind == ServiceAreaKind.ZONES:
            self._keep_zones(typed)

    def _keep(self, typed: list[str], kind: str, is_right: Callable[[str], Any], what: str) -> None:
        """Codes, or names of what they stand for."""
        named, codes = NamedAreas(), list[str]()
        for text in typed:
            area = named.read(text)
            codes += area["codes"] if area and area["kind"] == kind else text.upper().split()
        wrong = [code for code in codes if not is_right(code)]
        if not codes:
            self.add_error("area_codes", f"Indiquez au moins un nom ou un code {what}.")
        elif wrong:
            said = ", ".join(text for text in typed if set(text.upper().split()) & set(wrong))
            self.add_error("area_codes", f"« {said} » : ce n'est ni un nom ni un code {what}.")
        else:
            self.cleaned_data["area_codes"] = list(dict.fromkeys(codes))

    def _keep_zones(self, typed: list[str]) -> None:
        codes = []
        for text in typed:
            try:
                codes.append(zone_code(text))
            except UnknownZone as error:
                self.add_error("area_codes", str(error))
        if not typed:
            self.add_error(
                "area_codes", "Nommez au moins une commune ou une intercommunalité, comme Roubaix."
            )
        elif "area_codes" in self.cleaned_data:
            self.cleaned_data["area_codes"] = list(dict.fromkeys(codes))

    def tidy_area(self) -> None:
        """What the kind of area does not use is forgotten."""
        if self.instance.area_kind != ServiceAreaKind.RADIUS:
            self.instance.area_km = None
        if self.instance.area_kind in ("", ServiceAreaKind.RADIUS, ServiceAreaKind.COUNTRY):
            self.instance.area_codes = []
