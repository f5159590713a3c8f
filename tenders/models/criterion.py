"""An award criterion of a tender, typed or taken from a clause of the library."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from procurement.legal import Severity
from procurement.typography import number
from tenders.clauses import Clause, library
from tenders.models.local_clause import ClauseVersion
from tenders.models.taken import Taken, TakenManager, taken
from tenders.simulation import FORMULAS

if TYPE_CHECKING:
    from tenders.models.tender import Tender


# Those that the law allows and that need nothing but the offers.
PRICE_FORMULAS = [
    (formula.id, formula.label)
    for formula in FORMULAS.values()
    if formula.risk != Severity.BLOCKING
]


_SCALED = "Note d'après cette échelle, divisée par la plus haute et multipliée par le poids."


class CriterionKind(models.TextChoices):
    PRICE = "price", "prix"
    COST = "cost_global", "coût global"
    QUALITY = "quality", "qualité technique"
    ENVIRONMENT = "environment", "environnement"
    SOCIAL = "social", "social"
    DELIVERY = "delivery", "délai et livraison"


def weights_fault(weights: Iterable[Decimal], expected: Decimal = Decimal(100)) -> str:
    """Why these weights cannot stand together, as a French sentence; empty when they can."""
    given = list(weights)
    if not given or sum(given) == expected:
        return ""
    return (
        f"Les poids font {number(sum(given))} % ; leur somme doit faire {number(expected)} %. "
        "Corrigez un poids puis enregistrez de nouveau."
    )


class AwardCriterion(Taken):
    """A criterion of the whole tender, or of one lot; `parent` makes it a sub-criterion."""

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="criteria")
    lot = models.ForeignKey(
        "tenders.Lot", models.CASCADE, related_name="criteria", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, related_name="subcriteria", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("ordre", default=1)
    name = models.CharField("critère", max_length=200)
    kind = models.CharField("nature", max_length=12, choices=CriterionKind)
    weight = models.DecimalField(
        "poids en %",
        max_digits=5,
        decimal_places=2,
        validators=[
            MinValueValidator(0, "Un poids ne peut pas être négatif."),
            MaxValueValidator(100, "Un poids ne dépasse pas 100 %."),
        ],
    )
    method = models.TextField(
        "méthode de notation annoncée", max_length=2000, blank=True, help_text="Art. R2152-11."
    )
    expected = models.TextField("ce qui est attendu du candidat", max_length=2000, blank=True)
    max_pages = models.PositiveSmallIntegerField("pages au plus", default=2)
    formula = models.CharField(
        "formule du prix",
        max_length=12,
        choices=PRICE_FORMULAS,
        blank=True,
        help_text="Pour un critère de prix ou de coût. Choisie, la grille d'analyse calcule les "
        "points ; sinon, vous les écrivez d'après la méthode annoncée.",
    )
    clause_id = models.SlugField("clause d'origine", max_length=80, blank=True)
    clause_version = models.PositiveSmallIntegerField("sa version", null=True, blank=True)

    objects = TakenManager()

    class Meta:
        verbose_name = "critère d'attribution"
        verbose_name_plural = "critères d'attribution"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def configuration(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "weight": float(self.weight),
            "method_published": bool(self.method),
        }

    def keep_taken(self, before: AwardCriterion | None) -> None:
        """Remember the clause as the criterion it replaces did, or else as it stands today."""
        if before is not None:
            self.clause_version, self.local = before.clause_version, before.local
            self.taken_at, self.basis = before.taken_at, before.basis
        elif clause := library().get(self.clause_id):
            for name, value in taken(clause, None).items():
                setattr(self, name, value)

    @classmethod
    def from_clause(
        cls, tender: Tender, clause: Clause, local: ClauseVersion | None, *, position: int
    ) -> AwardCriterion:
        """A criterion as the library delivers it, at the low end of its weight range."""
        if clause.award is None:
            raise ValueError(f"{clause.id} is no award criterion.")
        scale = " ; ".join(f"{step.score} : {step.text}" for step in clause.award.scale)
        return cls(
            tender=tender,
            position=position,
            name=clause.title,
            kind=clause.award.kind,
            weight=clause.award.weight_range[0],
            method=f"{_SCALED} {scale}"[:2000],
            expected=clause.award.expected,
            max_pages=clause.award.max_pages,
            **taken(clause, local),
        )
