"""Facts read in the annotated texts: precision and recall per kind; speed of the reading."""

from __future__ import annotations

import csv
import resource
import time
from collections import Counter
from pathlib import Path

from procurement.language.cpv import CpvSuggester
from procurement.language.places import Commune, Gazetteer
from procurement.language.reading import Reading, read
from tests.bench.annotated import (
    KINDS,
    LEARNT,
    PARTS,
    WRITTEN,
    Annotated,
    annotated,
    compare,
    facts_read,
)

ROOT = Path(__file__).resolve().parents[2]
NATIONAL = ROOT.parent / "shared" / "data" / "communes.csv"
SHIPPED = ROOT / "procurement" / "nomenclature" / "data" / "communes.csv"


def main() -> None:
    start = time.perf_counter()
    gazetteer, suggester = Gazetteer(communes()), CpvSuggester([])
    read("Un texte.", gazetteer=gazetteer, suggester=suggester)
    print(f"mise en route : {time.perf_counter() - start:.1f} s, {len(gazetteer)} noms de communes")
    texts = list(annotated())
    for name in PARTS:
        part = [text for text in texts if text.part == name]
        learnt = " (objectifs appris sur ces textes)" if name in LEARNT else ""
        print(f"\n{name} : {len(part)} textes{learnt}")
        _print_scores(part, gazetteer, suggester)
    _print_speed([text.text for text in texts], gazetteer, suggester)


def communes() -> list[Commune]:
    path = NATIONAL if NATIONAL.exists() else SHIPPED
    with path.open(encoding="utf-8") as stream:
        return [
            Commune(
                row["insee"],
                row["name"],
                tuple(row["postal_codes"].split("|")),
                row["epci_siren"],
                row["epci_name"],
                row["department_code"],
                row["department"],
                row["region_code"],
                row["region"],
                int(row["population"] or 0),
            )
            for row in csv.DictReader(stream)
        ]


def _print_scores(part: list[Annotated], gazetteer: Gazetteer, suggester: CpvSuggester) -> None:
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for text in part:
        reading = read(text.text, gazetteer=gazetteer, suggester=suggester, today=WRITTEN)
        facts = list(facts_read(reading))
        right, _, _ = compare(text.facts, facts)
        hits += right
        wanted.update(fact.kind for fact in text.facts)
        found.update(fact.kind for fact in facts)
    print(f"{'':14}{'attendus':>10}{'précision':>11}{'rappel':>9}")
    for kind, name in KINDS.items():
        precision, recall = hits[kind] / (found[kind] or 1), hits[kind] / (wanted[kind] or 1)
        print(f"{name:14}{wanted[kind]:>10}{precision:>11.3f}{recall:>9.3f}")


def _print_speed(texts: list[str], gazetteer: Gazetteer, suggester: CpvSuggester) -> None:
    long_texts = [" ".join([text] * 8) for text in texts]
    long_texts = [" ".join(text.split()[:100]) for text in long_texts]
    start = time.process_time()
    readings: list[Reading] = [
        read(text, gazetteer=gazetteer, suggester=suggester) for text in long_texts * 2
    ]
    rate = len(readings) / (time.process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{rate:.0f} textes de 100 mots par seconde, sans codes CPV ; {memory:.0f} Mo en tout")
