"""What suppliers bring to the parts of a need, and what remains to be asked of them.

A part is covered, or is not; where it is by half a word, by a capacity that falls short or in a
part of the places only, a doubt says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from procurement.language import trades
from procurement.typography import NBSP, join_words, number
from suppliers.answer import COVERS, NOTABLE, Answer
from suppliers.capacity import SHORT, Fit, Quantity, best_fits
from suppliers.components import Component
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.lessons import taught_by, unsaid_of
from suppliers.statements import TEACHING

TOLD, IN_PASSING = 0.45, 0.5  # sure enough of a trade to believe a name of it; else, its weight
UNSAID = 0.85  # what a trade counts when nothing of what is to be done is said
HALF_SAID = 0.65  # what is done to the things needed, by whoever does not tell its trade
# How often those who cover a part in some doubt turn out to, as they are among the first for the
# whole need (as many as it has parts), among the next ones or further: what the sets show.
UNSAID_BY_PLACE = (0.75, 0.35, 0.1)  # they leave something unsaid of it
HALF_BY_PLACE = (0.85, 0.15, 0.1)  # they say it by half a word
SURELY = 0.75  # under it, a record says a skill too weakly to be believed without asking
ENOUGH = 0.8  # of the volume, under which a group says that it falls short
FAR = 100  # rank of those whom the need does not rank
EVERYWHERE = 0.99  # of the places


@dataclass(frozen=True)
class Candidate:
    """One supplier with what it can take on: component → strength; `short` of some by far; of what
    some require, that its record does not say. It may stand in for parts that nobody surely covers
    and, `beside` them all, do another trade that the need may ask for.
    """

    supplier: SupplierFacts
    strengths: dict[str, float]
    score: float
    short: frozenset[str] = frozenset()
    unsaid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands_in: Mapping[str, float] = field(default_factory=dict)  # part → how likely
    beside: str = ""
    place: int = 0  # among the first for the need, the next ones or further

    def takes(self, component: Component) -> bool:
        """True of one to ask for it, whether its record says it or only comes near."""
        return self.covers(component) or component.name in (*self.stands_in, self.beside)

    def covers(self, component: Component) -> bool:
        far = component.name not in self.short
        return far and self.strengths.get(component.name, 0.0) >= COVERS

    def surely(self, component: Component) -> bool:
        return self.says(component) and component.name not in self.unsaid

    def says(self, component: Component) -> bool:
        """True of one whose record says the skill itself clearly enough."""
        return self.covers(component) and self.strengths[component.name] >= SURELY

    def belief(self, part: Component) -> float:
        """How far it may be believed to take a part on, before it is asked."""
        if self.covers(part):
            by_place = UNSAID_BY_PLACE if self.says(part) else HALF_BY_PLACE
            return 1.0 if self.surely(part) else by_place[self.place]
        return self.stands_in.get(part.name, HALF_SAID if part.name == self.beside else 0.0)

    def leaving(self, component: Component, unsaid: str) -> Candidate:
        """The same, who leaves one thing more unsaid of a component."""
        found = (*self.unsaid.get(component.name, ()), unsaid)
        return replace(self, unsaid={**self.unsaid, component.name: found})

    def note(self, component: Component) -> str:
        """What a cell of the grid says besides « couvre »."""
        strength = self.strengths.get(component.name, 0.0)
        if component.name in self.short:
            return "au plus un dixième du volume"
        if self.covers(component):
            return "" if self.surely(component) else "à vérifier"
        if component.name in self.stands_in:
            return "proche sans le dire, à vérifier"
        return "métier voisin, à vérifier" if strength >= COVERS / 2 else ""


def place_of(demand: Demand, rank: int) -> int:
    """Among the first for a need, as many as it has parts, the next ones or further."""
    parts = len(demand.components) + len(demand.unread_parts)
    return min(rank // max(1, parts), len(HALF_BY_PLACE) - 1)


def candidate(demand: Demand, answer: Answer, score: float, rank: int = FAR) -> Candidate:
    several = demand.components if len(demand.components) > 1 else ()
    strengths = strengths_of(demand, answer)
    short = (c.name for c in several if _is_far_too_small(demand, c, answer.supplier))
    unsaid = {
        component.name: unmet
        for component in several
        if strengths[component.name] >= COVERS
        and (unmet := (*_unmet(component, answer.supplier), *unsaid_of(component, answer)))
    }
    place = place_of(demand, rank)
    return Candidate(answer.supplier, strengths, score, frozenset(short), unsaid, place=place)


def _is_far_too_small(demand: Demand, component: Component, supplier: SupplierFacts) -> bool:
    fits = best_fits(volumes_of(demand, component), supplier.quantities)
    return bool(fits) and max(fit.ratio for fit in fits) <= SHORT


def _unmet(component: Component, supplier: SupplierFacts) -> Iterator[str]:
    texts = [said.text for offer in supplier.offers for said in offer.said]
    return (required.label for required in component.conditions if not required.is_told(texts))


def compared(component: Component, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same, where some of those who cover a component declare a capacity that compares with
    its volume and others do not: these leave it unsaid. Where none does, so do those whose capacity
    is at most a tenth of another's.
    """
    able = {c.supplier.id: c for c in candidates if c.covers(component)}
    volumes = component.quantities
    silent = {id for id, c in able.items() if not best_fits(volumes, c.supplier.quantities)}
    if len(silent) == len(able):
        return [
            c.leaving(component, "de capacité à la mesure de celle des autres fiches")
            if c.supplier.id in able and any(_is_dwarfed(c, other) for other in able.values())
            else c
            for c in candidates
        ]
    told = f"de capacité à comparer à {volumes[0]}"
    return [c.leaving(component, told) if c.supplier.id in silent else c for c in candidates]


