"""Amounts of money in euros, with or without tax: « 18 000 € TTC », « 12 k€ HT »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from procurement.language.bygone import one_of_years
from procurement.language.numbers import FIRST_WORDS, NUMBER, number_starts, parse, whole
from procurement.language.spans import SPACE, Span, Taken, lowered, matches, sentence_before

_FACTORS = {"k": 1_000, "m": 1_000_000, "md": 1_000_000_000}
_CURRENCY = (
    rf"(?:(?:(?P<factor>k|md|m){SPACE}?)?(?:€|euros?\b(?:\(s\))?|eur\b)"
    r"|(?:d['’])?euros?\b(?:\(s\))?)"
)
_TAX = (
    rf"(?:{SPACE}*\(?{SPACE}*(?P<tax>ht\b|h\.{SPACE}?t\b\.?|hors{SPACE}taxes?\b|hors{SPACE}tva\b"
    rf"|ttc\b|t\.{SPACE}?t\.{SPACE}?c\b\.?|toutes{SPACE}taxes{SPACE}comprises)"
    rf"\)?)?"
)
_AMOUNT = re.compile(
    rf"(?<!\w)(?:(?:entre{SPACE}*)?(?P<low>{NUMBER}){SPACE}*(?:k?€|euros)?{SPACE}*(?:à|et|ou|-|–){SPACE}*)?"
    rf"(?P<number>{NUMBER}){SPACE}*(?:d['’])?{_CURRENCY}{_TAX}"
)
_STARTS = FIRST_WORDS | {"entre"}
# « budget 18500 HT », « Enveloppe : 15 000 »: money without its sign.
_UNSIGNED = re.compile(
    rf"(?<![\w,.])(?P<number>{NUMBER})(?:{SPACE}*(?P<tax>(?i:h\.?t|t\.?t\.?c)\.?)(?!\w)"
    rf"|(?={SPACE}*(?:$|[.,;)\n](?!\d))))"
)
_BUDGET = re.compile(
    rf"\b(?:budget|enveloppe|crédits?|credits?|montant|estimation|plafond|coût|cout)"
    rf"(?:{SPACE}(?!pour\b|de\b)[^\W\d_]+){{0,3}}{SPACE}*(?:[:=]|de|d['’]environ)?{SPACE}*$",
    re.IGNORECASE,
)
_LEAST, _LEAST_UNSIGNED = 2, 500  # euros
_MONEY = ("€", "eur", "budget", "enveloppe", "crédit", "credit", "montant", "estimation")
_TAXED = re.compile(r"\b(?:h\.?t|t\.?t\.?c)\b")
_TAX_BEFORE = re.compile(
    rf"\b(?:(?P<ht>ht|h\.t\.|hors{SPACE}(?:taxes?|tva))"
    rf"|(?P<ttc>ttc|t\.t\.c\.|toutes{SPACE}taxes{SPACE}comprises))(?=\W|$)",
    re.IGNORECASE,
)
# What a price is for: « 4,12 € le repas », « 210 €/tonne »; « par an » makes a budget.
_FOR_ONE = re.compile(
    rf"{SPACE}*(?:/|(?:par|l['’]|les?{SPACE}|la{SPACE})){SPACE}*"
    rf"(?!an\b|ans\b|année|mois|saison|semaine|jour\b|trimestre|semestre|première|premier|deux|marché|lot\b|tout"
    rf"|rapport|exercice|durée|période|ensemble)[^\W\d_]"
    rf"|{SPACE}(?:(?:ht|ttc){SPACE})?(?:pièce|unitaire|chacune?\b|de{SPACE}l['’]heure)",
)
_ARTICLE = re.compile(rf"{SPACE}*l")  # « Montant : 36 000 € TTC les repas »: for them all
_UNIT_PRICE = re.compile(
    rf"\b(?:prix{SPACE}(?:unitaires?|moyen|conseillé|constaté|public|de{SPACE}vente|au|à{SPACE}la|par|du{SPACE}(?:repas|kilo|litre|mètre))"
    rf"|prix{SPACE}d['’]une?{SPACE}\w+{SPACE}(?:inférieur|limité|plafonné)|coûts?{SPACE}(?:à{SPACE}la|par){SPACE}(?!an\b)\w+|tarifs?|taux{SPACE}horaire|coûts?{SPACE}(?:copie|unitaires?|horaire))\b(?:(?!limit|plafonn)[^.;\n]){{0,25}}$",
)
_AT_MOST = re.compile(rf"\bpas{SPACE}plus{SPACE}de{SPACE}$")
# Sums that are no budget, by the words that lead to them.
_OTHER_SUMS = (
    rf"\b(?:pénalités?|penalites?|amende|astreinte|retenue|indemnités?|primes?|avances?|acomptes?"
    rf"|cotisations?|salaires?|impôts?|pertes?|recettes?|rabais|évitée?s?|franchise|cautions?"
    rf"|dépôts?{SPACE}de{SPACE}garantie|sinistr\w+|couvrant|valeurs?{SPACE}(?:assurée|du{SPACE}stock|des{SPACE}biens)"
    rf"|frais{SPACE}(?:de{SPACE})?(?:port|dossier)|participation{SPACE}des|chiffre{SPACE}d['’]affaires"
    rf"|capital{SPACE}(?:social{SPACE})?de)\b[^.;\n]{{0,25}}$"
    rf"|\b(?:consign\w+|économies?|gains?|remises?|chèques?[\w-]*|bons?{SPACE}d['’]achat|entrée)"
    rf"{SPACE}*:?{SPACE}*(?:(?:de|à){SPACE})?$"
)
_THRESHOLDS = (
    rf"\b(?:franco|minimum{SPACE}de{SPACE}commande|commande{SPACE}minim\w+|à{SPACE}partir|dépassant|excédant|par{SPACE}tranches?{SPACE}de|supérieure?s?{SPACE}à|seuil|au-delà|au-dessus|en{SPACE}dessous"
    rf"|au-dessous)\b[^.;\n]{{0,25}}$"
    rf"|\b(?:achats?|commandes?|factures?|procédures?|dispens\w+|publicité|marchés|tou(?:t|s){SPACE}(?:les{SPACE})?marchés?)\b[^.;\n]{{0,25}}"
    rf"\b(?:moins{SPACE}de|plus{SPACE}de|inférieure?s?{SPACE}à){SPACE}*$"
)
_PAID = (
    # « coût 2024 »: {years} are those that are over, and the one that is not
    rf"\b(?:factur(?:es?|ée?s?)|prix{SPACE}du{SPACE}(?:contrat|marché){SPACE}(?:précédent|actuel|sortant)"
    rf"|(?:prix|coûts?|loyer|tarifs?|dépense){SPACE}actuel(?:le)?s?|devis{SPACE}(?:reçu|de)|vaut|valent"
    rf"|coûte(?:nt)?|reçoi(?:t|vent)|perçoi(?:t|vent)|revient|reviennent|demandent)\b[^.;\n]{{0,25}}$"
    rf"|\b(?:payée?s?|(?:achat|travaux){SPACE}déjà{SPACE}réalisée?s?|l['’]an{SPACE}(?:dernier|passé))\b"
    rf"(?:,{SPACE})?[^.,;\n]{{0,25}}$"
    rf"|\b(?:coût|val|représent|dépens|pay|factur)(?:ait|aient|ions)\b[^.,;\n]{{0,20}}$"
    rf"|\b(?:a|ont|avons|avait|avions|avaient){SPACE}(?:[^.;\n]{{0,30}}{SPACE}et{SPACE})?"
    rf"(?:coûté|dépensé|payé|versé|réglé|mandaté|rapporté|touché|perçu|reçu|investi)"
    rf"[^.,;\n]{{0,20}}$"
    rf"|\b(?:dépenses?|coûts?|réalisé|mandaté|réglé){SPACE}(?:[^\W\d_]+{SPACE})?{{years}}\b"
    rf"[^.;\n]{{0,15}}$"
)
# « 150 € par jour de retard », « 1 500 000 € par sinistre », « 231 400 € de recettes »
_DUE = re.compile(
    rf"{SPACE}(?:de{SPACE}|d['’])(?:recettes?|dons?|ventes?|bénéfices?|pertes?|amendes?)\b"
    rf"|{SPACE}*(?:ht{SPACE}|ttc{SPACE})?(?:par|/){SPACE}*(?:[^\W\d_]+{SPACE}){{0,3}}(?:retard|sinistre|manquement|infraction|absence)",
)
# « repas à 4,20 € », not « limité à 900 € »
_EACH_AT = re.compile(
    rf"\b(?!budget|enveloppe|montant|plafond|estimation|total|crédit)[^\W\d_]{{3,}}(?<![éi])(?<!é[es])(?<!ées)(?<!ève)(?<!vent){SPACE}à{SPACE}$",
)
_A_PRICE = 1_000  # euros; what is had at that each is dearer seldom


@dataclass(frozen=True)
class Amount(Span):
    """`value` is the most that is said (« entre 40 000 et 60 000 € »), `low` the least."""

    value: float
    low: float
    tax: str | None  # "ht", "ttc", or None when the text does not say

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": whole(self.value),
            "min": whole(self.low),
            "tax": self.tax,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def amounts(text: str, today: date | None = None) -> Iterator[Amount]:
    """Budgets, estimates, minima and maxima; a price for one, a penalty or a threshold is none.

    `today` is the day of the reading: what was spent by its year is no budget.
    """
    year = (today or date.today()).year
    small = lowered(text)
    yield from (amount for amount in all_money(text) if _is_budget(small, amount, year))


def money_spans(text: str) -> list[tuple[int, int]]:
    """Where any money is said: these numbers count nothing else."""
    return [(amount.start, amount.end) for amount in all_money(text)]


@lru_cache(maxsize=2)
def all_money(text: str) -> tuple[Amount, ...]:
    """Every amount, whatever it is for."""
    small = lowered(text)
    if not (any(said in small for said in _MONEY) or _TAXED.search(small)):
        return ()
    starts = number_starts(small, _STARTS)
    signed = [_amount(text, match) for match in matches(_AMOUNT, small, starts)]
    taken = Taken((amount.start, amount.end) for amount in signed)
    for match in matches(_UNSIGNED, text, starts):
        if (amount := _unsigned(text, match)) and taken.take(amount.start, amount.end):
            signed.append(amount)
    return tuple(sorted(signed, key=lambda amount: amount.start))


def _amount(text: str, match: re.Match[str]) -> Amount:
    factor = _FACTORS.get((match["factor"] or "").lower(), 1)
    value = parse(match["number"]) * factor
    low = parse(match["low"]) * factor if match["low"] else value
    start, end = match.start("low" if match["low"] else "number"), match.end()
    # A bracket opened before the amount closes after it, outside; a full stop is of the sentence.
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    tax = _tax(match["tax"]) or _tax_said_before(text, match.start())
    return Amount(start, end, text[start:end], max(value, low), min(value, low), tax)


def _unsigned(text: str, match: re.Match[str]) -> Amount | None:
    announced = _BUDGET.search(sentence_before(text, match.start(), 50))
    value = parse(match["number"])
    if not (match["tax"] or announced) or value < _LEAST_UNSIGNED:
        return None
    tax = _tax(match["tax"]) or _tax_said_before(text, match.start())
    return Amount(match.start(), match.end(), match[0], value, value, tax)


def _is_budget(small: str, amount: Amount, year: int) -> bool:
    before = sentence_before(small, amount.start, 60)
    if amount.value < _LEAST or _no_budget(year).search(before):
        return False
    return not (_DUE.match(small, amount.end) or _is_a_price(small, amount, before))


@cache
def _no_budget(year: int) -> re.Pattern[str]:
    paid = _PAID.replace("{years}", one_of_years(2000, year))
    return re.compile("|".join((_OTHER_SUMS, _THRESHOLDS, paid)))


def _is_a_price(small: str, amount: Amount, before: str) -> bool:
    """« 4,12 € le repas », « tarif de 8 € », « repas à 4,20 € »; « pas plus de 9 000 € » in all."""
    one = _FOR_ONE.match(small, amount.end)
    if one and (amount.value < _A_PRICE or not _ARTICLE.match(one[0])):
        return True
    each = amount.value < _A_PRICE and _EACH_AT.search(before)
    return bool(each or not _AT_MOST.search(before) and _UNIT_PRICE.search(before))


def _tax(words: str | None) -> str | None:
    if not words:
        return None
    return "ht" if words.lower().startswith("h") else "ttc"


def _tax_said_before(text: str, position: int) -> str | None:
    """« montant HT estimé à 12 000 € »: the tax is in what leads to the amount."""
    before = re.split(r"[,:(€]", sentence_before(text, position, 45).rstrip(" :\u00a0"))[-1]
    said = list(_TAX_BEFORE.finditer(before))
    return None if not said else "ht" if said[-1]["ht"] else "ttc"
