"""The register's page: searched, filtered, counted, exported."""

import csv
import html
import io

import openpyxl
import pytest

from suppliers.views.register import PAGE_SIZE
from tests.factories import CommuneFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory

pytestmark = pytest.mark.django_db


def names(response):
    return [supplier.name for supplier in response.context["page"]]


def search(client, **asked):
    return client.get("/fournisseurs/", asked)


def test_a_visitor_reads_the_register(client):
    SupplierFactory(name="La Laverie")

    response = search(client)

    assert names(response) == ["La Laverie"]
    assert "fiche fictive" in response.text


def test_an_empty_register_says_what_to_do(client):
    assert "Le registre est vide" in search(client).text


def test_words_find_what_a_supplier_does(client):
    SupplierFactory(name="La Laverie", description="Nous lavons des bacs.", indexed=True)
    SupplierFactory(name="Le Potager", description="Nous cultivons des légumes.", indexed=True)

    assert names(search(client, q="lavage de bacs")) == ["La Laverie"]


def test_words_find_a_part_of_a_name(client):
    SupplierFactory(name="Lavandières du Nord")
    SupplierFactory(name="Potager")

    assert names(search(client, q="lavandi")) == ["Lavandières du Nord"]


def test_a_word_that_everybody_says_is_looked_for_in_names_alone(client, monkeypatch):
    monkeypatch.setattr("suppliers.filters.MOST_HOLDERS", 2)
    SupplierFactory(name="Bacs et compagnie", description="Peinture.", indexed=True)
    for number in range(2):
        SupplierFactory(
            name=f"La Laverie {number}", description="Un atelier de lavage.", indexed=True
        )
    assert len(names(search(client, q="lavage"))) == 2

    SupplierFactory(name="La Laverie 2", description="Un atelier de lavage.", indexed=True)

    assert names(search(client, q="lavage")) == []
    assert names(search(client, q="laverie 2")) == ["La Laverie 2"]


def test_a_search_by_words_that_is_cut_says_so(client, monkeypatch):
    monkeypatch.setattr("suppliers.filters.NEAREST", 2)
    monkeypatch.setattr("suppliers.views.register.NEAREST", 2)
    for number in range(2):
        SupplierFactory(name=f"Fiche {number}", description="Lavage de bacs.", indexed=True)
    assert "garde les 2 fiches les plus proches" in search(client, q="lavage").text
    assert "les plus proches" not in search(client).text
    assert "les plus proches" not in search(client, q="peinture").text


def test_the_nearest_in_words_are_kept_of_those_whom_the_other_filters_let_in(client, monkeypatch):
    monkeypatch.setattr("suppliers.filters.NEAREST", 2)
    for number in range(2):
        SupplierFactory(
            name=f"Fiche {number}", description="Lavage de bacs.", department="62", indexed=True
        )
    SupplierFactory(
        name="Plus loin des mots",
        description="Lavage de vitres, peinture, jardinage, déménagement et repas.",
        indexed=True,
    )

    assert "Plus loin des mots" not in names(search(client, q="lavage de bacs"))
    assert names(search(client, q="lavage de bacs", department="59")) == ["Plus loin des mots"]
    assert len(names(search(client, q="lavage de bacs", department="62"))) == 2


def test_namesakes_are_kept_of_those_whom_the_other_filters_let_in(client, monkeypatch):
    monkeypatch.setattr("suppliers.filters.NAMESAKES", 1)
    SupplierFactory(name="Lavandières de l'Aa", department="62")
    SupplierFactory(name="Lavandières du Nord")

    assert names(search(client, q="lavandi")) == ["Lavandières de l'Aa"]
    assert names(search(client, q="lavandi", department="59")) == ["Lavandières du Nord"]


def test_a_siret_typed_with_spaces_finds_its_supplier(client):
    wanted = SupplierFactory()
    SupplierFactory()

    spaced = " ".join((wanted.siret[:3], wanted.siret[3:6], wanted.siret[6:9], wanted.siret[9:]))

    assert names(search(client, q=spaced)) == [wanted.name]


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"family": "ESAT"}, ["Atelier"]),
        ({"department": "62"}, ["Atelier"]),
        ({"department": "59"}, ["Coopérative"]),
        ({"activity": "compost"}, ["Atelier"]),
        ({"activity": "3922"}, ["Coopérative"]),
        ({"activity": "9222"}, []),
        ({"activity": "392221"}, ["Coopérative"]),
        ({"activity": "392222"}, []),
        ({"activity": "39222100-2"}, ["Coopérative"]),
        ({"activity": "39 22 21 00"}, ["Coopérative"]),
        ({"activity": "les"}, []),
        ({"label": "écocert"}, ["Coopérative"]),
        ({"label": "ECO"}, ["Coopérative"]),
        ({"label": "label:"}, []),
        ({"family": "SCIC", "department": "62"}, []),
    ],
)
def test_filters_narrow_the_list(client, monkeypatch, asked, found, few):
    monkeypatch.setattr("suppliers.filters.FEW", few)
    workshop = SupplierFactory(name="Atelier", ess_kinds=["ESAT"], department="62")
    cooperative = SupplierFactory(name="Coopérative", labels=["Écocert"])
    ActivityFactory(supplier=workshop, label="Compostage", description="", cpv=["90513000"])
    ActivityFactory(supplier=cooperative, description="", cpv=["39222100"])
    workshop.reindex()
    cooperative.reindex()

    assert names(search(client, **asked)) == found


