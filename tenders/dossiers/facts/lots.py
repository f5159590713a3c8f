"""Lots: from the tables that list them, from lists and from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from procurement.language.numbers import parse
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import Item, Lot
from tenders.dossiers.facts.lot_items import COUNTED, SENTENCE, announced, lettered
from tenders.dossiers.facts.lot_numbers import (
    ONE,
    ORDINAL,
    ORDINALS,
    SAID,
    WORD,
    expanded,
    ordinal_number,
    plain_number,
)
from tenders.dossiers.facts.lot_tables import (
    ABOUT_LOTS,
    LINE,
    NOT_OF_LOTS,
    NUMBERING,
    Candidate,
    N,
    across,
    from_table,
    number_in,
    number_of,
)
from tenders.dossiers.facts.lot_titles import clean_title, is_title, weighs
from tenders.dossiers.facts.reservations import reserved

_DEFINES = re.compile(
    rf"^\W*{NUMBERING}(?:(?:le|un)\s+)?(?:lot\s*{N}(?P<number>{ONE}|{WORD})|"
    rf"(?P<ordinal>{ORDINALS})\s+lot)(?:\s*[:–—]\s+|[\s,:(–—-]*(?=[«\"“])"
    r"|[\s,]+(?:concerne|porte(?:ra)? sur"
    r"|couvre|regroupe|vise|correspond à|est (?:consacré|relatif|dédié) (?:à|aux?)|a pour objet"
    r"|s['’]intitule|intitulé|est intitulé)\s+)(?P<title>[«\"“]?[^.;]{3,170})",
    re.IGNORECASE,
)


_VERB_OF_LOT = re.compile(
    r"^[\s:,–—()-]*(?:(?:qui\s+)?(?:concerne|porte(?:ra)? sur|comprend|couvre|regroupe"
    r"|vise|correspond [àa]|est (?:consacr[ée]|relatif|d[ée]di[ée]) [àa]u?x?|a pour objet"
    r"|s['’]intitule|intitul[ée]|relatif [àa]u?x?|pour|sur)\s+)?[\s:«\"“]*",
    re.IGNORECASE,
)


_END_OF_TITLE = re.compile(
    r"[\s,;:–—.»\"”-]*+(?:\b(?:et|ainsi que|enfin|puis)\b)?[\s,;]*+(?:\b(?:le|au|du|ce"
    r"|pour le|l['’]autre|l['’]un|un|autre)\b)?[\s,;(«»\"”.–-]*$",
    re.IGNORECASE,
)


NOT_SPLIT = re.compile(
    r"(?:n'est|ne sera|n'a|ne sont|n'ont|n'etant) (?:donc )?pas (?:ete )?(?:alloti|divise"
    r"|decompos|fractionn|separe)\w*|\bnon alloti\w*|\bpas (?:d'allotissement"
    r"|de decomposition en lots|d'alloti|decompose\w* en lots|lieu a (?:allot|alloti))"
    r"|renonce a allotir"
    r"|\blot unique\b|\bsans allotissement|n'est (?:pas|point) (?:prevu"
    r"|fait) (?:(?!\bpour\b)[^.]){0,20}(?:allotissement|lots?)"
    r"|ne fait pas l'objet d'un allotissement"
    r"|(?:ne (?:comporte|comprend|fait l'objet d')|il n'est prevu) (?:pas (?:de|d')"
    r"|aucun\w*) (?:lots?|decomposition|allotissement|division)|allotissement\W+non\b"
    r"|marche alloti\W+non\b|division en lots\W+non\b|marche unique\b"
    r"|n'est prevu aucun lot|(?<!\ba )(?<!\bpour )(?<!\bsur )un seul lot|un seul marche"
)


def read_lots(corpus: Corpus) -> list[Lot]:
    """In the order of their numbers, each from the best place that names it."""
    if any(
        NOT_SPLIT.search(said.plain)
        for said in corpus
        if said.kind in (Kind.RULES, Kind.NOTICE, Kind.LETTER)
    ):
        strong = [one for one in _candidates(corpus) if one.strength == 4]
        return _chosen(strong, corpus)
    return _chosen(list(_candidates(corpus)), corpus)


def _candidates(corpus: Corpus) -> Iterator[Candidate]:
    for sheet in corpus.sheets:
        for rows in tables(sheet.said):
            yield from from_table(rows)
            yield from across(rows)
        for at, said in enumerate(sheet.said):
            yield from _from_lines(said)
            yield from _from_sentence(said)
            yield from _defined(said)
            yield from _numbered_within(said)
            if not said.in_table:
                yield from lettered(sheet.said, at)
                yield from _over_lines(sheet.said, at)
                yield from announced(sheet.said, at)


def _chosen(found: list[Candidate], corpus: Corpus) -> list[Lot]:
    by_number: dict[str, list[Candidate]] = {}
    for one in found:
        by_number.setdefault(one.number, []).append(one)
    ordered = _series(sorted(by_number, key=_rank))
    lots = [_lot(min(by_number[n], key=_preference)) for n in ordered]
    return reserved(lots, corpus)


def _rank(number: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", number)
    return (int(digits) if digits else 0, number)


def _series(numbers: list[str]) -> list[str]:
    """Lots begin at 1 or A and go on; a stray « lot 7 » quoted from elsewhere is no list."""
    figures = [n for n in numbers if n[:1].isdigit()]
    marked = [n for n in numbers if re.fullmatch(r"L\d+", n)]
    letters = [n for n in numbers if n not in figures and n not in marked]
    for series, first in ((figures, ("1", "1a", "1A")), (letters, ("A",)), (marked, ("L1",))):
        if len(series) > 1 and series[0] in first:
            gap = next(
                (
                    i
                    for i, (a, b) in enumerate(pairwise(series), 1)
                    if _rank(b)[0] > _rank(a)[0] + 2
                ),
                None,
            )
            return series[:gap]
    return []


def _preference(one: Candidate) -> tuple[int, int, int]:
    return (-one.strength, min(one.kind.rank, 4), one.passage.block)


def _lot(one: Candidate) -> Lot:
    return Lot(one.number, one.title, one.passage.place(), amount=one.amount)


def tables(said: list[Said]) -> Iterator[list[Said]]:
    """The rows of each table; one that goes on over the page under the same width is one."""
    rows: list[Said] = []
    for one in said:
        if not one.in_table:
            if rows:
                yield rows
            rows = []
        elif (
            rows and one.passage.row == 0 and len(one.passage.cells) != len(rows[-1].passage.cells)
        ):
            yield rows
            rows = [one]
        else:
            rows.append(one)
    if rows:
        yield rows


def _from_lines(said: Said) -> Iterator[Candidate]:
    """« Lot 1 : Peinture », on a line or in a cell; « Lot 1 | Peinture » across two cells."""
    cells = said.passage.cells or (said.passage.text,)
    distinct = [cell for at, cell in enumerate(cells) if cell and (not at or cell != cells[at - 1])]
    if (
        said.in_table
        and len(distinct) > 1
        and re.match(r"\W*lots?\b", distinct[0], re.I)
        and (number := number_in(distinct[0]))
    ):
        title = clean_title(distinct[1])
        if is_title(title) and not NOT_OF_LOTS.search(plain(title)):
            yield Candidate(number, title, said.passage, said.kind, 3)
        return
    listed = ABOUT_LOTS.search(said.title) or said.passage.indent
    for cell in distinct:
        for part in _by_lot(cell):
            line = LINE.match(part) or (_AFTER_TITLE.match(part) if listed else None)
            title = clean_title(line["title"]) if line else ""
            if (
                line
                and is_title(title)
                and not SAID.search(title)
                and not ORDINAL.search(title)
                and not SENTENCE.search(plain(title)[:70])
                and not weighs(title)
            ):
                yield Candidate(number_of(line), title, said.passage, said.kind, 3)


_COUNTED_LIST = re.compile(r"\blots?\b[^:]{0,60}:\s*(?P<list>.+)$", re.DOTALL | re.IGNORECASE)


_COUNTED_ITEM = re.compile(
    r"(?:^|[;,\n]\s*|\bet\s+)\(?(?P<number>\d{1,2}|[A-H])\s*[.):–—°-]+\s*(?P<title>[^\W\d]"
    r"[^;\n]{2,120}?)(?=\s*(?:[;\n]|(?:,|et\s)\s*\(?\d{1,2}\s*[.):–—°-]|\.?\s*$))"
)


def _numbered_within(said: Said) -> Iterator[Candidate]:
    """« divisé en trois lots : 1 – Terrassement ; 2 – Maçonnerie »."""
    match = _COUNTED_LIST.search(said.passage.text) if not said.in_table else None
    items = list(_COUNTED_ITEM.finditer(match["list"])) if match else []
    numbers = [item["number"] for item in items]
    if len(items) > 1 and numbers in (
        [str(n) for n in range(1, len(items) + 1)],
        list("ABCDEFGH")[: len(items)],
    ):
        for item in items:
            title = clean_title(item["title"])
            if is_title(title) and not weighs(title):
                yield Candidate(item["number"], title, said.passage, said.kind, 2)


_AFTER_TITLE = re.compile(
    rf"^\W*(?P<title>[^\W\d].{{2,160}}?)\s*[(–—-]\s*(?i:lot)\s*{N}(?P<number>{ONE})\s*\)?"
    r"(?:[\s;.,]*|,\s(?:ouvert|r[ée]serv|non r[ée]serv).*)$"
)


def _by_lot(text: str) -> list[str]:
    """The lines of a text, those that only go on joined to the one before."""
    parts: list[str] = []
    for line in text.split("\n"):
        begins = re.match(
            rf"^\W{{0,3}}{NUMBERING}(?:\w+\s+du\s+)?(?:lot|(?:{ORDINALS}) lot)\b",
            line,
            re.I,
        )
        if parts and not begins:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def _from_sentence(said: Said) -> Iterator[Candidate]:
    """« lot n° 1, plaquettes ; lot n° 2, cendres »: one after the other, from the first."""
    for text in dict.fromkeys(said.passage.cells) or (said.passage.text,):
        yield from _in_one_sentence(said, text)


def _in_one_sentence(said: Said, text: str) -> Iterator[Candidate]:
    for start, end in _sentences(text):
        mentions = _mentions(text[start:end])
        numbers = [number for number, _, _ in mentions]
        wanted = [str(n) for n in range(1, len(numbers) + 1)]
        if len(numbers) < 2 or numbers not in (wanted, list("ABCDEFGH")[: len(numbers)]):
            continue
        titles = [clean_title(one) for one in _beside(text[start:end], mentions)]
        if all(is_title(t) and not weighs(t) and not SENTENCE.match(plain(t)) for t in titles):
            for number, title in zip(numbers, titles, strict=True):
                yield Candidate(number, title, said.passage, said.kind, 2)


def _beside(text: str, mentions: list[tuple[str, int, int]]) -> Iterator[str]:
    """What follows each number, or stands before it: « la charpente (lot 2) et… »."""
    firsts, lasts = [first for _, first, _ in mentions], [last for _, _, last in mentions]
    announced = re.search(r"\blots\b", plain(text[: firsts[0]]))
    if announced and not re.search(r"[^\W\d]{3}", text[lasts[-1] :]):
        opening = re.split(r":\s|\blots?\b[ ,]*", text[: firsts[0]])[-1]
        for before in [opening, *(text[a:b] for a, b in zip(lasts, firsts[1:], strict=False))]:
            yield _VERB_OF_LOT.sub("", _JOINS.sub("", before), count=1)
        return
    for last, stop in zip(lasts, [*firsts[1:], len(text)], strict=True):
        yield _END_OF_TITLE.sub("", _VERB_OF_LOT.sub("", text[last:stop], count=1))


_JOINS = re.compile(r"^[\s,;).]*(?:(?:et|puis|enfin|ainsi que)\s+)?|[\s(,:–—-]*(?:le|du)?[\s(]*$")


def _defined(said: Said) -> Iterator[Candidate]:
    """« Le lot B concerne la collecte du verre. »: one lot a sentence."""
    for start, end in _sentences(said.passage.text):
        match = _DEFINES.match(said.passage.text[start:end])
        title = clean_title(match["title"]) if match else ""
        if match and is_title(title) and not weighs(title):
            yield Candidate(number_of(match), title, said.passage, said.kind, 1)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, those that end on a colon joined to the next."""
    start = 0
    for cut in re.finditer(r"(?<=[a-zà-ÿ)»%\d])\.\s+(?=[A-ZÀ-Ý])(?!Lot)", text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _mentions(text: str) -> list[tuple[str, int, int]]:
    """(number, start, end) of each lot named alone."""
    found = [
        (one[0], m.start(), m.end())
        for m in SAID.finditer(text)
        if len(one := expanded(m["numbers"])) == 1
    ]
    found += [(ordinal_number(m["ordinal"]), m.start(), m.end()) for m in ORDINAL.finditer(text)]
    return sorted(found, key=lambda one: one[1])


_ALONE = re.compile(
    rf"^\W*{NUMBERING}(?:(?:num[ée]ro|identifiant|n\s?°)\s*(?:d[eu]\s*)?)?lot\s*{N}\s*:?\s*(?:LOT-0*)?"
    rf"(?P<number>{ONE}|\d{{1,3}})\W*$",
    re.IGNORECASE,
)


_TITLE_LINE = re.compile(
    r"^\W*(?:intitul[ée]|titre|d[ée]signation|objet|description|nom)[^:]{0,20}:\s*(?P<title>.+)$",
    re.IGNORECASE | re.DOTALL,
)


_NEAR = 4  # lines within which the title follows the number


def _over_lines(said: list[Said], at: int) -> Iterator[Candidate]:
    """« Lot 1 », or « Numéro du lot : 1 », on a line, and its title on one that follows."""
    alone = _ALONE.match(said[at].text)
    if not alone:
        return
    following = [one for one in said[at + 1 : at + 1 + _NEAR] if not one.in_table]
    named = next((m for one in following if (m := _TITLE_LINE.match(one.text))), None)
    text = named["title"] if named else following[0].text if following else ""
    title = clean_title(text)
    ends = text.rstrip().endswith((".", ":")) or _ALONE.match(text) or weighs(text)
    if is_title(title) and (named or not ends) and not SENTENCE.search(plain(title)):
        yield Candidate(plain_number(alone["number"]), title, said[at].passage, said[at].kind, 1)


def allotment(corpus: Corpus, lots: list[Lot]) -> Iterator[Item]:
    """Whether the contract is split, and in how many lots the text says."""
    for said in corpus:
        if not lots and (match := NOT_SPLIT.search(said.plain)):
            yield Item("allotment", "non alloti", said.passage.place(match.start(), match.end()), 0)
            return
    for said in corpus:
        if match := COUNTED.search(said.plain):
            word = match["count"]
            count = int(parse(word))
            place = said.passage.place(match.start(), match.end())
            yield Item("allotment", f"{count} lots annoncés", place, count)
            return
