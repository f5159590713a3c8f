"""A session lived whole: prepared, registered for, full, attended, certified, counted; a quiz."""

import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from docx import Document

FACILITATOR = "animatrice@demo.balise.example.org"
NETWORK = "Réseau Achats Solidaires (fictif)"


def future(days=20):
    return f"{datetime.now() + timedelta(days=days):%Y-%m-%d}T09:00"


@pytest.fixture
def guest(visitor, browser):
    """Somebody else, without account, in another window of the same width."""
    from tests.browser.conftest import Visitor, new_context

    width = visitor.page.viewport_size["width"]
    context = new_context(browser, width, visitor.scripts)
    context.set_default_timeout(10_000)
    yield Visitor(context.new_page(), visitor.site, visitor.scripts)
    context.close()


def prepare(visitor, title):
    """A session of two seats, open to all; the address of its follow-up page."""
    page = visitor.sign_in(FACILITATOR)
    visitor.goto("/formation/")
    visitor.follow("Préparer une session")
    page.get_by_label("Modèle de programme").select_option("training-supplier-half-day")
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Première date").fill(future())
    visitor.follow("Créer le brouillon")
    page.get_by_label("Nombre de places").fill("1")
    page.get_by_label("Lieu", exact=True).fill("Maison des associations, Lille")
    page.get_by_label("Lien de visioconférence").fill("https://visio.example.org/secret")
    page.get_by_label("Échelle du territoire").select_option("departement")
    page.get_by_label("Territoire", exact=True).fill("Nord")
    visitor.follow("Enregistrer la session")
    visitor.follow("Ouvrir les inscriptions")
    assert "inscriptions ouvertes" in page.locator("main").inner_text()
    return page.url


def register(guest, address, name, email):
    page = guest.goto(address)
    assert "visio.example.org" not in page.content()
    page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Votre organisation").fill("Atelier des bacs (fictif)")
    page.get_by_label("Votre adresse électronique professionnelle").fill(email)
    page.get_by_label("Vous êtes").select_option("ess")
    page.get_by_label("J'accepte que l'organisateur").check()
    button = page.get_by_role("button", name=re.compile("M'inscrire|liste d'attente"))
    guest.follow(button.inner_text())
    assert f"Un message part à l'adresse {email}" in page.content()


def link_for(mailbox, email):
    """The personal link in the last message to this address."""
    from email import message_from_bytes, policy

    for path in sorted(mailbox.folder.glob("*"), key=lambda p: p.stat().st_mtime, reverse=True):
        for message in reversed(path.read_bytes().split(b"-" * 79)):
            parsed = message_from_bytes(message.lstrip(), policy=policy.default)
            if parsed["To"] == email:
                body = parsed.get_body(("plain",)).get_content()
                return re.search(r"https?://\S+/formation/inscriptions/\S+", body)[0]
    raise AssertionError(f"Aucun message à {email}.")


def test_a_session_from_its_programme_to_its_figures(visitor, guest, mailbox, request):
    way = request.node.callspec.params["visitor"].replace(" ", "-")
    title = f"Répondre ensemble, par {way}"
    first, second = f"lea-{way}@example.org", f"paul-{way}@example.org"
    follow_up = prepare(visitor, title)
    public = follow_up.removesuffix("suivi/")

    # Two people register without account; the second one waits for the only seat.
    register(guest, public, "Léa Martin (fictive)", first)
    page = guest.goto(link_for(mailbox, first))
    guest.follow("Confirmer mon inscription")
    assert "Votre place est réservée" in page.content()
    assert "https://visio.example.org/secret" in page.content()
    register(guest, public, "Paul Durand (fictif)", second)
    guest.goto(link_for(mailbox, second))
    guest.follow("Confirmer mon inscription")
    assert "rang 1 de la liste d'attente" in page.content()
    assert "https://visio.example.org/secret" not in page.content()

    # The first one withdraws: the seat goes to the second, who is told.
    guest.goto(link_for(mailbox, first))
    guest.follow("Annuler mon inscription")
    assert "Vous êtes désinscrit" in page.content()
    guest.goto(link_for(mailbox, second))
    assert "Votre place est réservée" in page.content()

    # The day comes: the facilitator moves the date to yesterday, and notes who was there.
    page = visitor.goto(follow_up)
    visitor.follow("Modifier le programme")
    page.get_by_label("Date et heure de début").fill(future(-1))
    visitor.follow("Enregistrer la date et le programme")
    visitor.follow("Noter les présences")
    page.get_by_label("Paul Durand (fictif) était présent").check()
    page.get_by_label("Minutes de présence de Paul Durand (fictif)").fill("150")
    visitor.follow("Enregistrer les présences")
    page.get_by_label("Nom").fill("Nour Petit (fictive)")
    page.get_by_label("Organisation").fill("Les Tournées (fictives)")
    page.get_by_label("Public").select_option("suppliers")
    visitor.follow("Ajouter et noter présent")
    assert "sans inscription" in page.content()
    visitor.picture("presences")

    # Certificates hold the hours really attended.
    visitor.goto(follow_up)
    with page.expect_download() as download:
        page.get_by_role("link", name="Attestations de présence").click()
    with zipfile.ZipFile(download.value.path()) as package:
        [paul] = [package.read(n) for n in package.namelist() if "paul-durand" in n]
    text = "\n".join(p.text for p in Document(io.BytesIO(paul)).paragraphs)
    assert "2 h 30" in text.replace("\u00a0", " ")

    # Who came says what they thought, without their name; under five answers nothing is shown.
    page = guest.goto(link_for(mailbox, second))
    guest.follow("Donner mon avis, sans mon nom")
    for question in range(5):
        page.locator("fieldset, div.mb-3").get_by_label("tout à fait").nth(question).check()
    guest.follow("Envoyer mon avis")
    assert "sans votre nom" in page.content()
    page = visitor.goto(follow_up)
    assert "Les résultats s'affichent à partir de cinq" in page.content()

    # The figures count both, and the report can be pasted.
    visitor.goto("/formation/chiffres/")
    visitor.picture("chiffres-formation")
    report = page.locator("#texte ~ .clause-text").inner_text()
    assert NETWORK in report
    row = page.get_by_role("row", name=re.compile("^autres fournisseurs")).first
    assert int(row.get_by_role("cell").nth(1).inner_text()) >= 1


def test_a_supplier_checks_what_they_know_without_account(visitor):
    page = visitor.goto("/formation/")
    visitor.follow("Quiz du fournisseur")
    page.wait_for_url("**/formation/quiz/fournisseur/?tirage=**")
    for question in page.locator("fieldset").all():
        question.locator("input").first.check()
    visitor.follow("Voir les corrections")
    content = page.locator("main").inner_text()
    assert re.search(r"bonnes? réponses? sur 10", content)
    assert content.count("Livret du fournisseur") >= 10
    visitor.follow("Refaire ce tirage")
    assert page.locator("fieldset").count() == 10


def test_the_project_leads_to_its_sessions(visitor):
    page = visitor.sign_in(FACILITATOR)
    visitor.follow("Emballages réemployables et consignés pour la restauration collective")
    visitor.follow("Préparer à plusieurs une réponse sur les contenants réemployables")
    assert "places libres sur 6" in page.locator("main").inner_text()
    visitor.picture("session")
