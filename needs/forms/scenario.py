"""The coefficients of a scenario: a value and, when somebody has one, its source."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from needs import scenarios
from needs.forms.fields import NumberField
from needs.models import Scenario
from needs.scenarios import Coefficient, Given, Group, Origin


class ScenarioForm(forms.ModelForm):
    """An emptied value goes back to what the diagnosis knows, or to the assumption."""

    class Meta:
        model = Scenario
        fields = ("title", "in_report")

    def __init__(self, *args: Any, facts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unset = scenarios.given({}, facts)
        current = scenarios.given(self.instance.values, facts)
        for id, coefficient in scenarios.coefficients().items():
            self.fields[id] = _value_field(coefficient)
            self.initial[id] = current[id].value
            self.fields[_source(id)] = forms.CharField(
                label=f"Source : {coefficient.label}", required=False, max_length=120
            )
            self.initial[_source(id)] = current[id].source

    def clean(self) -> dict[str, Any]:
        """The name is unique in the project, which is no field of this form."""
        cleaned = super().clean() or {}
        self.instance.title = cleaned.get("title", self.instance.title)
        self.instance.validate_constraints()
        return cleaned

    def groups(self) -> list[tuple[Group, list[tuple[Given, forms.BoundField, forms.BoundField]]]]:
        """The coefficients by subject, each with its value as it counts, and its two fields."""
        given = self.given()
        return [
            (group, [(given[c.id], self[c.id], self[_source(c.id)]) for c in group.coefficients])
            for group in scenarios.groups()
        ]

    def given(self) -> dict[str, Given]:
        """Each coefficient as typed; one that was mistyped counts as if it were empty."""
        return {
            id: Given(default.coefficient, Decimal(kept["value"]), Origin.PERSON, kept["source"])
            if (kept := self._kept(id))
            else default
            for id, default in self.unset.items()
        }

    def values(self) -> dict[str, dict[str, str]]:
        """What is worth keeping: values other than the proposed one, or with a source."""
        return {id: kept for id in self.unset if (kept := self._kept(id))}

    def _kept(self, id: str) -> dict[str, str] | None:
        if not self.is_bound:
            return self.instance.values.get(id)
        value = self.cleaned_data.get(id)
        source = self.cleaned_data.get(_source(id), "")
        if value is None or (value == self.unset[id].value and not source):
            return None
        return {"value": str(value), "source": source}


def _source(id: str) -> str:
    return f"{id}-source"


def _value_field(coefficient: Coefficient) -> forms.Field:
    return NumberField(
        unit=coefficient.unit,
        label=coefficient.label,
        required=False,
        min_value=coefficient.minimum,
        max_value=coefficient.maximum,
        max_digits=12,
        decimal_places=coefficient.places,
    )
