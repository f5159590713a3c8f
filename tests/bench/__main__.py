"""`make bench`: runs every `tests/bench/bench_*.py` and prints its table; nothing is asserted.

Name some (`python -m tests.bench matching wording`) to run only these.
"""

import importlib
import os
import sys
import tempfile
from pathlib import Path

import django

HERE = Path(__file__).parent


def main(wanted: list[str]) -> None:
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"Mesure inconnue : {', '.join(sorted(unknown))}. Connues : {', '.join(names)}.")
    # Measurements never touch the database in use.
    folder = tempfile.mkdtemp(prefix="balise-bench-")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
    os.environ.setdefault("EMAIL_URL", "dummymail://")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    django.setup()
    for name in wanted or names:
        print(f"\n## {name}", flush=True)
        importlib.import_module(f"tests.bench.bench_{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
