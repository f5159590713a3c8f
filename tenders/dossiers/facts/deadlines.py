"""By when to answer and to ask. A wrong deadline is worse than none: doubt is kept as doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from procurement.typography import NBSP, join_words, long_date
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, Sheet, plain
from tenders.dossiers.facts.items import Deadline, Item
from tenders.dossiers.facts.moments import Moment, clock, hour_alone, hours, moments

OFFERS, CANDIDATURES, QUESTIONS, OTHER = "offers", "candidatures", "questions", "other"
WEAK = "weak"  # words that may be about the offers: they count when nothing says it better
_WHAT = r"(?:les? |des |du |de |d'|la |l'|votre |vos |leurs? )*(?:\w+ ){0,2}?"
_HANDED = (
    r"(?:offres?|plis?|propositions?|dossiers?(?! d(?:e |u |'|es )(?!candidature|offre|reponse|soumission|participation))|soumissions?|devis"
    r"|reponses?(?! aux| a )|enveloppes?|projets?)"
)
_ASKED = r"(?:candidatures?|demandes? de participation|manifestations? d'interet)"
_QUESTION = (
    r"(?:questions?|renseignements|demandes? (?:de renseignements|d'informations?"
    r"|d'eclaircissements?"
    r"|de precisions?|ecrites?|complementaires?)|informations? complementaires?|precisions)"
)
_ACT = r"(?:reception|remise|depot|envoi|transmission|retour|presentation|reponse|soumission)"
_ANCHORS: tuple[tuple[str, str], ...] = (
    (
        OTHER,
        r"validite|\bvalables?\b|visites?|ouverture des|notification|demarrage|debut d|commencement"
        r"|publi(?:cation|e)|envoi (?:de l'avis|a la publication|du present avis|de l'annonce)"
        r"|mise en ligne|mise a disposition|mis a jour|auditions?|negociations?|echantillons?"
        r"|prise d'effet|date d'effet|livraison|maquettes?|reunion|fin d'execution"
        r"|entree en vigueur|date (?:previsionnelle|d'etablissement|du document|de redaction)"
        r"|version du|commission|attribution|reponses? (?:aux questions|de l'acheteur"
        r"|du pouvoir)|telecharg|retrait d|retirer|retire|deliberation|arrete du|loi n|decret"
        r"|ordonnance|\bjorf\b|arrete interministeriel|circulaire|modifie par|en date du"
        r"|\bdate de l'avis|duree|a compter d|jusqu'au terme|prix etablis|mois zero|\bm0\b"
        r"|conditions economiques|\bpour information\b|recours",
    ),
    (
        QUESTIONS,
        rf"{_QUESTION}|\bs'interrog\w+|interrogations?|\binterroger\b"
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
        rf"|des |de )?offres?)[^.;]{{0,60}}(?:avant|au plus tard|jusqu'au|pour le|parvenir"
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
        rf")?candidatures)?[^.;]{{0,90}}(?:avant|au plus tard|jusqu'au|pour le|date limite"
        r"|parvenir|remis|deposes|transmis|recus)",
    ),
    (
        OFFERS,
        r"(?:remett\w+|deposer|adresser|envoyer|transmettre|faire parvenir"
        rf"|retourner)[^.;]{{0,60}}{_HANDED}[^.;]{{0,80}}(?:avant|au plus tard|jusqu'au"
        r"|pour le)",
    ),
    (OFFERS, r"\bdlro\b|date et heure limites?(?! d)|delai de reponse|date limite de reponse"),
    (
        OFFERS,
        r"(?:^|[.;|\n]\s*|\d[.)]\s+)(?:[a-z]?\d{0,2}[.)]\s*)?(?:date de |terme de "
        r"|echeance de |fin de )?(?:la )?(?:offres?|plis?|remise|depot)\s*(?:\||:|=|-)",
    ),
    (
        WEAK,
        r"(?:^|[.;|\n]\s*|\d[.)]\s+)(?:reponses?|candidatures?|dossiers?|devis"
        r"|propositions?)\s*(?:\||:|=|-)",
    ),
    (
        WEAK,
        r"(?:on |a |se |est |sont |etre |doi\w+ |devr\w+ )?(?:depos\w+|remet\w*|remis\w*"
        r"|transm\w+|envoy\w+|adress\w+|parven\w+|recu\w*|repond\w+|rend\w+|attend\w+"
        r"|accept\w+|ferm\w+|clo\w+)[^.;]{0,110}?(?:\bavant\b|au plus tard|jusqu'au|pour le"
        r"|dernier delai|pour)\s*(?:le\s+)?(?:\w+di\s+|dimanche\s+)?$",
    ),
    (
        WEAK,
        r"\b(?:date|heure|echeance|terme|delai)s? (?:limites?|butoirs?|de rigueur|finale?"
        r"|ultime)\b(?! d)",
    ),
)
_OTHER = re.compile(_ANCHORS[0][1])
_PATTERNS = [(what, re.compile(pattern)) for what, pattern in _ANCHORS]
_PAST = re.compile(
    r"a l'epoque|l'an (?:passe|dernier)|l'annee (?:passee|derniere)"
    r"|precedente? (?:consultation|procedure)|infructueu|sans suite du|anterieure?\b"
    r"|(?:marche|contrat|accord-cadre) (?:precedent|actuel|en cours)"
    r"|\bavai(?:t|ent)\b"
)
_OLD = re.compile(
    r"(?:au lieu d[eu']|initialement|precedemment|anciennement|prevue? d'abord)[^.;]{0,70}$"
)
_CORRIGENDUM = re.compile(r"rectificati|modificati|erratum|corrige|additif|avenant au reglement")
_NEW = re.compile(
    r"(?:\blire\b|\bdevient\b|report\w*|repouss\w*|prolong\w*|nouvelle date|\bremplace\w*"
    r"|desormais)[^.;]{0,110}$"
)
_BUYER_ANSWERS = re.compile(
    r"(?:acheteur|pouvoir adjudicateur|maitre d'ouvrage|collectivite|ville"
    r"|reponses?)[^.;]{0,60}(?:repond\w*|transm\w+|communiqu\w+|envoy\w+|adress\w+"
    r"|publi\w+|apport\w+)|une reponse (?:sera|est)|il (?:y )?sera repondu"
    r"|reponses? (?:seront|sont|est|sera)"
)
_RELATIVE = re.compile(
    r"(?P<number>\d{1,2}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze"
    r"|quinze)\s*(?:\(\s*(?P<figure>\w+)\s*\)\s*)?"
    r"(?P<unit>jours?|semaines?|heures?)\s*(?P<kind>calendaires?|ouvres?|ouvrables?|francs?)?"
    r"[^.;]{0,30}?\bavant (?:la |le |cette )?(?:date|limite|remise|terme|echeance|cloture"
    r"|fin|reception|jour|expiration)"
)
_NUMBERS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "douze": 12,
    "quinze": 15,
}
_NOISE = re.compile(r"modif\w+[^.;]{0,80}(?:dossier|detail)|recours|validite")
_SHORT = 90  # a passage that is only a date, which what stands before it explains
_BACK = 3


@dataclass(frozen=True)
class Found:
    """A moment and what it is for."""

    what: str
    moment: Moment
    said: Said
    old: bool = False
    new: bool = False
    order: int = 0  # of the corrigendum that says it; 0 for every other file

    @property
    def item(self) -> Item:
        place = self.said.passage.place(self.moment.start, self.moment.end)
        return Item("date", words_of(self.moment), place, self.moment.iso)


def words_of(moment: Moment) -> str:
    """« 12 mars 2027 à 12 h 00 », or the words of the text when they say less than a day."""
    if moment.day is None:
        return moment.text
    if moment.hour is None:
        return long_date(moment.day)
    return f"{long_date(moment.day)} à {moment.hour}{NBSP}h{NBSP}{moment.minute or 0:02d}"


def deadlines(corpus: Corpus) -> tuple[Deadline | None, Deadline | None]:
    """(for answers, for questions)."""
    found = list(_all(corpus))
    answers = [one for one in found if one.what == CANDIDATURES]
    offers = _offers(found, bool(answers))
    answer = _settle(_with_hours(offers or answers, corpus), OFFERS)
    if answers and offers and min(_days(answers)) < min(_days(offers)):
        answer = _settle(_with_hours(answers, corpus), CANDIDATURES)
    asked = [one for one in found if one.what == QUESTIONS]
    return answer, _settle(asked, QUESTIONS) or _counted_back(corpus, answer)


def _offers(found: list[Found], restricted: bool) -> list[Found]:
    """What each file says best of the offers; words less plain count only with their hour."""
    offers = [one for one in found if one.what == OFFERS]
    if restricted:
        return offers
    plainly = {one.said.passage.file for one in offers}
    weak = [
        one
        for one in found
        if one.what == WEAK and one.moment.hour is not None and one.said.passage.file not in plainly
    ]
    return offers + weak


def _days(found: Iterable[Found]) -> list[date]:
    return [one.moment.day or date.max for one in found] or [date.max]


def _all(corpus: Corpus) -> Iterator[Found]:
    for sheet in corpus.sheets:
        order = _corrigendum(sheet)
        for at, said in enumerate(sheet.said):
            for moment in moments(said.passage.text):
                if _begins_a_span(said.plain, moment):
                    continue
                what = _what(sheet.said, at, said, moment)
                if _PAST.search(
                    said.plain[max(0, moment.start - 160) : moment.start].rpartition(". ")[2]
                ):
                    continue
                if what in (OFFERS, CANDIDATURES, QUESTIONS, WEAK) and _may_be_a_deadline(
                    said, moment
                ):
                    before = said.plain[: moment.start]
                    old, new = _OLD.search(before), _NEW.search(before)
                    if old and new and new.start() > old.start():
                        old = None
                    moment = _with_next_line(moment, said, sheet.said[at + 1 : at + 2])
                    yield Found(what, moment, said, bool(old), bool(new and not old), order)


def _begins_a_span(folded: str, moment: Moment) -> bool:
    """« à partir du 1er mars », « du 1er mars au 12 avril »: the day from which, and not until."""
    before = folded[max(0, moment.start - 40) : moment.start]
    if re.search(rf"(?:a partir|a compter|depuis|des) (?:du|le) {_DAY_NAME}$", before):
        return True
    after = folded[moment.end : moment.end + 30]
    return bool(
        re.search(rf"\b(?:du|entre le) {_DAY_NAME}$", before)
        and re.match(r"[ ,]*(?:et |jusqu')?(?:au|le)\b", after)
    )


_DAY_NAME = r"(?:\w+di |dimanche )?"


def _with_next_line(moment: Moment, said: Said, following: list[Said]) -> Moment:
    """The hour may stand alone on the line below."""
    if moment.hour is not None or said.plain[moment.end :].strip(" .,:-"):
        return moment
    clock_said = hour_alone(following[0].plain) if following else None
    return replace(moment, hour=clock_said[0], minute=clock_said[1]) if clock_said else moment


def _corrigendum(sheet: Sheet) -> int:
    """1, 2… for corrigenda in their order: by their number, else by the day they were made."""
    opening = plain(sheet.file.name) + " " + " ".join(one.plain for one in sheet.said[:4])
    if not _CORRIGENDUM.search(opening[:400]):
        return 0
    if number := re.search(
        r"(?:rectificatif|modificatif|additif|erratum)\s*(?:n\s?[°o.]?\s*|_|-)?(\d)", opening
    ):
        return int(number[1])
    return 1


def _may_be_a_deadline(said: Said, moment: Moment) -> bool:
    if moment.day is not None and not 2000 < moment.day.year < 2100:
        return False
    return said.kind in (Kind.RULES, Kind.NOTICE, Kind.LETTER, Kind.OTHER) or bool(moment.hour)


def _is_of_another(said: Said, moment: Moment) -> bool:
    """« Les commandes sont envoyées avant le… »: a subject, and it is no answer."""
    clause = re.split(r"\. |[;\n]", said.plain[: moment.start])[-1]
    return bool(_SUBJECT.search(clause)) and not (
        _ADDRESSED.search(said.plain) or _ADDRESSED.search(said.title)
    )


_SUBJECT = re.compile(
    r"^\W*(?:l[ae]s? |l'|des |chaque |toute? )\w+ (?:[\w']+ ){0,4}"
    r"(?:est|sont|sera|seront|doi\w+|devr\w+|peu\w+)\b"
    r"|^\W*(?:le |l')(?:titulaire|prestataire|fournisseur|attributaire|maitre d)"
)


def _what(all_said: list[Said], at: int, said: Said, moment: Moment) -> str:
    """What the date is for: its own sentence says, or its cell's label, or what stands above."""
    own = _nearest(said.plain, moment)
    if own == WEAK and _is_of_another(said, moment):
        return ""
    if own:
        return own
    if said.in_table and (label := _label_of_cell(all_said, at, said, moment)):
        return label
    if around := _by_clause(said.plain, moment):
        return QUESTIONS if re.search(_QUESTION, said.title) else around
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
    r"limites?\b|\bavant\b|jusqu'au|au plus tard|\bterme\b|clotur\w+|\bclos\w*|\bdelai\b"
    r"|\bapres\b|au-dela|n'accepte|ne sera|ne seront|\bfin\b|ferm\w+|attendue?s?\b"
    r"|echeance|butoir|\bpour le\b|dernier|imperati\w+|rigueur|\bau +§"
)


