"""An analysis grid read back: every cell checked, every sum counted again.

One fault and nothing is taken: half an analysis would rank offers wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from openpyxl.utils import get_column_letter

from procurement.spreadsheets import Cell, Sheet
from procurement.typography import NBSP, fold, join_words, number
from procurement.word.inline import plain
from tenders.marks.marked import CellFault, ExpectedLot, ExpectedPart, MarkedLot, MarkedOffer
from tenders.marks.remarks import remarks as remarks_on
from tenders.simulation import FORMULAS, Scene

HEADER_LINE = 3
NUMBER, NAME, WEIGHT, TOP = range(4)  # the columns before those of the offers
FIRST_OFFER = 4
POINTS = "Points"
MOTIVES = "Motifs"
TOTAL, RANK = "Total", "Rang"
CENT = Decimal("0.01")
CLOSE = Decimal("0.02")  # what rounding may move of a total


@dataclass(frozen=True)
class MarksRead:
    """`faults` refuse the file; `remarks` are for the readers to weigh."""

    lots: tuple[MarkedLot, ...]
    faults: tuple[CellFault, ...]
    remarks: tuple[CellFault, ...]


def read_marks(sheets: Sequence[Sheet], expected: Sequence[ExpectedLot]) -> MarksRead:
    """The marks of every lot that has some."""
    by_name = {fold(sheet.name).strip(): sheet for sheet in sheets}
    motives = _motives(by_name.get(fold(MOTIVES)))
    lots, faults, remarks = [], [], []
    for wanted in expected:
        sheet = by_name.get(fold(wanted.sheet))
        if sheet is None:
            continue
        reader = _Reader(sheet, wanted, motives.get(fold(wanted.sheet), {}))
        found = reader.read()
        faults += reader.faults
        if found is not None:
            lots.append(found)
            remarks += [*reader.remarks, *remarks_on(found, wanted.sheet)]
    if not lots and not faults:
        names = join_words([f"«{NBSP}{wanted.sheet}{NBSP}»" for wanted in expected])
        faults.append(
            CellFault(
                "Classeur",
                "aucune note n'y est écrite.",
                f"Partez de la grille téléchargée ici et remplissez {names}.",
            )
        )
    return MarksRead(tuple(lots), tuple(faults), tuple(remarks))


class _Reader:
    """One sheet, held to what its lot expects."""

    def __init__(
        self, sheet: Sheet, wanted: ExpectedLot, motives: Mapping[tuple[str, int], str]
    ) -> None:
        self.sheet, self.wanted, self.motives = sheet, wanted, motives
        self.rows = dict(sheet.rows)
        self.faults: list[CellFault] = []
        self.remarks: list[CellFault] = []

    def read(self) -> MarkedLot | None:
        offers = self._offers(self.rows.get(HEADER_LINE, []))
        columns = {column: name for column, name in offers.items() if self._is_used(column)}
        if not columns:  # a lot that nobody has marked yet
            return None
        lines = self._lines()
        if len(lines) < len(self.wanted.parts):
            return None
        self._check_names(columns)
        given = {column: self._given(column, lines) for column in columns}
        if self.faults:
            return None
        points = self._points(given, lines, first=FIRST_OFFER + len(offers))
        if self.faults:
            return None
        marked = MarkedLot(
            self.wanted.lot,
            self.wanted.title,
            self.wanted.parts,
            tuple(
                MarkedOffer(
                    name,
                    given[column],
                    points[column],
                    self._motives_of(column),
                )
                for column, name in columns.items()
            ),
        )
        self._compare(marked, list(columns), len(offers))
        return marked

    def _offers(self, header: list[Cell]) -> dict[int, str]:
        """Column → name of the offer, from the fifth column to the first one of points."""
        ends = [n for n, cell in enumerate(header) if str(cell or "").startswith(POINTS)]
        if not header or not ends or ends[0] <= FIRST_OFFER:
            self._fault(
                HEADER_LINE,
                NUMBER,
                "les titres des colonnes ne sont plus ceux de la grille.",
                "Téléchargez de nouveau la grille et recopiez-y vos notes.",
            )
            return {}
        return {n: str(header[n] or "").strip() for n in range(FIRST_OFFER, ends[0])}

    def _lines(self) -> dict[str, int]:
        """Part number → line; every part of the tender must be there, as it was announced."""
        at = {str(row[NUMBER]): line for line, row in self.rows.items() if line > HEADER_LINE}
        lines = {}
        for part in self.wanted.parts:
            line = at.get(part.number)
            if line is None:
                self.faults.append(
                    CellFault(
                        self.wanted.sheet,
                        f"la ligne {part.number}, «{NBSP}{part.name}{NBSP}», n'y est plus.",
                        "Une grille garde toutes les lignes annoncées : remettez celle-ci.",
                    )
                )
                continue
            lines[part.number] = line
            self._check_part(part, line)
        return lines

    def _check_part(self, part: ExpectedPart, line: int) -> None:
        if _same(str(self._cell(line, NAME) or "")) != _same(part.name):
            self._fault(
                line,
                NAME,
                f"le critère annoncé est «{NBSP}{part.name}{NBSP}».",
                "Un critère ne change pas après la publication ; téléchargez la grille du jour "
                "si le marché a changé.",
            )
        weight = _decimal(self._cell(line, WEIGHT))
        if weight != part.weight:
            self._fault(
                line,
                WEIGHT,
                f"le poids annoncé est {number(part.weight)}.",
                "Remettez ce poids : seuls les poids annoncés servent à juger (R2152-11).",
            )

    def _is_used(self, column: int) -> bool:
        return any(self._cell(line, column) is not None for line in self.rows if line > HEADER_LINE)

    def _check_names(self, columns: Mapping[int, str]) -> None:
        seen: dict[str, int] = {}
        for column, name in columns.items():
            if not name:
                self._fault(HEADER_LINE, column, "cette offre n'a pas de nom.", "Écrivez-le.")
            elif fold(name) in seen:
                self._fault(
                    HEADER_LINE,
                    column,
                    f"«{NBSP}{name}{NBSP}» est déjà le nom d'une autre colonne.",
                    "Donnez à chaque offre son nom.",
                )
            seen[fold(name)] = column

    def _given(self, column: int, lines: Mapping[str, int]) -> dict[str, Decimal]:
        given = {}
        for part in self.wanted.parts:
            line = lines[part.number]
            value = self._number(part, line, column)
            if value is not None:
                given[part.number] = value
        return given

    def _number(self, part: ExpectedPart, line: int, column: int) -> Decimal | None:
        cell = self._cell(line, column)
        value = _decimal(cell)
        asked = (
            "Un montant en euros, plus grand que zéro, est attendu."
            if part.top is None
            else f"Une note de 0 à {part.top} est attendue."
        )
        if cell is None:
            what = "le montant" if part.top is None else "la note"
            self._fault(line, column, f"{what} manque alors que l'offre est notée.", asked)
        elif value is None:
            self._fault(line, column, f"«{NBSP}{cell}{NBSP}» n'est pas un nombre.", asked)
        elif (part.top is None and value <= 0) or (
            part.top is not None and not 0 <= value <= part.top
        ):
            self._fault(line, column, f"{number(value)} n'est pas admis.", asked)
        else:
            return value
        return None

    def _points(
        self, given: Mapping[int, Mapping[str, Decimal]], lines: Mapping[str, int], *, first: int
    ) -> dict[int, dict[str, Decimal]]:
        points: dict[int, dict[str, Decimal]] = {column: {} for column in given}
        for part in self.wanted.parts:
            values = {column: marks[part.number] for column, marks in given.items()}
            for column, value in values.items():
                if part.top is not None:
                    worth: Decimal | None = _rounded(value / part.top * part.weight)
                elif part.formula:
                    worth = _rounded(part.weight * _share(part.formula, value, values.values()))
                else:
                    beside = first + column - FIRST_OFFER
                    worth = self._typed_points(part, lines[part.number], beside)
                if worth is not None:
                    points[column][part.number] = worth
        return points

    def _typed_points(self, part: ExpectedPart, line: int, column: int) -> Decimal | None:
        """Points of a price whose announced method Balise cannot compute."""
        value = _decimal(self._cell(line, column))
        if value is None or not 0 <= value <= part.weight:
            self._fault(
                line,
                column,
                "les points du prix manquent ou dépassent son poids.",
                f"Calculez-les d'après la méthode annoncée, de 0 à {number(part.weight)} ; ou "
                "choisissez la formule du critère dans le marché.",
            )
            return None
        return _rounded(value)

    def _motives_of(self, column: int) -> dict[str, str]:
        position = column - FIRST_OFFER + 1
        return {part: why for (part, place), why in self.motives.items() if place == position}

    def _compare(self, marked: MarkedLot, columns: list[int], offers: int) -> None:
        """The totals that the spreadsheet last computed, beside those counted here."""
        line = next((n for n, row in self.rows.items() if row[NUMBER] == TOTAL), None)
        if line is None:
            return
        for column, offer in zip(columns, marked.offers, strict=True):
            shown = _decimal(self._cell(line, column + offers))
            if shown is not None and abs(shown - offer.total) > CLOSE:
                self.remarks.append(
                    CellFault(
                        self._where(line, column + offers),
                        f"le classeur affiche {number(shown)} pour {offer.name}, Balise compte "
                        f"{number(offer.total)}.",
                        "Une formule a sans doute été remplacée ; le compte de Balise est gardé.",
                    )
                )

    def _cell(self, line: int, column: int) -> Cell:
        row = self.rows.get(line, [])
        return row[column] if column < len(row) else None

    def _fault(self, line: int, column: int, why: str, instead: str) -> None:
        self.faults.append(CellFault(self._where(line, column), why, instead))

    def _where(self, line: int, column: int) -> str:
        return f"{self.wanted.sheet}, cellule {letters(column)}{line}"


def _motives(sheet: Sheet | None) -> dict[str, dict[tuple[str, int], str]]:
    """{sheet of the lot: {(part number, place of the offer from 1): why}}."""
    found: dict[str, dict[tuple[str, int], str]] = {}
    for line, row in sheet.rows if sheet else []:
        place = row[3] if len(row) >= 6 else None
        if line > HEADER_LINE and isinstance(place, int):
            found.setdefault(fold(str(row[0])), {})[str(row[1]), place] = str(row[5])
    return found


def _same(name: str) -> str:
    """A name whatever its apostrophes, spaces and capitals: spreadsheets change them."""
    return " ".join(fold(plain(name)).split())


def _share(formula: str, price: Decimal, prices: Any) -> Decimal:
    known = [float(p) for p in prices]
    scene = Scene(min(known), max(known), 0)
    return Decimal(str(round(FORMULAS[formula].share(float(price), scene), 12)))


def _decimal(cell: Cell) -> Decimal | None:
    """A number, or a number typed as French text: « 3,5 », « 12 400 € »."""
    if cell is None:
        return None
    text = "".join(str(cell).replace("€", "").replace("%", "").split()).replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def letters(column: int) -> str:
    """The name that a spreadsheet gives to a column counted from 0."""
    return get_column_letter(column + 1)
