"""A project whose search found given suppliers, without running the search."""

from django.utils import timezone

from suppliers.ess import label
from suppliers.models import Declaration, MatchRun
from tests.tenders.factories import DURING


def run_that_found(project, suppliers, *, covers=None, groups=(), quantities=(), places=()):
    """A match run with these suppliers in this order; `covers` is {supplier: [components]}."""
    rows = [
        {"supplier": str(s.pk), "supplier_id": s.external_id, "name": s.name}
        | ({"covers": covers.get(s, [])} if covers is not None else {})
        | {"kinds": [{"code": kind, "label": label(kind)} for kind in s.ess_kinds]}
        for s in suppliers
    ]
    return MatchRun.objects.create(
        project=project,
        weights={},
        demand={
            "quantities": list(quantities),
            "places": [{"name": "Lille", "insee": insee} for insee in places],
        },
        result={
            "results": rows,
            "excluded": [],
            "groups": [
                {
                    "suppliers": {s.external_id: str(s.pk) for s in members},
                    "covers": {},
                }
                for members in groups
            ],
        },
        created_at=DURING,
    )


def declares(supplier, clause_id, ability="yes", *, level="", note="", version=1, at=None):
    return Declaration.objects.create(
        supplier=supplier,
        clause_id=clause_id,
        clause_version=version,
        level=level,
        ability=ability,
        note=note,
        declared_at=at or timezone.now(),
    )
