"""What a supplier prepares: nobody else reads it, neither the buyer nor those who run Balise."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from needs.models import Project
from procurement.accounts.models import User
from procurement.typography import fold
from suppliers.models import Supplier
from tenders.answering.call import Call, call_from
from tenders.answering.models.publication import Publication
from tenders.answering.plan import Planned
from tenders.dossiers.models import Dossier
from tenders.models import Tender

MOST_TASKS = 80


class StalePreparation(Exception):
    """Somebody of the structure saved it since this form was read."""


class Decision(models.TextChoices):
    OPEN = "open", "à décider"
    GO = "go", "nous répondons"
    GROUP = "group", "nous répondons à plusieurs"
    NO = "no", "nous ne répondons pas"
    SENT = "sent", "offre déposée"


def key_of(call: Call) -> str:
    """The same call, whoever prepares it and wherever it was read."""
    said = "|".join(fold(part).strip() for part in (call.buyer, call.reference or call.title))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def read_in(dossier: Dossier) -> dict[str, Any]:
    """What a preparation keeps of where its call was read, for when the dossier is gone."""
    return {
        "dossier": dossier,
        "dossier_name": dossier.name,
        "dossier_read_at": dossier.read_at,
        "tender": dossier.tender,
    }


class PreparationQuerySet(models.QuerySet["Preparation"]):
    def visible_to(self, user: User | AnonymousUser) -> PreparationQuerySet:
        """The supplier's own people; a network that completes the record is not among them."""
        return self.filter(supplier__in=Supplier.objects.editable_by(user).values("pk"))

    @transaction.atomic
    def begin(
        self,
        supplier: Supplier,
        call: Call,
        *,
        by: User,
        now: datetime,
        publication: Publication | None = None,
        dossier: Dossier | None = None,
        apart: bool = False,
        lots: Iterable[int] = (),
    ) -> Preparation:
        """The one that the supplier has for this call or from this dossier, or a new one.

        A dossier without its buyer, or said to be `apart`, is the same call as no other.
        """
        Supplier.objects.select_for_update().get(pk=supplier.pk)
        alone = dossier is not None and (apart or not call.buyer)
        key = key_of(replace(call, reference=str(dossier.pk)) if dossier and alone else call)
        same = Q(call_key=key)
        if dossier is not None:
            same |= Q(dossier=dossier)
        known = self.filter(same, supplier=supplier).first()
        if known is not None:
            return known
        return self.create(
            supplier=supplier,
            publication=publication,
            **(read_in(dossier) if dossier else {}),
            title=call.title[:250],
            buyer=call.buyer[:200],
            call_key=key,
            content=call.as_dict(),
            due_at=call.due_at,
            lots=sorted(set(lots)),
            begun_by=by,
            created_at=now,
            updated_at=now,
        )


