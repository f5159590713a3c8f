"""A document → the bytes of a Word file. The same document always gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from procurement.typography import NBSP
from procurement.word.blocks import Document
from procurement.word.charts import CHART_TYPE, chart_xml
from procurement.word.inline import plain
from procurement.word.wordml import FIRST_FREE_LIST, TAB, Body, chart_relation, field, run

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTS = Path(__file__).parent / "parts"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_OFFICE}/relationships" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
# The parts that the document points to: relationship kind, file, media type.
_RELATED = {
    "rId1": ("styles", "styles.xml", f"{_WORD}.styles+xml"),
    "rId2": ("numbering", "numbering.xml", f"{_WORD}.numbering+xml"),
    "rId3": ("settings", "settings.xml", f"{_WORD}.settings+xml"),
    "rId4": ("header", "header1.xml", f"{_WORD}.header+xml"),
    "rId5": ("header", "header2.xml", f"{_WORD}.header+xml"),
    "rId6": ("footer", "footer1.xml", f"{_WORD}.footer+xml"),
}
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
    '<w:headerReference w:type="first" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId6"/>'
    '<w:footerReference w:type="first" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1247" w:bottom="1247" '
    'w:left="1247" w:header="624" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
)
EDITED = " modifiée"  # after the fingerprint of a clause whose wording is the tender's own
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the only date a zip file holds: contents decide, not the clock


def render(document: Document) -> bytes:
    body = Body(document)
    content = body.xml()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {
            "[Content_Types].xml": _content_types(len(body.charts)),
            "_rels/.rels": _root_relations(),
            "docProps/core.xml": _core_properties(document),
            "docProps/app.xml": _app_properties(),
            "docProps/custom.xml": _custom_properties(document),
            "word/_rels/document.xml.rels": _relations(len(body.charts)),
            "word/document.xml": _part("document", f"<w:body>{content}{_SECTION}</w:body>"),
            "word/styles.xml": _file("styles.xml"),
            "word/numbering.xml": _numbering(body.lists),
            "word/settings.xml": _file("settings.xml"),
            "word/header1.xml": _part("hdr", _header(document, running=True)),
            "word/header2.xml": _part("hdr", _header(document, running=False)),
            "word/footer1.xml": _part("ftr", _footer(document)),
            **{f"word/{_chart_file(n)}": chart_xml(c) for n, c in enumerate(body.charts, start=1)},
        }.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, text)
    return file.getvalue()


@cache
def _file(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _part(root: str, inside: str) -> str:
    return f"{_XML}<w:{root} {_NAMESPACES}>{inside}</w:{root}>"


def _numbering(lists: int) -> str:
    """The shipped numbering, and one instance a numbered list so that each begins at one."""
    own = "".join(
        f'<w:num w:numId="{FIRST_FREE_LIST + n}"><w:abstractNumId w:val="4"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for n in range(lists)
    )
    return _file("numbering.xml").replace("</w:numbering>", f"{own}</w:numbering>")


def _header(document: Document, *, running: bool) -> str:
    """The header of the first page is bare, save for the watermark of a draft."""
    words = run(plain(document.header)) + TAB + run(plain(document.reference))
    mark = _watermark() if document.draft else ""
    return f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{mark}{words if running else ""}</w:p>'


def _footer(document: Document) -> str:
    pages = field("PAGE", "1") + run(f"{NBSP}/{NBSP}") + field("NUMPAGES", "1")
    words = run(plain(document.footer))
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{TAB}{pages}</w:p>'


def _watermark() -> str:
    """« PROJET » across the page, as Word itself writes its watermarks."""
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" '
        'coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
        '<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" '
        'alt="Filigrane : PROJET" style="position:absolute;margin-left:0;margin-top:0;'
        "width:440pt;height:146pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'o:allowincell="f" fillcolor="#d9e0dd" stroked="f"><v:fill opacity=".55"/>'
        '<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="PROJET"/>'
        "</v:shape></w:pict></w:r>"
    )


def _chart_file(rank: int) -> str:
    return f"charts/chart{rank}.xml"


def _content_types(charts: int) -> str:
    overrides = {
        "word/document.xml": f"{_WORD}.document.main+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": f"{_PROPERTIES}.extended-properties+xml",
        "docProps/custom.xml": f"{_PROPERTIES}.custom-properties+xml",
        **{f"word/{file}": media for _, file, media in _RELATED.values()},
        **{f"word/{_chart_file(n)}": CHART_TYPE for n in range(1, charts + 1)},
    }
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{media}"/>' for name, media in overrides.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _root_relations() -> str:
    return _relationships(
        {
            "rId1": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            "rId3": (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            "rId4": (f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
        }
    )


def _relations(charts: int) -> str:
    parts = {id: (kind, file) for id, (kind, file, _) in _RELATED.items()}
    parts |= {chart_relation(n): ("chart", _chart_file(n)) for n in range(1, charts + 1)}
    return _relationships(
        {id: (f"{_OFFICE}/relationships/{kind}", file) for id, (kind, file) in parts.items()}
    )


def _relationships(targets: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'
        for id, (kind, target) in targets.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core_properties(document: Document) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(plain(document.title))}</dc:title>"
        f"<dc:subject>{escape(plain(document.subject))}</dc:subject>"
        f"<dc:creator>{escape(plain(document.author))}</dc:creator>"
        f"<dc:language>{document.language}</dc:language></cp:coreProperties>"
    )


def _app_properties() -> str:
    return (
        f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Balise</Application></Properties>"
    )


def _custom_properties(document: Document) -> str:
    """What the file says of itself when it comes back: its origin, and each clause it carries."""
    clauses = (
        (c.bookmark, f"{c.id}@{c.version}#{c.fingerprint}{EDITED if c.edited else ''}")
        for c in document.clauses
    )
    listed = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" '
        f'name="{name}"><vt:lpwstr>{escape(plain(value))}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate((*document.properties, *clauses), start=2)
    )
    return (
        f'{_XML}<Properties xmlns="{_OFFICE}/custom-properties" '
        f'xmlns:vt="{_OFFICE}/docPropsVTypes">{listed}</Properties>'
    )
