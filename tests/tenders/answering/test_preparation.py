"""A supplier's path: understand, decide, prepare, send; and nobody else on it."""

import io
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from rest_framework.test import APIClient

from needs.models import RegisterEntry
from procurement.accounts.models import Membership, OrganisationKind, Role
from suppliers.models import NetworkMember, RecordAct
from tenders.answering.models import Decision, Preparation, StalePreparation
from tenders.answering.prepared import Prepared
from tenders.answering.steps import path_of
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.suppliers.factories import ActivityFactory
from tests.tenders.answering.factories import NOW, call, holder, preparation, published
from tests.tenders.market_factories import declares, use
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def own():
    """(the preparation, somebody of its supplier)."""
    supplier, user = holder(fte=12)
    ActivityFactory(supplier=supplier, label="Lavage de bacs", description="")
    return preparation(supplier, of=call(), by=user), user


def path(name, prepared, *more):
    return reverse(f"answering:{name}", args=[prepared.pk, *more])


def read(client, user, address):
    client.force_login(user)
    return unescape(client.get(address).content.decode())


def post(client, own, name, **values):
    prepared, user = own
    client.force_login(user)
    return client.post(path(name, prepared), {"version": prepared.version, **values})


def test_the_path_says_what_is_missing_and_why(own):
    steps = {step.id: step for step in path_of(Prepared(own[0], now=NOW))}
    assert [step.state for step in steps.values()] == ["todo", "todo", "todo", "todo"]
    assert "Choisissez vos lots" in steps["understand"].missing
    assert "heures" in steps["decide"].missing
    assert "points du mémoire" in steps["prepare"].missing


def test_the_lots_aimed_at_are_kept_and_their_tasks_planned(client, own):
    assert post(client, own, "understand", lots=["1"]).status_code == 302
    prepared = Preparation.objects.get()
    assert prepared.lots == [1]
    assert prepared.tasks.filter(key="write-c2-1").exists()


def test_a_lot_that_does_not_exist_is_refused_and_changes_nothing(client, own):
    assert post(client, own, "understand", lots=["7"]).status_code == 422
    assert Preparation.objects.get().lots == []


def test_each_condition_is_shown_with_its_state_and_its_article(client, own):
    text = read(client, own[1], path("decide", own[0]))
    assert "Conseil au 1er\u00a0mars\u00a02027" in text
    assert "rempli d'après vous" in text
    assert "la décision vous appartient" in text


def test_a_decision_keeps_its_reason_and_the_assessment_of_the_day(client, own):
    answer = post(client, own, "decide", decide="1", decision="go", reason="Notre métier")
    assert answer.status_code == 302
    prepared = Preparation.objects.get()
    assert (prepared.decision, prepared.reason) == ("go", "Notre métier")
    assert prepared.assessments.count() == 1


def test_what_moved_since_the_last_assessment_is_told(client, own):
    prepared, user = own
    prepared.keep({"c2-1": "unsaid"}, "check", 12, by=user, now=NOW)
    assert "Depuis l'évaluation du" in read(client, user, path("decide", prepared))


def test_the_assumptions_of_hours_are_those_of_the_supplier(client, own):
    assert post(client, own, "decide", effort="1", page="4", week="").status_code == 302
    assert Preparation.objects.get().assumed == {"page": 4.0}


@pytest.mark.parametrize("value", ["-1", "21", "beaucoup"])
def test_a_wrong_assumption_is_said_and_the_others_are_not_lost(client, own, value):
    answer = post(client, own, "decide", effort="1", page=value, read="5")
    assert answer.status_code == 422
    assert 'value="5"' in answer.content.decode()
    assert Preparation.objects.get().assumed == {}


def test_two_people_of_one_structure_do_not_overwrite_each_other(client, own):
    prepared, _ = own
    prepared.change(version=1, now=NOW, reason="D'abord")
    answer = client_post_stale(client, own)
    assert answer.status_code == 409
    assert "Votre saisie est gardée" in answer.content.decode()
    assert "Ensuite" in answer.content.decode()
    assert Preparation.objects.get().reason == "D'abord"


def client_post_stale(client, own):
    client.force_login(own[1])
    values = {"version": 1, "decide": "1", "decision": "go", "reason": "Ensuite"}
    return client.post(path("decide", own[0]), values)


def test_a_change_from_an_old_reading_raises():
    prepared = preparation(of=call())
    with pytest.raises(StalePreparation):
        prepared.change(version=9, now=NOW, reason="A")


def point_of(prepared):
    return Prepared(prepared, now=NOW).outlines[0].points[0]


def test_a_text_is_kept_under_its_point(client, own):
    point = point_of(own[0])
    assert post(client, own, "prepare", **{point.id: "Du lundi au vendredi."}).status_code == 302
    assert point_of(Preparation.objects.get()).said == "Du lundi au vendredi."


