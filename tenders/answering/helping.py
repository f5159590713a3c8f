"""Help between a supplier and somebody: asked, judged, judged again, stopped, always traced."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from procurement import mail
from procurement.accounts.models import Membership, OrganisationKind, Role, User
from tenders.answering.models import (
    HelpRequest,
    HelpState,
    Preparation,
    SafeguardEntry,
)
from tenders.answering.models.help import LIVE
from tenders.answering.safeguard import Ruling
from tenders.answering.ties import ruling_on


class Refused(Exception):
    """The safeguard stands against it; `ruling` says why."""

    def __init__(self, ruling: Ruling) -> None:
        super().__init__(" ".join(ruling.reasons))
        self.ruling = ruling


def advisers() -> QuerySet[User]:
    """Those who run a network: they may be asked; whether they may answer is judged each time."""
    run = Membership.objects.filter(
        role=Role.FACILITATOR, organisation__kind=OrganisationKind.NETWORK
    ).select_related("organisation")
    return (
        User.objects.filter(pk__in=run.values("user"), is_active=True)
        .prefetch_related(Prefetch("memberships", run, to_attr="networks_run"))
        .order_by("last_name", "first_name", "pk")
    )


def ask(
    preparation: Preparation, adviser: User, text: str, *, shared: bool, by: User, now: datetime
) -> HelpRequest:
    """Send the request; raises Refused, traced, when this person may not help on this call."""
    ruling = ruling_on(adviser, preparation, now=now)
    _note("allowed" if ruling.allowed else "refused", ruling, preparation, adviser, now)
    if not ruling.allowed:
        raise Refused(ruling)
    made = HelpRequest.objects.create(
        preparation=preparation,
        adviser=adviser,
        text=text,
        shared=shared,
        asked_by=by,
        asked_at=now,
    )
    transaction.on_commit(lambda: _tell("answering/mail/asked.txt", adviser.email, made, now))
    return made


@transaction.atomic
def watch(help: HelpRequest, *, now: datetime) -> Ruling | None:
    """The ruling that ends the help, when something new stands against it; None otherwise."""
    if not help.is_live:
        return None
    ruling = ruling_on(help.adviser, help.preparation, now=now)
    if ruling.allowed or not help.move(HelpState.STOPPED):
        return None
    _note("stopped", ruling, help.preparation, help.adviser, now)
    return ruling


def stopped_by(help: HelpRequest) -> SafeguardEntry | None:
    """Why it was stopped, as the trace keeps it."""
    if help.state != HelpState.STOPPED:
        return None
    return SafeguardEntry.objects.filter(
        supplier=help.preparation.supplier,
        person=help.adviser,
        act="stopped",
        about=help.preparation.title,
    ).first()


def agree(help: HelpRequest, *, now: datetime) -> None:
    """The adviser accepts; raises Refused when the ties changed since it was asked."""
    ruling = watch(help, now=now)
    if ruling is not None:
        raise Refused(ruling)
    if help.move(HelpState.ACCEPTED) and help.asked_by:
        _tell("answering/mail/accepted.txt", help.asked_by.email, help, now)


def is_open_to(help: HelpRequest, user: User) -> bool:
    """Whether the notes may still be read: an adviser that was stopped reads nothing more."""
    return help.adviser_id != user.pk or help.state in (*LIVE, HelpState.CLOSED)


def _note(act: str, ruling: Ruling, preparation: Preparation, person: User, now: datetime) -> None:
    SafeguardEntry.objects.note(
        act,
        ruling,
        supplier=preparation.supplier,
        person=person,
        about=preparation.title,
        now=now,
    )


def _tell(template: str, email: str, help: HelpRequest, now: datetime) -> None:
    """The message says that there is something to read, and nothing of it; it leaves once."""
    link = settings.SITE_URL + reverse("answering:help", args=[help.pk])
    mail.queue(template, email, {"help": help, "link": link}, now=now, key=f"{template} {help.pk}")
