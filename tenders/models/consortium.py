"""Suppliers of one consultation that look for partners, and the groups that they form.

The buyer sees none of it until a group answers: nothing here enters the register of the project.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from procurement.uploads import extension_of
from tenders.consortia import Coverage, Part, described
from tenders.models.consultation import MarketConsultation
from tenders.models.contract_terms import GroupForm
from tenders.models.invitation import Invitation

MOST_MEMBERS = 12
MOST_GROUPS = 5
MOST_TASKS = 60
MOST_FILES = 30


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
        return group

    @transaction.atomic
    def ask(self, notices: Iterable[PartnerNotice], *, now: datetime) -> list[ConsortiumMember]:
        """Propose to join to suppliers that chose to be seen; nobody is asked twice."""
        known = set(self.members.values_list("invitation", flat=True))
        fresh = [notice for notice in notices if notice.invitation_id not in known]
        if len(known) + len(fresh) > MOST_MEMBERS:
            raise RefusedInGroup(f"Un groupement compte au plus {MOST_MEMBERS} membres ici.")
        return [
            self.members.create(
                invitation=notice.invitation,
                components=notice.components,
                state=MemberState.ASKED,
                since=now,
            )
            for notice in fresh
        ]

    @transaction.atomic
    def change(self, *, name: str, form: str, lead: ConsortiumMember, version: int) -> None:
        """What is common to the members; raises StaleGroup when one was faster."""
        changed = Consortium.objects.filter(pk=self.pk, version=version).update(
            name=name, form=form, version=version + 1
        )
        if not changed:
            raise StaleGroup
        self.members.exclude(pk=lead.pk).update(is_lead=False)
        self.members.filter(pk=lead.pk).update(is_lead=True)
        self.refresh_from_db()

    def joined(self) -> list[ConsortiumMember]:
        """The members that accepted, the lead first."""
        rows = self.members.filter(state=MemberState.JOINED).select_related("invitation")
        return sorted(rows, key=lambda row: (not row.is_lead, row.invitation.name, row.pk))

    def coverage(self, components: Iterable[str]) -> Coverage:
        """Of the need's components, and of those that members added to them."""
        parts = tuple(member.part() for member in self.joined())
        added = sorted(set().union(*(part.components for part in parts)) - set(components))
        return Coverage((*components, *added), parts)

    def described(self) -> str:
        form = self.get_form_display()
        return described(self.name, str(form), [member.part() for member in self.joined()])


class MemberState(models.TextChoices):
    ASKED = "asked", "proposition envoyée"
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

    def move(self, state: MemberState, *, now: datetime) -> None:
        """Join, decline or leave; a lead that leaves hands over to the oldest member."""
        was_lead, self.state, self.since = self.is_lead, state, now
        self.is_lead = False if state == MemberState.LEFT else self.is_lead
        self.save(update_fields=["state", "since", "is_lead"])
        if was_lead and state == MemberState.LEFT:
            heir = self.consortium.members.filter(state=MemberState.JOINED).first()
            if heir:
                ConsortiumMember.objects.filter(pk=heir.pk).update(is_lead=True)


class ConsortiumTask(models.Model):
    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="tasks", editable=False)
    title = models.CharField("tâche", max_length=200)
    owner = models.ForeignKey(
        ConsortiumMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui s'en charge",
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("faite le", null=True, editable=False)

    class Meta:
        verbose_name = "tâche du groupement"
        verbose_name_plural = "tâches du groupement"
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class ConsortiumFileManager(models.Manager["ConsortiumFile"]):
    def keep(
        self, upload: UploadedFile, *, consortium: Consortium, by: ConsortiumMember
    ) -> ConsortiumFile:
        """Store a checked file; its name on the disk says nothing of its own."""
        if consortium.files.count() >= MOST_FILES:
            raise RefusedInGroup(f"Un groupement garde au plus {MOST_FILES} documents ici.")
        name = upload.name or "fichier"
        values: dict[str, Any] = {"name": name, "size": upload.size or 0}
        kept = ConsortiumFile(consortium=consortium, by=by, **values)
        kept.file.save(f"{kept.pk}.{extension_of(name)}", upload, save=False)
        kept.save()
        return kept


class ConsortiumFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="files")
    by = models.ForeignKey(ConsortiumMember, models.SET_NULL, null=True, related_name="+")
    file = models.FileField("fichier", upload_to="groupements/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")
    uploaded_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = ConsortiumFileManager()

    class Meta:
        verbose_name = "document du groupement"
        verbose_name_plural = "documents du groupement"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
