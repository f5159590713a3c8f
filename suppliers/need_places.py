"""Where a need is met, as plain places: its sites, or what it says, or its buyer's territory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from needs.models import FactKind, Need, NeedFact
from procurement.accounts.models import Organisation
from procurement.nomenclature.models import Commune
from suppliers.territory import Place

MOST_PLACES = 60  # a region is judged on its most populated communes


def places_of(need: Need, facts: Iterable[NeedFact]) -> list[Place]:
    """Where the need is met: its sites, or its place, or those its text names, or its buyer's."""
    sites = [site.commune for site in need.sites.all()]
    if sites:
        return [place_of(commune, 1.0) for commune in sites]
    if need.place_kind and need.place_code:
        return _territory(need.place_kind, need.place_code, need.place_name)
    return said_places(facts) or own_territory(need.organisation)


def said_places(facts: Iterable[NeedFact]) -> list[Place]:
    named = [f.data["insee"] for f in facts if f.kind == FactKind.PLACE and f.data.get("insee")]
    if not named:
        return []
    return [place_of(commune, 1.0) for commune in Commune.objects.filter(insee__in=named)]


def own_territory(organisation: Organisation) -> list[Place]:
    code = organisation.place_code
    kind = {5: "commune", 9: "epci", 2: "departement", 3: "departement"}.get(len(code), "")
    return _territory(kind, code, organisation.name) if kind else []


def _territory(kind: str, code: str, name: str) -> list[Place]:
    communes = Commune.objects.in_place(kind, code).order_by("-population", "insee")
    places = [place_of(commune, commune.population or 1) for commune in communes[:MOST_PLACES]]
    if places:
        return places
    # The nomenclature loaded does not hold this place: its department is what can be known.
    department = {"departement": code, "commune": code[:3] if code[:2] == "97" else code[:2]}
    return [Place(name or code, department[kind], insee=code)] if kind in department else []


def place_of(commune: Commune, weight: float) -> Place:
    return Place(
        commune.name,
        commune.department,
        commune.region,
        commune.point,
        commune.insee,
        commune.epci_siren,
        weight,
    )


def distinct(places: Iterable[Place]) -> list[Place]:
    """One place a commune, the weights of its sites added."""
    by_commune: dict[str, Place] = {}
    for place in places:
        key = place.insee or place.name
        before = by_commune.get(key)
        by_commune[key] = replace(place, weight=place.weight + (before.weight if before else 0))
    return list(by_commune.values())
