"""An activity with an area and means of its own: typed, imported, filed, matched and shown."""

import html
from dataclasses import replace

import pytest

from procurement.accounts.models import Role
from procurement.nomenclature.models import Commune
from suppliers.answer import Answer
from suppliers.cells import InvalidRecord
from suppliers.facts import SupplierFacts
from suppliers.importing import take
from suppliers.matching import rank
from suppliers.models import Activity, Supplier
from suppliers.reading import packed, read_offers, unpacked
from suppliers.register import parse
from suppliers.scoring import MEANS, UNKNOWN, capacity
from suppliers.served import Departments
from suppliers.sources import Row
from suppliers.territory import Place, ServiceArea
from tests.factories import CommuneFactory, MembershipFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory, made_up_siret
from tests.suppliers.pages import filled, words
from tests.suppliers.test_matching import need

LILLE = Place("Lille", "59", "32", (50.63, 3.05), "59350", "200093201")
LENS = Place("Lens", "62", "32", (50.43, 2.83), "62498", "246200364")
WASHES = {"label": "Lavage de bacs réemployables", "cpv": [], "capacity": None}
CARRIES = {"label": "Transport de colis à vélo", "cpv": [], "capacity": None}


def facts(*activities, **values):
    offers = read_offers("Atelier", "Nous lavons des bacs et portons des colis.", activities)
    return SupplierFacts(
        id="a", key="a", name="Atelier", siret=made_up_siret(1), department="59", offers=offers,
        area=ServiceArea("departments", codes=("59",), department="59"), **values,
    )  # fmt: skip


def washing(place):
    return replace(need("Lavage de bacs réemployables"), places=(place,))


@pytest.mark.parametrize(("place", "found"), [(LENS, 1), (LILLE, 0)])
def test_the_area_of_the_activity_that_answers_decides(place, found):
    supplier = facts({**WASHES, "area": ("departments", None, ("62",))}, CARRIES)

    assert len(rank(washing(place), [supplier]).results) == found


def test_the_area_of_another_activity_changes_nothing():
    supplier = facts(WASHES, {**CARRIES, "area": ("departments", None, ("62",))})

    assert len(rank(washing(LILLE), [supplier]).results) == 1


def test_the_reason_names_the_activity():
    supplier = facts({**WASHES, "area": ("departments", None, ("62",))})

    (result,) = rank(washing(LENS), [supplier]).results

    told = next(part.reading.reason for part in result.parts if part.key == "territory")
    assert "pour «\u00a0Lavage de bacs réemployables\u00a0»" in told


@pytest.mark.parametrize(
    ("code", "served"), [("59350", True), ("200093201", True), ("62498", False)]
)
def test_zones_are_communes_and_intercommunal_bodies(code, served):
    assert ServiceArea("zones", codes=(code,)).serves(LILLE) is served


def test_a_reading_keeps_areas_and_means():
    activity = {**WASHES, "area": ("zones", None, ("59350",)), "means": [("storage", 200.0, "m2")]}
    offers = read_offers("Atelier", "", [activity])

    kept = unpacked(packed(offers))

    assert kept[-1].area == offers[-1].area
    assert kept[-1].means == (("storage", 200.0, "m2"),)


@pytest.mark.parametrize(
    ("declared", "share"),
    [([], UNKNOWN), ([("storage", 90.0, "m2")], UNKNOWN + MEANS / 2),
     ([("storage", 90.0, "m2"), ("hygiene_plan", None, "HACCP")], UNKNOWN + MEANS)],
)  # fmt: skip
def test_means_that_the_need_speaks_of_count_when_no_volume_compares(declared, share):
    asked = need("Stockage de bacs, hygiène garantie", yearly_eur=1000.0)

    reading = capacity(Answer(asked, facts({**WASHES, "means": declared})))

    assert reading.share == pytest.approx(share)


def test_a_wash_line_is_a_capacity_when_no_other_is_declared():
    line = {**WASHES, "means": [("wash_line", 5000.0, "contenants par jour")]}

    assert [str(q) for q in facts(line).quantities] == ["5\u202f000 contenants par jour"]
    assert facts({**line, "capacity": (10, "contenant", "jour")}).quantities[0].value == 10


