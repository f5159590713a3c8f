"""What to hand in: the pieces of the candidature, those of the offer, those of the winner alone.

A section, a label or a sentence opens a stage; what is listed under it, in items, rows or
sentences, is asked for. What the buyer hands over, and how answers are judged, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from procurement.language.dates import dates
from tenders.dossiers.facts import criteria_tables
from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import RequiredPiece
from tenders.dossiers.facts.piece_names import items_of, names_of
from tenders.dossiers.texts.gathering import TICKED

CANDIDATURE, OFFER, AWARD, BOTH = "candidature", "offer", "award", "both"
_WIN = (
    r"attributaires?|(?:candidat|soumissionnaire|titulaire|operateur"
    r"|entreprise)s? (?:\w+ )?(?:retenu|pressenti|choisi|selectionne)e?s?"
    r"|candidat(?:s)? auquel|apres attribution|laureat|avant la notification"
    r"|classee? premier|ulterieur|(?:seul|uniquement) (?:par )?le (?:candidat"
    r"|soumissionnaire) retenu"
)
_CAND = (
    r"candidatures?|premiere enveloppe|capacites?|situation juridique"
    r"|renseignements (?:concernant|relatifs a|permettant)|conditions? de participation"
    r"|aptitude|(?:dossier|volet|pieces?|documents?|partie|sous-dossier"
    r"|renseignements) (?:\w+ )?administrati\w+|niveaux? minim|qui (?:vous etes|etes-vous)"
)
_OFFER = (
    r"\boffres?\b|projet de marche|seconde enveloppe|deuxieme enveloppe|(?:dossier|volet"
    r"|partie|sous-dossier|pieces?|documents?) (?:\w+ et )?(?:techniques?|financ\w+"
    r"|commercia\w+)|propositions?\b|ce que vous proposez"
)
_LIST = (
    r"pieces|documents?|contenu|dossiers?|sous-dossiers?|volets?|elements|comprend\w*"
    r"|compos\w+|fourni\w*|fournir|produi\w+|remettre|remis\w*|presentation|presente\w*"
    r"|constitu\w+|joindre|join\w*|justificati\w+|transmett\w+|contien\w+|contenir"
    r"|renferm\w+|renseignements|comport\w+|attend\w+|apport\w+|production|reponse|pli\b"
    r"|repondre"
)
_DCE = re.compile(
    r"dossier de (?:la )?consultation|\bdce\b|pieces? (?:constitutives?|contractuelles?"
    r"|particulieres|generales|d[ue] (?:present )?marche|du contrat|de l'accord)"
    r"|documents? (?:contractuels?|de la consultation|mis a disposition"
    r"|remis aux candidats|applicables)|pieces constituant|(?:mis"
    r"|remis)e?s? a (?:la )?disposition des|dossier remis|pieces du dossier remis"
    r"|ordre de (?:priorite|preseance)"
)
_NOT_HERE = re.compile(
    r"(?:analyse|examen|jugement|selection|classement|ouverture|notation"
    r"|verification) (?:et \w+ )?(?:d[eu]s?|de la|de l')\s*(?:la |les "
    r"|l')?(?:candidatures?|offres?|plis)|criteres?\b|validite|modification|negociation"
    r"|recours|conditions? d'envoi|modalites? (?:de )?(?:transmission|depot|remise)"
    r"|transmission|copie de sauvegarde|signature|groupement|variantes?|sous[- ]traitance"
    r"|visites?\b|langue|\bprix\b|duree|formats?\b|regularisation|donnees|litige|voies"
    r"|avance|penalit|depot|calendrier|\bdates?\b|delais?|lots?\b|objet|procedure|paiement"
    r"|juridiction|questions|contact"
)
_OPENS = re.compile(rf"\b(?:{_LIST})\b")
_DEMAND = re.compile(
    r"\b(?:doi(?:t|vent) (?:\w+ ){0,3}(?:fournir|produire|remettre|joindre|comporter"
    r"|comprendre|contenir|transmettre|presenter|etre accompagn\w+)|devr(?:a"
    r"|ont) (?:\w+ ){0,3}(?:fournir|produire|remettre|joindre|comporter|comprendre"
    r"|contenir|transmettre|presenter)"
    r"|(?:remet(?:tra|tront|tent)?|fourni(?:t|ra|ront|ssent)|produi(?:t|ra|ront|sent)"
    r"|join(?:t|dra|dront|dre|gnent)|comprend(?:ra|ront)?|comprennent|contient|contiennent"
    r"|contiendra|comporte(?:nt|ra)?|transmet(?:tra|tent)?|presente(?:nt|ra)?|depose(?:nt"
    r"|ra)?|apporte(?:nt|ra)?|renferme(?:nt)?|se compose(?:nt|ra)? d\w*"
    r"|est compose\w* d\w*|est constitue\w* d\w*|rassemble(?:nt)?|reuni(?:t|ssent))"
    r"|(?:est|sont|seront|sera) (?:a )?(?:demandee?s?|exigee?s?|requis\w*|attendu\w*"
    r"|fournir|produire|remettre|joindre|joint\w*)|a (?:fournir|remettre|joindre|produire)"
    r"|on (?:attend|demande|joint|remet)|il (?:faut|convient de|joint)|nous (?:voulons"
    r"|demandons|attendons)|(?:envoyez|joignez|adressez|transmettez|fournissez|remettez"
    r"|produisez)(?:-\w+)?|vous (?:nous )?\w+rez"
    r"|(?:merci|prions|remercions|remercie|veuillez|demande|demandons|invite|invitons)"
    r"(?: (?:de|a|bien|vouloir|nous|me|lui|y)){0,4} (?:joindre|fournir|envoyer|adresser|transmettre"
    r"|remettre|retourner|faire parvenir|produire|presenter|deposer)|fournir"
    r"|accompagn\w+ d\w*)\b[^:;,]{0,40}?:?|\bvoulons trouver\b|\bdans le pli\b[^:]{0,30}:"
)
_NEGATED = re.compile(
    r"\b(?:n'est|n'ont|n'a|ne (?:sera|seront|sont|doi\w+)|n'y a|n'etant) (?:pas|plus"
    r"|aucun\w*|donc pas)[^.;]{0,25}(?:exig|demand|requis|oblig|necess|fourn|produi|join"
    r"|remett|remis|lieu)"
    r"|pas (?:obligatoire|necessaire|exige|demande|a fournir|a joindre|d'echantillon"
    r"|a remettre)|\baucun\w* [^.;]{0,60}(?:n'est|ne sera|n'a a|exige|demande)"
    r"|\baucun echantillon|inutile de|dispens\w+ d|ne pas (?:fournir|joindre|remettre)"
    r"|n'(?:a|ont) pas a |ne sont pas tenus|sans echantillon"
)
_OPTION = re.compile(
    r"le cas echeant|eventuel\w*|s'il y a lieu|si (?:le candidat|l'entreprise|necessaire"
    r"|besoin|groupement|sous-trait|applicable)|en cas (?:de|d')|facultati\w+|optionnel\w*"
    r"|pour les (?:groupements|candidats en)|\bou (?:equivalent|document equivalent|tout)"
    r"|s'il prefere"
)
_HEAD_ROW = re.compile(
    r"^\W*(?:libelles?|justificatifs?|pieces?|documents?|designation|signature|niveau|n\s?[°o]|a remettre"
    r"|intitule|nature|format|observations?|elements?|volet|modele|enveloppe|rang"
    r"|rubrique)\b"
)
_HEAD_CELL = re.compile(
    r"libelles?|pieces?|documents?|designation|intitule|elements?|a (?:remettre|fournir"
    r"|produire)|contenu"
)
_NARRATIVE = re.compile(
    r"^(?:les? (?:candidats?|soumissionnaires?|offres?|plis?|documents? (?:sont|doiv|ne"
    r"|peuv)|pieces? (?:sont|doiv|ne|peuv)|acheteur|pouvoir adj|dossiers? (?:sont|doi|est)"
    r"|entreprises?|groupements?|prix)|l'(?:acheteur|offre (?:est|sera|doit)|attention"
    r"|ensemble d|absence|entreprise)|pour (?:justifier|presenter)|en cas|si (?:le|la|les"
    r"|un|plus)|il (?:est|sera)|nota|nb\b|remarque|attention|conformement|en application"
    r"|tout(?:e|es|s)? (?:offre|pli|candidat|document|piece)|toutefois|cependant|ces "
    r"|cette |cet |ce (?:document|dossier|formulaire)|la (?:signature|remise"
    r"|transmission) |les (?:dispositions|modalites|formulaires)|seul|afin|un (?:operateur"
    r"|candidat|meme)|une (?:entreprise|offre)|l'acheteur|dans (?:le|la|ce)|a defaut"
    r"|chaque)\b"
)
_VERB = re.compile(
    r"\b(?:est|sont|sera|seront|doi(?:t|vent)|peu(?:t|vent)|devr\w+|pourr\w+|ont|a ete"
    r"|n'est|ne|apprecie|justifie)\b"
)
_WHOLE_SENTENCE = re.compile(
    r".+?(?:(?<=[a-z)»%\d])(?<![;:,.)] \d)(?<!\(\d)(?<!^\d)\.(?=\s+\S)|$)", re.DOTALL
)
_LEADS = re.compile(
    r":\s*$|\b(?:trouver|suivante?s?|ci-dessous|ci-apres|remettre|fournir|joindre"
    r"|produire)\s*[.:]?\s*$"
)
_LONGEST_ITEM = 420
_FORMS = frozenset(
    {
        "dc1",
        "dc2",
        "dc4",
        "dume",
        "deed",
        "bpu",
        "dqe",
        "dpgf",
        "rib",
        "kbis",
        "memo",
        "crt",
        "honour",
        "insurance",
        "turnover",
    }
)
_ALWAYS_CANDIDATURE = frozenset({"dc1", "dc2", "dume"})
_JUDGED = re.compile(
    r"criteres|jugement|jugees?|analys|examen|examin|(?:selection|choix|classement"
    r"|ouverture) d|classee?s|negociation|validite|reception|limite|groupement|notee?s\b"
)


@dataclass
class _Here:
    """Where the reading stands: the stage that is open, and whether a list runs."""

    stage: str = ""
    listing: bool = False
    handed_over: bool = False  # under a heading on what the buyer gives, nothing is asked


def read_pieces(corpus: Corpus) -> list[RequiredPiece]:
    """From the rules, the letter or the notice: the first file that lists some."""
    contract = (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED)
    for sheet in corpus.sheets:
        if sheet.kind in contract and any(o.kind not in contract for o in corpus.sheets):
            continue
        found = _once(list(_of_sheet(sheet.said)))
        if len(found) > 1:
            return found
    return []


def _once(found: list[RequiredPiece]) -> list[RequiredPiece]:
    """A piece said twice at one stage is asked once; what the winner proves is kept apart."""
    kept: dict[tuple[str, str], RequiredPiece] = {}
    for one in found:
        kept.setdefault((_key(one.name), one.stage), one)
    asked = {_key(one.name) for one in kept.values() if one.stage != AWARD}
    return [one for one in kept.values() if one.stage != AWARD or _key(one.name) not in asked]


def _key(name: str) -> str:
    known = [one.id for _, one in named(plain(name))]
    return (
        known[0]
        if len(known) == 1 and known[0] in _FORMS and len(name) < 45
        else re.sub(r"\W+", " ", plain(name)).strip()
    )


def _of_sheet(said: list[Said]) -> Iterator[RequiredPiece]:
    here = _Here()
    heads: tuple[str, ...] = ()
    judging = False
    for one in said:
        if one.in_table and one.passage.row == 0:
            judging = criteria_tables.is_head(one)
        if one.in_table and judging:
            continue
        if one.is_heading:
            if here.listing and here.stage and _is_item_in_capitals(one):
                yield from _listed(one, here.stage, one.text, 0)
            else:
                _at_heading(here, one)
        elif one.in_table:
            heads = one.passage.cells if one.passage.row == 0 else heads
            yield from _row(one, here, heads)
        else:
            yield from _paragraph(one, here)


def _is_item_in_capitals(one: Said) -> bool:
    """In a text typed in capitals, items look like headings."""
    return one.passage.level == 6 and not _NOT_HERE.search(one.plain) and not _stage_of(one.plain)


def _at_heading(here: _Here, one: Said) -> None:
    text = re.sub(r",? (?:pour|par) (?:chaque|le|les|chacun des) lots?.*$", "", one.plain)
    stage = _stage_of(text)
    opens = bool(_OPENS.search(text))
    here.handed_over = bool(_DCE.search(text))
    if (
        here.handed_over
        or _JUDGED.search(text)
        or (_NOT_HERE.search(text) and not (stage and opens))
    ):
        here.stage, here.listing = "", False
    elif stage and (opens or len(text) < 70):
        here.stage, here.listing = stage, True
    elif opens and re.search(
        r"pieces?|documents|pli\b|reponse|repondre|remettre|contenu|joindre|fournir|dossier", text
    ):
        here.stage, here.listing = _inherited(one) or BOTH, True
    elif not (inherited := _inherited(one)):
        here.stage, here.listing = "", False
    else:
        here.stage, here.listing = inherited, True


def _inherited(one: Said) -> str:
    """The stage that the headings above this one opened."""
    for heading in reversed(one.headings[:-1]):
        if _DCE.search(heading) or _NOT_HERE.search(heading):
            return ""
        if stage := _stage_of(heading):
            return stage
        if re.search(r"pieces|documents a|\bpli\b|reponse|repondre|contenu", heading):
            return BOTH
    return ""


def _stage_of(text: str) -> str:
    if re.search(rf"\b(?:{_WIN})", text):
        return AWARD
    cand, offer = re.search(rf"\b(?:{_CAND})", text), re.search(_OFFER, text)
    if cand and offer:
        together = re.search(
            r"candidatures? (?:et|ou) (?:de |des |les |d'|l'|a l')?\s?offres?|offres? et (?:des "
            r"|la |les )?candidatures?",
            text,
        )
        return "" if together else CANDIDATURE if cand.start() < offer.start() else OFFER
    return CANDIDATURE if cand else OFFER if offer else ""


def _row(one: Said, here: _Here, heads: tuple[str, ...]) -> Iterator[RequiredPiece]:
    """A row: a stage may stand in a cell of its own, or at the left of a cell that lists."""
    cells = one.passage.cells
    if (
        one.passage.row == 0
        and _HEAD_ROW.match(one.plain)
        and not any(True for _ in named(one.plain))
    ):
        return
    labels = [c for c in dict.fromkeys(cells) if c]
    if columns := _stages_of_columns(heads, cells) if one.passage.row else []:
        for stage, cell in columns:
            for start, line in _lines(one, cell):
                yield from _listed(one, stage, line, start)
        return
    stage = next(
        (
            s
            for c in labels
            if len(c) < 60
            and (s := _stage_of(plain(c)))
            and not _JUDGED.search(plain(c))
            and not any(True for _ in named(plain(c)))
        ),
        "",
    )
    if (
        stage
        and len(labels) > 1
        and (_OPENS.search(one.plain) or here.listing or len(labels[0]) < 22)
    ):
        listing = _naming_cell(cells, heads) or max(
            (c for c in labels if _stage_of(plain(c)) != stage or len(c) > 60), key=len, default=""
        )
        if "\n" in listing or ";" in listing or TICKED in listing or here.listing:
            for start, line in _lines(one, listing):
                yield from _listed(one, stage, line, start)
        return
    if not (here.stage and here.listing):
        return
    label = _naming_cell(cells, heads) or (labels[0] if labels else "")
    if re.fullmatch(r"\W*(?:\d{1,2}|[a-zA-Z])\W*", label) and len(labels) > 1:
        label = labels[1]
    for start, line in _lines(one, label):
        yield from _listed(one, here.stage, line, start)


def _naming_cell(cells: tuple[str, ...], heads: tuple[str, ...]) -> str:
    """The cell under « Pièce », « Document » or « Libellé », if the table has such a head."""
    column = next((at for at, head in enumerate(heads) if _HEAD_CELL.search(plain(head))), None)
    return cells[column] if column is not None and column < len(cells) else ""


def _stages_of_columns(heads: tuple[str, ...], cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """(stage, cell) of each column, when the heads are stages and their cells name pieces."""
    stages = [_stage_of(plain(head)) if len(head) < 40 else "" for head in heads]
    if len(set(filter(None, stages))) < 2 or not all(stages):
        return []
    return [(stage, cell) for stage, cell in zip(stages, cells, strict=False) if len(cell) > 2]


def _lines(one: Said, cell: str) -> Iterator[tuple[int, str]]:
    """The choices of a cell, one a line or a box, with where they begin in the row."""
    offset = max(0, one.passage.text.find(cell))
    for choice in re.finditer(rf"[^\n{TICKED}]+", one.text[offset : offset + len(cell)]):
        if choice[0].strip():
            yield offset + choice.start(), choice[0]


def _paragraph(one: Said, here: _Here) -> Iterator[RequiredPiece]:
    text = one.text
    if _closes(one) or _turns_to_another_subject(one):
        here.stage, here.listing = "", False
        return
    item = one.passage.indent > 0 or bool(
        re.match(r"^\W*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\s?[°.)/–-]+)\s*\S", text)
    )
    leads = bool(_LEADS.search(one.plain))
    alone = (
        len(text) < 45
        and bool(_stage_of(one.plain))
        and not any(True for _ in named(one.plain))
        and not _VERB.search(one.plain)
        and not _JUDGED.search(one.plain)
        and not _DEMAND.search(one.plain)
    )
    if (leads or alone) and (not item or len(text) < 60):
        _at_lead(here, one)
        return
    if item and here.stage and here.listing and not _label_stage(one.plain):
        yield from _listed(one, here.stage, text, 0)
        return
    yield from _sentences(one, here)


def _turns_to_another_subject(one: Said) -> bool:
    """« Variantes », « 3.2 Visite » alone on a line: a title, even when it does not look like one."""
    text = one.plain.strip()
    return (
        len(text) < 70
        and (
            not one.passage.indent
            or bool(_PROCEDURE.match(text))
            and one.text.strip()[:1].isupper()
        )
        and not text.endswith((":", ";", ","))
        and bool(_SUBJECT.match(text))
        and not _VERB.search(text)
        and not any(True for _ in named(text))
        and not _DEMAND.search(text)
    )


_SUBJECT = re.compile(
    rf"^(?:(?:article )?\w{{1,3}}[.-]\w{{0,2}}[.)]*[ -]+)?(?:les? |la |l'|des? |du |sort des )*"
    rf"(?:{_NOT_HERE.pattern})|^(?:{_JUDGED.pattern})"
)


_PROCEDURE = re.compile(
    r"^(?:sort des )?(?:variantes?|visites?|groupements?|criteres?|jugement|selection|analyse|choix"
    r"|negociation|recours|examen|attribution)\b"
)


def _closes(one: Said) -> bool:
    return (
        bool(_DCE.search(one.plain))
        and bool(
            re.search(
                r"compren|compos|constitu|suivant|priorite|:\s*$|est mis|remis gratuit", one.plain
            )
        )
        and not re.search(r"candidats? (?:doi|devr|remet|produi|fourni)", one.plain)
    )


def _at_lead(here: _Here, one: Said) -> None:
    """A line that ends on a colon opens a list, says its stage, or closes what was open."""
    text = one.plain
    stage = _stage_of(_subject(text))
    if stage == AWARD or (stage and (_OPENS.search(text) or len(text) < 60)):
        here.stage, here.listing = stage, True
    elif re.search(r"criteres|note\b|ponder|lots?\b.{0,20}:$", text):
        here.stage, here.listing = "", False
    elif here.stage:
        here.listing = True
    elif (
        not here.handed_over
        and _OPENS.search(text)
        and re.search(
            r"candidats?|soumissionnaires?|\bpli\b|reponse|dossier|enveloppe|joindre|fournir|envoi"
            r"|remettre",
            text,
        )
        and not re.search(r"lots|montant|delai|phase", text)
    ):
        here.stage, here.listing = BOTH, True


def _subject(text: str) -> str:
    """« Le candidat produit à l'appui de sa candidature » is about the candidature."""
    words = re.findall(
        rf"a l'appui de (?:sa|leur|la) candidature|(?:{_WIN})|(?:sa|leur|la|de|chaque|une"
        r"|cote) candidature|projet de marche|(?:sa|leur|l'|de l'|une|d'|votre"
        r"|cote)\s?offres?\b",
        text,
    )
    return words[0] if words and not re.search(r"candidatures? et (?:\w+ )?offres?", text) else text


