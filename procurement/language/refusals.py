"""Words of an aim that a text does not ask for: refused, without object, already so."""

from __future__ import annotations

import re

from procurement.language.alternatives import any_of
from procurement.language.spans import Span, sentence_after, sentence_before

_REFUSED = re.compile(
    r"(?:\b(?:pas(?!\s+seulement)|ni|aucune?|non|rien|sans|hors|hormis|excepté)\s+(?:(?:besoin|obligation|exigence)\s+)?"
    r"(?:d['’]|de\s+|du\s+|la\s+|le\s+)?(?:\w+\s+)?(?:d['’]|de\s+)?)$",
    re.IGNORECASE,
)
_REFUSED_AFTER = re.compile(
    r"(?:\s+(?!et\b|ou\b|mais\b)[^\W\d_][^\s.,;:]*){0,3}?\s+"
    r"(?:non\s+(?:demand|exig|souhait|obligatoire|reten|prév|impos)\w*"
    r"|(?:n['’]est|n['’]était|ne\s+sera|ne\s+seront|ne\s+sont|n['’]a|n['’]ont)\s+(?:pas|plus)\s+(?:été\s+)?"
    r"(?:demand|exig|souhait|attend|reten|prév|impos|recherch|not|jug|requis|obligatoire|possible|envisag|nécessaire|accept|admis|autoris|vis|évoqu|fix|réclam)\w*"
    r"|(?:est|sont|a\s+été|ont\s+été)\s+(?:abandonn|écart|exclu|retir|supprim|proscri|interdi|rejet|repouss|ajourn)\w*)",
    re.IGNORECASE,
)
_ANSWERED_NO = re.compile(r"[^.;?!\n]{0,40}\?\s*non\b", re.IGNORECASE)  # « d'occasion ? Non, … »

# « Clause sociale : néant », « la charte ne s'applique pas aux réceptions », « Sans objet : … ».
_NEAR = re.compile(r"[^.;]{0,45}")
_NONE = re.compile(r":\s*(?:néant|non|aucune?)\b")
_WITHOUT_OBJECT = any_of(
    [
        r"\bsans\s+objet|\bne\s+s['’]appliqu\w+\s+pas"
        r"|\bne\s+nous\s+intéress\w+\s+pas|\bn['’]ai(?:en)?t\s+pas\s+été|\bn['’]entr\w+\s+pas"
        r"|\b(?:n['’]est|ne\s+sont)\s+(?:donc\s+|ici\s+)?pas\s+(?:(?:un|une|le|la|des|à)\b|l['’])"
        r"|\bn['’]intervien\w+\s+pas|\bhors\s+sujet"
        r"|\b(?:est|sont|sera|seront)\s+(?:suivi|traité|géré|mené)e?s?\s+(?:par|à\s+part|ailleurs)"
        r"|\b(?:relèvent?|dépend(?:ent)?)\s+(?:de|du|des|d['’])"
        r"|\bne\s+(?:sera|seront|compt\w+|jou\w+|relèv\w+|donn\w+|concern\w+)\s+(?:pas|aucun)"
        r"|\bn['’]est\s+(?:prévu|fixé|demandé|exigé|imposé|attendu|requis)\w*"
        r"|\brien\s+à\s+(?:acheter|ajouter|changer|faire|prévoir)\b"
        r"|\bc['’]est\s+la\s+(?:loi|règle|réglementation)\b|\bva\s+de\s+soi\b"
        r"|\b(?:a|ont)\s+(?:déjà\s+)?été\s+(?:attribu|notifi)|\best\s+(?:déjà\s+)?(?:attribu|notifi)"
        r"|\b(?:dans|par)\s+un\s+autre\s+(?:marché|lot|contrat)"
    ]
)
_WITHOUT_OBJECT_BEFORE = any_of(
    [
        r"(?:\bsans\s+objet\s*:[^.;]*|\b(?:sans|aucune)\s+(?:exigence|condition|obligation)[^.;,]{0,40}|\brenonc\w+\s+(?:à|au|aux)\b[^.;,]{0,30}"
        r"|\b(?:ne|n['’])\s*(?:fix|pos|impos|retien|retenu|prévoi|demand|souhait|exig|cherch|vis|av|a)\w*"
        r"\s+(?:pas|aucune?|plus|rien)\b[^.;,]{0,30}"
        r"|\bn['’](?:ont|avons)\s+(?:pas|plus|rien)\s+(?:demand|souhait|exig|reten|voul|prév|fix|impos|réclam)\w*[^.;,]{0,30}"
        r"|\b(?:a|ont|avons|avait)\s+(?:[^\W\d_]+\s+)?(?:écarté|rejeté|refusé|abandonné|ajourné|repoussé)\b[^.;,]{0,40}"
        r"|\bne\s+s['’]agi\w+\s+(?:donc\s+)?pas\b[^.;,]{0,40}"
        r"|\brien\s+n['’](?:est|a\s+été|était)\s+[^.;,]{0,40}"
        r"|\blibres?\s+de\s[^.;,]{0,30}\bou\s+non\b[^.;,]{0,20}"
        # « la loi permet de réserver », « le pays a promis de diviser ses émissions »
        r"|\b(?:loi|décret|code|ordonnance|directive)\b[^.;]{0,50}\b(?:perme\w+|autoris\w+|défini\w+)\b[^.;]{0,80}"
        r"|\b(?:france|état|europe|pays|gouvernement)\b[^.;]{0,20}\b(?:promis|engagée?|adopté|voté|ratifié)\b[^.;]{0,60}"
        # « le marché précédent comportait une clause sociale »
        r"|\b(?:marché|contrat|accord-cadre|titulaire|prestataire)\s+(?:précédent|sortant|actuel)\s+"
        r"(?:[^\W\d_]+\s+)?[^\W\d_]+(?:ait|aient)\b[^.;]{0,50})$"
    ]
)
_ASKS_NOTHING = re.compile(r"\bn['e’]\s?(?:attend|demand|exig|fix|impos)\w*\s+rien\b[^.;,]{0,30}$")

