"""Forms of the procurement officer: they validate, and hand domain values to the views."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory

from needs.forms.fields import EuroField, NumberField, PercentField, checked_cpv
from tenders.models import AwardCriterion, Lot, Tender, awarded_fault, weights_fault

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TenderForm(forms.ModelForm):
    class Meta:
        model = Tender
        fields = [
            "title",
            "launch_on",
            "buyer_kind",
            "nature",
            "estimated_value",
            "duration_months",
            "renewals",
        ]
        widgets = {"launch_on": DATE}
        field_classes = {"estimated_value": EuroField}
        help_texts = {
            "estimated_value": "Toutes les options, reconductions et lots compris (R2121-1).",
            "launch_on": "La loi appliquée est celle de ce jour-là.",
        }


def yes_no_unknown(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """A fact that may be unknown: checks say nothing of what nobody said."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=[("", "pas encore décidé"), ("true", "oui"), ("false", "non")],
        coerce=lambda text: text == "true",
        empty_value=None,
    )


def optional_choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", "pas encore décidé"), *choices]
    )


class StartForm(forms.Form):
    """The day the contract must start, from which the calendar is counted back."""

    debut = forms.DateField(
        label="Le marché doit pouvoir être notifié le",
        required=False,
        widget=DATE,
        error_messages={"invalid": "Écrivez une date comme 15/03/2027."},
        help_text="Laissez vide pour compter depuis la date de lancement.",
    )


