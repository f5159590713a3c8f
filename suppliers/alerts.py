"""Who is told of what: suppliers of an open consultation, buyers of a supplier that now answers.

The sentences are those of a search, and so is the order; each is told once of each thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from procurement.accounts.models import User
from suppliers.demand import Demand
from suppliers.gathering import (
    demand_of_need,
    demand_of_project,
    facts_of,
    in_the_register,
    match,
)
from suppliers.matching import Result, rank
from suppliers.models import Alert, AlertKind, Frequency, MatchRun, Subscriber, Supplier

WORTH = 50.0  # points from which an answer is worth a message
MOST = 100  # suppliers told of one consultation
SHOWN = 20  # the top of a search: who enters it is worth telling its owner
SEARCHED = timedelta(days=180)  # a search older than that is no longer followed


@dataclass(frozen=True)
class Subject:
    """What suppliers may be told of: public, with a page that anyone may open."""

    key: str
    title: str
    path: str
    ends_at: datetime | None = None


def tell_suppliers(
    demand: Demand, subject: Subject, *, now: datetime, except_for: Iterable[UUID] = ()
) -> list[Alert]:
    """Alerts for the suppliers that answer best, among those that hold their record."""
    worth = [r for r in match(demand).results[:MOST] if r.score >= WORTH]
    by_key = {UUID(result.supplier.key): result for result in worth}
    held = Supplier.objects.filter(pk__in=by_key).exclude(organisation=None)
    told = [
        _alert(
            Subscriber.objects.of_supplier(supplier),
            AlertKind.CONSULTATION,
            subject,
            by_key[supplier.pk],
            now,
        )
        for supplier in held.exclude(pk__in=list(except_for))
    ]
    return _keep(told)


def tell_owners(supplier: Supplier, *, now: datetime) -> list[Alert]:
    """Alerts for those whose recent search this supplier would now enter near the top."""
    told: list[Alert] = []
    for run in followed(now=now):
        if str(supplier.pk) not in _found_by(run):
            told += _newcomers(run, _ranked_alone(run, supplier), now)
    return _keep(told)


def look_again(*, now: datetime) -> list[Alert]:
    """The same for every supplier at once: each followed search made again, newcomers told."""
    told: list[Alert] = []
    for run in followed(now=now):
        known = _found_by(run)
        results = match(demand_of(run)).results[:SHOWN]
        told += _newcomers(run, [r for r in results if r.supplier.key not in known], now)
    return _keep(told)


def followed(*, now: datetime) -> Iterator[MatchRun]:
    """The latest search of each project and need whose purchase is still ahead."""
    recent = MatchRun.objects.filter(created_at__gte=now - SEARCHED).order_by()
    for subject in ("project", "need"):
        latest = recent.exclude(**{subject: None}).values(subject).annotate(last=Max("created_at"))
        for row in latest:
            runs = MatchRun.objects.filter(**{subject: row[subject]}, created_at=row["last"])
            yield from runs.select_related("need", "project", "created_by")[:1]


def demand_of(run: MatchRun) -> Demand:
    if run.project is not None:
        return demand_of_project(run.project)
    return demand_of_need(run.need)  # type: ignore[arg-type]


def _found_by(run: MatchRun) -> set[str]:
    return {row["supplier"] for row in run.result["results"]}


def _ranked_alone(run: MatchRun, supplier: Supplier) -> list[Result]:
    """The supplier if it would stand in the top of this search as it was."""
    demand = in_the_register(demand_of(run))
    ranking = rank(demand, facts_of(Supplier.objects.filter(pk=supplier.pk)))
    scores = [row["score"] for row in run.result["results"][:SHOWN]]
    lowest = min(scores) if len(scores) == SHOWN else 0.0
    return [result for result in ranking.results if result.score >= lowest]


def _newcomers(run: MatchRun, results: Iterable[Result], now: datetime) -> Iterator[Alert]:
    worth = [result for result in results if result.score >= WORTH]
    watchers = watchers_of(run) if worth else []
    for result in worth:
        title = f"{result.supplier.name}, pour « {run.project or run.need} »"
        path = Supplier(pk=result.supplier.key).get_absolute_url()
        subject = Subject(f"{run.pk}:{result.supplier.key}", title[:250], path)
        for user in watchers:
            subscriber = Subscriber.objects.of_person(user)
            yield _alert(subscriber, AlertKind.PROFILE, subject, result, now)


def watchers_of(run: MatchRun) -> list[User]:
    """Who made the search and who answers for the need, if they may still see it."""
    named = [run.created_by, run.need.responsible if run.need else None]
    people = {user.pk: user for user in named if user and user.is_active}
    return [u for u in people.values() if MatchRun.objects.visible_to(u).filter(pk=run.pk).exists()]


def _alert(
    subscriber: Subscriber, kind: AlertKind, subject: Subject, result: Result, now: datetime
) -> Alert:
    return Alert(
        subscriber=subscriber,
        kind=kind,
        subject=subject.key,
        title=subject.title,
        path=subject.path,
        score=result.score,
        reasons=result.gained,
        raised_at=now,
        ends_at=subject.ends_at,
    )


def _keep(alerts: list[Alert]) -> list[Alert]:
    """Only what nobody was told yet, nor refused to be told; at once for those who chose so."""
    from suppliers.alert_mail import deliver_to

    wanted = [alert for alert in alerts if alert.subscriber.frequency != Frequency.NEVER]
    keys = [alert.subject for alert in wanted]
    known = set(Alert.objects.filter(subject__in=keys).values_list("subscriber", "kind", "subject"))
    fresh = [a for a in wanted if (a.subscriber_id, a.kind, a.subject) not in known]
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    for subscriber in {alert.subscriber for alert in fresh}:
        if subscriber.frequency == Frequency.IMMEDIATE:
            deliver_to.enqueue(subscriber.pk)
    return fresh


@task()
def profile_changed(supplier_id: str) -> int:
    """After a supplier wrote its record: the number of alerts raised."""
    supplier = Supplier.objects.filter(pk=UUID(supplier_id)).first()
    return len(tell_owners(supplier, now=timezone.now())) if supplier else 0
