import pytest

from suppliers.clauses import clauses_of
from tests.suppliers.test_matching import need


def texts(text, title="Besoin"):
    return [clause.text for clause in clauses_of(need(title, text)) if not clause.is_title]


def told(text):
    """The trade that each clause tells most."""
    return [
        max(clause.told, key=clause.told.__getitem__, default="")
        for clause in clauses_of(need("Besoin", text))
        if not clause.is_title
    ]


def parts(title, text=""):
    return [trade for component in need(title, text).components for trade in component.trades[:1]]


def test_a_decimal_comma_cuts_no_clause():
    assert texts("Convertir 1,2 million de feuilles, puis les classer.") == [
        "Convertir 1,2 million de feuilles",
        "les classer",
    ]


def test_more_than_a_number_is_no_addition():
    assert len(texts("Transporter des habitants à plus de 20 km.")) == 1
    assert len(texts("Laver le linge plus le repassage.")) == 2


def test_from_what_hour_to_what_hour_is_no_addition():
    assert len(texts("Nettoyer les bureaux entre 9 h et 16 h.")) == 1
    assert len(texts("Nettoyer 9 bureaux et 16 halls.")) == 2


def test_second_hand_desks_and_computers_are_told_apart():
    assert parts("Besoin", "60 postes de travail de deuxième vie.") == ["furniture"]
    assert parts("Besoin", "60 postes informatiques de deuxième vie.") == ["refurbished_it"]


def test_what_stands_in_brackets_details_what_is_before():
    found = parts("Besoin", "De petits travaux (repeindre une porte, changer un joint).")
    assert found == ["small_repairs"]


def test_what_is_done_without_tells_how_it_is_done():
    assert told("Desservir 24 écoles sans camion.") == ["bike_logistics"]


def test_a_sentence_goes_on_after_what_it_refuses():
    assert texts("Conduire les personnes sans voiture à leurs rendez-vous.") == [
        "Conduire les personnes à leurs rendez-vous"
    ]


def test_the_second_complement_of_a_verb_keeps_its_verb():
    assert told("L'entretien des effets et de la literie.")[1] == "linen"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Louer et laver des couches.", ["Louer des couches", "laver des couches"]),
        (
            "Fournir, laver et livrer 50 bacs.",
            ["Fournir 50 bacs", "laver 50 bacs", "livrer 50 bacs"],
        ),
        ("Collecte et compostage des restes.", ["Collecte des restes", "compostage des restes"]),
        ("Propreté et lavage des vitres.", ["Propreté", "lavage des vitres"]),
    ],
)
def test_several_things_are_done_to_what_is_named_last(text, found):
    assert texts(text) == found


def test_bare_complements_ask_for_nothing_more():
    assert texts("Une installation habilitée à recevoir viande et poisson.") == [
        "Une installation habilitée à recevoir viande"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une tonte par des brebis, gardées et présentées aux visiteurs.", 1),
        ("Le journal sera imprimé, distribué dans les boîtes aux lettres.", 2),
        ("Des bacs fournis, lavés à 60 degrés.", 2),
    ],
)
def test_how_a_thing_is_done_asks_for_nothing_more(text, found):
    assert len(texts(text)) == found


def test_them_stands_for_what_was_named_before():
    assert told("Acheter 200 blouses, les laver, puis les recoudre.")[1:] == ["linen", "sewing"]


def test_them_stands_for_what_was_named_before_a_refusal_or_a_full_stop():
    lent = "Mettre 80 bicyclettes à disposition des agents"
    kept = "en assurer le bon fonctionnement"
    for text in (f"{lent} sans les acheter, {kept}.", f"{lent}. Il faut aussi {kept}."):
        assert parts("Besoin", text) == ["bike_rental", "bike_repair"]


@pytest.mark.parametrize("placed", ["en atelier", "en hiver", "en papier"])
def test_in_what_or_when_stands_for_nothing_named_before(placed):
    assert not any(clause.is_about_them for clause in clauses_of(need("Laver des draps", placed)))


def test_each_thing_named_for_itself_is_a_part():
    text = "Une visite de l'ergothérapeute et un médaillon d'alerte."
    assert set(parts("Besoin", text)) == {"home_safety", "teleassistance"}


def test_what_is_asked_to_be_done_is_no_echo_of_its_neighbour():
    text = "Imprimer 15 000 dépliants et les glisser dans les boîtes aux lettres."
    assert set(parts("Besoin", text)) >= {"printing", "leaflet_delivery"}


def test_a_place_to_be_made_is_a_part_of_the_need():
    assert "reuse_centre" in parts("Besoin", "Un magasin d'objets de seconde main.")


def test_whom_a_need_serves_is_no_part_of_it():
    assert parts("Besoin", "Trois crèches, 120 berceaux. Laver 90 kg de draps.") == ["linen"]


def test_what_is_done_next_is_done_to_the_same_thing():
    text = "Le magazine municipal, 9 000 exemplaires, sera imprimé puis remis à chaque foyer."
    assert set(parts("Du papier", text)) >= {"printing", "leaflet_delivery"}


