"""Which column of the file says what: header names compared with ours, with their likeness."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from needs.importing.cells import (
    Amount,
    Measure,
    designation,
    is_about_a_number,
    is_number,
    read_amount,
    read_measure,
)
from needs.importing.rhythms import period_in
from needs.importing.series import Series, series_in
from needs.importing.tables import Table
from procurement.spreadsheets import Cell
from procurement.typography import fold, plain_words

LIKE_ENOUGH = 80
_ROUNDED = Decimal("0.06")  # a total may be rounded
_COUNTED = 0.6  # of the cells that are filled, how many must be numbers for a column of quantities
IGNORED, WIDE = "", "wide"
ADDED = "added"  # to the quantity of another column, which names it among its `parts`


@dataclass(frozen=True)
class Field:
    """What a column may say; `aliases` are the headers under which people write it."""

    id: str
    label: str
    aliases: tuple[str, ...]


def _field(id: str, label: str, aliases: str) -> Field:
    return Field(id, label, (label, *(alias.strip() for alias in aliases.split(","))))


SITE_FIELDS = (
    _field(
        "site",
        "Site",
        "site, nom du site, nom, etablissement, nom de l'etablissement, ecole, nom de l'ecole, "
        "lieu, batiment, nom du batiment, equipement, restaurant, cantine, nom de la cantine, "
        "structure, point de livraison, lieu de livraison, libelle du site, name",
    ),
    _field(
        "commune",
        "Commune",
        "commune, ville, nom de la commune, localite, city, cp ville, code postal ville, "
        "code postal et ville, ville cp, cp commune",
    ),
    _field("postal_code", "Code postal", "code postal, cp, codepostal, postal code"),
    _field(
        "insee",
        "Code Insee",
        "code insee, insee, code commune, insee commune, code commune insee, city insee code",
    ),
    _field(
        "address",
        "Adresse, d'où lire la commune",
        "adresse, adresse du site, adresse postale, adresse complete, adresse de livraison, rue",
    ),
    _field("siret", "SIRET du site", "siret, siret du site, n siret, numero siret"),
    _field(
        "kind",
        "Type de site",
        "type, type de site, type d'etablissement, categorie, nature, nature du site",
    ),
    _field(
        "component",
        "Composante du besoin",
        "composante, composante du besoin, prestation, famille, poste, domaine",
    ),
    _field(
        "label",
        "Désignation",
        "designation, libelle, article, produit, denomination, intitule, objet, description, "
        "libelle article, type de contenant, contenant",
    ),
    _field(
        "quantity",
        "Quantité",
        "quantite, quantites, qte, qt, volume, nombre, nb, effectif, valeur, quantite annuelle, "
        "quantite estimee, volume annuel, quantite par an, quantite mensuelle, quantite par mois, "
        "quantite par jour, qte annuelle, qte par an, qte an, qte mensuelle, qte par mois, "
        "qte mois, qte par jour, qte jour",
    ),
    _field("unit", "Unité", "unite, unites, unite de mesure, unite de compte, u"),
    _field(
        "period",
        "Période",
        "periode, periodicite, frequence, rythme, par, recurrence, unite de temps",
    ),
    _field(
        "open_days",
        "Jours d'ouverture par semaine",
        "jours d'ouverture, jours par semaine, jours semaine, jours ouverts, nb jours par semaine, "
        "nombre de jours d'ouverture, jours d'ouverture par semaine, j sem, jours sem, "
        "nb jours sem, jours d'ouverture sem",
    ),
    _field(
        "open_weeks",
        "Semaines d'ouverture par an",
        "semaines d'ouverture, semaines par an, semaines, nb semaines, nombre de semaines, "
        "semaines ouvertes, semaines d'ouverture par an, semaines an, sem an, nb sem, "
        "nb semaines an",
    ),
    _field(
        "member",
        "Membre (autorité)",
        "membre, autorite, collectivite, adherent, acheteur, membre du groupement, organisme, "
        "collectivite membre, nom du membre",
    ),
    _field("central_kitchen", "SIRET de la cuisine centrale", "siret de la cuisine centrale"),
)
PROGRAMME_FIELDS = (
    _field(
        "title",
        "Titre du besoin",
        "titre, objet, objet du marche, intitule, besoin, libelle, designation, achat, projet, "
        "intitule du marche, objet de l'achat, nom du besoin, objet de la consultation, "
        "intitule de la consultation, nature de l'achat, libelle de l'achat, objet de l'operation",
    ),
    _field("service", "Service", "service, direction, service demandeur, pole, service acheteur"),
    _field(
        "text",
        "Description",
        "description, texte, commentaire, commentaires, observations, detail, details, precisions",
    ),
    _field(
        "amount",
        "Montant estimé HT",
        "montant, montant estime, montant ht, montant estime ht, budget, estimation, "
        "valeur estimee, montant previsionnel, estimation ht, montant estime en euros ht, "
        "montant annuel, montant annuel ht, montant previsionnel ht, montant total ht, enveloppe, "
        "montant ttc, montant estime ttc, montant annuel ttc, budget ttc",
    ),
    _field(
        "duration",
        "Durée",
        "duree, duree du marche, duree en mois, duree en annees, duree mois, duree totale",
    ),
    _field(
        "starts",
        "Date prévue",
        "date, date de lancement, lancement, date prevue, echeance, date de notification, debut, "
        "date previsionnelle, date de debut, calendrier, date de publication, "
        "date prev lancement, date previsionnelle de lancement, lancement previsionnel, "
        "date de lancement de la consultation, date de la consultation",
    ),
    _field("cpv", "Code CPV", "cpv, code cpv, codes cpv, nomenclature cpv"),
    _field(
        "member",
        "Membre (autorité)",
        "membre, autorite, collectivite, acheteur, organisme, entite, entite acheteuse",
    ),
)


@dataclass(frozen=True)
class Column:
    """What the file's column at `index` says; a wide one is itself a designation."""

    index: int
    header: str
    field: str = IGNORED
    likeness: int = 0
    label: str = ""
    component: str = ""
    unit: str = ""
    period: str = ""
    parts: tuple[int, ...] = ()  # the columns that a wide one adds up, itself the first

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def propose(table: Table, fields: Sequence[Field], *, wide: bool = True) -> list[Column]:
    """The likeliest field of each column, each field once; other columns of numbers are wide."""
    taken: dict[int, tuple[str, int]] = {}
    used: set[str] = set()
    shared = series_in(table.header) if wide else []
    apart = {index for series in shared for index in series.columns}
    for likeness, index, field in _ranked(table, fields, apart):
        if index not in taken and field not in used:
            taken[index] = (field, likeness)
            used.add(field)
    columns = [Column(i, header, *taken.get(i, ())) for i, header in enumerate(table.header)]
    if not wide or "quantity" in used:
        return columns
    columns = [_as_wide(table, column) if column.field == IGNORED else column for column in columns]
    for series in shared:
        columns = _added_up(columns, series)
    columns = _of_the_last_year(columns)
    return [_unless_a_sum(table, column, columns) for column in columns]


