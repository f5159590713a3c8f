"""From the database to plain values: a need's demand, suppliers' facts, one full search."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from needs import findings
from needs.models import AwardHolder, FactKind, FactStatus, Need, NeedFact, Project
from procurement.accounts.models import Organisation
from procurement.typography import fold
from suppliers import retrieval
from suppliers.capacity import Quantity, add_up
from suppliers.covering import covered
from suppliers.demand import Demand
from suppliers.ess import Reservation
from suppliers.facts import Reference, SupplierFacts
from suppliers.frequencies import Counted, timed
from suppliers.groups import Group, propose
from suppliers.labels import validity
from suppliers.matching import Ranking, Scope, Weights, rank
from suppliers.models import Certificate, ClientReference, Supplier
from suppliers.need_places import distinct, own_territory, places_of, said_places
from suppliers.reading import Said, read_need, read_title, unpacked
from suppliers.snapshots import snapshot_of
from suppliers.territory import Place, ServiceArea

TELLING_WORDS = 24
# The nearest suppliers that are scored at first (a need of several parts calls more trades) and at
# most, when fewer than enough pass the filters.
SCORED, SCORED_OF_PARTS, MOST_SCORED, ENOUGH = 100, 150, 600, 40
_YEARLY_AFTER = re.compile(r"[\s,(]*(?:par an\b|/ ?an\b|chaque année|annuel)", re.I)
_YEARLY_BEFORE = re.compile(r"annuel\w*[^.;]*$", re.I)
_RESERVED = {
    Reservation.HANDICAP: re.compile(
        r"reserve\w* (\S+ ){0,4}\S*(esat\b|entreprises? adaptees?|handicap)|l\.? ?2113-12"
    ),
    Reservation.INSERTION: re.compile(
        r"reserve\w* (\S+ ){0,5}\S*(insertion|siae\b)|l\.? ?2113-13(?!-)"
    ),
    Reservation.ESS: re.compile(r"reserve\w* (\S+ ){0,5}\S*(economie sociale|ess\b)|l\.? ?2113-15"),
}


@dataclass(frozen=True)
class Search:
    """A full answer: the ranking and the groups built from it."""

    ranking: Ranking
    groups: tuple[Group, ...]

    def as_dict(self, *, top: int | None = None) -> dict[str, Any]:
        ranking = self.ranking.as_dict(top=top)
        for row, result in zip(ranking["results"], self.ranking.results, strict=False):
            row["covers"] = covered(self.ranking.demand, result.answer)
            row["record"] = snapshot_of(result.supplier)
        return ranking | {
            "components": [
                {"name": component.name, "why": component.why}
                for component in self.ranking.demand.components
            ],
            "unread": list(self.ranking.demand.unread),
            "groups": [group.as_dict() for group in self.groups],
        }


def search(demand: Demand, weights: Weights | None = None) -> Search:
    """Retrieve, rank and group; a few queries, whatever the register holds."""
    ranking = match(demand, weights)
    return Search(ranking, propose(ranking))


def match(demand: Demand, weights: Weights | None = None) -> Ranking:
    terms = retrieval.known(demand.index_terms)
    demand = demand.among(retrieval.rarities(terms))
    telling = [terms[key] for key in _telling(demand)]
    departments = sorted(demand.departments) or None
    for limit in (SCORED_OF_PARTS if demand.parts else SCORED, MOST_SCORED):
        found = retrieval.candidates(telling, departments, limit, seed=demand.id)
        suppliers = Supplier.objects.filter(entry__in=[*found.inside, *found.outside])
        with _uncollected():
            ranking = rank(demand, facts_of(suppliers), weights)
        if len(ranking.results) >= ENOUGH or len(found.inside) < limit:
            break  # or else filters put most of them aside: further ones may pass
    scope = Scope(found.among, len(found.inside), len(found.outside))
    return replace(ranking, scope=scope)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Thousands of objects are made here and none in a circle: the collector would look in vain,
    several times, at all that the process holds. They pass for old ones, that it seldom looks at.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def in_the_register(demand: Demand) -> Demand:
    """The demand with how rare its words are there, to rank suppliers that are already known."""
    return demand.among(retrieval.rarities(retrieval.known(demand.index_terms)))


def _telling(demand: Demand) -> list[str]:
    """The rarest of the need's words, and all its concepts and codes."""
    words = sorted(demand.words, key=lambda word: (-demand.rarity.get(word, 0.0), word))
    kept = [word for word in words if word in demand.rarity][:TELLING_WORDS]
    return kept + [t for t in demand.index_terms if ":" in t and t in demand.rarity]


