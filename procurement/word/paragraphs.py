"""The paragraphs of a returned file: their text as light marks, what was tracked, what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from procurement.word.lines import TO_COMPLETE, Comment, Line, Revision
from procurement.word.returned_styles import ReturnedStyles, is_on, numbering_of, value

DELETED, INSERTED, MOVED = "deleted", "inserted", "moved"
_INTO = {
    "w_hyperlink", "w_smartTag", "w_customXml", "w_sdtContent", "w_fldSimple", "w_dir", "w_bdo",
}  # fmt: skip
_PLAIN = {"w_tab": " ", "w_br": "\n", "w_cr": "\n", "w_noBreakHyphen": "-", "w_softHyphen": ""}
_REFERENCE = re.compile(r"^\s*REF\s+(?P<mark>(?:section|clause)_\w+)")
_PLACEHOLDER = re.compile(r"^\[([^\[\]]+)\]$")
_UNREAD = {
    "w_drawing": "les images et les dessins",
    "w_pict": "les images et les dessins",
    "mc_AlternateContent": "les zones de texte et les dessins",
    "w_object": "les objets incorporés",
    "_oMath": "les équations",
    "_oMathPara": "les équations",
    "w_footnoteReference": "les notes de bas de page",
    "w_endnoteReference": "les notes de fin",
}


@dataclass
class Paragraph:
    text: str
    style: str
    outline: str
    numbering: tuple[str, str] | None
    marks: list[str] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def as_line(self, kind: str) -> Line:
        return Line(kind, self.text, tuple(self.revisions), tuple(self.comments))


@dataclass
class _Field:
    """A field of Word: its instruction, then what it shows."""

    instruction: str = ""
    shows: bool = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.split()[:1] == ["TOC"]

    @property
    def reference(self) -> str:
        found = _REFERENCE.match(self.instruction)
        return found["mark"] if found else ""


@dataclass
class _Said:
    """What is gathered while one paragraph is walked through."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def add(self, text: str, bold: bool = False) -> None:
        if text:
            self.runs.append((text, bold))


