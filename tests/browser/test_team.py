"""The team of a project in two browsers: invited, in, heard, and out at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlparse
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import HARMLESS, WAYS, Visitor, new_context
from tests.browser.test_journeys import BUYER, PROJECT

KEY = "un-mot-de-passe-bien-long"


@pytest.fixture(params=WAYS)
def arrive(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Callable]:
    """As many people as one asks for, each in a browser of their own."""
    width, scripts = WAYS[request.param]
    contexts, refused = [], []

    def one() -> Visitor:
        context = new_context(browser, width, scripts)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        return Visitor(page, site, scripts)

    yield one
    for context in contexts:
        context.close()
    assert [text for text in refused if not text.startswith(HARMLESS)] == []


def path_for(folder: Path, email: str) -> str:
    """The way into the team in the message sent to this address."""
    for path in sorted((folder / "mail").glob("*"), key=lambda p: p.stat().st_mtime, reverse=True):
        for message in reversed(path.read_bytes().split(b"-" * 79)):
            parsed = message_from_bytes(message.lstrip(), policy=policy.default)
            if parsed["To"] == email:
                words = parsed.get_body(("plain",)).get_content().split()
                return urlparse(next(word for word in words if "/equipe/" in word)).path
    raise AssertionError(f"Aucun message à {email}.")


def test_a_person_is_invited_comments_and_is_withdrawn_while_reading(arrive, folder):
    owner, guest = arrive(), arrive()
    email = f"conseil-{uuid4().hex[:8]}@example.org"
    owner.sign_in(BUYER)
    owner.follow(PROJECT)
    owner.follow("Voir l'équipe")
    team = owner.page.url
    owner.page.locator("#id_name").fill("Dana Petit")
    owner.page.locator("#id_email").fill(email)
    owner.page.locator("#id_right").select_option("comment")
    owner.follow("Inviter dans l'équipe")
    assert "invitation en attente" in owner.page.content()

    way_in = path_for(folder, email)
    guest.goto(way_in)
    guest.follow("Créer mon compte")
    guest.page.locator("[name=email]").fill(email)
    guest.page.locator("[name=password1]").fill(KEY)
    guest.page.locator("[name=password2]").fill(KEY)
    guest.follow("Créer mon compte")
    guest.follow("Rejoindre l'équipe")
    assert guest.page.get_by_role("link", name="Modifier la démarche").count() == 0
    guest.follow("Lire et écrire les commentaires")
    guest.page.locator("#id_place").select_option(label="Diagnostic commun")
    guest.page.locator("#id_text").fill(f"Vérifions les couverts, dit {email}.")
    guest.follow("Commenter")
    assert f"Vérifions les couverts, dit {email}." in guest.page.content()
    commenting = guest.page.url

    owner.goto(urlparse(team).path)
    row = owner.page.get_by_role("row", name=email)
    row.locator("select").select_option("none")
    with owner.page.expect_navigation():
        row.get_by_role("button").click()
    assert "n'a plus accès à la démarche" in owner.page.content()

    guest.page.locator("#id_text").fill("Encore un mot.")
    with guest.page.expect_navigation() as navigation:
        guest.page.get_by_role("button", name="Commenter").click()
    assert navigation.value.status == 404
    assert guest.page.goto(commenting.partition("#")[0]).status == 404


def test_the_register_is_searched_and_says_what_it_proves(arrive):
    buyer = arrive()
    buyer.sign_in(BUYER)
    buyer.follow(PROJECT)
    buyer.follow("Lire le registre")
    seal = buyer.page.locator(".note-success code").inner_text()
    buyer.page.locator("#id_family").select_option("team")
    buyer.follow("Chercher", exact=True)
    assert "Camille Delattre (fictive) devient responsable" in buyer.page.content()
    buyer.page.locator("summary", has_text="Ce que cette vérification prouve").click()
    buyer.page.locator("#seal").fill(seal)
    buyer.follow("Chercher cette empreinte")
    assert "Cette empreinte est celle de l'acte" in buyer.page.locator("main").inner_text()
