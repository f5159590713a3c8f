"""Lots and pieces: as tables, lists and sentences say them."""

import pytest

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tests.bench.consultation_files import CLOSE, alike
from tests.tenders.dossiers.notation import dossier

LOTS = [
    (
        "# Allotissement\n| Lot(s) | Désignation |\n| 1 | Peinture |\n| 2 | Sols souples |",
        {"1": "Peinture", "2": "Sols souples"},
    ),
    (
        "# Lots\nLe marché comporte 3 lots :\n- Lot 1 - Gros œuvre\n- Lot 2 - Charpente\n- "
        "Lot 3 - Peinture",
        {"1": "Gros œuvre", "2": "Charpente", "3": "Peinture"},
    ),
    (
        "# Division\nLes prestations sont réparties en deux lots : le lot 1 (fourniture "
        "de repas) et le lot 2 (livraison à domicile).",
        {"1": "fourniture de repas", "2": "livraison à domicile"},
    ),
    (
        "Lot 1 : Nettoyage des écoles ; Lot 2 : Nettoyage des crèches ; Lot 3 : Vitrerie",
        {"1": "Nettoyage des écoles", "2": "Nettoyage des crèches", "3": "Vitrerie"},
    ),
    (
        "# Lots\n| N° | Intitulé | Montant estimé HT |\n| Lot 1 | Tonte | 20 000 € |\n| "
        "Lot 2 | Taille | 10 000 € |",
        {"1": "Tonte", "2": "Taille"},
    ),
    (
        "# Lots\n| | Désignation des lots | Réservé |\n| 1 | Tonte | non |\n| 2 | Taille "
        "| oui, ESAT et EA (L2113-12) |",
        {"1": "Tonte", "2": "Taille"},
    ),
    (
        "La consultation se décompose comme suit : lot n°1 intitulé « Collecte », lot "
        "n°2 intitulé « Tri ».",
        {"1": "Collecte", "2": "Tri"},
    ),
    (
        "Deux lots sont prévus, l'un (lot 1) pour le mobilier scolaire, l'autre (lot "
        "2) pour le mobilier de bureau.",
        {"1": "mobilier scolaire", "2": "mobilier de bureau"},
    ),
    (
        "Le premier lot porte sur la collecte, le second lot sur le tri.",
        {"1": "collecte", "2": "tri"},
    ),
    (
        "# Lot 1 : Collecte\nLa collecte.\n# Lot 2 : Tri\nLe tri.",
        {"1": "Collecte", "2": "Tri"},
    ),
    (
        "Lot n°1 Terrassement\nLot n°2 Maçonnerie\nLot n°3 Couverture",
        {"1": "Terrassement", "2": "Maçonnerie", "3": "Couverture"},
    ),
    (
        "| Lot n°1 | Lot n°2 | Lot n°3 |\n| Terrassement | Maçonnerie | Couverture |",
        {"1": "Terrassement", "2": "Maçonnerie", "3": "Couverture"},
    ),
    (
        "Les lots sont les suivants :\n1. Terrassement\n2. Maçonnerie\n3. Couverture",
        {"1": "Terrassement", "2": "Maçonnerie", "3": "Couverture"},
    ),
    (
        "Le marché est divisé en 3 lots : 1 – Terrassement ; 2 – Maçonnerie ; 3 – Couverture.",
        {"1": "Terrassement", "2": "Maçonnerie", "3": "Couverture"},
    ),
    (
        "Le marché n'est pas alloti, car ses prestations sont indissociables (lot 1 et "
        "lot 2 de 2021).",
        {},
    ),
    (
        "Il s'agit d'un marché à lot unique.",
        {},
    ),
    (
        "Lot A – Pain\nLot B – Viande\nLot C – Légumes",
        {"A": "Pain", "B": "Viande", "C": "Légumes"},
    ),
    (
        "Lot I : Pain\nLot II : Viande",
        {"1": "Pain", "2": "Viande"},
    ),
    (
        "# Lots\n| Lot | Désignation | Minimum | Maximum |\n| 01 | Pain, viennoiserie | "
        "1 000 € | 5 000 € |\n| 02 | Viande\n| 03 | Légumes | sans | 9 000 € |",
        {"1": "Pain, viennoiserie", "3": "Légumes"},
    ),
    (
        "Lot 1 – Cimaises\nLot 2 – Graphisme\nIl n'est pas prévu d'avance pour les lots 1 et 2.",
        {"1": "Cimaises", "2": "Graphisme"},
    ),
    (
        "Lot 1 – Cimaises\nLot 2 – Graphisme\nIl n'est pas prévu de division en lots.",
        {},
    ),
    (
        "La consultation comporte trois lots géographiques :\n- Agence Nord – tonte\n- Agence "
        "Sud – tonte\n- Jardins partagés\nUn candidat répond à tous les lots.",
        {"1": "Agence Nord – tonte", "2": "Agence Sud – tonte", "3": "Jardins partagés"},
    ),
    (
        "La consultation comporte trois lots, répartis sur deux sites :\n- Agence Nord\n"
        "- Agence Sud",
        {},
    ),
    (
        "# Lots\nLot 01 : Impression\nLot 02 : Façonnage\n# Tableau des pièces\n"
        "| Nature | Document | Lots concernés |\n| Candidature | DC1 | Tous |\n"
        "| Offre | Certificats | 01 |\n| Candidature | Agrément | 02 |",
        {"1": "Impression", "2": "Façonnage"},
    ),
]
PIECES = [
    (
        "# Pièces de la candidature\n- DC1\n- DC2\n# Pièces de l'offre\n- Acte "
        "d'engagement\n- BPU\n- Mémoire technique",
        {
            ("Acte d'engagement", "offer"),
            ("BPU", "offer"),
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Mémoire technique", "offer"),
        },
    ),
    (
        "# Documents à produire\nChaque candidat aura à produire un dossier complet "
        "comprenant les pièces suivantes :\nPièces de la candidature :\n| Libellés | "
        "Signature |\n| Déclaration sur l'honneur | Non |\n| Copie du ou des jugements "
        "prononcés | Non |\nPièces de l'offre :\n| Libellés | Signature |\n| L'acte "
        "d'engagement (A.E.) et ses annexes | Oui |\n| Le mémoire justificatif | Non |",
        {
            ("Copie du ou des jugements prononcés", "candidature"),
            ("Déclaration sur l'honneur", "candidature"),
            ("acte d'engagement", "offer"),
            ("mémoire justificatif", "offer"),
        },
    ),
    (
        "# Contenu du dossier de consultation\nLe dossier contient les pièces suivantes "
        ":\n- Le règlement de la consultation\n- L'acte d'engagement\n- Le CCAP\n# "
        "Présentation des offres\nLe dossier à remettre par les candidats comprendra "
        ":\n- DC1\n- l'acte d'engagement\n- la DPGF",
        {("DC1", "candidature"), ("DPGF", "offer"), ("acte d'engagement", "offer")},
    ),
    (
        "# Réponse\nLe candidat remet un DUME, ou un DC1 et un DC2, une attestation "
        "d'assurance et trois références. Il remet aussi son offre : acte "
        "d'engagement, devis détaillé, mémoire de 10 pages.",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("DUME", "candidature"),
            ("acte d'engagement", "offer"),
            ("attestation d'assurance", "candidature"),
            ("devis détaillé", "offer"),
            ("mémoire", "offer"),
            ("trois références", "candidature"),
        },
    ),
    (
        "# Composition du pli\n## Sous-dossier candidature\n- lettre de candidature "
        "(DC1)\n- déclaration du candidat (DC2)\n- effectifs des trois dernières "
        "années\n## Sous-dossier offre\n- acte d'engagement\n- détail quantitatif "
        "estimatif\n- planning",
        {
            ("acte d'engagement", "offer"),
            ("déclaration du candidat", "candidature"),
            ("détail quantitatif estimatif", "offer"),
            ("effectifs", "candidature"),
            ("lettre de candidature", "candidature"),
            ("planning", "offer"),
        },
    ),
    (
        "# Pièces à fournir par l'attributaire\n- Attestation URSSAF\n- Kbis\n# Pièces de "
        "l'offre\n- Acte d'engagement\n- RIB",
        {("Acte d'engagement", "offer"), ("RIB", "offer")},
    ),
    (
        "# Éléments à remettre\nA l'appui de leur candidature, les candidats "
        "fournissent : 1° une lettre de candidature ; 2° une déclaration sur l'honneur "
        "; 3° le chiffre d'affaires des trois derniers exercices.\nA l'appui de leur "
        "offre : 1° l'acte d'engagement ; 2° le bordereau des prix ; 3° un cadre de "
        "réponse.",
        {
            ("acte d'engagement", "offer"),
            ("bordereau des prix", "offer"),
            ("cadre de réponse", "offer"),
            ("chiffre d'affaires", "candidature"),
            ("déclaration sur l'honneur", "candidature"),
            ("lettre de candidature", "candidature"),
        },
    ),
    (
        "# Votre réponse\nVotre réponse comprendra :\n- le devis détaillé ;\n- la présente lettre, "
        "datée et signée, qui vaut acte d'engagement.",
        {("devis détaillé", "offer"), ("lettre", "offer")},
    ),
    (
        "# Contenu de l'offre\n| Ce que nous demandons | Comment |\n| Acte d'engagement | Un par "
        "lot |\n| Mémoire technique | 20 pages |",
        {("Acte d'engagement", "offer"), ("Mémoire technique", "offer")},
    ),
    (
        "# Retrait\nLe dossier est en ligne. Il comprend le RC, l'AE, le CCAP et le CCTP.\n"
        "# Contenu de l'offre\nL'offre comprend l'AE, la DPGF et le règlement de la consultation "
        "signé.",
        {("AE", "offer"), ("DPGF", "offer"), ("règlement de la consultation", "offer")},
    ),
    (
        "# Contenu de l'offre\nLe candidat remet un devis et un planning. Merci de remettre votre "
        "offre par courriel à l'adresse ci-dessus. La lettre d'invitation confirmera cette "
        "échéance.",
        {("devis", "offer"), ("planning", "offer")},
    ),
    (
        "# Contenu de l'offre\nLe candidat remet un devis, un certificat de visite ; "
        "l'offre d'une entreprise qui n'a pas visité est irrégulière.",
        {("devis", "offer"), ("certificat de visite", "offer")},
    ),
]


