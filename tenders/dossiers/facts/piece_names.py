"""From the words of a list to the pieces it names, each as the buyer calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procurement.typography import capitalised
from tenders.dossiers.facts.catalogue import Known, named
from tenders.dossiers.facts.corpus import plain

_MARKERS = re.compile(
    r"[☐☒]\s*|(?:(?<=\s)|(?<=^)|(?<=[;:,(]))\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\s?[).°]\)?\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_SEMICOLONS = re.compile(r"\s*;\s*|\n")
_COMMAS = re.compile(
    r"\s*,\s*(?:(?:et|ainsi que|puis)\s+)?|\s+(?:et|ainsi que|puis|\+)\s+(?=(?:l[ea]s?\s"
    r"|l['’]|une?\s|deux\s|son\s|sa\s|ses\s|leurs?\s|DC ?\d|DUME|RIB|BPU|DQE|DPGF"
    r"|CV\b|ATTRI|CCAP|CCTP|Kbis|K-bis|m[ée]moire|attestation|planning|fiches?\s|cadre\s"
    r"|note\s|devis\b|d[ée]tail\s|annexe|acte\s|(?:du|de la|de l['’])\s?(?:planning"
    r"|m[ée]moire|BPU|DPGF|DQE|DC|RIB|bordereau|cadre|note|acte|attestation|plan)))"
    r"|\s+\+\s+"
)
_FORMS = re.compile(
    r"(?:\b(?:(?:BPU|DQE|DPGF)-(?:BPU|DQE|DPGF)|DC ?[1-4]|DUME|ATTRI ?\d|NOTI ?\d|RIB|K-?bis"
    r"|BPU|DQE|DPGF|CCAP|CCTP|AE)\b)"
)
_LEAD = re.compile(
    r"^\W*(?:(?:pi[èe]ce|document)\s*n\s?°\s*\w{1,3}\s?[.):–-]\s*|[a-z]-\d{1,2}[.):\s–-]+"
    r"|(?![a-z]\.[a-z]\.)\(?(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s)|\d{1,2}|[a-zA-Z]"
    r"|[ivx]{1,4})\s?[).°/–-]*(?<!\w)\s*|[a-z]\d{1,2}\s?[.):–-]\s*)?\W*"
    r"(?:(?:(?:pour )?(?:les? )?lots? (?:n\s?[°o]s? ?)?[\d,et ]{1,20}(?:seulement|uniquement)?\s*:"
    r"|(?:pour|en cas|si) [^,:;()]{3,60}[,:]|pour (?:le|les"
    r"|chaque|l['’])\s?\S*\s*(?:lots?\s*)?(?:n\s?°\s*)?[(]?(?:\d{1,2}"
    r"|[A-H])?[)]?(?:\s*(?:et|,)\s*\d+)*|le cas [ée]ch[ée]ant|[ée]ventuellement|et|puis"
    r"|ainsi que|soit|ou|à d[ée]faut|enfin|aussi|d['’]une part|d['’]autre part"
    r"|s['’]il y a lieu)\s*[,:]?\s+)*"
    r"(?:(?:tout|l[ea]s?|une?|des|du|de la|son|sa|ses|leurs?|votre|vos|ce)\s+(?:pr[ée]sente?s?\s+)?"
    r"|(?:de |d)?l['’]\s*|d['’]\s*)?(?:(?:imprim[ée]s?|couple)\s+(?=DC|DUME))?",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:[:;]|,\s|\.\s|\s[–—-]\s|\((?=(?:lots?|le cas|selon|si|pour|facultati"
    r"|obligatoire|joint|fourni|\d+ pages|[^)]*\bpages?\b|mod[èe]le|format|\w+ pages))"
    r"|\bdûment\b|\bdatée?\w*\b|\bsign[ée]e?s?\b|\bcomplét[ée]e?s?\b|\bcomplet\w*\b"
    r"|\battestant\b|\bcertifiant\b|\brempli\w*\b|\brenseign[ée]\w*\b|\bqui\b|\bdont\b|\bcomprenant\b|\bpr[ée]cisant\b"
    r"|\bindiquant\b|\bpermettant\b|\bd[ée]taillant\b|\bd[ée]crivant\b|\bpr[ée]sentant\b"
    r"|\bconforme\w*\b|\bselon\b|\bau format\b|\bsous format\b|\bdans la limite\b"
    r"|\bde \d+ pages\b|\bau plus\b|\bde moins de\b|\bdat[ée]\w* de\b|\bpour (?:le|les"
    r"|chaque|chacun|justifier|attester|pr[ée]ciser)\s|\bque le candidat\b"
    r"|\ben cours de validit[ée]|\bcorrespondant\b|\bjoint\w*\b"
    r"|,?\s*\bou (?:une? |toute? )?(?:\w+ )?[ée]quivalent\w*|\bfourni(?!ture)\w*\b"
    r"|\bannexé\w*\b|\bchiffrée?s?\b|\b[àa] (?:remplir|compl[ée]ter"
    r"|signer)|\bremis\w*\b|\bprouvant\b|\brelatifs? [àa] (?:la|l)\b.{60}).*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 110
_BAD = re.compile(
    r"^(?:\W*|(?:date|signe|paraphe|complete|rempli|renseigne|revetu|accompagne|etabli)e?s?\b.*"
    r"|(?:les? |l'|leur |son |une )?(?:offres?|candidatures?|plis?|dossiers?"
    r"|propositions?|pieces?|documents?|elements?|reponses?|annexes?)(?: initiales?"
    r"| finales?| suivante?s?| complete?s?| technique et financiere)?|oui|non"
    r"|(?:autre )?document equivalent|signe"
    r"|obligatoire|facultatif|un par lot|tableur|pdf|et|ou|le candidat.*|il\b.*|elle\b.*"
    r"|qui\b.*|soit\b.*|suivant\w*|ci-apres|\d+ pages?.*|lots? \d.*|pour .*|articles? .*"
    r"|avec .*|dans .*|a .*|par .*|en .*|sous .*|sur .*|au .*|chacun\w*.*|tous .*"
    r"|toutes? .*|selon .*|afin .*|si .*|notamment.*|sans .*|inscription par .*"
    r"|offre .*valable.*|preuve par tou.*|dossiers? d(?:e candidature|'offre)\b.*"
    r"|engagement du candidat|certificats? rgs.*"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di\b.*|numeros? \d.*|maire\b.*|president\w*\b.*"
    r"|directeur\b.*|directrice\b.*)$"
)
_LIKE_A_PIECE = re.compile(
    r"^(?:attestation|certificat|certification|copie|declaration|description|documents?"
    r"|dossier|engagement|formulaire|justificati|lettre|liste|memoire|note|notice|plan"
    r"|presentation|preuve|programme|projet|tableau|annexe|cadre|fiche|book|portfolio"
    r"|indication|organigramme|statuts|contrat|modele|descriptif|licence|autorisation"
    r"|questionnaire|charte|rapport|calendrier|catalogue|composition|liasse|extrait|releve"
    r"|titre|carte|diplome|photo|bordereau|grille|schema|esquisse|garantie|simulation"
    r"|convention|proposition|offre|agrement|pouvoir|qualification|references?"
    r"|trois references|recepisse|registre|bilans?|effectifs?|moyens|reponse|echantillon"
    r"|planning|methodologie|chronogramme|calculateur|conditions|mandat|police|menus?"
    r"|vingt|dix|cv\b|curriculum|nuancier|plaquette|passeport|acte|devis|detail"
    r"|decomposition|inscription|numero|maquette|chiffre|rib\b|dc ?\d|dume|bpu|dqe|dpgf"
    r"|ae\b|attri|kbis|k-bis|ccap|cctp|crt\b|lot de|habilitation|delegation|avis|ordre"
    r"|tarif|prix|bon\b|pv\b|proces|synthese|etude|analyse|etat|inventaire|jeu|maniere"
    r"|equipe|organisation|label|norme|accord|affiche|brochure|cahier|charte|cerfa"
    r"|imprime|procedure d|protocole|comptes? d|fichier|scenario)"
)


def items_of(part: str, *, together: bool = False) -> Iterator[tuple[int, str]]:
    """The entries of a list with where they begin: by numbers, else semicolons, else commas.

    `together`: what « et » alone joins is one piece, as in the row of a table.
    """
    markers = list(_MARKERS.finditer(part))
    if len(markers) > 1:
        cuts = [(m.start(), m.end()) for m in markers]
    elif ";" in part.rstrip(" ;") or "\n" in part.strip():
        cuts = [(m.start(), m.end()) for m in _SEMICOLONS.finditer(part)]
    elif together and "," not in part:
        yield 0, part
        return
    else:
        yield from _by_commas(part, 0)
        return
    start = 0
    for first, last in [*cuts, (len(part), len(part))]:
        if part[start:first].strip(" .;,:-–"):
            yield from _inner(part[start:first], start)
        start = last


def _inner(entry: str, offset: int) -> Iterator[tuple[int, str]]:
    """An entry between semicolons may itself be a list: « la lettre, la déclaration »."""
    parts = list(_by_commas(entry, offset))
    if len(parts) > 1 and all(
        begins_a_piece(one) and (not i or _DETERMINER.match(one))
        for i, (_, one) in enumerate(parts)
    ):
        yield from parts
    else:
        yield offset, entry


_DETERMINER = re.compile(
    r"^\W*(?:l[ea]s?\s|l['’]|une?\s|des\s|deux\s|trois\s|quatre\s|cinq\s|six\s|son\s|sa\s|ses\s|leurs?\s|DC|RIB|BPU|DQE|DPGF|DUME)",
    re.IGNORECASE,
)


def _by_commas(part: str, offset: int) -> Iterator[tuple[int, str]]:
    """Between commas; what names nothing only goes on with what stands before it."""
    found: list[tuple[int, int]] = []
    for start, words in _split(part):
        before = part[slice(*found[-1])] if found else ""
        if found and (_FOR_WHOM.match(before) or not _is_another(before, words)):
            found[-1] = (found[-1][0], start + len(words))
        else:
            found.append((start, start + len(words)))
    for start, end in found:
        yield offset + start, part[start:end]


_EARLY, _FAR = 10, 60
_FOR_WHOM = re.compile(
    r"^\W*(?:\w{1,2}[\d.]*\W+)?(?:(?:pour|concernant|selon|en cas|si)\s[^,:;]*|le cas [ée]ch[ée]ant"
    r"|s['’]il y a lieu|[ée]ventuellement)\s*$",
    re.IGNORECASE,
)


def names_one(text: str) -> bool:
    """Whether a piece of the catalogue is named anywhere in the text."""
    return any(True for _ in named(plain(text)))


def _is_another(before: str, words: str) -> bool:
    """Another piece, and no more of the one before: what it tells, or a complement."""
    if _TELLS.search(before) and not _FORMS.search(words):
        return False
    known = _known(own_name(words))
    told = known is None or known.id in _CONTENTS
    if told and _SHOWS.search(before) and _DEFINITE.match(words):
        return False
    if known is None and _OF_IT.match(words):
        return False
    return begins_a_piece(words)


_TELLS = re.compile(
    r"\b(?:comportant|indiquant|pr[ée]cisant|mentionnant|d[ée]taillant|d[ée]crivant|concernant)\b",
    re.I,
)
_SHOWS = re.compile(  # « un mémoire qui présente l'équipe, les moyens, le planning »
    r"\b(?:qui (?:pr[ée]sente|d[ée]crit|expose|pr[ée]cise|d[ée]taille|indique|explique)"
    r"|pr[ée]sentant|exposant|expliquant|comprenant)\b",
    re.IGNORECASE,
)
_CONTENTS = frozenset({"means", "staff", "planning", "environment", "insertion", "references"})
_DEFINITE = re.compile(r"\W*(?:l[ea]s?\s|l['’])", re.IGNORECASE)
_OF_IT = re.compile(r"\W*d(?:u|e la|e l['’])\s?", re.IGNORECASE)


def begins_a_piece(words: str) -> bool:
    """Whether a piece is what the words are about, and not only mentioned further on."""
    folded = plain(own_name(words))
    reach = _FAR if _DETERMINER.match(words) else _EARLY
    return bool(_LIKE_A_PIECE.match(folded)) or any(at < reach for at, _ in named(folded))


def _split(part: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in [*(m for m in _COMMAS.finditer(part) if not _in_brackets(part, m.start())), None]:
        first = match.start() if match else len(part)
        if part[start:first].strip(" .;,:-–"):
            yield start, part[start:first]
        start = match.end() if match else first


def _in_brackets(text: str, at: int) -> bool:
    depth = 0
    for sign in re.findall(r"[()]", text[:at]):
        depth = depth + 1 if sign == "(" else max(0, depth - 1)  # « e) » closes nothing
    return depth > 0


def names_of(
    item: str, *, strict: bool, together: bool = False
) -> Iterator[tuple[str, Known | None]]:
    """Each piece of an entry, under its own words; forms asked together or in turn, one by one.

    `together`: what « et » joins is one piece, as in the row of a table.
    """
    forms = list(dict.fromkeys(_FORMS.findall(item)))
    if len(forms) > 1 and _are_the_point(item):
        for form in forms:
            yield form, _known(form)
        return
    for part in [item] if together else _two_pieces(item):
        name = own_name(part)
        known = _known(name)
        if known and len(name) > _LONGEST:
            name = name[:_LONGEST].rpartition(" ")[0]
        folded = plain(name)
        if _FOR_WHOM.match(part) and not known:
            continue
        if len(name) < 2 or _BAD.match(folded) or len(name) > _LONGEST:
            continue
        if begins_a_piece(part) or (not strict and (known or _is_short(folded))):
            yield name, known


def _are_the_point(item: str) -> bool:
    """« DC1 et DC2 », « DC1/DC2 ou DUME »: forms side by side, and not « lettre (DC1 ou DUME) »."""
    between = re.sub(r"\([^)]*\)", " ", _FORMS.sub(" ", item))
    rest = re.sub(
        r"\b(?:formulaires?|imprim\w+|couple|recommand\w+|ou|et|le|la|les|l|soit|s|il"
        r"|pr[ée]f[èe]re|sign\w+|compl[ée]t\w+|rempli\w*|candidat|de|des|pour|chaque|lot|joint"
        r"|au choix|dat\w+)\b",
        " ",
        between,
        flags=re.I,
    )
    return len(re.findall(r"[^\W\d]{3,}", rest)) <= 2


def _two_pieces(item: str) -> list[str]:
    """« l'acte d'engagement et son annexe » are two; « moyens humains et techniques » one."""
    parts = [item] if ":" in item else [part for _, part in _split(item)]
    if (
        len(parts) > 1
        and not _SHOWS.search(parts[0])
        and all(
            begins_a_piece(p) if i else any(True for _ in named(plain(p)))
            for i, p in enumerate(parts)
        )
    ):
        ids = [known.id for p in parts if (known := _known(p))]
        return parts if len(ids) == len(set(ids)) else [item]
    return [item]


def _known(name: str) -> Known | None:
    return next((known for _, known in named(plain(name))), None)


def _is_short(folded: str) -> bool:
    return len(folded.split()) <= 10 and not re.search(
        r"\b(?:est|sont|sera|seront|doi\w+|peu\w+|devr\w+|ne|n'est|faut)\b", folded
    )


_SAYS_NOTHING = re.compile(
    r"(?:d[ée]claration|attestation|document|note|certificat|justificatif|tableau|pr[ée]sentation"
    r"|description|indication|annexe|fichier|dossier)s?",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"\s*(?:[:;(]|,\s|\.\s|\.$|\s[–—-]\s).*$", re.DOTALL)


_LEFT_OPEN = re.compile(r"(?:\s+(?:et|ou|avec|ses|son|sa|leurs?|d[eu]))+$", re.IGNORECASE)


def own_name(part: str) -> str:
    """The entry's own words, without its number nor article, cut where details begin."""
    text = " ".join(part.split())
    text = _LEAD.sub("", text, count=1)
    cut = _CUT.sub("", text).strip(" .,;:–—-")
    if _SAYS_NOTHING.fullmatch(cut):
        cut = _DETAIL.sub("", text)  # « déclaration indiquant les effectifs »
    name = cut.strip(" .,;:–—-") if len(cut) >= 2 else text.strip(" .,;:–—-")
    if name.count("(") > name.count(")"):
        name = name.rpartition("(")[0].strip(" ,") or name
    return capitalised(_LEFT_OPEN.sub("", name))
