"""How long an answer takes: hours piece by piece, from assumptions that the candidate sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.typography import NBSP, number, plural
from tenders.answering.call import Asked, Call
from tenders.answering.fit import Line, State


@dataclass(frozen=True)
class Assumption:
    """A number that nobody measured for this candidate: it is shown, and may be changed."""

    id: str
    label: str
    default: float
    unit: str
    most: float


ASSUMPTIONS = (
    Assumption("read", "Lire le dossier, par lot", 3, "h", 40),
    Assumption("page", "Écrire une page du mémoire", 2, "h", 20),
    Assumption("filled", "Part des pages permises que vous remplirez", 75, "%", 100),
    Assumption("pages", "Pages par critère, quand aucune limite n'est connue", 2, "pages", 40),
    Assumption("line", "Chiffrer une ligne de prix", 0.25, "h", 8),
    Assumption("form", "Remplir un formulaire (DC1, DC2, acte d'engagement)", 1, "h", 16),
    Assumption("proof", "Réunir une preuve qui manque", 1.5, "h", 40),
    Assumption("member", "Se coordonner, par partenaire", 6, "h", 80),
    Assumption("partners", "Partenaires prévus", 0, "", 11),
    Assumption("review", "Relire et déposer", 4, "h", 40),
    Assumption("week", "Heures que vous pouvez y passer par semaine", 12, "h", 200),
    Assumption("cost", "Coût d'une heure de travail", 35, "€", 300),
)
DEFAULTS = {one.id: one.default for one in ASSUMPTIONS}


@dataclass(frozen=True)
class Share:
    """The hours of one piece of the work, and how they are counted."""

    title: str
    hours: float
    how: str


@dataclass(frozen=True)
class Effort:
    shares: tuple[Share, ...]
    days_left: int | None
    weekly: float
    hourly: float

    @property
    def hours(self) -> float:
        return sum(share.hours for share in self.shares)

    @property
    def available(self) -> float | None:
        """The hours until the deadline, at the pace the candidate said."""
        return None if self.days_left is None else max(0, self.days_left) / 7 * self.weekly

    @property
    def fits(self) -> bool | None:
        return None if self.available is None else self.available >= self.hours

    @property
    def sentence(self) -> str:
        told = f"{number(round(self.hours))} heures environ"
        if self.hourly:
            told += f", soit {number(round(self.hours * self.hourly, -1))}{NBSP}€ de travail"
        if self.available is None:
            return f"{told}. La date limite n'est pas connue."
        left = plural(max(0, self.days_left or 0), "jour")
        hours = number(round(self.available))
        return f"{told}. Il reste {left}{NBSP}: à votre rythme, {hours} heures."

    def as_dict(self) -> dict[str, Any]:
        return {
            "hours": round(self.hours, 1),
            "days_left": self.days_left,
            "available": self.available and round(self.available, 1),
            "sentence": self.sentence,
            "shares": [
                {"title": s.title, "hours": round(s.hours, 1), "how": s.how} for s in self.shares
            ],
        }


def effort_of(
    call: Call,
    lots: Iterable[int],
    lines: Iterable[Line],
    assumed: Mapping[str, float] | None = None,
    *,
    at: date,
) -> Effort:
    said = {**DEFAULTS, **(assumed or {})}
    lots = tuple(lots)
    days = (call.due_at.date() - at).days if call.due_at else None
    shares = tuple(share for share in _shares(call, lots, list(lines), said) if share.hours)
    return Effort(shares, days, said["week"], said["cost"])


def _shares(
    call: Call, lots: tuple[int, ...], lines: list[Line], said: Mapping[str, float]
) -> Iterator[Share]:
    count = max(1, len(call.chosen(lots)))
    yield Share("Lire le dossier", count * said["read"], _times(count, "lot", said["read"]))
    for asked in call.asked_for(lots):
        if not asked.is_price:
            yield _writing(asked, said)
    priced = call.lines_to_price(lots)
    yield Share("Établir les prix", priced * said["line"], _times(priced, "ligne", said["line"]))
    forms = sum(1 for p in call.pieces if _is_form(p.id, lots))
    yield Share("Remplir les formulaires", forms * said["form"], _times(
        forms, "formulaire", said["form"]))  # fmt: skip
    proofs = sum(1 for line in lines if line.excludes and line.state != State.MET)
    yield Share("Réunir les preuves", proofs * said["proof"], _times(
        proofs, "preuve", said["proof"]))  # fmt: skip
    partners = int(said["partners"])
    yield Share("Se coordonner", partners * said["member"], _times(
        partners, "partenaire", said["member"]))  # fmt: skip
    yield Share("Relire et déposer", said["review"], "une fois")


def _writing(asked: Asked, said: Mapping[str, float]) -> Share:
    pages = asked.max_pages * said["filled"] / 100 if asked.max_pages else said["pages"]
    out_of = f"sur {asked.max_pages}" if asked.max_pages else "supposées"
    how = f"{number(round(pages, 1))} pages {out_of} × {number(said['page'])} h"
    return Share(f"Écrire : {asked.name}", pages * said["page"], how)


def _is_form(id: str, lots: tuple[int, ...]) -> bool:
    """The engagement of a lot that is not answered is not filled."""
    if id.startswith("ae-"):
        return not lots or id == "ae-0" or int(id[3:]) in lots
    return id in ("dc1", "dc2")


def _times(count: int, what: str, hours: float) -> str:
    return f"{plural(count, what)} × {number(hours)} h"
