"""The six parts of a score: how far one supplier answers one need, and why, part by part.

Every function returns a `Reading` between 0 and 1 with its sentence; `matching` turns them into
points. Nothing here knows of clicks, of names or of the platform.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property

from procurement.language.thesaurus import thesaurus
from procurement.language.words import key
from procurement.typography import NBSP, euros, join_words, number
from suppliers import ess, trades
from suppliers.capacity import SHORT, Quantity, best_fits, overall, read_capacity
from suppliers.demand import Demand, Wanted, nearness
from suppliers.reading import CONCEPT, Offer, Said, action_words
from suppliers.statements import DOING, role_label
from suppliers.territory import Point, ServiceArea, nearest_km

# How much a sentence still tells when it speaks in another role than the need.
OTHER_ROLE = {
    "staffing": 0.25,
    "training": 0.12,
    "advice": 0.2,
    "equipment": 0.15,
    "software": 0.12,
    "network": 0.1,
    DOING: 0.3,
}
BLEND = {"concept": 0.35, "word": 0.25, "trade": 0.4}
CODE = 0.25
CONTRARY = 0.1  # a sentence that offers what the need wants to leave behind
SAME_ACTION = 0.8  # « ramassage » for « collecte »
MOST_TELLING = 4.5  # a word that nearly nobody says proves little in a small register
NEARBY = 0.6  # an action said in one sentence, its object in another
ELSEWHERE = 0.35  # a word said inside the name of another trade
UNKNOWN = 0.5  # a part about which the record says nothing
DEPENDENCE = 0.3  # of a declared yearly capacity: from there on, it is said
NAF_ONLY = 0.3  # the activity code alone, without a word for it


@dataclass(frozen=True)
class Reference:
    """A public contract that the supplier won, as published."""

    object: str
    cpv: str = ""


@dataclass(frozen=True)
class SupplierFacts:
    """What matching may know of a supplier, as plain values."""

    id: str
    key: str
    name: str
    siret: str
    city: str = ""
    department: str = ""
    kinds: tuple[str, ...] = ()
    naf: str = ""
    point: Point | None = None
    area: ServiceArea = field(default_factory=ServiceArea)
    offers: tuple[Offer, ...] = ()
    capacities: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    fte: float | None = None
    max_yearly_eur: float | None = None
    references: tuple[Reference, ...] = ()
    is_fictitious: bool = False

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        declared = [Quantity(*offer.capacity) for offer in self.offers if offer.capacity]
        written = [read_capacity(text) for text in self.capacities]
        return (*declared, *(quantity for quantity in written if quantity))

    @property
    def is_thin(self) -> bool:
        """Too few words to be judged by."""
        return (
            len({word for offer in self.offers for said in offer.said for word in said.words}) < 6
        )


@dataclass(frozen=True)
class Match:
    """Words that answer each other, and how well (0 to 1)."""

    need: str
    supplier: str
    strength: float


@dataclass(frozen=True)
class Reading:
    """One part, from 0 to 1. `known` is false when the record says nothing of it."""

    share: float
    reason: str
    known: bool = True
    matches: tuple[Match, ...] = ()
    advice: str = ""  # what would bring the missing points
    applies: bool = True  # false when the need asks nothing of it


@dataclass(frozen=True)
class _Sentence:
    """One statement of an offer with how much it counts for this need."""

    said: Said
    factor: float
    inside: dict[str, tuple[str, ...]]  # word → the concepts whose name holds it


_key = cache(key)  # the same names of trades come back in every record


def _said_as(term: str, said: Said) -> str:
    """The word of the statement that says the term, or the same action; empty when none does."""
    if term in said.words:
        return term
    others = action_words().get(term, frozenset()) & said.words.keys()
    return min(others, default="")


class Answer:
    """How one supplier's words answer one need: the concepts, the words and the codes."""

    def __init__(self, demand: Demand, supplier: SupplierFacts) -> None:
        self.demand, self.supplier = demand, supplier
        self.contrary = ""
        self.role = ""
        self.sentences = [self._weighed(said) for o in supplier.offers for said in o.said]
        self.concepts = {c: self._concept(w) for c, w in demand.concepts.items()}
        self.words = {word: self._word(wanted) for word, wanted in demand.words.items()}

    def _weighed(self, said: Said) -> _Sentence:
        inside: dict[str, tuple[str, ...]] = {}
        for id, text in said.concepts.items():
            for word in filter(None, map(_key, text.split())):
                inside[word] = (*inside.get(word, ()), id)
        return _Sentence(said, self._factor(said), inside)

    def _factor(self, said: Said) -> float:
        if not said.wanted:
            return 0.0
        if not self.demand.opposites.isdisjoint(said.opposes):
            self.contrary = self.contrary or said.text
            return CONTRARY
        refused = self.demand.unwanted
        about = set(said.words) | {CONCEPT + id for id in said.concepts}
        if refused & about and len(refused & about) * 2 >= len(about):
            self.contrary = self.contrary or said.text
            return CONTRARY
        return 1.0

    def _role_factor(self, wanted: Wanted, said: Said) -> float:
        if said.role in wanted.roles:
            return 1.0
        return OTHER_ROLE[said.role]

    def _concept(self, wanted: Wanted) -> Match:
        best = Match(wanted.text, "", 0.0)
        for sentence in self.sentences:
            for id, text in sentence.said.concepts.items():
                near = nearness(wanted.term, id) * sentence.factor
                strength = near * self._role_factor(wanted, sentence.said)
                if strength > best.strength:
                    best = Match(wanted.text, text, strength)
        if best.strength < NAF_ONLY and self.supplier.naf in thesaurus()[wanted.term].naf:
            return Match(wanted.text, f"code NAF {self.supplier.naf}", NAF_ONLY)
        return best

    def _word(self, wanted: Wanted) -> Match:
        best = Match(wanted.text, "", 0.0)
        for sentence in self.sentences:
            term = _said_as(wanted.term, sentence.said)
            if not term:
                continue
            text = sentence.said.words[term]
            trades = sentence.inside.get(term, ())
            own = not trades or not self.demand.concepts or self._is_near(trades)
            strength = sentence.factor * self._role_factor(wanted, sentence.said)
            strength *= (1.0 if own else ELSEWHERE) * (1.0 if term == wanted.term else SAME_ACTION)
            if strength > best.strength:
                best = Match(wanted.text, text, strength)
        return best

    def action(self, keys: frozenset[str], role: str) -> float:
        """How far the supplier does this, to something that the need names."""
        objects = self.demand.objects
        anywhere = NEARBY if objects & self._told_words.keys() else ELSEWHERE
        best = 0.0
        for sentence in self.sentences:
            said = sentence.said
            if keys & said.words.keys():
                about = bool(objects & said.words.keys()) or self._is_near(said.concepts)
                # Whoever animates workshops may not call it training.
                same = said.role == role or (role == "training" and said.role == DOING)
                fits = 1.0 if same else OTHER_ROLE[said.role]
                best = max(best, sentence.factor * fits * (1.0 if about else anywhere))
        return best

    def _is_near(self, trades: Iterable[str]) -> bool:
        return any(nearness(w, t) >= 0.35 for t in trades for w in self.demand.concepts)

    @cached_property
    def concept_share(self) -> float:
        """The part of what the need names that the supplier does, the main things first."""
        return _share(self.demand.concepts, self.concepts)

    @cached_property
    def word_share(self) -> float:
        """Words are many and few are telling: a third of their weight is already a full answer."""
        rarity = self.demand.rarity
        weights = {
            word: wanted.weight * min(MOST_TELLING, rarity.get(word, 0.0))
            for word, wanted in self.demand.words.items()
        }
        total = sum(weights.values())
        found = sum(weights[word] * match.strength for word, match in self.words.items())
        return min(1.0, found / (0.35 * total)) if total else 0.0

    @cached_property
    def trade_share(self) -> float:
        """The part of the need's trades that the supplier's words tell together."""
        told = trades.told(self._told_words)
        return sum(part * told.get(trade, 0.0) for trade, part in self.demand.trades.items())

    @cached_property
    def _told_words(self) -> dict[str, float]:
        return self._words_in(self.demand.roles)

    def told_as(self, role: str) -> dict[str, float]:
        """How far the supplier's words, in one role, tell each trade."""
        return trades.told(self._words_in(frozenset({role})))

    def _words_in(self, roles: frozenset[str]) -> dict[str, float]:
        """Every word of the supplier, counted as its best sentence counts."""
        best: dict[str, float] = {}
        for sentence in self.sentences:
            role = sentence.said.role
            factor = sentence.factor * (1.0 if role in roles else OTHER_ROLE[role])
            for word in sentence.said.words:
                best[word] = max(factor, best.get(word, 0.0))
        return best

    @cached_property
    def code_share(self) -> float:
        """The nearest of the supplier's CPV codes to those of the need."""
        offered = [
            (code, max(self._role_of_offer(offer), CONTRARY))
            for offer in self.supplier.offers
            for code in offer.cpv
        ]
        return max(
            (
                common_cpv(code, own) * sure * factor
                for code, sure in self.demand.cpv
                for own, factor in offered
            ),
            default=0.0,
        )

    def _role_of_offer(self, offer: Offer) -> float:
        said = offer.said[0]
        factor = 1.0 if said.role in self.demand.roles else OTHER_ROLE[said.role]
        return factor * self._factor(said)

    @cached_property
    def share(self) -> float:
        """Names, words and trades blended; a common code then adds to what they leave open."""
        told = {
            "concept": (self.concept_share, bool(self.demand.concepts)),
            "word": (self.word_share, bool(self.demand.words)),
            "trade": (self.trade_share, bool(self.demand.trades)),
        }
        total = sum(BLEND[name] for name, (_, asked) in told.items() if asked)
        blend = sum(BLEND[name] * share for name, (share, asked) in told.items() if asked)
        blend = blend / total if total else 0.0
        return min(1.0, blend + CODE * self.code_share * (1 - blend))

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The pairs that tell most, concepts before words, each said once."""
        found = sorted(self.concepts.values(), key=lambda m: -m.strength)
        rarity = self.demand.rarity
        words = sorted(
            self.words.items(), key=lambda item: -item[1].strength * rarity.get(item[0], 0.0)
        )
        kept: dict[tuple[str, str], Match] = {}
        for match in (*found, *(match for _, match in words), *self._trade_matches()):
            if match.strength >= 0.2:
                kept.setdefault((match.need.lower(), match.supplier.lower()), match)
        return tuple(kept.values())[:8]

    def _trade_matches(self) -> Iterable[Match]:
        """For a trade that both sides tell: the word of each that tells it most."""
        for trade in self.demand.trades:
            mine, theirs = trades.shared(trade, self.demand.words, self._told_words)
            if mine and theirs and self._told_words[theirs] >= 0.5:
                text = next(s.said.words[theirs] for s in self.sentences if theirs in s.said.words)
                yield Match(self.demand.words[mine].text, text, 0.5)

    @cached_property
    def missing(self) -> list[str]:
        """What the need names and this supplier does not, as the need writes it."""
        return [
            self.demand.concepts[id].text
            for id, match in self.concepts.items()
            if match.strength < 0.2
        ]

    @cached_property
    def other_role(self) -> str:
        """The role in which most of the answering sentences speak, when it is not the need's."""
        answering = [
            sentence.said.role
            for sentence in self.sentences
            if sentence.said.wanted
            and (
                set(sentence.said.words) & set(self.demand.words)
                or set(sentence.said.concepts) & set(self.demand.concepts)
            )
        ]
        elsewhere = [role for role in answering if role not in self.demand.roles]
        return max(elsewhere, key=elsewhere.count) if len(elsewhere) * 2 > len(answering) else ""


