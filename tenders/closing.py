"""The end of a consultation: each who was told of it learns what became of what it gave."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from procurement.accounts.models import User
from procurement.typography import plural
from tenders import invitations
from tenders.models import (
    Answering,
    ClauseComment,
    Consortium,
    Contribution,
    MarketConsultation,
    PublicQuestion,
)
from tenders.proposals import Proposal, proposals_of, waiting_for_decision


@dataclass
class Feedback:
    """What one structure gave, and what became of it; it reads nothing of the others' words."""

    answered_at: datetime | None = None
    declines: bool = False
    comments: int = 0
    questions: int = 0
    groups: list[str] = field(default_factory=list)
    decided: list[Proposal] = field(default_factory=list)
    undecided: list[Proposal] = field(default_factory=list)

    @property
    def took_part(self) -> bool:
        return bool(self.answered_at or self.comments or self.questions or self.groups)


@transaction.atomic
def conclude(
    consultation: MarketConsultation,
    conclusion: str,
    *,
    undecided_because: str = "",
    tender_url: str = "",
    by: User,
    now: datetime,
) -> None:
    """Close for good and tell each; a proposal left without decision is told with its reason."""
    waiting = waiting_for_decision(consultation)
    if waiting and not undecided_because:
        count = plural(len(waiting), "proposition attend", "propositions attendent")
        raise ValidationError(
            f"{count} une décision : décidez, ou dites à tous pourquoi elles restent sans suite.",
            code="undecided",
        )
    consultation.conclude(
        conclusion,
        by=by,
        now=now,
        undecided_because=undecided_because if waiting else "",
        tender_url=tender_url,
    )
    feedback = feedback_of(consultation)
    invitations.announce_conclusion(consultation, feedback, now=now)


def feedback_of(consultation: MarketConsultation) -> dict[UUID, Feedback]:
    """By invitation, for all those who were told, whether they took part or not."""
    found = {key: Feedback() for key in consultation.invitations.values_list("pk", flat=True)}
    _answers(consultation, found)
    comments = ClauseComment.objects.of(consultation).exclude(invitation=None)
    for key, count in Counter(comments.values_list("invitation", flat=True)).items():
        found[key].comments = count
    asked = PublicQuestion.objects.filter(consultation=consultation).exclude(asked_by=None)
    for key, count in Counter(asked.values_list("asked_by", flat=True)).items():
        found[key].questions = count
    for proposal in proposals_of(consultation):
        if proposal.decision:
            found[proposal.invitation.pk].decided.append(proposal)
        elif proposal.expected:
            found[proposal.invitation.pk].undecided.append(proposal)
    return found


def _answers(consultation: MarketConsultation, found: dict[UUID, Feedback]) -> None:
    """Who answered, and the members of the groups that did."""
    sent = Contribution.objects.submitted().filter(invitation__consultation=consultation)
    leads = set()
    for contribution in sent:
        feedback = found[contribution.invitation_id]
        feedback.answered_at = contribution.submitted_at
        feedback.declines = contribution.answering == Answering.NO
        if contribution.answering == Answering.GROUP:
            leads.add(contribution.invitation_id)
    members: dict[str, list[UUID]] = defaultdict(list)
    groups = Consortium.objects.filter(consultation=consultation).prefetch_related("members")
    for group in groups:
        joined = [member for member in group.members.all() if member.state == "joined"]
        if any(member.is_lead and member.invitation_id in leads for member in joined):
            members[group.name] += [m.invitation_id for m in joined if not m.is_lead]
    for name, keys in members.items():
        for key in keys:
            found[key].groups.append(name)
