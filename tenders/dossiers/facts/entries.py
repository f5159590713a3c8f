"""A criterion as it is met, before it is known whether it is one or a part of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from procurement.typography import capitalised
from tenders.dossiers.facts.corpus import plain
from tenders.dossiers.texts.neutral import Place

CRITERION, SUB, UNKNOWN = 1, 2, 0
_UNIQUE = re.compile(
    r"^.*?(?:crit[èe]re unique|unique crit[èe]re|seul crit[èe]re)[^,:]*[,:]\s*",
    re.IGNORECASE | re.DOTALL,
)
_ORDINAL = re.compile(
    r"^(?:(?:le|la|l['’])\s*)?(?:premier|premi[èe]re|second|seconde|deuxi[èe]me"
    r"|troisi[èe]me|quatri[èe]me|cinqui[èe]me|dernier|derni[èe]re|\d\s?(?:er|e"
    r"|[èe]me))\s*(?:crit[èe]re)?\s*[,:–—-]\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^[-–—•*·▪◦○►➢\s(]*+(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+)?(?:sous[- ]?crit[èe]res?"
    r"|crit[èe]res?)\s*(?:n\s?[°o.]{0,2}\s*)?(?:(?P<number>\d{1,2}(?:[.\-]?(?:\d{1,2}"
    r"|[a-z](?![a-z]))){0,4}|[a-z](?![a-zà-ÿ]))\s*)?(?:\([^)]*\)\s*)?\s*[:.)–—/-]*\s*"
    r"|(?:C|SC)\s?\d(?:[.-]\d)?\s*[:.)–—-]+\s*|(?P<plain>\d{1,2}(?:[.\-]?(?:\d{1,2}"
    r"|[a-z](?![a-z]))){0,4}|[a-zA-Z]"
    r"|(?:[ivx]{1,4}|[IVX]{1,4})(?:\.[a-z\d])?)\s?(?:°\s*|(?:er|[èe]re|[èe]me)?\s*[.):/–—-])[.):/–—-]*\s*(?=\D)"
    r"|(?P<bare>\d{1,2}(?:\.\d{1,2})+|[A-Za-z]\.?\d{1,2}(?:\.\d{1,2})?)\s*[.):–-]*\s+)",
    re.IGNORECASE,
)
_SUB = re.compile(
    r"^[-–—•*·▪◦○►➢\s\d.]*(?:sous[- ]?crit[èe]re|\bSC\s?\d|C\s?\d[.-]\d)", re.IGNORECASE
)
_CRIT = re.compile(r"^[-–—•*·▪◦○►➢\s\d.]*(?:crit[èe]re\b|\bC\s?\d\b)", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s(\[:,;–—=|.…_-]*+(?:\b(?:pond[ée]r\w*|not[ée]{1,2}s?|coefficient"
    r"|pond[ée]ration|sur|à|de|hauteur|est|sont|sera|seront|pour|compte|comptant"
    r"|repr[ée]sente\w*|soit|poids|affect[ée]e?s? d['’]un\w*|valant|vaut|coef\.?|d'un|d’un"
    r"|p[èe]se\w*|intervien\w*|un|une|l[ea]s?|total|note|maximale?|max|d'une|d’une|valeur de"
    r"|raison|en|qui|compte\w*|donc"
    r"|jugée?|appréciée?|évaluée?|attribu\w*|barème|dont)\b[\s(\[:,;–—=|'’-]*+)*+$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:[:;]\s|\s[–—-]\s|\.\s|\s\(|,?\s(?:appr[ée]ci|jug[ée]|analys[ée]|[ée]valu[ée]"
    r"|au (?:regard|vu)\b|sur la base|notamment|qui (?:sera|est)|d[ée]compos|dont\b|sera\b"
    r"|est\b|comprenant|selon|calcul|obtenu|r[ée]parti|au moyen|à partir d|à travers"
    r"|d['’]apr[èe]s|tel[s]? qu|au vu|comme suit|conform[ée]ment)).*$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"^(?:(?:nous|on)\s+\w+\s+(?:par\s+)?)?"
    r"(?:(?:et|puis|pond[ée]ration|poids|note(?=\s+(?:d[eu]|prix|technique)\b)|ainsi que|dont"
    r"|pour|de|à|au titre de|du|sur|soit"
    r"|[àa] l['’]int[ée]rieur d[eu](?: la)?|au sein d[eu]|comprend(?:re)?|chacun d[eu]"
    r"|concernant|s['’]agissant d[eu])\s+)*(?:(?:le|la|les|du|des|de la|au|aux|à la)\s+"
    r"|(?:à l|de l|l|d)['’]\s*)?(?:crit[èe]re\s+(?:d[eu]\s+|de la\s+|de l['’])?)?[«\"“\s]*(?=\w)",
    re.IGNORECASE,
)
_JUDGED_BY = re.compile(  # « appréciée au travers de l'organisation »
    r"^(?:qui s['’])?(?:appr[ée]ci|jug|[ée]valu|analys|not)[ée]?e?s?"
    r" (?:(?:au|[àa]) travers|au regard|au vu"
    r"|[àa] partir|sur la base|en fonction|d['’]apr[èe]s|selon|sur|par) ?(?=[^\W\d])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")
_EMPTY_WORDS = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "de",
        "du",
        "des",
        "d",
        "et",
        "a",
        "au",
        "aux",
        "en",
        "un",
        "une",
        "critere",
        "criteres",
        "sous",
        "n",
        "pour",
        "sur",
        "prestations",
        "prestation",
        "offre",
        "offres",
    ]
)
_STEM = 5


@dataclass(frozen=True)
class Entry:
    name: str
    place: Place
    weight: float | None = None
    unit: str | None = None
    level: int = UNKNOWN
    indent: int = 0
    depth: int = 0  # of its number: 2 for « 3.1 »
    lots: tuple[str, ...] = ()
    under: str = ""  # the criterion that the words say it details


def is_scale(entries: list[Entry]) -> bool:
    """« Très satisfaisant : 5 points »: a scale of marks, and not criteria."""
    names = {plain(e.name) for e in entries}
    marks = sum(bool(_SCALE.search(name)) for name in names)
    return marks >= 2 and marks >= len(names) / 2


_SCALE = re.compile(
    r"^(?:tres |peu |non |assez |plutot |moyennement )?(?:insuffisant|satisfaisant"
    r"|excellent|bon|bien|moyen|mediocre|passable|inacceptable|nul|correct|faible|inadapte"
    r"|adapte|acceptable)\w*\b"
    r"|absence|aucune (?:reponse|information)|non (?:renseigne|traite|fourni|repondu)"
    r"|reponse (?:partielle|complete|insuff|satisf|non|tres|excell|moyen)|offre (?:insuff"
    r"|satisf|tres|excell|moyen|bonne)|^note\b|^\d"
)


def marks_of(text: str) -> tuple[int, int]:
    """(level, depth of number) that the beginning of the text tells."""
    lead = _LEAD.match(text)
    number = (lead["number"] or lead["plain"] or lead["bare"] or "") if lead else ""
    depth = len(re.findall(r"\d+|[a-z]+", number.lower())) if number else 0
    if _SUB.match(text):
        return SUB, depth
    if _CRIT.match(text):
        return (SUB if depth > 1 else CRITERION), depth
    if depth > 1:
        return UNKNOWN, depth
    letter = bool(number) and number.isalpha() and len(number) == 1 and number.lower() not in "ivx"
    return UNKNOWN, 2 if letter and number.islower() else depth


def name_of(text: str) -> str:
    """The name alone, without its number, its weight's words, or how it is judged."""
    line = next((one for one in text.split("\n") if one.strip(" .-–:")), "")
    line = _UNIQUE.sub("", line).lstrip("-–—•*·▪◦○►➢ ")
    name = _ORDINAL.sub("", _LEAD.sub("", line, count=1), count=1)
    name = _JUDGED_BY.sub("", name, count=1)
    name = _TAIL.sub("", name).strip(' .,;:–—-|([«»"')
    name = _ARTICLE.sub("", name, count=1).strip()
    cut = _CUT.sub("", name).strip(" .,;:–—-|([")
    name = cut if len(cut) >= 4 else name
    if name.count(")") > name.count("("):
        name = name.rstrip(")").strip()
    return capitalised(name)[:200]


def same_name(one: str, other: str) -> bool:
    """Whether two names tell the same criterion: most words of the shorter are in the longer."""
    a, b = _stems(one), _stems(other)
    if not a or not b:
        return False
    small, large = sorted((a, b), key=len)
    return len(small & large) >= max(1, round(0.75 * len(small)))


def said_again(one: str, other: str) -> bool:
    """The same name, perhaps cut short: « Qualité du linge » is not « Qualité du service »."""
    short, long = sorted((plain(one), plain(other)), key=len)
    return long.startswith(short) or (
        same_name(one, other)
        and not ({*_WORDS.findall(short)} - _EMPTY_WORDS - {*_WORDS.findall(long)})
    )


def _stems(name: str) -> frozenset[str]:
    words = _WORDS.findall(plain(name))
    return frozenset(w[:_STEM] for w in words if w not in _EMPTY_WORDS and len(w) > 1)
