import pytest

from tests.procurement.language import GAZETTEER


def codes(text):
    return [place.code for place in GAZETTEER.places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La ville de Lille et la commune de La Madeleine.", ["59350", "59368"]),
        ("Un site à Bois-Grenier.", ["59088"]),
        ("Une école à Ham (80400) et une autre à Y.", ["80410", "80829"]),
        ("Nous sommes la commune de armentières.", ["59017"]),
        ("La ville du Havre.", ["76351"]),
        ("Les communes de Croix, Lille et Armentières.", ["59163", "59350", "59017"]),
        ("NETTOYAGE POUR LA VILLE DE LILLE", ["59350"]),
    ],
)
def test_a_commune_is_read_where_it_is_named(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Y compris le lavage.",
        "Il y a deux sites.",
        "Située 12 rue de Lille.",
        "Sens de circulation à revoir.",
        "La place de la madeleine est fermée.",
        "Une Croix à repeindre.",
        "La société Lille Services.",
    ],
)
def test_a_word_that_looks_like_a_commune_is_not_one(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "insee"),
    [("Saint-Denis (93)", "93066"), ("97400 Saint-Denis", "97411"), ("St-Denis (974)", "97411")],
)
def test_homonyms_are_told_apart_by_what_stands_near(text, insee):
    assert codes(f"Un site à {text}." if text[0] == "S" else text) == [insee]


def test_a_long_name_is_abridged_only_where_its_epci_is_named():
    assert codes("Lille et Marcq achètent ensemble.") == ["59350", "59378"]
    assert codes("La mairie de Marcq achète.") == []


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("La Métropole européenne de Lille", "epci", "200093201"),
        ("Un achat de la MEL.", "epci", "200093201"),
        ("Le département du Nord", "departement", "59"),
        ("Nos sites dans la Somme.", "departement", "80"),
        ("La région Hauts-de-France", "region", "32"),
    ],
)
def test_larger_places_have_a_kind_and_no_insee_code(text, kind, code):
    (place,) = GAZETTEER.places(text)
    assert (place.kind, place.code, place.insee) == (kind, code, None)


@pytest.mark.parametrize("text", ["La somme de 300 €.", "Au nord de la ville.", "La gare du Nord."])
def test_a_thing_that_bears_the_name_of_a_department_is_not_one(text):
    assert codes(text) == []


def test_a_lone_postal_code_is_kept_when_it_is_announced():
    assert codes("Code postal : 59110") == ["59368"]
