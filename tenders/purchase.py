"""The facts of a purchase to come, each with where it comes from, and the levers they call for.

Typed facts come first, then the tender's, then the sheets'; what nobody said is assumed aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from needs.levers import (
    Advised,
    Change,
    Family,
    Lever,
    LeverAdvice,
    LeverFacts,
    advise_levers,
    listed_service,
    would_change,
)
from needs.models import FactKind, FactStatus, LeverDecision, NeedFact, Project, PurchaseFacts
from needs.models.lever import PurchaseNature
from needs.procedure import BuyerKind, Nature, Thresholds
from procurement.accounts.models import OrganisationKind
from procurement.legal import value
from procurement.typography import NBSP, euros, join_words, long_date, number, plural
from suppliers.levers import Found, kinds_of
from suppliers.lot_gathering import lot_question
from suppliers.lots import LotAdvice, propose_lots
from suppliers.models import MatchRun
from tenders.models import Tender

VAT = Decimal("1.2")
RESERVES = (Lever.RESERVE_WHOLE, Lever.RESERVED_LOT)
TYPED = "saisi sur cette page"
OF_TENDER = "du marché en préparation"
_YEARLY = re.compile(r"\s*(?:/|par|chaque)\s*an|\s*annue", re.IGNORECASE)
_LABOUR = {
    Nature.SERVICES: "services",
    Nature.SUPPLIES: "supplies",
    Nature.WORKS: "works",
    Nature.SOCIAL_SERVICES: "social",
}


@dataclass(frozen=True)
class Known:
    """One fact in words: its value, where it comes from, and whether it is only assumed."""

    id: str
    label: str
    text: str
    origin: str
    assumed: bool = False

    @property
    def missing(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class Purchase:
    """A project's purchase as it is known today; `known` says each fact with its origin."""

    project: Project
    typed: PurchaseFacts
    tender: Tender | None
    run: MatchRun | None
    at: date
    facts: LeverFacts
    known: tuple[Known, ...]

    @cached_property
    def found(self) -> Found | None:
        return Found.of(self.run.result) if self.run else None

    @cached_property
    def advice(self) -> LeverAdvice:
        return advise_levers(self.facts, at=self.at)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return would_change(self.facts, at=self.at)

    @cached_property
    def decisions(self) -> dict[str, LeverDecision]:
        return LeverDecision.objects.in_force(self.project)

    @property
    def is_amount_known(self) -> bool:
        return not next(fact.assumed for fact in self.known if fact.id == "amount")

    @cached_property
    def families(self) -> list[FamilyAdvice]:
        """The advice family by family, with what was decided and what would change it."""
        return [
            FamilyAdvice(
                family,
                self.advice.for_family(family),
                self.decisions.get(family),
                tuple(change for change in self.changes if change.family == family),
            )
            for family in Family
        ]

    @cached_property
    def allotment(self) -> LotAdvice:
        """The lots to weigh for this purchase; grounds that the buyer set aside reserve none."""
        shares = {name: Decimal(str(part)) for name, part in self.typed.shares.items()}
        question = lot_question(
            self.project,
            self.run,
            purchase=self.facts,
            at=self.at,
            is_amount_known=self.is_amount_known,
            shares=shares,
            refused=[f for f, one in self.decisions.items() if one.lever not in RESERVES],
            decided=[f for f, one in self.decisions.items() if one.lever in RESERVES],
        )
        return propose_lots(question)


@dataclass(frozen=True)
class FamilyAdvice:
    """What is advised to one family, strongest first, and what the buyer decided of it."""

    family: Family
    advised: tuple[Advised, ...]
    decision: LeverDecision | None
    changes: tuple[Change, ...]

    @property
    def best(self) -> Advised:
        return self.advised[0]

    @property
    def others(self) -> tuple[Advised, ...]:
        return self.advised[1:]

    @property
    def found(self) -> str:
        """How many suppliers were found, as the levers say it."""
        seen = (f.text for one in self.advised for f in one.figures if "trouvés" in f.label)
        return next(seen, "")

    @property
    def is_overridden(self) -> bool:
        return self.decision is not None and self.decision.lever != self.best.lever

    @property
    def is_outdated(self) -> bool:
        """The advice changed since the buyer decided."""
        return self.decision is not None and self.decision.is_outdated(self.best)


def purchase_of(project: Project, *, today: date, tender: Tender | None = None) -> Purchase:
    """Gather once, in a constant number of queries; by the latest tender when none is named."""
    return _Gathering(project, today, tender).purchase()


def latest_run(project: Project) -> MatchRun | None:
    return project.match_runs.order_by("-created_at").first()


