"""What the register knows of a supplier's place in the ESS, family by family, on a day.

Law n° 2014-856 founds the quality on a status or on a mention at the trade register, and the
labour code founds the others on agreements that end. Neither a flag of a public database nor a
list proves them: a document that somebody saw does, until it expires. Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from procurement.typography import NBSP, long_date, number
from suppliers import ess

NEAR = timedelta(days=90)  # before its end, a proof is to be asked for again
PUBLIC_DATA = ("sirene", "recherche-entreprises")
LISTS = ("siae",)


class Rests(StrEnum):
    """What the register's word rests on."""

    DOCUMENT = "document"
    LIST = "list"
    LEGAL_FORM = "legal_form"
    FLAG = "flag"
    WORD = "word"

    @property
    def label(self) -> str:
        return {
            "document": "une pièce",
            "list": "une liste publique",
            "legal_form": "la forme juridique publiée",
            "flag": "un indicateur d'une base publique",
            "word": "une déclaration",
        }[self]


class State(StrEnum):
    PROVEN = "proven"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    STATED = "stated"
    CLAIMED = "claimed"

    @property
    def label(self) -> str:
        return {
            "proven": "prouvée",
            "expiring": "expire bientôt",
            "expired": "expirée",
            "stated": "pièce à voir",
            "claimed": "non prouvée",
        }[self]

    @property
    def colour(self) -> str:
        """Of the mark whose words say the same."""
        return {"proven": "ok", "expiring": "warning", "expired": "blocking"}.get(self, "todo")


@dataclass(frozen=True)
class Proof:
    """A document said to prove a family: who says so, and when it was seen."""

    kind: str
    reference: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    source: str = ""  # the import that says so; empty for a person
    seen_on: date | None = None

    @property
    def ends_on(self) -> date | None:
        """Its own end, or else the one that the law gives to such a decision."""
        lasts = ess.FAMILIES[self.kind].lasts if self.kind in ess.FAMILIES else None
        if self.expires_on or not (self.issued_on and lasts):
            return self.expires_on
        return _years_after(self.issued_on, lasts.years) - timedelta(days=1)

    def is_over(self, at: date) -> bool:
        return self.ends_on is not None and self.ends_on < at


@dataclass(frozen=True)
class Noted:
    """Where the register has a family from; `format` is that of the import, empty for a person."""

    kind: str
    format: str = ""
    source: str = ""
    noted_on: date | None = None

    @property
    def rests_on(self) -> Rests:
        family = ess.FAMILIES.get(self.kind)
        if self.format in LISTS:
            return Rests.LIST
        if self.format in PUBLIC_DATA and family:
            if family.by_agreement:
                return Rests.LIST
            return Rests.FLAG if self.kind == "SOCIETE" else Rests.LEGAL_FORM
        return Rests.WORD


