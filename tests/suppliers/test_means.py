"""Means declared beside a capacity, and how a need asks for them; without the database."""

import pytest

from suppliers.means import Means, asked, kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Livraison chaque matin, sous 48 heures", {"vehicles", "lead_time"}),
        ("Un plan de maîtrise sanitaire est exigé", {"hygiene_plan"}),
        ("Stockage tampon et lavage des bacs", {"storage", "wash_line"}),
        ("Formation des agents au tri", set()),
    ],
)
def test_a_need_asks_for_means_with_its_own_words(text, found):
    assert asked(text) == found


def test_means_are_said_with_their_unit():
    assert str(Means("storage", 200, "m2")) == "stockage\u00a0: 200\u00a0m2"
    assert str(Means("hygiene_plan", None, "démarche HACCP")) == (
        "plan d'hygiène\u00a0: démarche HACCP"
    )


def test_every_kind_proposes_a_unit():
    assert all(kind.units for kind in kinds().values())
