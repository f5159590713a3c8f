"""The facts of a purchase to come, each with where it comes from.

Typed facts come first, then the tender's, then the sheets'; what nobody said is assumed aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from needs.diagnosis import Diagnosis
from needs.levers import LeverFacts, listed_service
from needs.models import FactKind, FactStatus, NeedFact, Project, PurchaseFacts
from needs.models.lever import PurchaseNature
from needs.procedure import BuyerKind, Nature, Thresholds
from procurement.accounts.models import OrganisationKind
from procurement.legal import LawUnknown, value
from procurement.typography import NBSP, euros, join_words, long_date, number, plural
from suppliers.levers import Found, kinds_of
from suppliers.models import MatchRun
from tenders.models import Tender

VAT = Decimal("1.2")  # the usual rate, said beside the amount
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


def latest_run(project: Project) -> MatchRun | None:
    return project.match_runs.order_by("-created_at").first()


class Gathering:
    """Each method finds one fact, the surest source first, and notes where it was found."""

    def __init__(
        self,
        project: Project,
        today: date,
        tender: Tender | None,
        diagnosis: Diagnosis | None,
    ) -> None:
        self.project, self.today, self.diagnosis = project, today, diagnosis
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

    def everything(self) -> dict[str, Any]:
        """The fields of a `Purchase`."""
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
        return {
            "project": self.project,
            "typed": self.typed,
            "tender": self.tender,
            "run": self.run,
            "at": at,
            "facts": facts,
            "known": tuple(self.known),
        }

    def _know(self, id: str, label: str, text: str, origin: str, *, assumed: bool = False) -> None:
        self.known.append(Known(id, label, text, origin, assumed))

    def _accepted(self, kind: str) -> list[NeedFact]:
        decided = (FactStatus.CONFIRMED, FactStatus.CORRECTED)
        return [fact for fact in self.said if fact.kind == kind and fact.status in decided]

    def _day(self) -> date:
        day, origin = self._planned()
        known = day is not None and is_law_known(day)
        if day is not None and not known:
            origin = f"prévu le {long_date(day)}, avant le droit que Balise connaît : "
            origin += "le droit d'aujourd'hui est appliqué"
        used = day if day is not None and known else self.today
        self._know("launch_on", "lancement", long_date(used), origin, assumed=not known)
        return used

    def _planned(self) -> tuple[date | None, str]:
        if self.tender:
            return self.tender.launch_on, OF_TENDER
        if self.project.launch_on:
            return self.project.launch_on, "prévu par la démarche"
        return None, "aucune date prévue : le droit d'aujourd'hui est appliqué"

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
        diagnosis = self.diagnosis or self.project.diagnosis()
        known = diagnosis.facts().get("current_cost_eur")
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
        """Unknown until somebody searches; prison work, which no register holds, until typed."""
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


def is_law_known(day: date) -> bool:
    try:
        Thresholds.at(Nature.SERVICES, BuyerKind.LOCAL, day)
    except LawUnknown:
        return False
    return True


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
