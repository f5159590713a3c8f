"""The tender in front of the suppliers found for its project: gathered once, decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from needs.diagnosis import Diagnosis
from procurement.legal import Finding, gravest_first
from procurement.nomenclature.models import Commune
from procurement.typography import fold
from suppliers.capacity import Quantity, best_fits, overall
from suppliers.facts import SupplierFacts
from suppliers.gathering import facts_of
from suppliers.membership import standings_of
from suppliers.models import MatchRun, Supplier
from suppliers.need_places import place_of
from suppliers.standing import Standing
from suppliers.territory import Place, nearest_km
from tenders.eligibility import Found, LotAsked, Reserve, reserves
from tenders.models import AwardCriterion, Lot, Tender, TenderClause
from tenders.proportionality import LotMeter
from tenders.requirements import Lens, insertion_hours, requirements_of, unmeasured
from tenders.statements import Statements, statements_for


@dataclass(frozen=True)
class Market:
    """The latest match run of the project, and all that is known of the suppliers it found."""

    tender: Tender
    run: MatchRun | None
    facts: dict[str, SupplierFacts]
    records: dict[str, Supplier]
    statements: Statements
    places: tuple[Place, ...]
    lots: tuple[Lot, ...]
    clauses: tuple[TenderClause, ...]
    criteria: tuple[AwardCriterion, ...]
    diagnosis: Diagnosis | None = None  # of the project, where the caller has it

    @cached_property
    def meters(self) -> tuple[LotMeter, ...]:
        """One meter a lot; a tender without lots stands as one."""
        return tuple(self._meter(lot) for lot in self.lots or (None,))

    @cached_property
    def reserves(self) -> tuple[tuple[LotAsked, tuple[Reserve, ...]], ...]:
        """Each lot with every legal ground to reserve it, tried on the suppliers found for it."""
        return tuple(self._reserves(lot) for lot in self.lots or (None,))

    def findings(self) -> tuple[Finding, ...]:
        """What the checks page adds to the law: too few suppliers before what is asked."""
        if self.run is None:
            return ()
        found = [finding for meter in self.meters for finding in meter.findings()]
        tried = [reserve for _, grounds in self.reserves for reserve in grounds]
        return gravest_first([*found, *(f for reserve in tried for f in reserve.findings())])

    def _meter(self, lot: Lot | None) -> LotMeter:
        lens = self._lens(lot)
        return LotMeter(
            title=str(lot) if lot else "",
            suppliers=lens.names,
            groups=self._groups(lot),
            requirements=tuple(requirements_of(lens)),
            number=lot.number if lot else None,
            unmeasured=tuple(unmeasured(lens)),
        )

    def _lens(self, lot: Lot | None) -> Lens:
        def holds(part: TenderClause | AwardCriterion) -> bool:
            return part.lot_id is None or (lot is not None and part.lot_id == lot.pk)

        facts = {key: self.facts[key] for key in self._found_for(lot)}
        return Lens(
            tender=self.tender,
            lot=lot,
            facts=facts,
            statements=self.statements,
            clauses=tuple(c for c in self.clauses if holds(c)),
            criteria=tuple(c for c in self.criteria if holds(c)),
            volumes={key: self._ratio(lot, fact) for key, fact in facts.items()},
            hours=self._hours,
        )

    @cached_property
    def _hours(self) -> dict[int, float]:
        return insertion_hours(self.tender, self.clauses, self.diagnosis) if self.run else {}

    def _found_for(self, lot: Lot | None) -> list[str]:
        """The suppliers of the run; those that cover a component of the lot when it has some."""
        if self.run is None:
            return []
        wanted = _components(lot)
        covers = self._covers
        return [
            key for key in self.facts if not wanted or key not in covers or covers[key] & wanted
        ]

    @cached_property
    def _covers(self) -> dict[str, set[str]]:
        """What each supplier would take on; older runs kept it for members of groups only."""
        assert self.run is not None
        covers: dict[str, set[str]] = {}
        for row in self.run.result["results"]:
            if "covers" in row:
                covers[row["supplier"]] = {fold(name) for name in row["covers"]}
        for group in self.run.result["groups"]:
            for component, members in group["covers"].items():
                for member in members:
                    covers.setdefault(group["suppliers"][member], set()).add(fold(component))
        return covers

    def _groups(self, lot: Lot | None) -> tuple[frozenset[str], ...]:
        """The members of each proposed group that would work on this lot."""
        if self.run is None:
            return ()
        inside = set(self._found_for(lot))
        groups = (
            frozenset(inside & set(group["suppliers"].values()))
            for group in self.run.result["groups"]
        )
        return tuple(group for group in groups if group)

    def _quantities(self, lot: Lot | None) -> list[Quantity]:
        """The volumes of the lot's components, as the run read them."""
        if self.run is None:
            return []
        wanted = _components(lot)
        return [
            Quantity(row["value"], row["unit"], row["period"], component=row.get("component", ""))
            for row in self.run.demand["quantities"]
            if not wanted or fold(row.get("component", "")) in wanted
        ]

    def _ratio(self, lot: Lot | None, fact: SupplierFacts) -> float | None:
        """Its capacity over the lot's volume; over its yearly amount when no volume compares."""
        ratio = overall(best_fits(self._quantities(lot), fact.quantities))
        if ratio is not None or fact.max_yearly_eur is None:
            return ratio
        yearly = yearly_amount(self.tender, lot)
        return fact.max_yearly_eur / yearly if yearly else None

    def _reserves(self, lot: Lot | None) -> tuple[LotAsked, tuple[Reserve, ...]]:
        asked = LotAsked(
            title=str(lot) if lot else self.tender.title,
            at=self.tender.launch_on,
            nature=self.tender.nature,
            cpv=lot.cpv if lot else "",
            reserved=lot.reserved if lot else "none",
            duration_months=self.tender.duration_months,
        )
        found = [self._found(key, lot) for key in self._found_for(lot)]
        return asked, reserves(asked, found)

    def _found(self, key: str, lot: Lot | None) -> Found:
        fact, record = self.facts[key], self.records[key]
        kept = "fiche tenue par la structure" if record.organisation_id else ""
        return Found(
            key=key,
            name=fact.name,
            city=fact.city,
            kinds=fact.kinds,
            source=kept or f"registre ({record.source or 'source non dite'})",
            noted_on=timezone.localdate(record.updated_at),
            distance_km=nearest_km(fact.point, self.places),
            ratio=self._ratio(lot, fact),
            standings=self._standings.get(record.pk, ()),
        )

    @cached_property
    def _standings(self) -> dict[UUID, tuple[Standing, ...]]:
        """As they will be on the day of the launch."""
        return standings_of(list(self.records.values()), at=self.tender.launch_on)


