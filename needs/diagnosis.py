"""The sheets of several authorities, consolidated: yearly totals, who brings what, what is missing.

Every number is exact: sums are made of fractions and rounded once, when they are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from needs.questions import JointAnswer, QuestionSet, State, join
from needs.units import said_unit, unit_and_scale
from procurement.typography import NBSP, fold, join_words, long_date, number, plural

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
_CENT = Decimal("0.01")
# Two figures for one thing agree when they differ by less than this.
_TOLERANCE = Fraction(5, 100)


@dataclass(frozen=True)
class VolumeLine:
    """A quantity as somebody typed it; `period` empty: given once, a stock and no flow."""

    label: str
    quantity: Decimal
    unit: str
    period: str = ""
    component: str = ""
    site: int | None = None
    open_days: int = 5
    open_weeks: int = WEEKS_A_YEAR

    @property
    def is_flow(self) -> bool:
        return bool(self.period)

    @property
    def yearly(self) -> Fraction:
        """Per year of opening; a stock counts as it is."""
        return (
            Fraction(self.quantity)
            * {
                "": Fraction(1),
                "jour": Fraction(self.open_days * self.open_weeks),
                "semaine": Fraction(self.open_weeks),
                "mois": Fraction(MONTHS_A_YEAR * self.open_weeks, WEEKS_A_YEAR),
                "an": Fraction(1),
            }[self.period]
        )

    @property
    def daily(self) -> Fraction:
        """Per day of opening."""
        return self.yearly / (self.open_days * self.open_weeks)


@dataclass(frozen=True)
class SiteFacts:
    id: int
    name: str
    kind: str
    commune: str
    insee: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Sheet:
    """One need of one authority, with all it brings to the diagnosis."""

    id: str
    member: str
    title: str
    service: str = ""
    sites: tuple[SiteFacts, ...] = ()
    volumes: tuple[VolumeLine, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    undecided: int = 0
    validated: bool = False

    @property
    def name(self) -> str:
        return f"{self.member} ({self.service})" if self.service else self.member

    def site_name(self, site: int | None) -> str:
        return next((s.name for s in self.sites if s.id == site), "Ensemble de la fiche")


@dataclass(frozen=True)
class Share:
    """The part of a total that one member, site or designation brings."""

    name: str
    value: Decimal
    detail: str = ""


@dataclass(frozen=True)
class Total:
    """One component in one unit: a yearly flow, or a stock given once."""

    component: str
    unit: str
    is_flow: bool
    value: Decimal
    by_member: tuple[Share, ...]
    by_site: tuple[Share, ...]
    by_label: tuple[Share, ...]

    @property
    def title(self) -> str:
        return self.component[:1].upper() + self.component[1:] if self.component else "Volumes"

    @property
    def units(self) -> str:
        """« contenants par an », « kg au total »."""
        return f"{said_unit(self.unit, self.value)} {self.per}"

    @property
    def per(self) -> str:
        return "par an" if self.is_flow else "au total"


@dataclass(frozen=True)
class SiteRow:
    """What one site brings to each total, in their order; None where it brings nothing."""

    name: str
    commune: str
    member: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Gap:
    """Something missing or contradictory, why it matters, and the sheet that can mend it."""

    kind: str
    what: str
    why: str
    sheet: str = ""


@dataclass(frozen=True)
class AnswerRow:
    """One question, the answers side by side, and the one they make together."""

    label: str
    unit: str
    answers: tuple[tuple[str, str], ...]  # (sheet's name, answer in French)
    joint: str


@dataclass(frozen=True)
class Diagnosis:
    members: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    totals: tuple[Total, ...]
    site_rows: tuple[SiteRow, ...]
    gaps: tuple[Gap, ...]
    questions: QuestionSet
    lead: str = ""

    @property
    def sites(self) -> list[tuple[Sheet, SiteFacts]]:
        return [(sheet, site) for sheet in self.sheets for site in sheet.sites]

    @property
    def communes(self) -> list[str]:
        return sorted({site.insee for _, site in self.sites})

    @cached_property
    def joint_answers(self) -> list[JointAnswer]:
        """Questions whose answers make one for the whole diagnosis."""
        joined = (
            join(question, (sheet.answers.get(question.id) for sheet in self.sheets))
            for question in self.questions.questions
        )
        return [answer for answer in joined if answer]

    @property
    def answer_rows(self) -> list[AnswerRow]:
        joint = {answer.question.id: answer for answer in self.joint_answers}
        rows = []
        for question in self.questions.questions:
            given = tuple(
                (sheet.name, say_answer(question, sheet.answers[question.id]))
                for sheet in self.sheets
                if question.id in sheet.answers
            )
            if given:
                one = joint.get(question.id)
                said = say_answer(question, one.value) if one else ""
                rows.append(AnswerRow(question.label, question.unit, given, said))
        return rows

    def facts(self) -> dict[str, Decimal | int | str]:
        """What is known of the whole, under the ids that clauses and rules use."""
        known: dict[str, Decimal | int | str] = {
            answer.question.fact: _plain(answer.value)
            for answer in self.joint_answers
            if answer.question.fact
        }
        known |= {
            fact: value
            for fact, measure in _MEASURES.items()
            if (value := measure.over(self.sheets)) is not None
        }
        if self.sites:
            known |= {"sites": len(self.sites), "communes": len(self.communes)}
        if self.lead:
            known["lead_name"] = self.lead
        return known


@dataclass(frozen=True)
class _Measure:
    """A fact summed over the volumes of one unit; a sheet without any gives its answer instead."""

    unit: str
    is_flow: bool
    per: Callable[[VolumeLine], Fraction]
    answer: Callable[[Mapping[str, Any]], Fraction | None]

    def over(self, sheets: Iterable[Sheet]) -> Decimal | int | None:
        parts = [part for sheet in sheets if (part := self.of(sheet)) is not None]
        return _plain(_decimal(sum(parts, Fraction(0)))) if parts else None

    def of(self, sheet: Sheet) -> Fraction | None:
        measured = self.measured(sheet)
        return self.answer(sheet.answers) if measured is None else measured

    def measured(self, sheet: Sheet) -> Fraction | None:
        """The largest component: what is supplied, washed and collected is one and the same."""
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for line in sheet.volumes:
            unit, scale = unit_and_scale(line.unit)
            if unit == self.unit and line.is_flow == self.is_flow:
                sums[_key(line.component)] += self.per(line) * scale
        return max(sums.values(), default=None)


def _answered(question: str) -> Callable[[Mapping[str, Any]], Fraction | None]:
    return lambda answers: Fraction(str(answers[question])) if question in answers else None


def _meals_a_year(answers: Mapping[str, Any]) -> Fraction | None:
    names = ("meals_per_day", "open_days_per_week", "open_weeks_per_year")
    if not all(name in answers for name in names):
        return None
    meals, days, weeks = (Fraction(str(answers[name])) for name in names)
    return meals * days * weeks


_MEASURES = {
    "meals_per_day": _Measure("repas", True, lambda v: v.daily, _answered("meals_per_day")),
    "meals_per_year": _Measure("repas", True, lambda v: v.yearly, _meals_a_year),
    "containers_total": _Measure(
        "contenant", False, lambda v: v.yearly, _answered("containers_total")
    ),
    "containers_per_day": _Measure(
        "contenant", True, lambda v: v.daily, _answered("containers_per_day")
    ),
}


def consolidate(
    sheets: Sequence[Sheet],
    *,
    questions: QuestionSet,
    members: Sequence[str] = (),
    lead: str = "",
) -> Diagnosis:
    """The joint diagnosis of these sheets; `members` are those who joined, sheet or not."""
    everybody = tuple(dict.fromkeys([*members, *(sheet.member for sheet in sheets)]))
    lines = _lines(sheets)
    return Diagnosis(
        members=everybody,
        sheets=tuple(sheets),
        totals=tuple(_total(unit, is_flow, found) for (_, unit, is_flow), found in lines.items()),
        site_rows=tuple(_site_rows(sheets, list(lines.values()))),
        gaps=tuple(_gaps(sheets, everybody, questions)),
        questions=questions,
        lead=lead,
    )


def say_answer(question: Any, value: Any) -> str:
    """An answer in French, without its unit for choices and texts."""
    if question.type == "boolean":
        return "oui" if value else "non"
    if question.type in ("choice", "multi"):
        chosen = value if isinstance(value, list) else [value]
        return join_words([question.label_of(choice) for choice in chosen])
    if question.type in ("integer", "decimal", "percent"):
        unit = "%" if question.type == "percent" else said_unit(question.unit, Decimal(str(value)))
        return f"{number(Decimal(str(value)))}{NBSP}{unit}".strip()
    if question.type == "date":
        return long_date(date.fromisoformat(value))
    return str(value)


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """Names that differ by case or accents are one."""
    return fold(name).strip()


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_CENT, ROUND_HALF_UP)


def _plain(value: Any) -> Any:
    """A whole number as `int`, so that a clause says « 12 » and not « 12.00 »."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral() else value