def _label_stage(folded: str) -> str:
    """« Candidature : DC1, DC2 », « D.1 Candidature. 1) DC1 », « Pour l'offre, il joint… »."""
    label = _LABEL.match(folded)
    if (
        not label
        or len(label["label"].split()) > 12
        or _JUDGED.search(label["label"])
        or _DCE.search(label["label"])
    ):
        return ""
    return _stage_of(label["label"])


_LABEL = re.compile(
    r"^\W*(?:(?:\w{1,3}[.)-]\d{0,2}|\w\d{1,2})\.?\s+)?(?P<label>[^:.;,]{3,90}?)\s*(?::|\.\s|,\s)"
)


def _sentences(one: Said, here: _Here) -> Iterator[RequiredPiece]:
    """Sentences that ask for something, and short lines without a verb where a list is open."""
    stage = here.stage
    for found in _WHOLE_SENTENCE.finditer(one.plain):
        folded = found[0]
        if _NEGATED.search(folded) and not re.search(r"n'etant pas", folded):
            continue
        if _DCE.search(folded) and not re.search(
            r"candidats? (?:doi|devr|remet|produi|fourni)", folded
        ):
            continue
        label = _label_stage(folded)
        said = label or (_stage_of(_subject(folded)) if _DEMAND.search(folded) else "")
        if said and not _JUDGED.search(folded):
            stage = said
        named_here = [known for _, known in named(folded)]
        if not stage and not (_DEMAND.search(folded) and len(named_here) > 1):
            continue
        start = _where_the_list_begins(folded, bool(label) and not any(True for _ in dates(folded)))
        if start is None:
            listed = here.stage and here.listing and len(folded) < 300
            if not listed or _VERB.search(folded) or _NARRATIVE.match(folded.strip()):
                continue
            start = 0
        begin = found.start() + start
        yield from _listed(one, stage or BOTH, one.text[begin : found.end()], begin, in_prose=True)


