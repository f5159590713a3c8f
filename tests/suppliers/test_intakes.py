"""The spreadsheet of a network, from its columns to the register."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import OrganisationKind, Role
from procurement.spreadsheets import Sheet, read, tidy
from suppliers.intakes import attempt, keep
from suppliers.models import Intake, Supplier
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.suppliers.factories import (
    ActivityFactory,
    SupplierFactory,
    made_up_siret,
    waiting_intake,
)
from tests.suppliers.test_intake_columns import HEADER, LINE


@pytest.mark.django_db
def test_what_is_wrong_is_said_under_the_header_of_the_file(facilitator):
    lines = ["Le Fil", made_up_siret(1), "beaucoup"]
    intake = waiting_intake(lines, by=facilitator, header=("Nom", "SIRET", "ETP"))
    [outcome] = attempt(intake).refused
    assert outcome.messages == ("« ETP » : « beaucoup » n'est pas un nombre.",)


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "is_taken"), [(5_000, True), (5_001, False)])
def test_a_text_too_long_for_the_register_refuses_its_line(facilitator, length, is_taken):
    lines = ["Le Fil", made_up_siret(1), tidy("x" * length)], ["Le Clos", made_up_siret(2), "Court"]

    trial = attempt(waiting_intake(*lines, by=facilitator, header=("Nom", "SIRET", "Présentation")))

    assert trial.taken == (2 if is_taken else 1)
    assert [outcome.messages for outcome in trial.refused] == (
        []
        if is_taken
        else [("« Présentation » dépasse 5\u202f000 caractères : raccourcissez ce texte.",)]
    )


@pytest.mark.django_db
def test_the_sheet_that_says_most_of_suppliers_is_proposed(facilitator):
    notice = Sheet("Lisez-moi", [(1, ["Annuaire"]), (2, ["Ne pas diffuser"])])
    members = Sheet("Adhérents", [(1, HEADER), (2, LINE)])

    intake = keep([notice, members], by=facilitator, now=timezone.now(), source="A", file_name="a")

    assert intake.sent["chosen"] == 1
    assert len(intake.sent["columns"]) == len(HEADER)


@pytest.mark.django_db
def test_two_lines_of_one_siret_are_said_to_be_one_record(facilitator):
    lines = ["Le Fil", made_up_siret(1)], ["Autre", made_up_siret(2)], ["Fil", made_up_siret(1)]
    [joined] = attempt(waiting_intake(*lines, by=facilitator)).remarks

    assert joined.row.line == 4
    assert joined.messages[0].startswith("Même SIRET que la ligne 2 : une seule fiche")


@pytest.fixture
def facilitator(client):
    network = OrganisationFactory(name="Apes d'essai", kind=OrganisationKind.NETWORK)
    user = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
    client.force_login(user)
    return user


def upload(*lines, name="adherents.csv"):
    text = "\n".join(";".join(line) for line in lines)
    return SimpleUploadedFile(name, text.encode())


@pytest.mark.django_db
def test_a_table_goes_from_the_file_to_the_register(client, facilitator):
    bad = ["Sans numéro", "810 000 006", *LINE[2:]]  # its reason has an apostrophe
    sent = {"source": "Apes d'essai", "file": upload(HEADER, LINE, bad)}
    columns = client.post(reverse("suppliers:intakes"), sent, follow=True)
    form = columns.context["form"]
    verify = client.post(
        columns.request["PATH_INFO"],
        {name: form[name].value() for name in form.fields} | {"feuille": "0"},
        follow=True,
    )
    assert not Supplier.objects.exists()
    assert dict(verify.context["figures"])["Fiches à créer"] == 1
    assert "&amp;#x27;" not in verify.text
    done = client.post(verify.request["PATH_INFO"], follow=True)

    supplier = Supplier.objects.get()
    assert (supplier.name, supplier.source) == ("Le Fil", "Apes d'essai")
    assert supplier.ess_kinds == ["ASSOCIATION", "EI"]
    assert dict(done.context["figures"])["Lignes refusées"] == 1
    address = reverse("suppliers:intake_rejects", args=[Intake.objects.get().key])
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(text.splitlines(), delimiter=";")
    assert (row["Raison sociale"], row["line"]) == ("Sans numéro", "3")
    assert "5 chiffres" in row["reason"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"field-0": "name"}, "Dites quelle colonne donne : SIRET"),
        ({"field-0": "siret", "field-1": "siret"}, "est donné par 2 colonnes"),
    ],
)
def test_columns_that_cannot_do_are_said(client, facilitator, chosen, sentence):
    intake = waiting_intake(by=facilitator)
    answer = client.post(reverse("suppliers:intake_columns", args=[intake.key]), chosen)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.django_db
def test_a_network_imports_under_its_own_name_whoever_did_before(client, facilitator):
    """An administrator may have loaded its first list by the command."""
    Intake.objects.create(source="Apes d'essai", kind="csv", started_at=timezone.now())
    sent = {"source": "apes d'Essai", "file": upload(HEADER, LINE)}
    assert client.post(reverse("suppliers:intakes"), sent).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sirene", "SIAE", "Réseau d'essai", "Réseau voisin"])
def test_nobody_imports_under_the_name_of_another_source(client, facilitator, name):
    waiting_intake(by=MembershipFactory().user)
    OrganisationFactory(name="Réseau voisin", kind=OrganisationKind.NETWORK)
    answer = client.post(
        reverse("suppliers:intakes"), {"source": name, "file": upload(HEADER, LINE)}
    )
    assert answer.status_code == 422
    assert "déjà le nom" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["adherents.xls", "adherents.pdf", "vide.csv"])
def test_a_file_that_cannot_be_read_is_said(client, facilitator, name):
    content = b"" if name == "vide.csv" else b"\xd0\xcf\x11\xe0"
    sent = {"source": "Apes", "file": SimpleUploadedFile(name, content)}
    answer = client.post(reverse("suppliers:intakes"), sent)
    assert answer.status_code == 422
    assert not Intake.objects.exists()


@pytest.mark.django_db
def test_an_import_that_stopped_is_taken_up_again(client, facilitator):
    intake = waiting_intake(by=facilitator)
    Intake.objects.filter(pk=intake.pk).update(state=Intake.State.RUNNING)
    page = reverse("suppliers:intake", args=[intake.key])
    assert "0 ligne lue</strong> sur 1" in client.get(page).text.replace("\u00a0", " ")
    client.post(page)

    intake.refresh_from_db()
    assert intake.state == Intake.State.DONE
    assert Supplier.objects.get().name == "Atelier envoyé"


@pytest.mark.django_db
def test_rows_that_would_be_refused_are_given_back_before_the_import(client, facilitator):
    intake = waiting_intake(["Le Fil", made_up_siret(1)], ["Sans numéro", "123"], by=facilitator)
    page = client.get(reverse("suppliers:intake", args=[intake.key]))
    address = reverse("suppliers:intake_rejects", args=[intake.key])
    assert address in page.content.decode()

    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(text.splitlines(), delimiter=";")
    assert (row["line"], "14 chiffres" in row["reason"]) == ("3", True)
    assert not Supplier.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (31, False)])
def test_what_was_sent_is_forgotten_a_month_later(client, facilitator, days, is_kept):
    left = waiting_intake(by=facilitator)
    done = waiting_intake(["Le Fil", made_up_siret(1)], ["Sans numéro", "12"], by=facilitator)
    client.post(reverse("suppliers:intake", args=[done.key]))
    sent_at = timezone.now() - timedelta(days=days)
    Intake.objects.update(started_at=sent_at)

    call_command("forget_intakes", stdout=io.StringIO())

    assert Intake.objects.filter(pk=left.pk).exists() is is_kept
    done.refresh_from_db()
    assert bool(done.sent) is is_kept
    assert done.counts == {"created": 1, "refused": 1}
    assert Supplier.objects.get().intake == done


@pytest.mark.django_db
def test_an_import_given_up_leaves_nothing(client, facilitator):
    intake = waiting_intake(by=facilitator)
    client.post(reverse("suppliers:intake_cancel", args=[intake.key]))
    assert not Intake.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.BUYER, Role.SUPPLIER])
def test_only_those_who_run_a_network_import(client, role):
    client.force_login(MembershipFactory(role=role).user)
    assert client.get(reverse("suppliers:intakes")).status_code == 404


@pytest.mark.django_db
def test_the_table_that_the_register_exports_changes_nothing_when_it_is_sent_back(
    client, facilitator
):
    CommuneFactory()
    seat = {"lat": 50.64, "lon": 3.07}
    whole = SupplierFactory(
        name="La Laverie", ess_kinds=["SCIC", "ESUS", "ACI"], legal_form="SCIC SARL",
        naf="96.01A", area_kind="radius", area_km=40, fte=12.5, max_yearly_eur=350_000,
        capacities=["9000 m2/mois"], website="https://example.org", **seat,
    )  # fmt: skip
    ActivityFactory(supplier=whole, capacity_value=9000, capacity_unit="bac", cpv=["39222100"])
    ActivityFactory(supplier=whole, label="Collecte, tri (verre)")
    SupplierFactory(name="Le Fil", **seat)
    SupplierFactory(name="Le Pré", area_kind="departments", area_codes=["59", "62"], **seat)
    SupplierFactory(name="La Vigne", area_kind="zones", area_codes=["59350", "59512"], **seat)
    SupplierFactory(name="La Mer", area_kind="country", **seat)
    SupplierFactory(name="Le Vent", area_kind="region", area_codes=["32"], **seat)
    Supplier.objects.update(is_fictitious=False, source="sirene")
    for supplier in Supplier.objects.all():
        supplier.reindex()
    content = client.get("/fournisseurs/export.csv").getvalue()
    sheets = read("export.csv", io.BytesIO(content), len(content))

    intake = keep(
        sheets, by=facilitator, now=timezone.now(), source="Apes d'essai", file_name="export.csv"
    )

    trial = attempt(intake)
    assert not trial.refused
    assert dict(trial.counts) == {"unchanged": 6}
