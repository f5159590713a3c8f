"""Two suppliers of the reference case that answer together, and a third that may join them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tenders.models import (
    Consortium,
    ConsortiumMember,
    ConsortiumMessage,
    Invitation,
    MarketConsultation,
    MemberState,
    PartnerNotice,
)
from tenders.reference_data import case


def make_group(
    consultation: MarketConsultation, invited: Sequence[Invitation], now: datetime
) -> Consortium:
    """Founded before the answers, so that its lead's answer is that of the group."""
    row = case()["group"]
    for one in (row["partner"], row["visible"]):
        PartnerNotice.objects.create(
            invitation=invited[one["of"] - 1],
            offers=one["offers"],
            seeks=one["seeks"],
            components=one["components"],
        )
    group = Consortium.found(invited[row["founder"]["of"] - 1], row["name"], now=now)
    partner = invited[row["partner"]["of"] - 1]
    (asked,) = group.ask([partner.partner_notice], now=now + timedelta(minutes=5))
    asked.move(MemberState.JOINED, now=now + timedelta(minutes=10))
    members = {"founder": group.members.get(is_lead=True), "partner": asked}
    for name, member in members.items():
        _say_part(member, row[name])
    group.change(
        name=row["name"],
        form=row["form"],
        lead=members["founder"],
        is_open=True,
        version=group.version,
        now=now,
    )
    _work(group, members, row, now)
    return group


def _say_part(member: ConsortiumMember, row: dict[str, Any]) -> None:
    member.role, member.share = row["role"], Decimal(row["share"])
    member.components = row["components"]
    member.save(update_fields=["role", "share", "components"])


def _work(
    group: Consortium, members: dict[str, ConsortiumMember], row: dict[str, Any], now: datetime
) -> None:
    for task in row["tasks"]:
        group.tasks.create(
            title=task["title"],
            owner=members.get(task.get("owner", "")),
            due_on=timezone.localdate(now) + timedelta(days=task["days"]),
            done_at=now + timedelta(days=8) if task.get("done") else None,
        )
    for minutes, message in enumerate(row["messages"], start=15):
        ConsortiumMessage.objects.say(
            message["text"], by=members[message["by"]], now=now + timedelta(minutes=minutes)
        )