def market_of(tender: Tender, diagnosis: Diagnosis | None = None) -> Market:
    """A fixed number of queries, whatever the run found and the tender asks."""
    run = MatchRun.objects.filter(project=tender.project).first()
    keys = run.supplier_keys() if run else []
    records = {str(record.pk): record for record in Supplier.objects.filter(pk__in=keys)}
    facts = {fact.key: fact for fact in facts_of(Supplier.objects.filter(pk__in=keys))}
    return Market(
        tender=tender,
        run=run,
        facts={str(key): facts[str(key)] for key in keys if str(key) in facts},
        records=records,
        statements=statements_for(tender.project, keys),
        places=tuple(_places(run)),
        lots=tuple(tender.lots.all()),
        clauses=tuple(tender.clauses.all()),
        criteria=tuple(tender.criteria.all()),
        diagnosis=diagnosis,
    )


def _places(run: MatchRun | None) -> Iterable[Place]:
    named = [place["insee"] for place in run.demand["places"] if place["insee"]] if run else []
    for commune in Commune.objects.filter(insee__in=named).order_by("insee"):
        yield place_of(commune, 1.0)


def _components(lot: Lot | None) -> set[str]:
    return {fold(component) for component in lot.components} if lot else set()


def yearly_amount(tender: Tender, lot: Lot | None) -> float | None:
    """The lot's amount for one year, or the whole tender's without lots."""
    amount = lot.amount if lot else tender.estimated_value
    years = max(1.0, (tender.duration_months or 12) / 12)
    return float(amount) / years if amount else None
