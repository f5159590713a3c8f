"""The reservation and the experience: what the supplier is, and what it did already."""

from __future__ import annotations

from procurement.typography import NBSP
from suppliers import ess
from suppliers.answer import Answer
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.scoring.reading import Reading, quoted

# Without a published public contract near the need.
DECLARED_REFERENCE, DECLARED_TRADE, NO_EXPERIENCE = 0.85, 0.7, 0.35


def reservation(demand: Demand, supplier: SupplierFacts) -> Reading:
    if demand.reservation is None:
        return Reading(1.0, "Aucune réserve n'est demandée.", applies=False)
    able = ess.may_answer(supplier.kinds, demand.reservation)
    if able:
        return Reading(
            1.0,
            f"Peut répondre à la {demand.reservation.label} ({demand.reservation.article}) comme "
            f"{able[0].label} ; à prouver par : {able[0].proof}.",
        )
    return Reading(
        0.0,
        "La fiche ne dit aucune famille : la réserve reste à vérifier.",
        known=False,
        advice_or_writer="déclarer sa famille de l'ESS et sa preuve",
    )


def experience(demand: Demand, supplier: SupplierFacts, answer: Answer) -> Reading:
    related = [ref for ref in supplier.references if ref.cpv[:4] in demand.cpv_classes]
    published = [ref for ref in related if ref.is_published]
    if published:
        many = "marchés publics voisins publiés" if len(published) > 1 else "marché public publié"
        return Reading(1.0, f"{len(published)}{NBSP}{many}, dont {quoted(published[0].object)}.")
    if related:
        first = related[0]
        return Reading(
            DECLARED_REFERENCE,
            f"Référence déclarée, non publiée : {quoted(first.object)} pour {first.client}.",
        )
    declared = [offer.label for offer in supplier.offers if offer.label]
    named = [label for label in declared if _is_about(label, answer)]
    if named:
        return Reading(
            DECLARED_TRADE,
            f"Métier déclaré parmi ses activités : {quoted(named[0])}.",
            lacks_or_writer="Aucun marché public de ce métier n'est publié à son nom.",
        )
    return Reading(
        NO_EXPERIENCE,
        "Aucune référence publiée ni activité déclarée sur ce métier.",
        known=False,
        advice_or_writer="déclarer l'activité ou citer une référence",
        lacks_or_writer="Le reste des points attend une référence ou une activité déclarée.",
    )


def _is_about(label: str, answer: Answer) -> bool:
    said = [s for o in answer.supplier.offers if o.label == label for s in o.said]
    demand = answer.demand
    return any(
        s.role in demand.roles
        and (
            any(demand.nearest(id) >= 0.55 for id in s.concepts)
            or len(s.words.keys() & demand.words.keys()) >= 2
        )
        for s in said
    )