def _share(wanted: dict[str, Wanted], found: dict[str, Match]) -> float:
    total = sum(w.weight for w in wanted.values())
    return sum(wanted[t].weight * m.strength for t, m in found.items()) / total if total else 0.0


def common_cpv(one: str, other: str) -> float:
    """How near two CPV codes are: the same class is near, the same division is a hint."""
    length = next((n for n in range(8, 1, -1) if one[:n] == other[:n]), 0)
    return {8: 1.0, 7: 0.95, 6: 0.95, 5: 0.9, 4: 0.75, 3: 0.45, 2: 0.12}.get(length, 0.0)


def activity(answer: Answer) -> Reading:
    share = answer.share
    return Reading(
        share,
        _activity_reason(answer),
        known=not answer.supplier.is_thin,
        matches=answer.matches,
        advice=_activity_advice(answer),
    )


def _activity_reason(answer: Answer) -> str:
    if answer.contrary:
        return f"Propose ce que le besoin écarte ({_short(answer.contrary)})."
    if answer.other_role:
        label = role_label(answer.other_role)
        return f"Parle du métier demandé, mais comme {label}."
    pairs = [m for m in answer.matches if m.strength >= 0.5] or list(answer.matches)
    if not pairs:
        if answer.code_share:
            return "Même famille de codes CPV que le besoin, sans mot commun."
        return "Aucun mot de la fiche ne répond au besoin."
    told = join_words([_pair(match) for match in pairs[:3]])
    return f"Répond à {told}."


