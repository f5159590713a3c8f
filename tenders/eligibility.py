"""Who, among the suppliers found, could answer a reserved lot: by legal ground, with what proof.

A family written in a register proves nothing; each eligible supplier comes with where that was
read, when, and the document to ask for. No Django here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from needs.levers import listed_service
from needs.procedure import Nature
from procurement.legal import Finding, Law, LegalValue, Severity, law
from procurement.typography import NBSP, join_words, long_date, number, plural
from suppliers import ess
from suppliers.ess import Reservation
from suppliers.standing import Standing, State

NEAR_KM = 50
SOURCE = "Balise, d'après le registre des fournisseurs"


@dataclass(frozen=True)
class Ground:
    """A legal ground to reserve; `legal` is the dated value that says since when it exists."""

    code: str
    article: str
    label: str
    reservations: tuple[Reservation, ...]

    @property
    def legal(self) -> str:
        return f"reservation_{self.code}"


GROUNDS = (
    Ground("handicap", "L2113-12", "EA et ESAT", (Reservation.HANDICAP,)),
    Ground("insertion", "L2113-13", "SIAE", (Reservation.INSERTION,)),
    Ground(
        "handicap_insertion",
        "L2113-14",
        "EA, ESAT et SIAE ensemble",
        (Reservation.HANDICAP, Reservation.INSERTION),
    ),
    Ground("prison", "L2113-13-1", "Travail en détention", ()),
    Ground("ess", "L2113-15", "Entreprises de l'ESS", (Reservation.ESS,)),
)


@dataclass(frozen=True)
class Found:
    """A supplier found for the lot; `ratio` is its capacity over the lot's volume, when known."""

    key: str
    name: str
    city: str
    kinds: tuple[str, ...]
    source: str
    noted_on: date
    distance_km: float | None = None
    ratio: float | None = None
    standings: tuple[Standing, ...] = ()

    def is_over(self, kind: str) -> bool:
        """Whether the only document known for this family has expired by the lot's day."""
        return any(s.kind == kind and s.state == State.EXPIRED for s in self.standings)

    @property
    def is_near(self) -> bool:
        return self.distance_km is not None and self.distance_km <= NEAR_KM

    @property
    def holds_all(self) -> bool:
        return self.ratio is not None and self.ratio >= 1


@dataclass(frozen=True)
class Eligible:
    supplier: Found
    families: tuple[ess.Family, ...]

    @property
    def _standings(self) -> list[Standing]:
        codes = [family.code for family in self.families]
        return [standing for standing in self.supplier.standings if standing.kind in codes]

    @property
    def is_proven(self) -> bool:
        return any(standing.is_proven for standing in self._standings)

    @property
    def status(self) -> str:
        """« entreprise adaptée (EA), registre « inclusion » au 3 mars 2027 »."""
        if self._standings:
            return " ".join(f"{s.label}{NBSP}: {s.sentence}" for s in self._standings)
        kinds = join_words([family.label for family in self.families])
        noted = long_date(self.supplier.noted_on)
        return f"{kinds}{NBSP}; {self.supplier.source} au {noted}, sans échéance connue"

    @property
    def proofs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(family.proof for family in self.families))

    @property
    def capacity(self) -> str:
        ratio = self.supplier.ratio
        if ratio is None:
            return "non dite pour ce volume"
        return "volume entier" if ratio >= 1 else f"{number(int(100 * ratio))}{NBSP}% du volume"

    def as_dict(self) -> dict[str, Any]:
        return {
            "supplier": self.supplier.key,
            "name": self.supplier.name,
            "status": self.status,
            "proven": self.is_proven,
            "proofs": list(self.proofs),
            "distance_km": self.supplier.distance_km and round(self.supplier.distance_km),
            "capacity": self.capacity,
        }


@dataclass(frozen=True)
class LotAsked:
    """What the grounds look at in the lot and its tender; `reserved` is the ground chosen."""

    title: str
    at: date
    nature: str
    cpv: str = ""
    reserved: str = "none"
    duration_months: int | None = None


VERDICTS = {
    "real": "réserver laisse une concurrence réelle",
    "unsure": "réserver laisse une concurrence à confirmer",
    "poor": "réserver laisse une concurrence insuffisante",
    "closed": "ce fondement n'est pas ouvert",
}


