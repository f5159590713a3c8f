"""The standing of suppliers in the ESS, gathered for many at once; `standing` decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from suppliers.models import EssProof, Supplier
from suppliers.origins import Origins
from suppliers.standing import Proof, Standing, standings


def standings_of(suppliers: Sequence[Supplier], *, at: date) -> dict[UUID, tuple[Standing, ...]]:
    """The standing of each, family by family, that day."""
    origins = Origins(suppliers)
    proofs: dict[UUID, list[Proof]] = defaultdict(list)
    kept = EssProof.objects.filter(supplier__in=[supplier.pk for supplier in suppliers])
    for proof in kept.select_related("intake"):
        proofs[proof.supplier_id].append(proof.as_fact())
    return {
        supplier.pk: standings(
            [origins.noted(supplier, kind) for kind in supplier.ess_kinds],
            proofs[supplier.pk],
            at=at,
        )
        for supplier in suppliers
    }
