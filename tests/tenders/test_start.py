"""`manage.py start`: where the links of what it serves lead."""

import pytest

from tenders.management.commands.start import address


@pytest.mark.parametrize("port", [8000, 8080])
@pytest.mark.parametrize("known", [None, ""])
def test_links_lead_to_the_port_that_is_served(monkeypatch, known, port):
    monkeypatch.delenv("SITE_URL", raising=False)
    if known is not None:
        monkeypatch.setenv("SITE_URL", known)
    assert address(port) == f"http://127.0.0.1:{port}"


def test_an_address_given_by_the_machine_is_kept(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://balise.example.org")
    assert address(8080) == "https://balise.example.org"
