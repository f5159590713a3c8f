"""Many people at the same seats at once; run as a module, on the database of DATABASE_URL."""

import json
import logging
import os
from collections import Counter
from threading import Thread

ONE_WINNER = {"seated": 1, "waiting": 11, "told": {"seated": 1, "waiting": 11}}
ALL_GIVEN = {"seated": 4, "waiting": 0, "told": {"promoted": 4, "withdrawn": 6}}
PEOPLE = 12


def race_for_the_last_seat():
    from tenders.training.registering import confirm
    from tests.training.factories import BEFORE, RegistrationFactory, SessionFactory

    session = SessionFactory(capacity=1)
    people = RegistrationFactory.create_batch(PEOPLE, session=session, status="asked")
    _at_once(lambda one: confirm(one, now=BEFORE), people)
    return _outcome(session)


def race_of_withdrawals():
    from tenders.training.registering import withdraw
    from tests.training.factories import BEFORE, RegistrationFactory, SessionFactory

    session = SessionFactory(capacity=6)
    seated = RegistrationFactory.create_batch(6, session=session)
    RegistrationFactory.create_batch(4, session=session, status="waiting")
    _at_once(lambda one: withdraw(one, now=BEFORE), seated)
    return _outcome(session)


def _at_once(act, people):
    from django.db import connection

    from tenders.training.models import Registration

    def run(one):
        try:
            act(Registration.objects.select_related("session").get(pk=one.pk))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _outcome(session):
    from tenders.training.models import Notice

    kinds = Notice.objects.filter(registration__session=session).values_list("kind", flat=True)
    return {
        "seated": session.registrations.seated().count(),
        "waiting": session.registrations.waiting().count(),
        "told": dict(Counter(kinds)),
    }


def main():
    import django
    from django.core.management import call_command
    from django.test.utils import override_settings

    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        print(json.dumps([race_for_the_last_seat(), race_of_withdrawals()]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    main()
