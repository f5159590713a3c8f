import pytest

from suppliers.capacity import Quantity, best_fits
from suppliers.frequencies import Counted, timed
from suppliers.gathering import demand_of_need
from tests.needs.factories import NeedFactory

A_DAY = 250  # working days a year


def quantities(text, *counted):
    """Those counted in a text, each by its words, unit and period, with how often they come."""
    found = []
    for words, value, unit, period in counted:
        start = text.index(words)
        found.append(Counted(Quantity(value, unit, period, words), start, start + len(words)))
    return timed(text, found)


@pytest.mark.parametrize(
    ("often", "times"),
    [
        ("deux fois par semaine", 100),
        ("2 fois/semaine", 100),
        ("trois fois la semaine", 150),
        ("trois fois par mois", 36),
        ("quatre fois l'an", 4),
        ("deux soirs par semaine", 100),
        ("un jour sur deux", 125),
        ("cinq jours sur sept", 250),
        ("une semaine sur deux", 25),
        ("tous les quinze jours", 25),
        ("toutes les deux semaines", 25),
        ("tous les deux mois", 6),
        ("chaque mardi", 50),
        ("tous les mardis et jeudis", 100),
        ("le mardi et le jeudi", 100),
        ("du lundi au vendredi", 250),
        ("chaque soir", 250),
    ],
)
def test_what_comes_several_times_a_period_is_counted_over_the_year(often, times):
    [meals] = quantities(f"Servir 40 couverts {often}.", ("40 couverts", 40, "couvert", ""))
    assert meals.yearly == 40 * times
    assert (meals.value, meals.period) == (40, "jour")


@pytest.mark.parametrize(
    "text",
    [
        "Servir 40 couverts le mardi 3 mars.",
        "Servir 40 couverts. Laver les sols deux fois par semaine.",
        "Servir 40 couverts ; laver les sols deux fois par semaine.",
        "Servir 40 couverts et laver 20 nappes deux fois par semaine.",
        "Servir 40 couverts, dont un sur deux sans viande.",
    ],
)
def test_how_often_something_else_comes_says_nothing_of_it(text):
    nappes = [("20 nappes", 20, "nappe", "")] if "nappes" in text else []
    assert quantities(text, ("40 couverts", 40, "couvert", ""), *nappes)[0].period == ""


def test_the_same_several_times_a_day_is_as_much_more_a_day():
    text = "Nettoyer 200 m2 deux fois par jour."
    [found] = quantities(text, ("200 m2", 200, "m2", ""))
    assert (found.value, found.period, found.yearly) == (400, "jour", 400 * A_DAY)


def test_how_often_may_be_said_first():
    text = "Deux fois par semaine, transporter 12 palettes."
    assert quantities(text, ("12 palettes", 12, "palette", ""))[0].yearly == 1200


@pytest.mark.parametrize(
    ("often", "days"),
    [("4 jours par semaine", 200), ("4 jours par semaine, 36 semaines par an", 144)],
)
def test_what_comes_each_day_of_some_comes_on_these_alone(often, days):
    text = f"Servir 300 repas par jour, {often}."
    found = quantities(text, ("300 repas par jour", 300, "repas", "jour"))
    assert found[0].yearly == 300 * days


def test_a_frequency_is_no_quantity_beside_what_it_is_of():
    text = "Servir 40 couverts deux fois par semaine, et passer trois fois par mois."
    found = quantities(
        text,
        ("40 couverts", 40, "couvert", ""),
        ("deux fois par semaine", 2, "fois", "semaine"),
        ("trois fois par mois", 3, "fois", "mois"),
    )
    assert [str(q) for q in found] == ["40 couverts deux fois par semaine", "trois fois par mois"]


@pytest.mark.parametrize(("made", "ratio"), [(4, 0.1), (40, 1.0), (250, 6.25)])
def test_what_is_served_on_some_days_is_made_on_these_days(made, ratio):
    text = "Servir 40 couverts deux fois par semaine."
    asked = quantities(text, ("40 couverts", 40, "couvert", ""))
    [fit] = best_fits(asked, [Quantity(made, "repas", "jour")])
    assert fit.ratio == pytest.approx(ratio)


@pytest.mark.django_db
def test_how_often_is_read_in_the_text_of_a_need():
    need = NeedFactory(text="Servir 40 couverts deux fois par semaine.")
    need.read_again()
    [meals] = demand_of_need(need).quantities
    assert (str(meals), meals.yearly) == ("40 couverts deux fois par semaine", 4000)


@pytest.mark.parametrize(
    ("within", "days"),
    [
        ("en neuf jours ouvrés", 9),
        ("sur trois week-ends", 6),
        ("en moins de deux semaines", 10),
        ("sans en perdre un, pendant quatre nuits", 4),
        ("trois fois, en 2027", None),
        ("à l'automne. Former l'équipe en trois jours", None),
    ],
)
def test_what_is_all_to_be_done_in_some_days_says_in_how_many(within, days):
    text = f"Déménager 74 000 documents {within}."
    spells = [("trois week-ends", 3, "week-end", "")] if "week-ends" in text else []
    books = quantities(text, ("74 000 documents", 74_000, "document", ""), *spells)[0]
    assert books.days == days


@pytest.mark.parametrize(
    ("made", "period", "ratio"), [(9_000, "jour", 1.125), (9_000, "an", 0.125)]
)
def test_what_is_all_to_be_done_in_some_days_compares_with_what_is_done_in_them(
    made, period, ratio
):
    asked = Quantity(72_000, "document", days=9)
    [fit] = best_fits([asked], [Quantity(made, "document", period)])
    assert fit.ratio == pytest.approx(ratio)
    [stock] = best_fits([asked], [Quantity(36_000, "document")])
    assert stock.ratio == 0.5


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Des leçons trois matins par semaine, pour 60 adultes", None),
        ("Trois matins par semaine, 60 adultes", 150),
    ],
)
def test_for_whom_something_often_comes_is_the_same_each_time(text, times):
    (adults,) = quantities(text, ("60 adultes", 60, "adulte", ""))
    assert (adults.times if adults.period else None) == times
