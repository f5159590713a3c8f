"""What a need asks of suppliers, as plain values: the question that matching answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from procurement.language import terms
from procurement.language.thesaurus import thesaurus
from procurement.typography import join_words
from suppliers.capacity import Quantity
from suppliers.ess import Reservation
from suppliers.reading import CONCEPT, CPV, Said, read_statement
from suppliers.statements import DOING, Statement, folded
from suppliers.territory import Place

TITLE_WEIGHT, LATER_WEIGHT = 2.0, 0.75
MEMORY = 3  # statements after which a need has usually said what it is about


@dataclass(frozen=True)
class Wanted:
    """One word or concept that the need asks for, as it writes it."""

    term: str
    text: str
    weight: float
    roles: frozenset[str] = frozenset({DOING})


@dataclass(frozen=True)
class Component:
    """A part of the need that may call for another supplier than the rest."""

    name: str
    why: str
    concepts: frozenset[str]
    words: frozenset[str] = frozenset()
    role: str = DOING
    quantities: tuple[Quantity, ...] = ()


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
        return self._wanted("words")

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return find_components(self)

    @cached_property
    def unwanted(self) -> frozenset[str]:
        """Words and concepts that are only said of what the need refuses or sets aside."""
        refused = {term for said in self.statements if not said.wanted for term in _terms(said)}
        kept = {term for said in self.statements if said.wanted for term in _terms(said)}
        return frozenset(refused - kept)

    @cached_property
    def index_terms(self) -> list[str]:
        """The terms to ask the index for: words, concepts near those named, CPV classes, NAF."""
        concepts = {near for id in self.concepts for near in neighbours(id)}
        codes = {code[:4] for code, _ in self.cpv} | {
            code[:4] for id in self.concepts for code in thesaurus()[id].cpv
        }
        return [
            *self.words,
            *(CONCEPT + id for id in sorted(concepts)),
            *(CPV + code for code in sorted(codes)),
        ]

    @property
    def statements(self) -> tuple[Said, ...]:
        return (*self.said[0], *self.said[1])

    def _wanted(self, field_name: str) -> dict[str, Wanted]:
        weights: dict[str, float] = {}
        texts: dict[str, str] = {}
        roles: dict[str, set[str]] = {}
        for weight, said in self._weighted():
            for term, text in getattr(said, field_name).items():
                # Said twice counts a little more, said ten times no more than three.
                weights[term] = min(weights.get(term, 0.0) + weight, weight + 1.0)
                texts.setdefault(term, text)
                roles.setdefault(term, set()).add(said.role)
        return {
            term: Wanted(term, texts[term], weight, frozenset(roles[term]))
            for term, weight in weights.items()
        }

    def _weighted(self) -> list[tuple[float, Said]]:
        title, text = self.said
        weighted = [(TITLE_WEIGHT, said) for said in title]
        weighted += [
            (1.0 if place < MEMORY else LATER_WEIGHT, said) for place, said in enumerate(text)
        ]
        return [(weight, said) for weight, said in weighted if said.wanted]

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


_SETTING = re.compile(
    r"(?:\b(?:nos|notre|leurs?|ses|vos)|\b(?:dans|pour|au sein d|aupres d|destine\w* a|issus? d|"
    r"produits? (?:par|dans)|utilise\w* (?:par|dans|en)|en)(?:es| la| le| les| l'| nos| notre|e la|"
    r"e nos|e|u|ux)?)\s*$"
)
MOST_COMPONENTS = 6


def find_components(demand: Demand) -> tuple[Component, ...]:
    """The parts of a need: those its volumes name, then the trades that its text asks for.

    A trade that only says where the need arises (« pour nos cantines ») is no part of it.
    """
    named = [_named_component(demand, name) for name in demand.named_components]
    taken = {concept for component in named for concept in component.concepts}
    asked = [id for id in demand.concepts if id not in taken and not _is_setting(demand, id)]
    found = [_component(demand, family) for family in _families(asked)]
    # Volumes say what is bought; what the text adds to them must be said as plainly.
    if named:
        found = [c for c in found if _is_in_title(demand, c)]
    return tuple([*named, *found][:MOST_COMPONENTS])


def _is_setting(demand: Demand, id: str) -> bool:
    wanted = demand.concepts[id]
    places = [
        folded(said.text[:at])
        for said in demand.statements
        if said.wanted and id in said.concepts and (at := said.text.find(said.concepts[id])) >= 0
    ]
    return bool(places) and all(_SETTING.search(before) for before in places) and wanted.weight < 3


def _families(ids: list[str]) -> list[list[str]]:
    """Concepts of which one is a kind of another make one component."""
    families: list[list[str]] = []
    for id in ids:
        line = {id, *(broader.id for broader in thesaurus().above(id))}
        for family in families:
            if any(
                line & {other, *(b.id for b in thesaurus().above(other))} & {id, *family}
                for other in family
            ):
                family.append(id)
                break
        else:
            families.append([id])
    return families


def _component(demand: Demand, family: list[str]) -> Component:
    first = max(family, key=lambda id: demand.concepts[id].weight)
    wanted = demand.concepts[first]
    role = DOING if DOING in wanted.roles else min(wanted.roles)
    return Component(
        name=thesaurus()[first].label,
        why=f"Le besoin dit « {wanted.text} ».",
        concepts=frozenset(family),
        role=role,
        quantities=_quantities_near(demand, frozenset(family)),
    )


def _named_component(demand: Demand, name: str) -> Component:
    own = tuple(q for q in demand.quantities if q.component == name)
    told = join_words([str(q) for q in own[:3]])
    concepts = frozenset(hit.id for hit in terms.concepts(name))
    words = frozenset(read_statement(Statement(name)).words)
    near = frozenset(id for id in demand.concepts if words & set(terms.keys(thesaurus()[id].label)))
    return Component(
        name=name,
        why=f"Volume saisi pour cette composante : {told}." if told else "Composante saisie.",
        concepts=concepts or near,
        words=words,
        quantities=own,
    )


def _is_in_title(demand: Demand, component: Component) -> bool:
    return any(set(said.concepts) & component.concepts for said in demand.said[0])


def _quantities_near(demand: Demand, concepts: frozenset[str]) -> tuple[Quantity, ...]:
    """The quantities written in a sentence that speaks of this component alone."""
    sentences = [
        said.text
        for said in demand.statements
        if said.wanted and set(said.concepts) and set(said.concepts) <= concepts
    ]
    return tuple(
        quantity
        for quantity in demand.quantities
        if quantity.text and any(quantity.text in sentence for sentence in sentences)
    )
