"""The spreadsheet of a network → rows of the register: its columns have names of their own.

`needs.importing` finds the table and compares headers; here is what a column may say of a
supplier, and how its cells are written in the published format. Plain Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from textwrap import shorten
from typing import Any

from needs.importing import columns
from needs.importing.columns import Column, Field
from needs.importing.tables import Table, find_table
from procurement.identifiers import is_department
from procurement.spreadsheets import MOST_CHARACTERS, Cell, is_cut
from procurement.spreadsheets import Row as Line
from procurement.typography import fold, number
from suppliers import categories, ess
from suppliers.cells import written_siret
from suppliers.register import LONGEST
from suppliers.rows import Record, Row

AreaNamed = Callable[[str], Record | None]  # « Nord et Pas-de-Calais » in the published format

_LISTED = re.compile(r"[|;\n]+")
# Neither « (vitres, sols) » nor « 9 000 bacs/jour » is two things.
_LIST = re.compile(r"(?:,(?![^()]*\))|/(?!\s?(?:jour|j|semaine|mois|an|h|heure)\b))+")
# « Hauts-de-France », « Île-de-France », « le nord de la France » are no country.
_COUNTRY = re.compile(
    r"(?:en |toute |tout )?(?:la )?france(?: entiere| metropolitaine| hexagonale)?(?:\W.*)?"
    r"|.*\bfrance entiere\b.*|.*\bnational(?:e|aux)?\b.*|.*\btout le pays\b.*"
)
_NOTHING = re.compile(
    r"[\W_]*|n[./ ]?[acdr]\.?|nsp|(?:neant|aucune?|sans objet|non (?:renseigne|communique)e?)\.?"
)
_DATE = re.compile(r"(?:\bau )?(?:\b\d{1,2}[/.]\d{1,2}[/.])?\b(?:19|20)\d\d\b")
_YES_OR_NO = {"oui", "non", "o", "n", "true", "false", "vrai", "faux", "yes", "no", "x", "0", "1"}
_SIRET = re.compile(r"\d{3}\s?\d{3}\s?\d{3}\s?\d{5}")
_CATEGORY = re.compile(r"\d{4}")
_NAMED = re.compile(r"« ([a-z_.]+) »")
_LISTS = {"ess_kinds", "labels", "activities", "capacity.quantities"}
_FIGURES = {"capacity.fte", "capacity.max_yearly_eur"}
_FIGURE = re.compile(
    r"(?:env(?:\.|iron)?|~|≈)?\s*([\d\s\u00a0\u202f.,]*\d)\s*(k|m|millions?(?: d)?)?\s*"
    r"(?:(?:€|euros?|eur|ht|etp|salaries?|personnes?)\s*)*(?:/ ?an|par an)?"
)
_DEPARTMENT = re.compile(r"\b(?:97\d|2[ab]|\d{1,2})\b")
# « 15 communes », « 30 minutes », « 50 % » are no departments.
_COUNTED = re.compile(
    r"\d\s*(?:%|(?:communes?|villes?|villages?|cantons?|quartiers?|intercommunalites?|epci|metropoles?"
    r"|agglos?|agglomerations?|communautes?|regions?|departements?|pays|arrondissements?|sites?"
    r"|lieux|points?|zones?|secteurs?|territoires?|antennes?|minutes?|min|mn|h|heures?)\b)"
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def _field(id: str, label: str, aliases: str) -> Field:
    return Field(id, label, (label, *(alias.strip() for alias in aliases.split(","))))


FIELDS = (
    _field(
        "name",
        "Nom de la structure",
        "nom, raison sociale, denomination, structure, nom de l'association, adherent, entreprise, "
        "organisme, etablissement, nom commercial, enseigne, name, denomination sociale",
    ),
    _field("siret", "SIRET", "siret, n siret, numero siret, siret siege, no siret, siret du siege"),
    _field(
        "legal_form",
        "Forme juridique",
        "forme juridique, statut juridique, statut, type juridique, categorie juridique, "
        "nature juridique",
    ),
    _field(
        "ess_kinds",
        "Familles de l'ESS",
        "famille, type de structure, famille ess, categorie, agrement, conventionnement, "
        "type siae, kind, statut ess, type iae, agrements, agrements et labels, "
        "labels et agrements, agrements labels",
    ),
    _field(
        "naf", "Code NAF", "naf, ape, code ape, code naf, code ape naf, activite principale naf"
    ),
    _field(
        "description",
        "Présentation",
        "presentation, description, objet, a propos, resume, presentation de la structure, "
        "objet social, descriptif",
    ),
    _field(
        "activities",
        "Activités",
        "activite, metiers, nos metiers, nos activites, nos metiers activites, metiers activites, "
        "activite principale, secteur, secteur d'activite, prestations, "
        "domaines d'activite, produits et services, services proposes, activites proposees, "
        "savoir faire, metier, competences, domaines d'intervention, offre de services",
    ),
    _field("commune", "Commune", "commune, ville, localite, city"),
    _field("postal_code", "Code postal", "code postal, cp, c p, codepostal, post code"),
    _field("insee", "Code Insee", "insee, code insee, code commune, code commune insee"),
    _field(
        "service_area",
        "Zone desservie",
        "zone d'intervention, territoire, perimetre, rayon d'action, departements couverts, "
        "zone geographique, territoire d'intervention, zone de chalandise",
    ),
    _field(
        "capacity.fte",
        "Équivalents temps plein",
        "etp, effectif, effectifs, nombre de salaries, nb salaries, nombre d'etp, salaries, "
        "effectif etp, effectif en etp, nb etp, equivalent temps plein",
    ),
    _field(
        "capacity.max_yearly_eur",
        "Capacité annuelle en euros HT",
        "capacite annuelle, capacite annuelle en euros, montant annuel maximum, ca max, "
        "ca max par an, ca maximum, montant max par an, capacite annuelle eur",
    ),
    _field(
        "capacity.quantities",
        "Capacités écrites",
        "capacite, capacites, autres capacites, capacite de production, volumes possibles",
    ),
    _field(
        "ess_proof.reference",
        "Numéro de l'agrément ou de la convention",
        "numero d'agrement, n agrement, numero de convention, n convention",
    ),
    _field(
        "ess_proof.issued_on",
        "Date de l'agrément ou de la convention",
        "date d'agrement, date agrement, debut d'agrement, date de convention, debut convention, "
        "date d'agrement esus",
    ),
    _field(
        "ess_proof.expires_on",
        "Fin de l'agrément ou de la convention",
        "fin d'agrement, date de fin d'agrement, fin de validite, date d'expiration, echeance, "
        "fin de convention, agrement jusqu'au, valable jusqu'au, fin d'agrement esus",
    ),
    _field("labels", "Labels et certificats", "label, certification, certifications, qualite"),
    _field("website", "Site web", "site, site internet, url, web, site web, adresse internet"),
    _field("id", "Identifiant", "id, identifiant"),
)
_TOO_LONG = f"« {{}} » dépasse {number(MOST_CHARACTERS)} caractères : raccourcissez ce texte."
LABELS = {field.id: field.label for field in FIELDS}
REQUIRED = ("name", "siret")


def table_of(lines: list[Line]) -> Table:
    """The table of a sheet, its header and totals told from its rows."""
    return find_table(
        lines,
        lambda header: any(
            columns.header_likeness(header, field) >= columns.LIKE_ENOUGH for field in FIELDS
        ),
        is_data=_holds_a_siret,
    )


def _holds_a_siret(cells: Sequence[Cell]) -> bool:
    """« Somme Insertion » is a structure, and « Somme » a total."""
    return any(_SIRET.fullmatch(written_siret(cell)) for cell in cells if cell is not None)


def propose(table: Table) -> list[Column]:
    """The likeliest field of each column; a person confirms."""
    undated = replace(table, header=[_DATE.sub("", name).strip() for name in table.header])
    proposed = columns.propose(undated, FIELDS, wide=False)
    named = (replace(column, header=table.header[column.index]) for column in proposed)
    return [_unless_yes_or_no(column, table) for column in named]


def _unless_yes_or_no(column: Column, table: Table) -> Column:
    """« active : oui » says nothing of the activities; no fact of a supplier is a yes or a no."""
    said = {fold(str(cell)).strip() for cell in table.column(column.index) if cell is not None}
    return Column(column.index, column.header) if said and said <= _YES_OR_NO else column


def rows(
    table: Table, chosen: Mapping[int, str], area_named: AreaNamed = lambda text: None
) -> Iterator[Row]:
    """The rows in the published format; `chosen` says what some columns say, by position.

    `area_named` knows the places that a territory may be written with.
    """
    names = _distinct(table.header)
    for line, cells in table.rows:
        original = {
            name: cells[position] if position < len(cells) else None
            for position, name in enumerate(names)
        }
        said = {
            field: cells[position]
            for position, field in chosen.items()
            if position < len(cells) and not _is_nothing(cells[position])
        }
        if too_long := [field for field, cell in said.items() if is_cut(cell)]:
            yield Row(line, original, None, _TOO_LONG.format(too_long[0]))
            continue
        record = _record(said, area_named)
        yield Row(line, original, record, remarks=tuple(_not_understood(said, record)))


def _distinct(header: Sequence[str]) -> list[str]:
    """« Téléphone », « Téléphone (2) »: what is given back has every column."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _is_nothing(cell: Cell) -> bool:
    """Empty, or a mark for it: « - », « N/A », « néant »."""
    return cell is None or bool(_NOTHING.fullmatch(fold(str(cell)).strip()))


