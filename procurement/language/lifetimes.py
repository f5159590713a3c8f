"""Times that are not the contract's: ages, warranties, delays, seasons, how long things last."""

from __future__ import annotations

import re

from procurement.language.spans import SPACE

_AGED = re.compile(
    r"(?:âgée?s?|moins|plus|enfants?|jeunes?|personnes?|élèves?|adultes?|seniors?|publics?|mineurs?"
    r"|fils|filles?|femmes?|hommes?|garçons?|monsieur|madame|dame)"
    r"\s+(?:de|d['’])\s*(?:(?:moins|plus)\s+de\s+)?(?:\d+\s*(?:à|-|et|/)\s*)?$|\bâge|\d\s*[-/à]\s*$"
)
# « enfants de 10 semaines à 3 ans », « bébés dès 3 mois »
_CHILDREN = re.compile(
    r"\b(?:enfants?|bébés?|âgée?s?|jeunes?|tout-petits|nourrissons)\b[^.;,]{0,30}\b(?:de|à|dès)\s*$"
)
# « de 2 mois à 3 ans », « les 50 ans de la MJC »
_UNTIL_AN_AGE = re.compile(rf"{SPACE}*(?:à|-|–){SPACE}*\w+{SPACE}ans")
_FROM_AN_AGE = re.compile(r"\bmois\s*(?:à|-|–)\s*$|\b(?:dès|à\s+partir\s+de)\s+$")
_CELEBRATED = re.compile(rf"{SPACE}(?:du|de{SPACE}la)\b(?!{SPACE}(?:marché|contrat|bail|mission))")

_BEFORE = re.compile(
    r"\bgaranti\w*\b[^.;,]{0,30}$|\bfournitures?\s+de\s+pièces\b[^.;]{0,20}$|\b(?:"
    # since when, by when, how long ahead
    r"depuis|voilà|il y a|a fallu|cela fait|ça fait|date de|jusqu['’]à|dans un délai de|dans|sous"
    r"|plus de|moins de|d['’]ici|horizon|gardée?s?|affichée?s?|mandats?"
    r"|élue?s?|nommée?s?|objectif à|au bout d[e'’]?|attend\w*"
    r"|retard\w*|pause|préavis"
    r"|délais?\s+(?:de\s+|d['’])(?:livraison|réponse|règlement|réflexion|remise"
    r"|intervention|prévenance|approvisionnement|préparation)|validité|valables?|paiement|bilan"
    r"|évaluation|après|fermeture|fermée?s?"
    # how long people have worked, been trained, been away from work
    r"|expérience|ancienneté|justifi\w+|congé|stages?|chômage|cdd|cddi|contrats?\s+(?:d['’]insertion|de"
    r"\s+travail)|parcours|apprenti\w*|bénéficiaires|salariés|embauche|emploi|peines?|prison"
    # how old things are, how long they last, are kept, pay back
    r"|vieux|vieille|vieilles|d['’]occasion|affinée?s?|séchée?s?|mûre?|comté|fromages?|vaches?|plants?"
    r"|vins?|tenue|pour durer|qui dure(?:nt|ra|ront)?|révolus|durée de vie"
    r"|cycle de vie|espérance|amorti\w*"
    r"|rentabilis\w+|retour sur investissement|coût (?:global|complet|calculé)|pièces"
    r"|mises? à jour|disponib\w+|conserv\w+|archiv\w+|stock|assolement|fêter"
    r")\b[^.;:,]{0,22}$"
    r"|\b(?:délais?\s+de\s+(?:paiement|livraison)|validité)\b[^.;,]{0,20}$"
    r"|\b(?:solides?|tenir|résist\w+|robustes?|répar\w+|durab\w+|anniversaire|pièces\s+détachées)"
    r"\b[^.;]{0,30}$"
    # « elle a 22 ans », « arbres de 15 ans », « en deux ans, le prix … »
    r"|\b(?:a|ont|aura|auront|avait|avaient|ayant)\s+"
    r"(?:déjà\s+|environ\s+|près\s+de\s+|en\s+moyenne\s+|mis\s+|pris\s+|fallu\s+|au\s+(?:plus|moins)\s+)?$"
    r"|\b(?:arbres?|chaudières?|bâtiments?|ordinateurs?|véhicules?|camions?|matériels?|logiciels?"
    r"|toitures?|vélos?)\s+de\s+$"
    r"|^\s*(?:en|à)\s+$|%\s+en\s+$"
    # « l'ancien marché était de quatre ans »
    r"|\b(?:précédent|ancien|actuel|sortant)e?s?\b[^.;,]{0,25}$"
    # « trois reconductions d'un an », « reconductible trois fois un an », « puis 2 x 1 an »
    r"|\breconductions?\s*,?\s+(?:[^\W\d_]+\s+)?(?:de\s+|d['’])$|\bfois\s+(?:(?:pour|de)\s+|d['’])?$"
    rf"|\bpuis{SPACE}\d{SPACE}*[x×]{SPACE}*$"
    # « par an », « tous les trois à quatre ans », « d'une année sur l'autre »
    r"|(?:\bpar|\bchaque|\btous les|\btoutes les|\bl['’])\s*$"
    r"|\btou(?:s|tes)\s+les\s+\w+\s+(?:à|ou)\s+$"
)
_AFTER = re.compile(
    rf"{SPACE}*(?:par|/){SPACE}*(?:an|mois|semaine|jour)"
    rf"|{SPACE}(?:sans{SPACE}(?!m[ai][nx]imum|montant|reconduct|renouvel|tacite|possib|prolong|option|interruption|clause|tranche)|en{SPACE}moyenne|scolaire|glissants?|d['’]âge|de{SPACE}(?:garantie|moyenne|pratique|pépinière|service"
    rf"|recul|retard|chômage|vacances|congés?|stock|suite|plus|présence|pièces|l['’]année)"
    rf"|d['’](?:expérience|ancienneté|historique|archives|existence|activité|inactivité|exercice|usage"
    rf"|utilisation|été|hiver)"
    rf"|sur{SPACE}(?:deux|trois|quatre|dix|douze|l['’]autre)|et{SPACE}(?:plus|moins)"
    rf"|maximum{SPACE}d['’]âge|avant|après|plus{SPACE}(?:tard|tôt)|auparavant)"
)

