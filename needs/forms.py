"""What people type about needs and projects, turned into values of the domain."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from needs import questions
from needs.diagnosis import say_answer
from needs.models import FactKind, Need, NeedFact, Period, Project, Site, Volume
from needs.places import UnknownCommune, find_commune
from procurement.accounts.models import Organisation, OrganisationKind, Role, User
from procurement.identifiers import InvalidIdentifier, parse_cpv, parse_siret
from procurement.language.objectives import LABELS
from procurement.nomenclature.models import Cpv
from procurement.typography import number

BUYER_ROLES = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def fingerprint(values: Mapping[str, Any]) -> str:
    """A short mark of values as they were read: another mark on save means another hand."""
    content = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _seen_anew(data: Any, mark: str) -> Any:
    """The same posted data, as if the page had been read just now."""
    data = data.copy()
    data["seen"] = mark
    return data


class NumberField(forms.DecimalField):
    """A number as French people type it: « 1 250,5 », « 12.000 » for twelve thousand."""

    widget = forms.TextInput

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {
            "invalid": "Écrivez un nombre, par exemple 1 250 ou 12,5.",
            "max_decimal_places": "Deux chiffres au plus après la virgule."
            if self.decimal_places
            else "Un nombre entier est attendu.",
        }
        if self.min_value is not None and self.max_value is not None:
            limits = f"Un nombre entre {number(self.min_value)} et {number(self.max_value)} {unit}"
            expected = f"{limits.strip()} est attendu.".replace("%", "%%")
            self.error_messages |= {"min_value": expected, "max_value": expected}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def to_python(self, value: Any) -> Decimal | None:
        typed = re.sub(r"\s", "", str(value or "" if value != 0 else 0))
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", typed):
            typed = typed.replace(".", "")
        return super().to_python(typed.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        """What was typed comes back as typed; a kept value is written the French way."""
        try:
            return number(Decimal(str(value))) if value not in (None, "") else value
        except ArithmeticError:
            return value


class NeedForm(forms.ModelForm):
    text = forms.CharField(
        label="Votre besoin, avec vos mots",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "Collez un courriel, un ancien cahier des charges, une note. Balise y lit les "
            "quantités, les lieux, les dates et les objectifs, et vous les montre à confirmer."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Need
        fields = ("title", "organisation", "service", "project", "text")
        help_texts = {
            "title": "Par exemple « Contenants réemployables de la cuisine centrale ».",
            "service": "Facultatif : la direction ou le service qui exprime ce besoin.",
            "project": "Facultatif : une démarche réunit les besoins de plusieurs autorités.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.for_user(user, *BUYER_ROLES)
        self.fields["organisation"].queryset = mine
        self.fields["project"].queryset = Project.objects.visible_to(user).unfrozen()
        self.fields["project"].empty_label = "Aucune démarche"
        if not self.instance._state.adding:
            self.fields["version"].initial = self.instance.version
            del self.fields["organisation"], self.fields["project"]
        elif mine.count() == 1:
            self.fields["organisation"].initial = mine.get()

    def clean_text(self) -> str:
        # Browsers send CRLF; the offsets of what is read count one character a line.
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def values(self) -> dict[str, Any]:
        """The fields of the sheet, without the version it was read at."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


