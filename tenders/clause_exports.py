"""The library as files that anyone may take: JSON, CSV and Word, the same columns in the three.

A column is the way to a value in what the API gives of a clause: `award.expected`, `levels`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from procurement.tables import CONTENT_TYPES, CSV, csv_lines
from procurement.typography import NBSP
from procurement.word import docx
from procurement.word.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.api.clauses import ClauseSerializer
from tenders.clauses import FACTS, Level, Library, Place, State, VariableType
from tenders.clauses.clause import PLACEHOLDER
from tenders.shelf import shared_shelf

LICENCE = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

# Column → how Word names it. What is nested in JSON is reached by dots.
COLUMNS: dict[str, str] = {
    "id": "Identifiant",
    "version": "Version",
    "state": "État",
    "title": "Titre",
    "place": "Place",
    "themes": "Thèmes",
    "families": "Familles d'achat (CPV)",
    "text": "Texte",
    "variables": "Variables",
    "levels": "Niveaux d'ambition",
    "why": "Pourquoi",
    "attention": "Points d'attention",
    "feasibility": "Faisabilité",
    "legal_basis": "Fondement",
    "proofs": "Preuves",
    "verification": "Vérification",
    "award.kind": "Nature du critère",
    "award.scale": "Échelle de notation",
    "award.weight_range": "Poids conseillé",
    "award.expected": "Réponse attendue",
    "award.max_pages": "Pages au plus",
    "award.example": "Exemple",
    "follow_up.control": "Contrôle",
    "follow_up.frequency": "Fréquence",
    "follow_up.owner": "Qui suit",
    "follow_up.indicator": "Indicateur",
    "follow_up.penalty": "Pénalité",
    "applies_when": "Conditions",
    "needs": "Ne se tient pas sans",
    "excludes": "Ne va pas avec",
    "history": "Historique",
    "checked": "Vérifiée le",
    "source": "Source",
    "origin.owner": "Écrite par",
    "origin.second_reader": "Relue par",
    "origin.forked_from": "Reprise de",
    "origin.forked_version": "Version reprise",
    "licence": "Licence",
}


@dataclass(frozen=True)
class Export:
    name: str
    content_type: str
    content: bytes
    count: int


def export(kind: str) -> Export:
    """What is shipped or shared, in one of `FORMATS`; the drafts of authorities stay with them."""
    content_type, make = FORMATS[kind]
    shelf = shared_shelf()
    return Export(f"balise-clauses.{kind}", content_type, make(shelf), len(shelf.clauses))


def records(shelf: Library) -> list[dict[str, Any]]:
    """The clauses as the API gives them, each with its licence."""
    found = ClauseSerializer(shelf.clauses, many=True).data
    return [{**clause, "licence": LICENCE} for clause in found]


def as_json(shelf: Library) -> bytes:
    content = {
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "themes": shelf.themes,
        "columns": COLUMNS,
        "clauses": records(shelf),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def as_csv(shelf: Library) -> bytes:
    rows = [tuple(COLUMNS), *(cells(record) for record in records(shelf))]
    return "".join(csv_lines(rows)).encode()


def cells(record: Mapping[str, Any]) -> list[str]:
    """One line a clause; what is a list is separated by « | »."""
    return [words(column, value_at(record, column)) for column in COLUMNS]


def value_at(record: Mapping[str, Any], column: str) -> Any:
    """What stands at the end of `award.expected`; None when the clause has no award."""
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if value is not None else None
    return value


def words(column: str, value: Any) -> str:
    """A value as one cell, whatever its shape in JSON."""
    if value is None:
        return ""
    if column in _WORDS:
        return "|".join(_WORDS[column](item) for item in value)
    match value:
        case list():
            return "|".join(map(str, value))
        case Mapping():
            return " ; ".join(f"{name} : {said}" for name, said in value.items())
        case _:
            return str(value)


def _level(item: Mapping[str, Any]) -> str:
    values = ", ".join(f"{name} = {value}" for name, value in item["values"].items())
    return f"{item['level']} : {item['text']}" + (f" ({values})" if values else "")


def _variable(item: Mapping[str, Any]) -> str:
    said = {
        "": VariableType(item["type"]).label,
        "au moins": item["minimum"],
        "au plus": item["maximum"],
        "proposé": item["default"],
        "parmi": ", ".join(item["choices"]),
        "tiré du diagnostic": FACTS.get(item["fact"], ""),
    }
    details = [f"{name} {_number(v)}".strip() for name, v in said.items() if v not in (None, "")]
    return f"{{{item['name']}}} {item['label']} ({', '.join(details)})"


def _number(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _basis(item: Mapping[str, Any]) -> str:
    until = f" jusqu'au {item['until']}" if item["until"] else ""
    doubt = f", à confirmer : {item['doubt']}" if item["doubt"] else ""
    return f"{item['article']} (depuis le {item['since']}{until}{doubt})"


def _condition(item: Mapping[str, Any]) -> str:
    limits = [
        f"{word} {_number(item[key])}"
        for key, word in (("at_least", "au moins"), ("at_most", "au plus"))
        if item[key] is not None
    ]
    answers = [{True: "oui", False: "non"}.get(one, str(one)) for one in item["one_of"]]
    return f"{FACTS[item['fact']]} : {', '.join([*limits, *answers])}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "levels": _level,
    "variables": _variable,
    "legal_basis": _basis,
    "proofs": lambda p: f"{p['label']} ({'gratuite' if p['free'] else 'peut coûter'})",
    "award.scale": lambda step: f"{step['score']} : {step['text']}",
    "applies_when": _condition,
    "history": lambda change: f"v{change['version']} du {change['date']} : {change['what']}",
}


def as_docx(shelf: Library) -> bytes:
    return docx.render(
        Document(
            title="Bibliothèque de clauses pour des achats publics responsables",
            subtitle="Balise conseille ; la décision vous appartient.",
            subject="Clauses et critères sociaux et environnementaux",
            author="Balise",
            footer=LICENCE,
            blocks=(
                Paragraph(
                    f"Données ouvertes sous {LICENCE}, {LICENCE_URL}. Réutilisation libre, y "
                    "compris commerciale, en citant la source et la date. Les valeurs à "
                    "compléter sont en gras, entre crochets."
                ),
                TableOfContents(depth=1),
                *_blocks(shelf),
            ),
        )
    )


def _blocks(shelf: Library) -> Iterator[Block]:
    found = records(shelf)
    for theme, label in shelf.themes.items():
        held = [record for record in found if record["themes"][0] == theme]
        if held:
            yield Heading(1, label, new_page=True)
        for record in held:
            yield from _clause_blocks(shelf, record)


def _clause_blocks(shelf: Library, record: Mapping[str, Any]) -> Iterator[Block]:
    """What is read as prose first, the scale as a table, then the rest as a card."""
    yield Heading(2, record["title"])
    if not record["levels"]:
        yield Paragraph(_named(record, record["text"]))
    for level in record["levels"]:
        said = _named(record, level["text"], level["values"])
        yield Paragraph(f"**Niveau {Level(level['level']).label}.** {said}")
    if record["award"]:
        yield Table(
            header=("Note", "Ce qui la justifie"),
            rows=tuple((str(s["score"]), s["text"]) for s in record["award"]["scale"]),
            caption=COLUMNS["award.scale"],
            widths=(1, 9),
        )
    for column in _PROSE:
        if said := value_at(record, column):
            yield Paragraph(f"**{COLUMNS[column]}.** {said}")
    yield Facts(tuple(_card(shelf, record)), caption=f"Fiche{NBSP}: {record['title']}")


_PROSE = ("why", "attention", "feasibility", "verification")
_READ_BEFORE = {*_PROSE, "title", "text", "levels", "award.scale"}


def _card(shelf: Library, record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The other columns, those that say something of the clause."""
    for column, label in COLUMNS.items():
        said = "" if column in _READ_BEFORE else words(column, value_at(record, column))
        if column == "place":
            said = f"{Place(said).label} ({Place(said).document})"
        if column == "state":
            said = State(said).label
        if column == "themes":
            said = "|".join(shelf.themes[id] for id in record["themes"])
        if said:
            yield label, _named(record, said.replace("|", " • "))


def _named(record: Mapping[str, Any], text: str, values: Mapping[str, Any] | None = None) -> str:
    """Each blank by its name in bold, or by the value that the level gives it."""
    labels = {v["name"]: v["label"] for v in record["variables"]}
    said = labels | {name: f"{labels[name]} : {v}" for name, v in (values or {}).items()}
    return PLACEHOLDER.sub(lambda found: f"**[{said.get(found[1], found[1])}]**", text)


# Format → media type, and what writes it.
FORMATS: dict[str, tuple[str, Callable[[Library], bytes]]] = {
    "json": ("application/json", as_json),
    "csv": (CONTENT_TYPES[CSV], as_csv),
    "docx": (docx.MEDIA_TYPE, as_docx),
}
