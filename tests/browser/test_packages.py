"""An officer exports, changes, compares, dresses the documents, and says the award."""

from tests.procurement.test_word_house import letterhead

OFFICER = "redacteur@demo.balise.example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
TENDER = "Fourniture, lavage, collecte et livraison de contenants réemployables et consignés"
HOLDER = "20009320100016"


def test_an_officer_keeps_packages_and_awards_a_lot(visitor, tmp_path):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow(TENDER)
    tender = page.url

    visitor.follow("Pièces de la consultation")
    visitor.follow("Modèle Word")
    letter = tmp_path / "papier.docx"
    letter.write_bytes(letterhead())
    page.get_by_label("Document Word de votre collectivité").set_input_files(letter)
    visitor.press("Prendre ce style")
    page.get_by_text("Vos pièces prendront désormais ce style.").wait_for()
    assert "Georgia" in page.content()

    visitor.goto(f"{tender}pieces/")
    export(page)
    visitor.goto(f"{tender}modele-word/")
    visitor.press("Revenir au style de Balise")
    page.get_by_text("Les pièces reprennent le style de Balise.").wait_for()
    visitor.goto(f"{tender}objet/")
    months = page.get_by_label("durée en mois").input_value()
    page.get_by_label("durée en mois").fill(str(int(months) + 12))
    visitor.follow("Enregistrer l'objet")
    visitor.goto(f"{tender}pieces/")
    export(page)
    visitor.follow("Dossiers exportés")
    visitor.follow("Comparer les deux dossiers")
    assert page.locator("ins").count()

    visitor.goto(f"{tender}attribution/1/")
    page.get_by_label("numéro du marché").fill("2027-M012")
    page.get_by_label("notifié le").fill("2027-06-15")
    page.get_by_label("données publiées le").fill("2027-07-01")
    page.locator("[name=holders_typed]").fill("123")
    page.get_by_label("offres reçues").fill("3")
    visitor.press("Enregistrer l'attribution")
    page.get_by_text("Un SIRET compte 14 chiffres").first.wait_for()
    page.locator("[name=holders_typed]").fill(HOLDER)
    visitor.follow("Enregistrer l'attribution")
    assert "Clause sociale" in page.content()


def export(page):
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger toutes les pièces").click()
    assert download.value.path().stat().st_size > 10_000
