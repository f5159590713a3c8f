"""A made-up register: suppliers of two to four trades, spread as the population is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from procurement.language import trades
from procurement.nomenclature.models import Commune
from suppliers import ess
from tests.suppliers.factories import made_up_siret


def generated(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Records of the published jsonl format; the same ones for the same seed."""
    dice = random.Random(seed)
    communes = list(Commune.objects.order_by("insee"))
    weights = list(accumulate(commune.population + 1 for commune in communes))
    bags = [sorted(trade.label.split()) + sorted(trade.words) for trade in trades.trades().values()]
    families = sorted(ess.FAMILIES)
    for number in range(count):
        commune = dice.choices(communes, cum_weights=weights)[0]
        chosen = dice.sample(bags, dice.randint(2, 4))
        yield _record(number, commune, chosen, dice) | {"ess_kinds": [dice.choice(families)]}


def _record(
    number: int, commune: Commune, bags: list[list[str]], dice: random.Random
) -> dict[str, Any]:
    areas = (
        {"kind": "radius", "km": dice.choice((15, 30, 50))},
        {"kind": "departments", "codes": [commune.department]},
        {"kind": "departments", "codes": [commune.department]},
    )
    return {
        "id": f"G-{number}",
        "name": f"Atelier {number}",
        "siret": made_up_siret(1_000_000 + number),
        "description": " ".join(dice.sample(bags[0], min(14, len(bags[0])))),
        "insee": commune.insee,
        "commune": commune.name,
        "service_area": dice.choice(areas),
        "activities": [
            {"label": " ".join(dice.sample(bag, 3)), "description": " ".join(dice.sample(bag, 6))}
            for bag in bags
        ],
    }
