"""Titles, items, cells and columns, told by what they are; and texts made to last, read in time."""

import time

import pytest

from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tenders.dossiers.texts.gathering import LONGEST, Gathered
from tenders.dossiers.texts.neutral import Dossier, Paragraph, Table, TextFile
from tenders.dossiers.texts.words import Word, text_of
from tests.bench.consultation_files import FOLDER


def gathered(*lines: str):
    reading = Gathered()
    for line in lines:
        reading.paragraph(line)
    return reading.done()


@pytest.mark.parametrize(
    "line",
    [
        "Art. 3. Deux lots sont définis.",
        "4.1 Le pli de candidature rassemble le DC1, le DC2, les bilans et l'agrément.",
        "1.2. Un premier avis, publié le 12 avril, fixait une remise au 24 mai.",
    ],
)
def test_a_numbered_sentence_is_no_title(line):
    assert gathered(line) == (Paragraph(line),)


def test_a_title_and_its_text_on_one_line_are_told_apart():
    title, text = gathered("5.2. Groupements. Les groupements conjoints sont admis.")
    assert (title.text, text) == (
        "5.2. Groupements",
        Paragraph("Les groupements conjoints sont admis."),
    )
    assert title.level > 0


def test_a_name_with_its_text_keeps_it_when_it_is_no_title():
    line = "1. Prix. Il est jugé sur le détail estimatif"
    assert len(gathered(line)) == 1


def test_numbered_lines_that_follow_each_other_are_items_and_one_alone_is_a_title():
    listed = gathered("1. DC1", "2. DC2", "3. Agrément")
    assert [(one.level, one.indent) for one in listed] == [(0, 1)] * 3
    assert gathered("1. DC1", "Signé.", "3. Agrément")[0].level > 0


def test_a_table_of_contents_made_with_tabs_is_left_out():
    assert gathered("1. Objet\t3", "2. Lots\t3", "3. Prix\t4", "Voici l'objet.") == (
        Paragraph("Voici l'objet."),
    )
    assert isinstance(gathered("Prix\t30", "Qualité\t40", "Délai\t30")[0], Table)


def test_a_page_in_two_columns_gives_the_tables_of_each_under_their_title():
    found = read(
        [("RC.pdf", (FOLDER / "hard/35-ville-jardinage-colonnes/RC_2col.pdf").read_bytes())]
    )
    blocks = list(found.files[0].blocks)
    titles = [one.text for one in blocks if isinstance(one, Paragraph)]
    at = next(i for i, one in enumerate(blocks) if getattr(one, "text", "") == "4. LOTS")
    assert isinstance(blocks[at + 1], Table)
    assert titles.index("8. OFFRE") < titles.index("10. AUTRES") < titles.index("13. RECOURS")


def cell(*lines: str, right: float) -> str:
    """The text of a cell, its letters 5 points wide and its lines 12 points apart."""
    words = []
    for row, line in enumerate(lines):
        left = 0.0
        for word in line.split():
            width = 5.0 * len(word)
            words.append(Word(word, left, 12.0 * row, left + width, 12.0 * row + 10, 10))
            left += width + 3
    return text_of(words, right)


def test_a_line_that_the_width_of_the_cell_cut_goes_on():
    assert cell("Marchés de la rive", "droite", right=95) == "Marchés de la rive droite"
    assert cell("article L2113-", "13", right=75) == "article L2113-13"


def test_a_line_that_had_room_or_begins_anew_stays_apart():
    assert cell("méthode", "équipe", right=300) == "méthode\néquipe"
    assert cell("Marchés de la rive", "Droite", right=95) == "Marchés de la rive\nDroite"
    assert cell("équipe : 10 %", "délais : 20 %", right=62) == "équipe : 10 %\ndélais : 20 %"


def test_a_paragraph_without_end_is_cut_and_nothing_is_lost():
    text = "Le marché est conclu pour un an. " * 1000
    parts = gathered(text)
    assert max(len(one.text) for one in parts) <= LONGEST
    assert " ".join(one.text for one in parts) == text.strip()


def seconds(text: str) -> float:
    started = time.process_time()
    reading = Gathered()
    reading.paragraph(text)
    read_facts(Dossier((TextFile("RC.docx", reading.done()),)))
    return time.process_time() - started


@pytest.mark.parametrize(
    "sign", ["_", ".", "–", "1.1.", "1 ", "1.1 ", "40 % ", "; ", "( ", "pondération "]
)
def test_signs_repeated_without_end_are_read_in_time(sign):
    assert seconds(f"Critères : valeur technique {sign * 200} 40 %") < 1
    assert seconds((sign * 6_000)[:6_000]) < 2


def test_time_grows_as_the_text_does():
    short, long = seconds("1.1. " * 1600), seconds("1.1. " * 6400)
    assert long < 8 * max(short, 0.05)
