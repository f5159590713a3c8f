"""Rows that a file spoils for themselves only: bytes, cells and quotes out of place."""

import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.core.management import call_command

from procurement.jsonl import UnreadableInput
from suppliers import sources
from suppliers.cells import InvalidRecord
from suppliers.management.commands import import_suppliers
from suppliers.models import Supplier
from suppliers.register import parse
from tests.suppliers.factories import made_up_siret


def read(tmp_path, content, name="suppliers.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    _, rows = sources.rows([str(path)])
    return list(rows)


def line(number, name="La Boucle"):
    return json.dumps({"name": name, "siret": made_up_siret(number)}, ensure_ascii=False)


def verdicts(path, rows):
    """Of (siret, description): the rows refused, with their reasons, then those taken."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [("siret", "name", "description"), *((n, "Nom", d) for n, d in rows)]:
            book.active.append(row)
        book.active["C3"] = None
        book.save(path)
        _lengthen(path, rows[1][1])
    elif path.suffix == ".csv":
        lines = ["siret;name;description", *(f"{n};Nom;{d}" for n, d in rows)]
        path.write_text("\n".join(lines))
    else:
        path.write_text(
            "\n".join(json.dumps({"siret": n, "name": "Nom", "description": d}) for n, d in rows)
        )
    refused, taken = [], []
    for row in sources.rows([str(path)])[1]:
        try:
            parse(row.record)
            taken.append(row)
        except InvalidRecord as error:
            refused.append((row, str(error)))
    return refused, taken


def _lengthen(path, text):
    """Excel writes no cell so long, other programs may."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cell = f'<c r="C3" t="inlineStr"><is><t>{text}</t></is></c></row><row r="4">'.encode()
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'(<c r="C3"[^>]*/>)?</row><row r="4">', cell, parts[sheet])
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.django_db
def test_bytes_that_are_not_utf_8_spoil_their_line_only_and_it_comes_back_readable(tmp_path):
    path, rejects = tmp_path / "suppliers.jsonl", tmp_path / "rejects.csv"
    spoilt = line(2, "Société du Clos").encode("latin-1")
    path.write_bytes(b"\n".join([line(1).encode(), spoilt, line(3, "Épicerie").encode()]))
    with pytest.raises(SystemExit):
        call_command("import_suppliers", str(path), rejects=str(rejects), stderr=io.StringIO())
    [refused] = csv.DictReader(rejects.read_text("utf-8").splitlines())
    assert (refused["line"], "UTF-8" in refused["reason"]) == ("2", True)
    assert refused["text"] == line(2, "Société du Clos")
    assert set(Supplier.objects.values_list("name", flat=True)) == {"La Boucle", "Épicerie"}


def test_a_line_that_is_no_json_comes_back_as_it_was(tmp_path):
    broken = '{"name": "La Boucle", "siret": '
    _, row = read(tmp_path, f"{line(1)}\n{broken}\n", "suppliers.jsonl")
    assert (row.line, row.record, row.original) == (2, None, {"text": broken.strip()})


def test_a_table_that_windows_wrote_is_read(tmp_path):
    content = f"siret;name\n{made_up_siret(1)};Société d’Économie\n".encode("cp1252")
    [row] = read(tmp_path, content)
    assert row.record["name"] == "Société d’Économie"


def test_a_cell_too_many_refuses_its_row_and_comes_back(tmp_path):
    first, second = made_up_siret(1), made_up_siret(2)
    row, other = read(tmp_path, f"name,siret\nAide, Soin,{first}\nLa Boucle,{second}\n")
    assert row.record is None
    assert "plus de cellules" in row.reason
    assert row.original == {"name": "Aide", "siret": " Soin", "cellules en trop": [first]}
    assert other.record["siret"] == second


def test_empty_cells_at_the_end_and_empty_rows_are_no_mistake(tmp_path):
    [row] = read(tmp_path, f"name;siret\nLa Boucle;{made_up_siret(1)};;\n;;\n;\n")
    assert row.record == {"name": "La Boucle", "siret": made_up_siret(1)}


def test_a_quote_left_open_hides_no_other_row(tmp_path):
    first, second, third = (made_up_siret(n) for n in (1, 2, 3))
    row, other = read(
        tmp_path, f'siret;name\n{first};"La Boucle\n{second};"Le Clos"\n{third};Le Pré\n'
    )
    assert row.record is None
    assert "guillemet" in row.reason
    assert second in row.original["name"]
    assert other.record["siret"] == third


def test_a_name_on_two_lines_is_a_name(tmp_path):
    [row] = read(tmp_path, f'siret;name\n{made_up_siret(1)};"La Boucle\nantenne de Lille"\n')
    assert row.record["name"] == "La Boucle\nantenne de Lille"


