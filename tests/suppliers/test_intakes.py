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
from procurement.spreadsheets import Sheet, read
from suppliers.columns import in_words, propose, rows, table_of
from suppliers.intakes import attempt, keep
from suppliers.models import Intake, Supplier
from suppliers.zones import NamedAreas
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.suppliers.factories import (
    ActivityFactory,
    SupplierFactory,
    made_up_siret,
    waiting_intake,
)

HEADER = ["Raison sociale", "N° SIRET", "Type de structure", "CP", "Ville",
          "Territoire d'intervention", "ETP", "Nos métiers"]  # fmt: skip
LINE = ["Le Fil", made_up_siret(41), "Association loi 1901, EI", "59000", "Lille", "59, 62",
        "4,5", "Couture / Retouche"]  # fmt: skip


def row(header=HEADER, line=LINE, **changed):
    cells = [changed.get(name, cell) for name, cell in zip(header, line, strict=True)]
    table = table_of([(1, list(header)), (2, cells)])
    chosen = {c.index: c.field for c in propose(table) if c.field}
    return next(iter(rows(table, chosen)))


def record(header=HEADER, line=LINE, **changed):
    return row(header, line, **changed).record


def test_columns_are_recognised_under_the_names_that_people_give():
    table = table_of([(1, HEADER), (2, LINE)])
    assert [column.field for column in propose(table)] == [
        "name", "siret", "ess_kinds", "postal_code", "commune", "service_area", "capacity.fte",
        "activities",
    ]  # fmt: skip


def test_a_structure_named_as_a_total_is_a_structure():
    somme, total = ["Somme Insertion", int(made_up_siret(5_785_070))], ["Total Compost", "x"]
    table = table_of([(1, ["Nom", "SIRET"]), (2, somme), (3, total), (4, ["Le Fil", "y"])])
    assert [line for line, _ in table.rows] == [2, 4]


@pytest.mark.parametrize(
    "mark", ["-", "–", "N/A", "n.c.", "Néant", "néant.", "sans objet", "?", "Aucun"]
)
def test_a_cell_that_says_that_there_is_nothing_is_empty(mark):
    header = [*HEADER, "Site internet", "CA max par an"]
    said = record(header, [*LINE, mark, mark], **{"ETP": mark, "Territoire d'intervention": mark})
    assert said == {
        name: value for name, value in record().items() if name not in ("capacity", "service_area")
    }


def test_columns_of_one_name_come_back_as_two():
    read = row([*HEADER, "Téléphone", "Téléphone"], [*LINE, "03 20", "06 07"])
    assert [v for name, v in read.original.items() if name.startswith("Tél")] == ["03 20", "06 07"]


@pytest.mark.parametrize(
    ("header", "cell", "field"),
    [
        ("ETP 2025", "4,5", "capacity.fte"),
        ("Effectif au 31/12/2025", "4,5", "capacity.fte"),
        ("Nos métiers / activités", "Couture", "activities"),
        ("Activité principale", "Couture", "activities"),
        ("Activité principale (NAF)", "14.13Z", "naf"),
        ("Code APE/NAF", "14.13Z", "naf"),
    ],
)
def test_headers_of_real_tables_are_recognised(header, cell, field):
    table = table_of([(1, [*HEADER[:2], header]), (2, [*LINE[:2], cell])])
    assert propose(table)[2].field == field
    assert propose(table)[2].header == header


def test_cells_are_written_in_the_published_format():
    said = record()
    assert said["ess_kinds"] == ["Association loi 1901", "EI"]
    assert said["activities"] == ["Couture", "Retouche"]
    assert said["service_area"] == {"kind": "departments", "codes": ["59", "62"]}
    assert said["capacity"] == {"fte": "4.5"}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("40 km autour de Lens", {"kind": "radius", "km": "40"}),
        ("France entière", {"kind": "country"}),
        ("région 32", {"kind": "region", "code": "32"}),
        ("2a et 974", {"kind": "departments", "codes": ["2A", "974"]}),
    ],
)
def test_a_territory_is_read_as_people_write_it(text, area):
    assert record(**{"Territoire d'intervention": text})["service_area"] == area


@pytest.mark.parametrize(
    "text", ["15 communes", "3 communes ou intercommunalités", "30 min", "50 % du Ternois", "99"]
)
def test_what_is_counted_is_no_department(text):
    assert "service_area" not in record(**{"Territoire d'intervention": text})


def test_the_number_of_a_member_names_nothing_for_the_whole_register():
    header = [*HEADER[:2], "N° adhérent"]
    assert propose(table_of([(1, header), (2, [*LINE[:2], "12"])]))[2].field == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Hauts-de-France", {"kind": "region", "codes": ["32"]}),
        ("toute la région Hauts de France", {"kind": "region", "codes": ["32"]}),
        ("Nord et Pas-de-Calais", {"kind": "departments", "codes": ["59", "62"]}),
        ("Nord-Pas de Calais", {"kind": "departments", "codes": ["59", "62"]}),
        ("département du Nord", {"kind": "departments", "codes": ["59"]}),
        ("Lille, Lens", {"kind": "zones", "codes": ["59350", "62498"]}),
        ("Métropole Européenne de Lille", {"kind": "zones", "codes": ["200093201"]}),
        ("59, 62", {"kind": "departments", "codes": ["59", "62"]}),
        ("Pévèle (30 km)", {"kind": "radius", "km": "30"}),
        ("France entière", {"kind": "country"}),
        ("toute la France", {"kind": "country"}),
    ],
)
def test_a_territory_is_read_by_the_names_of_places(text, area):
    CommuneFactory()
    CommuneFactory(
        insee="62498", name="Lens", department="62", department_name="Pas-de-Calais",
        postal_codes="62300", epci_siren="246200364", epci_name="CA de Lens - Liévin",
    )  # fmt: skip
    table = table_of([(1, HEADER), (2, [*LINE[:5], text, *LINE[6:]])])
    chosen = {column.index: column.field for column in propose(table) if column.field}

    [row] = rows(table, chosen, NamedAreas().read)

    assert row.record["service_area"] == area


