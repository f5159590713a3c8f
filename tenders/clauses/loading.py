"""YAML files → clauses. An unknown key, theme, fact or article stops the loading and is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from procurement.typography import french
from procurement.yaml_files import Built, build, read_yaml
from tenders.clauses.basis import Change, LegalBasis
from tenders.clauses.chain import Award, Example, FollowUp, Proof, ScaleStep
from tenders.clauses.clause import Clause, Condition, Level, LevelContent, Place, State
from tenders.clauses.facts import FACTS
from tenders.clauses.variables import Variable, VariableType

THEMES = "_themes.yaml"
ARTICLES = "_articles.yaml"
ADDRESSES = "x-addresses"  # of the codes, written once and referred to by YAML anchors

Named = TypeVar("Named", bound=StrEnum)


class LibraryError(ValueError):
    """A fault in a file of the library: says the file, the clause and the key."""


_build = partial(build, LibraryError)


def load(folder: Path) -> tuple[Clause, ...]:
    """Every version of every clause of the folder, in the order of files and of clauses."""
    themes = load_themes(folder)
    articles = load_articles(folder)
    clauses = [
        read_clause(raw, themes, articles, f"{path.name}, {raw.get('id', 'clause sans id')}")
        for path in sorted(folder.glob("[!_]*.yaml"))
        for raw in _entries(path)
    ]
    _refuse_twins(clauses)
    _refuse_dead_links(clauses)
    return tuple(clauses)


def load_themes(folder: Path) -> dict[str, str]:
    """Theme id → French label, in the order in which the library shows them."""
    return {id: french(label) for id, label in read_yaml(folder / THEMES).items()}


def load_articles(folder: Path) -> dict[str, LegalBasis]:
    """Article id → the text that it names, with its dates."""
    path = folder / ARTICLES
    return {
        id: _build(LegalBasis, {"article": id, **raw}, f"{path.name}, {id}")
        for id, raw in read_yaml(path).items()
        if id != ADDRESSES
    }


def _entries(path: Path) -> list[dict[str, Any]]:
    """The clauses of a file, each with what the file says once for all under `defaults`."""
    content = read_yaml(path)
    return [{**content.get("defaults", {}), **raw} for raw in content["clauses"]]


def read_clause(
    raw: Mapping[str, Any],
    themes: Mapping[str, str],
    articles: Mapping[str, LegalBasis],
    where: str,
    **more: Any,
) -> Clause:
    """One clause from the mapping of a file or of a database; `more` is what neither holds."""
    raw = dict(raw)
    for theme in raw.get("themes", ()):
        _known(theme, themes, where)
    converted = {
        "place": _member(Place, raw.get("place"), where),
        "state": _member(State, raw.get("state", State.PUBLISHED), where),
        "legal_basis": tuple(_known(id, articles, where) for id in raw.pop("legal", ())),
        "proofs": _list(Proof, raw, "proofs", where),
        "history": _list(Change, raw, "history", where),
        "applies_when": tuple(_condition(c, where) for c in raw.get("applies_when", ())),
        "variables": tuple(
            _variable(name, v, where) for name, v in raw.get("variables", {}).items()
        ),
        "levels": _levels(raw, where),
        "award": _award(raw["award"], where) if "award" in raw else None,
        "follow_up": _build(FollowUp, raw["follow_up"], where) if "follow_up" in raw else None,
        **more,
    }
    return _in_order(_build(Clause, raw, where, **converted))


def _known(id: str, table: Mapping[str, Any], where: str) -> Any:
    if id not in table:
        raise LibraryError(f"{where} : « {id} » est inconnu.")
    return table[id]


def _member(kind: type[Named], raw: Any, where: str) -> Named:
    if raw not in list(kind):
        raise LibraryError(f"{where} : « {raw} » est inconnu.")
    return kind(raw)


def _list(cls: type[Built], raw: Mapping[str, Any], key: str, where: str) -> tuple[Built, ...]:
    return tuple(_build(cls, item, f"{where}, {key}") for item in raw.get(key, ()))


def _in_order(clause: Clause) -> Clause:
    """Its variables as its texts ask for them: a database keeps no order of names."""
    asked = clause.blanks
    rank = {name: place for place, name in enumerate(asked)}
    ordered = sorted(clause.variables, key=lambda v: (rank.get(v.name, len(asked)), v.name))
    return replace(clause, variables=tuple(ordered))


def _levels(raw: Mapping[str, Any], where: str) -> tuple[tuple[Level, LevelContent], ...]:
    """From the least ambitious to the most."""
    levels = [_level(id, content, where) for id, content in raw.get("levels", {}).items()]
    return tuple(sorted(levels, key=lambda level: list(Level).index(level[0])))


def _variable(name: str, raw: dict[str, Any], where: str) -> Variable:
    where = f"{where}, variable {name}"
    content = dict(raw)
    fact = content.pop("from", "")
    if fact:
        _known(fact, FACTS, where)
    limits = {key: _decimal(content.get(key)) for key in ("minimum", "maximum")}
    kind = _member(VariableType, content.get("type"), where)
    return _build(Variable, content, where, name=name, fact=fact, type=kind, **limits)


def _level(id: str, raw: dict[str, Any], where: str) -> tuple[Level, LevelContent]:
    values = tuple(sorted(raw.get("values", {}).items()))
    return _member(Level, id, where), _build(LevelContent, raw, f"{where}, {id}", values=values)


def _condition(raw: dict[str, Any], where: str) -> Condition:
    _known(raw["fact"], FACTS, where)
    limits = {key: _decimal(raw.get(key)) for key in ("at_least", "at_most")}
    return _build(Condition, raw, f"{where}, applies_when", **limits)


def _award(raw: dict[str, Any], where: str) -> Award:
    where = f"{where}, award"
    scale = tuple(ScaleStep(int(score), french(text)) for score, text in raw["scale"].items())
    example = _build(Example, raw["example"], where)
    return _build(Award, raw, where, scale=scale, example=example)


def _decimal(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))


def _refuse_twins(clauses: list[Clause]) -> None:
    seen: set[tuple[str, int]] = set()
    for clause in clauses:
        if (clause.id, clause.version) in seen:
            raise LibraryError(f"{clause.id} : deux fois la version {clause.version}.")
        seen.add((clause.id, clause.version))


def _refuse_dead_links(clauses: list[Clause]) -> None:
    ids = {clause.id for clause in clauses}
    for clause in clauses:
        for other in (*clause.excludes, *clause.needs):
            _known(other, dict.fromkeys(ids), clause.id)
