"""The words of public contracts in plain French: a booklet explains those that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from procurement.typography import fold

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """A word or an acronym, the other forms in which texts use it, and what it means."""

    word: str
    means: str
    forms: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of its forms, plural or not; acronyms only as they are written."""
        forms = "|".join(_form(form) for form in (self.word, *self.forms))
        return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])")

    @cached_property
    def roots(self) -> frozenset[str]:
        """The first word of each form, plural or not: without any, no need to look further."""
        first = [_WORDS.findall(form.lower())[0] for form in (self.word, *self.forms)]
        return frozenset(root + end for root in first for end in ("", "s", "x"))

    def stands_in(self, text: str, words: frozenset[str]) -> bool:
        """`words` are those of the text, in lower case."""
        return not self.roots.isdisjoint(words) and bool(self.pattern.search(text))


def _form(form: str) -> str:
    """The words of a form, each plural or not, with a capital or not; an acronym as it is."""
    if form.isupper():
        return re.escape(form)
    first, rest = form[0], form[1:]
    words = [re.sub("['’]", "['’]", re.escape(word)) + "[sx]?" for word in rest.split(" ")]
    return f"[{first.upper()}{first.lower()}]" + r"\s+".join(words)


@dataclass(frozen=True)
class Glossary:
    """`avoid` are words to leave out altogether → what to say instead."""

    terms: tuple[Term, ...]
    avoid: Mapping[str, str]

    def used_in(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """The terms that these texts use, in the order of the alphabet."""
        whole = "\n".join(texts)
        words = frozenset(_WORDS.findall(whole.lower()))
        found = [term for term in self.terms if term.stands_in(whole, words)]
        return tuple(sorted(found, key=lambda term: fold(term.word)))

    def explains(self, acronym: str) -> bool:
        return any(acronym in (term.word, *term.forms) for term in self.terms)

    def to_avoid(self, text: str) -> Iterator[tuple[str, str]]:
        """Each word of the text that a newcomer stumbles on, with what to say instead."""
        for word, instead in self.avoid.items():
            if re.search(rf"(?<!\w){_form(word)}(?!\w)", text):
                yield word, instead
