"""A large diagnosis made readable: the first of each list, the rest counted, nothing left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from needs.diagnosis.answers import say_answer
from needs.diagnosis.figures import plain, rounded
from needs.diagnosis.gaps import Gap
from needs.diagnosis.joint import Diagnosis
from needs.diagnosis.sheets import Sheet, SiteFacts, VolumeLine
from needs.diagnosis.totals import Gathered, Share, SiteRow, Total, gather
from needs.questions import NUMBERS, Question, Section
from procurement.typography import plural

FIRST = 15
FEW_ANSWERS = 6
GAPS_SHOWN = 8


@dataclass(frozen=True)
class Leading:
    """The largest shares of a total, and what all the others bring together."""

    total: Total
    first: tuple[Share, ...]
    others: int
    rest: Decimal


def leading(total: Total, most: int = FIRST) -> Leading:
    """One member more than `most` is shown too: « les autres » are at least two."""
    shares = total.by_member
    first = shares if len(shares) <= most + 1 else shares[:most]
    rest = total.value - sum((share.value for share in first), Decimal(0))
    return Leading(total, first, len(shares) - len(first), rest)


@dataclass(frozen=True)
class Line:
    """What one member or one commune brings to each total, in their order."""

    name: str
    sites: int
    values: tuple[Decimal | None, ...]
    insee: str = ""
    point: tuple[float, float] | None = None
    members: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of its sites


def by_member(result: Diagnosis) -> list[Line]:
    """Every member, those without a volume too; the largest in the main total first."""
    sums = _summed(result, lambda sheet, line: sheet.member)
    sites: dict[str, int] = defaultdict(int)
    for sheet in result.sheets:
        sites[sheet.member] += len(sheet.sites)
    lines = [
        Line(name, sites[name], tuple(column.get(name) for column in sums))
        for name in result.members
    ]
    return _largest_first(lines, main_total(result))


def by_commune(result: Diagnosis) -> list[Line]:
    """Every commune that holds a site, with what its sites bring; the largest first, likewise."""
    home = {(sheet.id, site.id): site.insee for sheet, site in result.sites}
    sums = _summed(result, lambda sheet, line: home.get((sheet.id, line.site or 0)))
    places: dict[str, list[tuple[Sheet, SiteFacts]]] = defaultdict(list)
    for sheet, site in result.sites:
        places[site.insee].append((sheet, site))
    lines = [
        Line(
            name=held[0][1].commune,
            sites=len(held),
            values=tuple(column.get(insee) for column in sums),
            insee=insee,
            point=held[0][1].point,
            members=tuple(dict.fromkeys(sheet.member for sheet, _ in held)),
            names=tuple(site.name for _, site in held),
        )
        for insee, held in places.items()
    ]
    return _largest_first(lines, main_total(result))


def _summed(
    result: Diagnosis, place: Callable[[Sheet, VolumeLine], str | None]
) -> list[dict[str, Decimal]]:
    """Of each total, {place: value}: summed as fractions and rounded once."""
    return [_sums(gathered, place) for gathered in gather(result.sheets)]


def _sums(
    gathered: Gathered, place: Callable[[Sheet, VolumeLine], str | None]
) -> dict[str, Decimal]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for sheet, line, value in gathered.lines:
        if (name := place(sheet, line)) is not None:
            sums[name] += value
    return {name: rounded(value, gathered.scale) for name, value in sums.items()}


def _largest_first(lines: list[Line], rank: int) -> list[Line]:
    return sorted(
        lines, key=lambda line: (-(line.values[rank] or 0) if line.values else 0, line.name)
    )


def main_total(result: Diagnosis) -> int:
    """The rank of the total that most sites bring something to: the one a map is drawn by."""
    counts = [
        sum(row.values[rank] is not None for row in result.site_rows)
        for rank in range(len(result.totals))
    ]
    return counts.index(max(counts)) if counts else 0


def largest_sites(rows: Sequence[SiteRow], rank: int) -> list[SiteRow]:
    """The largest in that total first; those that bring nothing to it last, by name."""
    return sorted(rows, key=lambda row: (-(row.values[rank] or 0) if row.values else 0, row.name))


@dataclass(frozen=True)
class GapGroup:
    """Gaps of one kind: why they matter, said once."""

    why: str
    title: str
    gaps: tuple[Gap, ...]

    @property
    def first(self) -> tuple[Gap, ...]:
        return self.gaps[:GAPS_SHOWN]

    @property
    def others(self) -> int:
        return len(self.gaps) - len(self.first)


_GAP_TITLES = {
    "contradictory_units": "Unités qui se contredisent",
    "no_sheet": "Membres sans fiche",
    "no_volume": "Fiches sans volume",
    "site_without_volume": "Sites sans volume",
    "counted_twice": "Volumes peut-être comptés deux fois",
    "undecided": "Éléments lus à confirmer",
    "disagreement": "Questionnaire et volumes en désaccord",
    "questions": "Questionnaires à compléter",
}


def grouped_gaps(result: Diagnosis) -> list[GapGroup]:
    groups: dict[str, list[Gap]] = defaultdict(list)
    for gap in result.gaps:
        groups[gap.kind].append(gap)
    return [
        GapGroup(gaps[0].why, _GAP_TITLES.get(kind, kind), tuple(gaps))
        for kind, gaps in groups.items()
    ]


@dataclass(frozen=True)
class AnswerSummary:
    """One question: the answers themselves when they are few, else what they have in common."""

    question: Question
    given: tuple[tuple[str, Any], ...]  # (sheet's name, answer)
    joint: str

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(name, say_answer(self.question, value)) for name, value in self.given]

    @property
    def is_long(self) -> bool:
        return len(self.given) > FEW_ANSWERS

    @property
    def summary(self) -> list[str]:
        values = [value for _, value in self.given]
        if self.question.type in NUMBERS:
            return [_range(self.question, values)]
        if self.question.type in ("choice", "multi", "boolean"):
            return _counts(self.question, values)
        return []


def _range(question: Question, values: list[Any]) -> str:
    numbers = sorted(Decimal(str(value)) for value in values)
    low, middle, high = (
        say_answer(question, plain(value)) for value in (numbers[0], median(numbers), numbers[-1])
    )
    return low if low == high else f"de {low} à {high}, la moitié au plus à {middle}"


def _counts(question: Question, values: list[Any]) -> list[str]:
    counts: dict[Any, int] = defaultdict(int)
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            counts[each] += 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return [f"{say_answer(question, each)} : {plural(count, 'fiche')}" for each, count in ranked]


def answer_summaries(result: Diagnosis) -> list[AnswerSummary]:
    """The questions that somebody answered, in the order of the questionnaire."""
    joint = {answer.question.id: answer for answer in result.joint_answers}
    summaries = []
    for question in result.questions.questions:
        given = tuple(
            (sheet.name, sheet.answers[question.id])
            for sheet in result.sheets
            if question.id in sheet.answers
        )
        if given:
            one = joint.get(question.id)
            said = say_answer(question, one.value) if one else ""
            summaries.append(AnswerSummary(question, given, said))
    return summaries


def answers_by_section(result: Diagnosis) -> list[tuple[Section, list[AnswerSummary]]]:
    """The same under the section that asks; those that nobody began are left out."""
    summaries = {summary.question.id: summary for summary in answer_summaries(result)}
    sections = [
        (section, [summaries[q.id] for q in section.questions if q.id in summaries])
        for section in result.questions.sections
    ]
    return [(section, answered) for section, answered in sections if answered]
