"""The territory: the part of the places of the need that the supplier serves."""

from __future__ import annotations

from procurement.typography import NBSP, number
from suppliers.answer import Answer
from suppliers.scoring.reading import Reading
from suppliers.territory import nearest_km

HOME_ONLY = 0.7  # when no area is declared


def territory(answer: Answer) -> Reading:
    demand, area = answer.demand, answer.supplier.area
    if not demand.places:
        return Reading(1.0, "Le besoin ne dit aucun lieu : le territoire ne départage personne.",
                       applies=False)  # fmt: skip
    share = answer.place_share
    if not area.is_known:
        return Reading(
            share * HOME_ONLY,
            lambda: f"Sa {area.describe()}{_away(answer)}.",
            known=False,
            advice_or_writer="déclarer sa zone desservie",
            lacks_or_writer="Le reste des points attend une zone déclarée.",
        )
    if share >= 0.999:
        return Reading(
            1.0, lambda: f"Dessert tous les lieux du besoin ({area.describe()}){_away(answer)}."
        )
    return Reading(
        0.4 + 0.6 * share,
        lambda: (
            f"Dessert {number(round(100 * share))}{NBSP}% des lieux du besoin "
            f"({area.describe()}){_away(answer)}."
        ),
        advice_or_writer="élargir sa zone, ou s'associer avec un voisin",
        lacks_or_writer=lambda: (
            f"Ne dessert pas {number(round(100 * (1 - share)))}{NBSP}% des lieux du besoin."
        ),
    )


def _away(answer: Answer) -> str:
    distance = nearest_km(answer.supplier.point, answer.demand.places)
    if distance is None:
        return ""
    return f" ; site le plus proche à {number(round(distance))}{NBSP}km"
