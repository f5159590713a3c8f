"""The typed questions of a consultation, and the clauses under test with their threads."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction

from procurement.accounts.models import User
from procurement.typography import capitalised, long_date, number
from tenders.models.consultation import MarketConsultation


class QuestionKind(models.TextChoices):
    TEXT = "text", "texte libre"
    CHOICE = "choice", "un choix"
    CHOICES = "choices", "plusieurs choix"
    NUMBER = "number", "nombre avec unité"
    CAPACITY = "capacity", "capacité par période"
    DATE = "date", "date"
    FILE = "file", "fichier"
    CLAUSE = "clause", "clause à tester"


class ConsultationQuestion(models.Model):
    consultation = models.ForeignKey(MarketConsultation, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("type de réponse", max_length=10, choices=QuestionKind)
    label = models.CharField("question", max_length=300)
    help_text = models.CharField("aide", max_length=500, blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    choices = models.JSONField("choix proposés", default=list, blank=True)
    component = models.CharField(
        "composante du besoin",
        max_length=60,
        blank=True,
        help_text="Les capacités déclarées sont alors comparées au total du diagnostic.",
    )
    # Of a clause under test: the library's identifier and version, and the text shown to all.
    clause_id = models.SlugField("clause", max_length=80, blank=True)
    clause_version = models.PositiveSmallIntegerField("version", null=True, blank=True)
    clause_level = models.CharField("niveau d'ambition", max_length=12, blank=True)
    clause_text = models.TextField("texte de la clause", max_length=10_000, blank=True)
    required = models.BooleanField("réponse attendue", default=False)
    minimum = models.DecimalField(
        "valeur minimale", max_digits=14, decimal_places=3, null=True, blank=True
    )
    maximum = models.DecimalField(
        "valeur maximale", max_digits=14, decimal_places=3, null=True, blank=True
    )
    earliest = models.DateField("au plus tôt le", null=True, blank=True)
    latest = models.DateField("au plus tard le", null=True, blank=True)
    # Of the thread of a clause; blank: as long as the consultation itself.
    thread_opens_at = models.DateTimeField("ouverture du fil", null=True, blank=True)
    thread_closes_at = models.DateTimeField("clôture du fil", null=True, blank=True)

    class Meta:
        verbose_name = "question"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    def limits(self) -> str:
        """What is accepted, in words; empty when anything is."""
        if self.kind == QuestionKind.DATE:
            first, last = (long_date(day) if day else None for day in (self.earliest, self.latest))
            return _between(first, last, ("à partir du", "au plus tard le"), ("du", "au"))
        if self.kind in (QuestionKind.NUMBER, QuestionKind.CAPACITY):
            low, high = (None if v is None else number(v) for v in (self.minimum, self.maximum))
            return _between(low, high, ("au moins", "au plus"), ("de", "à"))
        return ""

    def thread_dates(self) -> tuple[datetime, datetime]:
        """When comments are received; never outside the consultation's own dates."""
        consultation = self.consultation
        return (
            max(self.thread_opens_at or consultation.opens_at, consultation.opens_at),
            min(self.thread_closes_at or consultation.closes_at, consultation.closes_at),
        )

    def thread_is_open(self, *, at: datetime) -> bool:
        opens_at, closes_at = self.thread_dates()
        is_thread = self.kind == QuestionKind.CLAUSE and self.consultation.is_open(at=at)
        return is_thread and opens_at <= at < closes_at

    @transaction.atomic
    def set_thread_dates(
        self, opens_at: datetime | None, closes_at: datetime | None, *, by: User, now: datetime
    ) -> None:
        """Freely in a draft; once published, a thread only closes later, for all."""
        before = self.thread_dates()
        self.thread_opens_at, self.thread_closes_at = opens_at, closes_at
        after = self.thread_dates()
        if after[1] <= after[0]:
            raise ValidationError("La clôture du fil doit suivre son ouverture.", code="order")
        published = self.consultation.published_at is not None
        if published and (after[1] < before[1] or after[0] > max(before[0], now)):
            raise ValidationError(
                "La consultation est publiée : un fil peut durer plus longtemps, pas moins.",
                code="published",
            )
        self.save(update_fields=["thread_opens_at", "thread_closes_at"])
        if published:
            self.consultation.note(
                "thread_extended", by=by, now=now, clause=self.label, closes_at=after[1]
            )


def _between(
    low: str | None, high: str | None, alone: tuple[str, str], both: tuple[str, str]
) -> str:
    if low and high:
        return capitalised(f"{both[0]} {low} {both[1]} {high}.")
    return capitalised(f"{alone[0]} {low}." if low else f"{alone[1]} {high}." if high else "")
