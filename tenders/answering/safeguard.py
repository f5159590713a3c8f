"""Who may not advise a candidate on a tender: one rule for each tie, with its reason.

Whoever worked on a tender, or saw what competitors answered, would give one candidate what the
others do not have. Ties are gathered elsewhere; none lapses: what was known stays known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from procurement.typography import NBSP, long_date

CHECKED = date(2026, 11, 30)


class TieKind(StrEnum):
    WORKED = "worked"
    TEAM = "team"
    FORMER = "former"
    ALIAS = "alias"
    DOMAIN = "domain"
    NETWORK = "network"
    SAW_ANSWERS = "saw_answers"
    OTHER_CANDIDATE = "other_candidate"
    SAME_SIDE = "same_side"


@dataclass(frozen=True)
class Ground:
    """Why a tie bars, the articles behind it, and what is not certain in law."""

    why: str
    articles: tuple[str, ...]
    doubt: str = ""


_EQUALITY = ("L3", "R2111-2")
_CONFLICT = ("L3", "L2141-10", "R2111-2")
GROUNDS: dict[TieKind, Ground] = {
    TieKind.WORKED: Ground(
        "Cette personne a travaillé à ce marché ou à la démarche dont il vient.", _CONFLICT
    ),
    TieKind.TEAM: Ground(
        "Cette personne appartient à une organisation qui pilote, anime ou partage ce marché.",
        _CONFLICT,
    ),
    TieKind.FORMER: Ground(
        "Cette personne avait accès à ce marché avant d'en être retirée : ce qu'elle a lu ne "
        "s'oublie pas.",
        _CONFLICT,
        "Aucun texte ne fixe de délai après lequel l'accès passé ne compte plus : Balise n'en "
        "invente pas.",
    ),
    TieKind.ALIAS: Ground("Un autre compte de la même personne est lié à ce marché.", _CONFLICT),
    TieKind.DOMAIN: Ground(
        "L'adresse de cette personne est du même domaine que celle de gens qui travaillent à ce "
        "marché.",
        _CONFLICT,
        "C'est une présomption : un domaine partagé n'est pas une preuve. Demandez une autre "
        "personne plutôt que de discuter.",
    ),
    TieKind.NETWORK: Ground(
        "Son réseau peut répondre à la place d'un autre candidat possible.",
        ("L3", "L2132-1", "L420-1 du code de commerce"),
    ),
    TieKind.SAW_ANSWERS: Ground(
        "Cette personne a pu lire ce que d'autres fournisseurs ont répondu au sourçage.",
        ("L3", "L2132-1", "R2111-1"),
    ),
    TieKind.OTHER_CANDIDATE: Ground(
        "Cette personne conseille déjà un autre candidat sur le même lot.",
        ("L2132-1", "L420-1 du code de commerce"),
        "Aucun texte ne l'interdit par principe ; elle connaîtrait deux offres concurrentes. Un "
        "même groupement n'est pas concerné.",
    ),
    TieKind.SAME_SIDE: Ground(
        "Cette personne appartient déjà à votre structure, ou à un autre candidat.",
        _EQUALITY,
    ),
}


@dataclass(frozen=True)
class Tie:
    """One link found: `what` tells it to the people concerned, without telling others' secrets."""

    kind: TieKind
    what: str = ""
    since: date | None = None

    @property
    def sentence(self) -> str:
        ground = GROUNDS[self.kind]
        said = f"{ground.why[:-1]}{NBSP}: {self.what}" if self.what else ground.why[:-1]
        when = f" ({long_date(self.since)})" if self.since else ""
        return f"{said}{when}."

    @property
    def articles(self) -> tuple[str, ...]:
        return GROUNDS[self.kind].articles

    @property
    def doubt(self) -> str:
        return GROUNDS[self.kind].doubt


@dataclass(frozen=True)
class Ruling:
    """The answer: allowed when no tie bars."""

    ties: tuple[Tie, ...]

    @property
    def allowed(self) -> bool:
        return not self.ties

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tie.sentence for tie in self.ties))

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for tie in self.ties for a in tie.articles))

    @property
    def doubts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tie.doubt for tie in self.ties if tie.doubt))

    def as_dict(self) -> dict[str, Any]:
        return {
            "allowed": self.allowed,
            "reasons": list(self.reasons),
            "articles": list(self.articles),
            "doubts": list(self.doubts),
            "checked": CHECKED.isoformat(),
        }


_CERTAIN = {TieKind.WORKED, TieKind.TEAM, TieKind.FORMER, TieKind.ALIAS}


def rule(ties: Iterable[Tie]) -> Ruling:
    """Each tie once, gravest first; a presumption adds nothing to what is certain."""
    order = list(TieKind)
    found = sorted(dict.fromkeys(ties), key=lambda tie: order.index(tie.kind))
    if any(tie.kind in _CERTAIN for tie in found):
        found = [tie for tie in found if tie.kind != TieKind.DOMAIN]
    return Ruling(tuple(found))


def same_mailbox(email: str) -> str:
    """« Ana.Roy+marche@Ville.fr » and « ana.roy@ville.fr » are one mailbox."""
    name, _, domain = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