def _pair(match: Match) -> str:
    need, supplier = _quoted(match.need), _quoted(match.supplier)
    return need if match.need.lower() == match.supplier.lower() else f"{need} par {supplier}"


def _quoted(text: str) -> str:
    return f"«{NBSP}{_short(text)}{NBSP}»"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _activity_advice(answer: Answer) -> str:
    if answer.supplier.is_thin:
        return "décrire ses activités avec ses propres mots"
    if answer.missing:
        return f"dire s'il fait aussi {join_words([_quoted(m) for m in answer.missing[:3]], 'ou')}"
    return ""


def territory(demand: Demand, supplier: SupplierFacts) -> Reading:
    area = supplier.area
    if not demand.places:
        return Reading(1.0, "Le besoin ne dit aucun lieu : le territoire ne départage personne.",
                       applies=False)  # fmt: skip
    share = area.share(demand.places)
    distance = nearest_km(supplier.point, demand.places)
    away = "" if distance is None else f" ; site le plus proche à {number(round(distance))}{NBSP}km"
    if not area.is_known:
        return Reading(
            share * 0.7,
            f"Sa {area.describe()}{away}.",
            known=False,
            advice="déclarer sa zone desservie",
        )
    if share >= 0.999:
        return Reading(1.0, f"Dessert tous les lieux du besoin ({area.describe()}){away}.")
    return Reading(
        0.4 + 0.6 * share,
        f"Dessert {number(round(100 * share))}{NBSP}% des lieux du besoin "
        f"({area.describe()}){away}.",
        advice="élargir sa zone, ou s'associer avec un voisin",
    )


