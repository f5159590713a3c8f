"""What a supplier says of itself, clause by clause, whatever the tender."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction

from procurement.accounts.models import User
from suppliers.models.supplier import Supplier


class Ability(models.TextChoices):
    YES = "yes", "oui"
    CONDITIONS = "conditions", "avec conditions"
    NO = "no", "non"


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, user: User | AnonymousUser) -> DeclarationQuerySet:
        """A supplier reads its own; buyers only ever get totals (`count_by_ability`)."""
        return self.filter(supplier__in=Supplier.objects.editable_by(user).values("pk"))

    @transaction.atomic
    def say(
        self,
        supplier: Supplier,
        clause_id: str,
        version: int,
        said: Mapping[str, tuple[str, str]],
        *,
        by: User | None,
        now: datetime,
    ) -> None:
        """Replace what the supplier says of a clause: {level: (ability, note)}, « » is silence."""
        Supplier.objects.select_for_update().get(pk=supplier.pk)  # two members, one answer
        self.filter(supplier=supplier, clause_id=clause_id).delete()
        self.bulk_create(
            self.model(
                supplier=supplier,
                clause_id=clause_id,
                clause_version=version,
                level=level,
                ability=ability,
                note=note,
                declared_by=by,
                declared_at=now,
            )
            for level, (ability, note) in said.items()
            if ability
        )

    @transaction.atomic
    def take(
        self,
        supplier: Supplier,
        clause_id: str,
        version: int,
        *,
        level: str,
        ability: str,
        note: str,
        by: User,
        now: datetime,
    ) -> None:
        """Set one level of a clause, and leave what was said of the others."""
        Supplier.objects.select_for_update().get(pk=supplier.pk)
        self.update_or_create(
            supplier=supplier,
            clause_id=clause_id,
            level=level,
            defaults={
                "clause_version": version,
                "ability": ability,
                "note": note,
                "declared_by": by,
                "declared_at": now,
            },
        )

    def count_by_ability(self, clause_id: str, version: int) -> dict[str, int]:
        """How many suppliers say each thing of a clause; nobody is named."""
        rows = self.filter(clause_id=clause_id, clause_version=version).order_by()
        counted = rows.values("ability").annotate(n=models.Count("supplier", distinct=True))
        return {row["ability"]: row["n"] for row in counted}


class Declaration(models.Model):
    """That a supplier can meet a clause, at one version and, when it has some, at one level."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="declarations")
    clause_id = models.SlugField("clause", max_length=80)
    clause_version = models.PositiveSmallIntegerField("version")
    level = models.CharField("niveau d'ambition", max_length=12, blank=True)
    ability = models.CharField("pouvez-vous la tenir", max_length=10, choices=Ability)
    note = models.CharField("précision", max_length=500, blank=True)
    declared_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    declared_at = models.DateTimeField("déclarée le")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration sur une clause"
        verbose_name_plural = "déclarations sur les clauses"
        ordering = ["clause_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "clause_id", "level"],
                name="declaration_once",
                violation_error_message="Ce niveau de la clause a déjà une déclaration.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} : {self.get_ability_display()}"
