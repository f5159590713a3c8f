"""A supplier of the social and solidarity economy, and what it can do."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from procurement.accounts.models import Organisation, Role, User, validate_siret
from suppliers.territory import ServiceArea


class ServiceAreaKind(models.TextChoices):
    RADIUS = "radius", "un rayon autour du siège"
    DEPARTMENTS = "departments", "des départements"
    REGION = "region", "une région"
    COUNTRY = "country", "tout le pays"
    UNKNOWN = "", "inconnue"


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def visible_to(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """The register is open to every signed-in person; its public part to all."""
        return self.all()

    def editable_by(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """The suppliers whose organisation the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.SUPPLIER)
        return self.filter(organisation__in=mine.values("pk"))


class Supplier(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(
        "identifiant d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    organisation = models.OneToOneField(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="supplier",
        help_text="L'organisation qui a pris en main cette fiche.",
    )
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[validate_siret])
    legal_form = models.CharField("forme juridique", max_length=80, blank=True)
    ess_kinds = models.JSONField(
        "familles de l'ESS", default=list, blank=True, help_text="Codes de `suppliers.ess`."
    )
    naf = models.CharField("code NAF", max_length=6, blank=True)
    description = models.TextField("présentation", max_length=5000, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    insee = models.CharField("code Insee", max_length=5, blank=True)
    department = models.CharField("département", max_length=3, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    area_kind = models.CharField(
        "zone desservie", max_length=12, choices=ServiceAreaKind, blank=True, default=""
    )
    area_km = models.PositiveIntegerField("rayon en km", null=True, blank=True)
    area_codes = models.JSONField("codes de la zone", default=list, blank=True)
    fte = models.DecimalField(
        "équivalents temps plein",
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    max_yearly_eur = models.DecimalField(
        "capacité annuelle, en euros HT",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    capacities = models.JSONField(
        "capacités écrites", default=list, blank=True, help_text="Par exemple « 9000 m2/mois »."
    )
    labels = models.JSONField("labels", default=list, blank=True)
    website = models.URLField("site web", blank=True)
    contact_email = models.EmailField("adresse professionnelle", blank=True)
    is_fictitious = models.BooleanField("fiche fictive de démonstration", default=False)
    source = models.CharField("source", max_length=80, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = "fournisseur"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="supplier_by_name"),
            models.Index(fields=["department", "name", "id"], name="supplier_by_department"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("suppliers:detail", args=[self.pk])

    def reindex(self) -> None:
        """Read the record again and file it anew: to call after any change of its words or area."""
        from suppliers import filing

        self.save(update_fields=["updated_at"])
        filing.index(self)

    @property
    def area(self) -> ServiceArea:
        point = None if self.lat is None or self.lon is None else (self.lat, self.lon)
        return ServiceArea(
            self.area_kind, self.area_km, tuple(self.area_codes), self.department, point
        )


class Activity(models.Model):
    """A trade of the supplier, in its own words, with the capacity it declares for it."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="activities")
    label = models.CharField("activité", max_length=160)
    description = models.TextField("description", max_length=2000, blank=True)
    cpv = models.JSONField("codes CPV", default=list, blank=True)
    capacity_value = models.DecimalField(
        "capacité",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    capacity_unit = models.CharField("unité", max_length=40, blank=True)
    capacity_period = models.CharField("période", max_length=10, blank=True)

    class Meta:
        verbose_name = "activité"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    def as_read(self) -> dict[str, Any]:
        """The activity as `reading.read_offers` takes it."""
        capacity = None
        if self.capacity_value is not None:
            capacity = (float(self.capacity_value), self.capacity_unit, self.capacity_period)
        return {
            "label": self.label,
            "description": self.description,
            "cpv": self.cpv,
            "capacity": capacity,
        }
