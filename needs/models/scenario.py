"""A comparison of single use and reuse, as a project's team filled it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.urls import reverse

from needs import scenarios
from needs.merging import Merge, merge
from needs.models.project import Project
from needs.models.register import RegisterEntry
from procurement.accounts.models import User


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User | AnonymousUser) -> ScenarioQuerySet:
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def editable_by(self, user: User | AnonymousUser) -> ScenarioQuerySet:
        return self.filter(project__in=Project.objects.editable_by(user).values("pk"))

    def retained(self) -> ScenarioQuerySet:
        """Those that the report to elected members shows."""
        return self.filter(in_report=True)


class Scenario(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="scenarios")
    title = models.CharField("nom du scénario", max_length=120)
    # {coefficient: {"value": "0.18", "source": "devis de mars 2027"}}; the others keep what the
    # diagnosis knows or the shipped assumption.
    values = models.JSONField("valeurs saisies", default=dict, blank=True)
    in_report = models.BooleanField(
        "à reprendre dans le rapport aux élus",
        default=False,
        help_text="Les coûts, les courbes et chaque hypothèse y figurent.",
    )
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="scenario_named_once",
                violation_error_message="Un scénario de cette démarche porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:scenario", args=[self.project_id, self.pk])

    def as_read(self) -> dict[str, Any]:
        """All that a form shows, by name: its title, whether it is reported, each typed value."""
        return {"title": self.title, "in_report": self.in_report, **self.values}

    @transaction.atomic
    def revise(
        self, seen: dict[str, Any], typed: dict[str, Any], *, by: User, now: datetime
    ) -> Merge:
        """Save what the person changed of what they read; what another changed too is left alone.

        `seen` and `typed` are as `as_read()` gives them; None takes a value back.
        """
        current = Scenario.objects.select_for_update().get(pk=self.pk)
        merged = merge(seen, current.as_read(), typed)
        if merged.changed:
            kept = {**current.as_read(), **merged.changed}
            current.title, current.in_report = kept.pop("title"), kept.pop("in_report")
            current.values = {id: value for id, value in kept.items() if value}
            current.save()
            current.note("scenario_changed", by=by, now=now)
        return merged

    def note(self, act: str, *, by: User, now: datetime) -> None:
        RegisterEntry.objects.note(self.project, act, by=by, now=now, scenario=self.title)

    def given(self, facts: dict[str, Any]) -> dict[str, scenarios.Given]:
        """Each coefficient with its value and where it is from; `facts` of the diagnosis."""
        return scenarios.given(self.values, facts)

    def plain_values(self, facts: dict[str, Any]) -> dict[str, Decimal]:
        return {id: each.value for id, each in self.given(facts).items()}