def _ranked(
    table: Table, fields: Sequence[Field], apart: Collection[int]
) -> list[tuple[int, int, str]]:
    """(likeness, column, field) for all that look alike, the likeliest first."""
    scored = [
        (likeness, index, field.id)
        for index, header in enumerate(table.header)
        if index not in apart
        for field in fields
        if (likeness := header_likeness(header, field)) >= LIKE_ENOUGH
        and (likeness == 100 or _holds(field.id, table.column(index)))
    ]
    return sorted(scored, key=lambda item: (-item[0], item[1]))


_FIGURES = {"quantity", "amount"}
_SHAPES = {
    "open_days": r"[1-7]\b",
    "open_weeks": r"[1-5]?\d\b",
    "postal_code": r"\d{4,5}$",
    "insee": r"\d[\dABab]?\d{2,3}$",
    "siret": r"[\d\s.]{14,}",
    "central_kitchen": r"[\d\s.]{14,}",
    "cpv": r"\d{7,8}",
    "naf": r"\d\d[.\s]?\d{0,2}\s?[A-Za-z]?$",
    "starts": r".*\d",
}


def _holds(field: str, cells: Sequence[Cell]) -> bool:
    """Whether what the column holds may be that: a header that looks alike is not enough."""
    filled = [cell for cell in cells if cell is not None]
    if field in _SHAPES:
        fitting = sum(bool(re.match(_SHAPES[field], str(cell).strip())) for cell in filled)
    else:
        fitting = sum(is_number(cell) == (field in _FIGURES) for cell in filled)
    return fitting >= _COUNTED * len(filled)


@lru_cache(maxsize=5_000)
def header_likeness(header: str, field: Field) -> int:
    """From 0 to 100; the words in brackets (« Quantité (repas/jour) ») count a little less."""
    plain = _key(re.sub(r"\(.*?\)", " ", header))
    whole = _key(header)
    best = max(_like(plain, alias) for alias in field.aliases) if plain else 0
    return round(max(best - 2 * (plain != whole), *(_like(whole, a) for a in field.aliases)))