class _Gathering:
    """Each method finds one fact, the surest source first, and notes where it was found."""

    def __init__(self, project: Project, today: date, tender: Tender | None) -> None:
        self.project, self.today = project, today
        self.typed = PurchaseFacts.of(project)
        self.tender = tender or project.tenders.prefetch_related("lots").first()
        self.run = latest_run(project)
        self.said = list(
            NeedFact.objects.filter(need__project=project)
            .exclude(status=FactStatus.REJECTED)
            .select_related("need__organisation")
            .order_by("need_id", "pk")
        )
        self.known: list[Known] = []

    def purchase(self) -> Purchase:
        at = self._day()
        buyer = self._buyer()
        duration = self._duration()
        cpv = self._cpv()
        nature = self._nature(cpv, at)
        found = Found.of(self.run.result) if self.run else None
        facts = LeverFacts(
            amount=self._amount(duration, nature, buyer, at),
            nature=nature,
            buyer_kind=buyer,
            duration_months=duration,
            cpv=cpv,
            suppliers=self._suppliers(found),
            labour_share_pct=self._labour(nature, at),
            insertion_rate_pct=self._usual("insertion_rate", "taux d'insertion", f"{NBSP}%", at),
            hourly_cost=self._usual("hourly_cost", "coût d'une heure", f"{NBSP}€", at),
            divisible=self._divisible(),
            kinds=kinds_of(found),
        )
        return Purchase(
            self.project, self.typed, self.tender, self.run, at, facts, tuple(self.known)
        )

    def _know(self, id: str, label: str, text: str, origin: str, *, assumed: bool = False) -> None:
        self.known.append(Known(id, label, text, origin, assumed))

    def _accepted(self, kind: str) -> list[NeedFact]:
        decided = (FactStatus.CONFIRMED, FactStatus.CORRECTED)
        return [fact for fact in self.said if fact.kind == kind and fact.status in decided]

    def _day(self) -> date:
        label = "lancement"
        if self.tender:
            day, origin = self.tender.launch_on, OF_TENDER
        elif self.project.launch_on:
            day, origin = self.project.launch_on, "prévu par la démarche"
        else:
            day, origin = self.today, "aucune date prévue : le droit d'aujourd'hui est appliqué"
        assumed = not (self.tender or self.project.launch_on)
        self._know("launch_on", label, long_date(day), origin, assumed=assumed)
        return day

    def _buyer(self) -> str:
        if self.tender:
            return self.tender.buyer_kind
        state = self.project.lead.kind == OrganisationKind.STATE
        return str(BuyerKind.STATE if state else BuyerKind.LOCAL)

    def _duration(self) -> int | None:
        label = "durée"
        months: int | None = None
        origin = ""
        if self.typed.duration_months:
            months, origin = self.typed.duration_months, TYPED
        elif self.tender and self.tender.duration_months:
            months, origin = self.tender.duration_months, OF_TENDER
        elif durations := [
            f for f in self._accepted(FactKind.DURATION) if float(f.data.get("months") or 0) >= 1
        ]:
            longest = max(durations, key=lambda f: f.data["months"])
            months = round(float(longest.data["months"]))
            origin = f"durée confirmée dans « {longest.need} » : « {longest.text} »"
        said = f"{number(months)}{NBSP}mois" if months else ""
        self._know("duration_months", label, said, origin or "inconnue : comptée comme un an",
                  assumed=not months)  # fmt: skip
        return months

    def _cpv(self) -> tuple[str, ...]:
        label = "code CPV"
        lots = [lot.cpv for lot in self.tender.lots.all() if lot.cpv] if self.tender else []
        confirmed = [fact.data["code"] for fact in self._accepted(FactKind.CPV)]
        proposed = [one["code"] for one in self.run.demand["cpv"]][:1] if self.run else []
        if self.typed.cpv:
            codes, origin = [self.typed.cpv], TYPED
        elif lots:
            codes, origin = lots, f"des lots {OF_TENDER}"
        elif confirmed:
            codes, origin = confirmed, "confirmés dans les fiches"
        else:
            codes, origin = proposed, "proposé par Balise, que personne n'a confirmé"
        assumed = codes == proposed and not (lots or confirmed or self.typed.cpv)
        codes = list(dict.fromkeys(codes))
        origin = origin if codes else "inconnu : confirmez un code dans une fiche"
        self._know("cpv", label, join_words(codes), origin, assumed=assumed)
        return tuple(codes)

    def _nature(self, cpv: tuple[str, ...], at: date) -> str:
        if self.typed.nature:
            nature, origin = self.typed.nature, TYPED
        elif self.tender:
            nature, origin = self.tender.nature, OF_TENDER
        else:
            nature = nature_of(cpv, at)
            origin = (
                f"déduite du code CPV {cpv[0]}" if cpv else "inconnue : traitée comme des services"
            )
        assumed = origin not in (TYPED, OF_TENDER)
        label = PurchaseNature(nature).label
        self._know("nature", "nature de l'achat", label, origin, assumed=assumed)
        return nature

    def _amount(self, duration: int | None, nature: str, buyer: str, at: date) -> Decimal:
        years = Decimal(duration or 12) / 12
        amount, origin = (
            self._typed_amount() or self._budgets(years) or self._current_cost(years) or (None, "")
        )
        if amount is not None:
            self._know("amount", "montant estimé", euros(amount), origin)
            return amount
        least = Thresholds.at(nature, buyer, at).dispense.number
        self._know(
            "amount",
            "montant estimé",
            euros(least),
            f"inconnu{self._unconfirmed()} : Balise raisonne au seuil où la mise en concurrence "
            "commence. Saisissez votre estimation.",
            assumed=True,
        )
        return least

    def _typed_amount(self) -> tuple[Decimal, str] | None:
        if self.typed.amount is not None:
            return self.typed.amount, TYPED
        if self.tender and self.tender.estimated_value is not None:
            return self.tender.estimated_value, f"estimation {OF_TENDER}"
        return None

    def _budgets(self, years: Decimal) -> tuple[Decimal, str] | None:
        """The largest budget that each sheet confirmed, over the whole duration."""
        by_need: dict[Any, Decimal] = {}
        for fact in self._accepted(FactKind.AMOUNT):
            whole = without_tax(fact) * (years if is_yearly(fact) else 1)
            by_need[fact.need_id] = max(whole, by_need.get(fact.need_id, Decimal(0)))
        if not by_need:
            return None
        sheets = plural(len(by_need), "fiche")
        return sum(by_need.values(), Decimal(0)), (
            f"budgets confirmés dans {sheets}, hors taxes (TVA de 20{NBSP}% déduite des montants "
            "TTC) et sur toute la durée"
        )

    def _current_cost(self, years: Decimal) -> tuple[Decimal, str] | None:
        known = self.project.diagnosis().facts().get("current_cost_eur")
        if not known:
            return None
        return Decimal(known) * years, (
            f"coût actuel déclaré dans les questionnaires, {euros(Decimal(known))} par an, sur "
            "toute la durée"
        )

    def _unconfirmed(self) -> str:
        waiting = [
            fact.text
            for fact in self.said
            if fact.kind == FactKind.AMOUNT and fact.status == FactStatus.PROPOSED
        ]
        if not waiting:
            return ""
        return f" (lus dans les fiches, à confirmer{NBSP}: {join_words(waiting[:4])})"

    def _suppliers(self, found: Found | None) -> dict[str, int] | None:
        """Without a search all is unknown, save that nobody searches the register for prisons."""
        prison = self.typed.prison_suppliers
        if found is None:
            return None
        return found.by_family() | ({} if prison is None else {"prison": prison})

    def _labour(self, nature: str, at: date) -> Decimal:
        label = "part de main-d'œuvre"
        if self.typed.labour_share_pct is not None:
            share, origin, assumed = self.typed.labour_share_pct, TYPED, False
        else:
            usual = value(f"labour_share_{_LABOUR[Nature(nature)]}", at)
            share, origin, assumed = usual.number, usual.doubt, True
        self._know("labour_share_pct", label, f"{number(share)}{NBSP}%", origin, assumed=assumed)
        return share

    def _usual(self, id: str, label: str, unit: str, at: date) -> Decimal | None:
        """A value of the trade, typed or left to usage."""
        name = {"insertion_rate": "insertion_rate_pct"}.get(id, id)
        typed = getattr(self.typed, name)
        usual = value(id, at)
        origin, assumed = (TYPED, False) if typed is not None else (usual.doubt, True)
        shown = usual.number if typed is None else typed
        self._know(name, label, f"{number(shown)}{unit}", origin, assumed=assumed)
        return typed

    def _divisible(self) -> bool | None:
        label = "division en lots"
        components = len(self.run.result["components"]) if self.run else 0
        lots = len(self.tender.lots.all()) if self.tender else 0
        if self.typed.divisible is not None:
            divisible, origin = self.typed.divisible, TYPED
        elif lots >= 2:
            divisible, origin = True, f"{plural(lots, 'lot')} {OF_TENDER}"
        elif components >= 2:
            divisible, origin = True, f"{plural(components, 'composante')} lues dans le besoin"
        else:
            divisible, origin = None, "inconnue"
        said = {True: "oui", False: "non", None: ""}[divisible]
        self._know("divisible", label, said, origin, assumed=divisible is None)
        return divisible


def nature_of(cpv: Iterable[str], at: date) -> str:
    """What the first code says is bought: its division, and the list of social services."""
    code = next(iter(cpv), "")
    if not code:
        return str(Nature.SERVICES)
    division = int(code[:2])
    if division == 45:
        return str(Nature.WORKS)
    if division < 50:
        return str(Nature.SUPPLIES)
    social = listed_service(code, at) == "european"
    return str(Nature.SOCIAL_SERVICES if social else Nature.SERVICES)


def without_tax(fact: NeedFact) -> Decimal:
    amount = Decimal(str(fact.data["value"]))
    return (amount / VAT).quantize(Decimal(1)) if fact.data.get("tax") == "ttc" else amount


def is_yearly(fact: NeedFact) -> bool:
    """« 95 000 € HT par an »: what follows the words that were read."""
    after = fact.need.text[fact.end or 0 :][:14] if fact.end else ""
    return bool(_YEARLY.match(after))
