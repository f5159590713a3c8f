"""Canteens of the public register: whose they are, what they bring, by page and by command."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from needs.importing.canteens import (
    Body,
    as_row,
    is_register,
    read_canteens,
    read_sectors,
    select,
)
from needs.models import Project, TableImport
from procurement.accounts.models import OrganisationKind
from tests.factories import CommuneFactory, OrganisationFactory
from tests.needs.factories import MemberFactory
from tests.needs.plain import plain
from tests.needs.tables import csv_file

SIREN_OF_ROUBAIX = "732829320"
KITCHEN, SCHOOL, ELSEWHERE = "73282932000074", "35600000000048", "55208131766522"
PRIMARY = '["Ecole primaire (maternelle et élémentaire)"]'
HEADER = [
    "id", "name", "siret", "city", "city_insee_code", "postal_code", "department",
    "economic_model", "management_type", "production_type", "satellite_canteens_count",
    "central_producer_siret", "daily_meal_count", "yearly_meal_count", "sectors",
]  # fmt: skip


def record(**more):
    """One line of the register as it is published."""
    values = {
        "id": "1", "name": "École Guesde", "siret": SCHOOL, "city": "Roubaix",
        "city_insee_code": "59512", "postal_code": "59100", "department": "59",
        "economic_model": "public", "management_type": "direct", "production_type": "site",
        "daily_meal_count": "270", "sectors": PRIMARY, **more,
    }  # fmt: skip
    return [values.get(name, "") for name in HEADER]


def canteen(**more):
    (found,) = read_canteens(HEADER, [(2, record(**more))])
    return found


ROUBAIX = Body("Ville de Roubaix", "commune", SIREN_OF_ROUBAIX, {"59512"}, {"59100"})
NORD = Body("Département du Nord", "departement", "225900018", {"59512", "59350"}, {"59100"})


# The register


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (HEADER, True),
        (["Nom de la cantine", "Type de production", "Nombre de repas par jour"], True),
        (["canteen.name", "canteen.production_type", "canteen.yearly_meal_count"], True),
        (["name", "city", "daily_meal_count"], False),
        (["Site", "Commune", "Repas/jour"], False),
    ],
)
def test_the_register_is_known_by_its_columns(header, known):
    assert is_register(header) is known


@pytest.mark.parametrize(
    "words",
    [
        '["Crèche", "Ecole primaire (maternelle et élémentaire)"]',
        "['Crèche', 'Ecole primaire (maternelle et élémentaire)']",
        '[{"id": 1, "name": "Crèche"}, {"id": 2, "name": "Ecole primaire '
        '(maternelle et élémentaire)"}]',
        "Crèche, Ecole primaire (maternelle et élémentaire)",
    ],
)
def test_sectors_are_read_as_they_were_written_over_the_years(words):
    assert read_sectors(words) == ["Crèche", "Ecole primaire (maternelle et élémentaire)"]


# Whose they are


def test_a_school_of_the_commune_is_that_of_the_commune():
    assert select(canteen(), [NORD, ROUBAIX]).body == ROUBAIX


def test_a_middle_school_is_that_of_the_department():
    middle = canteen(sectors='["Secondaire collège"]')
    assert select(middle, [ROUBAIX, NORD]).body == NORD


def test_a_high_school_is_left_out_with_its_reason():
    choice = select(canteen(sectors='["Secondaire lycée (hors agricole)"]'), [ROUBAIX])
    assert choice.body is None
    assert "relève d'une autre collectivité" in choice.reason


def test_the_siren_decides_before_the_sector_and_the_place():
    far = canteen(siret=KITCHEN, city_insee_code="75056", sectors='["Secondaire collège"]')
    assert select(far, [NORD, ROUBAIX]).body == ROUBAIX


def test_a_private_canteen_is_nobodys():
    assert "privée" in select(canteen(economic_model="private"), [ROUBAIX]).reason


def test_a_canteen_elsewhere_is_passed_over_in_silence():
    choice = select(canteen(city_insee_code="59350"), [ROUBAIX])
    assert (choice.body, choice.reason) == (None, "")


def test_without_an_insee_code_the_postcode_tells_the_commune():
    assert select(canteen(city_insee_code=""), [ROUBAIX]).body == ROUBAIX


def test_a_canteen_without_a_sector_is_that_of_its_commune():
    assert select(canteen(sectors=""), [ROUBAIX]).body == ROUBAIX


# What they bring


def row(**more):
    from needs.importing.canteens import HEADER as ROW_HEADER

    _, cells = as_row(canteen(**more), "Ville de Roubaix")
    return dict(zip(ROW_HEADER, cells, strict=True))


def test_meals_a_day_are_a_volume_whose_opening_stays_to_be_said():
    found = row()
    assert (found["Quantité"], found["Période"]) == ("270", "jour")
    assert found["Jours par semaine"] is None


@pytest.mark.parametrize(
    ("yearly", "opening"),
    [("37800", (4, 35)), ("38880", (4, 36)), ("98280", (7, 52)), ("70200", (5, 52)),
     ("5", (None, None))],
)  # fmt: skip
def test_the_opening_is_that_which_makes_the_yearly_figure(yearly, opening):
    found = row(yearly_meal_count=yearly)
    assert (found["Jours par semaine"], found["Semaines par an"]) == opening


def test_meals_a_year_alone_are_a_volume_a_year():
    found = row(daily_meal_count="", yearly_meal_count="20000")
    assert (found["Quantité"], found["Période"]) == ("20000", "an")


@pytest.mark.parametrize("daily", ["", "0"])
def test_meals_that_the_register_does_not_know_are_no_volume(daily):
    assert row(daily_meal_count=daily)["Quantité"] is None


@pytest.mark.parametrize("production", ["central", "central_serving", "groupe", "CENTRAL"])
def test_what_a_central_kitchen_makes_is_not_added_to_what_is_served(production):
    assert row(production_type=production)["Composante"] == "repas produits"
    assert row()["Composante"] == "repas servis"


def test_a_satellite_names_its_central_kitchen():
    found = row(production_type="site_cooked_elsewhere", central_producer_siret=KITCHEN)
    assert found["SIRET de la cuisine centrale"] == KITCHEN
    assert found["Type"] == "restaurant satellite, école primaire"


# The page


@pytest.fixture
def roubaix(db):
    CommuneFactory(insee="59512", name="Roubaix", name_key="roubaix", postal_codes="59100")
    return OrganisationFactory(
        name="Ville de Roubaix", place_code="59512", siret=f"{SIREN_OF_ROUBAIX}00074"
    )


@pytest.fixture
def project(db, project, roubaix):
    MemberFactory(project=project, organisation=roubaix)
    return project


def register(*records):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *records])
    return out.getvalue()


REGISTER = register(
    record(name="École Guesde", production_type="site_cooked_elsewhere",
           central_producer_siret=KITCHEN, yearly_meal_count="37800"),
    record(name="Cuisine centrale", siret=KITCHEN, production_type="central",
           daily_meal_count="6200"),
    record(name="Lycée", siret="", sectors='["Secondaire lycée"]'),
    record(name="Ailleurs", siret=ELSEWHERE, city_insee_code="75056", postal_code="75001"),
)  # fmt: skip


@pytest.mark.django_db
def test_the_register_sent_to_a_project_goes_to_the_sheets_of_its_members(client, project, lead):
    client.force_login(lead)
    file = csv_file(REGISTER, name="registre.csv")
    sent = client.post(
        reverse("needs:import_project", args=[project.pk]), {"kind": "sites", "file": file}
    )
    imported = TableImport.objects.get()
    assert imported.kind == "canteens"  # recognised, whatever was said of it
    page = client.get(sent["Location"])
    text = plain(page.content.decode())
    assert "relève d'une autre collectivité" in text
    assert "Cantines d'ailleurs" in text
    assert [q["doubt"].field for q in page.context["questions"]] == ["opening"]
    client.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": page.context["mark"]})
    need = project.needs.get(organisation__name="Ville de Roubaix")
    school = need.sites.get(name="École Guesde")
    assert school.details["central_kitchen"] == "Cuisine centrale"
    assert school.volumes.get().open_weeks == 35
    assert "servi par Cuisine centrale" in plain(
        client.get(need.get_absolute_url()).content.decode()
    )


@pytest.mark.django_db
def test_a_register_of_another_territory_says_what_to_check(client, project, lead):
    client.force_login(lead)
    far = register(record(siret=ELSEWHERE, city_insee_code="75056", postal_code="75001"))
    sent = client.post(
        reverse("needs:import_project", args=[project.pk]),
        {"kind": "canteens", "file": csv_file(far)},
    )
    assert sent.status_code == 422
    assert "Aucune cantine de ce fichier" in plain(sent.content.decode())


@pytest.mark.django_db
def test_another_table_said_to_be_the_register_is_refused(client, project, lead):
    client.force_login(lead)
    sent = client.post(
        reverse("needs:import_project", args=[project.pk]),
        {"kind": "canteens", "file": csv_file("Site;Commune\nA;Lille\n")},
    )
    assert "n'a pas les colonnes du registre" in plain(sent.content.decode())


# The command


@pytest.fixture
def run(tmp_path, capsys, project):
    def run(content=REGISTER, *options):
        """(exit code, printed lines, messages)."""
        path = tmp_path / "registre.csv"
        path.write_text(content, encoding="utf-8")
        code = 0
        try:
            call_command("import_canteens", str(path), "--project", project.reference, *options)
        except CommandError as error:
            return error.returncode, [], str(error)
        except SystemExit as stop:
            code = stop.code
        printed = capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], plain(printed.err)

    return run


@pytest.mark.django_db
def test_the_command_loads_the_canteens_and_prints_each(run, project):
    code, lines, messages = run()
    assert code == 0
    assert [(line["site"], line["central_kitchen"]) for line in lines] == [
        ("École Guesde", KITCHEN),
        ("Cuisine centrale", None),
    ]
    assert (
        "Cantines prises : 2 ; refusées : 0 ; d'autres collectivités : 1 ; "
        "hors du territoire : 1." in plain(messages)
    )
    assert project.needs.get(organisation__name="Ville de Roubaix").sites.count() == 2


@pytest.mark.django_db
def test_the_command_says_the_assumptions_it_makes(run):
    _, _, messages = run()
    assert (
        "Hypothèse : Jours et semaines d'ouverture que le fichier ne dit pas : écoles." in messages
    )
    assert "article L521-1" in messages


@pytest.mark.django_db
def test_the_command_run_twice_adds_nothing(run, project):
    run()
    code, lines, _ = run()
    assert code == 0
    assert [line["created"] for line in lines] == [False, False]
    assert project.needs.get(organisation__name="Ville de Roubaix").volumes.count() == 2


@pytest.mark.django_db
def test_a_dry_run_says_all_and_writes_nothing(run, project):
    code, lines, messages = run(REGISTER, "--dry-run")
    assert (code, len(lines)) == (0, 2)
    assert "Cantines à prendre : 2" in plain(messages)
    assert not project.needs.exists()


@pytest.mark.django_db
def test_a_doubtful_canteen_is_refused_with_its_reason(run, tmp_path):
    rejects = tmp_path / "rejets.csv"
    wrong = register(record(siret="123"), record(name="=CMD()", siret="", daily_meal_count="abc"))
    code, lines, messages = run(wrong, "--rejects", str(rejects))
    assert (code, lines) == (1, [])
    assert "Un SIRET compte 14 chiffres" in messages
    first, second = csv.DictReader(io.StringIO(rejects.read_text(encoding="utf-8")))
    assert first["line"] == "2"
    assert "14 chiffres" in plain(first["reason"])
    assert second["Site"] == "'=CMD()"
    assert "n'est pas une quantité" in plain(second["reason"])


@pytest.mark.django_db
def test_the_command_refuses_another_table(run):
    assert run("Site;Commune\nA;Lille\n")[0] == 2


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "\n\n", "\x00\x01"])
def test_the_command_refuses_what_is_no_table(run, content):
    code, _, message = run(content)
    assert code == 2
    assert "vide" in message


@pytest.mark.django_db
def test_the_command_refuses_a_frozen_or_unknown_project(run, project, tmp_path):
    Project.objects.update(frozen_at=timezone.now())
    assert run()[0] == 2
    Project.objects.update(reference="autre")
    assert run()[0] == 2


@pytest.mark.django_db
def test_the_command_reads_the_standard_input(project, monkeypatch, capsys):
    class Pipe:
        buffer = io.BytesIO(REGISTER.encode())

    monkeypatch.setattr("sys.stdin", Pipe)
    call_command("import_canteens", "-", "--project", project.reference)
    assert "Cuisine centrale" in capsys.readouterr().out


@pytest.mark.django_db
def test_canteens_of_an_intercommunal_body_are_its_own_only(run, project):
    """Lille is in the lead's territory and no member: its schools are nobody's here."""
    project.lead.place_code = "200093201"
    project.lead.save()
    project.admit(project.lead, by=None, now=timezone.now())
    CommuneFactory()
    assert project.lead.kind == OrganisationKind.EPCI
    _, lines, messages = run(register(record(city_insee_code="59350", postal_code="59000")))
    assert lines == []
    assert "hors du territoire : 1" in plain(messages)
