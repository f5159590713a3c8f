"""Quantities of the need, one way of writing a case, and numbers that are none."""

from datetime import date

import pytest

from tests.procurement.language import reading


@pytest.mark.parametrize(
    ("text", "value", "unit", "period"),
    [
        ("1 250 plateaux/jour", 1250, "plateau", "jour"),
        ("1\u202f250 plateaux par jour", 1250, "plateau", "jour"),
        ("quelque 340 chaises", 340, "chaise", None),
        ("une centaine de couverts", 100, "couvert", None),
        ("une bonne vingtaine d'écoles", 20, "école", None),
        ("3 à 4 passages par mois", 4, "passage", "mois"),
        ("12.000 m²", 12000, "m2", None),
        ("1.200 mètres carrés", 1200, "m2", None),
        ("deux fois par semaine", 2, "fois", "semaine"),
        ("2x par semaine", 2, "fois", "semaine"),
        ("trois cent quarante repas par jour", 340, "repas", "jour"),
        ("quatre-vingt-dix-sept tables", 97, "table", None),
        ("deux mille cinq cents gobelets", 2500, "gobelet", None),
        ("800 kg de linge par semaine", 800, "kg", "semaine"),
        ("3,5 tonnes par an", 3.5, "tonne", "an"),
        ("0,5 ETP", 0.5, "etp", None),
        ("4 500 repas annuels", 4500, "repas", "an"),
        ("un passage hebdomadaire", 1, "passage", "semaine"),
        ("25 nouveaux ordinateurs", 25, "ordinateur", None),
        ("1 250 repas par jour", 1250, "repas", "jour"),
        ("un million deux cent mille repas", 1_200_000, "repas", None),
        ("1,2 million de repas", 1_200_000, "repas", None),
        ("deux douzaines d'assiettes", 24, "assiette", None),
        ("un millier de gobelets", 1000, "gobelet", None),
        ("± 40 kg/an", 40, "kg", "an"),
        ("entre deux et trois fois par semaine", 3, "fois", "semaine"),
        ("4 fois l'an", 4, "fois", "an"),
        ("une révision par semestre", 2, "révision", "an"),
        ("un passage bimensuel", 24, "passage", "an"),
        ("un passage bimestriel", 6, "passage", "an"),
        ("24 000 plis par jour ouvré", 24_000, "pli", "jour"),
        ("3 850 MWh", 3850, "mwh", None),
        ("37 600 hab", 37600, "habitant", None),
        ("11 ecoles", 11, "école", None),
        ("40 VEHICULES", 40, "véhicule", None),
        ("40 plateaux-repas", 40, "plateau-repas", None),
        ("150 jeunes par semaine", 150, "jeune", "semaine"),
    ],
)
def test_a_quantity_has_a_value_a_unit_and_a_period(text, value, unit, period):
    (found,) = reading(f"Il faut {text}.").quantities
    assert (found.value, found.unit, found.period) == (value, unit, period)
    assert found.text == text


@pytest.mark.parametrize("said", ["pluriannuelles", "semi-annuelles"])
def test_what_only_ends_as_a_period_is_none(said):
    (found,) = reading(f"Il faut 20 plantations {said}.").quantities
    assert found.period is None


