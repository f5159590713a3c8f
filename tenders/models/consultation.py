"""The market consultation (sourçage, art. R2111-1): same brief, questions and dates for all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from needs.models import Project, RegisterEntry
from procurement.accounts.models import User
from procurement.legal import Finding
from tenders.wording import check_wording

if TYPE_CHECKING:
    from tenders.models.decision import Decision
    from tenders.models.invitation import Invitation
    from tenders.models.question import ConsultationQuestion
    from tenders.models.thread import ClauseComment


class StaleConsultation(Exception):
    """Somebody else saved the draft since it was read; carries it as it is now."""

    def __init__(self, current: MarketConsultation) -> None:
        super().__init__("La consultation a été modifiée entre-temps.")
        self.current = current


class MarketConsultationQuerySet(models.QuerySet["MarketConsultation"]):
    def published(self) -> MarketConsultationQuerySet:
        """Those anyone may read: published, whether still open or closed."""
        return self.filter(published_at__isnull=False)

    def open(self, *, at: datetime | None = None) -> MarketConsultationQuerySet:
        at = at or timezone.now()
        return self.published().filter(opens_at__lte=at, closes_at__gt=at)

    def visible_to(self, user: User | AnonymousUser) -> MarketConsultationQuerySet:
        """What the team of the project sees, drafts included."""
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def editable_by(self, user: User | AnonymousUser) -> MarketConsultationQuerySet:
        return self.filter(project__in=Project.objects.editable_by(user).values("pk"))

    def validatable_by(self, user: User | AnonymousUser) -> MarketConsultationQuerySet:
        """Where the person may publish, invite, decide: what reaches the suppliers."""
        return self.filter(project__in=Project.objects.validatable_by(user).values("pk"))

    def readable_by(self, user: User | AnonymousUser) -> MarketConsultationQuerySet:
        """Its public page: everyone once published, the project's team before."""
        return self.filter(
            Q(published_at__isnull=False)
            | Q(project__in=Project.objects.visible_to(user).values("pk"))
        )