RECORD = {
    "name": "Atelier",
    "siret": made_up_siret(4321),
    "service_area": {"kind": "departments", "codes": ["59"]},
    "activities": [
        {
            "label": "Lavage de bacs",
            "capacity": {"value": 900, "unit": "bac", "period": "jour", "proof": "audit"},
            "service_area": {"kind": "radius", "km": 30},
            "means": [{"kind": "storage", "value": "200", "unit": "m2", "proof": "bail"}],
        }
    ],
}


def test_a_record_of_the_format_says_them():
    (activity,) = parse(RECORD).activities

    assert activity.area == ("radius", 30, ())
    assert activity.means == (("storage", 200.0, "m2", "bail"),)
    assert activity.capacity_proof == "audit"


@pytest.mark.parametrize(
    ("means", "message"),
    [
        ([{"kind": "garage", "value": 1}], "nature « garage » inconnue"),
        ([{"kind": "storage"}], "demande « value »"),
        ([{"kind": "storage", "value": "beaucoup"}], "n'est pas un nombre"),
    ],
)
def test_wrong_means_refuse_the_row(means, message):
    activity = {"label": "Lavage", "means": means}

    with pytest.raises(InvalidRecord, match=message):
        parse({**RECORD, "activities": [activity]})


@pytest.mark.parametrize("codes", [["Lille"], ["593"], []])
def test_wrong_zones_refuse_the_row(codes):
    with pytest.raises(InvalidRecord, match="service_area"):
        parse({**RECORD, "service_area": {"kind": "zones", "codes": codes}})


@pytest.mark.django_db
def test_an_import_writes_them_and_files_the_supplier_where_any_activity_works():
    row = {
        **RECORD,
        "activities": [
            {"label": "Lavage", "service_area": {"kind": "departments", "codes": ["80"]}}
        ],
    }  # noqa: E501

    list(take([Row(1, row, row)], source="essai"))

    supplier = Supplier.objects.get()
    assert supplier.activities.get().own_area == ("departments", None, ("80",))
    assert Departments().served_by(supplier) == {"59", "80"}
    postings = supplier.entry.postings.values_list("department", flat=True)
    assert {code.lstrip("+") for code in postings} == {"59", "80"}


@pytest.mark.django_db
def test_importing_the_same_row_again_changes_nothing():
    list(take([Row(1, RECORD, RECORD)], source="essai"))

    (outcome,) = take([Row(1, RECORD, RECORD)], source="essai")

    assert outcome.verdict == "unchanged"


@pytest.fixture
def supplier(client, db):
    supplier = SupplierFactory(name="La Laverie")
    member = MembershipFactory(role=Role.SUPPLIER)
    supplier.organisation = member.organisation
    supplier.save()
    client.force_login(member.user)
    return supplier


def save(client, supplier, **activity):
    activity = {"label": "Lavage de bacs", **activity}
    return client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled(activity))


def test_an_area_is_typed_with_the_names_of_places(client, supplier):
    CommuneFactory()
    roubaix = CommuneFactory(
        insee="59512", name="Roubaix", name_key="roubaix", postal_codes="59100", epci_siren=""
    )

    save(
        client,
        supplier,
        area_kind="zones",
        area_codes="Roubaix, Métropole Européenne de Lille",
    )

    assert supplier.activities.get().area_codes == [roubaix.insee, "200093201"]
    page = words(client.get(f"/fournisseurs/{supplier.pk}/"))
    assert "Roubaix, Métropole Européenne de Lille" in page


