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
