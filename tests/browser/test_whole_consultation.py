"""One consultation from its draft to its closing message, by all those who take part in it.

A facilitator runs it, a buyer reads, three suppliers answer (one without account, two in a group),
and one of them tries to see what it may not. Where the story needs time to pass, the deadline is
moved in the database that is served.
"""

import re
import sqlite3
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

BUYER = "acheteuse@demo.balise.example.org"
FACILITATOR = "animatrice@demo.balise.example.org"
SUPPLIER = "fournisseur@demo.balise.example.org"  # holds the record of « La Boucle des bacs »
ALONE = "contact-gobelet-commun@example.org"
PARTNER = "contact-verre-retour-nord@example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
CLAUSE = "Taux de perte et de casse"
DATE = "%Y-%m-%dT%H:%M"


@pytest.fixture
def title(visitor):
    width = visitor.page.viewport_size["width"]
    return f"Essai complet {width} {'avec' if visitor.scripts else 'sans'} scripts"


@pytest.fixture
def letters(mailbox):
    """The messages received at an address, the last one first."""

    def received(address):
        found = []
        for path in mailbox.folder.glob("*"):
            for part in path.read_bytes().split(b"-" * 79):
                message = message_from_bytes(part.lstrip(), policy=policy.default)
                if message["To"] == address:
                    body = message.get_body(("plain",)).get_content()
                    found.append((path.stat().st_mtime_ns, str(message["Subject"]).strip(), body))
        return [(subject, body) for _, subject, body in sorted(found, reverse=True)]

    return received


@pytest.fixture
def the_deadline_comes(folder, title):
    def move():
        with sqlite3.connect(folder / "balise.sqlite3", timeout=20) as database:
            database.execute(
                "UPDATE tenders_marketconsultation SET closes_at = datetime('now', '-1 minute')"
                " WHERE title = ?",
                [title],
            )

    return move


def leave(visitor):
    """The next person comes to the same desk: nobody is signed in."""
    visitor.page.context.clear_cookies()


def status(visitor, path):
    """What this person gets at an address, without following to the sign-in page."""
    address = path if path.startswith("http") else visitor.site + path
    return visitor.page.request.get(address, max_redirects=0).status


def prepare(visitor, title):
    """The facilitator: brief, a typed question with limits, clauses of the draft, publication."""
    page = visitor.sign_in(FACILITATOR)
    visitor.follow(PROJECT)
    visitor.follow("Toutes les recherches")
    project = re.search(r"[0-9a-f-]{36}", page.url)[0]
    visitor.goto(f"/consultations/nouvelle/{project}/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=brief]").fill("Ce que vous savez laver, et en combien de temps.")
    now = datetime.now()
    page.locator("[name=opens_at]").fill((now - timedelta(days=1)).strftime(DATE))
    page.locator("[name=closes_at]").fill((now + timedelta(days=21)).strftime(DATE))
    visitor.follow("Créer la consultation")
    visitor.follow("Écrire une question")
    page.locator("[name=label]").fill("Sous combien de jours intervenez-vous ?")
    page.locator("[name=kind]").select_option("number")
    page.locator("[name=unit]").fill("jours")
    page.locator("[name=maximum]").fill("60")
    visitor.follow("Enregistrer la question")
    visitor.follow("Soumettre des clauses et des critères")
    for summary in page.locator("summary", has_text="texte").all():
        summary.click()
    page.get_by_label(CLAUSE, exact=True).check()
    visitor.follow("Ajouter les textes cochés")
    visitor.follow("Dates du fil")
    visitor.follow("Enregistrer les dates")
    visitor.follow("Relire avant de publier")
    visitor.follow("Publier la consultation")
    visitor.follow("Inviter des fournisseurs")
    visitor.follow("Inviter")
    assert "structures trouvées ne sont pas invitées" not in page.content()
    return re.search(r"[0-9a-f-]{36}", page.url)[0]


def comment(visitor, link, text, *, proposal=False, secret=False):
    page = visitor.goto(link)
    visitor.follow("Lire et commenter les textes soumis")
    visitor.follow(CLAUSE)
    page.locator("[name=text]").fill(text)
    if proposal:
        page.locator("[name=is_proposal]").check()
    if secret:
        page.locator("[name=confidential]").check()
    visitor.follow("Envoyer mon commentaire")
    return page


