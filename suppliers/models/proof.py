"""Documents said to prove a family of the ESS: who says so, and who saw them."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from procurement.accounts.models import Role, User
from suppliers import ess, standing
from suppliers.models.provenance import Intake


def is_verifier(user: User | AnonymousUser) -> bool:
    """Those who ask candidates for their documents; a supplier verifies nobody."""
    if not user.is_authenticated:
        return False
    return user.is_staff or user.has_role(Role.BUYER, Role.OFFICER, Role.FACILITATOR)


class EssProofQuerySet(models.QuerySet["EssProof"]):
    def visible_to_verifier(self, user: User) -> EssProofQuerySet:
        """For those who ask candidates for documents; of their own structure, nobody verifies."""
        if not is_verifier(user):
            return self.none()
        mine = user.memberships.values("organisation")
        return self.exclude(supplier__organisation__in=mine)


class EssProof(models.Model):
    """A document said to prove a family: who says so, and who saw it."""

    supplier = models.ForeignKey("suppliers.Supplier", models.CASCADE, related_name="ess_proofs")
    kind = models.CharField(
        "famille", max_length=40, choices=[(f.code, f.label) for f in ess.FAMILIES.values()]
    )
    reference = models.CharField(
        "référence de la pièce",
        max_length=160,
        blank=True,
        help_text="Numéro de la décision ou de la convention, service qui l'a signée.",
    )
    issued_on = models.DateField("date de la pièce", null=True, blank=True)
    expires_on = models.DateField("valable jusqu'au", null=True, blank=True)
    intake = models.ForeignKey(Intake, models.PROTECT, null=True, related_name="+")
    stated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    stated_at = models.DateTimeField("déclarée le")
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    seen_on = models.DateField("vue le", null=True)

    objects = EssProofQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve d'appartenance à l'ESS"
        verbose_name_plural = "preuves d'appartenance à l'ESS"
        ordering = ["kind", "-expires_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=models.F("issued_on")),
                name="ess_proof_ends_after_it_begins",
                violation_error_message="La pièce expire avant sa propre date.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.reference}"

    def as_fact(self) -> standing.Proof:
        return standing.Proof(
            kind=self.kind,
            reference=self.reference,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            source=self.intake.source if self.intake else "",
            seen_on=self.seen_on,
        )

    def see(self, *, by: User, on: date) -> None:
        """Somebody who checks candidates has had the document before their eyes."""
        self.seen_by, self.seen_on = by, on
        self.save(update_fields=["seen_by", "seen_on"])
