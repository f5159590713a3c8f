"""Words of a supplier's message that would tell competitors who speaks, or what it charges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from procurement.typography import fold

_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:fr|com|org|net|coop|eu)\b", re.IGNORECASE),
    re.compile(r"(?:\+33|\b0)[\s.]?[1-9](?:[\s.-]?\d{2}){4}\b"),  # a telephone number
    re.compile(r"\b\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?\b"),  # SIREN, SIRET
    # Competitors who do not group may not exchange prices (L420-1 of the code de commerce).
    re.compile(r"\d[\d\s.,]*(?:k?€|k?euros?\b|centimes?\b|k?eur\b)", re.IGNORECASE),
    re.compile(r"\b(?:M\.|Mme|Monsieur|Madame)\s+[A-ZÀ-Þ][\w'’-]+"),
)
# What a name shares with many others: alone it points at nobody.
_COMMON = {
    "association", "atelier", "ateliers", "cooperative", "entreprise", "groupe", "reseau",
    "societe", "scic", "scop", "esat", "sarl", "sas", "eurl", "ea", "aci", "ei", "nord", "sud",
    "est", "ouest", "l", "la", "le", "les", "d", "du", "de", "des", "et", "en", "pour", "un", "une",
}  # fmt: skip
SHORTEST_NAME = 4


def revealing(
    text: str, *, names: Iterable[str] = (), places: Iterable[str] = ()
) -> tuple[str, ...]:
    """What was found, each once; nothing when the text keeps its secret."""
    found = [match[0].strip() for pattern in _PATTERNS for match in pattern.finditer(text)]
    words = _spaced(text)
    found += _written([*names, *places], words)
    return tuple(dict.fromkeys(found))


def _written(names: Iterable[str], words: str) -> Iterator[str]:
    """The names found in the text, whole or without what they share with others."""
    for name in names:
        wanted = _distinctive(name)
        if len(wanted) >= SHORTEST_NAME and f" {wanted} " in f" {words} ":
            yield name


def _spaced(text: str) -> str:
    """Folded, with one space for whatever separates words."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _distinctive(name: str) -> str:
    """« Association La Boucle des bacs » is « boucle des bacs »; a short one stays whole."""
    whole = _spaced(name)
    words = whole.split()
    while words and words[0] in _COMMON:
        words.pop(0)
    while words and words[-1] in _COMMON:
        words.pop()
    return " ".join(words) if len(words) > 1 else whole
