"""What the address of whoever asks for a record tells of its right to it."""

import pytest

from suppliers.address_hints import hints, owned_name

SITE, CONTACT = "https://www.laverie.fr/contact", "bonjour@laverie.fr"


@pytest.mark.parametrize(
    ("email", "site", "contact", "verdicts"),
    [
        ("anne@laverie.fr", SITE, "", [None, True, None]),
        ("anne@pro.laverie.fr", SITE, CONTACT, [None, True, True]),
        ("anne@autre.fr", SITE, "", [None, False, None]),
        ("anne@laverie.fr", "", "", [None, None, None]),
        ("laverie@gmail.com", SITE, CONTACT, [False, None]),
        ("laverie@gmail.com", SITE, "laverie@gmail.com", [False, True]),
        ("autre@gmail.com", SITE, "laverie@gmail.com", [False, None]),
    ],
)
def test_what_an_address_tells(email, site, contact, verdicts):
    assert [hint.speaks_for for hint in hints(email, site, contact)] == verdicts


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.atelier.asso.fr", "atelier.asso.fr"),
        ("pro.laverie.fr", "laverie.fr"),
        ("autre.asso.fr", "autre.asso.fr"),
    ],
)
def test_two_associations_do_not_share_a_domain(host, name):
    assert owned_name(host) == name
