"""What a date of the files is for: by its sentence, the label of its cell, or what stands above."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.moments import Moment, moments

OFFERS, CANDIDATURES, QUESTIONS, OTHER = "offers", "candidatures", "questions", "other"


WEAK = "weak"  # words that may be about the offers: they count when nothing says it better


_WHAT = r"(?:les? |des |du |de |d'|la |l'|votre |vos |leurs? )*(?:\w+ ){0,2}?"


_HANDED = (
    r"(?:offres?|plis?|propositions?|dossiers?(?! de (?:consultation|subvention))"
    r"|soumissions?|devis"
    r"|reponses?(?! aux| a )|enveloppes?|projets?)"
)


_ASKED = r"(?:(?:dossiers? de )?candidatures?|demandes? de participation|manifestations? d'interet)"


QUESTION = (
    r"(?:questions?|renseignements|demandes? (?:de renseignements|d'informations?"
    r"|d'eclaircissements?"
    r"|de precisions?|ecrites?|complementaires?)|informations? complementaires?|precisions)"
)


_ACT = r"(?:reception|remise|depot|envoi|transmission|retour|presentation|reponse|soumission)"


_BY = r"avant|(?:au|pas) plus tard|jusqu'au|pour le"  # what a limit is said with


_ANCHORS: tuple[tuple[str, str], ...] = (
    (
        OTHER,
        r"validite|\bvalables?\b|visites?|ouverture des|notification|demarrage|debut d|commencement"
        r"|publi(?:cation|e)|envoi (?:de l'avis|a la publication|du present avis|de l'annonce)"
        r"|mise en ligne|mise a disposition|mis a jour|auditions?|negociations?|echantillons?"
        r"|prototypes?|justificatifs"
        r"|prise d'effet|date d'effet|livraison|maquettes?|reunion|fin d'execution"
        r"|entree en vigueur|date (?:previsionnelle|d'etablissement|du document|de redaction)"
        r"|version du|commission|attribution|reponses? (?:aux questions|de l'acheteur"
        r"|du pouvoir)|\bles reponses (?:seront|sont) (?:diffus|publi|apport|communiqu|donn"
        r"|mises|versees)\w*|telecharg|retrait d|retirer|retire|deliberation|arrete du|loi n"
        r"|decret"
        r"|ordonnance|\bjorf\b|arrete interministeriel|circulaire|modifie par|en date du"
        r"|\bdate de l'avis|duree|a compter d|jusqu'au terme|prix etablis|mois zero|\bm0\b"
        r"|conditions economiques|\bpour information\b|recours",
    ),
    (
        QUESTIONS,
        rf"{QUESTION}|\binterrog\w+"
        rf"|\bdemandes? (?:\w+ ){{0,3}}(?:avant|jusqu'au|au plus tard)|\bposer (?:une |des "
        r"|vos |ses |leurs )?\w*",
    ),
    (
        CANDIDATURES,
        r"limites? (?:et heure )?(?:fixees? )?(?:de |pour )?(?:la |le "
        rf"|l')?(?:{_ACT} )?{_WHAT}{_ASKED}(?! et (?:les |des |de )?offres?)",
    ),
    (CANDIDATURES, rf"{_ACT} {_WHAT}{_ASKED}(?! et (?:les |des |de )?offres?)"),
    (
        CANDIDATURES,
        rf"limites?[^.;]{{0,30}}pour les {_ASKED}(?! et)|\b(?:les |des ){_ASKED}(?! et (?:les "
        rf"|des |de )?offres?)[^.;]{{0,60}}(?:{_BY}|parvenir"
        r"|remis|depos|transm|recu)",
    ),
    (
        OFFERS,
        r"(?:limites?|butoir)(?: et (?:d')?heures?(?: limites?)?)?(?: fixees?"
        rf"| impartis?)?(?: au| a)? ?(?:de |pour )?(?:la |le |l')?{_ACT}(?: {_WHAT}(?:{_HANDED}"
        rf"|{_ASKED}))?",
    ),
    (OFFERS, rf"limites?(?: et heures?)? (?:de |des |pour )(?:la |les )?{_HANDED}"),
    (OFFERS, rf"{_ACT} {_WHAT}{_HANDED}"),
    (
        OFFERS,
        rf"\b(?:les?|vos|votre|leurs?|des) {_HANDED}(?: et (?:les "
        rf")?candidatures)?[^.;]{{0,90}}(?:{_BY}|date limite"
        r"|parvenir|remis|deposes|transmis|recus)",
    ),
    (
        OFFERS,
        r"(?:remett\w+|deposer|adresser|envoyer|transmettre|faire parvenir"
        rf"|retourner)[^.;]{{0,60}}{_HANDED}[^.;]{{0,80}}(?:{_BY})",
    ),
    (OFFERS, r"\bdlro\b|date et heure limites?(?! d)|delai de reponse|date limite de reponse"),
    (
        OFFERS,
        r"(?:^|[.;|\n]\s*|\d[.)]\s+)(?:[a-z]?\d{0,2}[.)]\s*)?(?:date de |terme de "
        r"|echeance de |fin de )?(?:la )?(?:offres?|plis?|remise|depot)\s*(?:\||:|=|-)",
    ),
    (
        WEAK,
        r"(?:^|[.;|\n]\s*)(?:depot|remise|reponse)s?(?: des? (?:offres?|plis?))? (?:le |au "
        r"|pour le )"
        r"(?:\w+di |dimanche )?$",
    ),
    (
        WEAK,
        r"(?:^|[.;|\n]\s*|\d[.)]\s+)(?:reponses?|candidatures?|dossiers?|devis"
        r"|propositions?|echeance|cloture|fermeture|limite)\s*(?:\||:|=|-)",
    ),
    (
        WEAK,
        r"(?:on |a |se |est |sont |etre |doi\w+ |devr\w+ )?(?:depos\w+|remet\w*|remis\w*"
        r"|transm\w+|envoy\w+|adress\w+|parven\w+|recu\w*|repond\w+|rend\w+|attend\w+"
        rf"|accept\w+|ferm\w+|clo\w+)[^.;]{{0,110}}?(?:\b(?:{_BY})|dernier delai"
        rf"|pour)\s*(?:le\s+)?(?:\w+di\s+|dimanche\s+)?$",
    ),
    (WEAK, r"\b(?:jusqu'a|avant|pour) quand\b"),
    (
        WEAK,
        r"\b(?:date|heure|echeance|terme|delai)s? (?:limites?|butoirs?|de rigueur|finale?"
        r"|ultime)\b(?! d)",
    ),
)


_OTHER_FIRST = re.compile(
    rf"^[\s.,:]*(?:l[ae]s? |l'|des |une? |chaque |toute?s? )(?:\w+ )?(?:{_ANCHORS[0][1]})"
)


_PATTERNS = [(what, re.compile(pattern)) for what, pattern in _ANCHORS]


_SHORT = 90  # a passage that is only a date, which what stands before it explains


_BACK = 3


def begins_a_span(folded: str, moment: Moment) -> bool:
    """« à partir du 1er mars », « du 1er mars au 12 avril »: the day from which, and not until."""
    before = folded[max(0, moment.start - 40) : moment.start]
    if re.search(rf"(?:a partir|a compter|depuis|des) (?:du|le) {_DAY_NAME}$", before):
        return True
    after = folded[moment.end : moment.end + 30]
    return bool(
        re.search(rf"\b(?:du|entre le) {_DAY_NAME}$", before)
        and re.match(rf"[ ,]*(?:et |jusqu')?(?:au|le) {_DAY_NAME}\d", after)
    )


_DAY_NAME = r"(?:\w+di |dimanche )?"


def _is_of_another(said: Said, moment: Moment) -> bool:
    """« Les commandes sont envoyées avant le… »: a subject, and it is no answer."""
    clause = re.split(r"\. |[;\n]", said.plain[: moment.start])[-1]
    if _WINNER.search(clause) and not re.search(rf"\b{_HANDED}\b", clause):
        return True
    return bool(_SUBJECT.search(clause)) and not (
        _ADDRESSED.search(said.plain) or _ADDRESSED.search(said.title)
    )


_WINNER = re.compile(
    r"\b(?:attributaire|titulaire|(?:candidat|soumissionnaire|entreprise)s? (?:\w+ )?retenue?s?)\b"
)
_SUBJECT = re.compile(
    r"^\W*(?:l[ae]s? |l'|des |chaque |toute? )\w+ (?:[\w']+ ){0,4}"
    r"(?:est|sont|sera|seront|doi\w+|devr\w+|peu\w+)\b"
    r"|^\W*(?:le |l')(?:titulaire|prestataire|fournisseur|attributaire|maitre d)"
)


def _is_of_the_buyer(said: Said, moment: Moment) -> bool:
    """« Les réponses seront données au plus tard le… », « le dossier peut être retiré… »."""
    clause = re.split(r"\. |[;\n]", said.plain[: moment.start])[-1]
    return bool(_BUYER.search(clause) or _LATER_OFFER.search(clause) or _TAKEN.search(clause))


_LATER_OFFER = re.compile(r"\boffres? (?:finale|definitive|ultime|amelioree|revisee|negociee)")
_TAKEN = re.compile(r"\bdossiers?\b[^.;]{0,40}\b(?:retir|telecharg|consult|obten|disponible)\w*")


_BUYER = re.compile(
    r"^\W*(?:reponses? (?:le|au|avant|sous)\b|il (?:y )?(?:est|sera) repondu"
    r"|(?:les|des|une) reponses? (?:[\w']+ ){0,3}?(?:sera"
    r"|seront|est|sont) (?:\w+ )?"
    r"(?:donn|diffus|publi|apport|communiqu|mis|vers|fait|envoyees? (?:a|aux)|adressees? (?:a|aux)"
    r"|transmises? (?:a|aux))"
    r"|(?:le |la |l')(?:acheteur|pouvoir adjudicateur|maitre d'\w+|commune|ville|departement|region"
    r"|metropole|syndicat|office|etablissement|administration)\b[^.;]{0,30}\brepond"
    r"|(?:le |la |l')(?!candidat|soumissionnaire|concurrent|entreprise|groupement)[\w'-]+"
    r" repond(?:ra)? (?:au plus tard|avant)\b)"
)


def subject_of(all_said: list[Said], at: int, said: Said, moment: Moment) -> str:
    """What the date is for: its own sentence says, or its cell's label, or what stands above."""
    own = _nearest(said.plain, moment)
    if own == WEAK and _is_of_another(said, moment) or _is_of_the_buyer(said, moment):
        return ""
    if own == WEAK and re.search(QUESTION, said.title):
        return QUESTIONS
    if own:
        return own
    if said.in_table and (label := _label_of_cell(all_said, at, said, moment)):
        return label
    if around := _by_clause(said.plain, moment):
        return QUESTIONS if re.search(QUESTION, said.title) else around
    if len(said.plain) <= _SHORT + len(moment.text):
        return _above(all_said, at)
    return ""


