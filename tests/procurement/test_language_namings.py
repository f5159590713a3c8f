"""Which names of titles are communes: long or abridged, listed, coded, or ordinary words."""

import pytest

from procurement.language.places import Gazetteer
from tests.procurement.language import commune


def among(*communes, population=5000):
    known = Gazetteer(
        [
            commune(insee, name, code, area=area, population=population)
            for insee, name, code, area in communes
        ]
    )
    return lambda text: [(place.code, place.text) for place in known.places(text)]


ISERE = ("38", "Isère", "84", "Auvergne-Rhône-Alpes")
AIN = ("01", "Ain", "84", "Auvergne-Rhône-Alpes")
MAYENNE = ("53", "Mayenne", "52", "Pays de la Loire")
SAVOIE = ("73", "Savoie", "84", "Auvergne-Rhône-Alpes")
PARIS = ("75", "Paris", "11", "Île-de-France")


@pytest.mark.parametrize(
    "text", ["GLC ST JEAN CAP FERRAT VOIRIE", "au 3 rue du Port à saint jean cap ferrat"]
)
def test_a_long_name_is_never_the_shorter_one_that_begins_it(text):
    read = among(
        ("06121", "Saint-Jean-Cap-Ferrat", "06230", AIN), ("31488", "Saint-Jean", "31240", AIN)
    )
    assert [code for code, _ in read(text)] == ["06121"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La rue Rabelais à Saint Florent le Vieil.", []),
        ("Une école à Saint Florent, le 12 mai.", ["2B298"]),
        ("Une école à Saint Florent sur Auzonnet.", []),
    ],
)
def test_a_name_that_goes_on_is_another_one(text, found):
    read = among(("2B298", "Saint-Florent", "20217", AIN))
    assert [code for code, _ in read(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SUR LES COMMUNES DE COMBLOUX, CORDON ET DOMANCY", ["74083", "74089", "74103"]),
        ("TRAVAUX A COMBLOUX, CORDON DE BORDURE", ["74083"]),
        ("Communes de Combloux et les Cordon", ["74083", "74089"]),
    ],
)
def test_what_is_listed_as_communes_is_one_even_if_its_name_is_a_word(text, found):
    read = among(
        ("74083", "Combloux", "74920", AIN),
        ("74089", "Cordon", "74700", AIN),
        ("74103", "Domancy", "74700", AIN),
    )
    assert [code for code, _ in read(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("220 AVENUE FOCH 16600 RUELLE", [("16291", "RUELLE")]),
        ("53470 MARTIGNE/MAYENNE: Lot 7", [("53146", "MARTIGNE/MAYENNE")]),
        ("53410 BOURGNEUF-LA-FORET", [("53039", "BOURGNEUF-LA-FORET")]),
        ("220 AVENUE FOCH 16600 RUE LARGE", [("16291", "16600")]),
    ],
)
def test_a_postal_code_tells_the_town_that_is_called_by_a_part_of_its_name(text, found):
    read = among(
        ("16291", "Ruelle-sur-Touvre", "16600", AIN),
        ("53146", "Martigné-sur-Mayenne", "53470", MAYENNE),
        ("53147", "Mayenne", "53100", MAYENNE),
        ("53039", "Le Bourgneuf-la-Forêt", "53410", MAYENNE),
        population=1900,
    )
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("La station de Plagne 1800 (73).", []), ("Un site à Plagne (01).", ["01298"])],
)
def test_a_department_in_brackets_sets_aside_a_village_of_another(text, found):
    read = among(("01298", "Plagne", "01130", AIN), ("73006", "Aime", "73210", SAVOIE))
    assert [code for code, _ in read(text)] == found


def test_paris_with_its_department_is_the_town():
    read = among(("75056", "Paris", "75001", PARIS))
    assert [code for code, _ in read("Un local à PARIS (75)")] == ["75056"]


def test_a_part_of_a_longer_name_is_no_department():
    read = among(("40192", "Mont-de-Marsan", "40000", ("40", "Landes", "75", "Nouvelle-Aquitaine")))
    assert read("Des oiseaux dans les Landes de Lessay.") == []
    assert [code for code, _ in read("Des oiseaux dans les Landes.")] == ["40"]


@pytest.mark.parametrize(
    "text",
    [
        "Réfection de pontons au Port de Plaisance.",
        "SERRURERIE A LA TOUR EIFFEL",
        "TRANSPORTS SCOLAIRES - Ligne 32",
        "Aménagement de la rue David d'Angers.",
        "L'effet des ancres sur les herbiers.",
        "Rénovation du palais Beaumont.",
        "SEJOUR EN VAL DE LOIRE",
    ],
)
def test_an_ordinary_phrase_names_no_commune(text):
    read = among(
        ("32319", "Plaisance", "32160", ISERE),
        ("74284", "La Tour", "74250", ISERE),
        ("44082", "Ligné", "44850", ISERE),
        ("49007", "Angers", "49000", ISERE),
        ("85109", "Les Herbiers", "85500", ISERE),
        ("63032", "Beaumont", "63110", ISERE),
        ("49178", "Loiré", "49440", ISERE),
    )
    assert read(text) == []


def test_a_saint_is_abridged_where_its_neighbours_are_named():
    dinan = ("200068989", "CA Dinan Agglomération")
    known = Gazetteer(
        [
            commune("22118", "Lanvallay", "22100", dinan),
            commune("22327", "Saint-Samson-sur-Rance", "22100", dinan),
            commune("14657", "Saint-Samson", "14670"),
        ]
    )
    assert [place.code for place in known.places("à Lanvallay et St Samson")] == ["22118", "22327"]


def test_the_short_name_of_a_large_town_is_hers_before_a_village():
    read = among(("27021", "Asnières", "27260", AIN))
    assert [code for code, _ in read("Un parking à Asnières.")] == ["27021"]
    known = Gazetteer(
        [
            commune("27021", "Asnières", "27260", population=350),
            commune("92004", "Asnières-sur-Seine", "92600", population=86_000),
        ]
    )
    assert [place.code for place in known.places("Un parking à Asnières.")] == ["92004"]
