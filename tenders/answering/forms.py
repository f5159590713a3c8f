"""What a supplier types while it prepares an answer, and what passes between it and who helps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from procurement.typography import number
from tenders.answering.call import Call
from tenders.answering.effort import ASSUMPTIONS
from tenders.answering.memo import Outline
from tenders.answering.models import (
    Decision,
    HelpNote,
    HelpRequest,
    PreparationTask,
    SharedHelp,
)
from tenders.forms.tender import DATE

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class LotsForm(forms.Form):
    lots = forms.TypedMultipleChoiceField(
        label="Lots que vous visez",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun lot coché : tous sont regardés.",
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lots"].choices = [(lot.number, lot.name) for lot in call.lots]


class EffortForm(forms.Form):
    """One number for each assumption; blank takes the usual one again."""

    def __init__(self, *args: Any, assumed: dict[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in ASSUMPTIONS:
            unit = f" ({one.unit})" if one.unit else ""
            self.fields[one.id] = forms.DecimalField(
                label=f"{one.label}{unit}",
                required=False,
                min_value=0,
                max_value=one.most,
                decimal_places=2,
                localize=True,
                initial=assumed.get(one.id, one.default),
                help_text=f"D'habitude : {number(one.default)}{unit and ' ' + one.unit}.",
            )

    def assumed(self) -> dict[str, float]:
        """Only what differs from the usual numbers."""
        usual = {one.id: one.default for one in ASSUMPTIONS}
        said = {id: float(value) for id, value in self.cleaned_data.items() if value is not None}
        return {id: value for id, value in said.items() if value != usual[id]}


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="Votre décision",
        choices=[choice for choice in Decision.choices if choice[0] != Decision.SENT],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Pourquoi",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour vous en souvenir au prochain marché. Personne d'autre ne le lit.",
    )


class PointsForm(forms.Form):
    """One text for each point of the memo, under the identifier that the file gives it."""

    def __init__(self, *args: Any, outlines: Iterable[Outline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in outlines:
            for point in one.points:
                self.fields[point.id] = forms.CharField(
                    label=point.text,
                    required=False,
                    max_length=4000,
                    initial=point.said,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def said(self, before: dict[str, str]) -> dict[str, str]:
        """What was typed for a point that this file no longer asks is kept aside."""
        typed = {id: text.strip() for id, text in self.cleaned_data.items()}
        return {id: text for id, text in {**before, **typed}.items() if text}


class TaskForm(forms.ModelForm):
    class Meta:
        model = PreparationTask
        fields = ["title", "owner", "due_on"]
        widgets = {"due_on": DATE}


class HelpForm(forms.ModelForm):
    class Meta:
        model = HelpRequest
        fields = ["adviser", "text", "shared"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, advisers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = advisers
        self.fields["adviser"].empty_label = "Choisissez une personne"
        self.fields["adviser"].label_from_instance = advised_by


def advised_by(person: Any) -> str:
    """« Awa Diop, Réseau d'appui »."""
    networks = [row.organisation.name for row in person.networks_run]
    return ", ".join([str(person), *dict.fromkeys(networks)])


class AppointmentForm(forms.ModelForm):
    class Meta:
        model = HelpRequest
        fields = ["meet_at", "minutes", "mode", "place"]
        widgets = {"meet_at": MOMENT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meet_at"].required = True

    def clean_meet_at(self) -> Any:
        moment = self.cleaned_data["meet_at"]
        if moment <= timezone.now():
            raise forms.ValidationError("Choisissez un moment à venir.")
        return moment


class NoteForm(forms.ModelForm):
    class Meta:
        model = HelpNote
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ShareForm(forms.ModelForm):
    class Meta:
        model = SharedHelp
        fields = ["question", "answer"]
        widgets = {
            "question": forms.Textarea(attrs={"rows": 2}),
            "answer": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "question": "Sans rien qui fasse reconnaître la structure qui a demandé.",
        }
