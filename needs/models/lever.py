"""What the buyer says of the purchase to come, and decides against the advice, with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from needs.levers import Advised, Family, Lever
from needs.models.project import Project
from needs.models.register import RegisterEntry
from procurement.accounts.models import User

REASON_LENGTH = 30
_REASON_TOO_SHORT = (
    f"Écrivez le motif en {REASON_LENGTH} caractères au moins : il restera au dossier."
)
_FAMILIES = [(family.value, family.label) for family in Family]
_LEVERS = [(lever.value, lever.label) for lever in Lever]
_TYPED = (
    "amount",
    "nature",
    "duration_months",
    "cpv",
    "labour_share_pct",
    "insertion_rate_pct",
    "hourly_cost",
    "divisible",
    "prison_suppliers",
    "shares",
)
_SHARE = [
    MinValueValidator(0, "Une part est comprise entre 0 et 100 %."),
    MaxValueValidator(100, "Une part est comprise entre 0 et 100 %."),
]


class PurchaseNature(models.TextChoices):
    """`formats.md` values."""

    SUPPLIES = "fournitures", "fournitures"
    SERVICES = "services", "services"
    WORKS = "travaux", "travaux"
    SOCIAL_SERVICES = "services_sociaux", "services sociaux et autres services spécifiques"


class StalePurchase(Exception):
    """Somebody else saved or decided since the page was read."""


class PurchaseFacts(models.Model):
    """What the buyer typed of the purchase; a blank leaves what Balise gathers elsewhere."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="purchase")
    amount = models.DecimalField(
        "montant estimé HT, reconductions comprises",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "Un montant ne peut pas être négatif.")],
    )
    nature = models.CharField("nature", max_length=20, choices=PurchaseNature, blank=True)
    duration_months = models.PositiveSmallIntegerField(
        "durée en mois, reconductions comprises",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    cpv = models.CharField("code CPV principal", max_length=8, blank=True)
    labour_share_pct = models.DecimalField(
        "part de la main-d'œuvre dans le montant, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_SHARE,
    )
    insertion_rate_pct = models.DecimalField(
        "part du travail confiée à l'insertion, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "Un taux d'insertion va de 1 à 100 %."),
            MaxValueValidator(100, "Un taux d'insertion va de 1 à 100 %."),
        ],
    )
    hourly_cost = models.DecimalField(
        "coût chargé d'une heure de travail, en euros",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1, "Un coût horaire est d'au moins 1 €.")],
    )
    divisible = models.BooleanField("le besoin se divise en lots", null=True, blank=True)
    prison_suppliers = models.PositiveSmallIntegerField(
        "opérateurs du travail en détention qui pourraient répondre",
        null=True,
        blank=True,
        validators=[MaxValueValidator(999)],
    )
    # {component: percent of the amount}; a component left out shares what remains.
    shares = models.JSONField("part de chaque fonction dans le montant", default=dict, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    updated_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField("modifié le", null=True, editable=False)

    class Meta:
        verbose_name = "achat envisagé"
        verbose_name_plural = "achats envisagés"

    def __str__(self) -> str:
        return f"Achat envisagé : {self.project}"

    @classmethod
    def of(cls, project: Project) -> PurchaseFacts:
        """What was typed for the project; nothing yet is an empty one, not saved."""
        return cls.objects.filter(project=project).first() or cls(project=project)

    @transaction.atomic
    def keep(self, *, version: int, by: User, now: datetime) -> None:
        """Save what was typed from `version`; raises StalePurchase when somebody was faster."""
        Project.objects.select_for_update().get(pk=self.project_id)
        current = PurchaseFacts.of(self.project)
        if current.version != version:
            raise StalePurchase
        self.pk, self.version = current.pk, version + 1
        self.updated_by, self.updated_at = by, now
        self.save()
        RegisterEntry.objects.note(
            self.project, "purchase_facts_changed", by=by, now=now, typed=self.typed()
        )

    def typed(self) -> dict[str, Any]:
        """The facts that were typed, blanks left out."""
        values = {name: getattr(self, name) for name in _TYPED}
        return {name: value for name, value in values.items() if value not in (None, "", {})}


class LeverDecisionQuerySet(models.QuerySet["LeverDecision"]):
    def for_project(self, project: Project) -> LeverDecisionQuerySet:
        return self.filter(project=project).select_related("by").order_by("pk")

    def in_force(self, project: Project) -> dict[str, LeverDecision]:
        """The last decision of each family."""
        return {decision.family: decision for decision in self.for_project(project)}

    @transaction.atomic
    def record(
        self,
        project: Project,
        *,
        advised: Advised,
        lever: str,
        reason: str,
        after: int,
        by: User,
        now: datetime,
    ) -> LeverDecision:
        """Add a decision to the history of a family; `after` is the last one its author read.

        Raises StalePurchase when another was taken since, ValidationError on a bare reason.
        """
        Project.objects.select_for_update().get(pk=project.pk)
        known = self.filter(project=project, family=advised.family).order_by("-pk").first()
        if (known.pk if known else 0) != after:
            raise StalePurchase
        decision = self.model(
            project=project,
            family=advised.family,
            lever=lever,
            advised=advised.lever,
            rule=advised.rule,
            reason=reason.strip(),
            by=by,
            at=now,
        )
        decision.full_clean()
        decision.save(force_insert=True)
        decision.note()
        return decision


class LeverDecision(models.Model):
    """The buyer's choice for one family of the ESS, beside what was advised; never changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="lever_decisions")
    family = models.CharField("famille", max_length=20, choices=_FAMILIES)
    lever = models.CharField("levier retenu", max_length=20, choices=_LEVERS)
    advised = models.CharField("levier conseillé ce jour-là", max_length=20, choices=_LEVERS)
    rule = models.CharField("règle qui conseillait", max_length=40)
    reason = models.TextField(
        "motif",
        max_length=2000,
        validators=[MinLengthValidator(REASON_LENGTH, _REASON_TOO_SHORT)],
        help_text="Pourquoi vous décidez ainsi, en droit ou en fait : le motif reste au dossier "
        "et se lit partout où le conseil se lit.",
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("décidé le")

    objects = LeverDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision sur un levier"
        verbose_name_plural = "décisions sur les leviers"
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), REASON_LENGTH),
                name="lever_decision_has_a_reason",
                violation_error_message=_REASON_TOO_SHORT,
            )
        ]

    def __str__(self) -> str:
        return f"{Family(self.family).label} : {Lever(self.lever).label}"

    @property
    def follows_the_advice(self) -> bool:
        """The lever advised that day: a decision against an earlier one, taken back."""
        return self.lever == self.advised

    def is_outdated(self, advised: Advised) -> bool:
        """The advice is no longer the one that the buyer had before them."""
        return self.advised != advised.lever

    def note(self) -> None:
        RegisterEntry.objects.note(
            self.project,
            "lever_decided",
            by=self.by,
            now=self.at,
            family=Family(self.family).label,
            lever=Lever(self.lever).label,
            advised=Lever(self.advised).label,
            reason=self.reason,
        )
