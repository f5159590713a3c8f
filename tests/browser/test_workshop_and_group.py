"""A workshop from its invitation to its minutes; two suppliers that form a group and answer."""

import re
import sqlite3
from datetime import datetime, timedelta

import pytest
from django.core import signing
from playwright.sync_api import expect

from tenders import invitations

FACILITATOR = "animatrice@demo.balise.example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
WAYS = [(1280, True), (390, True), (1280, False)]
CONSULTATION = "Contenants réemployables et consignés pour la restauration collective"


def way(visitor):
    """What tells apart the three visitors of one journey."""
    return f"{visitor.page.viewport_size['width']}-{visitor.scripts}".lower()


@pytest.fixture(scope="session")
def silent(site, folder):
    """(name, address, key) of suppliers invited that had done nothing when the journeys began."""
    with sqlite3.connect(folder / "balise.sqlite3", timeout=30) as database:
        return database.execute(
            "SELECT i.name, i.email, i.id FROM tenders_invitation i"
            " JOIN tenders_marketconsultation c ON c.id = i.consultation_id"
            " WHERE c.title = ? AND i.supplier_id IS NOT NULL AND i.opened_at IS NULL"
            " AND i.id NOT IN (SELECT invitation_id FROM tenders_contribution)"
            " ORDER BY i.email",
            (CONSULTATION,),
        ).fetchall()


@pytest.fixture
def guests(silent, visitor):
    """(name, address, personal path) of four of them, others for each visitor.

    The case was loaded without sending its messages: their links are signed here as they were.
    """
    first = WAYS.index((visitor.page.viewport_size["width"], visitor.scripts)) * 4
    return [
        (name, email, f"/repondre/{signing.dumps([key, 1], salt=invitations.SALT)}/")
        for name, email, key in silent[first : first + 4]
    ]


def the_day_has_come(folder, title):
    """The workshop began two hours ago, as if the days had passed."""
    began = datetime.now().astimezone() - timedelta(hours=2)
    with sqlite3.connect(folder / "balise.sqlite3", timeout=30) as database:
        changed = database.execute(
            "UPDATE workshops_workshop SET starts_at = ? WHERE title = ?",
            (began.strftime("%Y-%m-%d %H:%M:%S"), title),
        )
        assert changed.rowcount == 1


def sign_out(visitor):
    visitor.page.context.clear_cookies()


