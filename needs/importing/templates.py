"""The workbooks that people may fill: a header that is always understood, and lines as examples."""

from __future__ import annotations

from procurement.spreadsheets import Cell

EXAMPLE_ROWS: dict[str, tuple[str, list[list[Cell]]]] = {
    "sites": (
        "Sites et volumes",
        [
            ["Site", "Type de site", "Commune", "Code postal", "SIRET", "Composante",
             "Désignation", "Quantité", "Unité", "Période", "Jours par semaine",
             "Semaines par an", "Membre"],
            ["École Jules-Ferry (exemple)", "école", "Lille", "59000", None, "repas servis",
             "Repas servis", 320, "repas", "jour", 4, 36, "Ville de Lille"],
            ["École Jules-Ferry (exemple)", "école", "Lille", "59000", None,
             "fourniture de contenants", "Bacs gastronormes inox", 120, "contenant",
             "en une fois", None, None, "Ville de Lille"],
            ["Cuisine centrale (exemple)", "cuisine centrale", "Roubaix", "59100", None, "lavage",
             "Contenants à laver", 1250, "contenant", "jour", 5, 46, "Ville de Roubaix"],
        ],
    ),
    "programme": (
        "Programme d'achats",
        [
            ["Titre du besoin", "Service", "Description", "Montant estimé HT", "Date prévue",
             "Code CPV", "Membre"],
            ["Entretien des espaces verts (exemple)", "Cadre de vie",
             "Tonte de 12 000 m2, deux fois par mois d'avril à octobre.", 48000, "01/03/2027",
             "77310000", "Ville de Lille"],
            ["Mobilier de seconde main (exemple)", "Moyens généraux",
             "340 chaises et 80 bureaux réemployés.", 36000, "septembre 2027", None,
             "Ville de Roubaix"],
        ],
    ),
}  # fmt: skip
