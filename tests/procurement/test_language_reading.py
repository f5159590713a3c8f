import inspect
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement import language
from procurement.language.cpv import CpvSuggester
from procurement.language.places import Gazetteer
from procurement.language.reading import read
from tests.bench.annotated import PARTS, WRITTEN, annotated, compare, facts_read
from tests.procurement.language import commune, reading

MOTLEY = (
    "la ville de Lille Armentières quelque 340 chaises 12.000 m² 18 000 € TTC deux fois par "
    "semaine le 30 juin 2027 trois ans hors vitres bio 59000 à Y une centaine de couverts 🙂 <b> "
    "’ « » - / jusqu'au 31/12/2026 entre 3 à 4 k€ HT (80) mille . , ;"
)
WORDS = st.sampled_from([*MOTLEY.split(), "\n"])


def every_span(found):
    return [item for name, items in found.as_dict().items() if name != "cpv" for item in items]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_every_fact_is_exactly_the_words_it_was_read_from(text):
    for item in every_span(reading(text)):
        assert text[item["start"] : item["end"]] == item["text"] != ""


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "<p>Du <b>texte</b></p>", "\x00", "1" * 500])
def test_any_text_is_read_without_harm(text):
    assert reading(text).amounts_eur == ()


def test_a_very_long_text_is_read_in_bounded_time():
    sentence = "La ville de Lille veut 340 chaises à 20 € HT avant le 30 juin 2027. "
    start = time.perf_counter()
    found = reading(sentence * (200_000 // len(sentence)))
    assert time.perf_counter() - start < 30
    assert len(found.places) == 200_000 // len(sentence)


@pytest.mark.parametrize("text", ["un " * 60_000, "12 " * 60_000, "a" * 200_000, "d'" * 90_000])
def test_no_text_makes_the_reading_explode(text):
    start = time.perf_counter()
    reading(text)
    assert time.perf_counter() - start < 30


def test_the_shape_is_that_of_the_format():
    found = reading("Une centaine de chaises à Lille.").as_dict()
    assert list(found) == [
        "quantities",
        "amounts_eur",
        "dates",
        "durations_months",
        "places",
        "objectives",
        "cpv",
    ]
    assert found["quantities"][0] == {
        "value": 100,
        "min": 100,
        "unit": "chaise",
        "period": None,
        "approximate": True,
        "existing": False,
        "text": "Une centaine de chaises",
        "start": 0,
        "end": 23,
    }


def test_the_annotated_texts_are_well_marked():
    texts = list(annotated())
    assert len(texts) >= 150
    assert sum(text.part in PARTS[-2:] for text in texts) >= 80
    assert not any("{" in text.text for text in texts)
    assert sum(bool(text.facts) for text in texts) >= len(texts) - 8


def test_the_quantities_of_the_annotated_texts_are_read():
    right = wanted = 0
    for text in annotated():
        hits, _, _ = compare(text.facts, facts_read(reading(text.text, WRITTEN)))
        right += hits["q"]
        wanted += sum(fact.kind == "q" for fact in text.facts)
    assert right / wanted >= 0.92


def test_the_name_of_a_commune_is_no_aim():
    bio = commune("46030", "Bio", "46500", area=("46", "Lot", "76", "Occitanie"))
    found = read(
        "La commune de Bio veut du pain bio.",
        gazetteer=Gazetteer([bio]),
        suggester=CpvSuggester([]),
    )
    assert [(aim.id, aim.text) for aim in found.objectives] == [("bio", "bio")]
    assert [place.code for place in found.places] == ["46030"]


OF_OUR_OWN = {"year", "trade", "root", "size"}  # what caches without a limit may be keyed by


def caches() -> Iterator[tuple[str, int | None, set[str]]]:
    """The caches of the engine: name, limit, what they are keyed by."""
    for found in iter_modules(language.__path__):
        module = import_module(f"procurement.language.{found.name}")
        for name, kept in vars(module).items():
            if hasattr(kept, "cache_parameters") and kept.__module__ == module.__name__:
                parameters = inspect.signature(kept.__wrapped__).parameters
                yield f"{found.name}.{name}", kept.cache_parameters()["maxsize"], {*parameters}


def test_what_is_remembered_of_texts_has_a_limit():
    unlimited = [name for name, limit, keys in caches() if limit is None and keys - OF_OUR_OWN]
    assert unlimited == []
    assert Gazetteer([])._names._begun_by.cache_parameters()["maxsize"]
