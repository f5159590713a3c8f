"""The light marks of a text, and that what a user typed is never taken for one."""

import pytest

from procurement.word.blocks import Bullets, Heading, Note, Numbered, Paragraph, Table
from tenders.booklets.markup import blocks_of


def read(text, write=str):
    return list(blocks_of(text, lambda name: [Paragraph(f"figure {name}")], write))


def test_titles_lists_and_paragraphs_written_on_several_lines():
    assert read("## Un titre\n\nUne phrase\nsuivie.\n\n- un\n- deux\n  fin\n\n1. a\n2. b") == [
        Heading(2, "Un titre"),
        Paragraph("Une phrase suivie."),
        Bullets(("un", "deux fin")),
        Numbered(("a", "b")),
    ]


def test_notes_carry_their_tone():
    assert read("> Sachez\n> ceci\n> et cela") == [Note("Sachez", ("ceci et cela",), "info")]
    assert read(">! Gare\n> à ceci") == [Note("Gare", ("à ceci",), "warning")]
    assert read(">? Essai\n> ceci") == [Note("Essai", ("ceci",), "advice")]


def test_a_table_says_its_caption_and_widths():
    [table] = read("|= Légende [1 3]\n| A | B |\n| a | b |")
    assert table == Table(("A", "B"), (("a", "b"),), "Légende", (1, 3), row_headers=True)


def test_a_table_without_its_first_line_is_refused():
    with pytest.raises(ValueError, match="commence par"):
        read("| A | B |\n| a | b |")


def test_a_figure_is_drawn_where_its_name_stands():
    assert read("Avant.\n\n@poids\n\nAprès.")[1] == Paragraph("figure poids")


@pytest.mark.parametrize("typed", ["@poids", "## titre", "| a | b |", "> note", "- puce\n- puce"])
def test_what_a_user_typed_is_no_mark(typed):
    assert read("{x}", lambda text: text.replace("{x}", typed)) == [Paragraph(typed)]
