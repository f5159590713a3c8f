"""Somebody who comes to a session, and how long they stayed: the only personal data kept here."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse

from procurement.accounts.models import User
from tenders.training.choices import Audience, RegistrationStatus
from tenders.training.models.session import Sitting, TrainingSession

CONFIRM_WITHIN = timedelta(days=7)
_SALT = "training.registration"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def seated(self) -> RegistrationQuerySet:
        return self.filter(status=RegistrationStatus.SEATED)

    def waiting(self) -> RegistrationQuerySet:
        """In the order in which they will be given the seats that come free."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("confirmed_at", "pk")

    def expected(self) -> RegistrationQuerySet:
        """Those an attendance sheet lists: seats, then the waiting list, which may turn up."""
        kept = (RegistrationStatus.SEATED, RegistrationStatus.WAITING)
        return self.filter(status__in=kept).order_by("status", "name", "pk")

    def with_minutes(self) -> RegistrationQuerySet:
        return self.annotate(minutes=models.Sum("attendances__minutes", default=0))

    def attended(self) -> RegistrationQuerySet:
        return self.with_minutes().filter(Q(minutes__gt=0))

    def editable_by(self, user: User | AnonymousUser) -> RegistrationQuerySet:
        return self.filter(session__in=TrainingSession.objects.editable_by(user).values("pk"))

    def of_link(self, token: str) -> Registration | None:
        """Whose personal link this is; None when it was altered, or the registration erased."""
        try:
            pk = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            return None
        return self.select_related("session__organiser").filter(pk=pk).first()


class Registration(models.Model):
    """Name, organisation, address, audience: nothing else is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="registrations")
    name = models.CharField("nom", max_length=120)
    organisation = models.CharField("organisation", max_length=200)
    email = models.EmailField("adresse électronique professionnelle", blank=True)
    audience = models.CharField("vous êtes", max_length=10, choices=Audience)
    status = models.CharField(
        "état", max_length=10, choices=RegistrationStatus, default=RegistrationStatus.ASKED
    )
    walk_in = models.BooleanField("venue sans inscription", default=False)
    # Who registers again after withdrawing starts a new round, with messages of its own.
    round = models.PositiveSmallIntegerField("tour", default=1, editable=False)
    asked_at = models.DateTimeField("demandée le")
    confirmed_at = models.DateTimeField("confirmée le", null=True)
    promoted_at = models.DateTimeField("sortie de la liste d'attente le", null=True)
    evaluated = models.BooleanField("a rendu son évaluation", default=False)
    # Their year is already in the figures through another session, whose registrations are erased.
    counted_elsewhere = models.BooleanField("déjà comptée dans l'année", default=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=~Q(email=""),
                name="registration_once",
                violation_error_message="Cette adresse est déjà inscrite à cette session.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def token(self) -> str:
        return signing.dumps(str(self.pk), salt=_SALT)

    def link(self) -> str:
        return settings.SITE_URL + reverse("training:registration", args=[self.token()])

    @property
    def is_asked(self) -> bool:
        return self.status == RegistrationStatus.ASKED

    @property
    def is_seated(self) -> bool:
        return self.status == RegistrationStatus.SEATED

    @property
    def is_waiting(self) -> bool:
        return self.status == RegistrationStatus.WAITING

    def rank(self) -> int:
        """Its place on the waiting list, from 1."""
        waiting = list(self.session.registrations.waiting().values_list("pk", flat=True))
        return waiting.index(self.pk) + 1

    def erase_name(self) -> None:
        """What the person asked: the attendance stays, nothing says whose it was."""
        self.name, self.organisation, self.email = "Nom effacé à sa demande", "—", ""
        self.save(update_fields=["name", "organisation", "email"])
        self.notices.all().delete()

    def minutes_attended(self) -> int:
        return self.attendances.aggregate(total=models.Sum("minutes", default=0))["total"]


class Attendance(models.Model):
    """How long somebody was there on one date."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendances")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="attendances")
    minutes = models.PositiveSmallIntegerField("minutes de présence")

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "sitting"], name="attendance_once_per_sitting"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="attendance_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.minutes} min"
