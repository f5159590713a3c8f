"""A document → the bytes of a Word file. The same document always gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from procurement.word.blocks import Document
from procurement.word.charts import CHART_TYPE, chart_xml
from procurement.word.edges import house_edges, own_edges, part
from procurement.word.house import IMAGES, THEME, HouseStyle
from procurement.word.house_styles import OUR_ACCENT
from procurement.word.inline import plain
from procurement.word.page import A4, Edge, Page
from procurement.word.wordml import FIRST_FREE_LIST, Body, chart_relation

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTS = Path(__file__).parent / "parts"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
# The parts that the document points to: relationship kind, file, media type.
_RELATED = {
    "rId1": ("styles", "styles.xml", f"{_WORD}.styles+xml"),
    "rId2": ("numbering", "numbering.xml", f"{_WORD}.numbering+xml"),
    "rId3": ("settings", "settings.xml", f"{_WORD}.settings+xml"),
}
_STYLED = re.compile(r'(<w:(?:p|r|tbl)Style w:val=)"([^"]*)"')
EDITED = " modifiée"  # after the fingerprint of a clause whose wording is the tender's own
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the only date a zip file holds: contents decide, not the clock


def render(document: Document, house: HouseStyle | None = None) -> bytes:
    """In the style of an authority when there is one, in ours otherwise."""
    page = house.page if house else A4
    body = Body(document, page.text_width)
    content = body.xml()
    edges = house_edges(house, document) if house else own_edges(document)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(edges, house, len(body.charts)),
        "_rels/.rels": _root_relations(),
        "docProps/core.xml": _core_properties(document),
        "docProps/app.xml": _app_properties(),
        "docProps/custom.xml": _custom_properties(document),
        "word/_rels/document.xml.rels": _relations(edges, house, len(body.charts)),
        "word/document.xml": part("document", f"<w:body>{content}{_section(edges, page)}</w:body>"),
        "word/styles.xml": house.styles if house else _file("styles.xml"),
        "word/numbering.xml": _numbering(body.lists),
        "word/settings.xml": _file("settings.xml"),
        **{f"word/{edge.name}": edge.xml for edge in edges},
        **{f"word/_rels/{edge.name}.rels": edge.relations for edge in edges if edge.relations},
        **{f"word/{_chart_file(n)}": chart_xml(c) for n, c in enumerate(body.charts, start=1)},
    }
    return _packed(_dressed(parts, house) if house else parts)


def _dressed(parts: dict[str, str | bytes], house: HouseStyle) -> dict[str, str | bytes]:
    """What we write, under the authority's own names of styles, with its theme and images."""

    def renamed(found: re.Match[str]) -> str:
        return f'{found[1]}"{house.ids.get(found[2], found[2])}"'

    for name in ("word/document.xml", "word/numbering.xml"):
        parts[name] = _STYLED.sub(renamed, str(parts[name])).replace(OUR_ACCENT, house.accent)
    return {**parts, **dict(house.extra)}


def _packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return file.getvalue()


@cache
def _file(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _section(edges: Sequence[Edge], page: Page) -> str:
    ids = _edge_ids(edges)
    references = "".join(
        f'<w:{edge.kind}Reference w:type="{edge.when}" r:id="{ids[edge.name]}"/>' for edge in edges
    )
    margins = "".join(f' w:{side}="{value}"' for side, value in page.margins)
    first = "<w:titlePg/>" if any(edge.when == "first" for edge in edges) else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{page.width}" w:h="{page.height}"/>'
        f"<w:pgMar{margins}/>{first}</w:sectPr>"
    )


def _edge_ids(edges: Sequence[Edge]) -> dict[str, str]:
    """File → the id that the document knows it by; one file may stand at two edges."""
    names = dict.fromkeys(edge.name for edge in edges)
    return {name: f"rIdEdge{n}" for n, name in enumerate(names, start=1)}


def _numbering(lists: int) -> str:
    """The shipped numbering, and one instance a numbered list so that each begins at one."""
    own = "".join(
        f'<w:num w:numId="{FIRST_FREE_LIST + n}"><w:abstractNumId w:val="4"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for n in range(lists)
    )
    return _file("numbering.xml").replace("</w:numbering>", f"{own}</w:numbering>")


def _chart_file(rank: int) -> str:
    return f"charts/chart{rank}.xml"


def _content_types(edges: Sequence[Edge], house: HouseStyle | None, charts: int) -> str:
    extra = dict(house.extra) if house else {}
    overrides = {
        "word/document.xml": f"{_WORD}.document.main+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": f"{_PROPERTIES}.extended-properties+xml",
        "docProps/custom.xml": f"{_PROPERTIES}.custom-properties+xml",
        **{f"word/{file}": media for _, file, media in _RELATED.values()},
        **{f"word/{edge.name}": f"{_WORD}.{edge.kind}+xml" for edge in edges},
        **{f"word/{_chart_file(n)}": CHART_TYPE for n in range(1, charts + 1)},
        **({THEME: f"{_PROPERTIES}.theme+xml"} if THEME in extra else {}),
    }
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{media}"/>' for name, media in overrides.items()
    )
    images = {name.rpartition(".")[2].lower() for name in extra if name != THEME}
    pictures = "".join(
        f'<Default Extension="{kind}" ContentType="{IMAGES[kind]}"/>' for kind in sorted(images)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{pictures}{listed}</Types>'
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


def _relations(edges: Sequence[Edge], house: HouseStyle | None, charts: int) -> str:
    parts = {id: (kind, file) for id, (kind, file, _) in _RELATED.items()}
    kinds = {edge.name: edge.kind for edge in edges}
    parts |= {id: (kinds[name], name) for name, id in _edge_ids(edges).items()}
    parts |= {chart_relation(n): ("chart", _chart_file(n)) for n in range(1, charts + 1)}
    if house and THEME in dict(house.extra):
        parts["rIdTheme"] = ("theme", THEME.removeprefix("word/"))
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
