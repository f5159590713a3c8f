"""Ways to turn a price into a mark, each with where it comes from and what the law thinks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procurement.legal import Severity

FLATTENING = 0.2
VAL_D_OISE = "CE, 29 octobre 2013, Val d'Oise Habitat, n° 370789"
BELLEVILLE = "CE, 3 novembre 2014, Belleville-sur-Loire, n° 373362"


@dataclass(frozen=True)
class Scene:
    """What a formula may look at besides the price: the other prices and the buyer's estimate."""

    lowest: float
    highest: float
    estimate: float


@dataclass(frozen=True)
class Formula:
    """`raw` is the share of the best mark, before the floor at zero."""

    id: str
    label: str
    words: str
    source: str
    remark: str
    raw: Callable[[float, Scene], float]
    risk: Severity | None = None

    def share(self, price: float, scene: Scene) -> float:
        return min(1.0, max(0.0, self.raw(price, scene)))


def _spread(price: float, scene: Scene) -> float:
    gap = scene.highest - scene.lowest
    return (scene.highest - price) / gap if gap else 1.0


FORMULAS = {
    formula.id: formula
    for formula in (
        Formula(
            "proportional",
            "Proportionnelle",
            "note = maximum × prix le plus bas ÷ prix de l'offre",
            "usage le plus courant",
            "Admise. Entre offres chères, les écarts de note s'écrasent.",
            lambda price, scene: scene.lowest / price,
        ),
        Formula(
            "linear",
            "Linéaire, plancher à zéro",
            "note = maximum × (1 − (prix − prix le plus bas) ÷ prix le plus bas), zéro au moins",
            "usage",
            "Admise si le plancher est annoncé : au double du prix le plus bas, la note est zéro.",
            lambda price, scene: 1 - (price - scene.lowest) / scene.lowest,
        ),
        Formula(
            "spread",
            "Linéaire entre les extrêmes",
            "note = maximum × (prix le plus haut − prix) ÷ (prix le plus haut − prix le plus bas)",
            "usage",
            "Risquée : l'offre la plus chère a toujours zéro, même pour un écart minime, et une "
            "offre fantaisiste déplace toutes les notes.",
            _spread,
            Severity.WARNING,
        ),
        Formula(
            "estimate",
            "Écart à l'estimation",
            "note = maximum × (1 − écart à l'estimation ÷ estimation)",
            VAL_D_OISE,
            "Illégale : une offre moins chère peut être moins bien notée.",
            lambda price, scene: 1 - abs(price - scene.estimate) / scene.estimate,
            Severity.BLOCKING,
        ),
        Formula(
            "flattened",
            "Linéaire aplatie (coefficient 0,2)",
            "note = maximum × (1 − 0,2 × (prix − prix le plus bas) ÷ prix le plus bas)",
            "position de la DAJ, rapportée",
            "Contestable : un coefficient qui efface les écarts de prix prive le critère de sa "
            "portée.",
            lambda price, scene: 1 - FLATTENING * (price - scene.lowest) / scene.lowest,
            Severity.WARNING,
        ),
    )
}