_ADDRESSED = re.compile(
    rf"\b(?:{_HANDED}|{_ASKED}|consultation|repon\w+|plate-?forme|profil d'acheteur|vous|votre|vos|on"
    r"|candidats?|concurrents?|soumissionnaires?|limites?|echeance|terme|depots?|remises?|receptions?"
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
    if re.search(_QUESTION, clause):
        return QUESTIONS
    return WEAK if _TOPIC.search(clause) else ""


_NOT_A_LIMIT = re.compile(
    rf"{_ANCHORS[0][1]}|reconduc|preavis|garantie|paiement|factur|notifi|intervention"
    r"|chantier|travaux|execution|marche (?:prend|debut)|penalit|dce\b|obtention|sur place"
    r"|sur les lieux|recoit|passage"
)


def _anchors(folded: str) -> Iterator[tuple[int, int, str]]:
    """(end, length, what), for every anchor of the text."""
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
        and not re.match(r"(?:les? )?dossiers?\b", before[a[0] - a[1] : a[0]])
    ]
    if last[2] == WEAK and plainer:  # « les plis sont remis avant le »
        last = max(plainer, key=lambda one: (one[0], one[1]))
    if last[2] == WEAK:
        others = [a for a in anchors if a[2] == OTHER]
        clause = re.split(r"[;|\n]", before[: last[0]])[-1]
        if others and _OTHER.search(clause) and not _ADDRESSED.search(clause):
            return OTHER  # « les échantillons sont déposés au plus tard »
    if last[2] in (OFFERS, WEAK):
        asked = [a for a in limits if a[2] == QUESTIONS and last[0] - a[0] < 130]
        between = before[asked[-1][0] : last[0]] if asked else ""
        if asked and not re.search(r"[;.|\n]|limites?", between):
            return QUESTIONS
    return last[2]


