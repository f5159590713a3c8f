"""The evaluation sets of matching: where they are, and how they are read."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "matching"

# Each set has its own suppliers, judged for its own needs: they are searched apart.
SETS = {
    "premier": DATA,
    "second, écrit sans voir le code": DATA / "second",
    "troisième, besoins composites, écrit sans voir les lexiques": DATA / "third",
    "quatrième, écrit sans voir ni le code ni les lexiques": DATA / "fourth",
    "cinquième, écrit de même, les parties plus nombreuses": DATA / "fifth",
    "sixième, écrit de même, de tout le pays": DATA / "sixth",
    "septième, écrit de même, besoins composites": DATA / "seventh",
    "huitième, écrit de même, besoins composites": DATA / "eighth",
}

# Held out until 1 December 2026, read that day with their suppliers and judgements: each was badly
# covered, or said covered wrongly, and the groups are to cover every composite need. What was read
# is tuned on: it measures no more than the other needs do.
READ = frozenset(
    {
        "N45",
        "M39",
        "M45",
        "T09",
        "V24",
        "V30",
        "V33",
        "W15",
        "W18",
        "W21",
        "Y06",
        "Y09",
        "Y12",
        "Y27",
    }
)


def part_of(need_id: str) -> str:
    """Every third need is held out of tuning, save those read since; « P » needs say some of those
    in other words.
    """
    if need_id.startswith("P"):
        return "reformulé"
    held_out = int(need_id[1:]) % 3 == 0 and need_id not in READ
    return "tenu à l'écart" if held_out else "réglage"


def read_grades(folder: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
        need, _, supplier, grade = line.split()
        grades[need][supplier] = int(grade)
    return grades
