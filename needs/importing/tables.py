"""Where a sheet's table begins and ends: its header, its rows, and the lines that are neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice

from needs.importing.cells import GROUP
from needs.importing.rhythms import period_in
from needs.importing.series import is_part
from procurement.spreadsheets import Cell, Row
from procurement.typography import fold, join_words, number, plural

_SAMPLES = 3
_LOOKED_AT = 25  # a header lies near the top
_TOTAL = re.compile(r"(sous[- ]?)?tota(l|ux)\b(?! ?energies)|^(somme|moyenne)\b")
_REMARK = re.compile(
    r"\*|\(\d\)|[a-z.]{1,4} ?[:=] "
    r"|(source|nota( bene)?|notes?|n\.?b\.?|remarques?|legende|mise a jour|imprime|edite)(\W|$)"
)
_FIGURES = re.compile(r"(?!20\d\d$)[\d\s.,]+")  # a year may be the name of a column
_PERIOD = re.compile(r"(par |/ ?)(jour|semaine|sem|mois|an)|journalier|annuel|mensuel|hebdomadaire")

Known = Callable[[str], bool]  # whether a cell is a header that we know
IsData = Callable[[Sequence[Cell]], bool]  # whether a line is surely one of the table


@dataclass(frozen=True)
class Table:
    """The header and the rows under it; `remarks` say in French what was left out and where."""

    header: list[str]
    rows: list[Row]
    remarks: list[str] = field(default_factory=list)
    header_line: int = 1

    def column(self, index: int) -> list[Cell]:
        return [cells[index] if index < len(cells) else None for _, cells in self.rows]

    def samples(self, index: int) -> list[str]:
        """The first values of a column, as people write them."""
        filled = (cell for cell in self.column(index) if cell is not None)
        first = islice(filled, _SAMPLES)
        return [number(c) if isinstance(c, float) else str(c) for c in first]


def find_table(rows: Sequence[Row], known: Known, is_data: IsData = lambda cells: False) -> Table:
    """The table of a sheet; its first line is the header when none looks like one.

    A line that `is_data` is certain of is no total, whatever it begins with.
    """
    position, height = _header_position(rows, known)
    header = _header(rows, position, height, known)
    body = list(rows[position + height :])
    totals = {line for line, cells in body if _is_total(cells) and not is_data(cells)}
    last_total = max(totals, default=rows[-1][0] + 1)
    kept = _without_remarks(_without_totals(body, totals), last_total)
    header += [""] * (max((len(cells) for _, cells in kept), default=0) - len(header))
    named = [name or f"Colonne {_letter(i)}" for i, name in enumerate(header)]
    remarks = _said_left_out(rows[:position], body, kept)
    return Table(named, kept, remarks, header_line=rows[position][0])


def _header_position(rows: Sequence[Row], known: Known) -> tuple[int, int]:
    """Where the header begins, and whether it takes one line or two."""
    best, place = 0.0, (0, 1)
    several = any(len(cells) > 1 for _, cells in rows)
    for position in range(min(_LOOKED_AT, len(rows))):
        if several and _lone_words(rows[position][1]):
            continue  # a title
        for height in (1, 2):
            if height == 2 and not _may_be_two(rows, position, known):
                continue
            names = _header(rows, position, height, known)
            figures = sum(bool(_FIGURES.fullmatch(name)) for name in names)
            score = float(sum(known(name) for name in names if _says_something(name)) - figures)
            score += 0.5 * _filled_gaps(rows, position) - 0.4 if height == 2 else 0
            if score > best:
                best, place = score, (position, height)
    return place


def _says_something(name: str) -> bool:
    """« Par semaine » alone resembles « jours par semaine », and names nothing."""
    return bool(name) and not _PERIOD.fullmatch(fold(name))


def _filled_gaps(rows: Sequence[Row], position: int) -> int:
    """Columns that only the lower line names, when there are several."""
    upper, lower = rows[position][1], rows[position + 1][1]
    gaps = sum(
        below is not None and (index >= len(upper) or upper[index] is None)
        for index, below in enumerate(lower)
    )
    return gaps if gaps > 1 else 0


def _may_be_two(rows: Sequence[Row], position: int, known: Known) -> bool:
    """Two lines of words, the upper one with gaps: cells merged across or down."""
    if position + 1 >= len(rows):
        return False
    upper, lower = rows[position][1], rows[position + 1][1]
    words = [cell for cell in lower if cell is not None]
    return (
        len([cell for cell in upper if cell is not None]) >= 2
        and bool(words)
        and all(isinstance(c, str) and _is_a_name(c) for c in words)
        and (None in upper or None in lower or len(upper) < len(lower))
        and _header(rows, position, 2, known) != _texts(lower)
    )


def _is_a_name(cell: str) -> bool:
    return is_part(cell) or not re.search(r"\d{2}|^\d+$", cell)


def _header(rows: Sequence[Row], position: int, height: int, known: Known) -> list[str]:
    upper = _texts(rows[position][1])
    if height == 1:
        return upper
    lower = _texts(rows[position + 1][1])
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    names, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        needed = below != above and (
            _needs_group(below, lower) or (period_in(group) and not known(below))
        )
        names.append(_in_its_group(group, below) if below and needed else below or above)
    return names


def _in_its_group(group: str, below: str) -> str:
    """« Bacs par jour », « Maternelle : Repas »."""
    link = " " if _PERIOD.fullmatch(fold(below)) else GROUP
    return f"{group}{link}{below}" if group else below


def _needs_group(below: str, lower: Sequence[str]) -> bool:
    """A name that several groups share (« Nombre », « Nombre »), a mere period (« par jour ») or
    a month says nothing alone; nor does a class of « Repas par jour »."""
    alone = lower.count(below) > 1 or _PERIOD.fullmatch(fold(below)) or is_part(below)
    return bool(alone)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]


def _without_totals(rows: list[Row], totals: Collection[int]) -> list[Row]:
    kept = [row for row in rows if row[0] not in totals]
    if len(kept) > 2 and _sums_up(kept[-1][1], [cells for _, cells in kept[:-1]]):
        kept.pop()
    return kept


def _is_total(cells: Sequence[Cell]) -> bool:
    """« Total général », « Sous-total Lille », before or beside its numbers."""
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and bool(_TOTAL.match(fold(first)))


def _sums_up(last: Sequence[Cell], above: list[list[Cell]]) -> bool:
    """A last line of numbers only, each the sum of its column."""
    figures = [(i, cell) for i, cell in enumerate(last) if cell is not None]
    return bool(figures) and all(
        isinstance(cell, int | float) and abs(cell - sum(_figure(row, i) for row in above)) < 0.01
        for i, cell in figures
    )


def _figure(row: Sequence[Cell], index: int) -> float:
    cell = row[index] if index < len(row) else None
    return cell if isinstance(cell, int | float) else 0


def _without_remarks(rows: list[Row], last_total: int) -> list[Row]:
    """The table without the notes at its foot: lone words, that say so or follow the total."""
    end = len(rows)
    while end and (words := _lone_words(rows[end - 1][1])):
        if not _REMARK.match(words) and rows[end - 1][0] < last_total:
            break
        end -= 1
    return rows[:end]


def _lone_words(cells: Sequence[Cell]) -> str:
    """What a line says in its one filled cell; nothing when it has several, or a number."""
    filled = [cell for cell in cells if cell is not None]
    return fold(filled[0]) if len(filled) == 1 and isinstance(filled[0], str) else ""


def _said_left_out(above: Sequence[Row], body: list[Row], kept: list[Row]) -> list[str]:
    taken = {line for line, _ in kept}
    left = [row for row in body if row[0] not in taken]
    notes = [str(line) for line, cells in left if _lone_words(cells) and not _is_total(cells)]
    totals = [str(line) for line, _ in left if str(line) not in notes]
    said = []
    if above:
        left_out = "laissée" if len(above) == 1 else "laissées"
        count = plural(len(above), "ligne de titre", "lignes de titre")
        said.append(f"{count} au-dessus du tableau, {left_out} de côté.")
    if totals:
        said.append(_left_out(totals, "ligne de total", "lignes de total"))
    if notes:
        said.append(_left_out(notes, "note de bas de tableau", "notes de bas de tableau"))
    return said


def _left_out(lines: list[str], one: str, many: str) -> str:
    count = plural(len(lines), one, many)
    shown = join_words(lines[:5]) if len(lines) <= 5 else f"{', '.join(lines[:5])}…"
    where = "ligne" if len(lines) == 1 else "lignes"
    verb = "laissée" if len(lines) == 1 else "laissées"
    return f"{count} {verb} de côté ({where} {shown})."


def _letter(index: int) -> str:
    """« A », « Z », « AA »: how a spreadsheet names its columns."""
    return (_letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
