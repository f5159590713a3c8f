"""The market consultation (sourçage, art. R2111-1): same brief, questions and dates for all."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import Organisation, Role, User
from suppliers.models import Supplier


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


class MarketConsultation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="consultations")
    title = models.CharField("titre", max_length=200)
    brief = models.TextField("ce que nous cherchons", max_length=20_000)
    opens_at = models.DateTimeField("ouverture")
    closes_at = models.DateTimeField("clôture des réponses")
    published_at = models.DateTimeField("publiée le", null=True, blank=True, editable=False)
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

    def is_open(self, *, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return self.published_at is not None and self.opens_at <= at < self.closes_at


class QuestionKind(models.TextChoices):
    TEXT = "text", "texte libre"
    CHOICE = "choice", "choix"
    NUMBER = "number", "nombre avec unité"
    CAPACITY = "capacity", "capacité par période"
    DATE = "date", "date"
    FILE = "file", "fichier"


class ConsultationQuestion(models.Model):
    consultation = models.ForeignKey(MarketConsultation, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("type de réponse", max_length=10, choices=QuestionKind)
    label = models.CharField("question", max_length=300)
    help_text = models.CharField("aide", max_length=500, blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    choices = models.JSONField("choix proposés", default=list, blank=True)
    required = models.BooleanField("réponse attendue", default=False)

    class Meta:
        verbose_name = "question"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


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
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    sent_at = models.DateTimeField("envoyée le", null=True)
    opened_at = models.DateTimeField("ouverte le", null=True)
    reminded_at = models.DateTimeField("relancée le", null=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "email"],
                name="invitation_once",
                violation_error_message="Cette adresse est déjà invitée à cette consultation.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def submitted(self) -> ContributionQuerySet:
        return self.filter(submitted_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> ContributionQuerySet:
        """The project's team sees sent answers; a supplier sees its own and nobody else's."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.SUPPLIER).values("pk")
        team = MarketConsultation.objects.visible_to(user).values("pk")
        return self.filter(
            Q(invitation__supplier__organisation__in=mine)
            | Q(invitation__consultation__in=team, submitted_at__isnull=False)
        )


class Answering(models.TextChoices):
    ALONE = "alone", "seul"
    GROUP = "group", "en groupement"
    LOOKING = "looking", "je cherche des partenaires"
    NO = "no", "je ne répondrai pas au marché"


class Contribution(models.Model):
    """A supplier's answer to the consultation; a draft until sent, editable until the close."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="contribution")
    answering = models.CharField("vous répondriez", max_length=10, choices=Answering, blank=True)
    partners = models.CharField("avec quels partenaires", max_length=500, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    saved_at = models.DateTimeField("enregistrée le", auto_now=True)
    submitted_at = models.DateTimeField("envoyée le", null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["invitation__name", "pk"]

    def __str__(self) -> str:
        return f"Contribution de {self.invitation.name}"


class Answer(models.Model):
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ConsultationQuestion, models.PROTECT, related_name="answers")
    value = models.JSONField("réponse", null=True, blank=True)
    file = models.FileField("fichier", upload_to="answers/", blank=True)
    confidential = models.BooleanField("secret des affaires (L2132-1)", default=False)

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.question} : {self.value}"


class PublicQuestion(models.Model):
    """Asked by one supplier, answered for all; who asked is never shown."""

    consultation = models.ForeignKey(
        MarketConsultation, models.PROTECT, related_name="public_questions"
    )
    asked_by = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="+")
    text = models.TextField("question", max_length=3000)
    asked_at = models.DateTimeField("posée le", auto_now_add=True)
    answer = models.TextField("réponse", max_length=5000, blank=True)
    answered_at = models.DateTimeField("publiée le", null=True, blank=True)

    class Meta:
        verbose_name = "question publique"
        verbose_name_plural = "questions publiques"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text
