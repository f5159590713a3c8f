"""The thread of a clause under test: suppliers speak under a neutral name, the team answers all."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from procurement.accounts.models import User
from tenders.models.consultation import MarketConsultation
from tenders.models.invitation import Invitation
from tenders.models.question import ConsultationQuestion
from tenders.revealing import revealing

MOST_COMMENTS = 60


class ThreadClosed(Exception):
    """The thread is not open yet, or no longer."""


class TooManyComments(Exception):
    """One supplier wrote as many comments as it may."""


class CommentState(models.TextChoices):
    WAITING = "waiting", "en relecture"
    SHOWN = "shown", "publié"
    WITHHELD = "withheld", "retiré"


class ClauseCommentQuerySet(models.QuerySet["ClauseComment"]):
    def of(self, consultation: MarketConsultation) -> ClauseCommentQuerySet:
        return self.filter(question__consultation=consultation)

    def public(self) -> ClauseCommentQuerySet:
        """What everybody may read."""
        return self.filter(state=CommentState.SHOWN, confidential=False)

    def waiting(self) -> ClauseCommentQuerySet:
        return self.filter(state=CommentState.WAITING)

    def visible_to(self, user: User | AnonymousUser) -> ClauseCommentQuerySet:
        """With the name of its author: the project's team."""
        team = MarketConsultation.objects.visible_to(user).values("pk")
        return self.filter(question__consultation__in=team)

    def validatable_by(self, user: User | AnonymousUser) -> ClauseCommentQuerySet:
        """Who may decide what others read of them."""
        team = MarketConsultation.objects.validatable_by(user).values("pk")
        return self.filter(question__consultation__in=team)

    @transaction.atomic
    def say(
        self,
        invitation: Invitation,
        question: ConsultationQuestion,
        text: str,
        *,
        parent: ClauseComment | None = None,
        is_proposal: bool = False,
        confidential: bool = False,
        now: datetime,
    ) -> ClauseComment:
        """Kept once; shown at once unless it would tell who speaks, or is a business secret."""
        if not question.thread_is_open(at=now):
            raise ThreadClosed
        Invitation.objects.select_for_update().get(pk=invitation.pk)  # two clicks, one comment
        own = self.of(invitation.consultation).filter(invitation=invitation)
        already = own.filter(question=question, parent=parent, text=text).first()
        if already:
            return already
        if own.count() >= MOST_COMMENTS:
            raise TooManyComments
        comment = ClauseComment(
            question=question,
            invitation=invitation,
            parent=parent,
            text=text,
            is_proposal=is_proposal,
            confidential=confidential,
            created_at=now,
        )
        if comment.is_to_be_read_first():
            comment.state = CommentState.WAITING
        elif not confidential:
            invitation.take_number()
        comment.save(force_insert=True)
        # Of a secret, the register says that it exists and holds its digest.
        words = hashlib.sha256(text.encode()).hexdigest() if confidential else text
        invitation.note(
            "clause_commented", now=now, clause=str(question), comment=words, secret=confidential
        )
        return comment

    @transaction.atomic
    def answer(
        self,
        question: ConsultationQuestion,
        text: str,
        *,
        parent: ClauseComment | None = None,
        by: User,
        now: datetime,
    ) -> ClauseComment:
        """What the team says to all; the same answer sent twice is kept once."""
        if question.consultation.published_at is None or question.consultation.concluded_at:
            raise ThreadClosed
        already = self.filter(question=question, invitation=None, parent=parent, text=text).first()
        if already:
            return already
        comment = self.create(question=question, by=by, parent=parent, text=text, created_at=now)
        question.consultation.note(
            "thread_answered", by=by, now=now, clause=str(question), answer=text
        )
        return comment


class ClauseComment(models.Model):
    """One message of a thread: of a supplier (`invitation`), or of the team, never edited.

    The team may publish a supplier's message in other words, or withhold it with a reason; what
    was written stays. A confidential one is read by the team alone (art. L2132-1).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(ConsultationQuestion, models.PROTECT, related_name="comments")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, related_name="comments", null=True, blank=True
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="replies", null=True, blank=True
    )
    text = models.TextField("commentaire", max_length=3000)
    published_text = models.TextField("commentaire tel que publié", max_length=3000, blank=True)
    is_proposal = models.BooleanField("propose un changement", default=False)
    confidential = models.BooleanField("secret des affaires (L2132-1)", default=False)
    state = models.CharField(
        "état", max_length=10, choices=CommentState, default=CommentState.SHOWN
    )
    withheld_because = models.CharField("motif du retrait", max_length=500, blank=True)
    created_at = models.DateTimeField("écrit le")
    moderated_at = models.DateTimeField("relu le", null=True)

    objects = ClauseCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire d'une clause"
        verbose_name_plural = "commentaires des clauses"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="withheld") | ~Q(withheld_because=""),
                name="withheld_comment_says_why",
                violation_error_message="Dites pourquoi ce commentaire est retiré.",
            )
        ]

    def __str__(self) -> str:
        return self.published_text or self.text

    @transaction.atomic
    def publish(self, wording: str, *, by: User, now: datetime) -> None:
        """Show it to all in this wording, which tells neither its author nor a secret."""
        if self.confidential:
            raise ValidationError("Un commentaire confidentiel reste lu de l'équipe seule.")
        self.published_text = "" if wording == self.text else wording
        self.state, self.withheld_because, self.moderated_at = CommentState.SHOWN, "", now
        if self.invitation:
            self.invitation.take_number()
        self._save_moderation()
        self.question.consultation.note(
            "comment_published", by=by, now=now, clause=str(self.question), comment=str(self)
        )

    @transaction.atomic
    def withhold(self, reason: str, *, by: User, now: datetime) -> None:
        """Take it out of what others read; its author is told why on its own page."""
        if not reason:
            raise ValidationError("Dites pourquoi ce commentaire est retiré.", code="reason")
        self.state, self.withheld_because, self.moderated_at = CommentState.WITHHELD, reason, now
        self._save_moderation()
        self.question.consultation.note(
            "comment_withheld", by=by, now=now, clause=str(self.question), reason=reason
        )

    def _save_moderation(self) -> None:
        self.save(update_fields=["published_text", "state", "withheld_because", "moderated_at"])

    def is_to_be_read_first(self) -> bool:
        """Whether the team should read it before the others do."""
        return not self.confidential and bool(self.would_reveal())

    def would_reveal(self, text: str | None = None) -> tuple[str, ...]:
        """The words of this text, or its own, that would tell who speaks, or a price."""
        if self.invitation is None:
            return ()
        invitations = Invitation.objects.filter(consultation=self.question.consultation_id)
        supplier = self.invitation.supplier
        return revealing(
            self.text if text is None else text,
            names=list(invitations.values_list("name", flat=True)),
            places=[supplier.city] if supplier and supplier.city else [],
        )
