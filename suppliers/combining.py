"""Sets of suppliers none of whom is one too many, by exact search over the best candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from suppliers.components import Component
from suppliers.covering import Candidate
from suppliers.demand import Demand
from suppliers.sharing import Ratios, is_needed, ratios_of

MEMBERS = range(2, 6)


def useful(
    demand: Demand, pool: Sequence[Candidate], parts: Sequence[Component], top: int
) -> list[tuple[Candidate, ...]]:
    """The sets of members without any of whom something would no longer be taken on, or more in
    doubt: those that leave the least missing, and no more than the best of them alone. Sets of
    parts are written as bits.
    """
    levels = [
        [sum(1 << n for n, part in enumerate(parts) if holds(m, part)) for m in pool]
        for holds in (Candidate.surely, Candidate.covers, Candidate.takes)
    ]
    volumes = [ratios_of(demand, c, pool) for c in demand.components]
    to_share = list(filter(None, volumes)) if len(volumes) > 1 else []
    found = [
        members
        for size in MEMBERS
        for members in combinations(range(len(pool)), size)
        if all(_adds(m, members, levels, to_share) for m in members)
    ]
    whole = (1 << len(demand.components)) - 1  # what it may ask beside them comes after
    missing = [(whole & ~_union(levels[-1], members)).bit_count() for members in found]
    alone = min(((whole & ~held).bit_count() for held in levels[0]), default=0)
    most = min(alone, max(sorted(missing)[:top], default=0))
    return [
        tuple(pool[m] for m in members)
        for members, lacks in zip(found, missing, strict=True)
        if lacks <= most
    ]


def _union(held: Sequence[int], members: Iterable[int]) -> int:
    union = 0
    for member in members:
        union |= held[member]
    return union


def _adds(
    member: int,
    members: Sequence[int],
    levels: Sequence[Sequence[int]],
    to_share: Iterable[Ratios],
) -> bool:
    """True of one who holds a part as nobody else does: surely, by half a word, or nearly; or
    whose capacity the others lack.
    """
    held = 0
    for level in levels:
        others = _union(level, (other for other in members if other != member))
        if level[member] & ~held & ~others:
            return True
        held |= level[member]
    return any(is_needed(member, members, ratios) for ratios in to_share)
