"""From the database to the question that lots answer: volumes by place, suppliers of a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from needs.levers import LeverFacts
from needs.models import Need, Project, Site, Volume
from procurement.language.terms import keys
from procurement.language.thesaurus import thesaurus
from procurement.nomenclature.models import Commune
from suppliers.answer import Answer
from suppliers.capacity import Quantity
from suppliers.components import Component
from suppliers.covering import Candidate, strengths_of
from suppliers.demand import Demand
from suppliers.gathering import demand_of_project, facts_of, in_the_register, times_of
from suppliers.lots import LotQuestion, Parcel, Spot
from suppliers.models import MatchRun, Supplier
from suppliers.need_places import place_of
from suppliers.serving import placed


def lot_question(
    project: Project,
    run: MatchRun | None,
    *,
    purchase: LeverFacts,
    at: date,
    is_amount_known: bool,
    shares: Mapping[str, Decimal],
    refused: Iterable[str] = (),
    decided: Iterable[str] = (),
) -> LotQuestion:
    """The project's question as of today: a constant number of queries."""
    demand = demand_of_project(project)
    volumes = list(
        Volume.objects.filter(need__project=project)
        .select_related("site__commune")
        .order_by("need_id", "component", "pk")
    )
    sites = list(
        Site.objects.filter(need__project=project).select_related("commune").order_by("pk")
    )
    spots = _spots(sites) or _spots_of_places(project)
    components = demand.components
    functions = {volume.pk: _function_of(volume, components) for volume in volumes}
    named = [volume for volume in volumes if functions[volume.pk]]
    parcels, unplaced = _parcels(named, functions, sites, spots)
    return LotQuestion(
        title=project.title,
        components=components,
        spots=spots,
        parcels=(*parcels, *_read_parcels(components, parcels)),
        candidates=candidates_of(run, demand) if run else (),
        purchase=purchase,
        at=at,
        is_amount_known=is_amount_known,
        shares=shares,
        cpv_of={component.name: cpv_of(component, demand) for component in components},
        refused=frozenset(refused),
        decided=tuple(decided),
        searched=run is not None,
        unplaced=unplaced,
        unnamed=len(volumes) - len(named),
    )


def candidates_of(run: MatchRun, demand: Demand) -> tuple[Candidate, ...]:
    """The suppliers of the search as their records are today, with what each can take on.

    Those that only their capacity excluded may still take a part.
    """
    ranked = [(one["supplier"], one["score"]) for one in run.result["results"]]
    small = [out["supplier"] for out in run.result["excluded"] if out["filter"] == "capacity"]
    scores = {UUID(key): float(score) for key, score in ranked} | {UUID(key): 0.0 for key in small}
    demand = in_the_register(demand)
    found = [
        Candidate(facts, strengths_of(demand, Answer(demand, facts)), scores[UUID(facts.key)])
        for known in facts_of(Supplier.objects.filter(pk__in=scores))
        for facts in [placed(demand, known)]
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.supplier.siret)))


def cpv_of(component: Component, demand: Demand) -> str:
    """The code of one function: a code of the need that its names tell, or else theirs."""
    own = [code for id in sorted(component.concepts) for code in thesaurus()[id].cpv]
    for code, _ in demand.cpv:
        if any(code[:4] == known[:4] for known in own):
            return code
    return own[0] if own else ""


def _spots(sites: Sequence[Site]) -> tuple[Spot, ...]:
    """One spot a commune, its weight being the number of its sites."""
    counts: dict[str, int] = {}
    communes: dict[str, Commune] = {}
    for site in sites:
        communes[site.commune_id] = site.commune
        counts[site.commune_id] = counts.get(site.commune_id, 0) + 1
    return tuple(
        Spot(place_of(commune, float(counts[insee])), commune.epci_siren, commune.epci_name)
        for insee, commune in communes.items()
    )


def _spots_of_places(project: Project) -> tuple[Spot, ...]:
    """Without any site: the communes that the sheets name as their place."""
    codes = Need.objects.filter(project=project, place_kind="commune").values("place_code")
    communes = Commune.objects.filter(insee__in=codes).order_by("insee")
    return tuple(Spot(place_of(c, 1.0), c.epci_siren, c.epci_name) for c in communes)


def _function_of(volume: Volume, components: Iterable[Component]) -> str:
    """The component typed; or else the function that the designation names in its own words."""
    if volume.component:
        return volume.component
    said = set(keys(volume.label))
    return next((c.name for c in components if said and said <= set(keys(c.name))), "")


def _parcels(
    volumes: Iterable[Volume],
    functions: Mapping[int, str],
    sites: Iterable[Site],
    spots: Sequence[Spot],
) -> tuple[list[Parcel], int]:
    """Each volume at its commune; one without a site, shared among the places of its sheet."""
    of_need: dict[object, list[str]] = {}
    for site in sites:
        of_need.setdefault(site.need_id, []).append(site.commune_id)
    everywhere = [spot.place.insee for spot in spots]
    parcels: list[Parcel] = []
    unplaced = 0
    for volume in volumes:
        places = [volume.site.commune_id] if volume.site else of_need.get(volume.need_id)
        unplaced += volume.site is None and len(set(places or everywhere)) > 1
        parcels += _shared(volume, functions[volume.pk], places or everywhere or [""])
    return parcels, unplaced


def _shared(volume: Volume, function: str, places: Sequence[str]) -> list[Parcel]:
    quantity = Quantity(
        float(volume.quantity) / len(places),
        volume.unit,
        volume.period,
        component=function,
        times=times_of(volume.period, volume.open_days, volume.open_weeks),
    )
    return [Parcel(function, place, quantity) for place in places]


def _read_parcels(components: Iterable[Component], known: Iterable[Parcel]) -> list[Parcel]:
    """What the text says of a function that no volume measures, wherever it is."""
    measured = {parcel.component for parcel in known}
    return [
        Parcel(component.name, "", quantity)
        for component in components
        if component.name not in measured
        for quantity in component.quantities
    ]
