"""Quantities, amounts, dates, durations, objectives and exclusions, one way of writing a case."""

import pytest

from procurement.language.reading import read
from tests.procurement.language import GAZETTEER, SUGGESTER


def reading(text):
    return read(text, gazetteer=GAZETTEER, suggester=SUGGESTER)


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


def test_a_noun_before_a_number_with_its_own_unit_counts_once():
    (found,) = reading("Nombre de repas : 450 repas par jour").quantities
    assert found.text == "450 repas par jour"


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Consommation annuelle de 3 850 kWh.", ["an"]),
        ("Quantités annuelles : papier : 300 ramettes ; colle : 40 bidons.", ["an", "an"]),
        ("Il faut par jour 40 repas.", ["jour"]),
        ("3 passages hebdomadaires dans les 12 écoles.", ["semaine", None]),
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
    ],
)
def test_what_was_is_no_need(text):
    assert reading(text).quantities == ()


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
    ("text", "value", "tax"),
    [
        ("18 000 € TTC", 18000, "ttc"),
        ("15 k€ HT", 15000, "ht"),
        ("1,5 million d'euros", 1_500_000, None),
        ("2 M€ HT", 2_000_000, "ht"),
        ("18.500 € H.T.", 18500, "ht"),
        ("4,85 € TTC", 4.85, "ttc"),
        ("vingt mille euros hors taxes", 20000, "ht"),
        ("25 000 €HT", 25000, "ht"),
        ("18500 HT", 18500, "ht"),
        ("165000 ttc", 165000, "ttc"),
        ("15 000", 15000, None),
        ("0,48 M€ TTC", 480_000, "ttc"),
    ],
)
def test_an_amount_has_a_value_and_a_tax(text, value, tax):
    (found,) = reading(f"Budget : {text}").amounts_eur
    assert (found.value, found.tax, found.text) == (value, tax, text)


def test_a_range_of_amounts_is_its_most_and_keeps_its_least():
    (found,) = reading("entre 40 000 et 60 000 € HT").amounts_eur
    assert (found.low, found.value, found.tax) == (40000, 60000, "ht")


@pytest.mark.parametrize(
    "text",
    [
        "Prix : 4,12 € TTC par repas.",
        "Tarif actuel : 210 €/tonne.",
        "3,42 € HT la ramette",
        "Un prix unitaire de 32 000 € TTC.",
        "Pénalité de 100 € par jour.",
        "Franco de port à partir de 80 €.",
        "Pas un euro de plus.",
        "Prix du contrat précédent : 31 000 €.",
        "Coût à la page limité à 0,004 €.",
    ],
)
def test_a_price_for_one_a_penalty_and_a_threshold_are_no_budget(text):
    found = reading(text)
    assert (found.amounts_eur, found.quantities) == ((), ())


@pytest.mark.parametrize("text", ["90 000 € HT par an", "1 200 € par mois", "30 000 € l'année"])
def test_a_budget_may_be_said_for_a_period(text):
    assert len(reading(text).amounts_eur) == 1


@pytest.mark.parametrize(
    ("text", "iso", "role"),
    [
        ("Offres au plus tard le 30 juin 2027.", "2027-06-30", "deadline"),
        ("Livraison avant le 12/03/2027.", "2027-03-12", "deadline"),
        ("À compter du 1er septembre 2026.", "2026-09-01", "start"),
        ("Le contrat prend fin le 31.12.2026.", "2026-12-31", "end"),
        ("La fête aura lieu le samedi 6 mars 2027.", "2027-03-06", "event"),
        ("Le premier mars deux mille vingt-sept.", "2027-03-01", None),
        ("Rendu avant fin février 2027.", "2027-02-28", "deadline"),
        ("Ouverture en septembre 2027.", "2027-09-01", "start"),
        ("Reçu le 2027-06-30.", "2027-06-30", None),
        ("L'an deux mille vingt-six, le vingt-neuf juin", "2026-06-29", None),
        ("Début : T2 2027", "2027-04-01", "start"),
        ("Rendu au plus tard au 1er trimestre 2028.", "2028-03-31", "deadline"),
        ("Le contrat court jusqu'en juin 2027.", "2027-06-30", "end"),
        ("Livraison prévue en mai 2027.", "2027-05", None),
        ("Les clés des salles, le 3 mai 2027.", "2027-05-03", None),
    ],
)
def test_a_date_has_an_iso_form_and_a_role(text, iso, role):
    (found,) = reading(text).dates
    assert (found.iso, found.role) == (iso, role)


