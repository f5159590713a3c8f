"""French typography, applied in one place."""

import pytest

from procurement.typography import french

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "set_in_french"),
    [
        ("Prix : 5 % !", f"Prix{NBSP}: 5{NBSP}%{NBSP}!"),
        ("« Oui » ; non ?", f"«{NBSP}Oui{NBSP}»{NBSP}; non{NBSP}?"),
        ("lot n° 3", f"lot n°{NBSP}3"),
        ("12 400 €", f"12{NBSP}400{NBSP}€"),
        ("l'offre d'un lot", "l’offre d’un lot"),
        ("https://example.org:80/x", "https://example.org:80/x"),
        ("lot 2 100 % prêt", f"lot 2{NBSP}100{NBSP}% prêt"),
        ("", ""),
    ],
)
def test_spaces_and_apostrophes(typed, set_in_french):
    assert french(typed) == set_in_french


def test_typesetting_twice_changes_nothing():
    once = french("L'avance : « 10 % » ?")
    assert french(once) == once