def test_the_form_names_the_places_again_and_reads_them_back(client, supplier):
    CommuneFactory()
    activity = ActivityFactory(
        supplier=supplier, area_kind="zones", area_codes=["59350", "200093201"]
    )
    page = client.get(f"/fournisseurs/{supplier.pk}/modifier/")
    shown = page.context["activities"][0]["area_codes"].value()

    save(client, supplier, id=activity.pk, area_kind="zones", area_codes=shown)

    assert shown == "Lille (59350), Métropole Européenne de Lille (200093201)"
    assert supplier.activities.get().area_codes == ["59350", "200093201"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"area_kind": "zones", "area_codes": "Nulle-Part-sur-Rien"}, "Commune inconnue"),
        ({"area_kind": "zones", "area_codes": ""}, "Nommez au moins une commune"),
        ({"area_kind": "radius", "area_km": "0"}, "Indiquez un rayon de 1 à 2000 km"),
        ({"area_kind": "departments", "area_codes": "Midi"}, "ce n'est ni un nom ni un code"),
        ({"storage_value": "-1", "storage_unit": "m2"}, "Un nombre entre 0 et"),
        ({"storage_proof": "bail", "storage_unit": "m2"}, "Dites ce que cette preuve établit"),
    ],
)
def test_a_wrong_area_or_means_is_refused_and_nothing_is_lost(client, supplier, fields, message):
    answer = save(client, supplier, **fields)

    assert answer.status_code == 422
    assert message in words(answer)
    assert not Activity.objects.exists()


def test_means_are_typed_shown_and_taken_away(client, supplier):
    save(client, supplier, storage_value="200", storage_unit="m2", storage_proof="bail",
         hygiene_plan_unit="démarche HACCP")  # fmt: skip
    activity = supplier.activities.get()
    page = html.unescape(client.get(f"/fournisseurs/{supplier.pk}/").text)

    assert [m.kind for m in activity.declared_means()] == ["storage", "hygiene_plan"]
    assert "Stockage\u00a0: 200\u00a0m2" in page
    assert "preuve : bail" in page

    save(client, supplier, id=activity.pk, storage_value="", storage_unit="m2",
         hygiene_plan_unit="")  # fmt: skip
    assert supplier.activities.get().means == []


def test_the_api_keeps_means_and_areas(client, supplier):
    change = {
        "activities": [
            {
                "label": "Lavage",
                "area_kind": "radius",
                "area_km": 30,
                "means": [{"kind": "storage", "value": 90, "unit": "m2"}],
            }
        ]
    }

    answer = client.patch(
        f"/api/v1/suppliers/{supplier.pk}/", change, content_type="application/json"
    )

    (activity,) = answer.json()["activities"]
    assert (activity["area_kind"], activity["area_km"]) == ("radius", 30)
    assert activity["means"] == [{"kind": "storage", "value": 90.0, "unit": "m2"}]


def test_an_activity_is_found_by_the_search_where_it_alone_works(client, supplier):
    ActivityFactory(supplier=supplier, area_kind="country")

    supplier.reindex()

    assert supplier.activity_areas == [["country", None, []]]
    assert Departments().filed_under(supplier) == ["*"]
    assert replace(supplier.area, kind="country") in supplier.areas


@pytest.mark.parametrize(
    ("area", "served"),
    [
        ({"area_kind": "radius", "area_km": 5}, {"Lille"}),
        ({"area_kind": "radius", "area_km": 60}, {"Lille", "Arras"}),
        ({"area_kind": "departments", "area_codes": ["62"]}, {"Arras"}),
        ({"area_kind": "region", "area_codes": ["32"]}, {"Lille", "Arras"}),
        ({"area_kind": "zones", "area_codes": ["62041"]}, {"Arras"}),
        ({"area_kind": ""}, {"Lille"}),
    ],
)
def test_the_map_tells_the_communes_that_are_served(client, supplier, area, served):
    CommuneFactory()
    CommuneFactory(
        insee="62041", name="Arras", department="62", lat=50.2895, lon=2.7659, epci_siren=""
    )
    points = dict(Commune.objects.filter(insee__in=["59350", "62041"]).values_list("name", "insee"))
    Supplier.objects.filter(pk=supplier.pk).update(**area)

    drawn = client.get(f"/fournisseurs/{supplier.pk}/").context["map"]

    for name, insee in points.items():
        point = list(Commune.objects.get(pk=insee).point)
        assert (point in drawn["served"]) is (name in served)
        assert point not in drawn["territory"] or name not in served
    assert [p["radius_km"] for p in drawn["points"][1:]] == (
        [area["area_km"]] if "area_km" in area else []
    )
