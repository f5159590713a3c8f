"""The sustainability: the objectives of the need that the record tells, or a label of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from procurement.language.thesaurus import thesaurus
from procurement.typography import join_words, long_date
from suppliers import labels
from suppliers.answer import Answer
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.scoring.reading import Reading, quoted

OBJECTIVES = {
    "reemploi": "réemploi",
    "reduction_dechets": "réduction des déchets",
    "bio": "agriculture biologique",
    "circuit_court": "circuit court",
    "insertion": "insertion",
    "handicap": "handicap",
    "bas_carbone": "sobriété en carbone",
    "eco_conception": "écoconception",
    "economie_locale": "économie locale",
    "accessibilite": "accessibilité",
    "biodiversite": "biodiversité",
    "egalite": "égalité",
    "commerce_equitable": "commerce équitable",
    "energie": "énergie",
}


_OF_FAMILY = {
    "insertion": ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "REGIE"),
    "handicap": ("EA", "EATT", "ESAT"),
}


def sustainability(demand: Demand, supplier: SupplierFacts, answer: Answer) -> Reading:
    asked = [o for o in demand.objectives if o not in ("economie_locale", "circuit_court")]
    if not asked:
        return Reading(1.0, "Aucun objectif de durabilité n'est écrit dans le besoin.",
                       applies=False)  # fmt: skip
    offered = {
        objective
        for sentence in answer.sentences
        if sentence.factor == 1.0
        for id in sentence.said.concepts
        for objective in thesaurus()[id].objectives
    }
    labelled = {o: held for o in asked if (held := labels.speaking_for(o, supplier.labels))}
    offered |= labelled.keys()
    offered |= {o for o, kinds in _OF_FAMILY.items() if set(kinds) & set(supplier.kinds)}
    met = [objective for objective in asked if objective in offered]
    share = len(met) / len(asked)
    if not met:
        return Reading(
            0.0,
            f"La fiche ne dit rien de : {_objectives(asked)}.{_expired(asked, supplier)}",
            known=False,
            advice_or_writer="décrire ce qu'il fait pour ces objectifs",
        )
    lacking = [objective for objective in asked if objective not in met]
    return Reading(
        share,
        lambda: (
            f"Rejoint les objectifs demandés : {_objectives(met)}."
            f"{_labels_told(labelled)}{_expired(lacking, supplier)}"
        ),
        advice_or_writer=f"dire ce qu'il fait pour : {_objectives(lacking)}" if lacking else "",
        lacks_or_writer=f"La fiche ne dit rien de : {_objectives(lacking)}." if lacking else "",
    )


def _labels_told(labelled: Mapping[str, list[str]]) -> str:
    names = list(dict.fromkeys(name for held in labelled.values() for name in held))
    word = "Labels déclarés" if len(names) > 1 else "Label déclaré"
    return f" {word} : {join_words(names)}." if names else ""


def _expired(objectives: Iterable[str], supplier: SupplierFacts) -> str:
    """That a label would have spoken for an objective, had it not ended."""
    ends = dict(supplier.expired_labels)
    lost = [name for objective in objectives for name in labels.speaking_for(objective, ends)]
    return "".join(
        f" Son label {quoted(name)} a expiré le {long_date(ends[name])} : il ne compte pas."
        for name in dict.fromkeys(lost)
    )


def _objectives(ids: Iterable[str]) -> str:
    return join_words([OBJECTIVES.get(id, id) for id in ids])
