"""The pages of those who prepare a session: write, date, open, say that a seat is free."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.training import guards
from tenders.training.choices import SessionKind, SessionStatus
from tenders.training.models import Notice, TrainingSession
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import MemberFactory, ProjectFactory
from tests.tenders.training.factories import (
    STARTS,
    RegistrationFactory,
    SessionFactory,
    came,
    later,
    runner_of,
    sitting_of,
)
from tests.tenders.training.pages import at, facts, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(before, runner):
    """Signed in before the session."""
    return runner


class TestPreparing:
    def sent(self, membership, **values):
        return {
            "template": "training-supplier-two-days",
            "title": "Préparer une réponse",
            "organiser": membership.organisation.pk,
            "project": "",
            "starts_at": "2027-03-24T09:00",
            **values,
        }

    def test_a_model_gives_its_kind_its_dates_and_its_programme(self, client, facilitator):
        client.post(reverse("training:create"), self.sent(facilitator))
        session = TrainingSession.objects.get()
        assert (session.kind, session.status) == (SessionKind.TRAINING, SessionStatus.DRAFT)
        first, second = session.sittings.all()
        assert first.programme[0].title == "Accueil"
        # The clock changes on 28 March 2027: it is 9 h 00 both times.
        assert [s.starts_at.isoformat() for s in (first, second)] == [
            "2027-03-24T08:00:00+00:00",
            "2027-03-31T07:00:00+00:00",
        ]

    def test_it_comes_from_the_page_of_a_project_with_its_title(self, client, facilitator):
        project = ProjectFactory(facilitator=facilitator.organisation)
        page = client.get(reverse("training:create"), {"project": project.pk})
        assert project.title in shown(page)

    @pytest.mark.parametrize("project", ["abc", "1", "00000000-0000-0000-0000-000000000000"])
    def test_a_project_that_is_none_is_left_aside(self, client, facilitator, project):
        answer = client.get(reverse("training:create"), {"project": project})
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [("template", "autre"), ("organiser", 999999), ("starts_at", "demain"), ("title", "")],
    )
    def test_what_is_wrong_is_said_and_nothing_made(self, client, facilitator, field, value):
        answer = client.post(reverse("training:create"), self.sent(facilitator, **{field: value}))
        assert answer.status_code == 422
        assert not TrainingSession.objects.exists()

    def test_nobody_organises_for_a_stranger_nor_in_their_project(self, client, facilitator):
        other = MembershipFactory(role=Role.FACILITATOR).organisation
        for wrong in ({"organiser": other.pk}, {"project": ProjectFactory().pk}):
            answer = client.post(reverse("training:create"), self.sent(facilitator, **wrong))
            assert answer.status_code == 422

    def test_a_buyer_of_a_member_authority_prepares_one_for_the_project(self, client, before):
        member = MemberFactory()
        membership = MembershipFactory(organisation=member.organisation, role=Role.BUYER)
        client.force_login(membership.user)
        sent = self.sent(membership, project=member.project.pk)
        assert client.post(reverse("training:create"), sent).status_code == 302
        assert TrainingSession.objects.get().project == member.project


class TestEditing:
    def test_the_territory_is_found_by_its_name(self, runner, session):
        CommuneFactory()
        sent = facts(session, territory_kind="departement", territory="nord")
        assert runner.post(at("edit", session), sent).status_code == 302
        session.refresh_from_db()
        assert (session.territory_code, session.territory_name) == ("59", "Nord")

    @pytest.mark.parametrize(
        ("kind", "typed", "said"),
        [
            ("departement", "Nrod", "Aucun territoire"),
            ("commune", "Lile", "Vouliez-vous dire"),
            ("epci", "", "Indiquez le nom du territoire"),
        ],
    )
    def test_a_territory_that_is_none_is_told_with_what_to_type(
        self, runner, session, kind, typed, said
    ):
        CommuneFactory()
        sent = facts(session, territory_kind=kind, territory=typed, title="Nouveau titre")
        answer = runner.post(at("edit", session), sent)
        assert answer.status_code == 422
        assert said in shown(answer)
        assert "Nouveau titre" in shown(answer)

    @pytest.mark.parametrize("seats", ["0", "-1", "2001", "beaucoup"])
    def test_a_number_of_seats_that_is_none_is_refused(self, runner, session, seats):
        assert runner.post(at("edit", session), facts(session, capacity=seats)).status_code == 422

    def test_fewer_seats_than_people_are_refused_and_nothing_changes(self, runner, session):
        RegistrationFactory.create_batch(2, session=session)
        sent = facts(session, capacity=1, title="Autre")
        answer = runner.post(at("edit", session), sent)
        assert answer.status_code == 422
        assert "2 personnes ont déjà une place" in shown(answer)
        session.refresh_from_db()
        assert session.title != "Autre"

    def test_more_seats_tell_who_received_one(self, runner, session):
        RegistrationFactory.create_batch(2, session=session)
        RegistrationFactory(session=session, status="waiting", name="Léa Martin")
        page = runner.post(at("edit", session), facts(session, capacity=3), follow=True)
        assert "Ont reçu une place de la liste d'attente : Léa Martin" in shown(page)

    def test_two_people_on_one_session_lose_nothing(self, runner, session):
        runner.post(at("edit", session), facts(session, title="La première"))
        answer = runner.post(at("edit", session), facts(session, title="La seconde"))
        assert answer.status_code == 409
        assert "La première" in shown(answer)
        assert "La seconde" in shown(answer)
        session.refresh_from_db()
        assert session.title == "La première"

    def test_a_link_that_is_no_address_is_refused(self, runner, session):
        sent = facts(session, video_link="javascript:alert(1)")
        assert runner.post(at("edit", session), sent).status_code == 422


class TestDates:
    def test_a_wrong_line_is_named_and_everything_typed_stays(self, runner, session):
        sent = {"starts_at": "2027-02-03T09:00", "programme": "15 | Accueil\nAtelier"}
        answer = runner.post(at("sitting_create", session), sent)
        assert answer.status_code == 422
        assert "Ligne 2 (« Atelier »)" in shown(answer)
        assert "15 | Accueil" in shown(answer)

    def test_a_date_is_added_with_its_end(self, runner, session):
        sent = {"starts_at": "2027-02-03T09:00", "programme": "15 | Accueil\n90 | Atelier"}
        runner.post(at("sitting_create", session), sent)
        added = session.sittings.last()
        assert added.minutes == 105
        assert added.ends_at == later(added.starts_at, minutes=105)

    def test_an_hour_that_the_clock_skips_is_refused(self, runner, session):
        sent = {"starts_at": "2027-03-28T02:30", "programme": "15 | Accueil"}
        assert runner.post(at("sitting_create", session), sent).status_code == 422

    def test_the_last_date_of_a_published_session_stays(self, runner, session):
        answer = runner.post(at("sitting_remove", session, session.sittings.get().pk))
        assert answer.status_code == 409
        assert "annulez la session" in shown(answer)
        assert session.sittings.exists()

    def test_a_date_with_attendances_stays(self, runner, session):
        came(session)
        sitting_of(session, later(STARTS, days=7))
        answer = runner.post(at("sitting_remove", session, session.sittings.first().pk))
        assert answer.status_code == 409
        assert session.sittings.count() == 2

    def test_the_date_of_another_session_is_not_found(self, runner, session):
        other = SessionFactory().sittings.get()
        assert runner.get(at("sitting", session, other.pk)).status_code == 404


class TestOpening:
    def test_what_lacks_is_said(self, client, before):
        session = SessionFactory(draft=True, place="", starts_at=False)
        client.force_login(runner_of(session))
        answer = client.post(at("open", session))
        assert answer.status_code == 409
        assert "Ajoutez une date" in shown(answer)
        assert "Indiquez un lieu" in shown(answer)

    def test_a_date_gone_by_is_refused(self, client, after):
        session = SessionFactory(draft=True)
        client.force_login(runner_of(session))
        assert "La première date est passée" in shown(client.post(at("open", session)))

    def test_opened_it_is_public_and_in_the_register_of_its_project(self, client, before):
        session = SessionFactory(draft=True, project=ProjectFactory())
        client.force_login(runner_of(session))
        client.post(at("open", session))
        client.logout()
        assert client.get(session.get_absolute_url()).status_code == 200
        entry = RegisterEntry.objects.get(project=session.project)
        assert (entry.act, entry.facts["kind"]) == ("session_opened", "formation")

    def test_an_appointment_asks_those_who_watch_over_them(self, client, before, monkeypatch):
        def refuse(session):
            raise ValidationError("Cette personne a vu les offres.")

        monkeypatch.setattr(guards, "APPOINTMENT_GUARDS", [refuse])
        appointment = SessionFactory(draft=True, kind=SessionKind.APPOINTMENT)
        client.force_login(runner_of(appointment))
        answer = client.post(at("open", appointment))
        assert "Cette personne a vu les offres." in shown(answer)
        appointment.refresh_from_db()
        assert appointment.status == SessionStatus.DRAFT
        training = SessionFactory(draft=True, organiser=appointment.organiser)
        assert client.post(at("open", training)).status_code == 302

    def test_closed_then_open_again(self, runner, session):
        runner.post(at("close", session))
        session.refresh_from_db()
        assert session.status == SessionStatus.CLOSED
        runner.post(at("open", session))
        session.refresh_from_db()
        assert session.status == SessionStatus.OPEN

    def test_cancelled_with_its_reason_it_stays_so(self, runner, session):
        RegistrationFactory(session=session)
        assert runner.post(at("call_off", session), {"reason": ""}).status_code == 422
        runner.post(at("call_off", session), {"reason": "Salle inondée."})
        assert "Salle inondée." in shown(runner.get(session.get_absolute_url()))
        assert Notice.objects.count() == 1
        assert runner.post(at("open", session)).status_code == 409


class TestReleasing:
    def test_who_gives_up_by_telephone_is_told_and_the_next_one_seated(self, runner, session):
        seated = RegistrationFactory.create_batch(2, session=session)
        waiting = RegistrationFactory(session=session, status="waiting")
        assert "Désinscrire" in shown(runner.get(at("release", session, seated[0].pk)))
        runner.post(at("release", session, seated[0].pk))
        waiting.refresh_from_db()
        assert waiting.is_seated
        assert seated[0].notices.get().kind == "withdrawn"

    def test_a_name_erased_on_request_leaves_the_attendance(self, client, session, after):
        there = came(session, "lea@example.org", name="Léa Martin")
        client.force_login(runner_of(session))
        client.post(at("release", session, there.pk))
        there.refresh_from_db()
        assert "Léa" not in f"{there.name} {there.organisation} {there.email}"
        assert there.minutes_attended() == 120

    def test_somebody_of_another_session_is_not_found(self, runner, session):
        stranger = RegistrationFactory()
        assert runner.post(at("release", session, stranger.pk)).status_code == 404

    def test_an_evaluation_given_on_paper_is_copied(self, client, session, after):
        client.force_login(runner_of(session))
        address = at("paper_evaluation", session)
        assert client.post(address, {"clarity": "3"}).status_code == 422
        marks = dict.fromkeys(("expectations", "clarity", "exercises", "pace", "ready"), "3")
        client.post(address, {**marks, "missing": "Du temps."})
        assert session.evaluations.get().answers["missing"] == "Du temps."

    def test_none_is_copied_before_the_end(self, runner, session):
        assert runner.get(at("paper_evaluation", session)).status_code == 404
