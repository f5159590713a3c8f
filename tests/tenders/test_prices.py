"""How lots are priced: typed lines, lump sums, and what every document says of them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.word.blocks import Table, texts, walk
from tenders.documents import KINDS
from tenders.documents.context import gather
from tenders.documents.prices import price_documents
from tenders.documents.production import package
from tenders.pricing import MOST_LINES, BadLines, OwnLine, in_lump_sum, own_lines
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import TenderFactory, officer_of

LINES = "Mise en place ; forfait ; 1\nHeure de conseil ; heure ; 1 200,5"


def test_lines_are_read_as_designation_unit_and_quantity():
    assert own_lines(f"\n{LINES}\n\n") == (
        OwnLine("Mise en place", "forfait", Decimal(1)),
        OwnLine("Heure de conseil", "heure", Decimal("1200.5")),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Mise en place", "trois parties"),
        ("Mise en place ; forfait", "trois parties"),
        ("Mise en place ; ; 1", "trois parties"),
        ("Mise en place ; forfait ; 1 ; 2", "trois parties"),
        ("Mise en place ; forfait ; un", "n'est pas une quantité"),
        ("Mise en place ; forfait ; 0", "n'est pas une quantité"),
        ("Mise en place ; forfait ; -1", "n'est pas une quantité"),
        ("Mise en place ; forfait ; NaN", "n'est pas une quantité"),
        (f"{'x' * 201} ; forfait ; 1", "dépasse 200 signes"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, said):
    with pytest.raises(BadLines) as refused:
        own_lines(f"Bac ; unité ; 3\n{line}")
    [fault] = refused.value.faults
    assert fault.startswith("Ligne 2\xa0:")
    assert said in fault


def test_lines_are_bounded():
    own_lines("a ; b ; 1\n" * MOST_LINES)
    with pytest.raises(BadLines, match="au plus"):
        own_lines("a ; b ; 1\n" * (MOST_LINES + 1))


@pytest.mark.parametrize(
    ("shape", "unit", "expected"),
    [
        ("unit", "forfait", False),
        ("lump", "heure", True),
        ("mixed", "Forfait", True),
        ("mixed", "forfait annuel", True),
        ("mixed", "heure", False),
        ("", "forfait", False),
    ],
)
def test_a_lot_that_mixes_puts_its_packages_in_the_lump_sum(shape, unit, expected):
    assert in_lump_sum(shape, unit) is expected


@pytest.fixture
def tender(db):
    tender = complete_tender()
    tender.lots.filter(number=1).update(price_shape="mixed", price_lines=LINES)
    tender.lots.filter(number=2).update(price_shape="lump")
    return tender


def tables(tender, kind):
    return [b for b in walk(KINDS[kind].build(gather(tender)).blocks) if isinstance(b, Table)]


def labels(tender, kind):
    return [row[1] for table in tables(tender, kind) for row in table.rows]


def words(tender, kind):
    return "\n".join(texts(KINDS[kind].build(gather(tender)).blocks))


def test_each_line_is_priced_once_and_in_one_place(tender):
    assert (
        labels(tender, "bpu") == labels(tender, "dqe") == ["Bacs gastronormes", "Heure de conseil"]
    )
    assert labels(tender, "dpgf") == ["Mise en place", "Contenants à laver"]


def test_numbers_are_the_same_in_every_document(tender):
    assert [row[0] for t in tables(tender, "bpu") for row in t.rows] == ["1.01", "1.03"]
    assert [row[0] for t in tables(tender, "dpgf") for row in t.rows] == ["1.02", "2.01"]


def test_every_document_names_the_same_price_documents(tender):
    for piece in price_documents(gather(tender)):
        assert piece in words(tender, "rc")
        assert piece in words(tender, "synthese")
    assert "pour les lots 1 et 2" not in words(tender, "rc")
    assert "(BPU) et le détail quantitatif estimatif (DQE), pour le lot 1" in words(tender, "rc")


def test_the_contract_and_the_deed_say_how_each_lot_is_paid(tender):
    assert "**Prix unitaires, lot 1.**" in words(tender, "ccap")
    assert "**Prix global et forfaitaire.**" in words(tender, "ccap")
    [payments] = [t for t in tables(tender, "ae") if t.caption == "Forme du prix de chaque lot"]
    assert [row[0] for row in payments.rows] == ["1", "2"]
    assert "bordereau des prix unitaires" not in payments.rows[1][1]


def test_a_package_leaves_out_the_documents_without_object(tender):
    kinds = [item.kind for item in package(tender).manifest.documents]
    assert {"bpu", "dqe", "dpgf"} <= set(kinds)
    tender.lots.update(price_shape="lump")
    kinds = [item.kind for item in package(tender).manifest.documents]
    assert "dpgf" in kinds
    assert not {"bpu", "dqe"} & set(kinds)
    assert [item.kind for item in package(tender, ["bpu"]).manifest.documents] == ["bpu"]
    assert "Sans objet" in words(tender, "bpu")


@pytest.mark.parametrize(("framework", "asked"), [(True, False), (False, True)])
def test_an_undecided_price_is_asked_save_for_orders_priced_by_the_unit(db, framework, asked):
    tender = TenderFactory(settings={"framework": framework})
    for kind in ("bpu", "ccap", "ae"):
        blanks = KINDS[kind].build(gather(tender)).blanks
        assert any("forme du prix" in blank for blank in blanks) is asked


def test_the_page_of_the_lots_refuses_a_line_it_cannot_read(tender, client):
    client.force_login(officer_of(tender))
    lot = tender.lots.get(number=1)
    answer = client.post(
        reverse("tenders:lots", args=[tender.pk]),
        {
            "version": tender.version,
            "lots-TOTAL_FORMS": 1,
            "lots-INITIAL_FORMS": 1,
            "lots-0-id": lot.pk,
            "lots-0-number": 1,
            "lots-0-title": "Contenants",
            "lots-0-reserved": "none",
            "lots-0-price_lines": "Mise en place",
        },
    )
    assert answer.status_code == 422
    assert "trois parties sont attendues" in answer.content.decode()
    lot.refresh_from_db()
    assert lot.price_lines == LINES
