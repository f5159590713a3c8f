"""What a person changed in a generated document, made again each time it is generated.

An edit names the piece and the line by what they said when the file went out. One that finds
neither any more changes nothing and is told: its text is not lost, nor put somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from procurement.word.blocks import (
    AnswerBox,
    Block,
    Bullets,
    Clause,
    Document,
    Facts,
    Heading,
    Note,
    Numbered,
    Paragraph,
    SignatureBox,
    Table,
    walk,
)
from procurement.word.lines import as_blocks, bare, key

REPLACED, REMOVED, INSERTED = "replaced", "removed", "inserted"  # a line
RETITLED, REWRITTEN, WITHDRAWN, ADDED, MOVED = (  # a piece
    "retitled", "rewritten", "withdrawn", "added", "moved",
)  # fmt: skip
_FRAMES = (Facts, Table, AnswerBox, SignatureBox)


@dataclass(frozen=True)
class Edit:
    """`piece` is the mark of a heading; `line` the key of a line, empty for the heading itself.

    An added piece stands after `piece`; a moved one after the piece whose mark is `line`.
    """

    id: int
    act: str
    piece: str
    line: str = ""
    title: str = ""
    text: str = ""
    level: int = 2


@dataclass(frozen=True)
class Edited:
    document: Document
    idle: tuple[Edit, ...] = ()  # those that found nothing to change


@dataclass
class _Piece:
    key: str
    blocks: list[Block]


class _Nothing(Exception):
    """What the edit changes is not there any more."""


def apply(document: Document, edits: Iterable[Edit]) -> Edited:
    """The document with these edits, one after the other."""
    edits = list(edits)
    if not edits:
        return Edited(document)
    pieces, idle = _cut(document), []
    for edit in edits:
        try:
            changed = _ACTS[edit.act](pieces, edit)
        except _Nothing:
            idle.append(edit)
            continue
        if _can_be_written(changed):
            pieces = changed
        else:
            idle.append(edit)
    blocks = tuple(block for piece in pieces for block in piece.blocks)
    return Edited(replace(document, blocks=blocks), tuple(idle))


def _cut(document: Document) -> list[_Piece]:
    """The blocks under each heading; headings keep the address they have now."""
    pieces = [_Piece("", [])]
    entries = iter(document.outline)
    for block in document.blocks:
        if isinstance(block, Heading):
            entry = next(entries)
            pieces.append(_Piece(entry.key, [replace(block, key=entry.key)]))
        elif isinstance(block, Clause):
            pieces.append(_Piece(next(entries).key, [block]))
            for inner in walk(block.body):
                if isinstance(inner, Heading | Clause):
                    next(entries)
        else:
            pieces[-1].blocks.append(block)
    return pieces


def _can_be_written(pieces: Sequence[_Piece]) -> bool:
    """Whether a paragraph stands between any two frames, or the caption of the second."""
    blocks = list(walk([block for piece in pieces for block in piece.blocks]))
    return not any(
        isinstance(above, _FRAMES)
        and isinstance(below, _FRAMES)
        and not (isinstance(below, Table) and below.caption)
        for above, below in zip(blocks, blocks[1:], strict=False)
    )


def _place(pieces: Sequence[_Piece], mark: str) -> int:
    for n, piece in enumerate(pieces):
        if bare(piece.key) == bare(mark):
            return n
    raise _Nothing


# Pieces


def _retitled(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    head, *rest = pieces[at].blocks
    if isinstance(head, Heading):
        return _with(pieces, at, [replace(head, text=edit.title), *rest])
    if isinstance(head, Clause):
        return _with(pieces, at, [replace(head, title=edit.title), *rest])
    raise _Nothing


def _rewritten(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    head, *rest = pieces[at].blocks
    if not isinstance(head, Clause):
        raise _Nothing
    return _with(pieces, at, [replace(head, body=tuple(as_blocks(edit.text))), *rest])


def _withdrawn(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    head = pieces[at].blocks[0]
    if isinstance(head, Heading) and head.anchor and _refers(pieces, head.anchor, at):
        raise _Nothing
    return [*pieces[:at], *pieces[at + 1 :]]


def _refers(pieces: Sequence[_Piece], anchor: str, besides: int) -> bool:
    said = (str(piece.blocks) for n, piece in enumerate(pieces) if n != besides)
    return any(f"[@{anchor}]" in text for text in said)


def _added(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    clause = Clause(
        f"libre-{edit.id}", 1, edit.title, tuple(as_blocks(edit.text)), edit.level, edited=True
    )
    return [*pieces[: at + 1], _Piece(clause.bookmark, [clause]), *pieces[at + 1 :]]


def _moved(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    others = [*pieces[:at], *pieces[at + 1 :]]
    after = _place(others, edit.line)
    return [*others[: after + 1], pieces[at], *others[after + 1 :]]


# Lines


def _line_edited(pieces: list[_Piece], edit: Edit) -> list[_Piece]:
    at = _place(pieces, edit.piece)
    change = _CHANGES[edit.act]
    if edit.act == INSERTED and not edit.line:
        head, *rest = pieces[at].blocks
        return _with(pieces, at, [head, *as_blocks(edit.text), *rest])
    blocks: list[Block] = []
    found = False
    for block in pieces[at].blocks:
        changed = None if found else change(block, edit)
        found = found or changed is not None
        blocks += [block] if changed is None else changed
    if not found:
        raise _Nothing
    return _with(pieces, at, blocks)


def _replace_in(block: Block, edit: Edit) -> list[Block] | None:
    match block:
        case Paragraph(text=text) if key(text) == edit.line:
            return as_blocks(edit.text)
        case Bullets(items=items) | Numbered(items=items):
            at = _item(items, edit.line)
            return (
                None if at is None else [_items(block, (*items[:at], edit.text, *items[at + 1 :]))]
            )
    return None


def _remove_from(block: Block, edit: Edit) -> list[Block] | None:
    match block:
        case Paragraph(text=text) if key(text) == edit.line:
            return []
        case Bullets(items=items) | Numbered(items=items):
            at = _item(items, edit.line)
            if at is None:
                return None
            left = (*items[:at], *items[at + 1 :])
            return [_items(block, left)] if left else []
    return None


def _insert_after(block: Block, edit: Edit) -> list[Block] | None:
    """In the list when it is another item of it, else between two parts of the list."""
    match block:
        case Paragraph(text=text) if key(text) == edit.line:
            return [block, *as_blocks(edit.text)]
        case Bullets(items=items) | Numbered(items=items):
            at = _item(items, edit.line)
            if at is None:
                return None
            above, below = items[: at + 1], items[at + 1 :]
            new = as_blocks(edit.text)
            if len(new) == 1 and type(new[0]) is type(block):
                return [_items(block, (*above, *new[0].items, *below))]
            return [_items(block, above), *new, *([_items(block, below)] if below else [])]
        case Note(body=body) if _item(body, edit.line) == len(body) - 1:
            return [block, *as_blocks(edit.text)]
        case Table() | Facts() if _last_row(block) == edit.line:
            return [block, *as_blocks(edit.text)]
    return None


def _last_row(block: Table | Facts) -> str:
    """The key of the line that a frame ends with."""
    if isinstance(block, Facts):
        cells: tuple[str, ...] = block.pairs[-1]
    else:
        cells = block.totals or (block.rows[-1] if block.rows else block.header)
    lines = (" ".join(line.removeprefix("- ") for line in cell.split("\n")) for cell in cells)
    return key(" | ".join(lines))


def _item(items: Sequence[str], line: str) -> int | None:
    return next((n for n, item in enumerate(items) if key(item) == line), None)


def _items(block: Bullets | Numbered, items: tuple[str, ...]) -> Block:
    return replace(block, items=items)


def _with(pieces: list[_Piece], at: int, blocks: list[Block]) -> list[_Piece]:
    return [*pieces[:at], _Piece(pieces[at].key, blocks), *pieces[at + 1 :]]


_CHANGES: dict[str, Callable[[Block, Edit], list[Block] | None]] = {
    REPLACED: _replace_in,
    REMOVED: _remove_from,
    INSERTED: _insert_after,
}
_ACTS: dict[str, Callable[[list[_Piece], Edit], list[_Piece]]] = {
    REPLACED: _line_edited,
    REMOVED: _line_edited,
    INSERTED: _line_edited,
    RETITLED: _retitled,
    REWRITTEN: _rewritten,
    WITHDRAWN: _withdrawn,
    ADDED: _added,
    MOVED: _moved,
}
