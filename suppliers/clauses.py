"""A need cut into its clauses, each with the trades that its own words tell among all the others.

« 1,2 million de feuilles » is one clause, what stands in brackets only details what is before, and
what says how, with what or without what a thing is done tells its trade half as much.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from procurement.language import terms, trades
from procurement.language.trades import CORE
from procurement.language.turns import TURN
from suppliers.capacity import TIMES, Quantity
from suppliers.circumstances import actions_in, is_a_place
from suppliers.reading import Said, read_statement, terms_of
from suppliers.statements import (
    TEACHING,
    Action,
    Statement,
    folded,
    role_of,
    says_how_things_stand,
    says_lessons,
)

if TYPE_CHECKING:
    from suppliers.demand import Demand

HEAD = 3  # words among which an action begins a clause
DETAIL = 0.5  # what a detail counts, beside what is asked
TELLS = 2  # words from which a clause says something
_SEGMENT = re.compile(r"[;:•\n]+\s*|\.(?!\d)\s*")
_COMMA = re.compile(r",(?!\d)\s*")
_AND = re.compile(
    r"\s?\+\s?|\s?\b(?:et|puis|ainsi que|mais aussi|sans oublier|y compris)\s"
    r"(?!demi|\d{1,2}\s?h(?:eures?)?\b|midi\b|minuit\b)"
    r"|\splus\s(?=(?:un|une|des|le|la|les|l['’])\b)",
    re.I,
)
_BRACKETS = re.compile(r"\(([^)]*)\)")
# What says how, when or for what a thing is done asks for nothing more.
_DETAIL = re.compile(
    r"\b(?:avec|dont|sans|afin|pour que|en respectant|selon|pendant|lors|apres|avant|"
    r"depuis|au nom|supportant|permettant|issus?|issues?)\b"
)
_WITHOUT = re.compile(r"(?:sans|zero)\b")
_PLACED = re.compile(r"(?:aux?|a|avec|pour|dans|chez|vers|sous|sur|en|par) ")
_COMPLEMENT = re.compile(r"\s(?:de la|de l'|du|des|de|d')(?=\W)\s?|\sd['’]")
_GOES_ON = re.compile(r"(?:a|aux?)\b")
_COUNTED = re.compile(
    r"(?:les?|la|l'|nos|notre|ses|chaque|\d[\d\s]*|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|"
    r"dix|douze|quinze|vingt(?:-\w+)?|trente|quarante|cinquante|cent)\s?"
)
_ONE = re.compile(r"une? ")
_NO_VERB = (
    r"(?!(?:notre|votre|autre|entre|titre|lettre|centre|ordre|cadre|nombre|hiver|metre|atelier|"
    r"papier|courrier|chantier|quartier|metier|dernier|premier|loisir|avenir|particulier|entier|"
    r"panier|cuir|acier|osier|soir|escalier|cahier|dossier)s?\b)"
)
_THEM = re.compile(
    rf"\b(?:les|en) {_NO_VERB}\w{{3,}}(?:er|ir|dre|tre|oir)\b"
    r"|\bleurs? (?!logement)\w{3,}(?:age|tion|tien|raison|ement)\b"
)
_OFTEN = re.compile(
    r"\b(?:(?:par|chaque|tous les|toutes les)\s|(?=quotidien|hebdo|mensuel|annuel))(?:"
    r"(?P<jour>jour|nuit|soir|matin|midi|quotidien)|(?P<semaine>semaine|hebdo)|"
    r"(?P<mois>mois|mensuel)|(?P<an>an))"
)
_PARTICIPLE = re.compile(r"\w{3,}ée?s?\b", re.I)
_PASSIVE = re.compile(r"\b(?:est|sont|soit|soient|sera|seront|serait|seraient|etre|etant)\b")
_TO_DO = re.compile(r"\b(?:faire|pour|à) \w{2,}(?:er|ir|dre|tre|ire)$", re.I)
_INFINITIVE = re.compile(r"\w{2,}(?:er|ir|dre|tre|ire)$", re.I)
# Signs that a clause asks for something to be done: « à convertir », « doivent être remontés ».
_TO_BE_DONE = (
    r"(?:les? |la |l'|leurs? |y |en |nos )?"
    rf"{_NO_VERB}\w{{3,}}(?:er|ir|dre|tre|ire)\b"
)
_ASKING = re.compile(
    rf"(?:^|\b(?:a|de|d'|il faut|il s'agit d[e'])\s?){_TO_BE_DONE}"
    r"|\b(?:doi(?:t|vent)|devr(?:a|ont))\s(?:etre\s)?\w{3,}(?:e|i|u|is|it)e?s?\b"
    r"|^(?:l'|la |le |les |un |une |des )?\w{4,}(?:age|tion|sion|ement)\b"
    r"|\b(?:souhait|voud|voul|veu|entend|desir)\w* (?:donc |aussi |egalement |ainsi |\w+ment )?"
    rf"{_TO_BE_DONE}"
    r"|\bil (?:nous |leur )?fau(?:t|dra|drait) |\bnous (?:re)?(?:voulons|voudrions|cherchons) "
)

_MUST = re.compile(r"\b(?:doi(?:t|vent)|devr(?:a|ont))\s(?:etre\s)?\w{3,}")


class _Piece(NamedTuple):
    """A clause as written; its essential words and its details; the segment of sentence and, in
    it, the item of list that it is of.
    """

    text: str
    essential: str
    detail: str
    segment: int
    item: int
    is_title: bool
    is_aside: bool  # in brackets


@dataclass(frozen=True)
class Clause:
    """A piece of the need; `told` is how much it tells each trade."""

    said: Said
    told: Mapping[str, float]
    text: str
    segment: int = 0
    item: int = 0
    is_title: bool = False
    is_aside: bool = False

    @cached_property
    def action(self) -> Action | None:
        """What is done, when the clause begins by it: « collecte des bacs sales »."""
        return next(iter(actions_in(terms.keys(self.said.text)[:HEAD])), None)

    @cached_property
    def is_taught(self) -> bool:
        """True of one that asks to teach what it says, rather than to do it."""
        is_done = self.said.role != TEACHING and not (self.action and self.action.id == TEACHING)
        return not is_done or says_lessons(self.text)

    @cached_property
    def asks(self) -> bool:
        """True of one that asks for something to be done, in so many words."""
        tells = self.is_about_them or len(self.said.words) >= TELLS
        return tells and bool(_ASKING.search(folded(self.text)))

    @property
    def is_one(self) -> bool:
        """« un bouton d'alarme »: a thing named for itself."""
        return bool(_ONE.match(folded(self.text)))

    @cached_property
    def is_about_them(self) -> bool:
        """« de les assainir chaque nuit », « leur lavage »: of what was said before."""
        return bool(_THEM.search(folded(self.text)))

    @cached_property
    def period(self) -> str:
        """How often, when it says so: « chaque nuit »."""
        found = _OFTEN.search(folded(self.text))
        return next((period for period in TIMES if found and found[period]), "")

    @cached_property
    def is_setting(self) -> bool:
        """« Trois crèches, 120 berceaux »: whom or what the need serves, and nothing to do."""
        plain = folded(self.text)
        counted = _COUNTED.match(plain)
        if not counted or _ASKING.search(plain):
            return False
        if self.is_one and max(self.told.values(), default=0.0) >= CORE:
            return False  # « un magasin d'objets de seconde main » is to be
        return is_a_place(next(iter(terms.keys(self.text[counted.end() :])), ""))


