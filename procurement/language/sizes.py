"""Numbers that tell how large one thing is, how dense or how far, and not how many are wanted."""

from __future__ import annotations

import re

from procurement.language.spans import SPACE, lowered
from procurement.language.units import Unit, holds

# What tells how big a thing is after « de ».
SIZES = frozenset(
    ["litre", "hectolitre", "cl", "g", "kg", "tonne", "cm", "mm", "m", "m3", "dm3", "mètre", "go",
     "to", "mo", "kw", "kva", "mètre linéaire", "page", "pouce", "m2", "place", "personne",
     "couvert", "élève"]
)  # fmt: skip
_ALWAYS = frozenset(["g", "cl", "cm", "mm", "pouce"])
_LENGTHS = frozenset(["km", "mètre", "m"])
_MEASURED = SIZES | {"km", "kwh", "mwh", "hectare", "km2"}
_DISTANCE = re.compile(
    rf"(?:\b(?:distante?s?|séparée?s?|éloignée?s?|trajets?|aller|retour|espacée?s?|espacement|recul|marge"
    rf"|bandes?){SPACE}de(?:{SPACE}(?:moins|plus){SPACE}de)?|\btous{SPACE}les|\bs['’]éten\w+{SPACE}sur"
    rf"|\bdistance(?:{SPACE}de)?|\b(?:rayon|périmètre|cercle){SPACE}de|\bà(?:{SPACE}(?:moins|plus){SPACE}de)?){SPACE}*$"
)
_BETWEEN_TWO = re.compile(
    rf"{SPACE}(?:entre{SPACE}(?:chaque|deux|les)|aux{SPACE}cent|aux{SPACE}100)\b"
)
_LONG = 20  # metres; what is shorter is a size, unless something is measured by them
_DIMENSION = re.compile(
    r"\b(?:hauteur|largeur|épaisseur|diamètre|profondeur|poids|ptac|capacité|contenance|puissance"
    r"|format|dimensions?|calibre|charge|haut|large|cylindrée|mémoire|(?<!résidence )autonomie"
    r"|dénivelé|portée|densité)\b[^.;,()]{0,15}$"
    r"|\bvolume(?:\s(?:de|utile|unitaire)){0,2}\s*$"
    # « sites > 36 kVA »
    r"|[<>≤≥]\s*$"
    r"|\b(?:v[ée]hicule|engin|lourd|camion|fourgon|utilitaire|remorque)s?\s+(?:jusqu['’][àa]|de\s+(?:plus|moins)\s+de)\s+$"
    r"|\b(?:larges?|hautes?|hauts|longs|longues|profondes?)\s+d(?:e\s+|['’])$"
    r"|\b(?:dépass|excéd|excèd|pès|peser)\w*\s+$|\b(?:rédui|dimin|baiss|abaiss|économis|épargn)\w*\s+(?:de\s+|d['’])?$"
    # « ne dépassant pas 15 kg », « charges inférieures à 25 kg »
    r"|\b(?:dépass|excéd|excèd)\w+\s+(?:pas|jamais)\s+$|\b(?:inférieure?s?|supérieure?s?)\s+à\s+$"
)
_TALL = re.compile(rf"{SPACE}de{SPACE}(?:haut|large|long|profond|diamètre)", re.IGNORECASE)
# « 2 m sur 3 », « 3 m x 3 m »
_ACROSS = re.compile(rf"{SPACE}*(?:[x×]|sur){SPACE}*\d")
_BEYOND = re.compile(rf"\d{SPACE}*(?:m|cm|mm|mètres?)?{SPACE}*(?:[x×]|sur){SPACE}*$")
# « 80 kWh par m² », « 3 plants/m », « 500 feuilles par ramette »: how dense, not how many.
_FOR_EACH = re.compile(
    rf"{SPACE}*(?:/|par{SPACE}|au{SPACE}){SPACE}*(?:m(?:²|2|³|3|[èe]tres?)?|ramette|carton|palette|paquet"
    rf"|boîte|colis|rouleau|caisse|bac|hectare|ha|litre|kg|habitant|hab|foyer)(?!\w)"
)
# « bennes de 15 m³ ou 30 m³ »: the second is as the first
_ALSO = re.compile(
    rf"\d[\d\s,.]*{SPACE}*(?:m3|m³|litres?|l|kg|tonnes?|t|places?){SPACE}(?:et|ou){SPACE}(?:de{SPACE})?$"
)
# « 2 x 10 litres »
_TIMES = re.compile(rf"\d{SPACE}*[x×]{SPACE}*$")
# « bidons 5 litres », « camion 19 t »
_BESIDE = re.compile(
    r"([^\W\d_][\w-]*)\s+(?:(?!(?:pour|et|à|sur|dans|par|en|avec|ou)\s)[^\W\d_]+\s+){0,2}$"
)
# « hauteur 90 cm, 120 kg, »: in a list of what one thing is like
_DESCRIBED = re.compile(
    r"\b(?:hauteur|largeur|diamètre|profondeur|dimensions?|inox|tension|puissance|format|coloris)\b[^.;:]*,\s*$"
)
_OF = re.compile(rf"{SPACE}(?:de{SPACE}|d['’]|linéaires?{SPACE}d)")
# « colonnes aériennes de 4 m³ », « camions de plus de 19 tonnes »
_HELD = re.compile(
    rf"(?:(?P<owner>[^\W\d_]+){SPACE}+)?(?P<noun>(?!et\b|ou\b)[^\W\d_][\w-]*){SPACE}+(?:(?P<with>à)|de)"
    rf"(?:{SPACE}+(?:plus|moins){SPACE}+de)?{SPACE}+$"
)
_HOLDING = re.compile(rf"(?:à|de){SPACE}+$")  # all that may lead to it, found at less cost
# « arrosoirs de 10 litres » hold that much each; « livraisons de 10 litres » hold nothing.
_EACH = frozenset(
    ["litre", "hectolitre", "kg", "tonne", "m3", "kw", "kwh", "kva", "place", "go", "to", "m",
     "mètre"]
)  # fmt: skip
# « les bacs, de 120 litres », « une saleuse de 6 m³ »; « une surface de 40 m² » is all there is,
# « le besoin est, chaque année, de 14 tonnes » too
_AFTER_A_COMMA = re.compile(
    r"(?<!ann[ée]e)(?<!semaine)(?<!mois)(?<!jour)(?<!moyenne)(?<!total)(?<!maximum),\s+d(?:e\s+|['’])$"
)
_ONE_OF = re.compile(
    r"\b(?:une?|chaque)\s+(?!total|volume|quantité|besoin|moyenne|maximum|minimum|tonnage|stock|collecte"
    r"|commande|surface|haie|clôture|longueur|linéaire|réseau)[^\W\d_]+(?<!tion)(?<!ment)(?<!son)\s+de\s+$"
    r"|\bune?\s+de\s+$"
)
_THINGS = re.compile(r"(?!besoin|achat|commande|total)[^\W\d_]{3,}(?<!tion)(?<!ment)(?<!son)[sx]")
# « un minibus 9 places », « un logement de 4 pièces », « armoires à 2 portes »
_PARTS = frozenset(
    ["place", "porte", "pièce", "étage", "vitesse", "roue", "tiroir", "couleur", "battant", "feu",
     "chambre", "essieu", "compartiment", "personne", "lit"]
)  # fmt: skip
_OF_ITS_PARTS = re.compile(
    r"\b(?:minibus|autobus|bus|car|autocar|v[ée]hicule|voiture|fourgon|camion|utilitaire|navette"
    r"|vélo|triporteur|berline|citadine|camionnette|logement|appartement|maison|studio|villa"
    r"|immeuble|bâtiment|armoire|meuble|commode|bureau|caisson|vestiaire|table|banc|imprimante"
    r"|chambre|dortoir|copieur|traceur|processeur|remorque|gazinière|cuisinière|piano|chariot|desserte"
    r"|ch[âa]ssis|fourgonnette|vul|vp)s?"
    r"(?:(?:\s+(?!pour\b|et\b|avec\b)[^\W\d_]+){0,4}|\s[^.,;:()]{0,24}\d\s+(?:portes|places))\s+(?:de\s+|à\s+)?$"
)
# « 3 poussettes quatre places »
_SEATED = re.compile(r"[^\W\d_]{3,}[sx]\s+$")
# « pouvant porter 300 kg », « la laverie peut traiter 2 000 pièces », « capacité de 90 couverts »
_CAN = re.compile(
    r"\b(?:pouvant|capables?\s+d|permettant\s+d|pouvoir|peut|peuvent)\b[^.;,]{0,24}"
    r"\b(?:porter|contenir|accueillir|recevoir|lever|soulever|supporter|stocker|transporter|asseoir"
    r"|produire|traiter|absorber|embarquer|emmener|héberger|loger|entreposer)\D{0,12}$"
    r"|\bcapacité(?:\s+[^\W\d_]+){0,2}?\s*(?:de|d['’]|:|est\s+de|atteint)\s*(?:l['’]ordre\s+de\s+)?$"
    r"|\b(?:dimensionn|calibr|conçu)\w*\s+pour\s+$"
)


