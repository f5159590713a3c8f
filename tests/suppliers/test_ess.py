import pytest

from suppliers import ess
from suppliers.ess import Reservation


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("SCIC", "SCIC"),
        ("scop", "SCOP"),
        ("Entreprise d’insertion", "EI"),
        ("régie de quartier", "REGIE"),
        ("Association", "ASSOCIATION"),
        ("SARL", None),
    ],
)
def test_a_family_is_understood_as_people_write_it(written, code):
    assert ess.parse_kind(written) == code


@pytest.mark.parametrize(
    ("kind", "reservations"),
    [
        ("EA", {Reservation.HANDICAP}),
        ("ESAT", {Reservation.HANDICAP}),
        ("EI", {Reservation.INSERTION}),
        ("SCOP", {Reservation.ESS}),
        ("MUTUELLE", {Reservation.ESS}),
    ],
)
def test_each_family_answers_the_reservations_of_the_law(kind, reservations):
    assert set(ess.FAMILIES[kind].reservations) == reservations


def test_a_group_of_employers_is_not_a_siae():
    assert not ess.may_answer(["GEIQ"], Reservation.INSERTION)


def test_only_staffing_families_make_a_supplier_of_staff():
    assert ess.only_supplies_staff(["ETTI"])
    assert ess.only_supplies_staff(["ASSOCIATION", "AI"])
    assert not ess.only_supplies_staff(["ETTI", "EI"])
    assert not ess.only_supplies_staff(["ASSOCIATION"])
    assert not ess.only_supplies_staff([])


def test_every_family_says_its_ground_and_its_proof():
    assert all(f.ground and f.proof and f.reservations for f in ess.FAMILIES.values())


@pytest.mark.parametrize("code", ess.FAMILIES)
def test_a_family_is_read_under_the_name_that_it_is_shown(code):
    assert ess.parse_kind(ess.label(code)) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ACI (chantier d'insertion)", "ACI"),
        ("Structure d'insertion (EI)", "EI"),
        ("Association (loi 1901)", "ASSOCIATION"),
        ("Écocert (bio)", None),
    ],
)
def test_brackets_explain_a_family(written, code):
    assert ess.parse_kind(written) == code
