"""Lots: from the tables that list them, from lists and prose; reserved or not, on which ground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import Item, Lot
from tenders.dossiers.texts.neutral import Passage

_NUMBER = r"(?P<number>\d{1,2}|[IVX]{1,4}|[A-H])(?P<letter>[a-cA-C](?![\w]))?"
_LINE = re.compile(
    rf"^\W{{0,3}}lots?\s*(?:n\s?[°ºo.]{{0,2}}\s*)?{_NUMBER}(?!\s*(?:et|à|a|,|ou)\s*(?:lot\s*)?\d)(?![\d%])"
    r"\s*(?:[:.–—|)/=-]+|\(|\s(?=[A-ZÀÉÈ«\"])|\n)\s*(?P<title>\S.*)", re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    rf"\blot\s*(?:n\s?[°ºo.]{{0,2}}\s*)?{_NUMBER}\s*(?:[:–—=-]\s*|\(\s*)(?P<title>[^\n;|]{{3,160}}?)(?=\)?\s*(?:[;\n|]|$|[,.]?\s*(?:et\s+(?:le\s+)?)?\blot\s*(?:n\s?[°ºo.]{{0,2}}\s*)?(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\s*[:–—=(-]|\.\s|\.$))",
    re.IGNORECASE,
)
_NUMBER_HEAD = re.compile(r"^(?:n\s?[°o.]?\s*(?:d[eu]s? )?(?:lots?)?|lots?(?: n\s?[°o.]?)?|numeros?(?: d[eu] lots?)?|numero d'ordre|ref(?:erence)? (?:du )?lot)\W*$")
_TITLE_HEAD = re.compile(r"designation|intitule|objet|libelle|description|nature|titre|denomination|contenu|corps d'etat|prestation|secteur|lots?\b|famille|produits?")
_AMOUNT_HEAD = re.compile(r"montant|estim|maxi|mini|budget|€|quantite|volume|surface|tonnage")
_RESERVED = re.compile(r"\breserv\w+")
_NOT_RESERVED = re.compile(r"non[ -]reserv|pas reserv|aucun\w* (?:lot|reserv)|n'est (?:pas |)reserv|ne sont pas reserv|sans reserv|\bouvert a tous|droits? reserv|reserve[sr]? (?:a|le droit|la possibilite|la faculte)\b(?! des?\b| aux)|se reserv")
_ARTICLES = {
    "handicap": r"l\.? ?2113-12\b|\bentreprises? adaptees?|\besat\b|travailleurs? handicap|personnes? handicap|secteur (?:du travail )?(?:protege|adapte)|etablissements? et services? d'a(?:ide|ccompagnement) par le travail",
    "insertion": r"l\.? ?2113-13\b(?!-1)|insertion par l'activite|structures? d'insertion|\bsiae\b|entreprises? d'insertion|travailleurs? defavoris|chantiers? d'insertion|ateliers? et chantiers?",
    "ess": r"l\.? ?2113-15\b|l\.? ?2113-16\b|economie sociale et solidaire|\bess\b",
    "prison": r"l\.? ?2113-13-1\b|penitentiaire|personnes? detenu",
}
_CITED = {"handicap": "L2113-12", "insertion": "L2113-13", "ess": "L2113-15", "prison": "L2113-13-1",
          "handicap_insertion": "L2113-14"}  # fmt: skip
_MENTIONED = re.compile(r"\blots?\s*(?:n\s?[°o.]{0,2}\s*)?((?:\d{1,2}(?:\s*(?:,|et|ou|a|-)\s*(?:n\s?[°o.]\s*)?)?)+)")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
NOT_SPLIT = re.compile(
    r"(?:n'est|ne sera|n'a|ne sont|n'ont) pas (?:ete )?(?:alloti|divise|decompos|fractionn)\w*|\bnon alloti\w*|\bpas (?:d'allotissement|de decomposition en lots|d'alloti|decompose\w* en lots)"
    r"|\blot unique\b|\bsans allotissement|n'est (?:pas|point) (?:prevu|fait) [^.]{0,20}(?:allotissement|lots?)|ne fait pas l'objet d'un allotissement|(?:ne (?:comporte|comprend|fait l'objet d')|il n'est prevu) (?:pas (?:de|d')|aucun\w*) (?:lots?|decomposition|allotissement|division)|allotissement\W+non\b|division en lots\W+non\b|marche unique\b|n'est prevu aucun lot|un seul lot"
)
COUNTED = re.compile(r"\b(?:en|de|comporte|comprend|compte|les|par|:)\s*(?:\w+ )?(?P<count>\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze)\s*(?:\(\s*\d{1,2}\s*\)\s*)?lots?\b")
_COUNTS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
           "dix": 10, "onze": 11, "douze": 12, "quinze": 15}  # fmt: skip
_CLAUSE = re.compile(r"\s*(?:\((?:r[ée]serv|lot r[ée]serv|montant|estim)|\s[–—-]\s*(?:lot r[ée]serv|r[ée]serv|montant|estim)|,\s*r[ée]serv|\s:\s*(?:montant|r[ée]serv)|\.\s+(?:lot r[ée]serv|montant|ce lot)).*$", re.I | re.DOTALL)
_VERB = re.compile(r"\b(?:est|sont|sera|seront|doit|doivent|devra|devront|fait l'objet|concerne|comprend|peut|peuvent|pourra|prevoit|n'est|a pour objet|ne)\b")
_LONGEST_TITLE = 200
_NOT_A_TITLE = re.compile(r"^(?:\d[\d\s.,]*(?:%|€|points?|pts?|euros?)|oui|non|x|sans objet|neant|total.*|idem|\W*)$")


@dataclass(frozen=True)
class _Candidate:
    number: str
    title: str
    passage: Passage
    kind: Kind
    strength: int  # 3 a table of lots, 2 a list, 1 within a sentence
    amount: str = ""


def read_lots(corpus: Corpus) -> list[Lot]:
    """In the order of their numbers, each from the best place that names it."""
    found = list(_from_tables(corpus)) + list(_from_lines(corpus))
    by_number: dict[str, list[_Candidate]] = {}
    for one in found:
        by_number.setdefault(one.number, []).append(one)
    ordered = sorted(by_number, key=lambda n: (len(re.sub(r"\D", "", n)) == 0, _rank(n)))
    if not ordered or not _is_a_series(ordered):
        return []
    lots = [_lot(min(by_number[n], key=_preference)) for n in ordered]
    return _reserved(lots, corpus)


def _rank(number: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", number)
    return (int(digits) if digits else 0, number)


def _is_a_series(numbers: list[str]) -> bool:
    """Lots begin at 1 (or A); a stray « lot 7 » quoted from elsewhere is no list."""
    return numbers[0] in ("1", "A", "1a", "1A") and (len(numbers) > 1)


def _preference(one: _Candidate) -> tuple[int, int, int]:
    return (one.kind.rank if one.kind.rank < 2 else 2, -one.strength, one.passage.block)


def _lot(one: _Candidate) -> Lot:
    return Lot(one.number, one.title, one.passage.place(), amount=one.amount)


def number_of(text: str) -> str:
    """« 01 », « III », « 2 » as the number it is; « » when it is none."""
    match = re.fullmatch(rf"\W*(?:lots?\s*)?(?:n\s?[°ºo.]{{0,2}}\s*)?{_NUMBER}\W*", text.strip(), re.IGNORECASE)
    if not match:
        return ""
    return _plain_number(match["number"], match["letter"])


def _plain_number(number: str, letter: str | None) -> str:
    upper = number.upper()
    if number.isdigit():
        return f"{int(number)}{letter or ''}"
    return str(_ROMAN.get(upper, upper)) + (letter or "")


def _from_tables(corpus: Corpus) -> Iterator[_Candidate]:
    for sheet in corpus.sheets:
        for rows in tables(sheet.said):
            yield from _from_table(rows)


def tables(said: list[Said]) -> Iterator[list[Said]]:
    """The rows of each table; one that goes on over the page under the same width is one."""
    rows: list[Said] = []
    for one in said:
        if not one.in_table:
            if rows:
                yield rows
            rows = []
        elif rows and one.passage.row == 0 and len(one.passage.cells) != len(rows[-1].passage.cells):
            yield rows
            rows = [one]
        else:
            rows.append(one)
    if rows:
        yield rows


def _from_table(rows: list[Said]) -> Iterator[_Candidate]:
    head = next((at for at, row in enumerate(rows[:3]) if _columns(row.passage.cells)), None)
    if head is None:
        yield from _without_head(rows)
        return
    columns = _columns(rows[head].passage.cells)
    assert columns is not None
    number_at, title_at, amount_at = columns
    for row in rows[head + 1 :]:
        cells = row.passage.cells
        number = number_of(cells[number_at])
        title = _title(cells[title_at])
        if number_at == title_at and (line := _LINE.match(cells[title_at])):
            number = _plain_number(line["number"], line["letter"])
            title = _title(line["title"])
        if number and title and not _NOT_A_TITLE.match(plain(title)):
            amount = cells[amount_at].replace("\n", " ") if amount_at is not None else ""
            yield _Candidate(number, title, row.passage, row.kind, 3, amount)


def _columns(cells: tuple[str, ...]) -> tuple[int, int, int | None] | None:
    """Where the number, the title and the amount stand, by the words at the head."""
    heads = [plain(cell).strip() for cell in cells]
    numbers = [at for at, head in enumerate(heads) if _NUMBER_HEAD.match(head)]
    joined = [at for at, head in enumerate(heads) if re.search(r"\blots?\b", head)]
    if not numbers and not joined:
        return None
    if any(re.search(r"ponderation|critere|poids|note\b|coefficient", head) for head in heads):
        return None
    number_at = numbers[0] if numbers else joined[0]
    if not re.search(r"\blots?\b", heads[number_at]) and not any("lot" in head for head in heads):
        return None
    titles = [at for at, head in enumerate(heads)
              if at > number_at and heads[at] != heads[number_at] and _TITLE_HEAD.search(head) and not _AMOUNT_HEAD.search(head)]  # fmt: skip
    if not titles and numbers and number_at == 0 and len(cells) > 1 and not _AMOUNT_HEAD.search(heads[1]):
        titles = [at for at in range(1, len(cells)) if heads[at] != heads[number_at]][:1]
    amount = next((at for at, head in enumerate(heads) if _AMOUNT_HEAD.search(head) and at not in (number_at,)), None)
    if not titles:
        return (number_at, number_at, amount) if joined else None
    return number_at, titles[0], amount


def _without_head(rows: list[Said]) -> Iterator[_Candidate]:
    """Rows that begin with « Lot 1 », whatever stands at the head of the table."""
    for row in rows:
        cells = [cell for at, cell in enumerate(row.passage.cells) if not at or cell != row.passage.cells[at - 1]]
        first = cells[0] if cells else ""
        alone = re.fullmatch(rf"\W*lot\s*(?:n\s?[°ºo.]{{0,2}}\s*)?{_NUMBER}\W*", first, re.IGNORECASE)
        if alone and len(cells) > 1:
            title = _title(next((c for c in cells[1:] if c), ""))
            if title and not _NOT_A_TITLE.match(plain(title)):
                yield _Candidate(_plain_number(alone["number"], alone["letter"]), title, row.passage, row.kind, 2)
        elif line := _LINE.match(first):
            title = _title(line["title"])
            if title and not _NOT_A_TITLE.match(plain(title)):
                yield _Candidate(_plain_number(line["number"], line["letter"]), title, row.passage, row.kind, 2)


def _from_lines(corpus: Corpus) -> Iterator[_Candidate]:
    for said in corpus:
        if said.in_table:
            continue
        text = said.passage.text
        inline = list(_INLINE.finditer(text))
        line = _LINE.match(text)
        if line and len(inline) < 2:
            title = _title(line["title"])
            folded = plain(title)
            if title and len(title) <= _LONGEST_TITLE and not _VERB.search(folded[:60]) and not _NOT_A_TITLE.match(folded):
                yield _Candidate(_plain_number(line["number"], line["letter"]), title, said.passage, said.kind, 2)
        elif len(inline) > 1 or (inline and re.search(r"\blots\b", said.plain)):
            for match in inline:
                title = _title(match["title"])
                if title and not _VERB.match(plain(title)) and not _NOT_A_TITLE.match(plain(title)):
                    yield _Candidate(_plain_number(match["number"], match["letter"]), title, said.passage, said.kind, 1)


def _title(text: str) -> str:
    """The first line of the title, without what is said of reservation or amount."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        return ""
    title = lines[0]
    for line in lines[1:]:
        # A cell wraps its title: it goes on while nothing ended and no new sentence began.
        if title.endswith((".", ":", ";")) or re.match(r"^[A-ZÀÉÈ(•–-]", line) or len(title) > 120:
            break
        title = f"{title} {line}"
    title = _CLAUSE.sub("", title).strip(" .;,:–—-|")
    if title.count("(") < title.count(")"):
        title = title.rstrip(")").strip()
    return title


