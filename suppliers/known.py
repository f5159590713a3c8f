"""What the register and the nomenclature know of some rows, in a fixed number of queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from procurement.nomenclature.models import Commune
from procurement.typography import fold, plain_words
from suppliers.models import Activity, Entry, EssProof, Provenance, Supplier
from suppliers.models.provenance import trail_of
from suppliers.provenance import COLUMNS, Trail
from suppliers.register import SupplierRecord
from suppliers.told import Told

_POSTAL = re.compile(r"\s+cedex\b.*$|(?:(?<=^paris)|(?<=^lyon)|(?<=^marseille))\s+\d.*$")
_SAINTS = {"st": "saint", "ste": "sainte"}


class Known:
    """What the register holds of the SIRETs of some rows, in a fixed number of queries."""

    def __init__(self, records: Collection[SupplierRecord]) -> None:
        siret = [record.siret for record in records]
        found = Supplier.objects.filter(siret__in=siret)
        self.suppliers = {supplier.siret: supplier for supplier in found}
        ids = [record.external_id for record in records if record.external_id]
        self.owners: dict[str | None, str] = dict(
            Supplier.objects.filter(external_id__in=ids).values_list("external_id", "siret")
        )
        keys = [supplier.pk for supplier in self.suppliers.values()]
        self._trails: dict[UUID, Provenance] = {}
        self.digests: dict[UUID, str] = {}
        self._activities: dict[UUID, list[Told]] = defaultdict(list)
        self.seen_proved: dict[UUID, set[str]] = defaultdict(set)
        if keys:
            self._ask(keys)

    def _ask(self, keys: Sequence[UUID]) -> None:
        self._trails = Provenance.objects.in_bulk(keys)
        entries = Entry.objects.filter(supplier__in=keys)
        self.digests = dict(entries.values_list("supplier", "digest"))
        seen = EssProof.objects.filter(supplier__in=keys).exclude(seen_on=None)
        for key, kind in seen.values_list("supplier", "kind").order_by():
            self.seen_proved[key].add(kind)
        for activity in Activity.objects.filter(supplier__in=keys).order_by("pk"):
            self._activities[activity.supplier_id].append(activity.told())

    def trail_of(self, supplier: Supplier) -> Trail:
        return trail_of(supplier, self._trails.get(supplier.pk))

    def values_of(self, supplier: Supplier) -> dict[str, Any]:
        values = {name: getattr(supplier, name) for name in COLUMNS}
        return values | {
            "siret": supplier.siret,
            "external_id": supplier.external_id,
            "is_fictitious": supplier.is_fictitious,
            "source": supplier.source,
            "activity_areas": supplier.activity_areas,
            "activities": self._activities.get(supplier.pk, []),
        }


class Places:
    """The communes that some records name, by Insee code, or by name and postal code."""

    def __init__(self, records: Collection[SupplierRecord]) -> None:
        self._by_insee = Commune.objects.in_bulk({r.insee for r in records if r.insee})
        names = {key for r in records if r.city and not r.insee for key in _spellings(r.city)}
        self._by_name: dict[str, list[Commune]] = {}
        for commune in Commune.objects.filter(name_key__in=names).order_by("insee"):
            self._by_name.setdefault(_words(commune.name), []).append(commune)

    def find(self, record: SupplierRecord) -> Commune | None:
        if record.insee:
            return self._by_insee.get(record.insee)
        namesakes = self._by_name.get(_words(record.city), [])
        for commune in namesakes:
            if record.postal_code and record.postal_code in commune.postal_codes.split("|"):
                return commune
        where = record.department
        near = [c for c in namesakes if c.department == where] if where else namesakes
        return near[0] if len(near) == 1 else None


def _words(city: str) -> str:
    """« VALENCIENNES CEDEX 9 » is Valenciennes, « Paris 11e » Paris, « St-Pol » Saint-Pol."""
    words = plain_words(_POSTAL.sub("", fold(city)))
    return " ".join(_SAINTS.get(word, word) for word in words)


def _spellings(city: str) -> set[str]:
    """How the nomenclature may write it: hyphens, « d' » and the space after an article."""
    joined = re.sub(r"\b([dl]) ", r"\1'", _words(city)).replace(" ", "-")
    return {_words(city), joined, re.sub(r"^(l[ae]s?)-", r"\1 ", joined)}
