"""Numbers beside the need, and the same numbers when they are the need."""

import pytest

from procurement.language.amounts import amounts
from procurement.language.durations import durations
from procurement.language.quantities import quantities
from procurement.language.spans import Taken


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
