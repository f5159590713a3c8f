import pytest

from needs.places import UnknownCommune, find_commune
from tests.factories import CommuneFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def communes():
    CommuneFactory()
    CommuneFactory(
        insee="59527", name="Saint-André-lez-Lille", name_key="saint-andre-lez-lille",
        postal_codes="59350",
    )  # fmt: skip
    CommuneFactory(insee="93066", name="Saint-Denis", name_key="saint-denis", postal_codes="93200")
    CommuneFactory(insee="97411", name="Saint-Denis", name_key="saint-denis", postal_codes="97400")


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Lille", "59350"),
        ("lille", "59350"),
        ("Lille (59000)", "59350"),
        ("59800", "59350"),
        ("93066", "93066"),
        ("SAINT ANDRE LEZ LILLE", "59527"),
        ("St-André-lez-Lille", "59527"),
        ("Saint-Denis 97400", "97411"),
    ],
)
def test_a_commune_is_found_as_people_write_it(typed, insee):
    assert find_commune(typed).insee == insee


def test_a_code_that_is_of_one_by_post_and_of_another_by_insee_is_asked():
    with pytest.raises(UnknownCommune, match=r"Lille \(59000\) ou Saint-André-lez-Lille \(59350\)"):
        find_commune("59350")
    assert find_commune("59350", insee_first=True).insee == "59350"


def test_an_unknown_commune_is_answered_with_the_nearest_names():
    with pytest.raises(UnknownCommune) as error:
        find_commune("Lile")
    said = plain(str(error.value))
    assert said == "Commune inconnue : « Lile ». Vouliez-vous dire Lille (59000) ?"


def test_namesakes_ask_for_the_postcode():
    with pytest.raises(UnknownCommune, match=r"Saint-Denis \(93200\) ou Saint-Denis \(97400\)"):
        find_commune("Saint-Denis")


def test_a_name_and_the_postcode_of_another_commune_do_not_pass():
    with pytest.raises(UnknownCommune):
        find_commune("Lille (97400)")


@pytest.mark.parametrize("typed", ["00000", "---", "🙂"])
def test_nonsense_gets_an_example_of_what_to_write(typed):
    with pytest.raises(UnknownCommune, match="Commune inconnue"):
        find_commune(typed)
