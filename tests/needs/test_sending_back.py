import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tests.factories import MembershipFactory, UserFactory
from tests.needs.factories import ContributorFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db

WHY = "Les repas du mercredi manquent."


@pytest.fixture
def validated(need, buyer):
    need.validate(by=buyer, now=timezone.now())
    return need


def send_back(client, need, reason=WHY):
    return client.post(reverse("needs:send_back", args=[need.pk]), {"reason": reason})


def test_who_steers_sends_a_sheet_back_with_a_reason_that_its_holder_reads(
    client, validated, buyer, lead
):
    client.force_login(lead)
    assert send_back(client, validated).url == validated.get_absolute_url()
    validated.refresh_from_db()
    assert (validated.validated_at, validated.sent_back_by) == (None, lead)
    (message,) = mail.outbox
    assert message.to == [buyer.email]
    assert WHY in message.body
    client.force_login(buyer)
    assert WHY in plain(client.get(validated.get_absolute_url()).content.decode())
    act = RegisterEntry.objects.get(project=validated.project, act="need_sent_back")
    assert act.facts["reason"] == WHY


def test_the_reason_goes_once_the_sheet_is_validated_anew(client, validated, buyer, lead):
    client.force_login(lead)
    send_back(client, validated)
    validated.refresh_from_db()
    validated.validate(by=buyer, now=timezone.now())
    assert 'id="renvoi"' not in client.get(validated.get_absolute_url()).content.decode()
    assert "à reprendre" not in client.get(validated.project.get_absolute_url()).content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_sheet_is_not_sent_back_without_a_reason(client, validated, lead, reason):
    client.force_login(lead)
    assert send_back(client, validated, reason).status_code == 422
    validated.refresh_from_db()
    assert validated.validated_at is not None
    assert mail.outbox == []


def test_who_answers_for_a_sheet_sends_it_back_to_those_it_is_entrusted_to(
    signed_in, validated, buyer
):
    chef = UserFactory()
    ContributorFactory(need=validated, user=chef, email=chef.email, part="volumes")
    send_back(signed_in, validated)
    assert [message.to for message in mail.outbox] == [[chef.email]]


def test_a_sheet_that_nobody_answers_for_goes_back_to_all_of_its_authority(
    client, need, buyer, lead
):
    colleague = MembershipFactory(organisation=need.organisation, role=Role.OFFICER).user
    client.force_login(lead)
    send_back(client, need)
    assert {message.to[0] for message in mail.outbox} == {buyer.email, colleague.email}


def test_a_frozen_sheet_is_not_sent_back(client, validated, lead):
    validated.project.freeze(by=lead, now=timezone.now())
    client.force_login(lead)
    assert send_back(client, validated).status_code == 404


def test_a_neighbour_sends_nothing_back(client, validated, neighbour):
    client.force_login(neighbour)
    assert send_back(client, validated).status_code == 404


def test_sending_back_is_offered_to_those_who_may_when_somebody_else_holds_the_sheet(
    client, validated, buyer, lead, neighbour
):
    offered = {}
    for who in (buyer, lead, neighbour):
        client.force_login(who)
        html = client.get(validated.get_absolute_url()).content.decode()
        offered[who] = "/renvoyer/" in html
    assert offered == {buyer: False, lead: True, neighbour: False}
