"""Files of suppliers → rows in the published jsonl format, streamed; without the database.

Each reader yields `Row`s: the line, the original columns (for the file of rejects) and the record,
or the reason why the line cannot be read at all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from procurement import jsonl as json_lines
from procurement.jsonl import NOT_UTF_8, UnreadableInput, parse
from procurement.spreadsheets import BYTES_OF_WINDOWS
from procurement.uploads import BROKEN_ARCHIVE
from suppliers import categories, sirene
from suppliers.rows import LeftOut, Record, Row

MAX_WORKBOOK_BYTES = 300_000_000
_BEYOND = "cellules en trop"
_OTHER_ROWS = re.compile(r"\n.*\b\d{14}\b")
_UNCLOSED = (
    "Un guillemet ouvert n'est pas fermé : les lignes qui suivent sont prises avec celle-ci."
)
_DAMAGED = (
    "Ce fichier est abîmé : la suite ne se lit plus. Enregistrez-le ou téléchargez-le de nouveau, "
    "puis refaites l'import ; rien ne sera doublé."
)
_TOO_MANY_CELLS = (
    "Cette ligne a plus de cellules que la première : mettez entre guillemets le texte qui "
    "contient le séparateur."
)


def open_binary(name: str) -> BinaryIO:
    """The file of that name, or standard input for `-`; raises UnreadableInput."""
    if name == "-":
        return sys.stdin.buffer
    path = Path(name)
    if not path.is_file():
        raise UnreadableInput(f"Le fichier « {name} » n'existe pas.")
    return _inside(path) if path.suffix.lower() == ".zip" else path.open("rb")


def _inside(path: Path) -> BinaryIO:
    """The only file of an archive, as public registers are published; read as a stream."""
    try:
        with zipfile.ZipFile(path) as archive:
            [member] = archive.namelist()
            return archive.open(member)  # type: ignore[return-value]
    except (ValueError, *BROKEN_ARCHIVE) as error:
        raise UnreadableInput(
            f"L'archive « {path.name} » doit contenir un seul fichier, en CSV ou en jsonl, sans "
            "mot de passe."
        ) from error


def rows(
    names: list[str],
    kind: str = "auto",
    *,
    every_establishment: bool = False,
    tell: Callable[[str], None] = lambda said: None,
) -> tuple[str, Iterator[Row]]:
    """The kind of the files and their rows; raises UnreadableInput when no reader knows them."""
    streams = [open_binary(name) for name in names]
    with ExitStack() as opened, _undamaged():
        for stream in streams:
            opened.enter_context(stream)
        kind = detect(streams[0]) if kind == "auto" else kind
        expected = 2 if kind == "sirene" else 1
        if len(streams) != expected:
            raise UnreadableInput(
                "Donnez un seul fichier ; « sirene » en veut deux, StockUniteLegale et "
                "StockEtablissement."
            )
        reader = (
            sirene.read(*streams, every_establishment=every_establishment, tell=tell)
            if kind == "sirene"
            else READERS[kind](streams[0])
        )
        return kind, _closing(reader, opened.pop_all())


def _closing(found: Iterator[Row], opened: ExitStack) -> Iterator[Row]:
    with opened, _undamaged():
        yield from found


@contextmanager
def _undamaged() -> Iterator[None]:
    try:
        yield
    except BROKEN_ARCHIVE as error:
        raise UnreadableInput(_DAMAGED) from error


def detect(stream: BinaryIO) -> str:
    """The kind of file, from its first bytes, which stay to be read."""
    start = stream.peek(65536)[:65536]  # type: ignore[attr-defined]
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableInput(NOT_UTF_8)
    text = start.decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t")
    if text[:1] in ("{", "["):
        return "recherche-entreprises" if _is_public_api(text) else "jsonl"
    header = text.partition("\n")[0]
    if "economieSocialeSolidaireUniteLegale" in header or "etatAdministratifEtab" in header:
        return "sirene"
    if {"siret", "post_code", "brand", "kind"} <= set(header.replace('"', "").strip().split(",")):
        return "siae"
    if "siret" in header.lower():
        return "csv"
    raise UnreadableInput(
        "Ce fichier n'est d'aucun format connu : il faut du jsonl, ou un tableau dont la première "
        "ligne nomme au moins les colonnes « name » et « siret »."
    )


def _is_public_api(text: str) -> bool:
    first_line = text.partition("\n")[0]
    return text.startswith("[") or '"results"' in first_line or first_line.strip() == "{"


def _text(stream: BinaryIO, errors: str = "strict") -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors=errors, newline="")


def jsonl(stream: BinaryIO) -> Iterator[Row]:
    with _text(stream) as text:
        for number, line in json_lines.lines(text):
            record, reason = json_lines.read_line(line)
            yield Row(number, record or {"text": _as_sent(line)}, record, reason)


def _as_sent(line: str) -> str:
    """A line that is no record, for people to find again."""
    raw = line.strip().encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", BYTES_OF_WINDOWS)


def table(stream: BinaryIO) -> Iterator[Row]:
    """A csv with the columns of the jsonl format, its separator guessed from the header."""
    for line, row in _csv(stream):
        yield _row(line, row, from_table)


def siae(stream: BinaryIO) -> Iterator[Row]:
    for line, row in _csv(stream):
        yield _row(line, row, from_siae)


def _row(line: int, row: Record, read: Callable[[Record], Record]) -> Row:
    """Cells that are shifted, or that hold other rows, would write one thing for another."""
    if any(_OTHER_ROWS.search(cell) for cell in row.values() if isinstance(cell, str)):
        return Row(line, row, None, _UNCLOSED)
    if _BEYOND in row:
        return Row(line, row, None, _TOO_MANY_CELLS)
    return Row(line, row, read(row))


def _csv(stream: BinaryIO) -> Iterator[tuple[int, Record]]:
    """In UTF-8, or as a spreadsheet of Windows writes it."""
    with _text(stream, BYTES_OF_WINDOWS) as text:
        yield from _csv_rows(text)


def _csv_rows(text: io.TextIOWrapper) -> Iterator[tuple[int, Record]]:
    header = text.readline(csv.field_size_limit())
    separator = max(",;\t", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator), [])]
    if "siret" not in (name.lower() for name in names):
        raise UnreadableInput("La colonne « siret » manque dans la première ligne du tableau.")
    reader = csv.DictReader(text, fieldnames=names, delimiter=separator, restkey=_BEYOND)
    try:
        for row in reader:
            if not any(row.get(_BEYOND, ())):
                row.pop(_BEYOND, None)  # type: ignore[call-overload]
            if any(row.values()):
                yield reader.line_num + 1, row
    except csv.Error as error:
        raise UnreadableInput(
            f"Le tableau ne se lit plus après la ligne {reader.line_num + 1} : un guillemet ouvert "
            f"n'est sans doute jamais fermé ({error})."
        ) from error


def xlsx(stream: BinaryIO) -> Iterator[Row]:
    """The first sheet of a workbook, its first row naming the columns."""
    import openpyxl

    content = io.BytesIO(stream.read(MAX_WORKBOOK_BYTES + 1))
    try:
        with zipfile.ZipFile(content) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_WORKBOOK_BYTES:
                raise UnreadableInput("Ce classeur est trop gros : 300 Mo décompressés au plus.")
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
    except (*BROKEN_ARCHIVE, KeyError, ValueError) as error:
        raise UnreadableInput("Ce fichier n'est pas un classeur .xlsx lisible.") from error
    lines = _lines(book)
    names = [str(cell).strip() if cell is not None else "" for cell in next(lines, ())]
    if "siret" not in (name.lower() for name in names):
        raise UnreadableInput("La colonne « siret » manque dans la première ligne du classeur.")
    for line, cells in enumerate(lines, start=2):
        if any(cell not in (None, "") for cell in cells):
            row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
            yield Row(line, row, from_table(row))


def _lines(book: Any) -> Iterator[tuple[Any, ...]]:
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:  # the library raises whatever a broken part makes it raise
        raise UnreadableInput(_DAMAGED) from error


def public_api(stream: BinaryIO) -> Iterator[Row]:
    """The JSON of the public company search API: one answer, or a list of results."""
    try:
        with _text(stream) as text:
            found = parse(text.read())
    except UnicodeDecodeError as error:
        raise UnreadableInput(NOT_UTF_8) from error
    except UnreadableInput as error:
        raise UnreadableInput(f"Ce fichier n'est pas lisible : {error}") from error
    results = found.get("results") if isinstance(found, dict) else found
    if not isinstance(results, list):
        raise UnreadableInput("Ce JSON n'a pas de liste « results ».")
    for number, result in enumerate(results, start=1):
        if not isinstance(result, dict):
            yield Row(number, {}, None, "Ce résultat n'est pas un objet JSON.")
        else:
            try:
                yield Row(number, result, from_public_api(result))
            except LeftOut as error:
                yield Row(number, result, None, str(error))


READERS: dict[str, Callable[[BinaryIO], Iterator[Row]]] = {
    "jsonl": jsonl,
    "csv": table,
    "xlsx": xlsx,
    "siae": siae,
    "recherche-entreprises": public_api,
}
FORMATS = ("auto", *READERS, "sirene")


def from_table(row: Record) -> Record:
    """Flat columns (« capacity.fte », « service_area.km ») gathered as in the jsonl format."""
    record: Record = {}
    for column, value in row.items():
        if value in (None, ""):
            continue
        name, _, key = column.strip().lower().partition(".")
        if key and isinstance(record.setdefault(name, {}), dict):
            record[name][key] = value
        elif not key:
            record[name] = _short_area(value) if name == "service_area" else value
    return record


def _short_area(cell: Any) -> Any:
    """« radius 40 », « departments 59|62 », « region 32 » or « country »; JSON is left as it is."""
    text = str(cell).strip()
    if text.startswith("{"):
        return text
    kind, _, value = text.replace(":", " ").partition(" ")
    return {"kind": kind, "km": value, "codes": value, "code": value}


def from_siae(row: Record) -> Record:
    name, brand = (row.get("name") or "").strip(), (row.get("brand") or "").strip()
    return {
        "name": brand or name,
        "siret": row.get("siret"),
        "ess_kinds": [row["kind"]] if row.get("kind") else [],
        "naf": row.get("naf"),
        "description": row.get("description"),
        "commune": row.get("city"),
        "postal_code": row.get("post_code"),
        "insee": row.get("insee"),
        "lat": row.get("lat"),
        "lon": row.get("lon"),
        "website": row.get("website"),
    }


def _object(value: Any) -> Record:
    return value if isinstance(value, dict) else {}


def from_public_api(result: Record) -> Record:
    """Raises LeftOut for what the register does not take: persons, closed or unpublished units."""
    seat, more = _object(result.get("siege")), _object(result.get("complements"))
    category = str(result.get("nature_juridique") or "")
    if more.get("est_entrepreneur_individuel") or categories.is_person(category):
        raise LeftOut(categories.PERSON)
    if result.get("etat_administratif") == "C":
        raise LeftOut("Cette entreprise a cessé son activité.")
    if (result.get("statut_diffusion") or "O") != "O":
        raise LeftOut(categories.UNPUBLISHED)
    siae = re.findall(r"[A-Z]+", str(more.get("type_siae") or "").upper())
    kinds = [*categories.families(category, flagged=bool(more.get("est_ess"))), *siae]
    return {
        "name": result.get("nom_raison_sociale") or result.get("nom_complet"),
        "siret": seat.get("siret"),
        "legal_form": categories.label(category),
        "ess_kinds": list(dict.fromkeys(kinds)),
        "naf": seat.get("activite_principale") or result.get("activite_principale"),
        "commune": seat.get("libelle_commune"),
        "postal_code": seat.get("code_postal"),
        "insee": seat.get("commune"),
        "lat": seat.get("latitude"),
        "lon": seat.get("longitude"),
    }
