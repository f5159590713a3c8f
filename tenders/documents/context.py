"""All that the documents say about a tender, gathered once as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from needs.diagnosis import Diagnosis, Total
from needs.units import unit_and_scale
from procurement.legal import Finding, Severity, value
from procurement.nomenclature.models import Cpv
from procurement.typography import number
from tenders import points, pricing
from tenders.clauses import Clause, FollowUp, Place
from tenders.compliance.criteria import PRICES
from tenders.drafting import check_of, fact_values
from tenders.market import market_of
from tenders.models import AwardCriterion, Lot, MarketConsultation, Tender, TenderClause
from tenders.proportionality import LotMeter
from tenders.sourcing import SourcingRecord, sourcing_record


@dataclass(frozen=True)
class LotFacts:
    number: int
    title: str
    description: str
    amount: Decimal | None
    cpv: str
    reserved: str
    components: tuple[str, ...]
    price_shape: str = ""
    price_lines: tuple[pricing.OwnLine, ...] = ()
    cpv_whole: str = ""  # with its check digit

    @property
    def name(self) -> str:
        return f"Lot {self.number} : {self.title}"


@dataclass(frozen=True)
class Criterion:
    name: str
    kind: str
    kind_label: str
    weight: Decimal
    method: str
    expected: str
    max_pages: int
    lot: int | None
    formula: str = ""
    subcriteria: tuple[Criterion, ...] = ()
    source: Clause | None = None

    @property
    def is_price(self) -> bool:
        return self.kind in PRICES

    @property
    def parts(self) -> tuple[Criterion, ...]:
        """What is marked: the sub-criteria, or the criterion itself when it has none."""
        return self.subcriteria or (self,)


@dataclass(frozen=True)
class UsedClause:
    """A clause as this tender says it; `lot` is None when it holds for every lot."""

    source: Clause
    text: str
    follow_up: FollowUp | None
    lot: int | None
    edited: bool
    title: str = ""  # its own, when the tender gave it one
    whole: bool = False  # the text says verification and proofs too

    @property
    def name(self) -> str:
        return self.title or self.source.title

    @property
    def penalty(self) -> str:
        return self.follow_up.penalty if self.follow_up else ""


@dataclass(frozen=True)
class PriceLine:
    """What bidders price: a designation, its unit and the yearly need (or the stock, once).

    `lump` says that it is a part of the lump sum, not of the price schedule.
    """

    number: str
    lot: int | None
    label: str
    unit: str
    quantity: Decimal
    is_flow: bool
    lump: bool = False


@dataclass(frozen=True)
class VolumeRow:
    """One volume of one sheet, brought to the year and to the unit of its total."""

    site: str
    member: str
    label: str
    quantity: Decimal


@dataclass(frozen=True)
class DocumentContext:
    reference: str
    title: str
    summary: str
    buyer: str
    buyer_siret: str
    large_buyer: bool
    members: tuple[str, ...]
    facilitator: str
    procedure: str
    procedure_label: str
    nature: str
    nature_label: str
    buyer_kind: str
    launch_on: date
    offers_due_at: datetime | None
    estimated_value: Decimal | None
    duration_months: int | None
    renewals: int
    settings: Mapping[str, Any]
    lots: tuple[LotFacts, ...]
    criteria: tuple[Criterion, ...]
    clauses: tuple[UsedClause, ...]
    diagnosis: Diagnosis
    price_shape: str = ""
    own_lines: tuple[pricing.OwnLine, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sourcing: tuple[SourcingRecord, ...] = field(default=())
    meters: tuple[LotMeter, ...] = ()

    def law(self, id: str) -> str:
        """A legal value as it stands on the day of the launch, written in French."""
        return number(value(id, self.launch_on).number)

    def say(self, point: str) -> str:
        """What the officer said of a point, or the numbered blank that asks for it."""
        return points.say(self.said, point)

    def law_for_small(self, id: str) -> str:
        """The same for a small contractor, whom large buyers must treat better."""
        if self.buyer_kind == "etat" and id == "advance_floor":
            return self.law("advance_floor_state_sme")
        return self.law(f"{id}_large_sme" if self.large_buyer else id)

    @property
    def is_draft(self) -> bool:
        """Whether something unlawful remains: the documents are then marked « PROJET »."""
        return any(finding.severity == Severity.BLOCKING for finding in self.findings)

    @property
    def is_adapted(self) -> bool:
        return self.procedure == "mapa"

    @property
    def is_framework(self) -> bool:
        return bool(self.settings.get("framework"))

    @property
    def is_joint(self) -> bool:
        return len(self.members) > 1

    def clauses_in(self, place: Place) -> tuple[UsedClause, ...]:
        return tuple(clause for clause in self.clauses if clause.source.place == place)

    def criteria_of(self, lot: LotFacts | None) -> tuple[Criterion, ...]:
        """The lot's own criteria, or else those of the whole tender."""
        own = tuple(c for c in self.criteria if lot and c.lot == lot.number)
        return own or tuple(c for c in self.criteria if c.lot is None)

    def criteria_sets(self) -> list[tuple[str, tuple[Criterion, ...]]]:
        """(for which lots, criteria): lots judged alike come together."""
        if not self.lots:
            return [("", self.criteria_of(None))]
        sets: dict[tuple[Criterion, ...], list[LotFacts]] = {}
        for lot in self.lots:
            sets.setdefault(self.criteria_of(lot), []).append(lot)
        if len(sets) == 1:
            return [("", next(iter(sets)))]
        return [(", ".join(lot.name for lot in lots), criteria) for criteria, lots in sets.items()]

    def volumes_of(self, total: Total) -> tuple[VolumeRow, ...]:
        return tuple(_volume_rows(self.diagnosis, total))

    def price_lines(self) -> tuple[PriceLine, ...]:
        """The diagnosis' volumes and the officer's own lines, lot after lot."""
        if self.lots:
            return tuple(line for lot in self.lots for line in _price_lines(self, lot))
        return tuple(_price_lines(self, None))


