"""A tender put at the candidates' disposal: what they read, and what they never learn."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.answering.calls import call_of
from tenders.answering.models import Insider, Preparation, Publication, SharedHelp
from tenders.answering.models.publication import LEARNING
from tenders.keeping import archive_of
from tenders.models import Tender
from tests.factories import MembershipFactory
from tests.tenders.answering.factories import NOW, holder, preparation, published
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    made = complete_tender()
    made.settings |= {
        "publicity": ["profil", "boamp", "joue"],
        "dce_on_buyer_profile": True,
        "framework_maximum_ht": 500_000,
    }
    made.save()
    return made


def open_tender(tender):
    """Without what a check would block."""
    Tender.objects.filter(pk=tender.pk).update(procedure="mapa", estimated_value=50_000)
    tender.lots.update(amount=25_000)
    tender.refresh_from_db()
    tender.settings["framework_maximum_ht"] = 55_000
    tender.save()
    return tender


def publish(tender, now=NOW):
    return Publication.objects.publish(tender, by=officer_of(tender), now=now)


def test_a_call_says_criteria_conditions_and_pieces_as_the_documents_do(tender):
    call = call_of(tender)
    marked = {c.name for c in tender.criteria.all()}
    assert {asked.name for asked in call.asked} <= marked
    assert {"reservation", "volume", "clause", "place"} <= {c.kind for c in call.conditions}
    assert {"dc1", "dc2", "crt", "ae-1", "ae-2", "dqe"} <= {piece.id for piece in call.pieces}


def test_a_call_says_where_each_condition_was_read(tender):
    assert all(condition.where for condition in call_of(tender).conditions)


def test_what_eases_the_access_is_no_condition(tender):
    ids = {condition.clause for condition in call_of(tender).conditions}
    assert "group-combined-capacity" not in ids
    assert "washing-result" in ids


def test_what_the_file_does_not_say_is_to_be_asked(tender):
    assert "la date limite des questions" in call_of(tender).unknown


def test_a_turnover_asked_is_a_condition_that_puts_aside(tender):
    tender.settings["turnover_required_ratio"] = 1.5
    tender.save()
    asked = [c for c in call_of(tender).conditions if c.kind == "turnover"]
    assert [(c.excludes, c.amount) for c in asked] == [(True, 90_000), (True, 90_000)]


def test_a_tender_is_published_with_its_package_and_the_register_says_so(tender):
    made = publish(open_tender(tender))
    assert made.number == 1
    assert made.package.tender == tender
    assert RegisterEntry.objects.filter(act="tender_published").count() == 1


def test_publishing_remembers_who_could_read_it(tender):
    person = MembershipFactory(organisation=tender.project.lead, role=Role.BUYER).user
    publish(open_tender(tender))
    assert Insider.objects.filter(project=tender.project, user=person).exists()


def test_what_a_check_blocks_is_not_published(tender):
    tender.settings["publicity"] = ["profil"]
    tender.save()
    with pytest.raises(ValidationError, match="bloquante"):
        publish(tender)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_a_deadline_that_is_over_is_not_published(tender, late):
    tender = open_tender(tender)
    with pytest.raises(ValidationError, match="date limite"):
        publish(tender, now=tender.offers_due_at + late)


def test_publishing_twice_the_same_is_refused(tender):
    publish(open_tender(tender))
    with pytest.raises(ValidationError, match="déjà publié"):
        publish(tender)


def test_candidates_read_what_was_published_and_not_the_next_draft(tender):
    made = publish(open_tender(tender))
    Tender.objects.filter(pk=tender.pk).update(title="Autre chose")
    made.refresh_from_db()
    assert made.call().title == "Lavage et collecte de contenants réemployables"


def test_a_new_publication_replaces_the_first_and_tells_those_who_prepare(tender):
    first = publish(open_tender(tender))
    begun = preparation(publication=first)
    Tender.objects.filter(pk=tender.pk).update(title="Lavage, seconde version")
    second = publish(Tender.objects.get(pk=tender.pk), now=NOW + timedelta(days=1))
    assert list(Publication.objects.current()) == [second]
    assert begun.newer() == second
    begun.take(second, version=begun.version, now=NOW)
    assert begun.call().title == "Lavage, seconde version"
    assert begun.newer() is None


@pytest.mark.parametrize(("later", "shown"), [(-1, True), (0, False), (1, False)])
def test_a_call_is_open_until_its_deadline(later, shown):
    publication = published()
    at = publication.due_at + timedelta(seconds=later)
    assert Publication.objects.open(at=at).exists() is shown


def test_the_page_of_the_officer_says_why_it_is_refused(client, tender):
    tender.settings["publicity"] = ["profil"]
    tender.save()
    client.force_login(officer_of(tender))
    answer = client.post(reverse("answering:publish", args=[tender.pk]))
    assert answer.status_code == 422
    assert "bloquante" in answer.content.decode()


def test_everybody_reads_a_published_call_without_an_account(client):
    publication = published()
    page = client.get(publication.get_absolute_url()).content.decode()
    assert "Lot 1 : Lavage" in page
    assert "Préparer notre réponse" not in page


@time_machine.travel(NOW, tick=False)
def test_a_supplier_begins_once_and_comes_back_to_the_same(client):
    publication = published()
    supplier, user = holder()
    client.force_login(user)
    for _ in range(2):
        answer = client.post(reverse("answering:begin", args=[publication.pk]))
        assert answer["Location"] == Preparation.objects.get().get_absolute_url()
    assert Preparation.objects.get().supplier == supplier


def test_whoever_holds_no_record_is_sent_to_the_register(client):
    client.force_login(MembershipFactory().user)
    answer = client.post(reverse("answering:begin", args=[published().pk]))
    assert answer["Location"] == reverse("suppliers:index")
    assert not Preparation.objects.exists()


def test_general_help_stands_on_the_page_of_the_call(client):
    publication = published()
    SharedHelp.objects.create(
        publication=publication,
        call_key="k",
        call_title="A",
        question="Faut-il signer ?",
        answer="Non, à l'attribution seulement.",
        published_at=NOW,
    )
    assert "Faut-il signer ?" in client.get(publication.get_absolute_url()).content.decode()


def test_a_refused_publication_leaves_no_file_behind(tender, settings):
    tender.settings["publicity"] = ["profil"]
    tender.save()
    with pytest.raises(ValidationError):
        publish(tender)
    assert not list(settings.MEDIA_ROOT.rglob("*.zip"))


def test_anybody_takes_the_booklets_of_a_call_as_they_left(client, tender):
    made = publish(open_tender(tender))
    page = client.get(made.get_absolute_url()).content.decode()
    assert [row["kind"] for row in made.learning()] == list(LEARNING)
    assert client.get(f"/api/v1/calls/{made.pk}/").json()["booklets"] == made.learning()
    for kind in LEARNING:
        address = reverse("answering:booklet", args=[made.pk, kind])
        assert address in page
        with zipfile.ZipFile(io.BytesIO(archive_of(made.package))) as archive:
            kept = archive.read(f"{tender.reference}-{kind}.docx")
        assert client.get(address).content == kept


@pytest.mark.parametrize("kind", ["grille", "kit_formateur", "rc", "dqe"])
def test_no_other_piece_of_the_package_is_given(client, kind):
    address = reverse("answering:booklet", args=[published().pk, kind])
    assert client.get(address).status_code == 404


def test_a_booklet_touched_since_is_not_given(client):
    made = published()
    made.package.archive.save("2.zip", ContentFile(b"autre"))
    answer = client.get(reverse("answering:booklet", args=[made.pk, LEARNING[0]]), follow=True)
    assert "ont changé depuis l" in answer.content.decode()
