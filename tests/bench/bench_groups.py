"""Groups on the composite needs of the evaluation sets: what is covered, what is said missing.

« couvert »: a group covers the whole need as its judges see it. « entiers »: groups that say they
leave nothing out, nor anything to verify; « à tort »: those of them that do. The first set judges
suppliers and not components: there, a group is right when each of its members is judged good for a
part.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from needs.models import Need
from suppliers.gathering import demand_of_need, search
from suppliers.groups import Group
from tests.bench.bench_matching import prepare
from tests.bench.matching_sets import DATA, SETS, part_of, read_grades

FIRST_COMPOSITE = {
    DATA: "N43",
    DATA / "second": "M37",
    DATA / "third": "T01",
    DATA / "fourth": "V23",
    DATA / "fifth": "W13",
    DATA / "sixth": "X21",
    DATA / "seventh": "Y01",
    DATA / "eighth": "Z01",
}


def main() -> None:
    for name, folder in SETS.items():
        prepare(folder)
        print(f"\nJeu {name}")
        _print(folder)


def _print(folder: Path) -> None:
    grades = read_grades(folder)
    judged = _judged(folder)
    first = FIRST_COMPOSITE[folder]
    composite = [id for id in grades if first <= id < chr(ord(first[0]) + 1)]
    print(
        f"{'part':17}{'besoin':8}{'parties':>9}{'groupes':>9}{'entiers':>9}{'couvrable':>11}"
        f"{'couvert':>9}{'à tort':>8}{'ms':>6}"
    )
    totals = [0, 0, 0]
    for need in Need.objects.filter(external_id__in=composite).order_by("external_id"):
        id = str(need.external_id)
        started = time.perf_counter()
        found = search(demand_of_need(need))
        spent = 1000 * (time.perf_counter() - started)
        whole = [group for group in found.groups if group.is_whole]
        right = [g for g in found.groups if _covers(g, judged.get(id), grades[id])]
        wrong = [g for g in whole if g not in right]
        coverable = bool(judged[id]["coverable_by"]) if id in judged else True
        totals = [
            totals[0] + coverable,
            totals[1] + bool(coverable and right),
            totals[2] + len(wrong),
        ]
        print(
            f"{part_of(id):17}{id:8}{len(found.ranking.demand.components):9}"
            f"{len(found.groups):9}{len(whole):9}{'oui' if coverable else 'non':>11}"
            f"{len(right):9}{len(wrong):8}{spent:6.0f}"
        )
    print(f"couvrables {totals[0]}, couverts {totals[1]}, groupes dits entiers à tort {totals[2]}")


def _judged(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "groups.jsonl"
    if not path.exists():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["need_id"]: row for row in rows}


def _covers(group: Group, judged: dict[str, Any] | None, good: Collection[str]) -> bool:
    members = {member.supplier.id for member in group.members}
    if judged is None:
        return not group.missing and all(id in good for id in members)
    # Several may only have a volume together: then no one of them covers the part.
    together = any(members.issuperset(several) for several in judged["coverable_by"])
    return together or all(
        members & set(judged["covers"].get(component, ())) for component in judged["components"]
    )
