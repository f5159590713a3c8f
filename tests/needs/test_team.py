from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from needs.models import Contributor, Need
from procurement.accounts.models import User
from tests.factories import UserFactory
from tests.needs.factories import ContributorFactory, NeedFactory
from tests.needs.plain import plain
from tests.needs.team import CHEF, acts, member_add, page

pytestmark = pytest.mark.django_db


def invite(client, need, *parts, email=CHEF, name="Alex Roy"):
    data = {"name": name, "email": email, "part": parts}
    return client.post(page("team", need.pk), data)


def link_of(message):
    return next(word for word in message.body.split() if "/contribuer/" in word)


def path_of(link):
    return "/" + link.split("/", 3)[3]


@pytest.fixture
def chef():
    return UserFactory(email=CHEF, first_name="Alex", last_name="Roy")


def test_an_invitation_names_what_is_entrusted_and_leaves_by_e_mail(signed_in, need):
    invite(signed_in, need, "sites", "questions-washing")
    (message,) = mail.outbox
    assert message.to == [CHEF]
    assert "- Sites" in message.body
    assert "- Questions : Lavage" in message.body
    assert acts(need.project) == ["contributor_invited"]


def test_a_person_without_an_account_makes_one_and_comes_back_to_the_sheet(signed_in, need, client):
    invite(signed_in, need, "sheet")
    signed_in.logout()
    way_in = path_of(link_of(mail.outbox[0]))
    html = client.get(way_in).content.decode()
    assert "Créer mon compte" in html
    signup = {
        "email": CHEF,
        "password1": "un-mot-de-passe-long",
        "password2": "un-mot-de-passe-long",
    }
    answer = client.post(f"{reverse('account_signup')}?next={way_in}", {**signup, "next": way_in})
    assert answer.url == way_in
    client.post(way_in)
    assert client.get(need.get_absolute_url()).status_code == 200
    assert Contributor.objects.get().user == User.objects.get(email=CHEF)


def test_a_person_with_an_account_joins_at_once(signed_in, need, client, chef):
    invite(signed_in, need, "volumes", email="Chef@Example.org")
    client.force_login(chef)
    answer = client.post(path_of(link_of(mail.outbox[0])))
    assert answer.url == need.get_absolute_url()
    assert acts(need.project) == ["contributor_invited", "contributor_joined"]


def test_a_link_serves_only_the_person_it_was_sent_to(need, client, stranger):
    invited = ContributorFactory(need=need, user=None, email=CHEF)
    client.force_login(stranger)
    way_in = page("contribute", invited.token())
    assert "est faite à chef@example.org" in client.get(way_in).content.decode()
    client.post(way_in)
    assert client.get(need.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 410)])
def test_an_invitation_lapses_after_ninety_days(need, client, days, status):
    token = ContributorFactory(need=need, user=None).token()
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert client.get(page("contribute", token)).status_code == status


def test_an_invitation_withdrawn_opens_nothing(signed_in, need):
    invited = ContributorFactory(need=need, user=None)
    signed_in.post(page("team_remove", need.pk, invited.pk))
    assert signed_in.get(page("contribute", invited.token())).status_code == 410
    assert acts(need.project) == ["contributor_removed"]


def test_one_comes_late_until_the_diagnosis_is_frozen(need, client, chef, lead):
    invited = ContributorFactory(need=need, user=None, email=CHEF)
    client.force_login(chef)
    assert client.get(page("contribute", invited.token())).status_code == 200
    need.project.freeze(by=lead, now=timezone.now())
    answer = client.post(page("contribute", invited.token()))
    assert answer.status_code == 410
    assert "Le diagnostic est figé" in answer.content.decode()
    invited.refresh_from_db()
    assert invited.user is None


