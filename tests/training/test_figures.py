"""Figures: who counts once, who counts twice, and the same numbers everywhere."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from procurement.accounts.models import Role
from tenders.training import retention
from tenders.training.choices import SessionKind
from tenders.training.counting import figures_for
from tenders.training.figures import paste
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.needs.factories import MemberFactory, ProjectFactory
from tests.ooxml import faults
from tests.training.factories import (
    AFTER,
    STARTS,
    RegistrationFactory,
    SessionFactory,
    came,
    later,
    runner_of,
    sitting_of,
)
from tests.word_accessibility import barriers

pytestmark = pytest.mark.django_db
MUCH_LATER = datetime(2028, 3, 1, tzinfo=UTC)


@pytest.fixture
def reader(session):
    return runner_of(session)


def found(reader, *, now=MUCH_LATER, **asked):
    return figures_for(reader, now=now, **asked)


def another(session, starts_at, **values):
    return SessionFactory(organiser=session.organiser, starts_at=starts_at, **values)


def test_a_seat_is_no_participation(session, reader):
    RegistrationFactory(session=session)
    came(session, "a@example.org")
    figures = found(reader)
    assert (figures.registered, figures.attended, figures.people("trained")) == (2, 1, 1)


def test_a_person_at_two_trainings_of_a_year_counts_once_and_takes_part_twice(session, reader):
    second = another(session, later(STARTS, days=30))
    for one in (session, second):
        came(one, "a@example.org")
    figures = found(reader)
    assert (figures.people("trained"), figures.attended) == (1, 2)


def test_the_same_person_counts_again_the_next_year(session, reader):
    second = another(session, datetime(2028, 1, 5, 9, tzinfo=UTC))
    for one in (session, second):
        came(one, "a@example.org")
    assert found(reader).people("trained") == 2
    assert found(reader, year=2028).people("trained") == 1


def test_the_year_is_that_of_paris(session, reader):
    eve = another(session, datetime(2027, 12, 31, 23, 30, tzinfo=UTC))  # 0 h 30 on 1 January
    came(eve, "a@example.org")
    assert found(reader, year=2028).attended == 1
    assert found(reader, year=2027).attended == 0


def test_a_person_trained_and_made_aware_counts_in_each(session, reader):
    webinar = another(session, later(STARTS, days=3), kind=SessionKind.WEBINAR)
    for one in (session, webinar):
        came(one, "a@example.org")
    assert [count for _, count in found(reader).totals()] == [1, 1, 0]


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("awareness", [1, 0, 0]),
        ("webinar", [1, 0, 0]),
        ("training", [0, 1, 0]),
        ("appointment", [0, 0, 1]),
        ("meeting", [0, 0, 1]),
    ],
)
def test_each_kind_of_session_has_its_measure(kind, counts):
    session = SessionFactory(kind=kind)
    came(session, "a@example.org")
    assert [count for _, count in found(runner_of(session)).totals()] == counts


def test_two_dates_of_a_session_are_one_participation_and_all_their_minutes(session, reader):
    there = came(session, "a@example.org")
    second = sitting_of(session, later(STARTS, days=7))
    there.attendances.create(sitting=second, minutes=45)
    figures = found(reader)
    assert (figures.attended, figures.minutes) == (1, 165)
    assert figures.hours_attended == Decimal("2.8")


def test_who_has_no_address_counts_each_time(session, reader):
    second = another(session, later(STARTS, days=30))
    for one in (session, second):
        came(one, "", name="Léa")
    assert found(reader).people("trained") == 2


def test_two_organisers_each_count_the_person(session, reader):
    elsewhere = SessionFactory(organiser=OrganisationFactory())
    MembershipFactory(user=reader, organisation=elsewhere.organiser, role=Role.FACILITATOR)
    for one in (session, elsewhere):
        came(one, "a@example.org")
    assert found(reader).people("trained") == 2


def test_who_came_from_the_waiting_list_counts(session, reader):
    came(session, "a@example.org", status="waiting")
    assert found(reader).attended == 1


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_a_session_that_was_not_held_does_not_count(status):
    session = SessionFactory(status=status)
    came(session, "a@example.org")
    assert found(runner_of(session)).sessions == ()


def test_a_session_counts_once_it_has_ended(session, reader):
    came(session, "a@example.org")
    assert found(reader, now=STARTS).sessions == ()
    assert len(found(reader, now=AFTER).sessions) == 1


def test_a_stranger_reads_no_figure(session):
    came(session, "a@example.org")
    assert found(MembershipFactory().user).sessions == ()


def test_a_member_of_the_project_reads_its_sessions_and_no_other(session):
    project = ProjectFactory()
    linked = another(session, later(STARTS, days=9), project=project)
    for one in (session, linked):
        came(one, "a@example.org")
    member = MemberFactory(project=project)
    reader = MembershipFactory(organisation=member.organisation, role=Role.BUYER).user
    figures = found(reader)
    assert [held.title for held in figures.sessions] == [linked.title]
    # Counted in January by the same organiser: not a second time here.
    assert (figures.people("trained"), figures.attended) == (0, 1)


def test_the_project_asked_for_narrows(session, reader):
    project = ProjectFactory()
    linked = another(session, later(STARTS, days=9), project=project)
    for one in (session, linked):
        came(one)
    assert len(found(reader, project=project).sessions) == 1


class TestTerritory:
    @pytest.fixture
    def lille(self):
        return CommuneFactory()

    def names(self, session):
        came(session, "a@example.org")
        figures = found(runner_of(session))
        return {
            level: [line.name for line in figures.by_place(level)]
            for level in ("commune", "epci", "departement")
        }

    def test_a_commune_is_in_its_intercommunal_body_and_its_department(self, lille):
        session = SessionFactory(
            territory_kind="commune", territory_code="59350", territory_name="Lille"
        )
        assert self.names(session) == {
            "commune": ["Lille"],
            "epci": ["Métropole Européenne de Lille"],
            "departement": ["Nord"],
        }

    def test_an_intercommunal_body_is_wider_than_a_commune(self, lille):
        session = SessionFactory(
            territory_kind="epci", territory_code="200093201", territory_name="MEL"
        )
        assert self.names(session) == {
            "commune": ["Plus large : MEL"],
            "epci": ["MEL"],
            "departement": ["Nord"],
        }

    def test_the_whole_country_is_wider_than_all(self):
        assert set(map(tuple, self.names(SessionFactory()).values())) == {
            ("Plus large : France entière",)
        }


class TestForgotten:
    def test_names_go_and_figures_stay(self, session, reader):
        came(session, "a@example.org", audience="ess")
        came(session, "b@example.org", audience="elected", minutes=60)
        before = found(reader)
        assert retention.forget(session, now=MUCH_LATER) == 2
        assert not session.registrations.exists()
        after = found(reader)
        assert after.rows() == before.rows()
        assert after.by_audience() == before.by_audience()

    def test_somebody_seen_in_january_is_not_new_in_november_once_january_is_forgotten(
        self, session, reader
    ):
        november = another(session, datetime(2027, 11, 5, 9, tzinfo=UTC))
        for one in (session, november):
            came(one, "a@example.org")
        came(november, "new@example.org")
        assert found(reader).people("trained") == 2
        retention.forget(session, now=MUCH_LATER)
        assert found(reader).people("trained") == 2
        retention.forget(november, now=MUCH_LATER)
        assert found(reader).people("trained") == 2

    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (datetime(2028, 1, 19, 12, tzinfo=UTC), False),
            (datetime(2028, 1, 20, 12, tzinfo=UTC), True),
        ],
    )
    def test_names_are_kept_twelve_months(self, session, now, due):
        RegistrationFactory(session=session)
        assert retention.due(now=now) == ([session] if due else [])

    def test_a_dry_run_erases_nothing(self, session, capsys):
        RegistrationFactory(session=session)
        with time_machine.travel(MUCH_LATER, tick=False):
            call_command("forget_registrations", dry_run=True)
            assert session.registrations.exists()
            call_command("forget_registrations")
        assert not session.registrations.exists()
        assert capsys.readouterr().out.count("1 inscriptions") == 2

    @pytest.mark.parametrize(("days", "kept"), [(7, True), (8, False)])
    def test_a_request_never_confirmed_goes_after_a_week(self, session, days, kept):
        RegistrationFactory(session=session, status="asked", asked_at=STARTS)
        retention.unconfirmed(now=later(STARTS, days=days))
        assert session.registrations.exists() is kept

    def test_a_withdrawal_stays_until_its_message_has_left(self, session):
        gone = RegistrationFactory(session=session, status="cancelled")
        told = gone.notices.create(kind="withdrawn", about="1", queued_at=STARTS)
        assert retention.unconfirmed(now=MUCH_LATER) == 0
        told.mark_sent(now=STARTS)
        retention.unconfirmed(now=MUCH_LATER)
        assert not session.registrations.exists()


class TestText:
    def test_the_sentences_carry_the_figures(self, session, reader):
        for n in range(3):
            came(session, f"{n}@example.org")
        webinar = another(session, later(STARTS, days=2), kind="webinar")
        came(webinar, "elu@example.org", audience="elected")
        text = " ".join(paste(found(reader, year=2027), "En 2027", "departement"))
        text = text.replace("\u00a0", " ")
        assert "En 2027, Réseau d'essai a tenu 2 sessions (1 webinaire et 1 formation)" in text
        assert "1 personne sensibilisée et 3 personnes formées, pour 4 participations" in text
        assert "élus (1) et fournisseurs de l'ESS (3)" in text

    def test_several_of_a_kind_are_said_in_the_plural(self, session, reader):
        meetings = [another(session, later(STARTS, days=n), kind="meeting") for n in (2, 3)]
        came(meetings[0], "a@example.org")
        came(session, "b@example.org")
        text = paste(found(reader), "En 2027", "departement")[0]
        assert "2\u00a0rencontres acheteurs et fournisseurs" in text

    def test_nothing_held_is_said_so(self, session, reader):
        assert paste(found(reader, now=STARTS), "En 2026", "epci") == [
            "En 2026, aucune session n'a encore eu lieu."
        ]

    @pytest.mark.parametrize(("answers", "said"), [(4, False), (5, True)])
    def test_the_mark_is_told_from_five_answers(self, client, session, reader, answers, said):
        came(session, "a@example.org")
        for _ in range(answers):
            session.evaluations.create(answers={"clarity": 3, "pace": 4})
        with time_machine.travel(AFTER, tick=False):
            client.force_login(reader)
            page = client.get(reverse("training:figures")).content.decode()
        assert "formées" in page
        assert ("3,5 sur 4" in page) is said


class TestFiles:
    @pytest.fixture
    def signed_in(self, client, session, reader, after):
        came(session, "=cmd@example.org", organisation="=1+1")
        came(session, "b@example.org", audience="elected", minutes=45)
        client.force_login(reader)
        return client

    def test_csv_and_workbook_say_the_same_as_the_page(self, signed_in):
        content = signed_in.get(reverse("training:figures_export", args=["csv"])).content
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0][-4:] == ["inscriptions", "participations", "personnes différentes"] + [
            "heures suivies"
        ]
        assert [row[-5:] for row in rows[1:]] == [
            ["élus", "1", "1", "1", "0,8"],
            ["fournisseurs de l'ESS", "1", "1", "1", "2,0"],
        ]
        book = signed_in.get(reverse("training:figures_export", args=["xlsx"])).content
        sheet = load_workbook(io.BytesIO(book)).active
        assert [cell.value for cell in sheet[2]][-3:] == [1, 1, 0.8]

    def test_no_name_nor_address_leaves_with_the_figures(self, signed_in):
        content = signed_in.get(reverse("training:figures_export", args=["csv"])).content.decode()
        assert "example.org" not in content

    def test_the_report_in_word_draws_and_tells_the_same(self, signed_in):
        content = signed_in.get(reverse("training:figures_export", args=["docx"])).content
        assert faults(content) == []
        assert barriers(content) == []
        document = Document(io.BytesIO(content))
        assert len(document.tables) == 3
        assert "2 personnes formées" in " ".join(p.text for p in document.paragraphs).replace(
            "\u00a0", " "
        )

    def test_a_report_without_session_says_so(self, client, session, reader, before):
        client.force_login(reader)
        content = client.get(reverse("training:figures_export", args=["docx"])).content
        assert barriers(content) == []
        assert "aucune session" in Document(io.BytesIO(content)).paragraphs[3].text

    def test_another_format_is_not_found(self, signed_in):
        address = reverse("training:figures_export", args=["pdf"])
        assert signed_in.get(address).status_code == 404

    def test_the_api_gives_the_same(self, signed_in):
        told = signed_in.get(reverse("training-figures-list")).json()
        assert (told["trained"], told["attended"], told["sessions"]) == (2, 2, 1)
        assert told["by_audience"][0] == {
            "name": "élus",
            "aware": 0,
            "trained": 1,
            "informed": 0,
            "attended": 1,
        }
        assert len(told["rows"]) == 2

    def test_the_api_refuses_a_year_that_is_none(self, signed_in):
        answer = signed_in.get(reverse("training-figures-list"), {"year": "abc"})
        assert answer.status_code == 400
        assert "par exemple 2026" in str(answer.json())

    def test_the_page_draws_each_chart_with_its_table(self, signed_in):
        page = signed_in.get(reverse("training:figures")).content.decode()
        assert page.count('<svg class="document-chart"') == 3
        assert page.count("<table") == 3
        assert "Ce que chaque chiffre compte" in page

    @pytest.mark.parametrize("query", ["?annee=abc", "?demarche=1", "?territoire=lune&annee=99999"])
    def test_a_filter_that_is_none_is_as_if_it_were_not_there(self, signed_in, query):
        assert signed_in.get(reverse("training:figures") + query).status_code == 200