def test_a_period_gives_its_start_and_its_end():
    found = reading("Du 1er septembre au 30 juin 2027.").dates
    assert [(day.iso, day.role) for day in found] == [
        ("2026-09-01", "start"),
        ("2027-06-30", "end"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Entre le 1er octobre 2027 et le 28 février 2028.", ["start", "end"]),
        ("Du 27/11 au 31/12/2026.", ["start", "end"]),
        ("Visites les 17 et 19 novembre 2026.", ["event", "event"]),
    ],
)
def test_two_dates_share_what_leads_to_them(text, expected):
    assert [day.role for day in reading(text).dates] == expected


def test_a_day_without_a_year_is_kept_as_it_is_said():
    (found,) = reading("Réponse avant le 12 octobre.").dates
    assert (found.iso, found.text, found.role) == (None, "12 octobre", "deadline")


def test_a_relative_date_is_kept_as_it_is_said():
    (found,) = reading("Livraison à la rentrée prochaine.").dates
    assert (found.iso, found.text) == (None, "à la rentrée prochaine")


def test_an_impossible_day_is_no_date():
    assert reading("Le 31/02/2027.").dates == ()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("36 mois", 36),
        ("trois ans", 36),
        ("un an et demi", 18),
        ("deux semestres", 12),
        ("dix-huit mois", 18),
    ],
)
def test_a_duration_is_counted_in_months(text, months):
    (found,) = reading(f"Marché d'une durée de {text}.").durations_months
    assert (found.months, found.text) == (months, text)


@pytest.mark.parametrize(
    "text",
    [
        "Les enfants de 3 à 6 ans.",
        "Deux fois par an.",
        "Âgés de 60 ans",
        "Garantie de reprise 2 ans.",
        "Depuis trois ans.",
        "5 ans de garantie.",
        "Tous les 6 mois.",
        "Offres valables 4 mois.",
        "Des enfants de 10 semaines à 3 ans.",
        "Garantie de reprise : 2 ans.",
        "Les 86 ans de moyenne d'âge.",
        "Des pièces disponibles dix ans.",
        "Une reprise de 5 ans d'historique.",
    ],
)
def test_an_age_or_a_period_is_no_duration(text):
    assert reading(text).durations_months == ()


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("du mobilier de seconde main", "reemploi"),
        ("des personnes éloignées de l'emploi", "insertion"),
        ("un ESAT", "handicap"),
        ("des produits biologiques", "bio"),
        ("zéro phyto", "biodiversite"),
        ("un circuit court", "circuit_court"),
    ],
)
def test_an_objective_is_read_from_its_words(text, objective):
    assert objective in {found.id for found in reading(f"Nous voulons {text}.").objectives}


def test_an_objective_that_is_refused_is_none():
    assert reading("Pas de bio demandé.").objectives == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nettoyage, hors entretien de 300 vitres.",
        "La tonte de 300 terrains restera en régie.",
        "Les 300 parcs restent entretenus par la régie.",
        "Le marché ne comprend pas la pose de 300 barrières.",
        "Le lavage de 300 bacs fait l'objet d'un marché distinct.",
    ],
)
def test_what_is_excluded_is_no_need(text):
    assert reading(text).quantities == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nettoyage hors vitres, moquettes bio et parkings, 300 bureaux.",
        "Entretien, sauf les haies, les massifs et le bio, de 300 arbres.",
    ],
)
def test_an_exclusion_may_be_a_list(text):
    found = reading(text)
    assert found.objectives == ()
    assert [quantity.value for quantity in found.quantities] == [300]


def test_a_quantity_after_an_exclusion_is_needed():
    found = reading("Nettoyage hors vitres, 300 bureaux et 4 salles.").quantities
    assert [quantity.value for quantity in found] == [300, 4]


@pytest.mark.parametrize(
    "text",
    [
        "Un repas à l'occasion des vœux.",
        "Le respect des consignes de sécurité.",
        "L’insertion paysagère du bâtiment.",
        "Des peintures lavables.",
        "L'égalité de traitement des candidats.",
    ],
)
def test_words_that_only_resemble_are_no_objective(text):
    assert reading(text).objectives == ()


def test_taxes_are_not_an_exclusion():
    assert reading("12 € hors taxes pour 40 repas.").quantities[0].value == 40
