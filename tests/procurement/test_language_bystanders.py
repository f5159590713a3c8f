"""Numbers beside the need, and the same numbers when they are the need."""

from datetime import date

import pytest

from procurement.language.amounts import amounts
from procurement.language.durations import durations
from procurement.language.quantities import quantities
from procurement.language.spans import Taken
from tests.procurement.language import reading


def counted(text):
    return [(found.value, found.unit, found.period) for found in quantities(text, Taken())]


@pytest.mark.parametrize(
    ("beside", "wanted", "unit"),
    [
        ("Un magazine de 32 pages.", "Impression de 40 000 pages.", "page"),
        (
            "Huit vélos pour remplacer deux camionnettes.",
            "Il faut deux camionnettes.",
            "camionnette",
        ),
        ("Le col est situé à 1 275 m d'altitude.", "Une clôture de 120 m.", "m"),
        ("Des entreprises de moins de 20 salariés.", "Former 20 salariés.", "salarié"),
        ("Des tissus résistant à 300 lavages.", "Prévoir 300 lavages.", "lavage"),
        ("Par groupes de 12 personnes, classes de 25 élèves.", "Repas pour 25 élèves.", "élève"),
        ("Dossier remis en 3 exemplaires.", "Imprimer 3 exemplaires.", "exemplaire"),
        ("Nous avons servi 320 repas en 2024.", "Prévoir 320 repas en 2027.", "repas"),
        ("Marché divisé en 12 lots.", "Des jeux : 40 lots.", "lot"),
    ],
)
def test_a_number_beside_the_need_is_told_from_the_need(beside, wanted, unit):
    assert unit not in [found[1] for found in counted(beside)]
    assert unit in [found[1] for found in counted(wanted)]


@pytest.mark.parametrize(
    "text",
    [
        "Part remise à neuf visée : 25 %.",
        "Coton neuf uniquement.",
        "Vingt-deux présents sur vingt-neuf.",
        "Normes EN 1176 et 1177 obligatoires.",
        "Prise de 380 volts, sacs de 50 microns.",
    ],
)
def test_a_number_of_nothing_bought_is_silent(text):
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60 matelas, 60 lits", [(60, "matelas", None), (60, "lit", None)]),
        ("3 200 rendez-vous par an", [(3200, "rendez-vous", "an")]),
        ("Des bus : 3 autobus et 12 vitres", [(3, "autobus", None), (12, "vitre", None)]),
        ("800 kg de fruits et légumes par semaine", [(800, "kg", "semaine")]),
        ("3 agents et 2 visites par semaine", [(3, "agent", None), (2, "visite", "semaine")]),
        ("Fréquence : 4/an", [(4, "fois", "an")]),
        ("1 restaurant de 320 couverts", [(1, "restaurant", None), (320, "couvert", None)]),
        ("2 restaurants de 90 couverts", [(2, "restaurant", None)]),
    ],
)
def test_a_noun_keeps_its_end_and_its_period(text, expected):
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("48 000 € HT par saison.", [48000]),
        ("Prix : on avait payé 390 € pièce, on espère 9 000 € HT en tout.", [9000]),
        ("Tarif : pas plus de 8 700 € TTC.", [8700]),
        ("Tarif : 8 € le repas.", []),
        ("L'entreprise du canton avait donné un prix l'an dernier, 2 900 €.", []),
        ("Achat déjà réalisé, 97 000 €.", []),
    ],
)
def test_what_was_paid_is_no_budget(text, values):
    assert [found.value for found in amounts(text)] == values


def test_a_contract_renewed_lasts_what_it_lasts_first():
    def months(text):
        return [found.months for found in durations(text, Taken())]

    assert months("Marché de deux ans puis 2 x 1 an.") == [24]
    assert months("Contrat d'un an.") == [12]


def said(text):
    return [(value, unit) for value, unit, _ in counted(text)]


