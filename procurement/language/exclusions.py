"""Parts of a text that say what is not needed: « hors vitres », « restera en régie »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procurement.language.spans import SENTENCE_END, SPACE, lowered, matches, starts_of

# « Il a été décidé en 2026 d'acheter … » says a need.
_DECIDED = (
    r"(?:décid|approuv|valid|vot|délib|reten|inscri|prév|souhait|demand|conven|lanc|budg|estim"
    r"|évalu|fix|autoris|engag)"
)
_DONE = rf"\b(?:a|ont|avons){SPACE}(?:été{SPACE})?(?!{_DECIDED})[^\W\d_]+(?:é|i|u|is|it)e?s?\b"
# From the words on, to the end of the clause.
_FORWARD = re.compile(
    rf"\b(?:hors\b(?!{SPACE}*(?:taxes?|tva|d['’]|de{SPACE}portée|service|pair|sol))"
    rf"|sauf|excepté[es]*|hormis|à{SPACE}l['’]exception{SPACE}d[eu'’]s?"
    rf"|à{SPACE}l['’]exclusion{SPACE}d[eu'’]s?|en{SPACE}dehors(?!{SPACE}d\w+{SPACE}(?:la{SPACE})?(?:périodes?|heures|horaires|jours)){SPACE}d[eu'’]s?"
    rf"|n['’](?:inclu(?:t|ent|ra|ront)|intègre(?:nt|ra)?|englobe(?:nt)?){SPACE}(?:pas|ni)"
    rf"|ne{SPACE}(?:comprend|comprennent|comprendra|concerne(?:nt|ra)?|porte(?:nt|ra)?|couvre(?:nt|ra)?"
    rf"|vise(?:nt|ra)?|prévoi(?:t|ent)){SPACE}(?:pas|ni)"
    rf"|(?:sont|est|seront|sera|étant){SPACE}exclu(?:e?s?)(?:{SPACE}d[ue]{SPACE}(?:marché|besoin|périmètre))?{SPACE}*:"
    rf"|non{SPACE}compris(?:e?s?)?(?={SPACE}\w)|exclusions?{SPACE}*:|ne{SPACE}(?:souhait|cherch|voul|demand)\w+{SPACE}pas"
    rf"|n['’]avons{SPACE}pas{SPACE}besoin|pas{SPACE}besoin|inutile{SPACE}de|sans{SPACE}(?:exigence|obligation|besoin){SPACE}d[e'’])",
)
_FORWARD_STARTS = frozenset(
    ["hors", "sauf", "excepté", "exceptés", "exceptée", "exceptées", "hormis", "à", "en", "n", "ne",
     "sont", "est", "seront", "sera", "étant", "non", "exclusion", "exclusions", "pas", "inutile",
     "sans"]
)  # fmt: skip
# From the beginning of the clause to the words.
_BACKWARD = re.compile(
    rf"(?:\b(?:rest(?:e|ent|era|eront|ant)|demeur(?:e|ent|era|eront)|(?:est|sont|sera|seront){SPACE}"
    rf"(?:assurée?s?|réalisée?s?|faite?s?|effectuée?s?|déjà{SPACE}assurée?s?|géré?e?s?|conservée?s?|maintenue?s?"
    rf"|entretenue?s?|nettoyée?s?|tondue?s?|taillée?s?|lavée?s?|préparée?s?|vidée?s?|traitée?s?)){SPACE}"
    rf"(?:\w+{SPACE}){{0,2}}?(?:(?:en{SPACE}régie|en{SPACE}interne)(?:{SPACE}par{SPACE}[^.;,\n]{{0,50}})?|par{SPACE}(?:la{SPACE}régie|(?:nos|les|ses){SPACE}"
    rf"(?:propres{SPACE})?(?:agents|services|équipes|soins)))"
    rf"|\b(?:fourni|assuré|géré|pris{SPACE}en{SPACE}charge|réalisé|effectué)e?s?{SPACE}par{SPACE}(?:nos{SPACE}(?:soins|services|agents)"
    rf"|la{SPACE}(?:commune|ville|mairie|collectivité|régie)|le{SPACE}(?:client|propriétaire|département)|l['’]acheteur)"
    rf"|\b(?:ne{SPACE}sont|n['’]est){SPACE}pas{SPACE}(?:à{SPACE}prévoir|nécessaires?)"
    rf"|{_DONE}[^.;\n]{{0,60}}\ben{SPACE}20[012]\d\b"
    rf"|\b(?:est|sont|reste|restent){SPACE}à{SPACE}(?:notre|la){SPACE}charge"
    rf"|\b(?:est|sont|sera|seront|étant){SPACE}(?:exclue?s?|hors{SPACE}(?:marché|périmètre|lot)|non{SPACE}comprise?s?)"
    rf"|\bn['’](?:est|étaient|était|est|sont|entre(?:nt)?|font|fait){SPACE}pas{SPACE}(?:partie|concernée?s?|comprise?s?"
    rf"|incluse?s?|dans{SPACE}le|l['’]objet|demandée?s?)"
    rf"|\bne{SPACE}(?:fait|font|sera|seront|sont|feront|fera){SPACE}pas{SPACE}(?:partie|concernée?s?|comprise?s?|incluse?s?"
    rf"|l['’]objet|demandée?s?)"
    rf"|\b(?:fait|font|fera|feront){SPACE}(?:déjà{SPACE})?l['’]objet{SPACE}d['’]un{SPACE}(?:autre{SPACE}marché|marché{SPACE}(?:distinct|séparé|à{SPACE}part)"
    rf"|contrat{SPACE}(?:distinct|séparé))"
    rf"|\b(?:relèvent?|relèvera|relèveront){SPACE}(?:déjà{SPACE})?d['’]un{SPACE}(?:autre|marché{SPACE}(?:distinct|séparé))"
    rf"|\bn['’](?:est|sont|a|ont)?{SPACE}?(?:pas{SPACE}besoin)|\bnon{SPACE}(?:comprise?s?|concernée?s?|incluse?s?)\b)",
)
_HAVE = ["a", "ont", "avons"]  # _DONE begins so
_BACKWARD_STARTS = frozenset(
    [f"{verb}{ending}" for verb in ("fourni", "assuré", "géré", "pris", "réalisé", "effectué")
     for ending in ("", "e", "s", "es")]
    + [*_HAVE, "reste", "restent", "restera", "resteront", "restant", "demeure", "demeurent",
       "demeurera", "demeureront", "est", "sont", "sera", "seront", "étant", "ne", "n", "non",
       "fait", "font", "fera", "feront", "relève", "relèvent", "relèvera", "relèveront"]
)  # fmt: skip
# A sentence about what was: « pour mémoire », « l'an dernier », « Volumes 2025 : ».
_PAST = re.compile(
    rf"\b(?:pour{SPACE}m[ée]moire|(?<!comme{SPACE})(?<!que{SPACE})l['’]an(?:née)?{SPACE}"
    rf"(?:derni(?:er|ère)|passée?|précédente?)|(?<!comme{SPACE})la{SPACE}saison{SPACE}dernière"
    rf"|(?:l['’](?:été|hiver|automne)|le{SPACE}printemps){SPACE}dernier"
    rf"|(?:ancien|précédent){SPACE}(?:contrat|marché|titulaire){SPACE}\w+(?:ait|aient)\b"
    rf"|(?:volumes?|quantités?|consommations?|tonnages?|bilan|réalisé|relevé)"
    rf"{SPACE}(?:de{SPACE})?20\d\d{SPACE}*:"
    # « Bilan : », « Résultats de la première année : »
    rf"|(?:bilan|résultats)(?:{SPACE}(?!carbone|environnement|énergétique|attendu|demand|exig)[^\W\d_]+){{0,5}},?{SPACE}*:"
    rf"|(?:avai(?:t|ent)|avions|aviez){SPACE}(?:\w+{SPACE})?\w+(?:é|i|u|is|it)(?:e?s?)\b"
    rf"|en{SPACE}20[012]\d[^.;\n]{{0,60}}{_DONE}|{_DONE}{SPACE}en{SPACE}20[012]\d)",
)
_PAST_STARTS = frozenset(
    [*_HAVE, "avait", "avaient", "avions", "aviez", "en", "pour", "l", "la", "le", "ancien",
     "précédent", "volume", "volumes", "quantité", "quantités", "consommation", "consommations",
     "tonnage", "tonnages", "bilan", "résultats", "réalisé", "relevé"]
)  # fmt: skip
# « Gymnase ; 1 900 m² ; régie »: a row of a table that one cell takes out.
_OUT = re.compile(
    rf"(?m)^(?=[^\n]*[;|\t])(?:[^\n]*[;|\t])?{SPACE}*(?:en{SPACE}régie|régie|report|abandonn|sold[ée]|achev|termin"
    rf"|repris\w*{SPACE}par|faite?s?{SPACE}*(?:[:;|\n]|$)|sans{SPACE}objet|non{SPACE}(?:concern|prév|reten))[^\n]*$"
)
_SENTENCE_END = re.compile(SENTENCE_END)
_LIST_END = re.compile(r"[.!?](?=\s|$)|\n")
_CLAUSE_END = re.compile(r"[.;:!?](?=\s|$)|[\n)]|,(?=\s)|\s(?:mais|tandis que|puis|cependant)\s")
_CLAUSE_START = re.compile(r"[.;!?](?=\s|$)|[\n(]|,(?=\s)|\s(?:mais|et que|tandis que|cependant)\s")
# « vitres, moquettes et parkings »: commas of a list of short names do not end the clause.
_NAME = rf"(?:(?:les?|la|des?|du){SPACE}+|[ld]['’])?[^\W\d_][\w'’-]*"
_NAMES = re.compile(
    rf"{SPACE}*{_NAME}(?:{SPACE}+{_NAME}){{0,2}}?(?:,{SPACE}*{_NAME}(?:{SPACE}+[^\W\d_][\w-]*)?)+?"
    rf",?{SPACE}+(?:et|ou|ni){SPACE}+{_NAME}",
    re.IGNORECASE,
)
_REACH = 160
_RELATIVE = re.compile(r"\b(?:qui|que|dont|où|lesquel\w+)\b|\bqu['’]")


def exclusions(text: str) -> Iterator[tuple[int, int]]:
    """Spans whose content is not asked for."""
    small = lowered(text)
    for match in matches(_FORWARD, small, starts_of(small, _FORWARD_STARTS)):
        listed = _NAMES.match(text, match.end(), match.end() + _REACH)
        begin = listed.end() if listed else match.end()
        end = _CLAUSE_END.search(text, begin, match.end() + _REACH)
        yield match.start(), end.start() if end else min(len(text), match.end() + _REACH)
    for match in matches(_PAST, small, starts_of(small, _PAST_STARTS)):
        # « Résultats : deux sites équipés ; trois bacs posés »: a header is true of all its list.
        end = (_LIST_END if match[0].endswith(":") else _SENTENCE_END).search(text, match.end())
        start = _subject_of(small, match) if match[0].startswith("avai") else match.start()
        yield start, end.start() if end else len(text)
    for match in _OUT.finditer(small) if ";" in small or "|" in small or "\t" in small else ():
        yield match.span()
    for match in matches(_BACKWARD, small, starts_of(small, _BACKWARD_STARTS)):
        yield _clause_start(text, match.start()), match.end()


def _subject_of(text: str, verb: re.Match[str]) -> int:
    """« Trois sociétés avaient répondu »; « les bacs qui avaient servi » are still there."""
    start = _clause_start(text, verb.start())
    return verb.start() if _RELATIVE.search(text, start, verb.start()) else start


def _clause_start(text: str, position: int) -> int:
    window = text[max(0, position - _REACH) : position]
    starts = [found.end() for found in _CLAUSE_START.finditer(window)]
    return position - len(window) + (starts[-1] if starts else 0)


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans blanked, offsets kept."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
