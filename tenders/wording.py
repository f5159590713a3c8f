"""Sentences of a tender → the words at fault, why, and what to write instead.

The rules are data (`data/wording.yaml`): patterns over a folded text, small case, no accent, every
apostrophe, hyphen and quote a space, so that one pattern meets all ways of typing. Offsets are
those of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from procurement.legal import Finding, Severity, gravest_first

FILE = Path(__file__).parent / "data" / "wording.yaml"

PLACES = ("rc_critere", "rc_candidature", "cctp", "ccap", "sourcing")
CATEGORIES = {
    "preference_locale": "préférence locale",
    "marque": "marque ou source unique",
    "disproportion_candidature": "condition de candidature disproportionnée",
    "sans_lien_objet": "sans lien avec l'objet",
    "politique_generale_entreprise": "politique générale de l'entreprise",
    "critere_non_mesurable": "critère non mesurable",
    "exigence_label_sans_equivalent": "label ou norme sans équivalent",
    "discrimination_nationalite": "discrimination par la nationalité ou l'origine",
    "experience_marches_publics": "expérience des marchés publics",
    "distance": "distance",
    "forme_groupement": "forme de groupement imposée",
    "delai_irrealiste": "délai irréaliste",
    "circuit_court_mal_formule": "circuit court mal formulé",
    "avantage_sourcing": "avantage donné par le sourçage",
    "prix_unique": "prix comme critère unique",
    "insertion_hors_reserve": "statut favorisé hors d'une réserve",
    "penalite_excessive": "pénalité excessive",
    "vague": "engagement vague",
}


class BadText(ValueError):
    """The record cannot be checked; its text is a French sentence for the user."""


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class WordingRule:
    """Fires on a sentence that a pattern meets, or all the words of one `together`, in any order.

    No `unless` must excuse that sentence.
    """

    id: str
    category: str
    severity: Severity
    legal_ref: tuple[str, ...]
    why: str
    instead: str
    pattern: re.Pattern[str]
    excuse: re.Pattern[str] | None
    together: tuple[tuple[re.Pattern[str], ...], ...] = ()
    cased: bool = False
    whole_text: bool = False  # an excuse anywhere in the text counts, not only in the sentence
    where: tuple[str, ...] = PLACES
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def first_met(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The words at fault in that stretch; of words met together, the first of the list."""
        if met := self.pattern.search(text, start, end):
            return met
        for words in self.together:
            if all(word.search(text, start, end) for word in words):
                return words[0].search(text, start, end)
        return None

    def finding(self, where: str) -> Finding:
        return Finding(
            rule=self.id,
            severity=self.severity,
            legal_ref=self.legal_ref,
            why=self.why,
            instead=self.instead,
            where=where,
        )


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


@dataclass(frozen=True)
class Folded:
    """A text as patterns read it; `origins[i]` is where its character i stood."""

    lower: str
    cased: str
    origins: list[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Folded:
        characters: list[str] = []
        origins: list[int] = []
        skipped = 0
        for at, character in enumerate(text):
            if at < skipped:
                continue
            if character == "(" and (plural := _OPTIONAL_ENDING.match(text, at)):
                skipped = plural.end()  # « entreprise(s) » is read « entreprise »
                continue
            for folded in _fold(character):
                if folded == " " and (not characters or characters[-1] == " "):
                    continue
                characters.append(folded)
                origins.append(at)
        cased = "".join(characters)
        return cls(cased.lower(), cased, origins)

    def span(self, start: int, end: int) -> Span:
        return Span(self.origins[start], self.origins[end - 1] + 1)

    def sentences(self) -> Iterator[tuple[int, int]]:
        start = 0
        for stop in _SENTENCE_END.finditer(self.cased):
            yield start, stop.start()
            start = stop.end()
        if start < len(self.cased):
            yield start, len(self.cased)


_OPTIONAL_ENDING = re.compile(r"\((?:s|e|es|x|ne|le|trice|rice|se)\)")
# A full stop ends a sentence before a capital, save after « art. » or the letter of an article.
_SENTENCE_END = re.compile(
    r"(?<![ (][A-Za-z])(?<!\b[aA]rt)(?<!\benv)(?<!\bmax)[.;!?]+ (?=[A-Z0-9])"
)


@cache
def _fold(character: str) -> str:
    """The character without accents; all that is no letter, figure or useful sign, a space."""
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    folded = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}.get(kept, kept)
    if len(folded) == 1 and not folded.isalnum() and folded not in ".,;:!?%€+=<>≥≤":
        folded = " "
    return folded


