"""Groups on the composite needs of the evaluation set: what is covered, what is said missing."""

from __future__ import annotations

import time

from needs.models import Need
from suppliers.gathering import demand_of_need, search
from tests.bench.bench_matching import prepare, read_grades

FIRST_COMPOSITE = "N43"


def main() -> None:
    prepare()
    grades = read_grades()
    composite = [id for id in grades if FIRST_COMPOSITE <= id < "O"]
    needs = Need.objects.filter(external_id__in=composite)
    print(
        f"{'besoin':8}{'composantes':>12}{'groupes':>9}{'complets':>10}{'jugés bons':>12}{'ms':>6}"
    )
    for need in needs.order_by("external_id"):
        started = time.perf_counter()
        found = search(demand_of_need(need))
        spent = 1000 * (time.perf_counter() - started)
        whole = [group for group in found.groups if not group.missing]
        right = [
            g
            for g in found.groups
            if all(m.supplier.id in grades[need.external_id] for m in g.members)
        ]
        print(
            f"{need.external_id:8}{len(found.ranking.demand.components):12}"
            f"{len(found.groups):9}{len(whole):10}{len(right):12}{spent:6.0f}"
        )
