"""An authority that goes, a sheet brought by mistake: out of the diagnosis, and nothing lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from needs.models import Need, RegisterEntry
from tests.factories import OrganisationFactory
from tests.needs.factories import MemberFactory, NeedFactory, SiteFactory, VolumeFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db


def remove(project, organisation):
    return reverse("needs:member_remove", args=[project.pk, organisation.pk])


def leave(need):
    return reverse("needs:need_leave", args=[need.pk])


def acts(project):
    return list(project.register.values_list("act", flat=True))


@pytest.fixture
def weighed(need):
    VolumeFactory(need=need, site=SiteFactory(need=need))
    return need


def test_an_authority_that_leaves_takes_its_sheets_whole(client, lead, weighed, lille):
    project = weighed.project
    client.force_login(lead)
    assert "1 fiche quitte le diagnostic" in plain(
        client.get(remove(project, lille)).content.decode()
    )
    client.post(remove(project, lille))
    assert project.diagnosis().members == ()
    assert project.diagnosis().totals == ()
    kept = Need.objects.get(pk=weighed.pk)
    assert (kept.project, kept.sites.count(), kept.volumes.count()) == (None, 1, 1)
    assert acts(project) == ["need_left", "member_left"]


def test_an_authority_that_left_may_come_back_with_its_sheet(buyer, weighed, lille):
    project, now = weighed.project, timezone.now()
    project.release(lille, by=buyer, now=now)
    Need.objects.get(pk=weighed.pk).join(project, by=buyer, now=now)
    assert len(project.diagnosis().totals) == 1


def test_the_lead_never_leaves_its_project(client, lead, project):
    MemberFactory(project=project, organisation=project.lead)
    client.force_login(lead)
    assert client.post(remove(project, project.lead)).status_code == 404


def test_an_authority_that_takes_no_part_cannot_be_removed(client, lead, project):
    client.force_login(lead)
    assert client.get(remove(project, OrganisationFactory())).status_code == 404


def test_nobody_leaves_a_frozen_diagnosis(client, lead, weighed, lille):
    weighed.project.freeze(by=lead, now=timezone.now())
    client.force_login(lead)
    assert client.post(remove(weighed.project, lille)).status_code == 404
    assert client.post(leave(weighed)).status_code == 404


def test_a_sheet_leaves_and_its_authority_stays(client, lead, weighed, lille):
    project = weighed.project
    client.force_login(lead)
    client.post(leave(weighed))
    assert project.diagnosis().members == ("Ville de Lille",)
    assert not project.needs.exists()
    assert acts(project) == ["need_left"]


def test_its_own_authority_takes_a_sheet_out(signed_in, weighed):
    signed_in.post(leave(weighed))
    assert Need.objects.get(pk=weighed.pk).project is None


def test_a_neighbour_takes_no_sheet_of_others_out(client, neighbour, weighed):
    client.force_login(neighbour)
    assert client.post(leave(weighed)).status_code == 404


def test_a_sheet_without_project_has_nothing_to_leave(signed_in, lille):
    assert signed_in.get(leave(NeedFactory(organisation=lille))).status_code == 404


def test_looking_at_what_leaving_does_changes_nothing(client, lead, weighed, lille):
    client.force_login(lead)
    client.get(remove(weighed.project, lille))
    client.get(leave(weighed))
    assert not RegisterEntry.objects.exists()


def test_who_invites_for_a_member_finds_its_name_written(client, lead, project, lille):
    MemberFactory(project=project, organisation=lille)
    client.force_login(lead)
    page = client.get(project.get_absolute_url(), {"autorite": lille.pk})
    assert 'value="Ville de Lille"' in page.content.decode()
    for sent in ("x", "9" * 40, str(OrganisationFactory().pk)):
        assert client.get(project.get_absolute_url(), {"autorite": sent}).status_code == 200