@pytest.mark.parametrize(
    ("beside", "wanted", "expected"),
    [
        # how large, how far, how dense one thing is
        ("Une remorque d'un volume utile de 8 m³.", "Un terreau : 8 m³.", (8, "m3")),
        ("Des rouleaux de 50 m.", "Une haie de 50 m.", (50, "m")),
        ("Des bidons 5 litres.", "5 litres de peinture.", (5, "litre")),
        ("Un camion 19 t avec grue.", "Du sel : 19 t.", (19, "tonne")),
        ("Des panneaux de 2 m sur 3 m.", "3 m de guirlande.", (3, "m")),
        ("Friteuse 2 x 10 litres.", "Il faut 10 litres de vernis.", (10, "litre")),
        (
            "Mobilier inox, hauteur 90 cm, 120 kg.",
            "Carottes, poireaux, 120 kg de choux.",
            (120, "kg"),
        ),
        ("Un espacement de 5 m entre les arbres.", "Poser 5 m de bordure.", (5, "m")),
        ("Dénivelé de 300 m.", "Une clôture de 300 m.", (300, "m")),
        ("Densité : 4 plants au m².", "Fournir 4 plants.", (4, "plant")),
        ("500 feuilles par ramette.", "Imprimer 500 feuilles.", (500, "feuille")),
        ("Un minibus 9 places.", "9 places de spectacle.", (9, "place")),
        ("Un logement de 4 pièces.", "Nettoyer 4 pièces.", (4, "pièce")),
        ("Un parking de 40 places.", "Création de 40 places de parking.", (40, "place")),
        ("Chaque sac pèse 25 kg.", "Il faut 25 kg de farine.", (25, "kg")),
        ("Batterie de 50 kWh.", "Fournir 50 kWh de chaleur.", (50, "kwh")),
        # what things can do or hold
        ("La déchèterie peut recevoir 20 tonnes par jour.", "20 tonnes par jour.", (20, "tonne")),
        ("Une capacité de 2 000 pièces par jour.", "2 000 pièces par jour.", (2000, "pièce")),
        ("Des locaux dimensionnés pour 60 postes.", "Équiper 60 postes.", (60, "poste")),
        ("Un lave-vaisselle de 60 paniers à l'heure.", "Fournir 60 paniers.", (60, "panier")),
        ("Cartons de 24 bouteilles.", "Il faut 24 bouteilles.", (24, "bouteille")),
        # what was, what is left, what leaves
        ("Nous avons acheté 300 chaises.", "Nous achetons 300 chaises.", (300, "chaise")),
        ("15 chaises ont été cassées.", "15 chaises sont à réparer.", (15, "chaise")),
        ("40 bornes ont été installées.", "40 bornes ont été demandées.", (40, "borne")),
        ("Le marché sortant comprenait 15 sites.", "Le marché comprendra 15 sites.", (15, "site")),
        (
            "La commune souhaitait moins : 12 bancs en 2024.",
            "Elle souhaitait 12 bancs.",
            (12, "banc"),
        ),
        ("2024 : 135 tonnes.", "2027 : 135 tonnes.", (135, "tonne")),
        ("En 2024, 300 chaises.", "En 2027, 300 chaises.", (300, "chaise")),
        (
            "La collecte s'est élevée à 340 tonnes.",
            "La collecte s'élève à 340 tonnes.",
            (340, "tonne"),
        ),
        ("Il reste 6 chaises.", "Il faut 6 chaises.", (6, "chaise")),
        ("40 cartons en stock.", "40 cartons en papier.", (40, "carton")),
        (
            "Les 12 vieux postes seront donnés.",
            "Les 12 vieux postes seront réparés.",
            (12, "poste"),
        ),
        # who judges, votes, bids, works already
        ("Étaient présents 14 élus.", "Tablettes pour 14 élus.", (14, "élu")),
        ("4 élus siègent au jury.", "Former 4 élus.", (4, "élu")),
        ("Trois fournisseurs ont été consultés.", "Former trois fournisseurs.", (3, "fournisseur")),
        ("Présenter 3 références.", "Au catalogue, 3 références.", (3, "référence")),
        ("Prix : 60 points.", "60 points lumineux.", (60, "point")),
        ("Une entreprise de 50 salariés.", "Former 50 salariés.", (50, "salarié")),
        ("Une équipe tenue par trois agents.", "Une tenue pour trois agents.", (3, "agent")),
        ("Un animateur pour 12 enfants.", "Un goûter pour 12 enfants.", (12, "enfant")),
        ("12 personnes par session.", "12 personnes à former.", (12, "personne")),
        ("Deux repas sur trois.", "Deux repas par jour.", (2, "repas")),
        # thresholds, what stays in house or is lent
        ("Commande minimale : 20 cartons.", "Commande : 20 cartons.", (20, "carton")),
        ("Par tranche de 10 unités.", "Une série de 10 unités.", (10, "unité")),
        ("Groupe limité à 12 personnes.", "Groupe prévu à 12 personnes.", (12, "personne")),
        ("La mairie prêtera 20 barrières.", "La mairie louera 20 barrières.", (20, "barrière")),
        ("Il ne livrera pas les 3 annexes.", "Il livrera les 3 annexes.", (3, "annexe")),
        # time that is given, or spent
        ("Commande à passer 72 heures à l'avance.", "72 heures d'insertion.", (72, "heure")),
        ("Un spectacle, durée 2 heures.", "2 heures de ménage.", (2, "heure")),
        ("De 14 heures à 16 heures.", "Une formation de 14 heures.", (14, "heure")),
    ],
)
def test_the_same_number_is_beside_the_need_or_the_need(beside, wanted, expected):
    assert expected not in said(beside)
    assert expected in said(wanted)


