"""Communes, intercommunalities, departments and regions that a text names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from procurement.language.gazetteer import (
    LINKS,
    SMALL,
    Area,
    Commune,
    Names,
    Words,
    key_of,
)
from procurement.language.homonyms import Candidate, chosen, hints, postcode_spans
from procurement.language.namings import CODE_AFTER, Listing, verdict
from procurement.language.spans import Span, Taken
from procurement.language.surroundings import begins_a_list, context
from procurement.typography import fold

__all__ = ["Area", "Commune", "Gazetteer", "Place"]

_JOINED = re.compile(r"[ \u00a0\u202f]|[-‐‑–]|['’]| ?[-–/] ?|, ?|\. ?")
_NAME_JOINED = re.compile(r"[ \u00a0\u202f]|[-‐‑]|['’]|[ ]-[ ]|\. ?")
_LISTED = re.compile(
    r"(?:\s*\([^)]{0,40}\))?(?:,|\s+et|\s+ou|\s*/|,?\s+ainsi\s+que|,?\s+puis)\s+(?:d['’]|de\s+|à\s+)?"
    r"(?:l[ae]s?\s+)?",
    re.IGNORECASE,
)
# « dans l'Indre et le Cher », « Ain, Isère et Rhône »
_THEN = re.compile(
    r"(?:\s*\(\d\w\d?\))?(?:,|,?\s+et|,?\s+ou|,?\s+puis)\s+(?:(?:dans|de|en)\s+)?(?:l['’]|la\s+|le\s+|du\s+)?"
)
_BRACKET = re.compile(r"\((?:\d\w\d?\s*[,–-]\s*)?$")  # « Ham (80, Somme) »
_LONG_NAME = 3  # words of a name whose beginning is no other
_CONTRACTED = frozenset(("au", "aux", "du", "des"))
# « les Landes de Lessay », « le Nord du département »
_PART_OF_A_NAME = re.compile(r"\s(?:d[eu]\s|d['’])\s?[^\W\d_a-zà-ÿ]")
_NEXT = 3  # characters at most between a postal code and its town


@dataclass(frozen=True)
class Place(Span):
    """`insee` is None for what is larger than a commune; `homonyms` counts the others."""

    kind: str
    code: str
    name: str
    homonyms: int = 0

    @property
    def insee(self) -> str | None:
        return self.code if self.kind == "commune" else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "insee": self.insee,
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "homonyms": self.homonyms,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


class Gazetteer:
    """Reads the places of texts among the communes and areas it knows."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._names = Names(communes, context().aliases)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._names.communes.values())

    def places(self, text: str) -> list[Place]:
        """Places in reading order; a name with homonyms takes the most likely of them."""
        words = self._names.words_of(text)
        areas = list(self._find_areas(text, words))
        covered = [(area.start, area.end) for area in areas]
        candidates = list(self._find_communes(text, words, covered))
        said = [Area(area.kind, area.code, area.name) for area in areas]
        pointed = hints(text, said, candidates, self._names)
        areas += self._acronyms(text, words, covered, pointed)
        communes = []
        for candidate in candidates:
            commune, others = chosen(text, candidate, pointed)
            if commune:
                communes.append(_place(text, candidate, commune, others))
        postcodes = list(self._lone_postcodes(text, words, [(c.start, c.end) for c in communes]))
        coded = Taken([(place.start, place.end) for place in postcodes])
        communes = [place for place in communes if coded.free(place.start, place.end)]
        named = [(place.start, place.end) for place in communes]
        areas = [area for area in areas if not any(a < area.start < b for a, b in named)]
        return sorted([*areas, *communes, *postcodes], key=lambda place: place.start)

    def _lone_postcodes(
        self, text: str, words: Words, named: Sequence[tuple[int, int]]
    ) -> Iterator[Place]:
        for start, end in postcode_spans(text):
            known = self._names.postcodes.get(text[start:end], [])
            near = any(-4 <= a - end <= 4 or -4 <= start - b <= 4 for a, b in named)
            if not known or near:
                continue
            # « travaux à langres (52200) »: the code says which of the words is a name.
            line = f" {' '.join(words.keys)} "
            written = [c for c in known if f" {key_of(c.name)} " in line]
            only = (written or known)[0] if len(written or known) == 1 else None
            if not written and (told := self._named_by_its_code(text, words, end, known)):
                yield told
                continue
            already = only and any(key_of(text[a:b]) == key_of(only.name) for a, b in named)
            if not already:
                place = Place(start, end, text[start:end], "code_postal", text[start:end], "")
                place = replace(place, name=place.code, homonyms=len(known) - 1)
                yield (
                    replace(place, kind="commune", code=only.insee, name=only.name)
                    if only
                    else place
                )

    def _named_by_its_code(
        self, text: str, words: Words, end: int, known: Sequence[Commune]
    ) -> Place | None:
        """« 16600 RUELLE »: the name that people give to the one commune of that code."""
        first = bisect_left(words.starts, end)
        if first == len(words.starts) or words.starts[first] - end > _NEXT:
            return None
        called = [c for c in known if _telling(c.name)[:1] == [words.keys[first]]]
        if len(called) != 1:
            return None
        (commune,) = called
        last = first
        rest = _telling(commune.name)[1:]
        for place in range(first + 1, len(words.keys)):
            if rest and words.keys[place] == rest[0]:
                last = place
                del rest[0]
            elif words.keys[place] not in SMALL | LINKS:
                break
        start, end = words.starts[first], words.ends[last]
        return Place(start, end, text[start:end], "commune", commune.insee, commune.name)

    def _find_areas(self, text: str, words: Words) -> Iterator[Place]:
        free = 0
        department = 0  # where the last one ended
        for position in words.areas:
            if position < free:
                continue
            start = words.starts[position]
            listed = department and _THEN.fullmatch(text, department, start)
            length, area = self._area_at(text, words, position, listed=bool(listed))
            free = position + length
            if area:
                end = words.ends[free - 1]
                department = end if area.kind == "departement" else 0
                yield Place(start, end, text[start:end], area.kind, area.code, area.name)

    def _area_at(
        self, text: str, words: Words, at: int, *, listed: bool
    ) -> tuple[int, Area | None]:
        longest = self._names.longest_area[words.keys[at]]
        phrase: list[str] = []
        found: tuple[int, Area | None] = (0, None)
        for index in range(at, min(len(words.keys), at + 2 * longest + 2)):
            if index > at and not _touch(text, words, index, _JOINED):
                break
            if words.keys[index] in SMALL and index > at:
                continue
            phrase.append(words.keys[index])
            area = self._names.areas.get(" ".join(phrase))
            if area and (
                self._is_area(text, words.starts[at], words.ends[index], area, len(phrase))
                or listed
                and area.kind == "departement"
                and text[words.starts[at]].isupper()
            ):
                found = (index - at + 1, area)
        return found

    def _is_area(self, text: str, start: int, end: int, area: Area, words: int) -> bool:
        name = text[start:end]
        if fold(name).startswith(
            ("departement", "region", "communaute", "ca ", "cc ", "cu ", "agglo")
        ):
            return True
        if not name[0].isupper():
            return name.lower().startswith(("métropole", "metropole")) and words > 1
        if words > 1:
            return text[end : end + 1] != "-"
        if area.kind == "epci" or fold(name) in context().aliases:
            return name.isupper()  # an acronym
        before, after = fold(text[max(0, start - 40) : start].replace("’", "'")), text[end:][:2]
        if after[:1] == "-" or context().elsewhere.search(before):
            return False
        namesakes = self._names.communes.get(key_of(name), [])
        if fold(name) in context().rivers or namesakes:
            if context().department.search(before):
                return not _PART_OF_A_NAME.match(text, end)
            coded = (code := CODE_AFTER.match(text, end)) and code[1] == area.code
            # « Paris (75) » is the town.
            coded = coded and all(commune.department != area.code for commune in namesakes)
            led = coded or _locates_a_town(text, start, end)
            return bool(led) or _is_the_north(name, before, text[end:])
        return True

    def _acronyms(
        self,
        text: str,
        words: Words,
        covered: Sequence[tuple[int, int]],
        pointed: dict[str, int],
    ) -> Iterator[Place]:
        """« la CAHC »: the only EPCI of that acronym, or the only one in the departments named."""
        taken = Taken(covered)
        for position in words.acronyms:
            key, start, end = words.keys[position], words.starts[position], words.ends[position]
            written = text[start:end]
            if not written.isupper() or key in context().no_epci:
                continue
            found = self._names.acronyms[key]
            near = [area for area in found if pointed[self._names.department_of[area.code]]]
            pool = near or (found if re.search(r"\b[Ll]a $", text[:start][-4:]) else [])
            if len(pool) == 1 and taken.free(start, end):
                (area,) = pool
                yield Place(start, end, written, area.kind, area.code, area.name)

    def _find_communes(
        self, text: str, words: Words, covered: Sequence[tuple[int, int]]
    ) -> Iterator[Candidate]:
        known = Taken(covered)
        listing = Listing(0)
        free = 0
        for position in words.communes:
            start, end = words.starts[position], words.ends[position]
            if position < free or covered and not known.free(start, end):
                continue
            length = self._names.longest_commune[words.keys[position]]
            for size in self._names.known_sizes(words.keys[position : position + length]):
                found = self._commune_at(text, words, position, size, listing)
                if found:
                    candidate, listing = found
                    yield candidate
                    free = position + size
                if found or size >= _LONG_NAME:
                    break  # « Saint-Jean-de-Losne » is never Saint-Jean

    def _commune_at(
        self, text: str, words: Words, at: int, size: int, before: Listing
    ) -> tuple[Candidate, Listing] | None:
        """The commune that some words name, and the list that it continues or begins."""
        if not all(_touch(text, words, at + k, _NAME_JOINED) for k in range(1, size)):
            return None
        key = " ".join(words.keys[at : at + size])
        # « au Havre », « la ville du Mans »: the article is not part of what is named.
        contracted = words.keys[at] in _CONTRACTED and size > 1
        candidate = Candidate(
            words.starts[at + contracted],
            words.ends[at + size - 1],
            tuple(self._names.communes.get(key, ())),
            tuple(self._names.abridged.get(key, ())),
        )
        listed = _LISTED.fullmatch(text, before.end, candidate.start) if before.end > 0 else None
        listing = replace(before, here=bool(listed))
        doubtful = verdict(text, candidate, listing, contracted=contracted)
        if doubtful is None:
            return None
        of_communes = before.of_communes if listed else begins_a_list(text, candidate.start)
        return replace(candidate, doubtful=doubtful), Listing(candidate.end, of_communes)


