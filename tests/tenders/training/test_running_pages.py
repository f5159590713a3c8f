"""The pages of those who hold a session: note who came, hand out, show it in its project."""

import io
import zipfile

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from procurement.accounts.models import Role
from tests.factories import MembershipFactory
from tests.needs.factories import MemberFactory, ProjectFactory
from tests.ooxml import faults
from tests.tenders.training.factories import (
    AFTER,
    BEFORE,
    STARTS,
    RegistrationFactory,
    SessionFactory,
    came,
    later,
    runner_of,
    sitting_of,
)
from tests.tenders.training.pages import at, shown
from tests.word_accessibility import barriers

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(before, runner):
    """Signed in before the session."""
    return runner


class TestAttendance:
    @pytest.fixture
    def runner(self, client, session, after):
        client.force_login(runner_of(session))
        return client

    def address(self, session, name="attendance"):
        return at(name, session, session.sittings.first().pk)

    def test_present_is_the_whole_sitting_and_minutes_say_less(self, runner, session):
        whole, part, absent = RegistrationFactory.create_batch(3, session=session)
        sent = {
            f"present_{whole.pk}": "on",
            f"present_{part.pk}": "on",
            f"minutes_{part.pk}": "45",
            f"minutes_{absent.pk}": "45",
        }
        runner.post(self.address(session), sent)
        assert [one.minutes_attended() for one in (whole, part, absent)] == [120, 45, 0]

    def test_saved_again_it_replaces(self, runner, session):
        there = came(session)
        runner.post(self.address(session), {})
        assert there.minutes_attended() == 0

    @pytest.mark.parametrize(("minutes", "status"), [("120", 302), ("121", 422), ("0", 422)])
    def test_nobody_stays_longer_than_the_sitting(self, runner, session, minutes, status):
        one = RegistrationFactory(session=session)
        sent = {f"present_{one.pk}": "on", f"minutes_{one.pk}": minutes}
        assert runner.post(self.address(session), sent).status_code == status

    def test_a_wrong_number_keeps_what_was_ticked(self, runner, session):
        one, other = RegistrationFactory.create_batch(2, session=session)
        sent = {f"present_{other.pk}": "on", f"minutes_{one.pk}": "abc", f"present_{one.pk}": "on"}
        answer = runner.post(self.address(session), sent)
        assert answer.status_code == 422
        assert "par exemple 90" in shown(answer)
        assert shown(answer).count("checked") == 2

    def test_who_comes_unannounced_is_listed_and_there(self, runner, session):
        sent = {"name": "Paul", "organisation": "Recycle", "email": "", "audience": "ess"}
        page = shown(runner.post(self.address(session, "walk_in"), sent, follow=True))
        assert "sans inscription" in page
        assert session.registrations.get().minutes_attended() == 120

    def test_an_incomplete_walk_in_is_told(self, runner, session):
        answer = runner.post(self.address(session, "walk_in"), {"name": "Paul"})
        assert answer.status_code == 422
        assert "Paul" in shown(answer)
        assert not session.registrations.exists()

    def test_who_waits_can_be_ticked(self, runner, session):
        waiting = RegistrationFactory(session=session, status="waiting")
        runner.post(self.address(session), {f"present_{waiting.pk}": "on"})
        assert waiting.minutes_attended() == 120

    def test_somebody_of_another_session_cannot_be_ticked(self, runner, session):
        stranger = RegistrationFactory()
        runner.post(self.address(session), {f"present_{stranger.pk}": "on"})
        assert stranger.minutes_attended() == 0


class TestDocuments:
    @pytest.fixture
    def runner(self, client, session, after):
        session.video_link = "https://visio.example.org/secret"
        session.save()
        client.force_login(runner_of(session))
        came(session, "a@example.org", name="Léa Martin")
        came(session, "", name="Paul & <Durand>", minutes=45)
        return client

    @pytest.mark.parametrize("kind", ["programme", "emargement", "evaluation"])
    def test_each_is_a_sound_accessible_word_file(self, runner, session, kind):
        content = runner.get(at("download", session, kind)).content
        assert faults(content) == []
        assert barriers(content) == []
        assert b"visio.example.org" not in content

    @pytest.mark.parametrize("kind", ["programme", "emargement", "evaluation"])
    def test_each_is_read_on_a_page(self, runner, session, kind):
        assert "Télécharger en Word" in shown(runner.get(at("preview", session, kind)))

    def test_another_kind_is_not_found(self, runner, session):
        assert runner.get(at("download", session, "autre")).status_code == 404

    def test_the_sheet_lists_those_who_have_a_seat_for_each_date(self, runner, session):
        sitting_of(session, later(STARTS, days=7))
        RegistrationFactory(session=session, name="En attente", status="waiting")
        text = words(runner.get(at("download", session, "emargement")).content)
        assert text.count("Léa Martin") == 2
        assert "En attente" not in text

    def test_the_programme_says_each_hour(self, runner, session):
        text = words(runner.get(at("download", session, "programme")).content)
        assert "9 h 15" in text
        assert "11 h 00" in text

    def test_the_certificates_hold_the_hours_really_attended(self, runner, session):
        RegistrationFactory(session=session, name="Absente")
        archive = runner.get(at("certificates", session)).content
        with zipfile.ZipFile(io.BytesIO(archive)) as package:
            files = {name: package.read(name) for name in package.namelist()}
        assert sorted(files) == ["001-lea-martin.docx", "002-paul-durand.docx"]
        assert all(faults(content) == barriers(content) == [] for content in files.values())
        assert "a suivi 2 heures" in words(files["001-lea-martin.docx"])
        assert "45 minutes sur 2 heures prévues" in words(files["002-paul-durand.docx"])

    def test_there_is_none_before_the_end(self, runner, session):
        with time_machine.travel(BEFORE, tick=False):
            runner.force_login(runner_of(session))
            assert runner.get(at("certificates", session)).status_code == 404

    def test_who_came_takes_their_own(self, client, session, runner):
        there = session.registrations.get(name="Léa Martin")
        client.logout()
        content = client.get(reverse("training:certificate", args=[there.token()])).content
        assert "Léa Martin" in words(content)

    def test_who_was_absent_has_none(self, client, session, runner):
        absent = RegistrationFactory(session=session)
        address = reverse("training:certificate", args=[absent.token()])
        assert client.get(address).status_code == 404


def words(content):
    document = Document(io.BytesIO(content))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    text = "\n".join([*(p.text for p in document.paragraphs), *cells])
    return text.replace("\u00a0", " ")


class TestProjectPage:
    def test_the_task_list_leads_to_the_sessions(self, client, after):
        session = SessionFactory(project=ProjectFactory(), title="Répondre ensemble")
        client.force_login(
            MembershipFactory(organisation=session.project.lead, role=Role.OFFICER).user
        )
        page = shown(client.get(session.project.get_absolute_url()))
        assert "Répondre ensemble" in page
        assert "Préparer une session" in page

    def test_a_draft_is_named_without_a_link(self, client, before):
        session = SessionFactory(project=ProjectFactory(), draft=True)
        member = MemberFactory(project=session.project)
        client.force_login(MembershipFactory(organisation=member.organisation).user)
        page = shown(client.get(session.project.get_absolute_url()))
        assert f"Brouillon : {session.title}" in page
        assert session.get_absolute_url() not in page


def test_the_past_moment_of_the_fixture_is_after_the_session():
    assert AFTER > STARTS
