"""What a date is for, by the nearest words that say so: a deadline, a start, an end, an event."""

from __future__ import annotations

import re

from procurement.language.spans import Span, sentence_after, sentence_before
from procurement.typography import fold

_UNTIL = (
    r"avant|au plus tard|d'ici|date limite|echeance|dernier delai|remise des (?:offres|plis)"
    r"|(?:offres|candidatures|reponses|plis|dossiers|propositions|devis|manifestations?)"
    r"[^.]{0,40}jusqu'au|(?:adresser|envoyer|deposer|transmettre|repondre)[^.]{0,40}"
    r"(?:jusqu'au|pour)|livre[es]* (?:pour|le)|livraison (?:pour|le)|attendue?s? (?:pour|le)"
    r"|pour le|limite|delai|rendu(?:e|s)?(?: \w+)?(?: le| en| au)?|a rendre(?: le| en| au)?"
    r"|remise(?: \w+){0,4} (?:le|en)|bat(?: le)?|a valider(?: le)?|restitution(?: le| au)?"
)
_SINCE = (
    r"a compter(?: du| de)?|a partir(?: du| de)?|debut(?:e|era|ant)?"
    r"|demarr\w*|commenc\w*|prise d'effet"
    r"|prend(?:ra|s)? effet|entr(?:e|era|ee) en vigueur|lancement|mise en (?:service|oeuvre)"
    r"|ouverture|installation|depuis(?: le)?|dispo(?:nible)?s?(?: au| le)?|demarrage"
    r"|notification|du"
)
_TILL = (
    r"jusqu'(?:au|en|a)|prend(?:ra)? fin|expir\w*|s'acheve\w*|se termin\w*"
    r"|fin du (?:marche|contrat)"
    r"|terme|cess\w*|termin\w*|s'achever|fini\w*|arrive a"
)
_EVENT = (
    r"aura lieu|auront lieu|se tiendra|se tiendront|se deroul\w*|journee|inauguration|festival"
    r"|visite|reunion|voeux|banquet|spectacle|soiree|repas|gala|exposition|stage|session"
    r"|marche de|braderie|ducasse|seminaire|seance|ceremonie|fete|forum|salon|evenement"
    r"|manifestation|rencontre"
    r"|organise\w*|vernissage|carnaval|concert|marche de noel|commission|conseil municipal|atelier"
)
_EVENTS = re.compile(rf"(?<!\w)(?:{_EVENT})s?(?!\w)")
_ROLES = [
    ("deadline", re.compile(rf"(?<![\w'])(?:{_UNTIL})(?!\w)")),
    ("end", re.compile(rf"(?<!\w)(?:{_TILL})(?!\w)")),
    ("start", re.compile(rf"(?<!\w)(?:{_SINCE})(?!\w)")),
    ("event", _EVENTS),
]

# « entre octobre 2026 et le 5 avril 2027 »
_FROM = re.compile(r"\bentre\s+(?:le\s+(?:\w+\s+)?)?$")
_BETWEEN = re.compile(r"\bentre\s+(?:le\s+)?[^.;,]{4,36}\bet\s+(?:le\s+(?:\w+\s+)?)?$")
# From its first letter on: a pattern that begins by looking back is tried at every letter.
_AS_OF = re.compile(r"[dD](?<!\w[dD])ès\b")
# « interdites depuis le 1er janvier 2025 »: since when the law says so, no day of the contract's.
_BY_LAW = re.compile(
    r"\b(?:interdi(?:te?s?|ction)|obligatoires?|obligation|prohibee?s?)\s+"
    r"(?:depuis|a (?:compter|partir)|des)\b[^.;,]{0,12}$"
    r"|\b(?:loi|decret|directive|egalim|agec)\b[^.;,]{0,20}\bvigueur\b[^.;,]{0,20}$"
)


def role_of(text: str, span: Span, previous: tuple[int, str | None] | None) -> str | None:
    """The role of the date at `span`; `previous` is where the date before ends, and its role."""
    before = _plain(sentence_before(text, span.start))
    if previous and previous[0] <= span.start:
        between = _plain(text[previous[0] : span.start])
        if re.fullmatch(r"\s*(?:au|jusqu'au|a|et le)\s+(?:\w+\s+)?", between) and previous[1]:
            return "event" if previous[1] == "event" else "end"
        if re.fullmatch(r"\s*(?:au|jusqu'au|a)\s+(?:\w+\s+)?", between):
            return "end"
        if _BETWEEN.search(_plain(text[max(0, previous[0] - 40) : span.start])):
            return "end"
        if re.fullmatch(r"\s*(?:et|,)\s*(?:le\s+)?", between):
            return previous[1]
        if len(between) < len(before):
            before = between
    own = _plain(span.text)
    if _BY_LAW.search(before):
        return None
    if re.match(r"d'ici|avant|sous|dans", own):
        return "deadline"
    if re.match(r"a |des |depuis", own) or _FROM.search(before):
        return "start"
    return _nearest(text, span, before)


def _nearest(text: str, span: Span, before: str) -> str | None:
    said = [
        (match.end(), role, match[0])
        for role, pattern in _ROLES
        for match in pattern.finditer(before)
    ]
    if not said:
        follows = re.match(r".{0,30}(?:aura|auront) lieu", sentence_after(text, span.end))
        late = re.match(r"\s*(?:au plus tard|dernier delai|maximum)", _plain(text[span.end :][:24]))
        return "event" if follows else "deadline" if late else None
    _, role, words = max(said, key=lambda one: one[0])
    after = _plain(sentence_after(text, span.end, 25))
    if words == "du" and not re.match(r"\s*(?:au|jusqu)", after):
        # « la réunion du 3 mai »: the day belongs to what it follows.
        return "event" if _EVENTS.search(before.rstrip()[:-2]) else None
    return role


def _plain(words: str) -> str:
    """Folded; « dès » must not become the article « des »."""
    return fold(_AS_OF.sub("depuis", words).replace("’", "'"))
