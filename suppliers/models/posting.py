"""The retrieval index: exact BM25 by SUM over plain rows, the same on SQLite and PostgreSQL.

Weights and rarities are whole numbers, so that a sum does not depend on the order of its rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from suppliers.models.supplier import Supplier


class Term(models.Model):
    """A match key (stem or concept) and how telling it is over the whole register."""

    SCALE = 10_000

    key = models.CharField("clé", max_length=80, unique=True)
    held_by = models.PositiveIntegerField("fiches qui le disent", default=0)
    rarity = models.PositiveIntegerField("rareté", default=0, help_text="En dix-millièmes.")

    class Meta:
        verbose_name = "terme"

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """A supplier in the index: its number there, and what was read of it."""

    supplier = models.OneToOneField(Supplier, models.CASCADE, related_name="entry")
    digest = models.CharField(
        "empreinte", max_length=32, help_text="Des mots lus et des règles de lecture."
    )

    class Meta:
        verbose_name = "fiche dans l'index"
        verbose_name_plural = "fiches dans l'index"

    def __str__(self) -> str:
        return f"{self.pk} {self.supplier_id}"


class SupplierReading(models.Model):
    """What Balise understood of a supplier's words, done again when they change."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="reading")
    offers = models.BinaryField(
        "lecture pour la recherche", default=bytes, help_text="Voir `reading.packed`."
    )

    class Meta:
        verbose_name = "lecture d'une fiche"
        verbose_name_plural = "lectures des fiches"

    def __str__(self) -> str:
        return str(self.entry_id)


class Slip(models.Model):
    """Where an entry is filed, or is to be by the next pass: its terms, in its departments."""

    pk = models.CompositePrimaryKey("entry", "is_filed")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="slips", db_index=False)
    is_filed = models.BooleanField("classé", default=False)
    terms = models.JSONField("termes", default=dict, help_text="{numéro: poids}")
    departments = models.JSONField(
        "départements", default=list, help_text="Écrits comme dans l'index."
    )

    class Meta:
        verbose_name = "fiche de classement"
        verbose_name_plural = "fiches de classement"
        indexes = [models.Index(fields=["entry"], condition=Q(is_filed=False), name="to_file")]

    def __str__(self) -> str:
        return f"{self.entry_id} {', '.join(self.departments)}"


class Posting(models.Model):
    """That a supplier's words hold a term, in one department it serves.

    `department` is a code where the supplier is counted, « +59 » for every other department that
    it serves, « * » for the whole country. Those of an entry are found through its slip: an index
    of tens of millions of rows by entry would cost as much as they do.
    """

    SCALE = 1000
    EVERYWHERE = "*"
    ALSO = "+"

    pk = models.CompositePrimaryKey("term", "department", "entry", "weight")
    term = models.ForeignKey(
        Term, models.CASCADE, related_name="postings", db_index=False, db_constraint=False
    )
    department = models.CharField("département desservi", max_length=4)
    entry = models.ForeignKey(  # `filing.taken_out` deletes its rows where they are
        Entry, models.DO_NOTHING, related_name="postings", db_index=False, db_constraint=False
    )
    weight = models.PositiveSmallIntegerField("poids", help_text="En millièmes.")

    class Meta:
        verbose_name = "entrée d'index"
        verbose_name_plural = "entrées d'index"

    def __str__(self) -> str:
        return f"{self.term_id} {self.department} {self.entry_id}"


class Mark(models.Model):
    """What a record is filtered by, a row each: its families, its labels. See `suppliers.marks`."""

    FAMILY, LABEL = "family:", "label:"
    LONGEST = 220

    pk = models.CompositePrimaryKey("key", "supplier")
    key = models.CharField("marque", max_length=LONGEST)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="marks")

    class Meta:
        verbose_name = "marque d'une fiche"
        verbose_name_plural = "marques des fiches"

    def __str__(self) -> str:
        return f"{self.key} {self.supplier_id}"
