"""A session and its sittings: what it is for, when, where, for how many."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from needs.models import Project, RegisterEntry
from procurement.accounts.models import Organisation, Role, User
from tenders.training import programme as programmes
from tenders.training.choices import (
    Audience,
    SessionKind,
    SessionStatus,
    TerritoryKind,
)
from tenders.training.guards import check_appointment

FIRST, LAST = models.Min("sittings__starts_at"), models.Max("sittings__ends_at")
RUNNERS = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)
PUBLIC = (SessionStatus.OPEN, SessionStatus.CLOSED, SessionStatus.CANCELLED)


class StaleSession(Exception):
    """Somebody else saved the session since it was read; carries it as it is now."""

    def __init__(self, current: TrainingSession) -> None:
        super().__init__("La session a été modifiée entre-temps.")
        self.current = current


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def published(self) -> TrainingSessionQuerySet:
        return self.filter(status__in=PUBLIC)

    def on_agenda(self) -> TrainingSessionQuerySet:
        """What the public agenda shows: an appointment is between two people, by its own link."""
        return self.published().exclude(kind=SessionKind.APPOINTMENT)

    def held(self) -> TrainingSessionQuerySet:
        """Those that count in figures."""
        return self.filter(status__in=(SessionStatus.OPEN, SessionStatus.CLOSED))

    def counted_with(self, session: TrainingSession) -> TrainingSessionQuerySet:
        """Those among which a person counts once: same organiser, measure and year."""
        measure = SessionKind(session.kind).measure
        first = session.first_start()
        return self.with_dates().filter(
            Q(starts_at__year=timezone.localtime(first).year if first else 0),
            organiser=session.organiser_id,
            kind__in=[kind for kind in SessionKind if kind.measure == measure],
        )

    def coming(self, *, at: datetime) -> TrainingSessionQuerySet:
        """Those of which a date is still ahead, or going on."""
        return self.with_dates().filter(Q(ends_at__gt=at))

    def past(self, *, at: datetime) -> TrainingSessionQuerySet:
        """The latest first."""
        return self.with_dates().filter(Q(ends_at__lte=at)).reverse()

    def with_dates(self) -> TrainingSessionQuerySet:
        """`starts_at` and `ends_at`, from the first date to the last; in the order of dates."""
        return self.annotate(starts_at=FIRST, ends_at=LAST).order_by("starts_at", "pk")

    def visible_to(self, user: User | AnonymousUser) -> TrainingSessionQuerySet:
        """Those of the person's organisations, and of the projects they take part in."""
        mine = Organisation.objects.for_user(user, *RUNNERS)
        projects = Project.objects.visible_to(user)
        return self.filter(
            Q(organiser__in=mine.values("pk")) | Q(project__in=projects.values("pk"))
        )

    def editable_by(self, user: User | AnonymousUser) -> TrainingSessionQuerySet:
        """Who runs it, and so reads the names of those who come: organiser and project's lead."""
        mine = Organisation.objects.for_user(user, *RUNNERS)
        projects = Project.objects.editable_by(user)
        return self.filter(
            Q(organiser__in=mine.values("pk")) | Q(project__in=projects.values("pk"))
        )

    def readable_by(self, user: User | AnonymousUser) -> TrainingSessionQuerySet:
        """Its public page: everyone once it is open, those who run it before."""
        running = TrainingSession.objects.editable_by(user)
        return self.filter(Q(status__in=PUBLIC) | Q(pk__in=running.values("pk")))


