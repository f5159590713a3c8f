"""A project whose search found given suppliers, without running the search."""

from django.utils import timezone

from suppliers.ess import label
from suppliers.models import Declaration, MatchRun
from tenders.market import market_of
from tenders.models import QuestionKind, TenderClause
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.tenders.factories import DURING, InvitationFactory, QuestionFactory, send_answers

CLAUSE = "washing-result"
LEVELLED = "container-durability-cycles"
WASHING = {"value": 1000.0, "unit": "contenant", "period": "an", "component": "lavage"}


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


def use(tender, clause_id=CLAUSE, version=1, **more):
    return TenderClause.objects.create(
        tender=tender, clause_id=clause_id, clause_version=version, **more
    )


def washers(*yearly, kinds=("SCIC",), **more):
    """Suppliers that each wash so many containers a year."""
    found = [SupplierFactory(ess_kinds=list(kinds), **more) for _ in yearly]
    for supplier, value in zip(found, yearly, strict=True):
        if value is not None:
            ActivityFactory(
                supplier=supplier,
                label="Lavage",
                capacity_value=value,
                capacity_unit="contenant",
                capacity_period="an",
            ).supplier.reindex()
    return found


def rows_of(tender, lot=0):
    return {row.requirement.id: row for row in market_of(tender).meters[lot].rows}


def answered(tender, supplier, feasibility, *, secret=False):
    question = QuestionFactory(
        consultation__project=tender.project,
        kind=QuestionKind.CLAUSE,
        clause_id=CLAUSE,
        clause_version=1,
    )
    invitation = InvitationFactory(consultation=question.consultation, supplier=supplier)
    value = {"feasibility": feasibility, "price": None, "comment": ""}
    send_answers(
        invitation, {question: value}, now=DURING, confidential=[question] if secret else ()
    )
