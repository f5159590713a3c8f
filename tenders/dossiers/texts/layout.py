"""Words of a page → paragraphs and tables in reading order, as a person would read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenders.dossiers.texts.columns import Placed, streams
from tenders.dossiers.texts.grids import Bands, Grid
from tenders.dossiers.texts.headings import is_contents_line
from tenders.dossiers.texts.words import TextLine, Word, join, lines_of

_ITEM = re.compile(
    r"^(?:[-–—•●▪◦○■□❑➢➤►✓⮚·*\uf0a7\uf0b7\uf0d8\uf0fc]\s|[a-zA-Z]\s?[.)]\s|[IVX]{1,4}[.)–-]"
    r"|(?:article|lot)\s+(?:n\s?°\s?)?\d|\d{1,2}(?:[.-]\d{1,2})*\s?[.)°]\s+\S"
    r"|\d{1,2}(?:[.-]\d{1,2})*\s*[–-]\s*(?-i:[A-ZÀÉÈ])|\d{1,2}(?:\.\d{1,2})*\s+(?-i:[A-ZÀÉÈ]))",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.;:!?]\s*$")
_LOWER = re.compile(r"^[a-zàâéèêîôûç(«0-9]")


@dataclass(frozen=True)
class Piece:
    """A paragraph (`text`) or a table (`rows`) at its height in the page."""

    top: float
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    bold: bool = False
    larger: bool = False
    indent: int = 0


def pieces(words: Sequence[Word], grids: Sequence[Grid | Bands], body_size: float) -> list[Piece]:
    """Everything the page says, column by column; ruled tables where they stand."""
    tables: list[Placed] = []
    free = list(words)
    for grid in grids:
        inside = [word for word in free if grid.holds(word)]
        if not inside or not _is_table(grid, inside, free):
            continue
        free = [word for word in free if not grid.holds(word)]
        tables.append(Placed(grid.left, grid.right, grid.top, tuple(map(tuple, grid.rows(inside)))))
    return [piece for stream in streams(free, tables) for piece in _read_down(*stream, body_size)]


def _read_down(
    words: Sequence[Word], tables: Sequence[Placed], body_size: float
) -> Iterator[Piece]:
    """One column from top to bottom, cut where its tables begin."""
    bounds = [float("-inf"), *(table.top for table in tables), float("inf")]
    for at, (low, high) in enumerate(pairwise(bounds)):
        if at:
            yield Piece(low, rows=tables[at - 1].rows)
        yield from _prose(lines_of(w for w in words if low <= w.top < high), body_size)


def _is_table(grid: Grid | Bands, inside: Sequence[Word], words: Sequence[Word]) -> bool:
    if isinstance(grid, Grid):
        return not _is_inline(grid, words)
    return len(grid.columns(inside)) > 1


def _is_inline(grid: Grid, words: Sequence[Word]) -> bool:
    """Boxes drawn around words of a sentence: the words beside the rule nearly touch it."""
    lines = lines_of([w for w in words if grid.top - 3 <= w.middle <= grid.bottom + 3])
    close = sum(
        a.right - 1 <= rule.at <= b.left + 1
        and b.left - a.right < 0.45 * a.size + 1
        and rule.covers(a.middle)
        for line in lines
        for a, b in pairwise(line.words)
        for rule in grid.down
    )
    return close >= max(1, len(grid.ys) // 2)


def _prose(lines: list[TextLine], body_size: float) -> Iterator[Piece]:
    lines = [line for line in lines if line.words]
    at = 0
    while at < len(lines):
        table = _aligned(lines, at)
        if table > at + 1:
            yield Piece(lines[at].top, rows=tuple(_aligned_rows(lines[at:table])))
            at = table
            continue
        end = at + 1
        while end < len(lines) and _goes_on(lines, end) and _aligned(lines, end) <= end + 1:
            end += 1
        yield _paragraph(lines[at:end], lines, body_size)
        at = end


def _goes_on(lines: list[TextLine], at: int) -> bool:
    """Whether this line continues the paragraph of the line before."""
    line, before = lines[at], lines[at - 1]
    gap = line.top - before.bottom
    if is_contents_line(before.text):
        return False
    if gap > 0.95 * line.size or gap < -line.size or abs(line.size - before.size) > 0.8:
        return False
    if _ITEM.match(line.text) or (line.bold != before.bold and not _LOWER.match(line.text)):
        return False
    right = max(li.right for li in lines)
    left = min(li.left for li in lines)
    room = right - before.right
    first_word = line.words[0].right - line.words[0].left
    filled = room < first_word + 0.08 * (right - left) or room < 0.12 * (right - left)
    if not filled:
        return (
            bool(_LOWER.match(line.text))
            and not _ENDS.search(before.text)
            and not (line.text[0].isdigit() and room > 0.4 * (right - left))
        )
    if line.left > before.left + 1.5 * line.size and not _ITEM.match(before.text):
        return not _ENDS.search(before.text)
    return not (before.text.rstrip().endswith((":", ";")) and not _LOWER.match(line.text))


def _paragraph(lines: list[TextLine], column: list[TextLine], body_size: float) -> Piece:
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text)
    margin = min(line.left for line in column)
    return Piece(
        lines[0].top,
        text=text,
        bold=all(line.bold for line in lines),
        larger=lines[0].size > body_size + 1.2,
        indent=min(6, max(0, int((lines[0].left - margin) / 15))),
    )


def _aligned(lines: list[TextLine], at: int) -> int:
    """The end of the table without rules that begins here; `at` when there is none."""
    first = lines[at].segments()
    if len(first) < 2:
        return at
    end, rows, starts = at + 1, 1, [part[0].left for part in first]
    while end < len(lines):
        parts = lines[end].segments()
        gap = lines[end].top - lines[end - 1].bottom
        if gap > 2.2 * lines[end].size:
            break
        if len(parts) >= 2 and _fits(parts, starts):
            rows += 1
            starts = _columns_of(starts, parts)
        elif not _hangs(parts, starts, gap, lines[end]):
            break
        end += 1
    while (
        end - 1 > at
        and len(lines[end - 1].segments()) < 2
        and not _hangs(
            lines[end - 1].segments(),
            starts,
            lines[end - 1].top - lines[end - 2].bottom,
            lines[end - 1],
        )
    ):
        end -= 1
    return end if rows >= 2 else at


def _fits(parts: list[list[Word]], starts: list[float]) -> bool:
    """Whether the row shares a column's left edge, beyond the first, with those above."""
    return any(
        abs(part[0].left - start) < 8 or part[0].left < start < part[-1].right
        for part in parts[1:]
        for start in starts[1:]
    )