# « déjà de plain-pied » is so; « ayant déjà servi » is what is asked for.
_ALREADY = r"\bdéjà\s+(?!servi|utilis|employ|port|roul|tourn|immatricul|excav|connu)"
_SAME_BREATH = r"(?:(?!\b(?:et(?!\s+d[e'’u])|mais)\b)[^.;,:\n]){0,40}"
_ALREADY_IN = re.compile(_ALREADY)
_ARTICLE_OF = re.compile(r"\barticles?\s+[lr]$")  # its number, a clause further, says the aim
_STUDY_OF = re.compile(r"\bétudes?\s+(?:sur|de|des|du)\b|\bétudes?\s+d['’]")
# « contiennent aujourd'hui », « permet depuis 2020 », « le marché comportait »
_ALREADY_BEFORE = re.compile(
    rf"(?:{_ALREADY}|\b(?:contien|compren|compt|propos|serv|utilis|emplo|achèt|dispos)\w*\s+(?:aujourd['’]hui|désormais)\b"
    r"|\bdepuis\s+(?:19|20)\d\d\b"
    r"|\b(?:comport|prévoy|intégr|conten|inclu|impos|propos|réserv|exige|fix)(?:ait|aient)\b)"
    rf"{_SAME_BREATH}$"
)
_ALREADY_AFTER = re.compile(
    rf"{_SAME_BREATH}?\s(?:{_ALREADY}|(?:est|sont|a\s+été|ont\s+été)\s+(?:jugée?s?\s+)?(?:atteint|rempli|dépassé)"
    rf"|existe(?:nt)?\b|depuis\s+(?:[^\W\d_]+\s+)?(?:19|20)\d\d\b)"
)


def is_refused(text: str, hit: Span) -> bool:
    """« pas de bio », « réemploi des cartons non demandé »."""
    before = text[max(0, hit.start - 30) : hit.start]
    after = sentence_after(text, hit.end)
    return bool(
        _REFUSED.search(before)
        or _REFUSED_AFTER.match(after)
        or _ANSWERED_NO.match(text, hit.end)
        or _is_void(text, hit)
    )


def _is_void(text: str, hit: Span) -> bool:
    """« Clause sociale : néant », « Sans objet : analyse de cycle de vie »."""
    after = sentence_after(text, hit.end).lower()
    before = sentence_before(text, hit.start).lower()
    return _has_no_object(after) or bool(_WITHOUT_OBJECT_BEFORE.search(before))


def _has_no_object(after: str) -> bool:
    """Whether what follows says so near enough, before a full stop."""
    near = _NEAR.match(after)
    last = near.end() if near else 0
    said = (pattern.search(after) for pattern in (_WITHOUT_OBJECT, _NONE))
    return any(found is not None and found.start() <= last for found in said)


def asks_nothing(text: str, hit: Span) -> bool:
    """« n'exige rien sur les émissions »: said even of what an aim refuses."""
    return bool(_ASKS_NOTHING.search(sentence_before(text, hit.start).lower()))


def is_already_so(text: str, hit: Span) -> bool:
    """« le bâtiment est déjà accessible », « qui compostent sur place depuis 2022 »."""
    after = sentence_after(text, hit.end).lower()
    before = sentence_before(text, hit.start).lower()
    return bool(_ALREADY_AFTER.match(after) or _ALREADY_BEFORE.search(before))


def tells_of_no_wish(text: str, clause: Span) -> bool:
    """Of whole clauses: « L'accès en fauteuil se fait déjà par l'arrière », « rien à changer »."""
    return bool(
        _ALREADY_IN.search(clause.text.lower())
        or _ARTICLE_OF.search(clause.text.lower())
        or _STUDY_OF.search(clause.text.lower())
        or _has_no_object(sentence_after(text, clause.end).lower())
    )
