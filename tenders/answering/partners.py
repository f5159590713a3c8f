"""Who could bring what a candidate lacks, by the open register; nobody is told, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from procurement.accounts.models import Organisation
from suppliers import ess
from suppliers.capacity import Quantity
from suppliers.demand import Demand
from suppliers.gathering import demand_of_text, match
from suppliers.matching import Result
from suppliers.territory import Place
from tenders.answering.call import Call, CallLot, Condition
from tenders.answering.fit import Line, State
from tenders.answering.prepared import Prepared
from tenders.eligibility import GROUNDS

MOST = 4  # a line: enough to call, few enough to read
MOST_LINES = 6


@dataclass(frozen=True)
class Partner:
    key: str
    name: str
    city: str
    brings: tuple[str, ...]


@dataclass(frozen=True)
class Sought:
    """One thing that is missing, and who says that it has it."""

    line: Line
    partners: tuple[Partner, ...]


def sought(prepared: Prepared) -> list[Sought]:
    """One search a lot, and one a clause that the candidate says it cannot hold."""
    conditions = {one.id: one for one in prepared.call.conditions_for(prepared.lots)}
    results: dict[int, tuple[Result, ...]] = {}
    found = []
    for line in prepared.lines:
        condition = conditions.get(line.id)
        if condition is None or not line.lacks:
            continue
        if condition.kind in ("volume", "place", "reservation"):
            for lot in _lots(prepared, condition):
                if lot.number not in results:
                    results[lot.number] = match(_demand(prepared.call, lot)).results
                found.append(_sought(prepared, line, condition, results[lot.number]))
        elif condition.kind == "clause" and line.state == State.MISSING and len(found) < MOST_LINES:
            ranked = match(_demand_of_clause(prepared.call, condition)).results
            found.append(_sought(prepared, line, condition, ranked))
    return found


def _lots(prepared: Prepared, condition: Condition) -> Iterator[CallLot]:
    for lot in prepared.chosen:
        if not condition.lots or lot.number in condition.lots:
            yield lot


def _demand(call: Call, lot: CallLot) -> Demand:
    read = demand_of_text(
        f"{call.reference}-{lot.number}", lot.title, lot.description, Organisation(name=call.buyer)
    )
    places = tuple(_places(call))
    volumes = [v for c in call.conditions if c.id == f"volume-{lot.number}" for v in c.volumes]
    quantities = tuple(Quantity(v.value, v.unit, v.period, component=v.component) for v in volumes)
    return replace(
        read,
        places=places or read.places,
        quantities=quantities or read.quantities,
        named_components=lot.components,
    )


def _demand_of_clause(call: Call, condition: Condition) -> Demand:
    """Its trade alone: what others declared of the clause is theirs."""
    read = demand_of_text(
        f"{call.reference}-{condition.clause}",
        condition.title,
        condition.text[:400],
        Organisation(name=call.buyer),
    )
    return replace(read, places=tuple(_places(call)) or read.places)


def _places(call: Call) -> Iterator[Place]:
    for p in call.places:
        point = None if p.lat is None or p.lon is None else (p.lat, p.lon)
        yield Place(p.name, p.department, p.region, point, p.insee, p.epci)


def _sought(
    prepared: Prepared, line: Line, condition: Condition, results: tuple[Result, ...]
) -> Sought:
    own = str(prepared.preparation.supplier_id)
    fitting = [r for r in results if r.supplier.key != own and _brings(r, condition)]
    return Sought(line, tuple(_partner(result) for result in fitting[:MOST]))


def _brings(result: Result, condition: Condition) -> bool:
    """A reserved lot asks for the quality; the search already looked at words and places."""
    if condition.kind != "reservation":
        return True
    ground = next((g for g in GROUNDS if g.code == condition.reserved), None)
    return ground is not None and any(
        ess.may_answer(result.supplier.kinds, reservation) for reservation in ground.reservations
    )


def _partner(result: Result) -> Partner:
    known = result.supplier
    said = [f"{ess.label(kind)}" for kind in known.kinds[:2]]
    said += [str(quantity) for quantity in known.quantities[:2]]
    said += [known.area.describe()] if known.area.is_known else []
    return Partner(known.key, known.name, known.city, tuple(said))
