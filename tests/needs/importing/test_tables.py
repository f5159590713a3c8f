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


def test_a_table_without_a_known_header_takes_its_first_line():
    assert table(["Truc", "Machin"], ["A", "Lille"]).header == ["Truc", "Machin"]


def test_a_column_without_a_name_takes_its_letter():
    assert table(["Site", None, "Commune"], ["A", "x", "Lille"]).header[1] == "Colonne B"


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


@pytest.mark.parametrize("header", ["N°", "ligne", "Code UAI", "Année", "Latitude", "Téléphone"])
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
