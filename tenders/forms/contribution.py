"""The supplier's answer: one form made from the typed questions of a consultation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms import BoundField
from django.http import QueryDict

from needs.models import Period
from procurement import uploads
from procurement.file_fields import CheckedFileField
from tenders.answers import as_text
from tenders.forms.clause_answer import (
    EFFECTS,
    EFFECTS_SUFFIXES,
    clause_data,
    clause_fields,
    clause_value,
    clean_clause,
)
from tenders.forms.quantity import QuantityField
from tenders.models import (
    Answering,
    ConsultationQuestion,
    Contribution,
    ContributionFile,
    Draft,
    Given,
    QuestionKind,
)


class UnknownShape(Exception):
    """A value that no answer to this question can have."""

    def __init__(self, question: int | str, reason: str) -> None:
        super().__init__(reason)
        self.question = question


class DayField(forms.DateField):
    """A day within the limits of its question."""

    def __init__(self, question: ConsultationQuestion) -> None:
        self.question = question
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label="Date", required=False, widget=widget, help_text=question.limits())

    def validate(self, value: date | None) -> None:
        super().validate(value)
        earliest, latest = self.question.earliest, self.question.latest
        if value and ((earliest and value < earliest) or (latest and value > latest)):
            raise ValidationError(f"Cette date sort des limites : {self.question.limits()}")


@dataclass(frozen=True)
class Block:
    """One question as the page shows it: its fields, and what is kept of a file already sent."""

    question: ConsultationQuestion
    fields: list[BoundField]
    secret: BoundField
    kept: dict[str, Any] | None

    @property
    def effects(self) -> list[BoundField]:
        """Of a clause: which cost, which delay; side by side."""
        return [field for field in self.fields if field.name.endswith(EFFECTS_SUFFIXES)]

    @property
    def words(self) -> list[BoundField]:
        return self.fields[1 + len(self.effects) :]


class ContributionForm(forms.Form):
    """Every answer is optional: a draft may be incomplete, sending checks what is expected."""

    answering = forms.ChoiceField(
        label="À un marché sur ce besoin, vous répondriez",
        choices=Answering.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    partners = forms.CharField(
        label="Avec quels partenaires, ou quelles compétences cherchez-vous\u00a0?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        questions: list[ConsultationQuestion],
        contribution: Contribution | None,
        oversized: frozenset[str] = frozenset(),
    ) -> None:
        self.questions = questions
        self.oversized = oversized
        self.stored = _stored(contribution)
        super().__init__(data, files, initial=self._initial(contribution))
        for question in questions:
            self.fields.update(_fields(question))
            self.fields[_secret(question)] = forms.BooleanField(
                label="Cette réponse est un secret des affaires", required=False
            )

    @classmethod
    def from_values(
        cls,
        values: dict[str, Any],
        *,
        questions: list[ConsultationQuestion],
        contribution: Contribution,
    ) -> ContributionForm:
        """The same form filled with typed values, {"answers": {id: {value, confidential}}}."""
        known = {str(question.pk): question for question in questions}
        data = QueryDict(mutable=True)
        data.update({"answering": values["answering"], "partners": values["partners"]})
        for key, answer in values["answers"].items():
            if key not in known:
                raise UnknownShape(key, "Cette question n'est pas de cette consultation.")
            question = known[key]
            for name, value in _data(question, answer["value"]).items():
                data.setlist(name, value if isinstance(value, list) else [value])
            if answer["confidential"]:
                data[_secret(question)] = "on"
        return cls(data, questions=questions, contribution=contribution)

    def errors_by_question(self) -> dict[str, list[str]]:
        """The messages under each question's id; those of the whole under their field's name."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for name, messages in self.errors.items():
            key = re.sub(r"^q(\d+).*", r"\1", name)
            grouped[key] += [str(message) for message in messages]
        return dict(grouped)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.oversized & set(self.fields):
            self.add_error(name, str(uploads.TooLarge()))
        for question in self.questions:
            self._clean_together(question, cleaned)
        return cleaned

    @transaction.atomic
    def save(self, contribution: Contribution, *, version: int, now: datetime) -> None:
        """Keep every valid answer, even when others are to be corrected: nothing typed is lost."""
        answers = {
            question.pk: Given(
                self._value(question, contribution), bool(self.cleaned_data[_secret(question)])
            )
            for question in self.questions
            if not any(name in self.errors for name in _fields(question))
        }
        draft = Draft(
            answering=self.cleaned_data.get("answering", contribution.answering),
            partners=self.cleaned_data.get("partners", contribution.partners),
            answers=answers,
        )
        contribution.save_draft(draft, version=version, now=now)
        self.stored = _stored(contribution)

    def blocks(self) -> Iterator[Block]:
        for question in self.questions:
            stored = self.stored.get(question.pk)
            kept = stored.value if stored and question.kind == QuestionKind.FILE else None
            fields = [self[name] for name in _fields(question)]
            if question.kind == QuestionKind.FILE and not kept:
                fields = fields[:1]
            yield Block(question, fields, self[_secret(question)], kept)

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, as it was: shown back when it could not be saved."""
        shown = [
            ("À un marché, vous répondriez", self._typed("answering")),
            ("Partenaires", self._typed("partners")),
        ]
        shown += [(question.label, self._typed(*_fields(question))) for question in self.questions]
        return [(label, text) for label, text in shown if text]

    def _typed(self, *names: str) -> str:
        words = []
        for name in names:
            labels = dict(getattr(self.fields[name], "choices", ()))
            words += [str(labels.get(value, value)) for value in self.data.getlist(name) if value]
        return " ; ".join(words)

    def stored_texts(self) -> list[tuple[str, str]]:
        """What is saved now, in words: shown beside what a stale form would have written."""
        return [
            (question.label, as_text(question.kind, self.stored[question.pk].value, question.unit))
            for question in self.questions
            if question.pk in self.stored and self.stored[question.pk].value
        ]

    def _initial(self, contribution: Contribution | None) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        if contribution:
            initial = {"answering": contribution.answering, "partners": contribution.partners}
        for question in self.questions:
            if question.pk in self.stored:
                given = self.stored[question.pk]
                initial |= _initial(question, given.value)
                initial[_secret(question)] = given.confidential
        return initial

    def _clean_together(self, question: ConsultationQuestion, cleaned: dict[str, Any]) -> None:
        """What two fields of one answer must say to each other."""
        name = _name(question)
        if question.kind == QuestionKind.CAPACITY:
            if cleaned.get(name) and not cleaned.get(f"{name}_period"):
                self.add_error(f"{name}_period", "Indiquez la période.")
        elif question.kind == QuestionKind.CLAUSE and not self.errors.keys() & _fields(question):
            clean_clause(name, cleaned, self.add_error)

    def _value(self, question: ConsultationQuestion, contribution: Contribution) -> Any:
        name = _name(question)
        value = self.cleaned_data[name]
        match question.kind:
            case QuestionKind.CAPACITY:
                period = self.cleaned_data[f"{name}_period"]
                return {"value": value, "period": period} if value else None
            case QuestionKind.DATE:
                return value.isoformat() if value else None
            case QuestionKind.FILE:
                return self._file(question, value, contribution)
            case QuestionKind.CLAUSE:
                return clause_value(name, self.cleaned_data) if value else None
        return value or None

    def _file(
        self,
        question: ConsultationQuestion,
        upload: UploadedFile | None,
        contribution: Contribution,
    ) -> Any:
        if upload:
            return ContributionFile.objects.keep(upload, contribution=contribution).as_value()
        if self.cleaned_data[f"{_name(question)}_remove"]:
            return None
        stored = self.stored.get(question.pk)
        return stored.value if stored else None


def _stored(contribution: Contribution | None) -> dict[int, Given]:
    if contribution is None:
        return {}
    return {a.question_id: Given(a.value, a.confidential) for a in contribution.answers.all()}


def _name(question: ConsultationQuestion) -> str:
    return f"q{question.pk}"


def _secret(question: ConsultationQuestion) -> str:
    return f"{_name(question)}_secret"


def _fields(question: ConsultationQuestion) -> dict[str, forms.Field]:
    """The fields of one question, by name; the first one carries the answer itself."""
    name = _name(question)
    answer = "Votre réponse"
    match question.kind:
        case QuestionKind.CHOICE:
            return {name: _choice(answer, [(c, c) for c in question.choices])}
        case QuestionKind.CHOICES:
            return {
                name: forms.MultipleChoiceField(
                    label=answer,
                    required=False,
                    choices=[(c, c) for c in question.choices],
                    widget=forms.CheckboxSelectMultiple,
                )
            }
        case QuestionKind.NUMBER:
            return {name: _quantity("Nombre", question)}
        case QuestionKind.CAPACITY:
            periods = [("", "Choisissez"), *Period.choices]
            return {
                name: _quantity("Quantité", question),
                f"{name}_period": forms.ChoiceField(
                    label="Période", required=False, choices=periods
                ),
            }
        case QuestionKind.DATE:
            return {name: DayField(question)}
        case QuestionKind.FILE:
            return {
                name: CheckedFileField(
                    label="Fichier",
                    required=False,
                    help_text=f"{uploads.accepted()}, 10 Mo au plus.",
                ),
                f"{name}_remove": forms.BooleanField(label="Retirer ce fichier", required=False),
            }
        case QuestionKind.CLAUSE:
            return clause_fields(name)
    area = forms.Textarea(attrs={"rows": 4})
    return {name: forms.CharField(label=answer, required=False, max_length=5000, widget=area)}


def _quantity(label: str, question: ConsultationQuestion) -> QuantityField:
    limits = {"lowest": question.minimum, "highest": question.maximum}
    return QuantityField(
        label=f"{label} ({question.unit})",
        required=False,
        help_text=question.limits(),
        **{name: value for name, value in limits.items() if value is not None},
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)


def _initial(question: ConsultationQuestion, value: Any) -> dict[str, Any]:
    name = _name(question)
    if value is None or question.kind == QuestionKind.FILE:
        return {}
    match question.kind:
        case QuestionKind.CAPACITY:
            return {name: _comma(value["value"]), f"{name}_period": value["period"]}
        case QuestionKind.NUMBER:
            return {name: _comma(value)}
        case QuestionKind.DATE:
            return {name: date.fromisoformat(value)}
        case QuestionKind.CLAUSE:
            data = clause_data(name, value)
            effects = {f"{name}_{part}" for part in EFFECTS}
            return {key: _comma(v) if key in effects else v for key, v in data.items()}
    return {name: value}


def _data(question: ConsultationQuestion, value: Any) -> dict[str, Any]:
    """A typed value as the fields of its question would send it; raises UnknownShape."""
    name = _name(question)
    match question.kind, value:
        case _, None:
            return {}
        case QuestionKind.FILE, _:
            raise UnknownShape(question.pk, "Un fichier se dépose sur la page de réponse.")
        case QuestionKind.CAPACITY, {
            "value": str() | int() | float() as amount,
            "period": str(period),
        }:
            return {name: str(amount), f"{name}_period": period}
        case QuestionKind.CLAUSE, {"feasibility": str()}:
            return clause_data(name, value)
        case QuestionKind.CHOICES, list():
            return {name: [str(choice) for choice in value]}
        case QuestionKind.CAPACITY | QuestionKind.CLAUSE | QuestionKind.CHOICES, _:
            raise UnknownShape(question.pk, "Cette valeur n'a pas la forme attendue.")
        case _, str() | int() | float():
            return {name: str(value)}
    raise UnknownShape(question.pk, "Cette valeur n'a pas la forme attendue.")


def _comma(value: str | float) -> str:
    return str(value).replace(".", ",")
