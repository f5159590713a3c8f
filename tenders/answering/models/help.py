"""One-to-one help: a supplier asks somebody, they meet, and their notes stay between them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from procurement.accounts.models import User
from procurement.typography import fold
from suppliers.models import Supplier
from tenders.answering.models.preparation import Preparation
from tenders.answering.models.publication import Publication


class HelpState(models.TextChoices):
    ASKED = "asked", "demande envoyée"
    ACCEPTED = "accepted", "acceptée"
    DECLINED = "declined", "déclinée"
    STOPPED = "stopped", "arrêtée par la garantie"
    CLOSED = "closed", "terminée"


LIVE = (HelpState.ASKED, HelpState.ACCEPTED)


class Mode(models.TextChoices):
    MEETING = "meeting", "sur place"
    PHONE = "phone", "au téléphone"
    VIDEO = "video", "en visioconférence"


class HelpQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> HelpQuerySet:
        """The supplier's people and the person asked; not their colleagues."""
        if not user.is_authenticated:
            return self.none()
        own = Supplier.objects.editable_by(user).values("pk")
        return self.filter(Q(preparation__supplier__in=own) | Q(adviser=user))

    def live(self) -> HelpQuerySet:
        return self.filter(state__in=LIVE)


class HelpRequest(models.Model):
    """`shared`: the supplier lets this person read its preparation while the help lasts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="help_requests")
    adviser = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="à qui")
    text = models.TextField(
        "ce que vous voulez travailler",
        max_length=3000,
        help_text="Vos points à vous : « comment chiffrer la tournée du lot 3 ».",
    )
    shared = models.BooleanField("montrer ma préparation à cette personne", default=False)
    state = models.CharField("état", max_length=8, choices=HelpState, default=HelpState.ASKED)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    meet_at = models.DateTimeField("rendez-vous le", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "durée en minutes",
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    mode = models.CharField("comment", max_length=8, choices=Mode, default=Mode.VIDEO)
    place = models.CharField("lieu, numéro ou lien", max_length=300, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d'aide"
        verbose_name_plural = "demandes d'aide"
        ordering = ["-asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.preparation}, {self.adviser}"

    def get_absolute_url(self) -> str:
        return reverse("answering:help", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def move(self, state: HelpState) -> bool:
        """Whether it was still live: an ended help opens no more."""
        moved = HelpRequest.objects.live().filter(pk=self.pk).update(state=state)
        if moved:
            self.state = state
        return bool(moved)

    def write(self, text: str, *, by: User, now: datetime) -> HelpNote:
        return self.notes.create(text=text, by=by, author=str(by), at=now)

    @transaction.atomic
    def share_with_all(self, question: str, answer: str, *, now: datetime) -> SharedHelp:
        """What helps one candidate generally is said to all; raises when it would name it."""
        supplier = self.preparation.supplier
        if _names(supplier, f"{question} {answer}"):
            raise ValidationError(
                "Ce texte nomme la structure qui a demandé : retirez ce qui permettrait de la "
                "reconnaître."
            )
        publication = self.preparation.publication
        kept = SharedHelp.objects.create(
            publication=publication,
            call_key=self.preparation.call_key,
            call_title=self.preparation.title,
            question=question,
            answer=answer,
            published_at=now,
        )
        if publication:
            publication.tender.note(
                "general_help_published", by=None, now=now, question=question, answer=answer
            )
        return kept


def _names(supplier: Supplier, text: str) -> bool:
    said = fold(text)
    digits = "".join(c for c in text if c.isdigit())
    contact = supplier.contact_email.lower()
    return (
        fold(supplier.name) in said
        or supplier.siret[:9] in digits
        or bool(contact and contact in text.lower())
    )


class HelpNote(models.Model):
    """Written once; both sides read it, nobody else."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="notes")
    text = models.TextField("note", max_length=5000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    author = models.CharField("auteur", max_length=200)
    at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "note d'un rendez-vous"
        verbose_name_plural = "notes des rendez-vous"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}, {self.at:%Y-%m-%d}"


class SharedHelp(models.Model):
    """General help, public: neither who asked nor who answered is kept with it."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, related_name="shared_help"
    )
    call_key = models.CharField("clé du marché", max_length=32, db_index=True)
    call_title = models.CharField("marché", max_length=250)
    question = models.TextField("question", max_length=2000)
    answer = models.TextField("réponse", max_length=5000)
    published_at = models.DateTimeField("publiée le")

    class Meta:
        verbose_name = "aide générale publiée"
        verbose_name_plural = "aides générales publiées"
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.question
