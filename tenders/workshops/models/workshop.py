"""A workshop of a market consultation: the same text, day and place told to all at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import Organisation, User
from procurement.uploads import extension_of
from tenders.models import ConsultationQuestion, MarketConsultation
from tenders.models.invitation import LINK_LIFE_AFTER_CLOSE
from tenders.workshops import convening


class StaleWorkshop(Exception):
    """Somebody else saved it since it was read; carries it as it is now."""

    def __init__(self, current: Workshop) -> None:
        super().__init__("L'atelier a été modifié entre-temps.")
        self.current = current


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def announced(self) -> WorkshopQuerySet:
        """Those anyone may read."""
        return self.filter(announced_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> WorkshopQuerySet:
        """What the team of the project sees, drafts included."""
        return self.filter(
            consultation__in=MarketConsultation.objects.visible_to(user).values("pk")
        )

    def editable_by(self, user: User | AnonymousUser) -> WorkshopQuerySet:
        return self.filter(
            consultation__in=MarketConsultation.objects.editable_by(user).values("pk")
        )

    def validatable_by(self, user: User | AnonymousUser) -> WorkshopQuerySet:
        """Where the person may do what reaches the suppliers: announce, move, publish, close."""
        return self.filter(
            consultation__in=MarketConsultation.objects.validatable_by(user).values("pk")
        )

    def readable_by(self, user: User | AnonymousUser) -> WorkshopQuerySet:
        """Its public page: everyone once announced, the team before."""
        team = MarketConsultation.objects.visible_to(user).values("pk")
        return self.filter(Q(announced_at__isnull=False) | Q(consultation__in=team))


class Workshop(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(MarketConsultation, models.PROTECT, related_name="workshops")
    title = models.CharField("titre", max_length=200)
    purpose = models.TextField("ce que l'atelier doit éclairer", max_length=4000)
    starts_at = models.DateTimeField("début")
    place = models.CharField("lieu", max_length=300, blank=True)
    video_url = models.URLField("adresse de visioconférence", blank=True)
    people_each = models.PositiveSmallIntegerField("personnes par structure", default=2)
    reason = models.CharField("motif d'un délai court", max_length=500, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    announced_at = models.DateTimeField("annoncé le", null=True, editable=False)
    cancelled_at = models.DateTimeField("annulé le", null=True, editable=False)
    cancelled_because = models.CharField("motif de l'annulation", max_length=500, blank=True)
    attended_at = models.DateTimeField("présence notée le", null=True, editable=False)
    minutes_published_at = models.DateTimeField("compte rendu publié le", null=True, editable=False)
    corrections_until = models.DateTimeField("corrections jusqu'au", null=True, editable=False)
    minutes_closed_at = models.DateTimeField("compte rendu clos le", null=True, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people_each__gte=1, people_each__lte=10),
                name="workshop_people_each",
                violation_error_message="De 1 à 10 personnes par structure.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workshops:public", args=[self.pk])

    @transaction.atomic
    def edit(self, *, version: int, **values: Any) -> None:
        """Change a draft; raises StaleWorkshop when somebody saved it since it was read."""
        fresh = self._lock()
        if fresh.announced_at:
            raise ValidationError("L'atelier est annoncé : déplacez-le, ou annulez-le.")
        if fresh.version != version:
            raise StaleWorkshop(fresh)
        self._keep(**values, version=version + 1)

    @transaction.atomic
    def announce(self, *, told: list[str], networks: list[str], by: User, now: datetime) -> None:
        """Make it public; whom it is told to is written once, in the register."""
        fresh = self._lock()
        if fresh.announced_at:
            raise ValidationError("Cet atelier est déjà annoncé.", code="announced")
        if not self.consultation.published_at:
            raise ValidationError("Publiez d'abord la consultation.", code="draft")
        if faults := convening.refusals(self.facts(), now=timezone.localtime(now)):
            raise ValidationError(faults, code="incomplete")
        self._keep(announced_at=now)
        self.note(
            "workshop_announced",
            by=by,
            now=now,
            purpose=self.purpose,
            starts_at=self.starts_at,
            where=self.where,
            agenda=[item.as_fact() for item in self.items.all()],
            documents=[document.title for document in self.documents.all()],
            people_each=self.people_each,
            told=told,
            networks=networks,
            reason=self.reason,
        )

    @transaction.atomic
    def move(
        self,
        *,
        starts_at: datetime,
        place: str,
        video_url: str,
        reason: str,
        by: User,
        now: datetime,
    ) -> None:
        """Another date or place, the same for all; those who registered stay registered."""
        fresh = self._lock()
        self._check_coming(fresh, now)
        before = self.starts_at
        self.starts_at, self.place, self.video_url = starts_at, place, video_url
        if faults := convening.refusals(self.facts(reason=reason), now=timezone.localtime(now)):
            raise ValidationError(faults, code="incomplete")
        self._keep(starts_at=starts_at, place=place, video_url=video_url, version=fresh.version + 1)
        self.note(
            "workshop_moved",
            by=by,
            now=now,
            before=before,
            starts_at=starts_at,
            where=self.where,
            reason=reason,
        )

    @transaction.atomic
    def cancel(self, reason: str, *, by: User, now: datetime) -> None:
        fresh = self._lock()
        self._check_coming(fresh, now)
        self._keep(cancelled_at=now, cancelled_because=reason, version=fresh.version + 1)
        self.note("workshop_cancelled", by=by, now=now, reason=reason)

    @transaction.atomic
    def replace_items(self, items: Iterable[AgendaItem]) -> None:
        """Set the agenda of a draft, in this order; those left out are removed."""
        if self._lock().announced_at:
            raise ValidationError("L'ordre du jour est figé par l'annonce.", code="announced")
        kept = list(items)
        for position, item in enumerate(kept, start=1):
            item.workshop, item.position = self, position
            item.save()
        self.items.exclude(pk__in=[item.pk for item in kept]).delete()

    def move_item(self, key: int, by: int) -> None:
        """Move a point `by` places down (up when negative), as far as there is room."""
        ordered = list(self.items.all())
        here = next((i for i, item in enumerate(ordered) if item.pk == key), None)
        if here is not None:
            item = ordered.pop(here)
            ordered.insert(max(0, here + by), item)
            self.replace_items(ordered)

    @transaction.atomic
    def add_document(
        self, upload: UploadedFile, title: str, *, by: User, now: datetime
    ) -> WorkshopDocument:
        """Keep a checked file; after the announcement, the register says that it came later."""
        name = upload.name or "fichier"
        kept = WorkshopDocument(
            workshop=self, title=title, name=name, size=upload.size or 0, added_at=now
        )
        kept.file.save(f"{kept.pk}.{extension_of(name)}", upload, save=False)
        kept.save()
        if self.announced_at:
            self.note("workshop_document_added", by=by, now=now, document=title)
        return kept

    def note(self, act: str, *, by: User, now: datetime, **facts: Any) -> None:
        """Write an act of this workshop in the project's register."""
        self.consultation.note(
            act, by=by, now=now, workshop=str(self.pk), subject=self.title, **facts
        )

    def facts(self, *, reason: str = "", **more: Any) -> convening.WorkshopFacts:
        """What the rules look at; whom it was told to is added by `telling.facts_of`."""
        items = list(self.items.all())
        late = [
            (document.title, timezone.localtime(document.added_at))
            for document in self.documents.all()
            if self.announced_at and document.added_at > self.announced_at
        ]
        return convening.WorkshopFacts(
            starts_at=timezone.localtime(self.starts_at),
            minutes=sum(item.minutes for item in items),
            attached=sum(1 for item in items if item.question_id),
            has_place=bool(self.place or self.video_url),
            links_until=_local(self.links_until()),
            reason=reason or self.reason,
            announced_at=_local(self.announced_at),
            late_documents=tuple(late),
            minutes_published_at=_local(self.minutes_published_at),
            corrections_until=_local(self.corrections_until),
            minutes_closed_at=_local(self.minutes_closed_at),
            is_cancelled=self.cancelled_at is not None,
            **more,
        )

    def links_until(self) -> datetime:
        """Until when suppliers come in by their personal link."""
        return self.consultation.closes_at + LINK_LIFE_AFTER_CLOSE

    def minutes(self) -> int:
        return sum(item.minutes for item in self.items.all())

    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes())

    @property
    def where(self) -> str:
        """« Salle des fêtes de Loos, ou à distance »."""
        remote = "à distance" if self.video_url else ""
        return ", ou ".join(filter(None, (self.place, remote)))

    def is_coming(self, *, at: datetime) -> bool:
        """Whether people may still register."""
        return bool(self.announced_at and not self.cancelled_at and at < self.starts_at)

    def is_over(self, *, at: datetime) -> bool:
        return bool(self.announced_at and not self.cancelled_at and at >= self.ends_at())

    def accepts_corrections(self, *, at: datetime) -> bool:
        return bool(
            self.minutes_published_at
            and not self.minutes_closed_at
            and self.corrections_until
            and at < self.corrections_until
        )

    def _check_coming(self, fresh: Workshop, now: datetime) -> None:
        if not fresh.announced_at:
            raise ValidationError("Cet atelier n'est pas annoncé : modifiez-le.", code="draft")
        if fresh.cancelled_at:
            raise ValidationError("Cet atelier est annulé.", code="cancelled")
        if now >= fresh.starts_at:
            raise ValidationError("Cet atelier a commencé : il ne change plus.", code="begun")

    def _lock(self) -> Workshop:
        """The row as it is now, held until the end of the transaction."""
        return Workshop.objects.select_for_update(of=("self",)).get(pk=self.pk)

    def _keep(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


class AgendaItem(models.Model):
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("point de l'ordre du jour", max_length=200)
    minutes = models.PositiveSmallIntegerField("durée en minutes")
    details = models.TextField("précisions", max_length=2000, blank=True)
    question = models.ForeignKey(
        ConsultationQuestion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="clause, critère ou question",
    )

    class Meta:
        verbose_name = "point de l'ordre du jour"
        verbose_name_plural = "points de l'ordre du jour"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480),
                name="agenda_item_minutes",
                violation_error_message="De 1 à 480 minutes.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def as_fact(self) -> dict[str, Any]:
        about = self.question.label if self.question else ""
        return {"title": self.title, "minutes": self.minutes, "about": about}


class WorkshopDocument(models.Model):
    """A file given to all with the invitation, or later to all again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="documents")
    title = models.CharField("intitulé", max_length=160)
    file = models.FileField("fichier", upload_to="ateliers/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")
    added_at = models.DateTimeField("joint le", editable=False)

    class Meta:
        verbose_name = "document d'un atelier"
        verbose_name_plural = "documents des ateliers"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class NetworkNotice(models.Model):
    """That a network was told of the workshop, for its members; sent once."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="network_notices")
    network = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    told_at = models.DateTimeField("prévenu le", null=True, editable=False)

    class Meta:
        verbose_name = "réseau informé d'un atelier"
        verbose_name_plural = "réseaux informés des ateliers"
        ordering = ["network__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "network"], name="workshop_network_once")
        ]

    def __str__(self) -> str:
        return self.network.name
