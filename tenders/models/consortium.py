"""Suppliers of one consultation that look for partners, and the groups that they form.

The buyer sees none of it until a group answers: nothing here enters the register of the project.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from procurement.typography import NBSP
from tenders.consortia import Coverage, OnRecord, Part, described
from tenders.models.consultation import MarketConsultation
from tenders.models.contract_terms import GroupForm
from tenders.models.invitation import Invitation

MOST_MEMBERS = 12
MOST_GROUPS = 5


class StaleGroup(Exception):
    """Another member changed the group since this form was read."""


class RefusedInGroup(Exception):
    """What the group does not allow; its text is a French sentence for the user."""


class PartnerNotice(models.Model):
    """A supplier that chose to be seen by the other ones invited to the same consultation."""

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, related_name="partner_notice", editable=False
    )
    offers = models.CharField("ce que vous apportez", max_length=500)
    seeks = models.CharField("ce que vous cherchez", max_length=500, blank=True)
    components = models.JSONField("composantes du besoin que vous couvrez", default=list)
    contact = models.CharField(
        "comment vous joindre",
        max_length=200,
        blank=True,
        help_text="Contact professionnel, visible des autres structures de cette consultation.",
    )
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "annonce de partenariat"
        verbose_name_plural = "annonces de partenariat"
        ordering = ["invitation__name", "pk"]

    def __str__(self) -> str:
        return self.invitation.name


UNDECIDED = ("", "forme à décider")


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def of(self, invitation: Invitation) -> ConsortiumQuerySet:
        """Those that the supplier belongs to, or is asked to join."""
        return self.filter(
            members__invitation=invitation,
            members__state__in=(MemberState.ASKED, MemberState.JOINED),
        ).distinct()

    def joined_by(self, invitation: Invitation) -> ConsortiumQuerySet:
        return self.filter(
            members__invitation=invitation, members__state=MemberState.JOINED
        ).distinct()

    def looking(self, invitation: Invitation) -> ConsortiumQuerySet:
        """Groups of the same consultation that say they look for partners, the supplier's apart."""
        return self.filter(consultation=invitation.consultation_id, is_open=True).exclude(
            members__in=ConsortiumMember.objects.filter(invitation=invitation).exclude(
                state=MemberState.LEFT
            )
        )

    def led_by(self, invitation: Invitation) -> ConsortiumQuerySet:
        return self.filter(
            members__invitation=invitation, members__state=MemberState.JOINED, members__is_lead=True
        ).distinct()


