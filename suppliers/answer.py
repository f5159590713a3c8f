"""What one supplier's own sentences answer of one need: concepts, words, trades and codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from procurement.language import trades
from procurement.language.thesaurus import thesaurus
from procurement.language.trades import CONCEPT, NAF
from procurement.language.words import key
from suppliers.circumstances import action_words
from suppliers.demand import Demand, Wanted, nearness
from suppliers.facts import SupplierFacts
from suppliers.reading import Offer, Said
from suppliers.statements import DOING, SELLING

# How much a sentence still tells when it speaks in another role than the need.
OTHER_ROLE = {
    "staffing": 0.25,
    "training": 0.12,
    "advice": 0.2,
    "equipment": 0.15,
    "software": 0.12,
    "network": 0.1,
    SELLING: 0.2,
    DOING: 0.3,
}
BLEND = {"word": 0.12, "trade": 0.88}
CODE = 0.5
CONTRARY = 0.1  # a sentence that offers what the need wants to leave behind
SAME_ACTION = 0.8  # « ramassage » for « collecte »
NEARBY = 0.6  # an action said in one sentence, its object in another
ELSEWHERE = 0.35  # a word said inside the name of another trade
AROUND_IT = 0.35  # what a sentence only says of where or for whom it works
NAF_ONLY = 0.3  # the activity code alone, without a word for it
COVERS = 0.6  # under it, a skill is only near what a component asks
DONE = 0.3  # sure enough of a trade to say that it is done
HINTED = 1.0  # evidence of a trade under which what is done is done in another
MINOR, NOTABLE = 0.08, 0.15  # parts of a need: from there on a trade is said, or missed
MOST_TOLD = 8  # pairs of words shown


class CommonTrade(NamedTuple):
    """A trade that both sides tell, with the word of each that tells it most, if any does."""

    label: str
    need: str
    supplier: str


class Match(NamedTuple):
    """Words that answer each other, and how well (0 to 1)."""

    need: str
    supplier: str
    strength: float


@lru_cache(maxsize=2000)
def _unanswered(need: str) -> Match:
    return Match(need, "", 0.0)


class _Sentence(NamedTuple):
    """One statement of an offer with how much it counts for this need."""

    said: Said
    factor: float

    def around(self, word: str) -> list[str]:
        """The concepts whose name holds this word."""
        return [id for id, text in self.said.concepts.items() if word in _keys(text)]


@lru_cache(maxsize=20_000)  # the same names of trades come back in every record
def _keys(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(key, text.split())))


class Answer:
    """How one supplier's words answer one need: the concepts, the words and the codes."""

    def __init__(self, demand: Demand, supplier: SupplierFacts) -> None:
        self.demand, self.supplier = demand, supplier
        self.contrary = ""
        self.sentences = [
            _Sentence(said, self._factor(said)) for o in supplier.offers for said in o.said
        ]
        self.words = self._words()
        self._told_here = self.told(demand.roles)
        self.share = self._share()

    @cached_property
    def concepts(self) -> dict[str, Match]:
        """The best answer to each concept that the need names."""
        return {id: self._concept(wanted) for id, wanted in self.demand.concepts.items()}

    def _factor(self, said: Said) -> float:
        if not said.wanted:
            return 0.0
        if not self.demand.opposites.isdisjoint(said.opposes):
            self.contrary = self.contrary or said.text
            return CONTRARY
        refused = self.demand.unwanted
        if not refused:
            return 1.0
        about = set(said.words) | {CONCEPT + id for id in said.concepts}
        if refused & about and len(refused & about) * 2 >= len(about):
            self.contrary = self.contrary or said.text
            return CONTRARY
        return 1.0

    def _concept(self, wanted: Wanted) -> Match:
        best = _unanswered(wanted.text)
        for sentence in self.sentences:
            for id, text in sentence.said.concepts.items():
                strength = nearness(wanted.term, id) * sentence.factor
                strength *= fit_of(sentence.said.role, wanted.roles, _own_roles(wanted.term))
                strength *= AROUND_IT if id in sentence.said.settings else 1.0
                if strength > best.strength:
                    best = Match(wanted.text, text, strength)
        if best.strength < NAF_ONLY and self.supplier.naf in thesaurus()[wanted.term].naf:
            return Match(wanted.text, f"code NAF {self.supplier.naf}", NAF_ONLY)
        return best

    def _words(self) -> dict[str, Match]:
        """The best answer to each word of the need that has one, over all sentences."""
        wanted = self.demand.words
        best: dict[str, Match] = {}
        for sentence in self.sentences:
            for word, term in self.demand.answered(sentence.said.words).items():
                strength = self._strength(wanted[word], term, sentence)
                if strength > (best[word].strength if word in best else 0.0):
                    best[word] = Match(wanted[word].text, sentence.said.words[term], strength)
        return {word: best[word] for word in wanted if word in best}

    def _strength(self, wanted: Wanted, term: str, sentence: _Sentence) -> float:
        trades = sentence.around(term)
        own = not trades or not self.demand.concepts or self._is_near(trades)
        strength = sentence.factor * fit_of(sentence.said.role, wanted.roles, (SELLING,))
        strength *= AROUND_IT if term in sentence.said.settings and not wanted.is_setting else 1.0
        return (
            strength * (1.0 if own else ELSEWHERE) * (1.0 if term == wanted.term else SAME_ACTION)
        )

    def says(self, word: str) -> float:
        """How far the supplier says a word, even one that the need's own text does not say."""
        if word in self.words:
            return self.words[word].strength
        if word in self.demand.words:
            return 0.0
        wanted = Wanted(word, word, 1.0)
        alike = {word, *action_words().get(word, ())}
        return max(
            (
                self._strength(wanted, term, sentence)
                for sentence in self.sentences
                for term in alike & sentence.said.words.keys()
            ),
            default=0.0,
        )

    def action(self, keys: frozenset[str], role: str, among: Collection[str] = ()) -> float:
        """How far the supplier does this, to something that the need names, in a sentence that
        tells one of these trades at least a little.
        """
        objects = self.demand.objects
        anywhere = NEARBY if objects & self._told_words.keys() else ELSEWHERE
        best = 0.0
        for sentence in self.sentences:
            said = sentence.said
            told = max((said.trades.get(trade, 0.0) for trade in among), default=HINTED)
            if keys & said.words.keys() and told >= HINTED:
                about = bool(objects & said.words.keys()) or self._is_near(said.concepts)
                # Whoever animates workshops may not call it training.
                same = said.role == role or (role == "training" and said.role == DOING)
                fits = 1.0 if same else fit_of(said.role, frozenset({role}))
                best = max(best, sentence.factor * fits * (1.0 if about else anywhere))
        return best

    def _is_near(self, trades: Iterable[str]) -> bool:
        return any(self.demand.nearest(trade) >= 0.35 for trade in trades)

    def _word_share(self) -> float:
        """Words are many and few are telling: a third of their weight is already a full answer."""
        weights, total = self.demand.word_weights
        found = sum([weights[word] * match.strength for word, match in self.words.items()])
        return min(1.0, found / (0.35 * total)) if total else 0.0

    def trade_share(self) -> float:
        """The part of the need's trades that the supplier's words tell together; of several
        parts, each counts alike.
        """
        told, weight = self._told_here, self.demand.parts_weight
        whole = sum([part * trades.answers(t, told) for t, part in self.demand.trades.items()])
        if not weight:
            return whole
        parts = [max([trades.answers(t, told) for t in own]) for own in self.demand.parts]
        return (1 - weight) * whole + weight * sum(parts) / len(parts)

    @property
    def does_a_part(self) -> bool:
        """True of who does one of the several things needed, little as that may be of the whole."""
        told = self._told_here
        return any(trades.does(t, told) >= COVERS for own in self.demand.parts for t in own)

    @cached_property
    def common_trades(self) -> tuple[CommonTrade, ...]:
        """The trades of the need that the supplier does, those that count most first."""
        told, wanted = self._told_here, self.demand.trades
        return tuple(
            CommonTrade(trades.trades()[trade].label, *self._shared(trade))
            for trade in sorted(wanted, key=lambda t: -wanted[t] * told.get(t, 0.0))
            if wanted[trade] >= MINOR and told.get(trade, 0.0) >= DONE
        )

    def _shared(self, trade: str) -> tuple[str, str]:
        """The most telling word of each side for this trade; empty where there is none."""
        return self.demand.telling.get(trade, ""), self._telling.get(trade, "")

    @cached_property
    def _telling(self) -> dict[str, str]:
        naf = [NAF + self.supplier.naf] if self.supplier.naf else []
        return trades.most_telling([*self._told_words, *naf])

    @cached_property
    def missing_trades(self) -> tuple[str, ...]:
        """What the need asks for and this supplier does not tell."""
        told = self._told_here
        return tuple(
            name
            for name, own in self.asked.items()
            if all(told.get(trade, 0.0) < DONE for trade in own)
        )

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """What the need asks for, with the trades that answer it: its parts or, when none was read,
        the trades that it is about.
        """
        parts = {part.name: part.trades for part in self.demand.components if part.trades}
        return parts or {
            trades.trades()[trade].label: (trade,)
            for trade, part in self.demand.trades.items()
            if part >= NOTABLE
        }

    def told(self, roles: frozenset[str]) -> dict[str, float]:
        """How sure the supplier's sentences make each trade, other roles counting less."""
        by_role: dict[str, list[dict[str, float]]] = {}
        for said, factor in self.sentences:
            told = said.trades
            if factor != 1.0:
                told = {trade: evidence * factor for trade, evidence in told.items()}
            by_role.setdefault(said.role, []).append(told)
        best: dict[str, float] = {}
        for role, sentences in by_role.items():
            sure = trades.sure(sentences)
            if role not in roles:  # where it is, all counts in full
                own = trades.trades()
                sure = {t: part * fit_of(role, roles, own[t].roles) for t, part in sure.items()}
            best |= {trade: max(part, best.get(trade, 0.0)) for trade, part in sure.items()}
        return best

    @cached_property
    def place_share(self) -> float:
        """The part of the need's places that the supplier serves."""
        return self.supplier.area.share(self.demand.places)

    @cached_property
    def _told_words(self) -> dict[str, float]:
        """The words of the supplier, counted as their best sentence counts."""
        best: dict[str, float] = {}
        for sentence in self.sentences:
            factor = sentence.factor * fit_of(sentence.said.role, self.demand.roles, (SELLING,))
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
        return fit_of(said.role, self.demand.roles, (SELLING,)) * self._factor(said)

    def _share(self) -> float:
        """Trades and words blended; a common code then adds to what they leave open."""
        told = {
            "word": (self._word_share(), bool(self.demand.words)),
            "trade": (self.trade_share(), bool(self.demand.trades)),
        }
        total = sum(BLEND[name] for name, (_, asked) in told.items() if asked)
        blend = sum(BLEND[name] * share for name, (share, asked) in told.items() if asked)
        blend = blend / total if total else 0.0
        return min(1.0, blend + CODE * self.code_share * (1 - blend))

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The pairs that tell most, concepts before words, each said once."""
        found = sorted(
            (m for m in self.concepts.values() if m.strength >= 0.5), key=lambda m: -m.strength
        )
        rarity = self.demand.rarity
        words = [(word, match) for word, match in self.words.items() if match.strength >= 0.2]
        words.sort(key=lambda item: -item[1].strength * rarity.get(item[0], 0.0))
        kept: dict[tuple[str, str], Match] = {}
        for match in chain(found, (match for _, match in words), self._trade_matches()):
            kept.setdefault((match.need.lower(), match.supplier.lower()), match)
            if len(kept) == MOST_TOLD:
                break
        return tuple(kept.values())

    def _trade_matches(self) -> Iterable[Match]:
        """For a trade that both sides tell: the word of each that tells it most."""
        for trade in self.demand.trades:
            mine, theirs = self._shared(trade)
            if mine and theirs and self._told_words.get(theirs, 1.0) >= 0.5:
                yield Match(self.demand.words[mine].text, self.as_written(theirs), 0.5)

    def as_written(self, word: str) -> str:
        if word.startswith(NAF):
            return f"code NAF {self.supplier.naf}"
        return next(s.said.words[word] for s in self.sentences if word in s.said.words)

    @cached_property
    def missing(self) -> list[str]:
        """What the need names, as it writes it, of trades that it asks for and that this supplier
        does not tell.
        """
        return [
            self.demand.concepts[id].text
            for id, match in self.concepts.items()
            if match.strength < 0.2
            and not self.demand.concepts[id].is_setting
            and self._is_missed(trades.named_by([id]))
        ]

    def _is_missed(self, named: list[str]) -> bool:
        told, asked = self._told_here, self.demand.trades
        done = any(told.get(trade, 0.0) >= DONE for trade in named)
        return not done and any(asked.get(trade, 0.0) >= MINOR for trade in named)

    @cached_property
    def other_role(self) -> str:
        """The role in which most of the answering sentences speak, when it is not the need's."""
        main = [trade for trade, part in self.demand.trades.items() if part >= NOTABLE]
        answering = [
            sentence.said.role
            for sentence in self.sentences
            if sentence.said.wanted and any(trade in sentence.said.trades for trade in main)
        ]
        own = {role for trade in main for role in trades.trades()[trade].roles}
        elsewhere = [r for r in answering if fit_of(r, self.demand.roles, own) < 1.0]
        return max(elsewhere, key=elsewhere.count) if len(elsewhere) * 2 > len(answering) else ""


def fit_of(role: str, wanted: frozenset[str], own: Collection[str] = ()) -> float:
    """How much a sentence in one role counts for what is wanted in others; `own` are the roles in
    which a trade speaks of itself: who sells furniture answers a need of it, who sells mowers
    answers no need of mowing.
    """
    if role in wanted:
        return 1.0
    own = {DOING, *own}
    return 1.0 if role in own and not wanted.isdisjoint(own) else OTHER_ROLE[role]


def _own_roles(concept: str) -> tuple[str, ...]:
    return (SELLING,) if thesaurus()[concept].kind == "good" else ()


def common_cpv(one: str, other: str) -> float:
    """How near two CPV codes are: the same class is near, the same division is a hint."""
    length = next((n for n in range(8, 1, -1) if one[:n] == other[:n]), 0)
    return {8: 1.0, 7: 0.95, 6: 0.95, 5: 0.9, 4: 0.75, 3: 0.45, 2: 0.12}.get(length, 0.0)
