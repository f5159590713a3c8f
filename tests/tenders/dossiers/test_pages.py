"""Send files, see what they say, correct it, forget it: private to the supplier from end to end."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders.dossiers.models import Dossier, SentFile, State
from tenders.dossiers.receiving import read_dossier
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.dossiers.factories import read_dossier_of
from tests.tenders.dossiers.test_texts import docx, p, pdf
from tests.tenders.factories import DURING

pytestmark = pytest.mark.django_db
RULES = docx(
    p("Règlement de la consultation")
    + p("La consultation a pour objet le lavage de bacs.")
    + p("Date limite de remise des offres : 12 avril 2027 à 12 h 00")
    + p("Critères", '<w:outlineLvl w:val="0"/>')
    + p("Prix : 60 %")
    + p("Valeur technique : 40 %")
)


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def supplier():
    membership = MembershipFactory(role=Role.SUPPLIER)
    return SupplierFactory(organisation=membership.organisation)


@pytest.fixture
def own(client, supplier):
    client.force_login(supplier.organisation.memberships.get().user)
    return client


def upload(name="RC.docx", content=RULES):
    return SimpleUploadedFile(name, content)


def said(answer) -> str:
    return unescape(answer.content.decode())


def send(client, supplier, *files):
    return client.post(
        reverse("dossiers:index"), {"supplier": supplier.pk, "pieces": list(files), "name": ""}
    )


def test_a_supplier_sends_files_and_sees_what_they_say_and_where(own, supplier):
    answer = send(own, supplier, upload(), upload("Scan.pdf", pdf("")))
    dossier = Dossier.objects.get()
    assert answer.url == dossier.get_absolute_url()
    page = said(own.get(answer.url))
    assert "12\u00a0avril\u00a02027 à 12\u00a0h\u00a000" in page
    assert "Valeur technique" in page
    assert reverse("dossiers:text", args=[dossier.pk, 0]) + "#b2" in page
    assert "Scan.pdf : Ce fichier est une image" in page
    assert "Jusqu'à quelle date les questions sont-elles reçues" in page


def test_the_files_are_deleted_once_read_and_their_text_stays(own, supplier, settings):
    send(own, supplier, upload())
    assert not SentFile.objects.exists()
    assert [f for f in Path(settings.MEDIA_ROOT).rglob("*") if f.is_file()] == []
    page = said(own.get(reverse("dossiers:text", args=[Dossier.objects.get().pk, 0])))
    assert 'id="b2"' in page
    assert "Date limite de remise des offres" in page


def test_the_dossier_takes_the_name_of_what_is_bought(own, supplier):
    send(own, supplier, upload())
    assert "lavage de bacs" in Dossier.objects.get().name


def test_without_any_readable_file_the_page_says_why(own, supplier):
    send(own, supplier, upload("RC.pdf", b"GIF"))
    dossier = Dossier.objects.get()
    assert dossier.state == State.FAILED
    assert "n'est pas celui d'un fichier PDF" in said(own.get(dossier.get_absolute_url()))


def test_a_dossier_that_waits_for_its_worker_says_so(own, supplier):
    dossier = read_dossier_of(supplier, state=State.READING)
    page = said(own.get(dossier.get_absolute_url()))
    assert "lecture en cours" in page
    assert 'hx-trigger="every 3s"' in page


def test_a_dossier_deleted_before_its_reading_is_not_read():
    read_dossier.call("00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Choisissez au moins un fichier"),
        ([("RC.doc", b"x")], "L'ancien format Word"),
        ([("photo.jpg", b"x")], "Plan, image"),
        ([(f"{n}.docx", b"x") for n in range(21)], "Au plus 20 fichiers"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(own, supplier, files, sentence):
    answer = send(own, supplier, *[upload(*one) for one in files])
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Dossier.objects.exists()


def test_a_file_that_is_too_large_is_refused_as_it_arrives(own, supplier):
    answer = send(own, supplier, upload(), upload("Gros.pdf", b"%PDF-" + bytes(10_500_000)))
    assert answer.status_code == 413
    assert "dépasse 10" in said(answer)


def test_nobody_else_sees_it(client, supplier):
    dossier = read_dossier_of(supplier)
    for role in Role:
        client.force_login(MembershipFactory(role=role).user)
        assert client.get(dossier.get_absolute_url()).status_code == 404
        assert dossier.name not in said(client.get(reverse("dossiers:index")))


@pytest.mark.parametrize(("may_answer", "status"), [(True, 200), (False, 404)])
def test_a_network_reads_for_a_member_that_lets_it_answer(client, supplier, may_answer, status):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    NetworkMember.objects.create(
        network=network,
        supplier=supplier,
        status="accepted",
        may_answer=may_answer,
        asked_at=DURING,
    )
    client.force_login(MembershipFactory(organisation=network, role=Role.FACILITATOR).user)
    assert client.get(read_dossier_of(supplier).get_absolute_url()).status_code == status


def test_files_are_not_read_for_somebody_elses_supplier(own):
    other = SupplierFactory()
    assert send(own, other, upload()).status_code == 422
    assert not Dossier.objects.exists()


def test_a_person_without_a_supplier_is_told_what_to_do(client):
    client.force_login(MembershipFactory(role=Role.BUYER).user)
    page = said(client.get(reverse("dossiers:index")))
    assert "Prenez en main la fiche" in page
    assert "Lire ces pièces" not in page


def correct(client, dossier, kind, **values):
    values.setdefault("version", dossier.version)
    return client.post(reverse("dossiers:correct", args=[dossier.pk, kind]), values)


def test_a_deadline_is_corrected_with_the_name_of_who_did(own, supplier):
    dossier = read_dossier_of(supplier)
    correct(own, dossier, "deadline", day="2027-04-13", hour="17:30")
    page = said(own.get(dossier.get_absolute_url()))
    assert "13\u00a0avril\u00a02027 à 17\u00a0h\u00a030" in page
    assert f"corrigé par {supplier.organisation.memberships.get().user}" in page


def test_a_correction_is_undone(own, supplier):
    dossier = read_dossier_of(supplier)
    correct(own, dossier, "deadline", day="2027-04-13", hour="")
    dossier.refresh_from_db()
    correct(own, dossier, "deadline", undo="1")
    dossier.refresh_from_db()
    assert dossier.corrections == {}


def test_criteria_are_corrected_line_by_line(own, supplier):
    dossier = read_dossier_of(supplier)
    correct(own, dossier, "criteria", lines="Prix : 50 %\nTechnique : 50 %\n- Méthode : 50 %")
    page = said(own.get(dossier.get_absolute_url()))
    assert "Méthode" in page
    assert "Valeur technique" not in page


def test_a_line_that_is_not_understood_is_shown_again(own, supplier):
    answer = correct(own, read_dossier_of(supplier), "lots", lines="Peinture\n1 : Sols")
    assert answer.status_code == 422
    assert "« Peinture » : écrivez le numéro" in said(answer)
    assert "1 : Sols" in said(answer)


def test_two_corrections_at_once_do_not_overwrite_each_other(own, supplier):
    dossier = read_dossier_of(supplier)
    correct(own, dossier, "visit", text="Visite le 3 mai.")
    late = correct(own, dossier, "visit", text="Pas de visite.", version=1)
    assert late.status_code == 409
    assert "Pas de visite." in said(late)
    dossier.refresh_from_db()
    assert dossier.corrections["visit"]["value"] == "Visite le 3 mai."


def test_an_unknown_subject_is_not_corrected(own, supplier):
    dossier = read_dossier_of(supplier)
    assert own.get(reverse("dossiers:correct", args=[dossier.pk, "couleur"])).status_code == 404


def test_a_supplier_deletes_a_dossier_at_once(own, supplier):
    dossier = read_dossier_of(supplier)
    own.post(reverse("dossiers:delete", args=[dossier.pk]))
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(("days", "seen"), [(0, True), (-1, False)])
def test_a_dossier_is_gone_the_day_after_its_last(own, supplier, days, seen):
    last = DURING.date() + timedelta(days=days)
    dossier = read_dossier_of(supplier, kept_until=last)
    assert own.get(dossier.get_absolute_url()).status_code == (200 if seen else 404)
    call_command("forget_dossiers", dry_run=True)
    assert Dossier.objects.exists()
    call_command("forget_dossiers")
    assert Dossier.objects.exists() is seen


def test_a_dossier_is_kept_ninety_days_after_its_deadline(own, supplier):
    send(own, supplier, upload())
    assert str(Dossier.objects.get().kept_until) == "2027-07-11"


def test_the_api_reads_lists_and_deletes(supplier):
    caller = APIClient()
    caller.force_authenticate(supplier.organisation.memberships.get().user)
    sent = {"supplier": str(supplier.pk), "pieces": [upload()]}
    answer = caller.post(reverse("dossier-list"), sent, format="multipart")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["facts"]["deadline"]["iso"] == "2027-04-12T12:00"
    assert caller.get(reverse("dossier-list")).json()["count"] == 1
    assert caller.delete(reverse("dossier-detail", args=[answer.json()["id"]])).status_code == 204
    assert not Dossier.objects.exists()


def test_the_api_refuses_with_the_same_sentences(supplier):
    caller = APIClient()
    caller.force_authenticate(supplier.organisation.memberships.get().user)
    answer = caller.post(
        reverse("dossier-list"), {"supplier": str(supplier.pk)}, format="multipart"
    )
    assert answer.status_code == 400
    assert "Choisissez au moins un fichier" in str(answer.json())


def test_the_command_prints_what_it_read(tmp_path, capsys):
    (tmp_path / "RC.docx").write_bytes(RULES)
    call_command("read_dossier", str(tmp_path / "RC.docx"))
    assert '"iso": "2027-04-12T12:00"' in capsys.readouterr().out


@pytest.mark.parametrize("name", ["absent.docx", "."])
def test_the_command_says_which_file_it_cannot_open(tmp_path, name):
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("read_dossier", str(tmp_path / name))


def test_the_list_costs_as_many_queries_for_twelve_as_for_two(
    own, supplier, django_assert_max_num_queries
):
    for _ in range(12):
        read_dossier_of(supplier)
    with django_assert_max_num_queries(12):
        own.get(reverse("dossiers:index"))
