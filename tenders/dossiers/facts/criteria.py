"""Criteria and sub-criteria with their weights, from tables, lists and sentences, lot by lot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tenders.dossiers.facts import criteria_tables, criteria_text
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, Sheet
from tenders.dossiers.facts.entries import Entry, Run, same_name
from tenders.dossiers.facts.items import Criterion
from tenders.dossiers.facts.levels import is_whole, nest
from tenders.dossiers.facts.lots import tables

_TITLE = re.compile(
    r"criteres? (?:d[e']s? ?)?(?:l')?(?:attribution|jugement|choix|selection des offres|notation|analyse|evaluation|classement)"
    r"|criteres? (?:ponderes|de l'offre|retenus|et |d'appreciation)|jugement (?:et classement )?des (?:offres|propositions)|attribution d[ue]|(?:analyse|selection|choix|evaluation|classement|notation|examen|ponderation|jugement)\b.{0,25}(?:offres?|criteres|attributaire|titulaire)"
    r"|^\W*(?:[\d.]+\W+)?criteres?\W*$|jugement de la consultation|ponderation|notation"
)
_NOT_TITLE = re.compile(r"candidatures?(?! et)|selection des candidats|penalit|recours|criteres? (?:de selection des candidats|d'eligibilite|environnementaux du)")
_OPENS = re.compile(
    r"criteres?\b[^.]{0,160}(?:ponder|suivants?|ci-(?:dessous|apres)|enonces|:)|economiquement la plus avantageuse|ponderation\b[^.]{0,60}:|classement des offres"
)
_CLOSES = re.compile(r"\b(?:avance|retenue de garantie|penalites?|tva)\b")
_LOT = re.compile(r"\blots?\s*(?:n\s?[°o.]{0,2}\s*)?((?:\d{1,2}(?:\s*(?:,|et|/|a|-|&)\s*(?:lots?\s*)?(?:n\s?[°o.]{0,2}\s*)?)?)+)")
_ALL_LOTS = re.compile(r"(?:tous les lots|l'ensemble des lots|communs? a tous|chaque lot|chacun des lots)")
_REACH = 40  # passages read after the sentence that opens the list


@dataclass
class _Zone:
    """Where a file speaks of its criteria: passages in order."""

    sheet: Sheet
    said: list[Said] = field(default_factory=list)


def read_criteria(corpus: Corpus) -> list[Criterion]:
    """From the file whose word counts most; lot by lot when they differ."""
    for sheet in corpus.sheets:
        if sheet.kind in (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED) and len(corpus.sheets) > 1:
            continue
        if found := _of_sheet(sheet):
            return found
    return []


def by_file(corpus: Corpus) -> dict[str, list[Criterion]]:
    """The criteria of each file that says some, to compare them."""
    return {
        sheet.file.name: found
        for sheet in corpus.sheets
        if sheet.kind not in (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED)
        and (found := _of_sheet(sheet))
    }


def _of_sheet(sheet: Sheet) -> list[Criterion]:
    runs = [run for zone in _zones(sheet) for run in _runs(zone)]
    return _merged([run for run in runs if run.entries and not run.is_scale])


def _zones(sheet: Sheet) -> Iterator[_Zone]:
    """Under a heading on criteria; or after a sentence that opens them, until a heading."""
    zone = _Zone(sheet)
    left = 0
    for said in sheet.said:
        titled = any(_TITLE.search(h) for h in said.headings) and not _NOT_TITLE.search(said.title)
        if said.is_heading and not titled:
            left = min(left, 0 if said.passage.level < 4 else left)
        if not said.is_heading and _OPENS.search(said.plain) and not _about_candidates(said):
            left = _REACH
        if titled or left > 0 or (said.in_table and criteria_tables.is_head(said)):
            zone.said.append(said)
            left -= 1
            if said.in_table and criteria_tables.is_head(said):
                left = max(left, 25)
        elif zone.said:
            yield zone
            zone = _Zone(sheet)
    if zone.said:
        yield zone


def _about_candidates(said: Said) -> bool:
    return bool(re.search(r"selection des candidat|criteres? de candidature|candidatures? (?:sont|seront)", said.plain))


def _runs(zone: _Zone) -> Iterator[Run]:
    """A run a table; a run for the text between two tables or under two lots."""
    grids = {rows[0].at: rows for rows in tables(zone.said)}
    lots: list[str] = []
    lot_level = 0
    text: list[Said] = []
    about = ""
    for said in zone.said:
        if said.in_table:
            if said.at not in grids:
                continue
            if text:
                yield criteria_text.run(text, lots)
                about, text = criteria_text.about(text), []
            for run in criteria_tables.runs(grids[said.at]):
                yield replace(run, lots=run.lots or list(lots), about=run.about or about)
            continue
        named = _lots_named(said)
        ended = said.is_heading and said.passage.level <= lot_level and not named
        if named is not None or ended:
            if text:
                yield criteria_text.run(text, lots)
                text = []
            lots, lot_level = named or [], said.passage.level or 9
        text.append(said)
    if text:
        yield criteria_text.run(text, lots)


def _lots_named(said: Said) -> list[str] | None:
    """The lots of a line that introduces their criteria: « Pour le lot 2 : »; None for others."""
    short = len(said.plain) < 110 or said.is_heading
    if not short:
        return None
    if _ALL_LOTS.search(said.plain) and re.search(r"criter|:|\blots\b", said.plain):
        return []
    match = _LOT.search(said.plain)
    if match and re.match(r"^\W*(?:[\d.]+\W+)?(?:pour\s+|criteres?[^:]{0,50}|ponderation[^:]{0,40}|jugement[^:]{0,30}|grille[^:]{0,40}|concernant\s+)?(?:(?:le|les|du|des|au|aux)\s+)?lots?\b", said.plain):
        return lot_numbers(match[1])
    return None


def lot_numbers(text: str) -> list[str]:
    numbers = [str(int(n)) for n in re.findall(r"\d+", text)]
    if re.fullmatch(r"\s*\d+\s*[a-]\s*\d+\s*", text) and len(numbers) == 2:
        return [str(n) for n in range(int(numbers[0]), min(int(numbers[1]), 60) + 1)]
    return numbers


def _merged(runs: list[Run]) -> list[Criterion]:
    """The best list of criteria for each lot, completed with the sub-criteria said elsewhere."""
    result: list[Criterion] = []
    lots = list(dict.fromkeys(lot for run in runs for lot in run.lots))
    common = _best([run for run in runs if not run.lots], runs)
    own = {lot: _best([run for run in runs if lot in run.lots], runs) for lot in lots}
    own = {lot: found for lot, found in own.items() if found}
    if common and not any(is_whole(found) for found in own.values()):
        return common
    if common and is_whole(common) and not all(is_whole(found) for found in own.values()):
        return common
    for lot, found in own.items():
        result += [replace(one, lot=lot) for one in found]
    return result or common


def _best(runs: list[Run], everywhere: list[Run]) -> list[Criterion]:
    nested = [(nest(run), run) for run in runs]
    nested = [(found, run) for found, run in nested if found and not run.about_one]
    if not nested:
        return []
    found, chosen = max(nested, key=lambda one: _worth(*one))
    return [_completed(one, chosen, everywhere) for one in found]


def _worth(found: list[Criterion], run: Run) -> tuple[bool, bool, int, bool, int]:
    subs = sum(len(one.sub_criteria) for one in found)
    weighed = sum(one.weight is not None for one in found)
    return (is_whole(found) and len(found) > 1, weighed > 1, subs, run.in_table, weighed)


def _completed(criterion: Criterion, chosen: Run, runs: list[Run]) -> Criterion:
    """Its sub-criteria, when they are listed apart under its name."""
    if criterion.sub_criteria:
        return criterion
    for run in runs:
        if run is chosen:
            continue
        subs = _subs_in(run, criterion)
        if subs:
            return criterion.with_subs(subs)
    return criterion


def _subs_in(run: Run, criterion: Criterion) -> list[Criterion]:
    if run.about and same_name(run.about, criterion.name):
        entries = [e for e in run.entries if not same_name(e.name, criterion.name)]
        if len(entries) > 1:
            return [_as_criterion(e) for e in entries]
    for found in nest(run):
        if found.sub_criteria and same_name(found.name, criterion.name):
            return list(found.sub_criteria)
    return []


def _as_criterion(entry: Entry) -> Criterion:
    return Criterion(entry.name, entry.place, entry.weight, entry.unit)


