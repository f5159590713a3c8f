"""Edits made again each time a document is generated; blanks told in what came back."""

import pytest

from procurement.word.blocks import (
    Bullets,
    Clause,
    Document,
    Facts,
    Heading,
    Numbered,
    Paragraph,
    Table,
)
from procurement.word.docx import render
from procurement.word.edits import Edit, apply
from procurement.word.lines import as_blocks, as_lines, as_text, key

ONE, TWO = Paragraph("Une phrase."), Paragraph("Une autre, voir [@fin].")
LIST = Bullets(("pomme", "poire"))
DOCUMENT = Document(
    title="Cahier",
    blocks=(
        Heading(1, "Début"),
        ONE,
        LIST,
        TWO,
        Clause("container-closure", 1, "Fermeture", (Paragraph("Étanche."),)),
        Heading(1, "Milieu"),
        Facts((("Un", "1"),), "Carte"),
        Paragraph("Entre deux."),
        Facts((("Deux", "2"),), "Carte"),
        Heading(1, "Fin", "fin"),
        Numbered(("premier",)),
    ),
)
MARKS = {entry.text: entry.key for entry in DOCUMENT.outline}


def edited(*changes):
    return apply(DOCUMENT, [Edit(n, **change) for n, change in enumerate(changes, start=1)])


def blocks_under(result, title):
    blocks = list(result.document.blocks)
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text == title)
    rest = blocks[start + 1 :]
    end = next((n for n, b in enumerate(rest) if isinstance(b, Heading | Clause)), len(rest))
    return rest[:end]


def titles(result):
    return [entry.text for entry in result.document.outline]


def line(act, text, new="", title="Début"):
    return {"act": act, "piece": MARKS[title], "line": key(text), "text": new}


def test_no_edit_gives_the_document_itself():
    assert apply(DOCUMENT, []).document is DOCUMENT


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (line("replaced", "Une phrase.", "Deux phrases."), [Paragraph("Deux phrases."), LIST, TWO]),
        (line("replaced", "poire", "prune"), [ONE, Bullets(("pomme", "prune")), TWO]),
        (line("removed", "Une phrase."), [LIST, TWO]),
        (line("removed", "pomme"), [ONE, Bullets(("poire",)), TWO]),
        (line("inserted", "", "Neuf."), [Paragraph("Neuf."), ONE, LIST, TWO]),
        (line("inserted", "Une phrase.", "Neuf."), [ONE, Paragraph("Neuf."), LIST, TWO]),
        (line("inserted", "pomme", "- figue"), [ONE, Bullets(("pomme", "figue", "poire")), TWO]),
        (
            line("inserted", "pomme", "Neuf."),
            [ONE, Bullets(("pomme",)), Paragraph("Neuf."), Bullets(("poire",)), TWO],
        ),
    ],
)
def test_a_line_changes_and_the_others_do_not(change, expected):
    result = edited(change)
    assert blocks_under(result, "Début") == expected
    assert result.idle == ()


def test_what_was_typed_with_another_typography_is_the_same_line():
    change = line("replaced", "Une  phrase.", "Deux.")
    assert blocks_under(edited(change), "Début")[0] == Paragraph("Deux.")


@pytest.mark.parametrize(
    "change",
    [
        line("replaced", "Une phrase absente.", "Deux."),
        line("removed", "Entre deux.", title="Milieu"),  # two frames would touch
        {"act": "withdrawn", "piece": MARKS["Fin"]},  # another article refers to it
        {"act": "withdrawn", "piece": "section_inconnue"},
        {"act": "moved", "piece": MARKS["Fin"], "line": "section_inconnue"},
        {"act": "rewritten", "piece": MARKS["Début"], "text": "Neuf."},
    ],
)
def test_an_edit_that_cannot_be_made_is_told_and_changes_nothing(change):
    result = edited(change)
    assert [edit.id for edit in result.idle] == [1]
    assert render(result.document) == render(DOCUMENT)


def test_a_renamed_heading_keeps_its_address():
    result = edited(
        {"act": "retitled", "piece": MARKS["Début"], "title": "Ouverture"},
        line("replaced", "Une phrase.", "Deux."),
    )
    assert titles(result)[0] == "Ouverture"
    assert result.document.outline[0].key == MARKS["Début"]
    assert blocks_under(result, "Ouverture")[0] == Paragraph("Deux.")


def test_pieces_move_go_and_come():
    result = edited(
        {"act": "moved", "piece": MARKS["Milieu"], "line": MARKS["Fin"]},
        {"act": "withdrawn", "piece": MARKS["Fermeture"]},
        {"act": "added", "piece": MARKS["Début"], "title": "Neuf", "text": "Un texte."},
    )
    assert titles(result) == ["Début", "Neuf", "Fin", "Milieu"]
    assert result.document.clauses[0].id == "libre-3"


def test_a_clause_of_another_version_is_the_same_piece():
    older = MARKS["Fermeture"].replace("_v1", "_v7")
    result = edited({"act": "moved", "piece": older, "line": MARKS["Fin"]})
    assert titles(result)[-1] == "Fermeture"


def test_a_paragraph_comes_after_a_table():
    table = Table(("A",), (("1",),), caption="Un", totals=("1",))
    document = Document("T", (Heading(1, "Début"), table))
    mark = document.outline[0].key
    result = apply(document, [Edit(1, "inserted", mark, key("**1**"), text="Neuf.")])
    assert result.document.blocks[1:] == (table, Paragraph("Neuf."))


def test_what_somebody_typed_makes_paragraphs_and_lists_and_back():
    text = "Une phrase.\n\n- pomme\n- poire\n\n1. un\n2. deux"
    blocks = as_blocks(text)
    assert blocks == [ONE, LIST, Numbered(("un", "deux"))]
    assert as_text(as_lines(blocks)) == text


def test_a_dash_in_a_sentence_makes_no_list():
    assert as_blocks("- un\nsuite") == [Paragraph("- un\nsuite")]
