"""Quality on the evaluation set, beside plain BM25; bench_scale measures speed."""

from __future__ import annotations

import math
import os
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from needs.models import Need
from procurement.language.terms import keys
from procurement.nomenclature.models import Commune
from suppliers.gathering import demand_of_need, match
from suppliers.models import Supplier
from tests.bench.matching_sets import SETS, part_of, read_grades

COMMUNES = Path(__file__).parents[3] / "shared" / "data" / "communes.csv"
MANY = 30_000  # communes: the whole country
Run = list[str]
Measured = dict[tuple[str, str], list[tuple[float, ...]]]  # (which program, part) → each need
OURS, PLAIN = "Balise", "BM25 + territoire"


def main() -> None:
    together: Measured = defaultdict(list)
    for name, folder in SETS.items():
        prepare(folder)
        found = quality(folder)
        _print(f"Jeu {name}", found)
        for key, measured in found.items():
            together[key] += measured
    _print("Tous les jeux", together)


def prepare(folder: Path) -> None:
    """One evaluation set in the database, with the national communes where they are at hand."""
    call_command("migrate", verbosity=0)
    Supplier.objects.all().delete()
    Need.objects.all().delete()
    with Path(os.devnull).open("w") as quiet:
        if COMMUNES.exists() and Commune.objects.count() < MANY:
            call_command("import_communes", str(COMMUNES), stderr=quiet)
        for command, name in (("import_suppliers", "suppliers"), ("import_needs", "needs")):
            call_command(command, str(folder / f"{name}.jsonl"), stdout=quiet, stderr=quiet)


def quality(folder: Path) -> Measured:
    grades = read_grades(folder)
    needs = {need.external_id: need for need in Need.objects.filter(external_id__in=grades)}
    bm25 = PlainBm25(Supplier.objects.filter(external_id__isnull=False))
    found: Measured = defaultdict(list)
    for id, need in sorted(needs.items()):
        demand = demand_of_need(need)
        ours = [result.supplier.id for result in match(demand).results]
        plain = [s for s in bm25.run(f"{need.title} {need.text}") if bm25.serves(s, demand.places)]
        part = part_of(id)
        found[OURS, part].append(measures(ours, grades[id]))
        found[PLAIN, part].append(measures(plain, grades[id]))
    return found


def _print(title: str, found: Measured) -> None:
    """A line for each program and part, ours with how many times the plain one's nDCG it has."""
    print(f"\n{title}")
    print(f"{'':20}{'part':16}{'besoins':>8}{'nDCG@10':>9}{'rappel@20':>11}{'P@5':>7}")
    means = {
        key: [statistics.mean(column) for column in zip(*rows, strict=True)]
        for key, rows in found.items()
    }
    for (name, part), (ndcg, recall, precision) in means.items():
        count = len(found[name, part])
        times = f"  {ndcg / means[PLAIN, part][0]:.2f} fois BM25" if name == OURS else ""
        print(f"{name:20}{part:16}{count:8}{ndcg:9.3f}{recall:11.3f}{precision:7.3f}{times}")


def measures(run: Run, grades: dict[str, int]) -> tuple[float, float, float]:
    """nDCG@10, recall@20, and the precision of the first five out of what could be found."""
    gain = _gain([grades.get(id, 0) for id in run[:10]])
    best = _gain(sorted(grades.values(), reverse=True)[:10])
    recall = sum(id in grades for id in run[:20]) / len(grades)
    return gain / best, recall, sum(id in grades for id in run[:5]) / min(5, len(grades))


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


class PlainBm25:
    """The usual formula over the same texts, and nothing else."""

    def __init__(self, suppliers: Iterable[Supplier], k1: float = 1.2, b: float = 0.75) -> None:
        self.suppliers = {str(s.external_id): s for s in suppliers}
        self.texts = {id: Counter(keys(_text(s))) for id, s in self.suppliers.items()}
        self.k1, self.b = k1, b
        self.mean = statistics.mean(sum(text.values()) for text in self.texts.values())
        self.held = Counter(term for text in self.texts.values() for term in text)

    def run(self, query: str) -> Run:
        scores = {id: self._score(set(keys(query)), text) for id, text in self.texts.items()}
        found = [id for id, score in scores.items() if score > 0]
        return sorted(found, key=lambda id: (-scores[id], id))

    def _score(self, terms: set[str], text: Counter[str]) -> float:
        norm = self.k1 * (1 - self.b + self.b * sum(text.values()) / self.mean)
        return sum(
            self._idf(term) * text[term] * (self.k1 + 1) / (text[term] + norm)
            for term in terms
            if text[term]
        )

    def _idf(self, term: str) -> float:
        total, held = len(self.texts), self.held[term]
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    def serves(self, id: str, places: Any) -> bool:
        return self.suppliers[id].area.share(places) > 0


def _text(supplier: Supplier) -> str:
    said = [supplier.name, supplier.description]
    for activity in supplier.activities.all():
        said += [activity.label, activity.description]
    return " ".join(said)


if __name__ == "__main__":
    sys.exit("Lancez : python -m tests.bench matching")