def _not_understood(said: Mapping[str, Cell], record: Record) -> Iterator[str]:
    if "service_area" in said and "service_area" not in record:
        yield (
            f"Zone « {said['service_area']} » non comprise : écrivez des codes ou des noms de "
            "départements, de communes ou d'intercommunalités, une région, un rayon en km, ou "
            "« France »."
        )


def _record(said: Mapping[str, Cell], area_named: AreaNamed) -> Record:
    record: Record = {}
    for field, cell in said.items():
        name, _, key = field.partition(".")
        value = _value(field, cell, area_named)
        if key:
            record.setdefault(name, {})[key] = value
        elif value is not None:
            record[name] = value
    if proof := record.pop("ess_proof", None):
        record["ess_proofs"] = [proof]
    return _sorted_labels(record)


def _value(field: str, cell: Cell, area_named: AreaNamed) -> Any:
    if field == "service_area":
        return _area(str(cell), area_named)
    if field in _FIGURES:
        return _figure(cell)
    if field == "legal_form" and _CATEGORY.fullmatch(str(cell).strip()):
        return categories.label(str(cell).strip()) or cell
    if field == "activities":
        return [_activity(part) for part in _parts(cell)]
    return _parts(cell) if field in _LISTS else cell


def _activity(written: str) -> str | Record:
    """A paragraph is no name: its first words are, and it stays whole beside them."""
    longest = LONGEST["label"]
    if len(written) <= longest:
        return written
    return {"label": shorten(written, longest, placeholder="…"), "description": written}


