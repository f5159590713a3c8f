"""A fresh process that reads with everything on: its start-up, its speed, its memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from procurement.language import learned
from procurement.language.loading import uncollected
from procurement.language.places import Gazetteer
from procurement.language.reading import read
from tests.bench.annotated import annotated
from tests.bench.bench_cpv import OPEN_DATA, nomenclature, pairs
from tests.bench.bench_language import communes
from tests.bench.bench_learning import peak_memory

_WORDS = 100


def main() -> None:
    if not OPEN_DATA.exists():
        print("Les données publiques de référence ne sont pas sur cette machine.")
        return
    with tempfile.TemporaryDirectory() as folder:
        learned.learn(Path(folder), nomenclature(), pairs())
        command = [sys.executable, "-m", "tests.bench.bench_reading", folder]
        subprocess.run(command, check=True)


def _measure(folder: Path) -> None:
    texts = [" ".join((f"{text.text} " * 8).split()[:_WORDS]) for text in annotated()] * 3
    start = time.process_time()
    suggester = learned.latest(folder)
    assert suggester is not None
    recalled = time.process_time()
    with uncollected():
        gazetteer = Gazetteer(communes())
    placed = time.process_time()
    read(texts[0], gazetteer=gazetteer, suggester=suggester)  # loads all that a text needs
    ready = time.process_time()
    print(
        f"mise en route : {ready - start:.1f} s de calcul, dont codes appris "
        f"{recalled - start:.1f} s, communes {placed - recalled:.1f} s, "
        f"première lecture {ready - placed:.1f} s"
    )
    start = time.process_time()
    for text in texts:
        read(text, gazetteer=gazetteer, suggester=suggester)
    rate = len(texts) / (time.process_time() - start)
    memory = peak_memory()
    print(
        f"{rate:.0f} textes de {_WORDS} mots par seconde de calcul, codes CPV compris ; "
        f"{memory:.0f} Mo au plus (objectifs : 300, 400 Mo)"
    )


if __name__ == "__main__":
    _measure(Path(sys.argv[1]))
