"""A person's request for a record: an address proved by e-mail, then a human decision."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from procurement.accounts.models import Membership, Role, User
from suppliers.address_hints import LINK_LASTS, Hint, domain_of, hints
from suppliers.models.supplier import Supplier

_SALT = "suppliers.claim.email"


class ClaimStatus(models.TextChoices):
    SENT = "sent", "adresse à confirmer"
    WAITING = "waiting", "en attente d'une décision"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


OPEN = (ClaimStatus.SENT, ClaimStatus.WAITING)


class DecidedMeanwhile(Exception):
    """Somebody else decided, or the record went to others, since the page was read."""


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> ClaimQuerySet:
        return self.filter(status__in=OPEN)

    def waiting(self) -> ClaimQuerySet:
        return self.filter(status=ClaimStatus.WAITING)

    def lapsed(self, *, at: datetime) -> ClaimQuerySet:
        """Those whose address nobody confirmed in time: there is no reason to keep it."""
        return self.filter(status=ClaimStatus.SENT, asked_at__lt=at - LINK_LASTS)

    def decidable_by(self, user: User | AnonymousUser) -> ClaimQuerySet:
        """Administrators decide on all; facilitators on records that nobody holds, or that nobody
        checked who created; those who hold others on who joins them. Nobody decides on their own
        request."""
        if not user.is_authenticated:
            return self.none()
        others = self.exclude(user=user)
        if user.is_staff:
            return others
        unchecked = Q(supplier__in=Supplier.objects.unchecked().values("pk"))
        allowed = Q(supplier__in=Supplier.objects.editable_by(user).values("pk")) & ~unchecked
        if user.has_role(Role.FACILITATOR):
            allowed |= Q(supplier__organisation=None) | unchecked
        return others.filter(allowed)

    def confirmed_by(self, token: str) -> Claim | None:
        """The request whose e-mail carried this link; None when it was altered or lapsed."""
        try:
            pk = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
        except signing.BadSignature:
            return None
        return self.select_related("supplier").filter(pk=pk).first()


class Claim(models.Model):
    """What is kept of a person: an address and a function; the address goes once refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    email = models.EmailField("votre adresse professionnelle", blank=True)
    domain = models.CharField("domaine de l'adresse", max_length=120, blank=True)
    function = models.CharField("votre fonction dans la structure", max_length=120)
    status = models.CharField("état", max_length=10, choices=ClaimStatus, default=ClaimStatus.SENT)
    asked_at = models.DateTimeField("demandée le")
    confirmed_at = models.DateTimeField("adresse confirmée le", null=True)
    decided_at = models.DateTimeField("décidée le", null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField("motif", max_length=500, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de prise en main"
        verbose_name_plural = "demandes de prise en main"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "user"],
                condition=Q(status__in=OPEN),
                name="claim_once",
                violation_error_message="Vous avez déjà une demande en cours sur cette fiche.",
            )
        ]

    def __str__(self) -> str:
        return f"Demande de {self.domain} pour {self.supplier}"

    @property
    def is_waiting(self) -> bool:
        return self.status == ClaimStatus.WAITING

    @cached_property
    def is_for_holders(self) -> bool:
        """Whether those who hold the record decide: somebody checked that it is theirs."""
        return bool(self.supplier.organisation_id) and not self.supplier.is_unchecked()

    @cached_property
    def creator(self) -> User | None:
        """Who created the record and holds it while nobody checked them; None once somebody did."""
        if not self.supplier.is_unchecked():
            return None
        created = self.supplier.acts.filter(act="created").values("by")
        holders = User.objects.filter(memberships__organisation=self.supplier.organisation)
        return holders.filter(pk__in=created).exclude(pk=self.user_id).first()

    def deciders(self) -> QuerySet[User]:
        """Who is told that it waits: those who hold the record; facilitators when nobody does,
        or else those who run Balise."""
        active = User.objects.filter(is_active=True).exclude(pk=self.user_id)
        if self.is_for_holders:
            return active.filter(memberships__organisation=self.supplier.organisation).distinct()
        facilitators = active.filter(memberships__role=Role.FACILITATOR).distinct()
        return facilitators if facilitators.exists() else active.filter(is_staff=True)

    def token(self) -> str:
        return signing.dumps(str(self.pk), salt=_SALT)

    def hints(self) -> list[Hint]:
        """What helps a person decide, each with whether it speaks for the request."""
        return hints(
            self.email or f"@{self.domain}", self.supplier.website, self.supplier.contact_email
        )

    @transaction.atomic
    def ask(self, *, now: datetime) -> None:
        """Keep the request; the address is still to be proved."""
        self.asked_at, self.domain = now, domain_of(self.email)
        self.save(force_insert=True)
        self.supplier.note("claim_asked", by=self.user, now=now)

    def confirm(self, *, now: datetime) -> bool:
        """The address is that of the person; whether this was the first time."""
        first = Claim.objects.filter(pk=self.pk, status=ClaimStatus.SENT)
        if not first.update(status=ClaimStatus.WAITING, confirmed_at=now):
            return False
        self.status, self.confirmed_at = ClaimStatus.WAITING, now
        return True

    @transaction.atomic
    def accept(
        self, reason: str, *, by: User, now: datetime, removes_creator: bool = False
    ) -> None:
        """Bring the person into the organisation of the record, created when there is none.

        From then on somebody checked who holds it; its creator stays or goes by the same act.
        """
        supplier, creator = self._lock(by), self.creator
        organisation = supplier.hold()
        Membership.objects.get_or_create(
            user=self.user, organisation=organisation, role=Role.SUPPLIER
        )
        self._decide(ClaimStatus.ACCEPTED, "claim_accepted", reason, by=by, now=now)
        if creator:
            if removes_creator:
                organisation.memberships.filter(user=creator).delete()
            supplier.note("creator_removed" if removes_creator else "creator_kept", by=by, now=now)

    @transaction.atomic
    def refuse(self, reason: str, *, by: User, now: datetime) -> None:
        self._lock(by)
        self._decide(ClaimStatus.REFUSED, "claim_refused", reason, by=by, now=now)

    @transaction.atomic
    def withdraw(self, *, now: datetime) -> None:
        if Claim.objects.select_for_update().get(pk=self.pk).status not in OPEN:
            raise DecidedMeanwhile
        self._decide(ClaimStatus.WITHDRAWN, "claim_withdrawn", "", by=self.user, now=now)

    def _lock(self, by: User) -> Supplier:
        """The record, held until the end; raises DecidedMeanwhile when `by` may not decide."""
        supplier = Supplier.objects.select_for_update().get(pk=self.supplier_id)
        if not Claim.objects.waiting().decidable_by(by).filter(pk=self.pk).exists():
            raise DecidedMeanwhile
        return supplier

    def _decide(
        self, status: ClaimStatus, act: str, reason: str, *, by: User, now: datetime
    ) -> None:
        self.status, self.reason, self.decided_by, self.decided_at = status, reason, by, now
        self.save(update_fields=["status", "reason", "decided_by", "decided_at"])
        self.supplier.note(act, by=by, now=now, reason=reason)

    def forget_address(self) -> None:
        """Its domain is enough to explain a decision."""
        self.email = ""
        self.save(update_fields=["email"])
