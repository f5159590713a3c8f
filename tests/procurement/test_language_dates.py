"""Dates with their roles, and how long contracts last, one way of writing a case."""

import pytest

from tests.procurement.language import reading


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
        ("Barquettes interdites depuis le 1er janvier 2025.", "2025-01-01", None),
        ("Le tri est obligatoire à compter du 1er janvier 2024.", "2024-01-01", None),
        ("La loi est entrée en vigueur le 1er janvier 2022.", "2022-01-01", None),
        ("Le marché entre en vigueur le 1er janvier 2027.", "2027-01-01", "start"),
        ("Sans plastique interdit, à partir du 1er mars 2027.", "2027-03-01", "start"),
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
        "Des cuisines ouvertes pendant 36 semaines.",
        "Nos cuisines sont ouvertes 5 jours par semaine pendant 36 semaines.",
        "Ouverture sur 36 semaines, 4 jours par semaine.",
        "Deux passages par semaine pendant 20 semaines.",
        "Les compteurs ont en moyenne 17 ans.",
        "La trésorerie a mis trois ans à répondre.",
        "Le gaspillage devra reculer de 20 % en deux ans.",
    ],
)
def test_an_age_or_a_period_is_no_duration(text):
    assert reading(text).durations_months == ()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Un accord-cadre ouvert pendant 4 ans.", 48),
        ("Un marché conclu pour 36 semaines.", 8.31),
        ("Un essai pendant deux mois.", 2),
    ],
)
def test_a_contract_lasts_in_weeks_or_while_open_too(text, months):
    assert [found.months for found in reading(text).durations_months] == [months]


def test_between_two_months_is_from_the_first_day_to_the_last():
    found = reading("Six ateliers entre octobre 2027 et mars 2028.").dates
    assert [(day.iso, day.role) for day in found] == [
        ("2027-10-01", "start"),
        ("2028-03-31", "end"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Rue du 8 mai 1945.", "2-6-10 rue Fabre", "L'école du 19 mars 1962.", "1-5-9-8 rue Buffon"],
)
def test_the_name_and_the_numbers_of_a_street_are_no_dates(text):
    assert reading(text).dates == ()
