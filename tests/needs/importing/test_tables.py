"""Where the table is in a file, and what its columns say."""

import pytest

from needs.importing.cells import Measure, designation, read_measure
from needs.importing.columns import LIKE_ENOUGH, SITE_FIELDS, header_likeness, propose
from tests.needs.importing.samples import table
from tests.needs.plain import plain


def fields(*rows):
    return {c.header: c.field for c in propose(table(*rows), SITE_FIELDS)}


# Where the table is


def test_titles_totals_and_notes_are_left_out_and_said():
    found = table(
        ["Nos sites en 2026"],
        [],
        ["Site", "Commune", "Repas/jour"],
        ["A", "Lille", 3],
        ["Sous-total Lille", None, 3],
        ["B", "Roubaix", 4],
        ["TOTAL GÉNÉRAL", None, 7],
        ["Source : service éducation"],
    )
    assert found.header == ["Site", "Commune", "Repas/jour"]
    assert [cells[0] for _, cells in found.rows] == ["A", "B"]
    assert [plain(remark) for remark in found.remarks] == [
        "1 ligne de titre au-dessus du tableau, laissée de côté.",
        "2 lignes de total laissées de côté (lignes 5 et 7).",
        "1 note de bas de tableau laissée de côté (ligne 8).",
    ]


@pytest.mark.parametrize("note", ["NC : non communiqué", "(1) hors mercredi", "* estimation"])
def test_a_legend_at_the_foot_is_no_site(note):
    found = table(["Site", "Repas"], ["A", 3], ["B", 4], [note])
    assert [cells[0] for _, cells in found.rows] == ["A", "B"]


def test_lone_words_under_the_total_are_a_note():
    found = table(["Site", "Repas"], ["A", 3], ["B", 4], ["Total", 7], ["Chiffres de la rentrée"])
    assert [cells[0] for _, cells in found.rows] == ["A", "B"]
    assert "1 note de bas de tableau laissée de côté (ligne 5)." in map(plain, found.remarks)


def test_a_site_without_a_figure_at_the_foot_is_a_site():
    found = table(["Site", "Repas"], ["A", 3], ["B", 4], ["École Macé"])
    assert [cells[0] for _, cells in found.rows] == ["A", "B", "École Macé"]


def test_a_last_line_that_sums_up_the_others_is_a_total_without_a_name():
    found = table(["Site", "Repas"], ["A", 3], ["B", 4], ["C", 5], [None, 12])
    assert [cells[0] for _, cells in found.rows] == ["A", "B", "C"]


def test_a_last_line_of_another_figure_is_a_row():
    found = table(["Site", "Repas"], ["A", 3], ["B", 4], ["C", 5], [None, 13])
    assert len(found.rows) == 4


def test_a_site_whose_name_begins_like_a_total_is_a_site():
    found = table(["Site", "Repas"], ["TotalEnergies", 3], ["Totem", 4])
    assert len(found.rows) == 2


def test_a_header_of_two_lines_with_merged_cells_is_one():
    found = table(
        ["Site", None, "Volumes", None],
        ["Nom", "Commune", "Quantité", "Unité"],
        ["A", "Lille", 3, "repas"],
    )
    assert found.header == ["Nom", "Commune", "Quantité", "Unité"]
    assert len(found.rows) == 1


def test_a_name_shared_by_two_groups_takes_that_of_its_group():
    found = table(
        ["Site", "Bacs", None, "Caisses", None],
        [None, "par jour", "par an", "par jour", "par an"],
        ["A", 3, 400, 5, 600],
    )
    assert found.header[1:] == [
        "Bacs par jour",
        "Bacs par an",
        "Caisses par jour",
        "Caisses par an",
    ]


def test_a_mere_period_takes_the_name_of_its_group():
    found = table(
        ["Établissement", None, "Repas", None],
        ["Nom", "Commune", "par jour", "jours/sem"],
        ["A", "Lille", 120, 4],
    )
    assert found.header == ["Nom", "Commune", "Repas par jour", "jours/sem"]


def test_a_header_merged_downwards_beside_a_group_is_of_two_lines():
    found = table(
        ["École", "Repas servis par jour", None, "Barquettes", None],
        ["École", "Maternelle", "Élémentaire", "par semaine", "Taille"],
        ["A", 85, 132, 400, "GN 1/2"],
    )
    assert found.header == [
        "École",
        "Repas servis par jour : Maternelle",
        "Repas servis par jour : Élémentaire",
        "Barquettes par semaine",
        "Taille",
    ]
    assert [row for _, row in found.rows] == [["A", 85, 132, 400, "GN 1/2"]]


def test_a_field_under_a_group_that_says_a_period_keeps_its_name():
    found = table(
        ["Site", "Besoins annuels", None],
        ["Site", "Quantité", "Unité"],
        ["A", 3, "repas"],
    )
    assert found.header == ["Site", "Quantité", "Unité"]


