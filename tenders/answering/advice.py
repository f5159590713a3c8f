"""Whether to answer: reasons for, reasons against, doubts, and what they lead to. Never a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from procurement.typography import NBSP, join_words, long_moment, number, plural
from tenders.answering.call import Call
from tenders.answering.effort import Effort
from tenders.answering.fit import Line, State

SIGNATURE = "Balise conseille ; la décision vous appartient."


class Verdict(StrEnum):
    LATE = "late"
    NOT_ALONE = "not_alone"
    PARTNER = "partner"
    CHECK = "check"
    GO = "go"

    @property
    def label(self) -> str:
        return {
            "late": "La date limite est passée",
            "not_alone": "Ne pas répondre seul à ce lot",
            "partner": "Chercher un partenaire avant de décider",
            "check": "Lever les doutes avant de décider",
            "go": "Répondre est à votre portée",
        }[self]

    @property
    def colour(self) -> str:
        return {"go": "ok", "check": "info", "partner": "warning"}.get(self, "blocking")


@dataclass(frozen=True)
class Advice:
    verdict: Verdict
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    doubts: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "verdict": str(self.verdict),
            "label": self.verdict.label,
            "for": list(self.reasons),
            "against": list(self.against),
            "doubts": list(self.doubts),
            "signature": SIGNATURE,
        }


def advise(call: Call, lines: Iterable[Line], effort: Effort, *, now: datetime) -> Advice:
    lines = list(lines)
    return Advice(
        _verdict(call, lines, effort, now),
        tuple(_for(lines, effort)),
        tuple(_against(call, lines, effort, now)),
        tuple(_doubts(call, lines)),
    )


def _verdict(call: Call, lines: Sequence[Line], effort: Effort, now: datetime) -> Verdict:
    missing = [line for line in lines if line.state == State.MISSING]
    if call.due_at and call.due_at <= now:
        return Verdict.LATE
    if any(line.excludes and not line.shared for line in missing):
        return Verdict.NOT_ALONE
    if missing:
        return Verdict.PARTNER
    silent = sum(line.state == State.UNSAID for line in lines)
    if effort.fits is False or any(line.excludes and line.lacks for line in lines):
        return Verdict.CHECK
    return Verdict.CHECK if 2 * silent > len(lines) else Verdict.GO


def _for(lines: Sequence[Line], effort: Effort) -> list[str]:
    said = []
    held = [line for line in lines if line.excludes and not line.lacks]
    if held:
        titles = join_words([line.title for line in held])
        said.append(f"Ce qui écarterait un candidat est rempli{NBSP}: {titles}.")
    ready = [line for line in lines if not line.excludes and not line.lacks]
    if ready:
        words = (
            ("autre condition a", "autres conditions ont")
            if held
            else ("condition a", "conditions ont")
        )
        said.append(
            f"{plural(len(ready), *words)} déjà une réponse dans votre fiche ou vos déclarations."
        )
    if effort.fits:
        said.append(f"Le temps suffit{NBSP}: {effort.sentence[0].lower()}{effort.sentence[1:]}")
    return said


def _against(call: Call, lines: Sequence[Line], effort: Effort, now: datetime) -> list[str]:
    said = []
    if call.due_at and call.due_at <= now:
        said.append(
            f"Les offres étaient attendues le {long_moment(call.due_at)}{NBSP}: une offre tardive "
            "est éliminée (R2151-5)."
        )
    said += [
        f"{line.title}{NBSP}: {line.why}"
        for line in lines
        if line.state == State.MISSING and line.excludes
    ]
    others = [line.title for line in lines if line.state == State.MISSING and not line.excludes]
    if others:
        said.append(
            f"Vous dites ne pas le pouvoir, ou rien ne le montre{NBSP}: {join_words(others)}. "
            "Une condition d'exécution s'accepte avec l'offre : vérifiez d'abord qu'elle concerne "
            "bien votre lot."
        )
    if effort.fits is False and not (call.due_at and call.due_at <= now):
        said.append(
            f"Le temps manque{NBSP}: {number(round(effort.hours))} heures à trouver, "
            f"{number(round(effort.available or 0))} à votre rythme actuel."
        )
    return said


MOST_TOLD = 5


def _first(unknown: Sequence[str]) -> str:
    """The gravest, and how many more: the whole list is on the page of the call."""
    more = len(unknown) - MOST_TOLD
    if more <= 1:
        return join_words(list(unknown))
    return join_words([*unknown[:MOST_TOLD], plural(more, "autre point", "autres points")])


_ALONE = ("point reste", "points restent")


def _doubts(call: Call, lines: Sequence[Line]) -> list[str]:
    said = []
    silent = [line for line in lines if line.state == State.UNSAID]
    first = [line.title for line in silent if line.excludes]
    if first:
        said.append(f"À vérifier d'abord, car cela écarterait{NBSP}: {join_words(first)}.")
    if len(silent) > len(first):
        words = ("autre point reste", "autres points restent")
        said.append(
            f"{plural(len(silent) - len(first), *(words if first else _ALONE))} sans réponse dans "
            "votre fiche : ce sont des questions, pas des refus."
        )
    if call.unknown:
        said.append(
            f"Le dossier ne dit pas, ou Balise n'a pas trouvé{NBSP}: "
            f"{_first(call.unknown)}. Demandez-le à l'acheteur."
        )
    return said
