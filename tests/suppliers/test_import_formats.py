"""Each format of files of suppliers, on real data where they are at hand."""

import csv
import io
import json
import random
import zipfile

import pytest
from django.core.management import call_command

from suppliers import sirene, sources
from suppliers.models import Supplier
from suppliers.register import parse
from tests.suppliers.factories import made_up_siret


@pytest.fixture(scope="module")
def columns():
    """The official columns, by file, in their order."""
    found = {
        "StockUniteLegale": list(sirene._UNIT),
        "StockEtablissement": list(sirene._ESTABLISHMENT),
    }
    return found


def stock(tmp_path, columns, units, establishments, *, zipped=False):
    """A pair of stock files with the official columns, and their paths."""
    paths = []
    for name, rows in (("StockUniteLegale", units), ("StockEtablissement", establishments)):
        text = io.StringIO()
        writer = csv.DictWriter(text, columns[name])
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / f"{name}_utf8.{'zip' if zipped else 'csv'}"
        if zipped:
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(f"{name}_utf8.csv", text.getvalue())
        else:
            path.write_text(text.getvalue(), encoding="utf-8")
        paths.append(str(path))
    return paths


def unit(number=1, **said):
    return {
        "siren": made_up_siret(number)[:9],
        "statutDiffusionUniteLegale": "O",
        "etatAdministratifUniteLegale": "A",
        "denominationUniteLegale": f"STRUCTURE {number}",
        "categorieJuridiqueUniteLegale": "9220",
        "economieSocialeSolidaireUniteLegale": "O",
    } | said


def establishment(number=1, **said):
    return {
        "siren": made_up_siret(number)[:9],
        "siret": made_up_siret(number),
        "statutDiffusionEtablissement": "O",
        "etablissementSiege": "true",
        "etatAdministratifEtablissement": "A",
        "codeCommuneEtablissement": "59350",
    } | said


def read(paths, **options):
    kind, rows = sources.rows(paths, **options)
    assert kind == "sirene"
    return [row.record for row in rows]


@pytest.mark.parametrize("zipped", [False, True])
def test_the_stock_files_give_the_seats_of_flagged_units(tmp_path, columns, zipped):
    paths = stock(tmp_path, columns, [unit()], [establishment()], zipped=zipped)
    [found] = read(paths)
    assert (found["name"], found["ess_kinds"], found["siret"]) == (
        "STRUCTURE 1", ["ASSOCIATION"], made_up_siret(1),
    )  # fmt: skip


@pytest.mark.parametrize(
    "left_out",
    [
        {"economieSocialeSolidaireUniteLegale": "N"},
        {"economieSocialeSolidaireUniteLegale": ""},
        {"etatAdministratifUniteLegale": "C"},
        {"statutDiffusionUniteLegale": "P"},
        {"statutDiffusionUniteLegale": "N"},
        {"categorieJuridiqueUniteLegale": "1000"},
        {"denominationUniteLegale": ""},
        {"denominationUniteLegale": "[ND]"},
    ],
)
def test_closed_unflagged_unpublished_units_and_persons_are_left_out(tmp_path, columns, left_out):
    assert read(stock(tmp_path, columns, [unit(**left_out)], [establishment()])) == []


@pytest.mark.parametrize(
    "left_out",
    [
        {"etatAdministratifEtablissement": "F"},
        {"statutDiffusionEtablissement": "P"},
        {"etablissementSiege": "false"},
    ],
)
def test_closed_unpublished_and_secondary_establishments_are_left_out(tmp_path, columns, left_out):
    assert read(stock(tmp_path, columns, [unit()], [establishment(**left_out)])) == []


def test_a_row_keeps_all_its_columns_for_the_file_of_rejects(tmp_path, columns):
    columns = {**columns, "StockEtablissement": [*columns["StockEtablissement"], "nic"]}
    paths = stock(tmp_path, columns, [unit()], [establishment(nic="00013")])
    [row] = sources.rows(paths)[1]
    assert row.original["nic"] == "00013"


def test_every_active_establishment_may_be_asked_for(tmp_path, columns):
    other = establishment(etablissementSiege="false", enseigne1Etablissement="LE GARAGE")
    found = read(stock(tmp_path, columns, [unit()], [other]), every_establishment=True)
    assert found[0]["name"] == "STRUCTURE 1 (LE GARAGE)"


