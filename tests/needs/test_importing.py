"""What Balise reads in a table: columns, cells, places, rows; without the database."""

from decimal import Decimal

import pytest

from needs.importing.calendars import calendar_of, parse_opening
from needs.importing.cells import (
    Amount,
    BadCell,
    Measure,
    designation,
    read_amount,
    read_day,
    read_measure,
    read_opening,
    read_period,
    read_siret,
    read_unit,
)
from needs.importing.columns import LIKE_ENOUGH, SITE_FIELDS, header_likeness, propose
from needs.importing.doubts import Doubt
from needs.importing.known import KnownSheet, KnownSite, KnownSites, sheet_of
from needs.importing.places import Commune, Found, Places, asked_of
from needs.importing.plan import make_plan
from needs.importing.rows import Context, read_lines
from needs.importing.tables import find_table
from procurement.spreadsheets import tidy
from tests.needs.plain import plain

PLACES = Places(
    [
        Commune("59350", "Lille", ("59000", "59160", "59800"), "59", "Nord"),
        Commune("59128", "Capinghem", ("59160",), "59", "Nord"),
        Commune("59512", "Roubaix", ("59100",), "59", "Nord"),
        Commune("59527", "Saint-André-lez-Lille", ("59350",), "59", "Nord"),
        Commune("59378", "Marcq-en-Barœul", ("59700",), "59", "Nord"),
        Commune("59009", "Villeneuve-d'Ascq", ("59491", "59493", "59650"), "59", "Nord"),
        Commune("81240", "Saint-André", ("81250",), "81", "Tarn"),
        Commune("31468", "Saint-André", ("31420",), "31", "Haute-Garonne"),
        Commune("93066", "Saint-Denis", ("93200", "93210"), "93", "Seine-Saint-Denis"),
        Commune("97411", "Saint-Denis", ("97400", "97490"), "974", "La Réunion"),
        Commune("80410", "Ham", ("80400",), "80", "Somme"),
        Commune("50227", "Le Ham", ("50310",), "50", "Manche"),
        Commune("75056", "Paris", ("75001", "75012"), "75", "Paris"),
        Commune("01053", "Bourg-en-Bresse", ("01000",), "01", "Ain"),
    ]
)
NEAR = {"59350", "59512", "59527", "59128"}


def known(header):
    return any(header_likeness(header, field) >= LIKE_ENOUGH for field in SITE_FIELDS)


def table(*rows):
    numbered = [
        (line, [tidy(cell) for cell in cells])
        for line, cells in enumerate(rows, start=1)
        if any(cell not in (None, "") for cell in cells)
    ]
    return find_table(numbered, known)


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
    ],
)
def test_a_column_of_quantities_says_its_unit_and_period(header, label, measure):
    assert designation(header) == label
    assert read_measure(header) == measure


# What cells say


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (320, "320"),
        (12.5, "12.5"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("12.000", "12000"),
        ("12.5", "12.5"),
        ("1,250.50", "1250.5"),
        ("1,250,000", "1250000"),
        ("env. 300", "300"),
        ("0", "0"),
        (0.1 + 0.2, "0.3"),
        ("1 000 000 000", "1000000000"),
    ],
)
def test_a_french_number_is_read(cell, value):
    assert read_amount(cell) == Amount(Decimal(value))


def test_a_cell_may_say_its_own_unit_and_period():
    assert read_amount("300 repas/jour") == Amount(Decimal(300), Measure("repas", "jour"))


@pytest.mark.parametrize("cell", [None, "", "-", "n/a", "Néant", "#REF!", "?"])
def test_nothing_said_is_no_quantity(cell):
    assert read_amount(cell) is None


@pytest.mark.parametrize(
    ("cell", "choices"), [("1,250", ["1.250", "1250"]), ("280 à 300 repas", ["300", "280"])]
)
def test_a_number_that_reads_in_two_ways_is_asked(cell, choices):
    doubt = read_amount(cell)
    assert isinstance(doubt, Doubt)
    assert [choice.value for choice in doubt.choices] == choices


