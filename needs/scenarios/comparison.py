"""The three ways of serving, each with its costs line by line and its quantities, a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from procurement.typography import number

_SECONDS = Decimal(3600)
_THOUSAND = Decimal(1000)
_MILLION = Decimal(1_000_000)

Values = Mapping[str, Decimal]  # by coefficient id


class OptionKind(StrEnum):
    SINGLE = "single"
    PROVIDER = "provider"
    OWN = "own"

    @property
    def label(self) -> str:
        return {
            "single": "usage unique",
            "provider": "réemploi lavé par un prestataire",
            "own": "réemploi lavé par vos services",
        }[self]


@dataclass(frozen=True)
class Line:
    """One kind of cost, a year, and the sum that gives it, in words and figures."""

    id: str
    label: str
    amount: Decimal
    how: str


@dataclass(frozen=True)
class Option:
    """Quantities are a year's: `bought` containers, `waste` tonnes, `trips`, `hours` of labour."""

    kind: OptionKind
    lines: tuple[Line, ...]
    bought: Decimal
    waste: Decimal
    trips: Decimal
    hours: Decimal
    lost: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def cost(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def amount(self, line: str) -> Decimal:
        """What that kind of cost makes; nothing where the option has none."""
        return next((each.amount for each in self.lines if each.id == line), Decimal(0))

    def whole_euros(self, line: str) -> Decimal:
        """That kind of cost, so rounded that the kinds shown add up to the total shown."""
        return self._whole_euros.get(line, Decimal(0))

    @cached_property
    def _whole_euros(self) -> dict[str, Decimal]:
        whole = {line.id: line.amount // 1 for line in self.lines}
        left = round(self.cost) - int(sum(whole.values()))
        nearest = sorted(self.lines, key=lambda line: line.amount % 1, reverse=True)
        return whole | {line.id: whole[line.id] + 1 for line in nearest[:left]}


# The kinds of cost, in the order in which they are shown.
LINES = {
    "purchase": "Achat des contenants",
    "washing": "Lavage",
    "transport": "Transport",
    "labour": "Main-d'œuvre",
    "tracking": "Suivi",
    "waste": "Déchets",
}


@dataclass(frozen=True)
class Comparison:
    options: tuple[Option, ...]
    uses: Decimal
    fleet: Decimal

    def option(self, kind: OptionKind) -> Option:
        return next(option for option in self.options if option.kind == kind)

    @property
    def single(self) -> Option:
        return self.option(OptionKind.SINGLE)

    @property
    def reuse(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.kind != OptionKind.SINGLE)

    @property
    def cheapest(self) -> Option:
        return min(self.options, key=lambda option: option.cost)

    def gap(self, option: Option) -> Decimal:
        """What the option costs more than single use a year; less, when negative."""
        return option.cost - self.single.cost

    @property
    def waste_spared(self) -> Decimal:
        """Tonnes a year that reuse does not throw away."""
        return self.single.waste - self.reuse[0].waste

    def per_use(self, option: Option) -> Decimal:
        return option.cost / self.uses

    def rows(self) -> list[tuple[str, list[Decimal]]]:
        """Each kind of cost, with its amount in each option, in euros."""
        return [
            (label, [option.whole_euros(id) for option in self.options])
            for id, label in LINES.items()
        ]


def compare(values: Values) -> Comparison:
    """The three options under these coefficients, all of them given."""
    return Comparison(
        options=(_single_use(values), *_reuse(values)),
        uses=values["uses_per_year"],
        fleet=fleet(values),
    )


def fleet(v: Values) -> Decimal:
    """Containers that must exist at once: a day's, for each day of a cycle, and the reserve."""
    return v["uses_per_day"] * v["cycle_days"] * (1 + v["reserve"] / 100)


def bought_a_year(v: Values) -> Decimal:
    """Containers bought, spread over the years studied: the fleet, or as many as wear asks when
    it is worn out before the end, and what is lost. What remains at the end is worth nothing.
    """
    worn = v["uses_per_year"] * v["years"] / v["rotations"]
    return max(fleet(v), worn) / v["years"] + lost_a_year(v)


def lost_a_year(v: Values) -> Decimal:
    return fleet(v) * v["loss_rate"] / 100


def _single_use(v: Values) -> Option:
    uses = v["uses_per_year"]
    waste = uses * v["single_weight"] / _MILLION
    hours = uses * v["single_handling"] / _SECONDS
    return Option(
        OptionKind.SINGLE,
        (
            _line(
                "purchase",
                uses * v["single_price"],
                f"{_n(uses)} contenants × {_n(v['single_price'])} €",
            ),
            _line(
                "transport",
                v["single_deliveries"] * v["delivery_cost"],
                f"{_n(v['single_deliveries'])} livraisons × {_n(v['delivery_cost'])} €",
            ),
            _labour(hours, v),
            _waste(waste, v),
        ),
        bought=uses,
        waste=waste,
        trips=v["single_deliveries"],
        hours=hours,
    )


def _reuse(v: Values) -> tuple[Option, Option]:
    uses, bought = v["uses_per_year"], bought_a_year(v)
    waste = bought * v["reuse_weight"] / _MILLION
    handling = uses * v["reuse_handling"] / _SECONDS
    washing = uses * v["wash_time"] / _SECONDS
    common = (
        _line(
            "purchase",
            bought * v["reuse_price"],
            f"{_n(bought)} contenants × {_n(v['reuse_price'])} €",
        ),
        _line(
            "transport",
            v["rounds"] * v["round_cost"],
            f"{_n(v['rounds'])} tournées × {_n(v['round_cost'])} €",
        ),
        _line(
            "tracking",
            fleet(v) * v["tracking"],
            f"parc de {_n(fleet(v))} contenants × {_n(v['tracking'])} €",
        ),
        _waste(waste, v),
    )
    quantities = {
        "bought": bought,
        "waste": waste,
        "trips": v["rounds"],
        "lost": lost_a_year(v),
    }
    return (
        Option(
            OptionKind.PROVIDER,
            (
                *common,
                _line("washing", uses * v["wash_price"], f"{_n(uses)} × {_n(v['wash_price'])} €"),
                _labour(handling, v),
            ),
            hours=handling,
            **quantities,
        ),
        Option(
            OptionKind.OWN,
            (*common, _own_washing(v), _labour(handling + washing, v)),
            hours=handling + washing,
            **quantities,
        ),
    )


def _own_washing(v: Values) -> Line:
    """Machine, water, energy and products; the time it takes is labour."""
    each = (
        v["water"] * v["water_price"] / _THOUSAND + v["energy"] * v["energy_price"] + v["detergent"]
    )
    machine = v["machine"] / v["machine_years"] + v["machine"] * v["upkeep"] / 100
    return _line(
        "washing",
        v["uses_per_year"] * each + machine,
        f"{_n(v['uses_per_year'])} × {number(each, 3)} € d'eau, d'énergie et de produits, et "
        f"{_n(machine)} € de laverie",
    )


def _labour(hours: Decimal, v: Values) -> Line:
    how = f"{_n(hours)} heures × {_n(v['hourly_cost'])} €"
    return _line("labour", hours * v["hourly_cost"], how)


def _waste(tonnes: Decimal, v: Values) -> Line:
    how = f"{number(tonnes, 1)} t × {_n(v['waste_cost'])} €"
    return _line("waste", tonnes * v["waste_cost"], how)


def _line(id: str, amount: Decimal, how: str) -> Line:
    return Line(id, LINES[id], amount, how)


def _n(value: Decimal) -> str:
    """As many figures as matter: « 899 040 », « 0,16 »."""
    return number(value, 0) if value >= 100 else number(value)