def _is_dwarfed(one: Candidate, other: Candidate) -> bool:
    fits = best_fits(other.supplier.quantities, one.supplier.quantities)
    return bool(fits) and max(fit.ratio for fit in fits) <= SHORT


def volumes_of(demand: Demand, component: Component) -> tuple[Quantity, ...]:
    """The volumes of a component: its own or, failing those, the ones of no other."""
    others = {q for c in demand.components if c is not component for q in c.quantities}
    return component.quantities or tuple(q for q in demand.quantities if q not in others)


def whole(demand: Demand) -> Component:
    return Component(demand.title, "Le besoin entier.", frozenset(demand.concepts))


def strength_of(answer: Answer, component: Component) -> float:
    """By its names, the trades that take it on, what is done; failing them, by its words."""
    told = answer.told(frozenset({component.role})) if component.trades else {}
    apart = _asked_apart(answer.demand, component)
    doing = [trades.does(trade, told, apart) for trade in component.trades]
    itself = [told.get(trade, 0.0) for trade in component.trades]
    if component.role == TEACHING:
        itself.append(taught := taught_by(component, answer))
        doing.append(taught)
    is_told = max(itself, default=1.0) >= TOLD
    # A name said in passing by whoever does something else proves little.
    named = [answer.concepts[id].strength for id in component.concepts & answer.concepts.keys()]
    found = [*doing, *(name if is_told else IN_PASSING * name for name in named)]
    if component.actions:
        does = answer.action(component.actions, component.role, _among(answer.demand, component))
        if not does:  # who hires out dishes does not wash them yet
            found = [UNSAID * strength for strength in found]
        found.append(does if is_told else min(does, HALF_SAID))
    if found:
        return max(found)
    says = [answer.says(word) for word in component.words]
    return sum(says) / len(says) if says else 0.0


def _asked_apart(demand: Demand, component: Component) -> frozenset[str]:
    """The trades of the other parts: of a trade and a part of it, both asked for, who does the one
    does not do the other yet.
    """
    others = (other.trades for other in demand.components if other is not component)
    return frozenset(chain.from_iterable(others)).difference(component.trades)


