"""Components, places and suppliers found → proposed lots, compared, each with its reasons.

Deterministic: the same facts give the same lots. Balise proposes; the buyer cuts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from needs.levers import Advised
from suppliers.capacity import add_up
from suppliers.lots import sentences
from suppliers.lots.advice import LotAdvice, Option, ProposedLot
from suppliers.lots.carrying import Carrying, Cell, Field
from suppliers.lots.options import SINGLE, cuts_of
from suppliers.lots.question import LotQuestion
from suppliers.lots.reserving import decided_reserve, reserve_of

MOST_LOTS = 8  # beyond, few services can follow as many contracts (L2113-11, 1°)


def propose_lots(question: LotQuestion) -> LotAdvice:
    """The lots to weigh, the proposed way first; no option when the need has no part at all."""
    zones, cells = question.zones, question.cells
    yearly = question.purchase.amount / question.years if question.is_amount_known else None
    found = Field(question.candidates, yearly)
    cuts = cuts_of(cells, found) if cells else {}
    unordered = [_option(question, id, cut, found) for id, cut in cuts.items()]
    ordered = sorted(unordered, key=lambda option: _order(option, len(cuts)))
    options = [
        replace(
            option,
            verdict=sentences.verdict(
                option, proposed=place == 0, among=len(cuts), searched=question.searched
            ),
        )
        for place, option in enumerate(ordered)
    ]
    return LotAdvice(
        question=question,
        zones=zones,
        cells=cells,
        options=tuple(options),
        gaps=tuple(sentences.gaps(question, cells, found)),
        missing=tuple(sentences.missing(question)),
        found=found,
    )


def _option(question: LotQuestion, id: str, cut: Sequence[Sequence[Cell]], found: Field) -> Option:
    lots = tuple(_lot(question, number, lot, found) for number, lot in enumerate(cut, start=1))
    lots = tuple(
        replace(lot, reasons=tuple(sentences.reasons(question, lot, cells, cut, found)))
        for lot, cells in zip(lots, cut, strict=True)
    )
    numbered = tuple(
        (cell.component.name, cell.zone.name, number)
        for number, lot in enumerate(cut, start=1)
        for cell in lot
    )
    risks = tuple(sentences.option_risks(question, lots, most=MOST_LOTS))
    return Option(id, lots, numbered, risks=risks)


def _lot(question: LotQuestion, number: int, cells: Sequence[Cell], found: Field) -> ProposedLot:
    carrying = found.carrying(cells)
    share = sum((cell.share for cell in cells), Decimal(0))
    amount = whole_euros(question.purchase.amount * share) if question.is_amount_known else None
    components = tuple(dict.fromkeys(cell.component.name for cell in cells))
    zones = tuple(dict.fromkeys(cell.zone.name for cell in cells))
    cpv = next((c for name in components if (c := question.cpv_of.get(name, ""))), "")
    lot = ProposedLot(
        number=number,
        title=sentences.title(question, cells),
        components=components,
        zones=zones,
        places=tuple(dict.fromkeys(s.place.name for c in cells for s in c.zone.spots)),
        quantities=tuple(
            (name, add_up(q for c in cells if c.component.name == name for q in c.quantities))
            for name in components
        ),
        share=share,
        amount=amount,
        cpv=cpv,
        carrying=carrying,
        reserve=_reserve(question, carrying, amount, cpv),
    )
    # Before any search, that nobody was found says nothing of the lot.
    return replace(lot, risks=tuple(sentences.lot_risks(lot))) if question.searched else lot


def _reserve(
    question: LotQuestion, carrying: Carrying, amount: Decimal | None, cpv: str
) -> Advised | None:
    """What the buyer decided comes before what the rules allow."""
    return decided_reserve(carrying, question.decided, question.at) or reserve_of(
        question.purchase, carrying, amount, cpv, question.at, question.refused
    )


def whole_euros(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _order(option: Option, among: int) -> tuple[bool, bool, int, int, int]:
    """Lots are the rule; then as few parts as possible that nobody, or only one, can carry."""
    weight = {
        lot.number: sum(1 for *_, number in option.cells if number == lot.number)
        for lot in option.lots
    }
    return (
        option.id == SINGLE and among > 1,
        len(option.lots) > MOST_LOTS,
        sum(weight[lot.number] for lot in option.nobody),
        sum(weight[lot.number] for lot in option.only_one),
        len(option.lots),
    )
