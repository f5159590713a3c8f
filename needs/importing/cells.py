"""One cell → one value: French numbers, units, periods, opening, SIRET, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from needs.diagnosis.sheets import HALF_DAY
from needs.importing.doubts import Choice, Doubt
from needs.importing.rhythms import ONCE, is_period, period_in, read_period, rhythm_of
from procurement.identifiers import InvalidIdentifier, parse_siret
from procurement.language.dates import dates
from procurement.language.numbers import ROUGH
from procurement.language.quantities import quantities
from procurement.language.spans import Taken
from procurement.spreadsheets import Cell
from procurement.typography import fold, long_date, number

_WEEK = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
MOST = Decimal(1_000_000_000)
_MOST_LOST = 200  # a quantity may lose a two-hundredth of itself when it is rounded
_NOTHING = {"", "-", "–", "—", "/", "x", "?", "n/a", "na", "nc", "n.c.", "nd", "neant", "aucun",
            "aucune", "n.d.", "n/c", "n.c", "nr", "n.r.", "non communique", "non renseigne",
            "non connu", "inconnu", "inconnue", "a completer", "a preciser", "en attente", "…",
            "...", "--", "ras", "sans objet", "so", "non", "#n/a", "#ref!", "#div/0!", "#valeur!",
            "#value!", "#nom?", "#name?"}  # fmt: skip
GROUP = " : "  # between the name of a group of columns and that of one of them
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?$")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$")
_ENGLISH = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+\.\d+$|-?[1-9]\d{0,2}(?:,\d{3}){2,}$")
_ABOUT = re.compile(
    r"(?!0\d)(?:env\.?|environ|~|≈)?\d[\d.,]*(?:(?:à|-|ou)\d[\d.,]*)?$", re.IGNORECASE
)
# What may follow a figure and counts nothing: « 300 environ », « 300 max. », « 300* ».
_ROUGHLY = re.compile(
    r"(?<=[\w.])\s*(?:\(?\s*\b(?:env|environ|approx\w*|max\w*|mini\w*)\b\.?\s*\)?|\*+)$",
    re.IGNORECASE,
)
_PERIOD_ALONE = re.compile(r"(.*\d)\s*(?:/|\bpar\b)\s*([^\W\d]+\.?)$", re.IGNORECASE)
_ONE_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}$")


class BadCell(ValueError):
    """A cell that refuses its row; its text is a French sentence."""


@dataclass(frozen=True)
class Measure:
    """What is counted, and how often."""

    unit: str
    period: str = ""


@dataclass(frozen=True)
class Amount:
    """A quantity read in a cell, with the unit and period that the cell itself names."""

    value: Decimal
    measure: Measure | None = None


def text(cell: Cell, most: int = 160) -> str:
    """The cell as one line of text; « n/a », « - » and the like say nothing."""
    words = " ".join(str(cell if cell is not None else "").split())
    return "" if fold(words) in _NOTHING else words[:most]


def is_number(cell: Cell) -> bool:
    """A figure that counts: not a telephone nor a code, which begin with a zero."""
    if isinstance(cell, int | float):
        return True
    tight = _tight(cell)
    return bool(_PLAIN.match(tight) or _THOUSANDS.match(tight)) and not re.match(r"0\d", tight)


def is_about_a_number(cell: Cell) -> bool:
    """« env. 300 », « 40 à 45 »: figures, though not exact."""
    return is_number(cell) or bool(_ABOUT.match(_tight(_ROUGHLY.sub("", str(cell or "")))))


def _tight(cell: Cell) -> str:
    return re.sub(r"[\s\u202f'’]", "", str(cell or ""))


def read_amount(cell: Cell) -> Amount | Doubt | None:
    """The quantity; None for an empty cell, a Doubt where the text may be read in two ways."""
    if isinstance(cell, int | float):
        return Amount(_within(Decimal(str(cell)), str(cell)))
    words = _ROUGHLY.sub("", text(cell))
    if not words:
        return None
    alone = _PERIOD_ALONE.match(words)
    if alone and (period := read_period(alone[2])):
        return _in_a_period(read_amount(alone[1]), _once_less(period))
    tight = _tight(words)
    if _ONE_COMMA.match(tight):
        return _one_comma(words, tight)
    exact = _exact(tight)
    return Amount(_within(exact, words)) if exact is not None else _in_words(words)


def _in_a_period(read: Amount | Doubt | None, period: str) -> Amount | Doubt | None:
    """A figure with the period that follows it; a Doubt is about the figure, and keeps it out."""
    if not isinstance(read, Amount):
        return read
    return Amount(read.value, Measure(read.measure.unit if read.measure else "", period))


def parse_amount(typed: str) -> Decimal:
    """A quantity that a person types to correct a cell; raises BadCell."""
    exact = _exact(_tight(typed))
    if exact is None:
        raise BadCell("Écrivez un nombre, par exemple 1 250 ou 12,5.")
    return _within(exact, typed)


def _exact(tight: str) -> Decimal | None:
    if _ENGLISH.match(tight):
        tight = tight.replace(",", "")
    elif _THOUSANDS.match(tight):
        tight = tight.replace(".", "")
    try:
        return Decimal(tight.replace(",", ".")) if re.match(r"-?[\d.,]+$", tight) else None
    except InvalidOperation:
        return None


def _within(value: Decimal, said: str) -> Decimal:
    if value < 0:
        raise BadCell(f"La quantité « {said} » est négative.")
    if value > MOST:
        raise BadCell(f"La quantité « {said} » dépasse un milliard : vérifiez-la.")
    kept = value.quantize(Decimal("0.01"))
    if abs(kept - value) * _MOST_LOST > value:
        raise BadCell(
            f"La quantité « {said} » ne garde que deux décimales : écrivez-la dans une unité plus "
            "petite, en kg plutôt qu'en tonnes."
        )
    return kept.normalize() + 0


def _one_comma(words: str, tight: str) -> Doubt:
    decimal, thousands = Decimal(tight.replace(",", ".")), Decimal(tight.replace(",", ""))
    return Doubt(
        "quantity",
        words,
        f"« {words} » se lit de deux façons.",
        (
            Choice(str(decimal), number(decimal, 3), "la virgule sépare les décimales"),
            Choice(str(thousands), number(thousands), "la virgule sépare les milliers"),
        ),
    )


def _in_words(words: str) -> Amount | Doubt:
    """« 300 repas/jour », « 300 à 350 », « env. 300 »: the language engine reads the cell."""
    found = quantities(words, Taken())
    whole = words if found else f"{words} unités"
    counted = found or quantities(whole, Taken())
    if len(counted) != 1 or re.search(r"\d", whole.replace(counted[0].text, "", 1)):
        raise BadCell(f"« {words} » n'est pas une quantité : un nombre est attendu.")
    only = counted[0]
    times = ROUGH.get(only.unit, 1)  # « 12 douzaines », « 1,5 millier »
    value = _within(Decimal(str(only.value)) * times, words)
    if only.low != only.value:
        return _range(words, _within(Decimal(str(only.low)) * times, words), value)
    unit = "" if only.unit in ROUGH else only.unit
    return Amount(value, Measure(unit, only.period or "") if found else None)


def _range(words: str, low: Decimal, high: Decimal) -> Doubt:
    return Doubt(
        "quantity",
        words,
        f"« {words} » donne une fourchette : un volume n'en retient qu'une valeur.",
        (
            Choice(str(high), number(high), "le plus, pour ne pas manquer"),
            Choice(str(low), number(low), "le moins"),
        ),
    )


# Words of headers that are no units.
NO_UNIT = {"quantite", "qte", "volume", "nombre", "valeur", "total", "estime", "effectif", "nb",
           "moyenne", "moyen", "environ", "besoin", "consommation",
           "estimation", "max", "mini"}  # fmt: skip
# « Poids des déchets kg/semaine »: the symbol says the unit, whatever words come before it.
_SYMBOL = re.compile(
    r"\s((?:kg|tonnes?|t|m2|m²|m3|m³|litres?|l|kwh|mwh|ha|ml)\b(?:\s*(?:/|par\b).*)?)$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^(?:(?:nb|nbre|nombre|quantités?|qtés?|qte|volumes?|total)\b\.?"
    r"\s*(?:(?:total|annuel|estimé|moyen)(?:le)?e?s?\b)?"
    r"\s*(?:de\s+|d['’]\s*)?)",
    re.IGNORECASE,
)
_HOW_OFTEN = re.compile(
    r"\s*(?:/|par)\s*(?:j|jours?|sem|semaines?|mois|trimestre|semestre|ans?|année)\b.*$"
    r"|\s+(?:annuel|semestriel|trimestriel|mensuel)(?:le)?s?$",
    re.IGNORECASE,
)


def designation(header: str) -> str:
    """What a header counts: « Nb de repas par jour (moyenne) » gives « Repas »."""
    group, link, below = header.partition(GROUP)
    if link:
        return f"{designation(group)}{GROUP}{designation(below)}"[:160]
    outside = re.sub(r"\s*\([^)]*\)", " ", header).strip()
    words = _HOW_OFTEN.sub("", _HOW_MANY.sub("", outside)).strip(" :-") or outside or header
    return words[:1].upper() + words[1:160]


@lru_cache(maxsize=2_000)
def read_measure(words: str) -> Measure | None:
    """The unit and period in a header or a unit cell: « Repas/jour », « Tonnage (kg par an) »."""
    group, link, below = words.partition(GROUP)
    if link:
        named, own = read_measure(group), read_measure(below)
        counted_by_group = named and named.period and not (own and own.period)
        return named if counted_by_group else own or named
    inside = re.search(r"\(([^)]+)\)", words)
    plain = re.sub(r"\([^)]*\)", " ", words).strip()
    symbol = _SYMBOL.search(plain)
    for part in filter(
        None, (inside and inside[1], symbol and symbol[1], _HOW_MANY.sub("", plain))
    ):
        found = quantities(f"1000 {part}", Taken()) or quantities(f"{part} : 1000", Taken())
        if found and not is_period(found[0].unit) and fold(found[0].unit) not in NO_UNIT:
            beside = read_period(inside[1]) if inside else None
            period = rhythm_of(found[0]) or beside or period_in(words) or ""
            return Measure(found[0].unit, _once_less(period))
    return None


def read_unit(cell: Cell) -> Measure | None:
    words = text(cell, 40)
    if not words:
        return None
    found = quantities(f"1000 {words}", Taken())
    exact = len(found) == 1 and found[0].end == len(f"1000 {words}")
    if exact:
        return Measure(found[0].unit, rhythm_of(found[0]) or "")
    unit, slash, period = words.partition("/")
    return Measure(unit.strip().lower(), _once_less(read_period(period)) if slash else "")


def _once_less(period: str | None) -> str:
    return "" if period in (None, ONCE) else str(period)


def read_days(cell: Cell) -> Decimal | None:
    """Days of opening a week, to the half: « 4,5 », « lundi au vendredi »; None when empty."""
    days = _opening(cell, HALF_DAY, 7, "jours d'ouverture par semaine")
    return None if days is None else round(days * 2) / Decimal(2)


def read_weeks(cell: Cell) -> int | None:
    """Weeks of opening a year; None when the cell is empty."""
    weeks = _opening(cell, Decimal(1), 52, "semaines d'ouverture par an")
    return None if weeks is None else round(weeks)


def _opening(cell: Cell, least: Decimal, most: int, what: str) -> Decimal | None:
    words = text(cell)
    if not words:
        return None
    match = re.search(r"\d+(?:[.,]\d+)?", words)
    value = Decimal(match[0].replace(",", ".")) if match else Decimal(_weekdays(words))
    if not least <= value <= most:
        expected = f"un nombre de {number(least)} à {most} est attendu"
        raise BadCell(f"« {words} » {what} : {expected}.")
    return value


def _weekdays(words: str) -> int:
    """« lundi au vendredi » is five days, « lun, mar, jeu » three; none named, none."""
    plain = fold(words)
    named = [_WEEK.index(day) for day in re.findall("|".join(_WEEK), plain)]
    if len(named) == 2 and re.search(r"\bau?\b|-|–|/", plain):
        return (named[1] - named[0]) % 7 + 1
    return len(set(named))


_WITHOUT_SIRET = {
    "siret": ("", Choice("none", "Importer sans SIRET", "il pourra être ajouté plus tard")),
    "central_kitchen": (
        "Cuisine centrale : ",
        Choice("none", "Importer sans ce lien", "le site n'aura pas de cuisine centrale"),
    ),
}


def read_siret(cell: Cell, field: str = "siret") -> str | Doubt:
    """The SIRET; a wrong one is no reason to lose the site."""
    words = text(cell)
    if not words:
        return ""
    try:
        return parse_siret(words)
    except InvalidIdentifier as error:
        why = (
            "Le tableur a arrondi ce SIRET : mettez sa colonne au format « Texte »."
            if re.search(r"\de\+?\d", words.lower())
            else str(error)
        )
        of_what, without = _WITHOUT_SIRET[field]
        return Doubt(field, words, f"{of_what}{why}", (without,))


def read_day(cell: Cell) -> str:
    """« 2027-09-01 », « 01/09/2027 », « septembre 2027 » said in words; unread text as it is."""
    words = text(cell)
    found = list(dates(words))
    iso = found[0].iso if found else None
    return long_date(date.fromisoformat(iso)) if iso and len(iso) == 10 else words
