"""The values of a row as they should be: texts, amounts, dates, lists; or why they are not.

A spreadsheet, a csv and JSON each write them their own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from procurement.jsonl import UnreadableInput, parse

Raw = Mapping[str, Any]
_AS_NUMBER = re.compile(r"([0-9]+)(?:[.,]0+)?")


class InvalidRecord(ValueError):
    """One row that cannot be taken; its text is a French sentence for the user."""


def text_of(value: Any, name: str, longest: int) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise InvalidRecord(f"« {name} » doit être un texte.")
    text = str(value).replace("\x00", "").strip()
    if len(text) > longest:
        raise InvalidRecord(
            f"« {name} » compte {len(text)} caractères : {longest} au plus sont possibles."
        )
    return text


def required(raw: Raw, name: str, longest: int) -> str:
    text = text_of(raw.get(name), name, longest)
    if not text:
        raise InvalidRecord(f"« {name} » manque : ce champ est obligatoire.")
    return text


def amount_of(value: Any, name: str, most: int) -> Decimal | None:
    if value in (None, ""):
        return None
    text = re.sub(r"[\s\u00a0\u202f]", "", str(value)).replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise InvalidRecord(f"« {name} » : « {value} » n'est pas un nombre.") from error
    if not amount.is_finite() or not 0 <= amount <= most:
        raise InvalidRecord(f"« {name} » : « {value} » est hors de ce qui est possible.")
    return round(amount, 2)


def rounded(amount: Decimal | None, digits: int) -> Decimal | None:
    return amount if amount is None else round(amount, digits)


def date_of(value: Any, name: str) -> date | None:
    """« 2027-12-31 », as spreadsheets give it too, or « 31/12/2027 »."""
    text = str(value or "").strip()
    if not text:
        return None
    if french := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        text = f"{french[3]}-{french[2]:0>2}-{french[1]:0>2}"
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise InvalidRecord(
            f"« {name} » : « {value} » n'est pas une date, comme 31/12/2027."
        ) from error


def whole_code(value: Any, *, digits: int, shortest: int) -> str:
    """Of a code that a spreadsheet took for a number: zeros in front again, no « .0 » behind."""
    text = f"{value:.0f}" if isinstance(value, float) else str(value).strip()
    if len(text) == digits and text.isdigit():
        return text
    found = _AS_NUMBER.fullmatch(text)
    if found and (isinstance(value, int | float) or len(found[1]) >= shortest):
        return found[1].zfill(digits)
    return text


def written_siret(value: Any) -> str:
    """The SIRET as it was written, before its keys are looked at."""
    return whole_code(value, digits=14, shortest=12)


def mapping_of(value: Any, name: str) -> Mapping[str, Any]:
    value = _from_cell(value, name)
    if value in (None, "", []):
        return {}
    if not isinstance(value, dict):
        raise InvalidRecord(f"« {name} » doit être un objet JSON ({{…}}).")
    return value


def list_of(value: Any, name: str) -> list[Any]:
    value = _from_cell(value, name)
    if value in (None, ""):
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split("|") if part.strip()]
    if not isinstance(value, list):
        raise InvalidRecord(f"« {name} » doit être une liste.")
    return value


def texts_of(value: Any, name: str) -> tuple[str, ...]:
    if isinstance(value, int | float):
        value = str(value)
    items: Iterable[Any] = list_of(value, name)
    return tuple(text for item in items if (text := text_of(item, name, 200)))


def _from_cell(value: Any, name: str) -> Any:
    """A cell of a table may hold the JSON that the jsonl format has there."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return parse(value)
        except UnreadableInput as error:
            raise InvalidRecord(f"« {name} » : {error}") from error
    return value
