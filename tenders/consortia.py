"""What a group of suppliers covers of a need: who does what, what is missing, what is unsaid.

A group (groupement d'opérateurs, R2142-19 to R2142-27) is joint, each member bound for its part,
or several, each bound for the whole; one of its members is its lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.typography import NBSP, join_words, number

# What competitors that do not group may not exchange (L420-1 of the code de commerce).
MAY = (
    "Dire ce que vous savez faire, avec quelles capacités et sur quel territoire.",
    "Chercher ensemble qui apporte la compétence qui manque.",
    "Une fois membres du même groupement, préparer ensemble une seule offre et son prix.",
)
MAY_NOT = (
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
class Coverage:
    """The grid component × member, and what a candidate should look at before answering."""

    components: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def rows(self) -> list[tuple[str, list[bool]]]:
        return [
            (name, [name in part.components for part in self.parts]) for name in self.components
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
            f"Personne ne couvre encore{NBSP}: {join_words(list(coverage.missing))}. Cherchez un "
            "partenaire, ou prévoyez une sous-traitance à déclarer."
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


def described(name: str, form: str, parts: Sequence[Part]) -> str:
    """How a group reads in an answer: « Bacs du Nord (groupement conjoint) : La Boucle … »."""
    members = [
        f"{part.member}{', mandataire' if part.is_lead else ''}"
        + (f" ({join_words(sorted(part.components))})" if part.components else "")
        for part in parts
    ]
    return f"{name} ({form}){NBSP}: {f'{NBSP}; '.join(members)}"