def _reserved(lots: list[Lot], corpus: Corpus) -> list[Lot]:
    """Which lots are reserved, by their own row or by a sentence that names them."""
    grounds: dict[str, tuple[str, str]] = {}
    for said in corpus:
        if not _RESERVED.search(said.plain) or _NOT_RESERVED.search(said.plain) and not _ARTICLE.search(said.plain):
            continue
        for sentence in _sentences(said.plain):
            if not _RESERVED.search(sentence) or _NOT_RESERVED.search(sentence):
                continue
            ground = ground_of(sentence) or ground_of(said.plain)
            if not ground:
                continue
            for number in _named(sentence, said, lots):
                grounds.setdefault(number, (ground, _article(said.plain, ground)))
    return [
        replace(lot, reserved=grounds[lot.number][0], article=grounds[lot.number][1])
        if lot.number in grounds else lot
        for lot in lots
    ]  # fmt: skip


_ARTICLE = re.compile(r"l\.? ?2113-1[2-6]")


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[a-z)])\.\s+(?=\w)|\n| ; ", text) if s.strip()]


def _named(sentence: str, said: Said, lots: list[Lot]) -> list[str]:
    """The lots that the sentence is about: its own list, the row it stands in, or all of them."""
    known = [lot.number for lot in lots]
    if said.in_table:
        own = next((number_of(c) for c in said.passage.cells if number_of(c) in known), "")
        line = _LINE.match(said.passage.cells[0]) if said.passage.cells else None
        if own or line:
            return [own or _plain_number(line["number"], line["letter"])]  # type: ignore[index]
    named = [n for match in _MENTIONED.finditer(sentence) for n in _expanded(match[1])]
    if named:
        return [n for n in named if n in known]
    if line := _LINE.match(said.passage.text):
        return [_plain_number(line["number"], line["letter"])]
    if title := next((m for h in said.headings if (m := _MENTIONED.search(h))), None):
        return [n for n in _expanded(title[1]) if n in known]
    whole = re.search(r"\b(?:le|la|ce|cette|present\w*)\s+(?:present\w* )?(?:marche|consultation|accord-cadre|procedure)\b[^.]{0,40}reserv|marche reserve|consultation reservee|tous les lots", sentence)
    return known if whole else []


