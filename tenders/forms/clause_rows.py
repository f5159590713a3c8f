"""The tables in the form of a clause: its variables, its proofs, its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from tenders.clauses import FACTS, Level, VariableType

NUMERIC = (
    VariableType.INTEGER,
    VariableType.DECIMAL,
    VariableType.PERCENT,
    VariableType.AMOUNT,
)
LEVELS = tuple(str(level) for level in Level)


class VariableForm(forms.Form):
    name = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label="nom dans le texte",
        max_length=30,
        required=False,
        error_messages={
            "invalid": "En minuscules sans accent ni espace, par exemple jours_ouvres."
        },
    )
    label = forms.CharField(label="intitulé", max_length=120, required=False)
    # The browser sends the first choice of a row left alone: it must not count as a change.
    type = forms.ChoiceField(
        label="type",
        choices=[(str(t), t.label) for t in VariableType],
        initial=str(VariableType.INTEGER),
    )
    unit = forms.CharField(label="unité", max_length=30, required=False)
    minimum = forms.DecimalField(label="minimum", required=False, decimal_places=2)
    maximum = forms.DecimalField(label="maximum", required=False, decimal_places=2)
    default = forms.CharField(label="valeur proposée", max_length=200, required=False)
    choices = forms.CharField(
        label="choix possibles",
        max_length=300,
        required=False,
        help_text="Séparés par des points-virgules.",
    )
    fact = forms.ChoiceField(
        label="tirée du diagnostic", required=False, choices=[("", "non"), *FACTS.items()]
    )
    basic = forms.CharField(label="au niveau de base", max_length=100, required=False)
    significant = forms.CharField(label="au niveau significatif", max_length=100, required=False)
    exemplary = forms.CharField(label="au niveau exemplaire", max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.has_changed():
            return said
        for name, label in (("name", "un nom"), ("label", "un intitulé")):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, f"Donnez {label} à la variable.")
        choices = [c.strip() for c in said.get("choices", "").split(";") if c.strip()]
        if (said.get("type") == VariableType.CHOICE) != bool(choices):
            self.add_error(
                "choices", "Une liste de choix va avec le type « choix », et avec lui seul."
            )
        written = [bool(said.get(level)) for level in LEVELS]
        if any(written) and not all(written):
            self.add_error("basic", "Donnez la valeur des trois niveaux, ou d'aucun.")
        return {**said, "choices": choices}

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        values = {
            "label": said["label"],
            "type": said["type"],
            "unit": said["unit"],
            "minimum": _plain(said["minimum"]),
            "maximum": _plain(said["maximum"]),
            "choices": said["choices"],
            "default": self.typed(said["default"]),
            "from": said["fact"],
        }
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def typed(self, text: str) -> Any:
        """« 12,5 » as a number where a number is expected; what cannot be read stays as typed."""
        if self.cleaned_data["type"] not in NUMERIC:
            return text
        try:
            return _plain(forms.DecimalField(localize=True).clean(text.replace(",", ".")))
        except ValidationError:
            return text


class ProofForm(forms.Form):
    label = forms.CharField(label="preuve", max_length=200, required=False)
    free = forms.BooleanField(
        label="gratuite pour une petite structure", required=False, initial=True
    )


class ConditionForm(forms.Form):
    fact = forms.ChoiceField(
        label="fait du diagnostic", required=False, choices=[("", "aucun"), *FACTS.items()]
    )
    at_least = forms.DecimalField(label="au moins", required=False)
    at_most = forms.DecimalField(label="au plus", required=False)
    one_of = forms.CharField(
        label="ou l'une de ces réponses",
        required=False,
        max_length=200,
        help_text="Séparées par des points-virgules ; oui ou non pour une question fermée.",
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        tests = [said.get(name) not in (None, "") for name in ("at_least", "at_most", "one_of")]
        if said.get("fact") and not any(tests):
            self.add_error("at_least", "Donnez une limite ou une réponse.")
        return said

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        answers = [a.strip() for a in said["one_of"].split(";") if a.strip()]
        values = {
            "fact": said["fact"],
            "at_least": _plain(said["at_least"]),
            "at_most": _plain(said["at_most"]),
            "one_of": [{"oui": True, "non": False}.get(a, a) for a in answers],
        }
        return {name: value for name, value in values.items() if value not in (None, [])}


class VariableRows(BaseFormSet):
    def clean(self) -> None:
        names = [form.cleaned_data.get("name") for form in self.forms if form.is_valid()]
        twice = {name for name in names if name and names.count(name) > 1}
        if twice:
            raise ValidationError(f"Deux variables portent le même nom : {', '.join(twice)}.")


VariableFormSet = formset_factory(VariableForm, formset=VariableRows, extra=2, max_num=20)
ProofFormSet = formset_factory(ProofForm, extra=2, max_num=12)
ConditionFormSet = formset_factory(ConditionForm, extra=1, max_num=8)


class Rows:
    """The three tables of the form: variables, proofs, conditions."""

    def __init__(self, data: Any, content: Mapping[str, Any]) -> None:
        self.variables = VariableFormSet(data, prefix="variables", initial=_variables(content))
        self.proofs = ProofFormSet(data, prefix="proofs", initial=content.get("proofs", []))
        self.conditions = ConditionFormSet(
            data,
            prefix="conditions",
            initial=[_condition(c) for c in content.get("applies_when", [])],
        )

    @staticmethod
    def data(content: Mapping[str, Any]) -> dict[str, Any]:
        """The rows as a browser would send them."""
        tables = {
            "variables": _variables(content),
            "proofs": content.get("proofs", []),
            "conditions": [_condition(c) for c in content.get("applies_when", [])],
        }
        sent: dict[str, Any] = {}
        for prefix, rows in tables.items():
            sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
            for number, row in enumerate(rows):
                sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        return sent

    @property
    def errors(self) -> list[str]:
        """What is wrong in the tables, row by row."""
        return [
            f"{row.fields[name].label if name in row.fields else table.prefix} : {error}"
            for table in self.tables
            for row in table
            for name, errors in row.errors.items()
            for error in errors
        ] + [str(error) for table in self.tables for error in table.non_form_errors()]

    @property
    def tables(self) -> tuple[BaseFormSet, ...]:
        return self.variables, self.proofs, self.conditions

    def is_valid(self) -> bool:
        """All three are read, so that every mistake is told at once."""
        return [table.is_valid() for table in self.tables] == [True] * 3

    def content(self) -> dict[str, Any]:
        return {
            "variables": {row.cleaned_data["name"]: row.content() for row in self._declared()},
            "proofs": [
                {"label": row["label"], "free": row["free"]}
                for row in self.proofs.cleaned_data
                if row.get("label")
            ],
            "applies_when": [
                row.content() for row in self.conditions if row.cleaned_data.get("fact")
            ],
        }

    def values_at(self, level: str) -> dict[str, Any]:
        """What the variables become at a level of ambition."""
        return {
            row.cleaned_data["name"]: row.typed(row.cleaned_data[level])
            for row in self._declared()
            if row.cleaned_data.get(level)
        }

    def _declared(self) -> list[VariableForm]:
        return [row for row in self.variables if row.cleaned_data.get("name")]


def _variables(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    levels = content.get("levels", {})
    return [
        {
            **{key: value for key, value in said.items() if key not in ("from", "choices")},
            "name": name,
            "fact": said.get("from", ""),
            "choices": " ; ".join(said.get("choices", [])),
            **{level: levels[level].get("values", {}).get(name, "") for level in levels},
        }
        for name, said in content.get("variables", {}).items()
    ]


def _condition(said: Mapping[str, Any]) -> dict[str, Any]:
    words = [{True: "oui", False: "non"}.get(a, str(a)) for a in said.get("one_of", [])]
    return {**said, "one_of": " ; ".join(words)}


def _plain(value: Any) -> Any:
    if value in (None, ""):
        return None
    return int(value) if value == int(value) else float(value)
