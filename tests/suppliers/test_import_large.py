"""What an import owes to whoever runs it: nothing lost when it is killed, every bad row back."""

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

from suppliers import readers
from suppliers.importing import CREATED, take
from suppliers.models import Posting, Slip, Supplier
from suppliers.readers import Readers, read
from suppliers.sources import Row
from tests.suppliers.factories import made_up_siret

WORDS = (
    "lavage", "bacs", "collecte", "biodéchets", "menuiserie", "réemploi", "traiteur", "jardin",
    "couture", "repas",
)  # fmt: skip
INDEXED = """
    SELECT supplier.siret, term.key, posting.department, posting.weight
    FROM suppliers_posting posting
    JOIN suppliers_term term ON term.id = posting.term_id
    JOIN suppliers_entry entry ON entry.id = posting.entry_id
    JOIN suppliers_supplier supplier ON supplier.id = entry.supplier_id
    ORDER BY 1, 2, 3
"""


def record(number, **changes):
    first, second = WORDS[number % 10], WORDS[number // 10 % 10]
    return {
        "id": f"F-{number}",
        "name": f"Atelier {number}",
        "siret": made_up_siret(number),
        "description": f"Nous proposons {first} et {second} aux collectivités.",
        "postal_code": "59000",
        "service_area": {"kind": "departments", "codes": ["59", "62"]},
        "activities": [{"label": f"Service de {first}"}],
    } | changes


def manage(settings, database, *arguments):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    )


def ask(database, sql):
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        return connection.execute(sql).fetchall()


def killed_half_way(process, database, total):
    """Waits for some records to be written, and kills the import as a power cut would."""
    while process.poll() is None:
        (written,) = ask(database, "SELECT COUNT(*) FROM suppliers_supplier")[0]
        if 0 < written < total:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return written
        time.sleep(0.02)
    pytest.fail("the import ended before it could be killed")


def test_a_killed_import_resumes_without_loss_or_duplicate(settings, tmp_path):
    total = 2500
    path = tmp_path / "suppliers.jsonl"
    path.write_text("\n".join(json.dumps(record(n)) for n in range(1, total + 1)), "utf-8")
    killed, whole = tmp_path / "killed.sqlite3", tmp_path / "whole.sqlite3"
    assert manage(settings, killed, "migrate").wait() == 0
    shutil.copy(killed, whole)

    first = manage(settings, killed, "import_suppliers", path)
    written = killed_half_way(first, killed, total)
    kept = ask(killed, "SELECT id, siret FROM suppliers_supplier")
    assert len(kept) >= written
    assert manage(settings, killed, "import_suppliers", path).wait() == 0
    assert manage(settings, whole, "import_suppliers", path).wait() == 0

    assert set(kept) <= set(ask(killed, "SELECT id, siret FROM suppliers_supplier"))
    assert ask(killed, "SELECT COUNT(*) FROM suppliers_slip WHERE NOT is_filed") == [(0,)]
    for sql in (
        "SELECT siret, name, description FROM suppliers_supplier ORDER BY siret",
        "SELECT s.siret, a.label FROM suppliers_activity a "
        "JOIN suppliers_supplier s ON s.id = a.supplier_id ORDER BY 1, 2",
        "SELECT key, held_by, rarity FROM suppliers_term ORDER BY key",
        INDEXED,
    ):
        assert ask(killed, sql) == ask(whole, sql)
    assert len(ask(whole, INDEXED)) > total


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_readers_end_with_the_import_that_is_killed(tmp_path):
    """A parent that is killed closes nothing behind it."""
    program = (
        "import sys, time\n"
        "from suppliers.readers import _pool\n"
        "import os\n"
        "if __name__ == '__main__':\n"
        "    print(_pool().submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(600)\n"
    )
    script = tmp_path / "import_of_a_day.py"
    script.write_text(program, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    )
    reader = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while alive(reader) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(reader)


BAD = (
    {"siret": "12345678901234"},
    {"name": " "},
    {"postal_code": "594"},
    {"service_area": {"kind": "planète"}},
    {"activities": [{"description": "sans nom"}]},
)


