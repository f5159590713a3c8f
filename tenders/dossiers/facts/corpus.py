"""The dossier as the readers of facts see it: passages in order, what each file is, sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from procurement.typography import fold
from tenders.dossiers.texts.gathering import TICKED, UNTICKED
from tenders.dossiers.texts.neutral import Dossier, Passage, TextFile, passages


class Kind(StrEnum):
    """What a file is, in the order in which its word is taken on the rules of the consultation."""

    RULES = "rules"
    NOTICE = "notice"
    LETTER = "letter"
    DEED = "deed"
    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    OTHER = "other"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def rank(self) -> int:
        return list(Kind).index(self)


LABELS = {
    Kind.RULES: "règlement de la consultation",
    Kind.NOTICE: "avis",
    Kind.LETTER: "lettre de consultation",
    Kind.DEED: "acte d'engagement",
    Kind.ADMINISTRATIVE: "CCAP",
    Kind.TECHNICAL: "CCTP",
    Kind.OTHER: "autre pièce",
}
_NAMED = (
    (Kind.RULES, r"\brc\b|\brdc\b|reglement"),
    (Kind.NOTICE, r"\bavis\b|\baapc\b|boamp|joue|annonce|rectificatif|\bjal\b"),
    (Kind.LETTER, r"lettre|invitation|courrier"),
    (Kind.DEED, r"\bae\b|attri|acte d|engagement"),
    (Kind.ADMINISTRATIVE, r"\bccap\b|\bccp\b|\bcap\b|administrati"),
    (Kind.TECHNICAL, r"\bcctp\b|technique"),
)
_TITLED = (
    (Kind.RULES, r"reglement (?:de (?:la )?)?(?:consultation|concours|appel)"),
    (
        Kind.NOTICE,
        r"avis (?:de marche|d'appel public|de publicite|de concession|rectificatif"
        r"|d'information|de consultation|d'appel a concurrence)",
    ),
    (Kind.LETTER, r"lettre (?:de consultation|d'invitation)"),
    (Kind.DEED, r"acte d'engagement"),
    (
        Kind.ADMINISTRATIVE,
        r"cahier des clauses (?:administratives )?particulieres|\bc\.?c\.?a\.?p\b|\bc\.?c\.?p\b",
    ),
    (Kind.TECHNICAL, r"cahier des clauses techniques|\bc\.?c\.?t\.?p\b"),
)
_UNTICKED = re.compile(rf"{UNTICKED}[^\n|{TICKED}{UNTICKED}]*|\[ ?\][^\n|\[]*")
_OPENING = 25  # passages in which a file says what it is


def plain(text: str) -> str:
    """Folded, one kind of apostrophe and of space, the same length character for character."""
    return text.translate(_FOLDED)


_SAME = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "œ": "o",
    "Œ": "o",
    "æ": "a",
    "\t": " ",
}


class _Folded(dict[int, str]):
    """Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else (folded[:1] or " ")
        return self[code]


_FOLDED = _Folded({ord(one): other for one, other in _SAME.items()})


@dataclass(frozen=True)
class Said:
    """A passage with its folded text, where every pattern is looked for."""

    passage: Passage
    at: int
    kind: Kind
    boxed: bool = False  # the file ticks boxes: an empty one refuses what follows it

    @cached_property
    def text(self) -> str:
        """The passage; choices whose box is not ticked are blanked, at the same length."""
        return self.chosen(self.passage.text)

    def chosen(self, text: str) -> str:
        """The choices of a text, or of a cell, that are not refused."""
        return _UNTICKED.sub(lambda m: " " * len(m[0]), text) if self.boxed else text

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(plain(heading) for heading in self.passage.headings)

    @property
    def title(self) -> str:
        """The nearest heading, folded."""
        return self.headings[-1] if self.headings else ""

    @property
    def is_heading(self) -> bool:
        return self.passage.level > 0

    @property
    def in_table(self) -> bool:
        return self.passage.row is not None


@dataclass
class Sheet:
    """One file: what it is, and what it says."""

    file: TextFile
    kind: Kind
    said: list[Said] = field(default_factory=list)


class Corpus:
    """All the files, those whose word counts most first."""

    def __init__(self, dossier: Dossier) -> None:
        self.sheets = sorted(map(_sheet, dossier.files), key=lambda sheet: sheet.kind.rank)

    def __iter__(self) -> Iterator[Said]:
        return (said for sheet in self.sheets for said in sheet.said)

    @property
    def kinds(self) -> set[Kind]:
        return {sheet.kind for sheet in self.sheets}


def _sheet(file: TextFile) -> Sheet:
    found = passages(file)
    kind = kind_of(file.name, [one.text for one in found[:_OPENING]])
    boxed = any(TICKED in one.text for one in found)
    return Sheet(file, kind, [Said(one, at, kind, boxed) for at, one in enumerate(found)])


def kind_of(name: str, opening: list[str]) -> Kind:
    """By its name first, which the buyer chose, then by what it says in its first lines."""
    stem = re.sub(r"[_\W]+", " ", plain(name.rpartition(".")[0]))
    named = next((kind for kind, pattern in _NAMED if re.search(pattern, stem)), None)
    titles = [
        (kind, found.start())
        for kind, pattern in _TITLED
        if (found := re.search(pattern, " ".join(map(plain, opening))[:2500]))
    ]
    titled = min(titles, key=lambda one: one[1])[0] if titles else None
    return named or titled or Kind.OTHER
