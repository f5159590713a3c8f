"""Numbers that describe something else than what is wanted: what a thing bears, who judges."""

from __future__ import annotations

import re

# Words that lead to such a number, in its sentence.
_BEFORE = re.compile(
    r"(?:\b(?:mesur\w+|contien\w+|support\w+|abrit\w+|peut\s+accueillir|peuvent\s+accueillir|parcouru"
    r"|(?:longs?|longues?|hauts?|hautes?|larges?|profonde?s?)\s+de|(?:jury|équipe|comité|commission)\s+de"
    r"|commandes?\s+de\s+moins\s+de|justifi\w+\s+(?:de|d['’])|(?:offre|réponse|candidature|dossier)s?\s+en"
    r"|(?:boîte|paquet|sachet|rame|étui|coffret|barquette|pack)s?\s+de|conditionnée?s?\s+par"
    r"|par\s+lots?\s+de|(?:pour|afin\s+de)\s+remplacer(?:\s+(?:les|nos|ses|leurs))?|(?:triée?s?\s+)?selon"
    r"|(?:résist|endur|garanti)\w*(?:\s+(?:à|pour))?|remise?s?\s+en|(?:groupes|classes|sessions|promotions|salles)\s+de"
    r"|(?:entreprises?|communes?|villes?|structures?|sociétés?|établissements?)\s+de\s+(?:moins|plus)\s+de)\s+"
    r"|\b(?:débit|autonomie|vitesse|niveau\s+sonore|pénalité|caution|charge\s+utile|note\s+sur)\b[^.;,\d]{0,20}"
    r"|\b(?:mémoire|note\s+méthodologique)\b[^.;,\d]{0,30}"
    r"|\bréférences?\s*:\s*)$",
)
# Words that follow it.
_AFTER = re.compile(
    r"\s+(?:[^\W\d_]+\s+)?(?:au\s+compteur|(?:par\s+|/\s*)(?:minute|seconde|manquement)|absente?s?\b|d['’]altitude"
    r"|(?:par\s+\w+\s+)?en\s+20(?:1\d|2[0-5])\b"
    r"|comparables?\b|ont\s+(?:répondu|candidaté|soumissionné)|(?:sont|seront)\s+conservé)",
)


def describes_something_else(before: str, after: str) -> bool:
    """« le quai supporte 38 tonnes », « 30 pages par minute », « un jury de 5 membres »."""
    return bool(_BEFORE.search(before.lower()) or _AFTER.match(after.lower()))
