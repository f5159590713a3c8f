"""XML that somebody sent, read in a bounded way: no document type, no entity, no endless nesting.

Elements come out with short names (« w_p »), Word's two namespaces alike; the children of the
body one at a time, so that a long file never stands in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element
from xml.parsers import expat

DEEPEST = 150
MOST_ATTRIBUTES = 500
MOST_ELEMENTS = 1_000_000
MOST_AT_ONCE = 150_000  # elements of one child of the body, such as a table
_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_PREFIXES = {
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OFFICE}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OFFICE}/package/2006/relationships": "rel",
    f"{_OFFICE}/package/2006/content-types": "ct",
    f"{_OFFICE}/officeDocument/2006/custom-properties": "cp",
    f"{_OFFICE}/officeDocument/2006/docPropsVTypes": "vt",
    f"{_OFFICE}/markup-compatibility/2006": "mc",
    f"{_OFFICE}/drawingml/2006/main": "a",
}
_BODY_DEPTH = 2  # document, body


class BadXml(ValueError):
    """The part cannot be read."""


class TooMuch(ValueError):
    """The part holds more than Balise reads."""


class _Builder:
    """Elements as they come; each finished child of depth `cut` is set aside, then forgotten."""

    def __init__(self, cut: int) -> None:
        self.cut = cut
        self.done: list[Element] = []
        self.seen = self.depth = self.alive = 0
        self.stack: list[Element] = []
        parser = self.parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse

    def refuse(self, *args: object) -> None:
        raise BadXml("document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.seen += 1
        if self.depth > DEEPEST or self.seen > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise TooMuch(f"{self.seen} elements, {self.depth} deep")
        if self.depth <= self.cut:
            return
        self.alive += 1
        if self.alive > MOST_AT_ONCE:
            raise TooMuch("one block")
        element = Element(_short(name), {_short(a): value for a, value in attributes.items()})
        if self.stack:
            self.stack[-1].append(element)
        self.stack.append(element)

    def end(self, name: str) -> None:
        self.depth -= 1
        if not self.stack:
            return
        element = self.stack.pop()
        if not self.stack:
            self.alive = 0
            self.done.append(element)

    def text(self, data: str) -> None:
        if not self.stack:
            return
        element = self.stack[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + data
        else:
            element.text = (element.text or "") + data


def _short(name: str) -> str:
    space, _, local = name.rpartition("}")
    return f"{_PREFIXES.get(space, '')}_{local}" if space else local


def children_of_body(chunks: Iterable[bytes]) -> Iterator[Element]:
    """The paragraphs and tables of a document, one after the other."""
    return _elements(chunks, _BODY_DEPTH)


def tree(chunks: Iterable[bytes]) -> Element:
    """A whole part, for those that are short."""
    return next(_elements(chunks, 0))


def _elements(chunks: Iterable[bytes], cut: int) -> Iterator[Element]:
    builder = _Builder(cut)
    try:
        for chunk in chunks:
            builder.parser.Parse(chunk, False)
            yield from builder.done
            builder.done.clear()
        builder.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, BadXml | TooMuch):
            raise
        raise BadXml(str(error)) from error
    yield from builder.done
