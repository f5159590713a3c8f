"""What was done to a supplier's record, by whom and for whom: written once, never changed."""

from __future__ import annotations

from django.db import models

from procurement.accounts.models import Organisation, User
from suppliers.acts import ON_RECORDS
from suppliers.models.supplier import Supplier


class RecordAct(models.Model):
    """`on_behalf` is the network that acted for the supplier; empty for its own people."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="acts")
    act = models.SlugField("acte", max_length=40)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    on_behalf = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name="pour le compte de"
    )
    facts = models.JSONField("faits", default=dict)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "acte sur une fiche"
        verbose_name_plural = "actes sur les fiches"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.supplier}"

    @property
    def sentence(self) -> str:
        """« Le label « AB » est enregistré, par Réseau X pour La Laverie. »"""
        told = ON_RECORDS[self.act].format_map({"name": "", "reason": "", **self.facts})
        named = f", par {self.on_behalf} pour {self.supplier}" if self.on_behalf else ""
        return f"{told}{named}."
