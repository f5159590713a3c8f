"""A page set in two columns is read down one, then down the other, tables included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from tenders.dossiers.texts.words import TextLine, Word, lines_of

_NARROWEST = 8.0  # of the blank between two columns
_LEAST_LINES = 8
_LEAST_WORDS = 4  # on a line of a column of prose; labels have fewer
_BETWEEN_WORDS = 0.6  # of the size of the letters: an ordinary blank, even in justified text
_TITLE = re.compile(r"^(?:article\s+)?\d{1,2}(?:\.\d{1,2})*\s*[.):–—-]?\s+[A-ZÀÉÈÊÎÔ]", re.I)


@dataclass(frozen=True)
class Placed:
    """The rows of a ruled table, with where it stands on the page."""

    left: float
    right: float
    top: float
    rows: tuple[tuple[str, ...], ...]


Stream = tuple[list[Word], list[Placed]]  # what is read from top to bottom
Item = TextLine | Placed


def streams(words: list[Word], tables: Sequence[Placed]) -> Iterator[Stream]:
    """The columns of the page in reading order; what crosses them parts what is above and below."""
    lines = lines_of(words)
    items: list[Item] = sorted([*lines, *tables], key=lambda item: item.top)
    gutter = _gutter(lines)
    if gutter is None:
        yield _stream(items)
        return
    whole: list[Item] = []
    for crosses, run in groupby(items, key=lambda item: _crosses(item, gutter)):
        inside = list(run)
        halves = [] if crosses else list(_halves(inside, gutter))
        if len(halves) < 2:  # the last line of a paragraph may not reach the gutter
            whole += inside
            continue
        yield _stream(whole)
        yield from map(_stream, halves)
        whole = []
    yield _stream(whole)


def _stream(items: Iterable[Item]) -> Stream:
    items = list(items)
    words = [word for item in items if isinstance(item, TextLine) for word in item.words]
    return words, [item for item in items if isinstance(item, Placed)]


def _crosses(item: Item, gutter: float) -> bool:
    """A table over the gutter, or a line whose words follow each other across it."""
    if isinstance(item, Placed):
        return item.left < gutter < item.right
    return any(word.left < gutter < word.right for word in item.words) or any(
        a.right <= gutter <= b.left and b.left - a.right < _BETWEEN_WORDS * a.size
        for a, b in pairwise(item.words)
    )


def _halves(items: Sequence[Item], gutter: float) -> Iterator[list[Item]]:
    for side in (0, 1):
        half: list[Item] = [t for t in items if isinstance(t, Placed) and side == (t.left > gutter)]
        for line in (item for item in items if isinstance(item, TextLine)):
            if words := [word for word in line.words if side == (word.left >= gutter)]:
                half.append(TextLine(words))
        if half:
            yield sorted(half, key=lambda item: item.top)


def _gutter(lines: list[TextLine]) -> float | None:
    """Where a blank parts two columns of prose; a table without rules is none."""
    if len(lines) < _LEAST_LINES:
        return None
    left, right = min(li.left for li in lines), max(li.right for li in lines)
    if right - left < 200:
        return None
    best = max(
        (left + (right - left) * share / 60 for share in range(20, 41)),
        key=lambda x: sum(_parts_at(line, x) for line in lines),
    )
    parted = [line for line in lines if _parts_at(line, best)]
    crossed = sum(not _parts_at(line, best) and line.left < best < line.right for line in lines)
    if len(parted) < max(_LEAST_LINES, 2 * crossed):
        return None
    halves = (
        lines_of([w for li in lines for w in li.words if w.right <= best]),
        lines_of([w for li in lines for w in li.words if w.left >= best]),
    )
    if not (all(map(_is_prose, halves)) or all(map(_has_titles, halves))):
        return None
    edges = Counter(round(line.left) for line in halves[1])
    return edges.most_common(1)[0][0] - 1.5  # where the lines of the second column begin


def _is_prose(lines: list[TextLine]) -> bool:
    """Lines that fill their column with several words, as wrapped text does."""
    left, right = min(li.left for li in lines), max(li.right for li in lines)
    full = [
        li
        for li in lines
        if len(li.words) >= _LEAST_WORDS and li.right - li.left > 0.8 * (right - left)
    ]
    return len(full) >= max(4, 0.2 * len(lines))


def _has_titles(lines: list[TextLine]) -> bool:
    return sum(bool(_TITLE.match(line.text)) for line in lines) > 1


def _parts_at(line: TextLine, x: float) -> bool:
    before = [word for word in line.words if word.right <= x]
    after = [word for word in line.words if word.left >= x]
    if len(before) + len(after) < len(line.words) or not before or not after:
        return False
    return min(w.left for w in after) - max(w.right for w in before) >= _NARROWEST
