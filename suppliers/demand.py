"""What a need asks of suppliers, as plain values: the question that matching answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

from procurement.language import trades
from procurement.language.described import LATER, MEMORY, TITLE
from procurement.language.thesaurus import thesaurus
from procurement.language.trades import CONCEPT, CPV
from suppliers.capacity import Quantity
from suppliers.circumstances import action_words
from suppliers.components import Component, Parts, find_parts
from suppliers.ess import Reservation
from suppliers.reading import SETTING_WEIGHT, TRADE, Said, terms_of
from suppliers.statements import DOING, opposites_wanted, says_how_things_stand
from suppliers.territory import Place

PARTS, NAMED_PARTS = 0.2, 0.5  # weight of parts found in the text, of those that a person named
STANDING = 0.4  # of a sentence that only says how things stand
MOST_TELLING = 4.5  # a word that nearly nobody says proves little in a small register


@dataclass(frozen=True)
class Wanted:
    """One word or concept that the need asks for, as it writes it."""

    term: str
    text: str
    weight: float
    roles: frozenset[str] = frozenset({DOING})
    is_setting: bool = False  # only ever said of where or for whom the need arises


@dataclass(frozen=True)
class Demand:
    """`said` is the title then the text; `cpv` are codes with how sure they are, best first."""

    id: str
    title: str
    said: tuple[tuple[Said, ...], tuple[Said, ...]]
    text: str = ""
    cpv: tuple[tuple[str, float], ...] = ()
    places: tuple[Place, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    yearly_eur: float | None = None
    objectives: tuple[str, ...] = ()
    reservation: Reservation | None = None
    named_components: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    rarity: Mapping[str, float] = field(default_factory=dict)

    def among(self, rarity: Mapping[str, float]) -> Demand:
        """The same demand in a register where words are this rare; what was read is kept."""
        same = replace(self, rarity=rarity)
        own = {*same.__dict__, "word_weights"}
        same.__dict__.update({k: v for k, v in self.__dict__.items() if k not in own})
        return same

    @cached_property
    def departments(self) -> frozenset[str]:
        return frozenset(place.department for place in self.places if place.department)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles asked for; a need that only wants training has no « doing » in it."""
        return frozenset(said.role for said in self.statements if said.wanted) or frozenset({DOING})

    @cached_property
    def concepts(self) -> dict[str, Wanted]:
        return self._wanted("concepts")

    @cached_property
    def words(self) -> dict[str, Wanted]:
        """All but the names of its places: a supplier who says « Lille » does nothing by it."""
        names = {place.name for place in self.places}
        said = self._wanted("words")
        return {word: wanted for word, wanted in said.items() if wanted.text not in names}

    @cached_property
    def objects(self) -> frozenset[str]:
        """The words that say a thing and not what is done to it."""
        return frozenset(self.words.keys() - action_words().keys())

    @cached_property
    def _answers(self) -> dict[str, list[str]]:
        """Each word that answers one of the need's, itself or of the same action."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            for said in {word, *action_words().get(word, ())}:
                found.setdefault(said, []).append(word)
        return found

    def answered(self, said: Mapping[str, str]) -> dict[str, str]:
        """The words of the need that these say, each with the word that says it.

        The word itself comes first; of several that say the same action, the alphabet chooses.
        """
        found: dict[str, str] = {}
        if self._answers.keys().isdisjoint(said):
            return found
        for term in sorted(said.keys() & self._answers.keys()):
            for word in self._answers[term]:
                if term == word:
                    found[word] = term
                else:
                    found.setdefault(word, term)
        return found

    @cached_property
    def telling(self) -> dict[str, str]:
        """For each trade that its words tell, the one that tells it most."""
        return trades.most_telling(self.words)

    @cached_property
    def word_weights(self) -> tuple[dict[str, float], float]:
        """How much each word counts, the rare ones more, and all of them together."""
        weights = {
            word: wanted.weight * min(MOST_TELLING, self.rarity.get(word, 0.0))
            for word, wanted in self.words.items()
        }
        return weights, sum(weights.values())

    def nearest(self, offered: str) -> float:
        """How far an offered concept answers the nearest of those that the need names."""
        return _nearest(frozenset(self.concepts), offered)

    @cached_property
    def opposites(self) -> frozenset[int]:
        return opposites_wanted(self.text)

    @cached_property
    def trades(self) -> dict[str, float]:
        """The trades that its words tell, named or not, their parts summing to 1."""
        coded: dict[str, float] = {}
        for code, sure in self.cpv:
            coded[CPV + code[:4]] = max(sure, coded.get(CPV + code[:4], 0.0))
        said = [
            {term: count * weight for term, count in terms_of(said).items()}
            for weight, said in self._weighted()
        ]
        return trades.about([*said, coded])

    @cached_property
    def cpv_classes(self) -> frozenset[str]:
        """The four digits of its codes, and of those of what it names."""
        named = (code for id in self.concepts for code in thesaurus()[id].cpv)
        return frozenset(code[:4] for code in (*(code for code, _ in self.cpv), *named))

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """For each of its components when it has several, the trades that can take it on."""
        found = tuple(component.trades for component in self.components if component.trades)
        return found if len(found) > 1 else ()

    @property
    def parts_weight(self) -> float:
        """What the parts weigh, beside all that the need says."""
        if not self.parts:
            return 0.0
        return NAMED_PARTS if self.named_components else PARTS

    @property
    def components(self) -> tuple[Component, ...]:
        return self._asked.components

    @property
    def unread(self) -> tuple[str, ...]:
        """What it asks for in words that no known trade explains."""
        return tuple(part.name for part in self.unread_parts)

    @property
    def unread_parts(self) -> tuple[Component, ...]:
        return self._asked.unread

    @cached_property
    def _asked(self) -> Parts:
        return find_parts(self)

    @cached_property
    def unwanted(self) -> frozenset[str]:
        """Words and concepts that are only said of what the need refuses or sets aside."""
        refused = {term for said in self.statements if not said.wanted for term in _terms(said)}
        kept = {term for said in self.statements if said.wanted for term in _terms(said)}
        return frozenset(refused - kept)

    @cached_property
    def index_terms(self) -> list[str]:
        """The terms to ask the index for: words, concepts near those named, CPV classes, trades."""
        concepts = {near for id in self.concepts for near in neighbours(id)}
        return [
            *self.words,
            *(CONCEPT + id for id in sorted(concepts)),
            *(CPV + code for code in sorted(self.cpv_classes)),
            *(TRADE + trade for trade in dict.fromkeys(chain(self.trades, *self.parts))),
        ]

    @property
    def statements(self) -> tuple[Said, ...]:
        return (*self.said[0], *self.said[1])

    def _wanted(self, field_name: str) -> dict[str, Wanted]:
        weights: dict[str, float] = {}
        texts: dict[str, str] = {}
        roles: dict[str, set[str]] = {}
        asked: set[str] = set()
        for weight, said in self._weighted():
            for term, text in getattr(said, field_name).items():
                weight_here = weight * (SETTING_WEIGHT if term in said.settings else 1.0)
                if term not in said.settings:
                    asked.add(term)
                # Said twice counts a little more, said ten times no more than three.
                weights[term] = min(weights.get(term, 0.0) + weight_here, weight + 1.0)
                texts.setdefault(term, text)
                roles.setdefault(term, set()).add(said.role)
        return {
            term: Wanted(term, texts[term], weight, frozenset(roles[term]), term not in asked)
            for term, weight in weights.items()
        }

    def _weighted(self) -> list[tuple[float, Said]]:
        title, text = self.said
        weighted = [(TITLE, said) for said in title]
        weighted += [(1.0 if place < MEMORY else LATER, said) for place, said in enumerate(text)]
        return [
            (weight * (STANDING if says_how_things_stand(said.text) else 1.0), said)
            for weight, said in weighted
            if said.wanted
        ]

    def as_dict(self) -> dict[str, Any]:
        """What is archived with a run: the need as it was read that day."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "words": sorted(wanted.text for wanted in self.words.values()),
            "concepts": [thesaurus()[id].label for id in self.concepts],
            "unwanted": sorted(self.unwanted),
            "cpv": [{"code": code, "score": score} for code, score in self.cpv],
            "places": [
                {"name": p.name, "insee": p.insee, "department": p.department, "weight": p.weight}
                for p in self.places
            ],
            "quantities": [
                {"text": str(q), "value": q.value, "unit": q.unit, "period": q.period}
                | ({"component": q.component} if q.component else {})
                for q in self.quantities
            ],
            "yearly_eur": self.yearly_eur,
            "objectives": list(self.objectives),
            "reservation": self.reservation.value if self.reservation else None,
            "notices": list(self.notices),
        }


def _terms(said: Said) -> set[str]:
    return set(said.words) | {CONCEPT + id for id in said.concepts}


def neighbours(id: str) -> set[str]:
    """A concept with its broader, narrower and related ones."""
    concept = thesaurus()[id]
    return (
        {id, *concept.related}
        | {broader.id for broader in thesaurus().above(id)}
        | {narrower.id for narrower in thesaurus().narrower(id)}
    )


@cache
def nearness(wanted: str, offered: str) -> float:
    """How far an offered concept answers a wanted one, from 0 to 1."""
    if wanted == offered:
        return 1.0
    if any(broader.id == wanted for broader in thesaurus().above(offered)):
        return 0.9  # a kind of what is wanted
    if any(broader.id == offered for broader in thesaurus().above(wanted)):
        return 0.55  # something wider, which may hold it
    if offered in thesaurus()[wanted].related or wanted in thesaurus()[offered].related:
        return 0.35
    mine, theirs = thesaurus()[wanted].broader, thesaurus()[offered].broader
    return 0.2 if mine and mine == theirs else 0.0


@lru_cache(maxsize=10_000)
def _nearest(wanted: frozenset[str], offered: str) -> float:
    return max((nearness(one, offered) for one in wanted), default=0.0)
