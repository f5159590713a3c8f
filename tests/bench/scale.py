"""One register of one size in the database of DATABASE_URL: what it costs, as one line of JSON.

`python -m tests.bench.scale 10000`, started by bench_scale for each size and database; it starts
itself again, with a file, to import it in a process whose memory is the import's alone.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django


def main(argument: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    os.environ.setdefault("EMAIL_URL", "dummymail://")
    django.setup()
    measured = measure(int(argument)) if argument.isdigit() else measure_import(argument)
    print(json.dumps(measured), flush=True)


def measure_import(path: str) -> dict[str, float]:
    from django.core.management import call_command

    started = time.perf_counter()
    call_command("import_suppliers", path)
    # The readers' peak is that of the largest: one is all there is on two cores.
    memory = own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": time.perf_counter() - started,
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "memory": memory / 1024,
    }


def own_peak() -> int:
    """In kB, of this program alone: `ru_maxrss` counts what started it, before it was replaced."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0])


def measure(count: int) -> dict[str, Any]:
    from tests.bench.bench_matching import prepare
    from tests.bench.register import generated

    prepare()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in generated(count))
        file.flush()
        command = [sys.executable, "-m", "tests.bench.scale", file.name]
        answer = subprocess.run(
            command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    measured = {"import": json.loads(answer.stdout)}
    bare = quantiles(map(timed, [_bare_query] * 100))
    return measured | {"bare": bare} | matches() | {"page": quantiles(_pages())}


def matches() -> dict[str, Any]:
    """Each need of the evaluation set where it is, then asked for the whole country."""
    from needs.models import Need

    needs = list(Need.objects.select_related("organisation").order_by("external_id"))
    for need in needs[:5]:
        _match(need)
    local = quantiles(timed(lambda need=need: _match(need)) for need in needs)
    for need in needs:
        need.place_kind, need.place_code, need.place_name = "pays", "FR", "France"
    national = quantiles(timed(lambda need=need: _match(need)) for need in needs)
    return {"local": local, "national": national}


def _match(need: Any) -> object:
    from suppliers.gathering import demand_of_need, match

    return match(demand_of_need(need)).as_dict(top=20)


def _pages() -> Iterable[float]:
    from django.test import Client
    from django.urls import reverse

    client = Client(SERVER_NAME="localhost")
    address = reverse("suppliers:index")
    questions = (
        "", "page=40", "page=400", "department=59", "department=48", "family=SCIC", "family=ESAT",
        "family=ACI&department=33", "q=lavage de bacs", "q=collecte de biodéchets",
        "q=menuiserie bois", "q=Atelier 42", "activity=compostage", "activity=3922",
        "activity=lavage&department=59", "label=Qualiopi",
    )  # fmt: skip
    for _ in range(3):
        for question in questions:
            yield timed(lambda question=question: client.get(f"{address}?{question}"))


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def _bare_query() -> None:
    from suppliers.models import Supplier
    from tests.suppliers.factories import made_up_siret

    list(Supplier.objects.filter(siret=made_up_siret(1_000_100)).values_list("pk"))


def quantiles(values: Iterable[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


if __name__ == "__main__":
    main(sys.argv[1])
