"""The library as files that anyone may take: JSON, CSV and Word, all from the same clauses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from procurement.tables import CONTENT_TYPES, CSV, csv_lines
from procurement.typography import long_date, number
from procurement.word import docx
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.api.clauses import ClauseSerializer
from tenders.clauses import Award, Clause, Library, Part, library

COLUMNS = (
    "id",
    "version",
    "title",
    "place",
    "themes",
    "families",
    "text",
    "basic",
    "significant",
    "exemplary",
    "why",
    "attention",
    "feasibility",
    "legal_basis",
    "proofs",
    "verification",
    "scale",
    "weight_range",
    "expected",
    "control",
    "frequency",
    "owner",
    "indicator",
    "penalty",
    "excludes",
    "needs",
    "checked",
)


@dataclass(frozen=True)
class Export:
    name: str
    content_type: str
    content: bytes


def export(kind: str) -> Export:
    """The published library in one of `FORMATS`."""
    content_type, make = FORMATS[kind]
    return Export(f"balise-clauses.{kind}", content_type, make(library()))


def as_json(shelf: Library) -> bytes:
    content = {
        "themes": shelf.themes,
        "clauses": ClauseSerializer(shelf.clauses, many=True).data,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def as_csv(shelf: Library) -> bytes:
    rows = [COLUMNS, *(row(clause) for clause in shelf.clauses)]
    return "".join(csv_lines(rows)).encode()


def row(clause: Clause) -> Sequence[Any]:
    """One line a clause; what is a list is separated by « | »."""
    award, follow = clause.award, clause.follow_up
    cells = {
        **vars(clause),
        **{str(level): clause.text_at(level) for level, _ in clause.levels},
        **(vars(follow) if follow else {}),
        "themes": "|".join(clause.themes),
        "families": "|".join(clause.families),
        "legal_basis": "|".join(basis.article for basis in clause.legal_basis),
        "proofs": "|".join(proof_words(clause)),
        "excludes": "|".join(clause.excludes),
        "needs": "|".join(clause.needs),
        "scale": "|".join(f"{s.score} : {s.text}" for s in award.scale) if award else "",
        "weight_range": "-".join(map(str, award.weight_range)) if award else "",
        "expected": award.expected if award else "",
    }
    return [cells.get(column, "") for column in COLUMNS]


def proof_words(clause: Clause) -> list[str]:
    return [f"{p.label} ({'gratuite' if p.free else 'peut coûter'})" for p in clause.proofs]


def as_docx(shelf: Library) -> bytes:
    return docx.render(
        Document(
            title="Bibliothèque de clauses pour des achats publics responsables",
            subtitle="Balise conseille ; la décision vous appartient.",
            subject="Clauses et critères sociaux et environnementaux",
            author="Balise",
            blocks=(TableOfContents(depth=1), *_blocks(shelf)),
        )
    )


def _blocks(shelf: Library) -> Iterator[Block]:
    for theme, label in shelf.themes.items():
        held = [clause for clause in shelf.clauses if clause.theme == theme]
        if held:
            yield Heading(1, label, new_page=True)
        for clause in held:
            yield from _clause_blocks(clause)


def _clause_blocks(clause: Clause) -> Iterator[Block]:
    yield Heading(2, clause.title)
    for level, _ in clause.levels:
        yield Paragraph(f"**Niveau {level.label}.** {_shown(clause.parts(level))}")
    if not clause.levels:
        yield Paragraph(_shown(clause.parts()))
    yield Paragraph(f"**Pourquoi.** {clause.why}")
    yield Paragraph(f"**Points d'attention.** {clause.attention}")
    yield Paragraph("**Preuves à demander**")
    yield Bullets(tuple(proof_words(clause)))
    if clause.award:
        yield Table(
            header=("Note", "Ce qui la justifie"),
            rows=tuple((str(step.score), step.text) for step in clause.award.scale),
            caption="Échelle de notation",
            widths=(1, 9),
        )
        yield Paragraph(_award_words(clause.award))
    yield Facts(tuple(_card(clause)), caption="Fiche")


def _award_words(award: Award) -> str:
    low, high = award.weight_range
    return (
        f"**Poids conseillé :** de {low} à {high} %. **Réponse attendue :** {award.expected} "
        f"**Exemple :** {award.example.offer} Note {award.example.score} sur 5, soit "
        f"{number(award.example_points)} points sur {award.example.weight}."
    )


def _card(clause: Clause) -> Iterator[tuple[str, str]]:
    yield "Identifiant", f"{clause.id}, version {clause.version}"
    yield "Place", f"{clause.place.label} ({clause.place.document})"
    if clause.follow_up:
        yield "Contrôle", clause.follow_up.control
        yield "Fréquence", clause.follow_up.frequency
        yield "Qui suit", clause.follow_up.owner
        yield "Indicateur", clause.follow_up.indicator
        yield "Pénalité", _shown(clause.penalty_parts())
    if clause.verification:
        yield "Vérification", clause.verification
    yield "Faisabilité", clause.feasibility
    yield "Fondement", ", ".join(basis.article for basis in clause.legal_basis)
    yield "Vérifiée le", long_date(clause.checked)


def _shown(parts: Sequence[Part]) -> str:
    """The text, what stands for a variable in bold."""
    return "".join(f"**{part.text}**" if part.variable else part.text for part in parts)


# Format → media type, and what writes it.
FORMATS: dict[str, tuple[str, Callable[[Library], bytes]]] = {
    "json": ("application/json", as_json),
    "csv": (CONTENT_TYPES[CSV], as_csv),
    "docx": (docx.MEDIA_TYPE, as_docx),
}
