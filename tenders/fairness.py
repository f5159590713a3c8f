"""What the register and the messages say of equal treatment, gathered for `equal_treatment`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from procurement.typography import NBSP, short
from tenders.chronology import Seal
from tenders.equal_treatment import Broadcast, Invited, Treatment
from tenders.meetings import Entry, Meeting
from tenders.models import ClauseComment, MarketConsultation, Message, MessageKind

if TYPE_CHECKING:
    from tenders.sourcing import Decided, Participant, Told


def treatment_of(
    consultation: MarketConsultation,
    entries: Sequence[Entry],
    participants: Sequence[Participant],
    told: Sequence[Told],
    decisions: Sequence[Decided],
    meetings: Sequence[Meeting],
    seal: Seal,
) -> Treatment:
    unsent = Message.objects.filter(invitation__consultation=consultation, sent_at=None)
    return Treatment(
        invited=[
            Invited(one.key, one.name, one.from_open_call, _local(one.invited_at))
            for one in participants
        ],
        closes_at=timezone.localtime(consultation.closes_at),
        left_out=list(_left_out(entries)),
        broadcasts=list(_broadcasts(consultation, entries, told)),
        meetings=meetings,
        unsent=[
            f"{message.get_kind_display()} à {message.invitation}"
            for message in unsent.select_related("invitation")
        ],
        frozen_differs=list(_differs(consultation, entries)),
        unexplained=sum(1 for decision in decisions if not decision.reason.strip()),
        faults=seal.faults,
    )


def _left_out(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Suppliers that the match found and nobody invited afterwards, with the reason written."""
    choices = [entry.facts for entry in entries if entry.act == "suppliers_invited"]
    invited = {name for facts in choices for name in facts["invited"]}
    last: dict[str, str] = {}
    for facts in choices:
        last |= dict.fromkeys(facts["left_out"], facts["reason"])
    yield from ((name, reason) for name, reason in last.items() if name not in invited)


def _broadcasts(
    consultation: MarketConsultation, entries: Sequence[Entry], told: Sequence[Told]
) -> Iterator[Broadcast]:
    """Each answer published, each extension and the closing, with whom the message reached."""
    for question in consultation.public_questions.answered():
        if question.answered_at:
            yield Broadcast(
                f"la réponse à «{NBSP}{short(str(question), 70)}{NBSP}»",
                timezone.localtime(question.answered_at),
                _reached(told, MessageKind.ANSWER, about=str(question.pk)),
            )
    answers = ClauseComment.objects.of(consultation).filter(invitation=None)
    for answer in answers.select_related("question"):
        yield Broadcast(
            f"la réponse dans le fil de «{NBSP}{short(str(answer.question), 60)}{NBSP}»",
            timezone.localtime(answer.created_at),
            _reached(told, MessageKind.THREAD, about=str(answer.pk)),
        )
    for entry in entries:
        if entry.act == "consultation_extended":
            closes_at = datetime.fromisoformat(entry.facts["closes_at"])
            about = closes_at.isoformat(timespec="minutes")
            reached = _reached(told, MessageKind.EXTENSION, about=about)
            yield Broadcast("la prolongation", entry.at, reached)
    if consultation.concluded_at:
        at = timezone.localtime(consultation.concluded_at)
        yield Broadcast("le bilan", at, _reached(told, MessageKind.CLOSING))


def _reached(told: Sequence[Told], kind: MessageKind, *, about: str = "") -> dict[str, datetime]:
    return {
        one.key: timezone.localtime(one.at)
        for one in told
        if one.what == kind.label and one.about == about
    }


def _differs(consultation: MarketConsultation, entries: Sequence[Entry]) -> Iterator[str]:
    """What suppliers read today that is not what the register kept on the day of publication."""
    kept = next((e.facts for e in entries if e.act == "consultation_published"), None)
    if kept is None:
        yield "la publication, qui n'est pas au registre"
        return
    if kept["brief"] != consultation.brief:
        yield "le texte du besoin"
    if kept["questions"] != [question.label for question in consultation.questions.all()]:
        yield "les questions"
    if kept["documents"] != [document.title for document in consultation.documents.all()]:
        yield "les documents"


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
