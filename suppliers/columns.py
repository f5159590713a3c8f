"""The spreadsheet of a network → rows of the register: its columns have names of their own.

`needs.importing` finds the table and compares headers; here is what a column may say of a
supplier, and how its cells are written in the published format. Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from needs.importing import columns
from needs.importing.columns import Column, Field
from needs.importing.tables import Table, find_table
from procurement.spreadsheets import Cell
from procurement.spreadsheets import Row as Line
from procurement.typography import fold
from suppliers.rows import Record, Row

_LIST = re.compile(r"[|;,/\n]+")
_NAMED = re.compile(r"« ([a-z_.]+) »")
_LISTS = {"ess_kinds", "labels", "activities", "capacity.quantities"}


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
        "legal_form", "Forme juridique", "forme juridique, statut juridique, statut, type juridique"
    ),
    _field(
        "ess_kinds",
        "Familles de l'ESS",
        "famille, type de structure, famille ess, categorie, agrement, conventionnement, "
        "type siae, kind, statut ess, type iae, agrements",
    ),
    _field("naf", "Code NAF", "naf, ape, code ape, code naf, activite principale naf"),
    _field(
        "description",
        "Présentation",
        "presentation, description, objet, a propos, resume, presentation de la structure, "
        "objet social, descriptif",
    ),
    _field(
        "activities",
        "Activités",
        "activite, metiers, nos metiers, nos activites, secteur, secteur d'activite, prestations, "
        "domaines d'activite, produits et services, services proposes, activites proposees",
    ),
    _field("commune", "Commune", "commune, ville, localite, city"),
    _field("postal_code", "Code postal", "code postal, cp, codepostal, post code"),
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
        "etp, effectif, effectifs, nombre de salaries, nb salaries, nombre d'etp, salaries",
    ),
    _field(
        "capacity.max_yearly_eur",
        "Capacité annuelle en euros HT",
        "capacite annuelle, capacite annuelle en euros, montant annuel maximum",
    ),
    _field(
        "capacity.quantities",
        "Capacités écrites",
        "capacite, capacites, capacite de production, volumes possibles",
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
    _field("id", "Identifiant", "id, identifiant, numero adherent, code adherent, reference"),
)
LABELS = {field.id: field.label for field in FIELDS}
REQUIRED = ("name", "siret")


def table_of(lines: list[Line]) -> Table:
    """The table of a sheet, its header and totals told from its rows."""
    return find_table(
        lines,
        lambda header: any(
            columns.header_likeness(header, field) >= columns.LIKE_ENOUGH for field in FIELDS
        ),
    )


def propose(table: Table) -> list[Column]:
    """The likeliest field of each column; a person confirms."""
    return columns.propose(table, FIELDS, wide=False)


def rows(table: Table, chosen: Mapping[int, str]) -> Iterator[Row]:
    """The rows in the published format; `chosen` says what some columns say, by position."""
    for line, cells in table.rows:
        original = {
            name: cells[position] if position < len(cells) else None
            for position, name in enumerate(table.header)
        }
        said = {
            field: cells[position]
            for position, field in chosen.items()
            if position < len(cells) and cells[position] not in (None, "")
        }
        yield Row(line, original, _record(said))


def _record(said: Mapping[str, Cell]) -> Record:
    record: Record = {}
    for field, cell in said.items():
        name, _, key = field.partition(".")
        value: Any = _parts(cell) if field in _LISTS else cell
        if field == "service_area":
            value = _area(str(cell))
            if value is None:
                record.setdefault("remarks", []).append(
                    f"Zone « {cell} » non comprise : écrivez des codes de département, un rayon "
                    "en km, ou « France »."
                )
        if key:
            record.setdefault(name, {})[key] = value
        elif value is not None:
            record[name] = value
    if proof := record.pop("ess_proof", None):
        record["ess_proofs"] = [proof]
    return record


def in_words(message: str, names: Mapping[str, str]) -> str:
    """A reason that names fields of the published format, with the sender's own columns."""
    return _NAMED.sub(lambda found: f"« {_in_words(found[1], names)} »", message)


def _in_words(written: str, names: Mapping[str, str]) -> str:
    field = written.replace("ess_proofs", "ess_proof")
    return names.get(field) or LABELS.get(field, written)


def _parts(cell: Cell) -> list[str]:
    return [part.strip() for part in _LIST.split(str(cell)) if part.strip()]


def _area(text: str) -> dict[str, Any] | None:
    """« 59, 62 », « 40 km », « France entière », « région 32 », as the published format."""
    plain = fold(text).strip()
    if radius := re.search(r"(\d{1,4})\s*km\b", plain):
        return {"kind": "radius", "km": radius[1]}
    if re.search(r"\b(france|national\w*|tout le pays)\b", plain):
        return {"kind": "country"}
    if region := re.fullmatch(r"region\D{0,3}(\d{1,2})", plain):
        return {"kind": "region", "code": region[1]}
    codes = re.findall(r"\b(?:97\d|2[ab]|\d{1,2})\b", plain)
    return {"kind": "departments", "codes": [c.upper().zfill(2) for c in codes]} if codes else None
