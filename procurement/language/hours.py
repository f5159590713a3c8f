"""Hours and days that are bought, told from those of the clock and those given to answer."""

from __future__ import annotations

import re

from procurement.language.spans import SPACE
from procurement.language.units import Unit

_CLOCK = re.compile(
    rf"(?:\bà|\ba|\bde|\bdès|\bavant|\baprès|\bentre|\bvers|\bet|\bjusqu['’]à|[-–(]|\d{{4}},?){SPACE}*$"
)
_DELAY = re.compile(
    rf"(?:\bsous|\bdélais?\b[^.;,\d]{{0,40}}(?:de|:)|\bsuivants|\bdans{SPACE}les|\bau{SPACE}moins"
    rf"|\bpréavis{SPACE}de|\b(?:intervention|livraison|réponse|dépannage|remplacement){SPACE}en"
    rf"|\ben{SPACE}moins{SPACE}de|\bdur(?:e|ée|ant|er){SPACE}*:?|\bpendant|\b(?:tenir|fonctionner)){SPACE}*$"
)
# « au moins 640 heures de travail »: said of work, no delay is that long
_LONG = 100
_OF_WORK = re.compile(rf"{SPACE}(?:de{SPACE}travail|d['’](?:insertion|emploi)|par{SPACE}tranche)\b")
_AHEAD = re.compile(rf"{SPACE}(?:à{SPACE}l['’]avance|avant|après|plus{SPACE}tard|ouvrée?s?)\b")
# « une formation de 14 heures »: in the singular, it is all that is bought.
_WHOLE = re.compile(
    rf"\b(?:formation|stage|cours|module|volume|prestation|vacation|programme|mission|total|besoin)"
    rf"{SPACE}+de{SPACE}+$"
)
_EVERY = re.compile(rf"\b(?:tous|toutes){SPACE}les{SPACE}*$")
_OF_SOMETHING = re.compile(
    rf"{SPACE}(?:de|d['’]){SPACE}*(?!la\b|retard|délai|préavis|pr[ée]paration|battement)[^\W\d]"
)


def hours_are_bought(text: str, unit: Unit, before: str, value: float) -> bool:
    """Not an hour of the day, nor the time given to answer."""
    if _OF_WORK.match(text, unit.end):
        return True
    if value < _LONG and _DELAY.search(before) or _AHEAD.match(text, unit.end):
        return False
    if value > 24 or _WHOLE.search(before):
        return True
    after = text[unit.end : unit.end + 8]
    short = unit.written.lower() != "heures" and not re.match(rf"{SPACE}(?:de|d['’])", after)
    return not (short or _CLOCK.search(before) or re.match(r"\s*(?:\d|/)", after))


def days_are_bought(text: str, before: str, end: int) -> bool:
    """« 3 jours de stage » are bought, « 15 jours de retard » are not."""
    return not _EVERY.search(before) and bool(_OF_SOMETHING.match(text, end))
