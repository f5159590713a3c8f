"""What a hostile hand, a slow one or the clock may try: nothing is lost, nothing leaks."""

import io
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from needs.models import RegisterEntry, Teammate
from procurement.accounts.models import Role
from suppliers.models import Supplier
from tenders import invitations
from tenders.exports import answers_workbook
from tenders.models import (
    Consortium,
    Contribution,
    ContributionFile,
    Draft,
    Given,
    MemberState,
    PublicQuestion,
    Submission,
)
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    CLOSES,
    DURING,
    ConsultationFactory,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    personal_path,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db
FORMULAS = ('=HYPERLINK("http://mal.example.org";"cliquez")', "+1+1", "-2+3", "@SUM(A1)", "\t=1")
HTML = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def invited(question, **values):
    return InvitationFactory(consultation=question.consultation, **values)


def save(client, invitation, question, text, *, version=1, then="save"):
    values = {f"q{question.pk}": text, "version": version, then: "1"}
    return client.post(personal_path(invitation), values)


# The clock


@pytest.mark.parametrize(("seconds", "status"), [(-1, 302), (0, 409), (1, 409)])
def test_the_deadline_passed_while_typing_shows_back_what_was_typed(client, seconds, status):
    question = QuestionFactory()
    invitation = invited(question)
    with time_machine.travel(CLOSES - timedelta(minutes=5), tick=False):
        assert client.get(personal_path(invitation)).status_code == 200
    with time_machine.travel(CLOSES + timedelta(seconds=seconds), tick=False):
        answer = save(client, invitation, question, "Une heure de travail")
    assert answer.status_code == status
    if status == 409:
        assert "Une heure de travail" in answer.content.decode()
        assert not Contribution.objects.filter(answers__isnull=False).exists()


def test_the_deadline_passed_between_reading_again_and_sending_keeps_the_draft(client):
    question = QuestionFactory()
    invitation = invited(question)
    with time_machine.travel(CLOSES - timedelta(seconds=20), tick=False):
        save(client, invitation, question, "Un brouillon", then="review")
    with time_machine.travel(CLOSES, tick=False):
        answer = client.post(f"{personal_path(invitation)}relire/", {"version": 2})
    assert answer.status_code == 409
    assert "Un brouillon" in answer.content.decode()
    assert not Submission.objects.exists()


# Clocks go forward on 28 March 2027 at 2:00 and back on 31 October at 3:00, in Paris. A deadline is
# an instant: what counts is what the wall clock of Paris shows at it, before and after a change.
@pytest.mark.parametrize(
    ("closes", "said"),
    [
        (datetime(2027, 3, 28, 10, 0, tzinfo=UTC), "28 mars 2027 à 12 h 00"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 mars 2027 à 3 h 00"),
        (datetime(2027, 10, 31, 11, 0, tzinfo=UTC), "31 octobre 2027 à 12 h 00"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "31 octobre 2027 à 3 h 00"),
    ],
)
def test_a_deadline_on_the_day_the_clocks_change_falls_when_it_is_said_to(client, closes, said):
    question = QuestionFactory(
        consultation__opens_at=closes - timedelta(days=30), consultation__closes_at=closes
    )
    invitation = invited(question)
    with time_machine.travel(closes - timedelta(seconds=1), tick=False):
        html = client.get(personal_path(invitation)).content.decode()
        assert said in html.replace("\u00a0", " ")
        assert save(client, invitation, question, "À temps").status_code == 302
    with time_machine.travel(closes, tick=False):
        assert save(client, invitation, question, "Trop tard", version=2).status_code == 409
    assert Contribution.objects.get().answers.get().value == "À temps"


@pytest.mark.parametrize("moment", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_extension_to_an_hour_that_is_skipped_or_doubled_is_refused(client, moment):
    consultation = ConsultationFactory(closes_at=datetime(2027, 3, 1, 11, tzinfo=UTC))
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(consultation))
        address = reverse("tenders:consultation_extend", args=[consultation.pk])
        answer = client.post(address, {"closes_at": moment}, follow=True)
    assert "l&#x27;heure change" in answer.content.decode()
    consultation.refresh_from_db()
    assert consultation.closes_at == datetime(2027, 3, 1, 11, tzinfo=UTC)


# Twice, and at once


def test_sending_the_same_form_twice_answers_once(client):
    question = QuestionFactory()
    invitation = invited(question)
    with time_machine.travel(DURING, tick=False):
        save(client, invitation, question, "Oui", then="review")
        for _ in range(2):
            answer = client.post(f"{personal_path(invitation)}relire/", {"version": 2})
            assert answer.status_code == 302
    assert Submission.objects.count() == 1
    assert RegisterEntry.objects.filter(act="contribution_sent").count() == 1


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="La base de test de SQLite est en mémoire ; `python -m tests.bench load` l'essaie.",
)
@pytest.mark.django_db(transaction=True)
def test_one_answer_sent_from_eight_tabs_at_the_same_instant_is_kept_once():
    question = QuestionFactory()
    contribution = ContributionFactory(invitation=invited(question))
    contribution.save_draft(Draft("alone", "", {question.pk: Given("Oui")}), version=1, now=DURING)
    together = Barrier(8)

    def send():
        try:
            together.wait()
            Contribution.objects.get(pk=contribution.pk).send(now=DURING, version=2)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Submission.objects.count() == 1
    assert RegisterEntry.objects.verdict(question.consultation.project).holds