@dataclass(frozen=True)
class Reserve:
    """One ground tried on one lot."""

    ground: Ground
    lot: LotAsked
    eligible: tuple[Eligible, ...]
    lapsed: tuple[Eligible, ...]  # whose document has expired by then: they count for nobody
    obstacle: str
    limits: tuple[str, ...]
    basis: LegalValue
    enough: Decimal

    @property
    def is_chosen(self) -> bool:
        return self.lot.reserved == self.ground.code

    @cached_property
    def able(self) -> tuple[Eligible, ...]:
        return tuple(e for e in self.eligible if e.supplier.holds_all)

    @property
    def verdict(self) -> str:
        if self.obstacle:
            return "closed"
        if len(self.able) >= self.enough:
            return "real"
        return "unsure" if len(self.eligible) >= self.enough else "poor"

    @property
    def state(self) -> tuple[str, str]:
        """The verdict in two words, after the colour that repeats them."""
        return {
            "real": ("ok", "concurrence réelle"),
            "unsure": ("warning", "à confirmer"),
            "poor": ("blocking", "insuffisante"),
            "closed": ("todo", "pas ouvert"),
        }[self.verdict]

    @property
    def sentence(self) -> str:
        """« 4 structures éligibles, dont 1 à moins de 50 km capable du volume entier ; … »"""
        when = f"({self.ground.article}, au {long_date(self.lot.at)})"
        if self.obstacle:
            return f"{self.obstacle} {when}."
        return f"{self._count()}{NBSP}; {VERDICTS[self.verdict]} {when}."

    def _count(self) -> str:
        if not self.eligible:
            return "Aucune structure éligible parmi les fournisseurs trouvés"
        told = plural(len(self.eligible), "structure éligible", "structures éligibles")
        near = [e for e in self.able if e.supplier.is_near]
        if near:
            return f"{told}, {self._capable(near)} à moins de {NEAR_KM}{NBSP}km"
        if self.able:
            return f"{told}, {self._capable(self.able)}, aucune connue à moins de {NEAR_KM}{NBSP}km"
        alone = "qui ne déclare pas" if len(self.eligible) == 1 else "dont aucune ne déclare"
        return f"{told}, {alone} le volume entier{self._in_sum()}"

    def _capable(self, eligible: Sequence[Eligible]) -> str:
        count = "" if len(self.eligible) == 1 else f"dont {len(eligible)} "
        return f"{count}capable{'s' if len(eligible) > 1 else ''} du volume entier"

    def _in_sum(self) -> str:
        known = [e.supplier.ratio for e in self.eligible if e.supplier.ratio is not None]
        if not known:
            return " (capacités à demander)"
        return f" ({number(int(100 * sum(known)))}{NBSP}% du volume à elles toutes)"

    @property
    def proofs(self) -> tuple[str, ...]:
        """What to ask of candidates, whatever the register says."""
        return tuple(dict.fromkeys(proof for e in self.eligible for proof in e.proofs))

    @property
    def proven(self) -> int:
        """How many of the eligible have shown their document."""
        return sum(eligible.is_proven for eligible in self.eligible)

    @property
    def worth(self) -> str:
        """What the count is worth: a register's word, or documents that were seen."""
        if self.proven == len(self.eligible):
            return "La pièce de chacune a été vue ; elle se redemande à la candidature."
        return (
            f"Pièce vue pour {self.proven} sur {len(self.eligible)} : pour les autres, un registre "
            "ou un indicateur le dit, ce qui n'est pas une preuve (loi n° 2014-856, art. 1)."
        )

    def findings(self) -> Iterator[Finding]:
        """The checks page speaks of the ground chosen; whether it is lawful is another rule's."""
        if not self.is_chosen or self.verdict not in ("poor", "unsure"):
            return
        poor = self.verdict == "poor"
        doubt = f" {self.basis.doubt}" if self.basis.doubt else ""
        yield Finding(
            "reserved_lot_without_competition" if poor else "reserved_lot_competition_unsure",
            Severity.WARNING if poor else Severity.ADVICE,
            (self.ground.article,),
            f"{self.lot.title}{NBSP}: {self.sentence}{doubt}",
            "Élargissez le fondement (L2113-14), réduisez le lot, ou ouvrez-le avec un critère "
            "d'insertion."
            if poor
            else "Interrogez ces structures sur leur capacité, et dites que les groupements sont "
            "admis (R2142-25).",
            SOURCE,
            self.lot.title,
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "ground": self.ground.code,
            "article": self.ground.article,
            "chosen": self.is_chosen,
            "verdict": self.verdict,
            "sentence": self.sentence,
            "limits": list(self.limits),
            "proofs": list(self.proofs),
            "eligible": [eligible.as_dict() for eligible in self.eligible],
            "lapsed": [eligible.as_dict() for eligible in self.lapsed],
            "proven": self.proven,
        }


