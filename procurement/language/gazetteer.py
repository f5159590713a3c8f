"""The communes and larger areas of the nomenclature, indexed by their folded words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from procurement.language.spans import lowered, words_of
from procurement.typography import fold

WORD = re.compile(r"[^\W\d_]+")
SMALL = frozenset(["de", "du", "des", "d", "l", "la", "le", "les", "et", "en"])
SAINTS = frozenset(["saint", "sainte"])
LINKS = frozenset(["en", "les", "lez", "sur", "sous", "pres", "aux"])
_MANY = 20_000  # distinct words remembered
_UNMISTAKABLE = 5  # letters of an acronym that is read wherever it stands
_IN_BRACKETS = re.compile(r"\(([^)]*)\)$")
_LONG_KINDS = {
    "cc": "communauté de communes",
    "ca": "communauté d'agglomération",
    "cu": "communauté urbaine",
}


class Commune(NamedTuple):
    """A row of the nomenclature, as plain values."""

    insee: str
    name: str
    postal_codes: tuple[str, ...]
    epci_siren: str
    epci_name: str
    department: str
    department_name: str
    region: str
    region_name: str
    population: int


class Area(NamedTuple):
    kind: str  # epci, departement, region (`formats.md`)
    code: str
    name: str


class _Begun(NamedTuple):
    """A word's key, and what it may begin: a name, or nothing."""

    key: str
    area: bool
    commune: bool
    acronym: bool
    begins: bool


class Words(NamedTuple):
    """The words of a text, side by side; then which of them may begin names."""

    keys: list[str]
    starts: list[int]
    ends: list[int]
    areas: list[int]
    communes: list[int]
    acronyms: list[int]


_NONE = Area("", "", "")


