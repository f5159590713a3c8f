"""What sessions add up to: who was reached, by audience, territory and year; each figure defined.

Plain values in and out; `counting.py` gathers them, screen, files, API and Word render them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.typography import NBSP, join_words, number, plural, short
from procurement.word.blocks import BarChart, Series, Table

MEASURES = {"aware": "sensibilisées", "trained": "formées", "informed": "informées"}
LEVELS = {"commune": "commune", "epci": "intercommunalité", "departement": "département"}
_ROOM = 21  # characters beside a bar; the table gives the whole name
DEFINITIONS = (
    (
        "Personne sensibilisée, formée, informée",
        "Elle était présente, d'après la feuille d'émargement : sensibilisée à une réunion de "
        "sensibilisation ou à un webinaire, formée à une formation, informée à une rencontre ou à "
        "un rendez-vous. L'inscription seule ne compte pas.",
    ),
    (
        "Personnes différentes",
        "Chacune compte une fois par an, par organisateur et par mesure, dans la première session "
        "de l'année où elle est venue ; elle est reconnue à son adresse électronique. Sans "
        "adresse, elle compte à chaque session.",
    ),
    (
        "Participations",
        "Chaque présence à une session : qui vient à deux sessions compte deux fois. Plusieurs "
        "dates d'une même session ne font qu'une participation.",
    ),
    (
        "Inscriptions",
        "Les places confirmées, et les personnes venues sans inscription.",
    ),
    (
        "Heures suivies",
        "Les minutes de présence notées, additionnées personne par personne.",
    ),
    (
        "Année et territoire",
        "L'année de la première date ; le territoire que l'organisateur a donné à la session, "
        "jamais l'adresse des personnes.",
    ),
)


@dataclass(frozen=True)
class Count:
    """Of one audience in one session."""

    audience: str
    registered: int
    attended: int
    people: int
    minutes: int


@dataclass(frozen=True)
class Held:
    """A session that took place, and its counts; `places` is level → name of the territory."""

    id: str
    title: str
    kind: str
    measure: str
    year: int
    organiser: str
    project: str
    places: dict[str, str]
    minutes: int
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Line:
    """A row of a table: a name, people by measure, and participations."""

    name: str
    people: tuple[int, ...]
    attended: int

    @property
    def total(self) -> int:
        return sum(self.people)


@dataclass(frozen=True)
class Figures:
    sessions: tuple[Held, ...]
    audience_labels: dict[str, str]
    kind_labels: dict[str, str]

    def people(self, measure: str) -> int:
        return sum(
            one.people for held in self.sessions for one in held.counts if held.measure == measure
        )

    @property
    def attended(self) -> int:
        return sum(one.attended for held in self.sessions for one in held.counts)

    @property
    def registered(self) -> int:
        return sum(one.registered for held in self.sessions for one in held.counts)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for held in self.sessions for one in held.counts)

    @property
    def hours_attended(self) -> Decimal:
        return hours(self.minutes)

    def totals(self) -> list[tuple[str, int]]:
        """« sensibilisées » → how many people."""
        return [(label, self.people(id)) for id, label in MEASURES.items()]

    def by_audience(self) -> list[Line]:
        return self._lines(
            list(self.audience_labels.values()),
            lambda held, one: self.audience_labels[one.audience],
        )

    def by_year(self) -> list[Line]:
        years = sorted({str(held.year) for held in self.sessions})
        return self._lines(years, lambda held, one: str(held.year))

    def by_place(self, level: str) -> list[Line]:
        names = sorted({held.places[level] for held in self.sessions})
        return self._lines(names, lambda held, one: held.places[level])

    def by_kind(self) -> list[tuple[str, int]]:
        """How many sessions of each kind took place."""
        kinds = [held.kind for held in self.sessions]
        return [(self.kind_labels[id], kinds.count(id)) for id in self.kind_labels if id in kinds]

    def _lines(self, names: Sequence[str], name_of: Callable[[Held, Count], str]) -> list[Line]:
        """One line for each name that has something to tell."""
        people = {name: dict.fromkeys(MEASURES, 0) for name in names}
        attended = dict.fromkeys(names, 0)
        for held in self.sessions:
            for one in held.counts:
                name = name_of(held, one)
                people[name][held.measure] += one.people
                attended[name] += one.attended
        return [
            Line(name, tuple(people[name].values()), attended[name])
            for name in names
            if attended[name]
        ]

    def rows(self) -> list[tuple[str | int | float, ...]]:
        """The lines of the file: a session and an audience each, under `COLUMNS`."""
        return [
            (
                held.year,
                held.title,
                self.kind_labels[held.kind],
                f"personnes {MEASURES[held.measure]}",
                held.organiser,
                held.project,
                *(held.places[level] for level in LEVELS),
                self.audience_labels[one.audience],
                one.registered,
                one.attended,
                one.people,
                float(hours(one.minutes)),
            )
            for held in self.sessions
            for one in held.counts
        ]


COLUMNS = (
    "année",
    "session",
    "nature",
    "compte comme",
    "organisateur",
    "démarche",
    *LEVELS.values(),
    "public",
    "inscriptions",
    "participations",
    "personnes différentes",
    "heures suivies",
)


def hours(minutes: int) -> Decimal:
    return round(Decimal(minutes) / 60, 1)


def chart(caption: str, lines: Sequence[Line]) -> BarChart:
    """The same figures as the table, one bar a line, cut by measure."""
    return BarChart(
        caption,
        tuple(short(line.name, _ROOM) for line in lines),
        tuple(
            Series(f"personnes {label}", tuple(Decimal(line.people[n]) for line in lines))
            for n, label in enumerate(MEASURES.values())
        ),
        "personnes",
        stacked=True,
    )


def table(caption: str, first: str, lines: Sequence[Line]) -> Table:
    sums = [sum(line.people[n] for line in lines) for n in range(len(MEASURES))]
    return Table(
        header=(first, *(label.capitalize() for label in MEASURES.values()), "Participations"),
        rows=tuple((line.name, *map(number, line.people), number(line.attended)) for line in lines),
        totals=(
            "Total",
            *map(number, sums),
            number(sum(line.attended for line in lines)),
        ),
        caption=caption,
        widths=(4, 2, 2, 2, 2),
        numbers=frozenset({1, 2, 3, 4}),
        row_headers=True,
    )


def paste(
    figures: Figures,
    period: str,
    level: str,
    satisfaction: tuple[Decimal, int] | None = None,
) -> list[str]:
    """Sentences ready for an activity report; `period` reads « En 2026 »."""
    if not figures.sessions:
        return [f"{period}, aucune session n'a encore eu lieu."]
    kinds = [plural(count, label, plural_of(label)) for label, count in figures.by_kind()]
    duration = hours(sum(held.minutes for held in figures.sessions))
    reached = [
        f"{plural(count, 'personne')} {label if count > 1 else label[:-1]}"
        for label, count in figures.totals()
        if count
    ]
    organisers = sorted({held.organiser for held in figures.sessions})
    held = "a tenu" if len(organisers) == 1 else "ont tenu"
    sentences = [
        f"{period}, {join_words(organisers)} {held} {plural(len(figures.sessions), 'session')} "
        f"({join_words(kinds)}), soit {number(duration)}{NBSP}h d'animation.",
    ]
    if reached:
        sentences.append(
            f"Ces sessions ont touché {join_words(reached)}, pour "
            f"{plural(figures.attended, 'participation')} et "
            f"{number(figures.hours_attended)}{NBSP}h suivies."
        )
        told = [f"{line.name} ({number(line.total)})" for line in figures.by_audience()]
        sentences.append(f"Publics touchés : {join_words(told)}.")
        places = [f"{line.name} ({number(line.total)})" for line in figures.by_place(level)]
        sentences.append(f"Par {LEVELS[level]} : {join_words(places)}.")
    if satisfaction:
        mark, answers = satisfaction
        sentences.append(
            f"Les participants donnent en moyenne {number(mark)} sur 4 "
            f"({plural(answers, 'évaluation anonyme', 'évaluations anonymes')})."
        )
    sentences.append(
        "Chaque personne compte une fois par an et par mesure, d'après les feuilles d'émargement."
    )
    return sentences


def plural_of(label: str) -> str:
    """« réunions de sensibilisation », « rencontres acheteurs et fournisseurs »."""
    first, _, rest = label.partition(" ")
    many = first if first.endswith("s") else f"{first}s"
    return " ".join(filter(None, (many, "individuels" if rest == "individuel" else rest)))


def of_year(sessions: Iterable[Held], year: int | None) -> tuple[Held, ...]:
    return tuple(held for held in sessions if year in (None, held.year))
