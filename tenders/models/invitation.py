"""Who was told of a consultation, by which messages, and when."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils import timezone

from needs.models import RegisterEntry
from procurement.accounts.models import Organisation, User
from suppliers.models import Supplier
from tenders.models.consultation import MarketConsultation, PublicQuestion

LINK_LIFE_AFTER_CLOSE = timedelta(days=30)
QUESTIONS_PER_INVITATION = 20


class TooManyQuestions(Exception):
    """One supplier asked as many questions as it may."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User | AnonymousUser) -> InvitationQuerySet:
        return self.filter(
            consultation__in=MarketConsultation.objects.visible_to(user).values("pk")
        )

    def validatable_by(self, user: User | AnonymousUser) -> InvitationQuerySet:
        return self.filter(
            consultation__in=MarketConsultation.objects.validatable_by(user).values("pk")
        )

    def without_answer(self) -> InvitationQuerySet:
        return self.filter(contribution__submitted_at__isnull=True)


class Invitation(models.Model):
    """A supplier told of the consultation; the signed link in its message opens its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(MarketConsultation, models.PROTECT, related_name="invitations")
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="invitations", null=True, blank=True
    )
    name = models.CharField("nom de la structure", max_length=200)
    email = models.EmailField("adresse professionnelle")
    from_open_call = models.BooleanField("venue par l'appel ouvert", default=False)
    # Part of the signed link: a new number makes the links already sent stop working.
    link_number = models.PositiveSmallIntegerField("numéro du lien", default=1, editable=False)
    # « Fournisseur 3 » in the threads: the order in which suppliers first spoke, never that of the
    # invitations, and of this consultation alone.
    public_number = models.PositiveSmallIntegerField("numéro public", null=True, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    sent_at = models.DateTimeField("envoyée le", null=True)
    # Confirmed by an act: the opening of a page proves nothing, filters open links.
    opened_at = models.DateTimeField("lecture confirmée le", null=True)
    reminded_at = models.DateTimeField("relancée le", null=True)

    # The network that answers for the supplier, when a link of its own opened the invitation.
    acting: Organisation | None = None

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "email"],
                name="invitation_once",
                violation_error_message="Cette adresse est déjà invitée à cette consultation.",
            ),
            models.UniqueConstraint(
                fields=["consultation", "public_number"], name="invitation_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def note_reading(self, *, now: datetime) -> None:
        """Remember, once, the first act made by the link: mail scanners open pages, people act."""
        if self.opened_at:
            return
        if Invitation.objects.filter(pk=self.pk, opened_at=None).update(opened_at=now):
            self.opened_at = now
            self.note("invitation_opened", now=now)

    @transaction.atomic
    def renew_link(self, *, by: User, now: datetime) -> None:
        """Make the links already sent useless: forwarded by mistake, or lost."""
        self.link_number += 1
        self.save(update_fields=["link_number"])
        self.consultation.note("invitation_renewed", by=by, now=now, invited=self.name)

    @transaction.atomic
    def take_number(self) -> int:
        """Its number in the threads, given the first time that others read it."""
        MarketConsultation.objects.select_for_update().get(pk=self.consultation_id)
        self.refresh_from_db(fields=["public_number"])
        if self.public_number is None:
            others = Invitation.objects.filter(consultation=self.consultation_id)
            last = others.aggregate(last=models.Max("public_number"))["last"] or 0
            self.public_number = last + 1
            self.save(update_fields=["public_number"])
        return self.public_number

    @transaction.atomic
    def ask(self, text: str, *, now: datetime) -> PublicQuestion:
        """Put a question to the team; the same one sent twice is kept once."""
        asked = PublicQuestion.objects.filter(asked_by=self)
        already = asked.filter(text=text).first()
        if already:
            return already
        if asked.count() >= QUESTIONS_PER_INVITATION:
            raise TooManyQuestions
        question = PublicQuestion.objects.create(
            consultation=self.consultation, asked_by=self, text=text
        )
        self.note("question_asked", now=now, question=text)
        return question

    def note(self, act: str, *, now: datetime, **facts: Any) -> None:
        """Write in the register an act of the supplier itself, who may have no account."""
        RegisterEntry.objects.note(
            self.consultation.project,
            act,
            now=now,
            actor=f"{self.acting} pour {self.name}" if self.acting else self.name,
            consultation=str(self.consultation_id),
            title=self.consultation.title,
            **facts,
        )

    def expires_at(self) -> datetime:
        """Until when the link works; an extension of the consultation extends it too."""
        return self.consultation.closes_at + LINK_LIFE_AFTER_CLOSE


class MessageKind(models.TextChoices):
    INVITATION = "invitation", "invitation"
    LINK = "link", "lien demandé"
    REMINDER = "reminder", "relance"
    ANSWER = "answer", "réponse publiée à une question"
    EXTENSION = "extension", "prolongation"
    RECEIPT = "receipt", "accusé de réception"
    THREAD = "thread", "réponse publiée dans un fil"
    CLOSING = "closing", "bilan"
    TENDER = "tender", "marché publié"
    # Of a workshop, whose key `about` begins with.
    WORKSHOP = "workshop", "invitation à un atelier"
    MEETING = "meeting", "rappel d'un atelier"
    MOVED = "moved", "changement d'un atelier"
    MINUTES = "minutes", "compte rendu d'un atelier"


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> MessageQuerySet:
        return self.filter(sent_at=None, claimed_at=None)

    def uncertain(self, *, at: datetime | None = None) -> MessageQuerySet:
        """Taken by a worker that stopped before saying whether they left."""
        before = (at or timezone.now()) - timedelta(minutes=10)
        return self.filter(sent_at=None, claimed_at__lt=before)


class Message(models.Model):
    """An e-mail to one invited supplier, written before it leaves and never sent twice.

    `about` tells apart two messages of one kind (which question, which day): the constraint, not
    the caller's care, is what keeps a message from being queued a second time. The text is kept as
    sent, save the personal link: a register that its readers could answer through would be none.
    """

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="sent_messages")
    kind = models.CharField("nature", max_length=12, choices=MessageKind)
    about = models.CharField("objet précis", max_length=60, blank=True)
    subject = models.CharField("sujet", max_length=250)
    text = models.TextField("texte")
    queued_at = models.DateTimeField("écrit le")
    claimed_at = models.DateTimeField("pris en charge le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("dernier échec", max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "kind", "about"], name="message_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} à {self.invitation}"

    def claim(self, *, now: datetime) -> bool:
        """Whether the caller, and nobody else, is to send it."""
        return bool(
            Message.objects.waiting()
            .filter(pk=self.pk)
            .update(claimed_at=now, attempts=models.F("attempts") + 1)
        )

    def mark_sent(self, *, now: datetime) -> None:
        Message.objects.filter(pk=self.pk).update(sent_at=now, error="")
        if self.kind in (MessageKind.INVITATION, MessageKind.LINK):
            Invitation.objects.filter(pk=self.invitation_id, sent_at=None).update(sent_at=now)
        elif self.kind == MessageKind.REMINDER:
            Invitation.objects.filter(pk=self.invitation_id).update(reminded_at=now)

    def mark_failed(self, error: Exception) -> None:
        """Put it back among those waiting, with what the mail server said."""
        Message.objects.filter(pk=self.pk).update(claimed_at=None, error=str(error)[:300])
