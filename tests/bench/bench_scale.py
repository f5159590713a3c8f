"""Import, matching and search page on made-up registers, on SQLite and PostgreSQL.

`BALISE_BENCH_SUPPLIERS="10000 50000 250000"` measures those sizes; 10,000 alone by default.
`BALISE_BENCH_FOLDER` keeps the SQLite registers there, and measures those it finds.
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

from tests.bench.bench_load import SERVED

ROOT = Path(__file__).parents[2]
# What was asked at 250,000: half of the searches, then 95 % of them, in milliseconds.
ASKED = {"local": (50, 120), "national": (None, 500), "page": (None, 200)}
NAMES = {"local": "un département", "national": "tout le pays", "page": "page de recherche"}


def main() -> None:
    sizes = list(map(int, os.environ.get("BALISE_BENCH_SUPPLIERS", "10000").split()))
    databases = ["SQLite"]
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        databases.append("PostgreSQL")
    print("En millisecondes : p50 et p95 à l'horloge, travail du processeur en moyenne (programme")
    print("et serveur), et combien de fois la lecture nue d'une ligne par son index.")
    for database in databases:
        smallest = None
        for size in sizes:
            found = measured(database, size)
            smallest = smallest or found
            print("\n".join(lines(database, size, found, smallest)), flush=True)


def measured(database: str, size: int) -> dict[str, Any]:
    """In a process of its own, on a database of its own."""
    command = [sys.executable, "-m", "tests.bench.scale", str(size)]
    if database == "PostgreSQL":
        command = [sys.executable, str(ROOT / "tests" / "postgres.py"), *command]
    with tempfile.TemporaryDirectory(prefix="balise-bench-") as folder:
        kept = Path(os.environ.get("BALISE_BENCH_FOLDER", folder)).resolve()
        address = f"sqlite:///{kept}/{size}.sqlite3"
        answer = subprocess.run(
            command,
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            env={**os.environ, **SERVED, "DATABASE_URL": address},
            cwd=ROOT,
        )
    return json.loads(answer.stdout.splitlines()[-1])


def lines(database: str, size: int, found: dict[str, Any], smallest: dict[str, Any]) -> list[str]:
    bare = found["bare"]["p50"]
    told = [f"\n{database}, {size} fiches ; lecture nue {bare:.2f} ms"]
    if taken := found["import"]:
        seconds = taken["seconds"]
        told.append(
            f"  {'import':18}{seconds:8.0f} s  {taken['memory']:.0f} Mo  "
            f"travail {taken['processor']:.0f} s, charge {taken['load']:.1f}  "
            "(demandé à 250 000 : ≤ 240 s, ≤ 600 Mo)"
        )
    told += [line(name, found[name], bare) for name in NAMES]
    slowest = found["slowest"]
    told.append(f"  {'la plus longue':18}{slowest['p50']:8.0f}  « {slowest['question']} »")
    told.append(
        f"  {'candidats':18}{found['candidates']:8.0f}  classés, parmi {found['matching']:.0f} "
        f"qui répondent par leurs mots et leur lieu ; {found['memory']:.0f} Mo"
    )
    if found is not smallest:
        growth = found["local"]["p50"] / smallest["local"]["p50"]
        work = found["local"]["work"] / smallest["local"]["work"]
        told.append(
            f"  {'croissance':18}{growth:8.1f}  fois le plus petit, travail {work:.1f} fois"
        )
    return told


def line(name: str, found: dict[str, float], bare: float) -> str:
    asked = " ".join(
        f"{quantile} ≤ {most}"
        for quantile, most in zip(("p50", "p95"), ASKED[name], strict=True)
        if most
    )
    return (
        f"  {NAMES[name]:18}{found['p50']:8.0f}{found['p95']:8.0f}  travail {found['work']:.0f}  "
        f"×{found['p50'] / bare:.0f} nue  (demandé à 250 000 : {asked})"
    )


if __name__ == "__main__":
    sys.exit("Lancez : python -m tests.bench scale")