class Preparation(models.Model):
    """`content` is the call as it was read when it was begun, or taken again since.

    It comes from a `publication`, or from a `dossier` that the supplier had read: then `tender` is
    the one of Balise whose reference that dossier carries, if any.
    `assumed` are the hours that the supplier set, `said` what it typed for each point of the memo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="preparations")
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+")
    dossier_name = models.CharField("dossier lu", max_length=200, blank=True)
    dossier_read_at = models.DateTimeField("dossier lu le", null=True)
    tender = models.ForeignKey(Tender, models.SET_NULL, null=True, related_name="+")
    title = models.CharField("objet", max_length=250)
    buyer = models.CharField("acheteur", max_length=200)
    call_key = models.CharField("clé du marché", max_length=32, db_index=True)
    content = models.JSONField("le marché tel que lu")
    due_at = models.DateTimeField("offres avant le", null=True)
    lots = models.JSONField("lots visés", default=list)
    decision = models.CharField("décision", max_length=5, choices=Decision, default=Decision.OPEN)
    reason = models.TextField("pourquoi", max_length=2000, blank=True)
    assumed = models.JSONField("hypothèses d'effort", default=dict)
    said = models.JSONField("ce que vous écrirez", default=dict)
    version = models.PositiveIntegerField("version", default=1)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("commencée le")
    updated_at = models.DateTimeField("modifiée le")

    objects = PreparationQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse en préparation"
        verbose_name_plural = "réponses en préparation"
        ordering = [models.F("due_at").asc(nulls_last=True), "-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "call_key"], name="preparation_once_a_call")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("answering:preparation", args=[self.pk])

    def call(self) -> Call:
        return call_from(self.content)

    @property
    def project(self) -> Project | None:
        """What the call comes from, when it is of Balise."""
        tender = self.publication.tender if self.publication else self.tender
        return tender.project if tender else None

    def newer(self) -> Publication | None:
        """What the buyer published since; None when this is the last of it."""
        if self.publication is None:
            return None
        later = Publication.objects.filter(
            tender=self.publication.tender_id, number__gt=self.publication.number
        )
        return later.order_by("-number").first()

    def take(self, publication: Publication, *, version: int, now: datetime) -> None:
        """Read the call again; what was typed stays where the file still asks for it."""
        self.change(
            version=version,
            now=now,
            publication=publication,
            content=publication.content,
            due_at=publication.due_at,
        )

    def take_reading(self, dossier: Dossier, call: Call, *, version: int, now: datetime) -> None:
        """Follow this reading of the file; lots that it no longer has are no longer aimed at."""
        known = {lot.number for lot in call.lots}
        self.change(
            version=version,
            now=now,
            **read_in(dossier),
            buyer=call.buyer[:200],
            content=call.as_dict(),
            due_at=call.due_at,
            lots=[lot for lot in self.lots if lot in known],
        )

    def change(self, *, version: int, now: datetime, **values: Any) -> None:
        """Raises StalePreparation, and changes nothing, when somebody was faster."""
        row = Preparation.objects.filter(pk=self.pk, version=version)
        if not row.update(version=version + 1, updated_at=now, **values):
            raise StalePreparation
        self.refresh_from_db()

    @transaction.atomic
    def add_tasks(self, planned: Iterable[Planned]) -> int:
        """Those of the plan that are not there yet; what people changed stays as it is."""
        held = set(self.tasks.exclude(key="").values_list("key", flat=True))
        room = MOST_TASKS - self.tasks.count()
        fresh = [one for one in planned if one.key not in held][:room]
        PreparationTask.objects.bulk_create(
            PreparationTask(
                preparation=self, key=p.key, title=p.title[:200], owner=p.who, due_on=p.due_on
            )
            for p in fresh
        )
        return len(fresh)

    @transaction.atomic
    def keep(self, lines: Mapping[str, str], verdict: str, hours: float, *, by: User,
             now: datetime) -> Assessment:  # fmt: skip
        return self.assessments.create(
            lines=dict(lines), verdict=verdict, hours=round(hours), by=by, at=now
        )


class Assessment(models.Model):
    """How a call looked on a day: {line: state}; the next one says what moved."""

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="assessments")
    lines = models.JSONField("états")
    verdict = models.CharField("conseil", max_length=12)
    hours = models.PositiveIntegerField("heures")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("gardée le")

    class Meta:
        verbose_name = "évaluation gardée"
        verbose_name_plural = "évaluations gardées"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.preparation}, {self.at:%Y-%m-%d}"


class PreparationTask(models.Model):
    """`key` is that of the plan; empty for a task that people added."""

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="tasks")
    key = models.CharField("clé", max_length=120, blank=True, editable=False)
    title = models.CharField("tâche", max_length=200)
    owner = models.CharField("qui s'en charge", max_length=120, blank=True)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("faite le", null=True, editable=False)

    class Meta:
        verbose_name = "tâche d'une réponse"
        verbose_name_plural = "tâches d'une réponse"
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title

    def is_late(self, at: date) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < at
