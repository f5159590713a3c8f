"""What a refusal leaves behind, what it tells nobody, and links passed on."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from needs.models import (
    Contributor,
    Need,
    NeedFact,
    RegisterEntry,
)
from procurement.accounts.models import (
    Role,
)
from tenders import invitations
from tenders.answering import helping
from tenders.answering.models import HelpRequest, Insider, SafeguardEntry
from tenders.answering.safeguard import Ruling
from tenders.answering.ties import TRACES, ruling_on
from tenders.models import (
    Consortium,
)
from tests.factories import MembershipFactory
from tests.needs.factories import FactFactory, NeedFactory
from tests.tenders.answering.factories import (
    NOW,
    adviser,
    asked_help,
)
from tests.tenders.answering.safeguard.ties import invite, join

pytestmark = pytest.mark.django_db


# The trace.


def test_a_refusal_is_kept_and_no_request_is_made(prepared, project, outsider):
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    entry = SafeguardEntry.objects.get()
    assert (entry.act, entry.person, entry.supplier) == ("refused", outsider, prepared.supplier)
    assert entry.ruling["articles"] == ["L3", "L2141-10", "R2111-2"]
    assert not HelpRequest.objects.exists()


def test_the_trace_is_chained_and_says_where_it_was_broken(prepared, outsider):
    for _ in range(3):
        SafeguardEntry.objects.note(
            "allowed", Ruling(()), supplier=prepared.supplier, person=outsider, about="A", now=NOW
        )
    assert SafeguardEntry.objects.verdict(prepared.supplier).holds
    SafeguardEntry.objects.filter(number=2).update(named="Quelqu'un d'autre")
    assert [f.number for f in SafeguardEntry.objects.verdict(prepared.supplier).faults] == [2]


def test_a_removed_entry_is_seen(prepared, outsider):
    for _ in range(3):
        SafeguardEntry.objects.note(
            "allowed", Ruling(()), supplier=prepared.supplier, person=outsider, about="A", now=NOW
        )
    SafeguardEntry.objects.filter(number=1).delete()
    assert [f.kind for f in SafeguardEntry.objects.verdict(prepared.supplier).faults] == ["missing"]


def test_the_refused_person_does_not_learn_who_prepares_an_answer(prepared, project, outsider):
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    assert not SafeguardEntry.objects.visible_to(outsider).exists()


def test_nothing_of_it_enters_the_buyer_s_register(prepared, project, outsider):
    before = RegisterEntry.objects.filter(project=project).count()
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    assert RegisterEntry.objects.filter(project=project).count() == before


# A link passed on.


@pytest.fixture
def group(prepared, project):
    founder = invite(project, prepared.supplier)
    return founder, Consortium.found(founder, "Ensemble", now=NOW)


def open_group(client, group, person=None):
    founder, consortium = group
    with time_machine.travel(founder.consultation.closes_at - timedelta(days=1), tick=False):
        if person:
            client.force_login(person)
        address = reverse("answering:group_kit", args=[invitations.token(founder), consortium.pk])
        return client.get(address)


def test_the_link_of_a_group_opens_without_an_account(client, group):
    assert open_group(client, group).status_code == 200


def test_the_link_passed_on_to_the_buyer_s_side_is_closed_said_and_traced(
    client, group, project, prepared
):
    officer = MembershipFactory(organisation=project.lead, role=Role.OFFICER).user
    answer = open_group(client, group, officer)
    assert answer.status_code == 403
    assert "côté de l'acheteur" in answer.content.decode().replace("&#x27;", "'")
    assert SafeguardEntry.objects.get(act="closed_door").person == officer


def test_somebody_withdrawn_from_the_team_stays_outside_the_group(client, group, project):
    membership = MembershipFactory(organisation=project.lead, role=Role.OFFICER)
    Insider.objects.remember(project, now=NOW)
    membership.delete()
    assert open_group(client, group, membership.user).status_code == 403


def test_the_address_of_a_help_opens_to_the_two_people_and_to_nobody_else(client, prepared):
    help = asked_help(prepared)
    colleague = adviser(email="b@appui-reseau.fr", network=help.adviser.organisations.get())
    client.force_login(colleague)
    assert client.get(help.get_absolute_url()).status_code == 404
    client.force_login(help.adviser)
    assert client.get(help.get_absolute_url()).status_code == 200


def test_facts_and_needs_of_another_project_bar_nobody(prepared, outsider):
    other = NeedFactory(in_project=True, created_by=outsider)
    FactFactory(need=other, decided_by=outsider)
    assert {Need, NeedFact, Contributor} <= {trace.model for trace in TRACES}
    assert ruling_on(outsider, prepared, now=NOW).allowed
