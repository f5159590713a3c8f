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


def part_of(need_id: str) -> str:
    """Every third need is held out of tuning; « P » needs say some of those in other words."""
    if need_id.startswith("P"):
        return "reformulé"
    return "réglage" if int(need_id[1:]) % 3 else "tenu à l'écart"


def read_grades(folder: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
        need, _, supplier, grade = line.split()
        grades[need][supplier] = int(grade)
    return grades
