"""What would stop somebody who reads a Word file with the keyboard or by ear."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from tests.ooxml import ANCHOR, W

LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
LONGEST_CAPTION = 255


def barriers(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:

        def part(name: str) -> etree._Element:
            return etree.fromstring(package.read(name))

        core, styles = part("docProps/core.xml"), part("word/styles.xml")
        body = part("word/document.xml").find(W + "body")
        headers = [part(name) for name in package.namelist() if name.startswith("word/header")]
    return [
        *_language(core, styles),
        *_headings(body),
        *_paragraphs(body),
        *(barrier for table in body.iter(W + "tbl") for barrier in _table(table)),
        *_pictures([body, *headers]),
    ]


def _language(core: etree._Element, styles: etree._Element) -> Iterator[str]:
    default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if default is None or default.get(W + "val") != "fr-FR":
        yield "the text says no language"
    if core.findtext(LANGUAGE) != "fr-FR":
        yield "the file says no language"
    if not (core.findtext(TITLE) or "").strip():
        yield "the file has no title"


def _headings(body: etree._Element) -> Iterator[str]:
    levels = [
        (int(style[-1]), said(p))
        for p in body.iter(W + "p")
        if (style := style_of(p)).startswith("Heading")
    ]
    for (before, _), (level, text) in pairwise([(0, ""), *levels]):
        if level > before + 1:
            yield f"« {text} » jumps from level {before} to {level}"
    yield from (f"a heading of level {level} is empty" for level, text in levels if not text)


def _paragraphs(body: etree._Element) -> Iterator[str]:
    for p in body.iter(W + "p"):
        text = said(p)
        if not text and p.getparent().tag != W + "tc":
            drawn = next(p.iter(ANCHOR), None)
            if drawn is None:
                yield "a paragraph is there for its emptiness"
        elif style_of(p) == "" and text and _all_strong(p):
            yield f"« {text} » looks like a heading and is none"


def _all_strong(p: etree._Element) -> bool:
    runs = [run for run in p.iter(W + "r") if run.findtext(W + "t")]
    return bool(runs) and all(
        (style := run.find(f"{W}rPr/{W}rStyle")) is not None and style.get(W + "val") == "Strong"
        for run in runs
    )


def _table(table: etree._Element) -> Iterator[str]:
    caption = table.find(f"{W}tblPr/{W}tblCaption")
    name = caption.get(W + "val") if caption is not None else ""
    if not name:
        yield "a table has no description"
    if len(name) > LONGEST_CAPTION:
        yield f"the description of « {name[:40]}… » is too long"
    look = table.find(f"{W}tblPr/{W}tblLook")
    rows = table.findall(W + "tr")
    repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    if look.get(W + "firstRow") == "1" and not repeated[0] and any(repeated):
        yield f"« {name} » repeats a row that is not its first"
    if look.get(W + "firstRow") != "1" and look.get(W + "firstColumn") != "1":
        yield f"« {name} » has neither a header row nor a header column"
    if style_of(table) == "BaliseTable":
        if not repeated[0]:
            yield f"« {name} » does not repeat its header"
        before = table.getprevious()
        if before is None or style_of(before) != "Caption":
            yield f"« {name} » has no visible caption"
        if any(not said(p) for p in rows[0].iter(W + "p")):
            yield f"« {name} » has an empty header"


def _pictures(trees: list[etree._Element]) -> Iterator[str]:
    for tree in trees:
        for shape in tree.iter("{urn:schemas-microsoft-com:vml}shape"):
            if not shape.get("alt"):
                yield "a drawing has no alternative text"
        for drawing in tree.iter(ANCHOR):
            if not drawing.get("descr"):
                yield f"{drawing.get('name')} has no alternative text"


def style_of(node: etree._Element) -> str:
    kind = "tbl" if node.tag == W + "tbl" else "p"
    style = node.find(f"{W}{kind}Pr/{W}{kind}Style")
    return style.get(W + "val") if style is not None else ""


def said(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter(W + "t")).strip()
