"""From draft to retirement: who may move a version of a clause, from which state to which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenders.clauses.clause import State


class Who(StrEnum):
    WRITER = "writer"
    SECOND_READER = "second_reader"


@dataclass(frozen=True)
class Transition:
    """`label` is the button; `said` is how the history tells it; `reasoned`: a remark is due."""

    sources: frozenset[State]
    target: State
    who: Who
    label: str
    said: str
    reasoned: bool = False


def _move(
    who: Who, *sources: State, to: State, label: str, said: str, reasoned: bool = False
) -> Transition:
    return Transition(frozenset(sources), to, who, label, said, reasoned)


TRANSITIONS: dict[str, Transition] = {
    "ask_reading": _move(
        Who.WRITER,
        State.DRAFT,
        to=State.DRAFT,
        label="Demander la relecture",
        said="relecture demandée",
    ),
    "send_back": _move(
        Who.SECOND_READER,
        State.DRAFT,
        to=State.DRAFT,
        label="Renvoyer à l'auteur",
        said="renvoyée à l'auteur",
        reasoned=True,
    ),
    "approve": _move(
        Who.SECOND_READER,
        State.DRAFT,
        to=State.REVIEWED,
        label="Déclarer la clause relue",
        said="relue",
    ),
    "publish": _move(
        Who.WRITER,
        State.REVIEWED,
        to=State.PUBLISHED,
        label="Publier pour tous",
        said="publiée",
    ),
    "retire": _move(
        Who.WRITER,
        State.REVIEWED,
        State.PUBLISHED,
        to=State.RETIRED,
        label="Retirer la clause",
        said="retirée",
        reasoned=True,
    ),
}
