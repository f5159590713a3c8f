"""The rows of a file of sites and volumes: what each says, and what it leaves to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from needs.importing.calendars import calendar_of, opening_doubt, parse_opening
from needs.importing.cells import (
    NO_UNIT,
    Amount,
    BadCell,
    Measure,
    read_amount,
    read_days,
    read_measure,
    read_siret,
    read_unit,
    read_weeks,
    text,
)
from needs.importing.columns import ADDED, IGNORED, WIDE, Column
from needs.importing.doubts import Choice, Decisions, Doubt, Skipped
from needs.importing.known import KnownSheet, KnownSite, KnownSites, sheet_of, site_key
from needs.importing.lines import Questions, ReadLine
from needs.importing.places import Asked, Found, Places, asked_of
from needs.importing.rhythms import ONCE, PERIODS, as_kept, period_in, read_period
from needs.units import unit_and_scale
from procurement.spreadsheets import Cell, Row
from procurement.typography import fold

PERIOD_CHOICES = (
    *(Choice(period, label) for period, label in PERIODS.items()),
    Choice(ONCE, "en une fois (un stock, pas un flux)"),
)
# What a place measures is no flow, unless the file says how often it is gone over.
_EXTENTS = {"m2", "metre", "metre lineaire"}
_UNKNOWN_NAMES = 200
_VAGUE = {"unite", "piece", "article", "element"}  # a unit, where nothing says it better


@dataclass(frozen=True)
class SiteValues:
    """A site as the file says it; `known` is the one of the sheet that it updates."""

    name: str
    kind: str
    siret: str
    insee: str
    known: KnownSite | None = None
    central_kitchen: str = ""  # SIRET


@dataclass(frozen=True)
class VolumeValues:
    label: str
    component: str
    quantity: Decimal
    unit: str
    period: str
    open_days: Decimal
    open_weeks: int
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Line(ReadLine):
    """One row of the file: what it brings to which sheet, or why it does not."""

    sheet: str = ""
    site: SiteValues | None = None
    volumes: tuple[VolumeValues, ...] = ()


@dataclass(frozen=True)
class Context:
    """What rows are read with: the sheets they may go to, the communes, what was decided."""

    places: Places
    sheets: Sequence[KnownSheet]
    near: Collection[str] = ()
    decisions: Decisions = field(default_factory=dict)


def read_lines(rows: Sequence[Row], columns: Sequence[Column], context: Context) -> list[Line]:
    """Every row, in the order of the file."""
    reader = _Reader(columns, context, _names_of_sirets(rows, columns))
    return [_Row(number, cells, reader).line() for number, cells in rows]


def _names_of_sirets(rows: Sequence[Row], columns: Sequence[Column]) -> Mapping[str, int]:
    """How many sites the file names beside each SIRET."""
    at = {c.field: c.index for c in columns}
    names: dict[str, set[str]] = defaultdict(set)
    if "siret" in at and "site" in at:
        for _, cells in rows:
            siret = read_siret(_cell(cells, at["siret"]))
            if isinstance(siret, str):
                names[siret].add(site_key(text(_cell(cells, at["site"]))))
    return {siret: len(them) for siret, them in names.items()}


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


class _Reader:
    """What all the rows of a file are read with."""

    def __init__(
        self, columns: Sequence[Column], context: Context, sirets: Mapping[str, int]
    ) -> None:
        self.columns = {c.field: c for c in columns if c.field not in (IGNORED, WIDE, ADDED)}
        self.wide = [c for c in columns if c.field == WIDE]
        self.context, self.sirets = context, sirets
        self.sites = {sheet.id: KnownSites(sheet) for sheet in context.sheets}
        self._found: dict[Asked, Found | Doubt] = {}
        self._unknown = 0

    def commune(self, asked: Asked) -> Found | Doubt:
        """Looked up once however many rows say it; neighbours of a few unknown names only."""
        if asked not in self._found:
            far = self._unknown < _UNKNOWN_NAMES
            self._found[asked] = self.context.places.find(asked, self.context.near, far=far)
            self._unknown += isinstance(self._found[asked], Doubt)
        return self._found[asked]


class _Row(Questions):
    """One row being read; questions and remarks gather as its cells are."""

    def __init__(self, number: int, cells: Sequence[Cell], reader: _Reader) -> None:
        super().__init__(reader.context.decisions)
        self.number, self.cells = number, cells
        self.columns, self.wide, self.context = reader.columns, reader.wide, reader.context
        self.sirets, self.sites, self.find_commune = reader.sirets, reader.sites, reader.commune
        self.remarks: list[str] = []

    def line(self) -> Line:
        try:
            return self._line()
        except Skipped as skipped:
            return self._refused(f"Écartée par votre choix. {skipped}", skipped=True)
        except BadCell as error:
            return self._refused(str(error))

    def _refused(self, reason: str, *, skipped: bool = False) -> Line:
        asked = tuple(self.asked.values())
        return Line(
            number=self.number, cells=self.cells, asked=asked, refusal=reason, skipped=skipped
        )

    def _line(self) -> Line:
        sheet = self._sheet()
        site = self._site(sheet)
        volumes = tuple(self._volumes(site))
        if site is None and not volumes:
            raise BadCell("Ni site ni quantité sur cette ligne.")
        return Line(
            number=self.number,
            cells=self.cells,
            sheet=sheet.id if sheet else "",
            site=site,
            volumes=volumes,
            asked=tuple(self.asked.values()),
            waiting=tuple(self.waiting.values()),
            remarks=tuple(self.remarks),
        )

    def cell(self, field: str) -> Cell:
        column = self.columns.get(field)
        return _cell(self.cells, column.index) if column else None

    def _sheet(self) -> KnownSheet | None:
        found = sheet_of(self.context.sheets, text(self.cell("member")))
        if isinstance(found, KnownSheet):
            return found
        chosen = self.settled(found)
        sheet = next((sheet for sheet in self.context.sheets if sheet.id == chosen), None)
        if sheet is None:  # nobody chose, or the sheet chosen is gone since
            self.waiting[found.key] = found
        return sheet

    # The site

    def _site(self, sheet: KnownSheet | None) -> SiteValues | None:
        name = text(self.cell("site"))
        if not name:
            if "site" in self.columns:
                raise BadCell("Le nom du site manque.")
            return None
        siret, insee = self._siret("siret"), self._commune(sheet)
        known = self._known(sheet, name, insee, siret) if sheet else None
        kitchen = self._siret("central_kitchen")
        return SiteValues(name, text(self.cell("kind"), 60), siret, insee, known, kitchen)

    def _siret(self, field: str) -> str:
        read = read_siret(self.cell(field), field)
        value = self.settled(read) if isinstance(read, Doubt) else read
        return "" if value == "none" else value

    def _commune(self, sheet: KnownSheet | None) -> str:
        asked = asked_of(self.cell("commune"), self.cell("postal_code"), self.cell("insee"))
        at_address = asked_of(self.cell("address"))
        if not asked.said and at_address.postcode:
            asked = at_address
        if not asked.said:
            return self.settled(self._no_commune(sheet))
        found = self.find_commune(asked)
        if isinstance(found, Doubt):
            return self.settled(found)
        self.remarks += filter(None, [found.remark])
        return found.insee

    def _no_commune(self, sheet: KnownSheet | None) -> Doubt:
        home = self.context.places.by_insee.get(sheet.home) if sheet else None
        choices = (Choice(home.insee, home.said, "la commune de l'autorité"),) if home else ()
        whose = sheet.member if sheet and len(self.context.sheets) > 1 else ""
        of_whom = f" de {whose}" if whose else ""
        return Doubt("commune", whose, f"La commune des sites{of_whom} n'est pas dite.", choices)

    def _known(self, sheet: KnownSheet, name: str, insee: str, siret: str) -> KnownSite | None:
        its_own = self.sirets.get(siret, 0) == 1
        found = self.sites[sheet.id].find(name, insee, siret, siret_is_its_own=its_own)
        if not isinstance(found, Doubt):
            return found
        chosen = self.settled(found)
        return next((site for site in sheet.sites if str(site.id) == chosen), None)

    # The volumes

    def _volumes(self, site: SiteValues | None) -> Iterator[VolumeValues]:
        if "quantity" in self.columns:
            yield from self._long(site)
        for column in self.wide:
            yield from self._of_column(column, site)

    def _long(self, site: SiteValues | None) -> Iterator[VolumeValues]:
        amount = self._amount(self.cell("quantity"))
        if amount is None:
            return
        label, component = text(self.cell("label")), text(self.cell("component"), 60)
        # What stands beside the figure says more than its column: « 3 t » under « kg » is tonnes.
        said = [amount.measure, read_unit(self.cell("unit")), self._header_measure()]
        unit = self._unit([m for m in said if m], label)
        quantity, period = as_kept(amount.value, self._period([m for m in said if m], label, unit))
        days, weeks = self._opening(period, site)
        label = label or component or unit or "Quantité"
        yield VolumeValues(label, component, quantity, unit, period, days, weeks)

    def _of_column(self, column: Column, site: SiteValues | None) -> Iterator[VolumeValues]:
        amount = self._added_up(column)
        if amount is None:
            return
        own = amount.measure or Measure("")
        unit = self._unit([own, Measure(column.unit)], column.label)
        said = own.period or column.period or self._asked_period(column.label, unit)
        quantity, period = as_kept(amount.value, said)
        component = column.component or text(self.cell("component"), 60)
        days, weeks = self._opening(period, site)
        yield VolumeValues(column.label, component, quantity, unit, period, days, weeks, wide=True)

    def _added_up(self, column: Column) -> Amount | None:
        """What the column holds, with those that share its quantity; blanks count for nothing."""
        cells = [_cell(self.cells, i) for i in column.parts or (column.index,)]
        amounts = [amount for cell in cells if (amount := self._amount(cell))]
        if not amounts:
            return None
        blanks = [str(cell) for cell in cells if cell is not None and not text(cell)]
        if column.parts and blanks:
            self.remarks.append(f"« {column.label} » : « {blanks[0]} » compté pour zéro.")
        unit = next((Measure(a.measure.unit) for a in amounts if a.measure), None)
        measure = unit if column.parts else amounts[0].measure
        return Amount(sum((a.value for a in amounts), Decimal(0)), measure)

    def _header_measure(self) -> Measure | None:
        return read_measure(self.columns["quantity"].header)

    def _amount(self, cell: Cell) -> Amount | None:
        read = read_amount(cell)
        if not isinstance(read, Doubt):
            return read
        return Amount(Decimal(self.settled(read) or 0))

    def _unit(self, said: Sequence[Measure], label: str) -> str:
        """The unit of the cell, of its column or of the header; else it is asked."""
        named = [m.unit for m in said if m.unit and fold(m.unit) not in NO_UNIT]
        named.sort(key=lambda unit: fold(unit) in _VAGUE)
        return (named[0] if named else self._asked_unit(label))[:40]

    def _asked_unit(self, label: str) -> str:
        guess = read_measure(label) if label else None
        choices = (Choice(guess.unit, guess.unit, f"lu dans « {label} »"),) if guess else ()
        why = f"L'unité de « {label or 'la quantité'} » n'est pas dite."
        return self.settled(Doubt("unit", label, why, choices))

    def _period(self, said: Sequence[Measure], label: str, unit: str) -> str:
        typed = text(self.cell("period"), 40)
        header = period_in(self.columns["quantity"].header)
        periods = [read_period(typed) if typed else "", *(m.period for m in said), header]
        found = next(filter(None, periods), "")
        if not found and typed:
            why = f"« {typed} » n'est pas une période que Balise connaît."
            found = self.settled(Doubt("period", typed, why, PERIOD_CHOICES))
        elif not found and "period" not in self.columns:
            found = self._asked_period(label, unit)
        return found

    def _asked_period(self, label: str, unit: str) -> str:
        """Nothing in the file says it: asked once for each designation."""
        typed, name = f"{label} (période absente)".strip(), label or "Quantité"
        if unit_and_scale(unit)[0] in _EXTENTS:
            why = f"« {name} » : une étendue, qui ne revient ni chaque jour ni chaque année."
            extent = Doubt(
                "period", typed, why, (PERIOD_CHOICES[-1], *PERIOD_CHOICES[:-1]), assumption=True
            )
            return self.settled(extent)
        why = f"« {name} » : par jour, par an, en une fois ? Rien ne le dit."
        return self.settled(Doubt("period", typed, why, PERIOD_CHOICES))

    def _opening(self, period: str, site: SiteValues | None) -> tuple[Decimal, int]:
        """As the file says it, or the usual calendar of such a site, as an assumption."""
        days, weeks = read_days(self.cell("open_days")), read_weeks(self.cell("open_weeks"))
        needed = {"jour": not (days and weeks), "semaine": not weeks, "mois": not weeks}
        if not needed.get(period):
            return days or Decimal(5), weeks or 52
        column = self.columns["site"].header if site else ""
        calendar = calendar_of(site.kind, site.name, column) if site else calendar_of("")
        usual = parse_opening(self.settled(opening_doubt(calendar))) or (5, 52)
        return days or Decimal(usual[0]), weeks or usual[1]
