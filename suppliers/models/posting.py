"""The retrieval index: exact BM25 by SUM over plain rows, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db import models

from suppliers.models.supplier import Supplier


class Term(models.Model):
    """A match key (stem or concept) and how telling it is over the whole register."""

    key = models.CharField("clé", max_length=80, unique=True)
    idf = models.FloatField("rareté", default=0.0)

    class Meta:
        verbose_name = "terme"

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """That a supplier's words hold a term, in one department it serves (« * » for everywhere)."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="postings", db_index=False)
    department = models.CharField("département desservi", max_length=3)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="postings")
    weight = models.FloatField("poids")

    class Meta:
        verbose_name = "entrée d'index"
        verbose_name_plural = "entrées d'index"
        indexes = [
            models.Index(
                fields=["term", "department", "supplier", "weight"], name="posting_retrieval"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.department} {self.supplier_id}"