def capacity_ratio(demand: Demand, supplier: SupplierFacts) -> float | None:
    """The tightest of quantities and euros; None when nothing can be compared."""
    ratios = [overall(best_fits(demand.quantities, supplier.quantities))]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        ratios.append(supplier.max_yearly_eur / demand.yearly_eur)
    known = [ratio for ratio in ratios if ratio is not None]
    return min(known, default=None)


def reach(demand: Demand, supplier: SupplierFacts) -> float | None:
    """The ratio that may exclude: far too small for one component, a supplier may do another."""
    if len({quantity.component for quantity in demand.quantities if quantity.component}) < 2:
        return capacity_ratio(demand, supplier)
    fits = best_fits(demand.quantities, supplier.quantities)
    return max((fit.ratio for fit in fits), default=None)


def capacity(demand: Demand, supplier: SupplierFacts) -> Reading:
    if not demand.quantities and not demand.yearly_eur:
        return Reading(
            1.0, "Le besoin ne chiffre aucun volume : la capacité ne départage personne.",
            applies=False,
        )  # fmt: skip
    ratio = capacity_ratio(demand, supplier)
    if ratio is None:
        units = sorted({quantity.unit for quantity in demand.quantities})
        asked = f" en {join_words(units, 'ou')}" if units else ""
        return Reading(
            UNKNOWN,
            f"Aucune capacité déclarée{asked} ne se compare au volume du besoin.",
            known=False,
            advice=f"déclarer une capacité{asked}",
        )
    told = _capacity_told(demand, supplier)
    if ratio >= 1:
        return Reading(1.0, f"Capacité suffisante : {told}.")
    lacking = "Capacité partielle" if ratio >= SHORT else "Capacité très inférieure au volume"
    return Reading(
        max(0.0, ratio - SHORT / 2), f"{lacking} : {told}.", advice="s'associer en groupement"
    )


def _capacity_told(demand: Demand, supplier: SupplierFacts) -> str:
    fits = best_fits(demand.quantities, supplier.quantities)
    told = [f"{fit.capacity} pour {fit.need} demandés" for fit in fits[:2]]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        told.append(
            f"{euros(supplier.max_yearly_eur)} par an pour {euros(round(demand.yearly_eur))}"
        )
    return join_words(told)


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
    codes = {code[:4] for code, _ in demand.cpv} | {
        code[:4] for id in demand.concepts for code in thesaurus()[id].cpv
    }
    related = [ref for ref in supplier.references if ref.cpv[:4] in codes]
    if related:
        many = "marchés publics voisins publiés" if len(related) > 1 else "marché public publié"
        return Reading(1.0, f"{len(related)}{NBSP}{many}, dont {_quoted(related[0].object)}.")
    declared = [offer.label for offer in supplier.offers if offer.label]
    named = [label for label in declared if _is_about(label, answer)]
    if named:
        return Reading(0.7, f"Métier déclaré parmi ses activités : {_quoted(named[0])}.")
    return Reading(
        0.35,
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
    "economie_locale": (),
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
    offered |= {o for o, kinds in _OF_FAMILY.items() if set(kinds) & set(supplier.kinds)}
    met = [objective for objective in asked if objective in offered]
    share = len(met) / len(asked)
    if not met:
        return Reading(
            0.0,
            f"La fiche ne dit rien de : {_objectives(asked)}.",
            known=False,
            advice="décrire ce qu'il fait pour ces objectifs",
        )
    lacking = [objective for objective in asked if objective not in met]
    return Reading(
        share,
        f"Rejoint les objectifs demandés : {_objectives(met)}.",
        advice=f"dire ce qu'il fait pour : {_objectives(lacking)}" if lacking else "",
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