@pytest.mark.parametrize("name", ["suppliers.csv", "suppliers.xlsx", "suppliers.jsonl"])
def test_a_cell_longer_than_a_book_refuses_its_row_only(tmp_path, name):
    rows = [(made_up_siret(1), "La Boucle"), (made_up_siret(2), "x" * 140_000)]
    refused, taken = (list(found) for found in verdicts(tmp_path / name, [*rows, (
        made_up_siret(3), "Le Pré")]))  # fmt: skip

    assert [row.record["siret"] for row in taken] == [made_up_siret(1), made_up_siret(3)]
    [(row, reason)] = refused
    assert reason == "« description » compte 140000 caractères : 5000 au plus sont possibles."
    assert row.line == (2 if name.endswith("jsonl") else 3)


def test_a_long_cell_that_nobody_reads_refuses_nothing(tmp_path):
    [row] = read(tmp_path, f"siret;name;note\n{made_up_siret(1)};La Boucle;{'x' * 140_000}\n")
    assert row.record["name"] == "La Boucle"


def test_a_quote_never_closed_says_from_which_line_the_table_is_lost(tmp_path):
    lost = f'siret;name\n{made_up_siret(1)};La Boucle\n{made_up_siret(2)};"{"x" * 10_500_000}\n'
    with pytest.raises(UnreadableInput, match=r"après la ligne 2.*guillemet"):
        read(tmp_path, lost)


def test_a_table_in_the_two_byte_encoding_of_a_spreadsheet_is_told_which_to_choose(tmp_path):
    content = f"name;siret\nÉlan;{made_up_siret(1)}\n".encode("utf-16")
    with pytest.raises(UnreadableInput, match="UTF-8"):
        read(tmp_path, content)


def test_a_table_with_the_ends_of_lines_of_old_computers_is_read(tmp_path):
    first, second = read(tmp_path, f"name;siret\rA;{made_up_siret(1)}\rB;{made_up_siret(2)}\r")
    assert (first.record["name"], second.record["siret"]) == ("A", made_up_siret(2))


def workbook(lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def spoilt(content, part):
    """The same archive, this part of it cut in the middle."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            whole = old.read(name)
            new.writestr(name, whole[: len(whole) // 2] if name == part else whole)
    return kept.getvalue()


def test_a_workbook_that_is_wrong_about_its_own_size_is_read_whole(tmp_path):
    whole = workbook([["name", "siret"], ["A", made_up_siret(1)], ["B", made_up_siret(2)]])
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1"'))
    assert len(read(tmp_path, kept.getvalue(), "suppliers.xlsx")) == 2


def with_wrong_bytes(content, part):
    at = content.find(part.encode()) + len(part) + 20
    return content[:at] + bytes(12) + content[at + 12 :]


@pytest.mark.parametrize("damage", [spoilt, with_wrong_bytes])
def test_a_damaged_workbook_is_said_in_a_sentence(tmp_path, damage):
    whole = workbook([["name", "siret"], *(["A", made_up_siret(n)] for n in range(200))])
    with pytest.raises(UnreadableInput, match="abîmé|lisible"):
        read(tmp_path, damage(whole, "xl/worksheets/sheet1.xml"), "suppliers.xlsx")


def test_a_damaged_archive_is_said_in_a_sentence(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = "".join(f"A{n};{made_up_siret(n)}\n" for n in range(200))
        archive.writestr("suppliers.csv", f"name;siret\n{lines}")
    with pytest.raises(UnreadableInput, match="abîmé"):
        read(tmp_path, with_wrong_bytes(content.getvalue(), "suppliers.csv"), "suppliers.zip")


@pytest.mark.parametrize(
    "result", [3, {"siege": "59"}, {"complements": ["ess"]}, {"siege": [], "complements": 1}]
)
def test_an_answer_of_another_shape_spoils_its_row_only(tmp_path, result):
    right = {"nom_complet": "LA BOUCLE", "siege": {"siret": made_up_siret(1)}}
    content = json.dumps({"results": [result, right]})
    _, row = read(tmp_path, content, "answers.json")
    assert row.record["siret"] == made_up_siret(1)


@pytest.mark.django_db
@pytest.mark.parametrize("siret", ["NaN", "1e999", '"[]"', "{}"])
def test_a_siret_that_is_no_number_spoils_its_line_only(tmp_path, siret):
    path = tmp_path / "suppliers.jsonl"
    path.write_text(f'{{"name": "A", "siret": {siret}}}\n{line(2)}\n', "utf-8")
    with pytest.raises(SystemExit):
        call_command("import_suppliers", str(path), stderr=io.StringIO())
    assert Supplier.objects.get().siret == made_up_siret(2)


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "said"), [(2, 2), (3, 2)])
def test_the_same_remark_is_not_said_thousands_of_times(tmp_path, monkeypatch, rows, said):
    monkeypatch.setattr(import_suppliers, "REMARKS_SAID", 2)
    path, errors = tmp_path / "suppliers.csv", io.StringIO()
    lines = [f"{made_up_siret(n)};Structure {n};59999" for n in range(rows)]
    path.write_text("\n".join(["siret;name;insee", *lines]), "utf-8")
    call_command("import_suppliers", str(path), dry_run=True, stderr=errors)
    assert errors.getvalue().count("absente de la nomenclature") == said
    assert ("3 fiches prises avec une remarque" in errors.getvalue()) == (rows > said)
