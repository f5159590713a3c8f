"""The team of a project: people named in it, whatever their organisation, each with one right."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from needs import rights
from needs.models.project import BUYING, Project
from needs.models.register import RegisterEntry
from procurement.accounts.models import Role, User

INVITATION_LASTS = timedelta(days=30)
_SALT = "needs.teammate"


class TeammateQuerySet(models.QuerySet["Teammate"]):
    def present(self) -> TeammateQuerySet:
        return self.exclude(right=rights.NONE)

    def invited_with(self, token: str) -> TeammateQuerySet:
        """Whom a link sent by e-mail lets in; nobody when it lapsed or was withdrawn."""
        try:
            pk = signing.loads(token, salt=_SALT, max_age=INVITATION_LASTS)
        except signing.BadSignature:
            return self.none()
        return self.present().filter(pk=uuid.UUID(pk))

    @transaction.atomic
    def appoint(
        self, project: Project, *, email: str, right: str, by: User, now: datetime, name: str = ""
    ) -> Teammate:
        """Give the person this right from now on, in place of the one they had.

        Somebody of the project's organisations is in at once; others come by the link they are
        sent. Raises ValidationError for a supplier, and for the owner, who keeps the highest.
        """
        email = email.lower()
        Project.objects.select_for_update().get(pk=project.pk)
        known = self.filter(project=project).filter(Q(email=email) | Q(user__email=email))
        mate: Teammate = known.select_related("user").first() or Teammate(
            project=project, email=email, user=_insider(project, email)
        )
        if right != rights.NONE:
            mate.refuse_supplier()
        if mate.user_id and mate.user_id == project.owner_id and right != rights.VALIDATE:
            raise ValidationError(
                "Cette personne est responsable de la démarche : passez d'abord la main.",
                code="owner",
            )
        return mate.receive(right, name=name, by=by, now=now)


def _insider(project: Project, email: str) -> User | None:
    people = User.objects.filter(email=email, memberships__role__in=BUYING)
    return people.filter(
        Q(memberships__organisation=project.lead_id)
        | Q(memberships__organisation=project.facilitator_id)
        | Q(memberships__organisation__projects__project=project)
    ).first()


class Teammate(models.Model):
    """One person's right in one project; it wins over what their organisation opens.

    A right withdrawn is a row that says « none »: deleting it would give the default one back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="teammates")
    email = models.EmailField("adresse professionnelle")
    name = models.CharField("nom", max_length=120, blank=True)
    right = models.CharField("droit", max_length=10, choices=list(rights.LABELS.items()))
    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="teams", verbose_name="personne"
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField("nommé le")
    joined_at = models.DateTimeField("a rejoint le", null=True)

    objects = TeammateQuerySet.as_manager()

    class Meta:
        verbose_name = "personne de l'équipe"
        verbose_name_plural = "personnes de l'équipe"
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(fields=["project", "email"], name="teammate_once"),
            models.UniqueConstraint(fields=["project", "user"], name="teammate_user_once"),
        ]

    def __str__(self) -> str:
        return (str(self.user) if self.user else self.name) or self.email

    def receive(self, right: str, *, name: str, by: User, now: datetime) -> Teammate:
        """Keep the right and say in the register what changes; nothing when nothing does."""
        before, self.right, self.name = self.right, right, name or self.name
        if before in ("", rights.NONE):
            self.invited_by, self.invited_at = by, now
        if self.user_id and self.joined_at is None:
            self.joined_at = now
        self.save()
        if right == before:
            return self
        if right == rights.NONE:
            self._note("teammate_withdrawn", by=by, now=now)
        elif before in ("", rights.NONE):
            self._note("teammate_named", by=by, now=now, right=right)
        else:
            self._note("teammate_right", by=by, now=now, before=before, right=right)
        return self

    @transaction.atomic
    def join(self, user: User, *, now: datetime) -> None:
        """The person takes their place; raises ValidationError for a supplier."""
        if self.project.teammates.filter(user=user).exclude(pk=self.pk).exists():
            raise ValidationError("Vous êtes déjà dans cette équipe.", code="already")
        self.user = user
        self.refuse_supplier()
        if (
            Teammate.objects.present()
            .filter(pk=self.pk, user=None)
            .update(user=user, joined_at=now)
        ):
            self._note("teammate_joined", by=user, now=now, right=self.right)

    def refuse_supplier(self) -> None:
        """Who may bid must not read what its competitors answer (R2111-2)."""
        represents = User.objects.filter(email=self.email, memberships__role=Role.SUPPLIER)
        if represents.exists():
            raise ValidationError(
                "Cette personne représente un fournisseur : elle ne peut pas lire les réponses de "
                "ses concurrents (art. R2111-2).",
                code="supplier",
            )

    def token(self) -> str:
        return signing.dumps(self.pk.hex, salt=_SALT)

    def _note(self, act: str, *, by: User, now: datetime, **facts: Any) -> None:
        RegisterEntry.objects.note(self.project, act, by=by, now=now, person=str(self), **facts)
