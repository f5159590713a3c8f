"""From a file that was read to a prepared answer on the site, kept and compared."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from procurement.accounts.models import Membership, OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders.answering.documents import candidature_sheet, kit
from tenders.answering.documents.frame import written
from tenders.answering.models import Preparation
from tenders.answering.prepared import Prepared
from tenders.answering.ties import ruling_on
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.ooxml import faults
from tests.tenders.answering.factories import adviser, holder, published
from tests.tenders.answering.test_dossier_call import FULL, without
from tests.tenders.dossiers.factories import read_dossier_of
from tests.tenders.factories import DURING

# The path on the site.


@pytest.fixture
def during(db):
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def own(during, client):
    """(the dossier, somebody of its supplier, signed in)."""
    supplier, user = holder()
    client.force_login(user)
    return read_dossier_of(supplier, FULL), user


def begin(client, dossier, **values):
    return client.post(reverse("answering:begin_from_dossier", args=[dossier.pk]), values)


def follow(client, preparation, dossier, **values):
    values.setdefault("version", preparation.version)
    return client.post(reverse("answering:reading", args=[preparation.pk, dossier.pk]), values)


def page(client, address):
    return unescape(client.get(address).content.decode())


def correct(dossier, user, kind, value):
    dossier.correct(kind, value, version=dossier.version, by=user, now=DURING)


def test_a_supplier_prepares_an_answer_from_what_was_read(client, own):
    dossier, _ = own
    assert "Préparer une réponse" in page(client, dossier.get_absolute_url())
    answer = begin(client, dossier)
    made = Preparation.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.dossier, made.dossier_read_at, made.due_at.day) == (dossier, DURING, 12)
    assert "D'après le dossier «" in page(client, answer.url)


def test_the_same_dossier_is_prepared_once(client, own):
    begin(client, own[0])
    begin(client, own[0])
    assert Preparation.objects.count() == 1


@pytest.mark.parametrize("name", ["understand", "decide", "partners", "prepare", "send", "ask"])
def test_every_step_opens_on_a_file_that_was_read(client, own, name):
    begin(client, own[0])
    address = reverse(f"answering:{name}", args=[Preparation.objects.get().pk])
    assert client.get(address).status_code == 200


def test_what_is_missing_is_asked_on_the_page_in_the_kit_and_in_the_advice(client, during):
    supplier, user = holder()
    client.force_login(user)
    begin(client, read_dossier_of(supplier, without("avril")))
    prepared = Prepared(Preparation.objects.get(), now=DURING)
    asked = "la date et l'heure limites de remise des offres"
    assert (
        asked
        in page(client, reverse("answering:understand", args=[prepared.preparation.pk])).lower()
    )
    assert any(asked in doubt for doubt in prepared.advice.doubts)
    assert asked in str(kit.build(prepared))
    assert prepared.planned[0].due_on is None


def test_the_documents_of_a_read_file_are_sound(client, own):
    begin(client, own[0])
    prepared = Prepared(Preparation.objects.get(), now=DURING)
    for build in (kit.build, candidature_sheet.build):
        assert faults(written(build(prepared))) == []


def test_a_dossier_corrected_later_changes_nothing_until_it_is_followed(client, own):
    dossier, user = own
    begin(client, dossier)
    made = Preparation.objects.get()
    correct(dossier, user, "deadline", "2027-04-20T10:00")
    made.refresh_from_db()
    assert made.due_at.day == 12
    assert "corrigée depuis" in page(client, made.get_absolute_url())
    compared = page(client, reverse("answering:reading", args=[made.pk, dossier.pk]))
    assert "12\u00a0avril\u00a02027" in compared
    assert "20\u00a0avril\u00a02027" in compared
    follow(client, made, dossier)
    made.refresh_from_db()
    assert made.due_at.day == 20
    assert "corrigée depuis" not in page(client, made.get_absolute_url())


def test_somebody_faster_keeps_a_reading_from_being_followed_unseen(client, own):
    dossier, user = own
    begin(client, dossier)
    made = Preparation.objects.get()
    correct(dossier, user, "deadline", "2027-04-20T10:00")
    follow(client, made, dossier, version=made.version + 1)
    made.refresh_from_db()
    assert made.due_at.day == 12


def test_lots_that_a_newer_reading_no_longer_has_are_no_longer_aimed_at(client, own):
    dossier, user = own
    begin(client, dossier)
    Preparation.objects.update(lots=[1, 2])
    one = {"number": "1", "title": "Lavage", "reserved": None, "article": "", "amount": ""}
    correct(dossier, user, "lots", [{**one, "where": {}}])
    follow(client, Preparation.objects.get(), dossier)
    assert Preparation.objects.get().lots == [1]


@pytest.mark.parametrize("gone", ["erased", "expired"])
def test_a_dossier_that_is_gone_leaves_the_preparation_which_says_so(client, own, gone):
    dossier, _ = own
    begin(client, dossier)
    if gone == "erased":
        client.post(reverse("dossiers:delete", args=[dossier.pk]))
    else:
        type(dossier).objects.update(kept_until=DURING.date() - timedelta(days=1))
    made = Preparation.objects.get()
    assert made.call().buyer == "Ville de Lens"
    assert "supprimé depuis" in page(client, made.get_absolute_url())
    gone_to = reverse("answering:reading", args=[made.pk, dossier.pk])
    assert client.get(gone_to).status_code == 404


def test_the_same_call_sent_again_is_compared_and_may_be_set_apart(client, own):
    dossier, _ = own
    begin(client, dossier)
    again = read_dossier_of(dossier.supplier, FULL.replace("350", "500"))
    made = Preparation.objects.get()
    answer = begin(client, again)
    assert answer.url == reverse("answering:reading", args=[made.pk, again.pk])
    assert "500 heures" in page(client, answer.url)
    begin(client, again, apart="1")
    assert Preparation.objects.count() == 2


def test_two_files_without_their_buyer_are_two_calls(client, during):
    supplier, user = holder()
    client.force_login(user)
    for _ in range(2):
        begin(client, read_dossier_of(supplier, name="RC.docx"))
    assert Preparation.objects.count() == 2


def test_nobody_else_prepares_from_it(client, own):
    for role in Role:
        client.force_login(MembershipFactory(role=role).user)
        assert begin(client, own[0]).status_code == 404
    assert not Preparation.objects.exists()


def test_a_trusted_network_reads_the_dossier_but_answers_nothing_from_it(client, own):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    NetworkMember.objects.create(
        network=network, supplier=own[0].supplier, status="accepted", may_answer=True,
        asked_at=DURING,
    )  # fmt: skip
    client.force_login(MembershipFactory(organisation=network, role=Role.FACILITATOR).user)
    assert "Préparer une réponse" not in page(client, own[0].get_absolute_url())
    assert begin(client, own[0]).status_code == 404


@pytest.mark.parametrize("state", ["reading", "failed"])
def test_a_dossier_that_was_not_read_prepares_nothing(client, own, state):
    type(own[0]).objects.update(state=state)
    assert begin(client, own[0]).status_code == 404


def test_a_dossier_of_another_supplier_is_not_followed(client, own):
    begin(client, own[0])
    other = read_dossier_of(holder()[0])
    assert follow(client, Preparation.objects.get(), other).status_code == 404


def test_a_consultation_that_balise_publishes_starts_from_what_was_published(client, own):
    publication = published(at=DURING)
    dossier = read_dossier_of(own[0].supplier, tender=publication.tender)
    begin(client, dossier)
    assert Preparation.objects.get().publication == publication


def test_help_on_an_outside_call_says_what_cannot_be_checked(client, own):
    begin(client, own[0])
    text = page(client, reverse("answering:ask", args=[Preparation.objects.get().pk]))
    assert "la vérification est partielle" in text
    assert "Ville de Lens" in text


def test_the_buyer_named_in_the_file_bars_its_own_people(client, own):
    begin(client, own[0])
    made = Preparation.objects.get()
    town = OrganisationFactory(name="Ville de Lens")
    helper = adviser()
    assert ruling_on(helper, made, now=DURING).allowed
    Membership.objects.create(user=helper, organisation=town, role=Role.BUYER)
    assert not ruling_on(helper, made, now=DURING).allowed


def test_a_reference_of_balise_bars_who_worked_on_it_without_naming_the_project(client, own):
    tender = published(at=DURING).tender
    tender.publications.all().delete()
    dossier = read_dossier_of(own[0].supplier, name="Autre", tender=tender)
    begin(client, dossier)
    made = Preparation.objects.get()
    worker = UserFactory()
    tender.project.owner = worker
    tender.project.save()
    ruling = ruling_on(worker, made, now=DURING)
    assert not ruling.allowed
    assert str(tender.project) not in " ".join(ruling.reasons)


def test_the_api_prepares_from_a_dossier(own):
    dossier, user = own
    caller = APIClient()
    caller.force_authenticate(user)
    answer = caller.post(reverse("preparation-list"), {"dossier": str(dossier.pk)}, format="json")
    assert answer.status_code == 201
    assert answer.json()["dossier_name"] == "Lavage de bacs"
    told = caller.get(reverse("preparation-kit", args=[answer.json()["id"]])).json()
    assert any("date limite des questions" in one for one in told["to_ask"])


def test_the_api_prepares_from_nobody_elses_dossier(own):
    caller = APIClient()
    caller.force_authenticate(holder()[1])
    sent = {"dossier": str(own[0].pk)}
    assert caller.post(reverse("preparation-list"), sent, format="json").status_code == 404