@pytest.mark.parametrize(("text", "expected"), LOTS)
def test_lots_are_read_with_their_titles(text, expected):
    found = {lot.number: fold(lot.title) for lot in read_facts(dossier(text)).lots}
    assert found == {number: fold(title) for number, title in expected.items()}


@pytest.mark.parametrize(("text", "expected"), PIECES)
def test_pieces_are_read_at_their_stage(text, expected):
    found = [(p.name, p.stage) for p in read_facts(dossier(text)).pieces if p.stage != "award"]

    def same(one, other):
        return one[1] == other[1] and alike(one[0], other[0]) >= CLOSE

    assert [one for one in expected if not any(same(one, other) for other in found)] == []
    assert [one for one in found if not any(same(one, other) for other in expected)] == []


@pytest.mark.parametrize(
    ("sentence", "ground", "article"),
    [
        (
            "Le lot 2 est réservé aux ESAT et entreprises adaptées (article L2113-12).",
            "handicap",
            "L2113-12",
        ),
        ("Le lot 2 est réservé aux SIAE, article L. 2113-13.", "insertion", "L2113-13"),
        (
            "Le lot 2 est réservé en application de l'article L2113-14.",
            "handicap_insertion",
            "L2113-14",
        ),
        (
            "Le lot 2 est réservé aux entreprises de l'ESS (L2113-15 et L2113-16).",
            "ess",
            "L2113-15, L2113-16",
        ),
        (
            "Le lot 2 est réservé aux opérateurs visés à l'article L2113-13-1.",
            "prison",
            "L2113-13-1",
        ),
        (
            "Le lot 2 ne peut être attribué qu'à une structure d'insertion par l'activité "
            "économique.",
            "insertion",
            "L2113-13",
        ),
        (
            "Le lot 2 ne peut être attribué qu'après la visite d'un chantier d'insertion.",
            None,
            "",
        ),
        (
            "Le lot 2 comporte une clause d'insertion par l'activité économique. Le titulaire "
            "réserve, chaque année, des heures à des personnes éloignées de l'emploi.",
            None,
            "",
        ),
        ("Lot 2\nRéservé aux entreprises adaptées et aux ESAT", "handicap", "L2113-12"),
        ("Aucun lot n'est réservé (articles L2113-12 et L2113-13).", None, ""),
        ("L'acheteur se réserve le droit de ne pas attribuer le lot 2.", None, ""),
    ],
)
def test_a_reserved_lot_is_told_with_its_article(sentence, ground, article):
    facts = read_facts(dossier(f"- Lot 1 : Peinture\n- Lot 2 : Nettoyage\n{sentence}"))
    assert [(lot.reserved, lot.article) for lot in facts.lots] == [(None, ""), (ground, article)]


