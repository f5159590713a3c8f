"""Public identifiers, typed well or badly."""

import pytest

from procurement.identifiers import (
    InvalidIdentifier,
    cpv_family,
    department_of,
    format_siret,
    parse_cpv,
    parse_siren,
    parse_siret,
)


@pytest.mark.parametrize("typed", ["73282932000074", "732 829 320 00074", "732.829.320-00074"])
def test_a_siret_is_read_however_it_is_spaced(typed):
    assert parse_siret(typed) == "73282932000074"


def test_a_siret_with_a_wrong_key_says_so():
    with pytest.raises(InvalidIdentifier, match="clé de contrôle"):
        parse_siret("73282932000075")


def test_a_short_siret_says_how_many_digits_it_has():
    with pytest.raises(InvalidIdentifier, match="en compte 9"):
        parse_siret("732829320")


def test_a_siret_is_written_in_groups():
    assert format_siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"


@pytest.mark.parametrize("typed", ["39222100", "39222100-5", "39 222 100"])
def test_a_cpv_is_read_with_or_without_its_check_digit(typed):
    assert parse_cpv(typed) == "39222100"


@pytest.mark.parametrize(
    ("code", "family"), [("39222100", "392221"), ("39000000", "39"), ("30200000", "302")]
)
def test_the_family_of_a_cpv_is_its_significant_digits(code, family):
    assert cpv_family(code) == family


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("59350", "59"), ("97411", "974"), ("2A004", "2A"), ("2B033", "2B"),
        ("20090", "2A"), ("20190", "2A"), ("20200", "2B"), ("20620", "2B"),
    ],
)  # fmt: skip
def test_the_department_begins_the_code_but_for_the_post_in_corsica(code, department):
    assert department_of(code) == department


@pytest.mark.parametrize("parse", [parse_siret, parse_siren, parse_cpv])
@pytest.mark.parametrize("digits", ["\uff11" * 14, "\u0661" * 9, "\u0663" * 8])
def test_only_the_digits_of_the_keyboard_make_an_identifier(parse, digits):
    with pytest.raises(InvalidIdentifier):
        parse(digits)