def test_several_clauses_ask_together_for_what_none_asks_alone():
    assert "painting" in parts("Logements", "Murs et plafonds, lessivés et lasurés.")


def test_a_title_sums_up_the_text_and_adds_no_part_to_it():
    text = "Laver 90 kg de draps. Préparer 110 repas par jour."
    assert set(parts("Nettoyage et distribution", text)) == {"linen", "meals"}


def test_a_title_that_lists_more_than_the_text_is_heard():
    assert "dry_toilets" in parts("Toilettes sèches et traiteur", "Un buffet pour 150 convives.")


def test_informing_pupils_is_about_what_the_need_is():
    demand = need(
        "Restes de repas", "L'enlèvement des biodéchets ; l'information des élèves de neuf écoles."
    )
    taught = [c for c in demand.components if c.role == "training"]
    assert len(taught) == 1
    assert "food_waste" in taught[0].trades


def test_what_no_known_trade_explains_is_kept_as_written():
    demand = need("Besoin", "Laver 90 kg de draps. Accorder les orgues baroques du transept.")
    assert demand.unread == ("Accorder les orgues baroques du transept",)


@pytest.mark.parametrize("text", ["Laver 90 kg de draps.", "Le budget est de 9 000 euros."])
def test_what_is_read_or_asks_for_nothing_is_not_said_unread(text):
    assert need("Besoin", text).unread == ()


def test_what_must_be_done_before_a_list_is_asked_for_too():
    asked = "Les 36 vestiaires doivent être nettoyés : douches, bancs, siphons."
    assert "cleaning" in told(asked)
    assert "Résidence" not in " ".join(texts("Résidence des lilas : repas, linge, ménage."))


def test_two_things_to_do_have_the_same_object():
    found = texts("De quoi faire entendre et voir deux groupes de musique.")
    assert found == [
        "De quoi faire entendre deux groupes de musique",
        "voir deux groupes de musique",
    ]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Il faudra deux ocarinas baroques.", ("Il faudra deux ocarinas baroques",)),
        ("Nous cherchons des ocarinas baroques.", ("Nous cherchons des ocarinas baroques",)),
        ("Des ocarinas baroques.", ()),
        ("La Ville souhaite astiquer ses ocarinas.", ("La Ville souhaite astiquer ses ocarinas",)),
        ("Elle veut donc y astiquer ses ocarinas.", ("Elle veut donc y astiquer ses ocarinas",)),
    ],
)
def test_what_is_wanted_in_so_many_words_is_asked_for(text, unread):
    assert need("Besoin", text).unread == unread


def test_a_list_of_complements_goes_on_after_a_comma():
    found = parts("Besoin", "Enlèvement du papier, des gobelets et des canettes.")
    assert found[0] == "paper"
    assert "dishes" not in found
    assert parts("Besoin", "Un buffet froid, des affiches mises en page.") == [
        "catering",
        "communication",
    ]


def test_a_part_is_quoted_with_what_it_is_the_complement_of():
    text = "Poser le carrelage du séjour et de la salle d'eau."
    [component] = need("Besoin", text).components
    assert "Poser le carrelage" in component.why


def test_a_thing_of_a_trade_far_from_the_others_is_said_unread():
    visits = "Visites au domicile des ménages pour expliquer comment réduire les factures d'énergie"
    rooms = "chambres pour douze intervenants à proximité"
    demand = need("Semaine de l'énergie", f"{visits}, repas solidaire de quartier, {rooms}.")
    assert demand.unread == ("repas solidaire de quartier",)
    assert need("Semaine de l'énergie", f"{visits}, conseil, {rooms}.").unread == ()


def test_a_part_that_is_named_is_of_the_trade_that_its_words_tell():
    text = "Quatre-vingts demandeurs d'emploi apprendraient à conduire à prix réduit."
    named = ("auto-école sociale", "garde d'enfants en horaires décalés")
    demand = need("Mobilité", text, named_components=named)
    assert [part.trades[0] for part in demand.components] == ["mobility", "childcare"]


def test_what_is_done_and_taught_is_to_be_done():
    lent = "Prêter des scooters aux demandeurs d'emploi"
    taught = "apprendre à conduire à des personnes sans permis"
    roles = [[part.role for part in need("Besoin", f"{text}.").components] for text in (
        f"{lent}, {taught}", taught
    )]  # fmt: skip
    assert roles == [[""], ["training"]]


@pytest.mark.parametrize(
    ("after", "is_a_part"),
    [
        (
            "N'oublions pas ceux que personne ne voit : un chien ou un lapin, une fois par mois.",
            True,
        ),
        ("Le menu et les photos sont faits au cabinet du maire.", False),
    ],
)
def test_what_is_asked_for_once_a_list_is_ended_is_a_part_too(after, is_a_part):
    text = (
        "Il s'agit de trouver : 1) qui apporte chaque midi un repas à domicile à 130 personnes ; "
        f"2) qui repeint les façades de l'école. {after}"
    )
    assert len(parts("Rester chez soi", text)) == 2 + is_a_part