@dataclass(frozen=True)
class Standing:
    """One family of a supplier on a day: its ground, what says so, whether it is proven."""

    kind: str
    noted: Noted
    proof: Proof | None
    at: date

    @property
    def family(self) -> ess.Family | None:
        return ess.FAMILIES.get(self.kind)

    @property
    def label(self) -> str:
        return ess.label(self.kind)

    @property
    def ground(self) -> str:
        return self.family.ground if self.family else "Famille inconnue de Balise, à vérifier"

    @property
    def to_ask(self) -> str:
        return self.family.proof if self.family else ""

    @property
    def rests_on(self) -> Rests:
        return Rests.DOCUMENT if self.proof else self.noted.rests_on

    @property
    def expires_on(self) -> date | None:
        return self.proof.ends_on if self.proof else None

    @cached_property
    def state(self) -> State:
        if self.proof is None:
            return State.CLAIMED
        if self.proof.is_over(self.at):
            return State.EXPIRED
        if self.proof.seen_on is None:
            return State.STATED
        ends = self.proof.ends_on
        return State.EXPIRING if ends and ends - self.at <= NEAR else State.PROVEN

    @property
    def is_proven(self) -> bool:
        return self.state in (State.PROVEN, State.EXPIRING)

    @property
    def sentence(self) -> str:
        """What is known and what it is worth, as one or two sentences."""
        if self.proof is None:
            return self._claimed()
        told = f"{self._document()}{self._until(self.proof)}"
        return {
            State.PROVEN: f"{told}.",
            State.EXPIRING: f"{told}{NBSP}: demandez déjà la suivante.",
            State.EXPIRED: f"{told}. Ne comptez pas sur cette famille avant d'avoir vu la "
            "nouvelle pièce.",
            State.STATED: f"{told}. Personne ne l'a encore vue dans Balise.",
        }[self.state]

    def _document(self) -> str:
        assert self.proof is not None
        named = f"Pièce «{NBSP}{self.proof.reference}{NBSP}»" if self.proof.reference else "Pièce"
        dated = f" du {long_date(self.proof.issued_on)}" if self.proof.issued_on else ""
        if self.proof.seen_on:
            return f"{named}{dated}, vue le {long_date(self.proof.seen_on)}"
        source = self.proof.source or "la structure"
        return f"{named}{dated}, déclarée par {source}"

    def _until(self, proof: Proof) -> str:
        if proof.ends_on is None:
            is_open = self.family is None or not self.family.by_agreement
            return "" if is_open else ", sans échéance dite"
        verb = "expirée depuis le" if proof.is_over(self.at) else "valable jusqu'au"
        told = f", {verb} {long_date(proof.ends_on)}"
        lasts = self.family.lasts if self.family and not proof.expires_on else None
        if lasts is None:
            return told
        unless = f", {lasts.unless}" if lasts.unless else ""
        years = f"{number(lasts.years)}{NBSP}ans"
        return f"{told} si elle dure {years} ({lasts.article}{unless})"

    def _claimed(self) -> str:
        source, on = self.noted.source or "source non dite", self.noted.noted_on
        when = f" au {long_date(on)}" if on else ""
        return {
            Rests.LIST: f"Figure dans une liste publique ({source}{when}), sans échéance connue. "
            "Une liste n'est pas une preuve.",
            Rests.LEGAL_FORM: f"Sa forme juridique publiée le dit ({source}{when}). Le statut "
            "fonde l'appartenance ; ses statuts la prouvent.",
            Rests.FLAG: f"Un indicateur d'une base publique le dit ({source}{when}). Un indicateur "
            "n'est pas une preuve.",
        }.get(self.rests_on, f"Déclarée ({source}{when}), sans pièce connue.")

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.kind,
            "label": self.label,
            "ground": self.ground,
            "rests_on": str(self.rests_on),
            "rests_on_label": self.rests_on.label,
            "state": str(self.state),
            "state_label": self.state.label,
            "source": self.noted.source,
            "noted_on": self.noted.noted_on,
            "expires_on": self.expires_on,
            "sentence": self.sentence,
            "proof": self.to_ask,
        }


def standings(noted: Iterable[Noted], proofs: Iterable[Proof], *, at: date) -> tuple[Standing, ...]:
    """Each family noted, with the document that proves it best that day."""
    by_kind: dict[str, list[Proof]] = {}
    for proof in proofs:
        by_kind.setdefault(proof.kind, []).append(proof)
    return tuple(Standing(one.kind, one, _best(by_kind.get(one.kind, ()), at), at) for one in noted)


def _best(proofs: Sequence[Proof], at: date) -> Proof | None:
    """One in force before one that is over, seen before unseen, then the last to end."""
    return max(
        proofs,
        key=lambda proof: (
            not proof.is_over(at),
            proof.seen_on is not None,
            proof.ends_on or date.max,
        ),
        default=None,
    )


def _years_after(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + years, 3, 1) if leap else day.replace(year=day.year + years)
