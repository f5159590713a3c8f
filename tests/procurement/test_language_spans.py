"""Sentences, and patterns that are tried only where they may match."""

import re

import pytest

from procurement.language import amounts, dates, durations, exclusions, quantities
from procurement.language.numbers import number_starts
from procurement.language.spans import lowered, matches, sentence_before, starts_of
from tests.bench.annotated import PARTS, annotated


@pytest.mark.parametrize(
    ("before", "led"),
    [
        ("Lot 1. Il faut ", " Il faut "),
        ("Lot 1.5 pour ", "Lot 1.5 pour "),
        ("Lot 1\npour ", "pour "),
        ("Lot 1.", ""),
        ("x" * 89 + " ", "x" * 89 + " "),
        ("y" + "x" * 89 + " ", "x" * 89 + " "),
    ],
)
def test_what_leads_to_a_word_is_in_its_sentence(before, led):
    assert sentence_before(f"{before}12 chaises", len(before)) == led


def test_matches_do_not_overlap():
    pattern = re.compile(r"\w+ \w+")
    assert [match[0] for match in matches(pattern, "un deux trois", [0, 3, 8])] == ["un deux"]


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        (dates._PATTERN, dates._starts),
        (durations._DURATION, number_starts),
        (amounts._AMOUNT, lambda small: number_starts(small, amounts._STARTS)),
        (quantities._QUANTITY, lambda small: number_starts(small, quantities._STARTS)),
        (quantities._NOUN_FIRST, quantities._noun_first_starts),
        (exclusions._FORWARD, lambda small: starts_of(small, exclusions._FORWARD_STARTS)),
        (exclusions._BACKWARD, lambda small: starts_of(small, exclusions._BACKWARD_STARTS)),
        (exclusions._PAST, lambda small: starts_of(small, exclusions._PAST_STARTS)),
        (quantities._FREQUENCY, lambda small: starts_of(small, {"fréquence"})),
    ],
)
def test_a_pattern_matches_nowhere_else_than_where_it_is_tried(pattern, starts):
    for text in (lowered(said.text) for said in annotated() if said.part == PARTS[0]):
        sought = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in matches(pattern, text, starts(text))] == sought
