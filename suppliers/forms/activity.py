"""The activities of a record: what each is, how much, where, with what means and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory

from needs.forms.fields import NumberField
from needs.models import Period
from procurement.identifiers import InvalidIdentifier, parse_cpv
from suppliers import means
from suppliers.forms.area import AreaFormMixin, ListField, area_codes_field
from suppliers.means import Kind, Means
from suppliers.models import Activity, Supplier
from suppliers.models.supplier import ServiceAreaKind
from suppliers.register import MOST_ACTIVITIES


class UnitField(forms.ChoiceField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        """A form sent without its means, as the API sends it, changes none."""
        return data is not None and super().has_changed(initial, data)


class ActivityForm(AreaFormMixin, forms.ModelForm):
    cpv = ListField(
        label="Codes CPV",
        separator=r"[\s,;|]+",
        help_text="8 chiffres chacun, par exemple 39222100.",
    )
    capacity_period = forms.ChoiceField(
        label="Période", required=False, choices=[("", "en une fois"), *Period.choices]
    )
    area_codes = area_codes_field()

    class Meta:
        model = Activity
        fields = [
            "label",
            "description",
            "cpv",
            "capacity_value",
            "capacity_unit",
            "capacity_period",
            "capacity_proof",
            "area_kind",
            "area_km",
            "area_codes",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"capacity_value": NumberField}
        help_texts = {
            "capacity_unit": "Par exemple : contenant, repas, m2, heure.",
            "capacity_proof": "Facultative : un marché tenu, un audit, l'adresse d'un document.",
            "area_km": "Seulement pour un rayon.",
        }
        error_messages = {"label": {"required": "Nommez l'activité, ou retirez-la."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [choice for choice in ServiceAreaKind.choices if choice[0]]
        self.fields["area_kind"].choices = [("", "celle de la structure"), *areas]
        self.name_zones()
        held = {one.kind: one for one in means.from_json(self.instance.means)}
        for kind in means.kinds().values():
            self._offer(kind, held.get(kind.id))

    def _offer(self, kind: Kind, held: Means | None) -> None:
        """The fields of one sort of means: an amount when it is counted, a unit, a proof."""
        units = [*kind.units, *([held.unit] if held and held.unit not in kind.units else [])]
        blank = [] if kind.counted else [("", "non déclaré")]
        if kind.counted:
            self.fields[f"{kind.id}_value"] = NumberField(
                label=kind.label.capitalize(),
                required=False,
                min_value=0,
                max_value=10**9,
                max_digits=12,
                decimal_places=2,
                initial=held.value if held else None,
            )
        self.fields[f"{kind.id}_unit"] = UnitField(
            label=f"Unité ({kind.label})" if kind.counted else kind.label.capitalize(),
            required=False,
            choices=[*blank, *((unit, unit) for unit in units)],
            initial=held.unit if held else (kind.units[0] if kind.counted else ""),
        )
        self.fields[f"{kind.id}_proof"] = forms.CharField(
            label=f"Preuve ({kind.label})",
            required=False,
            max_length=means.LONGEST_PROOF,
            initial=held.proof if held else "",
        )

    def means_rows(self) -> Iterator[dict[str, Any]]:
        """The fields of each sort of means, together."""
        for kind in means.kinds().values():
            yield {
                "value": self[f"{kind.id}_value"] if kind.counted else None,
                "unit": self[f"{kind.id}_unit"],
                "proof": self[f"{kind.id}_proof"],
            }

    def means_are_wrong(self) -> bool:
        """Whether the part of the form that holds the area and the means must be open."""
        return bool({n for n in self.errors if n.startswith(("area_", *means.kinds()))})

    def clean_cpv(self) -> list[str]:
        try:
            return [parse_cpv(code) for code in self.cleaned_data["cpv"]]
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="cpv") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("capacity_value") is not None and not cleaned.get("capacity_unit"):
            self.add_error("capacity_unit", "Dites en quoi se compte cette capacité.")
        self.clean_area()
        self._clean_means()
        return self.cleaned_data

    def _clean_means(self) -> None:
        """A proof of nothing is asked what it proves."""
        for kind in means.kinds().values():
            name = f"{kind.id}_{'value' if kind.counted else 'unit'}"
            proof = self.cleaned_data.get(f"{kind.id}_proof")
            if proof and name not in self.errors and self.cleaned_data.get(name) in (None, ""):
                self.add_error(name, "Dites ce que cette preuve établit, ou retirez-la.")

    def save(self, commit: bool = True) -> Activity:
        self.tidy_area()
        if set(self.data) & {self.add_prefix(f"{id}_unit") for id in means.kinds()}:
            self.instance.means = [means.as_json(one) for one in self._declared()]
        return super().save(commit)

    def _declared(self) -> Iterator[Means]:
        for kind in means.kinds().values():
            value = self.cleaned_data.get(f"{kind.id}_value") if kind.counted else None
            unit = self.cleaned_data.get(f"{kind.id}_unit") or (kind.units[0] if value else "")
            if value is not None if kind.counted else unit:
                number = None if value is None else float(value)
                yield Means(kind.id, number, unit, self.cleaned_data.get(f"{kind.id}_proof") or "")


class ActivityFormSetBase(forms.BaseInlineFormSet):
    """Activities with one blank row at the end: enough to add them one by one without scripts."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette activité"


ActivityFormSet = inlineformset_factory(
    Supplier,
    Activity,
    form=ActivityForm,
    formset=ActivityFormSetBase,
    extra=1,
    max_num=MOST_ACTIVITIES,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)