class ParagraphReader:
    """Reads paragraph after paragraph; fields, comments and joined paragraphs span several."""

    def __init__(self, styles: ReturnedStyles, comments: dict[str, Comment]) -> None:
        self.styles = styles
        self.comments = comments
        self.fields: list[_Field] = []
        self.pending: list[str] = []  # bookmarks that stand between two paragraphs
        self.joined: _Said | None = None  # a paragraph whose end was deleted
        self.gone: list[Revision] = []
        self.quoted: dict[str, list[str]] = {}
        self.unread: set[str] = set()

    def bookmark(self, element: Element) -> None:
        self.pending.append(element.get("w_name", ""))

    def read(self, element: Element) -> Paragraph | None:
        """The paragraph as it stands once every change is accepted; None when nothing is left."""
        properties = element.find("w_pPr")
        style = value(properties.find("w_pStyle")) if properties is not None else ""
        outline = value(properties.find("w_outlineLvl")) if properties is not None else ""
        if outline and any(field.is_contents for field in self.fields):
            self.fields.clear()  # a heading ends a contents that nobody closed
        said = self._begin()
        for child in element:
            self._inline(child, said, "", style)
        if _end_is_deleted(properties):
            self._hold(said)
            return None
        if any(field.is_contents for field in self.fields) and not said.runs:
            return None
        return Paragraph(
            _light(said.runs),
            style,
            outline,
            numbering_of(properties),
            said.marks,
            _merged(said.revisions),
            said.comments,
        )

    def _begin(self) -> _Said:
        said, self.joined = self.joined or _Said(), None
        said.marks += self.pending
        self.pending = []
        return said

    def _hold(self, said: _Said) -> None:
        """The next paragraph goes on where this one was cut; a heading wholly deleted is gone."""
        if not _light(said.runs):
            self.gone += said.revisions
            said = _Said(comments=said.comments)
        self.joined = said

    def left_over(self) -> Paragraph | None:
        """What was to go on in a next paragraph, where a table comes instead."""
        said, self.joined = self.joined, None
        if said is None or not said.runs:
            return None
        return Paragraph(_light(said.runs), "", "", None, said.marks, said.revisions, said.comments)

    def take_gone(self) -> list[Revision]:
        """The changes of paragraphs that were wholly deleted since this was last asked."""
        gone, self.gone = self.gone, []
        return gone

    def _inline(self, element: Element, said: _Said, change: str, style: str) -> None:
        match element.tag:
            case "w_r":
                self._run(element, said, change)
            case "w_ins" | "w_moveTo" | "w_del" | "w_moveFrom":
                self._tracked(element, said, change, style)
            case "w_bookmarkStart":
                if change != DELETED:
                    said.marks.append(element.get("w_name", ""))
            case "w_commentRangeStart":
                self.quoted[element.get("w_id", "")] = []
            case "w_commentRangeEnd":
                self._comment(element.get("w_id", ""), said)
            case "w_fldSimple":
                self._simple_field(element, said, change, style)
            case "w_sdt":
                for child in element.findall("w_sdtContent"):
                    self._inline(child, said, change, style)
            case "mc_AlternateContent":
                for child in element.findall("mc_Choice")[:1]:
                    self._inline(child, said, change, style)
            case tag if tag in _UNREAD and tag != "mc_AlternateContent":
                self.unread.add(_UNREAD[tag])
            case tag if tag in _INTO or tag == "mc_Choice":
                for child in element:
                    self._inline(child, said, change, style)

    def _tracked(self, element: Element, said: _Said, change: str, style: str) -> None:
        tag = element.tag
        inside = DELETED if tag in ("w_del", "w_moveFrom") or change == DELETED else INSERTED
        kind = MOVED if tag in ("w_moveTo", "w_moveFrom") else inside
        words = "".join(
            t.text or "" for t in element.iter() if t.tag in ("w_t", "w_delText")
        ).strip()
        if words:
            author = element.get("w_author", "") or "auteur inconnu"
            said.revisions.append(Revision(kind, author, element.get("w_date", ""), words))
        for child in element:
            self._inline(child, said, inside, style)

    def _simple_field(self, element: Element, said: _Said, change: str, style: str) -> None:
        self.fields.append(_Field(element.get("w_instr", ""), shows=True))
        if not self._refer(said, change):
            for child in element:
                self._inline(child, said, change, style)
        self.fields.pop()

    def _refer(self, said: _Said, change: str) -> bool:
        """Whether the field is a reference, then written as one whatever number it shows."""
        mark = self.fields[-1].reference
        if mark and change != DELETED:
            said.add(f"[@{mark}]")
        return bool(mark)

    def _run(self, run: Element, said: _Said, change: str) -> None:
        properties = run.find("w_rPr")
        styled = value(properties.find("w_rStyle")) if properties is not None else ""
        named = self.styles.named(styled)
        bold = properties is not None and (
            is_on(properties.find("w_b")) or styled in self.styles.strong
        )
        hidden = properties is not None and is_on(properties.find("w_vanish"))
        text = ""
        for child in run:
            text += self._piece(child, said, change)
        if hidden or change == DELETED:
            return
        if "placeholder" in named and (hint := _PLACEHOLDER.match(text)):
            text = f"{{{{{hint[1]}}}}}"
        said.add(text, bold and "compléter" not in named)

    def _piece(self, child: Element, said: _Said, change: str) -> str:
        match child.tag:
            case "w_fldChar":
                self._field(child.get("w_fldCharType", ""), said, change)
            case "w_instrText" if self.fields and not self.fields[-1].shows:
                self.fields[-1].instruction += child.text or ""
            case "w_commentReference":
                self._comment(child.get("w_id", ""), said)
            case "w_t" if self._is_shown():
                for quoted in self.quoted.values():
                    quoted.append(child.text or "")
                return child.text or ""
            case tag if tag in _PLAIN and self._is_shown():
                return _PLAIN[tag]
            case tag if tag in _UNREAD:
                chart = tag == "w_drawing" and any("chart" in str(e.attrib) for e in child.iter())
                if not chart:
                    self.unread.add(_UNREAD[tag])
        return ""

    def _field(self, kind: str, said: _Said, change: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "separate":
            self.fields[-1].shows = True
            self._refer(said, change)
        elif self.fields and kind == "end":
            self.fields.pop()

    def _is_shown(self) -> bool:
        """What a reference shows is computed; a contents repeats the headings."""
        return all(f.shows and not f.reference and not f.is_contents for f in self.fields)

    def _comment(self, id: str, said: _Said) -> None:
        """The comment goes with the paragraph where it ends, with the words it is about."""
        comment = self.comments.pop(id, None)
        about = "".join(self.quoted.pop(id, [])).strip()
        if comment is not None and comment.text:
            said.comments.append(replace(comment, about=about[:300]))


def _end_is_deleted(properties: Element | None) -> bool:
    if properties is None:
        return False
    marks = properties.find("w_rPr")
    return marks is not None and (
        marks.find("w_del") is not None or marks.find("w_moveFrom") is not None
    )


def _merged(revisions: list[Revision]) -> list[Revision]:
    """Runs of one change told once."""
    merged: list[Revision] = []
    for one in revisions:
        last = merged[-1] if merged else None
        if last and (last.kind, last.author) == (one.kind, one.author):
            merged[-1] = replace(last, text=f"{last.text} {one.text}"[:2000])
        else:
            merged.append(replace(one, text=one.text[:2000]))
    return merged


def _light(runs: list[tuple[str, bool]]) -> str:
    """The runs as a text with light marks, blanks recognised."""
    pieces: list[tuple[str, bool]] = []
    for text, bold in runs:
        if pieces and (pieces[-1][1] == bold or not text.strip()):
            pieces[-1] = (pieces[-1][0] + text, pieces[-1][1])
        else:
            pieces.append((text, bold))
    said = "".join(_bold(text) if bold else text for text, bold in pieces)
    return TO_COMPLETE.sub(lambda found: f"[[{found[1].strip()}]]", said).strip()


def _bold(text: str) -> str:
    """« **gras** », its spaces left outside; a text that holds stars stays as it is."""
    inner = text.strip()
    if not inner or "*" in inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}**{inner}**{text[start + len(inner) :]}"