def _among(demand: Demand, component: Component) -> tuple[str, ...]:
    """The trades in which what is done answers the component."""
    return (*component.trades, *(t for t, part in demand.trades.items() if part >= NOTABLE))


def strengths_of(demand: Demand, answer: Answer) -> dict[str, float]:
    if not demand.components:
        return {demand.title: answer.share}
    return {component.name: strength_of(answer, component) for component in demand.components}


def covered(demand: Demand, answer: Answer) -> list[str]:
    """The components that one supplier would take on."""
    strengths = strengths_of(demand, answer)
    return [c.name for c in demand.components if strengths[c.name] >= COVERS]


def fits_of(demand: Demand, component: Component, members: Iterable[Candidate]) -> list[Fit]:
    return list(fit_by_member(demand, component, members).values())


def fit_by_member(
    demand: Demand, component: Component, members: Iterable[Candidate]
) -> dict[str, Fit]:
    """The best comparison of each member with the first volume that any of them compares with."""
    members = list(members)
    by_volume = (
        {m.supplier.id: fit for m in members for fit in best_fits([volume], m.supplier.quantities)}
        for volume in volumes_of(demand, component)
    )
    return next(filter(None, by_volume), {})


def doubts(
    demand: Demand, members: Sequence[Candidate], beside: Iterable[Candidate] = ()
) -> Iterator[str]:
    """What is to be verified before a group is believed whole, part by part."""
    for component in demand.components:
        if able := [member for member in members if member.covers(component)]:
            yield from _of_part(demand, component, able)
        elif near := _named([member for member in members if member.takes(component)]):
            yield (
                f"À vérifier auprès de {near} : {component.name}, dont la fiche ne dit au "
                f"mieux que des mots ou un métier voisins."
            )
    for part in demand.unread_parts:
        near = _named([member for member in members if member.takes(part)])
        yield (
            f"Balise n'a reconnu aucun métier dans «{NBSP}{part.name}{NBSP}» : demandez "
            + (
                f"d'abord à {near}, au plus près du besoin."
                if near
                else "aux membres qui s'en chargerait."
            )
        )
    asked = {m.supplier.id: m for m in (*members, *beside) if m.beside}
    for member in asked.values():
        yield (
            f"À vérifier auprès de {member.supplier.name} : {member.beside}, que le besoin demande "
            f"peut-être sans que Balise l'y ait reconnu."
        )


def _named(members: Iterable[Candidate]) -> str:
    return join_words([member.supplier.name for member in members])


def _of_part(demand: Demand, component: Component, able: Sequence[Candidate]) -> Iterator[str]:
    names = _named(able)
    if not any(member.says(component) for member in able):
        yield f"À vérifier auprès de {names} : {component.name}, que la fiche ne dit qu'à demi-mot."
    elif not any(member.surely(component) for member in able):
        unsaid = dict.fromkeys(told for m in able for told in m.unsaid.get(component.name, ()))
        yield (
            f"À vérifier auprès de {names} : {component.name}, dont la fiche ne dit pas "
            f"{join_words(list(unsaid), 'ni')}."
        )
    fits = fits_of(demand, component, able)
    ratio = sum(fit.ratio for fit in fits)
    if fits and ratio < ENOUGH:
        yield (
            f"À vérifier auprès de {names} : {component.name}, dont la capacité déclarée ne fait "
            f"que {number(round(100 * ratio))}{NBSP}% du volume."
        )
    served = max(member.supplier.area.share(demand.places) for member in able)
    if served < EVERYWHERE:
        yield (
            f"À vérifier auprès de {names} : {component.name}, pour les lieux du besoin qui "
            f"restent hors de sa zone ({number(round(100 * (1 - served)))}{NBSP}%)."
        )
