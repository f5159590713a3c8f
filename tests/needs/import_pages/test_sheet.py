"""From a file to the sheet: columns matched, rows written, the same file sent again."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs.models import Site, Volume
from tests.needs.factories import SiteFactory, VolumeFactory
from tests.needs.import_pages.steps import (
    FERRY,
    HEADER,
    HUGO,
    answer,
    mapped,
    page,
    questions,
    rejected,
    said,
    send,
    take,
    undo,
    write,
)
from tests.needs.plain import plain
from tests.needs.tables import csv_file, workbook

pytestmark = pytest.mark.django_db


# From the file to the sheet


def test_nothing_is_written_before_the_person_agrees(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    assert "Importer 1 ligne" in said(page(signed_in, imported))
    assert not need.sites.exists()


def test_the_rows_of_a_csv_become_sites_and_volumes(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    ferry, hugo = need.sites.order_by("name")
    assert (ferry.name, ferry.commune_id) == ("École Ferry", "59350")
    assert plain(str(ferry.volumes.get())) == "320 repas par jour"
    assert (ferry.volumes.get().open_days, ferry.volumes.get().open_weeks) == (4, 36)
    assert plain(str(hugo.volumes.get())) == "1 250 contenants"


def test_the_months_of_a_file_are_shown_and_written_as_one_yearly_quantity(signed_in, need):
    file = csv_file("Site;Commune;Janvier;Février;Mars;Total\nParc;Lille;10;2,5;NC;12,5\n")
    imported = mapped(signed_in, need, file, **{"label-2": "Déchets", "unit-2": "kg"})
    columns = signed_in.get(reverse("needs:import_mapping", args=[imported.pk]))
    assert "Janvier à Mars" in said(columns)
    assert "3 colonnes additionnées" in said(columns)
    write(signed_in, imported)
    assert plain(str(need.volumes.get())) == "12,5 kg par an"


def test_a_column_of_quantities_may_say_the_component_that_lots_are_cut_by(signed_in, need):
    imported = mapped(
        signed_in,
        need,
        csv_file("Site;Commune;Déchets (t/an)\nParc;Lille;12\n"),
        **{"component-2": "déchets verts"},
    )
    write(signed_in, imported)
    assert need.volumes.get().component == "déchets verts"


def test_a_workbook_with_a_title_and_a_total_gives_the_same(signed_in, need):
    rows = [line.split(";") for line in (HEADER + FERRY + HUGO).strip().split("\n")]
    titled = [["Nos sites en 2026"], [], *rows, ["Total", None, None, 1570]]
    imported = mapped(signed_in, need, workbook(titled))
    text = said(page(signed_in, imported))
    assert "1 ligne de total laissée de côté (ligne 6)" in text
    write(signed_in, imported)
    assert [site.name for site in need.sites.all()] == ["École Ferry", "École Hugo"]


def test_a_column_per_quantity_is_read_with_its_unit_and_period(signed_in, need):
    file = csv_file("École;Ville;Repas/jour;Déchets (kg/semaine)\nFerry;Lille;320;35\n")
    take(signed_in, need, file)
    volumes = [plain(f"{v.label} : {v}") for v in need.volumes.order_by("label")]
    assert volumes == ["Déchets : 35 kg par semaine", "Repas : 320 repas par jour"]


def test_a_file_of_windows_is_read_with_its_accents(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY, encoding="cp1252"))
    assert need.sites.get().name == "École Ferry"


def test_another_sheet_of_the_workbook_may_be_chosen(signed_in, need):
    rows = [line.split(";") for line in (HEADER + FERRY).strip().split("\n")]
    imported = mapped(signed_in, need, workbook([["Lisez-moi", "vide"]], rows), feuille="1", **{
        f"field-{i}": f
        for i, f in enumerate(
            ["site", "commune", "label", "quantity", "unit", "period", "open_days", "open_weeks"]
        )
    })  # fmt: skip
    write(signed_in, imported)
    assert need.sites.get().name == "École Ferry"


def test_the_columns_may_be_corrected(signed_in, need):
    file = csv_file("Truc;Machin;Valeur 2026\nÉcole Ferry;Lille;320\n")
    columns = {"field-0": "site", "field-1": "commune", "field-2": "quantity"}
    imported = mapped(signed_in, need, file, **columns)
    answer(signed_in, imported, unit="typed:repas", period="jour")
    write(signed_in, imported)
    assert plain(str(need.volumes.get())) == "320 repas par jour"


def test_one_field_given_by_two_columns_is_refused(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    refused = signed_in.post(sent["Location"], {"field-0": "site", "field-1": "site"})
    assert refused.status_code == 422
    assert "« Site » est donné par 2 colonnes" in said(refused)


def test_a_file_without_site_nor_quantity_is_refused(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    refused = signed_in.post(sent["Location"], {"field-1": "commune"})
    assert "Dites au moins quelle colonne donne le nom du site" in said(refused)


def test_the_first_values_of_each_column_are_shown(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    assert "École Ferry" in said(signed_in.get(sent["Location"]))


# The same file again


def test_a_second_import_of_the_same_file_changes_nothing(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    before = [list(m.objects.order_by("pk").values_list()) for m in (Site, Volume)]
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    assert [list(m.objects.order_by("pk").values_list()) for m in (Site, Volume)] == before


def test_a_file_that_says_more_updates_and_adds(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    more = HEADER + FERRY.replace("320", "350").replace("École", "ECOLE") + HUGO
    imported = take(signed_in, need, csv_file(more))
    assert [int(v.quantity) for v in need.volumes.order_by("label")] == [1250, 350]
    assert need.sites.count() == 2
    (told,) = imported.outcome["sheets"]
    assert "320 repas par jour (4 j × 36 sem.) → 350 repas" in plain(" ".join(told["changes"]))


def test_a_corrected_period_replaces_the_volume_instead_of_adding_one(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    take(signed_in, need, csv_file(HEADER + FERRY.replace(";jour;", ";semaine;")))
    assert need.volumes.get().period == "semaine"


def test_a_site_with_a_neighbouring_name_is_asked(signed_in, need, lille):
    known = SiteFactory(need=need, name="École Jules Ferry")
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY.replace("Ferry", "Jules Fery")))
    assert [d.field for d in questions(signed_in, imported)] == ["site"]
    answer(signed_in, imported, site=str(known.pk))
    write(signed_in, imported)
    assert need.sites.get().pk == known.pk


def test_a_site_is_known_by_its_siret_whatever_its_name(signed_in, need, lille):
    known = SiteFactory(need=need, name="Ancien nom", siret="73282932000074")
    file = csv_file("Site;Commune;SIRET\nNouveau nom;Lille;732 829 320 00074\n")
    take(signed_in, need, file)
    assert need.sites.get().pk == known.pk
    assert need.sites.get().name == "Nouveau nom"


def test_the_siret_of_the_commune_beside_every_site_identifies_none(signed_in, need, lille):
    SiteFactory(need=need, name="Mairie", siret="73282932000074")
    rows = "".join(f"École {n};Lille;73282932000074\n" for n in "AB")
    take(signed_in, need, csv_file(f"Site;Commune;SIRET\n{rows}"))
    assert sorted(s.name for s in need.sites.all()) == ["Mairie", "École A", "École B"]


def test_what_the_file_does_not_name_stays(signed_in, need, lille):
    other = VolumeFactory(need=need, site=SiteFactory(need=need, name="Autre"))
    take(signed_in, need, csv_file(HEADER + FERRY))
    assert need.volumes.filter(pk=other.pk).exists()


def test_a_line_that_repeats_another_is_given_back(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY + FERRY))
    assert need.volumes.count() == 1
    assert "déjà à la ligne 2, à l'identique" in plain(rejected(signed_in, imported)[1][-1])


# Many rows


def test_six_hundred_sites_cost_no_more_queries_than_six(signed_in, need):
    def queries(count, first):
        rows = "".join(
            f"Site {chr(97 + n % 26)}{first + n};Lille;Repas;{n + 1};repas;jour;4;36\n"
            for n in range(count)
        )
        imported = mapped(signed_in, need, csv_file(HEADER + rows))
        with CaptureQueriesContext(connection) as seen:
            assert write(signed_in, imported).status_code == 302
        return len(seen)

    few = queries(6, first=10_000)
    many = queries(600, first=20_000)
    assert need.sites.count() == 606
    assert many <= few + 12  # more batches of rows, not more of anything else


def test_the_page_that_verifies_asks_no_more_queries_for_more_rows(signed_in, need):
    def queries(count):
        rows = "".join(f"Site {n};Inconnue{n};Repas;3;repas;jour;4;36\n" for n in range(count))
        imported = mapped(signed_in, need, csv_file(HEADER + rows))
        page(signed_in, imported)  # the nomenclature is read once a process
        with CaptureQueriesContext(connection) as seen:
            page(signed_in, imported)
        return len(seen)

    assert queries(60) == queries(2)


def test_a_partial_list_of_communes_is_said(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    assert "une partie des communes" in said(page(signed_in, imported))


def test_half_days_of_opening_are_kept_and_the_import_can_be_taken_back(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY.replace(";4;36", ";4,5;36")))
    assert need.volumes.get().open_days == Decimal("4.5")
    assert "4,5 jours par semaine" in said(signed_in.get(need.get_absolute_url()))
    undo(signed_in, imported)
    assert not need.volumes.exists()
