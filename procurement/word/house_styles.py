"""The styles of an authority, completed by ours: where both have one, its look and our numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path

from lxml import etree

from procurement.word.colours import contrast, darker, tint
from procurement.word.page import Page

PARTS = Path(__file__).parent / "parts"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
NS = {"w": W, "r": R, "wp": WP, "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
OUR_ACCENT, OUR_DARK, OUR_TINT, OUR_WIDTH = "0B5B57", "08403D", "E3F0EE", "9412"
READABLE = 4.5  # WCAG 2.1, 1.4.3
SOBER = "1C2B2D"
_HEX = re.compile(r"[0-9A-Fa-f]{6}\Z")
# These always look as we write them: a table of contents needs our tabulations. The others
# keep the authority's look, and take our numbering and what holds them to the next paragraph.
_OURS = {"TOCHeading", "TOC1", "TOC2", "TOC3"}
_NUMBERED = {"Heading1", "Heading2", "Heading3", "Heading4", "ListBullet", "Caption"}
# The order of the children of a paragraph's properties that we may add, and what ends them.
_ORDER = ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr")
_LAST = ("divId", "cnfStyle", "rPr", "sectPr", "pPrChange")


class RefusedStyle(ValueError):
    """Why the file cannot give its style; its text is a French sentence for the user."""


def parsed(content: bytes) -> etree._Element:
    """Without entities, definitions or network: a part of a file is only elements."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise RefusedStyle("Ce fichier contient des définitions que Balise refuse de lire.")
    return root