@pytest.mark.parametrize(
    "text",
    [
        "Voir l'article 12 du règlement.",
        "Le lot 3 est réservé.",
        "L'article R2111-7 du code.",
        "Norme ISO 14001 exigée.",
        "12 rue des Lilas, 59000 Lille.",
        "Réponse avant le 12 mars 2027.",
        "Un budget de 12 000 € par an.",
        "Un marché de 36 mois.",
        "Ouvert de 8 heures à 12 heures.",
        "Un marché reconductible trois fois.",
        "Un objectif zéro déchet.",
        "Des enfants de 3 à 11 ans.",
        "Une clause de 10 %.",
        "Le marché 18MO068 est en cours.",
        "La consultation 2018-FCS-0002 Service de nettoyage.",
        "Les travaux 2019-41 RENOVATION.",
        "Les 06 30 12 13 14 et 03.20.12.13.14 répondent.",
        "Le programme 2019 subventionné.",
        "Les locaux situés au 113 situés en ville.",
        "Une somme répartie en trois tranches et 2 lots.",
        "Des essuie-mains 2 plis.",
        "Des bacs de 240 litres, des camions de 3,5 tonnes, du papier 80 g.",
        "Une hauteur de 1,80 m, une table de 120 cm.",
        "Ouvert 7j/7 et 24h/24, de 7h-19h.",
        "Dépannage sous 48 h, délai de 72 heures.",
        "À 15 km de Lille.",
        "4.2 Nettoyages",
        "27 voix pour, 24 conseillers sur 29.",
        "Le quartier des Trois Ponts.",
        "Un montant annuel fixe.",
        "L'acte 2 campagne.",
        "Des colonnes aériennes de 4 m³ et des camions de plus de 19 tonnes.",
        "Des arrosoirs de 10 litres.",
        "En bois, volume 500 litres.",
        "Passer sous 80 kWh par m² et par an.",
        "Le conseil a posé deux conditions, pour trois saisons.",
        "Le jury a entendu quatre équipes.",
        "Un chariot pouvant porter 300 kg.",
        "Le quai supporte 38 tonnes.",
        "Débit minimal : 30 pages par minute.",
        "Un jury de 5 personnes.",
        "Boîtes de 100 gants.",
        "Trois entreprises ont répondu.",
        "Offre en 3 exemplaires.",
        "La collecte reste assurée en régie par les 22 agents du syndicat.",
        "Une école sur deux n'est pas isolée.",
        "Nous préférons l'ancien à du neuf bas de gamme.",
        "Résistance : 150 lavages.",
        "Prix 45 points ; organisation 30 points ; délai, 25 points.",
        "Le linge est lavé sur place par deux lingères.",
        "Les agents en place sont repris, soit 13 salariés.",
        "Deux communes voisines ont fait de même.",
        "Trois sociétés avaient répondu.",
        "Onze disposent de bacs.",
        "Le bordereau de 2024 retenait 0,09 € le m².",
        "Un vaporisateur de 500 ml.",
        "Le prix pour 50 points, la valeur technique pour 35 points.",
        "Critères : le prix et la qualité ; délai, 25 points.",
        "Une carte de 10 entrées.",
        "Du linge prévu pour 75 lavages.",
        "Le reste est à évacuer, deux pianos que nous gardons.",
        "Les plans, on en a encore 3 cartons.",
        "Le bordereau compte 380 lignes.",
        "Des goûters, dont deux sur cinq biologiques.",
        "Le prix domine, le règlement donne 25 points à la qualité.",
        "Bennes de 15 m³ ou 30 m³ posées à la déchèterie.",
        "Des chambres de 4 à 6 lits.",
    ],
)
def test_a_number_that_names_or_dates_is_no_quantity(text):
    assert reading(text).quantities == ()


@pytest.mark.parametrize(
    ("text", "value", "unit", "period"),
    [
        ("Nombre de repas : 450", 450, "repas", None),
        ("Nombre de repas par jour : 450.", 450, "repas", "jour"),
        ("Nombre de repas : 450 par jour", 450, "repas", "jour"),
        ("Quantité d'assiettes = environ 1 200", 1200, "assiette", None),
        ("Mobilier :\n- chaises : 40\n", 40, "chaise", None),
        ("Article;Qté\nChaises coque;120\n", 120, "chaise", None),
        ("Ramettes A4 80g : 5 000 / an.", 5000, "ramette", "an"),
        ("Prévoir assiettes 900/jour", 900, "assiette", "jour"),
        ("Des boîtes en verre, 900 par jour, seront lavées", 900, "boîte", "jour"),
        ("Laver des draps, trois cents par semaine", 300, "drap", "semaine"),
        ("Le nombre de repas annuels est estimé à 142 000.", 142000, "repas", "an"),
    ],
)
def test_the_noun_may_come_before_its_number(text, value, unit, period):
    (found,) = reading(text).quantities
    assert (found.value, found.unit, found.period) == (value, unit, period)


