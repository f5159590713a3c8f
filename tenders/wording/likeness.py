"""Likeness to sentences judged before: what the rules' words do not foresee.

A linear model (`procurement/language/weights.py`) over the traits of a sentence (`traits.py`),
learnt from the sentences of `tests/data/law` by `tests/bench/learn_wording.py`. It warns, seldom on
a sentence that the rules of the category excuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from procurement.language.weights import Floats, Weights
from procurement.legal import Finding, Law, Severity
from tenders.wording.folding import Folded, Span
from tenders.wording.rules import CATEGORIES, WordingRule, rules
from tenders.wording.traits import WORD, Views, numbered, share, views

FILE = Path(__file__).parents[1] / "data" / "wording_likeness.json"
SHOWN = 5  # words shown at fault, at most
FEWEST = 4  # words under which a sentence is a title, too short to be like any other
LONGEST = 120  # words over which sentences are read apart only
EXCUSED = 0.15  # more confidence asked of a sentence that the rules of the category excuse
SURE = 1.0  # confidence from which a likeness is as grave as the rule, where the law is plain
PLAIN = frozenset(
    {"preference_locale", "discrimination_nationalite", "distance", "avantage_sourcing"}
)


@dataclass(frozen=True)
class Alike:
    """A sentence close to others of a category, with the words that weighed the most."""

    category: str
    rule: WordingRule
    span: Span
    words: str
    confidence: float

    def finding(self, where: str, legal: Law, at: date) -> Finding:
        """As its rule would say it, under a name of its own; a warning, unless all is plain."""
        told = self.rule.finding(where, legal, at)
        plain = self.category in PLAIN and self.confidence >= SURE
        return replace(
            told,
            rule=f"likeness_{self.category}",
            severity=told.severity if plain else Severity.WARNING,
            why=(
                f"Tournure proche de phrases déjà jugées ({CATEGORIES[self.category]}), à relire : "
                f"les mots « {self.words} » pèsent le plus. {told.why}"
            ),
        )


@dataclass(frozen=True)
class Model:
    thresholds: dict[str, float]
    weights: Weights  # a column a category

    def scores(self, given: Views) -> Floats:
        """How close to each category, about 0 for a lawful sentence and 1 for one of it."""
        (scores,) = self.weights.scores([numbered(given, self.weights.rows.get)])
        return scores


def confidence(scores: Floats) -> float:
    """Half on the closest category, half on all of them: a sentence may be unlawful twice."""
    return float(scores.max() + scores.sum()) / 2


def read(text: str, folded: Folded, where: str, legal: Law, at: date) -> Iterator[Alike]:
    """The categories whose sentences this text resembles, sentence by sentence, then as a whole."""
    model, told = shipped(), first_rules(where, legal, at)
    seen: set[str] = set()
    for start, end in _stretches(folded):
        given = views(folded.cased[start:end], where)
        scores = model.scores(given)
        number = int(scores.argmax())
        category = list(CATEGORIES)[number]
        sure, least = confidence(scores), model.thresholds[category]
        if category not in told.keys() - seen or sure < least:
            continue
        sentence = folded.lower[start:end]
        if sure < least + EXCUSED and _excused(category, sentence):
            continue
        seen.add(category)
        first, last = _weighty(sentence, given, number, model)
        span = folded.span(start + first, start + last)
        yield Alike(category, told[category], span, text[span.start : span.end], sure)


def _stretches(folded: Folded) -> Iterator[tuple[int, int]]:
    """Sentences long enough that set a rule (a question asks), then the whole of a short text."""
    sentences = list(folded.sentences())
    for start, end in sentences:
        asks = "?" in folded.lower[end - 1 : end + 1]
        if not asks and len(WORD.findall(folded.lower, start, end)) >= FEWEST:
            yield start, end
    if len(sentences) > 1 and len(WORD.findall(folded.lower)) <= LONGEST:
        yield 0, len(folded.lower)


def _excused(category: str, sentence: str) -> bool:
    return any(rule.excused(sentence) for rule in rules() if rule.category == category)


def _weighty(sentence: str, given: Views, category: int, model: Model) -> tuple[int, int]:
    """Where the few words that weighed the most begin and end."""
    words = list(WORD.finditer(sentence))
    weigh = [0.0] * len(words)
    rows, column = model.weights.rows, model.weights.table[:, category]
    for traits in given:
        each = share(traits)
        for name, rank in traits:
            if rank >= 0 and name in rows:
                weigh[rank] += float(column[rows[name]]) * each
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
    return Model(raw["thresholds"], Weights.unpacked(raw))