@pytest.mark.parametrize("cell", [-1, "-4", 1_000_000_001, "beaucoup", "2027-09-01", "3 ou 4 ou 5"])
def test_an_impossible_quantity_is_refused(cell):
    with pytest.raises(BadCell):
        read_amount(cell)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("jour", "jour"), ("par jour", "jour"), ("/j", "jour"), ("Quotidien", "jour"),
        ("hebdomadaire", "semaine"), ("hebdo", "semaine"), ("mensuelle", "mois"),
        ("annuel", "an"), ("par an", "an"), ("une fois", "once"), ("stock", "once"),
        ("parfois", None),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(words, period):
    assert read_period(words) == period


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("repas", Measure("repas")),
        ("Repas/jour", Measure("repas", "jour")),
        ("m²", Measure("m2")),
        ("kg par an", Measure("kg", "an")),
        ("U", Measure("unité")),
    ],
)
def test_a_unit_is_read_with_its_period(words, measure):
    assert read_unit(words) == measure


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("4", 4), (4.5, 4), ("5 j", 5), (7, 7), (1, 1), ("Lundi au vendredi", 5),
        ("lun-sam", 6), ("lundi, mardi, jeudi, vendredi", 4), ("lundi et jeudi", 2),
    ],
)  # fmt: skip
def test_days_of_opening_are_read(cell, days):
    assert read_opening(cell, 7, "jours") == days


@pytest.mark.parametrize("cell", [0, 8, "tous"])
def test_impossible_days_of_opening_are_refused(cell):
    with pytest.raises(BadCell, match="de 1 à 7"):
        read_opening(cell, 7, "jours")


def test_a_siret_that_the_spreadsheet_rounded_says_so():
    doubt = read_siret("7,32829E+13")
    assert isinstance(doubt, Doubt)
    assert "format « Texte »" in doubt.why


def test_a_siret_kept_as_a_number_is_read():
    assert read_siret(73282932000074) == "73282932000074"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("2027-09-01", "1er septembre 2027"), ("01/09/2027", "1er septembre 2027"), ("T3 2027",) * 2],
)
def test_a_day_is_said_in_full(cell, said):
    assert plain(read_day(cell)) == said


# Places


@pytest.mark.parametrize(
    ("cells", "insee"),
    [
        (("LILLE",), "59350"),
        (("59000 Lille",), "59350"),
        (("Lille (59800)",), "59350"),
        (("Lille Cedex", "59033"), "59350"),
        (("MARCQ EN BAROEUL",), "59378"),
        (("ST ANDRE LEZ LILLE",), "59527"),
        (("St-André", "81250"), "81240"),
        (("Saint-Denis (93)",), "93066"),
        (("Ham",), "80410"),
        (("le ham",), "50227"),
        (("Paris 12e",), "75056"),
        (("Paris", None, "75112"), "75056"),
        (("", None, 1053), "01053"),
        (("", 1000), "01053"),
        (("Vileneuve d'Asq", "59491"), "59009"),
    ],
)
def test_a_commune_is_found_however_it_is_written(cells, insee):
    found = PLACES.find(asked_of(*cells))
    assert isinstance(found, Found), found
    assert found.insee == insee


@pytest.mark.parametrize(
    ("cells", "candidates"),
    [
        (("Saint-Denis",), ["93066", "97411"]),
        (("Lomme", "59160"), ["59350", "59128"]),
        (("Rouabix",), ["59512"]),
        (("Lille", None, "59512"), ["59512", "59350"]),
        (("Lille", "59100"), ["59350", "59512"]),
        (("Nulle-Part",), []),
    ],
)
def test_a_doubtful_commune_is_asked_with_its_candidates(cells, candidates):
    doubt = PLACES.find(asked_of(*cells))
    assert isinstance(doubt, Doubt), doubt
    assert [choice.value for choice in doubt.choices] == candidates


def test_a_namesake_of_the_territory_is_taken_and_said():
    found = PLACES.find(asked_of("Saint-Denis"), near={"93066"})
    assert isinstance(found, Found)
    assert "1 homonyme ailleurs" in found.remark


def test_a_short_name_may_be_that_of_a_neighbour():
    doubt = PLACES.find(asked_of("Saint-André"), near=NEAR)
    assert isinstance(doubt, Doubt)
    assert doubt.choices[0].value == "59527"


# Sites and authorities


SHEET = KnownSheet(
    "1",
    "Contenants",
    "Ville de Lille",
    sites=(
        KnownSite(1, "École Jules Ferry", "59350", "73282932000074"),
        KnownSite(2, "École Curie 1", "59350"),
    ),
)


