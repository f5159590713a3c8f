"""Clause by clause, suppliers speak under a neutral name and the team answers all."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders import invitations
from tenders.models import ClauseComment, CommentState, ThreadClosed
from tenders.threads import threads_of
from tests.factories import MembershipFactory, OrganisationFactory
from tests.needs.factories import MemberFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    AFTER,
    CLOSES,
    DURING,
    OPENS,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db
ANOTHER_DAY = DURING + timedelta(days=1)


@pytest.fixture
def clause():
    return QuestionFactory(kind="clause", label="Taux de perte", clause_text="2 % par an.")


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


def guests(clause, count=2):
    return InvitationFactory.create_batch(count, consultation=clause.consultation)


def say(invitation, clause, text="Cinq pour cent se tient.", **more):
    return ClauseComment.objects.say(invitation, clause, text, now=DURING, **more)


def own_path(invitation, clause):
    return reverse("tenders:contribute_text", args=[invitations.token(invitation), clause.pk])


def read(client, address):
    return unescape(client.get(address).content.decode())


class TestNeutralNames:
    def test_they_follow_the_order_of_speaking_not_of_inviting(self, clause):
        first, second, third = guests(clause, 3)
        for invitation in (third, first, second):
            say(invitation, clause, f"De {invitation.pk}")
        numbers = [i.public_number for i in (first, second, third)]
        assert numbers == [2, 3, 1]

    def test_one_supplier_keeps_its_name_from_a_text_to_another(self, clause):
        other = QuestionFactory(kind="clause", consultation=clause.consultation)
        [invitation] = guests(clause, 1)
        say(invitation, clause)
        say(invitation, other)
        speakers = [
            message.speaker
            for thread in threads_of(clause.consultation, at=DURING)
            for message in thread.messages
        ]
        assert speakers == ["Fournisseur\xa01", "Fournisseur\xa01"]

    def test_they_say_nothing_from_one_consultation_to_another(self, clause):
        first, second = guests(clause)
        elsewhere = QuestionFactory(kind="clause")
        same = InvitationFactory(consultation=elsewhere.consultation, email=second.email)
        say(first, clause)
        say(second, clause, "Autre.")
        say(same, elsewhere)
        assert (second.public_number, same.public_number) == (2, 1)

    def test_what_is_not_shown_takes_no_number(self, clause):
        hidden, heard = guests(clause)
        say(hidden, clause, "Notre recette.", confidential=True)
        say(hidden, clause, "Appelez le 03 20 11 22 33.")
        say(heard, clause)
        assert (hidden.public_number, heard.public_number) == (None, 1)


class TestWhatOthersRead:
    def test_no_page_of_another_names_the_author(self, client, clause, during):
        author, other = guests(clause)
        say(author, clause)
        for address in (
            path("text", clause.consultation_id, clause.pk),
            path("texts", clause.consultation_id),
            own_path(other, clause),
        ):
            text = read(client, address)
            assert author.name not in text
            assert author.email not in text
        assert "Cinq pour cent se tient." in text
        assert "Fournisseur\xa01" in text

    def test_a_secret_is_read_by_the_team_and_its_author_and_only_said_to_the_others(
        self, client, clause, during
    ):
        author, other = guests(clause)
        say(author, clause, "Notre tunnel secret.", confidential=True)
        for address in (path("text", clause.consultation_id, clause.pk), own_path(other, clause)):
            text = read(client, address)
            assert "tunnel secret" not in text
            assert "1\xa0commentaire confidentiel existe" in text
        assert "tunnel secret" in read(client, own_path(author, clause))
        client.force_login(team_member(clause.consultation))
        team = read(client, path("thread", clause.consultation_id, clause.pk))
        assert "tunnel secret" in team
        assert author.name in team

    def test_the_register_holds_no_word_of_a_secret(self, clause):
        [author] = guests(clause, 1)
        say(author, clause, "Notre tunnel secret.", confidential=True)
        facts = RegisterEntry.objects.get(act="clause_commented").facts
        assert "tunnel" not in str(facts)
        assert len(facts["comment"]) == 64

    def test_a_reply_to_a_secret_stands_by_itself(self, clause):
        author, other = guests(clause)
        secret = say(author, clause, "Notre tunnel.", confidential=True)
        team = team_member(clause.consultation)
        ClauseComment.objects.answer(
            clause, "Le seuil bougera.", parent=secret, by=team, now=DURING
        )
        [thread] = threads_of(clause.consultation, at=DURING, reader=other)
        assert [message.text for message in thread.messages] == ["Le seuil bougera."]

    def test_a_competitor_replies_to_nothing_that_it_may_not_read(self, client, clause, during):
        author, other = guests(clause)
        secret = say(author, clause, "Notre tunnel.", confidential=True)
        client.post(own_path(other, clause), {"text": "Ah ?", "parent": secret.pk})
        assert ClauseComment.objects.get(text="Ah ?").parent is None


class TestModeration:
    def test_revealing_words_wait_and_their_author_is_told_which(self, client, clause, during):
        author, other = guests(clause)
        answer = client.post(
            own_path(author, clause), {"text": f"Chez {author.name}, c'est non."}, follow=True
        )
        assert f"«\xa0{author.name}\xa0»" in unescape(answer.content.decode())
        assert ClauseComment.objects.get().state == CommentState.WAITING
        assert "est non" not in read(client, own_path(other, clause))
        assert "en relecture" in read(client, own_path(author, clause))

    def test_published_in_other_words_the_first_ones_stay_its_author_s(
        self, client, clause, during
    ):
        author, other = guests(clause)
        comment = say(author, clause, "Appelez le 03 20 11 22 33 : non.")
        client.force_login(team_member(clause.consultation))
        sent = {"outcome": "shown", "published_text": "C'est non."}
        assert client.post(path("comment_moderate", comment.pk), sent).status_code == 302
        client.logout()
        seen = read(client, own_path(other, clause))
        assert "C'est non." in seen
        assert "03 20" not in seen
        assert "03 20" in read(client, own_path(author, clause))

    def test_withheld_it_is_counted_for_all_and_explained_to_its_author(
        self, client, clause, during
    ):
        author, other = guests(clause)
        comment = say(author, clause)
        client.force_login(team_member(clause.consultation))
        sent = {"outcome": "withheld", "reason": "Révèle un prix."}
        client.post(path("comment_moderate", comment.pk), sent)
        client.logout()
        seen = read(client, own_path(other, clause))
        assert "Cinq pour cent" not in seen
        assert "1\xa0commentaire ne paraît pas" in seen
        assert "Révèle un prix." not in seen
        assert "Révèle un prix." in read(client, own_path(author, clause))

    @pytest.mark.parametrize(
        "sent", [{"outcome": "withheld"}, {"outcome": "shown", "published_text": " "}, {}]
    )
    def test_a_second_reading_says_what_will_be_read(self, client, clause, during, sent):
        [author] = guests(clause, 1)
        comment = say(author, clause)
        client.force_login(team_member(clause.consultation))
        assert client.post(path("comment_moderate", comment.pk), sent).status_code == 422
        comment.refresh_from_db()
        assert comment.state == CommentState.SHOWN

    def test_what_would_still_reveal_is_published_on_purpose_only(self, client, clause, during):
        [author] = guests(clause, 1)
        comment = say(author, clause, "Comptez 12 000 euros d'eau par an.")
        client.force_login(team_member(clause.consultation))
        sent = {"outcome": "shown", "published_text": "Comptez 12 000 euros."}
        assert client.post(path("comment_moderate", comment.pk), sent).status_code == 422
        sent["anyway"] = "on"
        assert client.post(path("comment_moderate", comment.pk), sent).status_code == 302
        comment.refresh_from_db()
        assert comment.state == CommentState.SHOWN

    def test_a_secret_is_never_offered_for_publication(self, client, clause, during):
        [author] = guests(clause, 1)
        comment = say(author, clause, confidential=True)
        client.force_login(team_member(clause.consultation))
        assert client.get(path("comment_moderate", comment.pk)).status_code == 404


class TestTeamAnswer:
    def test_all_are_told_the_same_words_at_once(
        self, client, clause, during, django_capture_on_commit_callbacks
    ):
        author, other = guests(clause)
        comment = say(author, clause)
        client.force_login(team_member(clause.consultation))
        sent = {"text": "Nous passerons à 5 %.", "parent": comment.pk}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(path("thread", clause.consultation_id, clause.pk), sent)
        bodies = {
            message.to[0]: message.body.replace(invitations.link(guest), "")
            for message, guest in zip(
                sorted(mail.outbox, key=lambda m: m.to),
                sorted((author, other), key=lambda i: i.email),
                strict=True,
            )
        }
        assert set(bodies) == {author.email, other.email}
        assert len(set(bodies.values())) == 1
        assert "Nous passerons à 5 %." in bodies[other.email]
        assert author.name not in bodies[other.email]

    def test_sent_twice_it_is_kept_once(self, clause):
        team = team_member(clause.consultation)
        for _ in range(2):
            ClauseComment.objects.answer(clause, "Oui.", by=team, now=DURING)
        assert [comment.text for comment in clause.comments.all()] == ["Oui."]

    def test_a_member_that_only_reads_does_not_answer(self, client, clause, during):
        reader = MembershipFactory(role=Role.BUYER)
        MemberFactory(project=clause.consultation.project, organisation=reader.organisation)
        client.force_login(reader.user)
        address = path("thread", clause.consultation_id, clause.pk)
        assert client.get(address).status_code == 200
        assert client.post(address, {"text": "Non."}).status_code == 403
        assert not clause.comments.exists()


class TestDates:
    @pytest.mark.parametrize(
        ("now", "open"),
        [
            (OPENS - timedelta(seconds=1), False),
            (OPENS, True),
            (CLOSES - timedelta(seconds=1), True),
            (CLOSES, False),
        ],
    )
    def test_a_thread_lives_as_long_as_its_consultation(self, clause, now, open):
        assert clause.thread_is_open(at=now) is open

    @pytest.mark.parametrize(
        ("now", "open"),
        [
            (DURING - timedelta(seconds=1), False),
            (DURING, True),
            (ANOTHER_DAY - timedelta(seconds=1), True),
            (ANOTHER_DAY, False),
        ],
    )
    def test_or_between_dates_of_its_own(self, clause, now, open):
        clause.thread_opens_at, clause.thread_closes_at = DURING, ANOTHER_DAY
        assert clause.thread_is_open(at=now) is open

    def test_after_its_close_nothing_is_taken_and_nothing_typed_is_lost(self, client, clause):
        [author] = guests(clause, 1)
        with time_machine.travel(AFTER, tick=False):
            answer = client.post(own_path(author, clause), {"text": "Trop tard ?"})
        assert answer.status_code == 409
        assert not ClauseComment.objects.exists()
        with pytest.raises(ThreadClosed):
            ClauseComment.objects.say(author, clause, "Tard.", now=AFTER)

    def test_once_published_it_may_only_last_longer(self, client, clause, during):
        clause.thread_closes_at = ANOTHER_DAY
        clause.save()
        client.force_login(team_member(clause.consultation))
        address = path("thread_dates", clause.consultation_id, clause.pk)
        assert client.post(address, {"closes_at": "2027-01-20T18:00"}).status_code == 422
        assert client.post(address, {"closes_at": "2027-01-25T18:00"}).status_code == 302
        clause.refresh_from_db()
        assert f"{clause.thread_closes_at:%d}" == "25"
        assert RegisterEntry.objects.filter(act="thread_extended").count() == 1

    def test_a_thread_of_a_draft_is_set_freely(self, client, during):
        clause = QuestionFactory(kind="clause", consultation__draft=True)
        client.force_login(team_member(clause.consultation))
        address = path("thread_dates", clause.consultation_id, clause.pk)
        sent = {"opens_at": "2027-01-21T09:00", "closes_at": "2027-01-22T09:00"}
        assert client.post(address, sent).status_code == 302
        sent["closes_at"] = "2027-01-20T09:00"
        assert client.post(address, sent).status_code == 422


class TestHostile:
    def test_a_comment_sent_twice_is_kept_once(self, client, clause, during):
        [author] = guests(clause, 1)
        for _ in range(2):
            client.post(own_path(author, clause), {"text": "Cinq."})
        assert clause.comments.count() == 1

    def test_a_clause_of_another_consultation_is_not_there(self, client, clause, during):
        [author] = guests(clause, 1)
        elsewhere = QuestionFactory(kind="clause")
        assert client.get(own_path(author, elsewhere)).status_code == 404
        assert client.post(own_path(author, elsewhere), {"text": "Non."}).status_code == 404

    def test_a_question_that_is_no_clause_has_no_thread(self, client, during):
        question = QuestionFactory()
        assert client.get(path("text", question.consultation_id, question.pk)).status_code == 404

    def test_html_is_shown_as_it_was_typed(self, client, clause, during):
        author, other = guests(clause)
        say(author, clause, "<script>alert(1)</script>")
        text = client.get(own_path(other, clause)).content.decode()
        assert "&lt;script&gt;alert(1)" in text

    def test_an_empty_comment_is_refused(self, client, clause, during):
        [author] = guests(clause, 1)
        assert client.post(own_path(author, clause), {"text": "  "}).status_code == 422


class TestNetworks:
    def test_one_that_speaks_for_a_member_leaves_both_names_in_the_register(self, client, clause):
        organisation = OrganisationFactory(kind=OrganisationKind.NETWORK)
        network = MembershipFactory(organisation=organisation, role=Role.FACILITATOR)
        member = SupplierFactory()
        row = NetworkMember.objects.create(
            network=network.organisation,
            supplier=member,
            status="accepted",
            may_answer=True,
            asked_at=DURING,
        )
        invitation = InvitationFactory(consultation=clause.consultation, supplier=member)
        token = invitations.delegated_token(invitation, row)
        with time_machine.travel(DURING, tick=False):
            client.force_login(network.user)
            address = reverse("tenders:contribute_text", args=[token, clause.pk])
            assert client.post(address, {"text": "Cinq."}).status_code == 302
            client.logout()
            assert client.post(address, {"text": "Six."}).status_code == 403
        entry = RegisterEntry.objects.get(act="clause_commented")
        assert entry.actor == f"{network.organisation} pour {invitation.name}"
