"""The stock files of Sirene → the units flagged ESS, streamed: what is kept is all that is held.

Two passes: the legal units, of which the few that are flagged stay in memory; then their
establishments, one row at a time. Natural persons and units whose publication is restricted are
never read into a record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from procurement.jsonl import UnreadableInput
from procurement.spreadsheets import BYTES_OF_WINDOWS
from suppliers import categories
from suppliers.rows import Record, Row

TELL_EVERY = 20_000  # units flagged
_ESTABLISHMENT = (
    "siren", "siret", "statutDiffusionEtablissement", "etablissementSiege",
    "codePostalEtablissement", "libelleCommuneEtablissement", "codeCommuneEtablissement",
    "etatAdministratifEtablissement", "enseigne1Etablissement",
    "denominationUsuelleEtablissement", "activitePrincipaleEtablissement",
)  # fmt: skip
_UNIT = (
    "siren", "statutDiffusionUniteLegale", "sigleUniteLegale", "etatAdministratifUniteLegale",
    "denominationUniteLegale", "denominationUsuelle1UniteLegale",
    "categorieJuridiqueUniteLegale", "activitePrincipaleUniteLegale",
    "economieSocialeSolidaireUniteLegale",
)  # fmt: skip
_HIDDEN = "[ND]"  # what Insee writes over a value that it does not publish


class Unit(NamedTuple):
    name: str
    category: str
    naf: str


def read(
    one: BinaryIO,
    other: BinaryIO,
    *,
    every_establishment: bool = False,
    tell: Callable[[str], None] = lambda said: None,
) -> Iterator[Row]:
    """The active head offices of the units flagged ESS, or all their active establishments."""
    units_file, establishments = sorted((one, other), key=_is_of_establishments)
    units = _units(units_file, tell)
    tell(f"{len(units)} unités légales de l'ESS ; lecture de leurs établissements.")
    for line, row in _stock(establishments, _ESTABLISHMENT, "siren", units.__contains__):
        if row["etatAdministratifEtablissement"] not in ("A", ""):
            continue
        is_seat = row["etablissementSiege"].lower() == "true"
        if (is_seat or every_establishment) and _is_open(row["statutDiffusionEtablissement"]):
            yield Row(line, row, _record(units[row["siren"]], row, is_seat))


def _units(stream: BinaryIO, tell: Callable[[str], None]) -> dict[str, Unit]:
    kept: dict[str, Unit] = {}
    flagged = _stock(stream, _UNIT, "economieSocialeSolidaireUniteLegale", "O".__eq__)
    for count, (line, row) in enumerate(flagged, start=1):
        name = (
            row["denominationUniteLegale"]
            or row["denominationUsuelle1UniteLegale"]
            or row["sigleUniteLegale"]
        )
        if _is_taken(row) and name not in ("", _HIDDEN):
            kept[row["siren"]] = Unit(
                name, row["categorieJuridiqueUniteLegale"], row["activitePrincipaleUniteLegale"]
            )
        if count % TELL_EVERY == 0:
            tell(f"{line} unités légales lues, {len(kept)} de l'ESS gardées.")
    return kept


def _is_taken(unit: Record) -> bool:
    return (
        unit["etatAdministratifUniteLegale"] in ("A", "")
        and _is_open(unit["statutDiffusionUniteLegale"])
        and not categories.is_person(unit["categorieJuridiqueUniteLegale"])
    )


def _is_open(status: str) -> bool:
    return status in ("O", "")


def _is_of_establishments(stream: BinaryIO) -> bool:
    header = stream.peek(8192)  # type: ignore[attr-defined]
    return b"etablissementSiege" in header.partition(b"\n")[0]


def _stock(
    stream: BinaryIO, wanted: tuple[str, ...], key: str, accepts: Callable[[str], bool]
) -> Iterator[tuple[int, Record]]:
    """(line, its columns by name) where the key is accepted: of millions, the few.

    A wanted column that an older file has not is empty.
    """
    with io.TextIOWrapper(stream, "utf-8-sig", BYTES_OF_WINDOWS, newline="") as text:
        reader = csv.reader(text)
        try:
            header = next(reader, [])
            for name in ("siren", key):
                if name not in header:
                    raise UnreadableInput(
                        f"Ce fichier n'est pas un stock Sirene : la colonne « {name} » manque."
                    )
            at, blank = header.index(key), dict.fromkeys(wanted, "")
            for line, cells in enumerate(reader, start=2):
                if at < len(cells) and accepts(cells[at]):
                    yield line, {**blank, **dict(zip(header, cells, strict=False))}
        except csv.Error as error:
            raise UnreadableInput(f"Le stock Sirene est illisible : {error}.") from error


def _record(unit: Unit, row: Record, is_seat: bool) -> Record:
    own = row["enseigne1Etablissement"] or row["denominationUsuelleEtablissement"]
    named = unit.name if is_seat or not own or own == _HIDDEN else f"{unit.name} ({own})"
    return {
        "name": named,
        "siret": row["siret"],
        "legal_form": categories.label(unit.category),
        "ess_kinds": categories.families(unit.category, flagged=True),
        "naf": row["activitePrincipaleEtablissement"] or unit.naf,
        "commune": row["libelleCommuneEtablissement"],
        "postal_code": row["codePostalEtablissement"],
        "insee": row["codeCommuneEtablissement"],
    }
