"""What a purchase is, who buys it, and the procedures and publicity there are."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Nature(StrEnum):
    SUPPLIES = "fournitures"
    SERVICES = "services"
    WORKS = "travaux"
    SOCIAL_SERVICES = "services_sociaux"


class BuyerKind(StrEnum):
    LOCAL = "collectivite"
    STATE = "etat"
    UTILITY = "entite_adjudicatrice"


class Minimum(StrEnum):
    """The lightest lawful procedure; `formats.md` values."""

    DISPENSE = "dispense"
    ADAPTED = "mapa"
    FORMAL = "procedure_formalisee"
    ADAPTED_SOCIAL = "procedure_adaptee_services_sociaux"

    @property
    def label(self) -> str:
        return {
            "dispense": "sans publicité ni mise en concurrence obligatoires",
            "mapa": "procédure adaptée",
            "procedure_formalisee": "procédure formalisée",
            "procedure_adaptee_services_sociaux": "procédure adaptée des services sociaux",
        }[self]

    @property
    def procedures(self) -> tuple[str, ...]:
        """The procedures a buyer may choose, from the lightest; a heavier one always may be."""
        lightest = {"dispense": 0, "procedure_formalisee": 2}.get(self, 1)
        return ("gre_a_gre", "mapa", *FORMAL_PROCEDURES)[lightest:]


class Publicity(StrEnum):
    NONE = "aucune"
    FREE = "libre"
    NATIONAL = "boamp_ou_jal"
    EUROPEAN = "boamp_et_joue"
    EUROPEAN_ONLY = "joue"

    @property
    def label(self) -> str:
        return {
            "aucune": "aucune",
            "libre": "librement adaptée",
            "boamp_ou_jal": "avis au BOAMP ou dans un journal d'annonces légales",
            "boamp_et_joue": "avis au BOAMP et au JOUE",
            "joue": "avis au JOUE",
        }[self]

    def is_met_by(self, supports: Iterable[str]) -> bool:
        given = set(supports)
        return {
            Publicity.NATIONAL: bool(given & {"boamp", "jal"}),
            Publicity.EUROPEAN: {"boamp", "joue"} <= given,
            Publicity.EUROPEAN_ONLY: "joue" in given,
        }.get(self, True)


FORMAL_PROCEDURES = (
    "ao_ouvert",
    "ao_restreint",
    "procedure_negociation",
    "dialogue_competitif",
)
