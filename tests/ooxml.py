"""A strict reader of the Word files that Balise writes: what Word refuses and others forgive.

The orders of children are those of ECMA-376 part 1 (transitional), chapter 17; a child that is not
in the list of its parent is a fault too, since Balise never writes it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"
ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
VARIANT = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
MOST_NAME = 40  # characters of a bookmark
MOST_ALIAS = 64  # characters of a content control's title
ORDERS = {
    parent: children.split()
    for parent, children in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
        "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
        "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
        "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs "
        "highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize "
        "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
        "tcFitText vAlign hideMark",
        "tbl": "tblPr tblGrid tr",
        "tr": "trPr tc",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
        "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
        "rtlGutter docGrid",
        "sdt": "sdtPr sdtEndPr sdtContent",
        "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label "
        "tabIndex equation comboBox date docPartObj docPartList dropDownList picture richText text "
        "citation group bibliography",
        "docPartObj": "docPartGallery docPartCategory docPartUnique",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
        "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr "
        "trPr tcPr tblStylePr",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "tblBorders": "top left start bottom right end insideH insideV",
        "tblCellMar": "top left start bottom right end",
        "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
        "pBdr": "top left bottom right between bar",
        "styles": "docDefaults latentStyles style",
        "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
        "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc "
        "pPr rPr",
        "num": "abstractNumId lvlOverride",
        "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime "
        "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
        "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
        "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges "
        "bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors "
        "hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate "
        "linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView "
        "trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
        "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit "
        "hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle "
        "defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting "
        "bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing "
        "displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
        "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin "
        "drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning "
        "characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
        "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml "
        "ignoreMixedContent alwaysShowPlaceholderText doNotDemarcateInvalidXml "
        "saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace "
        "updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr "
        "attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats "
        "doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType "
        "schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
    }.items()
}
REPEATED = {"tr", "tc", "style", "abstractNum", "num", "lvl", "lvlOverride", "tblStylePr"} | {
    "headerReference",
    "footerReference",
}


def faults(content: bytes) -> list[str]:
    """Everything in the file that the standard or Word forbids, as short sentences."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    twice = [name for name, count in Counter(names).items() if count > 1]
    found = [f"{name} is there twice" for name in twice]
    trees = {}
    for name, text in parts.items():
        try:
            trees[name] = etree.fromstring(text)
        except etree.XMLSyntaxError as error:
            if name.endswith((".xml", ".rels")):
                found.append(f"{name} is not well formed: {error}")
    if found:
        return found
    return [*_package(trees, set(parts)), *_parts(trees)]


