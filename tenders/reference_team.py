"""The team of the reference case, and what it says to itself about places of the project."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from needs.discussing import Place, places_of
from needs.models import Discussion, Project, Teammate
from procurement.accounts.models import User
from tenders.reference_data import case


def make_team(project: Project, people: dict[str, User], now: datetime) -> None:
    """The owner, then those named: who has an account has joined, the others are awaited."""
    owner = people[case()["team"]["owner"]]
    project.hand_over(owner, by=owner, now=now)
    named = [
        Teammate.objects.appoint(
            project, email=row["email"], name=row["name"], right=row["right"], by=owner, now=now
        )
        for row in case()["team"]["named"]
    ]
    for mate in named:
        if mate.user is None and mate.email in people:
            mate.join(people[mate.email], now=now + timedelta(hours=1))


def make_discussions(project: Project, people: dict[str, User], now: datetime) -> None:
    places = {place.title: place for place in places_of(project).values()}
    for row in case()["discussions"]:
        make_discussion(project, places[row["about"]], row, people, now)


def make_discussion(
    project: Project, place: Place, row: dict[str, Any], people: dict[str, User], now: datetime
) -> None:
    (first, text), *replies = row["said"]
    thread = Discussion.objects.start(
        project, place=place.id, about=place.title, text=text, by=people[first], now=now
    )
    for hours, (author, answer) in enumerate(replies, start=2):
        thread.reply(answer, by=people[author], now=now + timedelta(hours=hours))
    if row.get("resolved_by"):
        thread.resolve(by=people[row["resolved_by"]], now=now + timedelta(hours=6))
