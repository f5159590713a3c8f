"""The Word file that gives its style to every document of an authority."""

from __future__ import annotations

from django.db import models

from procurement.accounts.models import Organisation, User


class HouseTemplate(models.Model):
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="house_template", verbose_name="organisation"
    )
    file = models.FileField("fichier", upload_to="modeles/")
    name = models.CharField("nom du fichier", max_length=120)
    digest = models.CharField("empreinte", max_length=64, editable=False)
    remarks = models.JSONField("remarques", default=list, editable=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField("pris le", editable=False)

    class Meta:
        verbose_name = "modèle Word"
        verbose_name_plural = "modèles Word"

    def __str__(self) -> str:
        return self.name
