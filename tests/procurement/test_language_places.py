import pytest

from procurement.language.places import Gazetteer
from tests.procurement.language import GAZETTEER, commune

HAM = commune("80410", "Ham", "80400", area=("80", "Somme", "32", "Hauts-de-France"))


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


@pytest.mark.parametrize(
    "text",
    [
        "Une fête de la Croix.",
        "Le parc du Sens de la visite.",
        "Mme Ham et Sophie Croix suivent le dossier.",
        "Le collège La Madeleine.",
        "Des tartes de Lille.",
        "Un salon Lille Services.",
        "CONSTRUCTION CROIX ET CALVAIRES",
        "Une convention de Lille.",
    ],
)
def test_an_article_a_person_a_dish_or_a_longer_name_is_no_commune(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nos écoles : Lille, 12 bacs ; Croix : 3 bacs.", ["59350", "59163"]),
        ("Croix : 3 bacs.", []),
    ],
)
def test_a_doubtful_name_is_read_where_the_text_speaks_of_its_neighbours(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["réunion à lille demain", "les sites de armentières"])
def test_a_town_may_lose_its_capital_after_what_leads_to_a_place(text):
    assert len(codes(text)) == 1


def test_a_postal_code_tells_which_word_is_a_name():
    assert codes("armentieres, construction de garages (59280)") == ["59017"]


def test_a_department_is_led_to_where_its_name_is_also_a_thing():
    assert codes("Le conseil départemental de la Somme.") == ["80"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La cour de Ham (Somme).", ["80410", "80"]),
        ("Mairie de Lille, Somme", ["59350", "80"]),
        ("Lille, Somme toute ordinaire.", ["59350"]),
        ("L'office de l'habitat de la Somme.", ["80"]),
        ("Au total (somme).", []),
    ],
)
def test_a_department_locates_a_town_or_a_body(text, expected):
    assert codes(text) == expected


def test_an_alias_of_an_epci_is_read():
    assert codes("Dans la métropole lilloise.") == ["200093201"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trois collèges en Somme.", ["80"]),  # and not the river
        ("Une somme de 3 000 euros.", []),
        ("Deux sites en Normandie.", ["28"]),
        ("En somme, rien ne change.", []),
    ],
)
def test_en_leads_to_a_department_or_a_region(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Croix, le 4 mars 2027", ["59163"]), ("Croix, le retour.", [])]
)
def test_a_letter_is_dated_from_a_place(text, expected):
    assert codes(text) == expected


def test_a_small_town_that_looks_like_a_word_is_read_after_de_and_with_its_capital():
    ham = HAM._replace(population=4_700)
    assert [place.name for place in Gazetteer([ham]).places("La cuisine de Ham.")] == ["Ham"]
    village = ham._replace(population=900)
    assert Gazetteer([village]).places("La cuisine de Ham.") == []


def test_a_region_within_the_name_of_a_commune_is_not_told_apart():
    vire = commune("14762", "Vire Normandie", "14500", area=("14", "Calvados", "28", "Normandie"))
    assert [place.name for place in Gazetteer([vire]).places("Le marché de Vire Normandie.")] == [
        "Vire Normandie"
    ]


def test_an_accent_may_be_added_to_a_name_that_is_no_word():
    town = commune("97362", "Papaichton", "97316", area=("973", "Guyane", "03", "Guyane"))
    assert [place.code for place in Gazetteer([town]).places("À Papaïchton.")] == ["97362"]
    plain = commune("99999", "Fleche", "99999", area=("99", "Loin", "99", "Loin"))
    assert Gazetteer([plain]).places("Le marché de Flèche.") == []


def test_a_long_name_after_an_article_is_no_ordinary_word():
    town = commune("2B134", "L'Île-Rousse", "20220", area=("2B", "Haute-Corse", "94", "Corse"))
    assert [place.code for place in Gazetteer([town]).places("L'Île-Rousse achète.")] == ["2B134"]


def test_the_acronym_that_the_nomenclature_gives_to_an_epci_is_read():
    town = commune(
        "44184",
        "Saint-Nazaire",
        "44600",
        ("244400644", "CA de la Région Nazairienne et de l'Estuaire (CARENE)"),
        area=("44", "Loire-Atlantique", "52", "Pays de la Loire"),
    )
    read = Gazetteer([town]).places
    assert [place.code for place in read("Consultation CARENE")] == ["244400644"]
    assert read("La carène du bateau est à repeindre.") == []
    named = "La communauté d'agglomération de la Région Nazairienne et de l'Estuaire achète."
    assert [place.code for place in read(named)] == ["244400644"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les lycées de la Somme et de l'Yonne.", ["80", "89"]),
        ("Les lycées de la Somme. L'Yonne est en crue.", ["80"]),
        ("Partout dans toute la Somme, à travers l'Yonne.", ["80", "89"]),
        ("Somme (80)", ["80"]),
        ("Somme (12)", []),
        ("Un dépôt à Ham (80, Somme).", ["80410", "80"]),
    ],
)
def test_a_department_is_told_by_its_code_or_by_the_one_before(text, expected):
    assert codes(text) == expected


def test_a_community_may_be_called_so_alone():
    town = commune(
        "67495",
        "Truchtersheim",
        "67370",
        ("200034635", "CC du Kochersberg"),
        area=("67", "Bas-Rhin", "44", "Grand Est"),
    )
    found = Gazetteer([town]).places("La communauté du Kochersberg achète des composteurs.")
    assert [place.code for place in found] == ["200034635"]


def test_a_long_name_keeps_its_small_article():
    roses = commune("94038", "L'Haÿ-les-Roses", "94240", area=("94", "Val-de-Marne", "11", "IDF"))
    found = Gazetteer([roses]).places("Parc de l'Haÿ-les-Roses.")
    assert [place.code for place in found] == ["94038"]


def test_what_leads_to_a_place_is_elided_before_a_vowel():
    us = commune("95625", "Us", "95450", area=("95", "Val-d'Oise", "11", "IDF"), population=1300)
    assert [place.code for place in Gazetteer([us]).places("Les élus d'Us votent.")] == ["95625"]
    assert Gazetteer([us]).places("Us et coutumes.") == []


def test_a_hyphen_may_be_written_in_other_ways():
    assert codes("Travaux à Bois\u2010Grenier et à Bois\u2011Grenier.") == ["59088", "59088"]


def test_a_cedex_tells_a_town():
    assert codes("Halle aux sports, LILLE Cedex") == ["59350"]


def test_an_overseas_department_is_no_region():
    area = ("976", "Mayotte", "06", "Mayotte")
    island = Gazetteer([commune("97608", "Mamoudzou", "97600", area=area)])
    found = island.places("Un site pour Mayotte.")
    assert [(place.kind, place.code) for place in found] == [("departement", "976")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le syndicat des eaux de la Somme.", ["80"]),
        ("Localisation : Yonne", ["89"]),
        ("Relocalisation de la Somme.", []),
    ],
)
def test_what_leads_to_a_department(text, expected):
    assert codes(text) == expected


def test_a_metropolis_is_called_by_its_town():
    town = commune(
        "44109",
        "Nantes",
        "44000",
        ("244400404", "Nantes Métropole"),
        area=("44", "Loire-Atlantique", "52", "Pays de la Loire"),
    )
    found = Gazetteer([town]).places("La métropole de Nantes achète.")
    assert [place.code for place in found] == ["244400404"]
