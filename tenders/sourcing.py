"""The record of a market consultation: who was told what and when, and what was learned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from needs.diagnosis import Diagnosis
from tenders import chronology, feasibility
from tenders.answers import as_text
from tenders.chronology import Act, Seal
from tenders.clause_opinions import clause_opinions
from tenders.equal_treatment import Check, checks
from tenders.fairness import treatment_of
from tenders.meetings import Meeting, meetings_in
from tenders.models import (
    ConsortiumChange,
    ConsultationQuestion,
    Given,
    MarketConsultation,
    Message,
    QuestionKind,
    Submission,
)
from tenders.synthesis import (
    Asked,
    QuestionSynthesis,
    Said,
    needed_of,
    said_as_text,
    synthesise,
    without_secrets,
)
from tenders.threads import threads_of

WITHHELD = "Réponse couverte par le secret des affaires (art. L2132-1)."


@dataclass(frozen=True)
class Participant:
    """A structure that was told of the consultation."""

    key: str
    name: str
    from_open_call: bool
    invited_at: datetime | None
    opened_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    answering: str


@dataclass(frozen=True)
class Told:
    """One message that left."""

    at: datetime
    to: str
    what: str
    subject: str
    about: str = ""
    key: str = ""


@dataclass(frozen=True)
class Exchange:
    """A question published with its answer, for all; its author is not part of the record."""

    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime


@dataclass(frozen=True)
class Learned:
    """What the answers to one question say; `answers` pairs each structure with its words."""

    question: str
    sentences: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    withheld: int


@dataclass(frozen=True)
class Decided:
    about: str  # the clause or the question; empty: the whole need
    proposal: str
    outcome: str
    reason: str
    before: str
    after: str
    decided_at: datetime


@dataclass(frozen=True)
class Comment:
    """What a supplier wrote in the thread of a clause, under its neutral name, or the team."""

    speaker: str
    at: datetime
    text: str
    is_proposal: bool


@dataclass(frozen=True)
class Commented:
    """The thread of one clause; what is secret or withheld is counted, never told."""

    clause: str
    comments: tuple[Comment, ...]
    confidential: int
    withheld: int


@dataclass(frozen=True)
class Cell:
    """One supplier's answer to one question, as the team reads it."""

    who: str
    text: str
    confidential: bool
    file: str


@dataclass(frozen=True)
class Row:
    question: ConsultationQuestion
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SourcingRecord:
    title: str
    project: str
    lead: str
    brief: str
    published_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    documents: tuple[str, ...]
    questions: tuple[str, ...]
    participants: tuple[Participant, ...]
    told: tuple[Told, ...]
    exchanges: tuple[Exchange, ...]
    contributions: int
    learned: tuple[Learned, ...]
    decisions: tuple[Decided, ...]
    conclusion: str
    undecided_because: str
    tender_url: str
    feasible: tuple[feasibility.Row, ...]
    threads: tuple[Commented, ...]
    meetings: tuple[Meeting, ...]
    changes: tuple[Act, ...]
    acts: tuple[Act, ...]
    checks: tuple[Check, ...]
    seal: Seal

    @property
    def secrets(self) -> int:
        """Answers and comments that the report counts and does not tell (L2132-1)."""
        answers = sum(learned.withheld for learned in self.learned)
        return answers + sum(thread.confidential for thread in self.threads)


def sourcing_record(
    consultation: MarketConsultation, diagnosis: Diagnosis | None = None
) -> SourcingRecord:
    """Everything that the sourcing report says; business secrets are counted, never told."""
    submissions = current_submissions(consultation)
    entries, seal = chronology.read(consultation.project)
    own = [e for e in entries if e.facts.get("consultation") == str(consultation.pk)]
    meetings = meetings_in(own)
    participants, told = _participants(consultation, submissions), _told(consultation)
    decisions = _decisions(consultation)
    return SourcingRecord(
        title=consultation.title,
        project=str(consultation.project),
        lead=str(consultation.project.lead),
        brief=consultation.brief,
        published_at=consultation.published_at,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        documents=tuple(document.title for document in consultation.documents.all()),
        questions=tuple(question.label for question in consultation.questions.all()),
        participants=participants,
        told=told,
        exchanges=_exchanges(consultation),
        contributions=len(submissions),
        learned=_learned(consultation, submissions, diagnosis),
        decisions=decisions,
        conclusion=consultation.conclusion,
        undecided_because=consultation.undecided_because,
        tender_url=consultation.tender_url,
        feasible=tuple(clause_opinions(consultation, submissions, secrets=False)),
        threads=_threads(consultation),
        meetings=meetings,
        changes=chronology.changes_since(entries, consultation.opens_at),
        acts=chronology.told_acts(own),
        checks=checks(
            treatment_of(consultation, own, participants, told, decisions, meetings, seal)
        ),
        seal=seal,
    )


