"""Who works on a sheet: people named for its parts, invited by their professional address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.db import models, transaction

from needs.parts import WHOLE
from procurement.accounts.models import User

if TYPE_CHECKING:
    from needs.models.need import Need

LINK_LASTS = timedelta(days=90)
_SALT = "needs.contributor"


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def joined(self) -> ContributorQuerySet:
        return self.exclude(user=None)

    def waiting(self) -> ContributorQuerySet:
        return self.filter(user=None)

    def entrusted_to(self, user: User, *parts: str) -> ContributorQuerySet:
        """What the person was given to do, in these parts when some are named."""
        mine = self.filter(user=user)
        return mine.filter(part__in=(WHOLE, *parts)) if parts else mine

    def invited_with(self, token: str) -> ContributorQuerySet:
        """The parts that a link sent by e-mail opens; none when it lapsed or was withdrawn."""
        try:
            need, email = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
        except signing.BadSignature:
            return self.none()
        return self.filter(need=need, email=email)

    @transaction.atomic
    def invite(
        self, need: Need, *, email: str, name: str, parts: Iterable[str], by: User, now: datetime
    ) -> list[Contributor]:
        """Entrust these parts to the person; those they already have stay as they are."""
        email = email.lower()
        user = User.objects.filter(email=email, memberships__organisation=need.organisation).first()
        wanted = list(dict.fromkeys(parts)) or [WHOLE]
        had = set(self.filter(need=need, email=email).values_list("part", flat=True))
        known = user or User.objects.filter(pk__in=self._already(need, email)).first()
        made: list[Contributor] = [
            self.create(
                need=need,
                email=email,
                name=name,
                part=part,
                invited_by=by,
                invited_at=now,
                user=known,
                joined_at=now if known else None,
            )
            for part in wanted
            if part not in had
        ]
        if made:
            need.note("contributor_invited", by=by, now=now, person=name or email)
        return made

    def _already(self, need: Need, email: str) -> models.QuerySet[Contributor, int | None]:
        return self.filter(need=need, email=email).joined().values_list("user", flat=True)


class Contributor(models.Model):
    """One part of a sheet entrusted to one person; `user` once they came."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="contributors")
    email = models.EmailField("adresse professionnelle")
    name = models.CharField("nom", max_length=120, blank=True)
    part = models.CharField("partie de la fiche", max_length=60, default=WHOLE)
    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="contributions", verbose_name="personne"
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField("invité le")
    joined_at = models.DateTimeField("a rejoint le", null=True)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = "contributeur"
        ordering = ["name", "email", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "email", "part"],
                name="contributor_once",
                violation_error_message="Cette partie est déjà confiée à cette personne.",
            )
        ]

    def __str__(self) -> str:
        return self.name or (str(self.user) if self.user else self.email)

    def token(self) -> str:
        return signing.dumps([self.need_id.hex, self.email], salt=_SALT)

    @transaction.atomic
    def join(self, user: User, *, now: datetime) -> None:
        """The person takes up all they were given; the first to hold a sheet nobody answers for
        answers for it."""
        theirs = self.need.contributors.filter(email=self.email)
        if not theirs.waiting().update(user=user, joined_at=now):
            return
        if self.name and not user.get_full_name():  # an account made for this has no name yet
            user.first_name, _, user.last_name = self.name.partition(" ")
            user.save(update_fields=["first_name", "last_name"])
        self.need.note("contributor_joined", by=user, now=now, person=self.name or str(user))
        if self.need.responsible is None and theirs.filter(part=WHOLE).exists():
            self.need.entrust(user, by=user, now=now)

    @transaction.atomic
    def withdraw(self, *, by: User, now: datetime) -> None:
        """All that the person was given on this sheet; what they wrote stays, under their name."""
        self.need.contributors.filter(email=self.email).delete()
        if self.user and self.need.responsible == self.user:
            inside = self.need.may_answer_for_it().filter(pk=self.user.pk).exists()
            if not inside:
                self.need.responsible = None
                self.need.save(update_fields=["responsible"])
        self.need.note("contributor_removed", by=by, now=now, person=str(self))
