"""Import, matching and search page on made-up registers, on SQLite and PostgreSQL.

`BALISE_BENCH_SUPPLIERS="10000 50000 250000"` measures those sizes; 2,000 alone by default.
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


def main() -> None:
    sizes = list(map(int, os.environ.get("BALISE_BENCH_SUPPLIERS", "2000").split()))
    databases = ["SQLite"]
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        databases.append("PostgreSQL")
    print(f"{'base':11}{'fiches':>8} {'import':>21}{'calcul':>18}{'mémoire':>9}  recherche : "
          f"département (p50, p95)   pays (p50, p95)   page (p50, p95)   lecture nue")  # fmt: skip
    for database in databases:
        smallest = None
        for size in sizes:
            found = measured(database, size)
            smallest = smallest or found
            print(row(database, size, found, smallest), flush=True)


def measured(database: str, size: int) -> dict[str, Any]:
    """In a process of its own, on a database of its own."""
    command = [sys.executable, "-m", "tests.bench.scale", str(size)]
    if database == "PostgreSQL":
        command = [sys.executable, str(ROOT / "tests" / "postgres.py"), *command]
    with tempfile.TemporaryDirectory(prefix="balise-bench-") as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        answer = subprocess.run(
            command, check=True, text=True, stdout=subprocess.PIPE, env=environment, cwd=ROOT
        )
    return json.loads(answer.stdout.splitlines()[-1])


def row(database: str, size: int, found: dict[str, Any], smallest: dict[str, Any]) -> str:
    bare = found["bare"][0]
    taken, memory = found["import"]["seconds"], found["import"]["memory"]
    processor = found["import"]["processor"]
    cells = [
        f"{database:11}{size:8} {taken:6.0f} s {size / taken:5.0f} fiches/s"
        f" {processor:6.0f} s de calcul {memory:6.0f} Mo ",
        *(
            f"{found[name][0]:6.0f} {found[name][1]:6.0f} ms (×{found[name][0] / bare:.0f} nue)"
            for name in ("local", "national", "page")
        ),
        f" {bare:.2f} ms",
        f" ; p50 ×{found['local'][0] / smallest['local'][0]:.1f} du plus petit",
    ]
    return " ".join(cells)


if __name__ == "__main__":
    sys.exit("Lancez : python -m tests.bench scale")
