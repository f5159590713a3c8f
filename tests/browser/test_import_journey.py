"""From a spreadsheet to the sheet and back, on a desktop, on a phone and without scripts."""

import re

from tests.needs.tables import workbook_bytes

BUYER = "roubaix@demo.balise.example.org"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = [
    ["Nos écoles en 2026"],
    [],
    ["Établissement", "Ville", "CP", "Type", "Repas/jour", "Déchets (kg/semaine)"],
    ["École de l'essai", "ROUBAIX", "59100", "école", 320, 85],
    ["Annexe de l'essai", "Rouabix", None, "école", "40 à 45", None],
    ["Sans quantité lisible", "Roubaix", "59100", "école", "beaucoup", None],
    ["Total", None, None, None, 365, 85],
]


def test_a_buyer_imports_a_spreadsheet_and_takes_it_back(visitor):
    page = visitor.sign_in(BUYER)
    visitor.goto("/besoins/")
    visitor.follow("Contenants réemployables pour la cuisine centrale scolaire")
    sheet = page.url

    visitor.follow("Importer un tableau")
    page.locator("[name=file]").set_input_files(
        {"name": "ecoles.ods", "mimeType": "application/x", "buffer": b"PK\x03\x04"}
    )
    visitor.press("Lire le fichier")
    assert ".ods (LibreOffice)" in page.content()
    page.locator("[name=file]").set_input_files(
        {"name": "ecoles.xlsx", "mimeType": XLSX, "buffer": workbook_bytes(ROWS)}
    )
    visitor.follow("Lire le fichier")

    assert page.get_by_label("La colonne « Établissement » dit").input_value() == "site"
    assert page.get_by_label("Unité de la colonne Repas/jour").input_value() == "repas"
    visitor.follow("Lire les lignes")

    assert "Importer 1" in page.content()
    page.get_by_label(re.compile("Roubaix \\(59100\\)")).check()
    page.get_by_label(re.compile("^45")).check()
    visitor.follow("Enregistrer mes décisions")
    visitor.follow("Importer 2")

    assert "Import terminé" in page.content()
    assert "n'est pas une quantité" in page.content().replace("&#x27;", "'")
    visitor.goto(sheet)
    assert "École de l'essai" in page.locator("main").inner_text()
    page.go_back()
    visitor.follow("Annuler cet import")
    assert "tout est comme avant" in page.content()
    visitor.goto(sheet)
    assert "École de l'essai" not in page.locator("main").inner_text()
