"""How a lot is priced, and the lines that the officer adds to those of the diagnosis.

Unit prices go to the schedule (BPU, DQE); a lump sum is broken down (DPGF); a lot may mix both:
what is counted as a « forfait » is then in the lump sum, and the rest at unit prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from procurement.typography import NBSP, fold

UNIT, LUMP, MIXED = "unit", "lump", "mixed"
MOST_LINES = 200
LONGEST_LABEL = 200
_EXPECTED = (
    "Écrivez une ligne par prix : désignation ; unité ; quantité. Par exemple : Plan de mise en "
    "place ; forfait ; 1"
)


@dataclass(frozen=True)
class OwnLine:
    """A line typed by the officer; its quantity is that of the whole contract."""

    label: str
    unit: str
    quantity: Decimal


class BadLines(ValueError):
    """`faults` are French sentences, one for each line that cannot be read."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def own_lines(text: str) -> tuple[OwnLine, ...]:
    """The lines of « désignation ; unité ; quantité »; BadLines says which cannot be read."""
    lines, faults = [], []
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        try:
            lines.append(_line(typed))
        except ValueError as error:
            faults.append(f"Ligne {number}{NBSP}: {error}")
    if len(lines) > MOST_LINES:
        faults.append(f"{len(lines)} lignes{NBSP}: {MOST_LINES} au plus sont admises.")
    if faults:
        raise BadLines(faults)
    return tuple(lines)


def _line(typed: str) -> OwnLine:
    parts = [part.strip() for part in typed.split(";")]
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"trois parties sont attendues. {_EXPECTED}.")
    label, unit, quantity = parts
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"la désignation dépasse {LONGEST_LABEL} signes.")
    return OwnLine(label, unit, _quantity(quantity))


def _quantity(typed: str) -> Decimal:
    plain = "".join(typed.split()).replace(",", ".")
    try:
        quantity = Decimal(plain)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite() or not 0 < quantity < 10**9:
        raise ValueError(f"«{NBSP}{typed}{NBSP}» n'est pas une quantité plus grande que zéro.")
    return quantity


def in_lump_sum(shape: str, unit: str) -> bool:
    """Whether a line is part of the lump sum rather than priced by the unit."""
    return shape == LUMP or (shape == MIXED and fold(unit).strip().startswith("forfait"))


def has_units(shape: str) -> bool:
    """Whether there is a price schedule; as long as nobody said, there is one."""
    return shape != LUMP


def has_lump_sum(shape: str) -> bool:
    return shape in (LUMP, MIXED)
