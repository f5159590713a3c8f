"""The Word file, read back."""

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from procurement.word.blocks import (
    AnswerBox,
    Bullets,
    Clause,
    Document,
    Facts,
    Heading,
    Note,
    Numbered,
    Paragraph,
    SignatureBox,
    Table,
    TableOfContents,
)
from procurement.word.docx import render

EVERYTHING = Document(
    title="Règlement de la consultation",
    kicker="Métropole d'essai",
    subtitle="Contenants réemployables",
    subject="Contenants",
    author="Métropole d'essai",
    reference="contenants-m1",
    header="Règlement",
    footer="Établi avec Balise",
    properties=(("balise_tender", "contenants-m1"),),
    blocks=(
        Facts((("Date limite", "[[la date limite]]"),), "Carte"),
        TableOfContents(),
        Heading(1, "Objet", "objet"),
        Paragraph("Le **titulaire** lit l'article [@prix]."),
        Heading(2, "Lots"),
        Bullets(("un", "deux")),
        Numbered(("premier", "second")),
        Heading(1, "Prix", "prix", new_page=True),
        Numbered(("encore premier",)),
        Table(
            ("N°", "Désignation", "Montant"),
            (("1", "Bacs", "12 400 €"), ("2", "- laver\n- livrer", "{{€}}")),
            caption="Prix",
            widths=(1, 5, 2),
            numbers=frozenset({2}),
            totals=("", "Total", "12 400 €"),
        ),
        Paragraph("Après le tableau."),
        Clause("container-closure", 3, "Fermeture", (Paragraph("Étanche & <solide>."),)),
        Note("Attention", ("Une remarque.",), "warning"),
        Heading(1, "Réponse"),
        AnswerBox("Organisation", ("un planning",), 2, "20 %"),
        Paragraph("Signatures :"),
        SignatureBox(("Le candidat", "L'acheteur")),
        Paragraph("Fin."),
    ),
)


def opened(document):
    return docx.Document(io.BytesIO(render(document)))


def part(document, name):
    with zipfile.ZipFile(io.BytesIO(render(document))) as package:
        return package.read(name).decode()


def paragraphs(word):
    """Every paragraph of the body, those of tables and content controls included."""
    return list(word.element.body.iter(qn("w:p")))


def text(element):
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


@pytest.fixture(scope="module")
def word():
    return opened(EVERYTHING)


def test_each_part_is_well_formed_and_declared():
    with zipfile.ZipFile(io.BytesIO(render(EVERYTHING))) as package:
        declared = package.read("[Content_Types].xml").decode()
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
            assert f'PartName="/{name}"' in declared or name.endswith((".rels", "Types].xml"))


def test_the_same_document_gives_the_same_bytes():
    assert render(EVERYTHING) == render(EVERYTHING)


def test_titles_and_headings_bear_real_styles(word):
    styled = {p.text: p.style.name for p in word.paragraphs}
    assert styled["Règlement de la consultation"] == "Title"
    assert styled["Objet"] == "Heading 1"
    assert styled["Lots"] == "Heading 2"
    assert styled["un"] == "List Bullet"


def test_headings_are_numbered_by_word_and_not_typed(word):
    assert "1 Objet" not in [p.text for p in word.paragraphs]
    levels = word.part.numbering_part.element.findall(
        f"{qn('w:abstractNum')}/{qn('w:lvl')}/{qn('w:pStyle')}"
    )
    linked = [level.get(qn("w:val")) for level in levels]
    assert linked[:4] == ["Heading1", "Heading2", "Heading3", "Heading4"]
    assert word.styles["Heading 2"].element.pPr.numPr.numId.val == 1


def test_each_numbered_list_begins_at_one(word):
    used = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]
    assert used[0] == used[1] != used[2]


def test_the_table_of_contents_is_a_field_with_its_entries_written(word):
    body = word.element.body
    instructions = [node.text for node in body.iter(qn("w:instrText"))]
    assert any(instruction.strip().startswith('TOC \\o "1-2"') for instruction in instructions)
    entries = [text(p) for p in paragraphs(word) if style_of(p).startswith("TOC")]
    assert entries == ["Sommaire", "1Objet", "1.1Lots", "2Prix", "2.1Fermeture", "3Réponse"]


@pytest.mark.parametrize(("level", "longest"), [(1, "13"), (2, "13.10"), (3, "13.10.10")])
def test_the_numbers_of_the_contents_end_before_their_titles(word, level, longest):
    style = word.styles[f"toc {level}"]
    room, size = -style.paragraph_format.first_line_indent.pt, style.font.size or Pt(11)
    assert len(longest) * 0.6 * size.pt < room  # no figure is wider than 0.6 of its size
    assert style.paragraph_format.tab_stops[0].position == style.paragraph_format.left_indent


def style_of(paragraph):
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style.get(qn("w:val")) if style is not None else "Normal"


def test_every_link_of_the_contents_has_its_bookmark(word):
    links = {node.get(qn("w:anchor")) for node in word.element.body.iter(qn("w:hyperlink"))}
    marks = {node.get(qn("w:name")) for node in word.element.body.iter(qn("w:bookmarkStart"))}
    assert links <= marks