def test_a_text_too_long_is_refused_and_given_back(client, own):
    point = point_of(own[0])
    answer = post(client, own, "prepare", **{point.id: "a" * 4001})
    assert answer.status_code == 422
    assert "a" * 4001 in answer.content.decode()


def test_a_text_of_a_point_no_longer_asked_is_not_lost(own):
    prepared, _ = own
    point = point_of(prepared)
    prepared.change(version=1, now=NOW, said={point.id: "Gardé."}, content=call(asked=()).as_dict())
    prepared.change(version=2, now=NOW, content=call().as_dict())
    assert point_of(prepared).said == "Gardé."


def task(client, own, **values):
    client.force_login(own[1])
    return client.post(path("tasks", own[0]), values)


def test_tasks_are_planned_once_changed_finished_and_removed(client, own):
    task(client, own, plan="1")
    count = own[0].tasks.count()
    task(client, own, plan="1")
    assert own[0].tasks.count() == count > 5
    first = own[0].tasks.first()
    task(client, own, change=first.pk, title="Lire à deux", owner="Léa", due_on="2027-03-05")
    first.refresh_from_db()
    assert (first.title, first.owner, first.due_on) == ("Lire à deux", "Léa", date(2027, 3, 5))
    task(client, own, change=first.pk, toggle="1")
    first.refresh_from_db()
    assert first.done_at == NOW
    task(client, own, change=first.pk, remove="1")
    assert own[0].tasks.count() == count - 1


def test_a_task_without_a_title_is_refused(client, own):
    answer = task(client, own, title="", owner="Léa")
    assert answer.status_code == 422
    assert 'value="Léa"' in answer.content.decode()


def test_a_task_of_another_structure_does_not_exist_here(client, own):
    other = preparation(of=call())
    other.add_tasks(Prepared(other, now=NOW).planned)
    key = other.tasks.first().pk
    assert task(client, own, change=key, remove="1").status_code == 404
    assert other.tasks.filter(pk=key).exists()


def test_sending_is_noted_and_can_be_taken_back(client, own):
    post(client, own, "send", sent="1")
    assert Preparation.objects.get().decision == Decision.SENT
    own[0].refresh_from_db()
    post(client, own, "send", not_sent="1")
    assert Preparation.objects.get().decision == Decision.GO


def published_with_prices():
    tender = TenderFactory(offers_due_at=NOW + timedelta(days=20))
    LotFactory(tender=tender, number=1, title="Lavage")
    CriterionFactory(tender=tender, name="Moyens", kind="quality", expected="Planning, secours.")
    use(tender, "washing-result")
    return published(tender, workbook=b"le tableur de l'acheteur")


def test_the_price_workbook_is_the_buyer_s_own_file(client):
    supplier, user = holder()
    prepared = preparation(supplier, published_with_prices())
    client.force_login(user)
    assert client.get(path("prices", prepared, "dqe")).content == b"le tableur de l'acheteur"
    assert client.get(path("prices", prepared, "dpgf")).status_code == 404


def words(answer):
    document = Document(io.BytesIO(answer.content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells]).replace("\u00a0", " ")


def test_the_kit_in_word_says_this_call_and_no_general_sentence(client):
    supplier, user = holder(fte=12)
    declares(supplier, "washing-result", at=NOW)
    prepared = preparation(supplier, published_with_prices())
    client.force_login(user)
    text = words(client.get(path("document", prepared, "kit")))
    assert "Vous avez dit « oui »" in text
    assert "Planning : rien dans votre fiche n" in text
    assert "Votre décision : à décider" in text


def test_what_the_candidate_typed_does_not_become_a_mark_of_ours(client, own):
    prepared, user = own
    prepared.change(version=1, now=NOW, said={point_of(prepared).id: "[[tout]] et {{rien}}"})
    client.force_login(user)
    assert "[ [tout]] et { {rien}}" in words(client.get(path("document", prepared, "kit")))


def test_the_data_sheet_links_to_the_forms_and_copies_none(client, own):
    client.force_login(own[1])
    text = words(client.get(path("document", own[0], "candidature")))
    assert "https://passemarche.data.gouv.fr" in text
    assert own[0].supplier.siret in text


def test_an_unknown_document_is_not_found(client, own):
    client.force_login(own[1])
    assert client.get(path("document", own[0], "rien")).status_code == 404


def test_a_partner_is_read_in_the_register_and_told_nothing(client, mailoutbox):
    supplier, user = holder()
    prepared = preparation(supplier, published_with_prices())
    before = RecordAct.objects.count()
    client.force_login(user)
    assert client.get(path("partners", prepared)).status_code == 200
    assert (RecordAct.objects.count(), mailoutbox) == (before, [])


# Private.


