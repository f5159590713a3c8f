"""The rows of a purchasing programme: each is a need, in the words of its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from needs.importing.cells import Amount, BadCell, is_number, read_amount, read_day, text
from needs.importing.columns import IGNORED, Column
from needs.importing.doubts import Choice, Decisions, Doubt, Skipped
from needs.importing.known import KnownSheet, sheet_of
from needs.importing.lines import Questions, ReadLine, SortedLines
from needs.importing.rhythms import period_in
from procurement.identifiers import InvalidIdentifier, parse_cpv
from procurement.spreadsheets import Cell, Row
from procurement.typography import euros, fold

NO_CODE = "none"
_EUROS = re.compile(
    r"\s*(?:[kM]?\s?(?:€|euros?\b|eur\b)|\b(?:ht|ttc)\b|/\s*an\b|\bpar an\b)\s*", re.IGNORECASE
)
_TIMES = re.compile(r"\d\s*([kM])\s?(?:€|euros?\b|eur\b)", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000}


@dataclass(frozen=True)
class NeedValues:
    member: str
    title: str
    service: str
    text: str
    cpv: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows, or a row and a sheet, the same need."""
        return self.member, fold(self.title), fold(self.service)


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine(ReadLine):
    need: NeedValues | None = None


@dataclass(frozen=True)
class Programme(SortedLines):
    """The needs to write."""

    lines: Sequence[ProgrammeLine]

    @property
    def needs(self) -> list[NeedValues]:
        return [line.need for line in self.lines if line.sure and line.need]

    def fingerprint(self) -> list[str]:
        return [" ".join(need.key) for need in self.needs]


@dataclass(frozen=True)
class ProgrammeContext:
    """The member authorities, the needs already written, and which codes exist."""

    members: Sequence[KnownSheet]
    written: Collection[tuple[str, str, str]]
    known_code: Callable[[str], bool]
    decisions: Decisions = field(default_factory=dict)


def read_programme(
    rows: Sequence[Row], columns: Sequence[Column], context: ProgrammeContext
) -> Programme:
    """Every row; one that a sheet or an earlier row already says is refused."""
    seen: dict[tuple[str, str, str], int] = {}
    lines = []
    for number, cells in rows:
        line = _Row(number, cells, columns, context).line()
        if line.sure and line.need:
            key = line.need.key
            line = replace(line, refusal=_already(line.need, seen, key in context.written))
            seen.setdefault(key, number)
        lines.append(line)
    return Programme(lines)


def _already(need: NeedValues, seen: dict[tuple[str, str, str], int], written: bool) -> str:
    if written:
        return f"« {need.title} » est déjà un besoin de cette autorité : il n'est pas modifié."
    if need.key in seen:
        return f"« {need.title} » est déjà à la ligne {seen[need.key]}."
    return ""


def _codes_in(words: str) -> list[str]:
    """« 15000000-8 / 15300000 », « 77 31 00 00 »; what is no code comes too, to be asked about."""
    pieces = [piece.strip() for piece in re.split(r"[;,/|]", words)]
    whole = [re.findall(r"\b\d{8}(?:\s?-\s?\d)?\b", piece) for piece in pieces]
    spaced = [re.findall(r"\d[\d\s-]{6,}\d|\S+", piece) for piece in pieces]
    return [code.strip() for a, b in zip(whole, spaced, strict=True) for code in a or b]


class _Row(Questions):
    def __init__(
        self,
        number: int,
        cells: Sequence[Cell],
        columns: Sequence[Column],
        context: ProgrammeContext,
    ) -> None:
        super().__init__(context.decisions)
        self.number, self.cells, self.context = number, cells, context
        self.at = {c.field: c.index for c in columns if c.field != IGNORED}
        self.headers = {c.field: c.header for c in columns}

    def line(self) -> ProgrammeLine:
        need, refusal, skipped = None, "", False
        try:
            need = self._need()
        except (BadCell, Skipped) as error:
            skipped = isinstance(error, Skipped)
            refusal = f"Écartée par votre choix. {error}" if skipped else str(error)
        return ProgrammeLine(
            number=self.number,
            cells=self.cells,
            asked=tuple(self.asked.values()),
            waiting=() if refusal else tuple(self.waiting.values()),
            refusal=refusal,
            skipped=skipped,
            need=need,
        )

    def _cell(self, field: str) -> Cell:
        index = self.at.get(field, len(self.cells))
        return self.cells[index] if index < len(self.cells) else None

    def _need(self) -> NeedValues:
        title = text(self._cell("title"), 200)
        if not title:
            raise BadCell("Le titre du besoin manque.")
        found = sheet_of(self.context.members, text(self._cell("member")))
        member = found.id if isinstance(found, KnownSheet) else self.settled(found)
        service = text(self._cell("service"), 120)
        return NeedValues(member, title, service, self._text(title), self._codes())

    def _text(self, title: str) -> str:
        """What the language engine will read: the row as sentences."""
        parts = [f"{title}.", text(self._cell("text"), 2_000)]
        parts += [self._estimate(), self._duration()]
        day = read_day(self._cell("starts"))
        if day:
            parts.append(f"Date prévue : {day}.")
        return "\n".join(filter(None, parts))

    def _estimate(self) -> str:
        """The amount with its tax and its period, which its cell says, or else its header."""
        cell, header = text(self._cell("amount")), self._header("amount")
        amount = self._amount()
        if amount is None:
            return ""
        taxes = re.findall(r"\b(ht|ttc)\b", fold(f"{cell} {header}")) or ["ht"]
        yearly = " par an" if "an" in (period_in(cell), period_in(header)) else ""
        return f"Montant estimé : {euros(amount.value, taxes[0].upper())}{yearly}."

    def _amount(self) -> Amount | None:
        cell = self._cell("amount")
        words = text(cell)
        read = read_amount(_EUROS.sub(" ", words).strip() if isinstance(cell, str) else cell)
        if isinstance(read, Doubt):
            value = self.settled(read)
            read = Amount(Decimal(value)) if value else None
        times = _TIMES.search(words)
        return Amount(read.value * _SCALES[times[1].lower()]) if read and times else read

    def _duration(self) -> str:
        """« 48 » under « Durée (mois) », « 3 ans »."""
        cell = self._cell("duration")
        words = text(cell)
        if not words:
            return ""
        years = re.search(r"\b(ans?|annees?)\b", fold(self._header("duration")))
        unit = ("ans" if years else "mois") if is_number(cell) else ""
        return f"Durée : {words} {unit}".strip() + "."

    def _header(self, field: str) -> str:
        return self.headers.get(field, "")

    def _codes(self) -> tuple[str, ...]:
        codes = []
        for typed in _codes_in(text(self._cell("cpv"))):
            code = self._code(typed)
            if code:
                codes.append(code)
        return tuple(codes)

    def _code(self, typed: str) -> str:
        try:
            code = parse_cpv(typed.zfill(8) if typed.isdigit() else typed)
            if self.context.known_code(code):
                return code
            why = f"Le code CPV {code} n'est pas dans la nomenclature."
        except InvalidIdentifier as error:
            why = str(error)
        without = Choice(NO_CODE, "Importer sans code", "Balise en proposera d'après le texte")
        settled = self.settled(Doubt("cpv", typed, why, (without,)))
        return "" if settled == NO_CODE else settled
