"""Spreadsheets that people send: what is read of them, and what is refused before it is opened."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from procurement import spreadsheets
from procurement.spreadsheets import (
    UnreadableSpreadsheet,
    is_cut,
    read,
    read_rows,
    stream_rows,
    tidy,
)
from tests.needs.tables import workbook_bytes


def sheets(name, content):
    return read(name, io.BytesIO(content), len(content))


def rows(name, content):
    return [cells for _, cells in sheets(name, content)[0].rows]


def refusal(name, content):
    with pytest.raises(UnreadableSpreadsheet) as refused:
        sheets(name, content)
    return str(refused.value).replace("\u00a0", " ").replace("\u202f", " ")


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_each_encoding_of_french_offices_is_read(encoding):
    content = "École;Qté\nSainte-Thérèse d'Œuilly – Nord;12 €\n".encode(encoding)
    assert rows("a.csv", content)[1] == ["Sainte-Thérèse d'Œuilly – Nord", "12 €"]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_each_separator_is_recognised(sign):
    content = f"Site{sign}Commune{sign}Repas\nA{sign}Lille{sign}3\n".encode()
    assert rows("a.csv", content) == [["Site", "Commune", "Repas"], ["A", "Lille", "3"]]


def test_commas_of_decimals_are_no_separators():
    assert rows("a.csv", b"Site;Tonnes\nA;1,5\nB;2,25\nC;3,5\n")[1] == ["A", "1,5"]


def test_a_title_above_the_table_does_not_hide_its_separator():
    content = b"Sites, communes, volumes, 2026\n\nSite;Commune;Repas\nA;Lille;3\nB;Lille;4\n"
    assert rows("a.csv", content)[1] == ["Site", "Commune", "Repas"]


def test_the_separator_line_of_excel_is_no_row():
    assert sheets("a.csv", b"sep=|\nA|B\n1|2\n")[0].rows == [(2, ["A", "B"]), (3, ["1", "2"])]


def test_a_quoted_cell_may_hold_a_line_break():
    assert rows("a.csv", b'A;B\n"un\ndeux";3\n')[1] == ["un\ndeux", "3"]


def test_empty_lines_are_left_out_and_lines_keep_their_numbers():
    found = sheets("a.csv", b"A;B\n\n;;\n1;2\n")[0].rows
    assert [line for line, _ in found] == [1, 4]


def test_control_characters_are_dropped():
    assert rows("a.csv", b"A;B\n1\x0b\x1f;2\n")[1] == ["1", "2"]


# Workbooks


def test_numbers_texts_and_dates_of_a_workbook_are_plain_cells():
    content = workbook_bytes(
        [["A", 12, 12.5, 3.0, date(2027, 9, 1), datetime(2027, 9, 1, 8), True]]
    )
    assert rows("a.xlsx", content) == [
        ["A", 12, 12.5, 3, "2027-09-01", "2027-09-01 08:00:00", "oui"]
    ]


def test_a_formula_gives_its_last_result_and_is_never_run():
    assert rows("a.xlsx", workbook_bytes([["Total", "=SUM(1,2)"]])) == [["Total"]]


def test_every_visible_sheet_is_read_and_a_hidden_one_is_not():
    book = Workbook()
    book.active.append(["A"])
    hidden = book.create_sheet("cachée")
    hidden.append(["B"])
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    assert [sheet.name for sheet in sheets("a.xlsx", content.getvalue())] == ["Sheet"]


# Refused before it is opened


def altered(content, **parts):
    """The workbook with other contents for some of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


