"""What a supplier's place in the ESS rests on, on a day: pure, without the database."""

from datetime import date, timedelta

import pytest

from suppliers.standing import NEAR, Noted, Proof, Rests, State, standings

AT = date(2027, 2, 15)
DAY = timedelta(days=1)


def standing(noted, *proofs, at=AT):
    return standings([noted], proofs, at=at)[0]


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("noted", "rests"),
    [
        (Noted("SOCIETE", "sirene"), Rests.FLAG),
        (Noted("ASSOCIATION", "sirene"), Rests.LEGAL_FORM),
        (Noted("ASSOCIATION", "recherche-entreprises"), Rests.LEGAL_FORM),
        (Noted("ACI", "recherche-entreprises"), Rests.LIST),
        (Noted("ACI", "siae"), Rests.LIST),
        (Noted("SCIC", "tableau"), Rests.WORD),
        (Noted("SCIC", ""), Rests.WORD),
    ],
)
def test_what_the_register_says_rests_on_something_that_is_no_proof(noted, rests):
    found = standing(noted)

    assert (found.rests_on, found.state) == (rests, State.CLAIMED)
    assert not found.is_proven


def test_a_flag_is_said_to_be_no_proof():
    found = standing(Noted("SOCIETE", "sirene", "sirene", date(2027, 1, 1)))

    assert plain(found.sentence) == (
        "Un indicateur d'une base publique le dit (sirene au 1er janvier 2027). "
        "Un indicateur n'est pas une preuve."
    )
    assert "Kbis" in found.to_ask


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        (AT - DAY, State.EXPIRED),
        (AT, State.EXPIRING),
        (AT + NEAR, State.EXPIRING),
        (AT + NEAR + DAY, State.PROVEN),
        (None, State.PROVEN),
    ],
)
def test_a_document_that_was_seen_proves_until_its_end(ends, state):
    seen = Proof("ACI", "CONV-12", expires_on=ends, seen_on=AT - DAY)

    found = standing(Noted("ACI", "siae"), seen)

    assert (found.state, found.rests_on) == (state, Rests.DOCUMENT)


def test_a_document_that_nobody_saw_is_only_stated():
    found = standing(Noted("ACI"), Proof("ACI", expires_on=AT + NEAR + DAY, source="Réseau"))

    assert found.state == State.STATED
    assert "déclarée par Réseau" in found.sentence


@pytest.mark.parametrize(
    ("at", "state"),
    [(date(2027, 2, 28), State.EXPIRING), (date(2027, 3, 1), State.EXPIRED)],
)
def test_an_esus_agreement_without_an_end_lasts_the_five_years_of_the_law(at, state):
    issued = Proof("ESUS", issued_on=date(2022, 3, 1), seen_on=date(2022, 4, 1))

    found = standing(Noted("ESUS"), issued, at=at)

    assert found.state == state
    assert "R3332-21-3" in found.sentence
    assert "deux ans" in found.sentence


def test_the_document_in_force_is_the_one_that_counts():
    old = Proof("EA", "ancien", expires_on=AT - DAY, seen_on=AT - NEAR)
    new = Proof("EA", "nouveau", expires_on=AT + DAY)

    assert standing(Noted("EA"), old, new).proof == new


def test_a_document_of_another_family_proves_nothing_here():
    assert standing(Noted("EI"), Proof("ACI", seen_on=AT)).state == State.CLAIMED


def test_an_agreement_without_a_known_end_says_so():
    assert "sans échéance dite" in standing(Noted("ACI"), Proof("ACI", seen_on=AT)).sentence
    assert "échéance" not in standing(Noted("SCIC"), Proof("SCIC", seen_on=AT)).sentence


def test_an_unknown_family_is_to_be_verified():
    found = standing(Noted("LICORNE", "tableau", "Réseau"))

    assert (found.ground, found.to_ask) == ("Famille inconnue de Balise, à vérifier", "")
