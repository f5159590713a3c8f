"""Networks, federations and standing consortia: who is a member, and what each lets them do."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q

from procurement.accounts.models import Organisation, OrganisationKind, Role, User
from suppliers.models.supplier import Supplier


class MemberStatus(models.TextChoices):
    INVITED = "invited", "invitée, sans réponse"
    ACCEPTED = "accepted", "membre, l'a accepté"
    ATTESTED = "attested", "membre, attesté par le réseau"
    REFUSED = "refused", "a refusé"
    LEFT = "left", "n'est plus membre"


PRESENT = (MemberStatus.ACCEPTED, MemberStatus.ATTESTED)


def networks_of(user: User | AnonymousUser) -> models.QuerySet[Organisation]:
    """The networks that the person runs."""
    run = Organisation.objects.for_user(user, Role.FACILITATOR)
    return run.filter(kind=OrganisationKind.NETWORK)


class NetworkMemberQuerySet(models.QuerySet["NetworkMember"]):
    def present(self) -> NetworkMemberQuerySet:
        return self.filter(status__in=PRESENT)

    def trusted_to_answer(self, supplier: uuid.UUID | None) -> NetworkMemberQuerySet:
        """The members by which a supplier lets a network answer for it."""
        return self.filter(supplier=supplier, status=MemberStatus.ACCEPTED, may_answer=True)

    def run_by(self, user: User | AnonymousUser) -> NetworkMemberQuerySet:
        """Of the networks that the person runs."""
        return self.filter(network__in=networks_of(user).values("pk"))

    def of_own(self, user: User | AnonymousUser) -> NetworkMemberQuerySet:
        """Of the structures that the person belongs to: they alone consent."""
        return self.filter(supplier__in=Supplier.objects.editable_by(user).values("pk"))


class NetworkMember(models.Model):
    """That a supplier is a member of a network. Only the member's own people give a consent.

    The network sees what every buyer sees, and how complete the record is; it writes the record or
    answers for its member only with that consent, and each act is written down with both names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Organisation, models.CASCADE, related_name="network_members")
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="networks")
    status = models.CharField("état", max_length=10, choices=MemberStatus)
    may_edit = models.BooleanField("peut compléter la fiche pour la structure", default=False)
    may_answer = models.BooleanField(
        "peut répondre aux consultations pour la structure", default=False
    )
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField("invitée le")
    decided_at = models.DateTimeField("réponse le", null=True)

    objects = NetworkMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d'un réseau"
        verbose_name_plural = "membres des réseaux"
        ordering = ["supplier__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "supplier"], name="network_member_once"),
            models.CheckConstraint(
                condition=Q(status=MemberStatus.ACCEPTED) | Q(may_edit=False, may_answer=False),
                name="network_trusted_by_members",
                violation_error_message="Seul un membre qui a accepté donne ces autorisations.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}, {self.network}"

    @property
    def is_present(self) -> bool:
        return self.status in PRESENT

    @transaction.atomic
    def attest(self, reason: str, *, by: User, now: datetime) -> None:
        """The network vouches that the structure is a member; it gives no right to act for it."""
        self._become(MemberStatus.ATTESTED, now=now)
        self._note("network_attested", by=by, now=now, reason=reason)

    @transaction.atomic
    def accept(self, *, may_edit: bool, may_answer: bool, by: User, now: datetime) -> None:
        """The member's answer, with what it lets the network do; said again, it changes that."""
        was_member = self.status == MemberStatus.ACCEPTED
        self._become(MemberStatus.ACCEPTED, may_edit=may_edit, may_answer=may_answer, now=now)
        if not was_member:
            self._note("network_accepted", by=by, now=now)
        self._note("network_trusted", by=by, now=now, reason=self.trust)

    @transaction.atomic
    def leave(self, *, by: User, now: datetime) -> None:
        """A refusal, or the end of a membership, said by either side."""
        refused = self.status == MemberStatus.INVITED
        self._become(MemberStatus.REFUSED if refused else MemberStatus.LEFT, now=now)
        self._note("network_refused" if refused else "network_left", by=by, now=now)

    @property
    def trust(self) -> str:
        allowed = [
            words
            for given, words in (
                (self.may_edit, "compléter la fiche"),
                (self.may_answer, "répondre aux consultations"),
            )
            if given
        ]
        return " et ".join(allowed) or "rien"

    def _become(
        self, status: MemberStatus, *, now: datetime, may_edit: bool = False,
        may_answer: bool = False,
    ) -> None:  # fmt: skip
        self.status, self.decided_at = status, now
        self.may_edit, self.may_answer = may_edit, may_answer
        self.save(update_fields=["status", "decided_at", "may_edit", "may_answer"])

    def _note(self, act: str, *, by: User, now: datetime, reason: str = "") -> None:
        self.supplier.note(act, by=by, now=now, name=self.network.name, reason=reason)
