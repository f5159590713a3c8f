import pytest
from django.urls import reverse

from needs.models import NeedFact, RegisterEntry
from procurement.nomenclature.models import Cpv
from tests.factories import CommuneFactory
from tests.needs.factories import FactFactory, VolumeFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(need):
    return FactFactory(need=need)


def decide(client, fact, decision, **headers):
    address = reverse("needs:decide", args=[fact.need_id, fact.pk])
    return client.post(address, {"decision": decision}, headers=headers)


def correct(client, fact, **data):
    answer = client.post(reverse("needs:correct", args=[fact.need_id, fact.pk]), data)
    fact.refresh_from_db()
    return answer


@pytest.mark.parametrize("decision", ["confirmed", "rejected"])
def test_a_decision_says_who_and_when(signed_in, buyer, fact, decision):
    answer = decide(signed_in, fact, decision)
    fact.refresh_from_db()
    assert (fact.status, fact.decided_by) == (decision, buyer)
    assert fact.decided_at
    assert answer.url.endswith(f"#element-{fact.pk}")


def test_a_decision_can_be_taken_back(signed_in, fact):
    decide(signed_in, fact, "confirmed")
    decide(signed_in, fact, "proposed")
    fact.refresh_from_db()
    assert (fact.status, fact.decided_by, fact.decided_at) == ("proposed", None, None)


@pytest.mark.parametrize("decision", ["", "corrected", "approved"])
def test_an_unknown_decision_is_refused(signed_in, fact, decision):
    assert decide(signed_in, fact, decision).status_code == 400


def test_a_rejected_item_is_no_longer_underlined(signed_in, fact):
    decide(signed_in, fact, "rejected")
    html = signed_in.get(fact.need.get_absolute_url()).content.decode()
    assert "<mark" not in html
    assert "écarté" in html


def test_htmx_gets_the_fragment_that_the_page_includes(signed_in, fact):
    fragment = decide(signed_in, fact, "confirmed", **{"HX-Request": "true"}).content.decode()
    page = signed_in.get(fact.need.get_absolute_url()).content.decode()
    assert fragment.lstrip().startswith('<section id="reading"')
    without_token = [line for line in fragment.splitlines() if "csrfmiddlewaretoken" not in line]
    assert [line for line in without_token if line not in page] == []


@pytest.mark.parametrize("decision", ["confirmed", "rejected"])
def test_all_of_one_kind_are_decided_at_once(signed_in, need, fact, decision):
    place = FactFactory(need=need, kind="place", text="Lille", data={"insee": "59350"})
    data = {"kind": "quantity", "decision": decision}
    signed_in.post(reverse("needs:decide_all", args=[need.pk]), data)
    fact.refresh_from_db()
    place.refresh_from_db()
    assert (fact.status, place.status) == (decision, "proposed")


@pytest.mark.parametrize(
    "data", [{"kind": "quantity"}, {"decision": "confirmed"}, {"kind": "x", "decision": "y"}]
)
def test_a_decision_on_all_of_no_kind_is_refused(signed_in, need, data):
    answer = signed_in.post(reverse("needs:decide_all", args=[need.pk]), data)
    assert answer.status_code == 400


def test_the_register_notes_one_act_when_all_is_decided(signed_in, need, fact):
    other = FactFactory(need=need, text="12 bacs")
    decide(signed_in, fact, "confirmed")
    assert not RegisterEntry.objects.exists()
    decide(signed_in, other, "rejected")
    entry = RegisterEntry.objects.get()
    assert entry.act == "facts_decided"
    assert entry.facts["decisions"] == {"confirmed": 1, "rejected": 1}


def test_a_quantity_is_corrected_and_keeps_what_was_read(signed_in, fact):
    correct(signed_in, fact, value="1 300", unit="repas", period="jour")
    assert fact.status == "corrected"
    assert fact.data["value"] == 1300
    assert fact.data["read"]["value"] == 1250


def test_a_corrected_figure_is_no_range_any_more(signed_in, fact):
    fact.data |= {"min": 1000, "approximate": True}
    fact.save()
    correct(signed_in, fact, value="1 300", unit="repas", period="jour")
    assert (fact.data["min"], fact.data["approximate"]) == (1300, False)


def test_leaving_a_correction_restores_what_was_read(signed_in, fact):
    correct(signed_in, fact, value="1 300", unit="repas", period="jour")
    decide(signed_in, fact, "confirmed")
    fact.refresh_from_db()
    assert fact.data == {"value": 1250, "unit": "repas", "period": "jour"}


@pytest.mark.parametrize("value", ["-5", "abc", "2000000000", ""])
def test_an_impossible_quantity_is_refused_in_french(signed_in, fact, value):
    answer = correct(signed_in, fact, value=value, unit="repas", period="")
    assert "value" in answer.context["form"].errors
    assert fact.status == "proposed"


def test_a_place_is_corrected_by_its_name(signed_in, need):
    CommuneFactory(insee="59512", name="Roubaix", name_key="roubaix", postal_codes="59100")
    fact = FactFactory(need=need, kind="place", text="Lille", data={"insee": "59350"})
    correct(signed_in, fact, insee="roubaix")
    assert [fact.data[key] for key in ("kind", "code", "insee", "name")] == [
        "commune",
        "59512",
        "59512",
        "Roubaix",
    ]


