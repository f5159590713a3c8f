"""Blocks → the body of a Word file, as WordprocessingML.

Written as text: fields, bookmarks, content controls and header rows are half of what a tender's
document is made of, and python-docx has no word for them. `docx.py` puts the parts together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from procurement.typography import NBSP, french
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
from procurement.word.charts import drawing_xml
from procurement.word.inline import FillIn, Inline, Reference, Run, ToComplete, inlines, plain

FIRST_FREE_LIST = 10  # `parts/numbering.xml` keeps the numbers below
ANSWER_HEIGHT = 3400
SIGNATURE_HEIGHT = 1900
SIGNATORIES_A_ROW = 3
KEEP_NEXT = "<w:keepNext/>"
TAB = "<w:r><w:tab/></w:r>"
FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_NOTE_STYLES = {"info": "Note", "warning": "NoteWarning", "advice": "NoteAdvice"}
ROOM = 180  # between a table, a list or a note and what stands beside it
KEPT_WHOLE = 8  # rows under which a table stays on one page


class Body:
    """Writes a document in one pass; `lists` counts its numbered lists, `charts` are its charts.

    `width` is that of the text, in twentieths of a point.
    """

    def __init__(self, document: Document, width: int) -> None:
        self.document = document
        self._width = width
        self.lists = 0
        self.charts: list[Chart] = []
        self._entries: Iterator[Entry] = iter(document.outline)
        self._numbers = {what: n for n, what in enumerate(document.blanks, start=1)}
        self._bookmarks = 0
        self._tables = 0
        self._after_table = False

    def xml(self) -> str:
        return "".join(self._title()) + self._blocks(self.document.blocks)

    def _blocks(self, blocks: Sequence[Block]) -> str:
        return "".join(map(self._block, blocks, [*blocks[1:], None]))

    def _title(self) -> Iterator[str]:
        document = self.document
        lines = (("Kicker", document.kicker), ("Title", document.title))
        for style, text in (*lines, ("Subtitle", document.subtitle)):
            if text:
                yield self._paragraph(text, style)

    def _block(self, block: Block, following: Block | None) -> str:
        room = ROOM if self._after_table else 0
        self._after_table = False
        match block:
            case Heading():
                return self._heading(block.text, block.level, new_page=block.new_page)
            case Paragraph():
                held = _held(block.text, isinstance(following, Table))
                return self._paragraph(block.text, more=held + spacing(room))
            case Bullets():
                return self._items(block.items, "ListBullet", "", room)
            case Numbered():
                return self._numbered(block, room)
            case Note():
                return self._note(block, room)
            case Clause():
                return self._clause(block)
            case TableOfContents():
                return self._contents(block)
            case Chart():
                return self._chart(block)
        if room and not (isinstance(block, Table) and block.caption):
            raise ValueError("Word would merge two tables that no paragraph parts.")
        self._after_table = True
        match block:
            case Table():
                return self._table(block)
            case Facts():
                return self._facts(block)
            case AnswerBox():
                return self._answer_box(block)
            case SignatureBox():
                return self._signatures(block)
        raise TypeError(f"{type(block).__name__} is no block")

    def _paragraph(self, text: str, style: str = "", more: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
        return f"<w:p>{properties}{self._inline(text)}</w:p>"

    def _inline(self, text: str) -> str:
        return "".join(map(self._piece, inlines(text)))

    def _piece(self, piece: Inline) -> str:
        match piece:
            case Run(text=text, bold=bold):
                return run(text, '<w:rStyle w:val="Strong"/>' if bold else "")
            case ToComplete(what=what):
                number = self._numbers[what]
                said = french(f"[À compléter n° {number} : {what}]")
                return run(said, '<w:rStyle w:val="ToComplete"/>')
            case FillIn(hint=hint):
                return fill_in(hint)
            case Reference(anchor=anchor):
                entry = self.document.anchors.get(anchor)
                if entry is None:  # somebody typed these signs and meant nothing by them
                    return run(f"[@{anchor}]")
                return field(f"REF {entry.key} \\r \\h", entry.number)

    def _heading(self, text: str, level: int, *, new_page: bool = False) -> str:
        entry = next(self._entries)
        inside = self._marked(entry.key, self._marked(entry.mark, self._inline(text)))
        turn = "<w:pageBreakBefore/>" if new_page else ""
        return f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/>{turn}</w:pPr>{inside}</w:p>'

    def _marked(self, name: str, inside: str) -> str:
        self._bookmarks += 1
        number = self._bookmarks
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _items(self, items: Sequence[str], style: str, numbering: str, room: int) -> str:
        last = len(items) - 1
        return "".join(
            self._paragraph(item, style, numbering + spacing(room * (i == 0), ROOM * (i == last)))
            for i, item in enumerate(items)
        )

    def _numbered(self, block: Numbered, room: int) -> str:
        number = FIRST_FREE_LIST + self.lists
        self.lists += 1
        numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return self._items(block.items, "ListNumber", numbering, room)

    def _note(self, note: Note, room: int) -> str:
        style = _NOTE_STYLES[note.tone]
        title = self._paragraph(f"**{note.title}**", style, KEEP_NEXT + spacing(room))
        return title + self._items(note.body, style, "", 0)

    def _clause(self, clause: Clause) -> str:
        heading = self._heading(clause.title, clause.level)
        return heading + self._blocks(clause.body)

    def _contents(self, block: TableOfContents) -> str:
        """The field, its entries written beforehand: pages come when Word refreshes it."""
        entries = [entry for entry in self.document.outline if entry.level <= block.depth]
        begin = field_begin(f'TOC \\o "1-{block.depth}" \\h \\z \\u')
        lines = [
            f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>'
            f"{begin if entry is entries[0] else ''}{self._entry(entry)}"
            f"{FIELD_END if entry is entries[-1] else ''}</w:p>"
            for entry in entries
        ]
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
            f"{self._paragraph(block.title, 'TOCHeading')}{''.join(lines)}"
            "</w:sdtContent></w:sdt>"
        )

    def _entry(self, entry: Entry) -> str:
        return (
            f'<w:hyperlink w:anchor="{entry.mark}" w:history="1">{run(entry.number)}{TAB}'
            f"{self._inline(entry.text)}</w:hyperlink>"
        )

    def _table(self, table: Table) -> str:
        widths = spread(table.widths or tuple(1 for _ in table.header), self._width)
        head = self._row(
            [
                self._cell(text, width, "CellHeaderNumber" if i in table.numbers else "CellHeader")
                for i, (text, width) in enumerate(zip(table.header, widths, strict=True))
            ],
            header=True,
        )
        rows = [*table.rows, *([tuple(map(_strong, table.totals))] if table.totals else [])]
        held = len(rows) <= KEPT_WHOLE
        body = "".join(
            self._cells(row, widths, table, held=held and row is not rows[-1]) for row in rows
        )
        look = f'w:firstRow="1" w:lastRow="{int(bool(table.totals))}" w:firstColumn="0"'
        frame = table_xml("BaliseTable", widths, table.caption, look, head + body)
        return self._caption(table.caption) + frame if table.caption else frame

    def _chart(self, chart: Chart) -> str:
        self.charts.append(chart)
        rank = len(self.charts)
        caption = self._numbered_caption("Figure", rank, chart.caption)
        return caption + drawing_xml(chart, chart_relation(rank), rank, self._width)

    def _caption(self, caption: str) -> str:
        self._tables += 1
        return self._numbered_caption("Tableau", self._tables, caption)

    def _numbered_caption(self, name: str, rank: int, caption: str) -> str:
        number = field(f"SEQ {name} \\* ARABIC", str(rank))
        return (
            '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
            f"{run(f'{name}{NBSP}')}{number}{run(f'{NBSP}– ')}{self._inline(caption)}</w:p>"
        )

    def _cells(self, row: Sequence[str], widths: Sequence[int], table: Table, *, held: bool) -> str:
        styles = ["CellNumber" if i in table.numbers else "Cell" for i in range(len(row))]
        if table.row_headers:
            styles[0] = "RowHeader"
        cells = zip(row, widths, styles, strict=True)
        more = KEEP_NEXT if held else ""
        return self._row(
            [self._cell(text, width, style, more=more) for text, width, style in cells]
        )

    def _row(self, cells: Sequence[str], *, header: bool = False, height: int = 0) -> str:
        tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
        repeated = "<w:tblHeader/>" if header else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(
        self, text: str, width: int, style: str = "Cell", span: int = 1, more: str = ""
    ) -> str:
        """A cell; each line of its text is a paragraph, « - » at its start makes a list."""
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        lines = "".join(
            self._paragraph(line[2:], "CellBullet", more)
            if line.startswith("- ")
            else self._paragraph(line, style, more)
            for line in text.split("\n")
        )
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>{lines}</w:tc>'

    def _facts(self, facts: Facts) -> str:
        widths = spread((1, 2), self._width)
        rows = [
            self._row([self._cell(label, widths[0], "CardHeader"), self._cell(value, widths[1])])
            for label, value in facts.pairs
        ]
        look = 'w:firstRow="0" w:lastRow="0" w:firstColumn="1"'
        return table_xml("BaliseCard", widths, facts.caption, look, "".join(rows))

    def _answer_box(self, box: AnswerBox) -> str:
        widths = spread((3, 1), self._width)
        limits = [f"Poids : {box.weight}", box.length] if box.weight else [box.length]
        head = self._row(
            [
                self._cell("Ce que l'acheteur attend", widths[0], "CellHeader"),
                self._cell("\n".join(limits), widths[1], "CellHeaderNumber"),
            ],
            header=True,
        )
        asks = "\n".join(f"- {ask}" for ask in box.asks)
        answer = "**Votre réponse**\n{{Écrivez ici}}"
        wide = sum(widths)
        body = self._row([self._cell(asks, wide, span=2, more=KEEP_NEXT)])
        body += self._row([self._cell(answer, wide, span=2)], height=ANSWER_HEIGHT)
        look = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        return table_xml("BaliseAnswer", widths, f"Réponse : {box.label}", look, head + body)

    def _signatures(self, box: SignatureBox) -> str:
        """Side by side, as many as leave each the room to sign; the others under them."""
        aside = _side_by_side(len(box.signatories))
        widths = spread((1,) * aside, self._width)
        look = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        alone = aside == len(box.signatories)  # else a repeated header would name the wrong ones
        rows = "".join(
            self._signature_rows(box.signatories[start : start + aside], box.lines, widths, alone)
            for start in range(0, len(box.signatories), aside)
        )
        return table_xml("BaliseAnswer", widths, "Signatures", look, rows)

    def _signature_rows(
        self, signatories: Sequence[str], lines: Sequence[str], widths: Sequence[int], header: bool
    ) -> str:
        missing = len(widths) - len(signatories)
        named = zip((*signatories, *("–",) * missing), widths, strict=True)
        head = [self._cell(who, width, "CellHeader", more=KEEP_NEXT) for who, width in named]
        signed = ["\n".join(lines)] * len(signatories) + ["–"] * missing
        room = [self._cell(text, width) for text, width in zip(signed, widths, strict=True)]
        return self._row(head, header=header) + self._row(room, height=SIGNATURE_HEIGHT)


def _side_by_side(signatories: int) -> int:
    """Three, or two where fewer boxes stay empty: four sign two by two."""
    if signatories <= SIGNATORIES_A_ROW:
        return signatories
    return min((SIGNATORIES_A_ROW, 2), key=lambda aside: -signatories % aside)


def chart_relation(rank: int) -> str:
    """The id under which the document points to its chart of that rank, from 1."""
    return f"rIdChart{rank}"


def _strong(text: str) -> str:
    return text if not text or "{{" in text else f"**{text}**"


def _held(text: str, before_a_table: bool = False) -> str:
    """A sentence that announces what follows stays with it on the page."""
    return KEEP_NEXT if before_a_table or text.endswith(":") else ""


def spacing(before: int = 0, after: int = 0) -> str:
    """The room asked for; what is not asked stays as the style says."""
    sides = f' w:before="{before}"' * bool(before) + f' w:after="{after}"' * bool(after)
    return f"<w:spacing{sides}/>" if sides else ""


def run(text: str, properties: str = "") -> str:
    named = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{named}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def field_begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field(instruction: str, shown: str) -> str:
    """A value that Word computes again; `shown` is what it says until then."""
    return field_begin(instruction) + run(shown) + FIELD_END


def fill_in(hint: str) -> str:
    """A content control: its hint goes away when the candidate types."""
    shown = run(f"[{hint}]", '<w:rStyle w:val="PlaceholderText"/>')
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(hint[:60])}/><w:showingPlcHdr/><w:text/>"
        f"</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    )


def spread(shares: Sequence[int], width: int) -> tuple[int, ...]:
    """The width, shared out."""
    return tuple(width * share // sum(shares) for share in shares)


def table_xml(style: str, widths: Sequence[int], caption: str, look: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    described = f"<w:tblCaption w:val={quoteattr(plain(caption))}/>" if caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="04A0" {look} w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{described}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
