import pytest

from procurement.language import evidence, trades
from procurement.language.thesaurus import thesaurus
from suppliers.circumstances import circumstances
from suppliers.reading import NAF, read_need, read_offers, read_statement, read_title, terms_of
from suppliers.statements import DOING, Statement, rules
from tests.suppliers.test_matching import need

TRADES = trades.trades()


def terms_of_name(text):
    return terms_of(read_statement(Statement(text)))


def sure(text, activities=(), naf=""):
    offers = read_offers("Atelier", text, list(activities), naf)
    return trades.sure(said.trades for offer in offers for said in offer.said)


def first(text):
    told = sure(text)
    return max(told, key=told.__getitem__, default="")


def activity(label):
    return {"label": label, "description": "", "cpv": [], "capacity": None}


def test_a_trade_only_knows_trades_concepts_and_roles_that_exist():
    known = trades.trades()
    roles = {role for role, _ in rules().roles}
    assert {near for trade in known.values() for near in trade.near} <= known.keys()
    assert all(id in thesaurus() for trade in known.values() for id in trade.concepts)
    assert {role for trade in known.values() for role in trade.roles} <= roles


def test_an_action_only_knows_trades_that_exist():
    assert {trade for action in rules().actions for trade in action.trades} <= (
        trades.trades().keys()
    )


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Vingt triporteurs, des tournées à l'aube, rien ne brûle d'essence.", "bike_logistics"),
        ("Draps, torchons et blouses, rendus repassés le jeudi.", "linen"),
        ("Mousse, sangles et skaï : nous regarnissons vos assises.", "upholstery"),
        ("Une brebis ne fait pas de bruit et mange l'herbe haute.", "grazing"),
        ("On épluche, on mijote, on livre midi et soir.", "meals"),
        ("Nos poiriers attendent une taille douce, puis la greffe de scions.", "orchards"),
        ("Une toile et trois sculptures à aller chercher chez le prêteur.", "art_handling"),
        ("En attendant les travaux, ouvrir aux artistes un bâtiment vacant.", "temporary_use"),
        ("Recoudre les sangles, nourrir les selles et les brides.", "leatherwork"),
        ("Aiguilles et seringues du dispensaire, enlevées en fûts.", "medical_waste"),
        ("Carder la toison, filer au fuseau, tresser l'osier en atelier.", "craft_workshops"),
        ("Deux murets effondrés à relever sans ciment.", "masonry"),
        ("Trente tubes à changer : des réglettes à la place.", "plumbing_power"),
        ("Compter les hirondelles avant les travaux.", "lab"),
    ],
)
def test_a_trade_is_told_without_being_named(text, trade):
    assert first(text) == trade


def test_a_trade_is_told_by_its_own_name():
    """As people who name the parts of a need may write it."""
    told = {trade: trades.read([terms_of_name(one.label)])[0] for trade, one in TRADES.items()}
    others = {"local_shop", "public_writing"}  # told more by the trade next door
    assert {t for t, own in told.items() if own.get(t, 0.0) < 0.75 * max(own.values())} == others


def test_a_word_that_only_expressions_of_many_trades_hold_tells_none():
    demand = need("Remettre en état les boucles pédestres")
    assert next(iter(demand.trades)) == "trails"
    assert not trades.hints_at("etat", TRADES)


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Une ACI et une EI", ""),
        ("Des rampes en acier", "metalwork"),
        ("Couler une chape fluide de 90 m2", "building"),
        ("Des coulis de tomates", "food_preserving"),
        ("Hébergement de 30 personnes pendant deux nuits", "tourism"),
        ("Hébergement d'urgence de familles à la rue", "street_outreach"),
        ("Chambres pour douze intervenants", "tourism"),
        ("Médiation avec les habitants d'un quartier", "social_mediation"),
        ("Médiation numérique pour les habitants", "digital_inclusion"),
        ("Reprise des vêtements réformés pour qu'ils soient triés", "textile_collection"),
        ("Réparer et recoudre les vêtements", "sewing"),
        ("Gestion et préservation de sites naturels", "nature"),
        ("Entretien des espaces verts", "green_spaces"),
        ("Lutte contre l'érosion des sols", "nature"),
        ("Rénovation du patrimoine bâti", "masonry"),
        ("Ouverture d'un sentier de découverte", "trails"),
        ("École de conduite à tarif social", "mobility"),
        ("Remettre à neuf des ordinateurs", "refurbished_it"),
        ("Réparation automobile", "garage"),
    ],
)
def test_a_trade_is_told_as_tradespeople_and_buyers_say_it(text, trade):
    told = trades.read([terms_of_name(text)])[0]
    assert max(told, key=told.__getitem__, default="") == trade


def test_a_word_is_credited_to_the_trade_that_its_neighbours_tell():
    cars, dishes = sure("Lavage de voitures et de jantes."), sure("Lavage de bacs et couvercles.")
    assert cars.get("container_washing", 0) < dishes["container_washing"]
    assert dishes.get("vehicles_washing", 0) < cars["vehicles_washing"]