@pytest.mark.parametrize(
    ("part", "opened"),
    [
        ("sheet", {"edit", "site_create", "volume_create", "meals", "washing"}),
        ("text", {"edit"}),
        ("sites", {"site_create"}),
        ("volumes", {"volume_create"}),
        ("questions-washing", {"washing"}),
    ],
)
def test_a_contributor_writes_what_was_entrusted_and_nothing_else(client, need, chef, part, opened):
    ContributorFactory(need=need, user=chef, email=CHEF, part=part)
    client.force_login(chef)
    ways = {name: page(name, need.pk) for name in ("edit", "site_create", "volume_create")}
    ways |= {name: page("section", need.pk, name) for name in ("meals", "washing")}
    found = {name for name, address in ways.items() if client.get(address).status_code == 200}
    assert found == opened
    html = client.get(need.get_absolute_url()).content.decode()
    assert ("Ajouter un site" in html) is ("site_create" in opened)
    assert ("Ajouter un volume" in html) is ("volume_create" in opened)
    assert ("Modifier le texte" in html) is ("edit" in opened)


def test_a_contributor_reads_the_sheet_and_not_the_project(client, need, chef):
    ContributorFactory(need=need, user=chef, email=CHEF, part="sites")
    client.force_login(chef)
    assert client.get(need.get_absolute_url()).status_code == 200
    html = client.get(need.get_absolute_url()).content.decode()
    assert need.project.get_absolute_url() not in html
    for name in ("project", "diagnosis", "register"):
        assert client.get(page(name, need.project.pk)).status_code == 404
    for listed in (page("index"), reverse("dashboard")):
        assert need.title in client.get(listed).content.decode()


def test_nobody_contributes_once_the_diagnosis_is_frozen(client, need, chef, lead):
    ContributorFactory(need=need, user=chef, email=CHEF)
    need.project.freeze(by=lead, now=timezone.now())
    client.force_login(chef)
    assert client.get(page("edit", need.pk)).status_code == 410
    assert client.get(need.get_absolute_url()).status_code == 200


def test_whoever_writes_a_sheet_for_their_authority_answers_for_it(signed_in, buyer, lille):
    data = {"title": "T", "organisation": lille.pk, "text": ""}
    signed_in.post(page("create"), data)
    assert Need.objects.get(title="T").responsible == buyer


@pytest.fixture
def held(need, buyer):
    need.responsible = buyer
    need.save()
    return need


def validate(client, need):
    need.refresh_from_db()
    return client.post(page("validate", need.pk), {"seen": need.updated_at.isoformat()})


def test_only_the_one_who_answers_for_the_sheet_validates_it(client, held, buyer, colleague):
    client.force_login(colleague)
    assert validate(client, held).status_code == 404
    assert "Valider la fiche" not in client.get(held.get_absolute_url()).content.decode()
    client.force_login(buyer)
    assert validate(client, held).status_code == 302


def test_the_one_who_answers_passes_it_on_and_validates_no_more(client, held, buyer, colleague):
    client.force_login(buyer)
    client.post(page("hand_over", held.pk), {"person": colleague.pk})
    assert validate(client, held).status_code == 404
    client.force_login(colleague)
    assert validate(client, held).status_code == 302
    assert acts(held.project) == ["responsible_named", "need_validated"]


def test_nobody_takes_the_sheet_from_the_one_who_answers_for_it(client, held, buyer, colleague):
    client.force_login(colleague)
    assert client.post(page("hand_over", held.pk), {"person": colleague.pk}).status_code == 404
    held.refresh_from_db()
    assert held.responsible == buyer


def test_a_sheet_is_not_passed_on_to_a_stranger(client, held, buyer, stranger):
    client.force_login(buyer)
    assert client.post(page("hand_over", held.pk), {"person": stranger.pk}).status_code == 422


def test_a_sheet_whose_owner_left_may_be_taken_up(client, held, buyer, colleague):
    buyer.is_active = False
    buyer.save()
    client.force_login(colleague)
    assert validate(client, held).status_code == 302
    held.refresh_from_db()
    assert held.responsible == colleague


def test_the_first_contributor_of_a_whole_sheet_nobody_holds_answers_for_it(need, chef):
    invited = ContributorFactory(need=need, user=None, email=CHEF)
    invited.join(chef, now=timezone.now())
    assert Need.objects.get(pk=need.pk).responsible == chef


def test_a_contributor_of_a_part_answers_for_nothing(need, chef):
    ContributorFactory(need=need, user=None, email=CHEF, part="sites").join(
        chef, now=timezone.now()
    )
    assert Need.objects.get(pk=need.pk).responsible is None


