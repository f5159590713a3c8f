"""The communes and intercommunal bodies that somebody names for an area, as codes and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from needs.places import UnknownCommune, find_commune
from procurement.identifiers import is_department
from procurement.nomenclature.models import Commune
from procurement.typography import fold, plain_words

_AND = re.compile(r"\s*[,;/|\n+&]\s*|\s+et\s+")
_LINKS = {
    "et", "le", "la", "les", "l", "de", "du", "des", "d", "en", "dans", "sur", "toute", "tout",
    "departement", "departements", "region", "regions",
}  # fmt: skip
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
        return find_commune(typed, insee_first=True).insee
    except UnknownCommune as error:
        raise UnknownZone(str(error)) from error


def department_code(typed: str) -> str:
    """« Nord », « 59 », « 59 – Nord » or « Nord (59) » as a code."""
    words = plain_words(typed)
    codes = {word.upper() for word in words if is_department(word.upper())}
    name = " ".join(word for word in words if word.upper() not in codes)
    area = NamedAreas().read(name) if name else None
    named = set(area["codes"]) if area and area["kind"] == "departments" else set()
    if len(codes | named) == 1 and bool(name) == bool(named):
        return (codes | named).pop()
    raise UnknownZone(
        f"« {typed} » n'est ni le nom ni le code d'un département : écrivez par exemple Nord, 59 "
        "ou 2A."
    )


def _body(typed: str) -> str:
    """The SIREN of the intercommunal body of that name; nothing for the name of a commune."""
    wanted = fold(typed)
    if not _BODY.match(wanted):
        return ""
    bodies = Commune.objects.exclude(epci_siren="").order_by("epci_siren").distinct()
    named = {fold(name): siren for siren, name in bodies.values_list("epci_siren", "epci_name")}
    return named.get(wanted, "")


class NamedAreas:
    """Territories as people write them, in the published format; asks each name once."""

    def __init__(self) -> None:
        self._read: dict[str, dict[str, Any] | None] = {}

    def read(self, text: str) -> dict[str, Any] | None:
        """« Nord et Pas-de-Calais », « Hauts-de-France », « Lille, Lambersart »; else None."""
        if text not in self._read:
            self._read[text] = self._large(text) or _small(text)
        return self._read[text]

    def _large(self, text: str) -> dict[str, Any] | None:
        """Departments, or regions, when the text names nothing else."""
        plain = _words(text)
        found = [self._codes[name] for name in self._names.findall(plain)]
        kinds = {kind for kind, _ in found}
        if len(kinds) != 1 or not _LINKS.issuperset(self._names.sub(" ", plain).split()):
            return None
        return {"kind": kinds.pop(), "codes": list(dict.fromkeys(code for _, code in found))}

    @cached_property
    def _codes(self) -> dict[str, tuple[str, str]]:
        """What each name stands for; overseas, a region is its department."""
        rows = Commune.objects.order_by().values_list(
            "region_name", "region", "department_name", "department"
        )
        codes: dict[str, tuple[str, str]] = {}
        for region_name, region, name, department in rows.distinct():
            codes.setdefault(_words(region_name), ("region", region))
            codes[_words(name)] = "departments", department
        codes.pop("", None)
        return codes

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """The longest first: « Val-de-Marne » is not « Marne »."""
        names = sorted(map(re.escape, self._codes), key=lambda name: (-len(name), name))
        return re.compile(rf"\b(?:{'|'.join(names)})\b" if names else r"(?!)")


def _small(text: str) -> dict[str, Any] | None:
    """Communes and intercommunal bodies, each by its whole name."""
    if any(character.isdigit() for character in text):
        return None
    try:
        codes = [zone_code(name) for name in _AND.split(text.strip()) if name.strip()]
    except UnknownZone:
        return None
    return {"kind": "zones", "codes": list(dict.fromkeys(codes))} if codes else None


def _words(text: str) -> str:
    return " ".join(plain_words(text))


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
