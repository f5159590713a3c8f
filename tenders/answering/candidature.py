"""The candidature data sheet: for each box of DC1, DC2 and DUME, what the record holds or lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from procurement.typography import NBSP, join_words
from procurement.yaml_files import read_yaml
from tenders.answering.call import Call
from tenders.answering.candidate import Candidate, Fact

DATA = Path(__file__).parent / "data" / "forms.yaml"


@dataclass(frozen=True)
class Box:
    """A box of a public form; `ask` is what only the candidate can tell."""

    form: str
    box: str
    title: str
    from_call: str = ""
    facts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ask: str = ""
    caution: str = ""
    only_reserved: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Forms:
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    checked: date
    doubt: str


@cache
def forms() -> Forms:
    raw: dict[str, Any] = read_yaml(DATA)
    return Forms(
        tuple(Box(**{k: _tuple(v) for k, v in row.items()}) for row in raw["boxes"]),
        tuple(Link(**row) for row in raw["links"]),
        raw["checked"],
        raw["doubt"],
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Filled:
    """One box with what goes in it; `missing` says what to find, empty when nothing is."""

    box: Box
    values: tuple[tuple[str, str], ...]  # (value, source and date)
    missing: str = ""
    warnings: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "form": self.box.form,
            "box": self.box.box,
            "title": self.box.title,
            "values": [{"value": value, "source": source} for value, source in self.values],
            "missing": self.missing,
            "warnings": list(self.warnings),
        }


def data_sheet(
    call: Call, lots: Iterable[int], candidate: Candidate, *, at: date
) -> tuple[Filled, ...]:
    """`at` is the day on which the proofs count: that of the deadline when it is known."""
    lots = tuple(lots)
    reserved = any(lot.reserved != "none" for lot in call.chosen(lots))
    return tuple(
        _filled(box, call, lots, candidate, at)
        for box in forms().boxes
        if reserved or not box.only_reserved
    )


def _filled(box: Box, call: Call, lots: tuple[int, ...], candidate: Candidate, at: date) -> Filled:
    if box.from_call:
        return Filled(box, ((_from_call(call, lots)[box.from_call], "le dossier"),))
    facts = _facts(box, candidate)
    missing = box.ask
    if not facts and not missing:
        missing = f"{box.title}{NBSP}: rien dans votre fiche. À compléter, ou à dire sans objet."
    lacking = [label for label in box.facts if label not in {fact.label for fact in facts}]
    if facts and lacking:
        missing = f"À compléter sur votre fiche{NBSP}: {join_words(lacking)}."
    warnings = [f"{f.value}{NBSP}: {f.validity(at)}" for f in facts if f.is_over(at)]
    if box.caution and facts:
        warnings.append(box.caution)
    return Filled(box, tuple(_value(f, at) for f in facts), missing, tuple(warnings))


def _value(fact: Fact, at: date) -> tuple[str, str]:
    told = f"{fact.label}{NBSP}: {fact.value}"
    if fact.until and not fact.is_over(at):
        told += f" ({fact.validity(at)})"
    return told, fact.origin


def _from_call(call: Call, lots: tuple[int, ...]) -> Mapping[str, str]:
    chosen = [lot.name for lot in call.chosen(lots)]
    return {
        "buyer": call.buyer or "non trouvé dans le dossier : à demander à l'acheteur",
        "title": f"{call.title}{f' ({call.reference})' if call.reference else ''}",
        "lots": " ; ".join(chosen) or "le marché n'a pas de lots",
    }


def _facts(box: Box, candidate: Candidate) -> list[Fact]:
    named = [fact for fact in candidate.facts if fact.label in box.facts]
    return [*named, *(candidate.about(*box.topics) if box.topics else ())]
