"""Who is told of what: suppliers of an open consultation, buyers of a supplier that now answers.

The sentences are those of a search. A supplier is told for its own answer, whoever else answers
better; each is told once of each thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone
from django_tasks import task

from procurement.accounts.models import User
from procurement.typography import join_words
from suppliers import retrieval
from suppliers.covering import covered
from suppliers.demand import Demand
from suppliers.filing import in_chunks
from suppliers.gathering import (
    demand_of_need,
    demand_of_project,
    facts_of,
    in_the_register,
    match,
)
from suppliers.matching import Result, Weights, rank
from suppliers.models import Alert, AlertKind, Entry, Frequency, MatchRun, Subscriber, Supplier

WORTH = 0.2  # how much of what a need asks a supplier does, or one whole part of it
SHOWN = 20  # the top of a search: who enters it is worth telling its owner
SEARCHED = timedelta(days=180)  # a search older than that is no longer followed


@dataclass(frozen=True)
class Subject:
    """What suppliers may be told of: public, with a page that anyone may open."""

    key: str
    title: str
    path: str
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Opening:
    """A need that is open to all; those who are invited have had their own message."""

    demand: Demand
    subject: Subject
    invited: frozenset[UUID] = frozenset()


# What is open at a moment; apps above add theirs when they start.
OPENINGS: list[Callable[[datetime], Iterable[Opening]]] = []


def tell_suppliers(opening: Opening, *, now: datetime) -> list[Alert]:
    """Alerts for the suppliers that hold their record and that it makes answer."""
    told: list[Alert] = []
    demand = in_the_register(opening.demand)
    for entries in in_chunks(_held_that_say(demand)):
        held = Supplier.objects.filter(entry__in=entries).exclude(pk__in=opening.invited)
        told += _answering(demand, held, opening.subject, now)
    return _keep(told)


def tell_supplier(supplier: Supplier, *, now: datetime) -> list[Alert]:
    """The same for all that is open, and one supplier."""
    told: list[Alert] = []
    own = Supplier.objects.filter(pk=supplier.pk).exclude(organisation=None)
    for opening in (opening for gather in OPENINGS for opening in gather(now)):
        if supplier.pk not in opening.invited:
            told += _answering(in_the_register(opening.demand), own, opening.subject, now)
    return _keep(told)


def _held_that_say(demand: Demand) -> list[int]:
    """The entries of records that somebody holds and that say something of the need, there."""
    terms = retrieval.known(demand.index_terms).values()
    found = retrieval.search(terms, sorted(demand.departments) or None)
    held = Entry.objects.exclude(supplier__organisation=None).values_list("pk", flat=True)
    return sorted({*held}.intersection(found.entries))


def _answering(
    demand: Demand, suppliers: QuerySet[Supplier], subject: Subject, now: datetime
) -> Iterator[Alert]:
    worth = [result for result in rank(demand, facts_of(suppliers)).results if is_worth(result)]
    keys = [UUID(result.supplier.key) for result in worth]
    subscribers = Subscriber.objects.of_suppliers(keys)
    for key, result in zip(keys, worth, strict=True):
        yield _alert(subscribers[key], AlertKind.CONSULTATION, subject, result, now)


def is_worth(result: Result) -> bool:
    """Whether the supplier does enough of the need, or a part of it, to be worth a message."""
    return result.answer.share >= WORTH or result.answer.does_a_part


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
        results = match(demand_of(run), Weights(**run.weights)).results[:SHOWN]
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
    """The supplier if it would stand in the top of this search as it was, by its weights."""
    demand = in_the_register(demand_of(run))
    own = facts_of(Supplier.objects.filter(pk=supplier.pk))
    ranking = rank(demand, own, Weights(**run.weights))
    scores = [row["score"] for row in run.result["results"][:SHOWN]]
    lowest = min(scores) if len(scores) == SHOWN else 0.0
    return [result for result in ranking.results if result.score >= lowest]


def _newcomers(run: MatchRun, results: Iterable[Result], now: datetime) -> Iterator[Alert]:
    worth = [result for result in results if is_worth(result)]
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
        reasons=[*_share_of(result), *result.gained],
        raised_at=now,
        ends_at=subject.ends_at,
    )


def _share_of(result: Result) -> Iterator[str]:
    """Of a need in several parts, those that the supplier does when it does not do all."""
    answer = result.answer
    parts = covered(answer.demand, answer)
    if parts and len(parts) < len(answer.demand.components):
        yield f"Répond à une partie du besoin : {join_words(parts)}, à compléter en groupement."


def _keep(alerts: list[Alert]) -> list[Alert]:
    """Only what nobody was told yet, nor refused to be told; at once for those who chose so."""
    from suppliers.alert_mail import deliver_to

    wanted = [alert for alert in alerts if alert.subscriber.frequency != Frequency.NEVER]
    keys = {alert.subject for alert in wanted}
    known = set(Alert.objects.filter(subject__in=keys).values_list("subscriber", "kind", "subject"))
    fresh = [a for a in wanted if (a.subscriber_id, a.kind, a.subject) not in known]
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    for subscriber in {alert.subscriber for alert in fresh}:
        if subscriber.frequency == Frequency.IMMEDIATE:
            deliver_to.enqueue(subscriber.pk)
    return fresh


@task()
def profile_changed(supplier_id: str) -> int:
    """After a supplier wrote its record: the number of alerts raised.

    Those who did not ask to be told at once are told of what is open by the next daily pass.
    """
    supplier = Supplier.objects.filter(pk=UUID(supplier_id)).first()
    if supplier is None:
        return 0
    now = timezone.now()
    told = tell_owners(supplier, now=now)
    if Subscriber.objects.filter(supplier=supplier, frequency=Frequency.IMMEDIATE).exists():
        told += tell_supplier(supplier, now=now)
    return len(told)
