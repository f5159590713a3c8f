"""The typed blanks of a clause: how a value is read, checked and written in French."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from procurement.typography import NBSP, euros, long_date, number

Value = int | Decimal | str | date


class VariableType(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    AMOUNT = "amount"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"

    @property
    def label(self) -> str:
        return {
            "integer": "nombre entier",
            "decimal": "nombre",
            "percent": "pourcentage",
            "amount": "montant en euros",
            "text": "texte",
            "choice": "choix dans une liste",
            "date": "date",
        }[self]


class InvalidValue(ValueError):
    """The message, in French, says what is wrong and what is expected."""


@dataclass(frozen=True)
class Variable:
    """One blank. `fact` is the fact of the diagnosis that fills it when nobody typed a value.

    `unit` is written by the clause itself, for it must agree with the sentence; only the tax
    of an amount (« HT ») and the sign of a percentage come from here.
    """

    name: str
    label: str
    type: VariableType
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    default: Value | None = None
    fact: str = ""

    @property
    def marker(self) -> str:
        """What stands in the text while the value is missing."""
        return f"[à compléter : {self.label}]"

    @property
    def limits(self) -> str:
        """« entre 1 et 10 », « au moins 1 », or nothing."""
        if self.minimum is not None and self.maximum is not None:
            return f"entre {number(self.minimum)} et {number(self.maximum)}"
        if self.minimum is not None:
            return f"au moins {number(self.minimum)}"
        return f"au plus {number(self.maximum)}" if self.maximum is not None else ""

    def read(self, raw: object) -> Value:
        """The typed value of what a form, a file or a fact gave; InvalidValue otherwise."""
        match self.type:
            case VariableType.TEXT:
                return str(raw).strip()
            case VariableType.CHOICE:
                return self._read_choice(str(raw).strip())
            case VariableType.DATE:
                return self._read_date(raw)
            case _:
                return self._read_number(raw)

    @property
    def shown_default(self) -> str:
        return "" if self.default is None else self.write(self.default)

    def accepts(self, raw: object) -> bool:
        """Whether there is a value, and one that can be read."""
        return raw not in (None, "") and not self.refusal(raw)

    def refusal(self, raw: object) -> str:
        """What is wrong with a value, in words; nothing when it can be read."""
        try:
            self.read(raw)
        except InvalidValue as error:
            return str(error)
        return ""

    def write(self, raw: object) -> str:
        """The value as a French text shows it."""
        return self.display(self.read(raw))

    def display(self, value: Value) -> str:
        match self.type:
            case VariableType.PERCENT:
                return f"{number(_decimal(value))}{NBSP}%"
            case VariableType.AMOUNT:
                return euros(_decimal(value), self.unit)
            case VariableType.INTEGER | VariableType.DECIMAL:
                return number(_decimal(value))
            case VariableType.DATE if isinstance(value, date):
                return long_date(value)
            case _:
                return str(value)

    def _read_choice(self, raw: str) -> str:
        if raw in self.choices:
            return raw
        raise InvalidValue(f"Choisissez l'une de ces réponses : {', '.join(self.choices)}.")

    def _read_date(self, raw: object) -> date:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        try:
            return datetime.fromisoformat(str(raw)).date()
        except ValueError as error:
            raise InvalidValue("Donnez une date, par exemple 2027-03-12.") from error

    def _read_number(self, raw: object) -> Value:
        value = _decimal(raw)
        if self.type == VariableType.INTEGER and value != int(value):
            raise InvalidValue("Donnez un nombre entier, par exemple 250.")
        too_low = self.minimum is not None and value < self.minimum
        too_high = self.maximum is not None and value > self.maximum
        if too_low or too_high:
            raise InvalidValue(f"{number(value)} ne convient pas : donnez {self.limits}.")
        return int(value) if self.type == VariableType.INTEGER else value


def _decimal(raw: object) -> Decimal:
    """« 1 250,5 » as well as 1250.5."""
    text = "".join(str(raw).split()).replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise InvalidValue(f"« {raw} » n'est pas un nombre.") from error
    if not value.is_finite():
        raise InvalidValue(f"« {raw} » n'est pas un nombre.")
    return value
