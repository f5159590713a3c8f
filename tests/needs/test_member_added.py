"""Whoever steers a project brings an authority in, with the person who will hold its sheet."""

import pytest
from django.core import mail

from needs.models import Contributor
from procurement.accounts.models import OrganisationKind
from tests.factories import CommuneFactory, OrganisationFactory
from tests.needs.factories import NeedFactory
from tests.needs.plain import plain
from tests.needs.team import CHEF, acts, member_add, page

pytestmark = pytest.mark.django_db


def test_those_who_steer_open_a_sheet_for_an_authority_and_whoever_holds_it(client, project, lead):
    CommuneFactory(insee="59360", name="Loos", name_key="loos")
    client.force_login(lead)
    member_add(client, project, other="Loos", name="Alex Roy", email=CHEF)
    need = project.needs.get()
    assert (need.organisation.name, need.organisation.place_code) == ("Commune de Loos", "59360")
    assert need.responsible is None
    assert mail.outbox[0].to == [CHEF]
    assert acts(project)[:2] == ["member_joined", "need_created"]
    html = client.get(project.get_absolute_url()).content.decode()
    assert "Alex Roy, invitation en attente" in html


def test_a_second_person_of_an_authority_holds_the_same_sheet(client, project, lead):
    CommuneFactory(insee="59360", name="Loos", name_key="loos")
    client.force_login(lead)
    for email in (CHEF, "second@example.org", CHEF):
        member_add(client, project, other="Loos", email=email)
    need = project.needs.get()
    assert {each.email for each in need.contributors.all()} == {CHEF, "second@example.org"}
    assert [message.to for message in mail.outbox] == [[CHEF], ["second@example.org"]]


def test_a_sheet_that_its_own_people_hold_is_not_opened_to_others_by_who_steers(
    client, need, buyer, lead
):
    client.force_login(lead)
    answer = member_add(client, need.project, other=need.organisation.name, email=CHEF)
    assert answer.status_code == 422
    assert "ses agents la tiennent" in plain(answer.content.decode())
    assert not Contributor.objects.exists()
    assert client.post(page("team", need.pk), {}).status_code == 404


def test_an_authority_of_several_sheets_is_asked_which_one(client, project, lead):
    sheets = NeedFactory.create_batch(2, project=project, organisation=project.lead)
    client.force_login(lead)
    answer = member_add(client, project, other=project.lead.name, email=CHEF)
    assert "a plusieurs fiches" in plain(answer.content.decode())
    assert project.needs.count() == len(sheets)


@pytest.mark.parametrize("typed", ["Lille", "Ville de Lille", "mairie de Lille", "ville de lille"])
def test_a_town_that_balise_knows_is_not_opened_twice(client, project, lead, lille, typed):
    client.force_login(lead)
    member_add(client, project, other=typed)
    assert project.members.get().organisation == lille


@pytest.mark.parametrize("typed", ["Ville du Mans", "commune du Mans", "Le Mans"])
def test_the_article_of_a_town_may_be_said_with_its_preposition(client, project, lead, typed):
    CommuneFactory(insee="72181", name="Le Mans", name_key="le-mans", postal_codes="72000")
    client.force_login(lead)
    member_add(client, project, other=typed, email=CHEF)
    assert project.needs.get().organisation.place_code == "72181"


def test_a_town_that_has_namesakes_is_asked(client, project, lead):
    for insee in ("93066", "97411"):
        CommuneFactory(
            insee=insee, name="Saint-Denis", name_key="saint-denis", postal_codes=f"{insee[:3]}00"
        )
    client.force_login(lead)
    answer = member_add(client, project, other="Ville de Saint-Denis", email=CHEF)
    assert answer.status_code == 422
    assert "Plusieurs communes" in plain(answer.content.decode())
    assert not project.needs.exists()


def test_a_town_with_namesakes_that_balise_knows_by_its_name_is_that_one(client, project, lead):
    for insee in ("93066", "97411"):
        CommuneFactory(insee=insee, name="Saint-Denis", name_key="saint-denis")
    known = OrganisationFactory(name="Ville de Saint-Denis", place_code="93066")
    client.force_login(lead)
    member_add(client, project, other="ville de Saint-Denis", email=CHEF)
    assert project.needs.get().organisation == known


def test_a_body_that_gives_the_postcode_of_a_town_is_not_that_town(client, project, lead, lille):
    client.force_login(lead)
    member_add(client, project, other="Lycée Baggio (59000)", email=CHEF)
    assert project.needs.get().organisation.name == "Lycée Baggio (59000)"


def test_a_body_that_is_no_town_is_opened_by_its_name(client, project, lead, lille):
    client.force_login(lead)
    member_add(client, project, other="CCAS de Lille")
    member_add(client, project, other="ccas de lille")
    body = project.members.get().organisation
    assert (body.name, body.kind) == ("CCAS de Lille", OrganisationKind.PUBLIC_BODY)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "organisation"),
        ({"other": "Loos", "name": "Alex"}, "email"),
        ({"other": "Loos", "email": "non"}, "email"),
    ],
)
def test_an_authority_that_is_not_named_is_not_added(client, project, lead, data, field):
    client.force_login(lead)
    answer = member_add(client, project, **data)
    assert answer.status_code == 422
    assert field in answer.context["member_form"].errors
    assert not project.members.exists()
