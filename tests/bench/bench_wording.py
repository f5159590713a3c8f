"""Recall and precision of `check_wording`, each set of sentences apart, and its speed.

The blind set was written by somebody who had not read the rules, to disguise what they look for.
Its even half was then used for tuning; its odd half was only ever measured. The taught sets were
written the same way by two others: seven in ten are learnt from, and the rules were amended on
them; settings were chosen on some; the last were only ever measured. The fresh batches and the
blind even half were tuned on: their figures say nothing of new sentences.
"""

import json
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from tenders.wording import CATEGORIES, WordingCheck, check_wording
from tests.bench.learn_wording import LAW, TAUGHT, ours, part

TAUGHT_PARTS = {"learnt": "apprises", "chosen": "de réglage", "never": "jamais lues"}
BATCHES = {1: "neuves, réglées", 2: "neuves, réglées", 3: "neuves, réglées", 4: "courantes"}
TODAY = date(2026, 11, 23)

Judged = list[tuple[dict[str, Any], WordingCheck]]


def main() -> None:
    judged = judge("wording")
    for title, held_out in (("mise au point", False), ("tenue à part", True)):
        show(title, [pair for pair in judged if pair[0]["held_out"] is held_out])
    fresh = judge("wording_fresh")
    for batch, title in BATCHES.items():
        show(f"{title} ({batch})", [pair for pair in fresh if pair[0]["batch"] == batch])
    blind = judge("wording_blind")
    show("à l'aveugle, pairs, réglées", blind[::2])
    show("à l'aveugle, impairs, jamais", blind[1::2])
    last = judge("wording_final")
    show("dernières, paires, jamais lues", last[::2])
    show("dernières, impaires, jamais", last[1::2])
    taught = [pair for name in TAUGHT for pair in judge(name)]
    for kept, title in TAUGHT_PARTS.items():
        these = [pair for pair in taught if part(pair[0]["id"]) == kept]
        show(f"enseignées, {title}", these)
    show_categories(these)
    clauses = [check_wording(one.text, one.where, at=TODAY).label for one in ours()]
    print(
        f"nos clauses : {len(clauses)} phrases, {sum(label != 'ok' for label in clauses)} relevées"
    )
    rate = speed(record for record, _ in judged)
    print(f"vitesse : {rate:,.0f} phrases par seconde".replace(",", " "))


def show_categories(those: Judged) -> None:
    for category in CATEGORIES:
        print(f"    {category:32} {of_category(those, category)}")


def judge(name: str) -> Judged:
    lines = (LAW / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [
        (record, check_wording(record["text"], record["where"], at=TODAY)) for record in records
    ]


def show(title: str, those: Judged) -> None:
    recall, precision = of_flags(those)
    same = sum(record["label"] == check.label for record, check in those) / len(those)
    print(
        f"{title:29} {len(those):4} phrases  rappel {recall:.3f}  précision {precision:.3f}  "
        f"même libellé {same:.3f}"
    )


def of_flags(those: Judged) -> tuple[float, float]:
    """A sentence counts as found when one expected category is; any flag on a lawful one errs."""
    wrong = [(record, check) for record, check in those if record["categories"]]
    found = sum(bool(accepted(record) & set(check.categories)) for record, check in wrong)
    flagged = sum(check.label != "ok" for _, check in those)
    right = sum(check.label != "ok" for record, check in those if record["label"] != "ok")
    return ratio(found, len(wrong)), ratio(right, flagged)


def accepted(record: dict[str, Any]) -> set[str]:
    """The expected categories, and those that a careful reader would also give."""
    return {*record["categories"], *record.get("accept", ())}


def of_category(those: Judged, category: str) -> str:
    expected = {record["id"] for record, _ in those if category in record["categories"]}
    given = {record["id"] for record, check in those if category in check.categories}
    given -= {r["id"] for r, _ in those if category in r.get("accept", ())} - expected
    both = len(expected & given)
    return (
        f"attendues {len(expected):3}  rappel {ratio(both, len(expected)):.2f}  "
        f"précision {ratio(both, len(given)):.2f}"
    )


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def speed(records: Iterable[dict[str, Any]], rounds: int = 5) -> float:
    records = list(records)
    began = time.process_time()
    for _ in range(rounds):
        for record in records:
            check_wording(record["text"], record["where"], at=TODAY)
    return rounds * len(records) / (time.process_time() - began)


if __name__ == "__main__":
    main()