def is_a_size(text: str, unit: Unit, before: str, value: float) -> bool:
    """« des bacs de 240 litres », « papier 80 g »; `before` leads to the number."""
    if unit.name in _ALWAYS or unit.name in _MEASURED and _DIMENSION.search(before):
        return True
    if unit.name in _LENGTHS and _is_a_distance(text, unit, before, value):
        return True
    if unit.name in _PARTS and _OF_ITS_PARTS.search(before):
        return True
    if unit.name in _EACH and _TIMES.search(before):
        return True
    if unit.name in _MEASURED | _PARTS and _DESCRIBED.search(before):
        return not _OF.match(text, unit.end)
    if unit.name == "place" and _SEATED.search(before):
        return True
    also = _ALSO.search(before) if unit.name in _EACH else None
    if also and _is_held(unit, before[: also.start()]):
        return True
    return _is_held(unit, before)


def is_a_capacity(before: str) -> bool:
    return bool(_CAN.search(before))


def is_a_density(text: str, unit: Unit) -> bool:
    return bool(_FOR_EACH.match(lowered(text), unit.end))


def _is_a_distance(text: str, unit: Unit, before: str, value: float) -> bool:
    """« à 300 m », « 2 m de haut », « 3 m x 3 m »."""
    if _DISTANCE.search(before) or _TALL.match(text, unit.end):
        return True
    if _BETWEEN_TWO.match(text, unit.end):
        return True
    if unit.name != "km" and value < _LONG and before.strip() and not _OF.match(text, unit.end):
        return True
    return bool(_ACROSS.match(text, unit.end) or _BEYOND.search(before))


def _is_held(unit: Unit, before: str) -> bool:
    each = unit.name in _EACH
    beside = _BESIDE.search(before[-40:]) if each else None
    if beside and any(map(holds, beside[0].split())):
        return True
    if each and unit.name != "place" and (_AFTER_A_COMMA.search(before) or _ONE_OF.search(before)):
        return True
    of = _HELD.search(before[-40:]) if _HOLDING.search(before) else None
    if of is None or not (of["with"] or unit.name in SIZES):
        return False
    owner, noun = of["owner"] or "", of["noun"]
    each = each and bool(_THINGS.fullmatch(noun))
    return each or holds(noun) or bool(owner) and holds(owner)