@pytest.mark.parametrize(
    ("name", "insee", "siret", "site"),
    [
        ("ECOLE JULES-FERRY", "59350", "", 1),
        ("Éc. Jules Ferry", "59350", "", 1),
        ("École Jules Ferry", "59512", "", None),
        ("Autre nom", "59350", "73282932000074", 1),
        ("École Jules Ferry", "59350", "35600000000048", None),
        ("École Curie 2", "59350", "", None),
    ],
)
def test_a_site_of_the_sheet_is_recognised(name, insee, siret, site):
    found = KnownSites(SHEET).find(name, insee, siret, siret_is_its_own=True)
    assert (found and found.id) == site


def test_a_neighbouring_name_is_asked():
    found = KnownSites(SHEET).find("École Jules Fery", "59350", "", siret_is_its_own=False)
    assert isinstance(found, Doubt)
    assert [choice.value for choice in found.choices] == ["1", "new"]


@pytest.mark.parametrize(
    "typed", ["Lille", "VILLE DE LILLE", "commune de lille", "Mairie de Lille"]
)
def test_an_authority_is_known_by_its_short_name(typed):
    other = KnownSheet("2", "Autre", "Ville de Roubaix")
    assert sheet_of([SHEET, other], typed) == SHEET


# Openings


@pytest.mark.parametrize(
    ("kind", "name", "opening"),
    [
        ("école élémentaire", "", (4, 36)),
        ("", "Crèche des Lilas", (5, 47)),
        ("Ehpad", "", (7, 52)),
        ("collège", "", (5, 36)),
        ("restaurant administratif", "", (5, 46)),
        ("entrepôt", "", (5, 52)),
    ],
)
def test_the_usual_opening_depends_on_the_kind_of_site(kind, name, opening):
    assert calendar_of(kind, name).openings[0][0] == opening


@pytest.mark.parametrize(
    ("typed", "opening"),
    [("4 x 36", (4, 36)), ("7 jours, 52 semaines", (7, 52)), ("8 x 36", None), ("4 x 53", None),
     ("0 x 3", None), ("quatre", None)],
)  # fmt: skip
def test_an_opening_is_typed_as_days_by_weeks(typed, opening):
    assert parse_opening(typed) == opening


# Rows


def plan(*rows, sheets=(SHEET,), decisions=None):
    found = table(*rows)
    context = Context(PLACES, sheets, NEAR, decisions or {})
    lines = read_lines(found.rows, propose(found, SITE_FIELDS), context)
    return make_plan(lines, sheets)


def test_a_row_without_a_site_where_the_file_has_them_is_refused():
    (line,) = plan(["Site", "Commune", "Repas/jour"], [None, "Lille", 3]).lines
    assert line.refusal == "Le nom du site manque."


def test_volumes_of_the_whole_sheet_need_no_site():
    found = plan(["Désignation", "Quantité", "Unité", "Période"], ["Bacs", 3, "bac", "an"])
    (volume,) = found.sheets[0].volumes
    assert volume.site is None
    assert volume.values.label == "Bacs"


def test_a_zero_in_a_column_of_quantities_adds_nothing():
    found = plan(["Site", "Commune", "Bacs/an", "Caisses/an"], ["A", "Lille", 0, 3])
    assert [v.values.label for v in found.sheets[0].volumes] == ["Caisses"]


def test_one_site_on_several_rows_is_one_site():
    found = plan(
        ["Site", "Commune", "Désignation", "Quantité", "Unité", "Période"],
        ["A", "Lille", "Bacs", 3, "bac", "an"],
        ["a", "LILLE", "Caisses", 4, "caisse", "an"],
    )
    assert len(found.sheets[0].sites) == 1
    assert len(found.sheets[0].volumes) == 2


def test_what_the_file_adds_up_to_is_said():
    found = plan(["Site", "Commune", "Repas/jour"], ["A", "Lille", 3], ["B", "Lille", 4])
    (total,) = found.sums()
    assert (total.value, total.units, total.lines) == (7, "repas par jour", 2)


def test_a_refused_row_asks_nothing():
    found = plan(
        ["Site", "Commune", "Repas/jour"],
        ["A", "Rouabix", -3],
        ["B", "Lomme", 4],
        ["C", "Lille", 5],
    )
    asked = [doubt.typed for doubt, _ in found.questions().values() if not doubt.assumption]
    assert asked == ["Lomme"]
