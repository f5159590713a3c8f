"""How buyers say what the CPV names: their words, and titles such as they write them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from procurement.language.thesaurus import thesaurus
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data"


@cache
def known_words() -> tuple[tuple[str, str], ...]:
    """(words, code) of buyers' vocabulary and of the thesaurus."""
    said = read_yaml(DATA / "buyers_words.yaml")
    return (
        *((phrase, code) for code, phrases in said.items() for phrase in phrases),
        *(
            (label, concept.cpv[0])
            for concept in thesaurus()
            if concept.cpv
            for label in concept.all_labels
        ),
    )


@cache
def typical_titles() -> tuple[tuple[str, str], ...]:
    """(title, code) of contracts that any buyer could have: written by hand, none is real."""
    with (DATA / "buyers_titles.csv").open(encoding="utf-8", newline="") as stream:
        return tuple((row["title"], row["code"]) for row in csv.DictReader(stream))
