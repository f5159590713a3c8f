"""Who may send a file, which files are read, what comes back of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from needs.models import TableImport
from tests.needs.import_pages.steps import (
    FERRY,
    HEADER,
    HUGO,
    mapped,
    page,
    rejected,
    said,
    send,
    take,
)
from tests.needs.plain import plain
from tests.needs.tables import csv_file

pytestmark = pytest.mark.django_db


# Who


def test_the_sheet_of_another_authority_is_refused(client, need, neighbour, lead):
    for person in (neighbour, lead):
        client.force_login(person)
        assert send(client, need, csv_file(HEADER + FERRY)).status_code == 404


def test_a_member_that_does_not_steer_sends_nothing_to_the_project(client, project, need, buyer):
    client.force_login(buyer)
    assert send(client, project, csv_file(HEADER + FERRY)).status_code == 404


def test_an_import_is_seen_by_the_one_who_sent_it_only(client, need, lille, buyer, stranger):
    client.force_login(buyer)
    imported = mapped(client, need, csv_file(HEADER + FERRY))
    client.force_login(stranger)
    for name in ("mapping", "confirm", "done", "rejects"):
        assert client.get(reverse(f"needs:import_{name}", args=[imported.pk])).status_code == 404


def test_a_frozen_project_takes_no_import(client, need, project, buyer, lead):
    client.force_login(buyer)
    imported = mapped(client, need, csv_file(HEADER + FERRY))
    mark = page(client, imported).context["mark"]
    project.freeze(by=lead, now=timezone.now())
    sent = client.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})
    assert sent.status_code == 410
    assert "Le diagnostic est figé" in sent.content.decode()
    assert not need.sites.exists()
    client.force_login(lead)
    assert send(client, project, csv_file(HEADER + FERRY)).status_code == 410


def test_who_takes_no_part_is_not_told_that_a_project_is_frozen(client, project, stranger, lead):
    project.freeze(by=lead, now=timezone.now())
    client.force_login(stranger)
    assert send(client, project, csv_file(HEADER + FERRY)).status_code == 404


# Files


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vide.csv", b"", "Ce fichier est vide."),
        ("sites.xls", b"\xd0\xcf\x11\xe0" * 9, "ancien Excel"),
        ("sites.ods", b"PK\x03\x04", "LibreOffice"),
        ("sites.xlsm", b"PK\x03\x04", "macros"),
        ("sites.pdf", b"%PDF-1.7", "Envoyez un fichier XLSX ou CSV"),
        ("sites.xlsx", b"bonjour", "n'est pas celui d'un fichier XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(signed_in, need, name, content, sentence):
    refused = send(signed_in, need, SimpleUploadedFile(name, content))
    assert refused.status_code == 422
    assert sentence in said(refused)
    assert not TableImport.objects.exists()


def test_a_file_of_30_mb_is_refused(signed_in, need):
    refused = send(signed_in, need, SimpleUploadedFile("sites.csv", b"a;b\n" * 7_500_000))
    assert refused.status_code == 413
    assert "dépasse 10 Mo" in said(refused)


def test_no_formula_of_the_file_acts_in_the_rows_given_back(signed_in, need):
    bad = HEADER + '"=HYPERLINK(""http://x"")";Lille;Bacs;-4;bac;an;;\n'
    imported = mapped(signed_in, need, csv_file(bad))
    assert rejected(signed_in, imported)[1][0] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("kind", ["sites", "programme"])
def test_the_template_is_understood_by_the_import_itself(steering, project, need, kind):
    answer = steering.get(reverse("needs:import_template", args=[kind]))
    file = SimpleUploadedFile(f"modele-{kind}.xlsx", answer.content)
    send(steering, project, file, kind=kind)
    columns = TableImport.objects.get().columns
    assert [c["header"] for c in columns if not c["field"]] == []


def test_the_rows_given_back_may_be_corrected_and_sent_again(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY + HUGO.replace("1 250", "-4")))
    back = signed_in.get(reverse("needs:import_rejects", args=[imported.pk])).content.decode()
    take(signed_in, need, csv_file(back.replace("-4", "1 250")))
    assert [site.name for site in need.sites.order_by("name")] == ["École Ferry", "École Hugo"]
    assert plain(str(need.volumes.get(label="Bacs"))) == "1 250 contenants"


def test_more_volumes_than_balise_takes_at_once_are_refused(signed_in, need, monkeypatch):
    monkeypatch.setattr("needs.forms.imports.MOST_VOLUMES", 3)
    sent = send(signed_in, need, csv_file("Site;Ville;A/an;B/an\nF;Lille;1;2\nG;Lille;1;2\n"))
    wide = {"field-0": "site", "field-1": "commune", "field-2": "wide", "field-3": "wide"}
    assert "plus de 3 volumes" in said(signed_in.post(sent["Location"], wide))
