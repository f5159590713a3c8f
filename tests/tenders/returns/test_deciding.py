"""What is decided of a returned file, when the tender changed meanwhile too; taking it back."""

import pytest

from tenders.documents import render_docx
from tenders.models import DocumentEdition, ReturnedDocument, Tender, TenderClause
from tenders.return_writing import ACCEPTED, REFUSED, StaleTender, decide, undo
from tenders.returning import idle_edits, review_of
from tests.tenders.returns.taking_in import (
    CLOSURE,
    WASHING,
    accept_all,
    changes,
    clause,
    everything,
    found,
    sent_back,
)
from tests.tenders.word_edits import (
    NOW,
    Edited,
    say,
)

pytestmark = pytest.mark.django_db


def test_nothing_is_decided_at_first_and_nothing_is_touched(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    before = everything(tender)
    returned = sent_back(tender, cctp)
    assert [one.decision for one in review_of(returned).changes] == [""]
    assert everything(tender) == before


def test_one_is_accepted_one_refused_and_one_left(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    cctp.replace("utilisables par les personnes", "utilisables par toutes les personnes")
    cctp.replace("L’acheteur peut vérifier", "L’acheteur vérifie")
    returned = sent_back(tender, cctp)
    first, second, third = changes(returned)
    decide(
        returned,
        {first.id: ACCEPTED, second.id: REFUSED},
        version=Tender.objects.get(pk=tender.pk).version,
        by=None,
        now=NOW,
    )
    returned.refresh_from_db()
    now = {one.change.id: (one.decision, one.change.state) for one in review_of(returned).changes}
    assert now == {
        first.id: ("accepted", "done"),
        second.id: ("refused", "open"),
        third.id: ("", "open"),
    }


def test_a_tender_changed_since_the_page_was_read_takes_nothing_in(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    read_version = Tender.objects.get(pk=tender.pk).version
    Tender.objects.get(pk=tender.pk).claim(read_version)
    before = everything(tender)
    [change] = changes(returned)
    with pytest.raises(StaleTender):
        decide(returned, {change.id: ACCEPTED}, version=read_version, by=None, now=NOW)
    assert everything(tender) == before


def test_what_the_tender_changed_as_well_shows_three_texts(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    used = clause(tender, "washing-result")
    used.wording = "Les contenants sont propres."
    used.save()
    [change] = changes(sent_back(tender, cctp))
    assert change.state == "conflict"
    assert change.now.startswith("Les contenants sont propres.")


def test_what_changed_only_in_the_tender_is_no_edit(tender, cctp):
    used = clause(tender, "container-closure")
    used.wording = "Le couvercle ferme."
    used.save()
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", WASHING)]
    accept_all(returned)
    assert clause(tender, "container-closure").wording == "Le couvercle ferme."


def test_an_edit_of_a_clause_taken_out_since_is_kept_as_a_note(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    clause(tender, "washing-result").delete()
    [change] = changes(sent_back(tender, cctp))
    assert change.state == "by_hand"
    assert "n'est plus dans le marché" in change.said[-1]


def test_a_newer_version_of_the_clause_is_the_same_clause(tender):
    used = clause(tender, "insertion-hours")
    versions = [c.version for c in tender.shelf().versions_of("insertion-hours")]
    TenderClause.objects.filter(pk=used.pk).update(clause_version=versions[0])
    edited = Edited(render_docx(tender, "ccap"))
    edited.delete("Litiges")
    TenderClause.objects.filter(pk=used.pk).update(clause_version=versions[-1])
    assert found(sent_back(tender, edited)) == [("deleted", "Litiges")]


def test_an_unknown_edition_is_compared_with_today_and_says_so(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    content = cctp.content
    DocumentEdition.objects.all().delete()
    returned = sent_back(tender, content)
    assert found(returned) == [("reworded", WASHING)]
    assert review_of(returned).as_dict()["edition_known"] is False


def test_an_edition_whose_file_was_lost_is_an_unknown_one(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    edition = tender.editions.get()
    edition.file.storage.delete(edition.file.name)
    assert found(returned) == [("reworded", WASHING)]
    assert review_of(returned).as_dict()["edition_known"] is False


def test_an_edit_whose_text_is_gone_is_idle_and_told(tender, ccap):
    ccap.replace("dans un délai de quinze jours", "dans un délai de dix jours")
    accept_all(sent_back(tender, ccap))
    assert idle_edits(tender) == set()
    edit = tender.edits.get()
    type(edit).objects.filter(pk=edit.pk).update(line="Autre chose.")
    assert idle_edits(tender) == {edit.pk}


# Taking back


def test_the_whole_return_is_taken_back(tender, cctp):
    before = everything(tender)
    cctp.replace("sans odeur", "sans odeur ni humidité")
    cctp.delete(CLOSURE)
    cctp.delete("Mise en place")
    say(cctp.heading("Accessibilité"), "Accès de tous")
    cctp.comment(cctp.paragraph("Après lavage"), "Voir.")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    assert everything(tender) != before
    assert undo(returned, by=None, now=NOW) == []
    assert everything(tender) == before
    assert not tender.notes.exists()


def test_what_somebody_changed_since_is_left_and_named(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    used = clause(tender, "washing-result")
    used.wording += " Et plus encore."
    used.save()
    assert undo(returned, by=None, now=NOW) == ["washing-result"]
    assert clause(tender, "washing-result").wording.endswith("Et plus encore.")


# What is kept of it


def test_the_register_says_who_sent_which_file_and_what_was_accepted(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    acts = list(tender.project.register.order_by("number").values_list("act", "facts"))
    assert [act for act, _ in acts[-2:]] == ["document_returned", "return_decided"]
    assert acts[-1][1]["sha256"] == returned.sha256
    assert acts[-1][1]["accepted"] == [f"{WASHING} (réécrit)"]


def test_the_file_is_kept_as_it_came(tender, cctp):
    content = cctp.content
    returned = sent_back(tender, content)
    with ReturnedDocument.objects.get(pk=returned.pk).file.open() as file:
        assert file.read() == content
