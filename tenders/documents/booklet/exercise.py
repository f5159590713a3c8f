"""Exercises: what is asked, and the correction. Numbered once, shown in several ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from procurement.word.blocks import Block, Heading, Paragraph, Table
from tenders.documents.booklet.desk import Desk, Figure

LINES = 18  # to write an answer on a sheet


@dataclass(frozen=True)
class Exercise:
    """`answer` are the paragraphs of the correction, `shown` what comes after them."""

    title: str
    asked: tuple[Block, ...]
    answer: tuple[str, ...]
    shown: tuple[Block, ...] = ()


Exercises = Callable[[Desk], Sequence[Exercise]]
Names = Callable[[int], str]


def listing(items: Iterable[str]) -> tuple[str, ...]:
    """The items of a list in one sentence: « a ; », « b. »."""
    *first, last = items
    return (*(f"{item} ;" for item in first), f"{last}.")


def numbered(n: int) -> str:
    return f"Exercice {n}"


def lettered(n: int) -> str:
    return f"Exercice {'ABCDEFGH'[n - 1]}"


def asked(make: Exercises, name: Names = numbered) -> Figure:
    """The questions, one after the other."""

    def draw(desk: Desk) -> list[Block]:
        blocks: list[Block] = []
        for n, exercise in enumerate(make(desk), start=1):
            blocks += [Heading(2, f"{name(n)} : {exercise.title}"), *exercise.asked]
        return blocks

    return draw


def corrected(make: Exercises, name: Names = numbered) -> Figure:
    def draw(desk: Desk) -> list[Block]:
        blocks: list[Block] = []
        for n, exercise in enumerate(make(desk), start=1):
            said = [Paragraph(text) for text in exercise.answer]
            blocks += [Heading(2, f"Corrigé : {_lower(name(n))}"), *said, *exercise.shown]
        return blocks

    return draw


def sheets(make: Exercises, name: Names = numbered) -> Figure:
    """The questions with room to answer, a sheet each."""

    def draw(desk: Desk) -> list[Block]:
        blocks: list[Block] = []
        for n, exercise in enumerate(make(desk), start=1):
            sheet = f"{name(n).replace('Exercice', 'Feuille')} : {exercise.title}"
            blocks += [Heading(2, sheet, new_page=n > 1), *exercise.asked, _room(sheet)]
        return blocks

    return draw


def _room(sheet: str) -> Table:
    return Table(
        header=("Votre réponse",),
        rows=(("\n" * LINES,),),
        caption=f"Réponse, {_lower(sheet)}",
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