class SheetPartForm(forms.ModelForm):
    """A row of a sheet that remembers how it was when read: nobody overwrites another silently."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = fingerprint(self.values_of(self.instance)) if self.instance.pk else ""
        self.fields["seen"].initial = self.before

    @staticmethod
    def values_of(instance: Any) -> dict[str, Any]:
        return {f.name: f.value_from_object(instance) for f in instance._meta.concrete_fields}

    def is_stale(self) -> bool:
        return bool(self.before) and self.data.get("seen", self.before) != self.before

    def take_current(self) -> list[tuple[str, str]]:
        """Their values that differ from what was typed; saving again is then a choice."""
        self.data = _seen_anew(self.data, self.before)
        return [
            (str(self.fields[name].label), self._said(name))
            for name in self.changed_data
            if name != "seen"
        ]

    def _said(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


class SiteForm(SheetPartForm):
    commune_name = forms.CharField(
        label="Commune",
        max_length=120,
        help_text="Son nom ou son code postal, par exemple « Lille » ou « Lille (59000) ».",
    )

    class Meta:
        model = Site
        fields = ("name", "kind", "siret")
        help_texts = {
            "kind": "Par exemple cuisine centrale, école, restaurant administratif.",
            "siret": "Facultatif.",
        }

    field_order = ("name", "kind", "commune_name", "siret")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siret"].max_length = None
        self.fields["siret"].widget.attrs.pop("maxlength", None)
        self.fields["siret"].validators = []
        if self.instance.pk:
            commune = self.instance.commune
            self.fields["commune_name"].initial = f"{commune.name} ({commune.insee})"

    def clean_commune_name(self) -> str:
        typed = self.cleaned_data["commune_name"]
        try:
            self.instance.commune = find_commune(typed)
        except UnknownCommune as error:
            raise ValidationError(str(error), code="commune") from error
        return typed

    def clean_siret(self) -> str:
        typed = self.cleaned_data["siret"]
        try:
            return parse_siret(typed) if typed else ""
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="siret") from error


class VolumeForm(SheetPartForm):
    quantity = NumberField(
        label="Quantité",
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits"),
            "Cette quantité dépasse un milliard : vérifiez-la.",
        ),
    )

    class Meta:
        model = Volume
        fields = (
            "label",
            "component",
            "quantity",
            "unit",
            "period",
            "open_days",
            "open_weeks",
            "site",
        )
        help_texts = {
            "label": "Par exemple « Bac gastronome 1/2 en inox » ou « Repas servis ».",
            "unit": "Au singulier : contenant, repas, kg, m², heure…",
            "open_days": "Pour une quantité par jour.",
            "open_weeks": "Une école ouvre 36 semaines, un Ehpad 52.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(need=self.instance.need_id)
        self.fields["site"].empty_label = "Toute la fiche"
        self.fields["period"].choices = [("", "en une fois"), *Period.choices]

    def clean_unit(self) -> str:
        return " ".join(self.cleaned_data["unit"].split())


class SectionForm(forms.Form):
    """One section of a questionnaire; what is left blank is simply not answered yet."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, section: questions.Section, answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.asked = section.asked(answers)
        self.current = {q.id: answers[q.id] for q in self.asked if q.id in answers}
        self.before = fingerprint(self.current)
        self.fields["seen"].initial = self.before
        for question in self.asked:
            self.fields[question.id] = _field(question)
            self.initial.setdefault(question.id, self.current.get(question.id))

    def is_stale(self) -> bool:
        return self.data.get("seen", self.before) != self.before

    def take_current(self) -> list[tuple[str, str]]:
        """Their answers that differ from what was typed; saving again is then a choice."""
        self.data = _seen_anew(self.data, self.before)
        typed = self.answers()
        return [
            (q.label, say_answer(q, self.current[q.id]) if q.id in self.current else "sans réponse")
            for q in self.asked
            if typed.get(q.id) != self.current.get(q.id)
        ]

    def answers(self) -> dict[str, Any]:
        """Answers as they are kept in JSON, exact; None takes an answer back."""
        return {question.id: _kept(self.cleaned_data[question.id]) for question in self.asked}


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


