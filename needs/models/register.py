"""The project's register: every act that proves fairness, append-only, chained by hashes."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from needs import chain
from needs.acts import FAMILIES
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
        entry.seal = entry.row().computed()
        entry.save(force_insert=True)
        return entry

    def told_by(
        self,
        *,
        family: str = "",
        actor: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> RegisterQuerySet:
        """The acts of one family, of one person, of these days, both included."""
        found = self.filter(actor=actor) if actor else self
        if family:
            begins = (Q(act__startswith=beginning) for beginning in FAMILIES[family][1])
            found = found.filter(reduce(or_, begins))
        if since:
            found = found.filter(at__date__gte=since)
        return found.filter(at__date__lte=until) if until else found

    def rows(self, project: Project) -> list[chain.Row]:
        return [entry.row() for entry in self.filter(project=project).order_by("number")]

    def verdict(self, project: Project) -> chain.Verdict:
        """Whether the chain holds, and which row was altered, removed or moved."""
        return chain.verify(self.rows(project))

    def first_broken(self, project: Project) -> RegisterEntry | None:
        """The first entry at or after the first fault; None when all hold."""
        verdict = self.verdict(project)
        if verdict.holds:
            return None
        number = verdict.faults[0].number
        return self.filter(project=project, number__gte=number).order_by("number").first()


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

    def row(self) -> chain.Row:
        return chain.Row(
            str(self.project_id),
            self.number,
            self.at,
            self.act,
            self.actor,
            self.facts,
            self.previous,
            self.seal,
        )
