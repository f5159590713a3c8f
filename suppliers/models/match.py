"""A match run: the ranking of one day with its weights and data, never changed afterwards."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT, KeyTransform
from django.urls import reverse
from django.utils import timezone

from needs.models import Need, Project, RegisterEntry
from procurement.accounts.models import User
from suppliers.comparing import Archived, Comparison, compare
from suppliers.matching import Weights
from suppliers.models.supplier import Supplier


class _Length(models.Func):
    """How many items a JSON list has, counted where it is kept."""

    function = "json_array_length"
    output_field = models.IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="jsonb_array_length", **extra)


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, user: User | AnonymousUser) -> MatchRunQuerySet:
        return self.filter(
            Q(project__in=Project.objects.visible_to(user).values("pk"))
            | Q(need__in=Need.objects.visible_to(user).values("pk"))
        )

    def with_figures(self) -> MatchRunQuerySet:
        """What each found, in figures; what it found stays where it is, up to megabytes a run."""
        return self.defer("demand", "result").annotate(
            candidates=KeyTransform("candidates", "result"),
            excluded=_Length(KeyTransform("excluded", "result")),
            groups=_Length(KeyTransform("groups", "result")),
            leader=KT("result__results__0__name"),
        )

    def launch(
        self,
        *,
        project: Project | None = None,
        need: Need | None = None,
        weights: Weights | None = None,
        by: User | None,
        now: datetime,
    ) -> MatchRun:
        """Search for one project or one need, and keep the answer as it is today."""
        from suppliers.gathering import demand_of_need, demand_of_project, search

        if project is not None:
            demand = demand_of_project(project)
        elif need is not None:
            demand = demand_of_need(need)
        else:
            raise ValueError("launch() takes a project or a need")
        weights = weights or Weights()
        run = self.model(
            project=project,
            need=need if project is None else None,
            weights=weights.as_dict(),
            demand=demand.as_dict(),
            result=search(demand, weights).as_dict(top=MatchRun.KEPT),
            created_by=by,
            created_at=now,
        )
        run.save(force_insert=True)
        if project is not None:
            RegisterEntry.objects.note(
                project,
                "match_run",
                by=by,
                now=now,
                run=str(run.pk),
                weights=run.weights,
                digest=run.digest,
            )
        return run


class MatchRun(models.Model):
    """The frozen answer to one search. `result` is made of plain JSON:

    need_id, title      what was searched for
    components          [{name, why}]: the parts of the need that one supplier may not cover alone
    unread              [text]: what the need asks for in words of no known trade; recent runs only
    scope               {matching, scored, elsewhere, told}: whom the search looked at, in figures
                        and in a sentence; absent of the oldest searches, as is excluded_by
    candidates          how many suppliers passed every filter, and are ranked
    weights             {activity, territory, capacity, reservation, experience, sustainability}
    tie_break           the sentence that says how equals are ordered
    notices             sentences on the run as a whole (no place known, reading unsure…)
    results             best first, at most `KEPT`: [{
        rank, supplier_id (as imported), supplier (key of the record), name, siret, city,
        department, kinds ([{code, label}]), fictitious, score (0 to 100),
        parts           [{key, name, weight, points, reason, matched: [{need, supplier}]}]
        covers          [component]: the parts of the need that it would take on
        record          what the record said that day, see `suppliers.snapshots`
        gained, lost, would_change, data_used, warnings: sentences;  notice: sentence or ""
        neutral         sentences: points that all have; recent runs only }]
    excluded            [{supplier_id, supplier, name, city, filter, filter_name, reason}]
    excluded_by         [{filter, filter_name, count}]
    groups              best first: [{
        members (supplier ids), names ({id: name}), suppliers ({id: key of the record}),
        covers ({component: [ids]}), missing ([component]), doubts (sentences; recent runs only),
        shared ({component: [ids]}: those who only have its volume together; recent runs only),
        lead (id), lead_reason, score, reasons, warnings, to_find (sentences),
        grid            [{component, why, cells: [{member, covers, capacity, note}]}] }]
    """

    KEPT = 50

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="match_runs", null=True, blank=True
    )
    need = models.ForeignKey(Need, models.PROTECT, related_name="match_runs", null=True, blank=True)
    weights = models.JSONField("poids des parts")
    demand = models.JSONField("besoin tel que lu", help_text="Les données du besoin ce jour-là.")
    result = models.JSONField(
        "résultat", help_text="Classement expliqué, écartés et groupements, au format JSON publié."
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("lancée le", default=timezone.now)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = "recherche de fournisseurs"
        verbose_name_plural = "recherches de fournisseurs"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=True) ^ Q(need__isnull=True),
                name="match_run_of_one_thing",
                violation_error_message="Une recherche porte sur une démarche ou sur un besoin.",
            )
        ]

    def __str__(self) -> str:
        return f"Recherche du {self.created_at:%d/%m/%Y}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that is kept: the project's register notes it when the run is launched."""
        kept = [self.weights, self.demand, self.result]
        return sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def others(self) -> MatchRunQuerySet:
        """The other searches about the same thing, to compare this one with."""
        same = MatchRun.objects.filter(project=self.project_id, need=self.need_id)
        return same.exclude(pk=self.pk)

    def in_order_with(self, other: MatchRun) -> tuple[MatchRun, MatchRun]:
        """Both, the earlier first."""
        return (self, other) if self.created_at <= other.created_at else (other, self)

    def compared_with(self, earlier: MatchRun) -> Comparison:
        """Who moved since an earlier search about the same thing, and why."""
        keys = {*self.supplier_keys(), *earlier.supplier_keys()}
        registered = Supplier.objects.filter(pk__in=keys).values_list("pk", "created_at")
        return compare(
            earlier.archived(), self.archived(), {str(key): at for key, at in registered}
        )

    def archived(self) -> Archived:
        return Archived(self.created_at, self.weights, self.demand, self.result)

    def get_absolute_url(self) -> str:
        return reverse("suppliers:match", args=[self.pk])

    def supplier_keys(self) -> list[uuid.UUID]:
        """All the suppliers found: ranked first, then those that only stand in groups."""
        ranked = [row["supplier"] for row in self.result["results"]]
        grouped = [key for group in self.result["groups"] for key in group["suppliers"].values()]
        return [uuid.UUID(key) for key in dict.fromkeys([*ranked, *grouped])]
