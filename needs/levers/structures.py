"""The advice of a family brought down to each kind of structure: EA, ESAT, ACI, GEIQ, SCIC…"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from needs.levers.kinds import Advised, Family, KindAdvised, KindFound, Lever, LeverFacts
from needs.levers.reserves import may_be_reserved_to_the_ess
from procurement.legal import Law

RESERVES = (Lever.RESERVE_WHOLE, Lever.RESERVED_LOT)

# What the law says of some kinds beyond their family.
_DOUBTS = {
    "EATT": "L'entreprise adaptée de travail temporaire est une entreprise adaptée (depuis le "
    "1er janvier 2024 sans limite de durée) : elle met à disposition des personnes, et n'exécute "
    "pas elle-même un lot de prestation.",
    "GEIQ": "Un groupement d'employeurs n'est pas une SIAE : L2113-13 ne le nomme pas. Il n'entre "
    "dans un lot réservé qu'au titre des « structures équivalentes », point à faire valider.",
    "REGIE": "Une régie de quartier conventionnée comme SIAE répond aussi aux lots réservés à "
    "l'insertion : demandez-lui sa convention.",
    "ESUS": "L'agrément ESUS n'ouvre aucune réserve par lui-même : seule compte la qualité "
    "d'entreprise de l'ESS.",
    "SOCIETE": "La qualité d'entreprise de l'ESS se prouve par le Kbis, jamais par un indicateur "
    "d'une base de données.",
}


def advise_kinds(
    facts: LeverFacts, levers: Sequence[Advised], at: date, legal: Law
) -> Iterator[KindAdvised]:
    for kind in facts.kinds:
        lever, rule, why, article = _for_kind(facts, kind, levers, at, legal)
        yield KindAdvised(kind, lever, rule, why, article, _DOUBTS.get(kind.code, ""))


def _for_kind(
    facts: LeverFacts, kind: KindFound, levers: Sequence[Advised], at: date, legal: Law
) -> tuple[Lever, str, str, str]:
    if kind.found is None:
        return Lever.NONE, "unsearched", "Aucune recherche n'est faite.", "R2111-1"
    if kind.staffing:
        return _staffing(kind, levers)
    own = [one for one in levers if _answers(kind, one)]
    if kind.found and own:
        best = min(own, key=lambda one: one.lever.rank)
        return best.lever, best.rule, _told(best), best.article
    if kind.found:
        return Lever.NONE, "no_ground", "Aucun levier ne l'atteint : allotissez.", "L2113-10"
    return Lever.NONE, "no_supplier", _nobody(facts, kind, at, legal), "R2111-1"


def _answers(kind: KindFound, one: Advised) -> bool:
    """The lever speaks of a ground this kind may answer, alone or in the common reserve."""
    both = one.family == Family.BOTH and {Family.HANDICAP, Family.INSERTION} & set(kind.families)
    return one.family in kind.families or bool(both)


def _staffing(kind: KindFound, levers: Sequence[Advised]) -> tuple[Lever, str, str, str]:
    """It puts people at the disposal of whoever holds the contract: the clause is its lever."""
    clause = next((one for one in levers if one.lever == Lever.EXECUTION_CLAUSE), None)
    if clause is None:
        return (
            Lever.NONE,
            "staffing_without_clause",
            "Elle met des personnes à disposition : sans clause d'insertion, rien ne l'appelle.",
            "L2112-2",
        )
    return (
        Lever.EXECUTION_CLAUSE,
        "staffing",
        "Elle met des personnes à disposition du titulaire : c'est par la clause d'insertion "
        "qu'elle entre dans le marché.",
        clause.article,
    )


def _told(best: Advised) -> str:
    if best.lever in RESERVES:
        return f"Par la réserve de sa famille : {best.lever.label}."
    if best.lever == Lever.NONE:
        return best.why
    return f"Par {'la' if best.lever == Lever.EXECUTION_CLAUSE else 'le'} {best.lever.label}."


def _nobody(facts: LeverFacts, kind: KindFound, at: date, legal: Law) -> str:
    if kind.families == (Family.ESS,) and not may_be_reserved_to_the_ess(facts, at, legal):
        return "Aucun fournisseur trouvé, et cet objet ne se réserve pas à l'ESS (L2113-15)."
    return "Aucun fournisseur trouvé."