def test_a_workshop_goes_from_its_invitation_to_its_minutes(visitor, mailbox, folder, guests):
    page, title = visitor.page, f"Les créneaux de livraison {way(visitor)}"
    _, email, _ = guests[3]

    # The facilitator prepares it and announces it to all at once.
    visitor.sign_in(FACILITATOR)
    visitor.follow(PROJECT)
    visitor.follow(CONSULTATION)
    visitor.follow("Ateliers", exact=True)
    visitor.follow("Préparer un atelier")
    page.locator("[name=title]").fill(title)
    page.locator("[name=purpose]").fill("Savoir quels créneaux vous tenez.")
    soon = datetime.now() + timedelta(days=4)
    page.locator("[name=starts_at]").fill(soon.strftime("%Y-%m-%dT10:00"))
    page.locator("[name=place]").fill("Mairie d'Armentières")
    visitor.follow("Créer l'atelier")
    visitor.follow("Ajouter un point")
    page.locator("[name=title]").fill("Les créneaux du matin")
    page.locator("[name=minutes]").fill("45")
    page.locator("[name=question]").select_option(index=3)
    visitor.follow("Enregistrer le point")
    visitor.follow("Relire et annoncer")
    expect(page.get_by_text("écrivez pourquoi")).to_be_visible()
    visitor.follow("Modifier la date, le lieu ou le motif")
    page.locator("[name=reason]").fill("Conseil municipal avancé d'une semaine.")
    visitor.follow("Enregistrer l'atelier")
    visitor.follow("Relire et annoncer")
    visitor.follow("Annoncer à tous")
    workshop = page.url
    assert "annoncé à" in page.content()

    # A supplier without account registers from its message.
    sign_out(visitor)
    visitor.goto(mailbox.link_for(email))
    assert title in page.content()
    assert "L420-1" in page.content()
    page.locator("[name=person]").fill("Ada Martin")
    page.locator("[name=email]").fill("ada@example.org")
    visitor.follow("Inscrire cette personne")
    own_page = page.url
    assert "Ada Martin" in page.content()

    # The day comes: who is there, what is said.
    the_day_has_come(folder, title)
    visitor.sign_in(FACILITATOR)
    visitor.goto(workshop)
    visitor.follow("Noter la présence")
    page.locator("[name=present]").first.check()
    visitor.follow("Enregistrer la présence")
    visitor.follow("Compte rendu", exact=True)
    page.locator("[name=text]").fill("Une heure et demie convient à toutes.")
    page.locator("[name=item]").select_option(index=1)
    visitor.follow("Ajouter le point")
    visitor.follow("Publier le compte rendu")
    assert "Publié le" in page.content()

    # Everyone reads it, absent ones too; who came may ask for a correction.
    sign_out(visitor)
    visitor.goto(own_page)
    assert "Une heure et demie convient à toutes." in page.content()
    page.locator("[name=text]").fill("Il a été dit « deux heures ».")
    visitor.follow("Envoyer la correction")
    public = re.sub(r"/repondre/[^/]+", "", own_page)
    visitor.goto(public)
    assert "Une heure et demie convient à toutes." in page.content()
    assert "Ada Martin" not in page.content()

    visitor.sign_in(FACILITATOR)
    visitor.goto(workshop)
    visitor.follow("Répondre")
    page.get_by_label("écartée").check()
    page.locator("[name=reason]").fill("L'enregistrement dit une heure et demie.")
    visitor.follow("Enregistrer la suite donnée")
    visitor.goto(workshop)
    with page.expect_download() as download:
        page.get_by_role("link", name="Compte rendu en Word").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_two_suppliers_form_a_group_and_answer_together(visitor, mailbox, guests):
    page = visitor.page
    (_, first_email, first), (other, second_email, second), (_, _, rival), _ = guests
    name = f"Bacs et lavage {way(visitor)}"

    # One chooses to be seen; the other looks for the skill that it lacks.
    visitor.goto(second)
    visitor.follow("Trouver des partenaires, préparer un groupement")
    page.locator("[name=offers]").fill("Un tunnel de lavage de 3 000 bacs par jour.")
    page.get_by_label("lavage", exact=True).check()
    visitor.follow("Devenir visible")
    visitor.goto(f"{first}partenaires/")
    page.locator("[name=competence]").select_option("lavage")
    visitor.follow("Chercher cette compétence")
    assert other in page.content()
    page.locator("[name=name]").fill(name)
    visitor.follow("Ouvrir le groupement")
    group = page.url
    page.get_by_label("fourniture de contenants", exact=True).check()
    page.locator("[name=share]").fill("60")
    visitor.follow("Enregistrer votre part")
    assert "compétence à trouver" in page.content()
    page.locator("label", has_text=other).click()
    visitor.follow("Envoyer la proposition")

    # Asked by a message, the other joins, and the grid follows.
    visitor.goto(mailbox.link_for(second_email))
    visitor.follow(name)
    visitor.follow("Rejoindre le groupement")
    assert page.get_by_label("lavage", exact=True).is_checked()
    page.locator("[name=share]").fill("40")
    visitor.follow("Enregistrer votre part")
    second_group = page.url
    page.locator("[name=text]").fill("Je prends le lavage du soir.")
    visitor.follow("Envoyer aux membres")
    page.locator("[name=title]").fill("Relire la réponse")
    visitor.follow("Ajouter la tâche")
    visitor.follow("Je m'en charge")
    assert "Je prends le lavage du soir." in page.content()
    visitor.goto(group)
    assert "Je prends le lavage du soir." in page.content()

    # A rival that has both addresses opens neither.
    key = group.rstrip("/").rpartition("/")[2]
    for path in (f"{rival}groupement/{key}/", f"{rival}groupement/{key}/reponse-du-groupement/"):
        assert page.goto(visitor.site + path).status == 404

    # The lead answers in the name of the group; its members read that answer.
    visitor.goto(first)
    page.get_by_label("fournir des contenants", exact=True).check()
    page.get_by_label("en groupement").check()
    visitor.follow("Relire avant d'envoyer")
    assert name in page.content()
    visitor.follow("Envoyer ma réponse")
    visitor.goto(second_group)
    visitor.follow("Lire la réponse du groupement")
    assert "fournir des contenants" in page.content()

    # One leaves: the answer says so to the buyer, and nothing is lost for the other.
    visitor.goto(second_group)
    page.locator("summary", has_text="Quitter le groupement").click()
    page.locator("[name=reason]").fill("Panne du tunnel")
    visitor.follow("Quitter le groupement")
    visitor.goto(group)
    assert "Je prends le lavage du soir." in page.content()
    visitor.sign_in(FACILITATOR)
    visitor.follow(PROJECT)
    visitor.follow(CONSULTATION)
    visitor.follow("Lire les réponses")
    assert name in page.content()
    assert "Panne du tunnel" in page.content()
    assert first_email not in page.content()