def _package(trees: dict[str, etree._Element], names: set[str]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    overrides = {node.get("PartName").lstrip("/") for node in types.iter("{*}Override")}
    defaults = {node.get("Extension").lower() for node in types.iter("{*}Default")}
    for name in overrides - names:
        yield f"{name} is declared and missing"
    for name in names - overrides - {"[Content_Types].xml"}:
        if name.rpartition(".")[2].lower() not in defaults:
            yield f"{name} has no content type"
        elif name.endswith(".xml") and name.startswith("word/"):
            yield f"{name} has no content type of its own"
    for name, tree in trees.items():
        if name.endswith(".rels"):
            yield from _relations(name, tree, names)


def _relations(name: str, tree: etree._Element, names: set[str]) -> Iterator[str]:
    folder, _, file = name.partition("_rels/")
    if file != ".rels" and folder + file.removesuffix(".rels") not in names:
        yield f"{name} belongs to no part"
    ids = [node.get("Id") for node in tree]
    yield from (f"{name}: {id} is there twice" for id, n in Counter(ids).items() if n > 1)
    for node in tree:
        target = node.get("Target")
        if node.get("TargetMode") == "External":
            yield f"{name}: {target} is outside the file"
            continue
        base = "" if target.startswith("/") else folder
        if posixpath.normpath(base + target.lstrip("/")) not in names:
            yield f"{name}: {target} does not exist"


def _parts(trees: dict[str, etree._Element]) -> Iterator[str]:
    styles = {node.get(W + "styleId") for node in trees["word/styles.xml"].iter(W + "style")}
    numbers = {node.get(W + "numId") for node in trees["word/numbering.xml"].iter(W + "num")}
    abstract = {
        node.get(W + "abstractNumId")
        for node in trees["word/numbering.xml"].iter(W + "abstractNum")
    }
    for node in trees["word/numbering.xml"].iter(W + "num"):
        if node.find(W + "abstractNumId").get(W + "val") not in abstract:
            yield f"numbering: {node.get(W + 'numId')} has no definition"
    for name, tree in trees.items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        yield from (f"{name}: {fault}" for fault in _orders(tree))
        yield from (f"{name}: {fault}" for fault in _uses(tree, styles, numbers))
        yield from (f"{name}: {fault}" for fault in _related(name, tree, trees))
    yield from _story(trees["word/document.xml"])
    yield from _properties(trees.get("docProps/custom.xml"))


def _orders(tree: etree._Element) -> Iterator[str]:
    for node in tree.iter(*(W + parent for parent in ORDERS)):
        parent = etree.QName(node).localname
        order = ORDERS[parent]
        children = [etree.QName(child).localname for child in node]
        unknown = [child for child in children if child not in order]
        if unknown:
            yield f"<{parent}> holds {unknown}"
            continue
        places = [order.index(child) for child in children]
        if parent == "sectPr":  # the references of headers and footers may alternate
            places = [max(place, 1) for place in places]
        if places != sorted(places):
            yield f"<{parent}> has its children in the order {children}"
        once = Counter(child for child in children if child not in REPEATED)
        yield from (f"<{parent}> holds <{child}> {n} times" for child, n in once.items() if n > 1)


def _uses(tree: etree._Element, styles: set[str], numbers: set[str]) -> Iterator[str]:
    for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
        for node in tree.iter(W + tag):
            if node.get(W + "val") not in styles:
                yield f"the style {node.get(W + 'val')} does not exist"
    for node in tree.iter(W + "numId"):
        if node.get(W + "val") not in numbers:
            yield f"the list {node.get(W + 'val')} does not exist"


def _related(name: str, tree: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    folder, _, file = name.rpartition("/")
    relations = trees.get(f"{folder}/_rels/{file}.rels")
    known = {node.get("Id") for node in relations} if relations is not None else set()
    for node in tree.iter():
        for key, value in node.attrib.items():
            if key.startswith(R) and value not in known:
                yield f"{value} points to no relation"


def _story(tree: etree._Element) -> Iterator[str]:
    body = tree.find(W + "body")
    yield from _bookmarks(body)
    yield from _fields(body)
    yield from _tables(body)
    yield from _controls(body)
    if body[-1].tag != W + "sectPr":
        yield "the body does not end with its section"
    yield from _ids("drawing", [node.get("id") for node in body.iter(ANCHOR)])
    for node in body.iter(ANCHOR):
        if not node.get("descr"):
            yield f"the drawing {node.get('name')} has no alternative text"


def _bookmarks(body: etree._Element) -> Iterator[str]:
    starts = list(body.iter(W + "bookmarkStart"))
    ids = [node.get(W + "id") for node in starts]
    names = [node.get(W + "name") for node in starts]
    yield from _ids("bookmark", ids)
    yield from _ids("bookmark named", [name.lower() for name in names])
    for name in names:
        if len(name) > MOST_NAME or not re.fullmatch(r"[^\W\d]\w*|_\w*", name):
            yield f"« {name} » is no name for a bookmark"
    ends = [node.get(W + "id") for node in body.iter(W + "bookmarkEnd")]
    if Counter(ids) != Counter(ends):
        yield "bookmarks that begin are not those that end"
    opened: set[str] = set()
    for node in body.iter(W + "bookmarkStart", W + "bookmarkEnd"):
        if node.tag == W + "bookmarkStart":
            opened.add(node.get(W + "id"))
        elif node.get(W + "id") not in opened:
            yield f"the bookmark {node.get(W + 'id')} ends before it begins"
    known = set(names)
    for node in body.iter(W + "hyperlink"):
        if node.get(W + "anchor") not in known:
            yield f"the link to {node.get(W + 'anchor')} leads nowhere"
    for node in body.iter(W + "instrText"):
        target = re.match(r"\s*(?:REF|PAGEREF)\s+(\S+)", node.text or "")
        if target and target[1] not in known:
            yield f"the reference to {target[1]} leads nowhere"


def _ids(what: str, ids: list[str]) -> Iterator[str]:
    yield from (f"the {what} {id} is there {n} times" for id, n in Counter(ids).items() if n > 1)


def _fields(body: etree._Element) -> Iterator[str]:
    depth: list[str] = []
    for node in body.iter(W + "fldChar"):
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            depth.append(kind)
        elif not depth:
            yield f"a field has its {kind} before its beginning"
            return
        elif kind == "separate":
            if depth[-1] != "begin":
                yield "a field is separated twice"
            depth[-1] = kind
        else:
            depth.pop()
    if depth:
        yield "a field never ends"


def _tables(body: etree._Element) -> Iterator[str]:
    for table in body.iter(W + "tbl"):
        columns = len(table.find(W + "tblGrid"))
        for row in table.findall(W + "tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(W + "tc")]
            wide = sum(1 if span is None else int(span.get(W + "val")) for span in spans)
            if wide != columns:
                yield f"a row of {wide} cells in a table of {columns} columns"
        after = table.getnext()
        if after is None or after.tag == W + "tbl":
            yield "a table is followed by no paragraph"
    for cell in body.iter(W + "tc"):
        if cell[-1].tag != W + "p":
            yield "a cell does not end with a paragraph"


def _controls(body: etree._Element) -> Iterator[str]:
    for alias in body.iter(W + "alias"):
        if len(alias.get(W + "val")) > MOST_ALIAS:
            yield f"the title « {alias.get(W + 'val')} » is too long for a content control"
    for control in body.iter(W + "sdt"):
        content = control.find(W + "sdtContent")
        inside = {etree.QName(child).localname for child in content}
        within = etree.QName(control.getparent()).localname
        allowed = {"p": {"r"}, "hyperlink": {"r"}, "body": {"p", "tbl"}, "tc": {"p", "tbl"}}.get(
            within, set()
        )
        if not inside or inside - allowed:
            yield f"a content control in <{within}> holds {sorted(inside)}"


def _properties(tree: etree._Element | None) -> Iterator[str]:
    if tree is None:
        return
    properties = list(tree.iter(VARIANT))
    yield from _ids("property id", [node.get("pid") for node in properties])
    yield from _ids("property", [node.get("name").lower() for node in properties])
    if any(int(node.get("pid")) < 2 for node in properties):
        yield "a property has an id under 2"
