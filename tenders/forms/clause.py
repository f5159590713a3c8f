"""The form of one clause in a tender: its level, its typed blanks, and its own wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tenders.clauses import InvalidValue, Variable, VariableType
from tenders.models import TenderClause

NUMBERS = (
    VariableType.INTEGER,
    VariableType.DECIMAL,
    VariableType.PERCENT,
    VariableType.AMOUNT,
)


class VariableField(forms.CharField):
    """A blank of a clause; the library reads what is typed and says what is wrong."""

    def __init__(self, variable: Variable, proposal: Any) -> None:
        self.variable = variable
        super().__init__(
            label=variable.label,
            required=False,
            widget=self._widget(variable),
            help_text=self._help(variable, proposal),
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            self.variable.read(typed)
        except InvalidValue as error:
            raise ValidationError(str(error)) from error
        return typed

    @staticmethod
    def _widget(variable: Variable) -> forms.Widget:
        if variable.type == VariableType.CHOICE:
            return forms.Select(choices=[("", "—"), *((c, c) for c in variable.choices)])
        if variable.type == VariableType.DATE:
            return forms.DateInput(attrs={"type": "date"})
        mode = "decimal" if variable.type in NUMBERS else "text"
        return forms.TextInput(attrs={"inputmode": mode})

    @staticmethod
    def _help(variable: Variable, proposal: Any) -> str:
        parts = [variable.limits]
        if proposal not in (None, ""):
            shown = variable.display(variable.read(proposal))
            parts.append(f"laissez vide pour prendre {shown}, tiré du diagnostic ou du niveau")
        return " ; ".join(filter(None, parts)).capitalize()


class ClauseValuesForm(forms.ModelForm):
    class Meta:
        model = TenderClause
        fields = ["level", "title", "wording"]
        widgets = {"wording": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "title": "Laissez vide pour garder l'intitulé de la bibliothèque.",
            "wording": "Laissez vide pour garder le texte de la bibliothèque. Votre rédaction sera "
            "contrôlée comme le reste du marché.",
        }

    def __init__(self, *args: Any, facts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clause = self.instance.source()
        if clause.levels:
            choices = [("", "texte commun"), *((str(lvl), lvl.label) for lvl, _ in clause.levels)]
            self.fields["level"] = forms.ChoiceField(
                label="niveau d'ambition", choices=choices, required=False
            )
        else:
            del self.fields["level"]
        proposals = clause.proposed(facts, self.instance.level or None)
        for variable in clause.variables:
            field = VariableField(variable, proposals.get(variable.name))
            field.initial = self.instance.values.get(variable.name, "")
            self.fields[f"value_{variable.name}"] = field

    def save(self, commit: bool = True) -> TenderClause:
        self.instance.values = {
            name.removeprefix("value_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("value_") and value
        }
        if not self.instance.wording:
            self.instance.wording_is_whole = False
        return super().save(commit)
