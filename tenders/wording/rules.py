"""What a text must not say: categories, patterns and sets of words, read from `data/wording.yaml`.

Patterns read a folded text, small case, no accent, every apostrophe, hyphen and quote a space, so
that one pattern meets all ways of typing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from procurement.legal import Finding, Law, Severity
from procurement.typography import number
from procurement.yaml_files import read_yaml

FILE = Path(__file__).parents[1] / "data" / "wording.yaml"

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
NEAR = 120  # characters between words that mean something together


@dataclass(frozen=True, eq=False)
class WordingRule:
    """Fires on a sentence that a pattern meets, or all the words of one `together`, in any order.

    No `unless` must excuse that sentence, and each value of `in_force` must be the law's that day.
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
    in_force: Mapping[str, tuple[str, ...]] | None = None
    times_over: str = ""  # the legal value that a multiple read in the sentence must exceed
    days_under: int = 0  # the two first days named must be closer than that
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def first_met(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The words at fault in that stretch; of words met together, the first of the list."""
        if met := self.pattern.search(text, start, end):
            return met
        for first, *others in self.together:
            for met in first.finditer(text, start, end):
                least, most = max(start, met.start() - NEAR), min(end, met.end() + NEAR)
                if all(word.search(text, least, most) for word in others):
                    return met
        return None

    def excused(self, sentence: str) -> bool:
        return bool(self.excuse and self.excuse.search(sentence))

    def binds(self, legal: Law, at: date) -> bool:
        """Whether the law of that day knows this rule."""
        states = (self.in_force or {}).items()
        return all(str(legal.value(id, at).value) in allowed for id, allowed in states)

    def exceeds(self, sentence: str, legal: Law, at: date) -> bool:
        """Whether what the sentence counts, « n fois » or days, passes; a multiple unread does."""
        if self.days_under and not 0 <= days_between(sentence) < self.days_under:
            return False
        if not self.times_over:
            return True
        read = multiples(sentence)
        return not read or max(read) > legal.value(self.times_over, at).number

    def finding(self, where: str, legal: Law, at: date) -> Finding:
        def told(text: str) -> str:
            return _NAME.sub(lambda name: number(legal.value(name[1], at).number), text)

        return Finding(
            rule=self.id,
            severity=self.severity,
            legal_ref=self.legal_ref,
            why=told(self.why),
            instead=told(self.instead),
            where=where,
        )


_MULTIPLES = {
    "double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "decuple": 10, "deux": 2,
    "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10, "vingt": 20,
}  # fmt: skip
_TIMES = re.compile(
    rf"\b(?:({'|'.join(_MULTIPLES)}|\d+(?:[,.]\d+)?) fois|((?:doub|trip|quadrup|quintup|decup)le)"
    r"|(\d{3,}) ?%)"
)


def multiples(sentence: str) -> list[Decimal]:
    """The multiples that a folded sentence names: « trois fois », « le double », « 200 % »."""
    read = []
    for times, name, percent in _TIMES.findall(sentence):
        if percent:
            read.append(Decimal(percent) / 100)
        else:
            known = _MULTIPLES.get(times or name)
            read.append(Decimal(known or times.replace(",", ".")))
    return read


_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
           "octobre", "novembre", "decembre")  # fmt: skip
_DAY = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)})(?: (20\d\d))?\b")


def days_between(sentence: str) -> int:
    """Days from the first date of a folded text to the second; -1 without two of them."""
    read = []
    for day, month, year in _DAY.findall(sentence)[:2]:
        try:
            read.append(date(int(year or 2001), _MONTHS.index(month) + 1, int(day)))
        except ValueError:
            return -1
    return (read[1] - read[0]).days if len(read) == 2 else -1


@cache
def rules() -> tuple[WordingRule, ...]:
    """The rules shipped with Balise, compiled once."""
    return load(FILE)


def load(path: Path) -> tuple[WordingRule, ...]:
    """The rules of a file; raises ValueError naming the rule on anything unknown."""
    raw = read_yaml(path)
    words = _expanded(raw["vocabulary"])
    loaded = tuple(_rule(dict(one), words) for one in raw["rules"])
    ids = [rule.id for rule in loaded]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise ValueError(f"{path.name}: written twice: {sorted(twice)}")
    return loaded


@cache
def senses() -> dict[str, re.Pattern[str]]:
    """The word lists of the vocabulary, by name: what a sentence speaks of."""
    words = _expanded(read_yaml(FILE)["vocabulary"])
    return {name: re.compile(rf"\b{pattern}") for name, pattern in words.items()}


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
            pattern=_joined(raw.pop("patterns", ()), words),
            excuse=_joined(unless, words) if (unless := raw.pop("unless", ())) else None,
            together=tuple(
                tuple(_joined([one], words) for one in set_of) for set_of in raw.pop("together", ())
            ),
            where=tuple(raw.pop("where", PLACES)),
            in_force={id: tuple(states) for id, states in raw.pop("in_force", {}).items()},
            fires=tuple(raw.pop("fires", ())),
            silent=tuple(raw.pop("silent", ())),
            **raw,
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"{raw.get('id')}: {error!r}") from error
    if known.category not in CATEGORIES or not set(known.where) <= set(PLACES):
        raise ValueError(f"{known.id}: unknown category or place")
    return known


def _joined(patterns: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for all of them; that of none meets nothing."""
    if not patterns:
        return re.compile(r"(?!)")
    return re.compile("|".join(_expand(pattern, words) for pattern in patterns))
