"""Criteria and weights: tables, lists and sentences, lot by lot."""

import pytest

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier

SAID = [
    (
        "# Critères\nPrix : 60 %\nValeur technique : 40 %",
        [
            (None, "Prix", 60, {}),
            (None, "Valeur technique", 40, {}),
        ],
    ),
    (
        "# Jugement des offres\n| Critères | Pondération |\n| 1-Prix des prestations | "
        "40.0 % |\n| 2-Valeur technique | 60.0 % |\n| 2.1-Organisation | 30.0 % |\n| "
        "2.2-Moyens | 30.0 % |",
        [
            (None, "Prix des prestations", 40, {}),
            (None, "Valeur technique", 60, {"Organisation": 30, "Moyens": 30}),
        ],
    ),
    (
        "# Critères d'attribution\n## Lot 1 – Peinture\nPrix : 60 %\nTechnique : 40 %\n## "
        "Lot 2 – Sols\nPrix : 50 %\nTechnique : 30 %\nDélai : 20 %",
        [
            ("1", "Prix", 60, {}),
            ("1", "Technique", 40, {}),
            ("2", "Prix", 50, {}),
            ("2", "Technique", 30, {}),
            ("2", "Délai", 20, {}),
        ],
    ),
    (
        "# Critères d'attribution\n| Critères | Lot A | Lot B |\n| Prix | 60 | 50 |\n| "
        "Technique | 40 | 50 |",
        [
            ("A", "Prix", 60, {}),
            ("A", "Technique", 40, {}),
            ("B", "Prix", 50, {}),
            ("B", "Technique", 50, {}),
        ],
    ),
    (
        "# Critères d'attribution\n| Lot | Prix | Qualité | Délai |\n| 1 | 40 % | 40 % | "
        "20 % |\n| 2 | 50 % | 30 % | 20 % |",
        [
            ("1", "Prix", 40, {}),
            ("1", "Qualité", 40, {}),
            ("1", "Délai", 20, {}),
            ("2", "Prix", 50, {}),
            ("2", "Qualité", 30, {}),
            ("2", "Délai", 20, {}),
        ],
    ),
    (
        "# Critères d'attribution\nLot 1 : prix 60 %, valeur technique 40 %. Lot 2 : "
        "prix 40 %, valeur technique 40 %, insertion 20 %.",
        [
            ("1", "prix", 60, {}),
            ("1", "valeur technique", 40, {}),
            ("2", "prix", 40, {}),
            ("2", "valeur technique", 40, {}),
            ("2", "insertion", 20, {}),
        ],
    ),
    (
        "# Attribution\nPour les lots 1 et 3, le prix compte pour 70 % et la qualité "
        "pour 30 %. Pour le lot 2, le prix compte pour 40 %, la qualité pour 60 %.",
        [
            ("1", "prix", 70, {}),
            ("1", "qualité", 30, {}),
            ("3", "prix", 70, {}),
            ("3", "qualité", 30, {}),
            ("2", "prix", 40, {}),
            ("2", "qualité", 60, {}),
        ],
    ),
    (
        "# Attribution\nCritère n°1 : Prix (pondération : 40)\nCritère n°2 : Valeur "
        "technique (pondération : 60)\n- sous-critère 1 : méthode (30)\n- sous-critère 2 "
        ": équipe (30)",
        [
            (None, "Prix", 40, {}),
            (None, "Valeur technique", 60, {"méthode": 30, "équipe": 30}),
        ],
    ),
    (
        "# Sélection\nLes offres seront classées selon les critères suivants : prix des "
        "prestations pondéré à 40 %, valeur technique pondérée à 60 %.",
        [
            (None, "prix des prestations", 40, {}),
            (None, "valeur technique", 60, {}),
        ],
    ),
    (
        "# Attribution\n- 40 % : le prix\n- 35 % : la valeur technique\n- 25 % : les délais",
        [
            (None, "prix", 40, {}),
            (None, "valeur technique", 35, {}),
            (None, "délais", 25, {}),
        ],
    ),
    (
        "# Attribution\nValeur technique – 60 points\nElle est jugée à partir du mémoire "
        ":\n- la méthode : 40 points\n- les moyens : 20 points\nPrix – 40 points\nNote = "
        "40 x (prix le plus bas / prix de l'offre)",
        [
            (None, "Valeur technique", 60, {"méthode": 40, "moyens": 20}),
            (None, "Prix", 40, {}),
        ],
    ),
    (
        "# Attribution\n| Critère | Sous-critère | Points |\n| Technique | Méthode | 30 "
        "|\n| Technique | Équipe | 30 |\n| Prix | | 40 |",
        [
            (None, "Technique", 60, {"Méthode": 30, "Équipe": 30}),
            (None, "Prix", 40, {}),
        ],
    ),
    (
        "# Attribution\n| Critère | Pondération | Sous-critère | Pondération |\n| "
        "Technique | 60 % | Méthode | 30 % |\n| Technique | 60 % | Équipe | 30 % |\n| "
        "Prix | 40 % | | |",
        [
            (None, "Technique", 60, {"Méthode": 30, "Équipe": 30}),
            (None, "Prix", 40, {}),
        ],
    ),
    (
        "# Attribution\nLe marché est attribué à l'offre économiquement la plus "
        "avantageuse selon : le coût (coefficient 0,6) et la qualité (coefficient 0,4).",
        [
            (None, "coût", 60, {}),
            (None, "qualité", 40, {}),
        ],
    ),
    (
        "# Attribution\nTarif /40\nQualité /60",
        [
            (None, "Tarif", 40, {}),
            (None, "Qualité", 60, {}),
        ],
    ),
    (
        "# Attribution\nA. Prix (50 points)\nB. Qualité (50 points)\nB.1 Organisation (30 "
        "points)\nB.2 Suivi (20 points)",
        [
            (None, "Prix", 50, {}),
            (None, "Qualité", 50, {"Organisation": 30, "Suivi": 20}),
        ],
    ),
    (
        "# Comment l'offre sera choisie\nLa moitié de la note vient du prix, le reste "
        "de la qualité.",
        [],
    ),
    (
        "# Critères\nLes critères sont, par ordre décroissant d'importance :\n1. le "
        "prix\n2. le délai\n3. la qualité",
        [
            (None, "prix", None, {}),
            (None, "délai", None, {}),
            (None, "qualité", None, {}),
        ],
    ),
    (
        "# Critères\nLot n° 1\n| Critère | Poids |\n| Prix | 60 % |\n| Technique | 40 % "
        "|\nLot n° 2\n| Critère | Poids |\n| Prix | 40 % |\n| Technique | 60 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Technique", 40, {}),
            ("2", "Prix", 40, {}),
            ("2", "Technique", 60, {}),
        ],
    ),
    (
        "# Critères\n| Lots 1 et 2 | |\n| Prix | 60 % |\n| Technique | 40 % |\n| Lot 3 | "
        "|\n| Prix | 40 % |\n| Technique | 60 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Technique", 40, {}),
            ("2", "Prix", 60, {}),
            ("2", "Technique", 40, {}),
            ("3", "Prix", 40, {}),
            ("3", "Technique", 60, {}),
        ],
    ),
    (
        "# Critères\nPrix 50 % / Technique 30 % / Délai 20 %",
        [
            (None, "Prix", 50, {}),
            (None, "Technique", 30, {}),
            (None, "Délai", 20, {}),
        ],
    ),
    (
        "# Critères\nTechnique (60 %) : méthode (20 %), équipe (25 %), planning (15 "
        "%)\nPrix (40 %)",
        [
            (None, "Technique", 60, {"méthode": 20, "équipe": 25, "planning": 15}),
            (None, "Prix", 40, {}),
        ],
    ),
    (
        "# Critères\n1) Qualité technique de l'offre au vu du mémoire (note sur 50)\n2) "
        "Prix (note sur 40)\n3) Démarche environnementale (note sur 10)",
        [
            (None, "Qualité technique de l'offre", 50, {}),
            (None, "Prix", 40, {}),
            (None, "Démarche environnementale", 10, {}),
        ],
    ),
    (
        "# Critères\nLe prix est noté sur 40 points, la technique sur 50 points et le "
        "délai sur 10 points.",
        [
            (None, "prix", 40, {}),
            (None, "technique", 50, {}),
            (None, "délai", 10, {}),
        ],
    ),
    (
        "# Critères\n| N° | Critères | Coefficient |\n| 1 | Prix | 4 |\n| 2 | Qualité | 6 |",
        [
            (None, "Prix", 40, {}),
            (None, "Qualité", 60, {}),
        ],
    ),
    (
        "# Critères\n| Critères de choix | Lots 1 à 3 | Lot 4 |\n| Prix | 60 % | 40 % "
        "|\n| Qualité | 40 % | 60 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Qualité", 40, {}),
            ("2", "Prix", 60, {}),
            ("2", "Qualité", 40, {}),
            ("3", "Prix", 60, {}),
            ("3", "Qualité", 40, {}),
            ("4", "Prix", 40, {}),
            ("4", "Qualité", 60, {}),
        ],
    ),
    (
        "# Critères\nPour le lot 1 (peinture) : prix 60 points ; technique 40 "
        "points\nPour le lot 2 (sols) : prix 50 points ; technique 50 points",
        [
            ("1", "prix", 60, {}),
            ("1", "technique", 40, {}),
            ("2", "prix", 50, {}),
            ("2", "technique", 50, {}),
        ],
    ),
    (
        "# Critères\nLots n° 1, 2 et 4 : 60 % prix, 40 % valeur technique\nLot n° 3 : 100 % prix",
        [
            ("1", "prix", 60, {}),
            ("1", "valeur technique", 40, {}),
            ("2", "prix", 60, {}),
            ("2", "valeur technique", 40, {}),
            ("4", "prix", 60, {}),
            ("4", "valeur technique", 40, {}),
            ("3", "prix", 100, {}),
        ],
    ),
    (
        "# Critères\nCritère 1 - Prix (40%)\nLe prix est jugé sur le DQE.\nCritère 2 - "
        "Valeur technique (60%)\nSous-critère 2.1 - Organisation (35%)\nSous-critère 2.2 "
        "- Environnement (25%)",
        [
            (None, "Prix", 40, {}),
            (None, "Valeur technique", 60, {"Organisation": 35, "Environnement": 25}),
        ],
    ),
    (
        "# Critères\nValeur technique : 60 % décomposée en :\n- organisation : 50 %\n- "
        "moyens : 50 %\nPrix : 40 %",
        [
            (None, "Valeur technique", 60, {"organisation": 50, "moyens": 50}),
            (None, "Prix", 40, {}),
        ],
    ),
]


