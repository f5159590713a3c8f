"""The spaCy pipeline of the house: French tokens whose NORM is their match key.

spaCy takes seconds to import, and `spacy.blank("fr")` as long again to compile exceptions that
concern place names: nothing here is imported before the first text is read, and the tokenizer has
a few rules of its own instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from sys import intern
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from procurement.language.words import key, words

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer

_RUN = re.compile(r"\S+|^\s+|(?<= )\s+|[^\S ]\s*")  # a first space belongs to the word before it
_OPENING = r"^[\(\[\{«“\"'‘’<>*•·–—\-/.,;:!?…#|=+~_]"
_ELISION = r"^(?:[cdjlmnstCDJLMNST]|[QqJjLlPp](?:u|usqu|orsqu|uisqu|uoiqu))['’]"
_CLOSING = r"[\)\]\}»”\"'’<>*•·–—\-/,;:!?…%€#|=+~_.]$"
_INSIDE = r"[/,;:()\[\]«»“”\"<>|=+~_…–—•]|(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"
# What spaCy would cut no further: « l'école, »
_PLAIN = re.compile(rf"({_ELISION})?([^\W\d_]+)([,.;:)…]?)", re.IGNORECASE)
_ENDLESS = 200  # letters without a space: no French, and they would cost their square
_ONE_AT_A_TIME = Lock()


def tokenizer() -> Tokenizer:
    """The one of this process: a second one would not know the words that the first has read."""
    with _ONE_AT_A_TIME:
        return _tokenizer()


@cache
def _tokenizer() -> Tokenizer:
    """Splits at spaces, signs, elisions and hyphens, never by a table of exceptions."""
    from spacy.attrs import NORM
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

    # « éco-conçu » stays one word; « porte-fenêtre » becomes two.
    joined = "".join(rf"(?<!\b{prefix})" for prefix in words().joined_prefixes)
    inside = rf"{_INSIDE}|(?<=\w){joined}-(?=\w)"
    # NORM is asked once for each distinct word, and read by `token.norm_` ever after.
    return Tokenizer(
        Vocab(lex_attr_getters={NORM: key}),
        prefix_search=re.compile(f"{_ELISION}|{_OPENING}", re.IGNORECASE).search,
        suffix_search=re.compile(_CLOSING).search,
        infix_finditer=re.compile(inside, re.IGNORECASE).finditer,
    )


_Token = tuple[str, str, int]  # as written, its match key, where it begins


class Cuts(NamedTuple):
    """Tokens, side by side: each costs nothing to read again."""

    written: tuple[str, ...]
    keys: tuple[str, ...]  # the match key of each; empty for a stop word, a number or a sign
    starts: tuple[int, ...]

    @classmethod
    def of(cls, tokens: Sequence[_Token]) -> Cuts:
        return cls(*zip(*tokens, strict=True)) if tokens else cls((), (), ())

    def until(self, end: int) -> Cuts:
        """Those that begin before a place."""
        count = bisect_left(self.starts, end)
        return Cuts(self.written[:count], self.keys[:count], self.starts[:count])

    def through(self, text: str, first: int, last: int) -> str:
        """What the text, theirs, says from one of them to another."""
        return text[self.starts[first] : self.starts[last] + len(self.written[last])]


@lru_cache(maxsize=4)
def cuts(text: str) -> Cuts:
    """The tokens of a text. spaCy cuts between spaces, and what stands there once comes back in
    other texts; what runs on without a space is left out.
    """
    return Cuts.of(_tokens(text))


@lru_cache(maxsize=4)
def telling(text: str) -> Cuts:
    """Those of its tokens that have a match key."""
    return Cuts.of([token for token in _tokens(text) if token[1]])


@lru_cache(maxsize=4)
def _tokens(text: str) -> list[_Token]:
    return [
        (written, key, start + place)
        for match in _RUN.finditer(text)
        if len(run := match[0]) < _ENDLESS
        for start in (match.start(),)
        for written, key, place in _cuts_of(run)
    ]


@lru_cache(maxsize=20_000)
def _cuts_of(run: str) -> tuple[_Token, ...]:
    """Of what stands between two spaces."""
    # Keys are interned: a hundred thousand texts say the same words.
    if plain := _PLAIN.fullmatch(run):
        parts = enumerate(plain.groups(""), 1)
        return tuple((part, intern(key(part)), plain.start(n)) for n, part in parts if part)
    return tuple((token.text, intern(token.norm_), token.idx) for token in tokenizer()(run))
