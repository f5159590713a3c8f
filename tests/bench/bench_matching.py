"""Quality on the evaluation set beside plain BM25, then speed on generated suppliers.

`BALISE_BENCH_SUPPLIERS=250000` measures a register of that size.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needs.models import Need
from procurement.language.terms import keys
from procurement.nomenclature.models import Commune
from suppliers import trades
from suppliers.gathering import demand_of_need, match
from suppliers.importing import take
from suppliers.models import Posting, Supplier
from suppliers.sources import Row
from tests.suppliers.factories import made_up_siret

DATA = Path(__file__).parents[1] / "data" / "matching"
COMMUNES = Path(__file__).parents[3] / "shared" / "data" / "communes.csv"
Run = list[str]


def main() -> None:
    prepare()
    print_quality()
    print_speed(int(os.environ.get("BALISE_BENCH_SUPPLIERS", "10000")))


def prepare() -> None:
    """The evaluation set in the database, with the national communes where they are at hand."""
    call_command("migrate", verbosity=0)
    with Path(os.devnull).open("w") as quiet:
        if COMMUNES.exists():
            call_command("import_communes", str(COMMUNES), stderr=quiet)
        for command, name in (("import_suppliers", "suppliers"), ("import_needs", "needs")):
            call_command(command, str(DATA / f"{name}.jsonl"), stdout=quiet, stderr=quiet)


def part_of(need_id: str) -> str:
    """Every third need is held out of tuning; « P » needs say some of those in other words."""
    if need_id.startswith("P"):
        return "reformulé"
    return "réglage" if int(need_id[1:]) % 3 else "tenu à l'écart"


def print_quality() -> None:
    grades = read_grades()
    needs = {need.external_id: need for need in Need.objects.filter(external_id__in=grades)}
    bm25 = PlainBm25(Supplier.objects.filter(external_id__isnull=False))
    rows: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for id, need in sorted(needs.items()):
        demand = demand_of_need(need)
        ours = [result.supplier.id for result in match(demand).results]
        plain = [s for s in bm25.run(f"{need.title} {need.text}") if bm25.serves(s, demand.places)]
        part = part_of(id)
        rows["Balise", part].append(measures(ours, grades[id]))
        rows["BM25 + territoire", part].append(measures(plain, grades[id]))
    print(f"{'':20}{'part':16}{'besoins':>8}{'nDCG@10':>9}{'rappel@20':>11}{'P@5':>7}")
    for (name, part), found in rows.items():
        means = [statistics.mean(column) for column in zip(*found, strict=True)]
        print(f"{name:20}{part:16}{len(found):8}{means[0]:9.3f}{means[1]:11.3f}{means[2]:7.3f}")


def read_grades() -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (DATA / "qrels.txt").read_text(encoding="utf-8").splitlines():
        need, _, supplier, grade = line.split()
        grades[need][supplier] = int(grade)
    return grades


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


def print_speed(count: int) -> None:
    started = time.perf_counter()
    outcomes = take(generated(count), source="bench")
    taken = sum(1 for _ in outcomes)
    print(f"\n{taken} fournisseurs inventés importés en {time.perf_counter() - started:.0f} s ; "
          f"{Posting.objects.count()} entrées d'index ({connection.vendor})")  # fmt: skip
    needs = list(Need.objects.select_related("organisation").order_by("external_id"))
    local = [timed(lambda need=need: match(demand_of_need(need))) for need in needs]
    bare = [timed(_bare_query) for _ in range(50)]
    with CaptureQueriesContext(connection) as queries:
        match(demand_of_need(needs[0]))
    middle, late = _quantiles(local)
    reference = statistics.median(bare)
    print(
        f"recherche complète : p50 {middle:.0f} ms, p95 {late:.0f} ms, {len(queries)} requêtes ; "
        f"{middle / reference:.0f} fois une lecture indexée nue ({reference:.2f} ms)"
    )


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def _bare_query() -> None:
    list(Supplier.objects.filter(siret=made_up_siret(2000)).values_list("pk"))


def _quantiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def generated(count: int, seed: int = 7) -> Iterable[Row]:
    """Suppliers of two to four trades, spread as the population is."""
    dice = random.Random(seed)
    communes = list(Commune.objects.order_by("insee"))
    weights = [commune.population + 1 for commune in communes]
    bags = [sorted(trade.label.split()) + sorted(trade.words) for trade in trades.trades().values()]
    for number in range(count):
        commune = dice.choices(communes, weights)[0]
        chosen = dice.sample(bags, dice.randint(2, 4))
        yield Row(number, {}, _record(number, commune, chosen, dice))


def _record(
    number: int, commune: Commune, bags: list[list[str]], dice: random.Random
) -> dict[str, Any]:
    areas = (
        {"kind": "radius", "km": dice.choice((15, 30, 50))},
        {"kind": "departments", "codes": [commune.department]},
        {"kind": "departments", "codes": [commune.department]},
    )
    return {
        "id": f"G-{number}",
        "name": f"Atelier {number}",
        "siret": made_up_siret(10_000 + number),
        "description": " ".join(dice.sample(bags[0], min(14, len(bags[0])))),
        "insee": commune.insee,
        "service_area": dice.choice(areas),
        "activities": [
            {"label": " ".join(dice.sample(bag, 3)), "description": " ".join(dice.sample(bag, 6))}
            for bag in bags
        ],
    }


if __name__ == "__main__":
    sys.exit("Lancez : python -m tests.bench matching")
