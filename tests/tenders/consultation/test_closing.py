"""What becomes of each proposal, and what each supplier is told of it at the end."""

from datetime import timedelta

import pytest
import time_machine

from needs.models import RegisterEntry
from tenders.closing import conclude, feedback_of
from tenders.models import ClauseComment, Consortium, Decision, Message
from tenders.proposals import proposals_of
from tests.tenders.factories import (
    AFTER,
    DURING,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db
LATER = AFTER + timedelta(days=1)


def answer(feasibility, comment="", **effects):
    return {"feasibility": feasibility, "price": None, "comment": comment, **effects}


@pytest.fixture
def clause():
    return QuestionFactory(kind="clause", label="Taux de perte", clause_text="Au plus 2 % par an.")


@pytest.fixture
def after():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def mails(mailoutbox, django_capture_on_commit_callbacks):
    """The bodies by address, once what was asked is committed."""

    def of(action):
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return {mail.to[0]: mail.body for mail in mailoutbox}

    return of


def proposal_of(clause, feasibility="no", comment="5 % se tient.", **more):
    invitation = InvitationFactory(consultation=clause.consultation)
    send_answers(invitation, {clause: answer(feasibility, comment)}, **more)
    return invitation


def keys(clause):
    return [proposal.key for proposal in proposals_of(clause.consultation)]


def decide(client, clause, proposals, **changes):
    sent = {
        "proposals": proposals,
        "proposal": "Porter le taux à 5 %.",
        "outcome": "adapted",
        "reason": "Trois répondants le disent.",
        "after": "Au plus 4 % par an.",
        **changes,
    }
    return client.post(path("consultation_decide", clause.consultation_id, clause.pk), sent)


class TestProposals:
    def test_who_cannot_hold_a_clause_or_at_a_cost_waits_for_a_decision(self, clause):
        proposal_of(clause, "no")
        proposal_of(clause, "cost", "")
        proposal_of(clause, "now", "Déjà fait.")
        found = proposals_of(clause.consultation)
        # « With a cost » and no word of which says nothing to decide.
        assert [(p.text, p.expected) for p in found] == [
            ("5 % se tient.", True),
            ("Déjà fait.", False),
        ]

    def test_comments_count_when_they_propose(self, clause):
        invitation = InvitationFactory(consultation=clause.consultation)
        for text, proposes in (("4 %.", True), ("Merci.", False)):
            ClauseComment.objects.say(invitation, clause, text, is_proposal=proposes, now=DURING)
        assert [p.text for p in proposals_of(clause.consultation)] == ["4 %."]

    def test_free_answers_may_be_decided_and_do_not_wait(self, clause):
        words = QuestionFactory(consultation=clause.consultation)
        invitation = InvitationFactory(consultation=clause.consultation)
        send_answers(invitation, {words: "Un seul lot nous exclut."})
        [proposal] = proposals_of(clause.consultation)
        assert not proposal.is_waiting


class TestDecide:
    def test_one_decision_answers_several_and_shows_the_words_that_changed(
        self, signed_in, clause, after
    ):
        proposal_of(clause)
        proposal_of(clause)
        client = signed_in(clause.consultation)
        assert decide(client, clause, keys(clause)).status_code == 302
        decision = Decision.objects.get()
        changes = [(piece.kind, piece.text.strip()) for piece in decision.changes()]
        assert ("removed", "2") in changes
        assert ("added", "4") in changes
        assert {p.decision for p in proposals_of(clause.consultation)} == {decision}

    @pytest.mark.parametrize(
        "changes",
        [
            {"proposals": []},
            {"proposals": ["reponse-autre"]},
            {"reason": ""},
            {"outcome": "accepted", "after": ""},
            {"outcome": "accepted", "after": "Au plus 2 % par an."},
            {"outcome": "refused", "after": "Au plus 4 % par an."},
        ],
    )
    def test_a_decision_says_all_that_its_readers_need(self, signed_in, clause, after, changes):
        proposal_of(clause)
        proposals = changes.pop("proposals", keys(clause))
        client = signed_in(clause.consultation)
        assert decide(client, clause, proposals, **changes).status_code == 422
        assert not Decision.objects.exists()

    def test_a_refusal_leaves_the_text(self, signed_in, clause, after):
        proposal_of(clause)
        client = signed_in(clause.consultation)
        same = {"outcome": "refused", "after": "Au plus 2 % par an."}
        assert decide(client, clause, keys(clause), **same).status_code == 302
        assert Decision.objects.get().after == ""

    def test_a_secret_is_not_copied_into_what_all_will_read(self, signed_in, clause, after):
        proposal_of(clause, comment="Notre tunnel.", confidential=[clause])
        client = signed_in(clause.consultation)
        page = client.get(path("consultation_decide", clause.consultation_id, clause.pk))
        assert page.context["form"].initial["proposal"] == ""

    def test_decided_twice_at_once_it_keeps_the_first(self, signed_in, clause, after):
        proposal_of(clause)
        proposals = keys(clause)
        client = signed_in(clause.consultation)
        decide(client, clause, proposals)
        assert decide(client, clause, proposals).status_code == 422
        assert Decision.objects.count() == 1


class TestConclude:
    def close(self, client, consultation, **sent):
        return client.post(
            path("consultation_conclude", consultation.pk), {"conclusion": "Trois lots.", **sent}
        )

    def test_a_proposal_without_decision_stops_the_closing(self, signed_in, clause, after):
        proposal_of(clause)
        client = signed_in(clause.consultation)
        response = self.close(client, clause.consultation)
        assert response.status_code == 422
        assert "1\xa0proposition attend une décision" in response.content.decode()
        clause.consultation.refresh_from_db()
        assert clause.consultation.concluded_at is None

    def test_unless_all_are_told_why(self, signed_in, client, clause, after):
        proposal_of(clause)
        signed_in(clause.consultation)
        sent = {"undecided_because": "Le projet s'arrête."}
        assert self.close(client, clause.consultation, **sent).status_code == 302
        client.logout()
        text = client.get(path("consultation", clause.consultation_id)).content.decode()
        assert "Le projet s&#x27;arrête." in text
        entry = RegisterEntry.objects.get(act="consultation_concluded")
        assert entry.facts["undecided"] == "Le projet s'arrête."

    def test_each_reads_what_became_of_its_own_words_and_of_nobody_else_s(self, mails, clause):
        team = team_member(clause.consultation)
        first = proposal_of(clause, comment="Notre tunnel bleu.", confidential=[clause])
        second = proposal_of(clause, comment="Dix pour cent.")
        silent = InvitationFactory(consultation=clause.consultation)
        clause.consultation.decide(
            Decision(
                question=clause,
                proposal="Relever le taux.",
                outcome="accepted",
                reason="Il n'est pas tenable.",
                after="Au plus 4 % par an.",
            ),
            invitations=[first],
            by=team,
            now=AFTER,
        )
        told = mails(
            lambda: conclude(
                clause.consultation,
                "Trois lots.",
                undecided_because="Trop tard.",
                by=team,
                now=AFTER,
            )
        )
        assert set(told) == {first.email, second.email, silent.email}
        assert "Notre tunnel bleu." in told[first.email]
        assert "Au plus 4 % par an." in told[first.email]
        assert "Dix pour cent." not in told[first.email]
        assert "Notre tunnel bleu." not in told[second.email] + told[silent.email]
        assert "Dix pour cent.\nPourquoi : Trop tard." in told[second.email]
        assert "n'a pas répondu" in told[silent.email]
        assert all("Relever le taux." in body for body in told.values())
        assert not any(
            invitation.name in told[other.email]
            for invitation in (first, second, silent)
            for other in (first, second, silent)
            if other != invitation
        )

    def test_who_only_commented_is_thanked_for_it(self, clause):
        invitation = InvitationFactory(consultation=clause.consultation)
        ClauseComment.objects.say(invitation, clause, "4 %.", now=DURING)
        feedback = feedback_of(clause.consultation)[invitation.pk]
        assert (feedback.comments, feedback.took_part) == (1, True)

    def test_members_know_that_their_group_answered(self, clause):
        lead, member, outside = InvitationFactory.create_batch(3, consultation=clause.consultation)
        group = Consortium.found(lead, "Bacs du Nord", now=DURING)
        group.members.create(invitation=member, state="joined", since=DURING)
        assert feedback_of(clause.consultation)[member.pk].groups == []
        send_answers(lead, {}, answering="group")
        found = feedback_of(clause.consultation)
        assert found[member.pk].groups == ["Bacs du Nord"]
        assert not found[outside.pk].took_part

    def test_nobody_is_told_twice(self, signed_in, mails, mailoutbox, clause, after):
        InvitationFactory(consultation=clause.consultation)
        client = signed_in(clause.consultation)
        mails(lambda: self.close(client, clause.consultation))
        mails(lambda: self.close(client, clause.consultation))
        assert len(mailoutbox) == 1

    def test_the_decisions_are_read_with_the_words_that_changed(
        self, signed_in, client, clause, after
    ):
        proposal_of(clause)
        signed_in(clause.consultation)
        decide(client, clause, keys(clause))
        self.close(client, clause.consultation)
        client.logout()
        text = client.get(path("consultation", clause.consultation_id)).content.decode()
        assert "<del>" in text
        assert "supprimé : </span>2 </del>" in text

    def test_what_few_answered_is_not_detailed_in_public(self, signed_in, client, clause, after):
        proposal_of(clause)
        signed_in(clause.consultation)
        decide(client, clause, keys(clause))
        self.close(client, clause.consultation)
        client.logout()
        text = client.get(path("consultation", clause.consultation_id)).content.decode()
        assert "non publié" in text
        assert "1 sur 1" not in text


class TestTenderThatFollows:
    URL = "https://marches.example.org/consultation/1"

    def announce(self, client, consultation, url=URL):
        return client.post(path("consultation_tender", consultation.pk), {"url": url})

    def test_known_at_the_closing_it_is_in_the_message(self, mails, clause):
        invitation = InvitationFactory(consultation=clause.consultation)
        team = team_member(clause.consultation)
        told = mails(
            lambda: conclude(clause.consultation, "Fait.", tender_url=self.URL, by=team, now=AFTER)
        )
        assert self.URL in told[invitation.email]

    def test_known_later_it_is_told_once(self, signed_in, mails, mailoutbox, clause):
        InvitationFactory(consultation=clause.consultation)
        conclude(clause.consultation, "Fait.", by=team_member(clause.consultation), now=AFTER)
        with time_machine.travel(LATER, tick=False):
            client = signed_in(clause.consultation)
            mails(lambda: self.announce(client, clause.consultation))
            mails(lambda: self.announce(client, clause.consultation, "https://autre.example.org"))
        clause.consultation.refresh_from_db()
        assert clause.consultation.tender_url == self.URL
        assert Message.objects.filter(kind="tender").count() == 1

    @pytest.mark.parametrize("url", ["", "pas une adresse", "javascript:alert(1)", "ftp://a.fr/x"])
    def test_what_is_no_address_is_refused(self, signed_in, clause, url):
        client = signed_in(clause.consultation)
        conclude(clause.consultation, "Fait.", by=team_member(clause.consultation), now=AFTER)
        self.announce(client, clause.consultation, url)
        clause.consultation.refresh_from_db()
        assert clause.consultation.tender_url == ""