def _label_of_cell(all_said: list[Said], at: int, said: Said, moment: Moment) -> str:
    """The label at the left of the cell, or at the head of its column."""
    cells = said.passage.cells
    text = said.passage.text
    first = text.rfind(" | ", 0, moment.start)
    cell = text[first + 3 if first >= 0 else 0 :].split(" | ")[0]
    if cell not in cells:
        return ""
    column = cells.index(cell)
    labels = [cell for cell in reversed(cells[:column]) if cell]
    first = at - (said.passage.row or 0)
    head = all_said[first].passage.cells if 0 <= first < len(all_said) else ()
    labels += [head[column]] if column < len(head) and first != at else []
    for label in labels:
        if anchors := list(_anchors(plain(label))):
            return _strongest(anchors, plain(label))
    return ""


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


def _with_hours(found: list[Found], corpus: Corpus) -> list[Found]:
    """The hour said apart from the day: « Heure limite : 12 h 00 » on a line of its own."""
    if not found or any(one.moment.hour is not None for one in found):
        return found
    apart = [
        (match, said)
        for said in corpus
        for match in hours(said.plain)
        if re.search(
            r"heure(?:s)? limites?|heure de (?:remise|depot|reception)",
            said.plain[: match.start()][-80:],
        )
        and not any(True for _ in moments(said.passage.text))
    ]
    said_hours = {clock(match) for match, _ in apart}
    if len(said_hours) != 1:
        return found
    hour, minute = said_hours.pop()
    return [replace(one, moment=replace(one.moment, hour=hour, minute=minute)) for one in found]