def test_a_box_that_is_not_ticked_says_nothing():
    facts = read_facts(
        dossier("| Pièces de candidature | ☒ DC1 ☐ DC2 |\n| Pièces de l'offre | ☒ BPU ☐ DPGF |")
    )
    assert {one.name for one in facts.pieces} <= {"DC1", "BPU"}


def test_a_lot_that_is_announced_and_not_described_is_a_contradiction():
    facts = read_facts(dossier("Le marché comporte 3 lots.\n- Lot 1 : Peinture\n- Lot 2 : Sols"))
    assert [one.kind for one in facts.contradictions] == ["lots"]


def test_what_the_buyer_hands_over_is_not_asked_for():
    facts = read_facts(
        dossier("# Contenu du dossier de consultation\n- le CCAP\n- le CCTP\n- l'acte d'engagement")
    )
    assert facts.pieces == []


def test_a_line_on_another_subject_closes_the_list_of_pieces_even_without_a_style():
    facts = read_facts(
        dossier(
            "# Pièces de l'offre\n- Devis\n- Planning\nVariantes\nElles sont interdites\nVisite"
        )
    )
    assert {one.name for one in facts.pieces} == {"Devis", "Planning"}


def test_each_stage_is_taken_from_the_first_file_that_lists_it():
    facts = read_facts(
        dossier(
            rc="# Pièces de l'offre\n- Devis\n- Planning",
            avis="# Pièces de la candidature\n- DC1\n- DC2\n# Pièces de l'offre\n- DPGF\n- BPU",
        )
    )
    assert {one.name for one in facts.pieces} == {"Devis", "Planning", "DC1", "DC2"}
