"""Numbers that name rather than count: « lot 3 », « Article 10 », « EN 1176 », « en 2027 »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

from procurement.language.numbers import parse
from procurement.language.spans import SPACE
from procurement.language.surroundings import begins

_NUMBERED = re.compile(
    rf"(?:\b(?:lots?|articles?|art\.?|tranches?|phases?|n°|no|nº|numéros?|pages?|annexes?|chapitres?"
    rf"|niveaux?|classes?|types?|zones?|secteurs?|bât\.?|bâtiments?|étages?|code|cpv|naf|siret"
    rf"|siren|tél\.?|téléphone|version|loi|décret|norme|iso|nf|cedex|catégorie|rt|re|dtu|indice"
    rf"|euro|h|sdis|ligne|groupe|rd|rn|axe|acte|volet|avenant|étape|îlot|ilot|réf\.?|ref\.?"
    rf"|référence|dossier|marché|marche|option|variante|délibération|consultation|natura|n)|n°|§){SPACE}*:?{SPACE}*$"
)
_ANNOUNCES = re.compile(
    r"(?:(?:article|type|marché|marche|phase|étape|option|variante|consultation|volet)s?|classes"
    r"|bâtiments|étages|zones|secteurs|tranches)\s*:"
)
# « numéro de la consultation : 2018-142 »
_IDENTIFIES = re.compile(
    r"(?:numéros?|n°|réf(?:érence)?s?\.?)\s+(?:de\s+(?:la\s+|l['’])?|du\s+|d['’])[^\W\d_]+\s*:?\s*$"
)
# « EN 1176 », « L. 2113 »; « R : 320 bacs » answers
_LETTERS = ("EN", "L", "R", "D", ".")
_LETTERED = re.compile(rf"(?:\bEN{SPACE}*:?|[LRD]\.|(?<!\w)[LRD]){SPACE}*$")
_YEAR_LEAD = re.compile(
    rf"\b(?:en|depuis|années?|exercice|budget|saison|mandat|horizon|programme|rentrée|été|hiver"
    rf"|printemps|automne|fin|début|mi|dès|avant|après|janvier|juin|septembre|achats?|travaux|besoins?"
    rf"|animations?|volumes?|quantités?|session|édition|campagne|plan|prévision\w*){SPACE}*:?{SPACE}*$"
    rf"|\d{SPACE}*/{SPACE}*$",  # « marché n° 2 / 2027 »
)
# « 4.1 Nettoyage courant »
_SECTION = re.compile(rf"\d{{1,2}}\.\d{{1,2}}{SPACE}+[A-ZÀÉÈÊ]")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_YEAR_BEFORE = re.compile(r"(?<![\d.,])(\d{4})(?:\s|\s?[-–/]\s?)$")
# « 12 cours Gambetta », « 4 cours de l'Intendance »; « 12 cours de danse » are given
STREETS = "cours|carrefour|place|square|all[ée]e|impasse|quai|chemin|route|boulevard|avenue|rue"
_STREET = re.compile(
    rf"(?i:lieu-?dit\b)|(?i:{STREETS})"
    r"\s+(?:(?:du|de|des|la|le|les)\s+|[dl]['’])*[A-ZÀ-Ý][^A-ZÀ-Ý\s]"
)
_LINE_RANK = re.compile(r"(?:^|(?<=\n))(\d{1,3})(?!\d)")
# « 1 gros œuvre, 2 charpente, 3 menuiserie »
_ITEM_RANK = re.compile(r"(?:^|[\n,;:])\s*(\d{1,2})\s+([^\W\d_]+)")
_CODE = re.compile(r"0\d|\d{7}")
# The rest of a telephone number, of a reference or of a code: no count begins there.
# « PR 85+729 » is a point of a road.
_IN_A_CODE = re.compile(rf"(?:(?:\d\d[ .\u00a0]){{2,}}|\w[-_/]|\d['’]|\bpr ?\d+\+){SPACE}*$", re.I)


def names_something(text: str, match: re.Match[str]) -> bool:
    """« lot 3 », « 18-0142 », « 06 », « en 2027 »."""
    before = text[max(0, match.start() - 32) : match.start()]
    number = match["number"]
    if (
        _CODE.match(number)
        or _is_in_a_code(before)
        or _is_no_range(match)
        or _are_years(match, before)
    ):
        return True
    if match["about"]:
        return False
    if _STREET.match(text, match.start("unit")):
        return True
    written, unit = text[slice(*match.span("number"))], text[match.start("unit")]
    if written[0].isupper() and unit.isupper() and not written.isupper():
        return not begins(before)  # « le quartier des Trois Ponts »
    if _SECTION.match(text, match.start()) and begins(before):
        return True
    start = match.start("number")
    if start in _ranked(text) or _ranks_a_line(text, start, number):
        return True
    return bool(
        is_numbered(before) or (_YEAR.fullmatch(number) and _YEAR_LEAD.search(before.lower()))
    )


def _ranks_a_line(text: str, start: int, number: str) -> bool:
    """« 7 épicerie », then « 8 surgelés » on the next line: lots of a list, not how many."""
    begins_a_line = text[start - 1 : start] in ("", "\n")
    return begins_a_line and number.isdecimal() and int(number) in _ranks(text)


@lru_cache(maxsize=4)
def _ranks(text: str) -> frozenset[int]:
    """The numbers that begin lines and follow each other."""
    found = pairwise(int(match[1]) for match in _LINE_RANK.finditer(text))
    return frozenset(chain.from_iterable(two for two in found if two[1] == two[0] + 1))


@lru_cache(maxsize=4)
def _ranked(text: str) -> frozenset[int]:
    """Where ranks stand in a list of three things or more, that follow each other from one on.

    « 1 chaise, 2 tables, 3 bancs » are counted: what is several is in the plural.
    """
    runs: list[list[re.Match[str]]] = [[]]
    for item in _ITEM_RANK.finditer(text):
        if int(item[1]) == len(runs[-1]) + 1:
            runs[-1].append(item)
        else:
            runs.append([item] if item[1] == "1" else [])
    return frozenset(item.start(1) for run in runs if _are_ranks(run) for item in run)


def _are_ranks(run: Sequence[re.Match[str]]) -> bool:
    return len(run) > 2 and any(item[2][-1] not in "sxz" for item in run[1:])


def _is_in_a_code(before: str) -> bool:
    # Most numbers come after a letter: no code does.
    return not before.rstrip()[-1:].isalpha() and bool(_IN_A_CODE.search(before))


def is_numbered(before: str) -> bool:
    """« Article 10 », « EN 1176 »; « Article : 10 hottes », « les classes : 12 lampes » count."""
    if before.rstrip(" \t:\u00a0\u2009\u202f").endswith(_LETTERS) and _LETTERED.search(before):
        return True
    small = before.lower()
    if _IDENTIFIES.search(small):
        return True
    said = _NUMBERED.search(small)
    return said is not None and not _ANNOUNCES.match(said[0])


def _are_years(match: re.Match[str], before: str) -> bool:
    """« 2014-2020 », « les exercices 2024 à 2029 », « 2019 2022 »."""
    said = _YEAR_BEFORE.search(before)
    years = [said[1]] if said else []
    years += [match["number"], *filter(None, [match["high"]])]
    return len(years) > 1 and all(map(_YEAR.fullmatch, years)) and years == sorted(years)


def _is_no_range(match: re.Match[str]) -> bool:
    """« 2019-41 »: a reference."""
    if not match["high"]:
        return False
    between = match.string[match.end("number") : match.start("high")].strip()
    return between in ("-", "–") and parse(match["number"]) > parse(match["high"])