def _expanded(text: str) -> list[str]:
    """« 2, 3 et 5 », « 1 à 4 »."""
    numbers = [str(int(n)) for n in re.findall(r"\d+", text)]
    if re.fullmatch(r"\s*\d+\s*a\s*\d+\s*", text) and len(numbers) == 2:
        return [str(n) for n in range(int(numbers[0]), min(int(numbers[1]), 99) + 1)]
    return numbers


def ground_of(folded: str) -> str:
    """« handicap », « insertion », both, « ess » or « prison »; « » when none is said."""
    found = {ground for ground, pattern in _ARTICLES.items() if re.search(pattern, folded)}
    if re.search(r"l\.? ?2113-14\b", folded) and not found - {"handicap", "insertion"}:
        return "handicap_insertion"
    if {"handicap", "insertion"} <= found:
        return "handicap_insertion"
    return next((ground for ground in ("prison", "ess", "handicap", "insertion") if ground in found), "")


def _article(folded: str, ground: str) -> str:
    cited = [f"L2113-{n}" for n in re.findall(r"l\.? ?2113-(1[2-6](?:-1)?)", folded)]
    return ", ".join(dict.fromkeys(cited)) or _CITED[ground]


def allotment(corpus: Corpus, lots: list[Lot]) -> Iterator[Item]:
    """Whether the contract is split, and in how many lots the text says."""
    for said in corpus:
        if not lots and (match := NOT_SPLIT.search(said.plain)):
            yield Item("allotment", "non alloti", said.passage.place(match.start(), match.end()), 0)
            return
    for said in corpus:
        if match := COUNTED.search(said.plain):
            word = match["count"]
            count = int(word) if word.isdigit() else _COUNTS[word]
            place = said.passage.place(match.start(), match.end())
            yield Item("allotment", f"{count} lots annoncés", place, count)
            return


