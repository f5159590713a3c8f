"""A document as a tree of plain values: what is written, whatever the file it ends in.

Every text is French with the light marks that `inline.py` reads: `**gras**`, `[[à compléter]]`.
Renderers (`docx.py`, `html.py`) decide nothing: numbers, contents and blanks are computed here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeAlias

from procurement.word.inline import blanks_in

Tone = Literal["info", "warning", "advice"]
# How the addresses begin that stay with headings and clauses in the file.
MARKS = r"(clause|section)_"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; `anchor` is what `[@anchor]` elsewhere refers to.

    `key` is its address for who reads the file back, when it must outlive its words.
    """

    level: int
    text: str
    anchor: str = ""
    new_page: bool = False
    key: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Numbered:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Cells are texts. `widths` are relative; `numbers` are the columns set to the right.

    `row_headers` makes the first column a header; `totals` is a last row that stands out.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()
    totals: tuple[str, ...] = ()
    row_headers: bool = False

    def __post_init__(self) -> None:
        rows = (*self.rows, self.totals or self.header, self.widths or self.header)
        if any(len(row) != len(self.header) for row in rows):
            raise ValueError(f"{self.caption or self.header}: every row has {len(self.header)}")


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Chart:
    """Figures to look at: a label for each place on the axis, a value of each series there."""

    caption: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError(f"{self.caption}: every series has {len(self.labels)} values")

    @property
    def rows(self) -> list[tuple[str, list[Decimal]]]:
        """The same figures as a table: each label with the value of every series."""
        return [(label, [s.values[n] for s in self.series]) for n, label in enumerate(self.labels)]


@dataclass(frozen=True)
class BarChart(Chart):
    """Bars lying one under the other, a label each; series side by side, or end to end."""

    stacked: bool = False


@dataclass(frozen=True)
class LineChart(Chart):
    """How values move along `axis`, whose positions are the labels, evenly apart."""

    axis: str = ""


@dataclass(frozen=True)
class Facts:
    """Pairs « label, value » that a reader looks up: the card under a title, a form to fill."""

    pairs: tuple[tuple[str, str], ...]
    caption: str


@dataclass(frozen=True)
class Note:
    """A remark set apart from the text."""

    title: str
    body: tuple[str, ...]
    tone: Tone = "info"


@dataclass(frozen=True)
class Clause:
    """A clause of the library in the document, recognisable when the file comes back."""

    id: str
    version: int
    title: str
    body: tuple[Block, ...]
    level: int = 2
    lot: int | None = None  # when the same clause stands once for each of several lots
    edited: bool = False  # its wording is the tender's own

    @property
    def bookmark(self) -> str:
        """Unique per clause, version and lot, within the 40 characters that Word allows."""
        slug = re.sub(r"\W", "_", self.id)[:14]
        digest = hashlib.sha256(self.id.encode()).hexdigest()[:8]
        lot = f"_l{self.lot}" if self.lot else ""
        return f"clause_{slug}_{digest}_v{self.version}{lot}"

    @property
    def fingerprint(self) -> str:
        """Of the wording, whatever its spaces: what a file edited by hand is compared with."""
        words = " ".join(" ".join(texts(self.body)).split())
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class AnswerBox:
    """Where a candidate answers one question, under its heading; `label` names the frame."""

    label: str
    asks: tuple[str, ...]
    max_pages: int
    weight: str = ""

    @property
    def length(self) -> str:
        return f"{self.max_pages} page{'s' if self.max_pages > 1 else ''} au plus"


@dataclass(frozen=True)
class SignatureBox:
    """Side by side, who signs; each with the lines to fill before signing."""

    signatories: tuple[str, ...]
    lines: tuple[str, ...] = (
        "Fait à {{lieu}}, le {{date}}",
        "Nom et qualité : {{signataire}}",
        "Signature :",
    )


@dataclass(frozen=True)
class TableOfContents:
    depth: int = 2
    title: str = "Sommaire"


