"""What the tests of declarations share."""

from django.urls import reverse

from suppliers.models import Declaration
from tests.tenders.factories import (
    DURING,
    InvitationFactory,
    send_answers,
)

CLAUSE = "washing-result"  # without levels
LEVELLED = "container-durability-cycles"
GIVING = "turnover-not-required"  # asks nothing of suppliers


def page(supplier, clause_id=None):
    if clause_id:
        return reverse("tenders:declare", args=[supplier.pk, clause_id])
    return reverse("tenders:declarations", args=[supplier.pk])


def said(supplier):
    rows = Declaration.objects.filter(supplier=supplier)
    return {(d.clause_id, d.level): (d.ability, d.note) for d in rows}


def answer(question, supplier, feasibility, **more):
    invitation = InvitationFactory(consultation=question.consultation, supplier=supplier)
    value = {"feasibility": feasibility, "price": None, "comment": ""}
    return send_answers(invitation, {question: value}, now=DURING, **more)
