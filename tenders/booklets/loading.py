"""YAML files → modules, booklets and glossary. What is unknown stops the loading and is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from procurement.legal import law
from procurement.typography import french
from procurement.yaml_files import Built, build, read_yaml
from tenders.booklets.back_plan import BackStep
from tenders.booklets.facts import FACTS, VALUES
from tenders.booklets.glossary import Glossary, Term
from tenders.booklets.modules import Booklet, Module, Part, When, placeholders
from tenders.booklets.pieces import PARTS, Piece, Sentence
from tenders.booklets.sessions import Session, Step
from tenders.clauses import articles
from tenders.clauses.basis import LegalBasis

FOLDER = Path(__file__).parent.parent / "data" / "training"
AUDIENCES = {
    "supplier": "fournisseurs",
    "buyer": "acheteurs",
    "elected": "élus",
    "trainer": "formateurs",
    "officer": "rédacteurs",
}


class BookletError(ValueError):
    """A fault in a file of the booklets: says the file, the module and the key."""


_build = partial(build, BookletError)


@dataclass(frozen=True)
class Shelf:
    """Every text of the booklets, read once."""

    articles: Mapping[str, LegalBasis]
    modules: Mapping[str, Module]
    booklets: Mapping[str, Booklet]
    glossary: Glossary
    sessions: Mapping[str, Session]
    back_steps: tuple[BackStep, ...]
    pieces: tuple[Piece, ...]
    sentences: tuple[Sentence, ...]

    def modules_of(self, booklet: str) -> tuple[Module, ...]:
        return tuple(self.modules[id] for id in self.booklets[booklet].ids)


@cache
def shelf() -> Shelf:
    """The texts shipped with Balise."""
    return load(FOLDER)


def load(folder: Path) -> Shelf:
    modules: dict[str, Module] = {}
    known = {**articles(), **_articles(folder)}
    for path in sorted(folder.glob("[!_]*.yaml")):
        for module in _modules(path, known):
            if module.id in modules:
                raise BookletError(f"{path.name} : « {module.id} » est écrit deux fois.")
            modules[module.id] = module
    return Shelf(
        known,
        modules,
        _by_id(_booklet(raw, modules) for raw in read_yaml(folder / "_booklets.yaml")),
        _glossary(folder / "_glossary.yaml"),
        _by_id(_session(raw, modules) for raw in read_yaml(folder / "_sessions.yaml")),
        _all(BackStep, folder / "_back_plan.yaml"),
        tuple(_piece(raw) for raw in read_yaml(folder / "_pieces.yaml")),
        _all(Sentence, folder / "_sentences.yaml"),
    )


def _by_id(items: Any) -> dict[str, Any]:
    return {item.id: item for item in items}


def _all(cls: type[Built], path: Path) -> tuple[Built, ...]:
    return tuple(_build(cls, raw, path.name) for raw in read_yaml(path))


def _articles(folder: Path) -> dict[str, LegalBasis]:
    """Those that the library of clauses has no use for."""
    where = "_articles.yaml"
    return {
        id: _build(LegalBasis, {"article": id, **raw}, f"{where}, {id}")
        for id, raw in read_yaml(folder / where).items()
    }


def _modules(path: Path, known: Mapping[str, LegalBasis]) -> list[Module]:
    content = read_yaml(path)
    return [
        _module({**content["defaults"], **raw}, known, f"{path.name}, {raw.get('id')}")
        for raw in content["modules"]
    ]


def _module(raw: dict[str, Any], known: Mapping[str, LegalBasis], where: str) -> Module:
    for id in raw.get("legal", ()):
        _known(id, known, where)
    for audience in raw["audience"]:
        _known(audience, AUDIENCES, where)
    legal = tuple(known[id] for id in raw.pop("legal", ()))
    parts = tuple(_part(part, where) for part in raw.pop("parts"))
    return _build(Module, raw, where, parts=parts, legal=legal)


def _part(raw: dict[str, Any], where: str) -> Part:
    for is_law, name in placeholders(raw["text"]):
        _known(name, law().values if is_law else VALUES, where)
    return _build(Part, raw, where, when=_when(raw, where))


def _piece(raw: dict[str, Any]) -> Piece:
    where = f"_pieces.yaml, {raw.get('id')}"
    _known(raw.get("part"), dict.fromkeys(PARTS), where)
    return _build(Piece, raw, where, when=_when(raw, where))


def _when(raw: Mapping[str, Any], where: str) -> When:
    said = raw.get("when", {}).items()
    return tuple((name, _values(name, wanted, where)) for name, wanted in said)


def _values(name: str, wanted: Any, where: str) -> tuple[bool | str, ...]:
    _known(name, FACTS, where)
    values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
    for value in values:
        if value not in FACTS[name]:
            raise BookletError(f"{where} : {name} ne vaut jamais « {value} ».")
    return values


def _booklet(raw: dict[str, Any], modules: Mapping[str, Module]) -> Booklet:
    booklet = _build(Booklet, raw, f"_booklets.yaml, {raw.get('id')}")
    _known(booklet.audience, AUDIENCES, booklet.id)
    for id in booklet.ids:
        _known(id, modules, booklet.id)
    return booklet


def _glossary(path: Path) -> Glossary:
    content = read_yaml(path)
    terms = tuple(_build(Term, raw, f"{path.name}, {raw.get('word')}") for raw in content["terms"])
    return Glossary(terms, {french(word): french(say) for word, say in content["avoid"].items()})


def _session(raw: dict[str, Any], modules: Mapping[str, Module]) -> Session:
    where = f"_sessions.yaml, {raw.get('id')}"
    steps = tuple(_build(Step, step, where) for step in raw.pop("steps"))
    for step in steps:
        for id in step.modules:
            _known(id, modules, where)
    return _build(Session, raw, where, steps=steps)


def _known(id: Any, table: Mapping[Any, Any], where: str) -> None:
    if id not in table:
        raise BookletError(f"{where} : « {id} » est inconnu.")
