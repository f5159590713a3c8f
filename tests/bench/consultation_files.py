"""What was read in consultation files against what a careful reader finds in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from procurement.typography import fold

FOLDER = Path(__file__).parents[1] / "data" / "dossiers"
# What each folder proves: all were read by now, the last ones after a first measure.
TUNED = "lus, règles réglées dessus"
MEASURED = "mesurés avant lecture, puis lus"
PARTS = {"third": MEASURED, "fourth": MEASURED, "fifth": MEASURED}
COLUMNS = (TUNED, MEASURED)
KINDS = ("deadline", "questions", "lots", "reserved", "criteria", "sub-criteria", "pieces")
CLOSE = 78
_EMPTY = re.compile(r"\b(?:l|d|le|la|les|des|du|de|un|une|et|a|au|aux|en|n)\b|[^\w]+")


@dataclass
class Score:
    """True and false positives, and what was missed, with their names."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        said = self.right + len(self.wrong)
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        due = self.right + len(self.missed)
        return self.right / due if due else 1.0

    def add(self, other: Score) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(frozen=True)
class Case:
    name: str
    part: str
    expected: dict[str, Any]
    files: tuple[tuple[str, bytes], ...]


def cases(folder: Path = FOLDER) -> Iterator[Case]:
    for path in sorted(folder.rglob("expected.json")):
        files = tuple(
            (one.name, one.read_bytes())
            for one in sorted(path.parent.iterdir())
            if one.name != "expected.json"
        )
        part = PARTS.get(path.parents[1].name, TUNED)
        expected = json.loads(path.read_text(encoding="utf-8"))
        yield Case(path.parent.name, part, expected, files)


def words(text: str) -> str:
    return " ".join(_EMPTY.sub(" ", fold(text).replace("’", "'")).split())


def alike(one: str, other: str) -> float:
    """0 to 100; a name within a longer one is that name."""
    return fuzz.token_set_ratio(words(one), words(other))


def matched(said: list[Any], due: list[Any], closeness: Callable[[Any, Any], float]) -> Score:
    """One for one, the closest first."""
    score = Score()
    pairs = sorted(
        ((closeness(a, b), i, j) for i, a in enumerate(said) for j, b in enumerate(due)),
        reverse=True,
    )
    used: set[int] = set()
    found: set[int] = set()
    for value, i, j in pairs:
        if value >= CLOSE and i not in used and j not in found:
            used.add(i)
            found.add(j)
    score.right = len(used)
    score.wrong = [str(a) for i, a in enumerate(said) if i not in used]
    score.missed = [str(b) for j, b in enumerate(due) if j not in found]
    return score


def scores(said: dict[str, Any], due: dict[str, Any]) -> dict[str, Score]:
    return {
        "deadline": _moment(_iso(said.get("deadline")), due["deadline"]),
        "questions": _moment(
            _iso(said.get("questions_deadline")),
            due["questions_deadline"],
            due.get("questions_derived", False),
        ),
        "lots": matched(_lots(said["lots"]), _lots(due["lots"]), _same_lot),
        "reserved": matched(
            _reserved(said["lots"]), _reserved(due["lots"]), lambda a, b: 100 * (a == b)
        ),
        "criteria": matched(_criteria(said), _criteria(due), _same_weight),
        "sub-criteria": matched(_subs(said), _subs(due), _same_weight),
        "pieces": matched(
            _pieces(said), _pieces(due), lambda a, b: alike(a[0], b[0]) * (a[1] == b[1])
        ),
    }


def _iso(deadline: dict[str, Any] | None) -> str | None:
    return (deadline or {}).get("iso") or None


def _moment(said: str | None, due: str | None, day_only: bool = False) -> Score:
    if day_only or (due and len(due) == 10):
        said, due = (said or "")[:10] or None, (due or "")[:10] or None
    right = bool(said) and said == due
    return Score(
        int(right),
        [f"{said} (attendu {due})"] if said and not right else [],
        [str(due)] if due and not right else [],
    )


def _number(text: str) -> str:
    return re.sub(r"^0+(?=\d)", "", text.strip().lower())


def _lots(lots: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(_number(lot["number"]), lot["title"]) for lot in lots]


def _same_lot(a: tuple[str, str], b: tuple[str, str]) -> float:
    return alike(a[1], b[1]) * (a[0] == b[0])


def _reserved(lots: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(_number(lot["number"]), lot["reserved"]) for lot in lots if lot["reserved"]]


Weighed = tuple[str, str, float | None]


def _criteria(record: dict[str, Any]) -> list[Weighed]:
    return [(_lot(c), c["name"], c["weight"]) for c in record["criteria"]]


def _lot(criterion: dict[str, Any]) -> str:
    lot = criterion["lot"]
    return _number(str(lot)) if lot is not None else ""


def _subs(record: dict[str, Any]) -> list[Weighed]:
    return [
        (_lot(c), sub["name"], sub["weight"])
        for c in record["criteria"]
        for sub in c["sub_criteria"]
    ]


def _same_weight(a: Weighed, b: Weighed) -> float:
    return alike(a[1], b[1]) * (a[0] == b[0] and a[2] == b[2])


def _pieces(record: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p["name"], p["stage"]) for p in record["pieces"] if p["stage"] != "award"]


def table(totals: dict[str, dict[str, Score]]) -> Iterable[str]:
    """Markdown: one row a kind, precision and recall for each column."""
    yield "| " + " | ".join(["", *(f"{name} : précision | rappel" for name in totals)]) + " |"
    yield "|" + "---|" * (1 + 2 * len(totals))
    for kind in KINDS:
        cells = [f"{s[kind].precision:.3f} | {s[kind].recall:.3f}" for s in totals.values()]
        yield f"| {kind} | " + " | ".join(cells) + " |"
