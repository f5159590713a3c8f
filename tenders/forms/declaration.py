"""What a supplier says of one clause: an ability and a word of its own, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from suppliers.models import Ability
from tenders.clauses import Clause, Level
from tenders.offered_declarations import Offered
from tenders.proportionality import Statement

SILENCE = ("", "je ne me prononce pas")


class AnswersForm(forms.Form):
    """Which of its answers to buyers the supplier agrees to put on its record."""

    answers = forms.MultipleChoiceField(
        label="Réponses à reporter",
        error_messages={"required": "Cochez au moins une réponse, ou ne reportez rien."},
    )

    def __init__(self, *args: Any, offered: list[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.key: one for one in offered}
        self.fields["answers"].choices = [(key, key) for key in self.offered]

    def chosen(self) -> list[Offered]:
        return [self.offered[key] for key in self.cleaned_data["answers"]]


class DeclarationForm(forms.Form):
    """Two fields a level of the clause, or two in all; it opens on what is already known."""

    def __init__(self, *args: Any, clause: Clause, known: Mapping[str, Statement], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.levels: list[Level | None] = [level for level, _ in clause.levels] or [None]
        for level in self.levels:
            statement = known.get(level or "")
            suffix = f" au niveau «\u00a0{level.label}\u00a0»" if level else ""
            self.fields[f"ability_{level or ''}"] = forms.ChoiceField(
                label=f"Pouvez-vous la tenir{suffix}\u00a0?",
                choices=[SILENCE, *Ability.choices],
                required=False,
                widget=forms.RadioSelect,
                initial=statement.ability if statement else "",
            )
            self.fields[f"note_{level or ''}"] = forms.CharField(
                label="Précision" + (f" (niveau {level.label})" if level else ""),
                required=False,
                max_length=500,
                initial=statement.note if statement else "",
                help_text="Par exemple «\u00a0avec six mois de montée en charge\u00a0».",
            )

    def said(self) -> dict[str, tuple[str, str]]:
        """{level: (ability, note)}, as `Declaration.objects.say` takes it."""
        return {
            str(level or ""): (
                self.cleaned_data[f"ability_{level or ''}"],
                self.cleaned_data[f"note_{level or ''}"],
            )
            for level in self.levels
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lower = ""
        for level in self.levels:
            name = f"ability_{level or ''}"
            ability = cleaned.get(name, "")
            if ability == Ability.CONDITIONS and not cleaned.get(f"note_{level or ''}"):
                self.add_error(f"note_{level or ''}", "Dites à quelles conditions.")
            if lower == Ability.NO and ability in (Ability.YES, Ability.CONDITIONS):
                self.add_error(
                    name,
                    "Vous dites ne pas pouvoir tenir un niveau moins exigeant\u00a0: "
                    "corrigez l'un des deux.",
                )
            lower = ability or lower
        return cleaned