def test_a_flagged_company_is_a_company_of_the_ess_on_its_flag_alone(tmp_path, columns):
    [found] = read(
        stock(tmp_path, columns, [unit(categorieJuridiqueUniteLegale="5710")], [establishment()])
    )
    assert (found["ess_kinds"], found["legal_form"]) == (["SOCIETE"], "SAS")


def test_the_official_columns_are_those_that_are_read(open_data):
    rows = csv.DictReader((open_data / "sirene_colonnes.csv").read_text("utf-8").splitlines())
    official = {(row["fichier"], row["colonne"]) for row in rows}
    read_here = {("StockUniteLegale", name) for name in sirene._UNIT} | {
        ("StockEtablissement", name) for name in sirene._ESTABLISHMENT
    }
    assert read_here <= official


@pytest.mark.parametrize(
    ("insee", "city"), [("75108", "75056"), ("69383", "69123"), ("13215", "13055"), ("59350",) * 2]
)
def test_an_arrondissement_is_its_city(insee, city):
    assert parse({"name": "A", "siret": made_up_siret(1), "insee": insee}).insee == city


def api(**said):
    seat = {"siret": made_up_siret(8), "commune": "59350", "code_postal": "59000"}
    return {"nom_raison_sociale": "ESSAI", "nature_juridique": "9220", "siege": seat} | said


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"etat_administratif": "C"}, "cessé"),
        ({"statut_diffusion": "P"}, "diffusion est restreinte"),
        ({"nature_juridique": "1000"}, "Personne physique"),
        ({"complements": {"est_entrepreneur_individuel": True}}, "Personne physique"),
    ],
)
def test_the_public_search_gives_no_person_nor_closed_unit(tmp_path, said, reason):
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"results": [api(**said)]}, indent=1), encoding="utf-8")
    [row] = sources.rows([str(path)])[1]
    assert row.record is None
    assert reason in row.reason


def test_the_public_search_gives_families_by_status_and_by_convention(tmp_path):
    path = tmp_path / "api.json"
    more = {"est_ess": True, "est_siae": True, "type_siae": "ACI, EI"}
    path.write_text(json.dumps({"results": [api(complements=more)]}), encoding="utf-8")
    [row] = sources.rows([str(path)])[1]
    assert row.record["ess_kinds"] == ["ASSOCIATION", "ACI", "EI"]


@pytest.mark.django_db
def test_the_real_answers_of_the_public_search_are_taken(open_data):
    path = open_data / "recherche_entreprises_exemples.json"
    with pytest.raises(SystemExit):  # three of them have ceased
        call_command("import_suppliers", str(path), stderr=io.StringIO())
    assert Supplier.objects.count() == 27
    assert Supplier.objects.get(siret="40046135600133").ess_kinds == ["ASSOCIATION", "ACI"]


@pytest.mark.django_db
def test_rows_of_one_siret_stay_together_at_the_edge_of_a_batch(tmp_path, monkeypatch):
    monkeypatch.setattr("suppliers.importing.BATCH", 2)
    numbers = [1, 2, 2, 2, 3]
    kinds = ["EI", "EI", "ACI", "AI", "EI"]
    records = [
        {"name": "A", "siret": made_up_siret(n), "ess_kinds": [kind]}
        for n, kind in zip(numbers, kinds, strict=True)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    for _ in range(2):
        call_command("import_suppliers", str(path), stderr=io.StringIO())
    assert Supplier.objects.get(siret=made_up_siret(2)).ess_kinds == ["EI", "ACI", "AI"]


@pytest.mark.django_db
def test_rows_of_one_siret_far_apart_are_all_taken(tmp_path, monkeypatch):
    monkeypatch.setattr("suppliers.importing.BATCH", 2)
    numbers = [1, 2, 1, 3, 4, 1]
    random.Random(3).shuffle(numbers)
    records = [
        {"name": f"Version {n}", "siret": made_up_siret(one)} for n, one in enumerate(numbers)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    call_command("import_suppliers", str(path), stderr=io.StringIO())
    last = max(n for n, one in enumerate(numbers) if one == 1)
    assert Supplier.objects.get(siret=made_up_siret(1)).name == f"Version {last}"
    assert Supplier.objects.count() == 4


def test_an_archive_of_several_files_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "deux.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "siret")
        archive.writestr("b.csv", "siret")
    with pytest.raises(sources.UnreadableInput, match="un seul fichier"):
        sources.rows([str(path)])