Counted = tuple[Sheet, VolumeLine, Fraction]  # a line with its yearly value in the common unit


def _lines(sheets: Sequence[Sheet]) -> dict[tuple[str, str, bool], list[Counted]]:
    """The lines that add up together, by component, common unit, and flow or stock."""
    lines: dict[tuple[str, str, bool], list[Counted]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.volumes:
            unit, scale = unit_and_scale(line.unit)
            key = (_key(line.component), unit, line.is_flow)
            lines[key].append((sheet, line, line.yearly * scale))
    return dict(sorted(lines.items()))


def _site_rows(sheets: Sequence[Sheet], totals: list[list[Counted]]) -> list[SiteRow]:
    """One row a site, after one for what each sheet counts as a whole."""
    sums = [_sum_by_site(lines) for lines in totals]
    rows = []
    for sheet in sheets:
        places = [
            (None, "Ensemble de la fiche", ""),
            *((s.id, s.name, s.commune) for s in sheet.sites),
        ]
        for site, name, commune in places:
            values = tuple(by_site.get((sheet.id, site)) for by_site in sums)
            if site is not None or any(value is not None for value in values):
                rows.append(SiteRow(name, commune, sheet.name, values))
    return rows


def _sum_by_site(lines: list[Counted]) -> dict[tuple[str, int | None], Decimal]:
    sums: dict[tuple[str, int | None], Fraction] = defaultdict(Fraction)
    for sheet, line, value in lines:
        sums[sheet.id, line.site] += value
    return {place: _decimal(value) for place, value in sums.items()}


def _total(unit: str, is_flow: bool, lines: list[Counted]) -> Total:
    return Total(
        component=lines[0][1].component.strip(),
        unit=unit,
        is_flow=is_flow,
        value=_decimal(sum((value for *_, value in lines), Fraction(0))),
        by_member=_shares((sheet.member, "", value) for sheet, _, value in lines),
        by_site=_shares(
            (sheet.site_name(line.site), sheet.name, value) for sheet, line, value in lines
        ),
        by_label=_shares((line.label, "", value) for _, line, value in lines),
    )


def _shares(parts: Iterable[tuple[str, str, Fraction]]) -> tuple[Share, ...]:
    """Summed by name and detail, the largest first."""
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for name, detail, value in parts:
        sums[name, detail] += value
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name, _decimal(value), detail) for (name, detail), value in ordered)


