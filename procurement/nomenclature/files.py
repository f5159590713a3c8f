"""Rows of the official nomenclature files → values of our tables, without the database."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from procurement.jsonl import UnreadableInput, parse
from procurement.typography import fold

Row = dict[str, Any]

# Official addresses for `--download`; the product never needs them to run.
SOURCES = {
    "communes": "https://geo.api.gouv.fr/communes?fields=nom,code,codesPostaux,codeEpci,epci,"
    "codeDepartement,departement,codeRegion,region,centre,population",
}


class UnreadableRow(ValueError):
    """One row that cannot be taken; its text is a French sentence."""


@dataclass(frozen=True)
class Nomenclature:
    """How one nomenclature is read: the columns it needs and what a row becomes."""

    name: str
    key: str
    columns: tuple[str, ...]
    parse: Callable[[Row], Row]


def commune(row: Row) -> Row:
    """A commune from `communes.csv` or from the public geographic API (its French keys)."""
    if "nom" in row:
        row = _from_geographic_api(row)
    code = (row["insee"] or "").strip()
    if len(code) != 5:
        raise UnreadableRow(f"Le code Insee « {code} » n'a pas 5 caractères.")
    return {
        "insee": code,
        "name": row["name"],
        "name_key": fold(row["name"]),
        "postal_codes": row["postal_codes"],
        "epci_siren": row["epci_siren"] or "",
        "epci_name": row["epci_name"] or "",
        "department": row["department_code"],
        "department_name": row["department"],
        "region": row["region_code"],
        "region_name": row["region"],
        "lat": _degrees(row["lat"]),
        "lon": _degrees(row["lon"]),
        "population": int(row["population"] or 0),
    }


def _from_geographic_api(row: Row) -> Row:
    longitude, latitude = (row.get("centre") or {}).get("coordinates", (None, None))
    return {
        "insee": row["code"],
        "name": row["nom"],
        "postal_codes": "|".join(row.get("codesPostaux") or []),
        "epci_siren": row.get("codeEpci", ""),
        "epci_name": (row.get("epci") or {}).get("nom", ""),
        "department_code": row.get("codeDepartement", ""),
        "department": (row.get("departement") or {}).get("nom", ""),
        "region_code": row.get("codeRegion", ""),
        "region": (row.get("region") or {}).get("nom", ""),
        "lat": latitude,
        "lon": longitude,
        "population": row.get("population") or 0,
    }


def _degrees(text: Any) -> float | None:
    return None if text in (None, "") else float(text)


def cpv(row: Row) -> Row:
    code, _, check_digit = (row["code"] or "").strip().partition("-")
    if not (code.isdigit() and len(code) == 8 and check_digit.isdigit()):
        raise UnreadableRow(f"« {row['code']} » n'est pas un code CPV, comme 39222100-5.")
    return {"code": code, "check_digit": check_digit, "label": row["label_fr"].strip()}


def naf(row: Row) -> Row:
    if not row["code"]:
        raise UnreadableRow("Le code NAF manque.")
    return {
        "code": row["code"],
        "level": row["level"],
        "parent": row["parent"] or "",
        "label": row["label_fr"].strip(),
    }


COMMUNES = Nomenclature(
    "communes",
    "insee",
    (
        "insee",
        "name",
        "postal_codes",
        "epci_siren",
        "epci_name",
        "department_code",
        "department",
        "region_code",
        "region",
        "lat",
        "lon",
        "population",
    ),
    commune,
)
CPV = Nomenclature("cpv", "code", ("code", "label_fr"), cpv)
NAF = Nomenclature("naf", "code", ("code", "level", "parent", "label_fr"), naf)


def rows(stream: TextIO, nomenclature: Nomenclature) -> Iterator[tuple[int, Row | None, str]]:
    """(line, values, "") for each row taken, (line, None, reason) for each refused.

    Raises UnreadableRow at once when the whole file is not of the expected kind.
    """
    start = stream.read(1)
    if not start.strip():
        raise UnreadableRow("Ce fichier est vide, ou sa première ligne l'est.")
    source = _json_rows(start + stream.read()) if start in "[{" else _csv_rows(start, stream)
    for line, row in source:
        missing = [c for c in nomenclature.columns if c not in row] if "nom" not in row else []
        if missing:
            raise UnreadableRow(
                f"Ce n'est pas un fichier « {nomenclature.name} » : il manque "
                f"{', '.join(missing)}. Colonnes attendues : {', '.join(nomenclature.columns)}."
            )
        try:
            yield line, nomenclature.parse(row), ""
        except UnreadableRow as error:
            yield line, None, str(error)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield line, None, f"Ligne incomplète ou mal formée ({error})."


def _csv_rows(start: str, stream: TextIO) -> Iterator[tuple[int, Row]]:
    try:
        header = next(csv.reader([start + stream.readline()]), [])
        yield from enumerate(csv.DictReader(stream, fieldnames=header), start=2)
    except csv.Error as error:
        raise UnreadableRow(f"Ce tableau est mal formé ({error}).") from error


def _json_rows(text: str) -> Iterator[tuple[int, Row]]:
    try:
        found = parse(text)
    except UnreadableInput as error:
        raise UnreadableRow(f"Ce fichier n'est pas lisible : {error}") from error
    for number, row in enumerate(found if isinstance(found, list) else [found], start=1):
        if not isinstance(row, dict):
            raise UnreadableRow("Ce fichier JSON n'est pas une liste d'objets ({…}).")
        yield number, row
