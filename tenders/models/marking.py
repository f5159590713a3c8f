"""Marks read back from the analysis grid: the buyer's team keeps them, nobody else sees them."""

from __future__ import annotations

from django.db import models

from procurement.accounts.models import User


class Marking(models.Model):
    """One lot's marks as one file gave them; a later file adds another, and the last one counts.

    `Tender.objects.judged_by(user)` says who may see them.
    `content` is what `tenders.marks.MarkedLot.as_dict` gives.
    """

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="markings")
    lot_number = models.PositiveSmallIntegerField("lot", null=True)
    content = models.JSONField("notes")
    file_name = models.CharField("fichier", max_length=200)
    digest = models.CharField("empreinte du fichier", max_length=64)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("lue le")

    class Meta:
        verbose_name = "notes d'une analyse"
        verbose_name_plural = "notes des analyses"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Notes du lot {self.lot_number}" if self.lot_number else "Notes du marché"
