"""What a supplier shows of itself: labels with their proof and dates, references of clients."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from suppliers.labels import WARNED, Validity, labels, validity
from suppliers.models.supplier import Supplier


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self, *, at: date) -> CertificateQuerySet:
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=at))

    def to_remind(self, *, at: date) -> CertificateQuerySet:
        """Those that end soon, and of which nobody was told for that date."""
        soon = self.filter(expires_on__gte=at, expires_on__lte=at + WARNED)
        return soon.filter(Q(reminded_for=None) | ~Q(reminded_for=F("expires_on")))


class Certificate(models.Model):
    """A label or certificate that the supplier holds, of the list or of its own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="certificates")
    label = models.SlugField("label de la liste", max_length=40, blank=True)
    name = models.CharField("nom du label ou du certificat", max_length=120, blank=True)
    issuer = models.CharField("délivré par", max_length=120, blank=True)
    proof_url = models.URLField("adresse de la preuve", blank=True)
    proof = models.FileField("fichier de preuve", upload_to="certificates/", blank=True)
    proof_name = models.CharField("nom du fichier", max_length=120, blank=True, editable=False)
    issued_on = models.DateField("délivré le", null=True, blank=True)
    expires_on = models.DateField("valable jusqu'au", null=True, blank=True)
    reminded_for = models.DateField("fin déjà rappelée", null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "label ou certificat"
        verbose_name_plural = "labels et certificats"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("issued_on")),
                name="certificate_ends_after_it_begins",
                violation_error_message="La fin de validité précède la date de délivrance.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_proof(self) -> bool:
        return bool(self.proof or self.proof_url)

    def validity(self, *, at: date) -> Validity:
        return validity(self.expires_on, at=at)

    def complete(self) -> None:
        """The name and the issuer of the list, when they are left blank."""
        if known := labels().get(self.label):
            self.name = self.name or known.name
            self.issuer = self.issuer or known.issuer


class ClientReference(models.Model):
    """A client for whom the supplier says that it worked; public contracts come by SIRET."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="client_references")
    client = models.CharField("client", max_length=160, help_text="La structure, sans nom propre.")
    object = models.CharField("ce que vous avez fait", max_length=300)
    cpv = models.CharField("code CPV", max_length=8, blank=True)
    began = models.PositiveSmallIntegerField(
        "depuis l'année", validators=[MinValueValidator(1980), MaxValueValidator(2100)]
    )
    ended = models.PositiveSmallIntegerField(
        "jusqu'à l'année",
        null=True,
        blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )
    amount = models.DecimalField(
        "montant HT",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = "référence déclarée"
        verbose_name_plural = "références déclarées"
        ordering = ["-began", "client", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("began")),
                name="reference_ends_after_it_begins",
                violation_error_message="L'année de fin précède l'année de début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object}, {self.client}"

    @property
    def period(self) -> str:
        if self.ended is None:
            return f"depuis {self.began}"
        return str(self.began) if self.ended == self.began else f"{self.began} à {self.ended}"
