"""The minutes of a workshop: points, corrections by those who came, and the text that stays."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from procurement.accounts.models import User
from procurement.typography import plural
from tenders.models import ConsultationQuestion, Invitation
from tenders.workshops.models.attendance import Registration
from tenders.workshops.models.workshop import AgendaItem, Workshop

MOST_POINTS = 100
MOST_CORRECTIONS = 30


class PointKind(models.TextChoices):
    TOLD = "told", "information donnée à tous"
    SAID = "said", "ce que les participants ont dit"
    ASKED = "asked", "question restée ouverte"
    PROPOSED = "proposed", "proposition à trancher"
    NEXT = "next", "suite à donner"


class MinutesPoint(models.Model):
    """One point, without the name of who spoke: the minutes are read by everyone."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("nature", max_length=8, choices=PointKind, default=PointKind.SAID)
    text = models.TextField("ce qui est consigné", max_length=5000)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="points",
        verbose_name="point de l'ordre du jour",
    )
    question = models.ForeignKey(
        ConsultationQuestion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="clause, critère ou question",
    )

    class Meta:
        verbose_name = "point du compte rendu"
        verbose_name_plural = "points du compte rendu"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    def as_fact(self) -> dict[str, str]:
        return {
            "kind": self.get_kind_display(),
            "text": self.text,
            "about": self.question.label if self.question else "",
        }


class CorrectionOutcome(models.TextChoices):
    TAKEN = "taken", "prise en compte"
    ADAPTED = "adapted", "prise en compte en partie"
    REFUSED = "refused", "écartée"