def _gaps(sheets: Sequence[Sheet], members: Sequence[str], questions: QuestionSet) -> list[Gap]:
    present = {sheet.member for sheet in sheets}
    gaps = _contradictory_units(sheets)
    gaps += [
        Gap(
            "no_sheet",
            f"{member} n'a encore déposé aucun besoin.",
            "Ses volumes manquent aux totaux, et les fournisseurs sous-estimeront le marché.",
        )
        for member in members
        if member not in present
    ]
    for sheet in sheets:
        gaps += _gaps_of(sheet)
    return gaps + [gap for sheet in sheets if (gap := _unanswered(sheet, questions))]


def _gaps_of(sheet: Sheet) -> list[Gap]:
    found = [gap(sheet) for gap in (_no_volume, _silent_sites, _counted_twice, _undecided)]
    return [gap for gap in found if gap] + _disagreements(sheet)


def _unanswered(sheet: Sheet, questions: QuestionSet) -> Gap | None:
    sections = [s.title for s in questions.sections if s.missing(sheet.answers)]
    if not sections:
        return None
    untouched = questions.state(sheet.answers) == State.TODO
    left = "pas commencé" if untouched else f"à compléter ({join_words(sections)})"
    return Gap(
        "questions",
        f"{sheet.name} : questionnaire {left}.",
        "Les clauses et l'estimation s'appuient sur ces réponses.",
        sheet.id,
    )


