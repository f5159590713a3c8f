"""Criteria and sub-criteria with their weights: the reading of each file that adds up best.

A file speaks of its criteria in a section, a table, a list or one sentence; each is tried, and what
makes a hundred, under words that say it is about judging offers, is believed first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenders.dossiers.facts import criteria_columns, criteria_tables
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, Sheet, plain
from tenders.dossiers.facts.criteria_text import Reader, is_single
from tenders.dossiers.facts.entries import SUB, Entry, is_scale, said_again, same_name
from tenders.dossiers.facts.items import Criterion
from tenders.dossiers.facts.levels import in_hundred, is_whole, nest, wholeness
from tenders.dossiers.facts.lots import tables

_TITLE = re.compile(
    r"criteres? (?:d[e']s? ?)?(?:l')?(?:attribution|jugement|choix|selection des offres"
    r"|notation|analyse|evaluation|classement)"
    r"|criteres? (?:ponderes|de l'offre|retenus|et |d'appreciation|des lots?|du lot)"
    r"|jugement|attribution d[ue]|(?:analyse|selection|choix|evaluation|classement"
    r"|notation|examen|ponderation|appreciation)\b.{0,25}(?:offres?|criteres|attributaire"
    r"|titulaire)"
    r"|^\W*(?:[\d.a-z]{1,4}\W+)?(?:criteres?|attribution|evaluation|classement"
    r"|appreciation|choix|selection|cotation)\b|ponderation|notation"
    r"|grille d'(?:appreciation|analyse|evaluation)"
)
_NOT_TITLE = re.compile(r"candidatures?\b(?! et)|selection des candidats|penalit|recours")
_SPEAKS = re.compile(
    r"criter|ponder|jug(?:e|ement)|\bnot(?:e|es|er|ation|ee)\b|\bpoints\b|choisi|choix"
    r"|class|compar|apprecia|evalu|economiquement la plus|retenons|meilleur"
)
_CORRECTS = re.compile(r"remplac\w+|\blire\b|modifi\w+|deviennent")
_MORE_THAN_ENOUGH = 60
_TITLE_OF_A_TABLE = 130


@dataclass(frozen=True)
class _Read:
    """Entries of one place, with how much its words speak of criteria."""

    entries: tuple[Entry, ...]
    evidence: int
    in_table: bool = False
    corrects: bool = False


def read_criteria(corpus: Corpus) -> list[Criterion]:
    """From the file whose word counts most; what a corrigendum replaces is replaced."""
    reads = [(sheet, _reads(sheet)) for sheet in corpus.sheets if _may_say(sheet, corpus)]
    for sheet, found in reversed(reads):
        corrected = [one for one in found if one.corrects] if sheet.kind != Kind.RULES else []
        if (criteria := _settled(corrected)) and is_whole(criteria):
            return criteria
    said = next((criteria for _, found in reads if (criteria := _settled(found))), [])
    return said or _in_the_contract(corpus)


def _in_the_contract(corpus: Corpus) -> list[Criterion]:
    """A contract that holds the rules too, when the notice says nothing: only what is whole."""
    aside = (_settled(_reads(sheet)) for sheet in corpus.sheets if not _may_say(sheet, corpus))
    return next((found for found in aside if len(found) > 1 and is_whole(found)), [])


def by_file(corpus: Corpus) -> dict[str, list[Criterion]]:
    """The criteria of each file that says some, to compare them."""
    return {
        sheet.file.name: criteria
        for sheet in corpus.sheets
        if _may_say(sheet, corpus) and (criteria := _settled(_reads(sheet)))
    }


def _may_say(sheet: Sheet, corpus: Corpus) -> bool:
    contract = (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED)
    return sheet.kind not in contract or all(other.kind in contract for other in corpus.sheets)


def _reads(sheet: Sheet) -> list[_Read]:
    """Every place of the file that weighs something, each tried alone and with its section."""
    entries = _entries_by_passage(sheet)
    found: list[_Read] = []
    for section in _sections(sheet):
        evidence = _evidence(section)
        whole = tuple(e for said in section for e in entries.get(said.at, ()))
        if not whole or len(whole) > _MORE_THAN_ENOUGH:
            continue
        found.append(_Read(whole, evidence))
        for group in _groups(section, entries):
            found.append(_Read(group, evidence))
    grids = list(tables(sheet.said))
    for rows in grids:
        run = tuple(e for row in rows for e in entries.get(row.at, ()))
        if run:
            headed = any(criteria_columns.is_head(row) for row in rows[:3])
            evidence = max(_evidence(rows), 3 * headed)
            found.append(_Read(run, evidence, in_table=True))
    for said in sheet.said:
        run = tuple(entries.get(said.at, ()))
        if len(run) > 1 or (run and is_single(said.plain)):
            found.append(_Read(run, _evidence([said]), corrects=bool(_CORRECTS.search(said.plain))))
    found = [replace(one, evidence=one.evidence or _names_a_price(one)) for one in found]
    return [one for one in found if one.evidence and not is_scale(list(one.entries))]


def _names_a_price(read: _Read) -> int:
    """Weights that make a hundred, one of them of the price, are criteria whatever is around."""
    if not any(re.match(r"prix|cout|tarif", plain(e.name)) for e in read.entries):
        return 0
    for lots in {e.lots for e in read.entries}:
        mine = [e for e in read.entries if e.lots == lots]
        for kept in (mine, [e for e in mine if e.level != SUB]):
            if len(kept) > 1 and abs(sum(e.weight or 0 for e in kept) - 100) < 0.01:
                return 1
    return 0


def _entries_by_passage(sheet: Sheet) -> dict[int, tuple[Entry, ...]]:
    """What each passage weighs, a table being read as a whole."""
    found: dict[int, tuple[Entry, ...]] = {}
    grids = {rows[0].at: rows for rows in tables(sheet.said)}
    reader = Reader()
    inside: set[int] = set()
    for said in sheet.said:
        if said.at in grids:
            rows = grids[said.at]
            inside |= {row.at for row in rows}
            weighed = criteria_tables.entries(rows)
            if is_scale([entry for row in weighed.values() for entry in row]):
                continue
            for at, entries in weighed.items():
                found[at] = tuple(
                    replace(e, lots=e.lots or reader.lots, under=e.under or _reach(reader.under, e))
                    for e in entries
                )
        elif said.at not in inside:
            above = said.at + 1 in grids and len(said.plain) < _TITLE_OF_A_TABLE
            found[said.at] = tuple(reader.read(said, above_a_table=above))
    return {at: said for at, said in found.items() if said and not is_scale(list(said))}


def _reach(under: str, entry: Entry) -> str:
    return under if under and not same_name(under, entry.name) else ""


def _sections(sheet: Sheet) -> Iterator[list[Said]]:
    """What stands under each heading, its own parts included."""
    starts = [(said.at, said.passage.level) for said in sheet.said if said.is_heading]
    if opening := [said for said in sheet.said if not said.passage.headings]:
        yield opening
    for index, (at, level) in enumerate(starts):
        end = next((a for a, other in starts[index + 1 :] if other <= level), len(sheet.said))
        yield sheet.said[at:end]


def _groups(
    section: list[Said], entries: dict[int, tuple[Entry, ...]]
) -> Iterator[tuple[Entry, ...]]:
    """Passages that weigh something one after the other, with one left out between at most."""
    group: list[Entry] = []
    silent = 0
    for said in section:
        if found := entries.get(said.at):
            group += found
            silent = 0
        elif group:
            silent += 1
            if silent > 1:
                yield tuple(group)
                group, silent = [], 0
    if group:
        yield tuple(group)


def _evidence(section: list[Said]) -> int:
    """3 under a title on criteria, 1 when the words speak of judging, 0 otherwise."""
    first = section[0]
    titles = [first.plain] if first.is_heading else list(first.headings[-1:])
    titles += list(first.headings[-2:])
    if any(_NOT_TITLE.search(title) for title in titles[:1]):
        return 0
    if any(_TITLE.search(title) for title in titles):
        return 3
    speaking = sum(bool(_SPEAKS.search(said.plain)) for said in section)
    return 2 if any("criter" in said.plain for said in section) else 1 if speaking else 0


def _settled(reads: list[_Read]) -> list[Criterion]:
    """One list for all lots, or one for each lot when they differ."""
    common = _best(reads, ())
    lots = sorted({lot for one in reads for e in one.entries for lot in e.lots})
    own = {lot: found for lot in lots if (found := _best(reads, (lot,)))}
    whole = {lot: found for lot, found in own.items() if is_whole(found)}
    if whole and (len(whole) > 1 or not is_whole(common)):
        return [replace(one, lot=lot) for lot, found in whole.items() for one in found]
    if common or not own:
        return common
    return [replace(one, lot=lot) for lot, found in own.items() for one in found]


def _best(reads: list[_Read], lots: tuple[str, ...]) -> list[Criterion]:
    tried = []
    for one in reads:
        kept = [e for e in one.entries if _is_for(e, lots)]
        if found := nest(_once(kept)):
            tried.append((_worth(found, one), found))
    believed = [(worth, found) for worth, found in tried if worth[0] or worth[1] >= 2]
    if not believed:
        return []
    best = max(believed, key=lambda pair: pair[0])[1]
    return in_hundred([_completed(one, [found for _, found in tried]) for one in best])


def _is_for(entry: Entry, lots: tuple[str, ...]) -> bool:
    """Said of this lot; or, for the parts of a criterion that is named, of them all."""
    if entry.lots:
        return bool(lots) and lots[0] in entry.lots
    return not lots or bool(entry.under)


def _once(entries: list[Entry]) -> list[Entry]:
    """A name and weight that the section repeats further on, to explain it, count once."""
    kept: list[Entry] = []
    for entry in entries:
        again = [
            e
            for e in kept
            if e.weight == entry.weight
            and said_again(e.name, entry.name)
            and e.under == entry.under
        ]
        if not again:
            kept.append(entry)
    return kept


def _worth(found: list[Criterion], read: _Read) -> tuple[int, int, bool, int, bool, int]:
    subs = sum(len(one.sub_criteria) for one in found)
    weighed = sum(one.weight is not None for one in found)
    listed = len(found) > 1 or bool(found[0].sub_criteria) or found[0].weight == 100
    return wholeness(found) * listed, read.evidence, weighed > 1, subs, read.in_table, weighed


def _completed(criterion: Criterion, others: list[list[Criterion]]) -> Criterion:
    """Its sub-criteria, when they are listed apart under its name."""
    if criterion.sub_criteria:
        return criterion
    for found in others:
        for one in found:
            if said_again(one.name, criterion.name) and _details(one, criterion):
                return criterion.with_subs(list(one.sub_criteria))
    return criterion


def _details(one: Criterion, criterion: Criterion) -> bool:
    """Whether the parts of one are those of the other: they make its weight, or a hundred."""
    said = [part.weight for part in one.sub_criteria]
    if not said or None in (*said, criterion.weight):
        return bool(said)
    return any(
        abs(sum(w or 0 for w in said) - whole) < 0.011 for whole in (criterion.weight or 0, 100)
    )
