"""One consultation, 500 suppliers, one minute, on the database of DATABASE_URL.

The server is the one of the README with its settings: gunicorn and its configuration, DEBUG off,
messages sent by a worker. Each supplier opens its link, saves a draft, changes it, reads it again
and sends it, as a browser does, at its own moment of the minute. Then everything acknowledged is
looked for in the database.

`python -m tests.bench.load 500`, started by bench_load for each database.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import django

from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
MINUTE = 60.0
QUESTIONS = 12
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Supplier:
    """What one supplier did: the seconds of each step, and whether its sending was acknowledged."""

    name: str
    path: str
    answers: dict[str, str]
    seconds: dict[str, float] = field(default_factory=dict)
    acknowledged: bool = False
    error: str = ""


class Browser:
    """The little of a browser that the pages need: one connection, cookies, forms."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = ""

    def get(self, path: str) -> str:
        return self._visit("GET", path)

    def post(self, path: str, page: str, **values: str) -> str:
        """Send the form of the page, follow where it leads, and give that page."""
        hidden = {"csrfmiddlewaretoken": _found(_TOKEN, page), "version": _found(_VERSION, page)}
        return self._visit("POST", path, urlencode(hidden | values))

    def _visit(self, method: str, path: str, body: str | None = None) -> str:
        """One page; a server closes what stays silent while its reader thinks."""
        try:
            return self._ask(method, path, body)
        finally:
            self.connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        page = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            kept = dict(pair.split("=", 1) for pair in self.cookie.split("; ") if pair)
            kept.update([cookie.split(";")[0].split("=", 1)])
            self.cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        if response.status == 302:
            return self._ask("GET", urlsplit(response.headers["Location"]).path)
        if response.status != 200:
            raise RuntimeError(f"{method} : {response.status}")
        return page


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"page inattendue : {page[:200]}")
    return found[1]


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    django.setup()
    suppliers = prepare(count)
    with serving() as port:
        started = time.perf_counter()
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda one: live(one, port), suppliers))
        elapsed = time.perf_counter() - started
        wait_for_messages()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured = verified(suppliers) | {
        "elapsed": elapsed,
        "server_cpu": used.ru_utime + used.ru_stime,
        "seconds": {step: quantiles(suppliers, step) for step in ("opened", "saved", "sent")},
        "errors": sorted({one.error for one in suppliers if one.error}),
    }
    print(json.dumps(measured), flush=True)


def prepare(count: int) -> list[Supplier]:
    """An open consultation of twelve questions, an invitation and an answer of its own for each."""
    from django.core.management import call_command
    from django.utils import timezone

    from needs.models import Project
    from procurement.accounts.models import Organisation
    from tenders import invitations
    from tenders.models import ConsultationQuestion, Invitation, MarketConsultation

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    now = timezone.now()
    lead = Organisation.objects.create(name="Métropole d'essai", kind="EPCI")
    consultation = MarketConsultation.objects.create(
        project=Project.objects.create(reference="charge", title="Essai de charge", lead=lead),
        title="Dernière minute",
        brief="Laver et livrer des bacs réemployables. " * 40,
        opens_at=now - timedelta(days=20),
        closes_at=now + timedelta(hours=1),
        published_at=now,
    )
    questions = ConsultationQuestion.objects.bulk_create(
        ConsultationQuestion(consultation=consultation, position=n, kind="text", label=f"Point {n}")
        for n in range(QUESTIONS)
    )
    guests = Invitation.objects.bulk_create(
        Invitation(consultation=consultation, name=f"Atelier {n}", email=f"a{n}@example.org")
        for n in range(count)
    )
    return [
        Supplier(
            guest.name,
            urlsplit(invitations.link(guest)).path,
            {f"q{q.pk}": f"{guest.name}, point {q.position} : nous lavons." for q in questions},
        )
        for guest in guests
    ]


@contextmanager
def serving() -> Iterator[int]:
    """The server and the worker of the README; both are stopped before their work is counted."""
    port = free_port()
    programs = [
        [str(Path(sys.executable).parent / "gunicorn"), "procurement.wsgi", "--log-level=warning"],
        [sys.executable, "manage.py", "db_worker"],
    ]
    running = [
        subprocess.Popen(
            program,
            cwd=ROOT,
            env={**os.environ, "BIND": f"127.0.0.1:{port}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for program in programs
    ]
    try:
        _until_it_answers(port)
        yield port
    finally:
        for program in running:
            program.terminate()
        for program in running:
            program.wait(timeout=60)


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            Browser(port).get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("Le serveur n'a pas démarré.")


def live(one: Supplier, port: int) -> None:
    """Open, save, save again, read again, send; then stop, whatever happened."""
    dice = random.Random(one.name)
    time.sleep(dice.uniform(0, MINUTE - 10))
    browser = Browser(port)
    half = dict(list(one.answers.items())[: QUESTIONS // 2])
    try:
        page = timed(one, "opened", lambda: browser.get(one.path))
        time.sleep(dice.uniform(0, 4))
        page = timed(one, "saved", lambda: browser.post(one.path, page, **half, save="1"))
        time.sleep(dice.uniform(0, 4))
        page = browser.post(one.path, page, **one.answers, answering="alone", review="1")
        page = timed(one, "sent", lambda: browser.post(f"{one.path}relire/", page))
        one.acknowledged = "Votre réponse est envoyée" in page
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        one.error = f"{type(error).__name__} {error}"[:200]


def timed(one: Supplier, step: str, act: Any) -> str:
    began = time.perf_counter()
    page: str = act()
    one.seconds[step] = time.perf_counter() - began
    return page


def wait_for_messages() -> None:
    """Until the worker has sent the receipts, two minutes at most."""
    from tenders.models import Message

    for _ in range(240):
        if not Message.objects.filter(sent_at=None).exists():
            return
        time.sleep(0.5)


def verified(suppliers: list[Supplier]) -> dict[str, Any]:
    """Each acknowledged answer, looked for by its words; each receipt; the register's chain."""
    from needs.models import Project, RegisterEntry
    from tenders.models import Message, Submission

    kept: dict[str, list[Any]] = {}
    for submission in Submission.objects.select_related("contribution__invitation"):
        kept.setdefault(submission.name, []).append(submission)
    acknowledged = [one for one in suppliers if one.acknowledged]
    whole = [one for one in acknowledged if _is_there(one, kept.get(one.name, []))]
    verdict = RegisterEntry.objects.verdict(Project.objects.get(reference="charge"))
    return {
        "asked": len(suppliers),
        "acknowledged": len(acknowledged),
        "there": len(whole),
        "twice": sum(len(found) > 1 for found in kept.values()),
        "not_acknowledged_but_kept": len(set(kept) - {one.name for one in acknowledged}),
        "receipts": Message.objects.filter(kind="receipt", sent_at__isnull=False).count(),
        "register_rows": verdict.rows,
        "register_holds": verdict.holds,
    }


def _is_there(one: Supplier, found: list[Any]) -> bool:
    """Once, with every word that was typed."""
    if len(found) != 1:
        return False
    said = {f"q{key}": given.value for key, given in found[0].answers().items()}
    return said == one.answers


def quantiles(suppliers: list[Supplier], step: str) -> dict[str, float]:
    ordered = sorted(one.seconds[step] for one in suppliers if step in one.seconds)
    if not ordered:
        return {}
    at = {"p50": 0.5, "p95": 0.95, "worst": 1.0}
    last = len(ordered) - 1
    return {name: ordered[round(share * last)] for name, share in at.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]))
