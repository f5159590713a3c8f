"""What a version keeps, who may change it, who approves it: the model itself."""

import pytest
from django.core.exceptions import ValidationError

from tenders.clauses import State, library
from tenders.models import ClauseVersion, StaleClause
from tenders.shelf import shelf_of
from tests.tenders.local_clauses.writing import NOW, SOURCE, content, fork, publish
from tests.tenders.tender_factories import TenderFactory

pytestmark = pytest.mark.django_db


def test_a_fork_says_the_same_and_remembers_where_it_comes_from(draft):
    own, source = draft.as_clause(), library().get(SOURCE)

    assert (own.text, own.follow_up, own.legal_basis) == (
        source.text,
        source.follow_up,
        source.legal_basis,
    )
    assert (own.origin.forked_from, own.origin.forked_version) == (SOURCE, 1)
    assert own.state == State.DRAFT
    assert own.origin.owner == "Ville d'Essai"


def test_two_clauses_of_one_title_get_two_addresses(town, author):
    first, second = fork(town, author), fork(town, author)

    assert first.clause.slug != second.clause.slug
    assert first.clause.slug.startswith("ville-dessai-")


def test_a_draft_changes_in_place_until_somebody_relies_on_it(draft, author):
    changed = draft.clause.revise(
        content(title="Reprise quotidienne"), by=author, now=NOW, what="Titre.", read=draft.mark
    )

    assert (changed.pk, changed.number) == (draft.pk, 1)
    assert changed.as_clause().title == "Reprise quotidienne"


def test_a_version_that_a_tender_uses_never_changes(draft, author):
    tender = TenderFactory()
    tender.add_clauses([draft.clause.slug], shelf_of(author))

    following = draft.clause.revise(
        content(title="Autre"), by=author, now=NOW, what="Titre.", read=draft.mark
    )

    assert following.number == 2
    assert tender.clauses.get().source().title == library().get(SOURCE).title
    assert [c.version for c in following.as_clause().history] == [1, 2]


def test_a_published_version_never_changes(draft, author, reader):
    publish(draft, author, reader)

    following = draft.clause.revise(
        content(text="Reprise {frequency} fois."),
        by=author,
        now=NOW,
        what="Texte.",
        read=draft.mark,
    )

    draft.refresh_from_db()
    assert (following.number, following.state) == (2, "draft")
    assert draft.as_clause().text == library().get(SOURCE).text


def test_the_second_to_save_is_told_and_overwrites_nothing(draft, author):
    draft.clause.revise(content(title="A"), by=author, now=NOW, what="A.", read=draft.mark)

    with pytest.raises(StaleClause):
        draft.clause.revise(content(title="B"), by=author, now=NOW, what="B.", read=draft.mark)

    assert ClauseVersion.objects.get().content["title"] == "A"


def test_a_clause_is_read_again_by_a_different_person(draft, author):
    with pytest.raises(ValidationError, match="une autre personne"):
        draft.ask_reading(author, by=author, now=NOW)


def test_somebody_who_wrote_the_version_cannot_approve_it(draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)
    changed = draft.clause.revise(
        content(title="À deux"), by=reader, now=NOW, what="Titre.", read=draft.mark
    )

    with pytest.raises(ValidationError, match="Luc Lecteur a écrit"):
        changed.move("approve", by=reader, now=NOW)


def test_the_second_reader_is_named_even_once_the_account_is_gone(draft, author, reader):
    publish(draft, author, reader)
    reader.delete()

    assert ClauseVersion.objects.get().as_clause().origin.second_reader == "Luc Lecteur"


@pytest.mark.parametrize("act", ["publish", "retire"])
def test_a_draft_is_neither_published_nor_retired(draft, author, act):
    with pytest.raises(StaleClause):
        draft.move(act, by=author, now=NOW, remark="Parce que.")

    assert ClauseVersion.objects.get().state == "draft"


@pytest.mark.parametrize("act", ["send_back", "retire"])
def test_a_refusal_says_why(draft, author, reader, act):
    if act == "retire":
        publish(draft, author, reader)

    with pytest.raises(ValidationError, match="Dites pourquoi"):
        draft.move(act, by=reader, now=NOW)


def test_what_was_changed_after_the_reading_cannot_be_approved(draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)
    read = ClauseVersion.objects.get()
    draft.clause.revise(content(title="Plus tard"), by=author, now=NOW, what="T.", read=draft.mark)

    with pytest.raises(StaleClause):
        read.move("approve", by=reader, now=NOW)


def test_every_step_is_kept_with_its_author_and_its_day(draft, author, reader):
    publish(draft, author, reader)

    assert [(act.label, act.actor) for act in draft.acts.all()] == [
        ("écrite", "Anne Autrice"),
        ("relecture demandée", "Anne Autrice"),
        ("relue", "Luc Lecteur"),
        ("publiée", "Anne Autrice"),
    ]
