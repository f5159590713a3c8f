"""Asking for a record: an address proved by e-mail, hints, and a person who decides."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from procurement.accounts.models import OrganisationKind, Role
from suppliers.address_hints import LINK_LASTS
from suppliers.claims import take_over
from suppliers.models import Claim, ClaimStatus, DecidedMeanwhile, Supplier
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.suppliers.factories import EssProofFactory, SupplierFactory
from tests.suppliers.pages import words

SITE = "https://www.laverie.fr/contact"


pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return SupplierFactory(name="La Laverie", website=SITE)


@pytest.fixture
def facilitator():
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    return MembershipFactory(organisation=network, role=Role.FACILITATOR).user


def ask(client, supplier, email="anne@laverie.fr"):
    page = f"/fournisseurs/{supplier.pk}/demande/"
    return client.post(page, {"email": email, "function": "Gérante"})


def link_in(message):
    return re.search(r"http\S+(/fournisseurs/\S+)", message.body)[1]


def waiting(supplier, user=None, email="anne@laverie.fr"):
    claim = Claim(supplier=supplier, user=user or UserFactory(), email=email, function="Gérante")
    claim.ask(now=timezone.now())
    claim.confirm(now=timezone.now())
    return claim


def decide(client, claim, what="accept", reason="Vérifié par téléphone", **more):
    return client.post(f"/fournisseurs/demandes/{claim.pk}/", {what: "", "reason": reason, **more})


def test_the_whole_journey(client, supplier, facilitator):
    person = UserFactory()
    client.force_login(person)
    ask(client, supplier)
    client.logout()
    client.post(link_in(mail.outbox[0]))
    claim = Claim.objects.get()
    client.force_login(facilitator)
    page = words(client.get(f"/fournisseurs/demandes/{claim.pk}/"))

    decide(client, claim)

    assert "Même domaine que le site de la fiche" in page
    assert Supplier.objects.editable_by(person).get() == supplier
    address = ["anne@laverie.fr"]
    assert [message.to for message in mail.outbox] == [address, [facilitator.email], address]
    assert "Vérifié par téléphone" in mail.outbox[2].body
    claim.refresh_from_db()
    assert (claim.status, claim.decided_by) == (ClaimStatus.ACCEPTED, facilitator)
    assert [act.act for act in supplier.acts.all()] == ["claim_accepted", "claim_asked"]


def test_opening_the_link_changes_nothing_until_the_button(client, supplier):
    client.force_login(UserFactory())
    ask(client, supplier)

    client.get(link_in(mail.outbox[0]))

    assert Claim.objects.get().status == ClaimStatus.SENT


@pytest.mark.parametrize(("late", "status"), [(-timedelta(minutes=1), 200), (timedelta(1), 410)])
def test_the_link_lasts_seven_days(client, supplier, late, status):
    client.force_login(UserFactory())
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ask(client, supplier)

    with time_machine.travel(now + LINK_LASTS + late, tick=False):
        assert client.get(link_in(mail.outbox[0])).status_code == status


def test_an_address_not_confirmed_is_not_read_by_anybody(client, supplier, facilitator):
    client.force_login(UserFactory())
    ask(client, supplier)
    client.force_login(facilitator)

    assert not client.get("/fournisseurs/demandes/").context["waiting"]
    decide(client, Claim.objects.get())
    assert Claim.objects.get().status == ClaimStatus.SENT


def test_a_free_address_is_told_to_who_decides(client, supplier, facilitator):
    claim = waiting(supplier, email="laverie@gmail.com")
    client.force_login(facilitator)

    assert "ouverte à tous" in words(client.get(f"/fournisseurs/demandes/{claim.pk}/"))


def test_a_refusal_needs_a_reason_and_forgets_the_address(client, supplier, facilitator):
    claim = waiting(supplier)
    client.force_login(facilitator)

    assert decide(client, claim, "refuse", reason="").status_code == 422
    decide(client, claim, "refuse", reason="Inconnue de la structure")

    claim.refresh_from_db()
    assert (claim.status, claim.email, claim.domain) == ("refused", "", "laverie.fr")
    assert "Inconnue de la structure" in mail.outbox[-1].body
    assert Supplier.objects.get(pk=supplier.pk).organisation is None


def test_nobody_decides_on_their_own_request(client, supplier, facilitator):
    claim = waiting(supplier, user=facilitator)
    client.force_login(facilitator)

    assert decide(client, claim).status_code == 404
    with pytest.raises(DecidedMeanwhile):
        claim.accept("moi", by=facilitator, now=timezone.now())


@pytest.mark.parametrize("role", [Role.BUYER, Role.OFFICER, Role.SUPPLIER])
def test_other_roles_do_not_decide(client, supplier, role):
    claim = waiting(supplier)
    client.force_login(MembershipFactory(role=role).user)

    assert decide(client, claim).status_code == 404


def test_of_two_requests_the_second_is_left_to_those_who_now_hold_the_record(
    client, supplier, facilitator
):
    first, second = waiting(supplier), waiting(supplier, email="paul@laverie.fr")
    client.force_login(facilitator)
    assert "laverie.fr" in words(client.get(f"/fournisseurs/demandes/{first.pk}/"))
    decide(client, first)

    assert decide(client, second).status_code == 404
    client.force_login(first.user)
    decide(client, second)

    held = Supplier.objects.get(pk=supplier.pk).organisation
    assert set(held.members.all()) == {first.user, second.user}


def test_who_holds_a_record_is_told_of_a_request_and_refuses_it(client, supplier):
    owner = MembershipFactory(role=Role.SUPPLIER)
    supplier.organisation = owner.organisation
    supplier.save()
    client.force_login(UserFactory())
    ask(client, supplier)
    client.post(link_in(mail.outbox[0]))

    assert mail.outbox[1].to == [owner.user.email]
    assert "anne@" not in mail.outbox[1].body
    client.force_login(owner.user)
    decide(client, Claim.objects.get(), "refuse", "Inconnue")
    assert owner.organisation.members.count() == 1


def test_who_created_a_record_that_nobody_checked_does_not_decide_who_joins_it(
    client, supplier, facilitator
):
    squatter = UserFactory()
    take_over(supplier, by=squatter, act="created")
    claim = waiting(supplier)

    assert "personne ait vérifié" in words(ask_page(client, supplier))
    assert list(claim.deciders()) == [facilitator]
    assert not Claim.objects.decidable_by(squatter).exists()
    assert Claim.objects.decidable_by(facilitator).get() == claim

    EssProofFactory(supplier=supplier, seen_on=timezone.localdate())
    assert Claim.objects.decidable_by(squatter).get() == claim
    assert not Claim.objects.decidable_by(facilitator).exists()


@pytest.fixture
def squatter(supplier):
    person = UserFactory(email="paul@ailleurs.fr")
    take_over(supplier, by=person, act="created")
    return person


def test_who_accepts_says_what_becomes_of_the_person_who_created_the_record(
    client, supplier, squatter, facilitator
):
    claim = waiting(supplier)
    client.force_login(facilitator)

    page = words(client.get(f"/fournisseurs/demandes/{claim.pk}/"))
    refused = decide(client, claim)

    assert "paul@ailleurs.fr" in page
    assert "checked" not in page
    assert refused.status_code == 422
    assert "Dites si la personne qui a créé la fiche" in words(refused)
    assert set(Supplier.objects.get().organisation.members.all()) == {squatter}


@pytest.mark.parametrize(
    ("choice", "stays", "act", "told"),
    [
        ("keep", True, "creator_kept", "vous la tenez maintenant à deux"),
        ("remove", False, "creator_removed", "vous ne la tenez plus"),
    ],
)
def test_the_person_who_created_the_record_stays_or_goes_and_both_are_told(
    client, supplier, squatter, facilitator, choice, stays, act, told
):
    claim = waiting(supplier)
    client.force_login(facilitator)

    decide(client, claim, creator=choice)

    members = set(Supplier.objects.get().organisation.members.all())
    assert members == ({claim.user, squatter} if stays else {claim.user})
    assert [one.act for one in supplier.acts.all()][:2] == [act, "claim_accepted"]
    letters = {message.to[0]: message.body for message in mail.outbox}
    assert told in letters[squatter.email]
    assert ("paul@ailleurs.fr" in letters[claim.email]) is False
    assert ("la tient avec vous" in letters[claim.email]) is stays
    assert ("ne la tient plus" in letters[claim.email]) is not stays


def test_once_a_request_is_accepted_the_record_is_that_of_people_somebody_checked(
    client, supplier, squatter, facilitator
):
    claim = waiting(supplier)
    claim.accept("vu", by=facilitator, now=timezone.now())

    assert not Supplier.objects.unchecked().exists()
    second = waiting(supplier, email="lea@laverie.fr")
    assert set(second.deciders()) == {claim.user, squatter}


def test_to_refuse_a_request_asks_nothing_of_the_person_who_created_the_record(
    client, supplier, squatter, facilitator
):
    claim = waiting(supplier)
    client.force_login(facilitator)

    decide(client, claim, "refuse")

    assert set(Supplier.objects.get().organisation.members.all()) == {squatter}
    assert squatter.email not in {message.to[0] for message in mail.outbox}


def ask_page(client, supplier):
    client.force_login(UserFactory())
    return client.get(f"/fournisseurs/{supplier.pk}/demande/")


def test_facilitators_are_told_that_a_request_waits_or_else_administrators(supplier):
    administrator = UserFactory(is_staff=True)
    claim = waiting(supplier, user=MembershipFactory(role=Role.FACILITATOR).user)
    assert list(claim.deciders()) == [administrator]

    facilitator = MembershipFactory(role=Role.FACILITATOR).user
    MembershipFactory(user=facilitator, role=Role.FACILITATOR)
    assert list(claim.deciders()) == [facilitator]


def test_a_person_finds_what_they_asked_for_on_the_dashboard(client, supplier):
    claim = waiting(supplier)
    client.force_login(claim.user)
    page = words(client.get("/tableau-de-bord/"))
    assert "La Laverie en attente d'une décision" in re.sub("<[^>]+>", "", page)
    assert "n'est encore rattaché à aucune organisation" not in page

    claim.withdraw(now=timezone.now())
    assert "Fiches que j'ai demandées" not in words(client.get("/tableau-de-bord/"))


def test_an_administrator_decides_on_a_held_record(client, supplier):
    supplier.organisation = MembershipFactory(role=Role.SUPPLIER).organisation
    supplier.save()
    claim = waiting(supplier)
    client.force_login(UserFactory(is_staff=True))

    decide(client, claim)

    assert Supplier.objects.editable_by(claim.user).get() == supplier


def test_two_deciders_at_once_decide_once(supplier, facilitator):
    claim = waiting(supplier)
    again = Claim.objects.get(pk=claim.pk)
    claim.accept("oui", by=facilitator, now=timezone.now())

    with pytest.raises(DecidedMeanwhile):
        again.refuse("non", by=UserFactory(is_staff=True), now=timezone.now())

    assert Claim.objects.get().status == ClaimStatus.ACCEPTED


def test_a_person_has_one_request_at_a_time_on_a_record(client, supplier):
    person = UserFactory()
    client.force_login(person)
    ask(client, supplier)
    ask(client, supplier)

    assert len(mail.outbox) == 1
    with pytest.raises(IntegrityError):
        Claim(supplier=supplier, user=person, email="a@b.fr").ask(now=timezone.now())


def test_a_request_withdrawn_forgets_the_address(client, supplier):
    person = UserFactory()
    claim = waiting(supplier, user=person)
    client.force_login(person)

    client.post(f"/fournisseurs/demandes/{claim.pk}/retirer/")

    claim.refresh_from_db()
    assert (claim.status, claim.email) == (ClaimStatus.WITHDRAWN, "")


@pytest.mark.parametrize("email", ["", "anne", "anne@", "a" * 300 + "@b.fr"])
def test_a_wrong_address_sends_nothing(client, supplier, email):
    client.force_login(UserFactory())

    assert ask(client, supplier, email).status_code == 422
    assert not mail.outbox


def test_a_mail_server_that_does_not_answer_is_said(client, supplier, settings):
    settings.EMAIL_BACKEND = "tests.suppliers.test_labels.Down"
    client.force_login(UserFactory())

    page = client.get(ask(client, supplier).url)

    assert "n'a pas pu partir" in words(page)


@pytest.mark.parametrize(("late", "left"), [(-timedelta(minutes=1), 1), (timedelta(minutes=1), 0)])
def test_an_address_never_confirmed_is_erased_with_its_request(supplier, late, left):
    now = timezone.now()
    Claim(supplier=supplier, user=UserFactory(), email="a@b.fr").ask(now=now)
    kept = waiting(SupplierFactory())

    with time_machine.travel(now + LINK_LASTS + late, tick=False):
        call_command("forget_claims")

    assert Claim.objects.filter(supplier=supplier).count() == left
    assert Claim.objects.filter(pk=kept.pk).exists()


def test_ten_requests_an_hour_at_most(client, settings):
    from django.core.cache import cache

    cache.clear()
    client.force_login(UserFactory())
    statuses = [ask(client, SupplierFactory()).status_code for _ in range(11)]

    assert statuses == [302] * 10 + [429]
