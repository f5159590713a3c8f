"""The texts of the booklets themselves: sourced, plain, complete, and none of them idle."""

import re
from datetime import date

import pytest
from django.urls import reverse

from procurement.legal import law
from tenders.booklets import AUDIENCES, shelf
from tenders.booklets.facts import FACTS, VALUES
from tenders.booklets.modules import ARTICLE, placeholders
from tenders.booklets.plainness import measure
from tenders.documents import KINDS
from tenders.documents.booklet.figures import FIGURES
from tenders.models import DocumentEdit, DocumentEdition

LAUNCH = date(2027, 2, 15)
MODULES = shelf().modules
every_module = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
every_session = pytest.mark.parametrize("session", shelf().sessions.values(), ids=shelf().sessions)
# What quizzes and sessions refer to: an id never changes.
STABLE = (
    *("mechanics", "need", "lots", "reserved", "criteria", "candidature", "offer"),
    *("group", "subcontracting", "questions", "deposit", "after", "payment"),
)


def test_the_ids_that_others_refer_to_are_there():
    assert [id for id in STABLE if id not in MODULES] == []


@every_module
def test_a_module_is_written_in_plain_words(module):
    assert measure(module.texts, shelf().glossary).faults == ()


@every_module
def test_a_module_lists_the_articles_that_it_cites(module):
    cited = {article for text in module.texts for article in ARTICLE.findall(text)}
    assert cited <= {basis.article for basis in module.legal}


@every_module
def test_a_module_says_its_source_and_rests_on_no_text_that_has_ended(module):
    assert module.source
    assert module.version >= 1
    assert [b.article for b in module.legal if b.until and b.until < LAUNCH] == []


@every_module
def test_a_module_calls_for_figures_that_exist_and_refers_to_chapters_that_exist(module):
    assert [name for name in module.figures if name not in FIGURES] == []
    referred = {id for text in module.texts for id in re.findall(r"\[@(\w+)\]", text)}
    assert referred <= MODULES.keys()


@every_module
def test_no_amount_share_or_delay_of_the_law_is_typed(module):
    """« 40 € » stands in the decree itself; the « 20 % » of a volume is imagined."""
    text = " ".join(module.texts).replace("\u00a0", " ")
    for known in ("indemnité de 40 €", "faux de 20 %"):
        text = text.replace(known, "")
    assert re.findall(r"\d[\d ]*(?:€|%)|\d+ (?:jours|mois)\b", text) == []


@every_module
def test_a_module_serves_in_a_booklet(module):
    assert [b.id for b in shelf().booklets.values() if module.id in b.ids]


def test_every_fact_every_value_and_every_figure_serves():
    parts = [part for module in MODULES.values() for part in module.parts]
    conditions = [*parts, *shelf().pieces]
    quoted = {name for p in parts for is_law, name in placeholders(p.text) if not is_law}
    assert {name for one in conditions for name, _ in one.when} == FACTS.keys()
    assert quoted == VALUES.keys()
    assert {name for module in MODULES.values() for name in module.figures} == FIGURES.keys()


def test_every_quoted_legal_value_is_known_at_the_launch():
    named = {
        n for m in MODULES.values() for t in m.texts for is_law, n in placeholders(t) if is_law
    }
    assert named
    assert [name for name in named if not law().knows(name, LAUNCH)] == []


@pytest.mark.parametrize("booklet", shelf().booklets.values(), ids=shelf().booklets)
def test_a_booklet_is_a_kind_of_document_and_ends_with_its_words(booklet):
    assert booklet.id in KINDS
    assert KINDS[booklet.id].title == booklet.title
    assert booklet.audience in AUDIENCES
    assert booklet.modules[-2:] == ("sources", "glossary")
    assert len(set(booklet.ids)) == len(booklet.ids)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (date(2026, 8, 21), "Elles deviennent obligatoires"),
        (date(2026, 8, 22), "trois obligations"),
    ],
)
def test_the_law_told_to_buyers_is_that_of_the_day(at, said):
    module = MODULES["buyer_law"]
    told = " ".join(part.text for part in module.said(dict.fromkeys(FACTS, True), at))
    assert said in told
    assert ("trois obligations" in told) == (at >= date(2026, 8, 22))


@every_session
def test_a_session_lasts_what_it_announces(session):
    assert session.minutes == {"kit_sensibilisation": 120}.get(session.id, 210)
    assert next(session.timed())[0].startswith("9\u00a0h\u00a000")
    assert session.id in shelf().booklets


@every_session
def test_a_session_is_written_in_plain_words(session):
    texts = [*session.objectives, *session.bring, *(step.how for step in session.steps)]
    assert measure(texts, shelf().glossary).faults == ()


@every_session
def test_the_exercises_named_in_the_agenda_are_those_of_the_kit(session):
    titles = " ".join(step.title for step in session.steps)
    named = re.findall(r"[Ee]xercices? ([A-C]|\d)(?: et (\d))?", titles)
    assert named


def test_the_glossary_explains_in_plain_words_and_in_order():
    terms = shelf().glossary.terms
    assert measure([term.means for term in terms], shelf().glossary).faults == ()
    assert len({term.word for term in terms}) == len(terms)


def test_each_piece_says_what_it_is_where_it_is_who_and_how_long():
    assert {piece.part for piece in shelf().pieces} == {"candidature", "offer", "award"}
    assert [
        p.id for p in shelf().pieces if not all((p.what, p.where, p.who, p.group, p.time))
    ] == []


def test_the_page_of_the_texts_shows_each_with_its_source_and_its_level(client, db):
    page = client.get(reverse("tenders:booklet_texts")).content.decode()
    assert [id for id in MODULES if f'<tr id="{id}">' not in page] == []
    assert 'R2142-26 <span class="text-muted">(en vigueur, point à confirmer)</span>' in page
    assert page.count("mots en moyenne") == len(MODULES)


def test_the_name_of_every_kind_fits_where_it_is_kept():
    """SQLite takes a longer one; PostgreSQL refuses it."""
    room = min(m._meta.get_field("document").max_length for m in (DocumentEdit, DocumentEdition))
    assert [kind for kind in KINDS if len(kind) > room] == []
