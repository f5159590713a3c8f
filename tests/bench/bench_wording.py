"""Recall and precision of `check_wording`, tuned part and held-out part apart, and its speed."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tenders.wording import CATEGORIES, WordingCheck, check_wording

SENTENCES = Path(__file__).parents[1] / "data" / "law" / "wording.jsonl"

Judged = list[tuple[dict[str, Any], WordingCheck]]


def main() -> None:
    records = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    judged = [(record, check_wording(record["text"], record["where"])) for record in records]
    for title, held_out in (("mise au point", False), ("tenue à part", True)):
        part = [pair for pair in judged if pair[0]["held_out"] is held_out]
        recall, precision = of_flags(part)
        same = sum(record["label"] == check.label for record, check in part) / len(part)
        print(
            f"{title:14} {len(part):4} phrases  rappel {recall:.3f}  précision {precision:.3f}  "
            f"même libellé {same:.3f}"
        )
        for category in CATEGORIES:
            print(f"    {category:32} {of_category(part, category)}")
    print(f"vitesse : {speed(records):,.0f} phrases par seconde".replace(",", " "))


def of_flags(part: Judged) -> tuple[float, float]:
    """A sentence counts as found when one expected category is; any flag on a lawful one errs."""
    wrong = [(record, check) for record, check in part if record["categories"]]
    found = sum(bool(set(record["categories"]) & set(check.categories)) for record, check in wrong)
    flagged = sum(check.label != "ok" for _, check in part)
    right = sum(check.label != "ok" for record, check in part if record["label"] != "ok")
    return ratio(found, len(wrong)), ratio(right, flagged)


def of_category(part: Judged, category: str) -> str:
    expected = {record["id"] for record, _ in part if category in record["categories"]}
    given = {record["id"] for record, check in part if category in check.categories}
    both = len(expected & given)
    return (
        f"attendues {len(expected):3}  rappel {ratio(both, len(expected)):.2f}  "
        f"précision {ratio(both, len(given)):.2f}"
    )


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def speed(records: Iterable[dict[str, Any]], rounds: int = 5) -> float:
    records = list(records)
    began = time.perf_counter()
    for _ in range(rounds):
        for record in records:
            check_wording(record["text"], record["where"])
    return rounds * len(records) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
