"""What a search comes to, in sentences: the same on its page, in Word and by the API.

They are told from the result that a run keeps, whatever its age: nothing of them is frozen with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procurement.typography import NBSP, capitalised, join_words, number, plural

NONE_FOUND = "Aucun fournisseur du registre ne répond à ce besoin là où il est."
WHAT_TO_DO = (
    "Regardez les structures écartées et leur motif, précisez les mots du besoin, ou élargissez "
    "le territoire."
)
NEAR_IN_WORDS = "Proches du besoin par leurs mots, écartés par un filtre."
NOBODY_EXCLUDED = "Personne n'a été écarté."
NO_GROUP = "Aucun groupement n'est proposé : le registre ne couvre pas deux parties du besoin."
NO_PARTS = (
    "Aucun groupement n'est proposé : le besoin tient en un seul métier, et réunir des capacités "
    "n'y répondrait pas mieux."
)
FREE_FORM = (
    "Un groupement est libre de sa forme et de son mandataire ; l'acheteur ne peut en imposer une "
    "que si l'exécution le demande (R2142-22). Balise conseille ; la décision vous appartient."
)
ONLY_FACTS = (
    "Seules comptent les données du besoin et celles des fiches ce jour-là ; aucun clic, aucune "
    "popularité."
)
# Those whom one filter puts aside when the work itself is theirs, in the order of their nearness.
_NEARLY = {
    "reservation": ("ferait ce travail sur place sans la réserve demandée", "feraient"),
    "capacity": (
        "ferait ce travail sur place, pour un volume moindre ou en groupement",
        "feraient",
    ),
    "territory": ("fait ce métier sans desservir ces lieux", "font"),
}
NAMED = 3
ENOUGH = 10  # suppliers ranked: under it, one wonders whether others were left out
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
    unlooked: str
    excluded: str
    components: str
    unread: str
    groups: str
    coverings: tuple[Covering, ...]  # one a group, in their order
    facts: str = ONLY_FACTS


def conclude(result: Said) -> Conclusions:
    """From a result as `MatchRun` keeps it."""
    return Conclusions(
        ranking="" if result["results"] else _none_found(result),
        unlooked=_unlooked(result),
        excluded=NEAR_IN_WORDS if result["excluded"] else NOBODY_EXCLUDED,
        components=_components(len(result["components"])),
        unread=_unread(result.get("unread", ())),
        groups=FREE_FORM if result["groups"] else _no_group(result),
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


def _none_found(result: Said) -> str:
    """Who would answer but for one thing, then what to do."""
    counts = Counter(out["filter"] for out in result["excluded"])
    nearly = [_nearly(counts[name], *words) for name, words in _NEARLY.items() if counts[name]]
    told = [capitalised(f"{NBSP}; ".join(nearly)) + "."] if nearly else []
    return " ".join([NONE_FOUND, *told, WHAT_TO_DO])


def _nearly(count: int, one: str, several: str) -> str:
    """« 9 structures feraient ce travail sur place sans la réserve demandée »."""
    verb, _, rest = one.partition(" ")
    return f"{plural(count, 'structure')} {several if count > 1 else verb} {rest}"


def _unlooked(result: Said) -> str:
    """When so few of those looked at answer that others might, who only said it further away."""
    scope = result.get("scope") or {}  # the oldest searches have none
    others = scope["matching"] - scope["scored"] if scope else 0
    if others <= 0 or result["candidates"] >= ENOUGH:
        return ""
    left = plural(others, "autre partage", "autres partagent")
    return (
        f"Les {number(scope['scored'])} fiches les plus proches par leurs mots sont presque toutes "
        f"écartées{NBSP}; {left} un mot avec le besoin sans avoir été notée"
        f"{'s' if others > 1 else ''}, et répondrai{'en' if others > 1 else ''}t peut-être. Dites "
        "le besoin avec des mots plus précis, ou partie par partie."
    )


def _no_group(result: Said) -> str:
    names = [component["name"] for component in result["components"]]
    if len(names) < 2:
        return NO_PARTS
    rows = [row for row in result["results"] if "covers" in row]
    if alone := [row["name"] for row in rows if set(names) <= set(row["covers"])]:
        return _enough(alone)
    missing = [name for name in names if not any(name in row["covers"] for row in rows)]
    return f"{NO_GROUP} Compétences à chercher : {join_words(missing)}." if missing else NO_GROUP


def _enough(alone: Sequence[str]) -> str:
    """Whoever does all of it needs no partner."""
    named = list(alone[:NAMED])
    if others := len(alone) - len(named):
        named.append(plural(others, "autre"))
    verb, each = ("couvrent", "chacun seul") if len(alone) > 1 else ("couvre", "seul")
    return f"Aucun groupement n'est utile : {join_words(named)} {verb} {each} tout le besoin."


def _components(count: int) -> str:
    if not count:
        return ""
    told = "une seule composante" if count == 1 else plural(count, "composante")
    return f"Le besoin se lit en {told} :"


def _unread(unread: Sequence[str]) -> str:
    if not unread:
        return ""
    quoted = ", ".join(f"« {text} »" for text in unread)
    return (
        f"Balise n'a reconnu aucun métier dans {quoted} : dites-le avec d'autres mots, ou "
        "saisissez-le comme composante d'un volume."
    )