BOOK = workbook_bytes([["Site", "Commune"], ["A", "Lille"]])
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<worksheet><sheetData><row><c><v>&c;</v></c></row></sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "est vide"),
        ("a.csv", b";;\n\n;\n", "aucune ligne remplie"),
        ("a.csv", b"A;B\x00\n", "n'est pas celui"),
        ("a.csv", b'A;B\n"' + b"x;y\n" * 60_000, "guillemet"),
        ("a.xls", b"\xd0\xcf\x11\xe0", ".xls (ancien Excel)"),
        ("a.ods", BOOK, ".ods (LibreOffice)"),
        ("a.xlsm", BOOK, "macros"),
        ("a.docx", BOOK, "XLSX ou CSV"),
        ("sans_extension", b"A;B", "XLSX ou CSV"),
        ("a.xlsx", b"A;B", "n'est pas celui"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" * 99, "mot de passe"),
        ("a.xlsx", BOOK[:300], "abîmé"),
        ("a.xlsx", altered(BOOK, **{"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", altered(BOOK, **{"xl/worksheets/sheet1.xml": LAUGHS}), "n'ouvre pas"),
        ("a.xlsx", altered(BOOK, **{"xl/worksheets/sheet1.xml": b"<a"}), "abîmé"),
        ("a.xlsx", altered(BOOK, **{"xl/workbook.xml": b"<a/>"}), "aucune ligne remplie"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_hostile_or_broken_file_is_refused_with_what_to_do(name, content, sentence):
    assert sentence in refusal(name, content)


def test_a_file_beyond_the_size_is_refused_unread():
    with pytest.raises(UnreadableSpreadsheet, match="dépasse"):
        read("a.csv", io.BytesIO(b"A;B\n"), 200_000_000)


def test_a_bomb_is_refused_without_being_unpacked():
    bomb = altered(BOOK, **{"xl/worksheets/sheet1.xml": b" " * (spreadsheets.MOST_UNPACKED + 1)})
    assert len(bomb) < 200_000
    tracemalloc.start()
    assert "trop de place" in refusal("a.xlsx", bomb)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(("count", "taken"), [(5_000, True), (5_001, False)])
def test_the_limit_of_lines_is_exact(count, taken):
    content = b"A;B\n" * count
    if taken:
        assert len(rows("a.csv", content)) == count
    else:
        assert "plus de 5 000 lignes" in refusal("a.csv", content)


def test_a_hundred_thousand_lines_are_refused_as_soon_as_there_are_too_many():
    assert "plus de 5 000 lignes" in refusal("a.csv", b"A;B\n" * 100_000)


@pytest.mark.parametrize(("count", "taken"), [(100, True), (101, False), (500, False)])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_the_limit_of_columns_is_exact(name, count, taken):
    cells = ["x"] * count
    content = workbook_bytes([cells]) if name == "a.xlsx" else ";".join(cells).encode()
    if taken:
        assert rows(name, content) == [cells]
    else:
        assert "plus de 100 colonnes" in refusal(name, content)


def test_a_stray_cell_at_the_bottom_of_the_sheet_does_not_last_for_ever():
    book = Workbook()
    book.active["A1"], book.active["A1048576"] = "Site", "x"
    content = io.BytesIO()
    book.save(content)
    assert "lignes" in refusal("a.xlsx", content.getvalue())


# Streams


def test_a_register_of_more_lines_than_is_kept_is_streamed():
    content = b"A;B\n" * 20_000
    assert sum(1 for _ in read_rows("a.csv", io.BytesIO(content), len(content))) == 20_000


def test_a_command_reads_a_csv_of_any_length():
    assert sum(1 for _ in stream_rows(io.BytesIO(b"A;B\n" * 60_000))) == 60_000


def test_a_command_reads_a_workbook():
    assert list(stream_rows(io.BytesIO(BOOK)))[1] == (2, ["A", "Lille"])


@pytest.mark.parametrize("content", [b"", b"  \n", bytes(range(256))])
def test_a_command_refuses_what_is_no_table(content):
    with pytest.raises(UnreadableSpreadsheet, match="vide"):
        stream_rows(io.BytesIO(content))


@pytest.mark.parametrize(("length", "end"), [(5_000, "x"), (5_001, "…")])
def test_a_cell_that_is_cut_says_so_by_its_end(length, end):
    kept = tidy("x" * length)

    assert (len(kept), kept[-1]) == (5_000, end)


# Cells merged downwards


def merged(rows_, *merges):
    book = Workbook()
    for row in rows_:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return rows("a.xlsx", content.getvalue())


def test_words_merged_downwards_are_those_of_each_line():
    found = merged(
        [["Commune", "École"], ["Lille", "A"], [None, "B"], ["Roubaix", "C"], [None, "D"]],
        "A2:A3",
        "A4:A5",
    )
    assert [row[0] for row in found] == ["Commune", "Lille", "Lille", "Roubaix", "Roubaix"]


@pytest.mark.parametrize("value", [300, "300", "1 250,5"])
def test_a_number_merged_downwards_counts_once(value):
    found = merged([["École", "Repas"], ["A", value], ["B", None]], "B2:B3")
    assert found[2] == ["B"]


def test_words_merged_over_empty_lines_make_no_row():
    assert merged([["Commune", "École"], ["Lille", "A"], [None, None]], "A2:A3")[-1] == [
        "Lille",
        "A",
    ]


def test_words_merged_across_stand_once():
    assert merged([["Repas", None], [3, 4]], "A1:B1")[0] == ["Repas"]


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "Un vers puis l'autre\n" * 9_000], ids=["one line", "many"]
)
def test_a_cell_longer_than_a_book_is_cut_and_the_other_rows_are_read(text):
    content = f'A;B\n1;"{text}"\n2;Le Pré\n'.encode()

    [sheet] = read("a.csv", io.BytesIO(content), len(content))

    [_, (_, [_, long]), (_, [_, short])] = sheet.rows
    assert (len(long), is_cut(long), short) == (5_000, True, "Le Pré")


@pytest.mark.parametrize(("length", "cut"), [(5_000, False), (5_001, True)])
def test_a_cell_that_was_cut_is_known_as_such(length, cut):
    assert is_cut(tidy("x" * length)) is cut
