"""A file as it went out and as it came back: piece by piece, line by line, what became of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from procurement.word.lines import Line, Piece, bare

# Over this likeness, out of 100, a piece or a line without its mark is the one that is missing.
ALIKE = 60
LINES_ALIKE = 50
_READ = 4_000  # characters of a line or of a piece, when two are compared
_NEAR = 200  # lines below, among which a reworded one is looked for
_MANY = 4_000_000  # pairs of lines over which an exact comparison would take too long


@dataclass(frozen=True)
class LineChange:
    """A line that is not the same: `before` is None when added, `after` None when removed.

    `follows` is the line that stands before it in the file that went out, None under the heading.
    """

    before: Line | None
    after: Line | None
    follows: Line | None


@dataclass(frozen=True)
class PieceChange:
    """What became of one piece; `follows` is the piece it now stands after."""

    before: Piece | None
    after: Piece | None
    lines: tuple[LineChange, ...] = ()
    moved: bool = False
    follows: Piece | None = None

    @property
    def retitled(self) -> bool:
        return bool(self.before and self.after and self.before.head.key != self.after.head.key)

    @property
    def kept(self) -> bool:
        return bool(self.before and self.after and not (self.lines or self.moved or self.retitled))


def compare(before: Sequence[Piece], after: Sequence[Piece]) -> list[PieceChange]:
    """Every piece, in the order of the file that came back, then those that it no longer holds."""
    of = _matched(before, after)
    staying = _in_order([of[n] for n in range(len(after)) if n in of])
    changes = []
    for n, piece in enumerate(after):
        follows = after[n - 1] if n else None
        if n not in of:
            changes.append(PieceChange(None, piece, follows=follows))
            continue
        known = before[of[n]]
        lines = tuple(_line_changes(spoken(known.lines), spoken(piece.lines)))
        changes.append(PieceChange(known, piece, lines, of[n] not in staying, follows))
    gone = sorted(set(range(len(before))) - set(of.values()))
    return changes + [PieceChange(before[n], None) for n in gone]


def spoken(lines: Sequence[Line]) -> list[Line]:
    """The lines that say something: others only carry what was tracked."""
    return [line for line in lines if line.key]


def _matched(before: Sequence[Piece], after: Sequence[Piece]) -> dict[int, int]:
    """Place in `after` → place in `before`: by mark, else by title, else by likeness."""
    marks = {bare(piece.mark): n for n, piece in enumerate(before) if piece.mark}
    of = {n: marks[bare(p.mark)] for n, p in enumerate(after) if bare(p.mark) in marks}
    if before and after and not before[0].level and not after[0].level:
        of[0] = 0
    left = [n for n in range(len(before)) if n not in set(of.values())]
    for n, piece in enumerate(after):
        same = [b for b in left if before[b].head.key == piece.head.key]
        if n not in of and same:
            of[n] = same[0]
            left.remove(same[0])
    candidates = sorted(
        (-_likeness(before[b], after[n]), b, n)
        for b in left
        for n in range(len(after))
        if n not in of
    )
    for likeness, b, n in candidates:
        if -likeness >= ALIKE and b in left and n not in of:
            of[n] = b
            left.remove(b)
    return of


def _likeness(before: Piece, after: Piece) -> float:
    said = [f"{p.title} {p.text}"[:_READ] for p in (before, after)]
    return fuzz.ratio(*said, score_cutoff=ALIKE)


def _in_order(places: Sequence[int]) -> set[int]:
    """The most pieces that kept their order: the others moved."""
    tails: list[int] = []  # the smallest end of an ordered run of each length
    ends: list[int] = []
    came_from: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        came_from[place] = ends[at - 1] if at else None
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [place]
    kept: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(step)
        step = came_from[step]
    return kept


def _line_changes(before: Sequence[Line], after: Sequence[Line]) -> Iterator[LineChange]:
    rough = len(before) * len(after) > _MANY
    matcher = SequenceMatcher(None, [b.key for b in before], [a.key for a in after], rough)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _replaced(before[:i1], before[i1:i2], after[j1:j2])


def _replaced(
    above: Sequence[Line], before: Sequence[Line], after: Sequence[Line]
) -> Iterator[LineChange]:
    """Lines that look alike are one line reworded; the others went or came."""
    last = above[-1] if above else None
    rest = list(after)
    for line in before:
        at = _most_alike(line, rest)
        if at is None:
            yield LineChange(line, None, last)
        else:
            for new in rest[:at]:
                yield LineChange(None, new, last)
            yield LineChange(line, rest[at], last)
            rest = rest[at + 1 :]
        last = line
    for new in rest:
        yield LineChange(None, new, last)


def _most_alike(line: Line, among: Sequence[Line]) -> int | None:
    scores = [fuzz.ratio(line.key[:_READ], other.key[:_READ]) for other in among[:_NEAR]]
    best = max(scores, default=0)
    return scores.index(best) if best >= LINES_ALIKE else None
