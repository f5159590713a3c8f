"""A LibreOffice text (.odt) → paragraphs and tables, read in the same bounded way as Word's."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from procurement.word.elements import tree
from tenders.dossiers.texts import refusals
from tenders.dossiers.texts.archives import Archive, said_in_french
from tenders.dossiers.texts.gathering import Gathered
from tenders.dossiers.texts.neutral import TextFile
from tenders.dossiers.texts.refusals import Refused

MAIN = "content.xml"
STYLES = "styles.xml"
_WIDEST = 60
_MOST_SPACES = 20
# Elements of namespaces that only this format has come out as « _p », « _h »: see `elements`.
_SKIPPED = frozenset(
    {
        "_tracked-changes",
        "_note",
        "_annotation",
        "_table-of-content",
        "_forms",
        "_sequence-decls",
        "_alphabetical-index",
        "_illustration-index",
    }
)
_BOXES = frozenset({"_frame", "_text-box", "_custom-shape", "_g"})


def read(name: str, content: bytes) -> TextFile:
    with Archive(content) as archive:
        if archive.has_macros():
            raise Refused(refusals.MACROS)
        if MAIN not in archive.infos:
            raise Refused(refusals.NOT_WHAT_IT_SAYS.format(kind="LibreOffice (.odt)"))
        with said_in_french():
            root = tree(archive.chunks(MAIN))
            margins = _margins(archive)
    text = root.find("_body/_text")
    if text is None:
        raise Refused(refusals.NOT_WHAT_IT_SAYS.format(kind="LibreOffice (.odt)"))
    reader = _Reader(_bold_styles(root))
    reader.children(text, 0)
    for margin in margins:
        reader.children(margin, 0)
    return TextFile(name, reader.gathered.done())


def _margins(archive: Archive) -> list[Element]:
    """Headers and footers, where some buyers repeat the deadline."""
    if STYLES not in archive.infos:
        return []
    pages = tree(archive.chunks(STYLES)).iterfind("_master-styles/_master-page")
    return [one for page in pages for one in page if one.tag in ("_header", "_footer")]


def _bold_styles(root: Element) -> frozenset[str]:
    """Automatic styles that make their text bold."""
    return frozenset(
        style.get("_name", "")
        for style in root.iterfind("_automatic-styles/_style")
        for properties in style.iterfind("_text-properties")
        if properties.get("_font-weight") == "bold"
    )


class _Reader:
    def __init__(self, bold: frozenset[str]) -> None:
        self.bold = bold
        self.gathered = Gathered()

    def children(self, element: Element, indent: int) -> None:
        for child in element:
            match child.tag:
                case "_h":
                    level = child.get("_outline-level", "1")
                    self._paragraph(child, indent, min(int(level), 6) if level.isdecimal() else 1)
                case "_p":
                    self._paragraph(child, indent, 0)
                case "_list":
                    self.children(child, indent + 1)
                case "_table":
                    self._table(child)
                case tag if tag not in _SKIPPED:
                    self.children(child, indent)

    def _paragraph(self, element: Element, indent: int, level: int) -> None:
        spans = [s for s in element.iter("_span") if text_of(s).strip()]
        said = text_of(element)
        bold = element.get("_style-name", "") in self.bold or (
            bool(spans)
            and all(s.get("_style-name", "") in self.bold for s in spans)
            and len("".join(map(text_of, spans)).strip()) >= len(said.strip())
        )
        self.gathered.paragraph(said, styled=level, bold=bold, indent=indent)
        for box in _boxes(element):
            self.children(box, 0)

    def _table(self, table: Element) -> None:
        rows: list[list[str]] = []
        hanging: dict[int, tuple[int, str]] = {}  # column → rows still covered, text
        inner: list[Element] = []
        for row in _rows(table):
            rows.append(_row(row, hanging, inner))
        self.gathered.table(rows)
        for one in inner:
            self._table(one)


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "_table-row":
            yield child
        elif child.tag in ("_table-header-rows", "_table-rows", "_table-row-group"):
            yield from _rows(child)


def _row(row: Element, hanging: dict[int, tuple[int, str]], inner: list[Element]) -> list[str]:
    cells: list[str] = []
    begun: dict[int, tuple[int, str]] = {}
    for cell in row:
        if cell.tag == "_covered-table-cell":
            for _ in range(_count(cell, "_number-columns-repeated")):
                left, text = hanging.pop(len(cells), (0, cells[-1] if cells else ""))
                if left > 1:
                    hanging[len(cells)] = (left - 1, text)
                cells.append(text)
        elif cell.tag == "_table-cell":
            text = "\n".join(_cell_lines(cell, inner))
            down = _count(cell, "_number-rows-spanned")
            span = _count(cell, "_number-columns-spanned")
            for at in range(len(cells), len(cells) + span):
                if down > 1:
                    begun[at] = (down - 1, text)
            cells += [text] * _count(cell, "_number-columns-repeated")
    hanging.update(begun)
    return cells[:_WIDEST]


def _count(element: Element, attribute: str) -> int:
    said = element.get(attribute, "1")
    return max(1, min(int(said), _WIDEST)) if said.isdecimal() and len(said) < 9 else 1


def _cell_lines(element: Element, inner: list[Element], item: bool = False) -> Iterator[str]:
    for child in element:
        if child.tag in ("_p", "_h"):
            text = text_of(child)
            yield f"- {text}" if item and text.strip() else text
        elif child.tag == "_table":
            inner.append(child)
        elif child.tag not in _SKIPPED:
            yield from _cell_lines(child, inner, item or child.tag == "_list")


def text_of(element: Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "_s":
            count = child.get("_c", "1")
            yield " " * min(int(count) if count.isdecimal() and len(count) < 4 else 1, _MOST_SPACES)
        elif child.tag == "_tab":
            yield "\t"
        elif child.tag == "_line-break":
            yield "\n"
        elif child.tag not in _SKIPPED and child.tag not in _BOXES:
            yield from _pieces(child)
        yield child.tail or ""


def _boxes(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in ("_text-box", "_custom-shape"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)