class MarketConsultation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="consultations")
    title = models.CharField("titre", max_length=200)
    brief = models.TextField("ce que nous cherchons", max_length=20_000)
    opens_at = models.DateTimeField("ouverture")
    closes_at = models.DateTimeField("clôture des réponses")
    published_at = models.DateTimeField("publiée le", null=True, blank=True, editable=False)
    concluded_at = models.DateTimeField("bilan envoyé le", null=True, blank=True, editable=False)
    conclusion = models.TextField("ce que nous en retenons", max_length=10_000, blank=True)
    # Why proposals were left without decision at the closing: said to all, never passed over.
    undecided_because = models.TextField("propositions sans décision", max_length=2000, blank=True)
    tender_url = models.URLField("adresse du marché publié", max_length=500, blank=True)
    # Two people on one draft: a form sends the version it read, a stale one is refused.
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = MarketConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation du marché"
        verbose_name_plural = "consultations du marché"
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="consultation_closes_after_opening",
                violation_error_message="La clôture doit suivre l'ouverture.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tenders:consultation", args=[self.pk])

    @transaction.atomic
    def publish(self, *, by: User, now: datetime) -> None:
        """Make it public: brief, documents and questions are frozen from now on."""
        from tenders.consultation_alerts import consultation_published

        self._lock()
        if self.published_at:
            raise ValidationError("Cette consultation est déjà publiée.", code="published")
        labels = [question.label for question in self.questions.all()]
        if not labels:
            raise ValidationError("Ajoutez au moins une question avant de publier.", code="empty")
        if self.closes_at <= now:
            raise ValidationError(
                "La clôture est déjà passée : choisissez une date à venir.", code="closed"
            )
        self.published_at = now
        self.save(update_fields=["published_at"])
        self.note(
            "consultation_published",
            by=by,
            now=now,
            brief=self.brief,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            questions=labels,
            documents=[document.title for document in self.documents.all()],
        )
        transaction.on_commit(partial(consultation_published.enqueue, str(self.pk)))

    @transaction.atomic
    def extend(self, closes_at: datetime, *, by: User, now: datetime) -> None:
        """Give everyone more time; the one change that a published consultation allows."""
        self._lock()
        if not self.accepts_answers(at=now):
            raise ValidationError(
                "Seule une consultation publiée et non close se prolonge.", code="closed"
            )
        if closes_at <= self.closes_at:
            raise ValidationError(
                "La nouvelle clôture doit suivre celle qui est annoncée.", code="earlier"
            )
        before, self.closes_at = self.closes_at, closes_at
        self.save(update_fields=["closes_at"])
        self.note("consultation_extended", by=by, now=now, before=before, closes_at=closes_at)

    @transaction.atomic
    def conclude(
        self,
        conclusion: str,
        *,
        undecided_because: str = "",
        tender_url: str = "",
        by: User,
        now: datetime,
    ) -> None:
        """Say once, to all who took part, what was learned and decided (after the close)."""
        self._lock()
        if not self.is_closed(at=now):
            raise ValidationError("Le bilan s'envoie après la clôture.", code="open")
        if self.concluded_at:
            raise ValidationError("Le bilan est déjà envoyé.", code="concluded")
        self.conclusion, self.concluded_at = conclusion, now
        self.undecided_because, self.tender_url = undecided_because, tender_url
        self.save(update_fields=["conclusion", "concluded_at", "undecided_because", "tender_url"])
        self.note(
            "consultation_concluded",
            by=by,
            now=now,
            conclusion=conclusion,
            undecided=undecided_because,
        )

    @transaction.atomic
    def tell_tender(self, url: str, *, by: User, now: datetime) -> None:
        """Say once, to all, where the tender that followed is published."""
        self._lock()
        if not self.concluded_at:
            raise ValidationError("Envoyez d'abord le bilan : il peut porter cette adresse.")
        if self.tender_url:
            raise ValidationError("L'adresse du marché est déjà annoncée à tous.", code="told")
        self.tender_url = url
        self.save(update_fields=["tender_url"])
        self.note("tender_told", by=by, now=now, url=url)

    @transaction.atomic
    def decide(
        self,
        decision: Decision,
        *,
        comments: Iterable[ClauseComment] = (),
        invitations: Iterable[Invitation] = (),
        by: User,
        now: datetime,
    ) -> None:
        """Write down what became of a proposal; nothing is decided before all could answer.

        The proposals that it answers: these comments, and what these structures answered.
        """
        self._lock()
        if not self.is_closed(at=now):
            raise ValidationError("Les décisions se prennent après la clôture.", code="open")
        if self.concluded_at:
            raise ValidationError("Le bilan est envoyé : les décisions sont figées.")
        decision.consultation, decision.decided_by, decision.decided_at = self, by, now
        decision.before = decision.question.clause_text if decision.question else ""
        decision.full_clean()
        decision.save()
        decision.comments.set(comments)
        decision.invitations.set(invitations)
        self.note(
            "proposal_decided",
            by=by,
            now=now,
            proposal=decision.proposal,
            outcome=decision.outcome,
            reason=decision.reason,
            before=decision.before,
            after=decision.after,
        )

    @transaction.atomic
    def replace_questions(self, questions: Iterable[ConsultationQuestion]) -> None:
        """Set the questions of a draft, in this order; those left out are removed."""
        self._lock()
        if self.published_at:
            raise ValidationError("Les questions sont figées par la publication.", code="published")
        kept = list(questions)
        for position, question in enumerate(kept, start=1):
            question.consultation, question.position = self, position
            question.save()
        self.questions.exclude(pk__in=[question.pk for question in kept]).delete()

    def add_questions(self, questions: Iterable[ConsultationQuestion]) -> None:
        """Put them after the others; one with a label already asked is left out."""
        present = list(self.questions.all())
        labels = {question.label for question in present}
        self.replace_questions([*present, *(q for q in questions if q.label not in labels)])

    def remove_question(self, key: int) -> None:
        self.replace_questions([q for q in self.questions.all() if q.pk != key])

    def move_question(self, key: int, by: int) -> None:
        """Move a question `by` places down (up when negative), as far as there is room."""
        ordered = list(self.questions.all())
        here = next((i for i, question in enumerate(ordered) if question.pk == key), None)
        if here is not None:
            question = ordered.pop(here)
            ordered.insert(max(0, here + by), question)
            self.replace_questions(ordered)

    @transaction.atomic
    def edit(self, *, version: int, **values: Any) -> None:
        """Change a draft; raises StaleConsultation when somebody saved it since it was read."""
        fresh = MarketConsultation.objects.select_for_update().get(pk=self.pk)
        if fresh.published_at:
            raise ValidationError("La consultation est publiée : elle est figée.", code="published")
        if fresh.version != version:
            raise StaleConsultation(fresh)
        for name, value in {**values, "version": version + 1}.items():
            setattr(self, name, value)
        self.save()

    def note(self, act: str, *, by: User | None = None, now: datetime, **facts: Any) -> None:
        """Write an act of this consultation in the project's register."""
        RegisterEntry.objects.note(
            self.project, act, by=by, now=now, consultation=str(self.pk), title=self.title, **facts
        )

    def note_reader(self, user: User, *, now: datetime) -> None:
        """The first time that this person reads the answers; who read them is part of fairness."""
        read = RegisterEntry.objects.filter(project=self.project_id, act="answers_read", by=user)
        if not read.filter(facts__consultation=str(self.pk)).exists():
            self.note("answers_read", by=user, now=now)

    def findings(self) -> tuple[Finding, ...]:
        """Wording of the brief and the questions that would distort competition, or lack care."""
        labels = [f"{question.label} {question.help_text}" for question in self.questions.all()]
        return check_wording("\n\n".join([self.title, self.brief, *labels]), "sourcing").findings

    def is_open(self, *, at: datetime | None = None) -> bool:
        """Whether suppliers may answer."""
        at = at or timezone.now()
        return self.published_at is not None and self.opens_at <= at < self.closes_at

    def is_closed(self, *, at: datetime | None = None) -> bool:
        return self.published_at is not None and (at or timezone.now()) >= self.closes_at

    def accepts_answers(self, *, at: datetime) -> bool:
        """Whether answers are or will be accepted: published, and not closed yet."""
        return self.published_at is not None and at < self.closes_at

    def _lock(self) -> None:
        """Hold the row until the end of the transaction and read again what others changed."""
        fresh = MarketConsultation.objects.select_for_update().get(pk=self.pk)
        self.published_at = fresh.published_at
        self.concluded_at = fresh.concluded_at
        self.tender_url = fresh.tender_url
        self.closes_at = fresh.closes_at


