"""How hard a text is to read: the length of its sentences, and the words nobody explains.

Counted on the words of a sentence as a reader meets them. The limits are those of plain-language
guides: fifteen words on average, few sentences above twenty-five.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from procurement.typography import NBSP, number, plural
from procurement.word.blocks import Block, Bullets, Note, Numbered, Paragraph, Table, walk
from tenders.booklets.glossary import Glossary

LONG = 25
MEAN_AT_MOST = 15.0
LONG_SHARE_AT_MOST = 0.06
LONGEST_AT_MOST = 40

# A full stop ends a sentence before a capital, an opening quote or the end; « art. 3 » does not.
_END = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][ \u00a0]»)|(?<=[.!?…]\)))\s+(?=[«\"A-ZÀ-ÖØ-Þ*\[{])|\n+"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,}[0-9]?(?![\w-])")
_NOT_WORDS = re.compile(r"\*\*|\[@[a-z0-9_-]+\]|^[@>#-]+", re.MULTILINE)
_ROW = re.compile(r"^\|.*$", re.MULTILINE)
_ENDS = (".", "!", "?", "…", "»")


@dataclass(frozen=True)
class Plainness:
    """The measure of some texts; `unexplained` are acronyms, `hard` words with what to say."""

    sentences: int
    words: int
    long: tuple[str, ...]
    longest: int
    unexplained: tuple[str, ...]
    hard: tuple[tuple[str, str], ...]

    @property
    def mean(self) -> float:
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def long_share(self) -> float:
        return len(self.long) / self.sentences if self.sentences else 0.0

    @property
    def faults(self) -> tuple[str, ...]:
        """What to mend, in words; nothing when the text is plain."""
        return tuple(_faults(self))

    @property
    def summary(self) -> str:
        return (
            f"{plural(self.sentences, 'phrase')}, {number(round(self.mean, 1))} mots en moyenne, "
            f"{number(round(100 * self.long_share))}{NBSP}% de plus de {LONG}{NBSP}mots"
        )


def _faults(measure: Plainness) -> Iterator[str]:
    if measure.mean > MEAN_AT_MOST:
        yield (
            f"Les phrases comptent {number(round(measure.mean, 1))} mots en moyenne : visez "
            f"{number(MEAN_AT_MOST)} au plus."
        )
    if measure.long_share > LONG_SHARE_AT_MOST:
        yield f"{plural(len(measure.long), 'phrase dépasse', 'phrases dépassent')} {LONG} mots."
    if measure.longest > LONGEST_AT_MOST:
        yield f"Une phrase compte {measure.longest} mots : coupez-la."
    for acronym in measure.unexplained:
        yield f"« {acronym} » n'est expliqué nulle part."
    for word, instead in measure.hard:
        yield f"« {word} » : écrivez plutôt « {instead} »."


def measure(
    texts: Iterable[str],
    glossary: Glossary,
    *,
    beside: Iterable[str] = (),
    known: Iterable[str] = (),
) -> Plainness:
    """`beside` is read for its words only, as titles are; `known` acronyms need no explanation."""
    texts = list(texts)
    told = [_NOT_WORDS.sub(" ", _ROW.sub(_told, text)) for text in texts]
    split = [(sentence, len(_WORD.findall(sentence))) for sentence in sentences(told)]
    counted = [(sentence, count) for sentence, count in split if count]
    whole = "\n".join((*texts, *beside))
    acronyms = dict.fromkeys(_ACRONYM.findall(whole))
    spared = set(known)
    return Plainness(
        sentences=len(counted),
        words=sum(count for _, count in counted),
        long=tuple(sentence for sentence, count in counted if count > LONG),
        longest=max((count for _, count in counted), default=0),
        unexplained=tuple(a for a in acronyms if a not in spared and not glossary.explains(a)),
        hard=tuple(glossary.to_avoid(whole)),
    )


def _told(row: re.Match[str]) -> str:
    return "\n".join(said_in(row[0].split("|")))


def said_in(cells: Iterable[str]) -> Iterator[str]:
    """The cells that are sentences: a date or a name beside them would flatter the average."""
    return (cell for cell in map(str.strip, cells) if cell.endswith(_ENDS))


def sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (piece.strip() for piece in _END.split(text) if piece.strip())


def acronyms(texts: Iterable[str]) -> set[str]:
    return set(_ACRONYM.findall("\n".join(texts)))


def running_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """What is read as sentences: titles, forms and the heads of tables are left aside."""
    for block in walk(tuple(blocks)):
        match block:
            case Paragraph(text=text):
                yield text
            case Bullets(items=items) | Numbered(items=items) | Note(body=items):
                yield from items
            case Table():
                yield from said_in(
                    line for row in block.rows for cell in row for line in cell.split("\n")
                )
