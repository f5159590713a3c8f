"""A document → accessible HTML for the page that previews it; its headings begin at h2.

Every text passes through `escape`: the result is safe to show as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from procurement.word.blocks import (
    AnswerBox,
    Block,
    Bullets,
    Chart,
    Clause,
    Document,
    Entry,
    Facts,
    Heading,
    Note,
    Numbered,
    Paragraph,
    SignatureBox,
    Table,
    TableOfContents,
)
from procurement.word.inline import FillIn, Inline, Reference, Run, ToComplete, inlines
from procurement.word.svg import chart_svg

_NOTES = {"info": "note", "warning": "note note-warning", "advice": "note note-legal"}


def render(document: Document) -> str:
    return "".join(_Page(document).parts())


class _Page:
    def __init__(self, document: Document) -> None:
        self.document = document
        self._entries = iter(document.outline)
        self._numbers = {what: n for n, what in enumerate(document.blanks, start=1)}
        self._tables = 0
        self._charts = 0

    def parts(self) -> Iterator[str]:
        document = self.document
        for css, text in (("kicker", document.kicker), ("subtitle", document.subtitle)):
            if text:
                yield f'<p class="document-{css}">{self._inline(text)}</p>'
        yield from map(self._block, document.blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._heading(next(self._entries), block.anchor)
            case Paragraph():
                return f"<p>{self._inline(block.text)}</p>"
            case Bullets():
                return f"<ul>{self._items(block.items)}</ul>"
            case Numbered():
                return f"<ol>{self._items(block.items)}</ol>"
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)
            case Facts():
                return self._facts(block)
            case Note():
                return self._note(block)
            case Clause():
                return self._clause(block)
            case AnswerBox():
                return self._answer_box(block)
            case SignatureBox():
                return self._signatures(block)
            case TableOfContents():
                return self._contents(block)
        raise TypeError(f"{type(block).__name__} is no block")

    def _inline(self, text: str) -> str:
        return "".join(map(self._piece, inlines(text)))

    def _piece(self, piece: Inline) -> str:
        match piece:
            case Run(text=text, bold=bold):
                said = escape(text).replace("\n", "<br>")
                return f"<strong>{said}</strong>" if bold else said
            case ToComplete(what=what):
                number = self._numbers[what]
                return f"<mark>[À compléter n°\u00a0{number}\u00a0: {escape(what)}]</mark>"
            case FillIn(hint=hint):
                return f'<span class="fill-in">[{escape(hint)}]</span>'
            case Reference(anchor=anchor):
                entry = self.document.anchors.get(anchor)
                return f'<a href="#{anchor}">{entry.number}</a>' if entry else f"[@{anchor}]"

    def _items(self, items: Iterable[str]) -> str:
        return "".join(f"<li>{self._inline(item)}</li>" for item in items)

    def _heading(self, entry: Entry, anchor: str = "") -> str:
        level = entry.level + 1
        title = f'<span class="document-number">{entry.number}</span> {self._inline(entry.text)}'
        return f'<h{level} id="{anchor or entry.mark}">{title}</h{level}>'

    def _note(self, note: Note) -> str:
        body = "".join(f"<p>{self._inline(text)}</p>" for text in note.body)
        title = f"<p><strong>{self._inline(note.title)}</strong></p>"
        return f'<aside class="{_NOTES[note.tone]}">{title}{body}</aside>'

    def _clause(self, clause: Clause) -> str:
        heading = self._heading(next(self._entries))
        body = "".join(map(self._block, clause.body))
        return (
            f'<section class="clause" id="{clause.bookmark}" data-clause="{escape(clause.id)}" '
            f'data-version="{clause.version}">{heading}{body}</section>'
        )

    def _contents(self, block: TableOfContents) -> str:
        anchors = {entry: anchor for anchor, entry in self.document.anchors.items()}
        lines = "".join(
            f'<li class="document-level-{entry.level}">'
            f'<a href="#{anchors.get(entry, entry.mark)}">{entry.number} '
            f"{self._inline(entry.text)}</a></li>"
            for entry in self.document.outline
            if entry.level <= block.depth
        )
        title = escape(block.title)
        return (
            f'<nav class="document-contents" aria-label="{title}"><p><strong>{title}</strong></p>'
            f'<ul class="list-unstyled">{lines}</ul></nav>'
        )

    def _table(self, table: Table) -> str:
        head = "".join(
            f'<th scope="col"{_number(i in table.numbers)}>{self._inline(text)}</th>'
            for i, text in enumerate(table.header)
        )
        rows = [self._row(row, table) for row in table.rows]
        foot = f"<tfoot>{self._row(table.totals, table)}</tfoot>" if table.totals else ""
        return _framed(
            f"{self._caption(table.caption)}<thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody>{foot}"
        )

    def _chart(self, chart: Chart) -> str:
        self._charts += 1
        caption = f"Figure\u00a0{self._charts}\u00a0– {self._inline(chart.caption)}"
        return f"<figure><figcaption>{caption}</figcaption>{chart_svg(chart)}</figure>"

    def _caption(self, caption: str) -> str:
        if not caption:
            return ""
        self._tables += 1
        return f"<caption>Tableau\u00a0{self._tables}\u00a0– {self._inline(caption)}</caption>"

    def _row(self, row: Sequence[str], table: Table) -> str:
        cells = []
        for i, text in enumerate(row):
            if i == 0 and table.row_headers:
                cells.append(f'<th scope="row">{self._lines(text)}</th>')
            else:
                cells.append(f"<td{_number(i in table.numbers)}>{self._lines(text)}</td>")
        return f"<tr>{''.join(cells)}</tr>"

    def _lines(self, text: str) -> str:
        """A cell; as in Word, lines that begin with « - » make a list."""
        parts = [
            f"<ul>{self._items(line.removeprefix('- ') for line in lines)}</ul>"
            if listed
            else "<br>".join(map(self._inline, lines))
            for listed, lines in groupby(text.split("\n"), lambda line: line.startswith("- "))
        ]
        return "".join(parts)

    def _facts(self, facts: Facts) -> str:
        rows = "".join(
            f'<tr><th scope="row">{self._inline(label)}</th><td>{self._lines(value)}</td></tr>'
            for label, value in facts.pairs
        )
        caption = f'<caption class="visually-hidden">{escape(facts.caption)}</caption>'
        return _framed(f"{caption}<tbody>{rows}</tbody>", "table facts")

    def _answer_box(self, box: AnswerBox) -> str:
        limits = f"Poids : {box.weight} ; {box.length}" if box.weight else box.length
        return (
            f'<div class="answer-box"><p><strong>{self._inline(box.label)}</strong> '
            f"({self._inline(limits)})</p>"
            f"<p>Ce que l’acheteur attend\u00a0:</p><ul>{self._items(box.asks)}</ul>"
            "<p>Votre réponse</p></div>"
        )

    def _signatures(self, box: SignatureBox) -> str:
        lines = "".join(f"<p>{self._inline(line)}</p>" for line in box.lines)
        return "".join(
            f'<div class="answer-box"><p><strong>{self._inline(who)}</strong></p>{lines}</div>'
            for who in box.signatories
        )


def _framed(inside: str, css: str = "table") -> str:
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Tableau">'
        f'<table class="{css}">{inside}</table></div>'
    )


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""
