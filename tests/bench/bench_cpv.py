"""CPV suggestions on public pairs (object of a contract, code), in five folds and cold.

Then on needs told at length, whose right groups were given by a hand that saw no suggestion.
"""

from __future__ import annotations

import csv
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from procurement.language import cpv
from procurement.language.cpv import CpvCode, CpvSuggester
from procurement.language.features import Vectorizer, key_features, said
from procurement.language.neighbours import Neighbours
from procurement.language.terms import keys
from tests.bench.matching_sets import DATA, part_of

OPEN_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SHIPPED = Path(cpv.__file__).parents[1] / "nomenclature" / "data" / "cpv.csv"
Pair = tuple[str, str]
Suggest = Callable[[str], list[str]]
FOLDS = 5
_MEASURES = (
    ("division en 1er", 2, 1),
    ("division parmi 3", 2, 3),
    ("groupe parmi 5", 3, 5),
    ("classe parmi 10", 4, 10),
)


def main() -> None:
    if not OPEN_DATA.exists():
        print("Les données publiques de référence ne sont pas sur cette machine.")
        return
    codes, known = nomenclature(), pairs()
    print(f"{len(known)} couples, {len(codes)} codes, {FOLDS} plis")
    print(f"{'':52}" + "".join(f"{name:>18}" for name, _, _ in _MEASURES))
    for title, split in (("plis au hasard", _plain), ("opérations non séparées", _grouped)):
        folds = split(known)
        for name, build in (
            ("codes les plus fréquents", _most_frequent),
            ("TF-IDF, plus proche voisin", _nearest),
            ("Balise", _balise),
        ):
            _print(f"{title} : {name}", _learned(build, codes, folds))
    cold = CpvSuggester(codes)
    _print("à froid, avant tout apprentissage", _score(_codes_of(cold), known))
    cold.learn()
    _print("à froid : Balise", _score(_codes_of(cold), known))
    _print(
        "à froid, codes livrés seulement : Balise",
        _score(_balise(nomenclature(SHIPPED), []), known),
    )
    _print_needs(codes, cold)
    start = time.process_time()
    for text, _ in known[:300]:
        cold.suggest(text)
    print(f"une suggestion : {(time.process_time() - start) / 300 * 1000:.1f} ms de calcul")


def _print_needs(codes: list[CpvCode], cold: CpvSuggester) -> None:
    """How often one of the right groups, or its division, comes first or soon."""
    nearest = _nearest(codes, [])
    programs: dict[str, Callable[[str, str], list[str]]] = {
        "TF-IDF, libellé le plus proche": lambda title, text: nearest(f"{title}. {text}"),
        "Balise, texte seul": lambda title, text: [one.code for one in cold.suggest(text)],
        "Balise, titre et texte": lambda title, text: [
            one.code for one in cold.suggest(text, title)
        ],
    }
    measures = (("division", 2, 1), ("division", 2, 3), ("groupe", 3, 1), ("groupe", 3, 3))
    needs = list(_needs())
    head = "".join(f"{f'{name} parmi {rank}':>18}" for name, _, rank in measures)
    print(f"\n{'besoins racontés':52}{head}")
    for part in ("réglage", "tenu à l'écart"):
        mine = [need for need in needs if part_of(need.id) == part]
        for name, suggest in programs.items():
            hits = np.zeros(len(measures))
            for need in mine:
                offered = suggest(need.title, need.text)
                for number, (_, digits, rank) in enumerate(measures):
                    right = {group[:digits] for group in need.groups}
                    hits[number] += not right.isdisjoint(code[:digits] for code in offered[:rank])
            _print(f"{len(mine)} {part} : {name}", hits / len(mine))


class _Need(NamedTuple):
    id: str
    title: str
    text: str
    groups: list[str]  # three digits


def _needs() -> Iterator[_Need]:
    with (DATA / "needs_cpv.csv").open(encoding="utf-8") as stream:
        groups = {row["need_id"]: row["groups"].split() for row in csv.DictReader(stream)}
    for path in sorted(DATA.glob("*/needs.jsonl")):
        for need in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if need["id"] in groups:
                yield _Need(need["id"], need["title"], need["text"], groups[need["id"]])


def nomenclature(path: Path = OPEN_DATA / "cpv_2008_fr.csv") -> list[CpvCode]:
    with path.open(encoding="utf-8") as stream:
        return [CpvCode(*row["code"].split("-"), row["label_fr"]) for row in csv.DictReader(stream)]


def pairs() -> list[Pair]:
    with (OPEN_DATA / "cpv_pairs_dev.csv").open(encoding="utf-8") as stream:
        return [(row["objet"], row["cpv8"]) for row in csv.DictReader(stream)]


def _plain(pairs: Sequence[Pair]) -> list[list[Pair]]:
    shuffled = random.Random(0).sample(pairs, len(pairs))
    return [shuffled[number::FOLDS] for number in range(FOLDS)]


def _grouped(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Lots of one operation (same first five words) stay in one fold: nothing leaks."""
    operations: dict[str, list[Pair]] = defaultdict(list)
    for text, code in pairs:
        operations[" ".join(keys(text)[:5])].append((text, code))
    names = random.Random(0).sample(sorted(operations), len(operations))
    folds: list[list[Pair]] = [[] for _ in range(FOLDS)]
    for name in names:
        min(folds, key=len).extend(operations[name])
    return folds


def _learned(
    build: Callable[[list[CpvCode], list[Pair]], Suggest],
    codes: list[CpvCode],
    folds: list[list[Pair]],
) -> np.ndarray:
    totals = np.zeros(len(_MEASURES))
    for number, fold in enumerate(folds):
        others = [pair for index, other in enumerate(folds) if index != number for pair in other]
        totals += _score(build(codes, others), fold) * len(fold)
    return totals / sum(map(len, folds))


def _score(suggest: Suggest, pairs: Sequence[Pair]) -> np.ndarray:
    hits = np.zeros(len(_MEASURES))
    for text, code in pairs:
        offered = suggest(text)
        for number, (_, digits, rank) in enumerate(_MEASURES):
            hits[number] += code[:digits] in {other[:digits] for other in offered[:rank]}
    return hits / len(pairs)


def _balise(codes: list[CpvCode], learned: list[Pair]) -> Suggest:
    suggester = CpvSuggester(codes, learned)
    suggester.learn()
    return _codes_of(suggester)


def _codes_of(suggester: CpvSuggester) -> Suggest:
    return lambda text: [suggestion.code for suggestion in suggester.suggest(text)]


def _most_frequent(codes: list[CpvCode], learned: list[Pair]) -> Suggest:
    frequent = [code for code, _ in Counter(code for _, code in learned).most_common(10)]
    return lambda text: frequent


def _nearest(codes: list[CpvCode], learned: list[Pair]) -> Suggest:
    known = [*learned, *((row.label, row.code) for row in codes)]
    texts = [said(text) for text, _ in known]
    vectorizer = Vectorizer(texts, key_features)
    index = Neighbours([vectorizer(text) for text in texts], vectorizer.is_key)

    def suggest(text: str) -> list[str]:
        numbers, _ = index.nearest(vectorizer(said(text)), 30)
        return list(dict.fromkeys(known[number][1] for number in numbers))[:10]

    return suggest


def _print(name: str, scores: Iterable[float]) -> None:
    print(f"{name:52}" + "".join(f"{score:>18.1%}" for score in scores), flush=True)
