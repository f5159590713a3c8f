"""Modules chosen for a tender → a document: openings, contents, chapters, glossary, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from procurement.typography import french
from procurement.word.blocks import Block, Document, Heading, TableOfContents, texts
from procurement.word.lines import as_blocks
from tenders.booklets import Chapter, Writer, chapters, shelf
from tenders.booklets.markup import blocks_of
from tenders.booklets.plainness import Plainness, acronyms, measure, running_texts
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.facts import facts_of, values_of
from tenders.documents.booklet.figures import FIGURES
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import sheet


def title(id: str) -> str:
    return shelf().booklets[id].title


def builder(id: str) -> Callable[[DocumentContext], Document]:
    """What writes the booklet of that id for a tender."""

    def build(context: DocumentContext) -> Document:
        return sheet(context, id, title(id), tuple(_blocks(context, id)))

    return build


def _blocks(context: DocumentContext, id: str) -> Iterator[Block]:
    booklet = shelf().booklets[id]
    facts, at = facts_of(context), context.launch_on
    said = tuple(chapters(shelf().modules_of(id), facts, at))
    desk = Desk(context, booklet, facts, Writer(values_of(context), at), said)
    opening = [chapter for chapter in said if chapter.module.id in booklet.opening]
    for chapter in opening:
        yield from _chapter(chapter, desk)
    yield TableOfContents(depth=1)
    for chapter in said:
        if chapter not in opening:
            yield from _chapter(chapter, desk)


def _chapter(chapter: Chapter, desk: Desk) -> list[Block]:
    """A module that draws nothing for this tender leaves no title behind it."""
    body = list(blocks_of(chapter.text, lambda name: FIGURES[name](desk), desk.write))
    if not body:
        return []
    module = chapter.module
    blocks = [Heading(1, module.title, module.id, new_page=module.new_page), *body]
    desk.written[module.id] = blocks
    return blocks


def plainness_of(document: Document, context: DocumentContext) -> Plainness:
    """How hard the booklet is to read, what it repeats of the tender and of its checks apart."""
    own = set(map(french, _own_words(context)))

    def ours(said: Iterable[str]) -> list[str]:
        return [text for text in said if french(text) not in own]

    return measure(
        ours(running_texts(document.blocks)),
        shelf().glossary,
        beside=ours(texts(document.blocks)),
        known=acronyms(own),
    )


def _own_words(context: DocumentContext) -> Iterator[str]:
    """What this tender says in its own words: the booklet only repeats it."""
    yield from (context.title, context.reference, *context.said.values())
    yield from texts(as_blocks(context.summary))
    yield from context.members
    for lot in context.lots:
        yield from (lot.title, lot.description)
    for criterion in context.criteria:
        for part in (criterion, *criterion.subcriteria):
            yield from (part.name, part.method, part.expected)
    for clause in context.clauses:
        yield from (clause.name, clause.source.why, clause.source.attention)
        yield from texts(as_blocks(clause.text))
        yield from clause.follow_up.texts if clause.follow_up else ()
    for finding in context.findings:
        yield from (finding.why, finding.instead)
    for _, site in context.diagnosis.sites:
        yield from (site.name, site.commune)
