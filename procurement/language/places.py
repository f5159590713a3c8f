"""Communes, intercommunalities, departments and regions that a text names, homonyms resolved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from procurement.language.spans import Span, Taken
from procurement.language.words import is_french_word
from procurement.typography import fold

DATA = Path(__file__).parent / "data" / "places.yaml"
_WORD = re.compile(r"[^\W\d_]+")
_POSTCODE = re.compile(r"(?<![\d.,])\d{5}(?![\d.,]*\d)")
_WELL_KNOWN = 40_000  # inhabitants: « Tours » is a town before it is a plural
_JOINED = re.compile(r"[ \u00a0\u202f]|-|–|['’]| ?[-–/] ?|, ?|\. ?")
_NAME_JOINED = re.compile(r"[ \u00a0\u202f]|-|['’]|[ ]-[ ]|\. ?")
_LISTED = re.compile(
    r"(?:\s*\([^)]{0,40}\))?(?:,|\s+et|\s+ou|\s*/|,?\s+ainsi\s+que|,?\s+puis)\s+(?:d['’]|de\s+|à\s+)?"
)
_SMALL = frozenset(["de", "du", "des", "d", "l", "la", "le", "les", "et", "en"])
_CONTRACTED = frozenset(("au", "aux", "du", "des"))
_LINKS = frozenset(["en", "les", "lez", "sur", "sous", "pres", "aux"])
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


class _Token(NamedTuple):
    key: str
    start: int
    end: int


@dataclass(frozen=True)
class _Candidate:
    """A name, the communes that bear it, and those whose long name it begins (« Marcq »)."""

    start: int
    end: int
    communes: tuple[Commune, ...]
    abridged: tuple[Commune, ...] = ()

    @property
    def people(self) -> int:
        return max((c.population for c in (*self.communes, *self.abridged)), default=0)


class _Context(NamedTuple):
    """What the words around names say, from places.yaml."""

    ordinary: frozenset[str]
    place: re.Pattern[str]
    elsewhere: re.Pattern[str]
    named_after: frozenset[str]
    rivers: frozenset[str]


@cache
def _context() -> _Context:
    raw = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    leads = [re.sub(r"\s+", r"\\s+", lead.strip()) for lead in raw["leads_to_a_place"].split(",")]
    elsewhere = [re.escape(lead.strip()) for lead in raw["leads_elsewhere"].split(",")]
    return _Context(
        ordinary=frozenset(raw["ordinary"].split()),
        place=re.compile(rf"(?<!\w)(?:{'|'.join(sorted(leads, key=len, reverse=True))})\s*$"),
        elsewhere=re.compile(
            rf"(?<!\w)(?:{'|'.join(elsewhere)})(?:\s+(?:de|du|des|d'|l'|la|le|les))*\s*(?:\w+-)?$"
        ),
        named_after=frozenset(word.strip() for word in raw["named_after"].split(",")),
        rivers=frozenset(raw["rivers_and_things"].split()),
    )


class Gazetteer:
    """All places known, indexed by their folded words; holds any number of communes."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._communes: dict[str, list[Commune]] = {}
        self._areas: dict[str, Area] = {}
        self._department_of: dict[str, str] = {}  # of each EPCI
        self._postcodes: dict[str, list[Commune]] = {}
        self._short: dict[str, list[Commune]] = {}
        for commune in communes:
            for key in _commune_keys(commune.name):
                self._communes.setdefault(key, []).append(commune)
            if short := _short_key(commune.name):
                self._short.setdefault(short, []).append(commune)
            for postcode in commune.postal_codes:
                self._postcodes.setdefault(postcode, []).append(commune)
            self._index_areas(commune)
        self._longest_name = _longest_by_first_word([*self._communes, *self._short])
        self._longest_area = _longest_by_first_word(self._areas)

    def __len__(self) -> int:
        return sum(1 for rows in self._communes.values() for _ in rows)

    def _index_areas(self, commune: Commune) -> None:
        if commune.region_name:
            region = Area("region", commune.region, commune.region_name)
            self._areas.setdefault(_content(region.name), region)
            self._areas.setdefault("region " + _content(region.name), region)
        department = Area("departement", commune.department, commune.department_name)
        # « La Réunion », « Mayotte »: the department before the region of the same name.
        self._areas.setdefault(_content(department.name), department)
        self._areas["departement " + _content(department.name)] = department
        if (
            commune.epci_siren
            and commune.epci_name
            and commune.epci_siren not in self._department_of
        ):
            self._department_of[commune.epci_siren] = commune.department
            epci = Area("epci", commune.epci_siren, commune.epci_name)
            for variant in _epci_names(commune.epci_name):
                self._areas.setdefault(variant, epci)

    def places(self, text: str) -> list[Place]:
        """Places in reading order; a name with homonyms takes the most likely of them."""
        tokens = _tokens(text)
        areas = list(self._find_areas(text, tokens))
        covered = [(area.start, area.end) for area in areas]
        candidates = list(self._find_communes(text, tokens, covered))
        hints = _hints(text, areas, candidates, self._postcodes, self._department_of)
        chosen = (_chosen(text, candidate, hints) for candidate in candidates)
        communes = [place for place in chosen if place]
        named = [(place.start, place.end) for place in communes]
        postcodes = self._lone_postcodes(text, named)
        return sorted([*areas, *communes, *postcodes], key=lambda place: place.start)

    def postcode_spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where postal codes stand: before a capital, in brackets or announced."""
        for match in _POSTCODE.finditer(text):
            before, after = (
                text[max(0, match.start() - 14) : match.start()],
                text[match.end() :][:3],
            )
            before_name = re.match(r"[ \u00a0\u202f](?:[^\W\d_])", after) and after[1].isupper()
            announced = re.search(r"(?:\(|(?i:code postal|\bcp)\s*:?\s*)$", before)
            if before_name or announced:
                yield match.span()

    def _lone_postcodes(self, text: str, named: Sequence[tuple[int, int]]) -> Iterator[Place]:
        for start, end in self.postcode_spans(text):
            code = re.sub(r"\D", "", text[start:end])
            known = self._postcodes.get(code, [])
            near = any(-4 <= a - end <= 4 or -4 <= start - b <= 4 for a, b in named)
            if known and not near:
                only = known[0] if len(known) == 1 else None
                yield Place(
                    start,
                    end,
                    text[start:end],
                    "commune" if only else "code_postal",
                    only.insee if only else code,
                    only.name if only else code,
                    len(known) - 1,
                )

    def _find_areas(self, text: str, tokens: Sequence[_Token]) -> Iterator[Place]:
        position = 0
        while position < len(tokens):
            length, area = self._area_at(text, tokens, position)
            if area:
                start, end = tokens[position].start, tokens[position + length - 1].end
                yield Place(start, end, text[start:end], area.kind, area.code, area.name)
            position += length or 1

    def _area_at(self, text: str, tokens: Sequence[_Token], at: int) -> tuple[int, Area | None]:
        longest = self._longest_area.get(tokens[at].key, 0)
        if not longest:
            return 0, None
        phrase: list[str] = []
        found: tuple[int, Area | None] = (0, None)
        for index in range(at, min(len(tokens), at + 2 * longest + 2)):
            if index > at and not _touch(text, tokens, index, _JOINED):
                break
            if tokens[index].key in _SMALL and index > at:
                continue
            phrase.append(tokens[index].key)
            area = self._areas.get(" ".join(phrase))
            if area and self._is_area(text, tokens, at, index, area, len(phrase)):
                found = (index - at + 1, area)
        return found

    def _is_area(
        self, text: str, tokens: Sequence[_Token], first: int, last: int, area: Area, words: int
    ) -> bool:
        start, end = tokens[first].start, tokens[last].end
        name = text[start:end]
        if fold(name).startswith(("departement", "region", "communaute", "ca ", "cc ", "cu ")):
            return True
        if not name[0].isupper():
            return name.lower().startswith(("métropole", "metropole")) and words > 1
        if words > 1:
            return text[end : end + 1] != "-"
        if area.kind == "epci":
            return name.isupper()  # an acronym
        before, after = fold(text[max(0, start - 30) : start].replace("’", "'")), text[end:][:2]
        if after[:1] == "-" or _context().elsewhere.search(before):
            return False
        if fold(name) in _context().rivers or _key(name) in self._communes:
            return bool(
                re.search(r"(?:dans (?:le|la|les|l')|departement d[eu](?: la| l')?)\s*$", before)
            ) or (
                fold(name) == "nord"
                and bool(
                    re.search(
                        r"(?<!\w)(?<!gare )(?<!mer )(?<!zone )(?<!quartier )(?:le|du)\s*$", before
                    )
                )
                and not re.match(r"\s+d[eu]\b|\s+\(", text[end:][:5])
            )
        return True

    def _find_communes(
        self, text: str, tokens: Sequence[_Token], covered: Sequence[tuple[int, int]]
    ) -> Iterator[_Candidate]:
        known = Taken(covered)
        previous_end = -9
        position = 0
        while position < len(tokens):
            token = tokens[position]
            length = self._longest_name.get(token.key, 0)
            step = 1
            if length and known.free(token.start, token.end):
                for size in self._known_sizes(tokens[position : position + length]):
                    found = self._commune_at(text, tokens, position, size, previous_end)
                    if found:
                        yield found
                        previous_end, step = found.end, size
                        break
            position += step

    def _known_sizes(self, tokens: Sequence[_Token]) -> list[int]:
        """How many of these words make a name, longest first."""
        sizes: list[int] = []
        key = ""
        for size, token in enumerate(tokens, start=1):
            key = f"{key} {token.key}" if key else token.key
            if key in self._communes or key in self._short:
                sizes.insert(0, size)
        return sizes

    def _commune_at(
        self, text: str, tokens: Sequence[_Token], at: int, size: int, previous_end: int
    ) -> _Candidate | None:
        words = tokens[at : at + size]
        key = " ".join(word.key for word in words)
        homonyms, abridged = self._communes.get(key, ()), self._short.get(key, ())
        if not homonyms and not abridged:
            return None
        if not all(_touch(text, tokens, at + k, _NAME_JOINED) for k in range(1, size)):
            return None
        # « au Havre », « la ville du Mans »: the article is not part of what is named.
        first = words[1] if words[0].key in _CONTRACTED and size > 1 else words[0]
        candidate = _Candidate(first.start, words[-1].end, tuple(homonyms), tuple(abridged))
        return candidate if self._is_commune(text, candidate, previous_end) else None

    def _is_commune(self, text: str, candidate: _Candidate, previous_end: int) -> bool:
        """A commune is not every word that looks like one."""
        start, end = candidate.start, candidate.end
        name = text[start:end]
        around = _Around(text, start, end)
        if around.inside_a_compound or around.street or around.person:
            return False
        if not _spelt_like(name, (*candidate.communes, *candidate.abridged)):
            return False
        located = around.located or self._near_postcode(text, candidate)
        listed = (
            previous_end > 0
            and start - previous_end < 80
            and bool(_LISTED.fullmatch(text, previous_end, start))
            and not name.isupper()
        )
        if not name[0].isupper():
            return located and around.town_hall and not _is_ordinary(name, candidate)
        if len(name) <= 2:
            return located and (
                around.town_hall
                or self._near_postcode(text, candidate)
                or len(name) == 2
                or around.after_at
            )
        if located or (listed and name[0].isupper()):
            return True
        return self._stands_alone(name, candidate, around)

    def _stands_alone(self, name: str, candidate: _Candidate, around: _Around) -> bool:
        """A capital is not enough for « Sens », for a first word, nor in a title in capitals."""
        people = candidate.people
        if _is_ordinary(name, candidate):
            return False
        if around.follows_a_capital:
            return False
        if name.isupper() and len(name) > 3:
            return people >= 2000
        if around.begins_a_sentence:
            return people >= 2000 or " " in name or "-" in name
        return True

    def _near_postcode(self, text: str, candidate: _Candidate) -> bool:
        codes = {code for commune in candidate.communes for code in commune.postal_codes}
        departments = {commune.department for commune in candidate.communes}
        around = text[max(0, candidate.start - 8) : candidate.start]
        after = re.match(r"\s*\(\s*(\d{2,5}|2[AB])\s*\)", text[candidate.end : candidate.end + 12])
        before = re.search(r"(\d{5})\s+$", around)
        return bool(
            (after and (after[1] in codes or after[1] in departments))
            or (before and (before[1] in codes or before[1][:2] in departments))
        )


class _Around:
    """The words next to a name, and what they make of it."""

    def __init__(self, text: str, start: int, end: int) -> None:
        raw = text[max(0, start - 44) : start].replace("’", "'")
        before = fold(raw)
        context = _context()
        self._last = re.search(r"(\w+)[ \u00a0]+$", raw)
        self.inside_a_compound = bool(
            re.match(r"-\w", text[end : end + 2])
            or re.search(r"\w-$", before)
            or re.match(r"[@.]\w", text[end : end + 2])
            or before.endswith("@")
        )
        self.street = bool(context.elsewhere.search(before))
        last = fold(self._last[1]) if self._last else ""
        self.person = last in context.named_after
        self.located = bool(context.place.search(before))
        self.town_hall = bool(
            re.search(r"(?:ville|commune|mairie|village|municipalite)s? d(?:e |u |')$", before)
        )
        self.after_at = bool(re.search(r"(?:^|\W)a\s+$", before)) and not raw.rstrip().endswith(
            ("A",)
        )
        self.follows_a_capital = bool(
            self._last
            and self._last[1][0].isupper()
            and len(self._last[1]) > 1
            and last not in ("a", "de", "commune", "ville", "mairie", "les", "des", "et", "agglo")
        ) and not self._begins(raw[: self._last.start(1)] if self._last else raw)
        self.begins_a_sentence = self._begins(raw)

    @staticmethod
    def _begins(before: str) -> bool:
        return not before.strip() or bool(re.search(r"[.!?:;•\n\"«(–—-]\s*$|\n\s*$", before))


def _is_ordinary(name: str, candidate: _Candidate) -> bool:
    words = _WORD.findall(name)
    if len(words) > 1 and fold(words[0]) not in ("le", "la", "les", "l"):
        return False
    key = fold(words[-1])
    if key in _context().ordinary:
        return True
    people = candidate.people
    # « La Madeleine » capitalised both times is a name; « La Rue » is not.
    return people < _WELL_KNOWN and is_french_word(words[-1].lower())


def _spelt_like(name: str, communes: Sequence[Commune]) -> bool:
    """Accents may be missing, not invented: « Pâtes » is not the commune « Pates »."""
    plain = fold(name) == name.lower().replace("œ", "oe")
    return plain or any(_accents(name) == _accents(commune.name) for commune in communes)


def _accents(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.lower().replace("œ", "oe")).replace("saint", "st")


def _chosen(text: str, candidate: _Candidate, hints: Counter[str]) -> Place | None:
    """The likeliest homonym; a long name is abridged only where the text speaks of its EPCI."""
    pool = [*candidate.communes, *(c for c in candidate.abridged if hints[c.epci_siren])]
    if not pool:
        return None
    near = re.findall(
        r"\d{5}|\b\d{2,3}\b|\b2[AB]\b",
        text[max(0, candidate.start - 7) : candidate.start]
        + " "
        + ((re.match(r"\s*\([^)]{1,30}\)", text[candidate.end : candidate.end + 34]) or [""])[0]),
    )
    said = fold(text[candidate.end : candidate.end + 34])

    def likelihood(commune: Commune) -> tuple[int, int, int, int]:
        postcode = any(code in commune.postal_codes for code in near)
        department = any(
            code == commune.department or (len(code) == 5 and code[:2] == commune.department)
            for code in near
        ) or bool(
            re.match(rf"\s*[,(]\s*(?:dans\s+)?{re.escape(fold(commune.department_name))}\b", said)
        )
        return (
            postcode * 2 + department,
            hints[commune.epci_siren],
            hints[commune.department],
            commune.population,
        )

    best = max(pool, key=likelihood)
    return Place(
        candidate.start,
        candidate.end,
        text[candidate.start : candidate.end],
        "commune",
        best.insee,
        best.name,
        len(pool) - 1,
    )


def _hints(
    text: str,
    areas: Sequence[Place],
    candidates: Sequence[_Candidate],
    postcodes: dict[str, list[Commune]],
    departments: dict[str, str],
) -> Counter[str]:
    """How often the rest of the text points to each department and EPCI."""
    hints: Counter[str] = Counter(area.code for area in areas if area.kind != "region")
    for candidate in candidates:
        if len(candidate.communes) == 1 and not candidate.abridged:
            hints[candidate.communes[0].department] += 1
            hints[candidate.communes[0].epci_siren] += 1
    for match in _POSTCODE.finditer(text):
        for commune in postcodes.get(re.sub(r"\D", "", match[0]), ())[:1]:
            hints[commune.department] += 1
    for area in areas:
        hints[departments.get(area.code, "")] += 1
    hints[""] = 0
    return hints


def _tokens(text: str) -> list[_Token]:
    return [_Token(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def _touch(text: str, tokens: Sequence[_Token], index: int, joint: re.Pattern[str]) -> bool:
    return bool(joint.fullmatch(text, tokens[index - 1].end, tokens[index].start))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """A word of a name without case or accent; « St » is « Saint »."""
    plain = fold(word)
    return {"st": "saint", "ste": "sainte"}.get(plain, plain)


def _key(name: str) -> str:
    return " ".join(_folded(word) for word in _WORD.findall(name))


def _commune_keys(name: str) -> Iterator[str]:
    """« Le Havre » is also read in « au Havre » and « du Havre »."""
    key = _key(name)
    yield key
    article, _, rest = key.partition(" ")
    if article in ("le", "les") and name[:2] == "Le":
        yield f"au{'x' if article == 'les' else ''} {rest}"
        yield f"{'du' if article == 'le' else 'des'} {rest}"


def _short_key(name: str) -> str:
    """« marcq » for Marcq-en-Barœul; empty for a name that nobody abridges."""
    first, *others = _key(name).split()
    return first if len(first) > 3 and others and others[0] in _LINKS else ""


def _content(name: str) -> str:
    words = _key(name).split()
    # « La Réunion », « Le Nord »: a leading article is no part of the key.
    return " ".join(word for word in words if word not in _SMALL) or " ".join(words)


def _epci_names(name: str) -> Iterator[str]:
    """The ways an intercommunality is written: official, kind in full, first part, acronym."""
    kind, _, rest = name.partition(" ")
    yield _content(name)
    if kind.lower() in _LONG_KINDS:
        long_kind = _content(_LONG_KINDS[kind.lower()])
        for core in (rest, re.split(r",| - ", rest)[0]):
            yield f"{long_kind} {_content(core)}"
            if kind != "CC":
                yield f"agglo {_content(core)}"
        if len(_content(rest).split()) > 1:
            yield _content(rest)
    if fold(kind) == "metropole":
        acronym = "".join(word[0] for word in re.split(r"[\s-]", name) if word[:1].isupper())
        if len(acronym) >= 3:
            yield fold(acronym)


def _longest_by_first_word(index: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in index:
        words = key.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest
