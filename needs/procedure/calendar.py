"""From a launch, or back from the day the contract must start: the steps, and their least days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from needs.procedure.kinds import Minimum
from procurement.legal import Law, LegalValue, law, months_later
from procurement.workdays import next_working

SCALE = 1000  # width of the drawing
CANDIDATURES_FIRST = ("ao_restreint", "procedure_negociation", "dialogue_competitif")


@dataclass(frozen=True)
class Period:
    """Some days that a step takes; `legal` when a text sets them, else a usage to adapt."""

    title: str
    begins: date
    days: int
    legal: bool
    article: str
    source: str
    doubt: str = ""

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=self.days)


@dataclass(frozen=True)
class Limit:
    """A last day that a text sets, beside the steps."""

    title: str
    on: date
    article: str


@dataclass(frozen=True)
class Bar:
    """A period as the line shows it, out of `SCALE`."""

    number: int
    x: int
    width: int
    period: Period

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Calendar:
    launch: date
    periods: tuple[Period, ...]
    limits: tuple[Limit, ...]

    @property
    def starts(self) -> date:
        """The first day the contract can be notified."""
        return self.periods[-1].ends if self.periods else self.launch

    @property
    def bars(self) -> list[Bar]:
        whole = max(1, (self.starts - self.launch).days)

        def place(day: date) -> int:
            return (day - self.launch).days * SCALE // whole

        return [
            Bar(number, place(one.begins), place(one.ends) - place(one.begins), one)
            for number, one in enumerate(self.periods, start=1)
        ]


def plan(
    launch: date,
    minimum: Minimum,
    *,
    procedure: str = "",
    shortened: bool = False,
    documents_online: bool = True,
    legal: Law | None = None,
) -> Calendar:
    """The least calendar of a consultation launched that day, by the law of that day."""
    legal = legal or law()
    periods: list[Period] = []
    begins = launch
    for title, value, is_legal in _steps(launch, minimum, procedure, shortened, legal):
        days = int(value.number)
        if not periods and is_legal and not documents_online:
            days += int(legal.value("missing_documents_days", launch).number)
        ends = next_working(begins + timedelta(days=days))
        days = (ends - begins).days
        periods.append(
            Period(title, begins, days, is_legal, value.article, value.source, value.doubt)
        )
        begins = ends
    return Calendar(launch, tuple(periods), tuple(_limits(periods, minimum, launch, legal)))


def plan_back(
    start: date,
    minimum: Minimum,
    *,
    procedure: str = "",
    shortened: bool = False,
    documents_online: bool = True,
    legal: Law | None = None,
) -> Calendar:
    """The calendar whose contract can be notified by that day, launched as late as may be."""

    def of(launch: date) -> Calendar:
        return plan(
            launch,
            minimum,
            procedure=procedure,
            shortened=shortened,
            documents_online=documents_online,
            legal=legal,
        )

    known = of(start)
    while known.starts > start:
        known = of(known.launch - (known.starts - start))
    return known


def _steps(
    at: date, minimum: Minimum, procedure: str, shortened: bool, legal: Law
) -> Iterator[tuple[str, LegalValue, bool]]:
    """Each step's title, days, and whether a text sets them."""
    formal = minimum == Minimum.FORMAL
    if minimum == Minimum.DISPENSE:
        return
    if formal and procedure in CANDIDATURES_FIRST:
        urgent = "_urgent" if shortened else ""
        offers = "short" if shortened else "electronic"
        yield "Candidatures", legal.value(f"candidacy_days{urgent}", at), True
        yield "Remise des offres", legal.value(f"restricted_offer_days_{offers}", at), True
    elif formal:
        name = "open_days_short" if shortened else "open_days_electronic"
        yield "Publicité et remise des offres", legal.value(name, at), True
    else:
        yield "Publicité et remise des offres", legal.value("adapted_days", at), False
    kind = "formal" if formal else "adapted"
    yield "Analyse des offres et choix", legal.value(f"evaluation_days_{kind}", at), False
    if formal:
        yield "Information des candidats écartés", legal.value("standstill_days", at), True


def _limits(periods: list[Period], minimum: Minimum, at: date, legal: Law) -> Iterator[Limit]:
    if not periods:
        return
    signed = periods[-1].ends
    if minimum == Minimum.FORMAL:
        answers, notice = legal.value("answers_days", at), legal.value("award_notice_days", at)
        due = next(one.ends for one in periods if "offres" in one.title)
        before = due - timedelta(days=int(answers.number))
        yield Limit("Dernier jour pour répondre aux questions", before, answers.article)
        after = signed + timedelta(days=int(notice.number))
        yield Limit("Avis d'attribution, au plus tard", after, notice.article)
    if legal.knows("essential_data_months", at):
        data = legal.value("essential_data_months", at)
        after = months_later(signed, int(data.number))
        yield Limit("Données essentielles, au plus tard", after, data.article)
