"""The standing of suppliers in the ESS, gathered for many at once; `standing` decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from suppliers.checks import Told
from suppliers.models import EssProof, Intake, Provenance, Supplier
from suppliers.provenance import KIND, Origin, Trail
from suppliers.standing import Noted, Proof, Standing, standings


class Origins:
    """Where the facts of some suppliers come from, in two queries whatever their number."""

    def __init__(self, suppliers: Sequence[Supplier]) -> None:
        self._kept = Provenance.objects.in_bulk([supplier.pk for supplier in suppliers])
        trails = [self.trail(supplier) for supplier in suppliers]
        numbers = {
            origin
            for trail in trails
            for origin in (trail.default, *trail.exceptions.values(), *_said_by(trail))
            if isinstance(origin, int)
        }
        self.intakes = Intake.objects.defer("sent").in_bulk(numbers)

    def kept(self, supplier: Supplier) -> Provenance | None:
        return self._kept.get(supplier.pk)

    def trail(self, supplier: Supplier) -> Trail:
        kept = self._kept.get(supplier.pk)
        return kept.trail(supplier) if kept else Trail(supplier.intake_id)

    def noted(self, supplier: Supplier, kind: str) -> Noted:
        """Where one family comes from; a person's edit covers all of them."""
        trail = self.trail(supplier)
        by_hand = trail.exceptions.get("ess_kinds")
        origin = by_hand if isinstance(by_hand, str) else trail.origin(KIND + kind)
        if isinstance(origin, str):
            return Noted(kind, "", "la structure", local_day(origin))
        intake = self.intakes.get(origin) if origin is not None else None
        if intake:
            return Noted(kind, intake.kind, intake.source, intake.as_of)
        source = "la structure" if supplier.organisation_id else supplier.source
        return Noted(kind, supplier.source, source, timezone.localdate(supplier.updated_at))

    def told(self, origin: Origin) -> tuple[str, date | None]:
        """Who said it and when, for people."""
        if isinstance(origin, str):
            return "écrit par la structure", local_day(origin)
        intake = self.intakes.get(origin) if origin is not None else None
        return (intake.source, intake.as_of) if intake else ("", None)


def _said_by(trail: Trail) -> Iterable[int]:
    return (one["import"] for one in trail.differences.values())


def local_day(moment: str) -> date:
    return timezone.localdate(datetime.fromisoformat(moment))


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


def told_by(supplier: Supplier) -> Told:
    """What a check by SIRET is set beside."""
    return Told(supplier.name, tuple(supplier.ess_kinds), supplier.postal_code)
