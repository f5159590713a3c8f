"""What a file says of where its clauses come from: its annex, and its properties."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from procurement.word.reading import read
from tenders.documents import render_docx
from tenders.models import TenderClause
from tests.tenders.complete_tender import add_clause
from tests.tenders.tender_factories import TenderFactory, officer_of
from tests.tenders.word_edits import Edited

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


def test_the_annex_of_provenance_is_there_on_demand_only(officer, tender):
    TenderClause.objects.update(wording="Un texte à nous.")
    address = reverse("tenders:download", args=[tender.pk, "cctp"])
    plain, with_annex = (
        Edited(officer.get(address, query).content).word for query in ({}, {"provenance": "oui"})
    )
    assert "Provenance des clauses" not in [p.text for p in plain.paragraphs]
    rows = [[cell.text for cell in row.cells] for row in with_annex.tables[-1].rows]
    assert rows[0] == ["Clause", "Identifiant", "Version", "Source", "Rédaction"]
    assert rows[1][:3] == [CLOSURE, "container-closure", "1"]
    assert rows[1][4] == "modifiée par l’acheteur"


def test_the_command_draft_writes_the_annex_when_asked(tender, tmp_path):
    call_command(
        "draft", "contenants-m1", "--out", str(tmp_path), "--documents", "cctp", "--provenance"
    )
    word = Edited((tmp_path / "contenants-m1-cctp.docx").read_bytes()).word
    assert "Provenance des clauses" in [p.text for p in word.paragraphs]


def test_the_properties_say_which_clause_was_edited(tender):
    TenderClause.objects.update(wording="Un texte à nous.")
    content = render_docx(tender, "cctp")
    properties = read("p.docx", io.BytesIO(content), len(content)).properties
    said = [v for k, v in properties.items() if k.startswith("clause_")]
    assert [v.endswith(" modifiée") for v in said] == [True]