class TrainingSession(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=12, choices=SessionKind)
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("ce que l'on y apprend", max_length=4000)
    audiences = models.JSONField("publics visés", default=list)
    organiser = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="training_sessions",
        verbose_name="organisateur",
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="training_sessions",
        null=True,
        blank=True,
        verbose_name="démarche",
    )
    host = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="animée par"
    )
    place = models.CharField("lieu", max_length=200, blank=True)
    access = models.CharField("accès", max_length=500, blank=True)
    video_link = models.URLField("lien de visioconférence", max_length=500, blank=True)
    contact_email = models.EmailField("adresse de contact")
    territory_kind = models.CharField(
        "échelle du territoire", max_length=12, choices=TerritoryKind, default=TerritoryKind.COUNTRY
    )
    territory_code = models.CharField("code du territoire", max_length=9, blank=True)
    territory_name = models.CharField("territoire", max_length=120, default="France entière")
    capacity = models.PositiveSmallIntegerField("nombre de places")
    status = models.CharField(
        "état", max_length=10, choices=SessionStatus, default=SessionStatus.DRAFT
    )
    cancel_reason = models.CharField("motif de l'annulation", max_length=500, blank=True)
    # RFC 5545: an event sent again replaces the one that a calendar holds when this is higher.
    sequence = models.PositiveSmallIntegerField("révision du calendrier", default=0, editable=False)
    # Two people on one session: a form sends the version it read, a stale one is refused.
    version = models.PositiveIntegerField("version", default=1, editable=False)
    forgotten_at = models.DateTimeField("inscriptions effacées le", null=True, editable=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="session_has_a_seat",
                violation_error_message="Une session a au moins une place.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.pk])

    @transaction.atomic
    def open(self, *, by: User, now: datetime) -> None:
        """Put it on the agenda and take registrations; raises ValidationError with what lacks."""
        self.lock()
        if self.status not in (SessionStatus.DRAFT, SessionStatus.CLOSED):
            raise ValidationError("Cette session n'est plus à ouvrir.", code="status")
        if lacking := self.lacking(at=now):
            raise ValidationError([ValidationError(what, code="lacking") for what in lacking])
        if self.kind == SessionKind.APPOINTMENT:
            check_appointment(self)
        self._become(SessionStatus.OPEN, "session_opened", by=by, now=now)

    @transaction.atomic
    def close(self, *, by: User, now: datetime) -> None:
        """Take no more registrations; those who have a seat keep it."""
        self.lock()
        if self.status != SessionStatus.OPEN:
            raise ValidationError("Seule une session ouverte se clôt.", code="status")
        self._become(SessionStatus.CLOSED, "session_closed", by=by, now=now)

    @transaction.atomic
    def call_off(self, reason: str, *, by: User, now: datetime) -> None:
        self.lock()
        if self.status not in (SessionStatus.OPEN, SessionStatus.CLOSED):
            raise ValidationError("Seule une session publiée s'annule.", code="status")
        self.cancel_reason = reason
        self.sequence += 1
        self._become(SessionStatus.CANCELLED, "session_cancelled", by=by, now=now, reason=reason)

    def _become(
        self, status: SessionStatus, act: str, *, by: User, now: datetime, **facts: str
    ) -> None:
        self.status = status
        self.save(update_fields=["status", "cancel_reason", "sequence"])
        self.note(act, by=by, now=now, **facts)

    @transaction.atomic
    def edit(self, *, version: int, **values: Any) -> None:
        """Change it; raises StaleSession when somebody saved it since it was read."""
        current = TrainingSession.objects.select_for_update().get(pk=self.pk)
        if current.version != version:
            raise StaleSession(current)
        self.sequence = current.sequence + (1 if current._moves_to(values) else 0)
        for name, value in {**values, "version": version + 1}.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "version", "sequence"])

    def _moves_to(self, values: dict[str, Any]) -> bool:
        """Whether those who have a seat must be told."""
        return any(
            name in values and getattr(self, name) != values[name]
            for name in ("place", "video_link")
        )

    def note(self, act: str, *, by: User, now: datetime, **facts: Any) -> None:
        """Write in the register of its project, when it belongs to one."""
        if self.project:
            RegisterEntry.objects.note(
                self.project,
                act,
                by=by,
                now=now,
                session=str(self.pk),
                title=self.title,
                kind=self.get_kind_display(),
                **facts,
            )

    def lock(self) -> None:
        """Hold the row until the end of the transaction, and read again what others changed."""
        current = TrainingSession.objects.select_for_update().get(pk=self.pk)
        for name in ("status", "capacity", "sequence", "cancel_reason"):
            setattr(self, name, getattr(current, name))

    def lacking(self, *, at: datetime) -> list[str]:
        """What must be said before people can register."""
        first = self.first_start()
        lacking = []
        if first is None:
            lacking.append("Ajoutez une date avec son programme.")
        elif first <= at:
            lacking.append("La première date est passée : choisissez une date à venir.")
        if not self.place and not self.video_link:
            lacking.append("Indiquez un lieu ou un lien de visioconférence.")
        return lacking

    def first_start(self) -> datetime | None:
        return self.sittings.aggregate(first=models.Min("starts_at"))["first"]

    def last_end(self) -> datetime | None:
        return self.sittings.aggregate(last=models.Max("ends_at"))["last"]

    def takes_registrations(self, *, at: datetime) -> bool:
        """Open, and not begun."""
        first = self.first_start()
        return self.status == SessionStatus.OPEN and first is not None and at < first

    def is_coming(self, *, at: datetime) -> bool:
        """Published, and not begun: seats still change hands."""
        first = self.first_start()
        running = self.status in (SessionStatus.OPEN, SessionStatus.CLOSED)
        return running and first is not None and at < first

    def has_ended(self, *, at: datetime) -> bool:
        last = self.last_end()
        return last is not None and last <= at

    def free_seats(self) -> int:
        return max(0, self.capacity - self.registrations.seated().count())

    @property
    def is_published(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def audience_labels(self) -> list[str]:
        return [str(Audience(one).label) for one in self.audiences if one in Audience.values]


class Sitting(models.Model):
    """One date of a session and its programme, which says how long it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="sittings")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin", editable=False)
    steps = models.JSONField("programme", default=list)

    class Meta:
        verbose_name = "séance"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="sitting_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.starts_at:%d/%m/%Y}"

    def plan(self, starts_at: datetime, steps: tuple[programmes.Step, ...]) -> None:
        """Set its beginning and its steps; the end follows from them."""
        self.starts_at, self.steps = starts_at, programmes.as_rows(steps)
        self.ends_at = starts_at + timedelta(minutes=programmes.total(steps))

    @property
    def programme(self) -> tuple[programmes.Step, ...]:
        return programmes.from_rows(self.steps)

    @property
    def timed(self) -> list[programmes.Timed]:
        return programmes.timed(self.starts_at, self.programme)

    @property
    def duration(self) -> str:
        return programmes.spell(self.minutes)

    @property
    def minutes(self) -> int:
        return programmes.total(self.programme)
