"""From a tender to what the simulator marks: its criteria as parts, its amounts as a scene."""

from __future__ import annotations

from tenders.models import CriterionKind, Tender
from tenders.simulation import Part

PRICES = (CriterionKind.PRICE, CriterionKind.COST)
USUAL_AMOUNT = 100_000.0


def parts_of(tender: Tender) -> tuple[Part, ...]:
    """What gets a mark: each sub-criterion, or the criterion that has none; prices in one piece."""
    rows = [row for row in tender.criteria.all() if row.lot_id is None]
    children = {row.parent_id for row in rows}
    names = {row.pk: row.name for row in rows}
    priced = {row.pk for row in rows if row.kind in PRICES and row.parent_id is None}
    return tuple(
        Part(
            key=str(row.pk),
            name=row.name,
            weight=float(row.weight),
            of=names[row.parent_id] if row.parent_id else row.name,
            is_price=row.kind in PRICES,
        )
        for row in rows
        if row.weight
        and (row.pk in priced or (row.parent_id not in priced and row.pk not in children))
    )


def amount_of(tender: Tender) -> float:
    """The estimate that prices are drawn around; a round one until there is one."""
    return float(tender.estimated_value or 0) or USUAL_AMOUNT