class ProcedureForm(forms.ModelForm):
    """The procedure and the other facts of `formats.md`, kept in `Tender.settings`."""

    # Field names under the subject that the page shows them in.
    SUBJECTS: ClassVar[dict[str, list[str]]] = {
        "Procédure et délais": [
            "procedure",
            "offers_due_at",
            "publicity",
            "dce_on_buyer_profile",
            "prior_information_notice",
            "urgency_justified",
        ],
        "Forme du marché": [
            "framework",
            "framework_maximum_ht",
            "price_shape",
            "price_lines",
            "price_form",
            "standardised",
            "allotment_reason",
        ],
        "Candidatures": [
            "turnover_required_ratio",
            "group_form_required",
            "group_form_justification",
            "site_visit_mandatory",
        ],
        "Achat responsable": [
            "social_condition_reason",
            "catering",
            "catering_school",
            "catering_origin",
            "plastic_food_containers",
        ],
    }

    publicity = forms.MultipleChoiceField(
        label="Publicité",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("profil", "profil d'acheteur"),
            ("boamp", "BOAMP"),
            ("jal", "journal d'annonces légales"),
            ("joue", "Journal officiel de l'Union européenne"),
        ],
    )
    dce_on_buyer_profile = yes_no_unknown("Dossier en ligne sur le profil d'acheteur")
    prior_information_notice = yes_no_unknown("Avis de préinformation publié")
    urgency_justified = yes_no_unknown("Urgence justifiée")
    standardised = yes_no_unknown("Fournitures ou services standardisés")
    site_visit_mandatory = yes_no_unknown("Visite obligatoire")
    framework = yes_no_unknown("Accord-cadre")
    framework_maximum_ht = EuroField(
        label="Maximum de l'accord-cadre, en euros HT", required=False, min_value=0
    )
    price_form = optional_choice(
        "Forme des prix",
        [("ferme", "ferme"), ("actualisable", "ferme actualisable"), ("revisable", "révisable")],
    )
    allotment_reason = forms.CharField(
        label="Si le marché n'est pas alloti, pourquoi",
        required=False,
        help_text="Motifs de droit et de fait (L2113-11).",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    turnover_required_ratio = NumberField(
        label="Chiffre d'affaires exigé, en nombre de fois le montant",
        required=False,
        min_value=0,
        max_value=10,
        help_text="Laissez vide si aucun chiffre d'affaires minimal n'est exigé.",
    )
    group_form_required = optional_choice(
        "Forme de groupement imposée",
        [
            ("none", "aucune"),
            ("solidaire_apres_attribution", "solidaire, après attribution"),
            ("conjoint_apres_attribution", "conjoint, après attribution"),
        ],
    )
    group_form_justification = forms.CharField(
        label="Pourquoi cette forme est nécessaire", required=False
    )
    social_condition_reason = optional_choice(
        "Si aucune condition sociale, pourquoi (L2112-2-1)",
        [
            ("solution_immediatement_disponible", "solution immédiatement disponible"),
            ("lien_insuffisant", "lien insuffisant avec l'objet"),
            ("restriction_concurrence_ou_difficulte", "concurrence restreinte ou difficulté"),
            ("travaux_moins_de_6_mois", "travaux de moins de six mois"),
        ],
    )
    catering = yes_no_unknown("Le marché touche à la restauration collective")
    catering_school = yes_no_unknown("Restauration scolaire, universitaire ou petite enfance")
    catering_origin = optional_choice(
        "Origine demandée des denrées",
        [
            ("non_renseignee", "non renseignée"),
            ("ue_eee", "Union européenne ou Espace économique européen"),
            ("france", "France"),
            ("locale", "locale"),
        ],
    )
    plastic_food_containers = yes_no_unknown("Contenants alimentaires en plastique admis")

    class Meta:
        model = Tender
        fields = ["procedure", "offers_due_at", "price_shape", "price_lines"]
        widgets = {"offers_due_at": MOMENT, "price_lines": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when_empty(self.fields["price_shape"], "pas encore décidé")
        for name in self.setting_names():
            value = self.instance.settings.get(name)
            # A yes or no choice is typed as text.
            self.fields[name].initial = str(value).lower() if isinstance(value, bool) else value

    def subjects(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SUBJECTS.items()]

    def setting_names(self) -> list[str]:
        return [name for name in self.fields if name not in self.Meta.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        maximum = cleaned.get("framework_maximum_ht")
        value = self.instance.estimated_value
        if maximum is not None and value is not None and maximum < value:
            self.add_error(
                "framework_maximum_ht",
                "Le maximum ne peut pas être inférieur à la valeur estimée du besoin.",
            )
        return cleaned

    def save(self, commit: bool = True) -> Tender:
        self.instance.settings = {
            name: float(value) if isinstance(value, Decimal) else value
            for name in self.setting_names()
            if (value := self.cleaned_data.get(name)) not in (None, "", [])
        }
        return super().save(commit)


def when_empty(field: forms.Field, words: str) -> None:
    """What an unanswered list says, instead of dashes."""
    field.choices = [("", words), *(choice for choice in field.choices if choice[0])]


class LotForm(forms.ModelForm):
    class Meta:
        model = Lot
        fields = ["number", "title", "description", "amount", "cpv", "reserved"]
        fields += ["price_shape", "price_lines"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "price_lines": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"amount": EuroField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when_empty(self.fields["price_shape"], "celle du marché")

    def clean_cpv(self) -> str:
        return checked_cpv(self.cleaned_data["cpv"])


class CriterionForm(forms.ModelForm):
    class Meta:
        model = AwardCriterion
        fields = [
            "position",
            "name",
            "kind",
            "weight",
            "method",
            "formula",
            "expected",
            "max_pages",
        ]
        widgets = {
            "method": forms.Textarea(attrs={"rows": 2}),
            "expected": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"weight": PercentField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when_empty(self.fields["formula"], "points écrits à la main")


class CriteriaFormSet(BaseInlineFormSet):
    """Criteria whose weights must sum to 100, or sub-criteria that must sum to their parent's."""

    parent: AwardCriterion | None = None

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data and not self._deleted(form)]
        expected = self.parent.weight if self.parent else Decimal(100)
        fault = weights_fault((form.cleaned_data["weight"] for form in kept), expected)
        if fault:
            raise ValidationError(fault)

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> AwardCriterion:
        form.instance.parent = self.parent
        return super().save_new(form, commit)

    def _deleted(self, form: forms.ModelForm) -> bool:
        return bool(form.cleaned_data.get("DELETE"))


class LotsFormSet(BaseInlineFormSet):
    """Lots that are not awarded may be deleted."""

    def clean(self) -> None:
        super().clean()
        gone = [form.instance for form in self.initial_forms if self._should_delete_form(form)]
        if fault := awarded_fault(gone):
            raise ValidationError(fault)


LotFormSet = inlineformset_factory(
    Tender, Lot, form=LotForm, formset=LotsFormSet, extra=1, can_delete=True
)
CriterionFormSet = inlineformset_factory(
    Tender, AwardCriterion, form=CriterionForm, formset=CriteriaFormSet, extra=1, can_delete=True
)
