"""The answers of several sheets to one question, in French."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from needs.units import said_unit
from procurement.typography import NBSP, join_words, long_date, number


@dataclass(frozen=True)
class AnswerRow:
    """One question, the answers side by side, and the one they make together."""

    label: str
    unit: str
    answers: tuple[tuple[str, str], ...]  # (sheet's name, answer in French)
    joint: str


def say_answer(question: Any, value: Any) -> str:
    """An answer in French, without its unit for choices and texts."""
    if question.type == "boolean":
        return "oui" if value else "non"
    if question.type in ("choice", "multi"):
        chosen = value if isinstance(value, list) else [value]
        return join_words([question.label_of(choice) for choice in chosen])
    if question.type in ("integer", "decimal", "percent"):
        unit = "%" if question.type == "percent" else said_unit(question.unit, Decimal(str(value)))
        return f"{number(Decimal(str(value)))}{NBSP}{unit}".strip()
    if question.type == "date":
        return long_date(date.fromisoformat(value))
    return str(value)


def said_or_blank(question: Any, value: Any) -> str:
    return "sans réponse" if value in (None, "", []) else say_answer(question, value)
