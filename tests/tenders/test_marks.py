"""Marks read back from the grid: checked by cell, counted again, ranked with reasons, secret."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from needs.acts import sentence
from needs.models import RegisterEntry
from procurement import spreadsheets
from procurement.accounts.models import OrganisationKind, Role
from tenders.documents import render_workbook
from tenders.judging import expected_of, judged, take
from tenders.marks import MarkedLot, letters, read_marks
from tenders.models import Marking
from tests.factories import MembershipFactory, OrganisationFactory
from tests.needs.factories import MemberFactory
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 4, 2, 9, tzinfo=UTC)
# Lines of a sheet: the price, two sub-criteria, the environment; columns E and F: two offers.
GOOD = {
    "E3": "Atelier du Lien",
    "F3": "Lavorep",
    "E4": 80_000,
    "F4": 100_000,
    "E5": 4,
    "F5": 5,
    "E6": 3,
    "F6": 3,
    "E7": 2.5,
    "F7": 4,
}


@pytest.fixture
def tender():
    tender = complete_tender()
    tender.criteria.filter(name="Prix").update(formula="proportional")
    return tender


def grid(tender, *changes, sheet="Lot 1", **cells):
    """The grid of the tender with these cells written, as a spreadsheet saves it."""
    book = load_workbook(io.BytesIO(render_workbook(tender, "grille")))
    for filled in (*changes, cells):
        for address, value in filled.items():
            book[sheet][address] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(tender, content):
    sheets = spreadsheets.read("grille.xlsx", io.BytesIO(content), len(content))
    return read_marks(sheets, expected_of(tender))


def faults(tender, *changes):
    return [(fault.where, fault.why) for fault in read(tender, grid(tender, GOOD, *changes)).faults]


def test_marks_and_amounts_give_points_totals_and_ranks(tender):
    [lot] = read(tender, grid(tender, GOOD)).lots
    first, second = lot.ranked
    assert (first.name, first.total) == ("Lavorep", Decimal("81.00"))
    assert first.points == {
        "1": Decimal("32.00"),  # 40 × 80 000 ÷ 100 000
        "2.1": Decimal("20.00"),
        "2.2": Decimal("9.00"),
        "3": Decimal("20.00"),
    }
    assert (second.name, second.total) == ("Atelier du Lien", Decimal("77.50"))
    assert [lot.rank(offer) for offer in (first, second)] == [1, 2]


def test_each_rank_has_its_reason(tender):
    [lot] = read(tender, grid(tender, GOOD)).lots
    first, second = (lot.reason(offer).replace("\xa0", " ") for offer in lot.ranked)
    assert first == (
        "Lavorep : première, 81 points sur 100, 3,5 points de plus que Atelier du Lien. Elle gagne "
        "sur « Performance environnementale » (+ 7,5) et « Organisation » (+ 4) et elle perd sur "
        "« Prix » (− 8)."
    )
    assert second.startswith("Atelier du Lien : 2e, 77,5 points sur 100, 3,5 points de moins que")


def test_an_offer_alone_is_said_to_be_alone(tender):
    alone = {address: value for address, value in GOOD.items() if address.startswith("E")}
    [lot] = read(tender, grid(tender, alone)).lots
    assert lot.reason(lot.offers[0]).endswith("C'est la seule offre notée.")


def test_equal_offers_share_a_rank_and_are_pointed_out(tender):
    same = {f"F{n}": GOOD[f"E{n}"] for n in range(4, 8)}
    found = read(tender, grid(tender, GOOD, same))
    assert [found.lots[0].rank(offer) for offer in found.lots[0].offers] == [1, 1]
    assert any("à égalité" in remark.why for remark in found.remarks)


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"E5": 5.1}, "Lot 1, cellule E5", "5,1 n'est pas admis"),
        ({"E5": -1}, "Lot 1, cellule E5", "n'est pas admis"),
        ({"E5": "bien"}, "Lot 1, cellule E5", "n'est pas un nombre"),
        ({"F6": None}, "Lot 1, cellule F6", "la note manque"),
        ({"F4": None}, "Lot 1, cellule F4", "le montant manque"),
        ({"F4": 0}, "Lot 1, cellule F4", "0 n'est pas admis"),
        ({"C5": 25}, "Lot 1, cellule C5", "le poids annoncé est 20"),
        ({"B5": "Moyens"}, "Lot 1, cellule B5", "le critère annoncé est"),
        ({"A6": "9"}, "Lot 1", "la ligne 2.2"),
        ({"F3": None}, "Lot 1, cellule F3", "n'a pas de nom"),
        ({"F3": "atelier du lien"}, "Lot 1, cellule F3", "déjà le nom"),
        (dict.fromkeys(("K3", "L3", "M3", "N3", "O3", "P3"), "Autre"), "Lot 1, cell", "titres"),
    ],
)  # fmt: skip
def test_a_cell_at_fault_is_named(tender, change, where, said):
    assert any(place.startswith(where) and said in why for place, why in faults(tender, change)), (
        faults(tender, change)
    )


def test_every_cell_at_fault_is_named_at_once(tender):
    told = faults(tender, {"C5": 25, "E6": 9, "F4": "à revoir"})
    assert [where for where, _ in told] == [f"Lot 1, cellule {cell}" for cell in ("C5", "E6", "F4")]


@pytest.mark.parametrize("mark", [0, 5, "3,5"])
def test_marks_at_the_ends_of_the_scale_and_french_numbers_are_read(tender, mark):
    assert faults(tender, {"E5": mark}) == []


def test_a_price_without_formula_takes_the_points_typed_and_checks_them(tender):
    tender.criteria.filter(name="Prix").update(formula="")
    assert any("points du prix" in why for _, why in faults(tender))
    assert any("points du prix" in why for _, why in faults(tender, {"K4": 41, "L4": 30}))
    [lot] = read(tender, grid(tender, GOOD, {"K4": 40, "L4": 32})).lots
    assert lot.offers[0].points["1"] == Decimal("40.00")


def test_a_cheaper_offer_with_fewer_points_is_pointed_out(tender):
    tender.criteria.filter(name="Prix").update(formula="")
    found = read(tender, grid(tender, GOOD, {"K4": 30, "L4": 40}))
    assert any("moins chère" in remark.why for remark in found.remarks)


def test_a_total_that_differs_from_ours_is_pointed_out_and_ours_kept(tender):
    found = read(tender, grid(tender, GOOD, {"K8": 99}))
    [remark] = [r for r in found.remarks if "le classeur affiche 99" in r.why]
    assert remark.where == "Lot 1, cellule K8"
    assert found.lots[0].offers[0].total == Decimal("77.50")
    assert not any(
        "le classeur affiche" in r.why
        for r in read(tender, grid(tender, GOOD, {"K8": 77.5})).remarks
    )


def test_a_criterion_that_sets_nobody_apart_is_pointed_out(tender):
    remarks = read(tender, grid(tender, GOOD)).remarks
    assert any("Hygiène" in remark.why and "départage" in remark.why for remark in remarks)


def test_the_reasons_written_beside_are_read_and_the_missing_ones_counted(tender):
    content = grid(tender, GOOD)
    book = load_workbook(io.BytesIO(content))
    book["Motifs"]["F4"] = "Planning complet, page 2."
    file = io.BytesIO()
    book.save(file)
    found = read(tender, file.getvalue())
    assert found.lots[0].offers[0].motives == {"2.1": "Planning complet, page 2."}
    assert any(remark.why.startswith("5\xa0notes sans motif") for remark in found.remarks)


def test_each_lot_is_read_by_itself(tender):
    content = grid(tender, GOOD, sheet="Lot 2")
    assert [lot.lot for lot in read(tender, content).lots] == [2]


def test_a_name_is_known_whatever_its_apostrophes_and_spaces(tender):
    tender.criteria.filter(name="Hygiène").update(name="Maîtrise de l'hygiène : méthode")
    assert faults(tender) == []
    assert faults(tender, {"B6": " maîtrise  de l'hygiène : méthode"}) == []


def test_a_lot_left_blank_is_not_judged_on_its_titles(tender):
    content = grid(tender, GOOD)
    book = load_workbook(io.BytesIO(content))
    book["Lot 2"]["B5"] = "Moyens"
    file = io.BytesIO()
    book.save(file)
    assert [lot.lot for lot in read(tender, file.getvalue()).lots] == [1]


def test_an_empty_grid_says_what_to_fill(tender):
    [fault] = read(tender, grid(tender)).faults
    assert "aucune note" in fault.why
    assert "Lot 1" in fault.instead


def test_what_is_kept_is_read_back_the_same(tender):
    [lot] = read(tender, grid(tender, GOOD)).lots
    assert MarkedLot.from_dict(lot.as_dict()) == lot


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ")])
def test_columns_bear_the_names_of_spreadsheets(column, name):
    assert letters(column) == name


def test_one_fault_and_nothing_is_kept(tender):
    content = grid(tender, GOOD, {"E5": 9})
    sheets = spreadsheets.read("g.xlsx", io.BytesIO(content), len(content))
    take(tender, sheets, name="g.xlsx", content=content, by=officer_of(tender), now=NOW)
    assert not Marking.objects.exists()
    assert not RegisterEntry.objects.filter(act="marks_read").exists()


def taken(tender, *changes):
    content = grid(tender, GOOD, *changes)
    sheets = spreadsheets.read("g.xlsx", io.BytesIO(content), len(content))
    return take(tender, sheets, name="g.xlsx", content=content, by=officer_of(tender), now=NOW)


def test_the_last_file_counts_and_a_changed_criterion_makes_it_stale(tender):
    taken(tender)
    taken(tender, {"E5": 5})
    [last] = judged(tender, expected_of(tender))
    assert last.lot.offers[0].points["2.1"] == Decimal("20.00")
    assert not last.stale
    tender.criteria.filter(name="Hygiène").update(weight=16)
    [last] = judged(tender, expected_of(tender))
    assert last.stale


def test_the_register_proves_the_reading_and_says_no_mark(tender):
    taken(tender)
    entry = RegisterEntry.objects.get(act="marks_read")
    assert entry.facts["offers"] == 2
    assert "Lavorep" not in str(entry.facts)
    assert "2\xa0offres notées" in sentence(entry.act, entry.facts)


def send(client, tender, content, name="grille.xlsx"):
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("tenders:analysis", args=[tender.pk]), {"file": upload})


def test_the_page_reads_the_grid_and_shows_ranks_with_reasons(tender, client):
    client.force_login(officer_of(tender))
    answer = send(client, tender, grid(tender, GOOD))
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Lavorep\xa0: première, 81 points sur 100" in page
    assert "100\u202f000 €" in page


def test_the_page_names_the_cells_and_keeps_nothing(tender, client):
    client.force_login(officer_of(tender))
    answer = send(client, tender, grid(tender, GOOD, {"E5": 9}))
    assert answer.status_code == 422
    assert "Lot 1, cellule E5" in answer.content.decode()
    assert not Marking.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "grille.xlsx", "vide"),
        (b"PK\x03\x04 cut", "grille.xlsx", "abîmé"),
        (b"a;b", "grille.csv", "classeur XLSX"),
        (b"\xd0\xcf\x11\xe0", "grille.xlsx", "mot de passe"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(tender, client, content, name, said):
    client.force_login(officer_of(tender))
    answer = send(client, tender, content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_neither_the_facilitator_nor_another_member_sees_the_marks(tender, client):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    tender.project.facilitator = network
    tender.project.save()
    facilitator = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
    town = MemberFactory(project=tender.project).organisation
    member = MembershipFactory(organisation=town, role=Role.OFFICER).user
    for person in (facilitator, member):
        client.force_login(person)
        assert client.get(reverse("tenders:detail", args=[tender.pk])).status_code == 200
        assert client.get(reverse("tenders:analysis", args=[tender.pk])).status_code == 404


def test_a_tender_without_criteria_says_what_to_do_first(client):
    tender = TenderFactory()
    client.force_login(officer_of(tender))
    page = client.get(reverse("tenders:analysis", args=[tender.pk])).content.decode()
    assert "pas encore de critères" in page
