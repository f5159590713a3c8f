"""Consultation files that a supplier had read: private to it, and forgotten after a while."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import User
from suppliers.models import NetworkMember, Supplier
from suppliers.models.network import MemberStatus
from tenders.models import Tender

DAYS_KEPT = 90  # after the deadline for answers, or after the reading when none was read
DAYS_MORE = 365


class State(models.TextChoices):
    READING = "reading", "lecture en cours"
    READ = "read", "lu"
    FAILED = "failed", "non lu"


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User | AnonymousUser) -> DossierQuerySet:
        """The supplier's own people, and a network that it lets answer for it; no buyer, ever."""
        return self.current().filter(supplier__in=readable_for(user).values("pk"))

    editable_by = visible_to

    def current(self, *, at: date | None = None) -> DossierQuerySet:
        return self.filter(kept_until__gte=at or timezone.localdate())

    def expired(self, *, at: date | None = None) -> DossierQuerySet:
        return self.filter(kept_until__lt=at or timezone.localdate())


def readable_for(user: User | AnonymousUser) -> models.QuerySet[Supplier]:
    """The suppliers for which the person may have files read."""
    trusting = NetworkMember.objects.run_by(user).filter(
        status=MemberStatus.ACCEPTED, may_answer=True
    )
    own = Supplier.objects.editable_by(user).values("pk")
    return Supplier.objects.filter(Q(pk__in=own) | Q(pk__in=trusting.values("supplier")))


class Dossier(models.Model):
    """`facts` is what was read, `corrections` what a person says instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="dossiers")
    tender = models.ForeignKey(Tender, models.SET_NULL, null=True, related_name="+")
    name = models.CharField("nom", max_length=200)
    state = models.CharField("état", max_length=10, choices=State, default=State.READING)
    why = models.TextField("raison", blank=True)
    facts = models.JSONField("ce qui a été lu", default=dict)
    text = models.JSONField("texte des pièces", default=dict)
    corrections = models.JSONField("corrections", default=dict)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField("envoyé le")
    read_at = models.DateTimeField("lu le", null=True)
    kept_until = models.DateField("gardé jusqu'au")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de consultation"
        verbose_name_plural = "dossiers de consultation"
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["kept_until"], name="dossier_kept_until")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dossiers:detail", args=[self.pk])

    def take(self, facts: dict[str, Any], text: dict[str, Any], *, now: datetime) -> None:
        """What the files say; the files themselves are no longer needed."""
        self.facts, self.text, self.state, self.why = facts, text, State.READ, ""
        if not facts["files"]:
            self.state, self.why = State.FAILED, "Aucun des fichiers envoyés n'a pu être lu."
        self.read_at, self.kept_until = now, self._kept_until(facts, now)
        self.save()
        self.forget_files()

    def fail(self, why: str, *, now: datetime) -> None:
        self.state, self.why, self.read_at = State.FAILED, why, now
        self.save(update_fields=["state", "why", "read_at"])
        self.forget_files()

    def forget_files(self) -> None:
        for sent in self.files.all():
            sent.file.delete(save=False)
            sent.delete()

    def forget(self) -> None:
        """The dossier and whatever is left of its files."""
        self.forget_files()
        self.delete()

    def keep_longer(self, *, now: datetime) -> None:
        self.kept_until = (now + timedelta(days=DAYS_MORE)).date()
        self.save(update_fields=["kept_until"])

    @transaction.atomic
    def correct(self, kind: str, value: Any, *, version: int, by: User, now: datetime) -> bool:
        """Whether the correction was taken: not when somebody else corrected since."""
        held = Dossier.objects.select_for_update().get(pk=self.pk)
        if held.version != version:
            return False
        said = {"value": value, "by": str(by), "at": now.isoformat()}
        held.corrections = {k: v for k, v in held.corrections.items() if k != kind}
        if value is not None:
            held.corrections[kind] = said
        held.version += 1
        held.save(update_fields=["corrections", "version"])
        self.corrections, self.version = held.corrections, held.version
        return True

    @staticmethod
    def _kept_until(facts: dict[str, Any], now: datetime) -> date:
        iso = (facts.get("deadline") or {}).get("iso")
        deadline = date.fromisoformat(iso[:10]) if iso else now.date()
        furthest = (now + timedelta(days=DAYS_MORE)).date()
        return min(max(deadline, now.date()) + timedelta(days=DAYS_KEPT), furthest)


class SentFile(models.Model):
    """A file on its way to be read; deleted as soon as it was."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="files")
    name = models.CharField("nom", max_length=100)
    file = models.FileField("fichier", upload_to="dossiers/")

    class Meta:
        verbose_name = "fichier envoyé"
        verbose_name_plural = "fichiers envoyés"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def content(self) -> bytes:
        with self.file.open("rb") as file:
            return bytes(file.read())


def stored(content: bytes) -> ContentFile[bytes]:
    """A file under a name that says nothing."""
    return ContentFile(content, f"{uuid.uuid4()}.bin")