class Names:
    """Who bears which name; holds any number of communes."""

    def __init__(self, communes: Iterable[Commune], aliases: Mapping[str, str]) -> None:
        self.communes: dict[str, list[Commune]] = {}
        self.abridged: dict[str, list[Commune]] = {}
        self.postcodes: dict[str, list[Commune]] = {}
        self.areas: dict[str, Area] = {}
        self.acronyms: dict[str, list[Area]] = {}
        self.department_of: dict[str, str] = {}  # of each EPCI
        for commune in communes:
            for key in _commune_keys(commune.name):
                self.communes.setdefault(key, []).append(commune)
            if short := _short_key(commune.name):
                self.abridged.setdefault(short, []).append(commune)
            for postcode in commune.postal_codes:
                self.postcodes.setdefault(postcode, []).append(commune)
            self._index_areas(commune)
        self._forget_areas_named_like_communes()
        for alias, official in aliases.items():
            if official in self.areas:
                self.areas.setdefault(alias, self.areas[official])
        self.longest_commune = _longest_by_first_word([*self.communes, *self.abridged])
        self._begun = _beginnings([*self.communes, *self.abridged])
        self.longest_area = _longest_by_first_word(self.areas)
        self._begun_by = lru_cache(maxsize=_MANY)(self._see)

    def words_of(self, text: str) -> Words:
        found = [
            part
            for word, start in words_of(lowered(text))
            for part in ([(word, start)] if word.isalpha() else _letters(word, start))
        ]
        begun = [self._begun_by(word) for word, _ in found]
        telling = [(place, one) for place, one in enumerate(begun) if one.begins]
        return Words(
            [one.key for one in begun],
            [start for _, start in found],
            [start + len(word) for word, start in found],
            [place for place, one in telling if one.area],
            [place for place, one in telling if one.commune],
            [place for place, one in telling if one.acronym],
        )

    def _see(self, word: str) -> _Begun:
        key = folded(word)
        begun = key in self.longest_area, key in self.longest_commune, key in self.acronyms
        return _Begun(key, *begun, any(begun))

    def known_sizes(self, keys: Iterable[str]) -> list[int]:
        """How many of these words make the name of a commune, longest first."""
        sizes: list[int] = []
        name = ""
        for size, key in enumerate(keys, start=1):
            name = f"{name} {key}" if name else key
            if name in self.communes or name in self.abridged:
                sizes.insert(0, size)
            if name not in self._begun:
                break
        return sizes

    def _index_areas(self, commune: Commune) -> None:
        if commune.region_name:
            region = Area("region", commune.region, commune.region_name)
            self.areas.setdefault(_content(region.name), region)
            self.areas.setdefault("region " + _content(region.name), region)
        department = Area("departement", commune.department, commune.department_name)
        # « La Réunion », « Mayotte »: the department before the region of the same name.
        self.areas[_content(department.name)] = department
        self.areas["departement " + _content(department.name)] = department
        siren, name = commune.epci_siren, commune.epci_name
        if siren and name and siren not in self.department_of:
            self.department_of[siren] = commune.department
            self._index_epci(Area("epci", siren, name))

    def _forget_areas_named_like_communes(self) -> None:
        """« Saint-Dié-des-Vosges » alone is the town, not the CA that bears its name."""
        for rows in self.communes.values():
            key = _content(rows[0].name)
            if " " in key and self.areas.get(key, _NONE).kind == "epci":
                del self.areas[key]

    def _index_epci(self, epci: Area) -> None:
        name, own = _with_its_acronym(epci.name)
        if len(own) >= _UNMISTAKABLE:
            self.areas.setdefault(own, epci)
        for variant in _epci_names(name):
            self.areas.setdefault(variant, epci)
        for acronym in {_acronym(name), own} - {""}:
            self.acronyms.setdefault(acronym, []).append(epci)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word of a name without case or accent; « St » is « Saint »."""
    plain = fold(word)
    return {"st": "saint", "ste": "sainte"}.get(plain, plain)


def _letters(word: str, start: int) -> list[tuple[str, int]]:
    """« D2 », « 3e »: the letters only."""
    return [(match[0], start + match.start()) for match in WORD.finditer(word)]


def key_of(name: str) -> str:
    return " ".join(folded(word) for word in WORD.findall(name))


def _commune_keys(name: str) -> Iterator[str]:
    """« Le Havre » is also read in « au Havre » and « du Havre »."""
    key = key_of(name)
    yield key
    article, _, rest = key.partition(" ")
    if article in ("le", "les") and name[:2] == "Le":
        yield f"au{'x' if article == 'les' else ''} {rest}"
        yield f"{'du' if article == 'le' else 'des'} {rest}"


def _short_key(name: str) -> str:
    """« marcq » for Marcq-en-Barœul, « saint samson » for Saint-Samson-sur-Rance; empty for a
    name that nobody abridges.
    """
    first, *others = key_of(name).split()
    if first in SAINTS and others:
        first, others = f"{first} {others[0]}", others[1:]
    return first if len(first) > 3 and others and others[0] in LINKS else ""


def _content(name: str) -> str:
    words = key_of(name).split()
    # « La Réunion », « Le Nord »: a leading article is no part of the key.
    return " ".join(word for word in words if word not in SMALL) or " ".join(words)


def _epci_names(name: str) -> Iterator[str]:
    """The ways an intercommunality is written: official, kind in full, first part."""
    kind, _, rest = name.partition(" ")
    yield _content(name)
    if name.endswith(" Métropole"):
        yield f"metropole {_content(kind)}"  # « la métropole de Nantes »
    if kind.lower() in _LONG_KINDS:
        long_kind = _content(_LONG_KINDS[kind.lower()])
        for core in (rest, re.split(r",| - | et d(?:e |u |es |')", rest)[0]):
            yield f"{long_kind} {_content(core)}"
            yield f"communaute {_content(core)}"
            if kind != "CC":
                yield f"agglo {_content(core)}"
                yield f"agglomeration {_content(core)}"
        if len(_content(rest).split()) > 1:
            yield _content(rest)


def _with_its_acronym(name: str) -> tuple[str, str]:
    """« CA Porte de l'Isère (CAPI) » → its name, « capi »."""
    told = _IN_BRACKETS.search(name)
    if not told:
        return name, ""
    name = name[: told.start()].rstrip()
    # « CA ECLA (Espace Communautaire Lons Agglomération) » says it before its long name.
    said = (word for word in (told[1], name.split()[-1]) if word.isalpha() and word.isupper())
    return name, fold(next(said, ""))


def _acronym(name: str) -> str:
    """« cahc » for the CA d'Hénin-Carvin, « mel » for the Métropole européenne de Lille."""
    kind, _, rest = name.partition(" ")
    if kind.lower() not in _LONG_KINDS and fold(kind) != "metropole":
        return ""
    letters = "".join(word[0] for word in WORD.findall(rest) if fold(word) not in SMALL)
    acronym = fold((kind if kind.lower() in _LONG_KINDS else kind[0]) + letters)
    return acronym if len(acronym) >= 3 else ""


def _beginnings(names: Iterable[str]) -> set[str]:
    """What is not yet the whole of a name: its first word, its first two …"""
    return {name[: space.start()] for name in names for space in re.finditer(" ", name)}


def _longest_by_first_word(index: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in index:
        words = key.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest
