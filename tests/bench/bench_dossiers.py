"""Consultation files read by Balise: precision and recall, beside a naive reading.

A column for each kind of set: those the rules were written on, those measured before they were
read. None is left unread, so neither tells what is done with a new file; the README of the data
keeps each first measure. `DETAIL=1` prints what was missed.
"""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from typing import Any

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tenders.dossiers.texts.neutral import Dossier, passages
from tests.bench.consultation_files import (
    COLUMNS,
    KINDS,
    Case,
    Score,
    cases,
    scores,
    table,
)

NAIVE = "lecture naïve, tous"
_LIMIT = re.compile(r"limite")
_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:\D{1,12}(\d{1,2})\s*[h:]\s*(\d\d)?)?")
_WEIGHT = re.compile(r"([A-Za-zÀ-ÿ' ]{4,60})\W{1,5}(\d{1,3})\s*(?:%|points)")
_LOT = re.compile(r"lot\s+n?°?\s*(\d+)\s*[:–-]\s*(.+)", re.IGNORECASE)
_PIECE = re.compile(r"\b(DC1|DC2|DUME|acte d.engagement|BPU|DPGF|m[ée]moire technique|RIB)\b", re.I)


def main() -> None:
    found = list(cases())
    if not found:
        print("Aucun dossier annoté.")
        return
    totals: dict[str, dict[str, Score]] = defaultdict(lambda: {kind: Score() for kind in KINDS})
    seconds = 0.0
    for case in found:
        started = time.process_time()
        dossier = read(case.files)
        answer = read_facts(dossier).as_dict()
        seconds += time.process_time() - started
        result = scores(answer, case.expected)
        for name, one in ((case.part, result), (NAIVE, scores(naive(dossier), case.expected))):
            for kind, score in one.items():
                totals[name][kind].add(score)
        if os.environ.get("DETAIL"):
            _print_detail(case, result)
    print(f"{len(found)} dossiers, {seconds / len(found):.2f} s de calcul par dossier\n")
    print("\n".join(table({name: totals[name] for name in sorted(totals, key=_order)})))


def _order(name: str) -> int:
    return [*COLUMNS, NAIVE].index(name)


def _print_detail(case: Case, result: dict[str, Score]) -> None:
    for kind, score in result.items():
        if score.wrong or score.missed:
            print(f"{case.name} {kind}")
            for sign, names in (("+", score.wrong), ("-", score.missed)):
                for name in names:
                    print(f"    {sign} {name}")


def naive(dossier: Dossier) -> dict[str, Any]:
    """The first date after « limite », weights by one expression, pieces by their usual names."""
    lines = [one.text for file in dossier.files for one in passages(file)]
    text = "\n".join(lines)
    return {
        "deadline": {"iso": _first_date(text)},
        "questions_deadline": None,
        "lots": [
            {"number": m[1], "title": m[2], "reserved": None}
            for line in lines
            if (m := _LOT.match(line))
        ],
        "criteria": [
            {"lot": None, "name": m[1].strip(), "weight": float(m[2]), "sub_criteria": []}
            for line in lines
            for m in _WEIGHT.finditer(line)
        ],
        "pieces": [
            {"name": name, "stage": "candidature" if name[:2] in ("dc", "du") else "offer"}
            for name in {fold(m[1]) for m in _PIECE.finditer(text)}
        ],
    }


def _first_date(text: str) -> str | None:
    limit = _LIMIT.search(text)
    date = _DATE.search(text, limit.end()) if limit else None
    if not date:
        return None
    day, month, year, hour, minute = date.groups()
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{iso}T{int(hour):02d}:{int(minute or 0):02d}" if hour else iso