def _like(header: str, alias: str) -> float:
    alias = _key(alias)
    if header == alias:
        return 100
    # A short name resembles too many others (« Lille » and « ville »): it counts only as it is.
    return 0 if min(len(header), len(alias)) < 6 else fuzz.token_sort_ratio(header, alias) * 0.97


@lru_cache(maxsize=5_000)
def _key(header: str) -> str:
    """The words in the singular, without accents nor signs."""
    words = plain_words(header)
    return " ".join(w.removesuffix("s") if len(w) > 3 else w for w in words)


def _as_wide(table: Table, column: Column) -> Column:
    filled: list[Cell] = [cell for cell in table.column(column.index) if cell is not None]
    counted = sum(is_about_a_number(cell) for cell in filled)
    if not filled or counted < _COUNTED * len(filled) or _is_reference(column.header):
        return column
    measure = read_measure(column.header)
    return replace(column, field=WIDE, **_wide_values(column.header, measure))


def _added_up(columns: list[Column], series: Series) -> list[Column]:
    """The months as one quantity a year; as they are when most do not hold figures."""
    parts = series.columns
    if 2 * sum(columns[i].field == WIDE for i in parts) < len(parts):
        return columns
    named = series.group or "Quantité"
    values = {**_wide_values(named, read_measure(series.group)), "period": series.period}
    first = replace(columns[parts[0]], field=WIDE, parts=parts, **values)
    rest = {i: Column(i, columns[i].header, ADDED) for i in parts[1:]}
    return [first if c.index == first.index else rest.get(c.index, c) for c in columns]


_YEAR = re.compile(r"(?:(.*)[\s:-])?\(?(20\d\d)\)?$")


def _of_the_last_year(columns: list[Column]) -> list[Column]:
    """Of a quantity given year after year, the last: those before tell the same once more."""
    years = {
        column.index: ((found[1] or "").strip(" :-"), found[2])
        for column in columns
        if column.field == WIDE and (found := _YEAR.match(column.header))
    }
    last = {group: max(y for g, y in years.values() if g == group) for group, _ in years.values()}
    return [
        _of_a_year(column, *years[column.index], last) if column.index in years else column
        for column in columns
    ]


def _of_a_year(column: Column, group: str, year: str, last: Mapping[str, str]) -> Column:
    if year != last[group]:
        return Column(column.index, column.header)
    return replace(column, **_wide_values(group or "Quantité", read_measure(group)))


_SUM = re.compile(r"\b(tota(l|le|ux)|somme|cumul|ensemble)\b")


def _unless_a_sum(table: Table, column: Column, columns: Sequence[Column]) -> Column:
    """A total of the other columns would count everything twice."""
    if column.field != WIDE or not _SUM.search(fold(column.header)):
        return column
    others = [c.index for c in columns if c.field in (WIDE, ADDED) and c.index != column.index]
    sums = [
        abs(sum(_figure(cells, i) for i in others) - _figure(cells, column.index)) < _ROUNDED
        for _, cells in table.rows
        if _figure(cells, column.index)
    ]
    is_sum = len(others) > 1 and sum(sums) >= _COUNTED * len(sums)
    return Column(column.index, column.header) if is_sum else column


def _figure(cells: Sequence[Cell], index: int) -> Decimal:
    """The plain number of a cell; nothing for what is no number, or one to be asked about."""
    cell = cells[index] if index < len(cells) else None
    read = read_amount(cell) if is_number(cell) else None
    return read.value if isinstance(read, Amount) else Decimal(0)


def _is_reference(header: str) -> bool:
    """A number that names or places rather than counts."""
    return bool(
        re.match(
            r"(n|no|num|numero|id|ligne|identifiant|code|ref|reference|annee|tel|telephone|rang|ordre"
            r"|lat|latitude|lon|longitude|x|y|epci|departement|region|uai|date|horaire|ouverture)\b",
            _key(header),
        )
    )


def _wide_values(header: str, measure: Measure | None) -> dict[str, Any]:
    return {
        "label": designation(header),
        "unit": measure.unit if measure else "",
        "period": (measure and measure.period) or period_in(header) or "",
    }


def field_labels(fields: Sequence[Field]) -> dict[str, Any]:
    return {field.id: field.label for field in fields}