def test_an_unknown_place_is_refused_with_the_nearest_names(signed_in, need):
    fact = FactFactory(need=need, kind="place", text="Lille", data={"insee": "59350"})
    answer = correct(signed_in, fact, insee="Lile")
    assert "Vouliez-vous dire Lille (59000)" in plain(answer.content.decode())


def test_a_code_is_shown_with_its_check_digit_and_reasons(signed_in, need):
    Cpv.objects.update_or_create(
        code="39222100", defaults={"check_digit": "5", "label": "Matériel de restauration jetable"}
    )
    FactFactory(
        need=need, kind="cpv", text="", start=None, end=None,
        data={"code": "39222100", "label": "", "because": ["Le mot « barquettes »."]},
    )  # fmt: skip
    html = signed_in.get(need.get_absolute_url()).content.decode()
    assert "39222100-5" in html
    assert "Le mot « barquettes »." in html


@pytest.mark.parametrize("code", ["123", "99999999"])
def test_a_code_outside_the_nomenclature_is_refused(signed_in, need, code):
    fact = FactFactory(need=need, kind="cpv", text="", data={"code": "39222100"})
    answer = correct(signed_in, fact, code=code)
    assert "code" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("kind", "data", "typed", "expected"),
    [
        ("amount", {"value": 18000, "tax": None}, {"value": "20 000,50", "tax": "ht"}, 20000.5),
        ("date", {"iso": "2027-06-30"}, {"iso": "2027-07-01", "role": "start"}, "2027-07-01"),
        ("duration", {"months": 36}, {"months": "48"}, 48),
        ("objective", {"id": "bio"}, {"id": "insertion"}, "insertion"),
    ],
)
def test_each_kind_has_its_own_correction(signed_in, need, kind, data, typed, expected):
    fact = FactFactory(need=need, kind=kind, text="mots", data=data)
    correct(signed_in, fact, **typed)
    assert fact.status == "corrected"
    assert expected in fact.data.values()


# From what was read to what is counted


@pytest.fixture
def meals(need):
    need.text = "Nous servons 1 250 repas par jour dans nos écoles."
    need.save()
    return FactFactory(need=need, start=13, end=33)


def volume_from(need, fact):
    return f"{reverse('needs:volume_create', args=[need.pk])}?element={fact.pk}"


@pytest.mark.parametrize(
    ("status", "offered"),
    [("proposed", False), ("rejected", False), ("confirmed", True), ("corrected", True)],
)
def test_an_accepted_quantity_may_become_a_volume(signed_in, need, meals, status, offered):
    NeedFact.objects.filter(pk=meals.pk).update(status=status)
    html = signed_in.get(need.get_absolute_url()).content.decode()
    assert (volume_from(need, meals) in html) == offered
    form = signed_in.get(volume_from(need, meals)).context["form"]
    assert (form["quantity"].value() == "1\u202f250") == offered


def test_how_often_is_no_volume(signed_in, need):
    often = FactFactory(
        need=need, status="confirmed", data={"value": 5, "unit": "jour", "period": "semaine"}
    )
    html = signed_in.get(need.get_absolute_url()).content.decode()
    assert volume_from(need, often) not in html


def test_a_volume_begins_from_the_words_that_were_read(signed_in, need, meals):
    NeedFact.objects.filter(pk=meals.pk).update(status="confirmed")
    page = signed_in.get(volume_from(need, meals))
    form = page.context["form"]
    assert (form["unit"].value(), form["period"].value()) == ("repas", "jour")
    assert "Nous servons 1 250 repas par jour dans nos écoles." in plain(page.content.decode())


def test_a_quantity_that_is_counted_is_not_offered_again(signed_in, need, meals):
    NeedFact.objects.filter(pk=meals.pk).update(status="confirmed")
    VolumeFactory(need=need, quantity=1250, unit="Repas", period="jour")
    html = signed_in.get(need.get_absolute_url()).content.decode()
    assert volume_from(need, meals) not in html
    assert "Déjà parmi les volumes" in html


@pytest.mark.parametrize("sent", ["x", "", "9" * 30])
def test_what_names_no_quantity_opens_an_empty_volume(signed_in, need, sent):
    address = reverse("needs:volume_create", args=[need.pk])
    assert signed_in.get(address, {"element": sent}).context["form"]["quantity"].value() is None


def test_a_quantity_of_another_sheet_is_not_told(signed_in, need):
    other = FactFactory(status="confirmed")
    assert signed_in.get(volume_from(need, other)).context["form"].read is None


def test_a_place_to_correct_is_shown_by_its_name_and_kept_when_it_is_left_so(signed_in, need):
    """« 59350 » alone is the postcode of a neighbour."""
    CommuneFactory(
        insee="59527", name="Saint-André-lez-Lille", name_key="saint-andre-lez-lille",
        postal_codes="59350",
    )  # fmt: skip
    data = {"insee": "59350", "name": "Lille"}
    fact = FactFactory(need=need, kind="place", text="Lille", data=data)
    page = signed_in.get(reverse("needs:correct", args=[need.pk, fact.pk]))
    shown = page.context["form"]["insee"].value()
    correct(signed_in, fact, insee=shown)
    assert (shown, fact.data["insee"]) == ("Lille (59350)", "59350")
