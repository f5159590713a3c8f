"""Sending a document back: pages, API and command, and what they refuse."""

import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from needs.acts import sentence
from tenders.documents import render_docx
from tenders.models import DocumentEdit, DocumentNote, ReturnedDocument, Tender, TenderClause
from tenders.returning import review_of
from tests.tenders.complete_tender import add_clause
from tests.tenders.tender_factories import TenderFactory, officer_of
from tests.tenders.word_edits import Edited, returned_document

pytestmark = pytest.mark.django_db
CLOSURE = "Fermeture étanche et lavable"


@pytest.fixture
def tender():
    tender = TenderFactory(reference="contenants-m1")
    add_clause(tender, "container-closure")
    return tender


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


@pytest.fixture
def api(tender):
    caller = APIClient()
    caller.force_authenticate(officer_of(tender))
    return caller


@pytest.fixture
def edited(tender):
    """One clause reworded, one article reworded, a comment."""
    word = Edited(render_docx(tender, "cctp"))
    text = next(p for p in word.paragraphs if p._p is word.heading(CLOSURE)._p.getnext())
    text.runs[0].text += " Le joint se démonte."
    word.replace("L’acheteur peut vérifier", "L’acheteur vérifie")
    word.comment(word.paragraph("Les équipements et les documents"), "À revoir.")
    return word.content


@pytest.fixture
def returned(tender, edited):
    return returned_document(tender, edited)


def upload(content, name="contenants-m1-cctp.docx"):
    return SimpleUploadedFile(name, content)


def said(answer):
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def index(tender):
    return reverse("tenders:returns", args=[tender.pk])


def state(tender):
    return (
        Tender.objects.get(pk=tender.pk).version,
        list(TenderClause.objects.order_by("pk").values()),
        DocumentEdit.objects.count(),
        DocumentNote.objects.count(),
        ReturnedDocument.objects.count(),
    )


# Pages