def check_wording(text: str, where: str) -> WordingCheck:
    """What the rules of that place find; raises BadText on a place that `formats.md` ignores."""
    if where not in PLACES:
        raise BadText(f"« where » : {where!r} n'est pas l'un de : {', '.join(PLACES)}.")
    folded = Folded.of(text)
    hits = [(rule, span) for rule in rules() if where in rule.where for span in _hits(rule, folded)]
    fired = tuple(dict.fromkeys(rule for rule, _ in hits))
    findings = gravest_first(rule.finding(where) for rule in fired)
    worst = min((finding.severity.rank for finding in findings), default=None)
    grave = [rule for rule in fired if rule.severity != Severity.ADVICE]
    return WordingCheck(
        label={0: "illegal", 1: "risky"}.get(worst if worst is not None else 2, "ok"),
        categories=tuple(dict.fromkeys(rule.category for rule in grave)),
        spans=tuple(dict.fromkeys(sorted((span for _, span in hits), key=lambda s: s.start))),
        findings=findings,
    )


def _hits(rule: WordingRule, folded: Folded) -> Iterator[Span]:
    text = folded.cased if rule.cased else folded.lower
    if not rule.first_met(text, 0, len(text)):
        return
    if rule.whole_text and rule.excuse and rule.excuse.search(folded.lower):
        return
    for start, end in folded.sentences():
        met = rule.first_met(text, start, end)
        if met and not (rule.excuse and rule.excuse.search(folded.lower, start, end)):
            yield folded.span(*met.span())


@cache
def rules() -> tuple[WordingRule, ...]:
    """The rules shipped with Balise, compiled once."""
    return load(FILE)


def load(path: Path) -> tuple[WordingRule, ...]:
    """The rules of a file; raises ValueError naming the rule on anything unknown."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = _expanded(raw["vocabulary"])
    loaded = tuple(_rule(one, words) for one in raw["rules"])
    ids = [rule.id for rule in loaded]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise ValueError(f"{path.name}: written twice: {sorted(twice)}")
    return loaded


_NAME = re.compile(r"\{([a-z_]+)\}")


def _expanded(vocabulary: Mapping[str, str]) -> dict[str, str]:
    """Each word list as one group; a list may use those above it."""
    words: dict[str, str] = {}
    for name, pattern in vocabulary.items():
        words[name] = f"(?:{_expand(' '.join(pattern.split()), words)})"
    return words


def _expand(pattern: str, words: Mapping[str, str]) -> str:
    return _NAME.sub(lambda name: words[name[1]], pattern)


def _rule(raw: dict[str, Any], words: Mapping[str, str]) -> WordingRule:
    try:
        known = WordingRule(
            severity=Severity(raw.pop("severity")),
            legal_ref=tuple(raw.pop("legal_ref")),
            pattern=_joined(raw.pop("patterns"), words),
            excuse=_joined(unless, words) if (unless := raw.pop("unless", ())) else None,
            together=tuple(
                tuple(_joined([one], words) for one in set_of) for set_of in raw.pop("together", ())
            ),
            where=tuple(raw.pop("where", PLACES)),
            fires=tuple(raw.pop("fires", ())),
            silent=tuple(raw.pop("silent", ())),
            **raw,
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"{raw.get('id')}: {error!r}") from error
    if known.category not in CATEGORIES or not set(known.where) <= set(PLACES):
        raise ValueError(f"{known.id}: unknown category or place")
    return known


def _joined(patterns: list[str], words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(_expand(pattern, words) for pattern in patterns))