def facts_of(suppliers: QuerySet[Supplier], *, at: date | None = None) -> list[SupplierFacts]:
    """The facts of these suppliers on a day, in four queries."""
    rows = list(suppliers.order_by().values(*_FACTS, offers=F("entry__reading__offers")))
    references: dict[str, list[Reference]] = {}
    held = AwardHolder.objects.filter(siret__in=[row["siret"] for row in rows])
    named = held.order_by("record__key").values_list("siret", "record__object", "record__cpv")
    for siret, *said in named:
        references.setdefault(siret, []).append(Reference(*said))
    sirets = {row["pk"]: row["siret"] for row in rows}
    told = ClientReference.objects.filter(supplier__in=sirets).order_by("pk")
    for key, *said in told.values_list("supplier", "object", "cpv", "client"):
        references.setdefault(sirets[key], []).append(Reference(*said))
    certified = _certificates(sirets)
    today = at or timezone.localdate()
    return [
        _facts(row, references.get(row["siret"], ()), certified.get(row["pk"], ()), today)
        for row in rows
    ]


_Dated = tuple[str, date | None]  # a label and its last day


def _certificates(keys: Iterable[UUID]) -> dict[UUID, list[_Dated]]:
    found: dict[UUID, list[_Dated]] = {}
    held = Certificate.objects.filter(supplier__in=keys).order_by("name", "pk")
    for key, name, expires_on in held.values_list("supplier", "name", "expires_on"):
        found.setdefault(key, []).append((name, expires_on))
    return found


_FACTS = (
    "pk", "external_id", "name", "siret", "city", "department", "ess_kinds", "naf", "lat", "lon",
    "area_kind", "area_km", "area_codes", "capacities", "labels", "fte", "max_yearly_eur",
    "is_fictitious",
)  # fmt: skip


def _facts(
    row: dict[str, Any], references: Iterable[Reference], certified: Iterable[_Dated], at: date
) -> SupplierFacts:
    point = None if row["lat"] is None or row["lon"] is None else (row["lat"], row["lon"])
    return SupplierFacts(
        id=row["external_id"] or row["siret"],
        key=str(row["pk"]),
        name=row["name"],
        siret=row["siret"],
        city=row["city"],
        department=row["department"],
        kinds=tuple(row["ess_kinds"]),
        naf=row["naf"],
        point=point,
        area=ServiceArea(
            row["area_kind"], row["area_km"], tuple(row["area_codes"]), row["department"], point
        ),
        offers=unpacked(row["offers"] or b""),
        capacities=tuple(row["capacities"]),
        labels=(*row["labels"], *(n for n, end in certified if validity(end, at=at).holds)),
        expired_labels=tuple((name, end) for name, end in certified if end and end < at),
        fte=None if row["fte"] is None else float(row["fte"]),
        max_yearly_eur=None if row["max_yearly_eur"] is None else float(row["max_yearly_eur"]),
        references=tuple(references),
        is_fictitious=row["is_fictitious"],
    )


def demand_of_need(need: Need) -> Demand:
    """What one sheet asks, from its words, its decided facts, its sites and volumes."""
    facts, id = _kept_facts([need]), need.external_id or str(need.pk)
    return _demand(id, need.title, need.text, [need], facts, places_of(need, facts))


def demand_of_text(id: str, title: str, text: str, organisation: Organisation) -> Demand:
    """What a text asks, for those who may read nothing else of the project."""
    facts = [
        NeedFact(kind=fact.kind, start=fact.start, end=fact.end, text=fact.text, data=fact.data)
        for fact in findings.facts_of(findings.read_text(f"{title}\n{text}"))
    ]
    return _demand(id, title, text, [], facts, said_places(facts) or own_territory(organisation))


def demand_of_project(project: Project) -> Demand:
    """What all sheets of the project ask together: totals of volumes, every site."""
    needs = list(
        project.needs.select_related("organisation").prefetch_related("sites__commune", "volumes")
    )
    facts = _kept_facts(needs)
    places = [
        place
        for need in needs
        for place in places_of(need, [fact for fact in facts if fact.need_id == need.pk])
    ]
    text = "\n".join(dict.fromkeys(filter(None, [project.summary, *(n.text for n in needs)])))
    return _demand(project.reference, project.title, text, needs, facts, places)


def _kept_facts(needs: Iterable[Need]) -> list[NeedFact]:
    facts = NeedFact.objects.filter(need__in=[need.pk for need in needs])
    return list(facts.exclude(status=FactStatus.REJECTED).order_by("need_id", "start", "pk"))