def test_the_file_is_read_and_its_changes_shown_nothing_decided(officer, tender, edited):
    answer = officer.post(index(tender), {"file": upload(edited)}, follow=True)
    page = said(answer)
    assert answer.status_code == 200
    assert "3 à décider" in page.replace("<strong>", "").replace("</strong>", "")
    assert "Le joint se démonte." in page
    assert page.count('value="" id="later-') == page.count("checked") == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("piece.doc", b"\xd0\xcf\x11\xe0", "ancien Word"),
        ("piece.odt", b"PK", "LibreOffice"),
        ("piece.docx", b"", "est vide"),
        ("piece.docx", b"PK\x03\x04rien", "abîmé"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_touched(
    officer, tender, name, content, words
):
    before = state(tender)
    answer = officer.post(index(tender), {"file": upload(content, name)})
    assert answer.status_code == 422
    assert words in said(answer)
    assert state(tender) == before


def test_a_file_over_the_limit_is_refused_with_what_to_do(officer, tender):
    before = state(tender)
    answer = officer.post(index(tender), {"file": upload(b"PK" + bytes(30_000_000))})
    assert answer.status_code == 413
    assert "dépasse 10 Mo" in said(answer)
    assert state(tender) == before


def test_no_file_is_said(officer, tender):
    assert officer.post(index(tender), {}).status_code == 422


def test_what_is_ticked_is_done_and_written_to_the_register(officer, tender, returned):
    page = officer.get(returned.get_absolute_url())
    changes = [one.change for one in page.context["to_decide"]]
    sent = {f"decision-{change.id}": "accepted" for change in changes if change.kind != "comment"}
    sent |= {f"decision-{change.id}": "refused" for change in changes if change.kind == "comment"}
    sent["version"] = page.context["version"]
    answer = officer.post(returned.get_absolute_url(), sent, follow=True)
    assert "2 modifications reprises et 1 modification refusée" in said(answer)
    assert TenderClause.objects.get().wording.endswith("Le joint se démonte.")
    assert tender.edits.get().text.startswith("Le titulaire tient")
    entry = tender.project.register.latest("number")
    told = sentence(entry.act, entry.facts).replace("\u00a0", " ")
    assert f"Repris : {CLOSURE} (réécrit)" in told
    assert "Refusé : Accessibilité (commentaire)" in told


def test_everything_left_is_accepted_at_once(officer, tender, returned):
    version = officer.get(returned.get_absolute_url()).context["version"]
    officer.post(returned.get_absolute_url(), {"version": version, "all": "1"})
    assert officer.get(returned.get_absolute_url()).context["to_decide"] == []
    assert tender.notes.get().text == "À revoir."


def test_somebody_changed_the_tender_meanwhile(officer, tender, returned):
    page = officer.get(returned.get_absolute_url())
    change = page.context["to_decide"][0].change
    tender.claim(page.context["version"])
    before = state(tender)
    sent = {"version": page.context["version"], f"decision-{change.id}": "accepted"}
    answer = officer.post(returned.get_absolute_url(), sent)
    assert answer.status_code == 409
    assert f'id="accept-{change.id}" checked' in said(answer)  # what was ticked stays
    assert state(tender) == before
    sent["version"] = answer.context["version"]
    assert officer.post(returned.get_absolute_url(), sent).status_code == 302


def test_the_diagnosis_changed_under_a_clause_meanwhile(officer, tender, returned):
    page = officer.get(returned.get_absolute_url())
    change = page.context["to_decide"][0].change
    TenderClause.objects.update(wording="Un texte écrit entre-temps.")
    sent = {
        "version": page.context["version"],
        "seen": page.context["review"].mark,
        f"decision-{change.id}": "accepted",
    }
    answer = officer.post(returned.get_absolute_url(), sent)
    assert answer.status_code == 409
    assert "Modifié aussi dans Balise" in said(answer)
    assert TenderClause.objects.get().wording == "Un texte écrit entre-temps."


def test_what_was_added_in_word_is_read_by_the_checks(officer, tender):
    word = Edited(render_docx(tender, "cctp"))
    word.insert_after(
        word.paragraph("Les équipements et les documents"), "Les bacs sont de marque Ecolab."
    )
    file = returned_document(tender, word.content)
    version = officer.get(file.get_absolute_url()).context["version"]
    officer.post(file.get_absolute_url(), {"version": version, "all": "1"})
    page = said(officer.get(reverse("tenders:checks", args=[tender.pk])))
    assert "Paragraphe ajouté dans la pièce « CCTP »" in page


def test_the_page_says_that_the_tender_changed_since_the_file_went_out(officer, tender, returned):
    words = "La pièce a changé dans Balise depuis"
    assert words not in said(officer.get(returned.get_absolute_url()))
    TenderClause.objects.update(wording="Un texte écrit depuis.")
    assert words in said(officer.get(returned.get_absolute_url()))


def test_an_annex_of_provenance_is_no_change_of_the_tender(officer, tender):
    file = returned_document(tender, render_docx(tender, "cctp", provenance=True))
    assert review_of(file).as_dict()["tender_changed"] is False


def test_the_same_file_sent_again_is_the_same_return(officer, tender, edited):
    for _ in range(2):
        officer.post(index(tender), {"file": upload(edited)})
    assert ReturnedDocument.objects.count() == 1


def test_the_return_is_taken_back_from_its_page(officer, tender, returned):
    version = officer.get(returned.get_absolute_url()).context["version"]
    officer.post(returned.get_absolute_url(), {"version": version, "all": "1"})
    undo = reverse("tenders:return_undo", args=[tender.pk, returned.pk])
    assert "est annulé" in said(officer.post(undo, follow=True))
    assert TenderClause.objects.get().wording == ""
    assert not tender.edits.exists()


def test_notes_and_edits_are_listed_then_closed(officer, tender, returned):
    version = officer.get(returned.get_absolute_url()).context["version"]
    officer.post(returned.get_absolute_url(), {"version": version, "all": "1"})
    page = said(officer.get(index(tender)))
    assert "À revoir." in page
    assert "Paragraphe réécrit" in page
    note, edit = tender.notes.get(), tender.edits.get()
    officer.post(reverse("tenders:note_close", args=[tender.pk, note.pk]))
    officer.post(reverse("tenders:edit_remove", args=[tender.pk, edit.pk]))
    assert "À revoir." not in said(officer.get(index(tender)))
    assert not tender.edits.exists()


def test_an_edit_without_effect_is_said_where_documents_are_taken(officer, tender, returned):
    returned.edits.create(tender=tender, document="cctp", act="removed", line="Un texte disparu.")
    page = said(officer.get(reverse("tenders:documents", args=[tender.pk])))
    assert "1 retouche venue de Word sans effet" in page


def test_an_article_added_in_word_is_named_among_the_clauses(officer, tender, returned):
    returned.edits.create(tender=tender, document="cctp", act="added", title="Traçabilité")
    page = said(officer.get(reverse("tenders:tender_clauses", args=[tender.pk])))
    assert "Traçabilité" in page


def test_the_received_file_is_given_back(officer, tender, returned, edited):
    answer = officer.get(reverse("tenders:returned_file", args=[tender.pk, returned.pk]))
    assert b"".join(answer.streaming_content) == edited
    assert "attachment" in answer["Content-Disposition"]


def test_a_return_of_another_tender_is_not_found(officer, tender):
    other = returned_document(TenderFactory())
    address = reverse("tenders:returned", args=[tender.pk, other.pk])
    assert officer.get(address).status_code == 404


def test_the_page_asks_as_many_questions_for_many_changes(
    officer, tender, returned, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        officer.get(returned.get_absolute_url())


# API


def test_the_api_reads_decides_and_takes_back(api, tender, edited):
    address = reverse("api-tender-returns", args=[tender.pk])
    answer = api.post(address, {"file": upload(edited)}, format="multipart")
    assert answer.status_code == 201
    found = answer.json()
    assert [change["kind"] for change in found["changes"]] == ["reworded", "comment", "reworded"]
    assert "Le joint se démonte." in found["changes"][0]["after"]
    where = [tender.pk, found["id"]]
    decisions = {found["changes"][0]["id"]: "accepted", found["changes"][2]["id"]: "refused"}
    answer = api.post(
        reverse("api-tender-return-decide", args=where),
        {"version": found["version"], "decisions": decisions},
        format="json",
    )
    assert answer.status_code == 200
    assert [c["decision"] for c in answer.json()["changes"]] == ["accepted", "", "refused"]
    again = api.get(reverse("api-tender-return", args=where)).json()
    assert again["changes"] == answer.json()["changes"]
    assert api.post(reverse("api-tender-return-undo", args=where)).json()["left"] == []
    assert TenderClause.objects.get().wording == ""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": 0, "decisions": {"known": "accepted"}}, 409),
        ({"version": 1, "decisions": {"inconnue": "accepted"}}, 400),
        ({"version": 1, "decisions": {"known": "peut-être"}}, 400),
        ({"version": 1, "decisions": {}}, 400),
        ({"decisions": {"known": "accepted"}}, 400),
    ],
)
def test_the_api_refuses_what_it_cannot_decide(api, tender, returned, sent, status):
    found = api.get(reverse("api-tender-return", args=[tender.pk, returned.pk])).json()
    known = found["changes"][0]["id"]
    sent = sent | {
        "decisions": {known if k == "known" else k: v for k, v in sent["decisions"].items()}
    }
    before = state(tender)
    address = reverse("api-tender-return-decide", args=[tender.pk, returned.pk])
    assert api.post(address, sent, format="json").status_code == status
    assert state(tender) == before


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_the_api_refuses_a_file_that_cannot_be_read(api, tender, content):
    address = reverse("api-tender-returns", args=[tender.pk])
    sent = {} if content is None else {"file": upload(content)}
    answer = api.post(address, sent, format="multipart")
    assert answer.status_code == 400
    assert list(answer.json()) == ["file"]


