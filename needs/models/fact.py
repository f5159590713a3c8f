"""What Balise understood in a sheet's text, and what a person decided about each item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from procurement.accounts.models import User


class FactKind(models.TextChoices):
    QUANTITY = "quantity", "quantité"
    AMOUNT = "amount", "montant"
    DATE = "date", "date"
    DURATION = "duration", "durée"
    PLACE = "place", "lieu"
    OBJECTIVE = "objective", "objectif"
    CPV = "cpv", "code CPV"


class FactStatus(models.TextChoices):
    PROPOSED = "proposed", "à confirmer"
    CONFIRMED = "confirmed", "confirmé"
    CORRECTED = "corrected", "corrigé"
    REJECTED = "rejected", "écarté"


_AROUND = 6  # words quoted on each side


class NeedFactQuerySet(models.QuerySet["NeedFact"]):
    def proposed(self) -> NeedFactQuerySet:
        return self.filter(status=FactStatus.PROPOSED)

    def accepted(self) -> NeedFactQuerySet:
        return self.filter(status__in=(FactStatus.CONFIRMED, FactStatus.CORRECTED))


class NeedFact(models.Model):
    """One thing Balise understood, where it read it, and what a person decided about it."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="facts")
    kind = models.CharField("nature", max_length=12, choices=FactKind)
    start = models.PositiveIntegerField("début", null=True)  # None: not read at one place (CPV)
    end = models.PositiveIntegerField("fin", null=True)
    text = models.CharField("mots lus", max_length=300, blank=True)
    # A corrected item keeps what was first read under the key "read".
    data = models.JSONField("valeur", default=dict, help_text="L'élément tel que formats.md.")
    status = models.CharField(
        "décision", max_length=10, choices=FactStatus, default=FactStatus.PROPOSED
    )
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True)

    objects = NeedFactQuerySet.as_manager()

    class Meta:
        verbose_name = "élément compris"
        verbose_name_plural = "éléments compris"
        ordering = ["kind", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.text}"

    @property
    def is_accepted(self) -> bool:
        return self.status in (FactStatus.CONFIRMED, FactStatus.CORRECTED)

    def words_around(self) -> str:
        """Some of the text on both sides, so that one knows again what was counted."""
        if self.start is None or self.end is None:
            return self.text
        text = self.need.text
        before, after = text[: self.start].split(), text[self.end :].split()
        return " ".join([*before[-_AROUND:], text[self.start : self.end], *after[:_AROUND]])

    def decide(self, status: str, *, by: User, now: datetime) -> None:
        """Accept, set aside or leave undecided; a correction made before is dropped."""
        self._settle(status, self.data.get("read", self.data), by=by, now=now)

    def correct(self, data: dict[str, Any], *, by: User, now: datetime) -> None:
        read = self.data.get("read", self.data)
        self._settle(FactStatus.CORRECTED, {**read, **data, "read": read}, by=by, now=now)

    def _settle(self, status: str, data: dict[str, Any], *, by: User, now: datetime) -> None:
        decided = status != FactStatus.PROPOSED
        self.status, self.data = status, data
        self.decided_by, self.decided_at = (by, now) if decided else (None, None)
        self.save(update_fields=["status", "data", "decided_by", "decided_at"])
        self.need.note_when_all_decided(by=by, now=now)