def _demand(
    id: str, title: str, text: str, needs: list[Need], facts: list[NeedFact], places: list[Place]
) -> Demand:
    said, whole = (read_title(title), _without(read_need(text))), f"{title}\n{text}"
    written = [v for need in needs for v in need.volumes.all()]
    quantities = [
        Quantity(
            float(volume.quantity),
            volume.unit,
            volume.period,
            component=volume.component,
            times=times_of(volume.period, volume.open_days, volume.open_weeks),
        )
        for volume in written
    ]
    places = distinct(places)
    notices = [] if places else [
        "Le besoin ne dit aucun lieu : les fournisseurs de toute la France sont comparés."
    ]  # fmt: skip
    return Demand(
        id=id,
        title=title,
        said=said,
        text=whole,
        cpv=_codes(facts),
        places=tuple(places),
        quantities=tuple(
            _summed(quantities) if quantities else _read_quantities(needs, facts, whole)
        ),
        yearly_eur=_yearly_eur(needs, facts),
        objectives=tuple(
            dict.fromkeys(f.data["id"] for f in facts if f.kind == FactKind.OBJECTIVE)
        ),
        reservation=_reservation(text),
        named_components=tuple(dict.fromkeys(v.component for v in written if v.component)),
        notices=tuple(notices),
    )


def _without(said: tuple[Said, ...]) -> tuple[Said, ...]:
    """Statements without any word left say nothing."""
    return tuple(item for item in said if item.words or item.concepts)


def times_of(period: str, open_days: Decimal, open_weeks: int) -> float | None:
    by_period = {
        "jour": float(open_days) * open_weeks,
        "semaine": open_weeks,
        "mois": open_weeks / 52 * 12,
    }
    return float(by_period[period]) if period in by_period else None


def _summed(quantities: Iterable[Quantity]) -> list[Quantity]:
    """One quantity for each component and unit: sheets add up."""
    by_component: dict[str, list[Quantity]] = {}
    for quantity in quantities:
        by_component.setdefault(quantity.component, []).append(quantity)
    return [
        replace(total, component=component)
        for component, own in by_component.items()
        for total in add_up(own)
    ]


def _read_quantities(
    needs: Iterable[Need], facts: Iterable[NeedFact], text: str
) -> Iterator[Quantity]:
    """As each sheet writes them, with how often they come; a text alone is its own sheet."""
    told = [fact for fact in facts if fact.kind == FactKind.QUANTITY and fact.data.get("unit")]
    sheets: list[tuple[UUID | None, str]] = [(need.pk, need.text) for need in needs]
    for key, written in sheets or [(None, text)]:
        own = [(fact, _read_quantity(fact)) for fact in told if fact.need_id == key]
        yield from (quantity for fact, quantity in own if fact.start is None)
        yield from timed(
            written,
            [Counted(q, f.start, f.end or f.start) for f, q in own if f.start is not None],
        )


def _read_quantity(fact: NeedFact) -> Quantity:
    return Quantity(
        float(fact.data["value"]), fact.data["unit"], fact.data.get("period") or "", fact.text
    )


def _yearly_eur(needs: Iterable[Need], facts: Sequence[NeedFact]) -> float | None:
    """What all the needs would cost a year, without tax, as far as they say it."""
    said = [_yearly_eur_of(need, [f for f in facts if f.need_id == need.pk]) for need in needs]
    known = [amount for amount in said if amount is not None]
    return sum(known) if known else None


def _yearly_eur_of(need: Need, facts: Iterable[NeedFact]) -> float | None:
    """The largest amount said, spread over the duration unless it is said to be yearly."""
    months = [f.data["months"] for f in facts if f.kind == FactKind.DURATION]
    years = max(1.0, max(months, default=12) / 12)
    return max(
        (
            float(f.data["value"])
            / (1.2 if f.data.get("tax") == "ttc" else 1)
            / (1 if _is_yearly(need, f) else years)
            for f in facts
            if f.kind == FactKind.AMOUNT
        ),
        default=None,
    )


def _is_yearly(need: Need, amount: NeedFact) -> bool:
    """« 95 000 € HT par an », « budget annuel de 95 000 € »."""
    if amount.start is None or amount.end is None:
        return False
    around = need.text[max(0, amount.start - 30) : amount.start], need.text[amount.end :][:20]
    return bool(_YEARLY_BEFORE.search(around[0]) or _YEARLY_AFTER.match(around[1]))


def _codes(facts: Iterable[NeedFact]) -> tuple[tuple[str, float], ...]:
    """Codes that a person chose count in full; proposed ones as sure as they were said to be."""
    sure: dict[str, float] = {}
    for fact in facts:
        if fact.kind == FactKind.CPV:
            decided = fact.status in (FactStatus.CONFIRMED, FactStatus.CORRECTED)
            score = 1.0 if decided else 0.6 * float(fact.data.get("score") or 0.5)
            sure[fact.data["code"]] = max(score, sure.get(fact.data["code"], 0.0))
    best = sorted(sure.items(), key=lambda item: (-item[1], item[0]))
    chosen = [item for item in best if item[1] == 1.0]
    return tuple(chosen or best[:5])


def _reservation(text: str) -> Reservation | None:
    plain = fold(text).replace("’", "'")
    return next((kind for kind, cue in _RESERVED.items() if cue.search(plain)), None)
