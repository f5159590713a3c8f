"""Sentences of a tender → the words at fault, why, and what to write instead.

Two readings: rules that a lawyer can proofread (`rules.py`, `data/wording.yaml`), then likeness to
sentences judged before (`likeness.py`), which only ever warns. Offsets are those of the text given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from procurement.legal import Finding, Law, gravest_first, law
from tenders.wording import likeness
from tenders.wording.folding import Folded, Span
from tenders.wording.rules import CATEGORIES, PLACES, WordingRule, load, rules


class BadText(ValueError):
    """The record cannot be checked; its text is a French sentence for the user."""


@dataclass(frozen=True)
class WordingCheck:
    label: str
    categories: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "categories": list(self.categories),
            "spans": [{"start": span.start, "end": span.end} for span in self.spans],
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check_wording(
    text: str, where: str, *, at: date | None = None, legal: Law | None = None
) -> WordingCheck:
    """What the law of that day (today's by default) finds wrong with a text in that place.

    Raises BadText on a place that `formats.md` ignores, LawUnknown before the first known value.
    """
    if where not in PLACES:
        raise BadText(f"« where » : {where!r} n'est pas l'un de : {', '.join(PLACES)}.")
    at, legal = at or date.today(), legal or law()
    folded = Folded.of(text)
    hits = [
        (rule, span)
        for rule in rules()
        if where in rule.where
        for span in _hits(rule, folded, legal, at)
    ]
    fired = list(dict.fromkeys(rule for rule, _ in hits))
    known = {rule.category for rule in fired}
    alike = [
        one for one in likeness.read(text, folded, where, legal, at) if one.category not in known
    ]
    findings = gravest_first(
        [rule.finding(where, legal, at) for rule in fired]
        + [one.finding(where, legal, at) for one in alike]
    )
    spans = [span for _, span in hits] + [one.span for one in alike]
    worst = min((finding.severity.rank for finding in findings), default=2)
    categories = [rule.category for rule in fired if rule.severity.rank < 2]
    return WordingCheck(
        label={0: "illegal", 1: "risky"}.get(worst, "ok"),
        categories=tuple(dict.fromkeys([*categories, *(one.category for one in alike)])),
        spans=tuple(dict.fromkeys(sorted(spans, key=lambda span: span.start))),
        findings=findings,
    )


def _hits(rule: WordingRule, folded: Folded, legal: Law, at: date) -> Iterator[Span]:
    text = folded.cased if rule.cased else folded.lower
    if not rule.first_met(text, 0, len(text)) or not rule.binds(legal, at):
        return
    if rule.whole_text and rule.excused(folded.lower):
        return
    parts = [(0, len(text))] if rule.days_under else folded.sentences()
    for start, end in parts:
        met = rule.first_met(text, start, end)
        sentence = folded.lower[start:end]
        if met and not rule.excused(sentence) and rule.exceeds(sentence, legal, at):
            yield folded.span(*met.span())


__all__ = [
    "CATEGORIES",
    "PLACES",
    "BadText",
    "Span",
    "WordingCheck",
    "WordingRule",
    "check_wording",
    "load",
    "rules",
]
