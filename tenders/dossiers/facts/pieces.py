"""What to hand in: the pieces of the candidature, those of the offer, those of the winner alone.

A section, a label or a sentence opens a stage; what is listed under it, in items, rows or
sentences, is asked for. What the buyer hands over, and how answers are judged, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from procurement.language.dates import dates
from tenders.dossiers.facts import criteria_tables
from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import RequiredPiece
from tenders.dossiers.facts.lots import tables
from tenders.dossiers.facts.piece_names import begins_a_piece, items_of, names_of
from tenders.dossiers.facts.piece_stages import (
    AWARD,
    BOTH,
    CANDIDATURE,
    DCE,
    DEMAND,
    JUDGED,
    NOT_HERE,
    OFFER,
    OPENS,
    VERB,
    WIN,
    Here,
    at_heading,
    at_lead,
    closes,
    label_stage,
    stage_of,
    subject,
    turns_to_another_subject,
)
from tenders.dossiers.texts.gathering import TICKED
from tenders.dossiers.texts.neutral import once

_NEGATED = re.compile(
    r"\b(?:n'est|n'ont|n'a|ne (?:sera|seront|sont|doi\w+)|n'y a|n'etant) (?:pas|plus"
    r"|aucun\w*|donc pas)[^.;]{0,25}(?:accept|admis|exig|demand|requis|oblig|necess|fourn|produi|join"
    r"|remett|remis|lieu)"
    r"|pas (?:obligatoire|necessaire|exige|demande|a fournir|a joindre|d'echantillon"
    r"|a remettre)|\baucun\w* [^.;]{0,60}(?:n'est|ne sera|n'a a|exige|demande)"
    r"|\bniveaux? minim\w*|\bn'exced(?:e|ent|era|eront)\b|\baucun echantillon|inutile de|dispens\w+ d|ne pas (?:fournir|joindre|remettre)"
    r"|n'(?:a|ont) pas a |ne sont pas tenus|sans echantillon"
)


_OPTION = re.compile(
    r"le cas echeant|eventuel\w*|s'il y a lieu|si (?:le candidat|l'entreprise|necessaire"
    r"|besoin|groupement|sous-trait|applicable)|en cas (?:de|d')|facultati\w+|optionnel\w*"
    r"|pour les (?:groupements|candidats en)|\bou (?:equivalent|document equivalent|tout)"
    r"|s'il prefere"
)


_HEAD_ROW = re.compile(
    r"^\W*(?:n\s?[°o]|(?:libelles?|justificatifs?|pieces?|documents?|designation|signature|niveau"
    r"|a remettre"
    r"|intitule|nature|format|observations?|elements?|volet|modele|enveloppe|rang"
    r"|rubrique)\b)"
)


_HEAD_CELL = re.compile(
    r"libelles?|justificatifs?\b|pieces?|documents?|designation|intitule|elements?|a (?:remettre|fournir"
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


_WHOLE_SENTENCE = re.compile(
    r".+?(?:(?<=[a-z)»%\d])(?<![;:,.)] \d)(?<!\(\d)(?<!^\d)\.(?=\s+\S)|$)", re.DOTALL
)


_LEADS = re.compile(
    r":\s*$|\b(?:trouver|suivante?s?|ci-dessous|ci-apres|remettre|fournir|joindre"
    r"|produire)\s*[.:]?\s*$"
)


_LONGEST_ITEM = 420
_LONGEST_LABEL = 110


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


def read_pieces(corpus: Corpus) -> list[RequiredPiece]:
    """Those of each stage from the first file that lists some: rules, notice, then letter."""
    contract = (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED)
    kept: list[RequiredPiece] = []
    for sheet in corpus.sheets:
        if sheet.kind in contract and any(o.kind not in contract for o in corpus.sheets):
            continue
        found = _once(list(_of_sheet(sheet.said)))
        if len(found) > 1:
            listed = {one.stage for one in kept}
            kept += [one for one in found if one.stage not in listed]
    return _once(kept)


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
    here = Here()
    heads = {row.at: rows[0].passage.cells for rows in tables(said) for row in rows}
    aside = {row.at for rows in tables(said) if not _asks_for_pieces(rows) for row in rows}
    for one in said:
        if one.at in aside:
            yield from _labelled(one)
            continue
        if one.is_heading:
            if here.listing and here.stage and _is_item_in_capitals(one):
                yield from _listed(one, here.stage, one.text, 0)
            else:
                at_heading(here, one)
        elif one.in_table:
            yield from _row(one, here, heads[one.at])
            yield from _alternatives(one, here)
        else:
            yield from _paragraph(one, here)
        here.before = one.plain


def _labelled(one: Said) -> Iterator[RequiredPiece]:
    """« Pièces à fournir | Candidature : DC1. Offre : devis. » among other rows of a summary."""
    label, *rest = once(one.passage.cells) or ("",)
    if len(rest) == 1 and _LABEL_OF_PIECES.match(plain(label)):
        cell = replace(one, passage=replace(one.passage, text=rest[0], cells=()))
        yield from _sentences(cell, Here(stage_of(plain(label)) or BOTH, listing=True))


_LABEL_OF_PIECES = re.compile(
    r"\W*(?:pieces|documents|justificatifs|contenu|composition|dossier)\b(?!.*(?:consultation|marche|contra))"
)


def _asks_for_pieces(rows: list[Said]) -> bool:
    """A table of criteria does not, nor one where few rows name anything that is handed in."""
    if criteria_tables.weighs(rows):
        return False
    if any(TICKED in row.text for row in rows):
        return True  # a form, whose choices name them
    naming = sum(any(map(begins_a_piece, once(row.passage.cells))) for row in rows)
    return naming >= max(1, len(rows) * _LEAST_NAMING)


_LEAST_NAMING = 0.3


def _is_item_in_capitals(one: Said) -> bool:
    """In a text typed in capitals, items look like headings."""
    return one.passage.level == 6 and not NOT_HERE.search(one.plain) and not stage_of(one.plain)


def _row(one: Said, here: Here, heads: tuple[str, ...]) -> Iterator[RequiredPiece]:
    """A row: a stage may stand in a cell of its own, or at the left of a cell that lists."""
    cells = one.passage.cells
    if _is_head(one):
        stages = set(filter(None, (stage_of(plain(cell)) for cell in cells)))
        if len(stages) == 1:
            here.stage, here.listing = stages.pop(), True
        return
    if _LOT_HEAD.match(heads[0]) and not any(_HEAD_CELL.search(plain(head)) for head in heads):
        return  # what each lot has of its own
    labels = [c for c in dict.fromkeys(cells) if c]
    if columns := _stages_of_columns(heads, cells) if cells != heads else []:
        for stage, cell in columns:
            for start, line in _lines(one, cell):
                yield from _listed(one, stage, line, start)
        return
    stage = next(
        (
            s
            for c in labels
            if len(c) < 60
            and (s := stage_of(plain(c)))
            and not JUDGED.search(plain(c))
            and not _names_one(c)
        ),
        "",
    )
    if (
        stage
        and len(labels) > 1
        and (OPENS.search(one.plain) or here.listing or len(labels[0]) < 22)
    ):
        listing = _naming_cell(cells, heads) or max(
            (c for c in labels if stage_of(plain(c)) != stage or len(c) > 60), key=len, default=""
        )
        if "\n" in listing or ";" in listing or TICKED in listing or here.listing:
            for start, line in _lines(one, listing):
                yield from _listed(one, stage, line, start)
        return
    if not (here.stage and here.listing):
        return
    label = _naming_cell(cells, heads) or next(filter(_names_one, labels), labels[0])
    if re.fullmatch(r"\W*(?:\d{1,2}|[a-zA-Z])\W*", label) and len(labels) > 1:
        label = labels[1]
    for start, line in _lines(one, label):
        yield from _listed(one, here.stage, line, start)


def _alternatives(one: Said, here: Here) -> Iterator[RequiredPiece]:
    """« ou DUME » in a cell beside the piece."""
    cells = [plain(cell) for cell in one.passage.cells]
    if here.stage in (CANDIDATURE, BOTH) or stage_of(cells[0]) == CANDIDATURE:
        for cell in filter(re.compile(r"\W*ou\s").match, cells):
            yield from _forms_instead(one, cell)


_LOT_HEAD = re.compile(r"\W*lots?\b", re.IGNORECASE)


def _names_one(cell: str) -> bool:
    return any(True for _ in named(plain(cell)))


def _is_head(one: Said) -> bool:
    """The first row, or one further on that heads what follows in the same words."""
    heads = [cell for cell in map(plain, one.passage.cells) if cell]
    if not _HEAD_ROW.match(one.plain) or _names_one(one.plain):
        return False
    return one.passage.row == 0 or (len(heads) > 1 and all(map(_HEAD_ROW.match, heads)))


def _naming_cell(cells: tuple[str, ...], heads: tuple[str, ...]) -> str:
    """The cell under « Pièce », « Document » or « Libellé », if the table has such a head."""
    column = next((at for at, head in enumerate(heads) if _HEAD_CELL.search(plain(head))), None)
    return cells[column] if column is not None and column < len(cells) else ""


def _stages_of_columns(heads: tuple[str, ...], cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """(stage, cell) of each column, when the heads are stages and their cells name pieces."""
    stages = [stage_of(plain(head)) if len(head) < 40 else "" for head in heads]
    if len(set(filter(None, stages))) < 2 or not all(stages):
        return []
    return [(stage, cell) for stage, cell in zip(stages, cells, strict=False) if len(cell) > 2]


def _lines(one: Said, cell: str) -> Iterator[tuple[int, str]]:
    """The choices of a cell, one a line or a box, with where they begin in the row."""
    offset = max(0, one.passage.text.find(cell))
    for choice in re.finditer(rf"[^\n{TICKED}]+", one.text[offset : offset + len(cell)]):
        if choice[0].strip():
            yield offset + choice.start(), choice[0]


def _paragraph(one: Said, here: Here) -> Iterator[RequiredPiece]:
    text = one.text
    if here.handed_over and not _asks_again(one):
        return
    here.handed_over = False
    if _is_of_the_file(one):
        here.stage, here.listing, here.handed_over = "", False, True
        return
    if closes(one) or turns_to_another_subject(one):
        here.stage, here.listing = "", False
        return
    item = one.passage.indent > 0 or bool(
        re.match(r"^\W*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\s?[°.)/–-]+)\s*\S", text)
    )
    leads = bool(_LEADS.search(one.plain))
    alone = (
        len(text) < 45
        and bool(stage_of(one.plain))
        and not any(True for _ in named(one.plain))
        and not VERB.search(one.plain)
        and not JUDGED.search(one.plain)
        and not DEMAND.search(one.plain)
    )
    if here.inside is not None and item and one.passage.indent > here.inside:
        return
    here.inside = None
    if leads and here.stage and here.listing and _holds_a_list(one):
        here.inside = one.passage.indent
        if not _TELLS_ITS_CONTENTS.search(one.plain):
            yield from _listed(one, here.stage, text, 0)
        return
    if (leads or alone) and (not item or len(text) < 60):
        at_lead(here, one)
        return
    if item and here.stage and here.listing and not label_stage(one.plain) and not _asks(one.plain):
        yield from _listed(one, here.stage, text, 0)
        return
    yield from _sentences(one, here)


_ASKS_CANDIDATES = re.compile(
    r"\b(?:candidats?|soumissionnaires?)\b[^.;]{0,40}\b(?:doi|devr|remet|produi|fourni|joi(?:nt|gn))"
)
_RULES = re.compile(r"^\W*(?:\w{1,2}[.)°] ?)?(?:l[ea] )?(?:present )?reglement (?:de (?:la )?consultation)?(?!.{0,40}(?:sign|paraph|accept))")


def _is_of_the_file(one: Said) -> bool:
    """« - le présent règlement ; »: the rules are never handed in, nor what is listed with them."""
    listed = one.passage.indent > 0 or one.plain.rstrip().endswith((";", ","))
    return listed and bool(_RULES.match(one.plain))


def _asks_again(one: Said) -> bool:
    """After what the file holds, the words that ask the candidates for something."""
    opens = len(one.plain) < _LONGEST_LABEL and not one.passage.indent and stage_of(one.plain)
    return bool(_ASKS_CANDIDATES.search(one.plain) or label_stage(one.plain) or opens)


def _holds_a_list(one: Said) -> bool:
    """« Un mémoire technique comprenant : »: what follows says what it holds."""
    return bool(_CONTAINER.match(one.plain)) and not stage_of(_CONTAINER.sub("", one.plain, 1))


_TELLS_ITS_CONTENTS = re.compile(
    r"\b(?:traite|comprend|comprendra|comporte|comportera|contient|contiendra|doit|devra|precise|precisera"
    r"|developpe|presente|presentera|decrit|indique|expose|detaille)\s"
)
_CONTAINER = re.compile(
    r"^\W*(?:\w{1,3}[.)] )?(?:l[ae] |l'|une? |son |sa |votre )?(?:memoire|note|notice|cadre|dossier technique"
    r"|offre technique|reponse technique|acte d'engagement)\b"
)


def _asks(folded: str) -> bool:
    """« 2.1 Il est demandé, pour la candidature : … »: a sentence, whatever number it bears."""
    demand = DEMAND.search(folded)
    colon = ":" in folded[demand.end() - 1 :] if demand else False
    return bool(demand and colon and demand.start() < _EARLY and stage_of(subject(folded)))


_EARLY = 40


def _sentences(one: Said, here: Here) -> Iterator[RequiredPiece]:
    """Sentences that ask for something, and short lines without a verb where a list is open."""
    stage = here.stage
    for found in _WHOLE_SENTENCE.finditer(one.plain):
        folded = found[0]
        if _NEGATED.search(folded) and not re.search(r"n'etant pas", folded):
            continue
        if DCE.search(folded) and not re.search(
            r"candidats? (?:doi|devr|remet|produi|fourni)", folded
        ):
            continue
        if here.stage in (CANDIDATURE, BOTH) and _INSTEAD.search(folded):
            yield from _forms_instead(one, found[0])
            continue
        label = label_stage(folded)
        said = label or (stage_of(subject(folded)) if DEMAND.search(folded) else "")
        if said and (said == AWARD or not JUDGED.search(folded)):
            stage = said
        named_here = [known for _, known in named(folded)]
        if not stage and not (DEMAND.search(folded) and len(named_here) > 1):
            continue
        start = _where_the_list_begins(folded, bool(label) and not any(True for _ in dates(folded)))
        if start is None:
            listed = here.stage and here.listing and len(folded) < 300
            if not listed or VERB.search(folded) or _NARRATIVE.match(folded.strip()):
                continue
            label = _ANY_LABEL.match(folded)
            start = label.end() if label and not _names_one(label[0]) else 0
        begin = found.start() + start
        listed = _listed(one, stage or BOTH, one.text[begin : found.end()], begin, in_prose=True)
        elsewhere = not here.stage and NOT_HERE.search(one.title)
        yield from (p for p in listed if not elsewhere or _names_one(p.name))


_INSTEAD = re.compile(r"\b(?:rempla\w+|substitu\w+|a la place|en lieu et place|accept\w+)\b")


def _forms_instead(one: Said, folded: str) -> Iterator[RequiredPiece]:
    """« Le DUME peut remplacer ces documents »: a form that does as well."""
    for at, known in named(folded):
        if known.id in _ALWAYS_CANDIDATURE:
            yield RequiredPiece(known.name, CANDIDATURE, folded.strip(), one.passage.place(), True)


_ANY_LABEL = re.compile(r"^\W*[a-z][^:;,.]{2,40}:\s")  # « Capacités : bilans ; références »
_INTO = re.compile(
    r"\s*(?:a|dans|avec) (?:l'appui de )?(?:votre|vos|son|sa|leur|leurs|l'|la)\s?"
    r"(?:offre|candidature|reponse|pli|dossier)\s*,?"
)


def _where_the_list_begins(folded: str, labelled: bool) -> int | None:
    if demand := DEMAND.search(folded):
        colon = folded.find(":", demand.start())
        if 0 <= colon < demand.end() + 90:
            return colon + 1
        into = _INTO.match(folded, demand.end())
        return into.end() if into else demand.end()
    if labelled and (mark := re.search(r":\s", folded[:_LONGEST_LABEL]) or re.search(r"[.,]\s", folded)):
        return mark.end()
    return None


def _listed(
    one: Said, stage: str, part: str, start: int, *, in_prose: bool = False
) -> Iterator[RequiredPiece]:
    """The pieces of an item or of the rest of a sentence."""
    for at, item in items_of(part, together=one.in_table):
        folded = plain(item)
        if turn := _FOR_STAGE.match(folded):
            stage = stage_of(turn[0]) or stage
        if _NEGATED.search(folded) or _refused(folded, in_prose):
            continue
        own = AWARD if re.search(rf"^\W*(?:{WIN})", folded) else stage
        place = one.passage.place(max(0, start + at), max(0, start + at) + len(item))
        for name, known in names_of(item, strict=in_prose, together=one.in_table):
            said = (known.stage if known else OFFER) if own == BOTH else own
            if said == OFFER and known and known.id in _ALWAYS_CANDIDATURE:
                said = CANDIDATURE
            yield RequiredPiece(name, said, item.strip(), place, bool(_OPTION.search(folded)))


_FOR_STAGE = re.compile(  # « pour l'offre, l'acte d'engagement »
    r"\W*(?:et )?(?:pour|au titre de|dans|cote) (?:l'|la |votre |leur |son |sa )?(?:offre|candidature)\s*[,:]"
)
_RELATIVE = re.compile(r"\b(?:qu'|que\b|qui\b|dont\b|attest(?:ant|e)\b|justifi\w+|certifi(?:ant|e)\b).*", re.DOTALL)


def _refused(folded: str, in_prose: bool) -> bool:
    text = folded.strip(" -•.;:")
    said = _RELATIVE.sub("", folded)
    if re.search(r"\d\s*%|n'excede\b|n'est|\bne\b(?! depass| pas depass)", said):
        return True
    if len(text) < 2 or len(folded) > _LONGEST_ITEM * 3:
        return True
    names_one = any(True for _ in named(text)) and not VERB.search(text)
    return bool(_NARRATIVE.match(text)) and not names_one or (in_prose and len(text) > 200)
