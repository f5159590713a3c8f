"""Whether everyone was treated alike in a market consultation, and, where not, who and how.

Each check says what was looked at and what was found. One that does not hold is written as such:
a report that hid it would prove nothing (L3, R2111-1, R2111-2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.legal import value
from procurement.typography import NBSP, join_words, long_date, plural
from tenders.meetings import Meeting

MOST_NAMED = 12


@dataclass(frozen=True)
class Invited:
    """A structure told of the consultation; moments are local."""

    key: str
    name: str
    from_open_call: bool
    at: datetime | None


@dataclass(frozen=True)
class Broadcast:
    """Something told to everyone: what, when it was said, and when each message left, by key."""

    what: str
    said_at: datetime
    told: Mapping[str, datetime]


@dataclass(frozen=True)
class Treatment:
    """What the register and the messages say of a consultation."""

    invited: Sequence[Invited]
    closes_at: datetime
    left_out: Sequence[tuple[str, str]] = ()  # name, reason
    broadcasts: Sequence[Broadcast] = ()
    meetings: Sequence[Meeting] = ()
    unsent: Sequence[str] = ()
    frozen_differs: Sequence[str] = ()  # what is no longer as it was published
    unexplained: int = 0  # decisions without a reason
    faults: Sequence[str] = ()  # of the register


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it holds, and what was found."""

    title: str
    holds: bool
    found: str
    articles: str = "L3, R2111-1"

    @property
    def verdict(self) -> str:
        return "tenu" if self.holds else "non tenu"


def checks(facts: Treatment) -> tuple[Check, ...]:
    return tuple(_checks(facts))


def failures(found: Sequence[Check]) -> list[Check]:
    return [check for check in found if not check.holds]


def _checks(facts: Treatment) -> Iterator[Check]:
    yield _everyone(facts)
    yield _same_day(facts)
    yield _enough_time(facts)
    yield Check(
        "Le besoin, les questions et les documents sont restés ceux qui ont été publiés",
        not facts.frozen_differs,
        "Identiques à ce que le registre a gardé le jour de la publication."
        if not facts.frozen_differs
        else f"A changé depuis la publication{NBSP}: {join_words(list(facts.frozen_differs))}.",
        "R2111-1",
    )
    for broadcast in facts.broadcasts:
        yield _to_all(broadcast, facts.invited)
    for meeting in facts.meetings:
        yield from _meeting(meeting, facts.invited)
    yield Check(
        "Tous les messages sont partis",
        not facts.unsent,
        "Aucun message n'attend."
        if not facts.unsent
        else f"Pas encore partis{NBSP}: {_named(facts.unsent)}.",
    )
    yield Check(
        "Chaque décision a son motif",
        not facts.unexplained,
        "Toutes les suites données sont motivées."
        if not facts.unexplained
        else f"{plural(facts.unexplained, 'décision')} sans motif.",
        "L3",
    )
    yield Check(
        "Le registre est intact",
        not facts.faults,
        " ".join(facts.faults)
        or "Chaque acte porte l'empreinte du précédent, et toutes se vérifient.",
        "L3",
    )


def _everyone(facts: Treatment) -> Check:
    invited = [one for one in facts.invited if not one.from_open_call]
    called = len(facts.invited) - len(invited)
    found = (
        f"{plural(len(invited), 'structure invitée', 'structures invitées')}"
        f", {called or 'aucune'} {'venues' if called > 1 else 'venue'} par l'appel ouvert."
    )
    if facts.left_out:
        named = _named([f"{name} ({reason or 'sans motif'})" for name, reason in facts.left_out])
        found += f" Trouvées et non invitées{NBSP}: {named}."
    return Check(
        "Toutes les structures trouvées sont invitées, et l'appel est ouvert à toutes",
        not facts.left_out,
        found,
    )


