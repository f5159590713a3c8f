"""Filters on what suppliers declare give the answers that matching gives one by one."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from procurement.identifiers import department_of
from suppliers.capacity import Quantity, best_fits, read_capacity
from suppliers.models import Certificate, Supplier
from suppliers.need_places import place_of
from suppliers.wanted import able, serving
from tests.factories import CommuneFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.suppliers.pages import words

pytestmark = pytest.mark.django_db


def commune(insee="59350", lat=50.6311, lon=3.0468, **values):
    return CommuneFactory(
        insee=insee, department=department_of(insee), lat=lat, lon=lon, name_key=insee, **values
    )


def scattered(number):
    """A supplier somewhere within two degrees of Lille, with any kind of area."""
    chance = random.Random(number)
    kind = chance.choice(["", "radius", "departments", "region", "country", "zones"])
    codes = {
        "departments": chance.sample(["59", "62", "80"], 2),
        "region": [chance.choice(["32", "11"])],
        "zones": [chance.choice(["59350", "200093201", "62041"])],
    }
    return {
        "lat": None if number % 9 == 0 else 50.6 + chance.uniform(-1, 1),
        "lon": 3.0 + chance.uniform(-1, 1),
        "department": chance.choice(["59", "62"]),
        "area_kind": kind,
        "area_km": chance.randint(5, 90) if kind == "radius" else None,
        "area_codes": codes.get(kind, []),
    }


def test_a_place_is_served_as_the_area_says_one_by_one():
    for number in range(80):
        SupplierFactory(**scattered(number))
    lille = commune()
    place = place_of(lille, 1.0)

    found = set(serving(Supplier.objects.all(), lille))

    assert found == {s for s in Supplier.objects.all() if s.area.serves(place)}
    assert 10 < len(found) < 70


def test_the_area_of_an_activity_counts_as_well():
    far = SupplierFactory(area_kind="departments", area_codes=["13"], department="13")
    ActivityFactory(supplier=far, area_kind="radius", area_km=10)

    assert list(serving(Supplier.objects.all(), commune())) == [far]


@pytest.mark.parametrize(
    "asked", ["5000 contenants par jour", "2 tonnes/semaine", "300 repas", "9000 m2/mois"]
)
def test_a_capacity_is_enough_as_the_comparison_says_one_by_one(asked):
    declared = [
        (5000, "contenant", "jour"), (4999, "Contenants", "jour"), (25_000, "bacs", "semaine"),
        (90, "kg", "jour"), (2, "tonne", "semaine"), (8, "tonnes", "mois"), (300, "repas", ""),
        (299, "couvert", "jour"), (9000, "m2", "mois"), (1, "hectare", "mois"), (6000, "bac", ""),
    ]  # fmt: skip
    for value, unit, period in declared:
        ActivityFactory(capacity_value=value, capacity_unit=unit, capacity_period=period)
    wanted = read_capacity(asked)

    found = {s.activities.get().capacity for s in able(Supplier.objects.all(), wanted)}

    assert found == {
        str(Quantity(*one)) for one in declared if any(f.ratio >= 1 for f in _fits(wanted, one))
    }
    assert found


def _fits(wanted, declared):
    return best_fits([wanted], [Quantity(*declared)])


def names(client, **asked):
    return [s.name for s in client.get("/fournisseurs/", asked).context["page"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"reserved": "handicap"}, ["Atelier"]),
        ({"reserved": "ess"}, ["Coopérative"]),
        ({"means": "storage"}, ["Atelier"]),
        ({"means": "vehicles"}, []),
        ({"capacity": "800 contenants par jour"}, ["Atelier"]),
        ({"capacity": "901 contenants par jour"}, []),
        ({"label": "qualiopi"}, ["Coopérative"]),
        ({"label": "rsei"}, []),
        ({"serves": "Lille"}, ["Coopérative"]),
    ],
)
def test_the_page_asks_them(client, asked, found):
    CommuneFactory()
    workshop = SupplierFactory(name="Atelier", ess_kinds=["ESAT"], department="62")
    cooperative = SupplierFactory(name="Coopérative")
    ActivityFactory(
        supplier=workshop,
        capacity_value=900,
        capacity_unit="contenant",
        capacity_period="jour",
        means=[{"kind": "storage", "value": 90, "unit": "m2", "proof": ""}],
    )
    yesterday = timezone.localdate() - timedelta(1)
    Certificate.objects.create(supplier=cooperative, name="Qualiopi")
    Certificate.objects.create(supplier=cooperative, name="RSEi", expires_on=yesterday)
    for record in (workshop, cooperative):
        record.reindex()

    assert names(client, **asked) == found


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"serves": "Nulle-Part-sur-Rien"}, "Commune inconnue"),
        ({"capacity": "beaucoup"}, "écrivez un nombre et son unité"),
        ({"means": "garage"}, "choix valide"),
    ],
)
def test_a_question_not_understood_is_said(client, asked, message):
    SupplierFactory()

    page = client.get("/fournisseurs/", asked)

    assert page.status_code == 422
    assert message in words(page)


@pytest.mark.parametrize("asked", ["9" * 13, "9" * 60, "9" * 400])
def test_a_capacity_that_no_column_can_hold_is_nobodys(asked):
    ActivityFactory(capacity_value=10**11, capacity_unit="repas", capacity_period="jour")

    assert not able(Supplier.objects.all(), Quantity(float(asked), "repas", "jour")).exists()