class ProjectForm(forms.ModelForm):
    sector = forms.ChoiceField(
        label="Secteur", help_text="Décide du questionnaire proposé à chaque membre."
    )

    class Meta:
        model = Project
        fields = ("title", "summary", "sector", "lead", "facilitator", "launch_on")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4}), "launch_on": DayInput()}
        help_texts = {
            "lead": "Elle portera la consultation et la convention de groupement.",
            "facilitator": "Facultatif : le réseau qui anime la démarche avec vous.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = questions.question_sets().values()
        self.fields["sector"].choices = [(each.id, each.title) for each in sets]
        mine = Organisation.objects.for_user(user, *BUYER_ROLES)
        runs = Organisation.objects.for_user(user, Role.FACILITATOR)
        buyers = Organisation.objects.public_buyers()
        # A network opens the projects of others; an authority opens its own.
        self.fields["lead"].queryset = buyers if runs else buyers & mine
        self.fields["facilitator"].queryset = Organisation.objects.filter(
            kind=OrganisationKind.NETWORK
        )
        self.fields["facilitator"].empty_label = "Aucun"
        if not self.instance._state.adding:
            del self.fields["lead"]
        elif runs:
            self.fields["facilitator"].initial = runs[0]


class MemberForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.public_buyers(), label="Autorité à inviter", empty_label="Choisir…"
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.public_buyers().exclude(
            projects__project=project
        )


class BringForm(forms.Form):
    """A sheet already written, to bring into the project."""

    need = forms.ModelChoiceField(
        Need.objects.none(), label="Besoin déjà écrit", empty_label="Choisir…"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = Need.objects.editable_by(user).filter(project=None)
        self.fields["need"].queryset = alone.select_related("organisation")


class JoinForm(forms.Form):
    """An authority brings one of its sheets, or an empty one to fill."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Votre autorité", empty_label=None
    )
    need = forms.ModelChoiceField(
        Need.objects.none(),
        label="Besoin à apporter",
        required=False,
        empty_label="Une nouvelle fiche",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.for_user(user, *BUYER_ROLES).public_buyers()
        self.fields["organisation"].queryset = mine
        self.fields["need"].queryset = Need.objects.editable_by(user).filter(project=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        need, organisation = cleaned.get("need"), cleaned.get("organisation")
        if need and organisation and need.organisation_id != organisation.pk:
            self.add_error("need", f"Ce besoin n'est pas celui de {organisation}.")
        return cleaned


class CorrectionForm(forms.Form):
    """Another value for one thing read; its fields depend on the kind of thing."""

    def __init__(self, *args: Any, fact: NeedFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        for name, field in _CORRECTIONS[FactKind(fact.kind)]().items():
            self.fields[name] = field
            self.initial.setdefault(name, fact.data.get(name))
        if fact.kind == FactKind.PLACE:
            self.initial.setdefault("insee", fact.text)

    def clean_insee(self) -> str:
        try:
            self.commune = find_commune(self.cleaned_data["insee"])
        except UnknownCommune as error:
            raise ValidationError(str(error), code="commune") from error
        return self.commune.insee

    def clean_code(self) -> str:
        try:
            code = parse_cpv(self.cleaned_data["code"])
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="cpv") from error
        self.cpv = Cpv.objects.filter(code=code).first()
        if self.cpv is None:
            raise ValidationError(
                f"Le code {code} n'est pas dans la nomenclature chargée : vérifiez ses chiffres.",
                code="cpv",
            )
        return code

    def correction(self) -> dict[str, Any]:
        """The value as `formats.md` writes it."""
        values = {name: _number(value) for name, value in self.cleaned_data.items()}
        if self.fact.kind == FactKind.PLACE:
            commune = self.commune
            values |= {"kind": "commune", "code": commune.insee, "name": commune.name}
        if self.fact.kind == FactKind.CPV and self.cpv:
            values |= {"label": self.cpv.label, "because": ["Code choisi par une personne."]}
        return values


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value % 1 == 0 else float(value)
    return value.isoformat() if isinstance(value, date) else value or None


def _positive(label: str) -> forms.Field:
    return NumberField(label=label, min_value=0, max_value=1_000_000_000, decimal_places=2)


_CORRECTIONS: dict[FactKind, Any] = {
    FactKind.QUANTITY: lambda: {
        "value": _positive("Quantité"),
        "unit": forms.CharField(label="Unité", max_length=40),
        "period": forms.ChoiceField(
            label="Période", required=False, choices=[("", "en une fois"), *Period.choices]
        ),
    },
    FactKind.AMOUNT: lambda: {
        "value": _positive("Montant en euros"),
        "tax": forms.ChoiceField(
            label="Taxe",
            required=False,
            choices=[("", "non précisée"), ("ht", "HT"), ("ttc", "TTC")],
        ),
    },
    FactKind.DATE: lambda: {
        "iso": forms.DateField(label="Date", widget=DayInput()),
        "role": forms.ChoiceField(
            label="C'est",
            required=False,
            choices=[
                ("", "une date"),
                ("deadline", "une échéance"),
                ("start", "un début"),
                ("end", "une fin"),
                ("event", "un évènement"),
            ],
        ),
    },
    FactKind.DURATION: lambda: {
        "months": forms.IntegerField(label="Durée en mois", min_value=1, max_value=600)
    },
    FactKind.PLACE: lambda: {"insee": forms.CharField(label="Commune", max_length=120)},
    FactKind.OBJECTIVE: lambda: {
        "id": forms.ChoiceField(label="Objectif", choices=list(LABELS.items()))
    },
    FactKind.CPV: lambda: {
        "code": forms.CharField(
            label="Code CPV", max_length=12, help_text="8 chiffres, par exemple 39222100."
        )
    },
}
