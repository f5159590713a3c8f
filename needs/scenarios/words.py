"""What a comparison says, in sentences and pictures: the same on a page, in Word and by the API."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from needs.scenarios.coefficients import Coefficient, Given, Origin
from needs.scenarios.comparison import LINES, Comparison, Option, OptionKind, compare
from needs.scenarios.sensitivity import BreakEven, Curve, Influence, break_evens
from procurement.typography import euros, join_words, number, plural
from procurement.word.blocks import BarChart, LineChart, Series

_UNIT = "€ HT par an"


def whole_euros(amount: Decimal) -> str:
    return euros(round(amount))


def verdict(comparison: Comparison) -> list[str]:
    """One sentence for each reuse option, then what single use throws away."""
    return [*(_against(comparison, option) for option in comparison.reuse), _spared(comparison)]


def _against(comparison: Comparison, option: Option) -> str:
    gap = comparison.gap(option)
    share = abs(gap) / comparison.single.cost * 100
    side = "de moins" if gap < 0 else "de plus"
    if round(share) == 0 or round(gap) == 0:
        return f"Le {option.label} coûte autant que l'usage unique."
    return (
        f"Le {option.label} coûte {whole_euros(abs(gap))} {side} par an que l'usage unique "
        f"({number(round(share))} %), soit {euros(round(comparison.per_use(option), 2))} par usage "
        f"contre {euros(round(comparison.per_use(comparison.single), 2))}."
    )


def _spared(comparison: Comparison) -> str:
    reuse, single = comparison.reuse[0], comparison.single
    fleet = plural(round(comparison.fleet), "contenant")
    return (
        f"L'usage unique jette {number(single.waste, 1)} t de contenants par an, le réemploi "
        f"{number(reuse.waste, 1)} t ; il faut un parc de {fleet} et "
        f"{plural(round(reuse.trips), 'tournée')} par an."
    )


def break_even_sentence(found: BreakEven) -> str:
    """« Usages possibles d'un contenant avant usure : à partir de 140 usages (ici 200). »"""
    coefficient, name = found.coefficient, found.coefficient.label
    if found.value is None:
        never = "coûte moins" if found.cheaper else "reste plus cher"
        return f"{name} : quelle que soit sa valeur, le réemploi {never}."
    side = "à partir de" if found.above else "jusqu'à"
    return (
        f"{name} : le réemploi coûte moins {side} {said(coefficient, found.value)} "
        f"(ici {said(coefficient, found.current)})."
    )


def influence_sentence(found: Influence) -> str:
    """« Prix du lavage d'un contenant : 20 % de plus ou de moins déplace l'écart de 12 000 €. »"""
    return (
        f"{found.coefficient.label} : 20 % de plus ou de moins déplace l'écart de "
        f"{whole_euros(found.swing / 2)} par an."
    )


def assumptions_sentence(given: Mapping[str, Given]) -> str:
    """How much of the result stands on assumptions that nobody replaced."""
    assumed = [each for each in given.values() if each.origin == Origin.ASSUMPTION]
    if not assumed:
        return "Chaque valeur est saisie ou lue dans le diagnostic."
    said = plural(
        len(assumed), "valeur est encore une hypothèse", "valeurs sont encore des hypothèses"
    )
    return (
        f"{said} sur {len(given)} : remplacez-les par vos factures et les réponses du sourçage "
        "avant de décider."
    )


def said(coefficient: Coefficient, value: Decimal) -> str:
    """« 0,16 € HT », « 5 % du parc par an »."""
    shown = number(value, 0) if value >= 100 else number(value)
    return f"{shown} {coefficient.unit}"


def cost_chart(comparison: Comparison) -> BarChart:
    """The three options, one bar each, cut by kind of cost."""
    return BarChart(
        "Coût annuel de chaque option, par poste",
        tuple(_short(option.kind) for option in comparison.options),
        tuple(
            Series(label, tuple(option.whole_euros(id) for option in comparison.options))
            for id, label in LINES.items()
            if any(option.amount(id) for option in comparison.options)
        ),
        _UNIT,
        stacked=True,
    )


def curve_chart(curve: Curve) -> LineChart:
    coefficient = curve.coefficient
    return LineChart(
        f"Coût annuel selon : {coefficient.label.lower()}",
        tuple(number(position) for position in curve.positions),
        tuple(
            Series(_short(kind), tuple(map(_whole, costs))) for kind, costs in curve.costs.items()
        ),
        _UNIT,
        axis=coefficient.unit,
    )


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _short(kind: OptionKind) -> str:
    return {
        OptionKind.SINGLE: "Usage unique",
        OptionKind.PROVIDER: "Réemploi, prestataire",
        OptionKind.OWN: "Réemploi, vos services",
    }[kind]


def cheapest_sentence(comparison: Comparison) -> str:
    """Which option costs least, and that cost is not all."""
    others = join_words(["la capacité des fournisseurs", "l'hygiène", "vos objectifs"])
    return (
        f"Sous ces valeurs, l'option la moins coûteuse est : {comparison.cheapest.label}. Le coût "
        f"n'est pas tout : {others} comptent aussi."
    )


def as_dict(given: Mapping[str, Given]) -> dict[str, Any]:
    """The comparison as the API gives it; amounts as exact texts, sentences as a page says them."""
    values = {id: each.value for id, each in given.items()}
    comparison = compare(values)
    return {
        "coefficients": [
            {
                "id": id,
                "label": each.coefficient.label,
                "unit": each.coefficient.unit,
                "value": str(each.value),
                "origin": str(each.origin),
                "source": each.said_source,
            }
            for id, each in given.items()
        ],
        "options": [
            {
                "id": str(option.kind),
                "label": option.label,
                "cost_eur_per_year": str(_cents(option.cost)),
                "lines": [
                    {"id": line.id, "amount": str(_cents(line.amount)), "how": line.how}
                    for line in option.lines
                ],
                "bought": str(_cents(option.bought)),
                "waste_t": str(_cents(option.waste)),
                "trips": str(_cents(option.trips)),
                "labour_hours": str(_cents(option.hours)),
            }
            for option in comparison.options
        ],
        "verdict": [cheapest_sentence(comparison), *verdict(comparison)],
        "assumptions": assumptions_sentence(given),
        "break_evens": {
            str(option.kind): [break_even_sentence(b) for b in break_evens(values, option.kind)]
            for option in comparison.reuse
        },
    }


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
