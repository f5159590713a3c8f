"""How complete a supplier's record is, and what each missing field costs when needs are matched."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from suppliers import scoring
from suppliers.matching import PART_NAMES


@dataclass(frozen=True)
class Profile:
    """What the record says, as plain facts; activities are counted."""

    has_description: bool = False
    has_families: bool = False
    has_area: bool = False
    is_located: bool = False
    has_yearly_capacity: bool = False
    has_labels: bool = False
    has_references: bool = False
    has_contact: bool = False
    activities: int = 0
    activities_with_cpv: int = 0
    activities_with_capacity: int = 0
    activities_with_means: int = 0


@dataclass(frozen=True)
class Check:
    """One thing that a full record says.

    `costs` is the most that its absence takes of each part of a score, as `scoring` counts;
    empty when it changes no point, or when only the words decide how many.
    """

    field: str
    label: str
    sentence: str
    costs: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """A missing field; `points` is the most that it can cost, of 100, with the given weights.

    `parts` says of which part of the score, by name, and of how many points that part is worth.
    """

    field: str
    label: str
    points: int
    sentence: str
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Completeness:
    percent: int
    gaps: tuple[Gap, ...]


CHECKS = (
    Check(
        "activities",
        "vos activités",
        "Sans activité nommée, seuls les mots de votre présentation peuvent répondre au besoin.",
        {"activity": 1.0, "experience": scoring.DECLARED_TRADE - scoring.NO_EXPERIENCE},
    ),
    Check(
        "description",
        "votre présentation",
        "Balise y lit votre métier et ce que vous faites pour les objectifs du besoin : moins vous "
        "en dites, moins elle en reconnaît.",
        {"sustainability": 1.0},
    ),
    Check(
        "cpv",
        "les codes CPV de vos activités",
        "Un code CPV rapproche votre métier d'un besoin même quand les mots diffèrent.",
    ),
    Check(
        "area_kind",
        "la zone que vous desservez",
        "Sans zone déclarée, vous ne comptez que dans votre propre département, et pour moins.",
        {"territory": 1 - scoring.HOME_ONLY},
    ),
    Check(
        "city",
        "votre commune",
        "Sans commune reconnue, ni votre département ni votre distance au besoin ne sont connus.",
    ),
    Check(
        "capacity",
        "la capacité de vos activités",
        "Sans capacité chiffrée, rien ne dit que vous pouvez fournir le volume demandé.",
        {"capacity": 1 - scoring.UNKNOWN},
    ),
    Check(
        "means",
        "les moyens de vos activités",
        "Quand aucun volume ne se compare, ceux dont le besoin parle comptent : délai, stockage, "
        "chaîne de lavage, véhicules, plan d'hygiène.",
        {"capacity": scoring.MEANS},
    ),
    Check(
        "max_yearly_eur",
        "votre capacité annuelle en euros",
        "Elle se compare au besoin quand celui-ci n'est chiffré qu'en euros, et dit quelle part "
        "de votre activité le marché prendrait.",
    ),
    Check(
        "ess_kinds",
        "vos familles de l'ESS",
        "Sans famille, rien ne dit que vous pouvez répondre à un lot réservé.",
        {"reservation": 1.0},
    ),
    Check(
        "references",
        "vos références",
        "Les marchés publics publiés viennent par votre SIRET, sans rien saisir ; une référence "
        "que vous déclarez, avec son code CPV, compte un peu moins.",
        {"experience": 1 - scoring.DECLARED_TRADE},
    ),
    Check(
        "labels",
        "vos labels et certificats",
        "Un label de la liste, encore valable, compte pour l'objectif dont il parle : agriculture "
        "biologique, insertion, écoconception…",
        {"sustainability": 1.0},
    ),
    Check(
        "contact_email",
        "votre adresse professionnelle",
        "Elle ne compte pas dans le classement ; sans elle, personne ne peut vous inviter.",
    ),
)


def completeness(profile: Profile, weights: Mapping[str, int]) -> Completeness:
    """The percentage of checks met, and the gaps, the most costly first."""
    met = _met(profile)
    gaps = [_gap(check, met[check.field], weights) for check in CHECKS if met[check.field] < 1]
    return Completeness(
        percent=int(100 * sum(met.values()) / len(CHECKS)),
        gaps=tuple(sorted(gaps, key=lambda gap: -gap.points)),
    )


def _gap(check: Check, met: float, weights: Mapping[str, int]) -> Gap:
    cost = sum(weights[part] * share for part, share in check.costs.items())
    points = round(cost * (1 - met))
    parts = tuple((PART_NAMES[part], weights[part]) for part in check.costs if weights[part])
    return Gap(check.field, check.label, points, check.sentence, parts)


def _met(profile: Profile) -> dict[str, float]:
    """How far each check is met, from 0 to 1: of four activities, three may have a capacity."""
    activities = max(profile.activities, 1)
    return {
        "activities": float(profile.activities > 0),
        "description": float(profile.has_description),
        "cpv": profile.activities_with_cpv / activities,
        "area_kind": float(profile.has_area),
        "city": float(profile.is_located),
        "capacity": profile.activities_with_capacity / activities,
        "means": profile.activities_with_means / activities,
        "max_yearly_eur": float(profile.has_yearly_capacity),
        "ess_kinds": float(profile.has_families),
        "references": float(profile.has_references),
        "labels": float(profile.has_labels),
        "contact_email": float(profile.has_contact),
    }