def _threads(consultation: MarketConsultation) -> tuple[Commented, ...]:
    """As everyone reads them."""
    return tuple(
        Commented(
            str(thread.question),
            tuple(
                Comment(said.speaker, said.at, said.text, said.is_proposal)
                for message in thread.messages
                for said in (message, *message.replies)
            ),
            thread.confidential,
            thread.withheld,
        )
        for thread in threads_of(consultation, at=consultation.closes_at)
        if thread.messages or thread.confidential or thread.withheld
    )


def current_submissions(consultation: MarketConsultation) -> list[Submission]:
    """What each supplier last sent, by name; of groups, with what changed in them since."""
    submissions = list(Submission.objects.for_consultation(consultation).current())
    changes: dict[str, list[ConsortiumChange]] = defaultdict(list)
    for change in ConsortiumChange.objects.filter(consortium__consultation=consultation):
        changes[str(change.consortium_id)].append(change)
    for submission in submissions:
        submission.changes = tuple(changes[submission.content.get("group_id", "")])
    return submissions


def said_by_question(submissions: list[Submission]) -> dict[int, list[Said]]:
    """Who said what, under each question."""
    said: dict[int, list[Said]] = defaultdict(list)
    for submission in submissions:
        for question, given in submission.answers().items():
            said[question].append(Said(submission.name, given.value, given.confidential))
    return said


def side_by_side(consultation: MarketConsultation, submissions: list[Submission]) -> list[Row]:
    """Questions down, suppliers across."""
    given = [(submission.name, submission.answers()) for submission in submissions]
    return [
        Row(
            question,
            tuple(_cell(question, who, answers.get(question.pk)) for who, answers in given),
        )
        for question in consultation.questions.all()
    ]


def _cell(question: ConsultationQuestion, who: str, given: Given | None) -> Cell:
    if given is None:
        return Cell(who, "", False, "")
    return Cell(
        who=who,
        text=as_text(question.kind, given.value, question.unit),
        confidential=given.confidential,
        file=given.value["file"] if question.kind == QuestionKind.FILE else "",
    )


def syntheses(
    consultation: MarketConsultation,
    submissions: list[Submission],
    *,
    secrets: bool,
    diagnosis: Diagnosis | None = None,
) -> list[QuestionSynthesis]:
    """Each question with what the answers say together; business secrets count when asked."""
    said = said_by_question(submissions)
    needed = needed_of(diagnosis or consultation.project.diagnosis())
    return [
        synthesise(
            _asked(question),
            said[question.pk] if secrets else without_secrets(said[question.pk]),
            needed,
        )
        for question in consultation.questions.all()
    ]


def _asked(question: ConsultationQuestion) -> Asked:
    return Asked(
        id=question.pk,
        kind=question.kind,
        label=question.label,
        unit=question.unit,
        choices=tuple(question.choices),
        component=question.component,
    )


def _learned(
    consultation: MarketConsultation, submissions: list[Submission], diagnosis: Diagnosis | None
) -> tuple[Learned, ...]:
    said = said_by_question(submissions)
    return tuple(
        Learned(
            question=found.asked.label,
            sentences=tuple(found.sentences),
            answers=tuple((s.who, _told_text(found.asked, s)) for s in said[found.asked.id]),
            withheld=sum(s.confidential for s in said[found.asked.id]),
        )
        for found in syntheses(consultation, submissions, secrets=False, diagnosis=diagnosis)
    )


def _told_text(asked: Asked, said: Said) -> str:
    return WITHHELD if said.confidential else said_as_text(asked, said)


def _participants(
    consultation: MarketConsultation, submissions: list[Submission]
) -> tuple[Participant, ...]:
    sent = {s.contribution.invitation_id: s for s in submissions}
    return tuple(
        Participant(
            key=str(invitation.pk),
            name=invitation.name,
            from_open_call=invitation.from_open_call,
            invited_at=invitation.sent_at,
            opened_at=invitation.opened_at,
            reminded_at=invitation.reminded_at,
            answered_at=sent[invitation.pk].sent_at if invitation.pk in sent else None,
            answering=sent[invitation.pk].answering_label() if invitation.pk in sent else "",
        )
        for invitation in consultation.invitations.all()
    )


def _told(consultation: MarketConsultation) -> tuple[Told, ...]:
    messages = (
        Message.objects.filter(invitation__consultation=consultation, sent_at__isnull=False)
        .select_related("invitation")
        .order_by("sent_at", "invitation__name")
    )
    return tuple(
        Told(
            message.sent_at,
            message.invitation.name,
            message.get_kind_display(),
            message.subject,
            message.about,
            str(message.invitation_id),
        )
        for message in messages
        if message.sent_at
    )


def _exchanges(consultation: MarketConsultation) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(str(question), question.asked_at, question.answer, question.answered_at)
        for question in consultation.public_questions.answered()
        if question.answered_at
    )


def _decisions(consultation: MarketConsultation) -> tuple[Decided, ...]:
    return tuple(
        Decided(
            about=decision.question.label if decision.question else "",
            proposal=decision.proposal,
            outcome=decision.get_outcome_display(),
            reason=decision.reason,
            before=decision.before,
            after=decision.after,
            decided_at=decision.decided_at,
        )
        for decision in consultation.decisions.select_related("question")
    )
