"""The levers, the families they open a purchase to, and the plain values of an advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Lever(StrEnum):
    """From the strongest to the lightest."""

    RESERVE_WHOLE = "reserve_whole"
    RESERVED_LOT = "reserved_lot"
    EXECUTION_CLAUSE = "execution_clause"
    AWARD_CRITERION = "award_criterion"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "reserve_whole": "réserver tout le marché",
            "reserved_lot": "réserver un lot",
            "execution_clause": "clause d'exécution",
            "award_criterion": "critère d'attribution",
            "none": "aucun levier juridique",
        }[self]

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(Lever).index(self)


class Family(StrEnum):
    """The grounds on which the law lets a contract be reserved, in the order of the code."""

    HANDICAP = "handicap"
    INSERTION = "insertion"
    BOTH = "handicap_insertion"
    PRISON = "prison"
    ESS = "ess"

    @property
    def label(self) -> str:
        return {
            "handicap": "entreprises adaptées et ESAT",
            "insertion": "structures d'insertion (SIAE)",
            "handicap_insertion": "structures du handicap et de l'insertion ensemble",
            "prison": "travail en détention",
            "ess": "autres entreprises de l'ESS",
        }[self]


@dataclass(frozen=True)
class KindFound:
    """One kind of structure (EA, ACI, SCIC…), and how many suppliers of it were found.

    `families` are the grounds it may answer; `ground` says why it belongs to the ESS, `proof`
    what a candidate shows for it; `found` is None when nobody has searched yet.
    """

    code: str
    label: str
    families: tuple[Family, ...]
    ground: str = ""
    proof: str = ""
    staffing: bool = False
    found: int | None = None


@dataclass(frozen=True)
class LeverFacts:
    """`suppliers`: how many matched suppliers each family has (`handicap`, `insertion`, `ess`).

    `None` when no search was made. Prison work is in no register: unless its number is given, it
    is unknown. `kinds` details the families; advice on each kind is given for those only.
    """

    amount: Decimal
    nature: str
    buyer_kind: str = "collectivite"
    duration_months: int | None = None
    cpv: tuple[str, ...] = ()
    suppliers: Mapping[str, int] | None = field(default_factory=dict)
    labour_share_pct: Decimal | None = None
    insertion_rate_pct: Decimal | None = None
    hourly_cost: Decimal | None = None
    divisible: bool | None = None
    kinds: tuple[KindFound, ...] = ()

    def found(self, family: Family) -> int | None:
        """How many suppliers of the family were found; None when that is unknown."""
        if self.suppliers is None:
            return None
        if family == Family.BOTH:
            return self.suppliers.get(Family.HANDICAP, 0) + self.suppliers.get(Family.INSERTION, 0)
        return self.suppliers.get(family, None if family == Family.PRISON else 0)


@dataclass(frozen=True)
class Figure:
    label: str
    text: str


@dataclass(frozen=True)
class Advised:
    """One lever for one family; `rule` names what fired, `why` says it in words."""

    lever: Lever
    family: Family
    rule: str
    why: str
    article: str
    source: str
    figures: tuple[Figure, ...] = ()
    doubt: str = ""
    since: date | None = None  # the first day of the rule of law it rests on


@dataclass(frozen=True)
class KindAdvised:
    """What fits one kind of structure, by the ground it answers."""

    kind: KindFound
    lever: Lever
    rule: str
    why: str
    article: str
    doubt: str = ""


@dataclass(frozen=True)
class Change:
    """A fact that would flip the advice of a family: `when`, in words, and what it would become."""

    family: Family
    fact: str
    when: str
    lever: Lever


@dataclass(frozen=True)
class LeverAdvice:
    """Every lever worth weighing, the strongest first; never empty, no family left out."""

    levers: tuple[Advised, ...]
    kinds: tuple[KindAdvised, ...] = ()

    @property
    def main(self) -> Advised:
        return self.levers[0]

    def for_family(self, family: Family) -> tuple[Advised, ...]:
        return tuple(advised for advised in self.levers if advised.family == family)

    def best(self, family: Family) -> Advised:
        """The strongest lever of the family."""
        return self.for_family(family)[0]

    def as_dict(self) -> dict[str, Any]:
        return {
            "levers": [
                asdict(one) | {"lever_label": one.lever.label, "family_label": one.family.label}
                for one in self.levers
            ],
            "kinds": [
                {
                    "code": one.kind.code,
                    "label": one.kind.label,
                    "found": one.kind.found,
                    "ground": one.kind.ground,
                    "proof": one.kind.proof,
                    "lever": one.lever,
                    "lever_label": one.lever.label,
                    "rule": one.rule,
                    "why": one.why,
                    "article": one.article,
                    "doubt": one.doubt,
                }
                for one in self.kinds
            ],
        }
