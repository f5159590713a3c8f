"""Numbers that describe something else than what is wanted: what a thing bears, who judges."""

from __future__ import annotations

import re

from procurement.language.alternatives import any_of
from procurement.language.spans import SPACE, lowered
from procurement.language.units import Unit

# Words that lead to such a number, in its sentence.
_BEFORE = (
    r"(?:\b(?:mesur\w+|contien\w+|support\w+|abrit\w+|parcouru"
    r"|(?:jury|équipe|brigade|binôme|comité|commission|famille)\s+de|équipe\s+compte"
    r"|commandes?\s+de\s+moins\s+de|justifi\w+\s+(?:de|d['’])|(?:offre|réponse|candidature|dossier)s?\s+en"
    r"|(?:boîte|paquet|sachet|rame|étui|coffret|barquette|pack|carton|palette|caisse|casier|liasse"
    r"|plaque|rangée|rang|bloc|carnet|carte|abonnement|forfait|bac|plat|plateau)x?s?\s+de|(?:rouleaux?|bobines?)\s+de|conditionnée?s?\s+par"
    r"|(?:par\s+lots?|lots)\s+de|(?:pour|afin\s+de)\s+remplacer(?:\s+(?:les|nos|ses|leurs))?|selon"
    r"|(?:résist|endur|garanti)\w*(?:\s+(?:à|pour)|\s*:)?|remise?s?\s+en|(?:groupes|classes|sessions|promotions|salles)\s+de"
    r"|(?:entreprises?|communes?|villes?|structures?|sociétés?|établissements?)\s+de\s+(?:moins|plus)\s+de)\s+"
    r"|\b(?:débit|(?<!résidence\s)autonomie|vitesse|niveau\s+sonore|pénalité|caution|charge\s+utile|note\s+sur)\b[^.;,\d]{0,20}"
    r"|\b(?:mémoire|note\s+méthodologique)\b[^.;,\d]{0,30}"
    r"|\b(?:quantités?|commandes?|livraisons?)\s+mini\w*(?:\s+(?:par|de)\s+(?:commande|livraison))?\s*:?\s*(?:de\s+)?"
    r"|\bminimum\s+de\s+commande\s*:?\s*(?:de\s+)?|\bpar\s+tranches?\s+de\s+"
    r"|\b(?:remises?|rabais)\s+(?:de|à|dès|pour)\s+[^.;,\d]{0,20}|\b(?:à\s+partir|au-delà)\s+de\s+|\bsi\s+(?:plus|moins)\s+de\s+|\blimitée?s?\s+à\s+"
    r"|\bil\s+(?:nous\s+|en\s+){0,2}reste(?:ra)?\s+(?:encore\s+|environ\s+)?|\b(?:on|nous)\s+en\s+(?:a|avons)\s+(?:encore|déjà)\s+|\bstocks?\s+(?:actuels?|restants?|disponibles?)?\s*:?\s*(?:de\s+)?"
    r"|\bil\s+existe\s+|\bjury\b[^.;,\d]{0,20}"
    r"|\bréférences?\s*:\s*)$"
)
# Words that follow it.
_AFTER = re.compile(
    r"\s+(?:[^\W\d_]+\s+)?(?:au\s+compteur|voisine?s\b|(?:par\s+|/\s*)(?:minute|seconde|manquement)|absente?s?\b|d['’]altitude"
    r"|(?:par\s+|/\s*|à\s+l['’])h(?:eure)?\b|comparables?\b|(?:sont|seront)\s+(?:conserv|céd|donn|détruit|réform|mis\w*\s+au\s+rebut)"
    r"|partiront\b|en\s+(?:stock|réserve)\b|restants?\b|que\s+(?:nous|l['’]on|la\s+\w+)\s+(?:gard|conserv)"
    # « vingt villes sont distinguées », « 40 sites sont équipés », not « 40 sites sont concernés »
    r"|sont\s+(?:déjà\s+)?(?!à\b|prév|demand|souhait|concern|vis[ée]|attend|requis|destin|compris|inclus|livr|command|répart"
    r"|situ|estim|évalu|desserv|collect|nettoy|entreten|assur|réserv|propos|inscri|accueil|recens|identifi)"
    r"[^\W\d_]+(?:é|i|u)e?s\b)",
)
# « 24 conseillers sur 29 » and « 312 habitants présents » are counted in a meeting.
_PRESENT = re.compile(
    rf"{SPACE}(?:sur{SPACE}(?:\d+|deux|trois|quatre|cinq|six|dix)\b(?!{SPACE}*(?:m|km|ha|hectares?|ans|mois|jours|sites?|niveaux|étages|lots))|présents?\b(?!{SPACE}(?:sur|dans|d[eu]|à|au)\b)|votants?"
    rf"|excusés?|siège(?:nt|ront)|en{SPACE}exercice)"
)
_ARE_PRESENT = re.compile(rf"\bprésents{SPACE}*:?{SPACE}*$")
# « a entendu quatre équipes »
_EXAMINED = (
    r"\b(?:entendu|auditionné|rencontré|examiné|analysé|reçu|visité|contacté|appelé|vu)e?s?"
    rf"{SPACE}+$"
)
# « trois fournisseurs ont été consultés », « présenter 3 références »
_BIDDERS = frozenset(
    ["entreprise", "fournisseur", "prestataire", "opérateur", "société", "structure", "artisan"]
)
_CONSULTED = re.compile(
    r"\b(?:consultation|sollicitation)\s+(?:de|d['’])\s*$"
    r"|\b(?:consult|sollicit|invit|interrog|mis\s+en\s+concurrence)\w*\s+$"
)
_BIDS = re.compile(
    r"\s+(?:[^\W\d_]+\s+){0,3}?(?:(?:nous\s+)?(?:ont|a|avait|avaient|auront|sera|seront|soient)\s+(?:déjà\s+)?(?:été\s+)?"
    r"(?:consult|sollicit|invit|reten|retir|interrog|répondu|candidat|soumission|remis|proposé|envoyé|chiffré|admis|sélectionn|autoris)"
    r"|(?:peuvent|pourraient)\s+répondre|interviennent)"
    r"|\s+auditionn"
)
_TO_SHOW = frozenset(["référence", "échantillon", "photo", "visuel", "attestation", "exemple"])
_SHOWN = re.compile(
    r"\b(?:fourni|présent|remett|remise|joind|apport|produi|montr)\w*\s+(?:de\s+)?$"
)
# « prix : 60 points », « notée sur 20 points »
_MARKED = re.compile(
    r"\b(?:not|pondér|barèm)\w*\b[^.;]{0,25}$|\(\s*$|\bcompt\w+\s+pour\s+$"
    r"|\b(?:donn|attribu|accord|vau|val)\w+\s+$"
    r"|\b(?:prix|technique|qualité|critères?|environnement\w*|délais?)\s*(?::|pour|vaut)?\s*$"
)
_OF = re.compile(r"\s+d(?:e\s|['’])")
# « Prix 45 points ; organisation 30 points »: where one mark is given, so are the others.
_GRADED = re.compile(
    r"\bprix\s*:?\s*(?:sur\s+|pour\s+|noté\w*\s+sur\s+)?\d+\s*(?:points|pts|%)"
    r"|\bjugement\s+des\s+offres|\bcritères?\b[^.]{0,40}\bprix\b"
)
_ALONE = re.compile(r"\s*(?:$|[.,;:)/]|(?:pour|sur|et)\b)")
# « remis en deux exemplaires »
_COPIES = re.compile(r"\ben\s+(?:une?|deux|trois|quatre|cinq|[1-5])?\s*$")
# « des draps prévus pour 75 lavages », « 48 arbres d'au moins douze essences »
_TIMES_USED = frozenset(["lavage", "cycle", "utilisation", "charge", "impression"])
_USED = re.compile(
    r"\b(?:prévu|conçu|donné|fait|garanti|résist|support|tien|tenir|dur)\w*\s+(?:(?:pour|à|au)\s+)?(?:au\s+)?(?:moins\s+)?$"
)
_KINDS = frozenset(["essence", "variété", "espèce", "race"])
_OF_KINDS = re.compile(r"\b(?:de|d['’]|en|parmi|par)\s*(?:(?:au\s+moins|plus\s+de|environ)\s+)?$")
# « le bordereau compte 380 lignes »
_LINES = frozenset(["ligne", "référence", "article", "prix", "poste"])
_PRICED = re.compile(r"\b(?:bordereau|bpu|dpgf|dqe|détail\s+estimatif)\b[^.;:]{0,30}$")
# « des goûters, dont deux sur cinq biologiques »
_OF_SO_MANY = re.compile(r"\b(?:une?|deux|trois|quatre)\s+sur\s+$")
# « encadrés par 2 animateurs », « tenue par trois agents »
_STAFF = frozenset(
    ["agent", "jardinier", "technicien", "employé", "bénévole", "cuisinier", "animateur", "salarié",
     "lingère", "mécanicien", "ouvrier", "conducteur", "chauffeur", "éducateur", "infirmier",
     "vacataire", "apprenti", "conseiller", "bibliothécaire", "gardien"]
)  # fmt: skip
_BY_OUR_STAFF = re.compile(
    r"\bpar\s+(?:les|nos|ses|leurs)\s+$"
    r"|\b(?!occup|utilis|fréquent)[^\W\d_]+(?:é|i|u|is|it)e?s?(?:\s+sur\s+place)?\s+par\s+$"
    r"|\bpar\s+(?:les|nos|ses|leurs)\s+[^.;:\d]{0,50},\s+$|\b(?:emploie|salarie|recrute)\s+$"
    r"|\brepris\b[^.;:\d]{0,60}$"
)
# « cinq agents de maîtrise encadrent les équipes »
_STAFF_AT_WORK = re.compile(
    r"\s+(?:[^\W\d_][\w'’-]*\s+){0,3}?(?:encadr|surveill|accompagn)(?:e|ent)\b"
)
# « nous fournissons 2 camions », « la mairie prêtera 20 barrières »
_LENT = (
    r"\b(?:nous|on|ville|commune|mairie|collectivité|syndicat|service|école|département|acheteur)"
    r"\s+(?:fourni\w*|prêt\w+|met\w*\s+à\s+(?:la\s+|sa\s+|votre\s+)?disposition)(?:\s+[^\W\d_]+){0,3}\s+$"
)
# « une entreprise de 50 salariés », « 12 personnes par session »
PEOPLE = frozenset(
    ["salarié", "travailleur", "ouvrier", "personne", "stagiaire", "participant", "agent", "enfant",
     "élève", "jeune"]
)  # fmt: skip
_EMPLOYED = re.compile(
    r"\b(?:entreprise|association|structure|esat|chantier|société|coopérative|adaptée|pme|cabinet)s?"
    r"(?:\s+[^\W\d_]+)?\s+(?:de|employ\w+|compt\w+|d['’]au)\s+(?:(?:au\s+)?(?:moins|plus)\s+(?:de\s+)?)?$"
)
_IN_GROUPS = re.compile(
    r"\s+(?:maximum\s+|maxi\s+|au\s+plus\s+)?par\s+(?:session|groupe|classe|équipe|atelier|séance|salle|table)\b"
)
_GROUPS = re.compile(r"\b(?:groupes?|sessions?)\s+(?:regroup|compt|réuni|accueil)\w*\s+$")
# « un animateur pour 12 enfants »
_RATIO = re.compile(
    r"\b(?:une?|1)\s+(?:encadrante?|animat\w+|adulte|accompagnat\w+|agente?|surveillante?|moniteur"
    r"|formateur)\s+pour\s+$"
)
# « une borne pour 2 000 habitants »
_SPREAD = re.compile(r"\b(?:une?|1)\s+(?:[^\W\d_]+\s+){1,2}pour\s+$")
_ALL_PEOPLE = frozenset(["habitant", "foyer"])
# « recrute en CDDI, à raison de 20 heures par semaine »
_WORKED = re.compile(
    r"\b(?:recrut\w*|embauch\w*|salariés?|cddi?|contrats?\s+de\s+travail)\b[^.;]{0,25}à\s+raison\s+de\s+$"
)
# « en complément des moyens propres du Département (9 camions) »
_OWN = r"\b(?:moyens|matériels?|véhicules?|agents?|effectifs?)\s+propres\b[^.;]{0,25}$"
# « le prestataire ne livrera pas les 3 annexes »
_NOT_THESE = r"\bn(?:e\s+|['’])(?!oubli)\w+\s+(?:pas|plus)\s+(?:les|nos|aux|ces)\s+$"
_LEADS = any_of([_BEFORE, _EXAMINED, _LENT, _OWN, _NOT_THESE])
# Units that are no need after some words.
_LED_TO = (
    (_ALL_PEOPLE, _SPREAD),
    (frozenset(["heure"]), _WORKED),
    (_TIMES_USED, _USED),
    (_LINES, _PRICED),
    (_KINDS, _OF_KINDS),
    (frozenset(["exemplaire"]), _COPIES),
)