def test_of_a_need_what_several_words_tell_counts_more_than_as_much_told_by_one():
    def agreed(*credits):
        return evidence.agreement(sum(credits), sum(credit * credit for credit in credits))

    assert agreed(2.0) == 1 / 2 < agreed(1.0, 1.0) == 2 / 3
    assert agreed(2.0) < agreed(1.9, 0.1) < agreed(1.0, 1.0)


def test_a_need_is_about_what_its_words_agree_on_before_what_one_names_by_chance():
    told = trades.about([terms_of(said) for said in read_need("Bâcher, fendre et livrer du bois.")])
    chance = trades.about([terms_of(said) for said in read_need("Du bois et un traiteur.")])
    assert max(told, key=told.__getitem__) == "wood"
    assert told["wood"] > chance["wood"]


def test_a_word_of_the_same_family_is_understood():
    assert first("Une équipe de rempailleuses.") == "upholstery"


def test_the_code_of_activity_tells_a_trade_when_nothing_else_does():
    told = sure("", naf="81.30Z")
    assert told["green_spaces"] == max(told.values()) > 0.2
    assert sure("") == {}


def test_a_code_of_any_activity_tells_no_trade():
    assert not trades._lexicon().hints(NAF + "88.99B")
    assert trades._lexicon().hints(NAF + "81.21Z")


def test_a_place_served_is_no_trade():
    words = {"crech": "crèches", "drap": "Draps"}
    assert circumstances("Draps pour les crèches", words, {}) == {"crech"}
    assert circumstances("Crèches de quartier", {"crech": "Crèches"}, {}) == frozenset()


def test_what_furniture_is_for_is_no_trade():
    assert sure("Mobilier de petite enfance.").get("childcare", 0) < 0.5


def test_who_only_teaches_a_trade_teaches_it_in_its_presentation_too():
    offers = read_offers("École", "Gestes et posture en cuisine.", [activity("Formation de chefs")])
    assert {said.role for offer in offers for said in offer.said} == {"training"}


def test_who_lists_other_things_keeps_its_trade():
    activities = [activity("Formation de chefs"), activity("Cuisine centrale")]
    offers = read_offers("École", "Gestes et posture en cuisine.", activities)
    assert DOING in {said.role for offer in offers for said in offer.said}


def test_each_thing_a_need_lists_is_asked_in_its_own_role():
    said = read_need("Sensibilisation des élèves, collecte et compostage.")
    assert [piece.role for piece in said] == ["training", DOING, DOING]


def test_what_comes_before_a_training_is_done():
    said = read_need("Réparer des vélos, apprendre à rouler aux enfants.")
    assert [piece.role for piece in said] == [DOING, "training"]


def test_a_training_about_several_things_stays_one_training():
    said = read_need("Formation au tri, au compostage et au réemploi.")
    assert {piece.role for piece in said} == {"training"}


def test_what_stands_before_a_list_says_where():
    where, *listed = read_title("Résidence des Lilas : repas, linge et ménage")
    assert set(where.words) <= where.settings
    assert not any(said.settings for said in listed)


def test_a_title_without_a_list_is_read_whole():
    assert not any(said.settings for said in read_title("Lot 2 : nettoyage"))


def test_a_need_is_about_what_it_asks_and_not_what_stands_today():
    demand = need(
        "Lavage de bacs", "La cuisine centrale produit 900 repas par jour. Laver 500 contenants."
    )
    assert max(demand.trades, key=demand.trades.__getitem__) == "container_washing"


def test_a_detail_of_a_service_is_no_part_of_it():
    demand = need("Nettoyage de bureaux", "Ménage quotidien, avec un suivi par téléphone.")
    assert [component.trades for component in demand.components] == [("cleaning",)]


def test_a_part_is_found_though_no_concept_names_it():
    demand = need(
        "Vie de la résidence", "Draps et serviettes repassés ; midi mijoté et servi en salle."
    )
    found = {trade for component in demand.components for trade in component.trades}
    assert {"linen", "meals"} <= found


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Aider des collégiens à faire leurs devoirs.", "tutoring"),
        ("Aider les habitants à faire leurs papiers en ligne.", "digital_inclusion"),
        ("Tenir compagnie aux personnes seules.", "visits"),
        ("Réviser les utilitaires de la ville.", "garage"),
        ("Louer et gérer des logements pour des ménages fragiles.", "housing"),
        ("Faire revivre le dernier café du village.", "local_shop"),
        ("Remplacer des portails et des garde-corps.", "metalwork"),
    ],
)
def test_a_common_verb_leaves_the_trade_to_its_object(text, trade):
    demand = need("Besoin", text)
    assert max(demand.trades, key=demand.trades.__getitem__) == trade