def reserves(
    lot: LotAsked, found: Iterable[Found], legal: Law | None = None
) -> tuple[Reserve, ...]:
    """Every ground tried on the lot, with the law of the launch date."""
    legal, found = legal or law(), list(found)
    enough = legal.value("reserve_suppliers", lot.at)
    return tuple(
        Reserve(
            ground,
            lot,
            tuple(_eligible(ground, found, over=False)),
            tuple(_eligible(ground, found, over=True)),
            _obstacle(ground, lot, legal),
            tuple(_limits(ground, lot, legal)),
            enough,
            enough.number,
        )
        for ground in GROUNDS
    )


def _eligible(ground: Ground, found: Iterable[Found], *, over: bool) -> Iterator[Eligible]:
    """Nearest first, unknown distances last; `over` for those whose every document has expired."""
    for supplier in sorted(
        found, key=lambda s: (s.distance_km is None, s.distance_km or 0, s.name)
    ):
        families = {
            family.code: family
            for reservation in ground.reservations
            for family in ess.may_answer(supplier.kinds, reservation)
        }
        standing = [f for code, f in families.items() if not supplier.is_over(code)]
        if families and bool(standing) is not over:
            yield Eligible(supplier, tuple(standing or families.values()))


def _obstacle(ground: Ground, lot: LotAsked, legal: Law) -> str:
    """Why the ground cannot be used for this lot that day, whoever is eligible."""
    if legal.value(ground.legal, lot.at).value != "allowed":
        return "Cette réserve n'existe pas encore à la date de lancement"
    if ground.code == "ess" and lot.nature in (Nature.SUPPLIES, Nature.WORKS):
        return "Réservé aux services sociaux et autres services spécifiques de la liste"
    if ground.code == "ess" and lot.cpv and listed_service(lot.cpv, lot.at, legal) == "no":
        return f"Le code CPV {lot.cpv} n'est pas sur la liste des services réservables"
    return ""


def _limits(ground: Ground, lot: LotAsked, legal: Law) -> Iterator[str]:
    """What the ground asks besides an eligible supplier."""
    if ground.code != "ess":
        share = legal.value("reserved_share", lot.at)
        yield (
            f"L'attributaire emploie au moins {number(share.number)}{NBSP}% de travailleurs "
            f"concernés ({share.article})."
        )
    if ground.code == "prison":
        yield (
            "Aucun registre ouvert ne liste les ateliers en détention : interrogez l'Agence du "
            "travail d'intérêt général et de l'insertion professionnelle."
        )
    if ground.code == "ess":
        yield from _ess_limits(lot, legal)


def _ess_limits(lot: LotAsked, legal: Law) -> Iterator[str]:
    if not lot.cpv:
        yield "Dites le code CPV du lot : seuls les services de la liste se réservent (L2113-15)."
    elif listed_service(lot.cpv, lot.at, legal) == "french":
        yield (
            "Ce service est sur la liste française, mais hors de celle de l'article 77 de la "
            "directive 2014/24/UE : demandez un avis juridique."
        )
    months = legal.value("ess_reserved_months", lot.at)
    too_long = lot.duration_months is not None and lot.duration_months > months.number
    yield (
        f"Durée de {number(months.number)} mois au plus ({months.article})"
        + (f", contre {lot.duration_months} prévus." if too_long else ".")
    )
    gap = legal.value("ess_reserved_gap_months", lot.at)
    yield (
        f"L'attributaire ne doit pas avoir eu de marché au même titre dans les "
        f"{number(gap.number)} mois qui précèdent ({gap.article}) : Balise ne le sait pas, "
        "demandez-le."
    )
