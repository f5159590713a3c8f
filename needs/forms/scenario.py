"""The coefficients of a scenario: a value and, when somebody has one, its source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from needs import scenarios
from needs.forms.fields import NumberField
from needs.forms.freshness import answers_read, read_anew
from needs.merging import Merge
from needs.models import Scenario
from needs.scenarios import Coefficient, Given, Group, Origin, words
from procurement.typography import NBSP


class ScenarioForm(forms.ModelForm):
    """An emptied value goes back to what the diagnosis knows, or to the assumption."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Scenario
        fields = ("title", "in_report")

    def __init__(self, *args: Any, facts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen_values = answers_read(self.data.get("seen", "")) if self.is_bound else {}
        self.fields["seen"].initial = json.dumps(self.instance.as_read())
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

    def typed(self) -> dict[str, Any]:
        """What is worth keeping: values other than the proposed one, or with a source."""
        named = {name: self.cleaned_data[name] for name in ("title", "in_report")}
        return {**named, **{id: self._kept(id) for id in self.unset}}

    def mistaken(self) -> list[str]:
        """Each value that was refused: why, and what counts in its place."""
        return [
            f"{default.coefficient.label}{NBSP}: {self.errors[id][0]} En attendant, le résultat "
            f"compte {words.said(default.coefficient, default.value)}."
            for id, default in self.unset.items()
            if id in self.errors
        ]

    def take_current(self, merged: Merge) -> list[tuple[str, str, str]]:
        """(field, theirs, mine) of what two people typed; saving again is then a choice."""
        theirs = {conflict.question: conflict.theirs for conflict in merged.conflicts}
        self.data = read_anew(self.data, seen=json.dumps({**merged.seen, **theirs}))
        return [
            (
                str(self.fields[each.question].label),
                self._said(each.question, each.theirs),
                self._said(each.question, each.mine),
            )
            for each in merged.conflicts
        ]

    def _said(self, name: str, value: Any) -> str:
        """« 0,12 € HT (devis) », « oui »; nothing typed is the value that was proposed."""
        if name not in self.unset:
            return value if isinstance(value, str) else "oui" if value else "non"
        default = self.unset[name]
        coefficient = default.coefficient
        if not value:
            return f"{words.said(coefficient, default.value)} ({default.said_source})"
        source = f" ({value['source']})" if value["source"] else ""
        return words.said(coefficient, Decimal(value["value"])) + source

    def _kept(self, id: str) -> dict[str, str] | None:
        if not self.is_bound:
            return self.instance.values.get(id)
        value = self.cleaned_data.get(id)
        source = self.cleaned_data.get(_source(id), "")
        if value is None or (value == self.unset[id].value and not source):
            return None
        return {"value": f"{value.normalize():f}", "source": source}


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
