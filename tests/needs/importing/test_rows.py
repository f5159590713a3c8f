"""What the rows of a table add up to, read together."""

from decimal import Decimal

import pytest

from needs.importing.columns import SITE_FIELDS, propose
from needs.importing.plan import make_plan
from needs.importing.rhythms import ONCE
from needs.importing.rows import Context, read_lines
from tests.needs.importing.samples import NEAR, PLACES, SHEET, table


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


@pytest.mark.parametrize("header", ["Surface (m²)", "Haies (ml)", "Parc (ha)"])
def test_what_a_place_measures_is_taken_for_no_flow(header):
    found = plan(["Site", "Commune", header], ["A", "Lille", 120])
    (doubt,) = [doubt for doubt, _ in found.questions().values()]
    assert (doubt.assumption, doubt.choices[0].value) == (True, ONCE)
    assert [v.values.period for v in found.sheets[0].volumes] == [""]


def test_a_surface_gone_over_each_week_keeps_its_period():
    found = plan(["Site", "Commune", "Surface nettoyée (m²/semaine)"], ["A", "Lille", 120])
    assert [v.values.period for v in found.sheets[0].volumes] == ["semaine"]


def test_what_may_be_a_flow_is_asked():
    found = plan(["Site", "Commune", "Compost (kg)"], ["A", "Lille", 120])
    (doubt,) = [doubt for doubt, _ in found.questions().values()]
    assert not doubt.assumption
    assert not found.sheets


def only_volume(found):
    (volume,) = found.sheets[0].volumes
    return volume.values.quantity, volume.values.unit, volume.values.period


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        ("trimestriel", (60, "kg", "an")),
        ("par semestre", (30, "kg", "an")),
        ("mensuel", (15, "kg", "mois")),
    ],
)
def test_what_comes_each_quarter_is_counted_by_the_year(period, kept):
    found = plan(["Désignation", "Quantité", "Unité", "Période"], ["Savon", 15, "kg", period])
    assert only_volume(found) == kept


def test_a_column_by_the_quarter_is_counted_by_the_year():
    found = plan(["Site", "Commune", "Savon (kg/trimestre)"], ["A", "Lille", 15])
    assert only_volume(found) == (60, "kg", "an")


def test_a_period_that_may_be_read_in_two_ways_is_asked():
    found = plan(["Désignation", "Quantité", "Unité", "Période"], ["Savon", 15, "kg", "bimensuel"])
    assert [doubt.typed for doubt, _ in found.questions().values()] == ["bimensuel"]


@pytest.mark.parametrize("header", ["Quantité annuelle", "Qté / an", "Volume (par an)"])
def test_the_period_that_the_header_of_quantities_says_is_not_asked(header):
    found = plan(["Désignation", header, "Unité"], ["Savon", 15, "kg"])
    assert only_volume(found) == (15, "kg", "an")


def test_a_unit_beside_its_figure_is_heard_before_that_of_its_column():
    found = plan(["Désignation", "Quantité annuelle", "Unité"], ["Verre", "3 t", "kg"])
    assert only_volume(found)[:2] == (3, "tonne")


def test_a_mere_unit_beside_its_figure_leaves_the_word_to_its_column():
    found = plan(["Désignation", "Quantité annuelle", "Unité"], ["Bacs", "3 unités", "bac"])
    assert only_volume(found)[:2] == (3, "bac")


def test_the_months_of_a_row_add_up_to_its_year():
    months = ["Bacs : janv.", "Bacs : févr.", "Bacs : mars", "Bacs : avr."]
    found = plan(["Site", "Commune", *months], ["A", "Lille", "1 200", "12,5", "NC", None])
    assert only_volume(found) == (Decimal("1212.5"), "bac", "an")
    assert found.lines[0].remarks == ("« Bacs » : « NC » compté pour zéro.",)


def test_a_month_that_reads_in_two_ways_is_asked():
    months = ["Bacs : janv.", "Bacs : févr.", "Bacs : mars"]
    found = plan(["Site", "Commune", *months], ["A", "Lille", 3, "4 à 5", 6])
    assert [doubt.typed for doubt, _ in found.questions().values()] == ["4 à 5"]


def test_the_commune_is_read_in_the_address_when_nothing_else_says_it():
    found = plan(
        ["Site", "Adresse", "Repas/jour"],
        ["A", "12 rue de Lille, 59100 Roubaix", 3],
        ["B", "3 rue Haute", 4],
    )
    assert [site.values.insee for site in found.sheets[0].sites] == ["59512"]
    assert [doubt.field for doubt in found.lines[1].waiting] == ["commune"]


def test_a_commune_of_its_own_column_is_heard_before_the_address():
    found = plan(
        ["Site", "Adresse", "Ville", "Repas/jour"], ["A", "ZI de 59100 Roubaix", "Lille", 3]
    )
    assert [site.values.insee for site in found.sheets[0].sites] == ["59350"]