def _nearest(folded: str, moment: Moment) -> str:
    """The nearest anchor before the date in its sentence; else the one just after it."""
    start = max(folded.rfind(mark, 0, moment.start) for mark in (". ", "\n\n"))
    before = folded[max(0, start, moment.start - 260) : moment.start]
    anchors = list(_anchors(before))
    if anchors:
        return _strongest(anchors, before)
    after = folded[moment.end : moment.end + 90].split(". ")[0]
    following = sorted(_anchors(after), key=lambda one: one[0])
    if following and re.match(
        r"^[\s:,)(|-]*(?:heure[^:|]{0,25})?[\s:,)(|-]*(?:est |constitue |: )?(?:la "
        r"|le )?(?:date|delai|terme|remise|depot|fin|limite|reception)",
        after,
    ):
        return following[0][2]
    return ""


_TOPIC = re.compile(
    rf"\b(?:{_HANDED}|candidatures?|depots?|deposer?|remises?|remettre|receptions?"
    r"|recevr\w+|recu\w*|consultation|repondre|repond\w*|plate-?forme|profil d'acheteur"
    r"|transmettre|parven\w+)\b"
)


_LIMIT = re.compile(
    rf"limites?\b|\b(?:{_BY})\b|\bterme\b|clotur\w+|achev\w+|termin\w+|expir\w+|cess\w+|prend fin"
    r"|\bclos\w*|\bdelai\b"
    r"|\bapres\b|au-dela|n'accepte|ne sera|ne seront|\bfin\b|ferm\w+|attendue?s?\b"
    r"|echeance|butoir|\bpour le\b|dernier|imperati\w+|rigueur|\bau +§"
)