def clauses_of(demand: Demand) -> list[Clause]:
    pieces = list(_pieces(demand))
    read = [read_statement(Statement(p.essential, role_of(p.essential))) for p in pieces]
    told = trades.read([_weighed(said, p) for said, p in zip(read, pieces, strict=True)])
    return [
        Clause(said, own, p.text, p.segment, p.item, p.is_title, p.is_aside)
        for p, said, own in zip(pieces, read, told, strict=True)
    ]


def _weighed(said: Said, piece: _Piece) -> dict[str, float]:
    """Its terms, those of its details counting less, and the turns of phrase of both together."""
    if not piece.detail:
        return terms_of(said)
    beside = terms_of(read_statement(Statement(piece.detail)))
    whole = terms_of(read_statement(Statement(f"{piece.essential} {piece.detail}")))
    turned = {term: w for term, w in whole.items() if term.startswith(TURN) and term not in beside}
    return {term: DETAIL * weight for term, weight in beside.items()} | turned | terms_of(said)


def told_together(text: str) -> Mapping[str, float]:
    """What some clauses tell when they are read as one."""
    return trades.read([terms_of(read_statement(Statement(text)))])[0]


def quantities_of(
    demand: Demand, own: Collection[Clause], clauses: Sequence[Clause]
) -> tuple[Quantity, ...]:
    """The quantities written in these clauses, or beside them where no other clause has them; of
    what is done to « them », those said just before. With them, those of the whole need, which no
    clause has: what is said around a list.
    """
    of_all = tuple(
        q for q in demand.quantities if not any(q.text in clause.text for clause in clauses)
    )
    items = {(clause.segment, clause.item) for clause in own}
    segments = {clause.segment for clause in own}
    beside = [
        c for c in clauses if (c.segment, c.item) in items or (c.is_aside and c.segment in segments)
    ]
    if found := _written_in(demand, (*own, *beside)):
        return (*found, *of_all)
    place = next((place for place, c in enumerate(clauses) if c.is_about_them and c in own), 0)
    earlier = (_written_in(demand, [clause]) for clause in reversed(clauses[:place]))
    often = clauses[place].period
    said_before = next(filter(None, earlier), ())
    return (*(replace(q, period=q.period or often) for q in said_before), *of_all)


