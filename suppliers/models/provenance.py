"""Where the facts of the register come from: imports, people's edits, public checks."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

from procurement.accounts.models import OrganisationKind, Role, User
from suppliers.provenance import Trail
from suppliers.sources import FORMATS

if TYPE_CHECKING:
    from suppliers.models.supplier import Supplier


KEPT = timedelta(days=30)  # what was sent, beside the register


class IntakeQuerySet(models.QuerySet["Intake"]):
    def waiting(self) -> IntakeQuerySet:
        """Tables that a person sent and has not confirmed yet."""
        return self.filter(state=Intake.State.WAITING)

    def rivals_of(self, source: str) -> IntakeQuerySet:
        """Of other networks: a source that people name, where a register goes by its format."""
        if source.lower() in FORMATS:
            return self.none()
        return self.exclude(source__in=FORMATS).exclude(source__iexact=source)

    def forget(self, *, at: datetime) -> int:
        """What people sent and no longer need, with all that their tables say of others: tables
        never confirmed, and the rows refused of those that were; how many imports had some."""
        old = self.filter(started_at__lt=at - KEPT)
        deleted, _ = old.waiting().delete()
        return deleted + old.filter(state=Intake.State.DONE).exclude(sent={}).update(sent={})

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