# « ouvertes 5 jours par semaine pendant 36 semaines », « un passage par semaine sur 20 semaines »
_SEASON = re.compile(
    r"\b(?:ouver(?:te?s?|tures?)|ouvr(?:e|ent|ira|iront)|fonctionne(?:nt)?)\b[^.;,]{0,36}$"
)
_WEEKS = re.compile(r"\bpar\s+semaine,?\s+(?:pendant|durant|sur)\s+$")


# « 27 dossiers en trois ans »; « un chantier mené en deux ans » lasts as long
_IN_YEARS = re.compile(r"\b(?!exécut|réalis|men[ée]|étal|livr)[^\W_]+\s+en\s+$")
# « remplacer 740 lanternes en deux ans » is to last
_TO_DO = re.compile(r"\b(?!pour\b)[^\W\d_]{2,}(?:er|ir|dre|tre|ire|ra|ront)\s+[^.;:]*$")


def is_not_of_the_contract(unit: str, before: str, after: str) -> bool:
    """« Garantie de 2 ans », « depuis trois ans »; what is before and after is lowered."""
    if _AFTER.match(after) or _BEFORE.search(before) or _CHILDREN.search(before):
        return True
    # A framework may be open for four years; a place is open so many weeks or months a year.
    if not unit.startswith("an") and _SEASON.search(before):
        return True
    if unit.startswith("semaine") and _WEEKS.search(before):
        return True
    if unit.startswith("an") and _IN_YEARS.search(before) and not _TO_DO.search(before):
        return True
    return _is_an_age(unit, before, after)


def _is_an_age(unit: str, before: str, after: str) -> bool:
    """« de 2 mois à 3 ans », « les 50 ans de la MJC »."""
    if unit == "mois" and _UNTIL_AN_AGE.match(after):
        return True
    if not unit.startswith("an"):
        return False
    if before.endswith("les ") and _CELEBRATED.match(after) or _FROM_AN_AGE.search(before):
        return True
    return bool(_AGED.search(before)) and "durée" not in before
