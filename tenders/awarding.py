"""The contracts of an awarded tender, gathered for the essential data that the law publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from needs.models import LegalAmendment, Site
from procurement.legal import Finding
from suppliers.models import Supplier
from tenders import essential_data
from tenders.clauses.clause import Place
from tenders.essential_data import AwardedFacts, Considerations, Holder, Used
from tenders.models import AwardedContract, Lot, PriceShape, Reserved, Tender

_CCAG = {"travaux": "travaux"}


@dataclass(frozen=True)
class Awarded:
    """A contract with its record, what the record still lacks, and what to look at."""

    contract: AwardedContract
    facts: AwardedFacts
    blanks: list[str]
    remarks: list[Finding]

    @property
    def record(self) -> dict[str, Any]:
        return essential_data.record(self.facts)

    @property
    def holders(self) -> str:
        return essential_data.names(self.facts.holders)


def awarded(tender: Tender) -> list[Awarded]:
    """Every contract said so far, in the order of the lots."""
    contracts = list(tender.contracts.select_related("lot"))
    law = LegalAmendment.objects.law()
    known = dict(
        Supplier.objects.filter(
            siret__in=[siret for contract in contracts for siret in contract.sirets()]
        ).values_list("siret", "name")
    )
    found = []
    for contract in contracts:
        facts = facts_of(tender, contract, known)
        found.append(
            Awarded(
                contract,
                facts,
                essential_data.blanks(facts),
                essential_data.remarks(facts, tender.launch_on, law),
            )
        )
    return found


def facts_of(tender: Tender, contract: AwardedContract, known: dict[str, str]) -> AwardedFacts:
    return AwardedFacts(
        number=contract.number,
        buyer_siret=tender.project.lead.siret,
        object=contract.object,
        cpv=contract.cpv,
        procedure=tender.procedure,
        framework=bool(tender.settings.get("framework")),
        calls=contract.calls,
        innovative=contract.innovative,
        ccag=contract.ccag,
        bids_received=contract.bids_received,
        advance=contract.advance,
        advance_rate=contract.advance_rate,
        group=contract.group,
        subcontracted=contract.subcontracted,
        place_kind=contract.place_kind,
        place_code=contract.place_code,
        duration_months=contract.duration_months,
        notified_on=contract.notified_on,
        published_on=contract.published_on,
        amount=contract.amount,
        price_form=str(tender.settings.get("price_form", "")),
        price_shape=contract.price_shape,
        holders=tuple(
            Holder(holder["id"], holder["kind"], known.get(holder["id"], ""))
            for holder in contract.holders
        ),
        considered=considered(tender, contract.lot),
        origin_eu=contract.origin_eu,
        origin_france=contract.origin_france,
    )


def considered(tender: Tender, lot: Lot | None) -> Considerations:
    """What the clauses, criteria and reservation of this lot take into account."""
    of_lot = [None, lot.pk] if lot else [None]
    used = [
        Used(source.title, frozenset(source.themes), source.place)
        for clause in tender.clauses.all()
        if clause.lot_id in of_lot
        for source in [clause.source()]
    ]
    criteria = list(tender.criteria.all())
    own = [c for c in criteria if lot and c.lot_id == lot.pk]
    used += [
        Used(criterion.name, frozenset(), Place.AWARD, criterion.kind)
        for criterion in own or [c for c in criteria if c.lot_id is None]
        if criterion.weight
    ]
    reservation = lot.get_reserved_display() if lot and lot.reserved != Reserved.NONE else ""
    return essential_data.considerations(used, reservation)


def proposed(tender: Tender, lot: Lot | None) -> AwardedContract:
    """A contract with what the tender already says; the rest is the buyer's to say."""
    kind, code = _where(tender)
    contract = AwardedContract(
        tender=tender,
        lot=lot,
        object=f"{tender.title} - {lot}" if lot else tender.title,
        cpv=lot.cpv if lot else "",
        ccag=_CCAG.get(tender.nature, "fcs"),
        price_shape=(lot.price_shape if lot else "") or tender.price_shape or PriceShape.UNIT,
        place_kind=kind,
        place_code=code,
    )
    # Unknown yet, perhaps: the form then asks for them.
    contract.amount = lot.amount if lot else tender.estimated_value  # type: ignore[assignment]
    contract.duration_months = tender.duration_months  # type: ignore[assignment]
    return contract


def _where(tender: Tender) -> tuple[str, str]:
    """The smallest place that holds every site, or else the whole authority's own commune."""
    sites = Site.objects.filter(need__project=tender.project, commune__isnull=False)
    rows = sites.values_list("commune__insee", "commune__department", "commune__region")
    return essential_data.where(rows.distinct())


def publication(contracts: Sequence[Awarded]) -> tuple[dict[str, Any], list[str]]:
    """(the file to publish, what it still lacks): there is none while it lacks some."""
    if not contracts:
        return {}, ["L'attribution : dites d'abord à qui le marché est attribué."]
    missing = [f"{one.contract.number} : {blank}" for one in contracts for blank in one.blanks]
    if missing:
        return {}, missing
    return essential_data.publication([one.record for one in contracts]), []
