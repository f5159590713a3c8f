import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGE, API = reverse("law"), reverse("law-list")


@pytest.mark.parametrize(
    ("day", "shown"), [("2026-12-31", "100\u202f000\u00a0€"), ("2027-01-01", "140\u202f000\u00a0€")]
)
def test_a_value_is_that_of_the_chosen_day(client, day, shown):
    page = client.get(PAGE, {"date": day}).content.decode()
    row = page[page.index('<tr id="dispense_works">') :]
    assert shown in row[: row.index("</tr>")]


def test_the_page_tells_what_changes_next_and_its_doubt(client):
    page = client.get(PAGE, {"date": "2026-11-23"}).content.decode()
    assert "1er\u00a0janvier\u00a02027" in page
    assert "petits lots" in page


def test_a_day_that_is_none_is_refused_in_french(client):
    answer = client.get(PAGE, {"date": "demain"})
    assert answer.status_code == 200
    assert "Écrivez une date" in answer.content.decode()


def test_a_rule_not_yet_known_that_day_says_from_when(client):
    page = client.get(PAGE, {"date": "2020-06-01"}).content.decode()
    row = page[page.index('<tr id="essential_data">') :]
    assert "qu'à partir du" in row[: row.index("</tr>")]


def test_the_api_gives_the_same_values(client):
    answer = client.get(API, {"date": "2026-11-23"}).json()
    (works,) = [one for one in answer["subjects"] if one["id"] == "dispense_works"]
    assert works["current"]["value"] == 100_000
    assert works["coming"]["value"] == 140_000
    assert works["coming"]["since"] == "2027-01-01"


def test_the_api_refuses_what_is_no_date(client):
    answer = client.get(API, {"date": "demain"})
    assert answer.status_code == 400
    assert "2027-03-15" in str(answer.json())
