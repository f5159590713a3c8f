"""Where a row puts its supplier, beside what the nomenclature says of its commune. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.geo import distance_km
from procurement.typography import NBSP, number
from suppliers.register import SupplierRecord

Point = tuple[float, float]
FAR_KM = 100  # from the middle of a commune, of which none reaches so far in mainland France
FAR_OVERSEAS_KM = 300


def seat_of(record: SupplierRecord, centre: Point | None) -> Point | None:
    """The point of the row, unless it is far from its own commune: then the middle of that."""
    if record.point and centre and _away_km(record, centre):
        return centre
    return record.point or centre


def _away_km(record: SupplierRecord, centre: Point) -> float:
    """How far from its commune the row puts its supplier, when no commune reaches so far."""
    far = FAR_OVERSEAS_KM if record.department.startswith("97") else FAR_KM
    away = distance_km(record.point, centre) if record.point else 0
    return away if away > far else 0


def remarks_on(
    record: SupplierRecord, *, is_known: bool, centre: Point | None = None
) -> Iterator[str]:
    """What to say of a commune that the nomenclature does not have, or of a point out of it."""
    # A right name beside a wrong code is no commune.
    named = f"{record.city} {record.insee or record.postal_code}".strip()
    if centre and (away := _away_km(record, centre)):
        yield (
            f"La position écrite est à {number(round(away))}{NBSP}km de « {named} » : celle de la "
            "commune est prise. Vérifiez le code, ou l'ordre de la latitude et de la longitude."
        )
    if not is_known and (record.insee or record.city):
        yield (
            f"Commune « {named} » absente de la nomenclature chargée : le département vient du "
            "code, la position n'est pas déduite. Vérifiez le nom et le code, ou chargez les "
            "communes de France (import_communes) : refait, le même import la place."
        )
