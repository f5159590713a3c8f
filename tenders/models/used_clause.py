"""A clause as one tender uses it: its version, its values, its own wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import models

from tenders.clauses import Clause, Filled
from tenders.models.taken import Taken, TakenManager


class TenderClause(Taken):
    """A library clause as this tender uses it: the version chosen, its values, its own wording."""

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="clauses")
    lot = models.ForeignKey(
        "tenders.Lot", models.CASCADE, related_name="clauses", null=True, blank=True
    )
    clause_id = models.SlugField("identifiant", max_length=80)
    clause_version = models.PositiveSmallIntegerField("version")
    level = models.CharField("niveau d'ambition", max_length=12, blank=True)
    values = models.JSONField("valeurs", default=dict, blank=True)
    title = models.CharField("intitulé propre au marché", max_length=200, blank=True)
    wording = models.TextField("rédaction propre au marché", max_length=10_000, blank=True)
    # Came back from Word with its verification and its proofs reworded: they are in `wording`.
    wording_is_whole = models.BooleanField("rédaction complète", default=False, editable=False)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = TakenManager()

    class Meta:
        verbose_name = "clause du marché"
        verbose_name_plural = "clauses du marché"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "lot", "clause_id"],
                name="lot_clause_once",
                violation_error_message="Cette clause est déjà dans ce lot.",
            ),
            models.UniqueConstraint(
                fields=["tender", "clause_id"],
                condition=models.Q(lot__isnull=True),
                name="tender_clause_once",
                violation_error_message="Cette clause est déjà dans le marché.",
            ),
        ]

    def __str__(self) -> str:
        return self.clause_id

    def source(self) -> Clause:
        """The clause at the version that this tender took."""
        clause = self.taken_clause()
        if clause is None:
            raise LookupError(f"No clause {self.clause_id} version {self.clause_version}.")
        return clause

    def named(self) -> str:
        """Its title, the tender's own when it has one."""
        return self.title or self.source().title

    def filled(self, facts: Mapping[str, Any]) -> Filled:
        """Its text with the values written in; the tender's own wording when it has one."""
        filled = self.source().fill(self.values, self.level or None, facts)
        return replace(filled, text=self.wording, missing=()) if self.wording else filled