class Consortium(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        MarketConsultation, models.PROTECT, related_name="consortia", editable=False
    )
    name = models.CharField("nom du groupement", max_length=120)
    form = models.CharField(
        "forme", max_length=8, choices=[*GroupForm.choices, UNDECIDED], blank=True
    )
    is_open = models.BooleanField(
        "montrer aux structures invitées que le groupement cherche des partenaires",
        default=False,
        help_text="Son nom, son mandataire et les compétences à trouver ; rien d'autre.",
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_at = models.DateTimeField("créé le", editable=False)

    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        verbose_name = "groupement"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def found(cls, invitation: Invitation, name: str, *, now: datetime) -> Consortium:
        """A group of one, its founder, who leads it until the members choose."""
        if cls.objects.joined_by(invitation).count() >= MOST_GROUPS:
            raise RefusedInGroup(
                f"Vous êtes déjà dans {MOST_GROUPS} groupements pour cette consultation : "
                "quittez-en un d'abord."
            )
        group = cls.objects.create(consultation=invitation.consultation, name=name, created_at=now)
        group.members.create(
            invitation=invitation, state=MemberState.JOINED, is_lead=True, since=now
        )
        group.changes.create(act=GroupAct.FOUNDED, member=invitation.name, at=now)
        return group

    @transaction.atomic
    def ask(self, notices: Iterable[PartnerNotice], *, now: datetime) -> list[ConsortiumMember]:
        """Propose to join to suppliers that chose to be seen; nobody is asked twice.

        Whoever left may be asked again: its role and its part are still there.
        """
        known = {row.invitation_id: row for row in self.members.exclude(state=MemberState.LEFT)}
        fresh = [notice for notice in notices if notice.invitation_id not in known]
        self._check_room(len(known) + len(fresh))
        return [
            self.members.update_or_create(
                invitation=notice.invitation,
                defaults={"state": MemberState.ASKED, "since": now, "told_at": None},
                create_defaults={
                    "state": MemberState.ASKED,
                    "since": now,
                    "components": notice.components,
                },
            )[0]
            for notice in fresh
        ]

    @transaction.atomic
    def offer(self, notice: PartnerNotice, *, now: datetime) -> ConsortiumMember:
        """A supplier that is visible asks to join a group that looks for partners."""
        self._check_room(self.members.exclude(state=MemberState.LEFT).count() + 1)
        return self.members.update_or_create(
            invitation=notice.invitation,
            defaults={
                "state": MemberState.OFFERED,
                "since": now,
                "components": notice.components,
            },
        )[0]

    def _check_room(self, members: int) -> None:
        if members > MOST_MEMBERS:
            raise RefusedInGroup(f"Un groupement compte au plus {MOST_MEMBERS} membres ici.")

    @transaction.atomic
    def change(
        self,
        *,
        name: str,
        form: str,
        lead: ConsortiumMember,
        version: int,
        now: datetime,
        is_open: bool = False,
    ) -> ConsortiumChange | None:
        """What is common to the members; raises StaleGroup when one was faster.

        Returns the change of lead, when there is one.
        """
        changed = Consortium.objects.filter(pk=self.pk, version=version).update(
            name=name, form=form, is_open=is_open, version=version + 1
        )
        if not changed:
            raise StaleGroup
        self.refresh_from_db()
        return self.hand_to(lead, now=now)

    def hand_to(self, lead: ConsortiumMember, *, now: datetime) -> ConsortiumChange | None:
        """Make it the lead; None when it is already."""
        if self.members.filter(pk=lead.pk, is_lead=True).exists():
            return None
        self.members.exclude(pk=lead.pk).update(is_lead=False)
        self.members.filter(pk=lead.pk).update(is_lead=True)
        return self.changes.create(act=GroupAct.LEAD, member=str(lead), at=now)

    def joined(self) -> list[ConsortiumMember]:
        """The members that accepted, the lead first."""
        rows = self.members.filter(state=MemberState.JOINED).select_related("invitation")
        return sorted(rows, key=lambda row: (not row.is_lead, row.invitation.name, row.pk))

    def coverage(
        self, components: Iterable[str], records: Mapping[tuple[str, str], OnRecord] | None = None
    ) -> Coverage:
        """Of the need's components, and of those that members added to them."""
        parts = tuple(member.part() for member in self.joined())
        added = sorted(set().union(*(part.components for part in parts)) - set(components))
        return Coverage((*components, *added), parts, records or {})

    def described(self) -> str:
        form = self.get_form_display()
        return described(self.name, str(form), [member.part() for member in self.joined()])


class MemberState(models.TextChoices):
    ASKED = "asked", "proposition envoyée"
    OFFERED = "offered", "demande à rejoindre"
    JOINED = "joined", "membre"
    DECLINED = "declined", "a décliné"
    LEFT = "left", "a quitté le groupement"


class ConsortiumMember(models.Model):
    consortium = models.ForeignKey(
        Consortium, models.CASCADE, related_name="members", editable=False
    )
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="consortium_rows", editable=False
    )
    state = models.CharField("état", max_length=8, choices=MemberState, editable=False)
    is_lead = models.BooleanField("mandataire", default=False, editable=False)
    role = models.CharField("rôle dans le groupement", max_length=300, blank=True)
    components = models.JSONField("composantes couvertes", default=list)
    share = models.DecimalField(
        "part du montant, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    since = models.DateTimeField("depuis le", editable=False)
    # Claimed by whoever sends the proposal by e-mail, so that it leaves once.
    told_at = models.DateTimeField("prévenu le", null=True, editable=False)

    class Meta:
        verbose_name = "membre du groupement"
        verbose_name_plural = "membres du groupement"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "invitation"], name="consortium_member_once"
            )
        ]

    def __str__(self) -> str:
        return self.invitation.name

    def part(self) -> Part:
        return Part(
            self.invitation.name, self.role, frozenset(self.components), self.share, self.is_lead
        )

    @transaction.atomic
    def move(
        self, state: MemberState, *, now: datetime, reason: str = ""
    ) -> list[ConsortiumChange]:
        """Join, decline or leave, and what that changes in the group.

        A lead that leaves hands over to the oldest member; the tasks of whoever leaves wait for
        somebody else. Nothing is removed.
        """
        was_lead, self.state, self.since = self.is_lead, state, now
        self.is_lead = False if state == MemberState.LEFT else self.is_lead
        self.save(update_fields=["state", "since", "is_lead"])
        changes = []
        if act := GROUP_ACTS.get(state):
            changes.append(
                self.consortium.changes.create(act=act, member=str(self), reason=reason, at=now)
            )
        if state == MemberState.LEFT:
            self.consortium.tasks.filter(owner=self, done_at=None).update(owner=None)
            heir = self.consortium.members.filter(state=MemberState.JOINED).first()
            if was_lead and heir and (handed := self.consortium.hand_to(heir, now=now)):
                changes.append(handed)
        return changes


class GroupAct(models.TextChoices):
    FOUNDED = "founded", "a ouvert le groupement"
    JOINED = "joined", "a rejoint le groupement"
    LEFT = "left", "a quitté le groupement"
    LEAD = "lead", "est devenu mandataire"


GROUP_ACTS = {MemberState.JOINED: GroupAct.JOINED, MemberState.LEFT: GroupAct.LEFT}


class ConsortiumChange(models.Model):
    """Who came, who left, who leads since when: the members read it, and the buyer too once the
    group has answered, because an answer says whom it commits.
    """

    consortium = models.ForeignKey(
        Consortium, models.CASCADE, related_name="changes", editable=False
    )
    act = models.CharField("changement", max_length=8, choices=GroupAct, editable=False)
    member = models.CharField("structure", max_length=200, editable=False)
    reason = models.CharField("motif", max_length=300, blank=True)
    at = models.DateTimeField("le", editable=False)
    # Claimed by whoever tells the members by e-mail, so that it leaves once.
    told_at = models.DateTimeField("dit le", null=True, editable=False)

    class Meta:
        verbose_name = "changement du groupement"
        verbose_name_plural = "changements du groupement"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        reason = f" (motif{NBSP}: {self.reason})" if self.reason else ""
        return f"{self.member} {self.get_act_display()}{reason}"
