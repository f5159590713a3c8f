"""The house style of an authority: what is taken from its file, kept of ours, and refused."""

import io
import re
import struct
import zipfile
import zlib
from xml.dom import minidom

import docx as python_docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from procurement.word import docx
from procurement.word.blocks import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Table,
    TableOfContents,
)
from procurement.word.colours import contrast
from procurement.word.house import RefusedStyle, read

DOCUMENT = Document(
    title="Règlement",
    blocks=(
        TableOfContents(),
        Heading(1, "Objet"),
        Heading(2, "Étendue"),
        Paragraph("Le marché porte sur le lavage."),
        Bullets(("un", "deux")),
        Table(("Lot", "Montant"), (("1", "10"),), caption="Lots"),
    ),
    reference="M-1",
    header="Lavage",
)


def png(size=40):
    """A plain square."""
    row = b"\x00" + b"\xb0\x10\x20" * size

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * size))
        + chunk(b"IEND", b"")
    )


def letterhead(*, colour="8A1538", french=True, image=True, pages=False):
    """A file as an authority keeps it, with styles named as the French Word names them."""
    file = python_docx.Document()
    file.styles["Normal"].font.name = "Georgia"
    heading = file.styles["Heading 1"]
    heading.font.color.rgb = RGBColor.from_string(colour)
    heading.font.size = Pt(19)
    section = file.sections[0]
    section.left_margin = section.right_margin = Cm(3)
    line = section.header.paragraphs[0]
    line.text = "Ville d'essai"
    if image:
        line.add_run().add_picture(io.BytesIO(png()), width=Cm(1.5))
    section.footer.paragraphs[0].text = "1 place de la Mairie"
    if pages:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        section.footer.paragraphs[0]._p.append(field)
    file.add_paragraph("Un texte qui ne doit pas revenir")
    saved = io.BytesIO()
    file.save(saved)
    return _renamed(saved.getvalue()) if french else saved.getvalue()


def _renamed(content):
    """« Titre1 » for « Heading1 »: the names stay English, the identifiers do not."""
    parts = {
        name: data.replace(b'"Heading1"', b'"Titre1"').replace(b'"ListBullet"', b'"Listepuces"')
        for name, data in unpacked(content).items()
    }
    return packed(parts)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(parts):
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return saved.getvalue()


def changed(content, part, old, new):
    parts = unpacked(content)
    assert old in parts[part], f"{old} is not in {part}"
    return packed({**parts, part: parts[part].replace(old, new)})


def dressed(template=None, document=DOCUMENT):
    return unpacked(docx.render(document, read(template or letterhead())))


def test_headings_take_the_look_of_the_authority_and_our_numbers():
    parts = dressed()
    styles = parts["word/styles.xml"].decode()

    assert '<w:pStyle w:val="Titre1"/>' in parts["word/document.xml"].decode()
    assert '<w:pStyle w:val="Titre1"/>' in parts["word/numbering.xml"].decode()
    heading = re.search(r'<w:style [^>]*w:styleId="Titre1".*?</w:style>', styles, re.DOTALL)[0]
    assert "8A1538" in heading
    assert '<w:numId w:val="1"/>' in heading
    assert "Georgia" in styles


def test_our_own_styles_come_in_the_colour_of_the_authority():
    styles = dressed()["word/styles.xml"].decode()
    table = re.search(r'<w:style [^>]*w:styleId="BaliseTable".*?</w:style>', styles, re.DOTALL)[0]
    assert "8A1538" in table
    assert "0B5B57" not in styles


def test_a_colour_that_is_hard_to_read_dresses_no_table_and_is_said():
    house = read(letterhead(colour="FFD9E0"))
    assert contrast(house.accent, "FFFFFF") > 4.5
    assert any("se lit mal" in remark for remark in house.remarks)


def test_the_letterhead_is_taken_with_its_image_and_the_text_is_not():
    parts = dressed()
    assert "Ville d'essai" in parts["word/house_header_default.xml"].decode()
    assert parts["word/media/house_image1.png"] == png()
    assert not any(b"ne doit pas revenir" in data for data in parts.values())


def test_pages_are_numbered_when_the_authority_does_not_and_only_then():
    assert b"NUMPAGES" in dressed()["word/house_footer_default.xml"]
    assert b"NUMPAGES" not in dressed(letterhead(pages=True))["word/house_footer_default.xml"]


def test_a_draft_bears_its_watermark_over_the_letterhead():
    draft = Document(title="Projet", blocks=(Paragraph("Texte"),), draft=True)
    assert b"PROJET" in dressed(document=draft)["word/house_header_default.xml"]
    assert b"PROJET" not in dressed()["word/house_header_default.xml"]


