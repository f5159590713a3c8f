"""What is there before an import: sheets, their sites and volumes, and how names meet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from needs.importing.doubts import Choice, Doubt
from procurement.typography import fold, plain_words

NEW = "new"
_SAME_SITE = 86  # how much two names of one commune look alike before somebody is asked
_NEAR_BODY = 75
_FEW = 12
_SHORT = {"ec": "ecole", "elem": "elementaire", "mat": "maternelle", "prim": "primaire",
          "gs": "groupe scolaire", "cc": "cuisine centrale", "st": "saint", "ste": "sainte",
          "rest": "restaurant", "admin": "administratif"}  # fmt: skip
_SMALL = {"de", "d", "la", "le", "les", "l", "du", "des", "et"}
_GENERAL = {"ville", "commune", "mairie", *_SMALL}


@dataclass(frozen=True)
class KnownSite:
    id: int
    name: str
    insee: str
    siret: str = ""
    kind: str = ""
    central_kitchen: str = ""  # SIRET


@dataclass(frozen=True)
class KnownVolume:
    id: int
    site: int | None
    component: str
    label: str
    quantity: Decimal
    unit: str
    period: str
    open_days: Decimal
    open_weeks: int


@dataclass(frozen=True)
class KnownSheet:
    """A sheet that rows may go to: whose it is, and what it holds."""

    id: str
    title: str
    member: str
    home: str = ""  # the Insee code of the authority, when it is a commune
    sites: tuple[KnownSite, ...] = ()
    volumes: tuple[KnownVolume, ...] = ()

    @property
    def said(self) -> str:
        return f"{self.member} : {self.title}" if self.title else self.member


def site_key(name: str) -> str:
    """How names of sites are compared: « EC. MATERNELLE ST-EXUPÉRY » as it is said in full."""
    words = plain_words(name)
    return " ".join(_SHORT.get(word, word) for word in words)


class KnownSites:
    """The sites of one sheet, by SIRET and by commune: rows of a file look for theirs."""

    def __init__(self, sheet: KnownSheet) -> None:
        self._by_siret: dict[str, list[KnownSite]] = defaultdict(list)
        self._by_commune: dict[str, list[tuple[str, KnownSite]]] = defaultdict(list)
        for site in sheet.sites:
            self._by_siret[site.siret].append(site)
            self._by_commune[site.insee].append((site_key(site.name), site))

    def find(
        self, name: str, insee: str, siret: str, *, siret_is_its_own: bool
    ) -> KnownSite | Doubt | None:
        """The site that a row speaks of, a doubt between neighbours, None for a new one.

        A SIRET that the file writes beside several names (that of the commune) identifies none.
        """
        holders = self._by_siret[siret] if siret and siret_is_its_own else []
        if len(holders) == 1:
            return holders[0]
        key = site_key(name)
        there = [
            (known, site)
            for known, site in self._by_commune[insee]
            if site.siret in ("", siret or site.siret)
        ]
        same = next((site for known, site in there if known == key), None)
        return same or _alike(name, key, there)


def _alike(name: str, key: str, there: Sequence[tuple[str, KnownSite]]) -> Doubt | None:
    hits = process.extract(
        key,
        [known for known, _ in there],
        scorer=fuzz.token_sort_ratio,
        limit=3,
        score_cutoff=_SAME_SITE,
    )
    likely = [there[at][1] for known, _, at in hits if _same_numbers(known, key)]
    if not likely:
        return None
    choices = tuple(
        Choice(str(site.id), f"C'est « {site.name} »", "site déjà dans la fiche, nom voisin")
        for site in likely
    )
    new = Choice(NEW, "C'est un autre site", "il sera ajouté")
    return Doubt("site", name, f"« {name} » ressemble à un site de la fiche.", (*choices, new))


def _same_numbers(one: str, other: str) -> bool:
    """« École 1 » and « École 2 » look alike and are two."""
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)


def sheet_of(sheets: Sequence[KnownSheet], typed: str) -> KnownSheet | Doubt:
    """The sheet of the authority that a row names, or who it might be."""
    theirs = [s for s in sheets if typed and _names(s.member, typed)]
    if len(theirs) == 1 or len(sheets) == 1:
        return (theirs or sheets)[0]
    if theirs:
        several = f"{theirs[0].member} a plusieurs fiches dans la démarche."
        return _member_doubt(typed, several, theirs, "fiche de cette autorité")
    if not typed:
        silent = "Le fichier ne dit pas de quelle autorité sont ces lignes."
        return _member_doubt(typed, silent, sheets)
    near = [s for s in sheets if fuzz.WRatio(_body_key(s.member), _body_key(typed)) >= _NEAR_BODY]
    unknown = (
        f"« {typed} » n'est pas une autorité membre de la démarche : choisissez-en une, ou "
        "faites-la d'abord participer."
    )
    return _member_doubt(typed, unknown, near or sheets, "nom voisin" if near else "")


def _member_doubt(typed: str, why: str, sheets: Sequence[KnownSheet], reason: str = "") -> Doubt:
    shown = sheets if len(sheets) <= _FEW else []
    choices = tuple(Choice(s.id, s.said, reason) for s in shown)
    return Doubt("member", typed, why, choices)


def _names(member: str, typed: str) -> bool:
    """« Roubaix » is « Ville de Roubaix », « MEL » the « Métropole Européenne de Lille »."""
    initials = fold(typed.replace(".", ""))
    return _body_key(typed) == _body_key(member) or initials == _initials(member) != ""


def _initials(name: str) -> str:
    """Of its words, the small ones apart; nothing for a name of one or two."""
    words = [w for w in plain_words(name) if w not in _SMALL]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _body_key(name: str) -> str:
    """« Ville de Roubaix », « ROUBAIX », « Commune de Roubaix » are one authority."""
    words = plain_words(name)
    return " ".join([_SHORT.get(w, w) for w in words if w not in _GENERAL] or words)
