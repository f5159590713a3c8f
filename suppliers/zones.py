"""The communes and intercommunal bodies that somebody names for an area, as codes and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from needs.places import UnknownCommune, find_commune
from procurement.nomenclature.models import Commune
from procurement.typography import fold

_SIREN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_BODY = re.compile(r"^(?:metropole|communaute|cc |ca |cu |agglomeration|pays )")


class UnknownZone(ValueError):
    """A name or code that Balise does not know; its text is a French sentence for the user."""


def zone_code(typed: str) -> str:
    """« Roubaix », « 59512 », « Métropole Européenne de Lille » or « 200093201 » as a code."""
    if siren := _SIREN.search(typed):
        if Commune.objects.filter(epci_siren=siren[0]).exists():
            return siren[0]
        raise UnknownZone(f"Aucune intercommunalité ne porte le SIREN {siren[0]}.")
    if code := _body(typed):
        return code
    try:
        return find_commune(typed).insee
    except UnknownCommune as error:
        raise UnknownZone(str(error)) from error


def _body(typed: str) -> str:
    """The SIREN of the intercommunal body of that name; nothing for the name of a commune."""
    wanted = fold(typed)
    if not _BODY.match(wanted):
        return ""
    bodies = Commune.objects.exclude(epci_siren="").order_by("epci_siren").distinct()
    named = {fold(name): siren for siren, name in bodies.values_list("epci_siren", "epci_name")}
    return named.get(wanted, "")


def zone_names(codes: Iterable[str]) -> dict[str, str]:
    """{code: name} of communes and intercommunal bodies; a code unknown today is its own name."""
    codes = list(codes)
    held = communes_of(codes).order_by("insee")
    names = {code: code for code in codes}
    for insee, name, siren, body in held.values_list("insee", "name", "epci_siren", "epci_name"):
        names |= {key: said for key, said in ((insee, name), (siren, body)) if key in names}
    return names


def zone_texts(codes: Iterable[str]) -> list[str]:
    """« Roubaix (59512) »: what a form shows of a code, and reads again."""
    named = zone_names(codes)
    return [code if name == code else f"{name} ({code})" for code, name in named.items()]


def communes_of(codes: Iterable[str]) -> QuerySet[Commune]:
    """The communes that these codes name or hold."""
    return Commune.objects.filter(Q(insee__in=codes) | Q(epci_siren__in=codes))
