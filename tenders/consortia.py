"""What a group of suppliers covers of a need: who does what, what is missing, what is unsaid.

A group (groupement d'opérateurs, R2142-19 to R2142-27) is joint, each member bound for its part,
or several, each bound for the whole; one of its members is its lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from procurement.typography import NBSP, join_words, number

# What competitors may and may not exchange. The texts are named so that a reader can check them.
SOURCES = (
    "Ententes : article L420-1 du code de commerce, qui vise les accords pour limiter l'accès au "
    "marché, fausser les prix ou répartir les marchés ; exclusion possible de la procédure : "
    "article L2141-9 du code de la commande publique (fiche « Examen des candidatures » de la "
    "DAJ, 2019). Groupements permis : R2142-19 et R2142-20.",
    "Se grouper n'est pas interdit en soi : un groupement dont un membre aurait pu répondre seul "
    "peut être discuté s'il réduit la concurrence. Ce point dépend de chaque cas ; en cas de "
    "doute, demandez conseil avant d'échanger un prix.",
)
MAY = (
    "Dire ce que vous savez faire, avec quelles capacités et sur quel territoire.",
    "Chercher ensemble qui apporte la compétence qui manque.",
    "Une fois membres du même groupement, préparer ensemble une seule offre et son prix.",
)
MAY_NOT = (
    "Tant que le groupement n'est pas formé, parler de prix : un partenaire pressenti qui décline "
    "redevient un concurrent.",
    "Échanger des prix, des marges ou des intentions de réponse avec une structure qui répondra "
    "de son côté (entente, L420-1 du code de commerce).",
    "Se répartir d'avance les lots ou les marchés entre candidats.",
    "Déposer plusieurs offres qui ont l'air concurrentes et ne le sont pas.",
)


@dataclass(frozen=True)
class Part:
    """What one member says it does; `share` is its part of the amount, in per cent."""

    member: str
    role: str
    components: frozenset[str]
    share: Decimal | None
    is_lead: bool = False


@dataclass(frozen=True)
class OnRecord:
    """What the public record of a member says of one component, by the rules of the search."""

    covers: bool
    capacity: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """One member for one component: what it says, and whether its record says so too."""

    says: bool
    record: OnRecord | None = None  # None: the member has no record, or the need no such part

    @property
    def remark(self) -> str:
        if self.record is None:
            return ""
        if self.says and self.record.covers:
            return self.record.capacity or "sa fiche le dit aussi"
        if self.says:
            return self.record.note or "sa fiche ne le dit pas : montrez des références"
        return "sa fiche dit le savoir" if self.record.covers else ""


@dataclass(frozen=True)
class Coverage:
    """The grid component × member, and what a candidate should look at before answering."""

    components: tuple[str, ...]
    parts: tuple[Part, ...]
    records: Mapping[tuple[str, str], OnRecord] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[str, list[bool]]]:
        return [
            (name, [name in part.components for part in self.parts]) for name in self.components
        ]

    @property
    def grid(self) -> list[tuple[str, list[Cell]]]:
        """The rows with what the members' records say; a row nobody takes is a skill to find."""
        return [
            (
                name,
                [
                    Cell(name in part.components, self.records.get((part.member, name)))
                    for part in self.parts
                ],
            )
            for name in self.components
        ]

    @property
    def missing(self) -> tuple[str, ...]:
        """The skills to look for."""
        return tuple(name for name, cells in self.rows if not any(cells))

    @property
    def shared(self) -> Decimal:
        return sum((part.share or Decimal(0) for part in self.parts), Decimal(0))

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(_remarks(self))


def _remarks(coverage: Coverage) -> list[str]:
    said = []
    if coverage.missing:
        said.append(
            f"{_to_find(len(coverage.missing))}{NBSP}: {join_words(list(coverage.missing))}. "
            "Personne ne couvre encore cette part du besoin. Cherchez un partenaire, ou prévoyez "
            "une sous-traitance à déclarer."
        )
    doubled = [name for name, cells in coverage.rows if sum(cells) > 1]
    if doubled:
        said.append(
            f"Plusieurs membres couvrent{NBSP}: {join_words(doubled)}. Écrivez qui fait quoi."
        )
    idle = [part.member for part in coverage.parts if not part.components]
    if idle and coverage.components:
        said.append(f"Part encore à dire{NBSP}: {join_words(idle)}.")
    if not any(part.is_lead for part in coverage.parts):
        said.append("Le mandataire reste à désigner (R2142-24).")
    if coverage.shared and coverage.shared != 100:
        said.append(
            f"Les parts font {number(coverage.shared)}{NBSP}% du montant{NBSP}: leur somme doit "
            f"faire 100{NBSP}%."
        )
    return said


def _to_find(count: int) -> str:
    return "Compétences à trouver" if count > 1 else "Compétence à trouver"


def described(name: str, form: str, parts: Sequence[Part]) -> str:
    """How a group reads in an answer: « Bacs du Nord (groupement conjoint) : La Boucle … »."""
    members = [
        f"{part.member}{', mandataire' if part.is_lead else ''}"
        + (f" ({join_words(sorted(part.components))})" if part.components else "")
        for part in parts
    ]
    return f"{name} ({form}){NBSP}: {f'{NBSP}; '.join(members)}"
