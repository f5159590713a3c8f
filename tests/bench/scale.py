"""One register of one size in the database of DATABASE_URL: what it costs, as one line of JSON.

`python -m tests.bench.scale 10000`, started by bench_scale for each size and database; it starts
itself again, with a file, to import it in a process whose memory is the import's alone. A database
that already holds such a register is measured as it is.

Durations are those of the clock. Beside them, the work: the time of the processor spent here and,
on PostgreSQL, by the server for this connection, which other programs do not disturb.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import django

QUESTIONS = (
    "", "page=40", "page=400", "department=59", "department=48", "family=SCIC", "family=ESAT",
    "family=ESAT&page=200", "family=ACI&department=33", "q=lavage de bacs",
    "q=collecte de biodéchets", "q=menuiserie bois", "q=lavage&family=ESAT", "q=Atelier 42",
    "activity=compostage", "activity=3922", "activity=lavage&department=59", "label=Qualiopi",
)  # fmt: skip


def main(argument: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    os.environ.setdefault("EMAIL_URL", "dummymail://")
    django.setup()
    measured = measure(int(argument)) if argument.isdigit() else measure_import(argument)
    print(json.dumps(measured), flush=True)


def measure_import(path: str) -> dict[str, float]:
    from django.core.management import call_command

    meter = Meter()
    started = time.perf_counter()
    with together() as peak:
        call_command("import_suppliers", path)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": time.perf_counter() - started,
        "processor": sum(one.ru_utime + one.ru_stime for one in used) + meter.served() / 1000,
        "load": os.getloadavg()[2],
        "memory": max(peak) / 1024,
    }


@contextmanager
def together() -> Iterator[list[int]]:
    """In kB, what this program and those that it started hold, twice a second."""
    held, over = [own_peak()], Event()

    def look() -> None:
        while not over.wait(0.5):
            held.append(sum(_held(each) for each in ("self", *_started())))

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield held
    finally:
        over.set()
        watcher.join()


def _started() -> list[str]:
    """The processes that this one started; none where the system does not say."""
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return told.read_text().split() if told.exists() else []


def _held(process: str) -> int:
    """Its memory, its part only of what it shares with others: libraries are there once."""
    try:
        status = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:  # it has just ended
        return 0
    return int(status.partition("\nPss:")[2].split()[0]) if "\nPss:" in status else 0


def own_peak() -> int:
    """In kB, of this program alone: `ru_maxrss` counts what started it, before it was replaced."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0])


def measure(count: int) -> dict[str, Any]:
    from django.db import connection

    imported = None if holds(count) else make(count)
    if connection.vendor == "postgresql":  # as it does by itself within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {
        "import": imported,
        "bare": Meter().take([_bare_query] * 100),
        **matches(),
        **pages(),
        "memory": own_peak() / 1024,
    }


def holds(count: int) -> bool:
    from django.core.management import call_command

    from suppliers.models import Supplier

    call_command("migrate", verbosity=0)
    return Supplier.objects.filter(external_id__startswith="G-").count() == count


def make(count: int) -> dict[str, float]:
    from tests.bench.bench_matching import prepare
    from tests.bench.matching_sets import DATA
    from tests.bench.register import generated

    prepare(DATA)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in generated(count))
        file.flush()
        command = [sys.executable, "-m", "tests.bench.scale", file.name]
        answer = subprocess.run(
            command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    return json.loads(answer.stdout)


class Meter:
    """Milliseconds of the clock (half of the calls take less, 95 % do), and of work on average."""

    def __init__(self) -> None:
        self.server = self._server()

    def take(self, calls: Sequence[Callable[[], object]]) -> dict[str, float]:
        begun = self._work()
        durations = sorted(timed(call) for call in calls)
        return {
            "p50": durations[len(durations) // 2],
            "p95": durations[int(len(durations) * 0.95)],
            "work": (self._work() - begun) / len(durations),
        }

    def _work(self) -> float:
        """What this process has worked, and the server for it."""
        return 1000 * time.process_time() + self.served()

    def served(self) -> float:
        """What the server has worked for this connection since it was opened."""
        if not self.server:
            return 0.0
        fields = self.server.read_text().rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _server(self) -> Path | None:
        from django.db import connection

        if connection.vendor != "postgresql":
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            status = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        return status if status.exists() else None


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def matches() -> dict[str, Any]:
    """Each need of the evaluation set where it is, then asked for the whole country."""
    from needs.models import Need

    needs = list(Need.objects.select_related("organisation").order_by("external_id"))
    found: list[dict[str, Any]] = [_match(need) for need in needs[:5]]
    meter = Meter()
    local = meter.take([lambda need=need: found.append(_match(need)) for need in needs])
    for need in needs:
        need.place_kind, need.place_code, need.place_name = "pays", "FR", "France"
    national = meter.take([lambda need=need: _match(need) for need in needs])
    here = found[-len(needs) :]
    return {
        "local": local,
        "national": national,
        "matching": statistics.median(one["scope"]["matching"] for one in here),
        "candidates": statistics.median(one["candidates"] for one in here),
    }


def _match(need: Any) -> dict[str, Any]:
    from suppliers.gathering import demand_of_need, match

    return match(demand_of_need(need)).as_dict(top=20)


def pages() -> dict[str, Any]:
    """All questions together, and the one that takes longest."""
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(SERVER_NAME="localhost")
    address = reverse("suppliers:index")

    def asking(questions: Iterable[str]) -> list[Callable[[], object]]:
        return [lambda q=question: client.get(f"{address}?{q}") for question in questions]

    meter = Meter()
    meter.take(asking(QUESTIONS))
    alone = {question: meter.take(asking([question] * 3)) for question in QUESTIONS}
    slowest = max(alone, key=lambda question: alone[question]["p50"])
    return {
        "page": meter.take(asking(QUESTIONS * 3)),
        "slowest": {"question": slowest, **alone[slowest]},
    }


def _bare_query() -> None:
    from suppliers.models import Supplier
    from tests.suppliers.factories import made_up_siret

    list(Supplier.objects.filter(siret=made_up_siret(1_000_100)).values_list("pk"))


if __name__ == "__main__":
    main(sys.argv[1])