def _columns_of(starts: list[float], parts: list[list[Word]]) -> list[float]:
    kept = list(starts)
    for part in parts:
        overlapping = [s for s in kept if abs(s - part[0].left) < 40]
        if overlapping:
            kept[kept.index(overlapping[0])] = min(overlapping[0], part[0].left)
        else:
            kept.append(part[0].left)
    return sorted(kept)


def _hangs(parts: list[list[Word]], starts: list[float], gap: float, line: TextLine) -> bool:
    """The rest of a cell: close below, in one column and not across the others."""
    if gap > 0.7 * line.size or len(parts) != 1:
        return False
    words = parts[0]
    column = [s for s in starts if s <= words[0].left + 8]
    following = [s for s in starts if s > words[0].left + 8]
    return bool(column) and (not following or words[-1].right < following[0] + 4)


def _aligned_rows(lines: list[TextLine]) -> Iterator[tuple[str, ...]]:
    starts: list[float] = []
    for line in lines:
        parts = line.segments()
        if len(parts) >= 2:
            starts = _columns_of(starts, parts) if starts else [p[0].left for p in parts]
    rows: list[list[str]] = []
    for line in lines:
        parts = line.segments()
        cells = [""] * len(starts)
        for part in parts:
            at = max((i for i, s in enumerate(starts) if s <= part[0].left + 8), default=0)
            cells[at] = f"{cells[at]} {' '.join(word.text for word in part)}".strip()
        if rows and len(parts) == 1:
            at = next(i for i, cell in enumerate(cells) if cell)
            rows[-1][at] = f"{rows[-1][at]} {cells[at]}".strip()
        else:
            rows.append(cells)
    return (tuple(row) for row in rows)