@pytest.mark.parametrize("text", ["Hauts-de-France", "Île-de-France", "Nord de la France"])
def test_a_region_is_never_taken_for_the_country(text):
    assert "service_area" not in record(**{"Territoire d'intervention": text})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4,5", "4.5"),
        ("12 ETP", "12"),
        ("~ 12 salariés", "12"),
        ("350 000 €", "350000"),
        ("1.200.000 € HT", "1200000"),
        ("120k€", "120000"),
        ("1,2 M€ par an", "1200000.0"),
        ("une dizaine", "une dizaine"),
        ("10 à 20", "10 à 20"),
    ],
)
def test_a_figure_is_read_with_its_unit_or_left_as_it_is(typed, number):
    assert record(ETP=typed)["capacity"] == {"fte": number}


@pytest.mark.parametrize(
    ("typed", "activities"),
    [
        ("Plomberie/Chauffage", ["Plomberie", "Chauffage"]),
        ("Lavage : 9 000 bacs/jour", ["Lavage : 9 000 bacs/jour"]),
        ("Ménage (vitres, sols), jardins", ["Ménage (vitres, sols)", "jardins"]),
        ("Tri\nCollecte ; Réemploi", ["Tri", "Collecte", "Réemploi"]),
        ("Couture ; retouche, reprise", ["Couture", "retouche, reprise"]),
    ],
)
def test_activities_of_one_cell_are_parted(typed, activities):
    assert record(**{"Nos métiers": typed})["activities"] == activities


def test_what_is_no_family_among_them_is_a_label():
    said = record(**{"Type de structure": "ACI ; Écocert"})

    assert (said["ess_kinds"], said["labels"]) == (["ACI"], ["Écocert"])


def test_a_family_written_as_a_legal_form_is_a_family():
    header = [*HEADER[:2], "Statut juridique", *HEADER[3:]]
    said = record(header, [*LINE[:2], "Régie de quartier", *LINE[3:]])

    assert said["ess_kinds"] == ["Régie de quartier"]


def test_a_family_written_among_labels_is_a_family():
    header = [*HEADER[:2], "Labels", *HEADER[3:]]
    said = record(header, [*LINE[:2], "Entreprise adaptée ; Écocert", *LINE[3:]])

    assert said["labels"] == ["Écocert"]
    assert said["ess_kinds"] == ["Entreprise adaptée"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("C.P.", "postal_code"),
        ("Effectif (ETP)", "capacity.fte"),
        ("CA max par an (€)", "capacity.max_yearly_eur"),
        ("Savoir-faire", "activities"),
        ("Agréments / labels", "ess_kinds"),
    ],
)
def test_a_column_of_numbers_or_of_signs_is_recognised(header, field):
    values = {"postal_code": 59000, "capacity.fte": 12, "capacity.max_yearly_eur": "350 000 €"}
    table = table_of([(1, ["Nom", "SIRET", header]), (2, [*LINE[:2], values.get(field, "ACI")])])

    assert propose(table)[2].field == field


def test_a_column_of_yes_and_no_is_proposed_for_nothing():
    table = table_of(
        [(1, ["Nom", "SIRET", "active"]), (2, ["A", "1", "True"]), (3, ["B", "2", "oui"])]
    )

    assert propose(table)[2].field == ""


def test_a_legal_form_written_as_its_national_code_is_named():
    header = [*HEADER[:2], "categorie_juridique", *HEADER[3:]]

    assert record(header, [*LINE[:2], 9220, *LINE[3:]])["legal_form"] == "association déclarée"


def test_a_territory_that_is_not_understood_is_said_and_the_row_is_taken():
    read = row(**{"Territoire d'intervention": "le bassin minier"})
    assert "service_area" not in read.record
    assert "le bassin minier" in read.remarks[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("« capacity.fte » : « beaucoup » n'est pas", "« ETP » : « beaucoup » n'est pas"),
        ("« ess_proofs.expires_on » : « bientôt »", "« Fin d'agrément » : « bientôt »"),
        ("« website » compte", "« Site web » compte"),
        ("« activities.label » manque", "« activities.label » manque"),
    ],
)
def test_a_reason_names_the_columns_as_the_sender_does(reason, said):
    names = {"capacity.fte": "ETP", "ess_proof.expires_on": "Fin d'agrément"}
    assert in_words(reason, names) == said


@pytest.mark.django_db
def test_what_is_wrong_is_said_under_the_header_of_the_file(facilitator):
    lines = ["Le Fil", made_up_siret(1), "beaucoup"]
    intake = waiting_intake(lines, by=facilitator, header=("Nom", "SIRET", "ETP"))
    [outcome] = attempt(intake).refused
    assert outcome.messages == ("« ETP » : « beaucoup » n'est pas un nombre.",)


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


@pytest.mark.parametrize(("words", "is_name"), [(20, True), (21, False)])
def test_an_activity_told_in_a_paragraph_is_named_by_its_first_words(words, is_name):
    written = " ".join(["couture"] * words)[: 160 if is_name else None]
    [activity] = record(**{"Nos métiers": written})["activities"]
    if is_name:
        assert activity == written
    else:
        assert activity["description"] == written
        assert len(activity["label"]) <= 160
        assert activity["label"].endswith("couture…")


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
