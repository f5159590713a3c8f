"""One French word → its lemma and the key under which it meets its inflections."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern

import Stemmer

from procurement.language.loading import uncollected
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data"

_PARTICIPLE = re.compile(r"ée?s?$")


@dataclass(frozen=True)
class Words:
    """Exceptions written by hand, before the lookup table is asked."""

    stop_words: frozenset[str]
    joined_prefixes: tuple[str, ...]
    lemmas: dict[str, str]
    keys: dict[str, str]
    invariable: frozenset[str]
    singulars: dict[str, str]


@cache
def words() -> Words:
    raw = read_yaml(DATA / "words.yaml")
    return Words(
        stop_words=frozenset(raw.pop("stop_words").split()),
        joined_prefixes=tuple(raw.pop("joined_prefixes")),
        invariable=frozenset(raw.pop("invariable").split()),
        **raw,
    )


@cache
def _table() -> dict[str, str]:
    """Some 217,000 French forms and their lemmas, from spacy-lookups-data (not imported)."""
    spec = find_spec("spacy_lookups_data")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("spacy-lookups-data is not installed")
    path = Path(spec.submodule_search_locations[0]) / "data" / "fr_lemma_lookup.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream, uncollected():
        table: dict[str, list[str]] = json.load(stream)
        # Most lemmas are those of several forms: one string for all of them is a third of it.
        return {form: intern(lemmas[0].lower()) for form, lemmas in table.items()}


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return _stemmer().stemWord(word)


def lemma(word: str) -> str:
    """The dictionary form of a word, in lower case with its accents."""
    form = _unhyphenated(word.lower().replace("’", "'"))
    known = words().lemmas.get(form) or _table().get(form)
    return known or infinitive(form) or with_accents(_singular(form))


def infinitive(form: str) -> str:
    """« réutilisée » is of « réutiliser », though the table lacks it."""
    verb = _PARTICIPLE.sub("er", form)
    return verb if verb != form and len(verb) > 5 and verb in _lemmas() else ""


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Stem of the lemma, accents folded; empty for a stop word, a number or a sign."""
    form = word.lower().replace("’", "'").partition("·")[0].strip("'-.")  # « soudeur·euse »
    if form in words().stop_words or not any(c.isalpha() for c in form):
        return ""
    base = lemma(form)
    by_hand = words().keys.get(base)
    return fold(stem(base) if by_hand is None else by_hand)


def _unhyphenated(form: str) -> str:
    prefix, hyphen, rest = form.partition("-")
    return prefix + rest if hyphen and prefix in words().joined_prefixes else form


def _singular(form: str) -> str:
    """The plural fallback for words that the table lacks."""
    plural = len(form) > 4 and form[-1] in "sx" and form[-2:] not in ("ss", "us", "is")
    return form[:-1] if plural else form


@lru_cache(maxsize=20_000)
def is_french_word(form: str) -> bool:
    """True for a word of the lookup table: « tours » is one, « wattrelos » is not.

    Of « ligne » the table only has the plural.
    """
    forms = (form, _singular(form), f"{form}s")
    return any(
        known in _table() or known in words().lemmas or fold(known) in _accented()
        for known in forms
    )


def with_accents(noun: str) -> str:
    """« vehicule » is « véhicule », « ecole » is « école »."""
    known = noun in _table() or fold(noun) != noun
    return noun if known else _accented().get(noun, noun)


@cache
def _accented() -> dict[str, str]:
    """Lemmas by what is left of them in capitals or in haste: « vehicule » is « véhicule ».

    « metre » is « mètre » more than « métré »: a participle comes last, then the rarer lemma.
    """
    lemmas = _lemmas()
    likelier = sorted(lemmas, key=lambda lemma: (not lemma.endswith("é"), lemmas[lemma], lemma))
    return {
        plain: plain if plain in lemmas else lemma for lemma in likelier if (plain := fold(lemma))
    }


@cache
def _lemmas() -> Counter[str]:
    """How many forms each lemma has."""
    return Counter(_table().values())


def singular(noun: str) -> str:
    """A noun in the singular: « plateaux » gives « plateau », where a lemma may give a verb."""
    known = words()
    if noun in known.singulars:
        return known.singulars[noun]
    if noun in known.invariable or len(noun) < 3:
        return noun
    first, hyphen, last = noun.rpartition("-")
    if hyphen and first.endswith(("s", "x")) and first != "sous":
        return f"{singular(first)}-{singular(last)}"  # « ronds-points »
    if noun.endswith(("eaux", "eux", "oux")):
        return noun[:-1]
    if noun.endswith("aux"):
        return noun[:-3] + "al"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


@lru_cache(maxsize=20_000)
def is_plainly_a_verb(form: str) -> bool:
    """« disposent », « retenait », not « agent », « lait »."""
    return form.endswith(("ent", "ait")) and _table().get(form, "").endswith(("er", "ir", "re"))