def _settle(found: list[Found], what: str) -> Deadline | None:
    """One deadline from all that was read; when pieces contradict each other, none is given."""
    if not found:
        return None
    kept = _in_force(found)
    dated = [one for one in kept if one.moment.day is not None]
    first = min(dated or kept, key=lambda one: one.said.kind.rank)
    others = tuple({one.moment.iso: one.item for one in found if one.moment.iso}.values())
    if not dated:
        doubt = f"Date incomplète. {first.moment.doubt}".strip()
        return Deadline("", first.moment.text, first.item.where, sure=False, doubt=doubt)
    full = [one for one in dated if one.moment.hour is not None]
    days = {one.moment.day for one in dated}
    if len(days) > 1 or len({one.moment.iso for one in full}) > 1:
        return _contradiction(full if len(days) == 1 else dated, others)
    best = min(full or dated, key=lambda one: one.said.kind.rank)
    zone = next((one.moment.zone for one in [best, *kept] if one.moment.zone), "")
    doubt = next((one.moment.doubt for one in dated if one.moment.doubt), "")
    return Deadline(
        best.moment.iso or "",
        words_of(best.moment),
        best.item.where,
        zone,
        not doubt,
        doubt,
        tuple(one for one in others if (one.value or "")[:10] != (best.moment.iso or "")[:10]),
    )


