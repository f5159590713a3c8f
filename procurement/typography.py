"""French numbers, amounts and dates as people read them, with no-break spaces."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

NBSP = "\u00a0"
_MOST_DECIMALS = 5
NARROW_NBSP = "\u202f"
_VOWELS = tuple("aeiou")
# The article that the kind of an authority takes in front of its name.
_AUTHORITIES = {
    **dict.fromkeys(("commune", "ville", "metropole", "communaute", "region", "caisse"), "de la "),
    **dict.fromkeys(
        ("syndicat", "departement", "conseil", "centre", "ccas", "cias", "sivom", "sivu", "lycee"),
        "du ",
    ),
    **dict.fromkeys(("ehpad", "etablissement", "office", "association", "agence"), "de l'"),
}
# A plain space beside these becomes one that does not break the line.
_SPACES_TO_BIND = re.compile(r" (?=[:;?!»%€])|(?<=«) |(?<=\bn°) |(?<=\d) (?=\d{3}\b)|(?<=§) ")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«])")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def plain_words(text: str) -> list[str]:
    """Its words and figures, without accents nor signs: what names are compared by."""
    return _PLAIN_WORD.findall(fold(text))


def number(value: Decimal | float | int, places: int | None = None) -> str:
    """« 12 400 », « 3,5 »: thousands apart, no useless zero; `places` fixes the decimals.

    Two decimals, or two figures of what is smaller: « 0,004 » is not nothing.
    """
    if places is None and isinstance(value, int):
        text = f"{value:,}"
    elif places is None:
        exact = Decimal(str(value))
        rounded = round(exact, min(max(2, 1 - exact.adjusted()), _MOST_DECIMALS))
        text = f"{rounded:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{Decimal(str(value)):,.{places}f}"
    return text.replace(",", NARROW_NBSP).replace(".", ",")


def euros(value: Decimal | float | int, tax: str = "HT") -> str:
    """« 86 000 € HT »; cents only when there are some."""
    places = 0 if Decimal(str(value)) == int(value) else 2
    return f"{number(value, places)}{NBSP}€" + (f"{NBSP}{tax}" if tax else "")


def long_date(day: date) -> str:
    """« 1er mars 2027 »."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def long_moment(moment: datetime) -> str:
    """« 12 mars 2027 à 12 h 00 », in the time zone the moment carries."""
    return f"{long_date(moment)} à {moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"


def french(text: str) -> str:
    """The text with the no-break spaces and apostrophes of French, however it was typed."""
    return _APOSTROPHE.sub("’", _SPACES_TO_BIND.sub(NBSP, text))


def plural(count: int | float | Decimal, singular: str, many: str | None = None) -> str:
    """« 1 site », « 3 sites »: in French the plural begins at two."""
    word = singular if -2 < count < 2 else (many or singular + "s")
    return f"{number(count)}{NBSP}{word}"


def capitalised(text: str) -> str:
    """The text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def join_words(words: list[str], last: str = "et") -> str:
    """« a, b et c »."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def of(name: str) -> str:
    """« de la Commune de Comines », « du Syndicat des berges », « d'Alex Roy »: after « de »."""
    first = fold(name.split()[0]) if name.split() else ""
    if first in _AUTHORITIES:
        return f"{_AUTHORITIES[first]}{name}"
    # An h is sounded or not: only a dictionary says it, and « de » is then the lesser fault.
    return f"d'{name}" if first[:1] in _VOWELS else f"de {name}"


def fold(text: str) -> str:
    """Lower case without accents, « œ » as « oe »: how names are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _ACCENTS.sub("", decomposed)


def short(text: str, most: int = 60) -> str:
    """Cut between words, with an ellipsis, when it is longer."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