def test_a_reference_is_a_field_that_shows_the_number(word):
    [sentence] = [p for p in paragraphs(word) if "lit l’article" in text(p)]
    assert text(sentence) == "Le titulaire lit l’article 2."
    assert any("REF section_" in node.text for node in sentence.iter(qn("w:instrText")))


def test_signs_that_refer_to_nothing_stay_as_typed():
    word = opened(Document(title="x", blocks=(Paragraph("Voir [@ailleurs]."),)))
    assert word.paragraphs[-1].text == "Voir [@ailleurs]."


def test_hostile_text_leaves_the_file_readable():
    hostile = "<w:p/> & \x00\x0b ]]> {{a\"b'}} [[<c>]] 🌱"
    table = Table((hostile,), ((hostile,),), caption=hostile)
    word = opened(Document(title=hostile, author=hostile, blocks=(table, Paragraph(hostile))))
    assert "🌱" in word.paragraphs[-1].text


def test_every_field_that_begins_ends(word):
    kinds = [node.get(qn("w:fldCharType")) for node in word.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0


def test_page_numbers_say_n_of_all():
    footer = part(EVERYTHING, "word/footer1.xml")
    assert footer.index(" PAGE ") < footer.index("\u00a0/\u00a0") < footer.index(" NUMPAGES ")


def test_tables_repeat_their_header_and_never_cut_a_row(word):
    for table in word.tables:
        rows = table._tbl.tr_lst
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        repeated = rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert repeated == (look.get(qn("w:firstRow")) == "1")


def test_tables_are_described_for_those_who_do_not_see_them(word):
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_columns_fill_the_width_of_the_text(word):
    for table in word.tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert 9300 <= sum(widths) <= 9412


def test_the_language_is_french_everywhere(word):
    lang = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert lang.get(qn("w:val")) == "fr-FR"


def test_the_file_says_what_it_is(word):
    properties = word.core_properties
    assert properties.title == "Règlement de la consultation"
    assert properties.language == "fr-FR"
    assert properties.author == "Métropole d’essai"


def test_a_clause_is_marked_inside_its_heading(word):
    [clause] = EVERYTHING.clauses
    [heading] = [p for p in paragraphs(word) if text(p) == "Fermeture" and "TOC" not in style_of(p)]
    names = [node.get(qn("w:name")) for node in heading.iter(qn("w:bookmarkStart"))]
    assert clause.bookmark in names


def test_the_file_keeps_the_version_and_the_fingerprint_of_each_clause():
    [clause] = EVERYTHING.clauses
    said = f"container-closure@3#{clause.fingerprint}"
    assert said in part(EVERYTHING, "docProps/custom.xml")


def test_no_paragraph_is_there_for_its_emptiness(word):
    empty = [p for p in paragraphs(word) if not text(p) and p.getparent().tag != qn("w:tc")]
    assert empty == []


def test_special_characters_are_written_as_they_are(word):
    assert "Étanche & <solide>." in [p.text for p in word.paragraphs]


def test_what_is_missing_shows_with_its_number(word):
    assert any("[À compléter n°\u00a01\u00a0: la date limite]" in text(p) for p in paragraphs(word))


def test_what_the_candidate_fills_is_a_content_control(word):
    titles = [node.get(qn("w:val")) for node in word.element.body.iter(qn("w:alias"))]
    assert {"€", "Écrivez ici", "lieu", "date", "signataire"} <= set(titles)


def test_only_a_draft_bears_the_watermark_on_each_page():
    from dataclasses import replace

    draft = replace(EVERYTHING, draft=True)
    for header in ("word/header1.xml", "word/header2.xml"):
        assert 'string="PROJET"' in part(draft, header)
        assert 'alt="Filigrane' in part(draft, header)
        assert "PROJET" not in part(EVERYTHING, header)


def test_two_tables_that_nothing_parts_are_refused():
    facts = Facts((("a", "b"),), "Carte")
    with pytest.raises(ValueError, match="merge two tables"):
        render(Document(title="x", blocks=(facts, facts)))


@pytest.mark.parametrize(
    ("signatories", "aside"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3), (6, 3), (7, 2), (8, 2)]
)
def test_signatures_stand_side_by_side_with_the_fewest_empty_boxes(signatories, aside):
    box = SignatureBox(tuple(f"Ville {n}" for n in range(signatories)))
    (table,) = opened(Document(title="Convention", blocks=(box,))).tables
    assert len(table.columns) == aside


@pytest.mark.parametrize(
    ("text", "following", "held"),
    [
        ("Lille (59).", Table(("Part",), (("Activité",),)), True),
        ("Lille (59).", Paragraph("Puis la suite."), False),
        ("Points perdus :", Bullets(("Un point",)), True),
        ("Points perdus.", Bullets(("Un point",)), False),
    ],
)
def test_what_leads_to_a_table_or_announces_a_list_stays_on_its_page(text, following, held):
    written = opened(Document(title="Essai", blocks=(Paragraph(text), following))).paragraphs
    [told] = [paragraph for paragraph in written if paragraph.text.replace("\u00a0", " ") == text]
    assert bool(told.paragraph_format.keep_with_next) is held
