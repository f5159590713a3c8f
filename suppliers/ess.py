"""The families of the social and solidarity economy: labels, legal ground, possible reservations.

A data flag proves nothing: the quality is proved by the document named in `proof`, asked for at
candidature, never deduced from a family written in the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from procurement.typography import fold


class Reservation(StrEnum):
    """The three grounds on which a contract may be reserved to suppliers of this register."""

    HANDICAP = "handicap"
    INSERTION = "insertion"
    ESS = "ess"

    @property
    def label(self) -> str:
        return _RESERVATIONS[self][0]

    @property
    def article(self) -> str:
        return _RESERVATIONS[self][1]


_RESERVATIONS = {
    Reservation.HANDICAP: ("réserve aux structures du handicap", "L2113-12"),
    Reservation.INSERTION: ("réserve à l'insertion par l'activité économique", "L2113-13"),
    Reservation.ESS: ("réserve aux entreprises de l'ESS (services listés)", "L2113-15"),
}
HANDICAP, INSERTION, ESS = Reservation.HANDICAP, Reservation.INSERTION, Reservation.ESS


@dataclass(frozen=True)
class Lasting:
    """How long the law makes a decision last, from its own date."""

    years: int
    article: str
    unless: str = ""


@dataclass(frozen=True)
class Family:
    """`ground` says why it belongs to the ESS; `proof`, what a candidate shows for it.

    `by_agreement`: an authority grants the quality for a time; it does not follow from a status.
    """

    code: str
    label: str
    ground: str
    proof: str
    reservations: tuple[Reservation, ...] = ()
    staffing: bool = False  # its main way of working is to put people at a client's disposal
    lasts: Lasting | None = None
    by_agreement: bool = False


_BY_STATUS = "De plein droit, par son statut (loi n° 2014-856, art. 1, II, 1°)"
_BY_CONDITIONS = (
    "Si ses statuts remplissent les conditions de la loi n° 2014-856 (art. 1, II, 2°, et art. 2) "
    "et si elle est immatriculée avec cette mention (art. 1, III)"
)
_AS_ITS_BODY = "Par le statut de la structure porteuse, ou par la mention au registre du commerce"
_KBIS = "extrait Kbis portant la qualité d'entreprise de l'ESS"


def _siae_proof(article: str) -> str:
    return (
        f"convention d'insertion en cours, pour ce département (code du travail, L5132-2 et "
        f"{article}), et part du public employé"
    )


FAMILIES: dict[str, Family] = {
    family.code: family
    for family in (
        Family(
            "ASSOCIATION",
            "association",
            f"{_BY_STATUS[:-1]} ; loi du 1er juillet 1901)",
            "statuts à jour et récépissé de déclaration",
            (ESS,),
        ),
        Family(
            "COOPERATIVE",
            "coopérative",
            f"{_BY_STATUS[:-1]} ; loi n° 47-1775)",
            "statuts à jour",
            (ESS,),
        ),
        Family(
            "SCOP",
            "société coopérative de production (SCOP)",
            f"{_BY_STATUS[:-1]} ; loi n° 78-763)",
            "statuts à jour et inscription sur la liste des SCOP (loi n° 78-763, art. 54)",
            (ESS,),
        ),
        Family(
            "SCIC",
            "société coopérative d'intérêt collectif (SCIC)",
            f"{_BY_STATUS[:-1]} ; loi n° 47-1775, art. 19 quinquies)",
            "statuts à jour",
            (ESS,),
        ),
        Family(
            "CAE",
            "coopérative d'activité et d'emploi (CAE)",
            f"{_BY_STATUS[:-1]} ; loi n° 47-1775, art. 26-41)",
            "statuts à jour",
            (ESS,),
        ),
        Family(
            "MUTUELLE",
            "mutuelle",
            f"{_BY_STATUS[:-1]} ; code de la mutualité, ou des assurances)",
            "statuts à jour et immatriculation",
            (ESS,),
        ),
        Family(
            "FONDATION",
            "fondation",
            f"{_BY_STATUS[:-1]} ; loi n° 87-571)",
            "statuts à jour et acte qui la reconnaît",
            (ESS,),
        ),
        Family("SOCIETE", "société commerciale de l'ESS", _BY_CONDITIONS, _KBIS, (ESS,)),
        Family(
            "ESUS",
            "entreprise solidaire d'utilité sociale (ESUS)",
            "Agrément réservé aux entreprises de l'ESS (code du travail, L3332-17-1)",
            "agrément ESUS en cours de validité",
            (ESS,),
            lasts=Lasting(
                5,
                "R3332-21-3",
                "deux ans seulement pour une entreprise de moins de trois ans à sa demande",
            ),
            by_agreement=True,
        ),
        Family(
            "EI",
            "entreprise d'insertion (EI)",
            _AS_ITS_BODY,
            _siae_proof("L5132-5"),
            (INSERTION,),
            by_agreement=True,
        ),
        Family(
            "AI",
            "association intermédiaire (AI)",
            _BY_STATUS,
            _siae_proof("L5132-7"),
            (INSERTION, ESS),
            staffing=True,
            by_agreement=True,
        ),
        Family(
            "ACI",
            "atelier et chantier d'insertion (ACI)",
            f"{_AS_ITS_BODY} ; un chantier porté par une commune ou un établissement public n'est "
            "pas de l'ESS",
            _siae_proof("L5132-15"),
            (INSERTION,),
            by_agreement=True,
        ),
        Family(
            "ETTI",
            "entreprise de travail temporaire d'insertion (ETTI)",
            _AS_ITS_BODY,
            _siae_proof("L5132-6"),
            (INSERTION,),
            staffing=True,
            by_agreement=True,
        ),
        Family(
            "EITI",
            "entreprise d'insertion par le travail indépendant (EITI)",
            f"{_AS_ITS_BODY} ; née d'une expérimentation (loi n° 2018-771, art. 83) : vérifiez "
            "qu'elle court encore",
            _siae_proof("L5132-4"),
            (INSERTION,),
            by_agreement=True,
        ),
        Family(
            "EA",
            "entreprise adaptée (EA)",
            _AS_ITS_BODY,
            "contrat pluriannuel valant agrément (code du travail, L5213-13 et R5213-62) et part "
            "du public employé",
            (HANDICAP,),
            by_agreement=True,
        ),
        Family(
            "EATT",
            "entreprise adaptée de travail temporaire (EATT)",
            f"{_AS_ITS_BODY} ; pérenne depuis le 1er janvier 2024 (loi n° 2023-1196)",
            "contrat pluriannuel valant agrément (code du travail, L5213-13-3 et R5213-86-1) et "
            "part du public employé",
            (HANDICAP,),
            staffing=True,
            by_agreement=True,
        ),
        Family(
            "ESAT",
            "établissement ou service d'accompagnement par le travail (ESAT)",
            "Par le statut de l'organisme gestionnaire, le plus souvent une association",
            "autorisation (code de l'action sociale et des familles, L344-2)",
            (HANDICAP,),
            lasts=Lasting(15, "CASF, L313-1"),
            by_agreement=True,
        ),
        # A group of employers is not a SIAE: L2113-13 does not name it.
        Family(
            "GEIQ",
            "groupement d'employeurs pour l'insertion et la qualification (GEIQ)",
            _BY_STATUS,
            "reconnaissance de la qualité de GEIQ en cours (code du travail, L1253-1)",
            (ESS,),
            staffing=True,
            by_agreement=True,
        ),
        Family(
            "REGIE",
            "régie de quartier",
            f"{_BY_STATUS}, le plus souvent d'association",
            "statuts à jour et label en cours ; sa convention si elle est aussi EI ou ACI",
            (ESS,),
        ),
    )
}

# What people write for a family; its code and its whole name are always understood.
_ALIASES = {
    **{fold(family.label.partition(" (")[0]): code for code, family in FAMILIES.items()},
    "asso": "ASSOCIATION",
    "association loi 1901": "ASSOCIATION",
    "atelier chantier d'insertion": "ACI",
    "ateliers et chantiers d'insertion": "ACI",
    "chantier d'insertion": "ACI",
    "chantiers d'insertion": "ACI",
    "sa cooperative": "COOPERATIVE",
    "cuma": "COOPERATIVE",
    "entreprise de l'ess": "SOCIETE",
    "agrement esus": "ESUS",
    "etablissement et service d'aide par le travail": "ESAT",
    "etablissement ou service d'aide par le travail": "ESAT",
    "esat": "ESAT",
    "regie de quartiers": "REGIE",
    "rq": "REGIE",
    "societe commerciale": "SOCIETE",
}
_LEGAL_FORMS = (
    (re.compile(r"\bscic\b|interet collectif"), "SCIC"),
    (re.compile(r"\bcae\b|activite et d'emploi"), "CAE"),
    (
        re.compile(r"\bscop\b|cooperative (ouvriere )?de production|cooperative et participative"),
        "SCOP",
    ),
    (re.compile(r"cooperati|\bcuma\b"), "COOPERATIVE"),
    (re.compile(r"\bmutuelle\b|\bunion de mutuelles\b"), "MUTUELLE"),
    (re.compile(r"\bfondation\b"), "FONDATION"),
    (re.compile(r"\bassociation\b|\bloi 1901\b"), "ASSOCIATION"),
)


def parse_kind(text: str) -> str | None:
    """The code of the family a person wrote (« Entreprise d'insertion » gives « EI »), or None.

    Brackets explain what stands before them: « Atelier et chantier d'insertion (ACI) ».
    """
    written = fold(text).strip().replace("\u2019", "'")
    bracketed = re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)", written)
    said = (written, *(bracketed.groups() if bracketed else ()))
    return next(filter(None, map(_family, said)), None)


def _family(written: str) -> str | None:
    code = written.upper().replace(" ", "_")
    return code if code in FAMILIES else _ALIASES.get(written)


def kinds_of_legal_form(text: str) -> list[str]:
    """The family that a legal form makes certain; empty for a form open to any company."""
    folded = fold(text).replace("\u2019", "'")
    return next(([code] for pattern, code in _LEGAL_FORMS if pattern.search(folded)), [])


def families(kinds: Iterable[str]) -> list[Family]:
    """The known families among these codes, in the order of this module."""
    wanted = set(kinds)
    return [family for code, family in FAMILIES.items() if code in wanted]


def label(kind: str) -> str:
    return FAMILIES[kind].label if kind in FAMILIES else kind


def may_answer(kinds: Iterable[str], reservation: Reservation) -> list[Family]:
    """The families of the supplier that let it answer such a reserved contract."""
    return [family for family in families(kinds) if reservation in family.reservations]


def only_supplies_staff(kinds: Iterable[str]) -> bool:
    """Every operating family it declares puts people at the disposal of a client."""
    operating = [f for f in families(kinds) if f.reservations != (ESS,) or f.staffing]
    return bool(operating) and all(family.staffing for family in operating)
