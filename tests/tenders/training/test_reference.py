"""The sessions of the reference case: two held, one to come, as their organiser would have."""

from datetime import UTC, date, datetime

import pytest

from procurement.workdays import is_working
from tenders.training.counting import figures_for
from tenders.training.reference import make_sessions
from tests.factories import CommuneFactory, OrganisationFactory, UserFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.training.factories import runner_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def project():
    CommuneFactory()
    UserFactory(email="animatrice@demo.balise.example.org")
    OrganisationFactory(name="Réseau Achats Solidaires (fictif)")
    ProjectFactory()  # the case holds more than one
    return ProjectFactory(reference="emballages-consignes-mel")


def test_two_took_place_and_one_takes_registrations(project):
    webinar, training, coming = make_sessions(NOW)
    assert [one.has_ended(at=NOW) for one in (webinar, training, coming)] == [True, True, False]
    assert coming.takes_registrations(at=NOW)
    assert coming.free_seats() == 2
    assert [one.project for one in (webinar, training, coming)] == [None, project, project]


def test_their_figures_and_opinions_can_be_read(project):
    webinar, training, _ = make_sessions(NOW)
    figures = figures_for(runner_of(training), now=NOW)
    assert [count for _, count in figures.totals()] == [8, 9, 0]
    assert min(one.evaluations.count() for one in (webinar, training)) >= 5


def test_everybody_in_them_is_said_to_be_fictitious(project):
    names = {person.name for one in make_sessions(NOW) for person in one.registrations.all()}
    assert [name for name in names if "(fictif)" not in name and "(fictive)" not in name] == []


def test_no_session_is_held_on_a_public_holiday(project):
    webinar, training, coming = make_sessions(NOW)  # nineteen days before is 11 November
    days = [one.sittings.first().starts_at.date() for one in (webinar, training, coming)]
    assert all(map(is_working, days))
    assert days[1] == date(2026, 11, 10)
