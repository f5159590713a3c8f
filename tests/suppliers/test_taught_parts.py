"""A trade that a need asks both to do and to teach, and who does which."""

import pytest

from suppliers.groups import propose
from suppliers.matching import rank
from tests.suppliers.test_matching import need, supplier

TEXTILE = (
    "Animer des rendez-vous où l'on apprend à recoudre et à rapiécer ; faire confectionner 3 000 "
    "sacs dans les bâches de nos affiches ; laver et repasser le linge des crèches."
)
SEWS = "Nous cousons sacs et trousses dans des bâches, sur nos piqueuses et nos surjeteuses."
SHOWS = "Atelier de couture : nous cousons et retouchons. Cours de couture et de raccommodage."
TRAINS = "École de couture : CAP et titre professionnel de couturière retoucheuse."
WASHES = "Blanchisserie : lavage et repassage du linge."


@pytest.fixture
def demand():
    return need("Plan textile", TEXTILE)


def groups(demand, *descriptions):
    suppliers = [supplier(number, text) for number, text in enumerate(descriptions, start=1)]
    return propose(rank(demand, suppliers))


def test_what_is_taught_and_what_is_done_of_one_trade_are_two_parts(demand):
    parts = [(component.trades[0], component.role) for component in demand.components]
    assert parts == [("sewing", "training"), ("sewing", ""), ("linen", "")]


def test_lessons_of_a_trade_that_is_always_taught_are_one_part_with_it():
    lent = "Prêter des scooters aux demandeurs d'emploi"
    taught = "apprendre à conduire à des personnes sans permis"
    assert len(need("Besoin", f"{lent}, {taught}.").components) == 1


def test_of_one_thing_told_together_one_clause_may_ask_to_do_it_and_the_other_to_teach_it():
    mended = "l'un où l'habitant laisse un habit abîmé et le retrouve mettable"
    taught = "l'autre où il s'exerce à le faire seul"
    parts = need("Vêtements", f"Deux rendez-vous par mois : {mended}, {taught}.").components
    assert {part.role for part in parts} == {"", "training"}


def test_who_only_does_a_trade_is_not_said_to_teach_it(demand):
    (best, *_) = groups(demand, SEWS, WASHES)
    assert not any("formation" in name for name in best.covers)
    assert not best.is_whole


def test_who_does_a_trade_and_says_lessons_of_it_covers_both(demand):
    (best, *_) = groups(demand, SHOWS, WASHES)
    assert best.is_whole


def test_who_only_teaches_leaves_in_doubt_what_is_to_be_done(demand):
    (best, *_) = groups(demand, "Cours de couture, stages de raccommodage sur machine.", WASHES)
    assert not best.is_whole


@pytest.mark.parametrize(
    ("teaches", "is_whole"), [(TRAINS, False), (f"{TRAINS} Cours de couture ouverts à tous.", True)]
)
def test_who_makes_professionals_is_to_be_asked_for_lessons_for_everyone(demand, teaches, is_whole):
    (best, *_) = groups(demand, teaches, SEWS, WASHES)
    assert best.is_whole is is_whole


@pytest.mark.parametrize(
    ("sold", "covers"), [("Sacs de coton cousus à façon.", True), ("Sacs neufs importés.", False)]
)
def test_who_sells_new_things_does_not_make_them_of_old_ones(demand, sold, covers):
    found = groups(demand, f"Couture. {sold}" if covers else sold, SHOWS, WASHES)
    members = {member.supplier.id for group in found for member in group.members}
    assert ("F-1" in members) is covers
