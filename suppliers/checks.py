"""What public data say of a SIRET, read and set beside the record. Plain Python.

A check changes no field and proves nothing: it says what was found, that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from procurement.typography import NBSP, fold
from suppliers import categories, ess

# Insee counts employees by bands.
_BANDS = {
    "00": "aucun salarié", "01": "1 ou 2 salariés", "02": "3 à 5 salariés",
    "03": "6 à 9 salariés", "11": "10 à 19 salariés", "12": "20 à 49 salariés",
    "21": "50 à 99 salariés", "22": "100 à 199 salariés", "31": "200 à 249 salariés",
    "32": "250 à 499 salariés", "41": "500 à 999 salariés", "42": "1 000 à 1 999 salariés",
    "51": "2 000 à 4 999 salariés", "52": "5 000 à 9 999 salariés", "53": "10 000 salariés ou plus",
}  # fmt: skip


@dataclass(frozen=True)
class PublicFacts:
    """What the public search answered; `is_known` is false when it has no such unit."""

    is_known: bool
    name: str = ""
    category: str = ""
    is_flagged: bool | None = None
    siae: str = ""
    band: str = ""
    is_active: bool = True
    is_seat: bool = True
    city: str = ""
    postal_code: str = ""
    naf: str = ""

    @property
    def legal_form(self) -> str:
        return categories.label(self.category)

    @property
    def size(self) -> str:
        return _BANDS.get(self.band, "effectif non publié")

    @property
    def flag(self) -> str:
        return {True: "oui", False: "non", None: "non dit"}[self.is_flagged]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_answer(answer: Mapping[str, Any], siret: str) -> PublicFacts:
    """The unit of that SIRET in an answer of the public search."""
    results = [one for one in answer.get("results") or () if isinstance(one, dict)]
    for result in results:
        if str(result.get("siren")) == siret[:9]:
            return _facts(result, siret)
    return PublicFacts(is_known=False)


def _facts(result: Mapping[str, Any], siret: str) -> PublicFacts:
    seat, more = result.get("siege") or {}, result.get("complements") or {}
    others = [*(result.get("matching_etablissements") or ()), seat]
    place = next((one for one in others if one.get("siret") == siret), None)
    closed = "C" in (result.get("etat_administratif"), (place or {}).get("etat_administratif"))
    closed |= (place or {}).get("etat_administratif") == "F"
    flagged = more.get("est_ess")
    return PublicFacts(
        is_known=place is not None,
        name=str(result.get("nom_raison_sociale") or result.get("nom_complet") or "")[:200],
        category=str(result.get("nature_juridique") or "")[:4],
        is_flagged=flagged if isinstance(flagged, bool) else None,
        siae=str(more.get("type_siae") or "")[:40] if more.get("est_siae") else "",
        band=str(result.get("tranche_effectif_salarie") or "")[:2],
        is_active=not closed,
        is_seat=seat.get("siret") == siret,
        city=str((place or {}).get("libelle_commune") or "")[:80],
        postal_code=str((place or {}).get("code_postal") or "")[:5],
        naf=str((place or {}).get("activite_principale") or "")[:6],
    )


@dataclass(frozen=True)
class Told:
    """What the record says of the same things."""

    name: str
    kinds: tuple[str, ...]
    postal_code: str = ""


def remarks(found: PublicFacts, told: Told) -> Iterator[str]:
    """What differs from the record, and what the found data are worth; the gravest first."""
    if not found.is_known:
        yield (
            "Ce SIRET n'est pas dans les données publiques : il est faux, trop récent, ou son "
            "titulaire en restreint la diffusion."
        )
        return
    if not found.is_active:
        yield "Cet établissement est fermé d'après les données publiques."
    if fold(found.name) != fold(told.name):
        yield f"Nom publié{NBSP}: {found.name}."
    if found.postal_code and told.postal_code and found.postal_code != told.postal_code:
        yield f"Adresse publiée{NBSP}: {found.postal_code} {found.city}."
    yield from _on_ess(found, told)


def _on_ess(found: PublicFacts, told: Told) -> Iterator[str]:
    families = categories.families(found.category, flagged=False)
    if families:
        yield (
            f"Forme juridique publiée{NBSP}: {found.legal_form}, dont le statut fonde "
            "l'appartenance à l'ESS (loi n° 2014-856, art. 1, II, 1°)."
        )
    elif found.is_flagged:
        yield (
            "L'indicateur ESS est à « oui »\u00a0: il ne prouve rien ; pour une société, la preuve "
            "est la mention portée au registre du commerce (loi n° 2014-856, art. 1, III)."
        )
    elif told.kinds:
        yield (
            "Ni la forme juridique ni l'indicateur ESS ne disent l'appartenance à l'ESS. Leur "
            "silence ne l'exclut pas : demandez la pièce."
        )
    status = {kind for kind in told.kinds if kind in _BY_STATUS}
    if families and status and not status & _compatible(families[0]):
        written = ", ".join(map(ess.label, sorted(status)))
        yield f"La fiche dit «{NBSP}{written}{NBSP}» : la forme juridique publiée ne le dit pas."


_BY_STATUS = {"ASSOCIATION", "COOPERATIVE", "SCOP", "SCIC", "CAE", "MUTUELLE", "FONDATION"}
_COOPERATIVES = {"COOPERATIVE", "SCOP", "SCIC", "CAE"}


def _compatible(family: str) -> set[str]:
    """Insee tells few co-operatives apart, and an intermediary association from no other."""
    if family in _COOPERATIVES:
        return _COOPERATIVES
    return {"ASSOCIATION"} if family == "AI" else {family}