class HouseStyles:
    """The authority's styles, completed by ours."""

    def __init__(self, theirs: etree._Element, theme: etree._Element | None, page: Page) -> None:
        self._theirs = theirs
        self._theme = theme
        self._width = str(page.text_width)
        self.remarks: list[str] = []
        ours = parsed((PARTS / "styles.xml").read_bytes()).findall("w:style", NS)
        known = {_key(style): style for style in theirs.findall("w:style", NS)}
        taken = {_id(style) for style in known.values()}
        default = {
            str(style.get(f"{{{W}}}type")): style
            for style in known.values()
            if style.get(f"{{{W}}}default") in ("1", "true")
        }
        match = {}
        for style in ours:
            same = known.get(_key(style))
            if same is None and style.get(f"{{{W}}}default") == "1":
                same = default.get(str(style.get(f"{{{W}}}type")))
            match[_id(style)] = same
        self.ids = {
            id: _id(same) if same is not None else (f"Balise{id}" if id in taken else id)
            for id, same in match.items()
        }
        self.accent = self._accent(match.get("Heading1"))
        for style in theirs.findall("w:style", NS):  # their numbering part is not taken
            for numbering in list(style.iter(f"{{{W}}}numPr")):
                numbering.getparent().remove(numbering)
        self._say_french()
        for style in ours:
            self._join(style, match[_id(style)])
        self._remark(match)

    def xml(self) -> bytes:
        return etree.tostring(self._theirs, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _join(self, ours: etree._Element, same: etree._Element | None) -> None:
        id = _id(ours)
        if same is None:
            self._theirs.append(self._dressed(ours))
        elif id in _OURS:
            self._theirs.replace(same, self._dressed(ours))
        elif id in _NUMBERED:
            _number_as(same, ours)

    def _dressed(self, ours: etree._Element) -> etree._Element:
        """Our style in the authority's colour, width and names."""
        style = deepcopy(ours)
        style.set(f"{{{W}}}styleId", self.ids[_id(ours)])
        for tag in ("basedOn", "next", "link"):
            for one in style.findall(f"w:{tag}", NS):
                value = str(one.get(f"{{{W}}}val"))
                one.set(f"{{{W}}}val", self.ids.get(value, value))
        changed = {
            OUR_ACCENT: self.accent,
            OUR_DARK: darker(self.accent),
            OUR_TINT: tint(self.accent),
            OUR_WIDTH: self._width,
        }
        for element in style.iter():
            for name, value in element.attrib.items():
                if value in changed:
                    element.set(name, changed[str(value)])
        return style

    def _accent(self, heading: etree._Element | None) -> str:
        """The colour of the authority's first headings, when it can be read on white."""
        colour = self._colour(heading)
        if not colour or contrast(colour, "FFFFFF") < READABLE:
            return OUR_ACCENT if not colour else SOBER
        return colour

    def _colour(self, style: etree._Element | None) -> str:
        by_id = {_id(one): one for one in self._theirs.findall("w:style", NS)}
        seen: set[str] = set()
        while style is not None and _id(style) not in seen:
            seen.add(_id(style))
            colour = style.find("w:rPr/w:color", NS)
            if colour is not None:
                return self._said_colour(colour)
            based = style.find("w:basedOn", NS)
            style = by_id.get(str(based.get(f"{{{W}}}val"))) if based is not None else None
        return ""

    def _said_colour(self, colour: etree._Element) -> str:
        value = str(colour.get(f"{{{W}}}val", ""))
        if _HEX.match(value):
            return value.upper()
        named = colour.get(f"{{{W}}}themeColor")
        if self._theme is None or not named:
            return ""
        place = self._theme.find(f".//a:clrScheme/a:{named}", NS)
        found = "" if place is None or not len(place) else place[0].get("val", "")
        return found.upper() if _HEX.match(found) else ""

    def _say_french(self) -> None:
        for defaults in self._theirs.findall("w:docDefaults/w:rPrDefault/w:rPr", NS):
            for old in defaults.findall("w:lang", NS):
                defaults.remove(old)
            lang = etree.SubElement(defaults, f"{{{W}}}lang")
            lang.set(f"{{{W}}}val", "fr-FR")

    def _remark(self, match: Mapping[str, etree._Element | None]) -> None:
        missing = [n for n in range(1, 5) if match.get(f"Heading{n}") is None]
        if missing:
            levels = ", ".join(str(n) for n in missing)
            self.remarks.append(
                f"Pas de style de titre de niveau {levels} : celui de Balise est pris, dans votre "
                "couleur."
            )
        if self.accent == SOBER:
            self.remarks.append(
                "La couleur de vos titres se lit mal sur fond blanc (contraste sous 4,5) : les "
                "tableaux et encadrés prennent une couleur sombre."
            )
        fonts = sorted(set(self._fonts(match)))
        if fonts:
            self.remarks.append(
                f"Polices : {', '.join(fonts)}. Word les remplace par d'autres sur un poste où "
                "elles ne sont pas installées."
            )

    def _fonts(self, match: Mapping[str, etree._Element | None]) -> Iterator[str]:
        defaults = self._theirs.find("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts", NS)
        styles = [match.get("Normal"), match.get("Title"), match.get("Heading1")]
        named = [s.find("w:rPr/w:rFonts", NS) for s in styles if s is not None]
        for fonts in (defaults, *named):
            if fonts is not None:
                yield from self._font(fonts)

    def _font(self, fonts: etree._Element) -> Iterator[str]:
        if name := fonts.get(f"{{{W}}}ascii"):
            yield str(name)
        elif (theme := fonts.get(f"{{{W}}}asciiTheme")) and self._theme is not None:
            place = f".//a:{'major' if theme.startswith('major') else 'minor'}Font/a:latin"
            latin = self._theme.find(place, NS)
            if latin is not None and latin.get("typeface"):
                yield str(latin.get("typeface"))


def _key(style: etree._Element) -> tuple[str, str]:
    """Its kind and its name, which Word keeps in English whatever the language it shows."""
    name = style.find("w:name", NS)
    said = "" if name is None else str(name.get(f"{{{W}}}val", ""))
    return str(style.get(f"{{{W}}}type")), said.lower()


def _id(style: etree._Element) -> str:
    return str(style.get(f"{{{W}}}styleId"))


def _number_as(style: etree._Element, ours: etree._Element) -> None:
    """Give a style of the authority our numbering and our place in the outline."""
    properties = style.find("w:pPr", NS)
    if properties is None:
        properties = etree.Element(f"{{{W}}}pPr")
        run = style.find("w:rPr", NS)
        if run is not None:
            run.addprevious(properties)
        else:
            style.append(properties)
    for tag in ("numPr", "ind", "outlineLvl", "keepNext"):
        for old in properties.findall(f"w:{tag}", NS):
            properties.remove(old)
    own = ours.find("w:pPr", NS)
    for element in reversed([deepcopy(one) for one in own if _name(one) in ("keepNext", "numPr")]):
        before = [one for one in properties if _name(one) in _ORDER[: _ORDER.index(_name(element))]]
        properties.insert(len(before), element)
    for element in own:
        if _name(element) == "outlineLvl":
            _before_run_properties(properties, deepcopy(element))


def _before_run_properties(properties: etree._Element, element: etree._Element) -> None:
    after = [one for one in properties if _name(one) in _LAST]
    if after:
        after[0].addprevious(element)
    else:
        properties.append(element)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