def describes_something_else(unit: Unit, before: str, after: str) -> bool:
    """« le quai supporte 38 tonnes », « 30 pages par minute », « un jury de 5 membres »."""
    if _LEADS.search(before) or _AFTER.match(after):
        return True
    if unit.name in PEOPLE and (
        any(lead.search(before) for lead in (_RATIO, _EMPLOYED, _GROUPS)) or _IN_GROUPS.match(after)
    ):
        return True
    if unit.name == "point" and not _OF.match(after) and _MARKED.search(before):
        return True
    if unit.name in _STAFF and (_BY_OUR_STAFF.search(before) or _STAFF_AT_WORK.match(after)):
        return True
    if any(unit.name in units and lead.search(before) for units, lead in _LED_TO):
        return True
    if _OF_SO_MANY.search(before):
        return True
    return _sits(before, after) or _bids(unit, before, after)


def is_a_mark(text: str, unit: Unit) -> bool:
    """« organisation 30 points » among other criteria."""
    small = lowered(text)
    return unit.name == "point" and bool(_ALONE.match(small, unit.end) and _GRADED.search(small))


def _sits(before: str, after: str) -> bool:
    """« présents : 24 conseillers », « 4 élus siègent au jury »."""
    return bool(_PRESENT.match(after) or _ARE_PRESENT.search(before))


def _bids(unit: Unit, before: str, after: str) -> bool:
    if unit.name in _TO_SHOW:
        return bool(_SHOWN.search(before))
    return bool(_BIDS.match(after)) or unit.name in _BIDDERS and bool(_CONSULTED.search(before))
