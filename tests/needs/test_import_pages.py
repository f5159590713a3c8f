"""From a file to the sheet: what is sent, matched, verified, written, taken back."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from needs import acts
from needs.models import Need, Site, TableImport, Volume
from tests.factories import CommuneFactory, OrganisationFactory
from tests.needs.factories import MemberFactory, NeedFactory, SiteFactory, VolumeFactory
from tests.needs.plain import plain
from tests.needs.tables import csv_file, workbook

pytestmark = pytest.mark.django_db

HEADER = "Site;Commune;Désignation;Quantité;Unité;Période;Jours par semaine;Semaines par an\n"
FERRY = "École Ferry;Lille;Repas servis;320;repas;jour;4;36\n"
HUGO = "École Hugo;LILLE;Bacs;1 250;contenant;en une fois;;\n"


@pytest.fixture
def signed_in(client, buyer):
    client.force_login(buyer)
    return client


@pytest.fixture
def roubaix(db):
    CommuneFactory(insee="59512", name="Roubaix", name_key="roubaix", postal_codes="59100")


def send(client, target, file, kind="sites"):
    name = "needs:import_sheet" if isinstance(target, Need) else "needs:import_project"
    return client.post(reverse(name, args=[target.pk]), {"kind": kind, "file": file})


def mapped(client, target, file, kind="sites", **columns):
    """The import once the proposed columns are accepted, but for those given."""
    sent = send(client, target, file, kind)
    assert sent.status_code == 302, plain(sent.content.decode())
    imported = TableImport.objects.latest("created_at")
    if "colonnes" in sent["Location"]:
        fields = {f"field-{c['index']}": c["field"] for c in imported.columns}
        for c in imported.columns:
            fields |= {f"{n}-{c['index']}": c[n] for n in ("label", "unit", "period")}
        answer = client.post(sent["Location"], fields | columns)
        assert answer.status_code == 302, plain(answer.content.decode())
        imported.refresh_from_db()
    return imported


def page(client, imported):
    return client.get(reverse("needs:import_confirm", args=[imported.pk]))


def questions(client, imported):
    return [q["doubt"] for q in page(client, imported).context["questions"].paginator.object_list]


def answer(client, imported, **values):
    """Answer the questions of these fields: `commune="59350"`, or `commune="typed:Lille"`."""
    sent = {}
    for doubt in questions(client, imported):
        if doubt.field in values:
            choice, _, typed = values[doubt.field].partition(":")
            sent |= {f"choice-{doubt.key}": choice, f"typed-{doubt.key}": typed}
    return client.post(reverse("needs:import_confirm", args=[imported.pk]), sent)


def write(client, imported):
    mark = page(client, imported).context["mark"]
    return client.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})


def take(client, target, file, **more):
    imported = mapped(client, target, file, **more)
    write(client, imported)
    imported.refresh_from_db()
    return imported


def said(answer):
    return plain(answer.content.decode())


def rejected(client, imported):
    answer = client.get(reverse("needs:import_rejects", args=[imported.pk]))
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


# From the file to the sheet


def test_nothing_is_written_before_the_person_agrees(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    assert "Importer 1 ligne" in said(page(signed_in, imported))
    assert not need.sites.exists()


def test_the_rows_of_a_csv_become_sites_and_volumes(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    ferry, hugo = need.sites.order_by("name")
    assert (ferry.name, ferry.commune_id) == ("École Ferry", "59350")
    assert plain(str(ferry.volumes.get())) == "320 repas par jour"
    assert (ferry.volumes.get().open_days, ferry.volumes.get().open_weeks) == (4, 36)
    assert plain(str(hugo.volumes.get())) == "1 250 contenants"


def test_a_workbook_with_a_title_and_a_total_gives_the_same(signed_in, need):
    rows = [line.split(";") for line in (HEADER + FERRY + HUGO).strip().split("\n")]
    titled = [["Nos sites en 2026"], [], *rows, ["Total", None, None, 1570]]
    imported = mapped(signed_in, need, workbook(titled))
    text = said(page(signed_in, imported))
    assert "1 ligne de total laissée de côté (ligne 6)" in text
    write(signed_in, imported)
    assert [site.name for site in need.sites.all()] == ["École Ferry", "École Hugo"]


def test_a_column_per_quantity_is_read_with_its_unit_and_period(signed_in, need):
    file = csv_file("École;Ville;Repas/jour;Déchets (kg/semaine)\nFerry;Lille;320;35\n")
    take(signed_in, need, file)
    volumes = [plain(f"{v.label} : {v}") for v in need.volumes.order_by("label")]
    assert volumes == ["Déchets : 35 kg par semaine", "Repas : 320 repas par jour"]


def test_a_file_of_windows_is_read_with_its_accents(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY, encoding="cp1252"))
    assert need.sites.get().name == "École Ferry"


def test_another_sheet_of_the_workbook_may_be_chosen(signed_in, need):
    rows = [line.split(";") for line in (HEADER + FERRY).strip().split("\n")]
    imported = mapped(signed_in, need, workbook([["Lisez-moi", "vide"]], rows), feuille="1", **{
        f"field-{i}": f
        for i, f in enumerate(
            ["site", "commune", "label", "quantity", "unit", "period", "open_days", "open_weeks"]
        )
    })  # fmt: skip
    write(signed_in, imported)
    assert need.sites.get().name == "École Ferry"


def test_the_columns_may_be_corrected(signed_in, need):
    file = csv_file("Truc;Machin;Valeur 2026\nÉcole Ferry;Lille;320\n")
    columns = {"field-0": "site", "field-1": "commune", "field-2": "quantity"}
    imported = mapped(signed_in, need, file, **columns)
    answer(signed_in, imported, unit="typed:repas", period="jour")
    write(signed_in, imported)
    assert plain(str(need.volumes.get())) == "320 repas par jour"


def test_one_field_given_by_two_columns_is_refused(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    refused = signed_in.post(sent["Location"], {"field-0": "site", "field-1": "site"})
    assert refused.status_code == 422
    assert "« Site » est donné par 2 colonnes" in said(refused)


def test_a_file_without_site_nor_quantity_is_refused(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    refused = signed_in.post(sent["Location"], {"field-1": "commune"})
    assert "Dites au moins quelle colonne donne le nom du site" in said(refused)


def test_the_first_values_of_each_column_are_shown(signed_in, need):
    sent = send(signed_in, need, csv_file(HEADER + FERRY))
    assert "École Ferry" in said(signed_in.get(sent["Location"]))


# What is doubtful


@pytest.fixture
def saint_denis(db):
    for insee, department in (("93066", "93"), ("97411", "974")):
        CommuneFactory(
            insee=insee, name="Saint-Denis", name_key="saint-denis", epci_siren="",
            postal_codes=f"{insee[:2]}200", department=department, department_name=department,
        )  # fmt: skip


TWO_TOWNS = HEADER + FERRY + "A;St Denis;Bacs;3;bac;an;;\nB;ST DENIS;Bacs;4;bac;an;;\n"


def test_a_namesake_is_asked_with_its_candidates_and_their_reasons(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    (first, second) = questions(signed_in, imported)
    assert first.why == "2 communes s'appellent « St Denis »."
    assert [choice.value for choice in first.choices] == ["93066", "97411"]
    assert second.typed == "ST DENIS"


def test_a_row_without_an_answer_is_given_back_and_the_others_written(signed_in, need, saint_denis):
    imported = take(signed_in, need, csv_file(TWO_TOWNS))
    assert need.sites.get().name == "École Ferry"
    header, *rows = rejected(signed_in, imported)
    assert header[-2:] == ["ligne", "raison"]
    assert [row[0] for row in rows] == ["A", "B"]
    assert rows[0][-2:] == ["3", "À décider : 2 communes s'appellent « St Denis »."]


def test_an_answer_decides_every_row_that_asks_the_same(signed_in, need, saint_denis):
    same = TWO_TOWNS.replace("ST DENIS", "St Denis")
    imported = mapped(signed_in, need, csv_file(same))
    answer(signed_in, imported, commune="97411")
    write(signed_in, imported)
    assert {s.commune_id for s in need.sites.filter(name__in="AB")} == {"97411"}


def test_a_row_may_be_left_out_by_choice(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    answer(signed_in, imported, commune="skip")
    write(signed_in, imported)
    imported.refresh_from_db()
    assert "Écartée par votre choix." in rejected(signed_in, imported)[1][-1]


def test_a_commune_may_be_typed(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "A;Liille sur Deule;Bacs;3;bac;an;;\n"))
    answer(signed_in, imported, commune="typed:Lille (59000)")
    write(signed_in, imported)
    assert need.sites.get().commune_id == "59350"


def test_an_answer_that_is_not_clear_comes_back_with_what_was_typed(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "A;Xyz;Bacs;3;bac;an;;\n"))
    refused = answer(signed_in, imported, commune="typed:Nulle-Part")
    assert refused.status_code == 422
    assert "« Nulle-Part » n'est le nom d'aucune commune connue." in said(refused)
    assert 'value="Nulle-Part"' in refused.content.decode()


@pytest.mark.parametrize("choice", ["13055", "n'importe quoi"])
def test_a_choice_that_was_not_proposed_is_refused(signed_in, need, saint_denis, choice):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    assert answer(signed_in, imported, commune=choice).status_code == 422
    imported.refresh_from_db()
    assert imported.decisions == {}


def test_a_decision_may_be_taken_back(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    answer(signed_in, imported, commune="97411")
    key = questions(signed_in, imported)[0].key
    signed_in.post(reverse("needs:import_confirm", args=[imported.pk]), {f"back-{key}": "1"})
    imported.refresh_from_db()
    assert key not in imported.decisions


def test_an_opening_that_the_file_does_not_say_is_an_assumption(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "École A;Lille;Repas;3;repas;jour;;\n"))
    assert [d.field for d in questions(signed_in, imported)] == ["opening"]
    write(signed_in, imported)
    assert (need.volumes.get().open_days, need.volumes.get().open_weeks) == (4, 36)


def test_an_assumption_may_be_corrected(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "École A;Lille;Repas;3;repas;jour;;\n"))
    answer(signed_in, imported, opening="typed:5 x 35")
    write(signed_in, imported)
    assert (need.volumes.get().open_days, need.volumes.get().open_weeks) == (5, 35)


def test_many_questions_are_asked_page_by_page(signed_in, need):
    rows = "".join(f"S{n};Inconnue{chr(97 + n)}{chr(97 + n)};Bacs;3;bac;an;;\n" for n in range(14))
    imported = mapped(signed_in, need, csv_file(HEADER + rows))
    first = page(signed_in, imported)
    assert len(first.context["questions"].object_list) == 10
    second = signed_in.get(reverse("needs:import_confirm", args=[imported.pk]), {"page": 2})
    assert len(second.context["questions"].object_list) == 4


# The same file again


def test_a_second_import_of_the_same_file_changes_nothing(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    before = [list(m.objects.order_by("pk").values_list()) for m in (Site, Volume)]
    take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    assert [list(m.objects.order_by("pk").values_list()) for m in (Site, Volume)] == before


def test_a_file_that_says_more_updates_and_adds(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    more = HEADER + FERRY.replace("320", "350").replace("École", "ECOLE") + HUGO
    imported = take(signed_in, need, csv_file(more))
    assert [int(v.quantity) for v in need.volumes.order_by("label")] == [1250, 350]
    assert need.sites.count() == 2
    (told,) = imported.outcome["sheets"]
    assert "320 repas par jour (4 j × 36 sem.) → 350 repas" in plain(" ".join(told["changes"]))


def test_a_corrected_period_replaces_the_volume_instead_of_adding_one(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    take(signed_in, need, csv_file(HEADER + FERRY.replace(";jour;", ";semaine;")))
    assert need.volumes.get().period == "semaine"


def test_a_site_with_a_neighbouring_name_is_asked(signed_in, need, lille):
    known = SiteFactory(need=need, name="École Jules Ferry")
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY.replace("Ferry", "Jules Fery")))
    assert [d.field for d in questions(signed_in, imported)] == ["site"]
    answer(signed_in, imported, site=str(known.pk))
    write(signed_in, imported)
    assert need.sites.get().pk == known.pk


def test_a_site_is_known_by_its_siret_whatever_its_name(signed_in, need, lille):
    known = SiteFactory(need=need, name="Ancien nom", siret="73282932000074")
    file = csv_file("Site;Commune;SIRET\nNouveau nom;Lille;732 829 320 00074\n")
    take(signed_in, need, file)
    assert need.sites.get().pk == known.pk
    assert need.sites.get().name == "Nouveau nom"


def test_the_siret_of_the_commune_beside_every_site_identifies_none(signed_in, need, lille):
    SiteFactory(need=need, name="Mairie", siret="73282932000074")
    rows = "".join(f"École {n};Lille;73282932000074\n" for n in "AB")
    take(signed_in, need, csv_file(f"Site;Commune;SIRET\n{rows}"))
    assert sorted(s.name for s in need.sites.all()) == ["Mairie", "École A", "École B"]


def test_what_the_file_does_not_name_stays(signed_in, need, lille):
    other = VolumeFactory(need=need, site=SiteFactory(need=need, name="Autre"))
    take(signed_in, need, csv_file(HEADER + FERRY))
    assert need.volumes.filter(pk=other.pk).exists()


def test_a_line_that_repeats_another_is_given_back(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY + FERRY))
    assert need.volumes.count() == 1
    assert "déjà à la ligne 2, à l'identique" in plain(rejected(signed_in, imported)[1][-1])


# One act


def test_the_import_reopens_the_sheet_and_is_one_act_of_the_register(signed_in, need):
    need.validated_at = timezone.now()
    need.save()
    take(signed_in, need, csv_file(HEADER + FERRY))
    need.refresh_from_db()
    assert need.validated_at is None
    (act,) = need.project.register.filter(act="table_imported")
    sentence = plain(acts.sentence(act.act, act.facts))
    assert sentence.startswith("1 ligne du fichier « sites.csv » : « Contenants")
    assert "1 site ajouté et 1 volume ajouté" in sentence


def test_a_second_press_of_the_button_imports_nothing_twice(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    mark = page(signed_in, imported).context["mark"]
    for _ in ("once", "twice"):
        signed_in.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})
    assert need.sites.count() == 1
    assert need.project.register.filter(act="table_imported").count() == 1


def test_a_sheet_that_changed_since_is_shown_again_before_it_is_written(signed_in, need, lille):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    mark = page(signed_in, imported).context["mark"]
    SiteFactory(need=need, name="École Ferry")
    again = signed_in.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})
    assert again.status_code == 409
    assert "Les fiches ont changé depuis" in said(again)
    assert not need.volumes.exists()


def test_the_cells_are_thrown_away_once_imported(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY))
    assert imported.tables == [{"name": "", "rows": []}]


def test_an_import_may_be_abandoned(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    signed_in.post(reverse("needs:import_cancel", args=[imported.pk]))
    assert not TableImport.objects.exists()


def test_an_import_that_nobody_finishes_expires_and_is_erased(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        signed_in.force_login(imported.by)
        assert page(signed_in, imported).status_code == 404
        send(signed_in, need, csv_file(HEADER + HUGO))
    assert not TableImport.objects.filter(pk=imported.pk).exists()


# Taking it back


def undo(client, imported):
    return client.post(reverse("needs:import_undo", args=[imported.pk]), follow=True)


def contents():
    """Every site and volume, but for how many times each was written."""
    return [
        [{**row, "version": None} for row in model.objects.order_by("pk").values()]
        for model in (Site, Volume)
    ]


def test_a_form_read_before_an_import_is_told_that_the_row_changed(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    read = Volume.objects.get(label="Repas servis").version
    take(signed_in, need, csv_file(HEADER + FERRY.replace("320", "350")))
    assert Volume.objects.get(label="Repas servis").version == read + 1


def test_an_import_is_undone_to_the_letter(signed_in, need):
    take(signed_in, need, csv_file(HEADER + FERRY))
    before = contents()
    imported = take(signed_in, need, csv_file(HEADER + FERRY.replace("320", "350") + HUGO))
    assert "tout est comme avant" in said(undo(signed_in, imported))
    assert contents() == before
    assert need.project.register.filter(act="import_undone").exists()


def test_what_somebody_changed_since_is_not_undone(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY + HUGO))
    Volume.objects.filter(label="Bacs").update(quantity=7)
    assert "sauf ce que quelqu'un a modifié depuis" in said(undo(signed_in, imported))
    assert [s.name for s in need.sites.all()] == ["École Hugo"]


def test_an_import_is_undone_once(signed_in, need):
    imported = take(signed_in, need, csv_file(HEADER + FERRY))
    undo(signed_in, imported)
    assert "déjà annulé" in said(undo(signed_in, imported))


# A whole project


@pytest.fixture
def steering(client, lead):
    client.force_login(lead)
    return client


MEMBERS = "Membre;" + HEADER + "Lille;" + FERRY + "VILLE DE ROUBAIX;" + HUGO


def test_each_row_goes_to_the_sheet_of_its_member(steering, project, need, neighbour):
    take(steering, project, csv_file(MEMBERS))
    assert [s.name for s in need.sites.all()] == ["École Ferry"]
    opened = project.needs.get(organisation__name="Ville de Roubaix")
    assert opened.title == "Sites et volumes de Ville de Roubaix"
    assert [s.name for s in opened.sites.all()] == ["École Hugo"]


def test_a_project_import_that_is_undone_closes_the_sheets_it_opened(
    steering, project, need, neighbour
):
    imported = take(steering, project, csv_file(MEMBERS))
    undo(steering, imported)
    assert list(project.needs.all()) == [need]


def test_an_authority_that_is_no_member_is_asked_and_never_added(steering, project, need):
    MemberFactory(project=project, organisation=OrganisationFactory(name="Ville de Loos"))
    OrganisationFactory(name="Ville de Douai")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Douai;" + FERRY))
    assert [d.field for d in questions(steering, imported)] == ["member"]
    assert not project.members.filter(organisation__name="Ville de Douai").exists()


def test_a_member_with_two_sheets_is_asked_which(steering, project, need, lille):
    other = NeedFactory(organisation=lille, project=project, title="Goûters")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Lille;" + FERRY))
    answer(steering, imported, member=str(other.pk))
    write(steering, imported)
    assert other.sites.count() == 1
    assert need.sites.count() == 0


def test_a_sheet_chosen_and_gone_since_is_asked_again(steering, project, need, lille):
    other = NeedFactory(organisation=lille, project=project, title="Goûters")
    NeedFactory(organisation=lille, project=project, title="Portage")
    imported = mapped(steering, project, csv_file("Membre;" + HEADER + "Lille;" + FERRY))
    answer(steering, imported, member=str(other.pk))
    other.delete()
    assert page(steering, imported).context["undecided"] == 1


# A purchasing programme

PROGRAMME = (
    "Objet;Service;Montant HT;Date;CPV;Membre\n"
    "Tonte des parcs;Cadre de vie;48 000 €;01/03/2027;77310000;Lille\n"
    "Chaises réemployées;;12,5 k€;;;Lille\n"
)


def test_each_row_of_a_programme_is_a_need(steering, project, need):
    take(steering, project, csv_file(PROGRAMME), kind="programme")
    mowing = project.needs.get(title="Tonte des parcs")
    assert mowing.service == "Cadre de vie"
    assert "Montant estimé : 48 000 € HT." in plain(mowing.text)
    assert "Date prévue : 1er mars 2027." in plain(mowing.text)
    assert mowing.facts.get(kind="cpv", status="confirmed").data["code"] == "77310000"
    chairs = project.needs.get(title="Chaises réemployées")
    assert "12 500 € HT" in plain(chairs.text)


def test_a_programme_sent_again_adds_nothing(steering, project, need):
    take(steering, project, csv_file(PROGRAMME), kind="programme")
    count = project.needs.count()
    imported = mapped(steering, project, csv_file(PROGRAMME), kind="programme")
    assert "est déjà un besoin de cette autorité" in said(page(steering, imported))
    assert "Importer" not in said(page(steering, imported)).split("Ce qui sera écrit")[1][:40]
    assert project.needs.count() == count


def test_a_code_that_does_not_exist_is_asked(steering, project, need):
    file = csv_file(PROGRAMME.replace("77310000", "99999999"))
    imported = mapped(steering, project, file, kind="programme")
    assert "cpv" in [d.field for d in questions(steering, imported)]
    answer(steering, imported, cpv="none")
    write(steering, imported)
    assert project.needs.filter(title="Tonte des parcs").exists()


def test_a_programme_is_undone(steering, project, need):
    imported = take(steering, project, csv_file(PROGRAMME), kind="programme")
    undo(steering, imported)
    assert list(project.needs.all()) == [need]


def test_a_programme_goes_to_a_project_only(signed_in, need):
    assert send(signed_in, need, csv_file(PROGRAMME), kind="programme").status_code == 422


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
    assert sent.status_code == 404
    assert not need.sites.exists()
    client.force_login(lead)
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
    take(signed_in, need, csv_file(back.replace("'-4", "1 250")))
    assert [site.name for site in need.sites.order_by("name")] == ["École Ferry", "École Hugo"]
    assert plain(str(need.volumes.get(label="Bacs"))) == "1 250 contenants"


def test_more_volumes_than_balise_takes_at_once_are_refused(signed_in, need, monkeypatch):
    monkeypatch.setattr("needs.forms.imports.MOST_VOLUMES", 3)
    sent = send(signed_in, need, csv_file("Site;Ville;A/an;B/an\nF;Lille;1;2\nG;Lille;1;2\n"))
    wide = {"field-0": "site", "field-1": "commune", "field-2": "wide", "field-3": "wide"}
    assert "plus de 3 volumes" in said(signed_in.post(sent["Location"], wide))


# Many rows


def test_six_hundred_sites_cost_no_more_queries_than_six(signed_in, need):
    def queries(count, first):
        rows = "".join(
            f"Site {chr(97 + n % 26)}{first + n};Lille;Repas;{n + 1};repas;jour;4;36\n"
            for n in range(count)
        )
        imported = mapped(signed_in, need, csv_file(HEADER + rows))
        with CaptureQueriesContext(connection) as seen:
            assert write(signed_in, imported).status_code == 302
        return len(seen)

    few = queries(6, first=10_000)
    many = queries(600, first=20_000)
    assert need.sites.count() == 606
    assert many <= few + 12  # more batches of rows, not more of anything else


def test_the_page_that_verifies_asks_no_more_queries_for_more_rows(signed_in, need):
    def queries(count):
        rows = "".join(f"Site {n};Inconnue{n};Repas;3;repas;jour;4;36\n" for n in range(count))
        imported = mapped(signed_in, need, csv_file(HEADER + rows))
        page(signed_in, imported)  # the nomenclature is read once a process
        with CaptureQueriesContext(connection) as seen:
            page(signed_in, imported)
        return len(seen)

    assert queries(60) == queries(2)


def test_a_partial_list_of_communes_is_said(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + FERRY))
    assert "une partie des communes" in said(page(signed_in, imported))
