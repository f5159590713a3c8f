"""The six parts of a score: how far one supplier answers one need, and why, part by part.

Every function returns a `Reading` between 0 and 1 with its sentence; `matching` turns them into
points. Nothing here knows of clicks, of names or of the platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from procurement.language.thesaurus import thesaurus
from procurement.typography import NBSP, euros, join_words, long_date, number, short
from suppliers import ess, labels, means
from suppliers.answer import Answer, CommonTrade, Match
from suppliers.capacity import SHORT, Quantity, best_fits, overall
from suppliers.demand import Demand, nearness
from suppliers.facts import SupplierFacts
from suppliers.statements import role_reason
from suppliers.territory import nearest_km

# Of the experience: without a published public contract near the need.
DECLARED_REFERENCE, DECLARED_TRADE, NO_EXPERIENCE = 0.85, 0.7, 0.35
HOME_ONLY = 0.7  # of the territory, when no area is declared
UNKNOWN = 0.5  # a part about which the record says nothing
MEANS = 0.2  # of the capacity, when no volume compares: the means that the need speaks of
DEPENDENCE = 0.3  # of a declared yearly capacity: from there on, it is said


@dataclass  # not frozen: six are made for every supplier scored, and that takes four times less
class Reading:
    """One part, from 0 to 1. `known` is false when the record says nothing of it.

    Sentences may be given as what writes them: most suppliers are scored and never shown.
    """

    share: float
    reason_or_writer: str | Callable[[], str]
    known: bool = True
    find_matches: Callable[[], tuple[Match, ...]] = tuple
    advice: str = ""  # what would bring the missing points
    lacks_or_writer: str | Callable[[], str] = ""  # why the others are lost, when it is not said
    applies: bool = True  # false when the need asks nothing of it

    @cached_property
    def reason(self) -> str:
        told = self.reason_or_writer
        return told if isinstance(told, str) else told()

    @cached_property
    def lacks(self) -> str:
        told = self.lacks_or_writer
        return (told if isinstance(told, str) else told()) or self.reason

    @property
    def matches(self) -> tuple[Match, ...]:
        return self.find_matches()


def activity(answer: Answer) -> Reading:
    return Reading(
        answer.share,
        lambda: activity_reason(answer),
        known=not answer.supplier.is_thin,
        find_matches=lambda: answer.matches,
        advice=_activity_advice(answer),
        lacks_or_writer=lambda: _activity_lacks(answer),
    )


def activity_reason(answer: Answer) -> str:
    """The trades in common, then the words that say so on both sides."""
    if answer.contrary:
        return f"Propose ce que le besoin écarte ({short(answer.contrary)})."
    if answer.other_role:
        return role_reason(answer.other_role)
    common = answer.common_trades[:2]
    pairs = [m for m in answer.matches if m.strength >= 0.5]
    if common:
        many = "Métiers communs" if len(common) > 1 else "Métier commun"
        same = _same_words(answer, pairs, common)
        shared = f" ; mêmes mots : {join_words(same)}" if same else ""
        return f"{many} : {join_words([_trade(answer, one) for one in common])}{shared}."
    if pairs := pairs or list(answer.matches):
        return f"Répond à {join_words([_pair(match) for match in pairs[:3]])}."
    if answer.code_share:
        return "Même famille de codes CPV que le besoin, sans mot commun."
    return "Aucun mot de la fiche ne répond au besoin."


def _same_words(answer: Answer, pairs: Iterable[Match], common: Iterable[CommonTrade]) -> list[str]:
    """Up to three words of both sides, neither said already nor only where the need arises."""
    words = answer.demand.words
    known = {words[one.need].text.lower() for one in common if one.need}
    known |= {wanted.text.lower() for wanted in words.values() if wanted.is_setting}
    return [
        _quoted(match.need)
        for match in pairs
        if match.need.lower() == match.supplier.lower() and match.need.lower() not in known
    ][:3]


def _trade(answer: Answer, common: CommonTrade) -> str:
    """« lavage de contenants (« récipients » dans le besoin, « bacs » dans la fiche) »."""
    if not common.need or not common.supplier:
        return common.label
    mine = answer.demand.words[common.need].text
    theirs = answer.as_written(common.supplier)
    if mine.lower() == theirs.lower():
        return f"{common.label} ({_quoted(mine)} des deux côtés)"
    return f"{common.label} ({_quoted(mine)} dans le besoin, {_quoted(theirs)} dans la fiche)"


def _activity_lacks(answer: Answer) -> str:
    if answer.missing_trades:
        return f"La fiche ne dit rien de : {join_words(list(answer.missing_trades[:3]))}."
    if answer.missing:
        return f"La fiche ne parle pas de : {join_words([_quoted(m) for m in answer.missing[:4]])}."
    return "" if answer.other_role or answer.contrary else "La fiche dit ce métier en peu de mots."


def _pair(match: Match) -> str:
    need, supplier = _quoted(match.need), _quoted(match.supplier)
    return need if match.need.lower() == match.supplier.lower() else f"{need} par {supplier}"


def _quoted(text: str) -> str:
    return f"«{NBSP}{short(text)}{NBSP}»"


def _activity_advice(answer: Answer) -> str:
    if answer.supplier.is_thin:
        return "décrire ses activités avec ses propres mots"
    if answer.other_role or answer.contrary:
        return ""
    if answer.missing_trades:
        return f"dire s'il fait aussi : {join_words(list(answer.missing_trades[:3]), 'ou')}"
    if answer.missing:
        return f"dire s'il fait aussi {join_words([_quoted(m) for m in answer.missing[:3]], 'ou')}"
    return "décrire ce métier plus en détail"


def territory(answer: Answer) -> Reading:
    demand, area = answer.demand, answer.supplier.area
    if not demand.places:
        return Reading(1.0, "Le besoin ne dit aucun lieu : le territoire ne départage personne.",
                       applies=False)  # fmt: skip
    share = answer.place_share
    if not area.is_known:
        return Reading(
            share * HOME_ONLY,
            lambda: f"Sa {area.describe()}{_away(answer)}.",
            known=False,
            advice="déclarer sa zone desservie",
        )
    if share >= 0.999:
        return Reading(
            1.0, lambda: f"Dessert tous les lieux du besoin ({area.describe()}){_away(answer)}."
        )
    return Reading(
        0.4 + 0.6 * share,
        lambda: (
            f"Dessert {number(round(100 * share))}{NBSP}% des lieux du besoin "
            f"({area.describe()}){_away(answer)}."
        ),
        advice="élargir sa zone, ou s'associer avec un voisin",
        lacks_or_writer=lambda: (
            f"Ne dessert pas {number(round(100 * (1 - share)))}{NBSP}% des lieux du besoin."
        ),
    )


def _away(answer: Answer) -> str:
    distance = nearest_km(answer.supplier.point, answer.demand.places)
    if distance is None:
        return ""
    return f" ; site le plus proche à {number(round(distance))}{NBSP}km"


def capacity_ratio(
    demand: Demand, supplier: SupplierFacts, quantities: Sequence[Quantity] | None = None
) -> float | None:
    """The tightest of quantities and euros; None when nothing can be compared."""
    asked = demand.quantities if quantities is None else quantities
    ratios = [overall(best_fits(asked, supplier.quantities))]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        ratios.append(supplier.max_yearly_eur / demand.yearly_eur)
    known = [ratio for ratio in ratios if ratio is not None]
    return min(known, default=None)


def _taken_on(answer: Answer) -> tuple[Quantity, ...]:
    """The quantities of the components that the supplier would do; all of them when none is."""
    demand = answer.demand
    if len({quantity.component for quantity in demand.quantities}) < 2:
        return demand.quantities
    done = {c.name for c in demand.components if answer.covers(c)}
    return tuple(q for q in demand.quantities if q.component in done) or demand.quantities


def reach(answer: Answer) -> float | None:
    """The ratio that may exclude: far too small for one component, a supplier may do another."""
    demand, supplier = answer.demand, answer.supplier
    if len({quantity.component for quantity in demand.quantities if quantity.component}) < 2:
        return capacity_ratio(demand, supplier)
    fits = best_fits(_taken_on(answer), supplier.quantities)
    return max((fit.ratio for fit in fits), default=None)


def capacity(answer: Answer) -> Reading:
    demand, supplier = answer.demand, answer.supplier
    if not demand.quantities and not demand.yearly_eur:
        return Reading(
            1.0, "Le besoin ne chiffre aucun volume : la capacité ne départage personne.",
            applies=False,
        )  # fmt: skip
    asked_of_it = _taken_on(answer)
    ratio = capacity_ratio(demand, supplier, asked_of_it)
    if ratio is None:
        units = sorted({quantity.unit for quantity in asked_of_it})
        asked = f" en {join_words(units, 'ou')}" if units else ""
        return Reading(
            UNKNOWN + MEANS * means_share(demand, supplier),
            lambda: (
                f"Aucune capacité déclarée{asked} ne se compare au volume du besoin."
                f"{_means_told(demand, supplier)}"
            ),
            known=False,
            advice=f"déclarer une capacité{asked}",
        )
    if ratio >= 1:
        return Reading(
            1.0,
            lambda: (
                f"Capacité suffisante : {_capacity_told(answer, asked_of_it)}."
                f"{_means_told(demand, supplier)}"
            ),
        )
    lacking = "Capacité partielle" if ratio >= SHORT else "Capacité très inférieure au volume"
    return Reading(
        max(0.0, ratio - SHORT / 2),
        lambda: (
            f"{lacking} : {_capacity_told(answer, asked_of_it)}.{_means_told(demand, supplier)}"
        ),
        advice="s'associer en groupement",
        lacks_or_writer=lambda: (
            f"Il lui manque {number(round(100 * (1 - ratio)))}{NBSP}% de ce qui est demandé."
        ),
    )


def _capacity_told(answer: Answer, quantities: Sequence[Quantity]) -> str:
    demand, supplier = answer.demand, answer.supplier
    fits = best_fits(quantities, supplier.quantities)
    told = [
        f"{fit.capacity} pour {fit.need} demandés"
        + (f" ({fit.need.component})" if fit.need.component else "")
        for fit in sorted(fits, key=lambda fit: fit.ratio)[:2]
    ]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        told.append(
            f"{euros(supplier.max_yearly_eur)} par an pour {euros(round(demand.yearly_eur))}"
        )
    return join_words(told)


def means_share(demand: Demand, supplier: SupplierFacts) -> float:
    """The part of the means that the need speaks of, which the supplier declares."""
    if not supplier.means:
        return 0.0
    asked = means.asked(demand.text)
    held = {declared.kind for declared in supplier.means}
    return len(asked & held) / len(asked) if asked else 0.0


def _means_told(demand: Demand, supplier: SupplierFacts) -> str:
    asked = means.asked(demand.text) if supplier.means else frozenset()
    told = [str(declared) for declared in supplier.means if declared.kind in asked]
    return f" Moyens déclarés, dont le besoin parle : {' ; '.join(told)}." if told else ""


def dependence(demand: Demand, supplier: SupplierFacts, part: float = 1.0) -> str:
    """A warning, never an exclusion: what this contract would weigh for the supplier."""
    if not demand.yearly_eur or not supplier.max_yearly_eur:
        return ""
    share = demand.yearly_eur * part / supplier.max_yearly_eur
    if share < DEPENDENCE:
        return ""
    return (
        f"Dépendance économique : ce marché prendrait environ {number(round(100 * share))}{NBSP}% "
        f"de la capacité annuelle déclarée par {supplier.name}."
    )


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
        advice="déclarer sa famille de l'ESS et sa preuve",
    )


def experience(demand: Demand, supplier: SupplierFacts, answer: Answer) -> Reading:
    related = [ref for ref in supplier.references if ref.cpv[:4] in demand.cpv_classes]
    published = [ref for ref in related if ref.is_published]
    if published:
        many = "marchés publics voisins publiés" if len(published) > 1 else "marché public publié"
        return Reading(1.0, f"{len(published)}{NBSP}{many}, dont {_quoted(published[0].object)}.")
    if related:
        first = related[0]
        return Reading(
            DECLARED_REFERENCE,
            f"Référence déclarée, non publiée : {_quoted(first.object)} pour {first.client}.",
        )
    declared = [offer.label for offer in supplier.offers if offer.label]
    named = [label for label in declared if _is_about(label, answer)]
    if named:
        return Reading(
            DECLARED_TRADE,
            f"Métier déclaré parmi ses activités : {_quoted(named[0])}.",
            lacks_or_writer="Aucun marché public de ce métier n'est publié à son nom.",
        )
    return Reading(
        NO_EXPERIENCE,
        "Aucune référence publiée ni activité déclarée sur ce métier.",
        known=False,
        advice="déclarer l'activité ou citer une référence",
    )


def _is_about(label: str, answer: Answer) -> bool:
    said = [s for o in answer.supplier.offers if o.label == label for s in o.said]
    wanted = set(answer.demand.concepts)
    return any(
        s.role in answer.demand.roles
        and (
            any(nearness(w, id) >= 0.55 for w in wanted for id in s.concepts)
            or len(set(s.words) & set(answer.demand.words)) >= 2
        )
        for s in said
    )


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
            advice="décrire ce qu'il fait pour ces objectifs",
        )
    lacking = [objective for objective in asked if objective not in met]
    return Reading(
        share,
        lambda: (
            f"Rejoint les objectifs demandés : {_objectives(met)}."
            f"{_labels_told(labelled)}{_expired(lacking, supplier)}"
        ),
        advice=f"dire ce qu'il fait pour : {_objectives(lacking)}" if lacking else "",
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
        f" Son label {_quoted(name)} a expiré le {long_date(ends[name])} : il ne compte pas."
        for name in dict.fromkeys(lost)
    )


def _objectives(ids: Iterable[str]) -> str:
    return join_words([OBJECTIVES.get(id, id) for id in ids])


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
