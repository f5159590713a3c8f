"""Public nomenclatures: communes, CPV and NAF, loaded by commands from the official files."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class CommuneQuerySet(models.QuerySet["Commune"]):
    def in_place(self, kind: str, code: str) -> CommuneQuerySet:
        """The communes of a commune, epci, departement, region or pays."""
        field = {
            "commune": "insee",
            "epci": "epci_siren",
            "departement": "department",
            "region": "region",
        }.get(kind)
        if field:
            return self.filter(**{field: code})
        return self.all() if kind == "pays" else self.none()


class Commune(models.Model):
    insee = models.CharField("code Insee", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    name_key = models.CharField(
        "nom plié", max_length=80, db_index=True, help_text="Sans accent, en minuscules."
    )
    postal_codes = models.CharField("codes postaux", max_length=250, help_text="Séparés par « | ».")
    epci_siren = models.CharField("SIREN de l'EPCI", max_length=9, blank=True, db_index=True)
    epci_name = models.CharField("EPCI", max_length=120, blank=True)
    department = models.CharField("code du département", max_length=3, db_index=True)
    department_name = models.CharField("département", max_length=40)
    region = models.CharField("code de la région", max_length=2, db_index=True)
    region_name = models.CharField("région", max_length=40)
    lat = models.FloatField("latitude", null=True)
    lon = models.FloatField("longitude", null=True)
    population = models.PositiveIntegerField("population municipale", default=0)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class CpvQuerySet(models.QuerySet["Cpv"]):
    def whole(self, codes: Iterable[str]) -> dict[str, str]:
        """Each code of 8 digits with its check digit, « 39222000-4 »; an unknown one as it is."""
        asked = [code for code in codes if code]
        found = dict(self.filter(code__in=asked).values_list("code", "check_digit"))
        return {code: f"{code}-{found[code]}" if code in found else code for code in asked}


class Cpv(models.Model):
    code = models.CharField("code", max_length=8, primary_key=True, help_text="8 chiffres.")
    check_digit = models.CharField("clé", max_length=1)
    label = models.CharField("libellé", max_length=250)

    objects = CpvQuerySet.as_manager()

    class Meta:
        verbose_name = "code CPV"
        verbose_name_plural = "codes CPV"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}-{self.check_digit} {self.label}"


class Naf(models.Model):
    code = models.CharField("code", max_length=6, primary_key=True)
    level = models.CharField("niveau", max_length=12)
    parent = models.CharField("code parent", max_length=6, blank=True)
    label = models.CharField("libellé", max_length=250)

    class Meta:
        verbose_name = "code NAF"
        verbose_name_plural = "codes NAF"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