def read(*texts, **named):
    """(lot, name, weight, {sub-criterion: weight}) of each criterion, folded."""
    return sorted(
        (
            (
                one.lot or "",
                fold(one.name),
                one.weight,
                {fold(s.name): s.weight for s in one.sub_criteria},
            )
            for one in read_facts(dossier(*texts, **named)).criteria
        ),
        key=lambda one: one[:2],
    )


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_criteria_are_read_with_their_weights(text, expected):
    wanted = [
        (lot or "", fold(name), weight, {fold(k): v for k, v in subs.items()})
        for lot, name, weight, subs in expected
    ]
    assert read(text) == sorted(wanted, key=lambda one: one[:2])


@pytest.mark.parametrize(
    "text",
    [
        "Avance : 5 %. Retenue de garantie : 5 %. TVA : 20 %.",
        "# Pénalités\nRetard : 1/1000 du montant, plafonnées à 10 %.",
        "# Candidatures\nLes candidatures sont classées : références (60 %), moyens (40 %).",
        "# Notation\nTrès satisfaisant : 5 points\nSatisfaisant : 3 points\nInsuffisant : 1 point",
    ],
)
def test_what_weighs_no_criterion_is_left_alone(text):
    assert read(text) == []


def test_what_a_corrigendum_replaces_is_replaced():
    found = read(
        rc="# Critères\nPrix (50 %), délai (50 %).",
        rectificatif="Les critères sont remplacés par : prix (40 %), délai (60 %).",
    )
    assert [one[:3] for one in found] == [
        (
            "",
            "delai",
            60,
        ),
        ("", "prix", 40),
    ]


def test_pieces_that_weigh_differently_are_shown_side_by_side():
    facts = read_facts(
        dossier(
            rc="# Critères\nPrix : 50 %\nDélai : 50 %", avis="# Critères\nPrix : 40 %\nDélai : 60 %"
        )
    )
    (found,) = facts.contradictions
    assert found.kind == "criteria"
    assert [item.where.file for item in found.said] == ["rc.docx", "avis.docx"]


def test_rules_that_stand_in_the_contract_are_read_when_the_notice_says_nothing():
    found = read(
        avis="# Objet\nNettoyage.", ccap="# Jugement des offres\nPrix : 60 %\nQualité : 40 %"
    )
    assert [one[:3] for one in found] == [("", "prix", 60), ("", "qualite", 40)]


def test_percentages_of_a_contract_are_no_criteria():
    text = "# Avance\nUne avance de 5 % est versée.\n# Pénalités\nRetard : 3 %, plafond : 10 %."
    assert read(avis="# Objet\nNettoyage.", ccap=text) == []
