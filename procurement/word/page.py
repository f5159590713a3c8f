"""The sheet that a document is written on, and what stands at its edges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """Sizes in twentieths of a point; `margins` as the file format names them."""

    width: int
    height: int
    margins: tuple[tuple[str, int], ...]

    @property
    def text_width(self) -> int:
        sides = dict(self.margins)
        return self.width - sum(sides.get(side, 0) for side in ("left", "right", "gutter"))


@dataclass(frozen=True)
class Edge:
    """A header or a footer: `kind` is the one or the other, `when` is default or first."""

    kind: str
    when: str
    name: str
    xml: str
    relations: str = ""


A4 = Page(
    11906,
    16838,
    (
        ("top", 1361),
        ("right", 1247),
        ("bottom", 1247),
        ("left", 1247),
        ("header", 624),
        ("footer", 567),
        ("gutter", 0),
    ),
)
