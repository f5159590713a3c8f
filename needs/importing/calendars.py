"""How many days and weeks a site opens when its file does not say: assumptions, said as such."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from needs.importing.doubts import Choice, Doubt
from procurement.typography import fold, plural

Opening = tuple[int | Decimal, int]  # days a week, weeks a year


@dataclass(frozen=True)
class Calendar:
    """The usual opening of one kind of site, the likeliest first, and where it comes from."""

    name: str
    words: str
    openings: tuple[tuple[Opening, str], ...]


_SCHOOL = "36 semaines : article L521-1 du code de l'éducation"
CALENDARS = (
    Calendar(
        "centres de loisirs",
        r"loisir|periscolaire|vacances|alsh",
        (((5, 16), "hypothèse : vacances scolaires"), ((1, 36), "hypothèse : mercredis")),
    ),
    Calendar(
        "crèches et petite enfance",
        r"creche|petite enfance|multi ?accueil|halte|creches",
        (((5, 47), "hypothèse : fermeture de cinq semaines"), ((5, 52), "toute l'année")),
    ),
    Calendar(
        "collèges, lycées et université",
        r"college|lycee|secondaire|universit|superieur|crous",
        (((5, 36), _SCHOOL), ((5, 32), "hypothèse : année universitaire")),
    ),
    Calendar(
        "écoles",
        r"ecole|scolaire|primaire|maternelle|elementaire|groupe scolaire|satellite",
        (((4, 36), _SCHOOL), ((5, 36), "avec le mercredi")),
    ),
    Calendar(
        "santé et hébergement",
        r"ehpad|hopital|hospital|clinique|sante|residence|foyer|medico|ime\b|social|prison|penit",
        (((7, 52), "hypothèse : ouvert tous les jours"), ((5, 52), "sauf fins de semaine")),
    ),
    Calendar(
        "restaurants administratifs et d'entreprise",
        r"administrat|entreprise|inter-?entreprise|personnel|agents|bureau|siege|mairie",
        (((5, 46), "hypothèse : hors congés"), ((5, 52), "toute l'année")),
    ),
)
OTHER = Calendar(
    "autres sites",
    "",
    (
        ((5, 52), "hypothèse : toute l'année"),
        ((4, 36), f"calendrier scolaire ({_SCHOOL})"),
        ((5, 46), "hypothèse : hors congés"),
        ((7, 52), "tous les jours"),
    ),
)


def calendar_of(kind: str, name: str = "", column: str = "") -> Calendar:
    """The calendar that the type of the site says, or else its name, or that of its column."""
    for said in (fold(kind), fold(name), fold(column)):
        for calendar in CALENDARS:
            if said and re.search(calendar.words, said):
                return calendar
    return OTHER


def opening_doubt(calendar: Calendar) -> Doubt:
    """An assumption: its first choice holds until somebody says otherwise."""
    choices = tuple(Choice(written(o), say_opening(o), why) for o, why in calendar.openings)
    why = f"Jours et semaines d'ouverture que le fichier ne dit pas : {calendar.name}."
    return Doubt("opening", calendar.name, why, choices, assumption=True)


def written(opening: Opening) -> str:
    return f"{opening[0]}x{opening[1]}"


def parse_opening(typed: str) -> Opening | None:
    """« 4 x 36 », « 4,5 jours, 36 semaines »; None when it is no opening."""
    figures = [Decimal(f.replace(",", ".")) for f in re.findall(r"\d+(?:[.,]5)?", typed)]
    if len(figures) == 2 and 0 < figures[0] <= 7 and 1 <= figures[1] <= 52:
        return figures[0], int(figures[1])
    return None


def say_opening(opening: Opening) -> str:
    return f"{plural(opening[0], 'jour')} par semaine, {plural(opening[1], 'semaine')} par an"
