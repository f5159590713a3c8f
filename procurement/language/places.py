"""Communes, intercommunalities, departments and regions that a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from procurement.language.gazetteer import SMALL, WORD, Area, Commune, Names, Words, key_of
from procurement.language.homonyms import Candidate, chosen, hints, postcode_spans
from procurement.language.spans import Span, Taken
from procurement.language.surroundings import Surroundings, context
from procurement.language.words import is_french_word
from procurement.typography import fold

__all__ = ["Area", "Commune", "Gazetteer", "Place"]

_WELL_KNOWN = 10_000  # inhabitants: « Tours » is a town before it is a plural
_TOWN = 5_000  # inhabitants: read without a capital where the words before lead to a place
_VILLAGE = 2_000  # inhabitants: so where « de » and a capital lead to a name that none bears
_JOINED = re.compile(r"[ \u00a0\u202f]|[-‐‑–]|['’]| ?[-–/] ?|, ?|\. ?")
_NAME_JOINED = re.compile(r"[ \u00a0\u202f]|[-‐‑]|['’]|[ ]-[ ]|\. ?")
_LISTED = re.compile(
    r"(?:\s*\([^)]{0,40}\))?(?:,|\s+et|\s+ou|\s*/|,?\s+ainsi\s+que|,?\s+puis)\s+(?:d['’]|de\s+|à\s+)?"
)
_LONG = 6  # letters of a name that is hardly another with one accent more
# « dans l'Indre et le Cher », « Ain, Isère et Rhône »
_THEN = re.compile(
    r"(?:\s*\(\d\w\d?\))?(?:,|,?\s+et|,?\s+ou|,?\s+puis)\s+(?:(?:dans|de|en)\s+)?(?:l['’]|la\s+|le\s+|du\s+)?"
)
_CODE_AFTER = re.compile(r"\s*\(\s*(\d{2,5}|2[AB])\s*\)")
_CODE_BEFORE = re.compile(r"(\d{5})\s+$")
_BRACKET = re.compile(r"\((?:\d\w\d?\s*[,–-]\s*)?$")  # « Ham (80, Somme) »
_CONTRACTED = frozenset(("au", "aux", "du", "des"))
_ARTICLES = frozenset(("le", "la", "les", "l"))


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
        named = [(place.start, place.end) for place in communes]
        areas = [area for area in areas if not any(a < area.start < b for a, b in named)]
        postcodes = self._lone_postcodes(text, words, named)
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
            already = only and any(key_of(text[a:b]) == key_of(only.name) for a, b in named)
            if not already:
                place = Place(start, end, text[start:end], "code_postal", text[start:end], "")
                place = replace(place, name=place.code, homonyms=len(known) - 1)
                yield (
                    replace(place, kind="commune", code=only.insee, name=only.name)
                    if only
                    else place
                )

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
        if fold(name) in context().rivers or key_of(name) in self._names.communes:
            led = context().department.search(before) or _locates_a_town(text, start, end)
            coded = (code := _CODE_AFTER.match(text, end)) and code[1] == area.code
            return bool(led or coded) or _is_the_north(name, before, text[end:])
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
        previous_end = -9
        free = 0
        for position in words.communes:
            start, end = words.starts[position], words.ends[position]
            if position < free or covered and not known.free(start, end):
                continue
            length = self._names.longest_commune[words.keys[position]]
            for size in self._names.known_sizes(words.keys[position : position + length]):
                found = self._commune_at(text, words, position, size, previous_end)
                if found:
                    yield found
                    previous_end, free = found.end, position + size
                    break

    def _commune_at(
        self, text: str, words: Words, at: int, size: int, previous_end: int
    ) -> Candidate | None:
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
        verdict = _verdict(text, candidate, previous_end, contracted=contracted)
        if verdict is None:
            return None
        return replace(candidate, doubtful=True) if verdict else candidate


def _place(text: str, candidate: Candidate, commune: Commune, others: int) -> Place:
    start, end = candidate.start, candidate.end
    return Place(start, end, text[start:end], "commune", commune.insee, commune.name, others)


def _verdict(
    text: str, candidate: Candidate, previous_end: int, *, contracted: bool
) -> bool | None:
    """None when it is no commune, else whether that is doubtful: many words look like one."""
    name = text[candidate.start : candidate.end]
    coded = _near_postcode(text, candidate)
    # Most words in lower case that a commune bears are ordinary ones: « le sens », « bois ».
    named = coded or name[0].isupper() or _begins_by_an_article(name)
    if not named and _is_ordinary(name, candidate):
        return None
    around = Surroundings(text, candidate.start, candidate.end)
    if not _may_be_a_name(name, candidate, around, contracted=contracted):
        return None
    if not name[0].isupper():
        return _uncapitalised(name, candidate, around, coded=coded)
    if len(name) <= 2:
        return (
            False
            if coded
            or around.town_hall
            or (around.after_at and len(name) == 1)
            or (around.located and len(name) == 2)
            else None
        )
    if coded or around.located or around.dates_a_letter or around.has_a_cedex:
        return False
    listed = previous_end > 0 and _LISTED.fullmatch(text, previous_end, candidate.start)
    if listed and not name.isupper():
        return False
    return _stands_alone(name, candidate, around)


def _begins_by_an_article(name: str) -> bool:
    """« la Madeleine »."""
    article, _, rest = name.replace("’", "'").replace("'", " ").partition(" ")
    return article in _ARTICLES and rest[:1].isupper()


def _may_be_a_name(
    name: str, candidate: Candidate, around: Surroundings, *, contracted: bool
) -> bool:
    if around.inside_a_compound or around.street or around.person:
        return False
    if around.article and not contracted:
        return False
    return _spelt_like(name, (*candidate.communes, *candidate.abridged))


def _uncapitalised(
    name: str, candidate: Candidate, around: Surroundings, *, coded: bool
) -> bool | None:
    """« la commune de armentières », « nos agents de roubaix », « à la Madeleine »."""
    if coded:
        return False
    if _begins_by_an_article(name):
        return not (around.located or len(WORD.findall(name)) > 2)
    if len(name) <= 3 and not around.town_hall:
        return None
    least = 0 if around.town_hall else _TOWN if around.located else _WELL_KNOWN
    led = around.located or around.in_lower_case
    return False if led and candidate.people >= least else None


def _stands_alone(name: str, candidate: Candidate, around: Surroundings) -> bool | None:
    """A capital is not enough for « Sens », for a first word, nor in a title in capitals."""
    if around.follows_a_capital or around.goes_on:
        return None
    ordinary = _is_ordinary(name, candidate)
    if name.isupper():
        return None if ordinary or len(name) <= 3 or candidate.people < 2000 else False
    if ordinary and around.belongs:
        borne = fold(name) in context().first_names
        if candidate.people >= (_TOWN if borne else _VILLAGE):
            return False
    if ordinary:
        return True if not around.begins_a_sentence or around.ends_a_label else None
    small = candidate.people < 2000 and not re.search(r"[ -]", name)
    return around.begins_a_sentence and small


def _near_postcode(text: str, candidate: Candidate) -> bool:
    around = text[max(0, candidate.start - 8) : candidate.start]
    after = _CODE_AFTER.match(text[candidate.end : candidate.end + 12])
    before = _CODE_BEFORE.search(around)
    if not (after or before):
        return False
    codes = {code for commune in candidate.communes for code in commune.postal_codes}
    departments = {commune.department for commune in candidate.communes}
    return bool(
        (after and (after[1] in codes or after[1] in departments))
        or (before and (before[1] in codes or before[1][:2] in departments))
    )


def _is_ordinary(name: str, candidate: Candidate) -> bool:
    words = WORD.findall(name)
    if len(words) > 2 or len(words) > 1 and fold(words[0]) not in _ARTICLES:
        return False
    key = fold(words[-1])
    if key in context().ordinary or key in context().first_names:
        return True
    # « La Madeleine » capitalised both times is a name; « La Rue » is not.
    return candidate.people < _WELL_KNOWN and is_french_word(words[-1].lower())


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


def _spelt_like(name: str, communes: Sequence[Commune]) -> bool:
    """Accents may be missing, not make a word of it: « Pâtes » is not the commune « Pates »."""
    plain = fold(name) == name.lower().replace("œ", "oe")
    invented = len(name) >= _LONG and not is_french_word(name.lower())  # « Papaïchton »
    return (
        plain or invented or any(_accents(name) == _accents(commune.name) for commune in communes)
    )


def _accents(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.lower().replace("œ", "oe")).replace("saint", "st")


def _touch(text: str, words: Words, index: int, joint: re.Pattern[str]) -> bool:
    return bool(joint.fullmatch(text, words.ends[index - 1], words.starts[index]))
