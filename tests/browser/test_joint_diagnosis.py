"""A joint diagnosis by three people in three browsers at once: nothing anybody types is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlparse
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import HARMLESS, Visitor, new_context

LEAD = "acheteuse@demo.balise.example.org"
ROUBAIX = "roubaix@demo.balise.example.org"
KEY = "un-mot-de-passe-bien-long"


@pytest.fixture(params=[1280, 390])
def three(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Callable]:
    """As many people as one asks for, each in a browser of their own."""
    contexts, refused = [], []

    def arrive() -> Visitor:
        context = new_context(browser, request.param, True)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        return Visitor(page, site, True)

    yield arrive
    for context in contexts:
        context.close()
    assert [text for text in refused if not text.startswith((*HARMLESS, "Response Status"))] == []


def link_for(folder: Path, email: str) -> str:
    """The way to the sheet in the message sent to this address."""
    for path in sorted((folder / "mail").glob("*"), key=lambda p: p.stat().st_mtime, reverse=True):
        for message in reversed(path.read_bytes().split(b"-" * 79)):
            parsed = message_from_bytes(message.lstrip(), policy=policy.default)
            if parsed["To"] == email:
                words = parsed.get_body(("plain",)).get_content().split()
                return next(word for word in words if "/contribuer/" in word)
    raise AssertionError(f"Aucun message à {email}.")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Enregistré à")


def open_project(visitor: Visitor, title: str) -> str:
    visitor.goto("/besoins/demarches/nouvelle/")
    page = visitor.page
    page.locator("[name=title]").fill(title)
    page.locator("[name=sector]").select_option("reuse_catering")
    page.locator("[name=lead]").select_option(label="Métropole Européenne de Lille")
    visitor.follow("Ouvrir la démarche")
    return urlparse(page.url).path


def test_three_people_make_one_diagnosis(three, folder):
    title = f"Vaisselle commune {uuid4().hex[:8]}"
    chef = f"chef-{uuid4().hex[:8]}@example.org"
    lead, roubaix, loos = three(), three(), three()

    # The lead opens the project and invites: a member, and a town nobody knew.
    lead.sign_in(LEAD)
    project = open_project(lead, title)
    lead.page.locator("[name=organisation]").select_option(label="Ville de Roubaix")
    lead.follow("Ajouter cette autorité")
    lead.page.locator("[name=other]").fill("Loos")
    lead.page.locator("[name=name]").fill("Alex Roy")
    lead.page.locator("[name=email]").fill(chef)
    lead.follow("Ajouter cette autorité")
    expect(lead.page.locator("main")).to_contain_text("L'invitation d'Alex Roy est partie.")

    # Roubaix writes its sheet; the chef of Loos makes an account and takes up theirs.
    roubaix.sign_in(ROUBAIX)
    roubaix.goto(project)
    roubaix.follow("Déposer un besoin")
    roubaix.page.locator("[name=title]").fill("Bacs de Roubaix")
    roubaix.page.locator("[name=text]").fill("Nous servons 6 200 repas par jour à Roubaix.")
    roubaix.follow("Enregistrer le besoin")
    sheet = urlparse(roubaix.page.url).path

    way_in = link_for(folder, chef)
    loos.goto(way_in)
    loos.follow("Créer mon compte")
    loos.page.locator("[name=email]").fill(chef)
    loos.page.locator("[name=password1]").fill(KEY)
    loos.page.locator("[name=password2]").fill(KEY)
    loos.page.locator("main form button").last.click()
    loos.page.wait_for_url("**/contribuer/**")
    loos.follow("Ouvrir la fiche")
    theirs = urlparse(loos.page.url).path

    # Different sheets at once: each sees the totals follow what they type.
    for who, where, quantity, total in (
        (roubaix, sheet, "6 200", "1 116 000"),
        (loos, theirs, "850", "153 000"),
    ):
        who.goto(f"{where}volumes/nouveau/")
        who.page.locator("[name=label]").fill("Repas servis")
        who.page.locator("[name=unit]").fill("repas")
        who.page.locator("[name=period]").select_option("jour")
        who.page.locator("[name=open_weeks]").fill("36")
        who.page.locator("[name=quantity]").press_sequentially(quantity, delay=20)
        total_said = total.replace(" ", "\u202f")
        expect(who.page.locator("#live")).to_contain_text(f"Cette ligne\u00a0: {total_said} repas")
        who.follow("Enregistrer le volume")

    # One sheet at once: Roubaix entrusts the washing to the chef of Loos too.
    roubaix.goto(f"{sheet}equipe/")
    roubaix.page.locator("[name=name]").fill("Alex Roy")
    roubaix.page.locator("[name=email]").fill(chef)
    roubaix.page.get_by_label("Toute la fiche").check()
    roubaix.follow("Envoyer l'invitation")
    loos.goto(link_for(folder, chef))
    loos.follow("Ouvrir la fiche")

    section = f"{sheet}questionnaire/storage/"
    roubaix.goto(section)
    loos.goto(section)
    roubaix.page.locator("[name=storage_clean_m2]").fill("40")
    saved(roubaix.page)
    loos.page.locator("[name=storage_dirty_m2]").fill("12")
    saved(loos.page)
    loos.goto(section)
    assert loos.page.locator("[name=storage_clean_m2]").input_value() == "40"
    assert loos.page.locator("[name=storage_dirty_m2]").input_value() == "12"

    # The same answer, otherwise: told while typing, both shown, chosen by hand.
    roubaix.goto(section)
    loos.page.locator("[name=storage_clean_m2]").fill("55")
    saved(loos.page)
    roubaix.page.locator("[name=storage_clean_m2]").fill("48")
    expect(roubaix.page.locator("#saved")).to_contain_text("a enregistré autre chose")
    expect(roubaix.page.locator("#saved")).to_contain_text("55")
    assert roubaix.page.locator("[name=storage_clean_m2]").input_value() == "48"
    roubaix.page.get_by_role("button", name="Enregistrer et revenir").click()
    expect(roubaix.page.locator("[role=alert]")).to_contain_text("48")
    expect(roubaix.page.locator("[role=alert]")).to_contain_text("55")
    roubaix.page.get_by_role("button", name="Enregistrer et revenir").click()
    roubaix.page.wait_for_url("**/questionnaire/")

    # The text of one sheet, written by two at once.
    text = f"{sheet}modifier/"
    roubaix.goto(text)
    loos.goto(text)
    roubaix.page.locator("[name=text]").fill("Roubaix sert 6 200 repas par jour.")
    saved(roubaix.page)
    loos.page.locator("[name=text]").fill("Il faut aussi 400 caisses.")
    expect(loos.page.locator("#saved")).to_contain_text("a enregistré autre chose")
    loos.page.get_by_role("button", name="Enregistrer le besoin").click()
    expect(loos.page.locator("main")).to_contain_text("Roubaix sert 6 200 repas par jour.")
    assert "400 caisses" in loos.page.locator("[name=text]").input_value()
    loos.page.locator("[name=text]").fill("Roubaix sert 6 200 repas par jour, avec 400 caisses.")
    loos.follow("Enregistrer ma version")

    # Typing and pressing at once is no conflict with oneself.
    roubaix.goto(text)
    roubaix.page.locator("[name=text]").press_sequentially(" Merci.", delay=10)
    roubaix.page.wait_for_timeout(1100)
    roubaix.page.locator("[name=text]").press_sequentially(" Bien à vous.", delay=60)
    roubaix.follow("Enregistrer le besoin")
    expect(roubaix.page.locator(".reading")).to_contain_text("Merci. Bien à vous.")

    # Only the owner validates; everybody reads who did what.
    loos.goto(sheet)
    assert loos.page.get_by_role("button", name="Valider la fiche").count() == 0
    roubaix.goto(sheet)
    roubaix.follow("Valider la fiche")
    expect(roubaix.page.locator("main")).to_contain_text("La fiche est validée")
    roubaix.goto(f"{sheet}historique/")
    expect(roubaix.page.locator("main")).to_contain_text("Alex Roy")
    expect(roubaix.page.locator("main")).to_contain_text("Nadia Verhaeghe")
    loos.goto(theirs)
    loos.follow("Valider la fiche")

    # Somebody comes late, then the diagnosis is frozen: exact, and closed.
    lead.goto(project)
    lead.page.locator("[name=other]").fill("CCAS de Loos")
    lead.page.locator("[name=email]").fill(f"tard-{chef}")
    lead.follow("Ajouter cette autorité")
    late = link_for(folder, f"tard-{chef}")
    lead.follow("Voir le diagnostic commun")
    expect(lead.page.locator("main")).to_contain_text("1\u202f269\u202f000")
    lead.page.get_by_label("J'ai compris que figer ne se défait pas").check()
    lead.follow("Figer le diagnostic")
    expect(lead.page.locator("main")).to_contain_text("figé le")
    assert loos.page.goto(late).status == 410
    assert loos.page.goto(f"{roubaix.site}{theirs}modifier/").status == 410
    loos.goto(theirs)
    expect(loos.page.locator("main")).to_contain_text("est figé depuis")


def test_one_who_was_signed_out_is_told_while_typing_and_keeps_the_text(three):
    roubaix = three()
    roubaix.sign_in(ROUBAIX)
    roubaix.goto("/besoins/")
    roubaix.follow("Contenants réemployables pour la cuisine centrale scolaire")
    roubaix.follow("Modifier le texte")
    roubaix.page.context.clear_cookies(name="sessionid")
    roubaix.page.locator("[name=service]").fill("Cuisine de nuit")
    expect(roubaix.page.locator("#saved")).to_contain_text("votre session a expiré")
    assert roubaix.page.locator("[name=service]").input_value() == "Cuisine de nuit"

    # As the page advises: signing in from another tab is enough, and nothing is typed again.
    elsewhere = Visitor(roubaix.page.context.new_page(), roubaix.site, True)
    elsewhere.sign_in(ROUBAIX)
    roubaix.page.locator("[name=service]").fill("Cuisine de jour")
    saved(roubaix.page)
    roubaix.follow("Enregistrer le besoin")
    expect(roubaix.page.locator("main")).to_contain_text("Cuisine de jour")