@pytest.mark.parametrize(
    "text", ["Nombre de jours : 4", "Téléphones : 03 20 12 13 14", "Délais : 30 %", "- lot : 3"]
)
def test_a_form_gives_other_numbers_than_quantities(text):
    assert reading(text).quantities == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Elles sont 250 dans ce cas.", 250, "personne"),
        ("Ils sont environ 80 à venir.", 80, "personne"),
        ("Elles sont 12 écoles.", 12, "école"),
    ],
)
def test_they_are_people_unless_something_else_is_said(text, value, unit):
    (found,) = reading(text).quantities
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    "text", ["Des concerts dans les écoles, 2 par an.", "L'accueil de nos aînés, 30 par mois."]
)
def test_where_and_for_whom_are_not_what_comes_so_many_times(text):
    assert reading(text).quantities == ()


def test_a_noun_before_a_number_with_its_own_unit_counts_once():
    (found,) = reading("Nombre de repas : 450 repas par jour").quantities
    assert found.text == "450 repas par jour"


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Consommation annuelle de 3 850 kWh.", ["an"]),
        ("Quantités annuelles : papier : 300 ramettes ; colle : 40 bidons.", ["an", "an"]),
        ("Il faut par jour 40 repas.", ["jour"]),
        ("Besoin par semaine : 45 kg de blettes, 120 yaourts.", ["semaine", "semaine"]),
        ("58 kg de fruits et 74 kg de légumes par an.", ["an", "an"]),
        ("12 parcs et 74 kg de graines par an.", [None, "an"]),
        ("Quantités annuelles : blouses ; 1 900 / gilets ; 750.", ["an", "an"]),
        ("3 passages hebdomadaires dans les 12 écoles.", ["semaine", None]),
        ("Le transport quotidien de 46 élèves.", [None]),
        ("La fréquentation quotidienne de 46 élèves.", ["jour"]),
        ("La production annuelle de 46 tonnes.", ["an"]),
        ("La laverie lave chaque semaine 21 tonnes.", ["semaine"]),
        ("Trois rondes par nuit.", ["jour"]),
    ],
)
def test_a_period_may_come_before_what_it_counts(text, periods):
    assert [found.period for found in reading(text).quantities] == periods


@pytest.mark.parametrize(
    "text",
    [
        "Pour mémoire, 4 200 repas.",
        "Nous avions reçu 40 lits.",
        "L'ancien contrat prévoyait 12 passages.",
        "L'an dernier nous avions 200 chaises.",
        "Volumes 2025 : 4 200 repas.",
        "La ville a organisé en 2025 45 ateliers.",
        "Le contrat actuel de 620 repas par jour prend fin.",
        "Consommation constatée : 1 480 MWh.",
    ],
)
def test_what_was_is_no_need(text):
    assert reading(text).quantities == ()


@pytest.mark.parametrize(
    "text",
    ["Consommation 2026 de 300 ramettes.", "300 ramettes en 2026.", "2026 : 135 tonnes de papier."],
)
def test_a_year_is_over_once_the_next_one_begins(text):
    assert reading(text, date(2026, 12, 31)).quantities
    assert not reading(text, date(2027, 1, 1)).quantities