_ADDRESSED = re.compile(
    rf"\b(?:{_HANDED}|{_ASKED}|consultation|repon\w+|plate-?forme|profil d'acheteur|vous"
    rf"|votre|vos|on"
    r"|candidats?|concurrents?|soumissionnaires?|limites?|echeance|terme|depots?|remises?"
    r"|receptions?"
    r"|butoirs?|rigueur)\b"
)


_CLAUSE_ENDS = (". ", "; ", "\n")


def _by_clause(folded: str, moment: Moment) -> str:
    """Words of the answer and words of a limit, in the clause where the date stands."""
    before, after = folded[: moment.start], folded[moment.end :]
    first = max(before.rfind(mark) + len(mark) if mark in before else 0 for mark in _CLAUSE_ENDS)
    last = min((at for mark in _CLAUSE_ENDS if (at := after.find(mark)) >= 0), default=len(after))
    clause = f"{before[first:]} § {plain(moment.text)} {after[:last]}"
    if len(clause) > 260 or not _LIMIT.search(clause) or _NOT_A_LIMIT.search(clause):
        return ""
    if re.search(QUESTION, clause):
        return QUESTIONS
    return WEAK if _TOPIC.search(clause) else ""


_NOT_A_LIMIT = re.compile(
    rf"{_ANCHORS[0][1]}|reconduc|preavis|garantie|paiement|factur|notifi|intervention"
    r"|chantier|travaux|execution|marche (?:prend|debut)|penalit|dce\b|obtention|sur place"
    r"|sur les lieux|recoit|passage"
)


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[a-z-]{2,})+\b")


