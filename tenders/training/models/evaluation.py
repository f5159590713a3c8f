"""What somebody thought of a session; nothing says who, nor when."""

from __future__ import annotations

import uuid

from django.db import models

from tenders.training.models.session import TrainingSession


class Evaluation(models.Model):
    """Its random key leaves no order to guess from; `answers` is question → mark or text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="evaluations")
    answers = models.JSONField("réponses", default=dict)

    class Meta:
        verbose_name = "évaluation"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Évaluation de « {self.session} »"
