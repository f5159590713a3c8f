"""Forms of the register and of the searches: they validate, and hand over plain values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction

from needs.forms.fields import EuroField, NumberField
from needs.places import UnknownCommune, find_commune
from procurement.identifiers import (
    InvalidIdentifier,
    department_of,
    is_department,
    parse_siret,
)
from suppliers import ess
from suppliers.alerts import profile_changed
from suppliers.forms.area import AreaFormMixin, ListField, area_codes_field
from suppliers.matching import PART_NAMES, InvalidWeights, Weights
from suppliers.models import Supplier
from suppliers.models.supplier import ServiceAreaKind


class SiretField(forms.CharField):
    def clean(self, value: str | None) -> str:
        try:
            return parse_siret(super().clean(value))
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="siret") from error


class SupplierForm(AreaFormMixin, forms.ModelForm):
    siret = SiretField(label="SIRET", help_text="14 chiffres, par exemple 130 025 265 00013.")
    ess_kinds = forms.MultipleChoiceField(
        label="Familles de l'ESS",
        required=False,
        choices=[(family.code, family.label) for family in ess.FAMILIES.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Celles que vous pouvez prouver : la preuve est demandée à la candidature.",
    )
    postal_code = forms.CharField(
        label="Code postal",
        required=False,
        validators=[
            RegexValidator(r"^[0-9]{5}$", "Un code postal compte 5 chiffres, comme 59000.")
        ],
    )
    area_codes = area_codes_field()
    capacities = ListField(
        label="Autres capacités",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une par ligne, par exemple : entretien 9000 m2/mois.",
    )
    labels = ListField(
        label="Labels cités sans date ni preuve",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne. Avec sa date et sa preuve, un label s'ajoute sur la page Labels.",
    )
    website = forms.URLField(label="Site web", required=False, assume_scheme="https")
    read_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Supplier
        fields = [
            "name",
            "siret",
            "legal_form",
            "ess_kinds",
            "description",
            "city",
            "postal_code",
            "area_kind",
            "area_km",
            "area_codes",
            "fte",
            "max_yearly_eur",
            "capacities",
            "labels",
            "website",
            "contact_email",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        field_classes = {"fte": NumberField, "max_yearly_eur": EuroField}
        help_texts = {
            "description": "Ce que vous faites, avec les mots de vos clients : "
            "Balise compare ce texte aux besoins.",
            "area_km": "Seulement pour un rayon.",
            "max_yearly_eur": "Ce que vous pourriez produire en un an, toutes commandes réunies.",
            "contact_email": "Montrée aux acheteurs connectés, jamais au public.",
        }
        error_messages = {
            "name": {"required": "Écrivez le nom de la structure."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_kind"].choices = ServiceAreaKind.choices
        self.name_zones()
        self.fields["read_at"].initial = self._stamp()
        # The SIRET says whose record it is: past contracts follow it.
        if not self.instance._state.adding:
            self.fields["siret"].disabled = True
            self.fields[
                "siret"
            ].help_text = "Il ne change pas : c'est lui qui dit de qui est la fiche."
        # Families that an import wrote and that this list does not know stay as they are.
        self.unknown_kinds = [k for k in self.instance.ess_kinds if k not in ess.FAMILIES]

    def _stamp(self) -> str:
        return "" if self.instance._state.adding else self.instance.updated_at.isoformat()

    @property
    def is_stale(self) -> bool:
        """Whether somebody else saved the record since this form was read."""
        return bool(self.is_bound and self.data.get("read_at", "") not in ("", self._stamp()))

    def clean_ess_kinds(self) -> list[str]:
        return [*self.cleaned_data["ess_kinds"], *self.unknown_kinds]

    def clean_siret(self) -> str:
        siret = self.cleaned_data["siret"]
        if Supplier.objects.filter(siret=siret).exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                "Une fiche porte déjà ce SIRET. Si c'est la vôtre, cherchez-la dans le registre "
                "par ce SIRET, puis choisissez « Demander cette fiche ».",
                code="unique",
            )
        return siret

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"]
        if code and not is_department(department_of(code)):
            raise ValidationError(
                f"Le code postal « {code} » n'est celui d'aucun département.", code="postal_code"
            )
        return code

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_area()
        return self.cleaned_data

    def save(self, commit: bool = True) -> Supplier:
        supplier = super().save(commit=False)
        self.tidy_area()
        if {"city", "postal_code"} & set(self.changed_data):
            self._locate(supplier)
        if commit:
            supplier.save()
            supplier.was_edited(self.changed_data)
        return supplier

    def _locate(self, supplier: Supplier) -> None:
        """Put the record where its commune is; without coordinates when Balise knows it not."""
        try:
            commune = find_commune(f"{supplier.city} {supplier.postal_code}")
        except UnknownCommune:
            commune = None
        supplier.insee = commune.insee if commune else ""
        supplier.lat, supplier.lon = (commune.point if commune else None) or (None, None)
        department = department_of(supplier.postal_code) if supplier.postal_code else ""
        supplier.department = commune.department if commune else department


@transaction.atomic
def save_record(form: SupplierForm, activities: forms.BaseInlineFormSet) -> Supplier:
    """Save the record with its activities, or nothing; searches find it as it now is."""
    supplier = form.save()
    activities.instance = supplier
    activities.save()
    after_saving(supplier, has_new_activities=activities.has_changed())
    return supplier


def after_saving(supplier: Supplier, *, has_new_activities: bool) -> None:
    """What a record that its people wrote calls for, once it is saved; in their transaction."""
    if has_new_activities:
        supplier.was_edited(["activities"])
    supplier.reindex()
    transaction.on_commit(lambda: profile_changed.enqueue(str(supplier.pk)))


PART_HELP = {
    "activity": "Les mots, les concepts et les codes CPV de la fiche face à ceux du besoin.",
    "territory": "La part des lieux du besoin que le fournisseur dessert.",
    "capacity": "Ce qu'il peut fournir face aux volumes du besoin.",
    "reservation": "S'il peut répondre à un lot réservé, quand le besoin en demande un.",
    "experience": "Ses marchés publics voisins, ou le métier parmi ses activités.",
    "sustainability": "Ce qu'il dit des objectifs sociaux et écologiques du besoin.",
}


class WeightsForm(forms.Form):
    """The points of each part of the score, chosen before the search and kept with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, usual in Weights().as_dict().items():
            self.fields[part] = forms.IntegerField(
                label=PART_NAMES[part],
                help_text=PART_HELP[part],
                initial=usual,
                min_value=0,
                max_value=100,
                error_messages={"invalid": "Écrivez un nombre entier de points, par exemple 15."},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["weights"] = Weights(**cleaned)
            except InvalidWeights as error:
                raise ValidationError(str(error), code="weights") from error
        return cleaned
