"""What is asked for, and what only describes it; which lots are reserved."""

import pytest

from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier


@pytest.mark.parametrize(
    "sentence",
    [
        "Le cadre de mémoire comprend trois rubriques : organisation ; planning ; moyens humains.",
        "Le mémoire technique présente le planning annuel, les moyens et l'équipe.",
        "Le mémoire technique ne dépasse pas 20 pages. Il présente l'équipe et le planning.",
        "La signature est électronique ; le candidat utilise un certificat qualifié.",
        "| Chapitre du mémoire | Contenu attendu |\n| A. Équipe | Organigramme du chantier |",
    ],
)
def test_what_a_piece_holds_or_how_it_is_signed_is_no_other_piece(sentence):
    facts = read_facts(dossier(f"# Pièces de l'offre\n- Mémoire technique\n- DPGF\n{sentence}"))
    assert {one.name for one in facts.pieces} == {"Mémoire technique", "DPGF"}


def test_a_piece_that_shows_others_is_one_and_those_asked_beside_it_remain():
    facts = read_facts(
        dossier(
            "# Pièces de l'offre\n- un mémoire technique qui présente l'équipe et le planning ;"
            "\n- un planning détaillé ;\n- une DPGF."
        )
    )
    assert {one.name for one in facts.pieces} == {"Mémoire technique", "Planning détaillé", "DPGF"}


def test_two_notes_that_go_by_different_names_are_two_pieces():
    facts = read_facts(dossier("# Offre\n- DPGF\n- Note d'intention\n- Note technique"))
    assert {one.name for one in facts.pieces} == {"DPGF", "Note d'intention", "Note technique"}


@pytest.mark.parametrize(
    ("lead", "forms"),
    [
        ("Le candidat fournit le DUME ou, à défaut, les documents suivants :", {"DUME"}),
        (
            "Il candidate sous l'une de ces formes : DUME, DC1 et DC2. Il joint à sa candidature :",
            {"DUME", "DC1", "DC2"},
        ),
        ("Le candidat fournit les documents suivants :", set()),
    ],
)
def test_forms_named_by_the_words_that_open_a_list_are_asked_with_it(lead, forms):
    text = f"# Candidature\n{lead}\n- Références\n- Attestation d'assurance"
    facts = read_facts(dossier(text))
    assert {one.name for one in facts.pieces} == {"Références", "Attestation d'assurance", *forms}


def test_a_form_that_spares_the_others_is_accepted():
    text = "# Candidature\n- DC1\n- DC2\nLa remise d'un DUME dispense des deux formulaires."
    assert {one.name for one in read_facts(dossier(text)).pieces} == {"DC1", "DC2", "DUME"}


@pytest.mark.parametrize(
    ("item", "stage"),
    [
        ("Attestations fiscales (à remettre par l'attributaire sous 10 jours)", "award"),
        ("Attestations fiscales (moins de six mois)", "candidature"),
    ],
)
def test_what_only_the_winner_hands_in_is_apart(item, stage):
    facts = read_facts(dossier(f"# Candidature\n- DC1\n- DC2\n- {item}"))
    assert facts.pieces[-1].stage == stage


@pytest.mark.parametrize(
    "heading",
    [
        "6.1 Au titre de la candidature, chaque membre du groupement produit :",
        "Éléments nécessaires au choix de l'offre",
    ],
)
def test_a_title_that_asks_opens_a_list_whatever_else_it_names(heading):
    facts = read_facts(dossier(f"# {heading}\n- A1 : Planning\n- A2 : Références"))
    assert {one.name for one in facts.pieces} == {"Planning", "Références"}


def test_what_a_letter_encloses_is_not_asked_for():
    text = "Vous voudrez bien joindre :\n- un devis\n- un planning\nPièces jointes : carte, BPU"
    assert {one.name for one in read_facts(dossier(text)).pieces} == {"Devis", "Planning"}


