"""Past public contracts of a supplier as a page tells them, with the name of each buyer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from needs.models import AwardRecord
from procurement.accounts.models import Organisation


@dataclass(frozen=True)
class Award:
    """A published contract; `buyer` is a name when Balise knows that SIRET, empty otherwise."""

    record: AwardRecord
    buyer: str


def awards_of(records: Iterable[AwardRecord]) -> list[Award]:
    records = list(records)
    sirets = {record.buyer_siret for record in records} - {""}
    named = Organisation.objects.filter(siret__in=sirets).values_list("siret", "name")
    names = dict(named)
    return [Award(record, names.get(record.buyer_siret, "")) for record in records]