def test_margins_are_those_of_the_authority_and_tables_fit_them():
    document = dressed()["word/document.xml"].decode()
    assert 'w:left="1701"' in document
    width = int(re.search(r'<w:pgSz w:w="(\d+)"', document)[1]) - 2 * 1701
    table = re.search(r'<w:tblW w:w="(\d+)"', document)[1]
    assert width - 4 <= int(table) <= width


def test_every_part_is_well_formed_and_every_relation_leads_somewhere():
    parts = dressed()
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            minidom.parseString(data)
    for name in [name for name in parts if name.startswith("word/_rels/")]:
        for target, mode in re.findall(r'Target="([^"]+)"( TargetMode)?', parts[name].decode()):
            assert mode or f"word/{target}" in parts, (name, target)


def test_every_style_that_is_used_or_built_upon_exists():
    parts = dressed()
    styles = parts["word/styles.xml"].decode()
    ids = re.findall(r'w:styleId="([^"]+)"', styles)
    assert len(ids) == len(set(ids))
    used = re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', parts["word/document.xml"].decode())
    based = re.findall(r'<w:(?:basedOn|next|link) w:val="([^"]+)"', styles)
    assert set(used + based) <= set(ids)


def test_the_file_opens_in_python_docx_with_its_headings():
    file = python_docx.Document(io.BytesIO(docx.render(DOCUMENT, read(letterhead()))))
    said = [(p.text, p.style.name) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert said == [("Objet", "Heading 1"), ("Étendue", "Heading 2")]


def test_the_same_document_in_the_same_style_gives_the_same_bytes():
    house = read(letterhead())
    assert docx.render(DOCUMENT, house) == docx.render(DOCUMENT, house)


def test_what_the_file_lacks_is_said():
    bare = python_docx.Document()
    saved = io.BytesIO()
    bare.save(saved)
    remarks = " ".join(read(saved.getvalue()).remarks)
    assert "Pas d'en-tête" in remarks
    assert "Pas de numéro de page" in remarks


def test_a_picture_without_words_is_said():
    content = letterhead()
    header = next(n for n in unpacked(content) if n.startswith("word/header"))
    silent = re.sub(rb' descr="[^"]*"', b"", unpacked(content)[header])
    remarks = read(packed({**unpacked(content), header: silent})).remarks
    assert any("texte de remplacement" in remark for remark in remarks)


def test_a_landscape_file_is_refused():
    file = python_docx.Document()
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    saved = io.BytesIO()
    file.save(saved)
    with pytest.raises(RefusedStyle, match="portrait"):
        read(saved.getvalue())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Ville d'essai", b"<![CDATA[x]]>"),
        (b"<w:p>", b"<w:p><w:r><w:object/></w:r>"),
        (b"<w:p>", b'<w:p><w:r><w:instrText> INCLUDEPICTURE "http://x" </w:instrText></w:r>'),
    ],
)
def test_a_header_that_reaches_outside_is_refused(old, new):
    content = letterhead(image=False)
    header = next(n for n in unpacked(content) if n.startswith("word/header"))
    if new.startswith(b"<![CDATA"):
        read(changed(content, header, old, new))  # odd, and harmless
        return
    parts = unpacked(content)
    touched = re.sub(rb"<w:p[ >]", lambda m: m[0], parts[header]).replace(
        b"</w:p>", new[5:] + b"</w:p>"
    )
    with pytest.raises(RefusedStyle, match="ailleurs"):
        read(packed({**parts, header: touched}))


def test_a_linked_image_is_refused():
    content = letterhead()
    rels = next(n for n in unpacked(content) if n.startswith("word/_rels/header"))
    linked = changed(
        content,
        rels,
        b'Target="media/image1.png"',
        b'Target="http://x/a.png" TargetMode="External"',
    )
    with pytest.raises(RefusedStyle, match="ailleurs"):
        read(linked)


def test_a_file_with_definitions_is_refused():
    content = letterhead()
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:styles'
    with pytest.raises(RefusedStyle, match="définitions"):
        read(changed(content, "word/styles.xml", b"<w:styles", evil))


@pytest.mark.parametrize("part", ["word/styles.xml", "word/document.xml"])
def test_a_broken_or_missing_part_is_refused(part):
    parts = unpacked(letterhead())
    with pytest.raises(RefusedStyle, match="abîmé"):
        read(packed({**parts, part: parts[part][:200]}))
    del parts[part]
    with pytest.raises(RefusedStyle, match="abîmé"):
        read(packed(parts))


def test_a_file_locked_by_a_password_is_refused():
    locked = bytearray(letterhead())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := locked.find(sign, start + 1)) >= 0:
            locked[start + place] |= 1
    with pytest.raises(RefusedStyle, match="abîmé"):
        read(bytes(locked))


def test_a_header_of_giant_images_is_refused():
    parts = unpacked(letterhead())
    parts["word/media/image1.png"] = b"\0" * 13_000_000
    with pytest.raises(RefusedStyle, match="trop lourd"):
        read(packed(parts))
