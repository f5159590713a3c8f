"""A table that somebody sent, waiting for their confirmation; only its cells are kept."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from needs.importing.columns import Column
from needs.models.need import Need
from needs.models.project import Project
from procurement.accounts.models import User
from procurement.spreadsheets import Row, Sheet

LASTS = timedelta(days=7)


class ImportKind(models.TextChoices):
    SITES = "sites", "des sites et des volumes"
    CANTEENS = "canteens", "des cantines du registre « ma cantine »"
    PROGRAMME = "programme", "un programme d'achats"


class TableImportQuerySet(models.QuerySet["TableImport"]):
    def editable_by(self, user: User | AnonymousUser, *, at: datetime) -> TableImportQuerySet:
        """The person's own imports, while they may still write where these go."""
        if not user.is_authenticated:
            return self.none()
        needs = Need.objects.editable_by(user).values("pk")
        projects = Project.objects.editable_by(user).unfrozen().values("pk")
        return self.filter(Q(need__in=needs) | Q(project__in=projects), by=user, expires_at__gt=at)

    def expired(self, *, at: datetime) -> TableImportQuerySet:
        return self.filter(expires_at__lte=at)

    def keep(
        self, sheets: Sequence[Sheet], *, by: User, now: datetime, **values: Any
    ) -> TableImport:
        """A new import that waits; those that nobody finished are thrown away."""
        self.expired(at=now).delete()
        tables = [{"name": sheet.name, "rows": sheet.rows} for sheet in sheets]
        return self.create(tables=tables, by=by, created_at=now, expires_at=now + LASTS, **values)


class TableImport(models.Model):
    """One file on its way to one sheet, or to the sheets of a project."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("contenu", max_length=10, choices=ImportKind)
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    file_name = models.CharField("fichier", max_length=120)
    tables = models.JSONField("feuilles", default=list, help_text="Vidées après l'import.")
    chosen = models.PositiveSmallIntegerField("feuille choisie", default=0)
    columns = models.JSONField("colonnes", default=list)
    decisions = models.JSONField("décisions", default=dict, help_text="{question: valeur}")
    left_out = models.JSONField("lignes laissées de côté à la lecture", default=list)
    created_at = models.DateTimeField("envoyé le")
    expires_at = models.DateTimeField("expire le", db_index=True)
    applied_at = models.DateTimeField("importé le", null=True)
    undone_at = models.DateTimeField("annulé le", null=True)
    outcome = models.JSONField("résultat", default=dict)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de tableau"
        verbose_name_plural = "imports de tableaux"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(need=None, project__isnull=False) | Q(need__isnull=False, project=None),
                name="table_import_has_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("needs:import_confirm", args=[self.pk])

    @property
    def target(self) -> Need | Project:
        """Where the rows go; the page to come back to."""
        target = self.need or self.project
        assert target is not None  # a constraint of the table
        return target

    @property
    def rows(self) -> list[Row]:
        return [(line, cells) for line, cells in self.tables[self.chosen]["rows"]]

    @property
    def read_columns(self) -> list[Column]:
        """As they were kept; those of tables sent long ago may lack what columns say today."""
        return [Column(**{**kept, "parts": tuple(kept.get("parts", ()))}) for kept in self.columns]

    def map(self, chosen: int, columns: Sequence[Column]) -> None:
        """What each column says; another sheet of the workbook starts with no decision."""
        if chosen != self.chosen:
            self.decisions = {}
        self.chosen, self.columns = chosen, [column.as_dict() for column in columns]
        self.save(update_fields=["chosen", "columns", "decisions"])

    def decide(self, decisions: dict[str, str], undecided: Sequence[str] = ()) -> None:
        """Answers to questions, and those taken back."""
        kept = {**self.decisions, **decisions}
        self.decisions = {key: value for key, value in kept.items() if key not in undecided}
        self.save(update_fields=["decisions"])
