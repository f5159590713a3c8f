"""What a simulated marking shows that the law forbids, or that nobody intended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from procurement.legal import Finding, Severity, gravest_first
from procurement.typography import NBSP, join_words, number
from tenders.simulation.formulas import BELLEVILLE, VAL_D_OISE
from tenders.simulation.marking import SAME, Simulation

ANNOUNCE = "R2152-11"
# Half or twice what the proportional formula makes of the same gap: a choice of Balise's.
FLAT, SHARP = 0.5, 2.0
FAR_FROM_ANNOUNCED = 1.5


def remarks(simulation: Simulation) -> tuple[Finding, ...]:
    """The gravest first; nothing on what these offers do not show, save an unlawful formula."""
    rules = (_formula, _inversion, _best, _floor, _same, _slope, _neutral, _weights)
    return gravest_first(finding for rule in rules for finding in rule(simulation))


def _finding(
    rule: str, severity: Severity, why: str, instead: str, source: str = BELLEVILLE
) -> Finding:
    return Finding(rule, severity, (ANNOUNCE, "L2152-7"), why, instead, source)


def _formula(simulation: Simulation) -> Iterator[Finding]:
    formula = simulation.formula
    if formula.risk and _price_shares(simulation):
        yield _finding(
            f"price_formula_{formula.id}",
            formula.risk,
            f"«{NBSP}{formula.label}{NBSP}». {formula.remark}",
            "Prenez la formule proportionnelle, ou la linéaire avec son plancher annoncé.",
            formula.source,
        )


def _inversion(simulation: Simulation) -> Iterator[Finding]:
    """A cheaper offer with a worse mark: the method turns the criterion against itself."""
    scored = zip(simulation.offers, _price_shares(simulation), strict=True)
    wronged = [
        f"{cheap.name}, moins chère que {dear.name}"
        for (cheap, low), (dear, high) in permutations(list(scored), 2)
        if cheap.price < dear.price and low < high - SAME
    ]
    if wronged:
        yield _finding(
            "cheaper_offer_marked_worse",
            Severity.BLOCKING,
            f"Une offre moins chère reçoit une moins bonne note de prix{NBSP}: "
            f"{'; '.join(wronged[:3])}.",
            "Changez de formule : la meilleure offre d'un critère reçoit la meilleure note.",
            VAL_D_OISE,
        )


def _best(simulation: Simulation) -> Iterator[Finding]:
    shares = _price_shares(simulation)
    if shares and max(shares) < 1 - SAME:
        yield _finding(
            "best_price_below_top",
            Severity.WARNING,
            f"La meilleure note de prix n'atteint que {number(round(100 * max(shares)))}{NBSP}% du "
            "maximum : le prix pèse moins que ce qui est annoncé.",
            "Donnez la note maximale à la meilleure offre de prix.",
        )


def _floor(simulation: Simulation) -> Iterator[Finding]:
    if not _price_shares(simulation):
        return
    under = [
        offer.name
        for offer in simulation.offers
        if simulation.formula.raw(offer.price, simulation.scene) < -SAME
    ]
    if under:
        yield _finding(
            "price_floor",
            Severity.WARNING,
            f"La formule donnerait moins que zéro à {join_words(under)} : le plancher à zéro leur "
            "fait la même note quel que soit leur prix.",
            "Annoncez le plancher dans le règlement, ou prenez la formule proportionnelle.",
        )


def _same(simulation: Simulation) -> Iterator[Finding]:
    """Different prices with one mark above zero: a ceiling hides the gap."""
    by_share: dict[float, dict[float, str]] = {}
    for offer, share in zip(simulation.offers, _price_shares(simulation), strict=False):
        if share > SAME:
            by_share.setdefault(round(share, 9), {})[offer.price] = offer.name
    for prices in by_share.values():
        if len(prices) > 1:
            yield _finding(
                "price_gap_hidden",
                Severity.WARNING,
                f"{join_words(list(prices.values()))} ont des prix différents et la même note de "
                "prix.",
                "Vérifiez le plafond ou l'arrondi de la formule.",
            )


def _slope(simulation: Simulation) -> Iterator[Finding]:
    scene = simulation.scene
    shares = _price_shares(simulation)
    usual = 1 - scene.lowest / scene.highest
    if not shares or usual < SAME:
        return
    lost = max(shares) - min(shares)
    gap = number(round(100 * (scene.highest / scene.lowest - 1), 1))
    if lost < FLAT * usual:
        yield _finding(
            "price_formula_flat",
            Severity.WARNING,
            f"Pour un écart de prix de {gap}{NBSP}%, la note ne perd que "
            f"{number(round(100 * lost, 1))}{NBSP}% : la formule efface le prix.",
            "Une formule plate retire au critère sa portée : prenez la proportionnelle.",
        )
    elif lost > SHARP * usual:
        yield _finding(
            "price_formula_sharp",
            Severity.WARNING,
            f"Pour un écart de prix de {gap}{NBSP}%, la note perd "
            f"{number(round(100 * lost, 1))}{NBSP}% : la formule grossit de petits écarts.",
            "Baissez le poids du prix, ou prenez la proportionnelle.",
        )


def _neutral(simulation: Simulation) -> Iterator[Finding]:
    if len(simulation.offers) < 2:
        return
    for weighing in simulation.weighings:
        if weighing.is_neutral and weighing.announced:
            yield _finding(
                "criterion_neutralised",
                Severity.WARNING,
                f"«{NBSP}{weighing.name}{NBSP}» ne départage personne : ses "
                f"{number(weighing.announced)}{NBSP}% vont de fait aux autres critères.",
                "Décrivez mieux les niveaux de l'échelle, pour que les offres s'y distinguent.",
            )


def _weights(simulation: Simulation) -> Iterator[Finding]:
    """A criterion that decides far more than it was announced to."""
    for weighing in simulation.weighings:
        effective = weighing.effective
        if effective is not None and effective > FAR_FROM_ANNOUNCED * weighing.announced:
            yield _finding(
                "weight_exceeded",
                Severity.ADVICE,
                f"«{NBSP}{weighing.name}{NBSP}» est annoncé à {number(weighing.announced)}{NBSP}% "
                f"et explique {number(round(effective, 1))}{NBSP}% des écarts entre ces offres.",
                "Essayez d'autres offres : si cela se répète, changez la formule, l'échelle ou le "
                "poids.",
            )


def _price_shares(simulation: Simulation) -> list[float]:
    keys = [part.key for part in simulation.parts if part.is_price]
    return simulation.shares[keys[0]] if keys else []
