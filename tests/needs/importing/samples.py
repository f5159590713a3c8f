"""Places, a sheet and tables for the domain of imports, without the database."""

from needs.importing.columns import LIKE_ENOUGH, SITE_FIELDS, header_likeness
from needs.importing.known import KnownSheet, KnownSite
from needs.importing.places import Commune, Places
from needs.importing.tables import find_table
from procurement.spreadsheets import tidy

PLACES = Places(
    [
        Commune("59350", "Lille", ("59000", "59160", "59800"), "59", "Nord"),
        Commune("59128", "Capinghem", ("59160",), "59", "Nord"),
        Commune("59512", "Roubaix", ("59100",), "59", "Nord"),
        Commune("59527", "Saint-André-lez-Lille", ("59350",), "59", "Nord"),
        Commune("59378", "Marcq-en-Barœul", ("59700",), "59", "Nord"),
        Commune("59009", "Villeneuve-d'Ascq", ("59491", "59493", "59650"), "59", "Nord"),
        Commune("81240", "Saint-André", ("81250",), "81", "Tarn"),
        Commune("31468", "Saint-André", ("31420",), "31", "Haute-Garonne"),
        Commune("93066", "Saint-Denis", ("93200", "93210"), "93", "Seine-Saint-Denis"),
        Commune("97411", "Saint-Denis", ("97400", "97490"), "974", "La Réunion"),
        Commune("80410", "Ham", ("80400",), "80", "Somme"),
        Commune("50227", "Le Ham", ("50310",), "50", "Manche"),
        Commune("75056", "Paris", ("75001", "75012"), "75", "Paris"),
        Commune("01053", "Bourg-en-Bresse", ("01000",), "01", "Ain"),
    ]
)
NEAR = {"59350", "59512", "59527", "59128"}


def known(header):
    return any(header_likeness(header, field) >= LIKE_ENOUGH for field in SITE_FIELDS)


def table(*rows):
    numbered = [
        (line, [tidy(cell) for cell in cells])
        for line, cells in enumerate(rows, start=1)
        if any(cell not in (None, "") for cell in cells)
    ]
    return find_table(numbered, known)


SHEET = KnownSheet(
    "1",
    "Contenants",
    "Ville de Lille",
    sites=(
        KnownSite(1, "École Jules Ferry", "59350", "73282932000074"),
        KnownSite(2, "École Curie 1", "59350"),
    ),
)