# Links and ids of others


def test_a_forwarded_link_is_seen_by_its_owner_and_stops_working(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    question = QuestionFactory()
    invitation = invited(question, email="laverie@example.org")
    leaked = personal_path(invitation)
    with time_machine.travel(DURING, tick=False):
        save(client, invitation, question, "Par un concurrent", then="review")
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{leaked}relire/", {"version": 2})
        assert [message.to for message in mailoutbox] == [["laverie@example.org"]]
        invitation.renew_link(by=team_member(question.consultation), now=DURING)
        values = {f"q{question.pk}": "Encore", "version": 2}
        assert client.post(leaked, values).status_code == 410
        assert client.post(f"{leaked}relire/", {"version": 2}).status_code == 410
    assert Submission.objects.get().answers()[question.pk].value == "Par un concurrent"
    assert invitation.consultation.project.register.last().act == "invitation_renewed"


def test_the_link_of_one_consultation_says_nothing_of_another(client):
    """Neither its questions, nor its documents, nor a place in its groups."""
    question, other = QuestionFactory(), QuestionFactory()
    invitation, stranger = invited(question), invited(other)
    group = Consortium.found(stranger, "Bacs", now=DURING)
    token = invitations.token(invitation)
    with time_machine.travel(DURING, tick=False):
        save(client, invitation, other, "Chez les autres")
        assert not Contribution.objects.filter(answers__question=other).exists()
        page = reverse("tenders:group", args=[token, group.pk])
        assert client.get(page).status_code == 404
        assert client.post(page, {}).status_code == 404


@pytest.fixture
def group_of_two():
    """Two suppliers of one group: the lead answered with a file."""
    question = QuestionFactory(kind="file")
    accounts = [MembershipFactory(role=Role.SUPPLIER) for _ in range(2)]
    records = [SupplierFactory(organisation=account.organisation) for account in accounts]
    lead, partner = (invited(question, supplier=record) for record in records)
    group = Consortium.found(lead, "Bacs", now=DURING)
    group.members.create(invitation=partner, state=MemberState.JOINED, since=DURING)
    file = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7 prix", name="prix.pdf"),
        contribution=ContributionFactory(invitation=lead),
    )
    sent = send_answers(lead, {question: file.as_value()}, answering="group")
    return partner, accounts[1].user, file, sent


def test_a_partner_of_the_group_reads_no_answer_of_the_other_by_changing_an_id(
    client, group_of_two
):
    partner, user, file, sent = group_of_two
    ContributionFactory(invitation=partner)
    token = invitations.token(partner)
    with time_machine.travel(DURING, tick=False):
        client.force_login(user)
        by_link = reverse("tenders:contribute_file", args=[token, file.pk])
        by_account = reverse("tenders:contribution_file", args=[file.pk])
        by_api = reverse("contribution-detail", args=[sent.submissions.last().pk])
        assert [client.get(each).status_code for each in (by_link, by_account, by_api)] == [404] * 3
        html = client.get(personal_path(partner)).content.decode()
    assert "prix.pdf" not in html


