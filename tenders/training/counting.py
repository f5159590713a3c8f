"""Gathers who came to sessions, from registrations or from what stays of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count as CountOf
from django.db.models import Q, Sum
from django.utils import timezone

from procurement.accounts.models import User
from procurement.nomenclature.models import Commune
from tenders.training import evaluations
from tenders.training.choices import (
    Audience,
    RegistrationStatus,
    SessionKind,
    TerritoryKind,
)
from tenders.training.figures import LEVELS, Count, Figures, Held
from tenders.training.models import Evaluation, Headcount, Registration, TrainingSession

# Email addresses already seen, by organiser, year and measure.
Seen = dict[tuple[Any, ...], set[str]]


def figures_for(
    user: User | AnonymousUser, *, now: datetime, year: int | None = None, project: Any = None
) -> Figures:
    """What the sessions that the person may see add up to, among those that have taken place."""
    visible = TrainingSession.objects.visible_to(user).held()
    shown = set(visible.values_list("pk", flat=True))
    # Who came first elsewhere is known only from all the sessions of the same organisers.
    around = TrainingSession.objects.held().filter(organiser__in=visible.values("organiser"))
    past = around.past(at=now).reverse().select_related("organiser", "project")
    sessions = list(past.prefetch_related("sittings"))
    held = _held(sessions, _counts(sessions))
    return Figures(
        tuple(
            one
            for session, one in zip(sessions, held, strict=True)
            if session.pk in shown
            and year in (None, one.year)
            and (project is None or session.project_id == project.pk)
        ),
        {str(value): str(label) for value, label in Audience.choices},
        {str(value): str(label) for value, label in SessionKind.choices},
    )


def counts_of(session: TrainingSession) -> list[Count]:
    """Of one session, those before it in the year taken into account."""
    before = list(TrainingSession.objects.held().counted_with(session))
    return _counts([one for one in before if one.pk != session.pk] + [session])[session.pk]


def satisfaction(figures: Figures) -> Any:
    """The mean mark and the number of answers of these sessions, when enough people answered."""
    answers = Evaluation.objects.filter(session__in=[held.id for held in figures.sessions])
    return evaluations.mean_of_all([one.answers for one in answers])


def _counts(sessions: list[TrainingSession]) -> dict[Any, list[Count]]:
    """Session → a count for each audience; the sessions come in the order of their dates."""
    kept: dict[Any, list[Count]] = defaultdict(list)
    for row in Headcount.objects.filter(session__in=sessions).order_by("pk"):
        kept[row.session_id].append(
            Count(row.audience, row.registered, row.attended, row.people, row.minutes)
        )
    present = _present(sessions)
    seen: Seen = defaultdict(set)
    return {
        session.pk: kept[session.pk]
        if session.forgotten_at
        else _count(present[session.pk], seen[_year_of(session)])
        for session in sorted(sessions, key=_order)
    }


def _order(session: TrainingSession) -> tuple[datetime, str]:
    first = _first(session)
    return (first or timezone.now(), str(session.pk))


def _first(session: TrainingSession) -> datetime | None:
    return getattr(session, "starts_at", None) or session.first_start()


def _year_of(session: TrainingSession) -> tuple[Any, ...]:
    first = _first(session)
    year = timezone.localtime(first).year if first else 0
    return (session.organiser_id, year, SessionKind(session.kind).measure)


def _present(sessions: Iterable[TrainingSession]) -> dict[Any, list[dict[str, Any]]]:
    """Session → those with a seat, and those of the waiting list who were there all the same."""
    rows = (
        Registration.objects.filter(session__in=sessions)
        .annotate(stayed=Sum("attendances__minutes", default=0))
        .filter(Q(status=RegistrationStatus.SEATED) | Q(stayed__gt=0))
        .order_by("pk")
    )
    present: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("session", "email", "audience", "counted_elsewhere", "stayed"):
        present[row["session"]].append(dict(row))
    return present


def _count(rows: list[dict[str, Any]], seen: set[str]) -> list[Count]:
    counted: dict[str, list[int]] = {value: [0, 0, 0, 0] for value in Audience.values}
    for row in rows:
        totals = counted[row["audience"]]
        totals[0] += 1
        if row["stayed"]:
            new = not row["counted_elsewhere"] and row["email"] not in seen
            totals[1] += 1
            totals[2] += new
            totals[3] += row["stayed"]
            if row["email"]:
                seen.add(row["email"])
    return [Count(audience, *totals) for audience, totals in counted.items() if totals[0]]


def _held(sessions: list[TrainingSession], counts: dict[Any, list[Count]]) -> Iterator[Held]:
    places = _places(sessions)
    for session in sessions:
        yield Held(
            id=str(session.pk),
            title=session.title,
            kind=session.kind,
            measure=SessionKind(session.kind).measure.value,
            year=_year_of(session)[1],
            organiser=session.organiser.name,
            project=session.project.title if session.project else "",
            places=places(session),
            minutes=sum(sitting.minutes for sitting in session.sittings.all()),
            counts=tuple(counts[session.pk]),
        )


def _places(sessions: Iterable[TrainingSession]) -> Any:
    """How to name, at each level, the territory of a session."""
    codes: dict[str, set[str]] = defaultdict(set)
    for session in sessions:
        codes[session.territory_kind].add(session.territory_code)
    communes = Commune.objects.in_bulk(codes[TerritoryKind.COMMUNE])
    around = {
        row["epci_siren"]: row["department_name"]
        for row in Commune.objects.filter(epci_siren__in=codes[TerritoryKind.EPCI])
        .values("epci_siren", "department_name")
        .annotate(communes=CountOf("pk"))
        .order_by("communes")
    }

    def named(session: TrainingSession) -> dict[str, str]:
        wider = f"Plus large : {session.territory_name}"
        places = dict.fromkeys(LEVELS, wider)
        commune = communes.get(session.territory_code)
        if session.territory_kind == TerritoryKind.COMMUNE and commune:
            return {
                "commune": commune.name,
                "epci": commune.epci_name or wider,
                "departement": commune.department_name,
            }
        if session.territory_kind == TerritoryKind.EPCI:
            places["departement"] = around.get(session.territory_code, wider)
        if session.territory_kind in LEVELS:
            places[session.territory_kind] = session.territory_name
        return places

    return named