def _written_in(demand: Demand, clauses: Iterable[Clause]) -> tuple[Quantity, ...]:
    texts = [clause.text for clause in clauses]
    return tuple(q for q in demand.quantities if q.text and any(q.text in t for t in texts))


def _pieces(demand: Demand) -> Iterator[_Piece]:
    segment, before = 0, None
    for is_title, statements in zip((True, False), demand.said, strict=True):
        for sentence, without in _sentences(statements):
            for text in _listed(sentence):
                segment += 1
                for piece in _cut(text, without, segment, is_title, before):
                    yield piece
                    before = before if piece.is_aside else piece
                without = ""


def _sentences(statements: Iterable[Said]) -> Iterator[tuple[str, str]]:
    """What is asked, and without what: « conduire les personnes (sans voiture) au marché »."""
    asked, without = "", ""
    for said in statements:
        text = folded(said.text)
        if not said.wanted and asked and _WITHOUT.match(text):
            without = f"{without} {said.text}".strip()
        elif said.wanted and without and _GOES_ON.match(text):
            asked = f"{asked} {said.text}"
        else:
            if asked:
                yield asked, without
            stands = not said.wanted or says_how_things_stand(said.text)
            asked, without = "" if stands else said.text, ""
    if asked:
        yield asked, without


def _listed(sentence: str) -> list[str]:
    """The segments of a sentence; « Résidence des lilas : repas, linge » only asks for its list,
    « les vestiaires doivent être lavés : douches, bancs » for what is before it too.
    """
    before, colon, listed = sentence.partition(" : ")
    several = colon and (_COMMA.search(listed) or _AND.search(listed) or ";" in listed)
    only_listed = several and not _MUST.search(folded(before))
    found = _SEGMENT.split(listed if only_listed else sentence)
    return [segment.strip() for segment in found if segment.strip()]


