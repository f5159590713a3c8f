"""The commune that a row names, by its name, postcode and Insee code, with their traps.

Namesakes in several departments, « St » for « Saint », capitals without accents, « Cedex »,
districts of Paris, codes that a spreadsheet shortened, names that changed: what is certain is
taken, the rest is a doubt with its candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from needs.importing.cells import text
from needs.importing.doubts import Choice, Doubt
from procurement.identifiers import department_of
from procurement.spreadsheets import Cell
from procurement.typography import fold, plain_words

_CANDIDATES = 4
_NEAR, _SAME_WITH_POSTCODE = 72, 80
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_SMALL_WORDS = {"le", "la", "les", "l", "de", "du", "des", "d", "en", "lez", "sur", "sous"}
_CODE = re.compile(r"\b(\d[\dAB]\d{3})\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\d|,")  # « 12 rue Nationale, 59000 Lille »: the commune follows its code
_DEPARTMENT = re.compile(r"\((\d{2,3}|2[AB])\)", re.IGNORECASE)
_NOISE = re.compile(r"\bcedex\b.*$|\b\d+\s*(?:er|e|eme|ème)?\s*(?:arrondissement)?\s*$", re.I)
_DISTRICTS = (("751", "75056"), ("132", "13055"), ("6938", "69123"))


@dataclass(frozen=True)
class Commune:
    insee: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    department_name: str

    @property
    def said(self) -> str:
        return f"{self.name} ({self.postal_codes[0] if self.postal_codes else self.department})"


@dataclass(frozen=True)
class Found:
    """The commune, and what to say when the file wrote it otherwise."""

    insee: str
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """What a row says of its place, cleaned."""

    name: str = ""
    postcode: str = ""
    insee: str = ""
    department: str = ""

    @property
    def said(self) -> str:
        parts = (self.name, self.postcode, self.insee and f"Insee {self.insee}")
        return " ".join(filter(None, parts))


@dataclass
class Places:
    """Every commune that is known, by code, name and postcode."""

    communes: Iterable[Commune]
    by_insee: dict[str, Commune] = field(init=False)

    def __post_init__(self) -> None:
        self.by_insee = {commune.insee: commune for commune in self.communes}
        self._by_key: dict[str, list[Commune]] = defaultdict(list)
        self._by_postcode: dict[str, list[Commune]] = defaultdict(list)
        for commune in self.by_insee.values():
            self._by_key[place_key(commune.name)].append(commune)
            for code in commune.postal_codes:
                self._by_postcode[code].append(commune)

    def find(self, asked: Asked, near: Collection[str] = (), *, far: bool = True) -> Found | Doubt:
        """The commune, or a doubt; `near` are the communes of the project's own territory.

        `far` looks for neighbours of an unknown name among all communes: some milliseconds.
        """
        by_code = self.by_insee.get(_whole_city(asked.insee)) if asked.insee else None
        if by_code:
            return self._checked(asked, by_code)
        named = self._named(asked.name)
        if named:
            return self._among_namesakes(asked, named, near)
        if asked.postcode in self._by_postcode:
            return self._by_postcode_and_likeness(asked)
        return self._unknown(asked, near, far)

    def _named(self, name: str) -> list[Commune]:
        """The communes of that name; « Ham » is not « Le Ham » where both exist."""
        alike = self._by_key.get(place_key(name), []) if name else []
        return [c for c in alike if _words(c.name) == _words(name)] or alike

    def _checked(self, asked: Asked, commune: Commune) -> Found | Doubt:
        """An Insee code decides, unless the name says something else altogether."""
        if not asked.name or fuzz.ratio(place_key(asked.name), place_key(commune.name)) >= _NEAR:
            return Found(commune.insee)
        named = self._named(asked.name)
        if not named:
            return Found(commune.insee, f"« {asked.name} » lu comme {commune.said} par son code.")
        return _doubt(
            asked,
            f"Le code Insee {asked.insee} est celui de {commune.name}, pas de « {asked.name} ».",
            [(commune, "d'après le code Insee"), *((each, "d'après le nom") for each in named)],
        )

    def _among_namesakes(
        self, asked: Asked, named: list[Commune], near: Collection[str]
    ) -> Found | Doubt:
        fitting = [commune for commune in named if _agrees(commune, asked)]
        if not fitting:
            return self._against_its_postcode(asked, named)
        if len(fitting) == 1:
            return self._unless_shortened(asked, fitting[0], near)
        local = [commune for commune in fitting if commune.insee in near]
        if len(local) == 1:
            others = len(fitting) - 1
            return Found(
                local[0].insee,
                f"« {asked.name} » : {local[0].said} retenue, dans le territoire de la démarche "
                f"({others} homonyme{'s' if others > 1 else ''} ailleurs).",
            )
        return _doubt(
            asked,
            f"{len(fitting)} communes s'appellent « {asked.name} ».",
            [
                *((c, "nom plus long, dans le territoire") for c in self._longer(asked, near)),
                *((c, f"{c.department_name}, {c.department}") for c in fitting),
            ],
        )

    def _unless_shortened(
        self, asked: Asked, commune: Commune, near: Collection[str]
    ) -> Found | Doubt:
        """« Quesnoy » is not Le Quesnoy, far away, where a neighbour is Quesnoy-sur-Deûle."""
        whole = commune.insee in near and _words(asked.name) == _words(commune.name)
        located = asked.postcode or asked.department or whole
        longer = [] if located else self._longer(asked, near)
        if not longer:
            return Found(commune.insee)
        return _doubt(
            asked,
            f"« {asked.name} » : {commune.name}, ou le nom abrégé d'une autre commune ?",
            [
                *((c, "nom plus long, dans le territoire") for c in longer),
                (commune, f"{commune.department_name}, {commune.department}"),
            ],
        )

    def _longer(self, asked: Asked, near: Collection[str]) -> list[Commune]:
        """« Saint-André » may be short for « Saint-André-lez-Lille », a neighbour."""
        local = [self.by_insee[insee] for insee in sorted(near) if insee in self.by_insee]
        return [commune for commune in local if _continues(commune, asked.name)]

    def _against_its_postcode(self, asked: Asked, named: list[Commune]) -> Found | Doubt:
        """The name is known, not at this postcode: a Cedex, or a mistake in one of the two."""
        same = [c for c in named if c.department == department_of(asked.postcode)]
        if len(same) == 1 and asked.postcode not in self._by_postcode:
            return Found(same[0].insee, f"« {asked.said} » lu comme {same[0].said}.")
        at_code = self._by_postcode.get(asked.postcode, [])
        longer = [c for c in at_code if _continues(c, asked.name)]
        if len(longer) == 1:
            return Found(longer[0].insee, f"« {asked.said} » lu comme {longer[0].said}.")
        return _doubt(
            asked,
            f"« {asked.name} » n'a pas le code postal {asked.postcode}.",
            [
                *((c, "d'après le nom") for c in same or named),
                *((c, "d'après le code postal") for c in at_code),
            ],
        )

    def _by_postcode_and_likeness(self, asked: Asked) -> Found | Doubt:
        there = self._by_postcode[asked.postcode]
        if not asked.name and len(there) == 1:
            return Found(there[0].insee)
        ranked = _ranked(asked.name, there)
        if asked.name and ranked and ranked[0][1] >= _SAME_WITH_POSTCODE:
            best = ranked[0][0]
            return Found(best.insee, f"« {asked.name} » lu comme {best.said}.")
        why = (
            f"« {asked.name} » n'est pas le nom d'une commune du code postal {asked.postcode} ; "
            "c'est peut-être une ancienne commune ou un quartier."
            if asked.name
            else f"{len(there)} communes ont le code postal {asked.postcode}."
        )
        return _doubt(asked, why, [(c, "même code postal") for c, _ in ranked])

    def _unknown(self, asked: Asked, near: Collection[str], far: bool) -> Doubt:
        if not asked.name:
            return _doubt(asked, f"Aucune commune connue pour « {asked.said} ».", [])
        close = [self.by_insee[insee] for insee in near if insee in self.by_insee]
        likely = [c for c, score in _ranked(asked.name, close) if score >= _NEAR]
        wide = [c for c, _ in self._ranked_everywhere(asked)] if far else []
        wide.sort(key=lambda commune: not _continues(commune, asked.name))
        candidates = list(dict.fromkeys([*likely, *wide]))
        return _doubt(
            asked,
            f"« {asked.said} » n'est le nom d'aucune commune connue.",
            [
                (c, "nom voisin, dans le territoire" if c in likely else "nom voisin")
                for c in candidates
            ],
        )

    def _ranked_everywhere(self, asked: Asked) -> list[tuple[Commune, float]]:
        place = asked.department or (department_of(asked.postcode) if asked.postcode else "")
        keys = [
            key for key, them in self._by_key.items()
            if not place or any(c.department == place for c in them)
        ]  # fmt: skip
        hits = process.extract(
            place_key(asked.name), keys, scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_NEAR
        )
        return [
            (commune, score)
            for key, score, _ in hits
            for commune in self._by_key[key]
            if not place or commune.department == place
        ]


def asked_of(name: Cell, postcode: Cell = None, insee: Cell = None) -> Asked:
    """What the cells say, a code written beside the name (« Lille (59000) ») taken apart."""
    words = text(name, 120)
    code = _CODE.search(words)
    department = _DEPARTMENT.search(words)
    named = words[code.end() :] if code and _ADDRESS.search(words[: code.start()]) else words
    plain = _NOISE.sub("", re.sub(r"\([^)]*\)?", " ", _CODE.sub(" ", named)))
    plain = " ".join(plain.strip(" ,;-").split())
    given = _code(postcode) or (code[1].upper() if code else "")
    return Asked(plain, given, _code(insee), department[1].upper() if department else "")


def _code(cell: Cell) -> str:
    """Five characters: a spreadsheet drops the zero that begins the codes of nine departments."""
    words = re.sub(r"\s", "", text(cell, 20)).upper()
    match = re.fullmatch(r"\d[\dAB]?\d{2,3}", words)
    return words.zfill(5) if match and len(words) in (4, 5) else ""


@lru_cache(maxsize=100_000)
def place_key(name: str) -> str:
    """« ST-ANDRE LEZ LILLE » and « Saint-André-lez-Lille » are one; articles count for nothing."""
    words = _words(name)
    return " ".join([w for w in words if w not in _SMALL_WORDS] or words)


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    found = plain_words(fold(name).replace("s/", " sur "))
    return tuple(_ABBREVIATIONS.get(word, word) for word in found)


def _whole_city(insee: str) -> str:
    """A district of Paris, Lyon or Marseille is in its commune."""
    return next((city for start, city in _DISTRICTS if insee.startswith(start)), insee)


def _agrees(commune: Commune, asked: Asked) -> bool:
    at_postcode = not asked.postcode or asked.postcode in (*commune.postal_codes, commune.insee)
    return at_postcode and asked.department in ("", commune.department)


def _continues(commune: Commune, name: str) -> bool:
    """« Saint-André-lez-Lille » continues « St André »."""
    return place_key(commune.name).startswith(f"{place_key(name)} ")


def _ranked(name: str, communes: Iterable[Commune]) -> list[tuple[Commune, float]]:
    key = place_key(name)
    scored = [(c, fuzz.ratio(key, place_key(c.name))) for c in communes]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].insee))


def _doubt(asked: Asked, why: str, candidates: Iterable[tuple[Commune, str]]) -> Doubt:
    reasons: dict[str, tuple[Commune, str]] = {}
    for commune, reason in candidates:
        reasons.setdefault(commune.insee, (commune, reason))
    choices = tuple(
        Choice(commune.insee, commune.said, reason)
        for commune, reason in list(reasons.values())[: 2 * _CANDIDATES]
    )
    return Doubt("commune", asked.said, why, choices)
