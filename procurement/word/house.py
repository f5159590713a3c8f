"""The house style of an authority, read from one of its own Word files.

Its styles, theme, headers, footers, images and margins are taken; its text is not. Our styles
that it lacks are added to its own, in its colour; where both have a style of the same name, its
look wins and our numbering stays. Section 17 of ECMA-376 part 1 says what each element is.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zipfile import ZipFile

from lxml import etree

from procurement.uploads import BROKEN_ARCHIVE
from procurement.word.house_styles import NS, WP, HouseStyles, R, RefusedStyle, W, parsed
from procurement.word.page import Edge, Page

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
THEME = "word/theme/theme1.xml"
MOST_TAKEN = 12_000_000  # bytes of the parts that are taken, once unpacked
IMAGES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
# Fields that go and fetch something, or run something.
_REACHING = re.compile(r"\b(INCLUDE\w*|DDE\w*|LINK|IMPORT|DATABASE|MACROBUTTON|EMBED)\b")
# What says besides that a part is missing, or is not the XML that it should be.
_BROKEN = (*BROKEN_ARCHIVE, KeyError, UnicodeDecodeError, etree.XMLSyntaxError)
_PAGE = re.compile(r"\bPAGE\b")


@dataclass(frozen=True)
class HouseStyle:
    """What a document is dressed with; `ids` gives the authority's id of each of our styles."""

    styles: bytes
    ids: Mapping[str, str]
    page: Page
    accent: str
    edges: tuple[Edge, ...]
    extra: tuple[tuple[str, bytes], ...]  # theme and images, by their place in the file
    title_page: bool
    numbers_pages: bool
    remarks: tuple[str, ...]

    def has(self, kind: str) -> bool:
        return any(edge.kind == kind for edge in self.edges)


def read(content: bytes) -> HouseStyle:
    """The style of a file whose kind was checked; RefusedStyle says what to change in it."""
    try:
        with ZipFile(io.BytesIO(content)) as file:
            return _Reader(file).house()
    except _BROKEN as error:
        raise RefusedStyle(
            "Ce fichier Word est abîmé : ouvrez-le dans Word, enregistrez-le sous un autre nom, "
            "puis envoyez ce nouveau fichier."
        ) from error


