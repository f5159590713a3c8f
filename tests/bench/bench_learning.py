"""Learning 100,000 varied records to its end, in a process of its own: seconds and peak memory."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from procurement.language.cpv import CpvSuggester
from tests.bench.bench_cpv import OPEN_DATA, Pair, nomenclature, pairs

RECORDS = 100_000
_TARGET = "objectifs : 180 s, 1 000 Mo, 30 ms"
_FRAMES = (
    "{what} pour la commune de {town}",
    "Accord-cadre à bons de commande : {what} - lot n° {number}",
    "{what} - site de {town}, tranche {number}",
    "{year} - {what} au profit de la communauté de communes de {town}",
    "Marché {year}-{number} : {what}, secteur {town}",
    "{what}",
)


def main() -> None:
    if not OPEN_DATA.exists():
        print("Les données publiques de référence ne sont pas sur cette machine.")
        return
    # Its own process: the peak is that of learning, not of the measures before it.
    subprocess.run([sys.executable, "-m", "tests.bench.bench_learning"], check=True)


def records(count: int) -> list[Pair]:
    """Titles as buyers write them: real objects and labels, each with its words about."""
    known = [*pairs(), *((row.label, row.code) for row in nomenclature())]
    with (OPEN_DATA / "communes.csv").open(encoding="utf-8") as stream:
        towns = [line.split(",")[1] for line in stream]
    draw = random.Random(0)
    return [_record(draw, *draw.choice(known), draw.choice(towns)) for _ in range(count)]


def _record(draw: random.Random, what: str, code: str, town: str) -> Pair:
    frame = draw.choice(_FRAMES)
    text = frame.format(
        what=what, town=town, number=draw.randint(1, 40), year=draw.randint(2015, 2026)
    )
    return text, code


def peak_memory() -> float:
    """In Mo, since this program began: `ru_maxrss` would count the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _measure() -> None:
    codes, past = nomenclature(), records(RECORDS)
    start = time.process_time()
    suggester = CpvSuggester(codes, past)
    suggester.learn()
    learned = time.process_time() - start
    peak = peak_memory()
    texts = [text for text, _ in past[:300]]
    start = time.process_time()
    for text in texts:
        suggester.suggest(text)
    each = (time.process_time() - start) / len(texts) * 1000
    print(
        f"{len(past)} marchés et {len(codes)} codes appris en {learned:.0f} s de calcul, "
        f"{peak:.0f} Mo au plus ; une suggestion : {each:.1f} ms ({_TARGET})"
    )


if __name__ == "__main__":
    _measure()
