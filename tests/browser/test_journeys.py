"""One journey per role through the reference case: on a desktop, on a phone, without scripts."""

import re
from pathlib import Path

import pytest

BUYER = "acheteuse@demo.balise.example.org"
OFFICER = "redacteur@demo.balise.example.org"
FACILITATOR = "animatrice@demo.balise.example.org"
SUPPLIER = "fournisseur@demo.balise.example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
CONSULTATION = "Contenants réemployables et consignés pour la restauration collective"
TENDER = "Fourniture, lavage, collecte et livraison de contenants réemployables et consignés"

NEED = """La crèche de Loos sert 85 repas par jour, 45 semaines par an.
Nous voulons 400 boîtes réemployables, lavées et rapportées deux fois par semaine,
à partir du 1er septembre 2027, et réduire nos déchets. Budget : 12 000 € HT par an."""


def test_a_visitor_reads_what_is_public(visitor):
    visitor.goto("/")
    visitor.picture("accueil")
    visitor.follow("Toutes les consultations")
    visitor.follow(CONSULTATION)
    visitor.goto("/")
    visitor.follow("Parcourir la bibliothèque")
    visitor.page.locator("[name=text]").fill("consigne")
    visitor.press("Filtrer les clauses")
    visitor.follow("Compte de consigne entre l'acheteur et le titulaire".replace("'", "’"))
    for path in ("/methode/", "/accessibilite/", "/api/", "/comptes/login/", "/comptes/signup/"):
        visitor.goto(path)
    visitor.goto("/fournisseurs/")
    visitor.page.locator("[name=q]").fill("bacs gastronormes")
    visitor.press("Chercher")
    visitor.follow("La Boucle des bacs")


def test_a_buyer_goes_from_a_text_to_the_joint_diagnosis(visitor):
    page = visitor.sign_in(BUYER)
    visitor.follow("Décrire un besoin")
    page.locator("[name=title]").fill("Boîtes réemployables pour la crèche")
    page.locator("[name=text]").fill(NEED)
    visitor.follow("Enregistrer le besoin")
    understood = page.locator(".reading mark").all_text_contents()
    assert any("85 repas" in words for words in understood)
    assert any("Loos" in words for words in understood)
    visitor.picture("besoin")
    visitor.press("Accepter")

    visitor.follow("Ajouter un site")
    page.locator("[name=name]").fill("Crèche des Marronniers")
    page.locator("[name=commune_name]").fill("Loos")
    visitor.follow("Enregistrer le site")
    visitor.follow("Ajouter un volume")
    page.locator("[name=label]").fill("boîtes à laver")
    page.locator("[name=component]").fill("lavage")
    page.locator("[name=quantity]").fill("85")
    page.locator("[name=unit]").fill("contenant")
    page.locator("[name=period]").select_option("jour")
    visitor.follow("Enregistrer le volume")

    visitor.goto("/tableau-de-bord/")
    visitor.follow(PROJECT)
    page.locator("[name=need]").select_option(label="Boîtes réemployables pour la crèche")
    visitor.follow("Apporter ce besoin")
    visitor.follow("Voir le diagnostic commun")
    assert "Ville de Roubaix" in page.content()
    visitor.picture("diagnostic")


def test_a_buyer_is_told_what_is_wrong_and_loses_nothing(visitor):
    page = visitor.sign_in(BUYER)
    visitor.follow("Décrire un besoin")
    page.locator("[name=text]").fill("Un texte sans titre 🎉 <b>gras</b>")
    visitor.press("Enregistrer le besoin")
    assert page.locator("[role=alert]").count() >= 1 or not visitor.scripts
    assert "Un texte sans titre 🎉 <b>gras</b>" in page.locator("[name=text]").input_value()


def test_a_facilitator_ranks_and_follows_the_consultation(visitor):
    page = visitor.sign_in(FACILITATOR)
    visitor.follow(PROJECT)
    visitor.follow("Toutes les recherches")
    visitor.follow("Lancer la recherche")
    assert "Ce qui changerait le rang" in page.content()
    assert "Groupement" in page.content()
    visitor.picture("classement")
    visitor.goto("/tableau-de-bord/")
    visitor.follow(PROJECT)
    visitor.follow(CONSULTATION)
    if "suivi" not in page.url:
        visitor.goto(page.url.rstrip("/") + "/suivi/")
    visitor.picture("suivi")
    visitor.follow("Lire les réponses")
    visitor.goto("/tableau-de-bord/")
    visitor.follow(PROJECT)
    visitor.follow("Lire le registre")
    assert "intact" in page.content()


def test_a_supplier_answers_without_an_account(visitor, mailbox):
    page = visitor.goto("/consultations/")
    visitor.follow(CONSULTATION)
    email = f"essai-{visitor.page.viewport_size['width']}-{visitor.scripts}@example.org".lower()
    page.locator("[name=name]").fill("Atelier de l'essai")
    page.locator("[name=email]").fill(email)
    visitor.follow("Recevoir mon lien")

    visitor.goto(mailbox.link_for(email))
    page.get_by_label("laver", exact=True).check()
    page.get_by_label("en groupement").check()
    visitor.follow("Enregistrer le brouillon")
    visitor.goto(mailbox.link_for(email))
    assert page.get_by_label("laver", exact=True).is_checked()
    visitor.picture("reponse")
    visitor.follow("Relire avant d'envoyer")
    visitor.follow("Envoyer ma réponse")
    assert "envoyée" in page.content()


def test_a_supplier_completes_its_record(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.follow("Compléter la fiche")
    visitor.picture("fiche")
    page.locator("[name=website]").fill("https://www.example.org/")
    visitor.follow("Enregistrer la fiche", exact=True)
    assert "https://www.example.org/" in page.content()


def test_an_officer_goes_from_procedure_to_word(visitor, tmp_path):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow(TENDER, exact=True)
    visitor.picture("marche")
    for section in ("Objet, montant et durée", "Procédure, publicité et délais", "Lots"):
        visitor.follow(section, exact=True)
        visitor.follow("Marché", exact=True)
    visitor.follow("Critères d'attribution", exact=True)
    visitor.follow("Enregistrer les critères")
    visitor.follow("Plan de maîtrise sanitaire du circuit de réemploi")
    visitor.follow("Enregistrer la clause")
    visitor.follow("Marché", exact=True)
    visitor.follow("Contrôles", exact=True)
    visitor.follow("Voir les pièces")
    visitor.picture("pieces")
    visitor.follow("Aperçu : Règlement de la consultation")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en Word").click()
    target = tmp_path / "rc.docx"
    download.value.save_as(target)
    assert target.read_bytes().startswith(b"PK")


def test_an_officer_is_told_that_weights_do_not_make_100(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow(TENDER, exact=True)
    visitor.follow("Critères d'attribution", exact=True)
    page.locator("[name=criteria-0-weight]").fill("36")
    visitor.press("Enregistrer les critères")
    assert "leur somme doit faire 100" in page.content()


@pytest.mark.parametrize("path", ["/besoins/", "/tableau-de-bord/"])
def test_a_stranger_is_asked_to_sign_in(visitor, path):
    visitor.goto(path)
    assert re.search(r"/comptes/login/", visitor.page.url)


def test_the_pictures_of_the_readme_exist():
    root = Path(__file__).resolve().parents[2]
    wanted = re.findall(r"\((docs/images/[\w-]+\.png)\)", (root / "README.md").read_text("utf-8"))
    assert wanted
    assert [path for path in wanted if not (root / path).exists()] == []
