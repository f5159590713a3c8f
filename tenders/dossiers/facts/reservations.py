"""Which lots are reserved, to whom, on which article; or the whole contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import Item, Lot
from tenders.dossiers.facts.lot_numbers import SAID, expanded, numbers_said, plain_number
from tenders.dossiers.facts.lot_tables import LINE, number_in, number_of

LABELS = {
    "handicap": "entreprises adaptées et ESAT",
    "insertion": "structures d'insertion par l'activité économique",
    "handicap_insertion": "entreprises adaptées, ESAT et structures d'insertion",
    "ess": "entreprises de l'économie sociale et solidaire",
    "prison": "opérateurs qui emploient des personnes détenues",
}
CITED = {
    "handicap": "L2113-12",
    "insertion": "L2113-13",
    "ess": "L2113-15",
    "prison": "L2113-13-1",
    "handicap_insertion": "L2113-14",
}
_RESERVED = re.compile(
    r"\breserv(?:ee?s?|ation|ataire)\b|\bseul\w* (?:peuvent|pourront) |\b(?:exclusivement"
    r"|uniquement|seulement) (?:ouvert|destine)\w*"
    r"|\b(?:ouvert|accessible|destine)\w* (?:exclusivement |uniquement |seulement )?(?:aux? seul\w*"
    r"|(?<=exclusivement )aux?|(?<=uniquement )aux?|(?<=seulement )aux?)"
    r"|\bne (?:peut|peuvent|pourra|pourront|sera|seront) (?:etre )?(?:attribue|confie|ouvert)\w*"
    r" qu'a(?:ux?)?\b"
)
_NOT = re.compile(
    r"non[ -]reserv|pas reserv|aucun\w* (?:\w+ )?(?:lot|reserv)|n'est (?:pas |)reserv"
    r"|ne sont pas reserv|sans reserv|\bouvert a tous|droits? reserv|se reserv"
    r"|reserve (?:a|de) (?:l'acheteur|la collectivite)|reserves? emises"
    r"|reserve[sr]? (?:le droit|la possibilite|la faculte)"
    # hours of work, which the winner reserves
    r"|\b(?:titulaire|attributaire)s?\b[^.;]{0,40}\breserve(?:nt|ra|ront|r)?\b(?! aux?\b)"
)
_GROUNDS = {
    "handicap": r"l\.? ?2113-12\b|\bentreprises? adaptees?|\besats?\b|\bea\b|travailleurs? handicap"
    r"|personnes? handicap|(?:secteur|ateliers?) (?:du travail )?(?:protege|adapte)s?"
    r"|etablissements? (?:et services? )?d'(?:aide|accompagnement) par le travail",
    "insertion": r"l\.? ?2113-13\b(?!-1)|insertion par l'activite|structures? d'insertion|\bsiae?\b"
    r"|entreprises? d'insertion|travailleurs? defavoris|chantiers? d'insertion",
    "ess": r"l\.? ?2113-15\b|l\.? ?2113-16\b|economie sociale et solidaire|\bess\b",
    "prison": r"l\.? ?2113-13-1\b|penitentiaire|personnes? (?:detenu|incarcer)",
}
_ARTICLE = re.compile(r"l\.? ?2113-(1[2-6](?:-1)?)\b")
_BY_ARTICLE = {article.removeprefix("L2113-"): ground for ground, article in CITED.items()}
_WHOLE = re.compile(
    r"\b(?:le|la|ce|cette|l'|present\w*)\s*(?:present\w* |ensemble du )?(?:marche"
    r"|consultation|accord-cadre|procedure|contrat)\b[^.]{0,60}reserv|marche reserve"
    r"|(?:consultation|procedure) reservee|tous les lots|l'ensemble des lots|[cl]es (?:deux"
    r"|trois|quatre|cinq|six|\d) lots|chaque lot|reserv\w+ de (?:l'ensemble|tout) (?:du"
    r"|le) marche"
)
_THIS_LOT = re.compile(r"\bce (?:present )?lot\b")
_UNDER = re.compile(r"^\W*(?:lot )?reserve\b")  # on the line under the lot's own
_RANK = re.compile(  # « le second est réservé », after both were named
    r"\b(?:ce dernier|celui-ci|le second|le deuxieme|le dernier"
    r"|(?P<first>le premier))\b(?! lot)[^.;]*reserv"
)
_A_PAIR = 2
_PIECES = re.compile(r"(?<=[a-z0-9)%»])(?<![ (][lrd])\.\s+(?=\S)|\n|\s;\s|;\s*(?=\w)|\|")


def ground_of(folded: str) -> str:
    """« handicap », « insertion », both, « ess » or « prison »; « » when none is said."""
    cited = {ground for ground in map(_BY_ARTICLE.get, _ARTICLE.findall(folded)) if ground}
    if len(cited) == 1:
        return cited.pop()  # the article decides, whatever the words around it
    found = {ground for ground, pattern in _GROUNDS.items() if re.search(pattern, folded)}
    both = {"handicap", "insertion"} <= found or re.search(r"l\.? ?2113-14\b", folded)
    if both and not found & {"ess", "prison"}:
        return "handicap_insertion"
    return next((g for g in ("prison", "ess", "handicap", "insertion") if g in found), "")


def reserved(lots: list[Lot], corpus: Corpus) -> list[Lot]:
    """The lots with what reserves them, by their own row or by a sentence that names them."""
    known = [lot.number for lot in lots]
    grounds = dict(_marked(corpus, known))
    for sheet in corpus.sheets:
        heads: tuple[str, ...] = ()
        last: list[str] = []
        for said in sheet.said:
            if number := _lot_begun(said):
                last = [n for n in [number] if n in known]
            heads = _heads(said, heads)
            for numbers, ground, article in _said(said, known, heads, last):
                for number in numbers:
                    grounds.setdefault(number, (ground, article))
    return [
        replace(lot, reserved=grounds[lot.number][0], article=grounds[lot.number][1])
        if lot.number in grounds
        else lot
        for lot in lots
    ]


def _lot_begun(said: Said) -> str:
    """« Lot 2 : Tri », or « Lot 2 » alone on its line."""
    if one := LINE.match(said.text):
        return number_of(one)
    return number_in(said.text) if said.plain.lstrip().startswith("lot") else ""


def _heads(said: Said, heads: tuple[str, ...]) -> tuple[str, ...]:
    """What heads the columns of a row: the first row that is no title across them all."""
    if not said.in_table:
        return ()
    begins = said.passage.row == 0 or len(set(heads)) < 2
    return said.passage.cells if begins else heads


_MARK = re.compile(r"\b(?:marque|repere|signale|identifie)e?s?\b")
_QUOTED = re.compile(r"[«\"“(]\s*([^»\"”)\s]{1,6})\s*[»\"”)]")


def _marked(corpus: Corpus, known: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """« Les lots marqués « R » sont réservés aux ESAT »: the rows that bear the mark."""
    for said in corpus:
        for start, end in _pieces(said.plain):
            piece = said.plain[start:end]
            mark = _QUOTED.search(said.text, start, end)
            ground = ground_of(piece) if mark and _MARK.search(piece) else ""
            if not mark or not ground:
                continue
            for row in corpus:
                if mark[1] in row.passage.cells:
                    for number in _own_lots(row, known):
                        yield number, (ground, articles(piece, ground))


def _said(
    said: Said, known: list[str], heads: tuple[str, ...], last: list[str]
) -> Iterator[tuple[list[str], str, str]]:
    """(lots, ground, articles) for each part of the passage that reserves something.

    « Ce lot » is the last that a line defined.
    """
    if said.in_table and (found := _in_column(said, known, heads)):
        yield found
        return
    current = _own_lots(said, known)
    for start, end in _pieces(said.plain):
        piece = said.plain[start:end]
        text = said.passage.text[start:end]
        said_here = numbers_said(text) or re.findall(r"\((\w{1,2})\)", text)
        named = [n for n in said_here if n in known]
        current = [n for n in _the_one(text, piece) if n in known] or named or current
        if rank := _RANK.search(piece):
            current = current or (known if len(known) == _A_PAIR else [])
            current = current[:1] if rank["first"] else current[-1:]
        if not _RESERVED.search(piece) or _NOT.search(piece):
            continue
        ground = ground_of(piece) or ground_of(said.plain)
        numbers = current or (
            last
            if _THIS_LOT.search(piece) or _UNDER.match(piece)
            else known
            if _WHOLE.search(piece)
            else []
        )
        if ground and numbers:
            yield numbers, ground, articles(said.plain, ground)


def _the_one(text: str, folded: str) -> list[str]:
    """« lot 1 « … », lot 2 « … », réservé aux ESAT, et lot 3 »: the one named just before."""
    word = _ONE_IS.search(folded)
    lots = list(SAID.finditer(text))
    if not word or len(lots) < 2:
        return []
    before = [one for one in lots if one.end() <= word.start()]
    return expanded((before[-1] if before else lots[0])["numbers"])


_ONE_IS = re.compile(r"\breservee?\b")  # of one alone; « réservés » is of several


def _pieces(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _PIECES.finditer(folded):
        yield start, cut.start()
        start = cut.end()
    yield start, len(folded)


def _own_lots(said: Said, known: list[str]) -> list[str]:
    """The lot of a row by its number, or the lot that the heading is about."""
    for cell in said.passage.cells:
        number = plain_number(re.sub(r"(?i)lots?|n\s?[°º]|\W", "", cell)) if len(cell) < 12 else ""
        if number in known:
            return [number]
    headings = said.passage.headings[-1:]
    return [n for heading in headings for n in numbers_said(heading) if n in known]


def _in_column(
    said: Said, known: list[str], heads: tuple[str, ...]
) -> tuple[list[str], str, str] | None:
    """A column « Réservation », « Accès » says for whom the lot of the row is."""
    for head, cell in zip(heads, said.passage.cells, strict=False):
        about = re.search(r"reserv|acces|ouvert", plain(head))
        folded = plain(said.chosen(cell))
        if about and said.passage.row and not _NOT.search(folded) and (ground := ground_of(folded)):
            return _own_lots(said, known), ground, articles(folded, ground)
    return None


def articles(folded: str, ground: str) -> str:
    cited = [f"L2113-{n}" for n in _ARTICLE.findall(folded)]
    return ", ".join(dict.fromkeys(cited)) or CITED[ground]


def reserved_whole(corpus: Corpus, lots: list[Lot]) -> Iterator[Item]:
    """A contract that is not split may be reserved as a whole."""
    if lots:
        return
    for said in corpus:
        if said.kind in (Kind.TECHNICAL, Kind.DEED):
            continue
        for start, end in _pieces(said.plain):
            piece = said.plain[start:end]
            if not _RESERVED.search(piece) or _NOT.search(piece) or not _WHOLE.search(piece):
                continue
            if ground := ground_of(piece) or ground_of(said.plain):
                text = f"réservé : {LABELS[ground]} ({articles(said.plain, ground)})"
                yield Item("reserved", text, said.passage.place(start, end), ground)
                return