def test_a_partner_gives_no_file_of_another_as_its_own(client, group_of_two):
    """The id of a file typed in place of one's own is no answer."""
    partner, _, file, _ = group_of_two
    question = partner.consultation.questions.get()
    values = {f"q{question.pk}": str(file.pk), "version": 1, "save": "1"}
    with time_machine.travel(DURING, tick=False):
        client.post(personal_path(partner), values)
    answers = Contribution.objects.get(invitation=partner).answers.filter(question=question)
    assert all(not answer.value for answer in answers)


# People who left


def test_a_buyer_withdrawn_from_the_project_reads_no_answer_on_an_open_page(client):
    question = QuestionFactory()
    sent = send_answers(invited(question), {question: "Secret"})
    consultation = question.consultation
    owner, buyer = team_member(consultation), team_member(consultation, Role.BUYER)
    client.force_login(buyer)
    answers = reverse("tenders:consultation_answers", args=[consultation.pk])
    pages = [
        answers,
        reverse("tenders:consultation_export", args=[consultation.pk]),
        reverse("tenders:consultation_manage", args=[consultation.pk]),
        reverse("contribution-detail", args=[sent.submissions.last().pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    Teammate.objects.appoint(
        consultation.project, email=buyer.email, right="none", by=owner, now=DURING
    )
    assert [client.get(page).status_code for page in pages] == [404] * 4


@pytest.mark.parametrize("right", ["read", "comment", "edit"])
def test_nothing_leaves_for_suppliers_without_the_right_to_validate(client, right):
    question = QuestionFactory()
    consultation = question.consultation
    asked = invited(question).ask("Un quai ?", now=DURING)
    owner, buyer = team_member(consultation), team_member(consultation, Role.BUYER)
    Teammate.objects.appoint(
        consultation.project, email=buyer.email, right=right, by=owner, now=DURING
    )
    with time_machine.travel(DURING, tick=False):
        client.force_login(buyer)
        for name in ("invite", "remind", "extend"):
            address = reverse(f"tenders:consultation_{name}", args=[consultation.pk])
            assert client.post(address, {}).status_code == 404
        answer = {"answer": "Oui", "published_text": "Un quai ?"}
        address = reverse("tenders:public_question", args=[asked.pk])
        assert client.post(address, answer).status_code == 404
    assert PublicQuestion.objects.get().answered_at is None


# Words that bite


@pytest.mark.parametrize("text", FORMULAS)
def test_no_answer_is_a_formula_in_the_workbook_of_the_buyer(text):
    question = QuestionFactory()
    send_answers(invited(question, name=text[:100]), {question: text})
    book = load_workbook(io.BytesIO(answers_workbook(question.consultation)))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value]
    assert any(text.strip() in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} & {"f"} == set()


def test_html_in_an_answer_and_in_a_name_is_shown_as_text_to_the_buyer(client):
    question = QuestionFactory()
    send_answers(invited(question, name=HTML), {question: HTML})
    client.force_login(team_member(question.consultation))
    for name in ("answers", "manage"):
        address = reverse(f"tenders:consultation_{name}", args=[question.consultation.pk])
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90"),
        ("page.html", b"<script>alert(1)</script>"),
        ("dessin.svg", b"<svg onload='alert(1)'/>"),
        ("faux.pdf", b"MZ\x90 not a pdf"),
        ("macro.docm", b"PK\x03\x04"),
    ],
)
def test_a_file_of_a_forbidden_kind_is_refused_and_the_rest_stays(client, name, content):
    question = QuestionFactory(kind="file")
    words = QuestionFactory(consultation=question.consultation)
    invitation = invited(question)
    values = {f"q{words.pk}": "Nous lavons", f"q{question.pk}": ContentFile(content, name=name)}
    with time_machine.travel(DURING, tick=False):
        answer = client.post(personal_path(invitation), {**values, "version": 1, "save": "1"})
    assert answer.status_code == 422
    assert "Nous lavons" in answer.content.decode()
    assert not ContributionFile.objects.exists()


def test_a_supplier_record_is_nobody_else_s_because_of_an_invitation():
    """An invited structure without account stays without: a link claims nothing."""
    question = QuestionFactory()
    invitation = invited(question, supplier=SupplierFactory())
    stranger = MembershipFactory(role=Role.SUPPLIER).user
    assert not Supplier.objects.editable_by(stranger).filter(pk=invitation.supplier_id).exists()
