"""The project's register: every act that proves fairness, append-only, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import models, transaction

from needs.models.project import Project
from procurement.accounts.models import User


class RegisterQuerySet(models.QuerySet["RegisterEntry"]):
    @transaction.atomic
    def note(
        self,
        project: Project,
        act: str,
        *,
        by: User | None = None,
        now: datetime,
        actor: str = "",
        **facts: Any,
    ) -> RegisterEntry:
        """Append one act. `actor` names who acted when it is not a signed-in person."""
        # Locking the project makes two writers queue, so that the chain never forks.
        Project.objects.select_for_update().get(pk=project.pk)
        last = self.filter(project=project).order_by("-number").first()
        entry = RegisterEntry(
            project=project,
            number=last.number + 1 if last else 1,
            at=now,
            act=act,
            by=by,
            actor=actor or (str(by) if by else "Balise"),
            facts=json.loads(json.dumps(facts, default=str)),
            previous=last.seal if last else "",
        )
        entry.seal = entry.compute_seal()
        entry.save(force_insert=True)
        return entry

    def first_broken(self, project: Project) -> RegisterEntry | None:
        """The first entry that was altered, or that follows a removed one; None when all hold."""
        previous = ""
        for number, entry in enumerate(self.filter(project=project).order_by("number"), start=1):
            intact = entry.number == number and entry.previous == previous
            if not intact or entry.seal != entry.compute_seal():
                return entry
            previous = entry.seal
        return None


class RegisterEntry(models.Model):
    """One act: who, when, what. `act` is a stable slug; its French sentence is in the template."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="register")
    number = models.PositiveIntegerField("numéro")
    at = models.DateTimeField("date et heure")
    act = models.CharField("acte", max_length=60)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField("auteur", max_length=200)
    facts = models.JSONField("détails", default=dict)
    previous = models.CharField("empreinte précédente", max_length=64, blank=True)
    seal = models.CharField("empreinte", max_length=64)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "acte du registre"
        verbose_name_plural = "actes du registre"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="register_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.act}"

    def compute_seal(self) -> str:
        """SHA-256 over the act and the seal before it: altering one breaks all that follow."""
        content = json.dumps(
            [
                str(self.project_id),
                self.number,
                self.at.timestamp(),
                self.act,
                self.actor,
                self.facts,
                self.previous,
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(content.encode()).hexdigest()
