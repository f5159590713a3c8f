"""The territory that somebody typed: a commune, an intercommunal body, a department, a region."""

from __future__ import annotations

from django.db.models import QuerySet

from needs.places import UnknownCommune, find_commune
from procurement.nomenclature.models import Commune
from procurement.typography import fold
from tenders.training.choices import TerritoryKind

_FIELDS = {
    TerritoryKind.EPCI: ("epci_siren", "epci_name"),
    TerritoryKind.DEPARTMENT: ("department", "department_name"),
    TerritoryKind.REGION: ("region", "region_name"),
}


class UnknownTerritory(ValueError):
    """Nothing has this name; its text says what to type instead."""


def find_territory(kind: str, typed: str) -> tuple[str, str]:
    """Its code and its name; raises UnknownTerritory."""
    if kind == TerritoryKind.COUNTRY:
        return "", "France entière"
    if not typed.strip():
        raise UnknownTerritory("Indiquez le nom du territoire.")
    if kind == TerritoryKind.COMMUNE:
        try:
            commune = find_commune(typed)
        except UnknownCommune as error:
            raise UnknownTerritory(str(error)) from error
        return commune.insee, commune.name
    return _find(TerritoryKind(kind), typed)


def _find(kind: TerritoryKind, typed: str) -> tuple[str, str]:
    wanted = fold(typed.strip())
    known = _known(kind)
    exact = [one for one in known if wanted in (fold(one[0]), fold(one[1]))]
    found = exact or [one for one in known if wanted in fold(one[1])]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownTerritory(
            f"Aucun territoire de type « {kind.label} » ne répond à « {typed} ». Écrivez son nom "
            "entier, par exemple « Nord » ou « Métropole Européenne de Lille »."
        )
    names = ", ".join(name for _, name in found[:5])
    raise UnknownTerritory(f"Plusieurs territoires répondent à « {typed} » : {names}. Précisez.")


def _known(kind: TerritoryKind) -> QuerySet[Commune, tuple[str, str]]:
    code, name = _FIELDS[kind]
    return Commune.objects.exclude(**{code: ""}).order_by(name).values_list(code, name).distinct()