def _no_volume(sheet: Sheet) -> Gap | None:
    if sheet.volumes:
        return None
    return Gap(
        "no_volume",
        f"{sheet.name} : aucun volume saisi.",
        "Sans volume, ni la valeur estimée ni la capacité des fournisseurs ne se vérifient.",
        sheet.id,
    )


def _silent_sites(sheet: Sheet) -> Gap | None:
    counted = {line.site for line in sheet.volumes}
    silent = [site.name for site in sheet.sites if site.id not in counted]
    if not silent or not sheet.volumes:
        return None
    named = join_words(silent[:3]) if len(silent) <= 3 else f"{', '.join(silent[:3])}…"
    return Gap(
        "site_without_volume",
        f"{sheet.name} : {plural(len(silent), 'site')} sans volume ({named}).",
        "Les tournées se calculent site par site.",
        sheet.id,
    )


def _counted_twice(sheet: Sheet) -> Gap | None:
    whole = {_same_thing(line) for line in sheet.volumes if line.site is None}
    sites = {_same_thing(line) for line in sheet.volumes if line.site is not None}
    twice = sorted({line.label for line in sheet.volumes if _same_thing(line) in whole & sites})
    if not twice:
        return None
    return Gap(
        "counted_twice",
        f"{sheet.name} : « {twice[0]} » est compté pour l'ensemble et aussi par site.",
        "Les deux s'ajoutent dans les totaux : gardez l'un ou l'autre s'il s'agit des mêmes.",
        sheet.id,
    )


def _same_thing(line: VolumeLine) -> tuple[str, str, str, bool]:
    return _key(line.component), _key(line.label), unit_and_scale(line.unit)[0], line.is_flow


def _undecided(sheet: Sheet) -> Gap | None:
    if not sheet.undecided:
        return None
    return Gap(
        "undecided",
        f"{sheet.name} : {plural(sheet.undecided, 'élément lu', 'éléments lus')} à confirmer.",
        "Seul ce qui est confirmé sert à la suite.",
        sheet.id,
    )


def _disagreements(sheet: Sheet) -> list[Gap]:
    """A questionnaire that says another number than the volumes of the same sheet."""
    gaps = []
    for measure, label in ((_MEASURES["meals_per_day"], "repas par jour"),):
        measured, answered = measure.measured(sheet), measure.answer(sheet.answers)
        if measured and answered and abs(measured - answered) > _TOLERANCE * measured:
            said, counted = number(_decimal(answered)), number(_decimal(measured))
            gaps.append(
                Gap(
                    "disagreement",
                    f"{sheet.name} : {said} {label} au questionnaire, {counted} dans les volumes.",
                    "Les totaux suivent les volumes ; corrigez celui des deux qui se trompe.",
                    sheet.id,
                )
            )
    return gaps


def _contradictory_units(sheets: Sequence[Sheet]) -> list[Gap]:
    units: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    names: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        for line in sheet.volumes:
            key = _key(line.component), _key(line.label)
            units[key].setdefault(unit_and_scale(line.unit)[0], sheet.name)
            names.setdefault(key, line.label)
    return [
        Gap(
            "contradictory_units",
            f"« {names[key]} » est compté en {join_words(list(used))} "
            f"({join_words(list(dict.fromkeys(used.values())))}).",
            "Des unités différentes ne s'additionnent pas : choisissez-en une.",
        )
        for key, used in units.items()
        if len(used) > 1
    ]


def as_dict(result: Diagnosis) -> dict[str, Any]:
    """The diagnosis as the API gives it; amounts as exact texts."""
    return {
        "members": list(result.members),
        "totals": [
            {
                "component": total.component,
                "unit": total.unit,
                "per": "an" if total.is_flow else None,
                "value": str(total.value),
                "by_member": _shares_as_list(total.by_member),
                "by_site": _shares_as_list(total.by_site),
                "by_label": _shares_as_list(total.by_label),
            }
            for total in result.totals
        ],
        "sites": [
            {
                "name": site.name,
                "insee": site.insee,
                "commune": site.commune,
                "member": sheet.member,
            }
            for sheet, site in result.sites
        ],
        "gaps": [{"kind": gap.kind, "what": gap.what, "why": gap.why} for gap in result.gaps],
        "facts": {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in result.facts().items()
        },
    }


def _shares_as_list(shares: Iterable[Share]) -> list[dict[str, str]]:
    return [{"name": s.name, "detail": s.detail, "value": str(s.value)} for s in shares]