@pytest.mark.django_db
def test_a_file_with_a_tenth_of_bad_rows_gives_exactly_those_back(tmp_path):
    total = 600
    bad = {n: BAD[n // 10 % len(BAD)] for n in range(10, total + 1, 10)}
    records = [record(n, **bad.get(n, {})) for n in range(1, total + 1)]
    path, rejects = tmp_path / "suppliers.jsonl", tmp_path / "rejects.csv"
    path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_suppliers", str(path), rejects=str(rejects), stderr=io.StringIO())
    assert stopped.value.code == 1
    rows = list(csv.DictReader(rejects.read_text("utf-8").splitlines()))
    assert [int(row["line"]) for row in rows] == sorted(bad)
    assert [row["id"] for row in rows] == [f"F-{n}" for n in sorted(bad)]
    assert all(row["reason"] for row in rows)
    taken = set(Supplier.objects.values_list("external_id", flat=True))
    assert taken == {f"F-{n}" for n in range(1, total + 1) if n not in bad}


def rows(*numbers):
    return [Row(n, {}, record(n)) for n in numbers]


@pytest.mark.django_db
def test_what_a_stopped_import_read_is_filed_by_the_next():
    stopped = take(rows(1, 2), source="jsonl")
    assert next(stopped).verdict == CREATED
    stopped.close()
    assert Slip.objects.filter(is_filed=False).count() == 2
    assert not Posting.objects.exists()

    list(take(rows(3), source="jsonl"))

    assert not Slip.objects.filter(is_filed=False).exists()
    assert set(Posting.objects.values_list("entry__supplier__siret", flat=True)) == {
        made_up_siret(n) for n in (1, 2, 3)
    }


@pytest.mark.django_db
def test_rows_already_taken_are_not_read_again(monkeypatch):
    list(take(rows(1, 2), source="jsonl"))
    asked = []
    monkeypatch.setattr(readers, "read", lambda words: asked.append(words[0]) or read(words))
    changed = [Row(2, {}, record(2, description="Nous réparons des vélos."))]
    list(take([*rows(1), *changed], source="jsonl"))
    assert asked == ["Atelier 2"]


@pytest.mark.django_db
def test_a_changed_row_is_filed_under_its_new_words_only():
    list(take(rows(1), source="jsonl"))
    list(take([Row(1, {}, record(1, description="Vélos.", activities=[]))], source="jsonl"))
    said = set(Posting.objects.values_list("term__key", flat=True))
    assert "velo" in said
    assert "bac" not in said


def test_readings_made_in_other_processes_are_the_same(monkeypatch):
    monkeypatch.setattr(readers, "FEW", 1)
    monkeypatch.setattr(readers.os, "cpu_count", lambda: 2)
    words = [(f"Atelier {n}", "Nous lavons des bacs.", []) for n in range(60)]
    with Readers() as beside:
        assert beside.read(words)() == [read(each) for each in words]


@pytest.mark.django_db
def test_a_record_that_is_edited_is_filed_alone():
    """What an import has read waits for its own pass, or for that of the next one."""
    stopped = take(rows(1, 2), source="jsonl")
    assert next(stopped).verdict == CREATED
    stopped.close()
    edited = Supplier.objects.get(external_id="F-1")
    edited.reindex()
    assert set(Posting.objects.values_list("entry__supplier", flat=True)) == {edited.pk}
    assert Slip.objects.get(is_filed=False).entry.supplier.external_id == "F-2"


@pytest.mark.django_db
def test_a_row_changed_before_its_pass_is_filed_under_its_last_words_only():
    list(take(rows(1), source="jsonl"))
    for description in ("Vélos.", "Couture."):
        stopped = take([Row(1, {}, record(1, description=description))], source="jsonl")
        next(stopped)
        stopped.close()
    assert Slip.objects.filter(is_filed=False).count() == 1
    list(take(rows(3), source="jsonl"))
    said = Posting.objects.filter(entry__supplier__external_id="F-1")
    words = set(said.values_list("term__key", flat=True))
    assert "coutur" in words
    assert "velo" not in words
    assert Slip.objects.filter(entry__supplier__external_id="F-1").get().is_filed


@pytest.mark.django_db
def test_the_index_has_its_key_once_it_is_filled():
    list(take(rows(1, 2), source="jsonl"))

    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_columns(cursor, Posting._meta.db_table)
    assert set(key or ()) == {"term_id", "department", "entry_id", "weight"}
