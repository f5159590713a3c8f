"""Award records as published (official JSON, or CSV) → plain values, one record at a time."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TextIO

from procurement.identifiers import InvalidIdentifier, parse_cpv, parse_siret

_CHUNK = 1 << 20
_LISTS = re.compile(r'"(?:marche|contrat-concession|marches)"\s*:\s*\[|^\s*\[')
_END = object()  # no value of a list, unlike None
_MOST = Decimal("999999999999.99")


@dataclass(frozen=True)
class Award:
    """One contract. `key` is the same each time the contract is published."""

    key: str
    object: str
    cpv: str
    buyer_siret: str = ""
    notified_on: date | None = None
    amount: Decimal | None = None
    duration_months: int | None = None
    holders: tuple[str, ...] = ()


class UnusableRecord(ValueError):
    """A record that cannot be taken; its text is a French sentence for the user."""


def read_awards(stream: TextIO) -> Iterator[tuple[int, Award | None, str]]:
    """(number, award, "") or (number, None, reason); the format is seen from the first sign."""
    start = stream.read(_CHUNK)
    is_json = start.lstrip()[:1] in ("{", "[")
    rows = _json_records(start, stream) if is_json else _csv_rows(start, stream)
    for number, row in enumerate(rows, start=1):
        try:
            yield number, _from_json(row) if is_json else _from_csv(row), ""
        except (UnusableRecord, InvalidIdentifier) as error:
            yield number, None, str(error)


def _json_records(start: str, stream: TextIO) -> Iterator[Any]:
    """Contracts of every list of the file, decoded one at a time: these files reach gigabytes."""
    decoder = json.JSONDecoder()
    buffer, position, lists = start, 0, 0
    while True:
        found = _LISTS.search(buffer, position)
        if found is None:
            more = stream.read(_CHUNK)
            if not more and not lists:
                raise UnusableFile("Ce fichier JSON n'a pas de liste « marche » ni « marches ».")
            if not more:
                return
            # Keep what may be the beginning of a list's name, cut by the chunk.
            buffer, position = buffer[max(position, len(buffer) - 40) :] + more, 0
            continue
        position, lists = found.end(), lists + 1
        while True:
            buffer, position, record = _next(decoder, buffer, position, stream)
            if record is _END:
                break
            yield record


def _next(
    decoder: json.JSONDecoder, buffer: str, position: int, stream: TextIO
) -> tuple[str, int, Any]:
    """The next value of a list, or `_END` after the last."""
    while True:
        position = _skipped(buffer, position)
        if buffer[position : position + 1] == "]":
            return buffer, position + 1, _END
        try:
            if position < len(buffer):
                record, end = decoder.raw_decode(buffer, position)
                return buffer, end, record
        except RecursionError as error:
            raise UnusableFile("Le fichier JSON emboîte trop de listes.") from error
        except ValueError:
            pass
        more = stream.read(_CHUNK)
        if not more:
            raise UnusableFile("Le fichier JSON est incomplet ou abîmé : il s'arrête trop tôt.")
        buffer, position = buffer[position:] + more, 0


class UnusableFile(ValueError):
    """The file as a whole cannot be read; its text is a French sentence for the user."""


def _skipped(buffer: str, position: int) -> int:
    while position < len(buffer) and buffer[position] in " \t\r\n,":
        position += 1
    return position


def _from_json(row: Any) -> Award:
    if not isinstance(row, dict):
        raise UnusableRecord("Ce marché n'est pas un objet JSON ({…}).")
    buyer = row.get("acheteur") or row.get("autoriteConcedante") or {}
    if not isinstance(buyer, dict):
        raise UnusableRecord("« acheteur » n'est pas un objet JSON ({…}).")
    siret = _siret(buyer.get("id"))
    identifier = str(row.get("id") or row.get("uid") or "").strip()
    if not identifier:
        raise UnusableRecord("« id » manque : ce marché n'a pas d'identifiant.")
    notified = row.get("dateNotification") or row.get("dateSignature")
    title = _object(row.get("objet"))
    return Award(
        key=f"{siret or buyer.get('id') or _print_of(title)}-{identifier}"[:120],
        object=title,
        cpv=parse_cpv(row["codeCPV"]) if row.get("codeCPV") else "",
        buyer_siret=siret,
        notified_on=_day(notified),
        amount=_amount(row.get("montant", row.get("valeurGlobale"))),
        duration_months=_months(row.get("dureeMois")),
        holders=_holders(row),
    )


def _csv_rows(start: str, stream: TextIO) -> Iterator[dict[str, str]]:
    def lines() -> Iterator[str]:
        yield from (start + stream.readline()).splitlines(keepends=True)
        yield from stream

    first = start.partition("\n")[0]
    reader = csv.DictReader(lines(), delimiter=max(",;\t", key=first.count))
    missing = {"objet", "cpv8"} - {str(name).strip() for name in reader.fieldnames or ()}
    if missing:
        raise UnusableFile(f"Il manque au fichier CSV la colonne {' et '.join(sorted(missing))}.")
    try:
        yield from reader
    except csv.Error as error:
        raise UnusableFile(f"Le tableau est mal formé ({error}).") from error


def _from_csv(row: dict[str, Any]) -> Award:
    """`objet` and `cpv8`; `id`, `acheteur_siret`, `date`, `montant`, `duree_mois` when present."""
    title, code = _object(row.get("objet")), parse_cpv(row.get("cpv8") or "")
    siret = _siret(row.get("acheteur_siret"))
    identifier = (row.get("id") or "").strip()
    return Award(
        key=(f"{siret}-{identifier}" if identifier else _print_of(f"{title}\n{code}"))[:120],
        object=title,
        cpv=code,
        buyer_siret=siret,
        notified_on=_day(row.get("date")),
        amount=_amount(row.get("montant")),
        duration_months=_months(row.get("duree_mois")),
        holders=tuple(filter(None, map(_siret, (row.get("titulaires") or "").split("|")))),
    )


def _print_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _object(value: Any) -> str:
    text = re.sub(r"\s+", " ", str(value or "")).strip()
    if not text:
        raise UnusableRecord("« objet » manque : rien à apprendre de ce marché.")
    return text[:1000]


def _holders(row: dict[str, Any]) -> tuple[str, ...]:
    wrapped = row.get("titulaires") or row.get("concessionnaires") or []
    if not isinstance(wrapped, list) or not all(isinstance(item, dict) for item in wrapped):
        raise UnusableRecord("« titulaires » n'est pas une liste d'objets JSON ({…}).")
    found = [item.get("titulaire") or item.get("concessionnaire") or item for item in wrapped]
    if not all(isinstance(holder, dict) for holder in found):
        raise UnusableRecord("Un titulaire n'est pas un objet JSON ({…}).")
    return tuple(dict.fromkeys(filter(None, (_siret(holder.get("id")) for holder in found))))


def _siret(value: Any) -> str:
    """The SIRET, or nothing: foreign and mistyped identifiers do not refuse the contract."""
    try:
        return parse_siret(str(value or ""))
    except InvalidIdentifier:
        return ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _amount(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value if value not in (None, "") else "NaN").replace(",", "."))
    except InvalidOperation:
        return None
    return round(amount, 2) if amount.is_finite() and 0 <= amount <= _MOST else None


def _months(value: Any) -> int | None:
    try:
        months = int(float(str(value)))
    except (ValueError, OverflowError):
        return None
    return months if 0 <= months <= 1200 else None
