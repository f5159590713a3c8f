"""Which lines are headings, by what they look like: styles are not enough, PDF files have none."""

from __future__ import annotations

import re

from procurement.typography import fold

_LONGEST = 130
_LONGEST_ENTRY = 400
_ARTICLE = re.compile(
    r"^(?:article|art\.|chapitre|titre|partie|section)\s*(?:n°\s*)?(?:\d{1,2}(?:\.\d{1,2})"
    r"*|[ivx]{1,5})\b(?!\s*(?:du|de la|des)\b)",
    re.I,
)
_NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:[.-]\d{1,2}){0,4})\s*(?:[.)°:–—-]\s*)"
    r"*(?P<title>[A-ZÀÂÉÈÊÎÔÛÇŒ«][^\n]*)$"
)
_ROMAN = re.compile(
    r"^(?P<number>[IVX]{1,5}(?:[.-]\d{1,2})*)\s*[.)°:–—/-]+\s*(?P<title>[A-ZÀÂÉÈÊÎÔÛÇŒ].*)$"
)
_LETTER = re.compile(r"^(?:[A-H]|[a-h])\s*[.)–—-]\s*[A-ZÀÂÉÈÊÎÔÛÇŒ]")
# What holds a value is a line to read, not a title.
_VALUE = re.compile(
    r"\d\s*(?:%|€|points?\b|pts?\b|euros?\b|/\s*\d)|\d{1,2}\s*h\s*\d\d"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|@",
    re.I,
)
_TOLD = re.compile(r":\s*\S.{25}")
_DEEP = re.compile(r"^\d{1,2}[.-]\d.{3,80}[^.;,]$")
_CONTENTS = re.compile(
    r"(?:\.\s?){4,}\s*\d{0,3}\s*$|…{2,}\s*\d{0,3}\s*$|_{4,}\s*\d{1,3}$"
    r"|^\s*(?:article\s*)?\d[\d.]*\W.*\t\s*\d{1,3}\s*$",
    re.IGNORECASE,
)
_LOT = re.compile(r"lots?\s*(?:n\s?[°o.]?\s*)?\d")
_VERB = re.compile(
    r"\b(?:est|sont|sera|seront|ser(?:ait|aient)|doi(?:t|vent)|peu(?:t|vent)|devr(?:a|ont)"
    r"|pourr(?:a|ont)|ont|a été"
    r"|n['’]\w+|ne|il|ils|elles?|vous|nous|compren(?:d|nent|dra|dront)|rassemblent?|contien(?:t|nent)"
    r"|comporte(?:nt)?|remet(?:tent)?|reste(?:nt)?|fixait|figurent?|disposent?|s['’]\w+nt)\b",
    re.IGNORECASE,
)
_LONG_TITLE = 9  # words; beyond, what ends on a full stop is a sentence
# What the parts of a consultation file are called: a title even when nothing shows it.
_SECTION = re.compile(
    r"(?:l[ea]s?\s|l['’])?(?:objet (?:de la consultation|du march[ée])"
    r"|proc[ée]dure (?:de passation)?$|mode de passation"
    r"|allotissement|lots$|dur[ée]e (?:du march[ée]|et|de l)|variantes?$|groupements?$|crit[èe]res"
    r"|jugement des|s[ée]lection des|attribution du|analyse des|examen des|pi[èe]ces?(?: [àa] "
    r"| de (?:la )?"
    r"|$)|documents [àa] |contenu d|pr[ée]sentation d(?:es|u) (?:offres|plis?|candidatures?"
    r"|dossier)|composition d"
    r"|remise d|d[ée]p[ôo]t d|conditions d['’]envoi|modalit[ée]s de (?:remise|transmission"
    r"|d[ée]p[ôo]t|s[ée]lection)"
    r"|renseignements compl|questions$|n[ée]gociations?$|recours|litiges|voies de"
    r"|validit[ée] des|visites?$|divers$)",
    re.IGNORECASE,
)
# « 5.2. Groupements. Les groupements conjoints sont admis… »: a title and what stands under it.
_RUN_IN = re.compile(
    r"^(?P<title>(?P<number>(?:article|art\.)\s*\d{1,2}(?:\.\d{1,2})*|\d{1,2}(?:[.-]\d{1,2}){0,3})"
    r"\s*[.)°:–—-]*\s*(?P<said>[A-ZÀÂÉÈÊÎÔÛÇŒ][^.:;!?%€\n]{2,60})\.)\s+(?=[A-ZÀÂÉÈÊÎÔÛÇŒ«])",
    re.IGNORECASE,
)


