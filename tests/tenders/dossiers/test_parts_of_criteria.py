"""Criteria beside their parts: in merged cells, in lines of a cell, in a sentence."""

import pytest

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier

MERGED = [
    (
        "| Critère | Éléments d'appréciation | Points | Total |\n| Prix | Montant | 40 | 40 |\n"
        "| Qualité | Goût | 35 | 60 |\n| Qualité | Gamme | 25 | 60 |",
        [("prix", 40, []), ("qualite", 60, [("gout", 35), ("gamme", 25)])],
    ),
    (
        "| Critère | Pondération | Sous-critères |\n| Prix | 40 % | Sans sous-critère |\n"
        "| Qualité | 60 % | Moyens (35 %) |",
        [("prix", 40, []), ("qualite", 60, [("moyens", 35)])],
    ),
    (
        "| Critère | Pondération | Sous-critère | Pondération du sous-critère |\n"
        "| Prix | 50 % | | |"
        "\n| Qualité du linge | 25 % | Tenue | 15 % |\n| Qualité du linge | 25 % | Confort | 10 % |"
        "\n| Qualité de la prestation | 25 % | | |",
        [
            ("prix", 50, []),
            ("qualite du linge", 25, [("tenue", 15), ("confort", 10)]),
            ("qualite de la prestation", 25, []),
        ],
    ),
    (
        "Le prix compte pour 40 %. La valeur technique compte pour 60 %.\nAu sein de la valeur "
        "technique, on distingue deux sous-critères : la méthode (35 %), les moyens (25 %).",
        [("prix", 40, []), ("valeur technique", 60, [("methode", 35), ("moyens", 25)])],
    ),
    (
        "| Critère | Sous-critères | Poids |\n| Prix | | 60 % |\n"
        "| Qualité | Méthode (25 %), moyens (15 %) | 40 % |",
        [("prix", 60, []), ("qualite", 40, [("methode", 25), ("moyens", 15)])],
    ),
    (
        "| Critère | Note maximale | Coefficient |\n| Prix | 10 | 6 |\n| Qualité | 10 | 4 |",
        [("prix", 60, []), ("qualite", 40, [])],
    ),
    (
        "1° le prix, pour 60 % ;\n2° la qualité, pour 40 %, qui s'apprécie sur la méthode (25 %) "
        "et l'équipe (15 %).",
        [("prix", 60, []), ("qualite", 40, [("methode", 25), ("equipe", 15)])],
    ),
    (
        "C1 – Prix (50 %)\nC2 – Qualité (50 %)\nC2.1 – Méthode (30 %)\nC2.2 – Moyens (20 %)",
        [("prix", 50, []), ("qualite", 50, [("methode", 30), ("moyens", 20)])],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MERGED)
def test_a_criterion_keeps_its_weight_beside_those_of_its_parts(text, expected):
    criteria = read_facts(dossier(f"# Critères d'attribution\n{text}")).criteria
    assert [
        (fold(c.name), c.weight, [(fold(p.name), p.weight) for p in c.sub_criteria])
        for c in criteria
    ] == expected


def test_how_later_contracts_are_judged_is_not_how_this_one_is():
    text = (
        "Pour chaque marché subséquent, les critères seront le prix (60 %) et le délai (40 %).\n"
        "# Critères\nPrix (30 %), qualité (70 %)."
    )
    assert [(fold(one.name), one.weight) for one in read_facts(dossier(text)).criteria] == [
        ("prix", 30),
        ("qualite", 70),
    ]


def test_a_title_on_candidatures_and_offers_is_about_criteria():
    text = "# Jugement des candidatures et des offres\n- Valeur : 40 %\n- Méthode : 60 %"
    assert len(read_facts(dossier(text)).criteria) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous tiendrons compte à 60 % du prix et à 40 % de la qualité.",
        "Nous tiendrons compte du prix à 60 % et de la qualité à 40 %.",
    ],
)
def test_shares_are_read_whether_the_name_stands_before_or_after(sentence):
    criteria = read_facts(dossier(f"# Choix des offres\n{sentence}")).criteria
    assert [(fold(one.name), one.weight) for one in criteria] == [("prix", 60), ("qualite", 40)]


def test_how_a_part_is_appreciated_does_not_belong_to_its_name():
    text = (
        "# Critères\nLa valeur technique (60 %), appréciée au travers de l'organisation (35 %) et "
        "des moyens (25 %) ; le prix (40 %)."
    )
    (value, _) = read_facts(dossier(text)).criteria
    assert [fold(one.name) for one in value.sub_criteria] == ["organisation", "moyens"]
