"""What stays of a session once its registrations are erased: numbers."""

from __future__ import annotations

from django.db import models

from tenders.training.choices import Audience
from tenders.training.models.session import TrainingSession


class Headcount(models.Model):
    """`people` counts those whom the year had not counted yet; see `figures.DEFINITIONS`."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="headcounts")
    audience = models.CharField("public", max_length=10, choices=Audience)
    registered = models.PositiveIntegerField("inscriptions")
    attended = models.PositiveIntegerField("participations")
    people = models.PositiveIntegerField("personnes différentes")
    minutes = models.PositiveIntegerField("minutes suivies")

    class Meta:
        verbose_name = "décompte"
        constraints = [
            models.UniqueConstraint(fields=["session", "audience"], name="headcount_once")
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.get_audience_display()}"