def _cut(
    text: str, without: str, segment: int, is_title: bool, before: _Piece | None
) -> Iterator[_Piece]:
    asides = [part for found in _BRACKETS.finditer(text) for part in _COMMA.split(found[1])]
    parts = _with_their_objects(
        [
            (item, part.strip())
            for item, listed in enumerate(_COMMA.split(_BRACKETS.sub(" ", text)))
            for part in _AND.split(listed)
            if part.strip()
        ]
    )
    pieces: list[_Piece] = []
    for item, part in parts:
        essential, detail = _essential(part)
        said_before = pieces[-1] if pieces else before
        if said_before and _THEM.search(folded(part)):
            detail = f"{detail} {_object_of(said_before)}".strip()
        last = pieces[-1] if pieces and pieces[-1].item == item else None
        if (last and _goes_on(last, part)) or (pieces and _qualifies(text, part)):
            pieces[-1] = pieces[-1]._replace(detail=f"{pieces[-1].detail} {part}".strip())
        elif pieces and essential and _is_complement(part) and (last or _is_listing(pieces[-1])):
            told = f"{_COMPLEMENT.split(pieces[-1].essential)[0]} {essential}"
            pieces.append(_Piece(part, told, detail, segment, item, is_title, False))
        elif essential:
            pieces.append(_Piece(part, essential, detail, segment, item, is_title, False))
    if pieces and without:
        pieces[-1] = pieces[-1]._replace(detail=f"{pieces[-1].detail} {without}".strip())
    yield from pieces
    for aside in filter(None, map(str.strip, asides)):
        yield _Piece(aside, aside, "", segment, len(parts), is_title, True)


def _with_their_objects(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """« louer et laver des couches », « laver, livrer des bacs »: all of the same thing."""
    found: list[tuple[int, str]] = []
    said = ""  # of the next part, what is done to what
    for item, part in reversed(parts):
        verb, _, rest = said.partition(" ")
        alike = _INFINITIVE.match(part) and _INFINITIVE.match(verb)
        named = rest and not _PLACED.match(folded(f"{rest} "))
        is_bare = " " not in part and (
            alike or (found and found[-1][0] == item and _is_done(part, verb))
        )
        if named and (is_bare or (_TO_DO.search(part) and _INFINITIVE.match(verb))):
            part = f"{part} {rest}"
        found.append((item, part))
        said = part
    return found[::-1]


def _object_of(piece: _Piece) -> str:
    """What something is done to: « 200 blouses », of « acheter 200 blouses »."""
    return (
        piece.essential.partition(" ")[2] if not _THEM.search(folded(piece.text)) else piece.detail
    )


def _is_done(*words: str) -> bool:
    return all(actions_in(terms.keys(word)) for word in words)


def _is_complement(part: str) -> bool:
    """« l'entretien des effets et de la literie »: of the same thing done."""
    return bool(_COMPLEMENT.match(f" {folded(part)}")) and not _ASKING.search(folded(part))


def _is_listing(before: _Piece) -> bool:
    """« Enlèvement du papier »: what follows, « des gobelets », may go on the list."""
    done, *complements = _COMPLEMENT.split(before.essential)
    return bool(complements) and _is_done(*done.split()[-1:])


def _qualifies(sentence: str, part: str) -> bool:
    """« des brebis, gardées et soignées »: how it is done; « sera imprimé, distribué » lists."""
    if not _PARTICIPLE.match(part) or _PASSIVE.search(folded(sentence)):
        return False
    return not actions_in(terms.keys(part)[:1])


def _goes_on(before: _Piece, part: str) -> bool:
    """« avec reprise et nettoyage », « à recevoir viande et poisson »: more of the same."""
    if _ASKING.search(folded(part)):
        return False
    if _PLACED.match(folded(part)):
        return True
    is_bare = " " not in part and len(before.text.split()) > HEAD
    return bool(before.detail) or (is_bare and bool(_ASKING.search(folded(before.text))))


def _essential(piece: str) -> tuple[str, str]:
    detail = _DETAIL.search(folded(piece))
    return (piece[: detail.start()].strip(), piece[detail.start() :]) if detail else (piece, "")