Block: TypeAlias = (
    Heading
    | Paragraph
    | Bullets
    | Numbered
    | Table
    | BarChart
    | LineChart
    | Facts
    | Note
    | Clause
    | AnswerBox
    | SignatureBox
    | TableOfContents
)


@dataclass(frozen=True)
class Entry:
    """A heading with the number it bears; `mark` is its address in the file.

    `key` is another one, which stays with the heading when the document is edited and comes back.
    """

    level: int
    number: str
    text: str
    mark: str
    key: str


@dataclass(frozen=True)
class Document:
    """`kicker` stands above the title, `subtitle` under it; `draft` writes « PROJET » across."""

    title: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    subtitle: str = ""
    subject: str = ""
    author: str = ""
    reference: str = ""
    header: str = ""
    footer: str = ""
    draft: bool = False
    language: str = "fr-FR"
    properties: tuple[tuple[str, str], ...] = field(default=())

    @cached_property
    def outline(self) -> tuple[Entry, ...]:
        """Headings and clauses in reading order, numbered « 1 », « 1.1 », « 1.1.1 »."""
        counters = [0, 0, 0, 0]
        entries: list[Entry] = []
        keys: set[str] = set()
        for block in walk(self.blocks):
            if not isinstance(block, Heading | Clause):
                continue
            counters[block.level - 1] += 1
            counters[block.level :] = [0] * (4 - block.level)
            number = ".".join(str(n) for n in counters[: block.level])
            text = block.text if isinstance(block, Heading) else block.title
            keys.add(key := _free(_key(block), keys))
            entries.append(Entry(block.level, number, text, f"_Toc{len(entries) + 1:06d}", key))
        return tuple(entries)

    @cached_property
    def anchors(self) -> dict[str, Entry]:
        """Anchor → the heading it stands on."""
        titled = [b for b in walk(self.blocks) if isinstance(b, Heading | Clause)]
        return {
            block.anchor: entry
            for block, entry in zip(titled, self.outline, strict=True)
            if isinstance(block, Heading) and block.anchor
        }

    @property
    def anchors_by_key(self) -> dict[str, str]:
        """The address of a heading in the file → the anchor by which the texts refer to it."""
        return {entry.key: anchor for anchor, entry in self.anchors.items()}

    @cached_property
    def blanks(self) -> tuple[str, ...]:
        """What Balise does not know, each thing once, in reading order: its place is its number."""
        found = (what for text in (self.subtitle, *texts(self.blocks)) for what in blanks_in(text))
        return tuple(dict.fromkeys(found))

    @property
    def fingerprint(self) -> str:
        """Of all that it says: two exports that say the same are one edition."""
        said = "\n".join((self.title, self.subtitle, *texts(self.blocks)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(block for block in walk(self.blocks) if isinstance(block, Clause))


def _key(block: Heading | Clause) -> str:
    if isinstance(block, Clause):
        return block.bookmark
    words = block.anchor or " ".join(block.text.split())
    return block.key or f"section_{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _free(key: str, taken: set[str]) -> str:
    """The key, numbered when another heading says the same."""
    names = (key if n == 1 else f"{key}_{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Every block in reading order, those inside clauses included."""
    for block in blocks:
        yield block
        if isinstance(block, Clause):
            yield from walk(block.body)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text in reading order."""
    for block in walk(blocks):
        yield from _own_texts(block)


def _own_texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case Bullets(items=items) | Numbered(items=items) | SignatureBox(signatories=items):
            yield from items
        case Table():
            yield block.caption
            for row in (block.header, *block.rows, block.totals):
                yield from row
        case Chart():
            yield block.caption
            yield from block.labels
        case Facts():
            for label, value in block.pairs:
                yield label
                yield value
        case Note():
            yield block.title
            yield from block.body
        case Clause():
            yield block.title
        case AnswerBox():
            yield block.label
            yield from block.asks
