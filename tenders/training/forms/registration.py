"""Forms of those who come, and of who notes that they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from tenders.training import evaluations
from tenders.training.choices import Audience
from tenders.training.models import Registration, Sitting
from tenders.training.registering import Guest

_NOT_SAID = [("", "Choisissez")]


class GuestForm(forms.Form):
    name = forms.CharField(label="Votre nom", max_length=120)
    organisation = forms.CharField(label="Votre organisation", max_length=200)
    email = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n'est pas complète. Exemple : nom@structure.fr."},
    )
    audience = forms.ChoiceField(label="Vous êtes", choices=[*_NOT_SAID, *Audience.choices])

    def guest(self) -> Guest:
        return Guest(**{name: self.cleaned_data[name] for name in GuestForm.base_fields})


class RegistrationForm(GuestForm):
    """Open to all, without account; `website` is filled by machines only."""

    consent = forms.BooleanField(
        label="J'accepte que l'organisateur garde ces quatre informations pour organiser la "
        "session, et qu'elles soient effacées 12 mois après.",
        error_messages={"required": "Sans votre accord, l'inscription ne peut pas être gardée."},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))

    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data["website"])


class WalkInForm(GuestForm):
    """Somebody at the door; the address is not compulsory there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom"
        self.fields["organisation"].label = "Organisation"
        self.fields["email"].label = "Adresse électronique (facultative)"
        self.fields["email"].required = False
        self.fields["email"].help_text = "Pour lui envoyer son attestation."
        self.fields["audience"].label = "Public"


class AttendanceForm(forms.Form):
    """A box for each person expected, and minutes for who came late or left early."""

    def __init__(
        self, *args: Any, sitting: Sitting, expected: Iterable[Registration], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sitting, self.expected = sitting, list(expected)
        noted = dict(sitting.attendances.values_list("registration", "minutes"))
        for one in self.expected:
            stayed = noted.get(one.pk, 0)
            partly = stayed if stayed not in (0, sitting.minutes) else None
            self.fields[f"present_{one.pk}"] = forms.BooleanField(
                label=f"{one.name} était présent",
                required=False,
                initial=bool(stayed),
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"minutes_{one.pk}"] = forms.IntegerField(
                label=f"Minutes de présence de {one.name}",
                required=False,
                min_value=1,
                max_value=sitting.minutes,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
                initial=partly,
                error_messages={
                    "max_value": f"La séance dure {sitting.minutes} minutes : vérifiez ce nombre.",
                    "min_value": "Laissez vide pour toute la séance, ou décochez la présence.",
                    "invalid": "Écrivez un nombre de minutes, par exemple 90.",
                },
            )

    def rows(self) -> Iterator[tuple[Registration, BoundField, BoundField]]:
        for one in self.expected:
            yield one, self[f"present_{one.pk}"], self[f"minutes_{one.pk}"]

    def minutes(self) -> dict[Registration, int]:
        """How long each stayed, 0 for the absent."""
        return {one: self._minutes(one) for one in self.expected}

    def _minutes(self, one: Registration) -> int:
        if not self.cleaned_data[f"present_{one.pk}"]:
            return 0
        return self.cleaned_data[f"minutes_{one.pk}"] or self.sitting.minutes


class EvaluationForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for id, question in evaluations.SCALES.items():
            self.fields[id] = forms.TypedChoiceField(
                label=question,
                coerce=int,
                choices=list(evaluations.MARKS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez une réponse."},
            )
        for id, label in evaluations.TEXTS.items():
            self.fields[id] = forms.CharField(
                label=label,
                required=False,
                max_length=evaluations.LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Facultatif. Ne vous nommez pas : les réponses sont anonymes.",
            )

    def answers(self) -> dict[str, Any]:
        return {id: value for id, value in self.cleaned_data.items() if value != ""}
