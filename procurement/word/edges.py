"""Headers and footers: ours, or those of an authority with what they lack."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from procurement.typography import NBSP
from procurement.word.blocks import Document
from procurement.word.house import HouseStyle
from procurement.word.house_styles import NS, W
from procurement.word.inline import plain
from procurement.word.page import Edge
from procurement.word.wordml import TAB, field, run

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def part(root: str, inside: str) -> str:
    return f"{_XML}<w:{root} {_NAMESPACES}>{inside}</w:{root}>"


def own_edges(document: Document) -> tuple[Edge, ...]:
    footer = part("ftr", _footer(document))
    return (
        Edge("header", "default", "header1.xml", part("hdr", _header(document, running=True))),
        Edge("header", "first", "header2.xml", part("hdr", _header(document, running=False))),
        Edge("footer", "default", "footer1.xml", footer),
        Edge("footer", "first", "footer1.xml", footer),
    )


def house_edges(house: HouseStyle, document: Document) -> tuple[Edge, ...]:
    """The authority's own, with page numbers and a draft's watermark; ours where it has none."""
    kept = {(edge.kind, edge.when): edge for edge in house.edges}
    for edge in own_edges(document):
        if edge.when == "default" or house.title_page:
            kept.setdefault((edge.kind, edge.when), replace(edge, xml=_named(edge.xml, house)))
    if document.draft:
        kept = {key: _marked(edge) if key[0] == "header" else edge for key, edge in kept.items()}
    if not house.numbers_pages:
        footer = _named(_pages_only(), house)
        kept = {
            key: _ended(edge, footer) if edge.name.startswith("house_footer") else edge
            for key, edge in kept.items()
        }
    return tuple(kept[key] for key in sorted(kept, reverse=True))


def _named(xml: str, house: HouseStyle) -> str:
    """What we write, under the authority's names of styles."""
    for style in ("Header", "Footer"):
        xml = xml.replace(f'w:val="{style}"', f'w:val="{house.ids[style]}"')
    return xml


def _marked(edge: Edge) -> Edge:
    """With the watermark, unless it bears it already."""
    if "PowerPlusWaterMarkObject" in edge.xml:
        return edge
    root = etree.fromstring(edge.xml.encode())
    mark = etree.fromstring(f"<w:p {_NAMESPACES}>{_watermark()}</w:p>")
    first = root.find("w:p", NS)
    if first is None:
        root.append(mark)
        return replace(edge, xml=etree.tostring(root, encoding="unicode"))
    properties = first.find("w:pPr", NS)
    first.insert(0 if properties is None else 1, mark[0])
    return replace(edge, xml=etree.tostring(root, encoding="unicode"))


def _ended(edge: Edge, footer: str) -> Edge:
    """With our own footer under that of the authority."""
    root = etree.fromstring(edge.xml.encode())
    root.append(etree.fromstring(part("ftr", footer).encode())[0])
    return replace(edge, xml=etree.tostring(root, encoding="unicode"))


def _header(document: Document, *, running: bool) -> str:
    """The header of the first page is bare, save for the watermark of a draft."""
    words = run(plain(document.header)) + TAB + run(plain(document.reference))
    mark = _watermark() if document.draft else ""
    return f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{mark}{words if running else ""}</w:p>'


def _footer(document: Document) -> str:
    words = run(plain(document.footer))
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{TAB}{_pages()}</w:p>'


def _pages_only() -> str:
    style = '<w:pStyle w:val="Footer"/><w:jc w:val="right"/>'
    return f"<w:p><w:pPr>{style}</w:pPr>{_pages()}</w:p>"


def _pages() -> str:
    return field("PAGE", "1") + run(f"{NBSP}/{NBSP}") + field("NUMPAGES", "1")


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
