import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from suppliers.models import Activity, Posting, Supplier
from tests.factories import CommuneFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory, made_up_siret

pytestmark = pytest.mark.django_db


def record(number=1, **changes):
    return {
        "id": f"F-{number}",
        "name": "La Boucle des bacs",
        "siret": made_up_siret(number),
        "description": "Nous louons des bacs réemployables.",
        "insee": "59350",
        "service_area": {"kind": "departments", "codes": ["59", "62"]},
        "activities": [{"label": "Location de bacs", "cpv": ["39222000"]}],
    } | changes


@pytest.fixture
def write(tmp_path):
    def write(*records, name="suppliers.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
        return str(path)

    return write


def load(path, **options):
    call_command("import_suppliers", path, stderr=io.StringIO(), **options)


def test_a_record_becomes_a_supplier_with_its_activities_and_index(write):
    lille = CommuneFactory()
    load(write(record()))
    supplier = Supplier.objects.get()
    assert (supplier.external_id, supplier.department, supplier.lat) == ("F-1", "59", lille.lat)
    assert list(supplier.activities.values_list("label", flat=True)) == ["Location de bacs"]
    assert set(Posting.objects.values_list("department", flat=True)) == {"59", "+62"}


@pytest.mark.parametrize("city", ["Lille", "LILLE CEDEX 9", "lille cedex"])
def test_a_commune_is_found_by_its_name_alone_when_only_one_bears_it(write, city):
    lille = CommuneFactory()
    load(write(record(insee="", commune=city)))
    assert Supplier.objects.get().insee == lille.insee


@pytest.mark.parametrize(
    ("city", "insee"),
    [
        ("Villeneuve d'Ascq", "59009"),
        ("VILLENEUVE D ASCQ", "59009"),
        ("villeneuve-d’ascq", "59009"),
        ("St Andre lez Lille", "59527"),
        ("LA MADELEINE", "59368"),
        ("La-Madeleine", "59368"),
    ],
)
def test_a_commune_is_found_however_its_name_is_spelt(write, city, insee):
    load(write(record(insee="", commune=city)))
    assert Supplier.objects.get().insee == insee


def test_a_name_that_several_communes_bear_needs_the_postal_code(write):
    CommuneFactory()
    CommuneFactory(insee="76384", name="Lille", department="76", postal_codes="76170")
    load(write(record(insee="", commune="Lille"), record(2, insee="", commune="Lille",
         postal_code="76170")))  # fmt: skip
    assert list(Supplier.objects.order_by("external_id").values_list("insee", flat=True)) == [
        "", "76384",
    ]  # fmt: skip


@pytest.mark.parametrize("city", ["Paris 11e", "PARIS 11", "Paris 1er arrondissement"])
def test_an_arrondissement_is_its_city(write, city):
    CommuneFactory(insee="75056", name="Paris", name_key="paris", department="75")
    load(write(record(insee="", commune=city)))
    assert Supplier.objects.get().insee == "75056"


def test_the_same_file_twice_changes_nothing(write):
    path = write(record(1), record(2))
    load(path)
    before = list(Supplier.objects.order_by("pk").values_list("pk", "updated_at"))
    postings = set(Posting.objects.values_list("pk", flat=True))
    load(path)
    assert list(Supplier.objects.order_by("pk").values_list("pk", "updated_at")) == before
    assert set(Posting.objects.values_list("pk", flat=True)) == postings


def test_a_changed_record_updates_the_same_supplier(write):
    load(write(record()))
    kept = Supplier.objects.get().pk
    load(write(record(name="Autre nom", activities=[{"label": "Lavage"}])))
    supplier = Supplier.objects.get()
    assert (supplier.pk, supplier.name) == (kept, "Autre nom")
    assert list(Activity.objects.values_list("label", flat=True)) == ["Lavage"]


def test_a_record_held_by_its_supplier_is_left_alone(write):
    mine = SupplierFactory(siret=made_up_siret(1), organisation=OrganisationFactory())
    load(write(record(name="Nom de l'import")))
    mine.refresh_from_db()
    assert mine.name != "Nom de l'import"


def test_a_dry_run_writes_nothing(write):
    load(write(record()), dry_run=True)
    assert not Supplier.objects.exists()


def test_refused_rows_come_back_with_line_and_reason(write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    path = write(record(1), record(2, siret="123"), record(3, name=""))
    with pytest.raises(SystemExit) as stopped:
        load(path, rejects=str(rejects))
    assert stopped.value.code == 1
    rows = list(csv.DictReader(rejects.read_text(encoding="utf-8").splitlines()))
    assert [(row["line"], row["id"]) for row in rows] == [("2", "F-2"), ("3", "F-3")]
    assert "14 chiffres" in rows[0]["reason"]
    assert Supplier.objects.get().external_id == "F-1"


def test_an_identifier_taken_by_another_siret_is_refused(write):
    load(write(record(1)))
    with pytest.raises(SystemExit):
        load(write(record(2, id="F-1")))
    assert Supplier.objects.get().siret == made_up_siret(1)


def test_an_unknown_commune_keeps_the_department(write):
    load(write(record(insee="62999", commune="Nulle-Part")))
    assert (Supplier.objects.get().department, Supplier.objects.get().lat) == ("62", None)


def test_a_commune_is_found_by_name_and_postal_code(write):
    CommuneFactory()
    load(write(record(insee="", commune="LILLE", postal_code="59800")))
    assert Supplier.objects.get().insee == "59350"


def test_demonstration_records_are_marked(write):
    load(write(record()), fictitious=True)
    assert Supplier.objects.get().is_fictitious


def test_a_table_has_the_same_columns(tmp_path):
    path = tmp_path / "suppliers.csv"
    path.write_text(
        "name;siret;ess_kinds;service_area;capacity.fte\n"
        f"Atelier;{made_up_siret(5)};SCIC|ESUS;departments 59|62;12,5\n",
        encoding="utf-8-sig",
    )
    load(str(path))
    supplier = Supplier.objects.get()
    assert (supplier.ess_kinds, supplier.area_codes) == (["SCIC", "ESUS"], ["59", "62"])
    assert float(supplier.fte) == 12.5


def test_a_workbook_gives_back_lost_zeros(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "siret", "postal_code"])
    book.active.append(["Atelier", int(made_up_siret(6)), 1000])
    book.save(tmp_path / "suppliers.xlsx")
    load(str(tmp_path / "suppliers.xlsx"))
    supplier = Supplier.objects.get()
    assert (supplier.siret, supplier.department) == (made_up_siret(6), "01")


def test_rows_of_one_siae_add_their_kinds(tmp_path):
    head = "siret,siren,name,brand,kind,naf,address,post_code,city,insee,epci_siren,department,"
    row = "{0},,ASSO ESSAI,,{1},88.99B,,59000,Lille,59350,,59,50.6,3.0,,"
    lines = [head + "lat,lon,website,description", *(row.format(made_up_siret(7), k) for k in
             ("ACI", "EI"))]  # fmt: skip
    path = tmp_path / "siae.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    load(str(path))
    assert Supplier.objects.get().ess_kinds == ["ACI", "EI"]


@pytest.mark.parametrize("batch", [500, 1])
def test_a_blank_of_a_second_row_of_one_siret_erases_nothing(write, monkeypatch, batch):
    monkeypatch.setattr("suppliers.importing.BATCH", batch)
    first = record(ess_kinds=["SCIC"])
    second = record(description="", activities=[], ess_kinds=["ESUS"], name="La Boucle")
    load(write(first, record(2), second))

    supplier = Supplier.objects.get(siret=made_up_siret(1))
    assert supplier.name == "La Boucle"
    assert supplier.description == "Nous louons des bacs réemployables."
    assert supplier.activities.count() == 1
    assert supplier.ess_kinds == ["SCIC", "ESUS"]


def test_a_blank_of_a_later_file_takes_back_what_the_same_source_said(write):
    load(write(record()))
    load(write(record(description="")))

    assert Supplier.objects.get().description == ""


def test_the_public_api_gives_the_seat(tmp_path):
    path = tmp_path / "api.json"
    seat = {"siret": made_up_siret(8), "commune": "59350", "code_postal": "59000"}
    result = {"nom_raison_sociale": "SCOP ESSAI", "nature_juridique": "5458", "siege": seat}
    path.write_text(json.dumps({"results": [result]}, indent=1), encoding="utf-8")
    load(str(path))
    assert Supplier.objects.get().ess_kinds == ["SCOP"]


def test_sirene_keeps_active_units_flagged_ess(tmp_path):
    units, seats = tmp_path / "u.csv", tmp_path / "e.csv"
    one, two = made_up_siret(9), made_up_siret(10)
    units.write_text(
        "siren,denominationUniteLegale,categorieJuridiqueUniteLegale,"
        "economieSocialeSolidaireUniteLegale,etatAdministratifUniteLegale\n"
        f"{one[:9]},ASSO UNE,9220,O,A\n{two[:9]},SARL DEUX,5499,N,A\n"
    )
    seats.write_text(
        "siren,siret,etablissementSiege,codePostalEtablissement,etatAdministratifEtablissement\n"
        f"{one[:9]},{one},true,59000,A\n{two[:9]},{two},true,59000,A\n"
    )
    call_command("import_suppliers", str(seats), str(units), stderr=io.StringIO())
    assert Supplier.objects.get().name == "ASSO UNE"


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "n'importe quoi"])
def test_a_file_of_no_known_kind_is_wrong_usage(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as stopped:
        load(str(path))
    assert stopped.value.returncode == 2


def test_a_missing_file_is_wrong_usage():
    with pytest.raises(CommandError) as stopped:
        load("nulle-part.jsonl")
    assert stopped.value.returncode == 2


def test_the_shipped_demonstration_suppliers_are_all_taken(settings):
    load(str(settings.BASE_DIR / "suppliers" / "data" / "demo_suppliers.jsonl"))
    suppliers = Supplier.objects.all()
    assert suppliers.count() >= 60
    assert all(s.is_fictitious and s.siret.startswith("000") for s in suppliers)
    assert all("Structure fictive" in s.description for s in suppliers)


def test_the_public_siae_file_is_taken_whole(open_data):
    load(str(open_data / "siae.csv"), dry_run=True)


@pytest.mark.django_db
def test_a_right_name_beside_the_code_of_another_place_is_said_as_both(tmp_path):
    CommuneFactory(insee="33063", name="Bordeaux", postal_codes="33000", department="33")
    path, errors = tmp_path / "suppliers.csv", io.StringIO()
    path.write_text(
        f"siret;name;commune;postal_code\n{made_up_siret(1)};A;Bordeaux;81500\n", "utf-8"
    )
    call_command("import_suppliers", str(path), stderr=errors)
    assert "Commune « Bordeaux 81500 »" in errors.getvalue()
    assert Supplier.objects.get().department == "81"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rejects": "{there}/nowhere/refus.csv"}, "refus.csv"),
        ({"rejects": "{there}"}, "ne peut pas être écrit"),
        ({"source": "x" * 81}, "80 caractères"),
    ],
)
def test_what_could_not_be_kept_is_said_before_anything_is_read(tmp_path, options, said):
    path = tmp_path / "suppliers.csv"
    path.write_text(f"siret;name\n{made_up_siret(1)};A\n", "utf-8")
    options = {name: value.format(there=tmp_path) for name, value in options.items()}
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("import_suppliers", str(path), stderr=io.StringIO(), **options)
    assert refusal.value.returncode == 2
    assert not Supplier.objects.exists()
