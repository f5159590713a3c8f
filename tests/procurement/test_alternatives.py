"""Many ways of saying one thing: the same texts are found as by the patterns written in a row."""

import re
from itertools import chain

import pytest

from procurement.language.alternatives import any_of
from procurement.yaml_files import read_yaml
from suppliers import statements
from tests.bench.annotated import annotated


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(pret|detachement) de personnel", "un pret de personnel"),
        ("(pret|detachement) de personnel", "le detachement de personnel"),
        ("(nous )?vous pretons", "nous vous pretons"),
        ("(nous )?vous pretons", "vous pretons"),
        (r"\bcfa\b|e-learning", "un cfa de ville"),
        (r"\bcfa\b|e-learning", "en e-learning"),
        (r"(\w+ ){0,2}stages", "trois beaux stages"),
        (r"a?(b|c)d", "acd"),
        (r"x[ab|(]c", "x|c"),
        (r"l(a|e)\)", "le) reste"),
    ],
)
def test_each_way_of_saying_it_is_found(pattern, text):
    assert any_of([pattern]).search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(pret|detachement) de personnel", "apret de personnel"),
        ("(pret|detachement) de personnel", "pret de main"),
        ("(nous )?vous pretons", "vous"),
        (r"\bcfa\b|e-learning", "cfas"),
    ],
)
def test_what_says_something_else_is_not(pattern, text):
    assert not any_of([pattern]).search(text)


def test_a_group_that_does_not_end_is_refused():
    with pytest.raises(ValueError, match="does not end"):
        any_of(["(pret|detachement de personnel"])


def test_the_rules_of_statements_find_the_same_texts_as_their_patterns_in_a_row():
    raw = read_yaml(statements.DATA)
    written = [
        *((role["cues"], dict(statements.rules().roles)[role["id"]]) for role in raw["roles"]),
        ([item["start"] for item in raw["unwanted"]], statements.rules().any_unwanted),
        ([raw["set_aside"]], statements.rules().set_aside),
    ]
    texts = [statements.folded(one.text) for one in annotated()]
    said = list(chain.from_iterable(re.split(r"[.;:]", text) for text in texts))
    for patterns, quick in written:
        plain = re.compile(rf"\b(?:{'|'.join(patterns)})")
        assert [bool(plain.search(one)) for one in said] == [
            bool(quick.search(one)) for one in said
        ]
