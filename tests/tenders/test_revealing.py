"""What a supplier's message would tell its competitors of who speaks, or of prices."""

import pytest

from tenders.revealing import revealing

NAMES = ["Association La Boucle des bacs", "Vélo Nord", "ESAT Les Ateliers du Parc", "Est"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("À la Boucle des bacs, nous lavons la nuit.", ("Association La Boucle des bacs",)),
        ("Chez VÉLO-NORD on livre tôt.", ("Vélo Nord",)),
        ("Écrivez à paul@boucle.fr.", ("paul@boucle.fr", "boucle.fr.")),
        ("Appelez le 03 20 11 22 33.", ("03 20 11 22 33",)),
        ("Notre SIRET : 130 025 265 00013.", ("130 025 265 00013",)),
        ("Voir www.exemple.org/bacs", ("www.exemple.org/bacs",)),
        ("Nous facturons 0,42 € le bac.", ("0,42 €",)),
        ("Il faudrait 12 000 euros de plus.", ("12 000 euros",)),
        ("Demandez Mme Lefebvre.", ("Mme Lefebvre",)),
    ],
)
def test_what_would_reveal_is_found(text, found):
    assert set(found) & set(revealing(text, names=NAMES))


@pytest.mark.parametrize(
    "text",
    [
        "Un taux de perte de 2 % est trop bas : 5 % se tient.",
        "Il nous faut 12 semaines et un second tunnel.",
        "Les ateliers de l'est livrent en vélo.",
        "Depuis 2024, 340 000 barquettes par an.",
        "L'article R2111-1 le permet.",
    ],
)
def test_ordinary_words_reveal_nobody(text):
    assert revealing(text, names=NAMES) == ()


def test_its_own_town_points_at_a_supplier():
    assert revealing("Depuis Armentières, tout va bien.", places=["Armentières"]) == (
        "Armentières",
    )


def test_a_name_inside_another_word_is_not_found():
    assert revealing("La boucle des bacsous.", names=NAMES) == ()