@pytest.mark.parametrize(
    "text",
    ["Prise 380 V, 18 A.", "Papier 2 plis.", "Affiches en trois langues.", "Après trois pannes."],
)
def test_what_nobody_counts_is_silent(text):
    assert counted(text) == []


@pytest.mark.parametrize(
    ("beside", "budget"),
    [
        ("Repas à 4,20 € TTC.", "Repas limités à 4 200 € TTC."),
        ("Pénalité de 150 €.", "Plafond de 150 €."),
        ("150 € par jour de retard.", "150 € par jour de location."),
        ("En dessous de 40 000 € HT, sans publicité.", "Environ 40 000 € HT, sans option."),
        ("Procédure adaptée car moins de 215 000 € HT.", "Moins de 215 000 € HT en tout."),
        ("Caution de 2 000 €.", "Budget de 2 000 €."),
        ("Consigne de 2 € par gobelet.", "Gobelets : 200 €."),
        ("Coût 2025 : 71 000 €.", "Coût 2027 : 71 000 €."),
        ("Le précédent marché coûtait 48 000 € HT.", "Le marché coûtera 48 000 € HT."),
        ("Nous avons dépensé 12 000 €.", "Nous avons inscrit 12 000 €."),
        ("Chiffre d'affaires minimal de 100 000 €.", "Montant minimal de 100 000 €."),
    ],
)
def test_a_sum_is_beside_the_budget_or_the_budget(beside, budget):
    today = date(2026, 6, 1)
    assert not list(amounts(beside, today))
    assert len(list(amounts(budget, today))) == 1