def test_a_form_whose_tables_bear_a_title_across_is_read():
    facts = read_facts(
        dossier(
            "| 2. LOTS | 2. LOTS | 2. LOTS |\n| N° | Désignation | Réservation |\n"
            "| 1 | Collecte | ☒ Non ☐ L2113-12 ☐ L2113-13 |\n"
            "| 2 | Tri | ☐ Non ☐ L2113-12 ☒ L2113-13 |\n# Pièces\n"
            "| 5. PIÈCES | 5. PIÈCES |\n| Candidature | Offre |\n| ☒ DC1 ☐ DC2 | ☒ BPU ☐ RIB |"
        )
    )
    assert [(lot.title, lot.reserved) for lot in facts.lots] == [
        ("Collecte", None),
        ("Tri", "insertion"),
    ]
    assert {(one.name, one.stage) for one in facts.pieces} == {
        ("DC1", "candidature"),
        ("BPU", "offer"),
    }


@pytest.mark.parametrize(
    ("sentence", "grounds"),
    [
        (
            "Lot 1 « Tonte », lot 2 « Taille », réservé aux EA et ESAT, et lot 3 « Broyage ».",
            [None, "handicap", None],
        ),
        ("Les lots 1 et 3 sont réservés aux ESAT.", ["handicap", None, "handicap"]),
        ("Le lot 1 et le lot 3 sont réservés aux ESAT.", ["handicap", None, "handicap"]),
        (
            "Le lot 2 est réservé aux structures de l'ESS qui emploient des personnes handicapées "
            "(article L. 2113-14 du code).",
            [None, "handicap_insertion", None],
        ),
    ],
)
def test_only_the_lots_that_are_said_are_reserved_and_the_article_decides(sentence, grounds):
    facts = read_facts(dossier(f"- Lot 1 : Tonte\n- Lot 2 : Taille\n- Lot 3 : Broyage\n{sentence}"))
    assert [lot.reserved for lot in facts.lots] == grounds


def test_answering_for_one_lot_alone_does_not_say_that_there_is_one():
    facts = read_facts(
        dossier("- Lot 1 : Tonte\n- Lot 2 : Taille\nIl est possible de répondre à un seul lot.")
    )
    assert len(facts.lots) == 2


@pytest.mark.parametrize(
    "contents",
    [
        "Dans son mémoire, le candidat décrit : l'équipe, le planning, les moyens matériels.",
        "Le candidat y présentera son organisation et son planning.",
        "Le mémoire technique sera structuré comme suit :\n1. Présentation\n2. Planning",
    ],
)
def test_what_is_told_within_a_piece_is_no_other_piece(contents):
    facts = read_facts(dossier(f"# Pièces de l'offre\n- Mémoire technique\n- DPGF\n{contents}"))
    assert {one.name for one in facts.pieces} == {"Mémoire technique", "DPGF"}


@pytest.mark.parametrize("label", ["Pièce n° 1 :", "A1 :", "C-1", "1.", ""])
def test_the_number_of_a_piece_does_not_belong_to_its_name(label):
    facts = read_facts(dossier(f"# Candidature\n- {label} Lettre de candidature\n- Références"))
    assert [one.name for one in facts.pieces] == ["Lettre de candidature", "Références"]


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        (
            "Deux lots sont prévus :\n- Collecte (lot 1), ouvert à toutes les entreprises ;\n"
            "- Tri (lot 2), réservé aux entreprises de l'ESS.",
            [None, "ess"],
        ),
        ("- Lot 1 : Pain\n- Lot 2 : Lait\nCes deux lots sont réservés aux ESAT.", ["handicap"] * 2),
        ("- Lot 1 : Pain\n- Lot 2 : Lait\nLe second est réservé aux ESAT.", [None, "handicap"]),
        ("- Lot 1 : Pain\n- Lot 2 : Lait\nDeux lots ouverts à tous.", [None, None]),
    ],
)
def test_lots_that_are_said_by_their_rank_or_together_are_reserved(text, grounds):
    assert [lot.reserved for lot in read_facts(dossier(text)).lots] == grounds