def _same_day(facts: Treatment) -> Check:
    sent = [(one.name, one.at) for one in facts.invited if one.at and not one.from_open_call]
    title = "Les structures trouvées sont informées le même jour"
    if not sent:
        return Check(title, False, "Aucune invitation n'est partie.")
    first = min(at for _, at in sent)
    late = [(name, at) for name, at in sent if at.date() > first.date()]
    if not late:
        return Check(title, True, f"Toutes le {long_date(first.date())}.")
    return Check(
        title,
        False,
        f"Les premières le {long_date(first.date())}. Informées plus tard{NBSP}: "
        + _named([f"{name} ({_left(at, facts.closes_at)})" for name, at in late])
        + ".",
    )


def _left(at: datetime, closes_at: datetime) -> str:
    days = (closes_at.date() - at.date()).days
    return f"le {long_date(at.date())}, {plural(days, 'jour')} avant la clôture"


def _enough_time(facts: Treatment) -> Check:
    sent = [one.at for one in facts.invited if one.at and not one.from_open_call]
    title = "Chacune a eu le temps de répondre"
    if not sent:
        return Check(title, False, "Aucune invitation n'est partie.")
    usage = value("sourcing_days", max(sent).date())
    days = [(facts.closes_at.date() - at.date()).days for at in sent]
    span = plural(min(days), "jour")
    if min(days) != max(days):
        span = f"de {min(days)} à {plural(max(days), 'jour')}"
    return Check(
        title,
        min(days) >= usage.number,
        f"{span} entre l'invitation et la clôture, pour un usage de {int(usage.number)} jours. "
        f"{usage.doubt}",
    )


def _to_all(broadcast: Broadcast, invited: Sequence[Invited]) -> Check:
    """Whoever was invited before it was said must be told; who came later reads it on the page."""
    due = [one for one in invited if one.at and one.at <= broadcast.said_at]
    missing = [one.name for one in due if one.key not in broadcast.told]
    late = [
        f"{one.name} (le {long_date(at.date())})"
        for one in due
        if (at := broadcast.told.get(one.key)) and at.date() > broadcast.said_at.date()
    ]
    found = f"{plural(len(due) - len(missing), 'structure informée', 'structures informées')}."
    if missing:
        found += f" Non informées{NBSP}: {_named(missing)}."
    if late:
        found += f" Informées plus tard{NBSP}: {_named(late)}."
    return Check(f"Dit à tous{NBSP}: {broadcast.what}", not (missing or late), found)


def _meeting(meeting: Meeting, invited: Sequence[Invited]) -> Iterator[Check]:
    named = f"«{NBSP}{meeting.subject}{NBSP}»"
    missing = [one.name for one in invited if one.at and one.name not in meeting.told]
    late = [
        f"{one.name} (le {long_date(at.date())})"
        for one in invited
        if (at := meeting.told.get(one.name)) and at.date() > _due(one, meeting).date()
    ]
    found = f"{plural(len(meeting.told), 'structure informée', 'structures informées')}."
    if meeting.reason:
        found += f" Délai court, motivé{NBSP}: {meeting.reason}."
    if missing:
        found += f" Non informées{NBSP}: {_named(missing)}."
    if late:
        found += f" Informées plus tard{NBSP}: {_named(late)}."
    yield Check(
        f"L'atelier {named} est annoncé à tous le même jour",
        not (missing or late),
        found,
        "L3, R2111-1, R2111-2",
    )
    if meeting.cancelled or not meeting.present and not meeting.published_at:
        return
    said = "Compte rendu non publié à ce jour."
    if meeting.published_at:
        said = f"Publié pour tous le {long_date(meeting.published_at.date())}"
        said += f", clos le {long_date(meeting.closed_at.date())}." if meeting.closed_at else "."
    yield Check(
        f"Le compte rendu de {named} est donné aux absents",
        meeting.published_at is not None,
        said,
        "R2111-2",
    )


def _due(one: Invited, meeting: Meeting) -> datetime:
    """When the workshop had to be told to it: at the announcement, or as it came in afterwards."""
    moments = [moment for moment in (one.at, meeting.announced_at) if moment]
    return max(moments)


def _named(names: Sequence[str]) -> str:
    """All of them, or the first ones and how many more."""
    if len(names) <= MOST_NAMED:
        return join_words(list(names))
    more = len(names) - MOST_NAMED
    return f"{', '.join(names[:MOST_NAMED])} et {plural(more, 'autre')}"