@pytest.mark.parametrize(
    ("text", "existing"),
    [
        ("Nous disposons de deux fours.", True),
        ("La cuisine sert actuellement 450 repas par jour.", True),
        ("Le parc actuel est vieux, il faut 12 vélos.", False),
        ("Il faut 12 vélos.", False),
    ],
)
def test_what_is_in_place_is_told_from_what_is_wanted(text, existing):
    (found,) = reading(text).quantities
    assert found.existing is existing


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 équipes de 4 agents", [2]),
        ("180 bacs de 240 litres", [180]),
        ("40 conteneurs à 4 roues", [40]),
        ("des tables de 8 personnes", []),
        ("un dîner de 8 personnes", [8]),
        ("3 poussettes quatre places", [3]),
        ("une crèche et quatre places", [4]),
    ],
)
def test_the_size_of_each_is_no_quantity(text, values):
    assert [found.value for found in reading(text).quantities] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("600 mètres de haies", 600, "mètre"),
        ("65 m de clôture", 65, "m"),
        ("Article : 10 hottes", 10, "hotte"),
        ("Commande type : 250 stylos", 250, "stylo"),
        ("Fourniture de 500 litres", 500, "litre"),
        ("50 brebis sur des prés", 50, "brebis"),
        ("Au moins 35 heures de travail", 35, "heure"),
        ("Pendant au moins 240 heures", 240, "heure"),
        ("2.5 Trois bennes", 3, "benne"),
        ("Lot 1 – 9 500 plants", 9500, "plant"),
        ("De 7 – 12 plants", 12, "plant"),
        ("118 agrès", 118, "agrès"),
        ("2 bibliobus", 2, "bibliobus"),
        ("Construction de 920 m² sur deux niveaux", 920, "m2"),
        ("Pour les classes : 225 dictionnaires", 225, "dictionnaire"),
        ("La résidence autonomie (52 résidents)", 52, "résident"),
        ("Mobilier inox, 288 tabourets", 288, "tabouret"),
        ("Bureaux occupés par 40 agents", 40, "agent"),
        ("Nouveau marché : 58 repas", 58, "repas"),
        ("Seconde phase : 4 km de haies", 4, "km"),
        ("Q. Combien ? R : 320 bacs", 320, "bac"),
        ("cinq sous-stations", 5, "sous-station"),
        ("14 boxes", 14, "box"),
        ("70 matériaux", 70, "matériau"),
        ("Il y a besoin, en moyenne, de 14 tonnes", 14, "tonne"),
        ("Le service a 148 salariées", 148, "salarié"),
        ("Un passage sur 12 sites", 12, "site"),
        ("48 arbres d'au moins douze essences", 48, "arbre"),
        ("Prévoir 12 essences", 12, "essence"),
        ("Il faut 12 agent", 12, "agent"),
    ],
)
def test_what_is_wanted_is_counted(text, value, unit):
    assert [(found.value, found.unit) for found in reading(text).quantities] == [(value, unit)]


def test_the_same_as_last_year_is_a_need():
    assert len(reading("Comme l'an dernier, il faut 80 chaises.").quantities) == 1


def test_a_range_keeps_its_least_value():
    (found,) = reading("entre 40 et 50 repas par jour").quantities
    assert (found.low, found.value) == (40, 50)


@pytest.mark.parametrize(
    "text",
    [
        "Les programmes 2014-2020 gérés par la Région.",
        "Un commissaire pour les exercices 2024 à 2029 inclus.",
        "Le site Natura 2000 du lac.",
        "RD 14 - PR 85+729 reconstruction d'un ouvrage.",
        "Lot 1 - 2470 MACONNERIE",
        "Au 26 Carrefour de Rethondes.",
        "Dans un périmètre de 200 km autour de Paris.",
        "Achat d'une balayeuse aspiratrice de 2 m3.",
        "Pièces pour véhicules jusqu'à 3,5 tonnes.",
        "OUVRAGE D ART N 1 FRANCHISSEMENT",
        "POUR VEHICULE NEUF LEGER",
    ],
)
def test_years_roads_streets_and_what_a_thing_is_like_are_not_counted(text):
    assert reading(text).quantities == ()


def test_parts_of_a_vehicle_are_told_from_the_vehicles():
    text = "2 berlines neuves électriques 5 portes 5 places"
    assert [(q.value, q.unit) for q in reading(text).quantities] == [(2, "berline")]