def stranger_of(kind, prepared):
    """Somebody who might think that they may look."""
    if kind == "the buyer":
        return officer_of(prepared.publication.tender)
    if kind == "the administrator":
        return UserFactory(is_staff=True, is_superuser=True)
    if kind == "another supplier":
        return holder()[1]
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    NetworkMember.objects.create(
        network=network, supplier=prepared.supplier, status="accepted", may_edit=True,
        may_answer=True, asked_at=NOW,
    )  # fmt: skip
    return MembershipFactory(organisation=network, role=Role.FACILITATOR).user


@pytest.mark.parametrize(
    "kind", ["the buyer", "the administrator", "another supplier", "a trusted network"]
)
def test_nobody_else_reads_a_preparation(client, kind):
    supplier, _ = holder()
    prepared = preparation(supplier, published_with_prices())
    person = stranger_of(kind, prepared)
    client.force_login(person)
    for name in ("preparation", "understand", "decide", "partners", "prepare", "send", "ask"):
        assert client.get(path(name, prepared)).status_code == 404
    assert prepared.title not in read(client, person, reverse("answering:trace"))
    caller = APIClient()
    caller.force_authenticate(person)
    assert caller.get(reverse("preparation-list")).json()["count"] == 0


def test_preparing_leaves_no_mark_that_a_buyer_can_read(client):
    publication = published_with_prices()
    project = publication.tender.project
    supplier, user = holder()
    before = RegisterEntry.objects.count(), RecordAct.objects.count()
    client.force_login(user)
    client.post(reverse("answering:begin", args=[publication.pk]))
    prepared = Preparation.objects.get()
    for name in ("decide", "prepare", "send", "partners"):
        client.get(path(name, prepared))
    assert (RegisterEntry.objects.count(), RecordAct.objects.count()) == before
    page = read(client, officer_of(publication.tender), publication.get_absolute_url())
    assert supplier.name not in page
    assert not RegisterEntry.objects.filter(project=project).exists()


def test_the_administration_shows_no_preparation():
    from django.contrib import admin

    assert Preparation not in admin.site._registry


def test_a_member_who_leaves_the_structure_reads_no_more(client, own):
    prepared, user = own
    Membership.objects.filter(user=user).delete()
    client.force_login(user)
    assert client.get(path("decide", prepared)).status_code == 404


def test_no_cache_keeps_a_preparation(client, own):
    client.force_login(own[1])
    assert "no-store" in client.get(path("decide", own[0]))["Cache-Control"]


# API.


@pytest.fixture
def api(own):
    caller = APIClient()
    caller.force_authenticate(own[1])
    return caller


def test_the_api_says_what_the_pages_say(api, own):
    told = api.get(reverse("preparation-kit", args=[own[0].pk])).json()
    assert told["advice"]["verdict"] == str(Prepared(own[0], now=NOW).advice.verdict)
    assert told["memo"][0]["points"][0]["question"]
    assert told["candidature"][0]["form"] == "DC1"


def test_the_api_begins_and_changes_a_preparation(own):
    supplier, user = holder()
    caller = APIClient()
    caller.force_authenticate(user)
    begun = caller.post(
        reverse("preparation-list"),
        {"supplier": supplier.pk, "publication": published_with_prices().pk},
        format="json",
    )
    assert begun.status_code == 201
    address = reverse("preparation-detail", args=[begun.json()["id"]])
    assert caller.patch(address, {"lots": [1], "version": 1}, format="json").status_code == 200
    assert caller.patch(address, {"lots": [9], "version": 2}, format="json").status_code == 400
    assert caller.patch(address, {"reason": "A", "version": 1}, format="json").status_code == 409
    assert Preparation.objects.get(pk=begun.json()["id"]).lots == [1]


@pytest.mark.parametrize("values", [{}, {"supplier": "x"}, {"supplier": None, "publication": "y"}])
def test_the_api_refuses_what_names_nothing(api, values):
    assert api.post(reverse("preparation-list"), values, format="json").status_code == 400


@pytest.mark.parametrize("said", ["texte", {"a": 3}, {"a": "b" * 4001}, ["x"]])
def test_the_api_refuses_texts_of_another_shape(api, own, said):
    address = reverse("preparation-detail", args=[own[0].pk])
    assert api.patch(address, {"said": said, "version": 1}, format="json").status_code == 400


# As many rows as one likes.


def test_twelve_preparations_cost_no_more_queries_than_two(client, django_assert_num_queries):
    supplier, user = holder()
    client.force_login(user)

    def prepare(count):
        for n in range(count):
            made = preparation(supplier, of=call(reference=f"{Preparation.objects.count()}-{n}"))
            made.keep({}, "go", 3, by=user, now=NOW)

    prepare(2)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(reverse("answering:index"))
    prepare(10)
    with django_assert_num_queries(len(few)):
        client.get(reverse("answering:index"))