def answer(visitor, link, *, days="10", feasibility="faisable dès maintenant", **typed):
    page = visitor.goto(link)
    page.locator("input[inputmode=decimal]").first.fill(days)
    page.get_by_label(feasibility, exact=True).check()
    for suffix, value in typed.items():
        page.locator(f"[name$=_{suffix}]").fill(value)
    return page


def send(visitor):
    visitor.follow("Relire avant d'envoyer")
    visitor.follow("Envoyer ma réponse")


def test_a_whole_consultation(visitor, title, mailbox, letters, the_deadline_comes):
    page = visitor.page
    page.context.set_default_timeout(30_000)  # some forty pages, on a machine shared with others
    consultation = prepare(visitor, title)
    public = f"/consultations/{consultation}/"
    leave(visitor)

    # One supplier without account: a refused figure, a comment that would name it, an answer.
    alone = mailbox.link_for(ALONE)
    answer(visitor, alone, days="90")
    visitor.press("Enregistrer le brouillon")
    assert "supérieur à 60" in page.content()
    answer(visitor, alone, feasibility="pas faisable")
    visitor.press("Enregistrer le brouillon")
    assert "Dites pourquoi" in page.content()
    answer(
        visitor, alone, feasibility="pas faisable", comment="5 % ne se tient pas la première année."
    )
    send(visitor)
    comment(visitor, alone, "Chez Gobelet Commun, 8 % la première année.", proposal=True)
    assert "en relecture" in page.content()
    visitor.goto(alone)
    visitor.follow("lien personnel")

    # Two suppliers find each other, and answer as a group.
    lead, partner = mailbox.link_for(SUPPLIER), mailbox.link_for(PARTNER)
    for link, offers in ((lead, "Des bacs en inox."), (partner, "Des boîtes en verre.")):
        visitor.goto(link)
        visitor.follow("Trouver des partenaires, préparer un groupement")
        page.locator("[name=offers]").fill(offers)
        visitor.follow("Devenir visible")
    visitor.goto(lead)
    visitor.follow("Trouver des partenaires, préparer un groupement")
    page.locator("[name=name]").fill(f"Bacs {title}")
    visitor.follow("Ouvrir le groupement")
    group = page.url
    page.get_by_label("Verre Retour Nord").check()
    visitor.follow("Envoyer la proposition")
    visitor.goto(partner)
    visitor.follow("Trouver des partenaires, préparer un groupement")
    visitor.follow(f"Bacs {title}")
    visitor.follow("Rejoindre le groupement")
    comment(visitor, partner, "Notre four est réservé par un client.", secret=True)
    page = answer(
        visitor,
        lead,
        feasibility="faisable avec un coût ou un délai",
        price="4",
        weeks="12",
        comment="Avec un taux dégressif.",
    )
    page.get_by_label("en groupement", exact=True).check()
    send(visitor)
    leave(visitor)

    # The one that tries to see what it may not.
    visitor.goto(f"{public}textes/")
    visitor.follow(CLAUSE)
    thread = page.url
    assert "Gobelet Commun" not in page.content()
    assert "client" not in page.locator("main").inner_text()
    assert "1 commentaire confidentiel" in page.locator("main").inner_text().replace("\xa0", " ")
    clause = thread.rstrip("/").rpartition("/")[2]
    token = alone.rstrip("/").rpartition("/")[2]
    for path in ("suivi", "reponses", "reponses.xlsx", "fils", "bilan"):
        assert status(visitor, f"{public}{path}{'' if '.' in path else '/'}") == 302, path
    assert status(visitor, f"{public}fils/{clause}/") == 302
    assert status(visitor, group.replace(lead.rstrip("/").rpartition("/")[2], token)) == 404
    assert status(visitor, alone[:-3] + "xx/") == 403
    ended = visitor.goto("/consultations/").get_by_role(
        "link", name="Réparation et réemploi du mobilier scolaire"
    )
    elsewhere = ended.first.get_attribute("href")
    foreign = visitor.goto(f"{elsewhere}textes/").locator(".task-list a").first
    other = foreign.get_attribute("href").rstrip("/").rpartition("/")[2]
    assert status(visitor, f"{alone}textes/{other}/") == 404
    visitor.sign_in(SUPPLIER)
    for path in ("suivi/", "reponses/", "reponses.xlsx", "fils/", "bilan/"):
        assert status(visitor, f"{public}{path}") == 404, path
    leave(visitor)

    # The facilitator reads again, answers all; the buyer reads the same with the names.
    visitor.sign_in(FACILITATOR)
    visitor.goto(f"{public}fils/")
    visitor.follow("Relire")
    page.get_by_label("paraît, dans la rédaction ci-dessous").check()
    page.locator("[name=published_text]").fill("8 % la première année.")
    visitor.follow("Enregistrer la relecture")
    visitor.follow("Répondre")
    page.locator("[name=text]").fill("Nous étudions un taux dégressif.")
    visitor.follow("Publier la réponse")
    told = [body for address in (ALONE, SUPPLIER, PARTNER) for _, body in letters(address)[:1]]
    same = {re.sub(r"https?://\S+/repondre/\S+", "", body) for body in told}
    assert len(same) == 1
    assert "Nous étudions un taux dégressif." in same.pop()
    leave(visitor)
    visitor.sign_in(BUYER)
    visitor.goto(f"{public}reponses/?tri=refus")
    assert "Écarterait" in page.content()
    assert "Gobelet Commun" in page.content()
    visitor.picture("faisabilite")
    leave(visitor)
    seen = visitor.goto(thread).locator("main").inner_text()
    assert "8 % la première année." in seen
    assert "Gobelet Commun" not in seen
    assert "Fournisseur" in seen
    visitor.picture("fil")

    # The deadline passes while somebody types.
    answer(visitor, alone, days="20", comment="Trop tard.")
    the_deadline_comes()
    visitor.press("Enregistrer le brouillon")
    assert "Cette réponse n'a pas pu être enregistrée" in page.content().replace("’", "'")
    assert "Trop tard." in page.content()
    leave(visitor)

    # Nothing closes before each proposal has its decision; then each learns what became of its own.
    visitor.sign_in(FACILITATOR)
    visitor.goto(f"{public}suivi/")
    visitor.follow("Décisions et bilan")
    page.locator("[name=conclusion]").fill("Le taux devient dégressif.")
    visitor.press("Envoyer le bilan")
    assert "attendent une décision" in page.content()
    visitor.follow("Décider")
    for box in page.locator("[name=proposals]").all():
        box.check()
    page.locator("[name=proposal]").fill("Rendre le taux de perte dégressif.")
    page.locator("[name=outcome]").select_option("adapted")
    page.locator("[name=reason]").fill("Les équipes apprennent la première année.")
    text = page.locator("[name=after]").input_value()
    page.locator("[name=after]").fill(re.sub(r"\d+\s%", "8 % puis 5 %", text, count=1))
    visitor.follow("Noter la décision")
    page.locator("[name=conclusion]").fill("Le taux devient dégressif.")
    visitor.follow("Envoyer le bilan")
    page.locator("[name=url]").fill("https://marches.example.org/contenants")
    visitor.follow("Annoncer le marché")
    leave(visitor)
    visitor.goto(public)
    assert page.locator("ins").count()
    assert "Gobelet Commun" not in page.content()
    visitor.picture("bilan")

    endings = {address: letters(address) for address in (ALONE, SUPPLIER, PARTNER)}
    for received in endings.values():
        (subject, tender), (ending, _) = received[:2]
        assert subject.startswith("Marché publié")
        assert "https://marches.example.org/contenants" in tender
        assert ending.startswith("Bilan de la consultation")
    assert "5 % ne se tient pas" in endings[ALONE][1][1]
    assert "5 % ne se tient pas" not in endings[SUPPLIER][1][1]
    assert f"groupement « Bacs {title} »" in endings[PARTNER][1][1]

    # What was said of the clause may go to the supplier's own record, if it agrees; the second
    # way finds there what the first one put.
    visitor.sign_in(SUPPLIER)
    visitor.goto(lead)
    visitor.follow("choisir ce qui est reporté")
    if page.get_by_label(CLAUSE).count():
        page.get_by_label(CLAUSE).first.check()
        visitor.follow("Reporter les réponses cochées")
        assert "sur votre fiche" in page.content()
        visitor.goto(lead)
        visitor.follow("choisir ce qui est reporté")
    assert page.get_by_label(CLAUSE).count() == 0
