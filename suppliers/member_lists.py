"""A list of members that a network sends: a SIRET, an e-mail address, or both on each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from procurement.identifiers import InvalidIdentifier, parse_siret

MOST_MEMBERS = 500
_EMAIL = re.compile(r"[^\s@;,<>()]+@[^\s@;,<>()]+\.[A-Za-z]{2,}")
_LONG_NUMBER = re.compile(r"\d(?:[\s.\u00a0\u202f-]?\d){8,}")


@dataclass(frozen=True)
class MemberLine:
    """One line as read; `reason` says why it cannot be taken, as a sentence."""

    line: int
    text: str
    siret: str = ""
    email: str = ""
    reason: str = ""


def read_lines(rows: Iterable[tuple[int, Sequence[Any]]]) -> list[MemberLine]:
    """The lines that say something; a header, without any digit or address, is passed over."""
    found = [_read(number, _text(cells)) for number, cells in rows if _text(cells)]
    return [line for position, line in enumerate(found) if position or not _is_header(line)]


def read_sheets(sheets: Iterable[Iterable[tuple[int, Sequence[Any]]]]) -> list[MemberLine]:
    """The lines of the sheet that names most members: a workbook often opens on a notice."""
    read = [read_lines(rows) for rows in sheets]
    return max(read, key=lambda lines: sum(not line.reason for line in lines), default=[])


def read_text(text: str) -> list[MemberLine]:
    return read_lines((n, [line]) for n, line in enumerate(text.splitlines(), start=1))


def _text(cells: Sequence[Any]) -> str:
    return " ; ".join(str(_whole(cell)).strip() for cell in cells if cell not in (None, ""))


def _whole(cell: Any) -> Any:
    """A spreadsheet hands a SIRET over as a number, its leading zeros lost."""
    is_long = isinstance(cell, int | float) and cell >= 10**9
    return f"{int(cell):014d}" if is_long else cell


def _is_header(line: MemberLine) -> bool:
    return bool(line.reason) and not re.search(r"[\d@]", line.text)


def _read(number: int, text: str) -> MemberLine:
    email = _EMAIL.search(text)
    numbers = _LONG_NUMBER.findall(_EMAIL.sub(" ", text))
    address = email[0].lower() if email else ""
    if not numbers and not address:
        reason = "Ni SIRET ni adresse : écrivez par exemple « 130 025 265 00013 »."
        return MemberLine(number, text, reason=reason)
    try:
        siret = _siret(numbers) if numbers else ""
    except InvalidIdentifier as error:
        return MemberLine(number, text, email=address, reason=str(error))
    return MemberLine(number, text, siret, address)


def _siret(numbers: Sequence[str]) -> str:
    """Among the numbers of a line, telephones included, the one that has the most digits."""
    return parse_siret(max(numbers, key=lambda text: sum(map(str.isdigit, text))))
