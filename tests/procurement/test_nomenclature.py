"""The shipped extract, and the commands that load the official files."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from procurement.nomenclature.loading import SHIPPED
from procurement.nomenclature.models import Commune, Cpv, Naf

COMMUNES_HEADER = (
    "insee,name,postal_codes,epci_siren,epci_name,department_code,department,region_code,"
    "region,lat,lon,population\n"
)
BETHUNE = (
    "62119,Béthune,62400,200072460,CA de Béthune,62,Pas-de-Calais,32,Hauts-de-France,"
    "50.5,2.6,25000\n"
)


def write(tmp_path, text, name="communes.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_new_database_knows_the_communes_of_the_mel():
    assert Commune.objects.in_place("epci", "200093201").count() == 95
    assert Cpv.objects.get(code="55500000").label.startswith("Services de cantine")
    assert Naf.objects.filter(level="section").count() == 21


@pytest.mark.django_db
def test_import_communes_adds_and_replaces_by_code(tmp_path):
    call_command("import_communes", write(tmp_path, COMMUNES_HEADER + BETHUNE))
    renamed = BETHUNE.replace("25000", "25001")
    call_command("import_communes", write(tmp_path, COMMUNES_HEADER + renamed))

    commune = Commune.objects.get(insee="62119")
    assert (commune.population, commune.name_key) == (25001, "bethune")


@pytest.mark.django_db
def test_import_communes_reads_the_json_of_the_geographic_api(tmp_path):
    record = {
        "nom": "Béthune",
        "code": "62119",
        "codesPostaux": ["62400"],
        "codeEpci": "200072460",
        "codeDepartement": "62",
        "codeRegion": "32",
        "centre": {"type": "Point", "coordinates": [2.64, 50.53]},
        "population": 25001,
    }
    call_command("import_communes", write(tmp_path, json.dumps([record]), "communes.json"))

    assert Commune.objects.get(insee="62119").point == (50.53, 2.64)


@pytest.mark.django_db
def test_a_broken_row_is_refused_with_its_line_and_the_others_are_taken(tmp_path):
    broken = BETHUNE.replace("62119", "6211").replace("Béthune", "Cassée")
    errors = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command(
            "import_communes",
            write(tmp_path, COMMUNES_HEADER + broken + BETHUNE),
            stderr=errors,
        )

    assert stop.value.code == 1
    assert "Ligne 2 : Le code Insee « 6211 » n'a pas 5 caractères." in errors.getvalue()
    assert Commune.objects.filter(name="Béthune").exists()


@pytest.mark.django_db
def test_a_value_too_long_for_its_column_is_refused_by_name(tmp_path, capsys):
    content = "code,level,parent,label_fr\n99.9999Z,sous-classe,,Essai\n"
    with pytest.raises(SystemExit):
        call_command("import_naf", write(tmp_path, content, "naf.csv"))

    assert "« 99.9999Z » est trop long pour « code » (6 signes)" in capsys.readouterr().err


@pytest.mark.django_db
def test_another_file_is_refused_whole_with_the_columns_expected(tmp_path):
    with pytest.raises(CommandError, match="il manque code, label_fr") as refusal:
        call_command("import_cpv", write(tmp_path, COMMUNES_HEADER + BETHUNE))
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("name", ["communes", "cpv_2008_fr", "naf_rev2_fr"])
def test_the_shipped_extract_agrees_with_the_official_file(open_data, name):
    shipped = SHIPPED / f"{name.partition('_')[0]}.csv"
    with (open_data / f"{name}.csv").open(encoding="utf-8") as official:
        known = {tuple(row) for row in csv.reader(official)}
    with shipped.open(encoding="utf-8") as extract:
        assert {tuple(row) for row in csv.reader(extract)} <= known