def test_a_table_without_a_known_header_takes_its_first_line():
    assert table(["Truc", "Machin"], ["A", "Lille"]).header == ["Truc", "Machin"]


def test_a_column_without_a_name_takes_its_letter():
    assert table(["Site", None, "Commune"], ["A", "x", "Lille"]).header[1] == "Colonne B"


def test_the_first_values_of_a_column_are_said_the_french_way():
    found = table(["Site", "Repas"], ["A", None], ["B", 20.5], ["C", 1250], ["D", "n/a"], ["E", 3])
    assert found.samples(1) == ["20,5", "1250", "n/a"]


# What columns say


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("SITE", "site"),
        ("Nom de l’établissement", "site"),
        ("Etablissements", "site"),
        ("Ville", "commune"),
        ("C.P.", ""),
        ("Code Postal", "postal_code"),
        ("N° SIRET", "siret"),
        ("Désignation", "label"),
        ("Qté", "quantity"),
        ("Unité de mesure", "unit"),
        ("Périodicité", "period"),
        ("Nb de semaines d'ouverture", "open_weeks"),
        ("Collectivité membre", "member"),
        ("Lille", ""),
        ("Observations", ""),
    ],
)
def test_a_header_is_matched_with_its_field(header, field):
    best = max(SITE_FIELDS, key=lambda each: header_likeness(header, each))
    likeness = header_likeness(header, best)
    assert (best.id if likeness >= LIKE_ENOUGH else "") == field


def test_each_field_is_given_by_one_column():
    assert fields(["Nom du site", "Site", "Ville"], ["A", "B", "Lille"]) == {
        "Nom du site": "site",
        "Site": "",
        "Ville": "commune",
    }


def test_a_header_that_looks_alike_over_other_values_is_not_taken():
    assert fields(["Site", "Nb repas par jour"], ["A", 320], ["B", 45]) == {
        "Site": "site",
        "Nb repas par jour": "wide",
    }


@pytest.mark.parametrize(
    "header", ["N°", "ligne", "Code UAI", "Année", "Latitude", "Téléphone", "Ouverture"]
)
def test_a_number_that_names_or_places_is_no_quantity(header):
    assert fields(["Site", header], ["A", 3], ["B", 4])[header] == ""


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ((3, "env. 40", "50 à 60"), "wide"),
        ((3, "beaucoup", "peu"), ""),
        (("03 20 00 00 00", "06 00 00 00 00"), ""),
        (("12 rue Nationale", "3 place Rihour"), ""),
        (("n/a", 4, 5, 6), "wide"),
    ],
)
def test_a_column_is_a_quantity_when_most_of_its_cells_are_figures(cells, field):
    assert fields(["Site", "Truc"], *(["A", cell] for cell in cells))["Truc"] == field


@pytest.mark.parametrize(
    ("header", "label", "measure"),
    [
        ("Repas/jour", "Repas", Measure("repas", "jour")),
        ("Nombre de repas par jour", "Repas", Measure("repas", "jour")),
        ("Déchets (kg/an)", "Déchets", Measure("kg", "an")),
        ("Barquettes", "Barquettes", Measure("barquette", "")),
        ("Repas (par semaine)", "Repas", Measure("repas", "semaine")),
        ("Repas / trimestre", "Repas", Measure("repas", "trimestre")),
        ("Consommation annuelle (kWh)", "Consommation", Measure("kwh", "an")),
        ("Quantité annuelle", "Quantité annuelle", None),
        ("Repas servis par jour (moyenne)", "Repas servis", Measure("repas", "jour")),
        ("Contenants GN 1/2 (qté)", "Contenants GN 1/2", Measure("contenant", "")),
        ("Poids déchets kg/semaine", "Poids déchets kg", Measure("kg", "semaine")),
    ],
)
def test_a_column_of_quantities_says_its_unit_and_period(header, label, measure):
    assert designation(header) == label
    assert read_measure(header) == measure


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("jours/sem", "open_days"),
        ("Nb jours / sem.", "open_days"),
        ("semaines/an", "open_weeks"),
        ("Nb sem.", "open_weeks"),
    ],
)
def test_days_and_weeks_are_known_under_their_short_names(header, field):
    assert fields(["Site", header], ["A", 4], ["B", 5])[header] == field


@pytest.mark.parametrize("header", ["Date ouverture", "Date de mise en service", "Horaires"])
def test_days_that_a_spreadsheet_writes_as_numbers_count_nothing(header):
    assert fields(["Site", "Repas par jour", header], ["A", 120, 45170], ["B", 80, 44805]) == {
        "Site": "site",
        "Repas par jour": "wide",
        header: "",
    }


# Columns that share one quantity


MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.")


def test_a_title_of_several_cells_above_the_header_is_no_part_of_it():
    found = table(
        ["Recensement mis à jour le", "14/09/2026"],
        ["École", "Commune", "Maternelle", None, "Élémentaire", None],
        [None, None, "Repas/jour", "Bacs/jour", "Repas/jour", "Bacs/jour"],
        ["A", "Lille", 120, 12, 180, 20],
    )
    assert found.header[2:] == [
        "Maternelle : Repas/jour",
        "Maternelle : Bacs/jour",
        "Élémentaire : Repas/jour",
        "Élémentaire : Bacs/jour",
    ]