_INTO = re.compile(
    r"\s*(?:a|dans|avec) (?:l'appui de )?(?:votre|vos|son|sa|leur|leurs|l'|la)\s?"
    r"(?:offre|candidature|reponse|pli|dossier)\s*,?"
)


def _where_the_list_begins(folded: str, labelled: bool) -> int | None:
    if demand := _DEMAND.search(folded):
        colon = folded.find(":", demand.start())
        if 0 <= colon < demand.end() + 90:
            return colon + 1
        into = _INTO.match(folded, demand.end())
        return into.end() if into else demand.end()
    if labelled and (mark := re.search(r":\s|\.\s|,\s", folded)):
        return mark.end()
    return None


def _listed(
    one: Said, stage: str, part: str, start: int, *, in_prose: bool = False
) -> Iterator[RequiredPiece]:
    """The pieces of an item or of the rest of a sentence."""
    for at, item in items_of(part):
        folded = plain(item)
        if _NEGATED.search(folded) or _refused(folded, in_prose):
            continue
        own = AWARD if re.search(rf"^\W*(?:{_WIN})", folded) else stage
        place = one.passage.place(max(0, start + at), max(0, start + at) + len(item))
        for name, known in names_of(item, strict=in_prose):
            said = (known.stage if known else OFFER) if own == BOTH else own
            if said == OFFER and known and known.id in _ALWAYS_CANDIDATURE:
                said = CANDIDATURE
            yield RequiredPiece(name, said, item.strip(), place, bool(_OPTION.search(folded)))


def _refused(folded: str, in_prose: bool) -> bool:
    text = folded.strip(" -•.;:")
    if re.search(r"\d\s*%|n'exced|n'est|\bne\b", folded):
        return True
    if len(text) < 2 or len(folded) > _LONGEST_ITEM * 3:
        return True
    names_one = any(True for _ in named(text)) and not _VERB.search(text)
    return bool(_NARRATIVE.match(text)) and not names_one or (in_prose and len(text) > 200)
