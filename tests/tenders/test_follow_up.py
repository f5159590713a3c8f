"""The sheet of the contract manager: from the clauses of a tender to its controls."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from procurement.word.blocks import Heading, Table, texts, walk
from tenders.clauses import library
from tenders.clauses.rhythm import due_after, months_between
from tenders.documents import KINDS, render_workbook
from tenders.documents.context import gather
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db
FOLLOWED = ("loss-breakage-rate", "return-logistics", "packaging-reduction")


@pytest.fixture
def tender():
    tender = TenderFactory(duration_months=12)
    tender.add_clauses([*FOLLOWED, "container-closure"])
    return tender


def built(tender):
    return KINDS["suivi"].build(gather(tender))


def book(tender):
    return load_workbook(io.BytesIO(render_workbook(tender, "suivi")))


@pytest.mark.parametrize(
    ("frequency", "months"),
    [
        ("chaque mois", 1),
        ("chaque trimestre", 3),
        ("deux fois par an", 6),
        ("chaque semestre", 6),
        ("4 fois par an", 3),
        ("1 fois par an", 12),
        ("52 fois par an", 1),
        ("chaque année, avant le 31 mars", 12),
        ("à chaque livraison", None),
        ("au démarrage", None),
    ],
)
def test_a_frequency_is_read_in_months(frequency, months):
    assert months_between(frequency) == months


@pytest.mark.parametrize(("duration", "due"), [(2, ()), (3, (3,)), (7, (3, 6)), (None, ())])
def test_controls_fall_within_the_contract(duration, due):
    assert due_after("chaque trimestre", duration) == due


def test_every_shipped_follow_up_has_a_rhythm_or_an_event():
    told = {c.follow_up.frequency for c in library().clauses if c.follow_up}

    assert {f for f in told if months_between(f) is None and "chaque an" in f} == set()


def test_the_sheet_holds_the_conditions_only_with_their_chain(tender):
    document = built(tender)

    titles = {b.text for b in walk(document.blocks) if isinstance(b, Heading) and b.level == 2}
    said = " ".join(texts(document.blocks))
    assert titles == {library().get(id).title for id in FOLLOWED}
    follow = library().get("return-logistics").follow_up
    for part in (follow.control, follow.owner.capitalize()[:8]):
        assert part in said
    assert "40\xa0€ par passage manqué" in said


@pytest.mark.parametrize(
    ("level", "controls"), [("basic", 2), ("significant", 4), ("exemplary", 12)]
)
def test_controls_follow_the_level_of_ambition(tender, level, controls):
    tender.add_clauses(["reuse-monitoring-report"], level=level)
    title = library().get("reuse-monitoring-report").title

    sheet = book(tender)["Contrôles"]

    assert [row[1].value for row in sheet.iter_rows(min_row=4)].count(title) == controls


def test_the_most_frequent_controls_come_first(tender):
    calendar = next(
        b
        for b in walk(built(tender).blocks)
        if isinstance(b, Table) and b.caption.startswith("Contrôles")
    )

    assert [row[0] for row in calendar.rows][0] == library().get("return-logistics").title
    assert calendar.rows[0][2] == "12\xa0contrôles"


def test_specifications_are_told_with_how_to_verify_them(tender):
    said = " ".join(texts(built(tender).blocks))

    assert library().get("container-closure").verification in said


def test_the_spreadsheet_has_a_line_a_control_with_its_due_date(tender):
    sheet = book(tender)["Contrôles"]
    monthly = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=4)
        if row[1].value == library().get("return-logistics").title
    ]

    assert len(monthly) == 12
    assert monthly[2][0] == '=IF($B$2="","",EDATE($B$2,3))'


def test_the_summary_counts_what_was_found_clause_by_clause(tender):
    sheet = book(tender)["Synthèse"]

    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
    assert set(rows) == {library().get(id).title for id in FOLLOWED}
    first = rows[library().get("return-logistics").title]
    assert first[4].value.startswith("=COUNTIFS(")
    assert '"non"' in first[4].value


def test_words_typed_by_people_never_become_formulas(tender):
    used = tender.clauses.get(clause_id="return-logistics")
    used.wording = '=HYPERLINK("http://example.org")'
    used.save()

    for sheet in book(tender):
        for row in sheet.iter_rows(min_row=4):
            assert not any(str(c.value).startswith("=HYPERLINK") for c in row if c.value)


def test_the_documents_page_offers_the_sheet_and_its_spreadsheet(client, tender):
    client.force_login(officer_of(tender))
    listed = client.get(reverse("tenders:documents", args=[tender.pk])).content.decode()
    to_book = reverse("tenders:workbook", args=[tender.pk, "suivi"])

    assert to_book in listed
    assert client.get(to_book).content.startswith(b"PK")
    assert client.get(reverse("tenders:workbook", args=[tender.pk, "rc"])).status_code == 404


def test_a_tender_without_condition_says_so():
    assert "Aucune condition d" in " ".join(texts(built(TenderFactory()).blocks))
