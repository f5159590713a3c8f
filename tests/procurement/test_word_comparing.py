"""What became of each piece of a file, whatever was done to the others."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.word.comparing import compare
from procurement.word.lines import HEAD, ROW, TEXT, Line, Piece

WORDS = [
    "lavage", "bac", "trajet", "site", "repas", "cuisine", "atelier", "retour", "stock", "tri",
    "délai", "pesée",
]  # fmt: skip


def piece(n, mark=True):
    """Pieces that look a little alike, as the articles of a document do."""
    said = [
        Line(TEXT, f"Le titulaire assure le {WORDS[n % 12]} numéro {n} {line}." * 2)
        for line in ("chaque jour", "chaque mois", "sur demande")
    ]
    head = Line(HEAD, f"Article {WORDS[(n * 5) % 12]} {n}")
    return Piece(f"section_{n}" if mark else "", head, 1, str(n), tuple(said))


SENT = [Piece("", Line(HEAD, ""), 0, ""), *(piece(n) for n in range(1, 13))]
PLACES = st.integers(1, 12)


def said_of(changes):
    return {
        "deleted": {one.before.mark for one in changes if one.after is None},
        "added": {one.after.title for one in changes if one.before is None},
        "reworded": {one.before.mark for one in changes if one.before and one.after and one.lines},
        "retitled": {one.before.mark for one in changes if one.retitled},
        "moved": {one.before.mark for one in changes if one.moved},
    }


NOTHING = {"deleted": set(), "added": set(), "reworded": set(), "retitled": set(), "moved": set()}


@given(
    deleted=st.sets(PLACES, max_size=3),
    reworded=st.sets(PLACES, max_size=3),
    retitled=st.sets(PLACES, max_size=2),
    unmarked=st.sets(PLACES, max_size=12),
    added=st.lists(st.integers(0, 8), max_size=2, unique=True),
)
@settings(deadline=None, max_examples=150)
def test_every_edit_is_found_and_nothing_else(deleted, reworded, retitled, unmarked, added):
    back = []
    for n, one in enumerate(SENT):
        if n in deleted:
            continue
        if n in reworded:
            lines = (replace(one.lines[0], text=f"{one.lines[0].text} Et le dimanche."),)
            one = replace(one, lines=(*lines, *one.lines[1:]))
        if n in retitled:
            one = replace(one, head=Line(HEAD, f"{one.head.text} renommé"))
        elif n in unmarked:  # a heading that lost its mark is known by its words
            one = replace(one, mark="")
        back.append(one)
    for place in sorted(added, reverse=True):
        text = (Line(TEXT, f"Tout autre chose, {place} fois, sans rapport aucun."),)
        back.insert(min(place + 1, len(back)), Piece("", Line(HEAD, f"Neuf {place}"), 1, "", text))

    found = said_of(compare(SENT, back))

    assert found == {
        "deleted": {f"section_{n}" for n in deleted},
        "added": {f"Neuf {place}" for place in added},
        "reworded": {f"section_{n}" for n in reworded - deleted},
        "retitled": {f"section_{n}" for n in retitled - deleted},
        "moved": set(),
    }


@given(which=PLACES, where=st.integers(1, 11))
def test_one_piece_moved_is_the_one_that_moved(which, where):
    rest = [one for one in SENT if one.mark != f"section_{which}"]
    back = [*rest[:where], SENT[which], *rest[where:]]
    changes = [one for one in compare(SENT, back) if one.moved]
    if back == SENT:
        assert changes == []
    elif abs(SENT.index(SENT[which]) - where) == 1:  # two neighbours changed places
        assert len(changes) == 1
    else:
        assert said_of(changes) == NOTHING | {"moved": {f"section_{which}"}}


def test_lines_are_paired_by_likeness_in_order():
    before = Piece(
        "section_1",
        Line(HEAD, "A"),
        1,
        "1",
        tuple(Line(ROW, t) for t in ("un | 1", "deux | 2", "trois | 3")),
    )
    after = replace(
        before,
        lines=tuple(Line(ROW, t) for t in ("un | 1", "deux | 20", "quatre | 4", "trois | 3")),
    )
    [change] = compare([before], [after])
    said = [(c.before and c.before.text, c.after and c.after.text) for c in change.lines]
    assert said == [("deux | 2", "deux | 20"), (None, "quatre | 4")]
    assert [c.follows and c.follows.text for c in change.lines] == ["un | 1", "deux | 2"]
