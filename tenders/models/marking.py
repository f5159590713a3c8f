"""Marks read back from the analysis grid: the buyer's team keeps them, nobody else sees them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from procurement.accounts.models import Organisation, Role, User


class MarkingQuerySet(models.QuerySet["Marking"]):
    def visible_to(self, user: User | AnonymousUser) -> MarkingQuerySet:
        """Those of the authority that buys: neither the facilitator nor the other members."""
        team = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER)
        return self.filter(tender__project__lead__in=team.values("pk"))


class Marking(models.Model):
    """One lot's marks as one file gave them; a later file adds another, and the last one counts.

    `content` is what `tenders.marks.MarkedLot.as_dict` gives.
    """

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="markings")
    lot_number = models.PositiveSmallIntegerField("lot", null=True)
    content = models.JSONField("notes")
    file_name = models.CharField("fichier", max_length=200)
    digest = models.CharField("empreinte du fichier", max_length=64)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("lue le")

    objects = MarkingQuerySet.as_manager()

    class Meta:
        verbose_name = "notes d'une analyse"
        verbose_name_plural = "notes des analyses"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Notes du lot {self.lot_number}" if self.lot_number else "Notes du marché"