def _telling(name: str) -> list[str]:
    """The words of a name that are not small: « ruelle », « touvre »."""
    return [word for word in key_of(name).split() if word not in SMALL and word not in LINKS]


def _place(text: str, candidate: Candidate, commune: Commune, others: int) -> Place:
    start, end = candidate.start, candidate.end
    return Place(start, end, text[start:end], "commune", commune.insee, commune.name, others)


def _locates_a_town(text: str, start: int, end: int) -> bool:
    """« Ham (Somme) », « Mairie de Bourdeilles, Dordogne »."""
    before, after = text[max(0, start - 24) : start], text[end : end + 2]
    if _BRACKET.search(before):
        return after[:1] in (")", ",")
    told = re.search(r"[^\W\d_a-zà-ÿ][\w'’-]+(?:,|\s[–-])\s$", before)
    return bool(told) and not re.match(r"\s\w|[-'’]", after)


def _is_the_north(name: str, before: str, after: str) -> bool:
    """« le Nord » is a department, « au nord », « gare du Nord », « le Nord de la ville » not."""
    if name.lower() != "nord" or re.match(r"\s+d[eu]\b|\s+\(", after[:5]):
        return False
    lead = r"(?<!\w)(?<!gare )(?<!mer )(?<!zone )(?<!quartier )(?<!secteur )(?:le|du)\s*$"
    return bool(re.search(lead, before))


def _touch(text: str, words: Words, index: int, joint: re.Pattern[str]) -> bool:
    return bool(joint.fullmatch(text, words.ends[index - 1], words.starts[index]))
