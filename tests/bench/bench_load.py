"""The last minute of a consultation: 500 suppliers answer, on SQLite and on PostgreSQL.

`BALISE_BENCH_SUPPLIERS_AT_ONCE=100` asks for fewer. PostgreSQL keeps its durability, as it does in
a town hall.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# As on a server: while developing, Django keeps every query that it sends.
SERVED = {
    "DEBUG": "false",
    "SECRET_KEY": "une-cle-pour-la-mesure-" + "x" * 40,
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "SECURE_SSL_REDIRECT": "false",
    "EMAIL_URL": "dummymail://",
}
TOWN_HALL = {
    **SERVED,
    "TASKS": "database",
    "DURABLE": "1",
    "LOG_LEVEL": "ERROR",
}
STEPS = {"opened": "ouvrir le lien", "saved": "enregistrer", "sent": "envoyer"}


def main() -> None:
    count = os.environ.get("BALISE_BENCH_SUPPLIERS_AT_ONCE", "500")
    databases = ["SQLite"]
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        databases.append("PostgreSQL")
    for database in databases:
        print("\n".join(lines(database, measured(database, count))), flush=True)


def measured(database: str, count: str) -> dict[str, Any]:
    """In a process of its own, on a database of its own."""
    command = [sys.executable, "-m", "tests.bench.load", count]
    if database == "PostgreSQL":
        command = [sys.executable, str(ROOT / "tests" / "postgres.py"), *command]
    with tempfile.TemporaryDirectory(prefix="balise-bench-") as folder:
        given = {"DATABASE_URL": f"sqlite:///{folder}/load.sqlite3", "MEDIA_ROOT": folder}
        environment = {**os.environ, **TOWN_HALL, **given}
        answer = subprocess.run(
            command, check=True, text=True, stdout=subprocess.PIPE, env=environment, cwd=ROOT
        )
    return json.loads(answer.stdout.splitlines()[-1])


def lines(database: str, found: dict[str, Any]) -> list[str]:
    told = [
        f"\n{database} : {found['asked']} fournisseurs en {found['elapsed']:.0f} s "
        f"(processeur du serveur et du service d'envoi : {found['server_cpu']:.0f} s)",
        f"  réponses acquittées      {found['acknowledged']}",
        f"  présentes, mot pour mot  {found['there']}",
        f"  en double                {found['twice']}",
        f"  accusés de réception     {found['receipts']}",
        f"  registre                 {found['register_rows']} actes, "
        + ("intact" if found["register_holds"] else "ROMPU"),
        f"  sans réponse acquittée   {found['asked'] - found['acknowledged']}"
        f" {' ; '.join(found['errors'][:3])}",
    ]
    for step, seconds in found["seconds"].items():
        at = " / ".join(f"{1000 * value:.0f}" for value in seconds.values())
        told.append(f"  {STEPS[step]:24} {at} ms (p50 / p95 / pire)")
    return told


if __name__ == "__main__":
    sys.exit("Lancez : python -m tests.bench load")
