"""Files → text: what each format gives; hostile files refused in bounded time, in words."""

import io
import zipfile
from datetime import date

import pytest

from tenders.dossiers.reading import NotRead, packed, read_apart, unpacked
from tenders.dossiers.texts import read, refusals
from tenders.dossiers.texts.gathering import Gathered
from tenders.dossiers.texts.lines import rejoined
from tenders.dossiers.texts.neutral import Paragraph, Table, as_dict, from_dict
from tests.bench.consultation_files import FOLDER

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
TODAY = date(2026, 11, 30)


def zipped(**parts: bytes | str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


def docx(body: str) -> bytes:
    return zipped(word__document_xml=f"<w:document {W}><w:body>{body}</w:body></w:document>")


def odt(body: str) -> bytes:
    return zipped(
        content_xml=f"<office:document-content {ODF}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*pages: str) -> bytes:
    """A PDF of a few objects, one line of text a page."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects) + 2} 0 R"
            "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    body = "%PDF-1.4\n" + "".join(
        f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, start=1)
    )
    return f"{body}trailer\n<</Root 1 0 R/Size {len(objects) + 1}>>\n%%EOF".encode("latin-1")


def blocks(name: str, content: bytes):
    dossier = read([(name, content)])
    assert dossier.unread == ()
    return dossier.files[0].blocks


def why(name: str, content: bytes) -> str:
    dossier = read([(name, content)])
    assert dossier.files == ()
    return dossier.unread[0].why


def test_word_gives_headings_items_and_merged_cells():
    cell = "<w:tc><w:tcPr>{}</w:tcPr>" + p("{}") + "</w:tc>"
    rows = (
        "<w:tr>"
        + cell.format('<w:vMerge w:val="restart"/>', "Technique")
        + cell.format("", "Méthode")
        + "</w:tr>"
        "<w:tr>" + cell.format("<w:vMerge/>", "") + cell.format("", "Équipe") + "</w:tr>"
    )
    found = blocks(
        "RC.docx",
        docx(
            p("Critères", '<w:outlineLvl w:val="0"/>')
            + p("Prix", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
            + f"<w:tbl>{rows}</w:tbl>"
        ),
    )
    assert found == (
        Paragraph("Critères", 1),
        Paragraph("Prix", 0, 2),
        Table((("Technique", "Méthode"), ("Technique", "Équipe"))),
    )


def test_words_deleted_under_tracking_are_gone_and_inserted_ones_are_there():
    tracked = (
        "<w:p><w:del><w:r><w:delText>12 h</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>16 h</w:t></w:r></w:ins></w:p>"
    )
    assert blocks("RC.docx", docx(tracked)) == (Paragraph("16 h"),)


def test_a_text_box_is_read():
    box = (
        f"<w:p><w:r><w:pict><w:txbxContent>{p('Date limite')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert blocks("RC.docx", docx(box)) == (Paragraph("Date limite"),)


def test_libreoffice_gives_the_same():
    body = (
        '<text:h text:outline-level="1">Critères</text:h>'
        "<text:list><text:list-item><text:p>Prix</text:p></text:list-item></text:list>"
        "<table:table><table:table-row>"
        '<table:table-cell table:number-rows-spanned="2"><text:p>Technique</text:p>'
        "</table:table-cell><table:table-cell><text:p>Méthode</text:p></table:table-cell>"
        "</table:table-row><table:table-row><table:covered-table-cell/>"
        "<table:table-cell><text:p>Équipe</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    assert blocks("RC.odt", odt(body)) == (
        Paragraph("Critères", 1),
        Paragraph("Prix", 0, 1),
        Table((("Technique", "Méthode"), ("Technique", "Équipe"))),
    )


def test_a_table_of_contents_is_left_out():
    found = blocks("RC.docx", docx(p("1. Objet ........ 3") + p("Le marché porte sur des bacs.")))
    assert found == (Paragraph("Le marché porte sur des bacs."),)


def test_a_pdf_gives_its_text_page_by_page():
    found = blocks("RC.pdf", pdf("Remise des offres le 12 avril 2027", "Prix : 60 points sur 100"))
    assert [(one.text, one.page) for one in found] == [
        ("Remise des offres le 12 avril 2027", 1),
        ("Prix : 60 points sur 100", 2),
    ]


@pytest.mark.parametrize("name", ["08-universite-informatique/consultation_hebergement.pdf"])
def test_two_columns_are_read_one_after_the_other(name):
    texts = [
        b.text for b in blocks("RC.pdf", (FOLDER / name).read_bytes()) if isinstance(b, Paragraph)
    ]
    assert texts.index("DC1") < texts.index("8. Jugement") < texts.index("Prix : 35")


def test_an_image_without_text_is_said_so():
    assert why("RC.pdf", pdf("", "")) == refusals.SCANNED


def test_a_zip_gives_its_readable_files_and_says_which_are_left_aside():
    content = zipped(
        **{"DCE__RC.docx": docx(p("Objet")), "DCE__plan.dwg": b"x", "DCE__BPU.xlsx": b"x"}
    )
    found = read([("DCE.zip", content)])
    assert [file.name for file in found.files] == ["RC.docx"]
    assert {one.name: one.why for one in found.unread} == {
        "plan.dwg": refusals.DRAWING,
        "BPU.xlsx": refusals.SHEET,
    }


def test_one_bad_file_does_not_keep_the_others_from_being_read():
    found = read([("RC.docx", docx(p("Objet"))), ("CCAP.pdf", b"nothing")])
    assert [file.name for file in found.files] == ["RC.docx"]
    assert [one.name for one in found.unread] == ["CCAP.pdf"]


def test_two_files_of_one_name_stay_two():
    found = read([("RC.docx", docx(p("A"))), ("RC.docx", docx(p("B")))])
    assert [file.name for file in found.files] == ["RC.docx", "RC (2).docx"]


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body>{p('&b;')}</w:body></w:document>"
)
DEEP = docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000)
WIDE = odt(
    '<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999999">'
    "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
)
NESTED = zipped(**{"a.zip": zipped(**{"b.zip": zipped(**{"RC.docx": docx(p("x"))})})})
HOSTILE = {
    "empty": ("RC.docx", b"", refusals.EMPTY),
    "not a PDF": ("RC.pdf", b"GIF89a", "n'est pas celui d'un fichier PDF"),
    "a docx that is a PDF": ("RC.docx", b"%PDF-1.4", refusals.DAMAGED),
    "cut short": ("RC.docx", docx(p("x"))[:-40], refusals.DAMAGED),
    "a cut PDF": ("RC.pdf", b"%PDF-1.4\n1 0 obj <<", refusals.DAMAGED),
    "old Word": ("RC.doc", b"\xd0\xcf\x11\xe0", refusals.OTHER_KINDS["doc"]),
    "a locked docx": ("RC.docx", b"\xd0\xcf\x11\xe0" + bytes(600), refusals.LOCKED),
    "macros": (
        "RC.docx",
        zipped(word__document_xml="<x/>", **{"word__vbaProject.bin": b"x"}),
        refusals.MACROS,
    ),
    "macros of LibreOffice": (
        "RC.odt",
        zipped(content_xml="<x/>", **{"Basic__Standard__Module1.xml": b"x"}),
        refusals.MACROS,
    ),
    "a bomb": ("RC.docx", zipped(word__document_xml=b" " * 60_000_000), refusals.BOMB),
    "a zip bomb": ("DCE.zip", zipped(**{"RC.pdf": bytes(60_000_000)}), refusals.BOMB),
    "entities": ("RC.docx", zipped(word__document_xml=ENTITIES), refusals.DAMAGED),
    "endless nesting": ("RC.docx", DEEP, refusals.TOO_LONG),
    "zips within zips": ("DCE.zip", NESTED, "trop profondément"),
    "a program": ("RC.exe", b"MZ", "n'est pas lu"),
    "too many pages": ("RC.pdf", pdf(*["x" * 30] * (refusals.MOST_PAGES + 1)), refusals.TOO_LONG),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(kind):
    name, content, sentence = HOSTILE[kind]
    assert sentence in why(name, content)


def test_a_cell_repeated_without_end_is_cut():
    (found,) = blocks("RC.odt", WIDE + b"")
    assert isinstance(found, Paragraph | Table)


def test_the_apart_process_gives_what_was_read_and_where():
    reading = read_apart([("RC.docx", docx(p("Offres : 12 avril 2027 à 12 h")))], at=TODAY)
    assert reading.facts["deadline"]["iso"] == "2027-04-12T12:00"
    assert from_dict(reading.dossier).files[0].blocks[0].text.startswith("Offres")


def test_what_takes_too_long_is_given_up_with_a_sentence():
    heavy = pdf(*["Prix : 60 points sur 100"] * 450)
    with pytest.raises(NotRead, match="trop de temps"):
        read_apart([(f"{n}.pdf", heavy) for n in range(40)], at=TODAY, seconds=1)


def test_files_travel_to_the_process_whole():
    sent = [("RC é.docx", b"a\x00b"), ("vide.pdf", b"")]
    assert unpacked(packed(sent)) == sent


def test_a_dossier_is_kept_and_found_again():
    found = read([("RC.docx", docx(p("Objet")))])
    assert from_dict(as_dict(found)) == found


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("Les plis sont remis sur la plateforme au plus tard le", "12 avril 2027 à 12 heures."),
            ("Les plis sont remis sur la plateforme au plus tard le 12 avril 2027 à 12 heures.",),
        ),
        (
            ("Le candidat joint une attestation d'assurance", "en cours de validité."),
            ("Le candidat joint une attestation d'assurance en cours de validité.",),
        ),
        (("Prix", "délai"), ("Prix", "délai")),
        (
            ("Valeur technique et environnementale : 40", "dont méthode : 20"),
            ("Valeur technique et environnementale : 40", "dont méthode : 20"),
        ),
        (
            ("Le dossier de candidature contient les pièces :", "une lettre de candidature"),
            ("Le dossier de candidature contient les pièces :", "une lettre de candidature"),
        ),
    ],
)
def test_a_sentence_cut_at_the_end_of_its_line_is_one_again(lines, expected):
    blocks = rejoined([Paragraph(line) for line in lines])
    assert tuple(block.text for block in blocks) == expected
    (whole,) = rejoined([Paragraph("\n".join(lines))])
    assert tuple(whole.text.split("\n")) == expected


def test_a_column_that_is_empty_on_every_row_is_left_out():
    gathered = Gathered()
    gathered.table([["", "1", "Peinture"], ["", "2"]])
    assert gathered.done() == (Table((("1", "Peinture"), ("2", ""))),)


def test_what_opens_another_sentence_or_list_stays_apart():
    blocks = [
        Paragraph("Les prestations sont réparties en trois lots", level=2),
        Paragraph("de natures différentes", indent=1),
        Table((("un", "deux"),)),
        Paragraph("et ainsi de suite"),
    ]
    assert rejoined(blocks) == tuple(blocks)


def test_lines_that_never_end_are_joined_in_bounded_time():
    blocks = rejoined([Paragraph("mot de la phrase sans fin et sans point de")] * 20_000)
    assert max(len(block.text) for block in blocks) < 4000