def test_what_a_column_of_a_group_counts_is_read_in_its_own_name():
    assert read_measure("Maternelle : Bacs/jour") == Measure("bac", "jour")


def test_a_group_that_says_what_is_counted_and_how_often_says_it_of_its_columns():
    header = "Repas servis par jour : Maternelle"
    assert read_measure(header) == Measure("repas", "jour")
    assert designation(header) == "Repas servis : Maternelle"


def wide(*rows):
    """(designation, unit, period, columns added up) of each quantity of the table."""
    found = propose(table(*rows), SITE_FIELDS)
    return [(c.label, c.unit, c.period, c.parts) for c in found if c.field == "wide"]


@pytest.mark.parametrize(
    "headers",
    [
        MONTHS,
        tuple(f"{name}-26" for name in MONTHS),
        ("Janvier", "Février", "Mars", "Avril", "Mai", "Juin", "Novembre", "Décembre", "A", "B")[
            :8
        ],
        tuple(f"2026-{month:02}-01" for month in range(1, 11)),
        ("T1", "T2", "T3", "T4"),
        ("1er trim.", "2e trim.", "3e trim.", "4e trim."),
    ],
)
def test_the_months_of_a_year_are_one_quantity(headers):
    parts = tuple(range(1, len(headers) + 1))
    rows = (["A", *range(3, 3 + len(headers))], ["B", *range(4, 4 + len(headers))])
    assert wide(["Site", *headers], *rows) == [("Quantité", "", "an", parts)]


def test_the_days_of_a_week_are_one_quantity():
    found = wide(["Site", "Lun", "Mar", "Jeu", "Ven"], ["A", 9, 8, 7, 6], ["B", 5, 6, 7, 8])
    assert found == [("Quantité", "", "semaine", (1, 2, 3, 4))]


def test_months_under_the_name_of_their_group_say_what_they_count():
    found = wide(["Site", "Déchets (kg)", *[None] * 9], [None, *MONTHS], ["A", *range(3, 13)])
    assert found == [("Déchets", "kg", "an", tuple(range(1, 11)))]


def test_a_month_without_a_figure_is_a_part_of_the_year_all_the_same():
    found = wide(["Site", *MONTHS], ["A", *[3] * 9, None], ["B", *[4] * 9, "NC"])
    assert [parts for *_, parts in found] == [tuple(range(1, 11))]


@pytest.mark.parametrize(
    "headers", [("Mars", "Mai"), ("Janvier", "Février", "Mars", "Janvier"), ("Marsan", "Mayet")]
)
def test_two_months_or_twice_the_same_make_no_year(headers):
    assert all(parts == () for *_, parts in wide(["Site", *headers], ["A", *range(len(headers))]))


@pytest.mark.parametrize(
    ("total", "counted"),
    [(230, ["Repas A", "Repas B"]), (250, ["Repas A", "Repas B", "Repas"])],
)
def test_a_column_that_adds_up_the_others_is_no_quantity_of_its_own(total, counted):
    found = wide(
        ["Site", "Repas A/jour", "Repas B/jour", "Total repas/jour"],
        ["A", 120, 110, total],
        ["B", 60, 55, total / 2],
    )
    assert [label for label, *_ in found] == counted


def test_a_lone_total_is_the_quantity():
    assert [label for label, *_ in wide(["Site", "Total repas/jour"], ["A", 3])] == ["Repas"]


@pytest.mark.parametrize("total", ["Qté totale", "Total", "Nombre total", "Somme"])
def test_a_total_is_known_by_any_of_its_names(total):
    found = wide(["Site", "Bacs A", "Bacs B", total], ["X", 10, 20, 30], ["Y", 5, 5, 10])
    assert [label for label, *_ in found] == ["Bacs A", "Bacs B"]


def test_a_title_in_one_word_of_ours_is_no_header():
    found = table(["SITES"], ["Lieu", "Ville", "Repas/jour"], ["A", "Lille", 3])
    assert found.header == ["Lieu", "Ville", "Repas/jour"]


def test_of_several_years_the_last_is_taken():
    found = wide(["Site", "Commune", "2024", "2025", "2026"], ["A", "Lille", 3, 4, 5])
    assert [(label, unit) for label, unit, *_ in found] == [("Quantité", "")]
    columns = propose(table(["Site", "Repas 2025", "Repas 2026"], ["A", 3, 4]), SITE_FIELDS)
    assert [(c.field, c.label, c.unit) for c in columns[1:]] == [
        ("", "", ""), ("wide", "Repas", "repas"),
    ]  # fmt: skip


def test_a_postcode_and_its_town_in_one_column_are_the_commune():
    assert fields(["Site", "CP / Ville"], ["A", "59000 LILLE"])["CP / Ville"] == "commune"
