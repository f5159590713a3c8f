"""What proves fairness in a consultation is in the register: preparing, telling, reading."""

import pytest
import time_machine
from django.urls import reverse

from needs.models import RegisterEntry
from tenders import invitations
from tenders.models import MessageKind
from tests.needs.factories import ProjectFactory
from tests.needs.plain import plain
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


def acts(consultation):
    noted = RegisterEntry.objects.filter(project=consultation.project).order_by("number")
    return list(noted.values_list("act", flat=True))


def page(name, *args):
    return reverse(f"tenders:{name}", args=args)


def test_preparing_and_changing_a_draft_are_noted(client):
    project = ProjectFactory()
    draft = ConsultationFactory(project=project, draft=True)
    client.force_login(team_member(draft))
    values = {"title": "Laver", "brief": "Des bacs", "opens_at": "2027-01-04T09:00",
              "closes_at": "2027-02-12T12:00"}  # fmt: skip
    client.post(page("consultation_create", project.pk), values)
    question = {"kind": "text", "label": "Où lavez-vous ?", "unit": "", "choices": ""}
    client.post(page("consultation_question", draft.pk), question)
    assert acts(draft) == ["consultation_prepared", "consultation_changed"]
    assert "Où lavez-vous" in RegisterEntry.objects.last().facts["what"]


def test_messages_that_left_are_noted_together_by_kind(django_capture_on_commit_callbacks):
    consultation = ConsultationFactory()
    guests = [InvitationFactory(consultation=consultation, name=name) for name in ("A", "B")]
    with django_capture_on_commit_callbacks(execute=True):
        invitations.tell(guests, MessageKind.REMINDER, now=DURING)
    (entry,) = RegisterEntry.objects.filter(act="messages_sent")
    assert (entry.facts["kind"], entry.facts["to"]) == ("relance", ["A", "B"])


def test_a_message_that_did_not_leave_is_not_said_to_have(
    django_capture_on_commit_callbacks, settings
):
    settings.EMAIL_BACKEND = "tests.suppliers.test_labels.Down"
    with django_capture_on_commit_callbacks(execute=True):
        invitations.tell([InvitationFactory()], MessageKind.REMINDER, now=DURING)
    assert not RegisterEntry.objects.filter(act="messages_sent").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert invitations.deliver_waiting() == 1
    assert RegisterEntry.objects.filter(act="messages_sent").count() == 1


def test_who_reads_the_answers_is_noted_the_first_time(client):
    question = QuestionFactory()
    consultation = question.consultation
    send_answers(InvitationFactory(consultation=consultation), {question: "Oui"})
    people = [team_member(consultation) for _ in range(2)]
    with time_machine.travel(DURING, tick=False):
        for person in (people[0], people[0], people[1]):
            client.force_login(person)
            client.get(page("consultation_answers", consultation.pk))
    noted = RegisterEntry.objects.filter(act="answers_read")
    assert [entry.by for entry in noted.order_by("number")] == people


def test_opening_an_empty_page_of_answers_reads_nothing(client):
    consultation = ConsultationFactory()
    client.force_login(team_member(consultation))
    client.get(page("consultation_answers", consultation.pk))
    assert acts(consultation) == []


def test_the_new_acts_read_in_french(client):
    consultation = ConsultationFactory()
    user = team_member(consultation)
    consultation.note("messages_sent", now=DURING, kind="relance", to=["A", "B"])
    consultation.note_reader(user, now=DURING)
    client.force_login(user)
    html = plain(
        client.get(reverse("needs:register", args=[consultation.project_id])).content.decode()
    )
    assert "2 messages partent (relance) pour « Laver et transporter" in html
    assert "sont lues par cette personne pour la première fois" in html
