"""The tender (« consultation » of the code): procedure, lots, criteria and clauses at a version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from needs.models import Project, RegisterEntry
from procurement import legal
from procurement.accounts.models import User
from procurement.typography import number
from tenders.clauses import Clause, Filled, Library, State, library
from tenders.clauses.faults import lacking
from tenders.models.local_clause import ClauseVersion
from tenders.models.taken import Taken, TakenManager, shelf_around, taken

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


class Reserved(models.TextChoices):
    NONE = "none", "non réservé"
    HANDICAP = "handicap", "EA et ESAT (L2113-12)"
    INSERTION = "insertion", "SIAE (L2113-13)"
    BOTH = "handicap_insertion", "EA, ESAT et SIAE (L2113-14)"
    ESS = "ess", "entreprises de l'ESS (L2113-15)"
    PRISON = "prison", "travail en détention (L2113-13-1)"


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


class TenderQuerySet(models.QuerySet["Tender"]):
    def visible_to(self, user: User | AnonymousUser) -> TenderQuerySet:
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def editable_by(self, user: User | AnonymousUser) -> TenderQuerySet:
        return self.filter(project__in=Project.objects.editable_by(user).values("pk"))


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

    def note(self, act: str, *, by: User, now: datetime, **facts: Any) -> None:
        """Write an act of this tender in the project's register."""
        RegisterEntry.objects.note(
            self.project, act, by=by, now=now, tender=self.reference, **facts
        )

    @transaction.atomic
    def replace_lots(self, lots: Iterable[Lot]) -> None:
        """These lots and no other; a lot keeps its own criteria and clauses by its number."""
        wanted = list(lots)
        known = {lot.number: lot.pk for lot in self.lots.all()}
        self.lots.exclude(number__in=[lot.number for lot in wanted]).delete()
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
            "estimated_amount_ht": _plain(self.estimated_value),
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


def _plain(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


class Lot(models.Model):
    tender = models.ForeignKey(Tender, models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("contenu", max_length=4000, blank=True)
    amount = models.DecimalField(
        "montant estimé HT",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cpv = models.CharField("code CPV", max_length=8, blank=True)
    reserved = models.CharField(
        "réservation", max_length=20, choices=Reserved, default=Reserved.NONE
    )
    components = models.JSONField("composantes du besoin", default=list, blank=True)

    class Meta:
        verbose_name = "lot"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="lot_number_once",
                violation_error_message="Deux lots ne peuvent pas porter le même numéro.",
            )
        ]

    def __str__(self) -> str:
        return f"Lot {self.number} : {self.title}"

    def configuration(self, criteria: list[AwardCriterion]) -> dict[str, Any]:
        """The lot as `check_tender` reads it, with its own criteria or else the tender's."""
        own = [c for c in criteria if c.lot_id == self.pk]
        return {
            "name": self.title,
            "amount": _plain(self.amount),
            "cpv": self.cpv,
            "reserved": self.reserved,
            "criteria": [
                c.configuration() for c in own or [c for c in criteria if c.lot_id is None]
            ],
        }


class AwardCriterion(Taken):
    """A criterion of the whole tender, or of one lot; `parent` makes it a sub-criterion."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="criteria")
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="criteria", null=True, blank=True)
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
            method=f"Note d'après cette échelle, multipliée par le poids. {scale}"[:2000],
            expected=clause.award.expected,
            max_pages=clause.award.max_pages,
            **taken(clause, local),
        )


class TenderClause(Taken):
    """A library clause as this tender uses it: the version chosen, its values, its own wording."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="clauses")
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="clauses", null=True, blank=True)
    clause_id = models.SlugField("identifiant", max_length=80)
    clause_version = models.PositiveSmallIntegerField("version")
    level = models.CharField("niveau d'ambition", max_length=12, blank=True)
    values = models.JSONField("valeurs", default=dict, blank=True)
    wording = models.TextField("rédaction propre au marché", max_length=10_000, blank=True)
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

    def filled(self, facts: Mapping[str, Any]) -> Filled:
        """Its text with the values written in; the tender's own wording when it has one."""
        filled = self.source().fill(self.values, self.level or None, facts)
        return replace(filled, text=self.wording, missing=()) if self.wording else filled
