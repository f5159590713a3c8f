"""Seats: confirmed by link, first come first served, given again when they come free."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tenders.training.choices import NoticeKind, RegistrationStatus
from tenders.training.models import Notice, Registration
from tenders.training.registering import (
    Guest,
    TooLate,
    add_walk_in,
    ask,
    confirm,
    set_capacity,
    withdraw,
)
from tests.training.factories import (
    AFTER,
    BEFORE,
    STARTS,
    RegistrationFactory,
    SessionFactory,
    later,
)
from tests.training.races import ALL_GIVEN, ONE_WINNER, race_for_the_last_seat, race_of_withdrawals

pytestmark = pytest.mark.django_db
SEATED, WAITING = RegistrationStatus.SEATED, RegistrationStatus.WAITING


def guest(email="lea@example.org", **values):
    return Guest(
        **{"name": "Léa", "organisation": "Atelier", "audience": "ess", **values}, email=email
    )


def registered(session, email, *, now=BEFORE):
    ask(session, guest(email), now=now)
    registration = session.registrations.get(email=email)
    confirm(registration, now=now)
    return registration


def told(registration):
    return list(registration.notices.order_by("pk").values_list("kind", flat=True))


def test_an_address_is_asked_to_confirm_before_it_takes_a_seat(session):
    ask(session, guest(), now=BEFORE)
    registration = session.registrations.get()
    assert registration.status == RegistrationStatus.ASKED
    assert session.free_seats() == 2
    assert told(registration) == [NoticeKind.CONFIRM]


def test_the_link_gives_the_seat_and_says_so(session):
    registration = registered(session, "lea@example.org")
    assert registration.status == SEATED
    assert session.free_seats() == 1
    assert told(registration) == [NoticeKind.CONFIRM, NoticeKind.SEATED]


def test_who_confirms_twice_has_one_seat_and_one_message(session):
    registration = registered(session, "lea@example.org")
    confirm(registration, now=BEFORE)
    assert session.registrations.seated().count() == 1
    assert told(registration).count(NoticeKind.SEATED) == 1


def test_an_address_in_capitals_is_the_same_address(session):
    registered(session, "lea@example.org")
    ask(session, guest("LEA@example.org"), now=BEFORE)
    assert session.registrations.count() == 1


def test_the_order_is_that_of_confirmations(session):
    ask(session, guest("slow@example.org"), now=BEFORE)
    for name in ("one", "two"):
        registered(session, f"{name}@example.org")
    slow = session.registrations.get(email="slow@example.org")
    confirm(slow, now=later(BEFORE, hours=1))
    assert slow.status == WAITING
    assert slow.rank() == 1


def test_a_seat_that_comes_free_goes_to_the_first_who_waits_told_once(session):
    people = [
        registered(session, f"{n}@example.org", now=later(BEFORE, minutes=n)) for n in range(4)
    ]
    withdraw(people[0], now=later(BEFORE, hours=1))
    assert [Registration.objects.get(pk=one.pk).status for one in people] == [
        RegistrationStatus.CANCELLED,
        SEATED,
        SEATED,
        WAITING,
    ]
    assert told(people[2]) == [NoticeKind.CONFIRM, NoticeKind.WAITING, NoticeKind.PROMOTED]
    assert told(people[3]) == [NoticeKind.CONFIRM, NoticeKind.WAITING]


def test_withdrawing_twice_frees_one_seat(session):
    people = [registered(session, f"{n}@example.org") for n in range(4)]
    for _ in range(2):
        withdraw(people[0], now=BEFORE)
    assert session.registrations.seated().count() == 2
    assert session.registrations.waiting().count() == 1


def test_nobody_passes_before_those_who_wait(session):
    people = [registered(session, f"{n}@example.org") for n in range(3)]
    session.capacity = 3  # a seat that nobody has been given yet
    session.save()
    newcomer = registered(session, "new@example.org", now=later(BEFORE, hours=1))
    assert newcomer.status == WAITING
    assert people[2].rank() == 1


def test_more_seats_go_to_those_who_wait(session):
    people = [
        registered(session, f"{n}@example.org", now=later(BEFORE, minutes=n)) for n in range(4)
    ]
    assert set_capacity(session, 3, now=BEFORE) == [people[2]]
    assert told(people[2])[-1] == NoticeKind.PROMOTED


@pytest.mark.parametrize(("capacity", "accepted"), [(2, True), (1, False)])
def test_nobody_loses_a_seat_to_a_smaller_room(session, capacity, accepted):
    for n in range(2):
        registered(session, f"{n}@example.org")
    if accepted:
        set_capacity(session, capacity, now=BEFORE)
    else:
        with pytest.raises(ValidationError, match="2 personnes ont déjà une place"):
            set_capacity(session, capacity, now=BEFORE)


def test_who_comes_back_starts_again_with_new_messages(session):
    registration = registered(session, "lea@example.org")
    withdraw(registration, now=BEFORE)
    again = registered(session, "lea@example.org")
    assert again.pk == registration.pk
    assert again.status == SEATED
    assert told(again).count(NoticeKind.SEATED) == 2


def test_asking_again_tells_nothing_new_and_sends_where_one_stands(session):
    registration = registered(session, "lea@example.org")
    ask(session, guest(name="Somebody else"), now=later(BEFORE, hours=2))
    registration.refresh_from_db()
    assert registration.name == "Léa"
    assert told(registration) == [NoticeKind.CONFIRM, NoticeKind.SEATED, NoticeKind.SEATED]


def test_asked_twice_within_the_hour_the_link_leaves_once(session):
    for _ in range(2):
        ask(session, guest(), now=BEFORE)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("moment", [STARTS, AFTER])
def test_a_session_that_has_begun_takes_nobody(session, moment):
    with pytest.raises(TooLate):
        ask(session, guest(), now=moment)


def test_a_moment_before_it_begins_it_still_does(session):
    ask(session, guest(), now=later(STARTS, seconds=-1))
    assert session.registrations.count() == 1


@pytest.mark.parametrize("status", ["draft", "closed", "cancelled"])
def test_a_session_that_is_not_open_takes_nobody(status):
    with pytest.raises(TooLate):
        ask(SessionFactory(status=status), guest(), now=BEFORE)


def test_a_seat_freed_once_it_has_begun_is_given_to_nobody(session):
    people = [registered(session, f"{n}@example.org") for n in range(3)]
    with pytest.raises(TooLate):
        withdraw(people[0], now=AFTER)
    assert session.registrations.waiting().count() == 1


def test_a_closed_session_still_gives_the_seats_that_come_free(session):
    people = [registered(session, f"{n}@example.org") for n in range(3)]
    session.status = "closed"
    session.save()
    withdraw(people[0], now=BEFORE)
    assert session.registrations.waiting().count() == 0


def test_somebody_at_the_door_is_listed_even_when_it_is_full(session):
    RegistrationFactory.create_batch(2, session=session)
    came = add_walk_in(session, guest(""), now=AFTER)
    assert came.walk_in
    assert session.registrations.seated().count() == 3


def test_somebody_at_the_door_who_waited_is_the_same_person(session):
    waiting = RegistrationFactory(session=session, status=WAITING, email="lea@example.org")
    assert add_walk_in(session, guest(), now=AFTER).pk == waiting.pk
    assert session.registrations.get().status == SEATED


def test_two_people_without_address_are_two(session):
    for name in ("Léa", "Paul"):
        add_walk_in(session, guest("", name=name), now=AFTER)
    assert session.registrations.count() == 2


IN_MEMORY = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="La base de test de SQLite est en mémoire : l'essai suivant prend un fichier.",
)


@IN_MEMORY
@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_the_last_seat_leave_one_seated_and_each_told_once():
    assert race_for_the_last_seat() == ONE_WINNER


@IN_MEMORY
@pytest.mark.django_db(transaction=True)
def test_seats_freed_at_once_are_each_given_once():
    assert race_of_withdrawals() == ALL_GIVEN


def test_both_races_end_the_same_on_a_sqlite_file(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/race.sqlite3"}
    told = subprocess.run(
        [sys.executable, "-m", "tests.training.races"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert json.loads(told.stdout) == [ONE_WINNER, ALL_GIVEN]