def gather(tender: Tender) -> DocumentContext:
    lots = {lot.pk: lot for lot in tender.lots.all()}
    codes = Cpv.objects.whole(lot.cpv for lot in lots.values())
    project = tender.project
    diagnosis = project.diagnosis()
    facts = fact_values(tender, diagnosis)
    due = tender.offers_due_at
    # A framework performed by orders is priced by the unit as long as nobody says otherwise.
    shape = tender.price_shape or (pricing.UNIT if tender.settings.get("framework") else "")
    return DocumentContext(
        reference=tender.reference,
        title=tender.title,
        summary=project.summary,
        buyer=project.lead.name,
        buyer_siret=project.lead.siret,
        large_buyer=project.lead.large_spender,
        members=diagnosis.members,
        facilitator=project.facilitator.name if project.facilitator else "",
        procedure=tender.procedure,
        procedure_label=tender.get_procedure_display(),
        nature=tender.nature,
        nature_label=tender.get_nature_display(),
        buyer_kind=tender.buyer_kind,
        launch_on=tender.launch_on,
        offers_due_at=timezone.localtime(due) if due else None,
        estimated_value=tender.estimated_value,
        duration_months=tender.duration_months,
        renewals=tender.renewals,
        settings=tender.settings,
        lots=tuple(_lot(lot, shape, codes) for lot in lots.values()),
        criteria=_criteria(tender, lots),
        clauses=tuple(_clause(used, lots, facts) for used in tender.clauses.all()),
        diagnosis=diagnosis,
        price_shape=shape,
        own_lines=pricing.own_lines(tender.price_lines),
        said=tender.said,
        findings=tuple(check_of(tender).findings),
        sourcing=tuple(
            sourcing_record(consultation, diagnosis)
            for consultation in MarketConsultation.objects.published().filter(project=project)
        ),
        meters=market_of(tender, diagnosis).meters,
    )


def _lot(lot: Lot, shape: str, codes: Mapping[str, str]) -> LotFacts:
    return LotFacts(
        lot.number,
        lot.title,
        lot.description,
        lot.amount,
        lot.cpv,
        lot.reserved,
        tuple(lot.components),
        lot.price_shape or shape,
        pricing.own_lines(lot.price_lines),
        cpv_whole=codes.get(lot.cpv, ""),
    )


def _criteria(tender: Tender, lots: Mapping[int, Lot]) -> tuple[Criterion, ...]:
    rows = list(tender.criteria.all())
    children: dict[int, list[AwardCriterion]] = {}
    for row in rows:
        if row.parent_id:
            children.setdefault(row.parent_id, []).append(row)

    def build(row: AwardCriterion) -> Criterion:
        return Criterion(
            name=row.name,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            weight=row.weight,
            method=row.method,
            expected=row.expected,
            max_pages=row.max_pages,
            formula=row.formula if row.kind in PRICES else "",
            lot=lots[row.lot_id].number if row.lot_id else None,
            subcriteria=tuple(build(child) for child in children.get(row.pk, ())),
            source=row.taken_clause(),
        )

    return tuple(build(row) for row in rows if row.parent_id is None)


def _clause(used: TenderClause, lots: Mapping[int, Lot], facts: Mapping[str, Any]) -> UsedClause:
    filled = used.filled(facts)
    return UsedClause(
        source=used.source(),
        text=filled.text,
        follow_up=filled.follow_up,
        lot=lots[used.lot_id].number if used.lot_id else None,
        edited=bool(used.wording or used.title),
        title=used.title,
        whole=bool(used.wording) and used.wording_is_whole,
    )


def _price_lines(context: DocumentContext, lot: LotFacts | None) -> Iterator[PriceLine]:
    """The components that the lot holds, or all of them; then the lines typed by the officer."""
    diagnosis = context.diagnosis
    shape = lot.price_shape if lot else context.price_shape
    wanted = [
        (share.name, total.written, share.value, total.is_flow)
        for total in diagnosis.totals
        if lot is None or not lot.components or total.component in lot.components
        for share in total.by_label
    ]
    own = lot.price_lines if lot else context.own_lines
    wanted += [(line.label, line.unit, line.quantity, False) for line in own]
    for position, (label, unit, quantity, is_flow) in enumerate(wanted, start=1):
        yield PriceLine(
            f"{lot.number if lot else 1}.{position:02d}",
            lot.number if lot else None,
            label,
            unit,
            quantity,
            is_flow,
            lump=pricing.in_lump_sum(shape, unit),
        )


def _volume_rows(diagnosis: Diagnosis, total: Total) -> Iterator[VolumeRow]:
    for sheet in diagnosis.sheets:
        for line in sheet.volumes:
            if total.holds(line):
                _, scale = unit_and_scale(line.unit)
                exact = line.yearly * scale / total.scale
                quantity = Decimal(exact.numerator) / Decimal(exact.denominator)
                yield VolumeRow(sheet.site_name(line.site), sheet.name, line.label, quantity)