@pytest.mark.parametrize(
    ("beside", "lasting"),
    [
        ("Le gymnase, vieux de 40 ans.", "Un bail de 40 ans."),
        ("La chaudière a 22 ans.", "Le bail est de 22 ans."),
        ("Du matériel d'occasion de 5 ans.", "Un contrat de 5 ans."),
        ("Justifier de trois années d'exercice.", "Marché de trois années."),
        ("Délai de paiement de 2 mois.", "Délai d'exécution de 2 mois."),
        ("Un mois avant la rentrée.", "Un mois d'essai."),
        ("En deux ans, le prix a doublé.", "Travaux menés en deux ans."),
        ("Première révision au bout d'un an.", "Une mission d'un an."),
        ("Trois reconductions d'un an.", "Une durée d'un an."),
        ("Congé maternité de 4 mois.", "Location de 4 mois."),
        ("L'école ferme six jours.", "Un essai pendant six jours."),
        ("27 sinistres en trois ans.", "Un chantier mené en trois ans."),
        ("740 lanternes en deux ans.", "Remplacer 740 lanternes en deux ans."),
        ("Des téléphones gardés quatre ans.", "Un contrat de quatre ans."),
        ("Trois ans sans emploi.", "Trois ans sans reconduction."),
        ("Sept mois en moyenne.", "Sept mois en tout."),
        ("Son fils de 17 ans.", "Une concession de 17 ans."),
        ("Ouverte deux matins pendant 5 mois.", "Reste ouverte, travaux sur 5 mois."),
        ("Un passage par semaine sur 20 semaines.", "Deux passages par semaine pendant dix mois."),
    ],
)
def test_how_long_other_things_last_is_no_duration(beside, lasting):
    assert not list(durations(beside, Taken()))
    assert len(list(durations(lasting, Taken()))) == 1


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("Le préfet a suspendu 40 chantiers.", "Il faut suivre 40 chantiers."),
        ("La rame était longue de 90 wagons.", "Prévoir 90 wagons."),
        ("La ville prête 600 gobelets empruntés chaque été.", "Prévoir 600 gobelets."),
        ("Une benne pour 800 habitants.", "Une benne et un service à 800 habitants."),
        ("Un volume de 9 litres par habitant.", "Un volume de 9 litres par jour."),
        ("Compteurs > 70 kVA.", "Un groupe et 70 kVA."),
        ("Des caissons de 15 m3.", "Évacuer 15 m3."),
        ("Une navette peut emmener 20 personnes.", "Un repas pour 20 personnes."),
        ("Marché 12 / 2027 peinture.", "Fournir 2027 peintures."),
        ("Trente villages sont labellisés.", "Trente villages sont concernés."),
        (
            "Salariés en CDD, à raison de 24 heures par semaine.",
            "Accueil de 24 heures par semaine.",
        ),
        ("Bilan de la saison : 75 ateliers.", "Besoin de la saison : 75 ateliers."),
        ("Résultats : deux sites ; 75 ateliers.", "Besoins : deux sites ; 75 ateliers."),
        ("Cinq agents de maîtrise encadrent les équipes.", "Prévoir cinq agents de maîtrise."),
        ("Un animateur pour 12 enfants.", "Un animateur pour 12 séances."),
        ("Valoriser neuf dixièmes des gravats.", "Valoriser neuf tonnes de gravats."),
        ("Lots : 1 charpente, 2 toiture, 3 peinture.", "Fournir 1 banc, 2 tables, 3 chaises."),
    ],
)
def test_what_was_or_is_spread_or_can_be_is_not_what_is_wanted(told, wanted):
    assert reading(told).quantities == ()
    assert len(reading(wanted).quantities) >= 1


def test_lines_that_rank_what_is_bought_count_nothing():
    assert counted("5 légumes\n6 fromages\n7 yaourts") == []
    assert counted("50 légumes\n60 fromages") == [(50, "légume", None), (60, "fromage", None)]


def test_ranks_follow_each_other_from_one_on():
    assert counted("Lots : 1 charpente, 2 toiture, 3 peinture ; 40 portes.") == [
        (40, "porte", None)
    ]
    assert counted("Lots : 2 charpente, 3 toiture.") != []


def test_one_alone_is_no_unit():
    assert counted("Une seule tournée par mois.") == [(1, "tournée", "mois")]


def test_what_is_aimed_at_sizes_the_need():
    assert counted("Les 230 lignes sont visées.") == [(230, "ligne", None)]


def test_what_was_retained_sizes_the_need():
    assert counted("La commission a retenu 12 sites.") == [(12, "site", None)]


def test_what_is_done_by_all_is_wanted():
    assert counted("La collecte a lieu 3 fois par semaine.") == [(3, "fois", "semaine")]
