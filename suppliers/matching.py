"""A need, suppliers and weights → an explained ranking. Pure: same input, same order, anywhere.

Equals are ordered by a hash of the need and the SIRET: neither the alphabet, nor the date of
registration, nor use of the platform favours anyone, and the order of another need is another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from procurement.typography import NBSP, join_words, number
from suppliers import ess, scoring
from suppliers.answer import Answer
from suppliers.capacity import SHORT
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.scope import Scope
from suppliers.scoring import Reading
from suppliers.serving import placed
from suppliers.statements import DOING

TIE_BREAK = (
    "À égalité de points, l'ordre vient d'une empreinte du besoin et du SIRET : ni le nom, ni "
    "l'ancienneté de la fiche, ni l'usage de Balise ne comptent."
)
FLOOR = 0.04  # under it, the activity does not answer the need
FILTERS = {
    "activity": "Activité",
    "territory": "Territoire",
    "capacity": "Capacité",
    "reservation": "Réserve",
    "role": "Façon d'intervenir",
}


class InvalidWeights(ValueError):
    """Weights that cannot serve; the text is a French sentence for the user."""


@dataclass(frozen=True)
class Weights:
    """Points of each part, chosen before a search and archived with it; together 100."""

    activity: int = 55
    territory: int = 15
    capacity: int = 15
    reservation: int = 5
    experience: int = 5
    sustainability: int = 5

    def __post_init__(self) -> None:
        parts = self.as_dict()
        if any(not isinstance(value, int) or value < 0 for value in parts.values()):
            raise InvalidWeights("Chaque poids est un nombre entier de points, au moins zéro.")
        if sum(parts.values()) != 100:
            raise InvalidWeights(
                f"Les poids font {sum(parts.values())} points au total : il en faut 100."
            )

    def as_dict(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


PART_NAMES = {
    "activity": "Activité",
    "territory": "Territoire",
    "capacity": "Capacité",
    "reservation": "Réserve",
    "experience": "Expérience",
    "sustainability": "Durabilité",
}


class Part(NamedTuple):
    key: str
    weight: int
    reading: Reading
    points: float

    @property
    def lost(self) -> float:
        return round(self.weight - self.points, 1)

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": PART_NAMES[self.key],
            "weight": self.weight,
            "points": self.points,
            "reason": self.reading.reason,
            "matched": [{"need": m.need, "supplier": m.supplier} for m in self.reading.matches],
        }


@dataclass(frozen=True)
class Result:
    """One supplier in a ranking, with all that explains its place."""

    rank: int
    supplier: SupplierFacts
    answer: Answer
    parts: tuple[Part, ...]
    ahead: float | None = None  # the score of the supplier just before
    dependence: str = ""

    @property
    def score(self) -> float:
        return round(sum(part.points for part in self.parts), 1)

    @property
    def gained(self) -> list[str]:
        return [
            f"{_points(part.points, '+')} · {PART_NAMES[part.key]} : {_why(part.reading)}"
            for part in self.parts
            if part.points and part.reading.applies
        ]

    @property
    def lost(self) -> list[str]:
        return [
            f"{_points(part.lost, '−')} · {PART_NAMES[part.key]} : {part.reading.lacks}"
            for part in self.parts
            if part.lost >= 0.5
        ]

    @property
    def neutral(self) -> list[str]:
        """Points that all have, the need asking nothing of that part: they move no rank."""
        given = [part for part in self.parts if part.points and not part.reading.applies]
        return [f"{_points(p.points)} · {PART_NAMES[p.key]} : {p.reading.reason}" for p in given]

    @property
    def would_change(self) -> list[str]:
        """What would bring points, most first; then the distance to the supplier before."""
        told = [
            f"{part.reading.advice[:1].upper()}{part.reading.advice[1:]} : "
            f"jusqu'à {_points(part.lost)} de plus."
            for part in sorted(self.parts, key=lambda part: -part.lost)
            if part.lost >= 0.5 and part.reading.advice
        ]
        if self.ahead is not None and told:
            told.append(f"Il manque {_points(round(self.ahead - self.score, 1))} pour le rang "
                        f"{self.rank - 1}.")  # fmt: skip
        return told

    @property
    def data_used(self) -> list[str]:
        facts = self.supplier
        used = ["nom et présentation"] if facts.offers else ["nom"]
        declared = sum(1 for offer in facts.offers if offer.label)
        used += [f"{declared}{NBSP}activité{'s' if declared > 1 else ''}"] if declared else []
        used += ["zone desservie"] if facts.area.is_known else ["département du siège"]
        used += ["capacités"] if facts.quantities or facts.max_yearly_eur is not None else []
        used += ["familles de l'ESS"] if facts.kinds else []
        used += [f"code NAF {facts.naf}"] if facts.naf else []
        published = sum(1 for reference in facts.references if reference.is_published)
        declared = len(facts.references) - published
        used += [f"marchés publiés ({published})"] if published else []
        used += [f"références déclarées ({declared})"] if declared else []
        used += [f"labels valables ({len(facts.labels)})"] if facts.labels else []
        return used

    @property
    def notice(self) -> str:
        if self.supplier.is_thin:
            return (
                "Fiche très courte : ce score repose sur peu de mots, il faut interroger la "
                "structure avant de conclure."
            )
        unknown = [PART_NAMES[p.key].lower() for p in self.parts if not p.reading.known]
        if len(unknown) >= 3:
            return f"Fiche incomplète : rien n'est déclaré pour {', '.join(unknown)}."
        return ""

    def as_dict(self) -> dict[str, Any]:
        facts = self.supplier
        return {
            "rank": self.rank,
            "supplier_id": facts.id,
            "supplier": facts.key,
            "name": facts.name,
            "siret": facts.siret,
            "city": facts.city,
            "department": facts.department,
            "kinds": [{"code": kind, "label": ess.label(kind)} for kind in facts.kinds],
            "fictitious": facts.is_fictitious,
            "score": self.score,
            "parts": [part.as_dict() for part in self.parts],
            "gained": self.gained,
            "lost": self.lost,
            "neutral": self.neutral,
            "would_change": self.would_change,
            "data_used": self.data_used,
            "notice": self.notice,
            "warnings": [self.dependence] if self.dependence else [],
        }


@dataclass(frozen=True)
class Excluded:
    """A supplier that a filter puts aside; `share` is how far its activity answers the need."""

    supplier: SupplierFacts
    filter: str
    reason_or_writer: str | Callable[[], str]
    share: float = 0.0

    @cached_property
    def reason(self) -> str:
        told = self.reason_or_writer
        return told if isinstance(told, str) else told()

    def as_dict(self) -> dict[str, Any]:
        return {
            "supplier_id": self.supplier.id,
            "supplier": self.supplier.key,
            "name": self.supplier.name,
            "city": self.supplier.city,
            "filter": self.filter,
            "filter_name": FILTERS[self.filter],
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Ranking:
    demand: Demand
    weights: Weights
    results: tuple[Result, ...]
    excluded: tuple[Excluded, ...]
    scope: Scope | None = None  # None when the suppliers were given and not searched for

    def as_dict(self, *, top: int | None = None) -> dict[str, Any]:
        return {
            "need_id": self.demand.id,
            "title": self.demand.title,
            "weights": self.weights.as_dict(),
            "candidates": len(self.results),
            "scope": None if self.scope is None else self._scope(self.scope),
            "excluded_by": self.excluded_by,
            "tie_break": TIE_BREAK,
            "notices": list(self.demand.notices),
            "results": [result.as_dict() for result in self.results[:top]],
            "excluded": [excluded.as_dict() for excluded in self.excluded],
        }

    @property
    def excluded_by(self) -> list[dict[str, Any]]:
        """How many each filter puts aside."""
        counts = Counter(out.filter for out in self.excluded)
        return [
            {"filter": key, "filter_name": name, "count": counts[key]}
            for key, name in FILTERS.items()
            if counts[key]
        ]

    def _scope(self, scope: Scope) -> dict[str, Any]:
        return asdict(scope) | {"told": scope.told(self.demand)}


def _why(reading: Reading) -> str:
    """Points that nothing in the record earned are given to all who say nothing."""
    return reading.reason if reading.known else f"{reading.reason} Points donnés par défaut."


def _points(value: float, sign: str = "") -> str:
    word = "point" if abs(value) < 2 else "points"
    return f"{sign}{number(value)}{NBSP}{word}"


def rank(
    demand: Demand, suppliers: Iterable[SupplierFacts], weights: Weights | None = None
) -> Ranking:
    """Best first, with the suppliers that a filter excluded and by which one."""
    weights = weights or Weights()
    points = weights.as_dict()
    scored: list[tuple[float, str, SupplierFacts, Answer, tuple[Part, ...]]] = []
    excluded: list[Excluded] = []
    for found in suppliers:
        supplier = placed(demand, found)
        answer = Answer(demand, supplier)
        if out := exclusion(answer):
            excluded.append(out)
            continue
        parts = _parts(demand, supplier, answer, points)
        score = round(sum([part.points for part in parts]), 1)
        scored.append((-score, neutral_order(demand, supplier), supplier, answer, parts))
    scored.sort(key=lambda item: item[:2])
    results = tuple(
        Result(
            place + 1,
            supplier,
            answer,
            parts,
            -scored[place - 1][0] if place else None,
            scoring.dependence(demand, supplier),
        )
        for place, (_, _, supplier, answer, parts) in enumerate(scored)
    )
    excluded.sort(key=lambda out: (-out.share, neutral_order(demand, out.supplier)))
    return Ranking(demand, weights, results, tuple(excluded))


def neutral_order(demand: Demand, supplier: SupplierFacts) -> str:
    return sha256(f"{demand.id} {supplier.siret}".encode()).hexdigest()


def _parts(
    demand: Demand, supplier: SupplierFacts, answer: Answer, weights: Mapping[str, int]
) -> tuple[Part, ...]:
    readings = {
        "activity": scoring.activity(answer),
        "territory": scoring.territory(answer),
        "capacity": scoring.capacity(answer),
        "reservation": scoring.reservation(demand, supplier),
        "experience": scoring.experience(demand, supplier, answer),
        "sustainability": scoring.sustainability(demand, supplier, answer),
    }
    return tuple(
        Part(key, weight, readings[key], round(weight * readings[key].share, 1))
        for key, weight in weights.items()
    )


def exclusion(answer: Answer) -> Excluded | None:
    """The first filter that the supplier does not pass, in the order people would check them."""
    checks = (_wrong_activity, _wrong_role, _wrong_place, _wrong_family, _too_small)
    for check in checks:
        if found := check(answer):
            name, reason = found
            return Excluded(answer.supplier, name, reason, round(answer.share, 4))
    return None


_Refusal = tuple[str, str | Callable[[], str]] | None


def _wrong_activity(answer: Answer) -> _Refusal:
    if answer.share >= FLOOR or answer.does_a_part:
        return None
    return "activity", lambda: scoring.off_topic(answer)


def _wrong_role(answer: Answer) -> _Refusal:
    supplier = answer.supplier
    if "staffing" in answer.demand.roles or not ess.only_supplies_staff(supplier.kinds):
        return None
    own_trade = any(offer.label and offer.said[0].role == DOING for offer in supplier.offers)
    if own_trade:
        return None
    kind = next(f.label for f in ess.families(supplier.kinds) if f.staffing)
    return "role", f"Met du personnel à disposition ({kind}) ; le besoin demande une prestation."


def _wrong_place(answer: Answer) -> _Refusal:
    places, area = answer.demand.places, answer.supplier.area
    if not places or answer.place_share > 0:
        return None
    main = sorted(places, key=lambda place: (-place.weight, place.name))
    names = [place.name for place in main[:2]]
    others = len(main) - len(names)
    where = join_words([*names, f"{others}{NBSP}autres"] if others > 1 else names)
    return "territory", f"Ne dessert aucun lieu du besoin ({where}) : {area.describe()}."


def _wrong_family(answer: Answer) -> _Refusal:
    reserve, kinds = answer.demand.reservation, answer.supplier.kinds
    if reserve is None or not kinds or ess.may_answer(kinds, reserve):
        return None
    named = join_words([ess.label(kind) for kind in kinds])
    return "reservation", f"Ne peut répondre à la {reserve.label} ({reserve.article}) : {named}."


def _too_small(answer: Answer) -> _Refusal:
    ratio = scoring.reach(answer)
    if ratio is None or ratio >= SHORT:
        return None
    told = scoring.capacity(answer).reason
    return "capacity", f"{told} Moins d'un dixième du volume ; reste possible en groupement."
