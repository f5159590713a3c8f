"""Who must be told of a workshop, how early, and what must be published of it.

A workshop is part of the sourcing (R2111-1): it may inform the need, and must not give to those who
came what the others do not have (R2111-2, L3). No text sets its form: what follows is prudence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procurement.legal import Finding, Severity, gravest_first, value
from procurement.typography import NBSP, join_words, long_date, plural
from procurement.workdays import is_working

LONGEST = 240  # minutes after which a small structure can no longer spare somebody
FAIRNESS = ("R2111-1", "R2111-2", "L3")


@dataclass(frozen=True)
class Told:
    """A structure that must be told; `at` is when the message left, None while it has not.

    One that came into the consultation after the announcement is due from that day.
    """

    name: str
    at: datetime | None
    joined_at: datetime | None = None

    def due_at(self, announced_at: datetime) -> datetime:
        return max(announced_at, self.joined_at) if self.joined_at else announced_at


@dataclass(frozen=True)
class WorkshopFacts:
    """What is known of a workshop on the day it is looked at; moments are local."""

    starts_at: datetime
    minutes: int = 0
    attached: int = 0  # points of the agenda that speak of a clause, a criterion or a question
    has_place: bool = True
    links_until: datetime | None = None  # when the personal links of suppliers stop working
    reason: str = ""  # of a short notice
    announced_at: datetime | None = None
    told: tuple[Told, ...] = ()
    late_documents: tuple[tuple[str, datetime], ...] = ()
    minutes_published_at: datetime | None = None
    corrections_until: datetime | None = None
    corrections_waiting: int = 0
    minutes_closed_at: datetime | None = None
    is_cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def usual_notice(at: date) -> int:
    """Days that a workshop is announced ahead, as a usage."""
    return int(value("workshop_notice", at).number)


def days_ahead(told_at: datetime, starts_at: datetime) -> int:
    """Whole days between the message and the meeting, counted from one calendar day to another."""
    return (starts_at.date() - told_at.date()).days


def is_short(starts_at: datetime, *, now: datetime) -> bool:
    """Whether announcing it now leaves less than the usage: the reason must then be written."""
    return days_ahead(now, starts_at) < usual_notice(now.date())


def refusals(facts: WorkshopFacts, *, now: datetime) -> list[str]:
    """Why it cannot be announced yet: what a supplier needs to know before coming."""
    said = []
    if not facts.minutes:
        said.append("Ajoutez au moins un point à l'ordre du jour, avec sa durée.")
    if not facts.has_place:
        said.append("Indiquez un lieu, une adresse de visioconférence, ou les deux.")
    if facts.starts_at <= now:
        said.append("La date de l'atelier est passée : choisissez une date à venir.")
    if facts.links_until and facts.ends_at > facts.links_until:
        said.append(
            "Les liens personnels des fournisseurs cessent de fonctionner le "
            f"{long_date(facts.links_until.date())} : choisissez une date avant, ou prolongez la "
            "consultation."
        )
    if is_short(facts.starts_at, now=now) and not facts.reason.strip():
        said.append(
            f"L'atelier se tiendrait dans {plural(days_ahead(now, facts.starts_at), 'jour')}, "
            f"moins que l'usage ({plural(usual_notice(now.date()), 'jour')}) : écrivez pourquoi."
        )
    return said


def findings(facts: WorkshopFacts, *, now: datetime) -> tuple[Finding, ...]:
    """What a judge or a supplier left out could say of it, gravest first."""
    if facts.is_cancelled:
        return ()
    return gravest_first([*_of_the_date(facts, now), *_of_telling(facts), *_of_minutes(facts, now)])


def _of_the_date(facts: WorkshopFacts, now: datetime) -> Iterator[Finding]:
    told_at = facts.announced_at or now
    usage = value("workshop_notice", told_at.date())
    days = days_ahead(told_at, facts.starts_at)
    if days < usage.number:
        yield Finding(
            "workshop-short-notice",
            Severity.WARNING,
            FAIRNESS,
            f"{plural(days, 'jour')} entre l'annonce et l'atelier, pour un usage de "
            f"{plural(usage.number, 'jour')}. {usage.doubt}",
            "Choisissez une date plus lointaine, ou gardez le motif écrit"
            + (f"{NBSP}: «{NBSP}{facts.reason}{NBSP}»." if facts.reason else "."),
            usage.source,
        )
    if not is_working(facts.starts_at.date()):
        yield Finding(
            "workshop-day-off",
            Severity.ADVICE,
            ("L3",),
            "L'atelier tombe un samedi, un dimanche ou un jour férié : des structures ne pourront "
            "pas venir.",
            "Préférez un jour ouvré, entre 9 h et 17 h.",
        )
    if facts.minutes > LONGEST:
        yield Finding(
            "workshop-long",
            Severity.ADVICE,
            ("L3",),
            f"{duration(facts.minutes)} : une petite structure ne peut pas toujours libérer "
            "quelqu'un aussi longtemps.",
            "Coupez l'atelier en deux, ou dites quels points concernent qui.",
        )
    if facts.minutes and not facts.attached:
        yield Finding(
            "workshop-nothing-attached",
            Severity.ADVICE,
            ("R2111-1",),
            "Aucun point de l'ordre du jour n'est rattaché à une clause, un critère ou une "
            "question de la consultation.",
            "Rattachez-les : ce qui sera dit se retrouvera au bon endroit du rapport.",
        )


def _of_telling(facts: WorkshopFacts) -> Iterator[Finding]:
    if facts.announced_at is None:
        return
    untold = [one.name for one in facts.told if one.at is None]
    if untold:
        yield Finding(
            "workshop-not-told",
            Severity.BLOCKING,
            FAIRNESS,
            f"{_who(untold)} de la consultation sans être informée de l'atelier{NBSP}: "
            f"{join_words(untold)}.",
            "Informez-la maintenant, avec le même texte que les autres.",
        )
    late = [
        (one.name, days_ahead(one.at, facts.starts_at))
        for one in facts.told
        if one.at and days_ahead(one.due_at(facts.announced_at), one.at) > 0
    ]
    if late:
        named = join_words([f"{name} ({_before(days)})" for name, days in late])
        yield Finding(
            "workshop-told-later",
            Severity.WARNING,
            FAIRNESS,
            f"Informées après les autres{NBSP}: {named}.",
            "Dites-le dans le rapport, et vérifiez que le compte rendu leur est bien parvenu.",
        )
    for title, at in facts.late_documents:
        yield Finding(
            "workshop-late-document",
            Severity.WARNING,
            FAIRNESS,
            f"Le document «{NBSP}{title}{NBSP}» a été joint après l'annonce, le "
            f"{long_date(at.date())}{NBSP}: tous en sont avertis, mais ont eu moins de temps.",
            "Laissez le temps de le lire avant d'en parler, ou rouvrez le point par écrit.",
        )


def _of_minutes(facts: WorkshopFacts, now: datetime) -> Iterator[Finding]:
    if facts.announced_at is None or facts.ends_at > now:
        return
    usage = value("workshop_minutes", facts.ends_at.date())
    done_at = facts.minutes_published_at or now
    days = (done_at.date() - facts.ends_at.date()).days
    if days > usage.number:
        said = "a été publié" if facts.minutes_published_at else "n'est pas publié"
        yield Finding(
            "workshop-minutes-late",
            Severity.WARNING,
            FAIRNESS,
            f"Le compte rendu {said} {plural(days, 'jour')} après l'atelier, pour un usage de "
            f"{plural(usage.number, 'jour')}. {usage.doubt}",
            "Publiez-le pour tous, absents compris, avant d'arrêter le besoin.",
            usage.source,
        )
    if facts.corrections_waiting:
        yield Finding(
            "workshop-corrections-waiting",
            Severity.WARNING,
            FAIRNESS,
            f"{plural(facts.corrections_waiting, 'correction demandée', 'corrections demandées')} "
            "par des participants sans réponse.",
            "Répondez à chacune, avec son motif, avant de clore le compte rendu.",
        )
    if facts.corrections_until and not facts.minutes_closed_at and now > facts.corrections_until:
        yield Finding(
            "workshop-minutes-open",
            Severity.ADVICE,
            ("R2111-1",),
            "Le délai de correction est passé et le compte rendu n'est pas clos.",
            "Relisez-le et closez-le : il ne changera plus, et chacun recevra sa version finale.",
        )


def _who(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"1{NBSP}structure est invitée"
    return f"{len(names)}{NBSP}structures sont invitées"


def _before(days: int) -> str:
    return f"{plural(days, 'jour')} avant l'atelier" if days > 0 else "le jour même ou après"


def duration(minutes: int) -> str:
    """« 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{f'{NBSP}{rest:02d}' if rest else ''}"


def timetable(starts_at: datetime, minutes: Sequence[int]) -> list[str]:
    """When each point begins: « 9 h 00 », « 9 h 20 »."""
    moments = [starts_at + timedelta(minutes=sum(minutes[:n])) for n in range(len(minutes))]
    return [f"{at.hour}{NBSP}h{NBSP}{at.minute:02d}" for at in moments]