def run_in(text: str) -> int:
    """Where the text begins after the title that its first words are; 0 when they are none."""
    match = _RUN_IN.match(text)
    if not match or is_sentence(match["title"]):
        return 0
    deep = not match["number"].isdecimal()
    return match.end() if deep or _SECTION.match(match["said"]) else 0


def is_sentence(text: str) -> bool:
    """Whether words that end on a full stop tell something, and do not only name it."""
    return text.rstrip().endswith(".") and bool(
        _VERB.search(text) or len(text.split()) > _LONG_TITLE or text.count(",") > 1
    )


def is_contents_line(text: str) -> bool:
    """« 4.2 Critères ........ 7 »: a line of the table of contents, which repeats headings."""
    return bool(_CONTENTS.search(text[-_LONGEST_ENTRY:]))


def level_of(text: str, *, styled: int = 0, bold: bool = False, larger: bool = False) -> int:
    """1 to 6 for a heading, 0 for body text."""
    text = text.strip()
    if not text or len(text) > _LONGEST or "\n" in text.strip() or text.endswith((";", ",")):
        return 0
    if is_sentence(text):
        return 0
    if styled:
        return styled
    if _ARTICLE.match(text):
        return 0 if (_VALUE.search(text) or _TOLD.search(text)) and len(text) > 70 else 1
    if _VALUE.search(text) or (_TOLD.search(text) and not _DEEP.match(text)):
        return 0
    return _by_number(text, bold or larger) or _by_looks(text, bold, larger)


def follows(number: str, after: str) -> bool:
    """Whether « 2. … » comes right after « 1. … », « 6.1.2 » after « 6.1.1 »."""
    one, other = _places(number), _places(after)
    return bool(one) and one[:-1] == other[:-1] and other[-1] == one[-1] + 1


def _places(text: str) -> list[int]:
    match = _NUMBERED.match(text)
    return [int(part) for part in re.split(r"[.-]", match["number"])] if match else []


def _by_number(text: str, stands_out: bool) -> int:
    if found := _ROMAN.match(text):
        return 1 + len(re.findall(r"[.-]\d", found["number"]))
    if found := _NUMBERED.match(text):
        depth = 1 + len(re.findall(r"[.-]", found["number"]))
        plain_item = depth == 1 and not stands_out and not found["title"].isupper()
        if plain_item and (len(text) > 90 or text.endswith(".")):
            return 0
        return 0 if _is_lot(found["title"]) else depth + (0 if stands_out or depth > 1 else 1)
    return 4 if _LETTER.match(text) and stands_out else 0


def _by_looks(text: str, bold: bool, larger: bool) -> int:
    letters = sum(c.isalpha() for c in text)
    if letters < 4 or _is_lot(text):
        return 0
    shouted = text.isupper() and len(text.split()) > 1
    if larger:
        return 2 if bold or shouted else 3
    if shouted and bold:
        return 3
    if bold and not text.endswith("."):
        return 5
    if text[:1].isupper() and len(text) < 70 and text[-1].isalpha() and _SECTION.match(text):
        return 6
    return 6 if shouted and len(text) < 70 and ":" not in text else 0


def _is_lot(text: str) -> bool:
    return bool(_LOT.match(fold(text)))
