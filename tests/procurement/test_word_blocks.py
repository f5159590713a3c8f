"""What the tree of blocks computes: numbers, anchors, blanks, marks of clauses."""

import pytest

from procurement.word.blocks import Bullets, Clause, Document, Heading, Note, Paragraph, Table
from procurement.word.inline import FillIn, Reference, Run, ToComplete, inlines


def document(*blocks, **more):
    return Document(title="Règlement", blocks=blocks, **more)


def test_headings_are_numbered_by_level_and_clauses_with_them():
    written = document(
        Heading(1, "Objet"),
        Heading(2, "Lots"),
        Clause("reuse", 1, "Réemploi", (Paragraph("Texte."),)),
        Heading(1, "Prix"),
        Heading(2, "Forme"),
        Heading(3, "Révision"),
    )
    assert [entry.number for entry in written.outline] == ["1", "1.1", "1.2", "2", "2.1", "2.1.1"]


def test_an_anchor_gives_the_number_of_its_heading():
    written = document(Heading(1, "Objet"), Heading(1, "Prix", "prix"))
    assert written.anchors["prix"].number == "2"


def test_blanks_are_numbered_once_each_in_reading_order():
    written = document(
        Paragraph("Durée : [[la durée]]. Avance : [[le taux]]."),
        Bullets(("Encore [[la durée]]",)),
        Clause("reuse", 1, "Réemploi", (Paragraph("Perte de [à compléter : taux de perte] %."),)),
    )
    assert written.blanks == ("la durée", "le taux", "taux de perte")


def test_blanks_of_tables_and_notes_are_found():
    written = document(
        Table(("A", "B"), (("x", "[[le prix]]"),)),
        Note("À savoir", ("Voir [[le plan]].",)),
    )
    assert written.blanks == ("le prix", "le plan")


def test_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match="every row has 2"):
        Table(("A", "B"), (("x",),))


def test_the_fingerprint_of_a_clause_ignores_spaces_and_sees_words():
    def clause(text):
        return Clause("reuse", 1, "Réemploi", (Paragraph(text),))

    assert clause("Deux  mots.").fingerprint == clause("Deux mots. ").fingerprint
    assert clause("Deux mots.").fingerprint != clause("Trois mots.").fingerprint


def test_bookmarks_fit_in_word_and_tell_clauses_and_versions_apart():
    long = Clause("a-very-long-identifier-that-goes-on-and-on", 12, "Titre", ())
    twin = Clause("a-very-long-identifier-that-goes-on-and-off", 12, "Titre", ())
    older = Clause("a-very-long-identifier-that-goes-on-and-on", 11, "Titre", ())
    of_a_lot = Clause("a-very-long-identifier-that-goes-on-and-on", 12, "Titre", (), lot=12)
    assert len(of_a_lot.bookmark) <= 40
    assert len({c.bookmark for c in (long, twin, older, of_a_lot)}) == 4


def test_marks_are_read_in_a_text():
    assert list(inlines("**Prix** : [[le taux]], {{nom}}, article [@prix].")) == [
        Run("Prix", bold=True),
        Run("\u00a0: "),
        ToComplete("le taux"),
        Run(", "),
        FillIn("nom"),
        Run(", article "),
        Reference("prix"),
        Run("."),
    ]


def test_a_bracket_that_is_no_mark_stays_as_typed():
    assert list(inlines("Voir [1] et {x}.")) == [Run("Voir [1] et {x}.")]


def test_what_no_file_can_hold_is_left_out():
    assert list(inlines("a\x00b\x0bc")) == [Run("abc")]
