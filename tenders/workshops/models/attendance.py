"""Who comes to a workshop: the structure, and the professional contact that it names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction

from procurement.accounts.models import User
from procurement.typography import plural
from tenders.models import Invitation
from tenders.workshops.models.workshop import Workshop

MOST_HOSTS = 40


class Mode(models.TextChoices):
    ON_SITE = "on_site", "sur place"
    REMOTE = "remote", "à distance"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> RegistrationQuerySet:
        return self.filter(withdrawn_at=None)

    def of_suppliers(self) -> RegistrationQuerySet:
        return self.filter(invitation__isnull=False)

    def of_hosts(self) -> RegistrationQuerySet:
        """Buyers, facilitators and whoever speaks for them."""
        return self.filter(invitation=None)

    @transaction.atomic
    def register(
        self,
        workshop: Workshop,
        invitation: Invitation,
        *,
        person: str,
        function: str,
        email: str,
        mode: str,
        now: datetime,
    ) -> Registration:
        """One person of the structure; registering the same one again changes what it said."""
        locked = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
        if not locked.is_coming(at=now):
            raise ValidationError("Les inscriptions à cet atelier sont closes.", code="closed")
        own = self.filter(workshop=workshop, invitation=invitation)
        known = own.filter(email__iexact=email).first()
        others = own.standing().exclude(email__iexact=email).count()
        if others >= workshop.people_each:
            raise ValidationError(
                f"Chaque structure inscrit {plural(workshop.people_each, 'personne')} au plus : "
                "désinscrivez quelqu'un d'abord.",
                code="full",
            )
        row = known or Registration(workshop=workshop, invitation=invitation, email=email.lower())
        row.organisation, row.withdrawn_at, row.registered_at = invitation.name, None, now
        row.person, row.function, row.mode = person, function, mode
        row.save()
        row.note("workshop_registered", now=now, people=others + 1)
        return row


class Registration(models.Model):
    """A person announced, then seen or not; the register keeps the structure, not the person."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, related_name="+", editable=False
    )
    organisation = models.CharField("structure", max_length=200)
    person = models.CharField("nom de la personne", max_length=120)
    function = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse professionnelle", blank=True)
    mode = models.CharField("venue", max_length=8, choices=Mode, default=Mode.ON_SITE)
    registered_at = models.DateTimeField("inscrite le", editable=False)
    withdrawn_at = models.DateTimeField("désinscrite le", null=True, editable=False)
    is_present = models.BooleanField("présente", null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à un atelier"
        verbose_name_plural = "inscriptions aux ateliers"
        ordering = ["organisation", "person", "pk"]

    def __str__(self) -> str:
        return f"{self.person} ({self.organisation})"

    @transaction.atomic
    def withdraw(self, *, now: datetime) -> None:
        if not self.workshop.is_coming(at=now):
            raise ValidationError("Cet atelier a commencé : rien ne s'y change plus.")
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        others = Registration.objects.standing().filter(
            workshop=self.workshop, invitation=self.invitation
        )
        self.note("workshop_withdrawn", now=now, people=others.count())

    def note(self, act: str, *, now: datetime, people: int) -> None:
        assert self.invitation is not None  # hosts do not register themselves
        self.invitation.note(
            act,
            now=now,
            workshop=str(self.workshop_id),
            subject=self.workshop.title,
            people=people,
        )


@transaction.atomic
def note_attendance(
    workshop: Workshop, present: Collection[int], *, by: User, now: datetime
) -> None:
    """Who was there; may be corrected until the minutes are closed, each time in the register."""
    if not workshop.announced_at or workshop.cancelled_at or now < workshop.starts_at:
        raise ValidationError("La présence se note à partir du début de l'atelier.", code="early")
    if workshop.minutes_closed_at:
        raise ValidationError("Le compte rendu est clos : la présence ne change plus.")
    standing = workshop.registrations.standing()
    standing.update(is_present=False)
    standing.filter(pk__in=present).update(is_present=True)
    Workshop.objects.filter(pk=workshop.pk).update(attended_at=now)
    workshop.attended_at = now
    seen = list(standing.filter(is_present=True))
    came = {row.organisation for row in seen if row.invitation_id}
    missing = {row.organisation for row in standing.of_suppliers()} - came
    workshop.note(
        "workshop_attended",
        by=by,
        now=now,
        people=len(seen),
        present=sorted(came),
        absent=sorted(missing),
        hosts=sorted({row.organisation for row in seen if not row.invitation_id}),
    )