class Correction(models.Model):
    """Asked by a structure that was there, before the minutes are closed."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="corrections")
    point = models.ForeignKey(
        MinutesPoint,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="point à corriger",
    )
    asked_by = models.ForeignKey(Invitation, models.PROTECT, related_name="+", editable=False)
    text = models.TextField("votre correction", max_length=3000)
    asked_at = models.DateTimeField("demandée le", editable=False)
    outcome = models.CharField("suite donnée", max_length=8, choices=CorrectionOutcome, blank=True)
    reason = models.TextField("motif", max_length=2000, blank=True)
    answered_at = models.DateTimeField("répondue le", null=True, editable=False)

    class Meta:
        verbose_name = "correction du compte rendu"
        verbose_name_plural = "corrections des comptes rendus"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text

    @transaction.atomic
    def answer(
        self, outcome: str, reason: str, *, wording: str = "", by: User, now: datetime
    ) -> None:
        """Say what becomes of it; `wording` is then the text of the point."""
        workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=self.workshop_id)
        if workshop.minutes_closed_at:
            raise ValidationError("Le compte rendu est clos : il ne change plus.", code="closed")
        before = self.point.text if self.point else ""
        if self.point and wording and outcome != CorrectionOutcome.REFUSED:
            self.point.text = wording
            self.point.save(update_fields=["text"])
        self.outcome, self.reason, self.answered_at = outcome, reason, now
        self.save(update_fields=["outcome", "reason", "answered_at"])
        self.workshop.note(
            "workshop_correction_answered",
            by=by,
            now=now,
            correction=self.text,
            outcome=outcome,
            reason=reason,
            before=before,
            after=self.point.text if self.point else "",
        )


@transaction.atomic
def write_point(workshop: Workshop, point: MinutesPoint) -> None:
    """Add or change a point while the minutes are a draft."""
    _check_draft(workshop)
    if point._state.adding:
        last = workshop.points.last()
        if workshop.points.count() >= MOST_POINTS:
            raise ValidationError(f"{MOST_POINTS} points au plus : regroupez-en.")
        point.workshop, point.position = workshop, last.position + 1 if last else 1
    point.save()


@transaction.atomic
def remove_point(workshop: Workshop, key: int) -> None:
    _check_draft(workshop)
    workshop.points.filter(pk=key).delete()


def _check_draft(workshop: Workshop) -> None:
    fresh = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if fresh.minutes_published_at:
        raise ValidationError(
            "Le compte rendu est publié : il ne change plus que par les corrections demandées.",
            code="published",
        )


@transaction.atomic
def publish_minutes(
    workshop: Workshop, *, corrections_until: datetime, by: User, now: datetime
) -> None:
    """Give the minutes to all, to be corrected by those who came."""
    fresh = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if fresh.minutes_published_at:
        raise ValidationError("Le compte rendu est déjà publié.", code="published")
    if not fresh.attended_at:
        raise ValidationError("Notez d'abord qui était présent.", code="attendance")
    points = _points(workshop)
    if not points:
        raise ValidationError("Écrivez au moins un point.", code="empty")
    if corrections_until <= now:
        raise ValidationError("Le délai de correction doit être à venir.", code="past")
    if corrections_until > workshop.links_until():
        raise ValidationError(
            "Les liens personnels auront cessé de fonctionner : choisissez une date avant, ou "
            "prolongez la consultation.",
            code="links",
        )
    workshop.minutes_published_at, workshop.corrections_until = now, corrections_until
    workshop.save(update_fields=["minutes_published_at", "corrections_until"])
    workshop.note(
        "workshop_minutes_published",
        by=by,
        now=now,
        points=points,
        corrections_until=corrections_until,
    )


@transaction.atomic
def ask_correction(
    workshop: Workshop,
    invitation: Invitation,
    text: str,
    *,
    point: MinutesPoint | None,
    now: datetime,
) -> Correction:
    """Keep it once; refused to whoever did not come, and after the delay."""
    if not workshop.accepts_corrections(at=now):
        raise ValidationError("Le délai de correction est passé.", code="closed")
    if not was_there(workshop, invitation):
        raise ValidationError("Seuls les participants demandent une correction.", code="absent")
    own = workshop.corrections.filter(asked_by=invitation)
    if already := own.filter(text=text, point=point).first():
        return already
    if own.count() >= MOST_CORRECTIONS:
        raise ValidationError(
            f"{plural(MOST_CORRECTIONS, 'correction')} au plus par structure : réunissez-les."
        )
    correction = workshop.corrections.create(
        asked_by=invitation, text=text, point=point, asked_at=now
    )
    invitation.note(
        "workshop_correction_asked",
        now=now,
        workshop=str(workshop.pk),
        subject=workshop.title,
        correction=text,
    )
    return correction


def was_there(workshop: Workshop, invitation: Invitation) -> bool:
    return Registration.objects.filter(
        workshop=workshop, invitation=invitation, is_present=True
    ).exists()


@transaction.atomic
def close_minutes(workshop: Workshop, *, by: User, now: datetime) -> None:
    """Freeze the minutes: nothing changes any more, and everyone receives the final text."""
    fresh = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if not fresh.minutes_published_at:
        raise ValidationError("Publiez d'abord le compte rendu.", code="draft")
    if fresh.minutes_closed_at:
        raise ValidationError("Le compte rendu est déjà clos.", code="closed")
    if fresh.corrections_until and now < fresh.corrections_until:
        raise ValidationError("Les participants peuvent encore le corriger.", code="early")
    if waiting := workshop.corrections.filter(answered_at=None).count():
        asked = plural(waiting, "correction demandée", "corrections demandées")
        raise ValidationError(f"Répondez d'abord à {asked}.", code="waiting")
    points = _points(workshop)
    workshop.minutes_closed_at = now
    workshop.save(update_fields=["minutes_closed_at"])
    workshop.note(
        "workshop_minutes_closed", by=by, now=now, points=points, digest=digest_of(points)
    )


def _points(workshop: Workshop) -> list[dict[str, str]]:
    return [point.as_fact() for point in workshop.points.select_related("question")]


def digest_of(points: list[dict[str, Any]]) -> str:
    """Of the final text: whoever holds the minutes can check that they are these."""
    canonical = json.dumps(points, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