class ConsultationDocument(models.Model):
    """A file given to all with the brief: plan, draft, photograph."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(MarketConsultation, models.CASCADE, related_name="documents")
    title = models.CharField("intitulé", max_length=160)
    file = models.FileField("fichier", upload_to="consultations/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")

    class Meta:
        verbose_name = "document de la consultation"
        verbose_name_plural = "documents de la consultation"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class PublicQuestionQuerySet(models.QuerySet["PublicQuestion"]):
    def answered(self) -> PublicQuestionQuerySet:
        return self.filter(answered_at__isnull=False)

    def pending(self) -> PublicQuestionQuerySet:
        return self.filter(answered_at__isnull=True)

    def answerable_by(self, user: User | AnonymousUser) -> PublicQuestionQuerySet:
        return self.filter(
            consultation__in=MarketConsultation.objects.validatable_by(user).values("pk")
        )


class PublicQuestion(models.Model):
    """Asked by one supplier, answered for all; who asked is never shown."""

    consultation = models.ForeignKey(
        MarketConsultation, models.PROTECT, related_name="public_questions"
    )
    asked_by = models.ForeignKey("tenders.Invitation", models.SET_NULL, null=True, related_name="+")
    text = models.TextField("question", max_length=3000)
    published_text = models.TextField(
        "question telle que publiée",
        max_length=3000,
        blank=True,
        help_text="Retirez ce qui permettrait de reconnaître son auteur.",
    )
    asked_at = models.DateTimeField("posée le", auto_now_add=True)
    answer = models.TextField("réponse", max_length=5000, blank=True)
    answered_at = models.DateTimeField("publiée le", null=True, blank=True)

    objects = PublicQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question publique"
        verbose_name_plural = "questions publiques"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.published_text or self.text

    @transaction.atomic
    def publish_answer(self, answer: str, wording: str, *, by: User, now: datetime) -> None:
        """Answer once, for all; the question is published in `wording`, its author hidden."""
        fresh = PublicQuestion.objects.select_for_update().get(pk=self.pk)
        if fresh.answered_at:
            raise ValidationError("Cette question a déjà reçu sa réponse.", code="answered")
        self.answer, self.published_text, self.answered_at = answer, wording, now
        self.save(update_fields=["answer", "published_text", "answered_at"])
        self.consultation.note(
            "question_answered", by=by, now=now, question=wording, asked=self.text, answer=answer
        )
