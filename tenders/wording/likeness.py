"""Likeness to sentences judged before: what the rules' words do not foresee.

Each category has a linear model over short stems and the senses of the vocabulary, learnt from the
sentences of `tests/data/law` by `tests/bench/learn_wording.py`. It only warns, and never on a
sentence that its rules excuse.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from procurement.legal import Finding, Law, Severity
from tenders.wording.folding import Folded, Span
from tenders.wording.rules import CATEGORIES, WordingRule, rules, senses

FILE = Path(__file__).parents[1] / "data" / "wording_likeness.json"
STEM = 6
SHOWN = 5  # words shown at fault, at most
FEWEST = 4  # words under which a sentence is a title, too short to be like any other
AMOUNTS = {"delai_irrealiste", "penalite_excessive"}  # judged by figures, which stems do not read

_WORD = re.compile(r"[a-z0-9€%]+")


@dataclass(frozen=True)
class Alike:
    """A sentence close to others of a category, with the words that weighed the most."""

    category: str
    rule: WordingRule
    span: Span

    def finding(self, where: str, legal: Law, at: date) -> Finding:
        """As its rule would say it, but as a likeness: a warning, under a name of its own."""
        return replace(
            self.rule.finding(where, legal, at),
            rule=f"likeness_{self.category}",
            severity=Severity.WARNING,
            why=f"Tournure proche d'autres déjà relevées, à relire : {CATEGORIES[self.category]}.",
        )


@dataclass(frozen=True)
class Model:
    threshold: float
    bias: dict[str, float]
    weights: dict[str, dict[str, float]]  # feature → category → weight

    def scores(self, features: list[tuple[str, int]]) -> dict[str, float]:
        """How likely each category is, between 0 and 1."""
        known = [self.weights[name] for name, _ in features if name in self.weights]
        share = 1 / math.sqrt(len(known)) if known else 0
        totals = dict(self.bias)
        for weights in known:
            for category, weight in weights.items():
                totals[category] += weight * share
        return {category: 1 / (1 + math.exp(-total)) for category, total in totals.items()}


def features(sentence: str, where: str) -> list[tuple[str, int]]:
    """What the model reads of a folded sentence: stems by one and two, each with the rank of its
    word, then the senses of the vocabulary that are met, by one and two, of no rank."""
    stems = [word[:STEM] for word in _WORD.findall(sentence)]
    found = {f"@{where}": -1}
    for rank, stem in enumerate(stems):
        found.setdefault(stem, rank)
        for gap, sign in ((1, "+"), (2, "++")):
            if rank + gap < len(stems):
                found.setdefault(f"{stem}{sign}{stems[rank + gap]}", rank)
    met = [name for name, sense in senses().items() if sense.search(sentence)]
    for rank, name in enumerate(met):
        found[f"#{name}"] = found[f"{where}#{name}"] = -1
        found.update({f"#{name}&{other}": -1 for other in met[rank + 1 :]})
    return list(found.items())


def read(folded: Folded, where: str, legal: Law, at: date) -> Iterator[Alike]:
    """The categories whose sentences this text resembles, sentence by sentence."""
    model, told = shipped(), first_rules(where, legal, at)
    seen: set[str] = set()
    for start, end in folded.sentences():
        sentence = folded.lower[start:end]
        if len(_WORD.findall(sentence)) < FEWEST:
            continue
        if "?" in folded.lower[end - 1 : end + 1]:
            continue  # a question asks, it sets no rule
        given = features(sentence, where)
        scores = model.scores(given)
        category = max(scores.keys() - AMOUNTS, key=scores.__getitem__)
        if scores[category] < model.threshold or category not in told.keys() - seen:
            continue
        if any(rule.excused(sentence) for rule in rules() if rule.category == category):
            continue
        seen.add(category)
        first, last = _weighty(sentence, given, category, model)
        yield Alike(category, told[category], folded.span(start + first, start + last))


def _weighty(
    sentence: str, given: list[tuple[str, int]], category: str, model: Model
) -> tuple[int, int]:
    """Where the few words that weighed the most begin and end."""
    words = list(_WORD.finditer(sentence))
    weigh = [0.0] * len(words)
    for name, rank in given:
        if rank >= 0:
            weigh[rank] += model.weights.get(name, {}).get(category, 0)
    sums = [sum(weigh[rank : rank + SHOWN]) for rank in range(max(1, len(words) - SHOWN + 1))]
    best = sums.index(max(sums))
    return words[best].start(), words[min(best + SHOWN, len(words)) - 1].end()


def first_rules(where: str, legal: Law, at: date) -> dict[str, WordingRule]:
    """For each category that place and day know, the rule that says why and what to write."""
    told: dict[str, WordingRule] = {}
    for rule in rules():
        if where in rule.where and rule.binds(legal, at):
            told.setdefault(rule.category, rule)
    return told


@cache
def shipped() -> Model:
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    return Model(raw["threshold"], raw["bias"], raw["weights"])