class _Reader:
    """Reads the parts of one file, counting what it unpacks."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self._room = MOST_TAKEN
        self._extra: dict[str, bytes] = {}

    def house(self) -> HouseStyle:
        document = self._xml("word/document.xml")
        relations = self._relations("word/document.xml")
        sections = document.findall(".//w:sectPr", NS)
        if not sections:
            raise RefusedStyle("Ce fichier n'a pas de mise en page : partez d'un document Word.")
        theme = self._theme(relations)
        page = _page(sections[-1])
        merged = HouseStyles(self._xml("word/styles.xml"), theme, page)
        edges = tuple(self._edges(sections, relations))
        numbered = any(_counts_pages(edge) for edge in edges)
        remarks = [*merged.remarks, *_edge_remarks(edges, numbered)]
        return HouseStyle(
            styles=merged.xml(),
            ids=merged.ids,
            page=page,
            accent=merged.accent,
            edges=edges,
            extra=tuple(self._extra.items()),
            title_page=any(edge.when == "first" for edge in edges),
            numbers_pages=numbered,
            remarks=tuple(remarks),
        )

    def _bytes(self, name: str) -> bytes:
        size = self._file.getinfo(name).file_size
        self._room -= size
        if self._room < 0:
            raise RefusedStyle(
                "Ce modèle pèse trop lourd : réduisez les images de ses en-têtes et pieds de page."
            )
        return self._file.read(name)

    def _xml(self, name: str) -> etree._Element:
        return parsed(self._bytes(name))

    def _relations(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """Id → (kind, place in the file or address, whether it is outside the file)."""
        folder, file = posixpath.split(name)
        path = f"{folder}/_rels/{file}.rels"
        if path not in self._file.namelist():
            return {}
        found = {}
        for one in self._xml(path).iter(f"{{{_RELATIONS}}}Relationship"):
            outside = one.get("TargetMode") == "External"
            target = str(one.get("Target", ""))
            place = target if outside else _within(folder, target)
            found[str(one.get("Id"))] = (str(one.get("Type")).rpartition("/")[2], place, outside)
        return found

    def _theme(self, relations: Mapping[str, tuple[str, str, bool]]) -> etree._Element | None:
        for kind, place, outside in relations.values():
            if kind == "theme" and not outside:
                content = self._extra[THEME] = self._bytes(place)
                return parsed(content)
        return None

    def _edges(
        self, sections: list[etree._Element], relations: Mapping[str, tuple[str, str, bool]]
    ) -> Iterator[Edge]:
        """Of the last section, or else of the nearest one before it that has some."""
        wanted = ["default"]
        if sections[-1].find("w:titlePg", NS) is not None:
            wanted.append("first")
        for kind in ("header", "footer"):
            for when in wanted:
                place = _referred(sections, relations, kind, when)
                if place:
                    yield self._edge(kind, when, place)

    def _edge(self, kind: str, when: str, place: str) -> Edge:
        xml = self._xml(place)
        _refuse_reaching(xml)
        for numbering in list(xml.iter(f"{{{W}}}numPr")):  # theirs is not taken
            numbering.getparent().remove(numbering)
        kept = "".join(
            f'<Relationship Id="{id}" Type="{R}/{type}" Target="{_escaped(target)}"/>'
            if not outside
            else f'<Relationship Id="{id}" Type="{R}/{type}" Target="{_escaped(target)}" '
            'TargetMode="External"/>'
            for id, (type, target, outside) in self._kept_relations(place)
        )
        written = f'<Relationships xmlns="{_RELATIONS}">{kept}</Relationships>' if kept else ""
        name = f"house_{kind}_{when}.xml"
        return Edge(kind, when, name, etree.tostring(xml, encoding="unicode"), written)

    def _kept_relations(self, place: str) -> Iterator[tuple[str, tuple[str, str, bool]]]:
        for id, (type, target, outside) in self._relations(place).items():
            if type == "hyperlink" and outside:
                yield id, (type, target, True)
            elif type == "image" and not outside:
                if posixpath.splitext(target)[1][1:].lower() not in IMAGES:
                    raise RefusedStyle(
                        "L'en-tête ou le pied contient une image d'un type que Balise ne prend "
                        "pas : remplacez-la par une image PNG ou JPEG."
                    )
                media = f"media/house_{posixpath.basename(target)}"
                self._extra[f"word/{media}"] = self._bytes(target)
                yield id, (type, media, False)
            else:
                raise RefusedStyle(
                    "L'en-tête ou le pied va chercher quelque chose ailleurs, ou contient un objet "
                    "incorporé. Remplacez-le par une image insérée dans le document."
                )


def _within(folder: str, target: str) -> str:
    place = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(place)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _referred(
    sections: list[etree._Element],
    relations: Mapping[str, tuple[str, str, bool]],
    kind: str,
    when: str,
) -> str:
    for section in reversed(sections):
        for one in section.findall(f"w:{kind}Reference", NS):
            if one.get(f"{{{W}}}type") == when:
                return relations[one.get(f"{{{R}}}id")][1]
    return ""


def _refuse_reaching(xml: etree._Element) -> None:
    said = " ".join(
        [
            *(one.text or "" for one in xml.iter(f"{{{W}}}instrText")),
            *(one.get(f"{{{W}}}instr", "") for one in xml.iter(f"{{{W}}}fldSimple")),
        ]
    )
    if _REACHING.search(said) or next(xml.iter(f"{{{W}}}object"), None) is not None:
        raise RefusedStyle(
            "L'en-tête ou le pied contient un champ qui va chercher quelque chose ailleurs. "
            "Remplacez-le par son texte ou par une image insérée dans le document."
        )


def _page(section: etree._Element) -> Page:
    size, margins = section.find("w:pgSz", NS), section.find("w:pgMar", NS)
    if size is None or margins is None:
        raise RefusedStyle("Ce fichier ne dit ni la taille ni les marges de ses pages.")
    width, height = _number(size, "w"), _number(size, "h")
    if width > height:
        raise RefusedStyle("Ce modèle est en paysage : envoyez un modèle en portrait.")
    sides = ("top", "right", "bottom", "left", "header", "footer", "gutter")
    page = Page(width, height, tuple((side, _number(margins, side)) for side in sides))
    if page.text_width < 5000:
        raise RefusedStyle("Les marges de ce modèle laissent trop peu de place au texte.")
    return page


def _number(element: etree._Element, name: str) -> int:
    value = element.get(f"{{{W}}}{name}", "0")
    return int(float(value)) if re.fullmatch(r"-?\d+(\.\d+)?", value) else 0


def _counts_pages(edge: Edge) -> bool:
    xml = etree.fromstring(edge.xml)
    said = [one.text or "" for one in xml.iter(f"{{{W}}}instrText")]
    said += [one.get(f"{{{W}}}instr", "") for one in xml.iter(f"{{{W}}}fldSimple")]
    return any(map(_PAGE.search, said))


def _edge_remarks(edges: tuple[Edge, ...], numbered: bool) -> Iterator[str]:
    if not any(edge.kind == "header" for edge in edges):
        yield "Pas d'en-tête : celui de Balise est gardé (objet et référence du marché)."
    if not numbered:
        yield "Pas de numéro de page : Balise ajoute « n / N » au pied de page."
    for edge in edges:
        for picture in etree.fromstring(edge.xml).iter(f"{{{WP}}}docPr"):
            if not picture.get("descr"):
                yield (
                    "Une image de l'en-tête ou du pied n'a pas de texte de remplacement : "
                    "ajoutez-le dans Word (clic droit, « Texte de remplacement »)."
                )
