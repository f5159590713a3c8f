"""Award records (DECP) of past purchases: they teach CPV codes and give suppliers' references."""

from __future__ import annotations

from django.db import models


class AwardRecord(models.Model):
    """One contract awarded by any authority, as published; never edited by hand."""

    key = models.CharField(
        "clé", max_length=120, unique=True, help_text="Acheteur et identifiant, ou empreinte."
    )
    object = models.CharField("objet", max_length=1000)
    cpv = models.CharField("code CPV", max_length=8, blank=True, db_index=True)
    buyer_siret = models.CharField("SIRET de l'acheteur", max_length=14, blank=True)
    notified_on = models.DateField("notifié le", null=True)
    amount = models.DecimalField("montant HT", max_digits=14, decimal_places=2, null=True)
    duration_months = models.PositiveIntegerField("durée en mois", null=True)

    class Meta:
        verbose_name = "marché attribué"
        verbose_name_plural = "marchés attribués"
        ordering = ["-notified_on", "key"]

    def __str__(self) -> str:
        return self.object


class AwardHolder(models.Model):
    """A contractor of an award record, joined to suppliers by SIRET."""

    record = models.ForeignKey(AwardRecord, models.CASCADE, related_name="holders")
    siret = models.CharField("SIRET", max_length=14, db_index=True)

    class Meta:
        verbose_name = "titulaire"
        constraints = [
            models.UniqueConstraint(fields=["record", "siret"], name="award_holder_once")
        ]

    def __str__(self) -> str:
        return self.siret
