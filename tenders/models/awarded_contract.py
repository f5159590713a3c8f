"""What the buyer says at the award of a tender or of one lot, for the essential data (R2196-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models

from tenders.models.contract_terms import GroupForm, PriceShape

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_GROUP = ("none", "pas de groupement")
PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class Calls(models.TextChoices):
    NONE = "", "aucune de celles-ci"
    ORDERS = "orders", "bons de commande"
    CALL_OFFS = "call_offs", "marchés subséquents"
    PHASES = "phases", "tranches"


class Ccag(models.TextChoices):
    SUPPLIES_SERVICES = "fcs", "fournitures courantes et services"
    WORKS = "travaux", "travaux"
    INTELLECTUAL = "pi", "prestations intellectuelles"
    DIGITAL = "tic", "techniques de l'information et de la communication"
    INDUSTRIAL = "mi", "marchés industriels"
    DESIGN = "moe", "maîtrise d'œuvre"
    NONE = "none", "aucun CCAG"


class ExecutionPlace(models.TextChoices):
    COMMUNE = "commune", "commune"
    DEPARTMENT = "department", "département"
    REGION = "region", "région"
    COUNTRY = "country", "pays"


class AwardedContract(models.Model):
    """One contract of the tender: that of a lot, or the only one when there is no lot."""

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="contracts")
    lot = models.ForeignKey(
        "tenders.Lot", models.RESTRICT, related_name="contracts", null=True, editable=False
    )
    number = models.CharField(
        "numéro du marché",
        max_length=16,
        help_text="Votre numéro interne, 16 signes au plus, celui de l'acte d'engagement.",
        validators=[
            RegexValidator(
                r'^[^&"\\<\s,;]+$', "Écrivez ce numéro sans espace, virgule, guillemet ni « & »."
            )
        ],
    )
    object = models.CharField("objet", max_length=1000)
    cpv = models.CharField("code CPV", max_length=8, blank=True)
    notified_on = models.DateField("notifié le")
    published_on = models.DateField(
        "données publiées le", help_text="Dans les deux mois de la notification (R2196-1)."
    )
    amount = models.DecimalField(
        "montant HT",
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(1, "Le montant vaut au moins 1 €.")],
        help_text="Montant forfaitaire, ou maximum estimé ; reconductions comprises.",
    )
    duration_months = models.PositiveSmallIntegerField(
        "durée en mois, reconductions comprises",
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
    )
    bids_received = models.PositiveIntegerField(
        "offres reçues",
        validators=[MinValueValidator(1)],
        help_text="Toutes, même irrégulières ou inacceptables.",
    )
    # [{"kind": "SIRET" | "TVA", "id": …}, …], the lead of a group first.
    holders = models.JSONField("titulaires", default=list)
    group = models.CharField(
        "forme du groupement",
        max_length=8,
        choices=[NO_GROUP, *GroupForm.choices],
        default=NO_GROUP[0],
    )
    subcontracted = models.BooleanField("sous-traitance déclarée à la notification", default=False)
    advance = models.BooleanField("une avance est accordée", default=False)
    advance_rate = models.DecimalField(
        "taux de l'avance en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    price_shape = models.CharField(
        "forme du prix", max_length=8, choices=PriceShape, default=PriceShape.UNIT
    )
    calls = models.CharField("exécution par", max_length=10, choices=Calls, blank=True)
    ccag = models.CharField(
        "CCAG de référence", max_length=8, choices=Ccag, default=Ccag.SUPPLIES_SERVICES
    )
    innovative = models.BooleanField("marché innovant", default=False)
    place_kind = models.CharField(
        "lieu d'exécution",
        max_length=12,
        choices=ExecutionPlace,
        default=ExecutionPlace.COMMUNE,
    )
    place_code = models.CharField("code du lieu", max_length=5)
    origin_eu = models.DecimalField(
        "part des produits de l'Union européenne, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
        help_text="Denrées, véhicules, santé et habillement seulement.",
    )
    origin_france = models.DecimalField(
        "part des produits de France, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "marché attribué d'une consultation"
        verbose_name_plural = "marchés attribués d'une consultation"
        ordering = ["lot__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "lot"], name="lot_contract_once"),
            models.UniqueConstraint(
                fields=["tender"], condition=models.Q(lot=None), name="tender_contract_once"
            ),
            models.UniqueConstraint(fields=["tender", "number"], name="contract_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} : {self.object}"

    def sirets(self) -> Iterator[str]:
        return (holder["id"] for holder in self.holders if holder["kind"] == "SIRET")
