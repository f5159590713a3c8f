"""Why a file is not read, in words for the person who sent it."""

from __future__ import annotations

from procurement.typography import NBSP, number
from procurement.uploads import RefusedUpload

MOST_FILES = 60
MOST_CHARACTERS = 3_000_000
MOST_BLOCKS = 60_000
MOST_PAGES = 500
MOST_CELLS = 200_000

_SAVE_AS = "Ouvrez-le, enregistrez-le en PDF ou en .docx, et envoyez ce nouveau fichier."
DAMAGED = f"Ce fichier est abîmé et ne peut pas être lu. {_SAVE_AS}"
LOCKED = (
    "Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, ou demandez à "
    "l'acheteur une version ouverte."
)
BOMB = (
    "Ce fichier occuperait trop de place une fois ouvert : ce n'est pas une pièce de consultation "
    "ordinaire, et Balise ne l'ouvre pas."
)
MACROS = "Ce fichier contient des macros. Enregistrez-le sans macros (.docx), puis renvoyez-le."
TOO_LONG = (
    f"Ce fichier est trop long pour être lu (plus de {MOST_PAGES} pages, ou des tableaux sans "
    "fin). Envoyez seulement les pages du règlement, du CCAP ou du CCTP."
)
NOT_WHAT_IT_SAYS = "Le contenu de ce fichier n'est pas celui d'un fichier {kind}."
EMPTY = "Ce fichier est vide : la copie a sans doute échoué. Téléchargez-le de nouveau."
SCANNED = (
    "Ce fichier est une image (document numérisé) : il ne contient aucun texte à lire. Demandez à "
    "l'acheteur la version d'origine, ou lisez-le vous-même."
)
KINDS_READ = "docx, odt, PDF et zip"
OTHER_KINDS = {
    "doc": f"L'ancien format Word (.doc) n'est pas lu. {_SAVE_AS}",
    "rtf": f"Le format .rtf n'est pas lu. {_SAVE_AS}",
    "docm": f"Ce document peut contenir des macros (.docm). {_SAVE_AS}",
    "dotx": f"Ce fichier est un modèle Word. {_SAVE_AS}",
    "dotm": f"Ce fichier est un modèle Word avec macros. {_SAVE_AS}",
}
SHEET = "Tableur laissé de côté : les prix à remplir ne disent rien des règles de la consultation."
DRAWING = "Plan, image ou fichier technique laissé de côté."


class Refused(RefusedUpload):
    """Why the file is not read."""


def too_large(limit: int) -> str:
    return f"Ce fichier dépasse {number(limit // 10**6)}{NBSP}Mo. {_SAVE_AS}"


def not_read(extension: str) -> str:
    """The sentence for a kind of file that Balise does not read."""
    if extension in OTHER_KINDS:
        return OTHER_KINDS[extension]
    if extension in ("xls", "xlsx", "ods", "csv"):
        return SHEET
    if extension in ("dwg", "dxf", "png", "jpg", "jpeg", "tif", "tiff", "gif", "ifc", "plt", "svg"):
        return DRAWING
    return f"Ce type de fichier n'est pas lu. Balise lit les fichiers {KINDS_READ}."
