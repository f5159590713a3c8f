"""Which commune, which site, which authority is meant."""

import pytest

from needs.importing.doubts import Doubt
from needs.importing.known import KnownSheet, KnownSites, sheet_of
from needs.importing.places import Asked, Commune, Found, Places, asked_of
from tests.needs.importing.samples import NEAR, PLACES, SHEET


@pytest.mark.parametrize(
    ("cells", "insee"),
    [
        (("LILLE",), "59350"),
        (("59000 Lille",), "59350"),
        (("Lille (59800)",), "59350"),
        (("Lille Cedex", "59033"), "59350"),
        (("MARCQ EN BAROEUL",), "59378"),
        (("ST ANDRE LEZ LILLE",), "59527"),
        (("St-André", "81250"), "81240"),
        (("Saint-Denis (93)",), "93066"),
        (("Ham",), "80410"),
        (("le ham",), "50227"),
        (("Paris 12e",), "75056"),
        (("Paris", None, "75112"), "75056"),
        (("", None, 1053), "01053"),
        (("", 1000), "01053"),
        (("Vileneuve d'Asq", "59491"), "59009"),
        (("St André", "59350"), "59527"),
        (("12 rue de Paris, 59000 Lille",), "59350"),
        (("3 place du Général 59100 ROUBAIX CEDEX",), "59512"),
    ],
)
def test_a_commune_is_found_however_it_is_written(cells, insee):
    found = PLACES.find(asked_of(*cells))
    assert isinstance(found, Found), found
    assert found.insee == insee


@pytest.mark.parametrize(
    ("cells", "candidates"),
    [
        (("Saint-Denis",), ["93066", "97411"]),
        (("Lomme", "59160"), ["59350", "59128"]),
        (("Rouabix",), ["59512"]),
        (("Lille", None, "59512"), ["59512", "59350"]),
        (("Lille", "59100"), ["59350", "59512"]),
        (("Nulle-Part",), []),
    ],
)
def test_a_doubtful_commune_is_asked_with_its_candidates(cells, candidates):
    doubt = PLACES.find(asked_of(*cells))
    assert isinstance(doubt, Doubt), doubt
    assert [choice.value for choice in doubt.choices] == candidates


def test_a_namesake_of_the_territory_is_taken_and_said():
    found = PLACES.find(asked_of("Saint-Denis"), near={"93066"})
    assert isinstance(found, Found)
    assert "1 homonyme ailleurs" in found.remark


def test_a_shortened_name_is_asked_where_a_neighbour_bears_it_in_full():
    places = Places(
        [
            Commune("59481", "Le Quesnoy", ("59530",), "59", "Nord"),
            Commune("59482", "Quesnoy-sur-Deûle", ("59890",), "59", "Nord"),
        ]
    )
    doubt = places.find(Asked("Quesnoy"), {"59482"})
    assert [choice.value for choice in doubt.choices] == ["59482", "59481"]
    assert places.find(Asked("Le Quesnoy", "59530"), {"59482"}) == Found("59481")
    assert isinstance(places.find(Asked("Quesnoy"), {"59481", "59482"}), Doubt)
    assert places.find(Asked("Le Quesnoy"), {"59481", "59482"}) == Found("59481")
    assert places.find(Asked("Le Quesnoy")) == Found("59481")


def test_a_short_name_may_be_that_of_a_neighbour():
    doubt = PLACES.find(asked_of("Saint-André"), near=NEAR)
    assert isinstance(doubt, Doubt)
    assert doubt.choices[0].value == "59527"


@pytest.mark.parametrize(
    ("name", "insee", "siret", "site"),
    [
        ("ECOLE JULES-FERRY", "59350", "", 1),
        ("Éc. Jules Ferry", "59350", "", 1),
        ("École Jules Ferry", "59512", "", None),
        ("Autre nom", "59350", "73282932000074", 1),
        ("École Jules Ferry", "59350", "35600000000048", None),
        ("École Curie 2", "59350", "", None),
    ],
)
def test_a_site_of_the_sheet_is_recognised(name, insee, siret, site):
    found = KnownSites(SHEET).find(name, insee, siret, siret_is_its_own=True)
    assert (found and found.id) == site


def test_a_neighbouring_name_is_asked():
    found = KnownSites(SHEET).find("École Jules Fery", "59350", "", siret_is_its_own=False)
    assert isinstance(found, Doubt)
    assert [choice.value for choice in found.choices] == ["1", "new"]


@pytest.mark.parametrize(
    "typed", ["Lille", "VILLE DE LILLE", "commune de lille", "Mairie de Lille"]
)
def test_an_authority_is_known_by_its_short_name(typed):
    other = KnownSheet("2", "Autre", "Ville de Roubaix")
    assert sheet_of([SHEET, other], typed) == SHEET


@pytest.mark.parametrize("typed", ["MEL", "mel", "M.E.L."])
def test_an_authority_is_known_by_its_initials(typed):
    metropolis = KnownSheet("2", "Autre", "Métropole Européenne de Lille")
    assert sheet_of([SHEET, metropolis], typed) == metropolis


def test_initials_of_two_words_name_nobody():
    sheets = [KnownSheet("1", "", "Ville de Lille"), KnownSheet("2", "", "Ville de Loos")]
    assert isinstance(sheet_of(sheets, "VL"), Doubt)


def test_a_dot_is_the_initials_of_nobody():
    metropolis = KnownSheet("2", "", "Métropole Européenne de Lille")
    assert isinstance(sheet_of([SHEET, metropolis], "."), Doubt)


def test_an_authority_that_does_not_take_part_is_told_what_to_do():
    doubt = sheet_of([SHEET, KnownSheet("2", "", "Ville de Roubaix")], "Ville de Strasbourg")
    assert "faites-la d'abord participer" in doubt.why
