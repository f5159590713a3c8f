"""Lots listed in tables, down the rows or across the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenders.dossiers.facts.corpus import Kind, Said, plain
from tenders.dossiers.facts.lot_numbers import (
    ONE,
    ORDINALS,
    WORD,
    ordinal_number,
    plain_number,
)
from tenders.dossiers.facts.lot_titles import clean_title, is_title, weighs
from tenders.dossiers.texts.neutral import Passage

N = r"(?:[Nn]\s?[°ºo]\s?)?"


# « a) », « 2. », « 1.1 » before « Lot 1 ».
NUMBERING = r"(?:(?:[a-z0-9]{1,2}\s?[.)]|\d{1,2}(?:\.\d{1,2})+[.)]?)\s*)?"
LINE = re.compile(
    rf"^\W{{0,3}}{NUMBERING}(?:(?:description|intitul[ée]|titre"
    r"|d[ée]signation|objet|nom)\s+du\s+)?"
    rf"(?:(?i:lot)\s*{N}(?P<number>{ONE}|{WORD})|(?P<ordinal>{ORDINALS})\s+lot)"
    r"(?!\s*(?:et|à|ou)\s*(?:lot\s*)?\d)(?![\d%])(?:\s*\([^()]{1,60}\)(?=\s*[:–—-]))?\s*(?:[:.–—|)/=,-]+\s*|\(\s*"
    r"|\s(?=[A-ZÀÉÈÎ«\"“])|\n)(?P<title>[^\s].*)$",
    re.DOTALL | re.IGNORECASE,
)


_NUMBER_HEAD = re.compile(
    r"^\W*(?:n\s?[°o.]?\W*(?:d[eu]s?\s*)?(?:lots?)?|lots?(?:\W*n\s?[°o.]?)?"
    r"|numeros?(?:\W*d[eu]\W*lots?)?|numero d'ordre|ref(?:erence)?\W*(?:du\W*)?lot)\W*$"
)


_BEST_TITLES = (
    r"designation|intitule|libelle|objet",
    r"denomination|titre|contenu|corps d'etat|prestation",
    r"description|nature|famille|produits?|secteur|perimetre|lots?\b",
)


_AMOUNT_HEAD = re.compile(r"montant|estim|maxi|mini|budget|€|quantite|volume|surface|tonnage")


NOT_OF_LOTS = re.compile(
    r"ponderation|criteres?\b|poids|\bnote\b|coefficient|penalite|prix unitaire|visite"
    r"|echantillon requis"
)


ABOUT_LOTS = re.compile(r"\blots?\b|allotissement|decoupage|decomposition|division|ensembles")


_EVERY_LOT = re.compile(r"^\W*(?:tous|toutes)\b(?:\s+(?:les\s+)?lots)?\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    number: str
    title: str
    passage: Passage
    kind: Kind
    strength: int  # 4 a table of lots, 3 a list, 2 a sentence that names them all, 1 a lone line
    amount: str = ""


def number_in(cell: str) -> str:
    """« Lot n° 01 », « 01 », « Lot A » as the number it is; « » when it is none."""
    match = re.fullmatch(
        rf"\W*(?:(?i:lots?)\s*)?{N}(?P<number>{ONE}|L\s?\d{{1,2}})\W*", cell.strip()
    )
    return plain_number(match["number"]) if match else ""


def below_titles(rows: list[Said]) -> list[Said]:
    """The rows without those at the top that give the table a title, in one cell across."""
    across_all = (len(set(row.passage.cells)) > 1 for row in rows)
    return rows[next((at for at, several in enumerate(across_all) if several), 0) :]


def from_table(rows: list[Said]) -> Iterator[Candidate]:
    body = below_titles(rows)
    titles = [rows[0].title, *(row.plain for row in rows[: len(rows) - len(body)])]
    about = any(map(ABOUT_LOTS.search, titles))
    rows = body
    head = next((at for at, row in enumerate(rows[:3]) if _columns(row.passage.cells, about)), None)
    columns = _columns(rows[head].passage.cells, about) if head is not None else None
    if columns is None:
        head, columns = -1, _columns_by_numbers(rows)
    if columns is None:
        return
    number_at, title_at, amount_at = columns
    if any(_EVERY_LOT.match(cell) for row in rows for cell in row.passage.cells[number_at:][:1]):
        return  # its rows say for which lots something is, as « Tous »
    found: list[Candidate] = []
    head_cells = rows[head].passage.cells if head is not None and head >= 0 else ()
    named = head_cells and any(re.search(p, plain(head_cells[title_at])) for p in _BEST_TITLES)
    for row in rows[(head if head is not None else -1) + 1 :]:
        cells = row.passage.cells
        if max(number_at, title_at, amount_at or 0) >= len(cells):
            continue
        number, title = number_in(cells[number_at]), clean_title(cells[title_at])
        if number_at == title_at and (line := LINE.match(cells[title_at])):
            number, title = number_of(line), clean_title(line["title"])
        if number and is_title(title):
            amount = cells[amount_at].replace("\n", " ") if amount_at is not None else ""
            strength = 4 if named or not head_cells else 2
            found.append(Candidate(number, title, row.passage, row.kind, strength, amount))
    if len({one.number for one in found}) == len({(one.number, one.title) for one in found}):
        yield from found  # else its rows are the parts of lots


def _columns(cells: tuple[str, ...], about: bool) -> tuple[int, int, int | None] | None:
    """Where the number, the title and the amount stand, by the words at the head.

    `about`: the table stands under words about lots, so that its head need not say it.
    """
    heads = [plain(cell).strip() for cell in cells]
    if any(number_in(cell) for cell in cells):
        return None
    says = about or any("lot" in head for head in heads)
    titled = any(re.search(_BEST_TITLES[0], head) for head in heads)
    if not says or (any(NOT_OF_LOTS.search(head) for head in heads) and not titled):
        return None
    numbers = [at for at, head in enumerate(heads) if _NUMBER_HEAD.match(head)]
    joined = [at for at, head in enumerate(heads) if re.search(r"\blots?\b", head)]
    if not numbers and not joined:
        return None
    if not numbers and not heads[0] and len(cells) > 1:
        return 0, joined[0], None
    number_at = next(
        (at for at in numbers if not re.fullmatch(r"\W*lots?\W*", heads[at])),
        numbers[0] if numbers else joined[0],
    )
    titles = [
        at
        for pattern in _BEST_TITLES
        for at, head in enumerate(heads)
        if at != number_at
        and heads[at] != heads[number_at]
        and re.search(pattern, head)
        and not _AMOUNT_HEAD.search(head)
    ]
    others = [
        at
        for at in range(len(cells))
        if at != number_at and heads[at] != heads[number_at] and not _AMOUNT_HEAD.search(heads[at])
    ]
    amount = next(
        (at for at, head in enumerate(heads) if _AMOUNT_HEAD.search(head) and at != number_at), None
    )
    if titles or (numbers and others):
        return number_at, (titles or others)[0], amount
    return (number_at, number_at, amount) if joined else None


def _columns_by_numbers(rows: list[Said]) -> tuple[int, int, int | None] | None:
    """A table under words about lots whose first column counts 1, 2, 3, with a head or none."""
    about = rows[0].title + " " + " ".join(rows[0].headings[-2:])
    counted = [number_in(row.passage.cells[0]).lstrip("L") for row in rows]
    counted = counted if counted[0] else counted[1:]
    in_order = len(counted) > 1 and counted == [str(n) for n in range(1, len(counted) + 1)]
    if not in_order or not ABOUT_LOTS.search(about) or len(rows[0].passage.cells) < 2:
        return None
    return (
        None if any(NOT_OF_LOTS.search(plain(c)) for c in rows[0].passage.cells) else (0, 1, None)
    )


def number_of(line: re.Match[str]) -> str:
    ordinal = line.groupdict().get("ordinal")
    return ordinal_number(ordinal) if ordinal else plain_number(line["number"])


def across(rows: list[Said]) -> Iterator[Candidate]:
    """Lots side by side: their numbers in a row, their titles below, perhaps after a label."""
    numbers = [number_in(cell) for cell in rows[0].passage.cells]
    labelled = int(not numbers[0])
    if len(rows) < 2 or len(numbers) < 2 + labelled or not all(numbers[labelled:]):
        return
    named = (row for row in rows[1:] if re.search(_BEST_TITLES[0], plain(row.passage.cells[0])))
    row = next(named, None) if labelled else rows[1]
    if row is None or "lot" not in rows[0].plain:
        return
    for number, cell in list(zip(numbers, row.passage.cells, strict=False))[labelled:]:
        title = clean_title(cell)
        if is_title(title) and not weighs(title):
            yield Candidate(number, title, row.passage, row.kind, 4)
