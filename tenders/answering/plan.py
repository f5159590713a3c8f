"""The tasks of an answer, back from the deadline; what is already late is due at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from procurement.typography import NBSP, join_words
from procurement.workdays import working_days_before
from tenders.answering.call import Call
from tenders.answering.fit import Line, State


@dataclass(frozen=True)
class Step:
    """`days` are working days before the deadline; `key` tells it from one plan to the next."""

    key: str
    title: str
    who: str
    days: int


@dataclass(frozen=True)
class Planned:
    key: str
    title: str
    who: str
    due_on: date | None
    late: bool = False


def plan(call: Call, lots: Iterable[int], lines: Iterable[Line], *, at: date) -> list[Planned]:
    """The earliest first. Without a deadline, no date is made up."""
    steps = sorted(_steps(call, tuple(lots), list(lines)), key=lambda step: -step.days)
    return [_dated(step, call, at) for step in steps]


def _dated(step: Step, call: Call, at: date) -> Planned:
    if call.due_at is None:
        return Planned(step.key, step.title, step.who, None)
    day = working_days_before(call.due_at.date(), step.days)
    return Planned(step.key, step.title, step.who, max(day, at), late=day < at)


def _steps(call: Call, lots: tuple[int, ...], lines: list[Line]) -> Iterator[Step]:
    yield Step("read", "Lire tout le dossier et vérifier l'accès au profil d'acheteur", "", 15)
    if any(line.state == State.MISSING and line.shared for line in lines):
        yield Step("partner", "Choisir les partenaires et la forme du groupement", "direction", 13)
    yield Step("decide", "Décider de répondre, et à quels lots", "direction", 12)
    unsaid = [line.title for line in lines if line.state == State.UNSAID and line.excludes]
    if unsaid or call.unknown:
        about = join_words([*unsaid, *call.unknown][:3])
        yield Step("ask", f"Poser vos questions à l'acheteur{NBSP}: {about}", "", 10)
    if any(line.id == "visit" for line in lines):
        yield Step("visit", "Faire la visite des sites et garder l'attestation", "", 10)
    for line in lines:
        if line.excludes and line.state in (State.UNPROVEN, State.MISSING):
            yield Step(
                f"proof-{line.id}", f"Réunir la preuve{NBSP}: {line.title}", "administration", 7
            )
    for asked in call.asked_for(lots):
        if not asked.is_price:
            yield Step(f"write-{asked.id}", f"Écrire «{NBSP}{asked.name}{NBSP}»", "", 5)
    yield Step("prices", "Arrêter les prix et vérifier les totaux", "comptabilité", 7)
    yield Step("forms", "Remplir DC1, DC2 (ou DUME) et actes d'engagement", "administration", 3)
    yield Step("review", "Faire relire par quelqu'un qui n'a pas écrit", "", 2)
    yield Step("send", "Déposer le pli, la veille, et garder l'accusé de dépôt", "", 1)