def _anchors(folded: str) -> Iterator[tuple[int, int, str]]:
    """(end, length, what), for every anchor of the text; the dots of an address end nothing."""
    folded = _ADDRESS.sub(lambda match: "x" * len(match[0]), folded)
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if what == OFFERS and _HELD.search(match[0]):
                continue
            yield match.end(), match.end() - match.start(), what


_HELD = re.compile(
    r"\bvalab|\bvalidite|\bmainten|\bengag(?!ement)|\btenue?s? par"
)  # how long an offer binds


def _strongest(anchors: list[tuple[int, int, str]], before: str) -> str:
    """The one that ends last; between two that end together, the longer."""
    limits = [a for a in anchors if a[2] != OTHER]
    last = max(anchors, key=lambda one: (one[0], one[1]))
    plainer = [
        a
        for a in limits
        if a[2] != WEAK
        and a[0] > last[0] - last[1]
        and not re.match(r"(?:les? )?dossiers?\b(?! de candidature)", before[a[0] - a[1] : a[0]])
    ]
    if last[2] == WEAK and plainer:  # « les plis sont remis avant le »
        last = max(plainer, key=lambda one: (one[0], one[1]))
    if last[2] == WEAK:
        clause = re.split(r"[;|\n]", before[: last[0]])[-1]
        if _OTHER_FIRST.match(clause) and not _ADDRESSED.search(clause):
            return OTHER  # « les échantillons sont déposés au plus tard »
    if last[2] in (OFFERS, WEAK):
        asked = [a for a in limits if a[2] == QUESTIONS and last[0] - a[0] < 130]
        between = before[asked[-1][0] : last[0]] if asked else ""
        if asked and not re.search(r"[;.|\n]|limites?", between):
            return QUESTIONS
    return last[2]


def _label_of_cell(all_said: list[Said], at: int, said: Said, moment: Moment) -> str:
    """The label at the left of the cell, or at the head of its column."""
    labels = [cell for cell in reversed(said.passage.cells[: _column(said, moment)]) if cell]
    labels.append(head_over(all_said, at, said, moment))
    for label in labels:
        if anchors := list(_anchors(plain(label))):
            return _strongest(anchors, plain(label))
    return ""


def head_over(all_said: list[Said], at: int, said: Said, moment: Moment) -> str:
    """The folded head of the column where the date stands; « » for the head itself."""
    first = at - (said.passage.row or 0)
    if not said.in_table or first == at or not 0 <= first < len(all_said):
        return ""
    head = all_said[first].passage.cells
    column = _column(said, moment)
    return plain(head[column]) if column < len(head) else ""


def _column(said: Said, moment: Moment) -> int:
    text, cells = said.passage.text, said.passage.cells
    start = text.rfind(" | ", 0, moment.start)
    cell = text[start + 3 if start >= 0 else 0 :].split(" | ")[0]
    return cells.index(cell) if cell in cells else len(cells)


def _above(all_said: list[Said], at: int) -> str:
    """A date alone on its line is explained by the lines just before, or by its heading."""
    for before in reversed(all_said[max(0, at - _BACK) : at]):
        if any(True for _ in moments(before.passage.text)):
            return ""
        if anchors := list(_anchors(before.plain)):
            return _strongest(anchors, before.plain) if len(before.plain) < 220 else ""
        if len(before.plain) > 80:
            return ""
    title = all_said[at].title
    anchors = list(_anchors(title))
    return _strongest(anchors, title) if anchors else ""
