"""What a search comes to, in sentences: the same on its page, in Word and by the API.

They are told from the result that a run keeps, whatever its age: nothing of them is frozen with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procurement.typography import plural

NONE_FOUND = (
    "Aucun fournisseur du registre ne répond à ce besoin là où il est. Regardez les structures "
    "écartées et leur motif, précisez les mots du besoin, ou élargissez le territoire."
)
NEAR_IN_WORDS = "Proches du besoin par leurs mots, écartés par un filtre."
NOBODY_EXCLUDED = "Personne n'a été écarté."
NO_GROUP = (
    "Aucun groupement n'est proposé : le besoin ne se découpe pas, ou personne dans le registre "
    "n'en couvre une partie."
)
FREE_FORM = (
    "Un groupement est libre de sa forme et de son mandataire ; l'acheteur ne peut en imposer une "
    "que si l'exécution le demande (R2142-22). Balise conseille ; la décision vous appartient."
)
ONLY_FACTS = (
    "Seules comptent les données du besoin et celles des fiches ce jour-là ; aucun clic, aucune "
    "popularité."
)
Said = Mapping[str, Any]


class Wholeness(StrEnum):
    """How far a group covers a need."""

    INCOMPLETE = "incomplete"
    TO_CHECK = "to_check"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Wholeness.INCOMPLETE: "incomplet",
    Wholeness.TO_CHECK: "à vérifier",
    Wholeness.COMPLETE: "complet",
}


@dataclass(frozen=True)
class Covering:
    """How whole one group is, and why it is said so."""

    state: Wholeness
    sentence: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conclusions:
    """What is said of each part of an answer; empty when there is nothing to say."""

    ranking: str
    excluded: str
    components: str
    unread: str
    groups: str
    coverings: tuple[Covering, ...]  # one a group, in their order
    facts: str = ONLY_FACTS


def conclude(result: Said) -> Conclusions:
    """From a result as `MatchRun` keeps it."""
    return Conclusions(
        ranking="" if result["results"] else NONE_FOUND,
        excluded=NEAR_IN_WORDS if result["excluded"] else NOBODY_EXCLUDED,
        components=_components(len(result["components"])),
        unread=_unread(result.get("unread", ())),
        groups=FREE_FORM if result["groups"] else NO_GROUP,
        coverings=tuple(map(covering, result["groups"])),
    )


def covering(group: Said) -> Covering:
    """What is missing comes first, then what is in doubt; runs of before doubts have none."""
    if missing := group["missing"]:
        sentence = f"Personne n'y couvre : {', '.join(missing)}."
        return Covering(Wholeness.INCOMPLETE, sentence, tuple(group.get("doubts", ())))
    if doubts := group.get("doubts"):
        sentence = "Chaque composante a au moins un membre, sous les réserves qui suivent."
        return Covering(Wholeness.TO_CHECK, sentence, tuple(doubts))
    return Covering(Wholeness.COMPLETE, "Chaque composante a au moins un membre.")


def _components(count: int) -> str:
    return f"Le besoin se lit en {plural(count, 'composante')} :" if count else ""


def _unread(unread: Sequence[str]) -> str:
    if not unread:
        return ""
    quoted = ", ".join(f"« {text} »" for text in unread)
    return (
        f"Balise n'a reconnu aucun métier dans {quoted} : dites-le avec d'autres mots, ou "
        "saisissez-le comme composante d'un volume."
    )