def _in_force(found: list[Found]) -> list[Found]:
    """What the last corrigendum says, if any; a date announced as replaced no longer counts."""
    current = [one for one in found if not one.old] or found
    last = max(one.order for one in current)
    if last:
        current = [one for one in current if one.order == last]
    current = [one for one in current if not _is_replaced(one, current)]
    if last:
        return current
    gone = {one.moment.day for one in found if one.old}
    new = [one for one in current if one.new]
    if new:
        return [one for one in current if one.new or one.moment.day not in gone]
    return current


def _is_replaced(one: Found, found: list[Found]) -> bool:
    """« reportée au 5 juillet, est de nouveau reportée au 12 »: the last one said holds."""
    return one.new and any(
        other.new
        and other.said is one.said
        and other.moment.start > one.moment.start
        and ". " not in one.said.plain[one.moment.end : other.moment.start]
        for other in found
    )


def _contradiction(found: list[Found], others: tuple[Item, ...]) -> Deadline:
    """No date is given, but all those that were read, the nearest first."""
    said = sorted({(o.moment.iso or "", words_of(o.moment), o.said.passage.file) for o in found})
    words = list(dict.fromkeys(words for _, words, _ in said))
    listed = join_words([f"{words} ({file})" for _, words, file in said])
    nearest = min(found, key=lambda one: one.moment.iso or "9")
    return Deadline(
        "",
        join_words(words, last="ou"),
        nearest.item.where,
        sure=False,
        doubt=(
            f"Les pièces se contredisent : {listed}. Demandez à l'acheteur laquelle vaut ; d'ici "
            "là, préparez-vous pour la plus proche."
        ),
        others=tuple(sorted(others, key=lambda one: one.value or "")),
    )


def _counted_back(corpus: Corpus, answer: Deadline | None) -> Deadline | None:
    """« au plus tard 10 jours avant la date limite »: counted from the deadline for answers."""
    for said in corpus:
        for match in _RELATIVE.finditer(said.plain):
            before = said.plain[max(0, match.start() - 260) : match.start()].rpartition(". ")[2]
            if not _is_about_questions(before, said):
                continue
            return _relative(match, said, answer)
    return None


def _is_about_questions(before: str, said: Said) -> bool:
    if _NOISE.search(before) or _BUYER_ANSWERS.search(before):
        return False
    asked = re.search(rf"{_QUESTION}|demandes?\b|interrog\w+", before)
    if asked:
        return True
    return bool(re.search(_QUESTION, said.title)) and bool(
        re.search(r"parvenir|demande|poser|adress", before)
    )


def _relative(match: re.Match[str], said: Said, answer: Deadline | None) -> Deadline:
    number = int(match["number"]) if match["number"].isdigit() else _NUMBERS[match["number"]]
    words = said.passage.text[match.start() : match.end()]
    where = said.passage.place(match.start(), match.end())
    days = number * (7 if match["unit"].startswith("semaine") else 1)
    if answer is None or not answer.iso or match["unit"].startswith("heure"):
        return Deadline(
            "",
            words,
            where,
            sure=False,
            doubt="Se compte à partir de la date limite des offres, qui n'a pas été lue.",
        )
    day = date.fromisoformat(answer.iso[:10]) - timedelta(days=days)
    working = (match["kind"] or "").startswith(("ouvr", "franc"))
    doubts = []
    if working:
        day = (
            _working_days_before(date.fromisoformat(answer.iso[:10]), number)
            if "ouvr" in match["kind"]
            else day - timedelta(days=1)
        )
        doubts.append(
            "Jours ouvrés ou francs comptés par Balise, sans les jours fériés : vérifiez."
        )
    if not answer.sure:
        doubts.append("La date limite des offres est elle-même en doute.")
    return Deadline(
        day.isoformat(),
        f"{long_date(day)} ({words})",
        where,
        sure=not doubts,
        doubt=" ".join(doubts),
    )


def _working_days_before(day: date, number: int) -> date:
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < 5
    return day
