"""What everyone sees and does without account: agenda, registration, personal page."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from tenders.training.choices import RegistrationStatus, SessionKind
from tenders.training.models import Evaluation, Registration
from tests.training.factories import (
    AFTER,
    BEFORE,
    STARTS,
    RegistrationFactory,
    SessionFactory,
    came,
    later,
    runner_of,
)

pytestmark = pytest.mark.django_db
LINK = "https://visio.example.org/secret"


def sent(**values):
    return {
        "name": "Léa Martin",
        "organisation": "Atelier des bacs",
        "email": "lea@example.org",
        "audience": "ess",
        "consent": "on",
        **values,
    }


def register(client, session, **values):
    return client.post(session.get_absolute_url(), sent(**values))


def personal(registration, name="registration"):
    return reverse(f"training:{name}", args=[registration.token()])


def shown(answer):
    return answer.content.decode().replace("&#x27;", "'").replace("\u00a0", " ")


class TestAgenda:
    def test_it_shows_what_is_open_and_neither_drafts_nor_appointments(self, client, before):
        SessionFactory(title="Ouverte")
        SessionFactory(title="Brouillon", draft=True)
        SessionFactory(title="Tête à tête", kind=SessionKind.APPOINTMENT)
        page = shown(client.get(reverse("training:agenda")))
        assert "Ouverte" in page
        assert "Brouillon" not in page
        assert "Tête à tête" not in page

    def test_a_cancelled_session_stays_with_its_state(self, client, before):
        SessionFactory(title="Annulée", status="cancelled")
        assert "annulée" in shown(client.get(reverse("training:agenda")))

    def test_who_runs_sessions_sees_drafts(self, client, before):
        session = SessionFactory(title="Mon brouillon", draft=True)
        client.force_login(runner_of(session))
        assert "Mon brouillon" in shown(client.get(reverse("training:agenda")))

    def test_empty_it_says_what_it_is_for(self, client):
        assert "Aucune session n'est annoncée" in shown(client.get(reverse("training:agenda")))


class TestSessionPage:
    def test_the_programme_is_by_the_minute_and_the_video_link_is_hidden(self, client, before):
        session = SessionFactory(video_link=LINK)
        page = shown(client.get(session.get_absolute_url()))
        assert "9 h 15" in page
        assert "2 places libres sur 2" in page
        assert "visio.example.org" not in page

    def test_a_draft_is_not_found(self, client):
        assert client.get(SessionFactory(draft=True).get_absolute_url()).status_code == 404

    def test_an_appointment_opens_by_its_own_link(self, client, before):
        session = SessionFactory(kind=SessionKind.APPOINTMENT)
        assert client.get(session.get_absolute_url()).status_code == 200

    def test_full_it_offers_the_waiting_list(self, client, session, before):
        RegistrationFactory.create_batch(2, session=session)
        assert "Rejoindre la liste d'attente" in shown(client.get(session.get_absolute_url()))

    def test_a_freed_seat_is_not_offered_while_somebody_waits(self, client, before):
        session = SessionFactory(capacity=3)
        RegistrationFactory.create_batch(2, session=session)
        RegistrationFactory(session=session, status="waiting")
        assert "Rejoindre la liste d'attente" in shown(client.get(session.get_absolute_url()))

    def test_its_calendar_file_is_public(self, client, session):
        answer = client.get(reverse("training:calendar", args=[session.pk]))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"DTSTART:20270120T080000Z" in answer.content

    def test_the_names_of_those_registered_are_shown_to_nobody(self, client, session, before):
        RegistrationFactory(session=session, name="Paul Durand")
        assert "Paul Durand" not in shown(client.get(session.get_absolute_url()))


class TestRegistering:
    def test_the_link_comes_by_mail_and_gives_the_seat(
        self, client, session, before, mailoutbox, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = register(client, session)
        assert answer.status_code == 302
        assert mailoutbox[0].to == ["lea@example.org"]
        link = re.search(r"https?://[^/]+(/formation/inscriptions/\S+)", mailoutbox[0].body)[1]
        assert "Confirmer mon inscription" in shown(client.get(link))
        with django_capture_on_commit_callbacks(execute=True):
            page = shown(client.post(link, {"confirm": "1"}, follow=True))
        assert "Votre place est réservée" in page
        assert mailoutbox[1].attachments[0][0] == "seance.ics"

    def test_opening_the_link_is_not_confirming(self, client, session, before):
        register(client, session)
        registration = session.registrations.get()
        client.get(personal(registration))
        registration.refresh_from_db()
        assert registration.status == RegistrationStatus.ASKED

    def test_the_answer_is_the_same_for_an_address_already_registered(
        self, client, session, before
    ):
        first = register(client, session)
        again = register(client, session)
        RegistrationFactory(session=session, email="seated@example.org")
        seated = register(client, session, email="seated@example.org")
        told = {
            shown(client.get(answer["Location"])).count("Ouvrez le lien qu'il contient")
            for answer in (first, again, seated)
        }
        assert [a.status_code for a in (first, again, seated)] == [302, 302, 302]
        assert told == {3, 0}  # the three messages wait for the next page, then none

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("email", "lea@", "n'est pas complète"),
            ("email", "", "obligatoire"),
            ("name", "", "obligatoire"),
            ("name", "L" * 121, "120"),
            ("audience", "roi", "roi"),
            ("consent", "", "Sans votre accord"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, client, session, before, field, value, said
    ):
        answer = register(client, session, **{field: value})
        assert answer.status_code == 422
        assert said in shown(answer)
        assert "Atelier des bacs" in shown(answer)
        assert not session.registrations.exists()

    def test_a_machine_is_answered_and_not_registered(self, client, session, before):
        assert register(client, session, website="https://spam.example").status_code == 302
        assert not session.registrations.exists()

    def test_too_many_demands_are_refused_and_stay_typed(self, client, session, before):
        answers = [register(client, session, email=f"{n}@example.org") for n in range(21)]
        assert [answer.status_code for answer in answers] == [302] * 20 + [429]
        assert "Atelier des bacs" in shown(answers[-1])

    @pytest.mark.parametrize("moment", [STARTS, AFTER])
    def test_once_begun_it_takes_nobody(self, client, session, moment):
        with time_machine.travel(moment, tick=False):
            answer = register(client, session)
        assert answer.status_code == 409
        assert not Registration.objects.exists()

    def test_no_account_is_needed_nor_other_data_asked(self, client, session, before):
        page = shown(client.get(session.get_absolute_url()))
        fields = set(re.findall(r'name="(\w+)"', page.partition("S'inscrire")[2]))
        assert fields == {
            "csrfmiddlewaretoken",
            "name",
            "organisation",
            "email",
            "audience",
            "consent",
            "website",
        }


class TestPersonalPage:
    def test_it_withdraws_and_the_next_one_is_seated(self, client, session, before):
        seated = RegistrationFactory.create_batch(2, session=session)
        waiting = RegistrationFactory(session=session, status="waiting")
        page = shown(client.post(personal(seated[0]), {"withdraw": "1"}, follow=True))
        assert "Vous êtes désinscrit" in page
        waiting.refresh_from_db()
        assert waiting.is_seated

    def test_the_rank_on_the_list_is_told(self, client, session, before):
        RegistrationFactory.create_batch(2, session=session)
        first, second = (
            RegistrationFactory(
                session=session, status="waiting", confirmed_at=later(BEFORE, minutes=n)
            )
            for n in range(2)
        )
        assert "rang 1" in shown(client.get(personal(first)))
        assert "rang 2" in shown(client.get(personal(second)))

    def test_the_video_link_and_the_personal_file_are_for_seats_only(self, client, before):
        session = SessionFactory(video_link=LINK)
        seated = RegistrationFactory(session=session)
        waiting = RegistrationFactory(session=session, status="waiting")
        assert LINK in shown(client.get(personal(seated)))
        assert LINK not in shown(client.get(personal(waiting)))
        assert client.get(personal(seated, "personal_calendar")).status_code == 200
        assert client.get(personal(waiting, "personal_calendar")).status_code == 404

    def test_an_altered_link_opens_nothing(self, client, session):
        token = RegistrationFactory(session=session).token()
        answer = client.get(reverse("training:registration", args=[token[:-1] + "A~"]))
        assert answer.status_code == 410

    def test_an_erased_registration_says_so(self, client, session):
        registration = RegistrationFactory(session=session)
        address = personal(registration)
        registration.delete()
        answer = client.get(address)
        assert answer.status_code == 410
        assert "effacée" in shown(answer)

    def test_it_is_kept_out_of_search_engines_and_caches(self, client, session, before):
        answer = client.get(personal(RegistrationFactory(session=session)))
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]

    def test_withdrawing_once_begun_is_told_too_late(self, client, session, after):
        registration = RegistrationFactory(session=session)
        page = shown(client.post(personal(registration), {"withdraw": "1"}, follow=True))
        assert "La session a commencé" in page


class TestEvaluation:
    MARKS = dict.fromkeys(("expectations", "clarity", "exercises", "pace", "ready"), "4")

    def test_who_came_gives_an_opinion_once_and_without_name(self, client, session, after):
        there = came(session, "a@example.org")
        for _ in range(2):
            client.post(personal(there, "evaluation"), {**self.MARKS, "useful": "L'exercice."})
        kept = Evaluation.objects.get()
        assert kept.answers["useful"] == "L'exercice."
        assert {field.name for field in Evaluation._meta.fields} == {"id", "session", "answers"}

    def test_a_question_left_aside_is_told_and_what_was_typed_stays(self, client, session, after):
        there = came(session, "a@example.org")
        answer = client.post(personal(there, "evaluation"), {"clarity": "4", "useful": "Tout."})
        assert answer.status_code == 422
        assert "Choisissez une réponse." in shown(answer)
        assert "Tout." in shown(answer)
        assert not Evaluation.objects.exists()

    def test_who_was_absent_gives_none(self, client, session, after):
        absent = RegistrationFactory(session=session)
        assert client.get(personal(absent, "evaluation")).status_code == 404

    def test_nobody_gives_one_before_the_end(self, client, session, before):
        there = came(session, "a@example.org")
        assert client.get(personal(there, "evaluation")).status_code == 404

    @pytest.mark.parametrize(("answers", "seen"), [(4, False), (5, True)])
    def test_results_are_shown_from_five_answers(self, client, session, answers, seen):
        for n in range(answers):
            session.evaluations.create(answers={"clarity": 3, "useful": f"Remarque {n}"})
        with time_machine.travel(AFTER, tick=False):
            client.force_login(runner_of(session))
            page = shown(client.get(reverse("training:manage", args=[session.pk])))
        assert ("Remarque 0" in page) is seen
        assert f"{answers} évaluation" in page


def test_the_limit_is_counted_by_network_not_by_session(client, before):
    for _ in range(2):
        cache.clear()
        session = SessionFactory()
        assert register(client, session).status_code == 302
