"""Where a need is met, and how much of it: sites and volumes of one sheet."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from needs.diagnosis import SiteFacts, VolumeLine
from needs.diagnosis.sheets import HALF_DAY
from needs.models.versions import Versioned
from needs.units import said_unit
from procurement.accounts.models import validate_siret
from procurement.nomenclature.models import Commune
from procurement.typography import NBSP, number


class Period(models.TextChoices):
    """`formats.md` names; an empty period is a quantity given once."""

    DAY = "jour", "par jour"
    WEEK = "semaine", "par semaine"
    MONTH = "mois", "par mois"
    YEAR = "an", "par an"


class Site(Versioned):
    """A place where the need is met: a central kitchen, a school, a service."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="sites")
    name = models.CharField("nom du site", max_length=160)
    kind = models.CharField("type de site", max_length=60, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    details = models.JSONField("précisions", default=dict, blank=True)

    class Meta:
        verbose_name = "site"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def as_facts(self) -> SiteFacts:
        commune = self.commune
        return SiteFacts(self.pk, self.name, self.kind, commune.name, commune.insee, commune.point)


class Volume(Versioned):
    """A quantity of the need, of one site or of the whole sheet."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="volumes")
    site = models.ForeignKey(
        Site, models.CASCADE, related_name="volumes", null=True, blank=True, verbose_name="site"
    )
    component = models.CharField(
        "composante du besoin",
        max_length=60,
        blank=True,
        help_text="Par exemple : fourniture de contenants, lavage, collecte.",
    )
    label = models.CharField("désignation", max_length=160)
    quantity = models.DecimalField(
        "quantité",
        max_digits=14,
        decimal_places=2,
        validators=[
            MinValueValidator(0, "Une quantité ne peut pas être négative."),
            MaxValueValidator(1_000_000_000, "Cette quantité dépasse un milliard : vérifiez-la."),
        ],
    )
    unit = models.CharField("unité", max_length=40)
    period = models.CharField("période", max_length=10, choices=Period, blank=True)
    open_weeks = models.PositiveSmallIntegerField(
        "semaines d'ouverture par an",
        default=52,
        validators=[
            MinValueValidator(1, "Une année compte de 1 à 52 semaines d'ouverture."),
            MaxValueValidator(52, "Une année compte de 1 à 52 semaines d'ouverture."),
        ],
    )
    open_days = models.DecimalField(
        "jours d'ouverture par semaine",
        max_digits=2,
        decimal_places=1,
        default=Decimal(5),
        validators=[
            MinValueValidator(HALF_DAY, "Une semaine compte de 0,5 à 7 jours d'ouverture."),
            MaxValueValidator(7, "Une semaine compte de 0,5 à 7 jours d'ouverture."),
        ],
    )

    class Meta:
        verbose_name = "volume"
        ordering = ["component", "label", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="volume_not_negative",
                violation_error_message="Une quantité ne peut pas être négative.",
            )
        ]

    def __str__(self) -> str:
        """« 1 200 contenants », « 5 tournées par semaine »."""
        said = f"{number(self.quantity)}{NBSP}{said_unit(self.unit, self.quantity)}"
        return f"{said} {self.get_period_display()}".strip()

    def as_line(self) -> VolumeLine:
        return VolumeLine(
            label=self.label,
            quantity=self.quantity,
            unit=self.unit,
            period=self.period,
            component=self.component,
            site=self.site_id,
            open_days=self.open_days,
            open_weeks=self.open_weeks,
        )