@pytest.mark.parametrize(
    "typed", ["59", "Nord", "NORD", "le Nord", "département du Nord", "59 – Nord", "Nord (59)"]
)
def test_a_department_is_asked_by_its_name_or_by_its_code(client, typed):
    CommuneFactory()
    SupplierFactory(name="La Laverie")
    SupplierFactory(name="Ailleurs", department="62")

    assert names(search(client, department=typed)) == ["La Laverie"]


@pytest.mark.parametrize("typed", ["99x", "Nordiste", "62 – Nord", "59 62", "Hauts-de-France"])
def test_a_department_that_is_none_is_said_and_finds_nobody(client, typed):
    CommuneFactory()
    SupplierFactory()

    response = search(client, department=typed)

    assert response.status_code == 422
    assert "ni le nom ni le code d'un département" in html.unescape(response.text)
    assert names(response) == []


def test_a_search_without_result_keeps_what_was_typed(client):
    response = search(client, q="zzz")

    assert 'value="zzz"' in response.text
    assert "Aucun fournisseur ne répond" in response.text


def test_words_of_html_are_shown_as_words(client):
    assert "<script>alert" not in search(client, q="<script>alert(1)</script>").text


def test_pages_follow_each_other_and_keep_the_search(client):
    SupplierFactory.create_batch(PAGE_SIZE + 1)

    first, second = search(client, department="59"), search(client, department="59", page=2)

    assert "?department=59&amp;page=2" in first.text
    assert len(names(second)) == 1
    assert not set(names(first)) & set(names(second))


def test_the_number_of_queries_does_not_grow_with_the_list(client, django_assert_num_queries):
    ActivityFactory(supplier=SupplierFactory())
    with django_assert_num_queries(7):  # count, keys, records, activities, origins, proofs, map
        search(client)

    for supplier in SupplierFactory.create_batch(15):
        ActivityFactory.create_batch(2, supplier=supplier)
    with django_assert_num_queries(7):
        search(client)


def test_the_fragment_is_found_unchanged_in_the_page(client):
    SupplierFactory()

    page = search(client)
    fragment = client.get("/fournisseurs/", headers={"HX-Request": "true"})

    assert fragment.text.strip() in page.text
    assert "HX-Request" in page["Vary"]


def test_the_back_button_gets_the_page(client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<h1>" in client.get("/fournisseurs/", headers=headers).text


def test_the_map_draws_the_communes_of_the_suppliers_on_the_page(client):
    lille, paris = CommuneFactory(), CommuneFactory(insee="75056", department="75")
    SupplierFactory(name="La Laverie")
    SupplierFactory(name="Sans lieu", lat=None, lon=None)

    drawn = search(client).context["map"]

    assert list(lille.point) in drawn["territory"]
    assert list(paris.point) not in drawn["territory"]
    assert [point["label"] for point in drawn["points"]] == ["La Laverie, Lille"]


def exported_csv(client, query=""):
    content = client.get(f"/fournisseurs/export.csv{query}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_the_csv_holds_what_the_search_found(client):
    ActivityFactory(supplier=SupplierFactory(name="La Laverie"), cpv=["39222100"])
    SupplierFactory(name="Ailleurs", department="62")

    (row,) = exported_csv(client, "?department=59")

    assert row["Nom"] == "La Laverie"
    assert row["Codes CPV"] == "39222100"
    assert row["Fiche fictive de démonstration"] == "oui"


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_csv_can_act_as_a_formula(client, text):
    SupplierFactory(name=text)

    assert exported_csv(client)[0]["Nom"].startswith("'")


def test_no_cell_of_the_workbook_is_a_formula(client):
    SupplierFactory(name='=HYPERLINK("https://example.org")')

    content = client.get("/fournisseurs/export.xlsx").content
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]

    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("https://example.org")'


def test_an_unknown_kind_of_export_is_not_found(client):
    assert client.get("/fournisseurs/export.pdf").status_code == 404
