"""Signed links and messages: the same for all, at once, never twice."""

import smtplib
from datetime import timedelta

import pytest
from django.core import signing
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings

from needs.models import RegisterEntry
from suppliers.models import MatchRun
from tenders import invitations
from tenders.models import Invitation, Message
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    CLOSES,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(django_capture_on_commit_callbacks, mailoutbox):
    """Run a block, then what it asked to be done once committed; gives the mailbox."""

    def run(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        return result, mailoutbox

    return run


def guests(*names):
    return [invitations.Guest(name, f"{name}@example.org") for name in names]


def invite(consultation, *names, **kwargs):
    return invitations.invite(
        consultation, guests(*names), by=team_member(consultation), now=DURING, **kwargs
    )


class TestLink:
    def test_it_opens_its_own_invitation(self):
        invitation = InvitationFactory()
        assert invitations.open_link(invitations.token(invitation), now=DURING) == invitation

    @pytest.mark.parametrize(
        "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "a:b"]
    )
    def test_an_altered_link_is_refused(self, change):
        token = change(invitations.token(InvitationFactory()))
        with pytest.raises(invitations.BadLink):
            invitations.open_link(token, now=DURING)

    def test_a_link_signed_for_something_else_is_refused(self):
        invitation = InvitationFactory()
        token = signing.dumps([invitation.pk.hex, 1], salt="supplier-claim")
        with pytest.raises(invitations.BadLink):
            invitations.open_link(token, now=DURING)

    def test_it_lives_thirty_days_after_the_close(self):
        invitation = InvitationFactory()
        token = invitations.token(invitation)
        last = CLOSES + timedelta(days=30)
        assert invitations.open_link(token, now=last) == invitation
        with pytest.raises(invitations.ExpiredLink):
            invitations.open_link(token, now=last + timedelta(seconds=1))

    def test_a_replaced_link_no_longer_works(self):
        invitation = InvitationFactory()
        forwarded = invitations.token(invitation)
        invitations.renew(invitation, by=team_member(invitation.consultation), now=DURING)
        with pytest.raises(invitations.ExpiredLink):
            invitations.open_link(forwarded, now=DURING)
        assert invitations.open_link(invitations.token(invitation), now=DURING) == invitation


class TestInvite:
    def test_everyone_gets_the_same_message_with_its_own_link(self, delivered):
        consultation = ConsultationFactory()
        invited, mails = delivered(lambda: invite(consultation, "laverie", "velo"))
        bodies = {mail.to[0]: mail.body for mail in mails}
        assert set(bodies) == {"laverie@example.org", "velo@example.org"}
        for invitation in invited:
            body = bodies[invitation.email]
            path = body.split("/repondre/")[1].split("/")[0]
            assert invitations.open_link(path, now=DURING) == invitation
        same = {
            body.replace(name, "").split("/repondre/")[0]
            for body, name in zip(bodies.values(), ["laverie", "velo"], strict=True)
        }
        assert len(same) == 1

    def test_the_message_is_text_and_html_without_picture(self, delivered):
        _, mails = delivered(lambda: invite(ConsultationFactory(), "laverie"))
        html, kind = mails[0].alternatives[0]
        assert kind == "text/html"
        assert "<a href=" in html
        assert "<img" not in html

    def test_a_title_with_line_breaks_and_html_stays_harmless(self, delivered):
        consultation = ConsultationFactory(title="Lavage\nBcc: x@y.org <b>gras</b>")
        _, mails = delivered(lambda: invite(consultation, "laverie"))
        assert "\n" not in mails[0].subject
        assert mails[0].recipients() == ["laverie@example.org"]
        assert "<b>" not in mails[0].alternatives[0].content

    def test_an_address_is_invited_once(self, delivered):
        consultation = ConsultationFactory()
        delivered(lambda: invite(consultation, "laverie"))
        again, mails = delivered(lambda: invite(consultation, "laverie", "LAVERIE", "velo"))
        assert [i.email for i in again] == ["velo@example.org"]
        assert [mail.to for mail in mails] == [["laverie@example.org"], ["velo@example.org"]]

    def test_a_supplier_without_address_is_left_alone(self):
        invited = invitations.invite(
            consultation := ConsultationFactory(),
            [invitations.Guest("sans adresse", "")],
            by=team_member(consultation),
            now=DURING,
        )
        assert invited == []

    def test_it_is_noted_with_who_was_left_out_and_why(self):
        consultation = ConsultationFactory()
        invite(consultation, "laverie", left_out=["Loin SARL"], reason="Ne livre pas ici.")
        entry = RegisterEntry.objects.get(act="suppliers_invited")
        assert entry.facts["invited"] == ["laverie"]
        assert (entry.facts["left_out"], entry.facts["reason"]) == (
            ["Loin SARL"],
            "Ne livre pas ici.",
        )

    def test_the_register_holds_no_address_and_no_link(self, delivered):
        consultation = ConsultationFactory()
        delivered(lambda: invite(consultation, "laverie"))
        kept = " ".join(str(entry.facts) for entry in RegisterEntry.objects.all())
        kept += " ".join(Message.objects.values_list("text", flat=True))
        assert "@example.org" not in kept
        assert "/repondre/" not in kept

    def test_the_matched_suppliers_come_from_the_latest_run(self):
        consultation = ConsultationFactory()
        old, ranked, grouped = SupplierFactory.create_batch(3)
        for first in (old, ranked):
            MatchRun.objects.create(
                project=consultation.project,
                weights={},
                demand={},
                result={
                    "results": [{"supplier": str(first.pk)}],
                    "groups": [{"suppliers": {"F-1": str(first.pk), "F-2": str(grouped.pk)}}],
                },
            )
        assert invitations.matched_suppliers(consultation) == [ranked, grouped]

    def test_without_run_nobody_is_matched(self):
        assert invitations.matched_suppliers(ConsultationFactory()) == []


class TestDelivery:
    def test_two_deliveries_send_once(self, delivered, mailoutbox):
        consultation = ConsultationFactory()
        delivered(lambda: invite(consultation, "laverie"))
        invitations.deliver.call(str(consultation.pk))
        assert len(mailoutbox) == 1

    def test_a_message_can_be_claimed_by_one_worker_only(self):
        invite(consultation := ConsultationFactory(), "laverie")
        message = Message.objects.get(invitation__consultation=consultation)
        assert [message.claim(now=DURING), message.claim(now=DURING)] == [True, False]

    def test_what_failed_is_kept_and_sent_later(self, delivered, mailoutbox, settings):
        consultation = ConsultationFactory()
        with override_settings(EMAIL_BACKEND=f"{__name__}.RefusingBackend"):
            delivered(lambda: invite(consultation, "laverie"))
        message = Message.objects.get()
        assert (message.sent_at, message.error, message.attempts) == (None, "boîte pleine", 1)
        invitations.deliver.call(str(consultation.pk))
        assert [mail.to for mail in mailoutbox] == [["laverie@example.org"]]
        assert Invitation.objects.get().sent_at

    def test_one_refused_address_does_not_stop_the_others(self, delivered, mailoutbox):
        consultation = ConsultationFactory()
        with override_settings(EMAIL_BACKEND=f"{__name__}.RefusingOneBackend"):
            delivered(lambda: invite(consultation, "refusee", "velo"))
        assert [mail.to for mail in mailoutbox] == [["velo@example.org"]]

    def test_when_nobody_knows_whether_it_left_it_is_not_sent_again(self, delivered, mailoutbox):
        consultation = ConsultationFactory()
        with override_settings(EMAIL_BACKEND=f"{__name__}.VanishingBackend"):
            delivered(lambda: invite(consultation, "laverie"))
        invitations.deliver.call(str(consultation.pk))
        assert mailoutbox == []
        later = Message.objects.get().claimed_at + timedelta(minutes=11)
        assert list(Message.objects.uncertain(at=later)) == [Message.objects.get()]


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise OSError("boîte pleine")


class RefusingOneBackend(EmailBackend):
    def send_messages(self, messages):
        if "refusee@example.org" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({"refusee@example.org": (550, b"inconnue")})
        return super().send_messages(messages)


class VanishingBackend(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("coupure")


class TestRemind:
    def test_only_those_who_have_not_sent_are_reminded(self, delivered):
        consultation = ConsultationFactory()
        silent = InvitationFactory(consultation=consultation)
        answered = InvitationFactory(consultation=consultation)
        send_answers(answered, {})
        by = team_member(consultation)
        reminded, mails = delivered(lambda: invitations.remind(consultation, by=by, now=DURING))
        assert reminded == [silent]
        assert [mail.to for mail in mails] == [[silent.email]]
        silent.refresh_from_db()
        assert silent.reminded_at

    def test_once_a_day_at_most(self, delivered):
        consultation = ConsultationFactory()
        InvitationFactory(consultation=consultation)
        by = team_member(consultation)
        hours = [DURING, DURING + timedelta(hours=2), DURING + timedelta(days=1)]
        counts = [
            len(delivered(lambda now=now: invitations.remind(consultation, by=by, now=now))[0])
            for now in hours
        ]
        assert counts == [1, 0, 1]


class TestOpenCall:
    def ask(self, consultation, email="nouvelle@example.org", now=DURING):
        invitations.answer_open_call(consultation, name="Nouvelle", email=email, now=now)

    def test_a_stranger_gets_its_own_invitation(self, delivered):
        consultation = ConsultationFactory()
        _, mails = delivered(lambda: self.ask(consultation))
        invitation = Invitation.objects.get()
        assert (invitation.name, invitation.from_open_call) == ("Nouvelle", True)
        assert "/repondre/" in mails[0].body

    def test_an_address_already_invited_gets_its_link_and_keeps_its_name(self, delivered):
        invited = InvitationFactory(name="Connue", email="connue@example.org")
        _, mails = delivered(lambda: self.ask(invited.consultation, "Connue@Example.org"))
        assert Invitation.objects.get().name == "Connue"
        assert [mail.to for mail in mails] == [["connue@example.org"]]

    def test_one_message_an_hour(self, delivered):
        consultation = ConsultationFactory()
        for minutes in (0, 5, 60):
            delivered(
                lambda now=DURING + timedelta(minutes=minutes): self.ask(consultation, now=now)
            )
        assert Message.objects.count() == 2


class TestNews:
    def test_an_answer_goes_to_everyone_without_its_author(self, delivered):
        asker = InvitationFactory(name="Curieuse SCOP")
        other = InvitationFactory(consultation=asker.consultation)
        question = asker.ask("Y a-t-il un quai ?", now=DURING)
        by = team_member(asker.consultation)
        question.publish_answer("Oui, à Roubaix.", "Y a-t-il un quai ?", by=by, now=DURING)
        _, mails = delivered(lambda: invitations.announce_answer(question, now=DURING))
        assert {mail.to[0] for mail in mails} == {asker.email, other.email}
        assert not any("Curieuse" in mail.body for mail in mails)