def test_the_part_already_entrusted_is_not_sent_twice(signed_in, need):
    invite(signed_in, need, "sites")
    invite(signed_in, need, "sites")
    assert len(mail.outbox) == 1
    assert Contributor.objects.count() == 1


def test_a_part_given_later_to_one_who_joined_is_open_at_once(signed_in, need, chef):
    ContributorFactory(need=need, user=chef, email=CHEF, part="sites")
    invite(signed_in, need, "volumes")
    assert Need.objects.open_to(chef, "volumes").filter(pk=need.pk).exists()


def test_a_member_of_another_authority_does_not_invite(client, need, neighbour):
    client.force_login(neighbour)
    assert invite(client, need, "sheet").status_code == 404
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("name", "email", "parts", "field"),
    [
        ("A", "pas une adresse", ["sites"], "email"),
        ("A", CHEF, [], "part"),
        ("A", CHEF, ["cuisine"], "part"),
        ("", CHEF, ["sites"], "name"),
    ],
)
def test_a_wrong_invitation_is_refused_and_stays_typed(signed_in, need, name, email, parts, field):
    answer = invite(signed_in, need, *parts, name=name, email=email)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert email in answer.content.decode()
    assert not Contributor.objects.exists()


def test_a_message_that_does_not_leave_gives_its_link_to_pass_on(signed_in, need, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    asked = {"name": "Alex", "email": CHEF, "part": "sites"}
    with time_machine.travel(timezone.now(), tick=False):  # a token tells its second
        answer = signed_in.post(page("team", need.pk), asked, follow=True)
        token = Contributor.objects.get().token()
    html = plain(answer.content.decode())
    assert "n'est pas parti" in html.replace("&#x27;", "'")
    assert token in html


def test_who_steers_withdraws_an_invitation_gone_to_a_wrong_address(client, project, lead):
    client.force_login(lead)
    member_add(client, project, other="CCAS de Loos", email="shef@example.org")
    need = project.needs.get()
    assert invite(client, need, "sheet").status_code == 302
    wrong = need.contributors.get(email="shef@example.org")
    client.post(page("team_remove", need.pk, wrong.pk))
    assert [each.email for each in need.contributors.all()] == [CHEF]


def test_a_person_is_called_by_the_name_of_the_invitation_until_they_give_theirs(need, client):
    chef = UserFactory(email=CHEF, first_name="", last_name="")
    invited = ContributorFactory(need=need, user=None, email=CHEF, name="Alex Le Roy")
    client.force_login(chef)
    client.post(page("contribute", invited.token()))
    chef.refresh_from_db()
    assert (chef.first_name, chef.last_name) == ("Alex", "Le Roy")


def test_the_link_leads_who_joined_to_the_sheet_even_once_it_is_frozen(need, client, chef, lead):
    joined = ContributorFactory(need=need, user=chef, email=CHEF)
    need.project.freeze(by=lead, now=timezone.now())
    client.force_login(chef)
    assert client.get(page("contribute", joined.token())).url == need.get_absolute_url()


def test_a_contributor_of_no_authority_meets_no_dead_end(client, need, chef):
    ContributorFactory(need=need, user=chef, email=CHEF)
    client.force_login(chef)
    listed = client.get(page("index")).content.decode()
    assert need.get_absolute_url() in listed
    assert need.project.get_absolute_url() not in listed
    for closed in ("create", "project_create"):
        html = plain(client.get(page(closed)).content.decode())
        assert "Votre compte n'est rattaché à aucune autorité" in html
        assert "<form" not in html.partition("<main")[2]


def test_the_list_of_a_team_takes_a_constant_number_of_queries(
    signed_in, need, django_assert_max_num_queries
):
    ContributorFactory.create_batch(30, need=need)
    with django_assert_max_num_queries(16):
        signed_in.get(page("team", need.pk))


def test_a_sheet_of_another_need_is_not_reached_by_a_contributor(client, chef, need):
    ContributorFactory(need=need, user=chef, email=CHEF)
    elsewhere = NeedFactory()
    client.force_login(chef)
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