def test_the_api_refuses_a_file_over_the_limit(api, tender):
    address = reverse("api-tender-returns", args=[tender.pk])
    sent = {"file": upload(b"PK" + bytes(30_000_000))}
    assert api.post(address, sent, format="multipart").status_code == 413


# Command


@pytest.fixture
def path(edited, tmp_path):
    path = tmp_path / "contenants-m1-cctp.docx"
    path.write_bytes(edited)
    return path


def test_the_command_says_what_changed_and_takes_it_in(tender, path, capsys):
    call_command("reimport", "contenants-m1", str(path))
    report = json.loads(capsys.readouterr().out)
    assert [(c["kind"], c["title"]) for c in report["changes"]] == [
        ("reworded", CLOSURE),
        ("comment", "Accessibilité"),
        ("reworded", "Contrôle, indicateurs et bilan"),
    ]
    assert len(report["taken_in"]) == 3
    assert TenderClause.objects.get().wording.endswith("Le joint se démonte.")


def test_the_command_run_dry_says_the_same_and_touches_nothing(tender, path, capsys):
    before = state(tender)
    call_command("reimport", str(tender.pk), str(path), "--dry-run")
    dry = json.loads(capsys.readouterr().out)
    assert state(tender) == before
    call_command("reimport", str(tender.pk), str(path))
    wet = json.loads(capsys.readouterr().out)
    assert dry.pop("taken_in") == []
    assert wet.pop("taken_in") != []
    assert dry == wet


def test_the_command_speaks_in_sentences_when_asked(tender, path, capsys):
    call_command("reimport", "contenants-m1", str(path), "--dry-run", "--plain")
    lines = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    assert lines[0].startswith("contenants-m1-cctp.docx : 3 modifications, ")
    assert f"réécrit : {CLOSURE}" in lines


@pytest.mark.parametrize(
    ("name", "said"), [("absent.docx", "absent.docx"), ("p.odt", "LibreOffice")]
)
def test_the_command_refuses_a_file_it_cannot_read(tender, tmp_path, name, said):
    if name == "p.odt":
        (tmp_path / name).write_bytes(b"PK")
    before = state(tender)
    with pytest.raises(CommandError, match=said) as error:
        call_command("reimport", "contenants-m1", str(tmp_path / name))
    assert error.value.returncode == 2
    assert state(tender) == before


def test_what_the_command_draft_wrote_comes_back(tender, tmp_path, capsys):
    call_command("draft", "contenants-m1", "--out", str(tmp_path), "--documents", "cctp")
    TenderClause.objects.update(wording="Un texte écrit depuis.")
    capsys.readouterr()
    file = tmp_path / "contenants-m1-cctp.docx"
    call_command("reimport", "contenants-m1", str(file), "--dry-run")
    report = json.loads(capsys.readouterr().out)
    assert report["edition_known"] is True
    assert report["changes"] == []
