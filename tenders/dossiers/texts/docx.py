"""A Word file of anyone → paragraphs and tables: what was deleted under tracking is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from procurement.word.elements import children_of_body, tree
from tenders.dossiers.texts import refusals
from tenders.dossiers.texts.archives import Archive, said_in_french
from tenders.dossiers.texts.gathering import TICKED, UNTICKED, Gathered
from tenders.dossiers.texts.neutral import TextFile
from tenders.dossiers.texts.refusals import Refused

MAIN = "word/document.xml"
_GONE = frozenset({"w_del", "w_moveFrom", "w_pPr", "w_rPr", "w_instrText", "mc_Fallback"})
_BREAKS = {"w_br": "\n", "w_cr": "\n", "w_tab": "\t", "w_noBreakHyphen": "-"}
_HEADING = re.compile(r"^(?:heading|titre)\s*(\d)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|tm|table des mati)\b", re.IGNORECASE)
_WIDEST = 60
# What Wingdings draws at these codes: boxes empty and ticked.
SYMBOLS = dict.fromkeys(("A8", "6F", "71", "72"), UNTICKED) | dict.fromkeys(
    ("FE", "FD", "78", "54", "53", "52"), TICKED
)


def read(name: str, content: bytes) -> TextFile:
    with Archive(content) as archive:
        main = _main(archive)
        reader = _Reader(_styles(archive, main))
        with said_in_french():
            for element in children_of_body(archive.chunks(main)):
                reader.block(element)
            for part in _margins(archive):
                for element in tree(archive.chunks(part)):
                    reader.block(element)
        return TextFile(name, reader.gathered.done(), reader.pages_seen)


def _main(archive: Archive) -> str:
    if archive.has_macros():
        raise Refused(refusals.MACROS)
    found = (
        [MAIN]
        if MAIN in archive.infos
        else [name for name in archive.infos if re.fullmatch(r"word/document\d*\.xml", name)]
    )
    if not found:
        raise Refused(refusals.NOT_WHAT_IT_SAYS.format(kind="Word (.docx)"))
    return found[0]


def _margins(archive: Archive) -> list[str]:
    """Headers and footers, where some buyers repeat the deadline; read once, at the end."""
    return sorted(n for n in archive.infos if re.fullmatch(r"word/(?:header|footer)\d*\.xml", n))


@dataclass(frozen=True)
class _Style:
    name: str
    based_on: str
    level: int
    bold: bool


def _styles(archive: Archive, main: str) -> dict[str, _Style]:
    part = main.rpartition("/")[0] + "/styles.xml"
    if part not in archive.infos:
        return {}
    with said_in_french():
        root = tree(archive.chunks(part))
    return {one.get("w_styleId", ""): _style(one) for one in root if one.tag == "w_style"}


def _style(element: Element) -> _Style:
    name = _value(element.find("w_name"))
    outline = _value(element.find("w_pPr/w_outlineLvl"))
    heading = _HEADING.match(name)
    level = int(heading[1]) if heading else int(outline) + 1 if outline.isdecimal() else 0
    return _Style(
        name,
        _value(element.find("w_basedOn")),
        level if level < 7 else 0,
        _is_on(element.find("w_rPr/w_b")),
    )


def _value(element: Element | None) -> str:
    return element.get("w_val", "") if element is not None else ""


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("w_val", "1") not in ("0", "false", "off", "none")


class _Reader:
    def __init__(self, styles: dict[str, _Style]) -> None:
        self.styles = styles
        self.gathered = Gathered()
        self.page: int | None = None  # Word says where its pages ended when it was last saved

    @property
    def pages_seen(self) -> int | None:
        return self.page

    def block(self, element: Element) -> None:
        match element.tag:
            case "w_p":
                self._paragraph(element)
            case "w_tbl":
                self._table(element)
            case "w_sdt" | "w_sdtContent" | "w_ins" | "w_moveTo" | "w_customXml" | "_section":
                for child in element:
                    self.block(child)

    def _paragraph(self, element: Element) -> None:
        for _ in element.iter("w_lastRenderedPageBreak"):
            self.page = (self.page or 1) + 1
        properties = element.find("w_pPr")
        chain = list(
            self._chain(_value(properties.find("w_pStyle")) if properties is not None else "")
        )
        if any(_CONTENTS.match(style.name) for style in chain):
            return
        outline = _value(properties.find("w_outlineLvl")) if properties is not None else ""
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 6 else 0
        self.gathered.paragraph(
            text_of(element),
            styled=level or next((s.level for s in chain if s.level), 0),
            bold=_is_bold(element) or any(style.bold for style in chain),
            indent=_indent(properties, chain),
            page=self.page,
        )
        for box in boxes(element):
            for child in box:
                self.block(child)

    def _chain(self, id: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while id in self.styles and id not in seen:
            seen.add(id)
            yield self.styles[id]
            id = self.styles[id].based_on

    def _table(self, table: Element) -> None:
        """A table within a cell is read after the one that holds it."""
        rows: list[list[str]] = []
        inner: list[Element] = []
        for row in _rows(table):
            rows.append(self._row(row, rows[-1] if rows else [], inner))
        self.gathered.table(rows, page=self.page)
        for one in inner:
            self._table(one)

    def _row(self, row: Element, above: list[str], inner: list[Element]) -> list[str]:
        cells: list[str] = [""] * int(_small(row.find("w_trPr/w_gridBefore")))
        for cell in _cells(row):
            properties = cell.find("w_tcPr")
            span = _small(properties.find("w_gridSpan")) if properties is not None else 0
            merge = properties.find("w_vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get("w_val", "continue") == "continue"
            text = "\n".join(_cell_lines(cell, inner))
            if goes_on and not text and len(cells) < len(above):
                text = above[len(cells)]
            cells += [text] * max(1, span)
        return cells[:_WIDEST]


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w_tr":
            if child.find("w_trPr/w_del") is None:
                yield child
        elif child.tag in ("w_sdt", "w_sdtContent", "w_customXml"):
            yield from _rows(child)


def _cells(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w_tc":
            yield child
        elif child.tag in ("w_sdt", "w_sdtContent", "w_customXml"):
            yield from _cells(child)


def _cell_lines(element: Element, inner: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag == "w_p":
            numbered = child.find("w_pPr/w_numPr") is not None
            text = text_of(child)
            yield f"- {text}" if numbered and text.strip() else text
        elif child.tag == "w_tbl":
            inner.append(child)
        elif child.tag in ("w_sdt", "w_sdtContent", "w_customXml"):
            yield from _cell_lines(child, inner)


def _small(element: Element | None) -> int:
    said = _value(element)
    return min(int(said), _WIDEST) if said.isdecimal() and len(said) < 4 else 0


def text_of(element: Element) -> str:
    """The words as they stand once every change is accepted, text boxes left out."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _GONE or child.tag in ("w_txbxContent", "w_drawing", "w_pict"):
            continue
        if child.tag == "w_t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == "w_sym":
            yield SYMBOLS.get(child.get("w_char", "").upper()[-2:], "")
        elif child.tag == "w_checkBox":
            ticked = child.find("w_checked")
            yield (
                TICKED
                if _is_on(ticked if ticked is not None else child.find("w_default"))
                else UNTICKED
            )
        elif child.tag == "w_r" and _is_on(child.find("w_rPr/w_vanish")):
            continue
        else:
            yield from _pieces(child)


def boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a paragraph, where cover pages like to put the deadline."""
    for child in element:
        if child.tag == "w_txbxContent":
            yield child
        elif child.tag not in ("w_del", "w_moveFrom", "mc_Fallback"):
            yield from boxes(child)


def _is_bold(element: Element) -> bool:
    """Bold or underlined from end to end: how titles are made without a style."""
    runs = [r for r in element.iter("w_r") if any((t.text or "").strip() for t in r.iter("w_t"))]
    return bool(runs) and all(
        _is_on(run.find("w_rPr/w_b")) or _is_on(run.find("w_rPr/w_u")) for run in runs
    )


def _indent(properties: Element | None, chain: list[_Style]) -> int:
    """The nesting of a list item, 0 for plain text."""
    if properties is not None and properties.find("w_numPr") is not None:
        return 1 + _small(properties.find("w_numPr/w_ilvl"))
    name = next((s.name.lower() for s in chain if s.name.lower().startswith(("list", "liste"))), "")
    number = re.search(r"\d", name)
    if name and "paragraph" not in name and "paragraphe" not in name:
        return int(number[0]) if number else 1
    left = properties.find("w_ind") if properties is not None else None
    twips = left.get("w_left", left.get("w_start", "")) if left is not None else ""
    return min(int(twips) // 500, 6) if twips.isdecimal() and len(twips) < 6 else 0
