"""A lot of a tender: what it holds, what it is worth, to whom it is reserved."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from procurement.typography import join_words
from tenders.models.contract_terms import PriceShape
from tenders.models.criterion import AwardCriterion
from tenders.models.prices import validate_price_lines


class Reserved(models.TextChoices):
    NONE = "none", "non réservé"
    HANDICAP = "handicap", "EA et ESAT (L2113-12)"
    INSERTION = "insertion", "SIAE (L2113-13)"
    BOTH = "handicap_insertion", "EA, ESAT et SIAE (L2113-14)"
    ESS = "ess", "entreprises de l'ESS (L2113-15)"
    PRISON = "prison", "travail en détention (L2113-13-1)"


def plain_amount(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def awarded_fault(lots: Iterable[Lot]) -> str:
    """Why these lots cannot be deleted, as a French sentence; empty when they can."""
    held = Lot.objects.filter(pk__in=[lot.pk for lot in lots], contracts__isnull=False)
    names = [f"le lot {lot.number}" for lot in held]
    if not names:
        return ""
    return f"Un lot attribué ne se supprime pas : {join_words(names)}. Retirez la suppression."


class Lot(models.Model):
    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("contenu", max_length=4000, blank=True)
    amount = models.DecimalField(
        "montant estimé HT",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cpv = models.CharField("code CPV", max_length=8, blank=True)
    reserved = models.CharField(
        "réservation", max_length=20, choices=Reserved, default=Reserved.NONE
    )
    components = models.JSONField("composantes du besoin", default=list, blank=True)
    price_shape = models.CharField(
        "forme du prix",
        max_length=5,
        choices=PriceShape,
        blank=True,
        help_text="Laissez vide si c'est celle du marché. Un lot unitaire a un bordereau (BPU, "
        "DQE) ; un lot forfaitaire, une décomposition du prix (DPGF) ; un lot mixte, les deux.",
    )
    price_lines = models.TextField(
        "lignes de prix à ajouter",
        max_length=10_000,
        blank=True,
        help_text="Aux volumes du diagnostic. Une ligne par prix : désignation ; unité ; quantité "
        "sur toute la durée. Dans un lot mixte, l'unité « forfait » va à la DPGF.",
        validators=[validate_price_lines],
    )

    class Meta:
        verbose_name = "lot"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="lot_number_once",
                violation_error_message="Deux lots ne peuvent pas porter le même numéro.",
            )
        ]

    def __str__(self) -> str:
        return f"Lot {self.number} : {self.title}"

    def configuration(self, criteria: list[AwardCriterion]) -> dict[str, Any]:
        """The lot as `check_tender` reads it, with its own criteria or else the tender's."""
        own = [c for c in criteria if c.lot_id == self.pk]
        return {
            "name": self.title,
            "amount": plain_amount(self.amount),
            "cpv": self.cpv,
            "reserved": self.reserved,
            "criteria": [
                c.configuration() for c in own or [c for c in criteria if c.lot_id is None]
            ],
        }
