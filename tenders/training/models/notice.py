"""A message to somebody registered: written before it leaves, never sent twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from tenders.training.choices import NoticeKind
from tenders.training.models.registration import Registration

MOST_ATTEMPTS = 5


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_send(self) -> NoticeQuerySet:
        return self.filter(sent_at=None, claimed_at=None, attempts__lt=MOST_ATTEMPTS)

    def queue(
        self,
        registrations: Iterable[Registration],
        kind: NoticeKind,
        *,
        now: datetime,
        about: str = "",
    ) -> int:
        """One notice to each; the one that is already there, by kind and round, is not doubled."""
        told = [one for one in registrations if one.email]
        sent = Notice.objects.filter(registration__in=told, kind=kind)
        known = set(sent.values_list("registration", "about"))
        fresh = [
            Notice(registration=one, kind=kind, about=words, queued_at=now)
            for one in told
            if (one.pk, words := f"{one.round} {about}".strip()) not in known
        ]
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
        return len(fresh)


class Notice(models.Model):
    """No text is kept: it is written when it leaves, from the session as it then is.

    `about` tells apart two notices of one kind (which round, which day): the constraint, not the
    caller's care, is what keeps one from being queued a second time.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notices")
    kind = models.CharField("nature", max_length=12, choices=NoticeKind)
    about = models.CharField("objet précis", max_length=60)
    queued_at = models.DateTimeField("écrit le")
    claimed_at = models.DateTimeField("pris en charge le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "message d'une session"
        verbose_name_plural = "messages d'une session"
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "kind", "about"], name="notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} à {self.registration}"

    def claim(self, *, now: datetime) -> bool:
        """Whether the caller, and nobody else, is to send it."""
        waiting = Notice.objects.to_send().filter(pk=self.pk)
        return bool(waiting.update(claimed_at=now, attempts=models.F("attempts") + 1))

    def mark_sent(self, *, now: datetime) -> None:
        Notice.objects.filter(pk=self.pk).update(sent_at=now)

    def give_back(self) -> None:
        """Put it among those to send again."""
        Notice.objects.filter(pk=self.pk).update(claimed_at=None)
