"""What may be done before a consultation is published, and no more after."""

import pytest
import time_machine
from django.urls import reverse

from tests.tenders.factories import AFTER, DURING, ConsultationFactory, team_member

pytestmark = pytest.mark.django_db

OF_A_DRAFT = (
    "consultation_edit",
    "consultation_prepare",
    "consultation_question",
    "consultation_clauses",
    "consultation_add_document",
    "consultation_publish",
)


def test_a_published_consultation_is_prepared_by_nobody_any_more(client):
    published = ConsultationFactory()
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(published))
        for name in OF_A_DRAFT:
            url = reverse(f"tenders:{name}", args=[published.pk])
            assert client.post(url).status_code == 404


def test_a_draft_has_neither_follow_up_guests_nor_decisions(client):
    draft = ConsultationFactory(draft=True)
    guest = {"name": "A", "email": "a@example.org"}
    with time_machine.travel(AFTER):
        client.force_login(team_member(draft))
        for name in ("consultation_invite", "consultation_remind", "consultation_extend"):
            client.post(reverse(f"tenders:{name}", args=[draft.pk]), guest)
        client.post(reverse("tenders:consultation_conclude", args=[draft.pk]), {"conclusion": "x"})
    draft.refresh_from_db()
    assert not draft.invitations.exists()
    assert draft.concluded_at is None
