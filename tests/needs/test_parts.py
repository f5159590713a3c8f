from decimal import Decimal

import pytest
from django.urls import reverse

from needs.forms.fields import NumberField
from needs.models import Volume
from tests.needs.factories import SiteFactory, VolumeFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db
VOLUME = {
    "label": "Repas servis",
    "component": "repas",
    "quantity": "1 250",
    "unit": "repas",
    "period": "jour",
    "open_days": "5",
    "open_weeks": "36",
    "site": "",
}


def add_volume(client, need, **more):
    return client.post(reverse("needs:volume_create", args=[need.pk]), {**VOLUME, **more})


def add_site(client, need, **more):
    data = {"name": "École Ferry", "kind": "école", "commune_name": "Lille", "siret": "", **more}
    return client.post(reverse("needs:site_create", args=[need.pk]), data)


def errors(answer, field):
    return [plain(str(error)) for error in answer.context["form"].errors[field]]


@pytest.mark.parametrize("typed", ["Lille", "59800", "lille (59000)"])
def test_a_site_is_added_by_the_commune_as_people_write_it(signed_in, need, typed):
    add_site(signed_in, need, commune_name=typed)
    assert need.sites.get().commune_id == "59350"


def test_an_unknown_commune_is_said_with_the_nearest_names(signed_in, need):
    answer = add_site(signed_in, need, commune_name="Lile")
    (error,) = errors(answer, "commune_name")
    assert error.startswith("Commune inconnue : « Lile ». Vouliez-vous dire Lille (59000)")
    assert 'value="Lile"' in answer.content.decode()
    assert not need.sites.exists()


def test_a_site_may_give_its_siret_with_spaces(signed_in, need):
    add_site(signed_in, need, siret="732 829 320 00074")
    assert need.sites.get().siret == "73282932000074"


@pytest.mark.parametrize("siret", ["123", "73282932000075"])
def test_a_wrong_siret_is_refused(signed_in, need, siret):
    assert errors(add_site(signed_in, need, siret=siret), "siret")[0].startswith(("Un", "Le"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 250", "1250"),
        ("1\u202f250,5", "1250.5"),
        ("12.000", "12000"),
        ("1.234.567,89", "1234567.89"),
        ("12.5", "12.5"),
        ("0", "0"),
        ("1000000000", "1000000000"),
    ],
)
def test_a_quantity_is_read_as_french_people_type_it(signed_in, need, typed, kept):
    add_volume(signed_in, need, quantity=typed)
    assert need.volumes.get().quantity == Decimal(kept)


@pytest.mark.parametrize(("given", "kept"), [(1.125, "1.125"), ("1.125", "1125"), (0, "0")])
def test_a_point_parts_thousands_only_in_what_people_type(given, kept):
    assert NumberField().clean(given) == Decimal(kept)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "Une quantité ne peut pas être négative."),
        ("1000000001", "Cette quantité dépasse un milliard : vérifiez-la."),
        ("1e30", "Cette quantité dépasse un milliard : vérifiez-la."),
        ("beaucoup", "Écrivez un nombre, par exemple 1 250 ou 12,5."),
        ("NaN", "Écrivez un nombre, par exemple 1 250 ou 12,5."),
        ("1,234567", "Deux chiffres au plus après la virgule."),
        ("", "Ce champ est obligatoire."),
    ],
)
def test_an_absurd_quantity_is_refused_in_french(signed_in, need, typed, said):
    answer = add_volume(signed_in, need, quantity=typed)
    assert said in errors(answer, "quantity")
    assert not need.volumes.exists()


@pytest.mark.parametrize("typed", ["1.250", "1 250,50", "beaucoup"])
def test_a_quantity_comes_back_as_typed_from_an_error_elsewhere(signed_in, need, typed):
    answer = add_volume(signed_in, need, quantity=typed, label="")
    assert answer.context["form"]["quantity"].value() == typed


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("open_days", "0", False),
        ("open_days", "0,4", False),
        ("open_days", "0,5", True),
        ("open_days", "4,5", True),
        ("open_days", "4,25", False),
        ("open_days", "7", True),
        ("open_days", "8", False),
        ("open_weeks", "0", False),
        ("open_weeks", "52", True),
        ("open_weeks", "53", False),
    ],
)
def test_opening_stays_within_a_week_and_a_year(signed_in, need, field, value, kept):
    add_volume(signed_in, need, **{field: value})
    assert need.volumes.exists() is kept


def test_a_volume_cannot_be_put_on_the_site_of_another(signed_in, need):
    elsewhere = SiteFactory()
    answer = add_volume(signed_in, need, site=elsewhere.pk)
    assert "site" in answer.context["form"].errors


def test_the_totals_of_the_sheet_follow_each_volume(signed_in, need):
    add_volume(signed_in, need)
    html = plain(signed_in.get(need.get_absolute_url()).content.decode())
    assert "Repas : 225 000 repas par an" in html


def test_a_volume_is_edited_and_removed(signed_in, need):
    volume = VolumeFactory(need=need)
    address = reverse("needs:volume", args=[need.pk, volume.pk])
    version = signed_in.get(address).context["form"]["version"].value()
    signed_in.post(address, {**VOLUME, "quantity": "700", "version": version})
    volume.refresh_from_db()
    assert volume.quantity == 700
    removal = reverse("needs:volume_remove", args=[need.pk, volume.pk])
    signed_in.post(removal, {"version": volume.version})
    assert not need.volumes.exists()


def test_removing_a_site_removes_its_volumes(signed_in, need):
    site = SiteFactory(need=need)
    VolumeFactory(need=need, site=site)
    signed_in.post(reverse("needs:site_remove", args=[need.pk, site.pk]), {"version": 1})
    assert not need.volumes.exists()
    assert not need.sites.exists()


def test_a_change_of_volume_takes_the_validation_back(signed_in, need, buyer):
    need.validate(by=buyer, now=need.updated_at)
    add_volume(signed_in, need)
    need.refresh_from_db()
    assert need.validated_at is None


@pytest.mark.parametrize(
    ("quantity", "period", "said"),
    [(1, "", "1\u00a0contenant"), (1200, "jour", "1\u202f200\u00a0contenants par jour")],
)
def test_a_volume_is_said_in_french(quantity, period, said):
    assert str(Volume(quantity=Decimal(quantity), unit="contenant", period=period)) == said
