"""The commune that somebody typed by name, postcode or Insee code, or the nearest names."""

from __future__ import annotations

import re

from django.db.models import Q
from rapidfuzz import fuzz, process

from procurement.nomenclature.models import Commune
from procurement.typography import fold, join_words

_CODE = re.compile(r"\b(\d[\dAB]\d{3})\b", re.IGNORECASE)
_SUGGESTIONS = 4
_NEAR_ENOUGH = 60
_CLOSE_TO_BEST = 8


class UnknownCommune(ValueError):
    """No commune, or several, answer to what was typed; its text says what to type instead."""


class SeveralCommunes(UnknownCommune):
    """More than one commune answers to what was typed."""


def find_commune(typed: str, *, insee_first: bool = False, by_name: bool = False) -> Commune:
    """« Lille », « 59000 », « Lille (59000) » or « 59350 »; raises UnknownCommune.

    A lone code that is the postcode of one commune and the Insee code of another is asked about,
    unless what reads it knows Insee codes: programs and what Balise wrote itself. `by_name`: a
    name that is no commune's stays unknown, whatever the code beside it.
    """
    code = _CODE.search(typed)
    name = _key(_CODE.sub(" ", typed))
    found = _by_name(name) if name else []
    if code:
        found = found or ([] if by_name and name else _by_code(code[1]))
        found = [commune for commune in found if _has_code(commune, code[1])]
    if insee_first and code and not name:
        found = [commune for commune in found if commune.insee == code[1].upper()] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralCommunes(_several(typed, found))
    raise UnknownCommune(_unknown(typed, name))


def _key(name: str) -> str:
    """Folded words, « St » and « Ste » in full: « ST-ANDRE » is « saint andre »."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(name)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _by_name(name: str) -> list[Commune]:
    first = name.split()[0]
    # The index narrows by the first word; what hyphens and apostrophes hide is compared here.
    return [
        commune
        for commune in Commune.objects.filter(name_key__startswith=first[:2]).order_by("insee")
        if _key(commune.name) == name
    ]


def _by_code(code: str) -> list[Commune]:
    return list(Commune.objects.filter(Q(insee=code.upper()) | Q(postal_codes__contains=code)))


def _has_code(commune: Commune, code: str) -> bool:
    return code.upper() == commune.insee or code in commune.postal_codes.split("|")


def _several(typed: str, found: list[Commune]) -> str:
    named = [_named(commune) for commune in found[:_SUGGESTIONS]]
    return f"Plusieurs communes répondent à « {typed} » : précisez {join_words(named, 'ou')}."


def _unknown(typed: str, name: str) -> str:
    nearest = _nearest(name)
    hint = (
        f" Vouliez-vous dire {join_words(nearest, 'ou')} ?"
        if nearest
        else " Écrivez son nom entier ou son code postal, par exemple « Lille (59000) »."
    )
    return f"Commune inconnue : « {typed} ».{hint}"


def _nearest(name: str) -> list[str]:
    names = {c.pk: _key(c.name) for c in Commune.objects.only("insee", "name")}
    hits = process.extract(
        name, names, scorer=fuzz.WRatio, limit=_SUGGESTIONS, score_cutoff=_NEAR_ENOUGH
    )
    near = [pk for _, score, pk in hits if score >= hits[0][1] - _CLOSE_TO_BEST]
    communes = Commune.objects.in_bulk(near)
    return [_named(communes[pk]) for pk in near]


def _named(commune: Commune) -> str:
    return f"{commune.name} ({commune.postal_codes.split('|')[0]})"
