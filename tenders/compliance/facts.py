"""What a tender says of itself, read from the record that `formats.md` describes.

Two kinds of silence: a fact nobody stated is unknown and accuses no one; an exception or a reason
nobody recorded does not exist, for the law wants it written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

NATURES = ("fournitures", "services", "travaux", "services_sociaux")
BUYERS = ("collectivite", "etat", "entite_adjudicatrice")
FORMAL = ("ao_ouvert", "ao_restreint", "procedure_negociation", "dialogue_competitif")
PROCEDURES = ("gre_a_gre", "mapa", *FORMAL)
SUPPORTS = ("profil", "boamp", "jal", "joue")
RESERVATIONS = ("none", "handicap", "insertion", "handicap_insertion", "ess", "prison")
KINDS = ("price", "cost_global", "quality", "environment", "social", "delivery")
SHORT_WORKS = "travaux_moins_de_6_mois"
NO_SOCIAL_REASONS = (
    "solution_immediatement_disponible",
    "lien_insuffisant",
    "restriction_concurrence_ou_difficulte",
    SHORT_WORKS,
)
GROUP_FORMS = (
    "none",
    "solidaire_candidature",
    "solidaire_apres_attribution",
    "conjoint_candidature",
    "conjoint_apres_attribution",
)
PRICE_FORMS = ("ferme", "actualisable", "revisable")
ORIGINS = ("non_renseignee", "ue_eee", "france", "locale")


class BadFacts(ValueError):
    """The record cannot be read; its text is a French sentence for the user."""


@dataclass(frozen=True)
class Criterion:
    name: str = ""
    kind: str | None = None
    weight: Decimal | None = None
    method_published: bool | None = None
    cost_includes_environment: bool | None = None

    @property
    def counts(self) -> bool:
        """Weighs something, or may: a weight of zero is no criterion."""
        return self.weight != 0

    @property
    def takes_environment(self) -> bool | None:
        """Whether it looks at the environmental characteristics of the offer; None: unknown."""
        if self.kind == "environment":
            return True
        return self.cost_includes_environment if self.kind == "cost_global" else False


@dataclass(frozen=True)
class LotFacts:
    name: str = ""
    amount: Decimal | None = None
    cpv: str = ""
    reserved: str = "none"
    reserved_share_pct: Decimal | None = None
    reservation_announced: bool | None = None
    lot_procedure: str | None = None
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class TenderFacts:
    """One tender on one day; None (or an empty list of lots) is « not said »."""

    as_of: date
    id: str = ""
    title: str = ""
    buyer_kind: str | None = None
    nature: str | None = None
    estimated_amount_ht: Decimal | None = None
    duration_months: Decimal | None = None
    lots: tuple[LotFacts, ...] | None = None
    criteria: tuple[Criterion, ...] = ()
    procedure: str | None = None
    publicity: tuple[str, ...] | None = None
    dce_on_buyer_profile: bool | None = None
    response_days: Decimal | None = None
    prior_information_notice: bool | None = None
    urgency_justified: bool | None = None
    site_visit_mandatory: bool | None = None
    standardised: bool | None = None
    social_condition: bool | None = None
    social_condition_reason: str | None = None
    environmental_condition: bool | None = None
    technical_spec_sustainability: bool | None = None
    turnover_required_ratio: Decimal | None = None
    turnover_justification: str = ""
    group_form_required: str | None = None
    group_form_justification: str = ""
    divisible: bool | None = None
    allotment_reason: str = ""
    brand_without_equivalent: bool | None = None
    brand_justification: str = ""
    framework: bool | None = None
    framework_maximum_ht: Decimal | None = None
    framework_duration_justification: str = ""
    price_form: str | None = None
    catering: bool | None = None
    catering_school: bool | None = None
    catering_origin: str | None = None
    plastic_food_containers: bool | None = None

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> TenderFacts:
        """Raises BadFacts, in French, on a key or a value that `formats.md` does not know."""
        if record.get("as_of") is None:
            raise BadFacts("« as_of » : la date de lancement est nécessaire.")
        return _build(cls, record, _TENDER, "")

    def criteria_of(self, lot: LotFacts) -> tuple[Criterion, ...]:
        return tuple(c for c in lot.criteria or self.criteria if c.counts)


Read = Callable[[Any], Any]
Built = TypeVar("Built")


def _build(
    kind: type[Built], record: Mapping[str, Any], reads: dict[str, Read], where: str
) -> Built:
    unknown = [str(key) for key in record if key not in reads]
    if unknown:
        raise BadFacts(f"{where}Champ inconnu : {', '.join(unknown)}.")
    said: dict[str, Any] = {}
    for key, given in record.items():
        if given is None:
            continue
        try:
            said[key] = reads[key](given)
        except BadFacts:
            raise
        except (TypeError, ValueError, InvalidOperation) as error:
            raise BadFacts(f"{where}« {key} » : {error or 'valeur illisible'}.") from error
    return kind(**said)


def _text(given: Any) -> str:
    if not isinstance(given, str | int):
        raise ValueError("un texte est attendu")
    return str(given)


def _reason(given: Any) -> str:
    """A written reason; records may also say only that there is one, or none."""
    if isinstance(given, bool):
        return "oui" if given else ""
    return _text(given).strip()


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        raise ValueError("une date comme 2027-03-15 est attendue") from None


def _amount(given: Any) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise ValueError("un nombre est attendu")
    amount = Decimal(str(given))
    if not amount.is_finite() or amount < 0:
        raise ValueError("un nombre positif est attendu")
    return amount


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError("true ou false est attendu")
    return given


def _choice(choices: tuple[str, ...]) -> Read:
    def read(given: Any) -> str:
        if given not in choices:
            raise ValueError(f"« {given} » n'est pas l'une de : {', '.join(choices)}")
        return str(given)

    return read


def _list(read: Read) -> Read:
    def read_all(given: Any) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            raise ValueError("une liste est attendue")
        return tuple(read(one) for one in given)

    return read_all


def _records(kind: type[Any], reads: dict[str, Read], name: str) -> Read:
    def read(given: Any) -> Any:
        if not isinstance(given, Mapping):
            raise ValueError("un objet est attendu")
        return _build(kind, given, reads, f"{name} : ")

    return _list(read)


_CRITERION: dict[str, Read] = {
    "name": _text,
    "kind": _choice(KINDS),
    "weight": _amount,
    "method_published": _flag,
    "cost_includes_environment": _flag,
}
_LOT: dict[str, Read] = {
    "name": _text,
    "amount": _amount,
    "cpv": _text,
    "reserved": _choice(RESERVATIONS),
    "reserved_share_pct": _amount,
    "reservation_announced": _flag,
    "lot_procedure": _choice(PROCEDURES),
    "criteria": _records(Criterion, _CRITERION, "critère"),
}
_TENDER: dict[str, Read] = {
    "as_of": _day,
    "id": _text,
    "title": _text,
    "buyer_kind": _choice(BUYERS),
    "nature": _choice(NATURES),
    "estimated_amount_ht": _amount,
    "duration_months": _amount,
    "lots": _records(LotFacts, _LOT, "lot"),
    "criteria": _records(Criterion, _CRITERION, "critère"),
    "procedure": _choice(PROCEDURES),
    "publicity": _list(_choice(SUPPORTS)),
    "dce_on_buyer_profile": _flag,
    "response_days": _amount,
    "prior_information_notice": _flag,
    "urgency_justified": _flag,
    "site_visit_mandatory": _flag,
    "standardised": _flag,
    "social_condition": _flag,
    "social_condition_reason": _choice(NO_SOCIAL_REASONS),
    "environmental_condition": _flag,
    "technical_spec_sustainability": _flag,
    "turnover_required_ratio": _amount,
    "turnover_justification": _reason,
    "group_form_required": _choice(GROUP_FORMS),
    "group_form_justification": _reason,
    "divisible": _flag,
    "allotment_reason": _reason,
    "brand_without_equivalent": _flag,
    "brand_justification": _reason,
    "framework": _flag,
    "framework_maximum_ht": _amount,
    "framework_duration_justification": _reason,
    "price_form": _choice(PRICE_FORMS),
    "catering": _flag,
    "catering_school": _flag,
    "catering_origin": _choice(ORIGINS),
    "plastic_food_containers": _flag,
}
