"""The packages of documents that were exported: each is kept as it left, and never changes."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse

from procurement.accounts.models import User


class ExportedPackage(models.Model):
    """Files as they were given, and the documents as trees that can be compared and written again.

    `contents` is [{"name", "kind", "title", "digest"}, …], digests being SHA-256 of each file;
    `digest` is that of the whole. An export that changes nothing keeps no other package.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField("numéro")
    contents = models.JSONField("contenu")
    digest = models.CharField("empreinte", max_length=64)
    draft = models.BooleanField("projet", default=False)
    missing = models.PositiveIntegerField("valeurs à compléter", default=0)
    archive = models.FileField("fichiers", upload_to="pieces/")
    snapshot = models.FileField("documents", upload_to="pieces/")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("exporté le")

    class Meta:
        verbose_name = "dossier exporté"
        verbose_name_plural = "dossiers exportés"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="package_number_once")
        ]

    def __str__(self) -> str:
        return f"Dossier n° {self.number} du marché {self.tender}"

    def get_absolute_url(self) -> str:
        return reverse("tenders:kept_package", args=[self.tender_id, self.number])
