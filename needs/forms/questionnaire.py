"""A section of a questionnaire, with a field for each type of question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from needs import questions
from needs.forms.fields import DayInput, NumberField
from needs.forms.freshness import answers_read, read_anew, told
from needs.merging import Merge


class SectionForm(forms.Form):
    """One section of a questionnaire; what is left blank is simply not answered yet."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        section: questions.Section,
        answers: Mapping[str, Any],
        in_force: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seen_answers = answers_read(self.data.get("seen", "")) if self.is_bound else {}
        # A question that another's answer closed meanwhile still takes what was typed.
        self.asked = [
            question
            for question in section.questions
            if question.is_asked(in_force) or question.id in self.seen_answers
        ]
        current = {question.id: answers.get(question.id) for question in self.asked}
        self.fields["seen"].initial = json.dumps(current)
        for question in self.asked:
            self.fields[question.id] = _field(question)
            self.initial.setdefault(question.id, current[question.id])

    def answers(self) -> dict[str, Any]:
        """Answers as they are kept in JSON, exact; None takes an answer back."""
        return {question.id: _kept(self.cleaned_data[question.id]) for question in self.asked}

    def take_current(self, merged: Merge) -> list[tuple[str, str, str]]:
        """(question, theirs, mine) of what two people answered; saving again is then a choice."""
        theirs = {conflict.question: conflict.theirs for conflict in merged.conflicts}
        self.data = read_anew(self.data, seen=json.dumps({**merged.seen, **theirs}))
        return told(merged.conflicts, self.asked)


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value.normalize()) if value % 1 else int(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value in ("", []) else value


def _field(question: questions.Question) -> forms.Field:
    unit = _unit(question)
    return _FIELDS[question.type](
        question,
        label=question.label,
        required=False,
        help_text=" ".join(filter(None, (f"En {unit}." if unit else "", question.help))),
    )


def _unit(question: questions.Question) -> str:
    return "%" if question.type == "percent" else question.unit


def _number_field(question: questions.Question, **common: Any) -> forms.Field:
    return NumberField(
        unit=_unit(question),
        min_value=question.minimum,
        max_value=question.maximum,
        decimal_places=0 if question.type == "integer" else 2,
        **common,
    )


def _choice_field(question: questions.Question, **common: Any) -> forms.Field:
    choices = [(choice.id, choice.label) for choice in question.choices]
    if question.type == "multi":
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=widget, **common)
    return forms.ChoiceField(choices=[("", "Pas encore répondu"), *choices], **common)


def _boolean_field(question: questions.Question, **common: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("", "Pas encore répondu"), ("True", "oui"), ("False", "non")],
        coerce=lambda value: value == "True",
        empty_value=None,
        **common,
    )


def _text_field(question: questions.Question, **common: Any) -> forms.Field:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **common)


def _date_field(question: questions.Question, **common: Any) -> forms.Field:
    return forms.DateField(widget=DayInput(), **common)


_FIELDS = {
    "integer": _number_field,
    "decimal": _number_field,
    "percent": _number_field,
    "choice": _choice_field,
    "multi": _choice_field,
    "boolean": _boolean_field,
    "text": _text_field,
    "date": _date_field,
}
