"""The tender (« consultation » of the code): procedure, lots, criteria and clauses at a version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from needs.models import Project, RegisterEntry
from procurement import legal
from procurement.accounts.models import Organisation, Role, User
from tenders.clauses import Clause, Library, State, library
from tenders.clauses.faults import lacking
from tenders.models.contract_terms import PriceShape
from tenders.models.criterion import AwardCriterion, weights_fault
from tenders.models.local_clause import ClauseVersion
from tenders.models.lot import Lot, awarded_fault, plain_amount
from tenders.models.prices import validate_price_lines
from tenders.models.taken import shelf_around, taken
from tenders.models.used_clause import TenderClause

# The threshold that every check and advice begins with.
_OLDEST_RULE = "dispense_supplies_services"


class Nature(models.TextChoices):
    """`formats.md` values."""

    SUPPLIES = "fournitures", "fournitures"
    SERVICES = "services", "services"
    WORKS = "travaux", "travaux"
    SOCIAL_SERVICES = "services_sociaux", "services sociaux et autres services spécifiques"


class Procedure(models.TextChoices):
    DIRECT_AWARD = "gre_a_gre", "sans publicité ni mise en concurrence"
    ADAPTED = "mapa", "procédure adaptée"
    OPEN = "ao_ouvert", "appel d'offres ouvert"
    RESTRICTED = "ao_restreint", "appel d'offres restreint"
    NEGOTIATED = "procedure_negociation", "procédure avec négociation"
    COMPETITIVE_DIALOGUE = "dialogue_competitif", "dialogue compétitif"


class BuyerKind(models.TextChoices):
    LOCAL = "collectivite", "collectivité territoriale"
    STATE = "etat", "État"
    UTILITY = "entite_adjudicatrice", "entité adjudicatrice"


class TenderQuerySet(models.QuerySet["Tender"]):
    def visible_to(self, user: User | AnonymousUser) -> TenderQuerySet:
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def editable_by(self, user: User | AnonymousUser) -> TenderQuerySet:
        return self.filter(project__in=Project.objects.editable_by(user).values("pk"))

    def validatable_by(self, user: User | AnonymousUser) -> TenderQuerySet:
        return self.filter(project__in=Project.objects.validatable_by(user).values("pk"))

    def judged_by(self, user: User | AnonymousUser) -> TenderQuerySet:
        """Whose offers the person may judge: neither the facilitator nor other members may."""
        team = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER)
        return self.validatable_by(user).filter(project__lead__in=team.values("pk"))


class Tender(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.SlugField("référence", max_length=40, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="tenders")
    title = models.CharField("objet du marché", max_length=250)
    launch_on = models.DateField("date de lancement")
    buyer_kind = models.CharField(
        "acheteur", max_length=24, choices=BuyerKind, default=BuyerKind.LOCAL
    )
    nature = models.CharField("nature", max_length=20, choices=Nature, default=Nature.SERVICES)
    estimated_value = models.DecimalField(
        "valeur estimée HT, reconductions comprises",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    duration_months = models.PositiveSmallIntegerField(
        "durée en mois, reconductions comprises",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    renewals = models.PositiveSmallIntegerField("nombre de reconductions", default=0)
    procedure = models.CharField(
        "procédure", max_length=24, choices=Procedure, default=Procedure.ADAPTED
    )
    offers_due_at = models.DateTimeField("remise des offres avant le", null=True, blank=True)
    # The other facts that checks ask for, under their `formats.md` names: publicity, framework,
    # price_form, social_condition … A missing key is « unknown », never a silent default.
    settings = models.JSONField("autres choix", default=dict, blank=True)
    price_shape = models.CharField(
        "forme du prix",
        max_length=5,
        choices=PriceShape,
        blank=True,
        help_text="Chaque lot peut avoir la sienne. Unitaire : bordereau (BPU, DQE) ; "
        "forfaitaire : décomposition du prix (DPGF).",
    )
    price_lines = models.TextField(
        "lignes de prix à ajouter, si le marché n'a pas de lots",
        max_length=10_000,
        blank=True,
        help_text="Aux volumes du diagnostic. Une ligne par prix : désignation ; unité ; quantité "
        "sur toute la durée.",
        validators=[validate_price_lines],
    )
    # What only the officer can say in the documents (`tenders.points`): id → text.
    said = models.JSONField("points complétés", default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = "marché"
        verbose_name_plural = "marchés"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tenders:detail", args=[self.pk])

    def clean(self) -> None:
        if self.launch_on is None:
            return  # its own field says so
        try:
            legal.value(_OLDEST_RULE, self.launch_on)
        except legal.LawUnknown as error:
            raise ValidationError({"launch_on": str(error)}) from error
        if self.offers_due_at and timezone.localdate(self.offers_due_at) <= self.launch_on:
            raise ValidationError(
                {"offers_due_at": "La remise des offres doit suivre le lancement."}
            )

    def claim(self, version: int) -> bool:
        """Whether the caller read the latest version; if so the tender moves to the next one.

        Two people on one tender: the second to save is told, and loses nothing it typed.
        """
        claimed = Tender.objects.filter(pk=self.pk, version=version).update(version=version + 1)
        if claimed:
            self.version = version + 1
        return bool(claimed)

    def held_clauses(self) -> set[str]:
        """The library clauses already here, those that became criteria included."""
        return {
            *self.clauses.values_list("clause_id", flat=True),
            *self.criteria.exclude(clause_id="").values_list("clause_id", flat=True),
        }

    @transaction.atomic
    def add_clauses(
        self, ids: Iterable[str], shelf: Library | None = None, *, level: str = ""
    ) -> list[Clause]:
        """Take the clauses of a shelf as they stand; an award clause becomes a criterion.

        Those that have the level take it. Neither a retired clause nor a draft that still lacks
        a part of its chain is taken.
        """
        shelf, held = shelf or library(), self.held_clauses()
        known = [shelf.get(id) for id in dict.fromkeys(ids) if id not in held]
        added = [clause for clause in known if clause is not None and usable(clause)]
        locals_ = ClauseVersion.objects.of(added)
        rank = self.clauses.count() + 1
        TenderClause.objects.bulk_create(
            TenderClause(
                tender=self,
                position=rank + n,
                level=level if level in dict(c.levels) else "",
                **taken(c, locals_.get(c.name)),
            )
            for n, c in enumerate(c for c in added if not c.award)
        )
        rank = self.criteria.count() + 1
        AwardCriterion.objects.bulk_create(
            AwardCriterion.from_clause(self, c, locals_.get(c.name), position=rank + n)
            for n, c in enumerate(c for c in added if c.award)
        )
        if added:  # a page of criteria or clauses read before this is stale
            Tender.objects.filter(pk=self.pk).update(version=models.F("version") + 1)
        return added

    def shelf(self) -> Library:
        """The shipped library and every version of the local clauses that this tender uses."""
        return shelf_around([*self.clauses.all(), *self.criteria.all()])

    def note(self, act: str, *, by: User | None, now: datetime, **facts: Any) -> None:
        """Write an act of this tender in the project's register."""
        RegisterEntry.objects.note(
            self.project, act, by=by, now=now, tender=self.reference, **facts
        )

    @transaction.atomic
    def replace_lots(self, lots: Iterable[Lot]) -> None:
        """These lots and no other; a lot keeps its own criteria and clauses by its number.

        ValidationError when one that would go is awarded.
        """
        wanted = list(lots)
        known = {lot.number: lot.pk for lot in self.lots.all()}
        gone = self.lots.exclude(number__in=[lot.number for lot in wanted])
        if fault := awarded_fault(gone):
            raise ValidationError(fault)
        gone.delete()
        for lot in wanted:
            lot.tender, lot.pk = self, known.get(lot.number)
            lot.save()

    @transaction.atomic
    def replace_criteria(
        self, criteria: Iterable[tuple[AwardCriterion, list[AwardCriterion]]]
    ) -> None:
        """These criteria of the whole tender, each with its sub-criteria; weights must agree."""
        wanted = list(criteria)
        faults = [weights_fault(c.weight for c, _ in wanted)]
        faults += [weights_fault((s.weight for s in subs), c.weight) for c, subs in wanted]
        if any(faults):
            raise ValidationError([fault for fault in faults if fault])
        before = {row.clause_id: row for row in self.criteria.exclude(clause_id="")}
        for row in [*(c for c, _ in wanted), *(s for _, subs in wanted for s in subs)]:
            row.keep_taken(before.get(row.clause_id))
        self.criteria.filter(lot=None).delete()
        for position, (criterion, subcriteria) in enumerate(wanted, start=1):
            criterion.tender, criterion.position = self, position
            criterion.save()
            for rank, sub in enumerate(subcriteria, start=1):
                sub.tender, sub.parent, sub.kind = self, criterion, criterion.kind
                sub.position = rank
                sub.save()

    def response_days(self) -> int | None:
        """Whole days that bidders have, from the launch to the deadline."""
        if self.offers_due_at is None:
            return None
        return (timezone.localdate(self.offers_due_at) - self.launch_on).days

    def configuration(self) -> dict[str, Any]:
        """The tender as `check_tender` reads it (`formats.md`); what nobody said is left out."""
        criteria = [c for c in self.criteria.all() if c.parent_id is None]
        lots = self.lots.all()
        said = {
            "id": self.reference,
            "title": self.title,
            "as_of": self.launch_on.isoformat(),
            "buyer_kind": self.buyer_kind,
            "nature": self.nature,
            "estimated_amount_ht": plain_amount(self.estimated_value),
            "duration_months": self.duration_months,
            "procedure": self.procedure,
            "response_days": self.response_days(),
            "lots": [lot.configuration(criteria) for lot in lots],
            **self.settings,
        }
        return {key: value for key, value in said.items() if value not in (None, "", [])}


def usable(clause: Clause) -> bool:
    """Whether a tender may take it; the shipped ones are whole, a test sees to it."""
    return clause.state != State.RETIRED and not (clause.origin and any(lacking(clause)))
