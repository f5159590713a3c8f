"""Where the facts of the register come from: imports, people's edits, public checks, proofs."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from procurement.accounts.models import OrganisationKind, Role, User
from suppliers import ess, standing
from suppliers.provenance import Trail

if TYPE_CHECKING:
    from suppliers.models.supplier import Supplier


class IntakeQuerySet(models.QuerySet["Intake"]):
    def waiting(self) -> IntakeQuerySet:
        """Tables that a person sent and has not confirmed yet."""
        return self.filter(state=Intake.State.WAITING)

    def editable_by(self, user: User | AnonymousUser) -> IntakeQuerySet:
        """A person's own imports, while they may still write to the register."""
        return self.filter(by=user) if may_import(user) else self.none()


def may_import(user: User | AnonymousUser) -> bool:
    """Those who administer Balise, and the facilitators of a network for its members."""
    if not user.is_authenticated:
        return False
    facilitates = user.memberships.filter(
        role=Role.FACILITATOR, organisation__kind=OrganisationKind.NETWORK
    )
    return user.is_staff or facilitates.exists()


class Intake(models.Model):
    """One import: what it brought, from where, as of when, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente de votre accord"
        RUNNING = "running", "en cours"
        DONE = "done", "terminé"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField("source", max_length=80)
    kind = models.CharField("format", max_length=80)
    file_name = models.CharField("fichier", max_length=200, blank=True)
    stated_on = models.DateField("données arrêtées au", null=True, blank=True)
    state = models.CharField("état", max_length=8, choices=State, default=State.RUNNING)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField("commencé le")
    finished_at = models.DateTimeField("terminé le", null=True)
    counts = models.JSONField("résultat", default=dict)
    sent = models.JSONField("tableau envoyé", default=dict, help_text="Vidé après l'import.")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "import de fournisseurs"
        verbose_name_plural = "imports de fournisseurs"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source}, {self.as_of:%d/%m/%Y}"

    @property
    def as_of(self) -> date:
        """The day its data speak of; that of the import when nobody said."""
        return self.stated_on or self.started_at.date()

    def progress(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self.save(update_fields=["counts"])

    def finish(self, counts: dict[str, int], *, now: datetime) -> None:
        self.counts, self.finished_at, self.state = counts, now, self.State.DONE
        self.save(update_fields=["counts", "finished_at", "state"])


class ProvenanceQuerySet(models.QuerySet["Provenance"]):
    def trail_of(self, supplier: Supplier) -> Trail:
        return trail_of(supplier, self.filter(supplier=supplier).first())

    def keep(self, supplier: Supplier, trail: Trail) -> None:
        self.update_or_create(
            supplier=supplier,
            defaults={
                "exceptions": trail.exceptions,
                "differences": trail.differences,
                "declined": trail.declined,
            },
        )


class Provenance(models.Model):
    """What does not come from the import that a record names: one row where there is some.

    `exceptions` gives facts their own origin, an import's number or the moment of a person's edit;
    see `suppliers.provenance`, which alone reads and writes these.
    """

    supplier = models.OneToOneField(
        "suppliers.Supplier", models.CASCADE, primary_key=True, related_name="provenance"
    )
    exceptions = models.JSONField("origines particulières", default=dict)
    differences = models.JSONField("différences avec un import", default=dict)
    declined = models.JSONField("différences écartées", default=dict)
    checked_at = models.DateTimeField("vérifiée par SIRET le", null=True)
    found = models.JSONField("données publiques trouvées", default=dict)

    objects = ProvenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "origine des données d'une fiche"
        verbose_name_plural = "origines des données des fiches"

    def __str__(self) -> str:
        return str(self.supplier_id)


def trail_of(supplier: Supplier, kept: Provenance | None) -> Trail:
    """Of a record that has no row of its own, everything comes from the import that it names."""
    if kept is None:
        return Trail(supplier.intake_id)
    return Trail(supplier.intake_id, kept.exceptions, kept.differences, kept.declined)


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
            stated_on=self.intake.as_of if self.intake else self.stated_at.date(),
            seen_on=self.seen_on,
        )

    def see(self, *, by: User, on: date) -> None:
        """Somebody who checks candidates has had the document before their eyes."""
        self.seen_by, self.seen_on = by, on
        self.save(update_fields=["seen_by", "seen_on"])