def _figure(cell: Cell) -> Any:
    """« 350 000 € », « 120 k€ », « 1,2 M€ », « 12 ETP » as a number; else the cell as it is."""
    found = _FIGURE.fullmatch(fold(str(cell)).strip())
    if not found:
        return cell
    digits, times = re.sub(r"\s", "", found[1]), _TIMES[(found[2] or "")[:1]]
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    try:
        return str(Decimal(digits.replace(",", ".")) * times)
    except InvalidOperation:
        return cell


def _sorted_labels(record: Record) -> Record:
    """Families of the ESS are told from labels, wherever the sender wrote them."""
    written = [*record.pop("ess_kinds", []), *record.pop("labels", [])]
    families = [text for text in written if _is_family(text)]
    labels = [text for text in written if not _is_family(text)]
    form = str(record.get("legal_form") or "")
    if ess.parse_kind(form) and not ess.kinds_of_legal_form(form):
        families.append(form)  # « régie de quartier » is no legal form
    found = {"ess_kinds": families, "labels": labels}
    return record | {name: texts for name, texts in found.items() if texts}


def _is_family(text: str) -> bool:
    return ess.parse_kind(text) is not None


def in_words(message: str, names: Mapping[str, str]) -> str:
    """A reason that names fields of the published format, with the sender's own columns."""
    return _NAMED.sub(lambda found: f"« {_in_words(found[1], names)} »", message)


def _in_words(written: str, names: Mapping[str, str]) -> str:
    field = written.replace("ess_proofs", "ess_proof")
    return names.get(field) or LABELS.get(field, written)


def _parts(cell: Cell) -> list[str]:
    """Where a sign of lists is written, commas and strokes are those of names."""
    parts = _LISTED.split(str(cell))
    parts = _LIST.split(parts[0]) if len(parts) == 1 else parts
    return [part.strip() for part in parts if part.strip()]


def _area(text: str, named: AreaNamed) -> Record | None:
    """« 59, 62 », « 40 km », « Hauts-de-France », « Nord et Pas-de-Calais », « France entière »."""
    plain = fold(text).strip()
    if radius := re.search(r"(\d{1,4})\s*km\b", plain):
        return {"kind": "radius", "km": radius[1]}
    if area := named(text):
        return area
    if _COUNTRY.fullmatch(plain):
        return {"kind": "country"}
    if region := re.fullmatch(r"region\D{0,3}(\d{1,2})", plain):
        return {"kind": "region", "code": region[1]}
    if _COUNTED.search(plain):
        return None
    codes = [code.upper().zfill(2) for code in _DEPARTMENT.findall(plain)]
    is_right = codes and all(map(is_department, codes))
    return {"kind": "departments", "codes": codes} if is_right else None
