"""The spaCy pipeline of the house: French tokens whose NORM is their match key.

spaCy takes seconds to import, and `spacy.blank("fr")` as long again to compile exceptions that
concern place names: nothing here is imported before the first text is read, and the tokenizer has
a few rules of its own instead.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from procurement.language.words import key, words

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

_ENDLESS = re.compile(r"\S{200,}")
_OPENING = r"^[\(\[\{«“\"'‘’<>*•·–—\-/.,;:!?…#|=+~_]"
_ELISION = r"^(?:[cdjlmnstCDJLMNST]|[QqJjLlPp](?:u|usqu|orsqu|uisqu|uoiqu))['’]"
_CLOSING = r"[\)\]\}»”\"'’<>*•·–—\-/,;:!?…%€#|=+~_.]$"
_INSIDE = r"[/,;:()\[\]«»“”\"<>|=+~_…–—•]|(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"


@cache
def tokenizer() -> Tokenizer:
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


@lru_cache(maxsize=2)
def tokens(text: str) -> Doc:
    """The text's tokens, with their offsets; `token.norm_` is the match key."""
    # The objectives and the codes of one text are read one after the other: it is cut once.
    # What runs on without a space is no French, and would cost its square.
    return tokenizer()(_cut_short(text))


def _cut_short(text: str) -> str:
    return _ENDLESS.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=2)
def read_tokens(text: str) -> list[tuple[str, str, int]]:
    """Their match keys (empty for what carries no need), what is written, where it starts.

    Plain tuples: spaCy's own tokens cost more to make, one by one, than all the rest.
    """
    from spacy.attrs import IDX, LENGTH, NORM

    doc, written = tokens(text), _cut_short(text)
    strings = doc.vocab.strings
    return [
        (strings[norm], written[start : start + length], start)
        for norm, start, length in doc.to_array([NORM, IDX, LENGTH]).tolist()
    ]
