"""The public pages of the library, its API and its files."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from procurement.accounts.models import Role
from procurement.nomenclature.models import Cpv
from tenders.clause_exports import COLUMNS
from tenders.clauses import library
from tenders.models import LocalClause
from tests.factories import MembershipFactory
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db
LIBRARY = reverse("tenders:clauses")
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def address(clause_id):
    return reverse("tenders:clause", args=[clause_id])


@pytest.fixture
def api():
    return APIClient()


def titles_shown(response):
    """The ids of the clauses that a page links to."""
    content = response.content.decode()
    return {clause.id for clause in library().clauses if f'"{address(clause.id)}"' in content}


def test_a_visitor_sees_every_clause_in_the_library(client):
    response = client.get(LIBRARY)

    assert titles_shown(response) == {clause.id for clause in library().clauses}


def test_filters_work_by_plain_links(client):
    response = client.get(LIBRARY, {"place": "award", "theme": "reuse_catering"})

    expected = library().filter(place="award", theme="reuse_catering")
    assert titles_shown(response) == {clause.id for clause in expected}


def test_a_family_bears_the_label_of_the_nomenclature(client):
    Cpv.objects.update_or_create(code="55000000", defaults={"label": "Restauration et hôtellerie"})

    response = client.get(LIBRARY, {"family": "55"})

    assert "Restauration et hôtellerie" in response.content.decode()
    assert "return-logistics" in titles_shown(response)


def test_nothing_found_says_what_to_do(client):
    response = client.get(LIBRARY, {"text": "zzz introuvable"})

    assert "Aucune clause ne répond à ce filtre" in response.content.decode()


def test_an_unknown_filter_is_told_and_nothing_is_lost(client):
    response = client.get(LIBRARY, {"place": "cellar", "text": "consigne"})

    assert response.status_code == 200
    assert "cellar" in response.content.decode()
    assert 'value="consigne"' in response.content.decode()


def test_htmx_gets_the_very_fragment_of_the_page(client):
    query = {"theme": "food"}

    fragment = client.get(LIBRARY, query, headers={"HX-Request": "true"}).content.decode()

    section, _, said = fragment.partition("</section>")
    assert section.startswith('<section id="clauses"')
    assert section in client.get(LIBRARY, query).content.decode()
    assert "13\xa0clauses" in said


def test_the_back_button_gets_the_whole_page(client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<h1>" in client.get(LIBRARY, headers=headers).content.decode()


def test_every_clause_has_its_page_with_its_title_and_its_articles(client):
    for clause in library().clauses:
        content = unescape(client.get(address(clause.id)).content.decode())

        assert f"<h1>{clause.title}</h1>" in content
        assert [b.title for b in clause.legal_basis if b.title not in content] == []


def test_levels_stand_side_by_side_with_their_values(client):
    content = client.get(address("loss-breakage-rate")).content.decode()

    assert [f"Niveau {word}" in content for word in ("de base", "significatif", "exemplaire")] == [
        True
    ] * 3
    assert "8\xa0%</mark>" in content
    assert "3\xa0%</mark>" in content


def test_the_worked_example_is_computed(client):
    content = client.get(address("award-reuse-performance")).content.decode()

    assert "4 ÷ 5 × 25 = <strong>20 points</strong>" in content


def test_exclusions_are_linked_from_both_sides(client):
    assert "deposit-between-parties" in titles_shown(client.get(address("loss-compensation")))
    assert "loss-compensation" in titles_shown(client.get(address("deposit-between-parties")))


def test_an_officer_puts_the_clause_into_a_tender_from_its_page(client):
    tender = TenderFactory()
    client.force_login(officer_of(tender))
    page = client.get(address("return-logistics"))
    to_add = reverse("tenders:add_clause", args=[tender.pk])

    assert to_add in page.content.decode()
    client.post(to_add, {"clause": "return-logistics"})

    assert [used.clause_id for used in tender.clauses.all()] == ["return-logistics"]


def test_only_the_tenders_one_may_edit_are_offered(client):
    tender = TenderFactory()
    client.force_login(MembershipFactory(role=Role.OFFICER).user)

    assert tender.title not in client.get(address("return-logistics")).content.decode()


@pytest.mark.parametrize(
    "path", ["never-written/", "buffer-stock/?version=99", "buffer-stock/?version=x"]
)
def test_a_clause_or_version_that_does_not_exist_is_not_found(client, path):
    assert client.get(f"{LIBRARY}{path}").status_code == 404


def test_the_library_asks_the_database_a_constant_number_of_questions(
    client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(2):
        client.get(LIBRARY)


def test_the_api_lists_by_the_same_filters(api):
    found = api.get("/api/v1/clauses/", {"theme": "fair_trade", "place": "award"}).json()

    expected = library().filter(theme="fair_trade", place="award")
    assert [clause["id"] for clause in found["results"]] == [clause.id for clause in expected]


def test_the_api_gives_the_whole_chain_of_a_clause(api):
    clause = api.get("/api/v1/clauses/loss-breakage-rate/").json()

    assert [level["values"] for level in clause["levels"]] == [
        {"rate": 8},
        {"rate": 5},
        {"rate": 3},
    ]
    assert clause["follow_up"]["frequency"] == "deux fois par an"
    assert clause["variables"][0]["fact"] == "loss_rate_pct"
    assert clause["award"] is None


def test_the_api_says_what_is_wrong(api):
    assert api.get("/api/v1/clauses/", {"place": "cellar"}).status_code == 400
    assert api.get("/api/v1/clauses/buffer-stock/", {"version": "x"}).status_code == 400
    assert api.get("/api/v1/clauses/never-written/").status_code == 404
    assert api.get("/api/v1/clauses/buffer-stock/", {"version": 1}).json()["version"] == 1


def test_the_command_writes_every_clause_as_json(capsys):
    call_command("export_clauses", format="json")

    content = json.loads(capsys.readouterr().out)
    assert [clause["id"] for clause in content["clauses"]] == [c.id for c in library().clauses]
    assert content["themes"] == library().themes


def test_the_csv_has_one_line_a_clause_with_its_articles(client):
    content = client.get(reverse("tenders:clauses_export", args=["csv"])).content.decode(
        "utf-8-sig"
    )

    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(content), delimiter=";")}
    assert set(rows) == {clause.id for clause in library().clauses}
    assert rows["reserved-ess"]["legal_basis"].startswith("L2113-15 (depuis le 2019-04-01")
    assert {row["licence"] for row in rows.values()} == {"Licence Ouverte 2.0 (Etalab)"}


def test_the_three_files_have_the_same_columns(client):
    def file(kind):
        return client.get(reverse("tenders:clauses_export", args=[kind])).content

    content = json.loads(file("json"))
    [header] = list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig")), delimiter=";"))[:1]
    word = zipfile.ZipFile(io.BytesIO(file("docx"))).read("word/document.xml").decode()

    assert header == list(content["columns"])
    assert {column.partition(".")[0] for column in header} == set(content["clauses"][0])
    filled = [
        label for column, label in content["columns"].items() if column in IN_A_CARD_OR_A_PARAGRAPH
    ]
    assert [label for label in filled if label.replace("'", "’") not in word] == []
    assert "Licence Ouverte 2.0" in word


# Every column but those of the title and the text, which stand without a label, and of the origin,
# which no shipped clause has.
IN_A_CARD_OR_A_PARAGRAPH = {
    column
    for column in COLUMNS
    if column not in ("title", "text", "levels") and not column.startswith("origin")
}


def test_files_hold_the_clauses_that_authorities_share_and_no_draft(client):
    authority = MembershipFactory(role=Role.OFFICER)
    reader = MembershipFactory(role=Role.OFFICER, organisation=authority.organisation).user
    versions = [
        LocalClause.objects.fork(
            library().get("return-logistics"), authority.organisation, by=authority.user, now=NOW
        )
        for _ in range(2)
    ]
    versions[0].ask_reading(reader, by=authority.user, now=NOW)
    versions[0].move("approve", by=reader, now=NOW)
    versions[0].move("publish", by=authority.user, now=NOW)

    content = client.get(reverse("tenders:clauses_export", args=["json"])).json()

    ids = {clause["id"]: clause for clause in content["clauses"]}
    assert ids[versions[0].clause.slug]["origin"]["owner"] == authority.organisation.name
    assert versions[1].clause.slug not in ids


def test_the_word_file_holds_every_title(tmp_path):
    file = tmp_path / "clauses.docx"

    call_command("export_clauses", format="docx", out=file)

    text = zipfile.ZipFile(file).read("word/document.xml").decode()
    absent = [c.id for c in library().clauses if c.title.replace("&", "&amp;") not in text]
    assert absent == []


def test_a_word_file_needs_a_place_to_go():
    with pytest.raises(CommandError, match="--out") as error:
        call_command("export_clauses", format="docx")

    assert error.value.returncode == 2


def test_an_unknown_format_of_download_is_not_found(client):
    assert client.get(reverse("tenders:clauses_export", args=["pdf"])).status_code == 404
