"""The preview of a document, as a page shows it."""

import re
from decimal import Decimal

from procurement.word.blocks import (
    BarChart,
    Clause,
    Document,
    Facts,
    Heading,
    Paragraph,
    Series,
    Table,
    TableOfContents,
)
from procurement.word.html import render
from tests.procurement.test_word_docx import EVERYTHING


def test_headings_begin_at_two_and_skip_no_level():
    levels = [int(level) for level in re.findall(r"<h(\d)", render(EVERYTHING))]
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_link_leads_to_something_on_the_page():
    page = render(EVERYTHING)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_tables_have_a_caption_and_scoped_headers():
    page = render(Document(title="x", blocks=(Table(("A", "B"), (("1", "2"),), caption="Prix"),)))
    assert "<caption>Tableau\u00a01\u00a0– Prix</caption>" in page
    assert page.count('<th scope="col">') == 2


def test_numbers_are_those_of_the_word_file():
    page = render(
        Document(title="x", blocks=(TableOfContents(), Heading(1, "Objet"), Heading(2, "Lots")))
    )
    assert '<span class="document-number">1.1</span> Lots' in page


def test_nothing_that_was_typed_becomes_code():
    hostile = '<script>alert("x")</script>'
    page = render(
        Document(
            title=hostile,
            kicker=hostile,
            blocks=(
                Heading(1, hostile),
                Paragraph(f"**{hostile}** [[{hostile}]] {{{{{hostile}}}}}"),
                Table((hostile,), ((hostile,),), caption=hostile),
                Clause("x", 1, hostile, (Paragraph(hostile),)),
            ),
        )
    )
    assert "<script" not in page


def test_a_clause_can_be_found_on_the_page():
    page = render(Document(title="x", blocks=(Clause("closure", 2, "T", (Paragraph("p"),)),)))
    assert 'data-clause="closure" data-version="2"' in page


def test_lines_of_a_cell_that_begin_with_a_dash_make_a_list():
    facts = Facts((("Quoi ?", "Trois lots :\n- Laver\n- Livrer\nC'est tout."),), "L'essentiel")
    page = render(Document(title="x", blocks=(facts,)))
    assert "<td>Trois lots\u00a0:<ul><li>Laver</li><li>Livrer</li></ul>C’est tout.</td>" in page


def test_a_long_label_of_a_bar_is_cut_in_the_picture_and_whole_for_who_listens():
    label = "Insertion et qualité de l'emploi dans l'exécution"
    chart = BarChart("Poids", (label,), (Series("Poids", (Decimal(15),)),), "points")
    page = render(Document(title="x", blocks=(chart,)))
    assert "Insertion et qualité…</text>" in page
    assert "Insertion et qualité de l’emploi dans l’exécution 15" in page
