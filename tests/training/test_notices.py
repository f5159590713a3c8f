"""Messages: each sent once, with what its reader needs and nothing for others."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.management import call_command

from tenders.training import running
from tenders.training.choices import NoticeKind
from tenders.training.models import Notice
from tenders.training.notices import deliver, email_of
from tests.training.factories import (
    AFTER,
    BEFORE,
    OPENS,
    STARTS,
    RegistrationFactory,
    SessionFactory,
    came,
    later,
    runner_of,
    sitting_of,
)

pytestmark = pytest.mark.django_db
LINK = "https://visio.example.org/secret"


def notice(kind, **values):
    registration = RegistrationFactory(session=SessionFactory(video_link=LINK, **values))
    return Notice.objects.create(registration=registration, kind=kind, about="1", queued_at=BEFORE)


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_of_message_has_a_subject_a_text_and_a_way_to_answer(kind):
    email = email_of(notice(kind))
    assert "Répondre à un marché public" in email.subject + email.body
    assert "http" in email.body


@pytest.mark.parametrize("kind", [NoticeKind.CONFIRM, NoticeKind.WAITING, NoticeKind.CALLED_OFF])
def test_the_video_link_goes_to_nobody_without_a_seat(kind):
    assert LINK not in email_of(notice(kind)).body


@pytest.mark.parametrize("kind", [NoticeKind.SEATED, NoticeKind.PROMOTED, NoticeKind.REMINDER])
def test_who_has_a_seat_receives_the_video_link_and_the_calendar_file(kind):
    email = email_of(notice(kind))
    assert LINK in email.body
    name, content, media_type = email.attachments[0]
    assert (name, media_type) == ("seance.ics", "text/calendar")
    assert "METHOD:REQUEST" in (content if isinstance(content, str) else content.decode())


def test_a_change_told_to_who_waits_holds_no_video_link():
    waiting = RegistrationFactory(session=SessionFactory(video_link=LINK), status="waiting")
    told = Notice.objects.create(
        registration=waiting, kind=NoticeKind.CHANGED, about="1", queued_at=BEFORE
    )
    email = email_of(told)
    assert LINK not in email.body
    assert email.attachments == []


def test_a_notice_leaves_once_whatever_the_number_of_workers(mailoutbox):
    waiting = notice(NoticeKind.SEATED)
    for _ in range(3):
        deliver.call(str(waiting.registration.session_id))
    assert len(mailoutbox) == 1


def test_a_refused_message_stays_to_be_sent(monkeypatch, mailoutbox):
    waiting = notice(NoticeKind.SEATED)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.message.EmailMessage.send", refuse)
        deliver.call(str(waiting.registration.session_id))
    running.send_again(now=BEFORE)
    assert len(mailoutbox) == 1


def refuse(self, *args, **kwargs):
    raise ConnectionRefusedError


def test_a_message_of_which_nobody_knows_whether_it_left_is_not_sent_twice(monkeypatch, mailoutbox):
    waiting = notice(NoticeKind.SEATED)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.message.EmailMessage.send", vanish)
        deliver.call(str(waiting.registration.session_id))
    running.send_again(now=BEFORE)
    assert mailoutbox == []


def vanish(self, *args, **kwargs):
    raise SMTPServerDisconnected


@pytest.mark.parametrize(
    ("before", "reminded"),
    [
        (timedelta(days=7, seconds=1), 0),
        (timedelta(days=7), 1),
        (timedelta(days=6, seconds=1), 1),
        (timedelta(days=6), 0),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), 0),
    ],
)
def test_a_reminder_leaves_a_week_before_and_the_day_before(session, before, reminded):
    RegistrationFactory(session=session)
    assert running.remind_all(now=STARTS - before) == reminded


def test_a_reminder_never_leaves_twice(session):
    RegistrationFactory(session=session)
    counts = [running.remind_all(now=later(STARTS, hours=-h)) for h in (23, 22, 2)]
    assert counts == [1, 0, 0]


def test_who_registered_since_needs_no_reminder(session):
    RegistrationFactory(session=session, confirmed_at=later(STARTS, hours=-20))
    assert running.remind_all(now=later(STARTS, hours=-19)) == 0


def test_each_date_has_its_reminder(session):
    RegistrationFactory(session=session)
    sitting_of(session, later(STARTS, days=6))
    assert running.remind_all(now=later(STARTS, hours=-10)) == 2  # the day before, and the week


def test_nobody_is_reminded_of_a_cancelled_session():
    RegistrationFactory(session=SessionFactory(status="cancelled"))
    assert running.remind_all(now=later(STARTS, hours=-1)) == 0


def test_who_waits_is_not_reminded(session):
    RegistrationFactory(session=session, status="waiting")
    assert running.remind_all(now=later(STARTS, hours=-1)) == 0


def test_who_came_is_asked_once_what_they_thought(session):
    there = came(session, "lea@example.org")
    RegistrationFactory(session=session)
    assert running.remind_all(now=AFTER) == 1
    assert running.remind_all(now=later(AFTER, days=1)) == 0
    assert there.notices.get().kind == NoticeKind.EVALUATION


def test_the_command_says_how_many_it_wrote(session, capsys, before):
    RegistrationFactory(session=session)
    call_command("remind_sessions")
    assert capsys.readouterr().out == "0 messages écrits\n"


class TestCalledOff:
    def test_those_who_have_or_wait_for_a_seat_are_told_why(
        self, session, mailoutbox, django_capture_on_commit_callbacks
    ):
        RegistrationFactory(session=session, email="a@example.org")
        RegistrationFactory(session=session, email="b@example.org", status="waiting")
        RegistrationFactory(session=session, email="c@example.org", status="asked")
        with django_capture_on_commit_callbacks(execute=True):
            told = running.call_off(session, "Salle inondée.", by=runner_of(session), now=BEFORE)
        assert told == 2
        assert {m.to[0] for m in mailoutbox} == {"a@example.org", "b@example.org"}
        assert all("Salle inondée." in m.body for m in mailoutbox)
        assert all(m.attachments for m in mailoutbox)

    def test_another_place_is_told_once(self, session):
        RegistrationFactory(session=session)
        for place in ("Ailleurs", "Ailleurs"):
            session.refresh_from_db()
            running.change(
                session,
                version=session.version,
                by=runner_of(session),
                now=BEFORE,
                place=place,
                capacity=2,
            )
        assert Notice.objects.filter(kind=NoticeKind.CHANGED).count() == 1
        assert session.sequence == 1

    def test_another_hour_is_told_and_another_title_of_a_step_is_not(self, session):
        RegistrationFactory(session=session)
        sitting, by = session.sittings.get(), runner_of(session)
        renamed = (*sitting.programme[:1], sitting.programme[1].__class__(90, "Exercices"))
        running.plan(session, sitting, STARTS, (*renamed, sitting.programme[2]), by=by, now=BEFORE)
        assert not Notice.objects.exists()
        running.plan(session, sitting, later(STARTS, hours=1), renamed, by=by, now=BEFORE)
        assert Notice.objects.get().kind == NoticeKind.CHANGED

    def test_nobody_is_told_of_a_draft(self):
        session = SessionFactory(draft=True)
        RegistrationFactory(session=session)
        running.plan(
            session,
            session.sittings.get(),
            later(STARTS, hours=1),
            session.sittings.get().programme,
            by=runner_of(session),
            now=OPENS,
        )
        assert not Notice.objects.exists()
