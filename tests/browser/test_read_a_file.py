"""A supplier has a consultation file read: on a desktop, on a phone and without scripts."""

from tests.bench.consultation_files import FOLDER

SUPPLIER = "fournisseur@demo.balise.example.org"
READING_MS = 90_000  # the page waits for the reading, on a machine that may be busy
CONTRADICTORY = FOLDER / "14-syndicat-transport"


def test_a_supplier_reads_a_file_corrects_it_and_forgets_it(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.follow("Lire un dossier de consultation")
    visitor.press("Lire ces pièces")
    assert "Choisissez au moins un fichier" in page.content()

    files = [path for path in sorted(CONTRADICTORY.iterdir()) if path.suffix != ".json"]
    page.locator("[name=pieces]").set_input_files(files)
    page.set_default_timeout(READING_MS)
    visitor.follow("Lire ces pièces")
    main = page.locator("main").inner_text()
    assert "Les pièces se contredisent" in main
    assert "Navette Nord" in main
    visitor.picture("dossier")
    dossier = page.url

    page.locator("#contradictions + ul a").first.click()
    page.wait_for_load_state()
    visitor.check(None)
    assert "Mercredi 5 mai 2027" in page.locator(":target").inner_text()

    visitor.goto(dossier)
    visitor.follow("Corriger la date limite de réponse")
    page.get_by_label("Date").fill("2027-05-05")
    page.get_by_label("Heure").fill("12:00")
    visitor.follow("Enregistrer la correction")
    main = page.locator("main").inner_text()
    assert "corrigé par" in main
    assert "Les pièces se contredisent" not in main

    visitor.follow("Supprimer maintenant")
    assert "Le dossier est supprimé" in page.content()
