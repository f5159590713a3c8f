"""What a program reads in a sentence: months, euros, yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from procurement.language.amounts import all_money
from procurement.language.durations import durations
from procurement.language.numbers import parse
from procurement.language.spans import Taken
from tenders.dossiers.facts.corpus import plain

_NO = re.compile(
    r"ne sont pas (?:autoris|admis|accept)|n'est pas (?:autoris|admis|prevu|obligat)"
    r"|interdit|non (?:autoris|admis|prevu)|pas (?:autoris|admis|de variante)"
    r"|aucune? (?:variante|visite)|sans objet|:\s*non\b|refus|exclu"
)
_TIMES = re.compile(
    r"(?P<count>\d|une|deux|trois|quatre)\s*(?:\(\s*\d\s*\)\s*)?(?:fois|reconductions?|periodes?)"
)


def duration(text: str) -> Any:
    found = list(durations(text, Taken()))
    return {"months": found[0].as_dict()["months"]} if found else None


def renewals(text: str) -> Any:
    folded = plain(text)
    if re.search(
        r"(?:non|pas|sans)[^.]{0,25}reconduc|ne (?:sera|pourra)[^.]{0,20}reconduit", folded
    ):
        return {"count": 0}
    match = _TIMES.search(folded)
    count = match["count"] if match else ""
    return {"count": int(parse(count))} if match else None


def amount(text: str) -> Any:
    found = [one.as_dict() for one in all_money(text)]
    return {"value": found[0]["value"], "tax": found[0]["tax"]} if found else None


def validity(text: str) -> Any:
    match = re.search(r"(\d{1,3})\s*(?:\(\s*\w+\s*\)\s*)?(jours|mois|semaines)", plain(text))
    return {"number": int(match[1]), "unit": match[2]} if match else None


def allowed(text: str) -> Any:
    return {"allowed": not _NO.search(plain(text))}


def visit(text: str) -> Any:
    folded = plain(text)
    if _NO.search(folded) or re.search(r"(?:pas|aucune)\b[^.]{0,20}visite", folded):
        return {"state": "none" if "obligatoire" not in folded else "optional"}
    if re.search(r"obligatoire|imperati|sous peine|doi(?:t|vent)|exige", folded):
        return {"state": "mandatory"}
    return {"state": "optional"}


def group(text: str) -> Any:
    """The form that the buyer imposes, if any: at the candidature, or only once it has chosen."""
    folded = plain(text)
    imposed = re.search(
        r"(?:contraint|impos\w+|devra|exig\w+|obligat\w+|transform\w+"
        r"|assurer sa transformation|sera (?:sous la forme|solidaire|conjoint))",
        folded,
    )
    form = (
        "solidaire"
        if re.search(r"solidaire(?!s? ou)", folded)
        else "conjoint"
        if "conjoint" in folded
        else None
    )
    free = re.search(
        r"aucune forme|(?:pas|aucune) [^.]{0,30}(?:forme|impos)|n'impose|libre(?:ment)?|au choix",
        folded,
    )
    if not imposed or free or not form:
        return {"imposed": None}
    return {"imposed": form}


def hours(text: str) -> Any:
    match = re.search(r"(\d[\d .]*)\s*(?:h\b|heures?)", plain(text))
    return {"hours": int(re.sub(r"\D", "", match[1]))} if match else None


_PROCEDURES = (
    ("dialogue", r"dialogue competitif"),
    ("ao_restreint", r"appel d'offres restreint"),
    ("ao_ouvert", r"appel d'offres(?: europeen)? ouvert|appel d'offres\b(?!.*restreint)"),
    ("negociee", r"procedure (?:avec negociation|negociee|concurrentielle)"),
    ("mapa", r"procedure adaptee|\bmapa\b"),
)


def procedure(text: str) -> Any:
    folded = plain(text)
    return next((code for code, pattern in _PROCEDURES if re.search(pattern, folded)), None)


def days(text: str) -> Any:
    """« trente jours », « 30 jours »."""
    match = re.search(
        r"(\d{1,3}|trente|cinquante|soixante|quarante-cinq)\s*(?:\(\s*\w+\s*\)\s*)?jours",
        plain(text),
    )
    if not match:
        return None
    words = {"trente": 30, "cinquante": 50, "soixante": 60, "quarante-cinq": 45}
    return {"days": int(match[1]) if match[1].isdigit() else words[match[1]]}


def percent(text: str) -> Any:
    match = re.search(r"(\d{1,2}(?:[.,]\d+)?)\s*(?:%|pour cent)", plain(text))
    return {"percent": float(match[1].replace(",", "."))} if match else None


VALUES: dict[str, Callable[[str], Any]] = {
    "duration": duration,
    "renewals": renewals,
    "amount": amount,
    "validity": validity,
    "allowed": allowed,
    "visit": visit,
    "group": group,
    "hours": hours,
    "procedure": procedure,
    "days": days,
    "percent": percent,
}
