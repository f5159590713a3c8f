"""The sessions of the reference case: two that took place, one to come, all of them fictitious."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from needs.models import Project
from procurement.accounts.models import Organisation, User
from procurement.yaml_files import read_yaml
from tenders.training.evaluations import SCALES
from tenders.training.models import Evaluation, Registration, TrainingSession
from tenders.training.programme import templates
from tenders.training.registering import Guest, add_walk_in, ask, confirm
from tenders.training.running import prepare, record_attendance
from tenders.training.territories import find_territory


@transaction.atomic
def make_sessions(now: datetime) -> list[TrainingSession]:
    """Prepared a month before each date, as their organiser would have."""
    path = Path(__file__).parent / "data" / "reference.yaml"
    story = read_yaml(path)
    host = User.objects.get(email=story["host"])
    organiser = Organisation.objects.get(name=story["organiser"])
    return [_make(row, organiser, host, now) for row in story["sessions"]]


def _make(
    row: dict[str, Any], organiser: Organisation, host: User, now: datetime
) -> TrainingSession:
    local = timezone.localtime(now) + timedelta(days=row["day"])
    starts_at = local.replace(hour=row["hour"], minute=0, second=0, microsecond=0)
    before = min(starts_at - timedelta(days=30), now)
    session = prepare(
        templates()[row["template"]],
        title=row["title"],
        starts_at=starts_at,
        organiser=organiser,
        project=Project.objects.filter(reference=row.get("project", "")).first(),
        by=host,
    )
    code, name = find_territory(*row["territory"])
    told = {key: row[key] for key in ("place", "access", "video_link", "capacity") if key in row}
    session.edit(
        version=1,
        territory_kind=row["territory"][0],
        territory_code=code,
        territory_name=name,
        **told,
    )
    session.open(by=host, now=before)
    stayed = [_register(session, person, before) for person in row["people"]]
    _follow(session, row, dict(stayed), starts_at)
    return session


def _register(
    session: TrainingSession, person: list[Any], before: datetime
) -> tuple[Registration, int]:
    name, organisation, audience, minutes = person
    email = f"{slugify(name.partition(' (')[0])}@example.org"
    ask(session, Guest(name, organisation, email, audience), now=before)
    registration = session.registrations.get(email=email)
    confirm(registration, now=before + timedelta(minutes=10))
    return registration, minutes


def _follow(
    session: TrainingSession,
    row: dict[str, Any],
    stayed: dict[Registration, int],
    starts_at: datetime,
) -> None:
    """What was noted on the day, and the opinions left after it."""
    sitting = session.sittings.first()
    if sitting is None or not any(stayed.values()):
        return
    if "walk_in" in row:
        name, organisation, audience = row["walk_in"]
        came = add_walk_in(session, Guest(name, organisation, "", audience), now=starts_at)
        stayed = {**stayed, came: sitting.minutes}
    record_attendance(sitting, stayed)
    Evaluation.objects.bulk_create(
        Evaluation(session=session, answers=_answers(row, n, marks))
        for n, marks in enumerate(row["evaluations"])
    )


def _answers(row: dict[str, Any], n: int, marks: list[int]) -> dict[str, Any]:
    texts = {id: row[id][n] for id in ("useful", "missing") if n < len(row[id])}
    return {**dict(zip(SCALES, marks, strict=True)), **texts}
