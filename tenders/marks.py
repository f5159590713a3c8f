"""Marks of an analysis grid read back: checked cell by cell, counted again, ranked with reasons.

One fault and nothing is taken: half an analysis would rank offers wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from string import ascii_uppercase
from typing import Any

from procurement.spreadsheets import Cell, Sheet
from procurement.typography import NBSP, fold, join_words, number, plural
from procurement.word.inline import plain
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
class ExpectedPart:
    """What gets one mark; `top` is None for amounts, turned into points by `formula` if known."""

    number: str
    name: str
    weight: Decimal
    top: int | None = None
    formula: str = ""


@dataclass(frozen=True)
class ExpectedLot:
    lot: int | None
    sheet: str
    title: str
    parts: tuple[ExpectedPart, ...]


@dataclass(frozen=True)
class CellFault:
    """`where` is « Lot 1, cellule E6 »; `instead` says what to do."""

    where: str
    why: str
    instead: str = ""


@dataclass(frozen=True)
class MarkedOffer:
    """`given` are the marks and amounts as typed, `points` what they are worth, by part number."""

    name: str
    given: Mapping[str, Decimal]
    points: Mapping[str, Decimal]
    motives: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.points.values(), Decimal(0))


@dataclass(frozen=True)
class MarkedLot:
    lot: int | None
    title: str
    parts: tuple[ExpectedPart, ...]
    offers: tuple[MarkedOffer, ...]

    def rank(self, offer: MarkedOffer) -> int:
        """Equals share a rank."""
        return 1 + sum(other.total > offer.total for other in self.offers)

    @property
    def ranked(self) -> list[MarkedOffer]:
        return sorted(self.offers, key=lambda offer: (-offer.total, fold(offer.name)))

    def reason(self, offer: MarkedOffer) -> str:
        """Why the offer stands where it does: against the first, or against the second."""
        ranked, rank = self.ranked, self.rank(offer)
        place = f"{offer.name}{NBSP}: {_ordinal(rank)}, {_points(offer.total)} sur 100"
        others = [other for other in ranked if other is not offer]
        if not others:
            return f"{place}. C'est la seule offre notée."
        rival = others[0]
        gap = offer.total - rival.total
        if not gap:
            return f"{place}, à égalité avec {rival.name}. {self._apart(offer, rival)}".strip()
        more = "de plus" if gap > 0 else "de moins"
        against = f"{_points(abs(gap))} {more} que {rival.name}"
        return f"{place}, {against}. {self._apart(offer, rival)}".strip()

    def _apart(self, offer: MarkedOffer, rival: MarkedOffer) -> str:
        gaps = [
            (part, offer.points[part.number] - rival.points[part.number]) for part in self.parts
        ]
        gains = sorted((gap for gap in gaps if gap[1] > 0), key=lambda gap: -gap[1])
        losses = sorted((gap for gap in gaps if gap[1] < 0), key=lambda gap: gap[1])
        said = [
            f"elle {verb} sur " + join_words([_gap(part, gap) for part, gap in found])
            for verb, found in (("gagne", gains), ("perd", losses))
            if found
        ]
        sentence = " et ".join(said)
        return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""

    def rows(self) -> list[tuple[ExpectedPart, list[tuple[Decimal, Decimal]]]]:
        """(part, [(given, points) of each offer, the first ranked first])."""
        ranked = self.ranked
        return [
            (part, [(o.given.get(part.number, o.points[part.number]), o.points[part.number])
                    for o in ranked])
            for part in self.parts
        ]  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        return {
            "lot": self.lot,
            "title": self.title,
            "parts": [
                {
                    "number": part.number,
                    "name": part.name,
                    "weight": str(part.weight),
                    "top": part.top,
                    "formula": part.formula,
                }
                for part in self.parts
            ],
            "offers": [
                {
                    "name": offer.name,
                    "given": {key: str(value) for key, value in offer.given.items()},
                    "points": {key: str(value) for key, value in offer.points.items()},
                    "motives": dict(offer.motives),
                }
                for offer in self.offers
            ],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> MarkedLot:
        def decimals(values: Mapping[str, str]) -> dict[str, Decimal]:
            return {key: Decimal(value) for key, value in values.items()}

        return cls(
            kept["lot"],
            kept["title"],
            tuple(
                ExpectedPart(p["number"], p["name"], Decimal(p["weight"]), p["top"], p["formula"])
                for p in kept["parts"]
            ),
            tuple(
                MarkedOffer(o["name"], decimals(o["given"]), decimals(o["points"]), o["motives"])
                for o in kept["offers"]
            ),
        )


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
            remarks += [*reader.remarks, *_weighed(found, wanted.sheet)]
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


def _weighed(marked: MarkedLot, sheet: str) -> Iterator[CellFault]:
    """What readers should look at again before they sign."""
    first = [offer.name for offer in marked.ranked if marked.rank(offer) == 1]
    if len(first) > 1:
        yield CellFault(
            sheet,
            f"{join_words(first)} sont premières à égalité.",
            "Départagez-les comme le règlement l'annonce.",
        )
    for part in marked.parts:
        yield from _weighed_part(marked, part, sheet)
    silent = [
        f"{offer.name} ({part.number})"
        for part in marked.parts
        if part.top is not None
        for offer in marked.offers
        if part.number not in offer.motives
    ]
    if silent:
        shown = ", ".join(silent[:6]) + (", …" if len(silent) > 6 else "")
        yield CellFault(
            sheet,
            f"{plural(len(silent), 'note')} sans motif écrit{NBSP}: {shown}.",
            "Écrivez-le dans la feuille « Motifs » : un candidat non retenu peut le demander "
            "(R2181-3).",
        )


def _weighed_part(marked: MarkedLot, part: ExpectedPart, sheet: str) -> Iterator[CellFault]:
    points = [offer.points[part.number] for offer in marked.offers]
    if len(points) > 1 and len(set(points)) == 1 and part.weight:
        yield CellFault(
            sheet,
            f"«{NBSP}{part.name}{NBSP}» ne départage personne : toutes les offres y ont "
            f"{_points(points[0])}.",
            "Vérifiez que l'échelle a été employée entière.",
        )
    if part.top is None and not part.formula:
        by_price = sorted(marked.offers, key=lambda offer: offer.given[part.number])
        for cheap, dear in zip(by_price, by_price[1:], strict=False):
            if cheap.points[part.number] < dear.points[part.number]:
                yield CellFault(
                    sheet,
                    f"{cheap.name}, moins chère que {dear.name}, a moins de points au prix.",
                    "La meilleure offre d'un critère reçoit la meilleure note (CE, 29 octobre "
                    "2013, Val d'Oise Habitat, n° 370789).",
                )


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
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


def _ordinal(rank: int) -> str:
    return "première" if rank == 1 else f"{rank}e"


def _points(value: Decimal) -> str:
    return f"{number(value)} point{'s' if abs(value) >= 2 else ''}"


def _gap(part: ExpectedPart, gap: Decimal) -> str:
    sign = "+" if gap > 0 else "−"
    return f"«{NBSP}{part.name}{NBSP}» ({sign}{NBSP}{number(abs(gap))})"
