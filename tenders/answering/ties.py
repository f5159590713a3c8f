"""The ties between a person and a tender, gathered in the database; `safeguard` decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from needs.models import (
    Comment,
    Contributor,
    Discussion,
    LeverDecision,
    Need,
    NeedFact,
    Project,
    PurchaseFacts,
    RegisterEntry,
    Scenario,
    SheetChange,
    TableImport,
    Teammate,
)
from procurement.accounts.models import (
    Membership,
    OrganisationKind,
    Role,
    User,
)
from procurement.typography import NBSP, fold
from suppliers.address_hints import FREE_MAIL, domain_of, owned_name
from suppliers.models import MatchRun, MemberStatus, NetworkMember, RecordAct, Supplier
from tenders.answering.models import HelpRequest, Insider, Preparation, Publication
from tenders.answering.models.help import HelpState
from tenders.answering.models.insider import houses_of
from tenders.answering.safeguard import Ruling, Tie, TieKind, rule, same_mailbox
from tenders.models import (
    ClauseAct,
    ClauseComment,
    ConsortiumMember,
    Decision,
    ExportedPackage,
    Invitation,
    Marking,
    MemberState,
    ReturnedDocument,
    Tender,
    TenderClause,
)


@dataclass(frozen=True)
class Trace:
    """Where somebody's hand shows: the fields that name people, the way to the project, the day."""

    model: type[Model]
    people: tuple[str, ...]
    project: str
    on: str = ""


# Whoever is named here worked on the project. `tests` see that no model of people is forgotten.
TRACES = (
    Trace(RegisterEntry, ("by",), "project", "at"),
    Trace(Project, ("owner",), "pk", "created_at"),
    Trace(Teammate, ("user", "invited_by"), "project", "invited_at"),
    Trace(Discussion, ("resolved_by",), "project", "started_at"),
    Trace(Comment, ("by",), "discussion__project", "at"),
    Trace(SheetChange, ("by",), "need__project", "since"),
    Trace(NeedFact, ("decided_by",), "need__project"),
    Trace(Need, ("created_by", "responsible"), "project"),
    Trace(Contributor, ("user", "invited_by"), "need__project", "invited_at"),
    Trace(TableImport, ("by",), "need__project"),
    Trace(TableImport, ("by",), "project"),
    Trace(Scenario, ("created_by",), "project"),
    Trace(PurchaseFacts, ("updated_by",), "project", "updated_at"),
    Trace(LeverDecision, ("by",), "project", "at"),
    Trace(MatchRun, ("created_by",), "project", "created_at"),
    Trace(MatchRun, ("created_by",), "need__project", "created_at"),
    Trace(Tender, ("created_by",), "project", "created_at"),
    Trace(ExportedPackage, ("by",), "tender__project", "at"),
    Trace(ReturnedDocument, ("by",), "tender__project", "created_at"),
    Trace(Marking, ("by",), "tender__project", "at"),
    Trace(Decision, ("decided_by",), "consultation__project", "decided_at"),
    Trace(ClauseComment, ("by",), "question__consultation__project"),
    Trace(Publication, ("by",), "tender__project", "published_at"),
)


def ruling_on(person: User, preparation: Preparation, *, now: datetime) -> Ruling:
    """Whether this person may help this supplier answer this call, today."""
    project = preparation.project
    ties = Ties(person)
    found = [*ties.with_candidates(preparation, project)]
    if project is None:
        return rule([*ties.with_buyer(preparation.buyer), *found])
    Insider.objects.remember(project, now=now)
    known = [*ties.inside(project), *ties.with_answers(project, preparation.supplier)]
    if preparation.publication is None:  # a reference read in a file opens no name of a project
        known = [replace(tie, what="", since=None) for tie in known]
    return rule([*known, *found])


def ruling_on_insider(person: User, project: Project, *, now: datetime) -> Ruling:
    """Whether this person is on the buyer's side of the project; a presumption does not do."""
    Insider.objects.remember(project, now=now)
    return rule(tie for tie in Ties(person).inside(project) if tie.kind != TieKind.DOMAIN)


class Ties:
    """The ties of one person, through every account that is theirs."""

    def __init__(self, person: User) -> None:
        self.person = person

    def inside(self, project: Project) -> Iterator[Tie]:
        yield from self._worked(project)
        yield from self._belongs(project)
        yield from self._shares_a_domain(project)

    @cached_property
    def mailboxes(self) -> set[str]:
        verified = EmailAddress.objects.filter(user=self.person, verified=True)
        return {
            same_mailbox(email)
            for email in (self.person.email, *verified.values_list("email", flat=True))
        }

    @cached_property
    def accounts(self) -> dict[int, User]:
        """This account and any other one of the same mailbox."""
        return {user.pk: user for user in [self.person, *_of_mailboxes(self.mailboxes)]}

    def _kind(self, user_id: int, own: TieKind) -> TieKind:
        return own if user_id == self.person.pk else TieKind.ALIAS

    def _worked(self, project: Project) -> Iterator[Tie]:
        """One tie an account: the first day on which its hand shows."""
        hands: dict[TieKind, list[date | None]] = {}
        for trace in TRACES:
            for field in trace.people:
                rows = trace.model._default_manager.filter(
                    **{trace.project: project.pk, f"{field}__in": self.accounts}
                ).order_by("pk")
                for row in rows[:1]:
                    kind = self._kind(getattr(row, f"{field}_id"), TieKind.WORKED)
                    hands.setdefault(kind, []).append(_day(row, trace))
        for kind, days in hands.items():
            first = min((day for day in days if day), default=None)
            yield Tie(kind, f"«{NBSP}{project}{NBSP}»", first)
        clauses = TenderClause.objects.filter(tender__project=project).exclude(local=None)
        acts = ClauseAct.objects.filter(version__in=clauses.values("local"), by__in=self.accounts)
        for act in acts.order_by("pk")[:1]:
            kind = self._kind(act.by_id, TieKind.WORKED)  # type: ignore[arg-type]
            yield Tie(kind, "une clause que ce marché reprend", timezone.localdate(act.at))

    def _belongs(self, project: Project) -> Iterator[Tie]:
        houses = houses_of(project)
        today = Membership.objects.filter(user__in=self.accounts, organisation__in=houses)
        current = set()
        for row in today.select_related("organisation").order_by("pk"):
            current.add(row.user_id)
            yield Tie(self._kind(row.user_id, TieKind.TEAM), row.organisation.name)
        waiting = Teammate.objects.filter(project=project, user=None, email__in=self._addresses())
        if waiting.exists():
            yield Tie(TieKind.TEAM, "elle y est invitée")
        past = Insider.objects.filter(project=project).exclude(user__in=current)
        for one in past.filter(Q(user__in=self.accounts) | Q(email__in=self._addresses())):
            if one.user_id is None or one.user_id in self.accounts:
                yield Tie(TieKind.FORMER, one.organisation, timezone.localdate(one.since))

    def _addresses(self) -> set[str]:
        return {*self.mailboxes, *(user.email for user in self.accounts.values())}

    def _shares_a_domain(self, project: Project) -> Iterator[Tie]:
        known = Insider.objects.filter(project=project).values_list("email", flat=True)
        inside = {house for email in known if (house := house_of(email))}
        for mailbox in sorted(self.mailboxes):
            if (house := house_of(mailbox)) in inside:
                yield Tie(TieKind.DOMAIN, house)

    def with_answers(self, project: Project, supplier: Supplier) -> Iterator[Tie]:
        """What opens the answers of other suppliers to the project's consultations."""
        invited = Invitation.objects.filter(consultation__project=project)
        others = invited.filter(~Q(supplier=supplier) | Q(supplier=None))
        if others.filter(email__in=self._addresses()).exists():
            yield Tie(TieKind.SAW_ANSWERS, "son adresse a reçu le lien d'un autre fournisseur")
        suppliers = others.exclude(supplier=None).values("supplier")
        answered = RecordAct.objects.filter(
            act="answered", by__in=self.accounts, supplier__in=suppliers
        )
        if (act := answered.order_by("pk").first()) is not None:
            yield Tie(
                TieKind.SAW_ANSWERS, "elle a répondu pour un autre fournisseur",
                timezone.localdate(act.at),
            )  # fmt: skip
        yield from self._networks(suppliers)

    def _networks(self, suppliers: QuerySet[Any, Any]) -> Iterator[Tie]:
        """A network trusted to answer for another candidate; a trust since withdrawn counts."""
        run = Membership.objects.filter(
            user__in=self.accounts,
            role=Role.FACILITATOR,
            organisation__kind=OrganisationKind.NETWORK,
        )
        trusted = NetworkMember.objects.filter(
            network__in=run.values("organisation"), supplier__in=suppliers
        )
        names = set(run.values_list("organisation__name", flat=True))
        if trusted.filter(status=MemberStatus.ACCEPTED, may_answer=True).exists():
            yield Tie(TieKind.NETWORK)
        given = RecordAct.objects.filter(act="network_trusted", supplier__in=suppliers)
        said = given.filter(facts__reason__icontains="répondre aux consultations")
        if any(act.facts.get("name") in names for act in said):
            yield Tie(TieKind.NETWORK)

    def with_buyer(self, buyer: str) -> Iterator[Tie]:
        """A file from elsewhere names its buyer: whoever belongs there is on the other side."""
        wanted = fold(buyer).strip()
        rows = Membership.objects.filter(user__in=self.accounts).select_related("organisation")
        for row in rows.order_by("pk"):
            if fold(row.organisation.name).strip() == wanted:
                yield Tie(self._kind(row.user_id, TieKind.TEAM), row.organisation.name)

    def with_candidates(self, preparation: Preparation, project: Project | None) -> Iterator[Tie]:
        """Belonging to another candidate, or helping one that competes for a same lot."""
        allies = allies_of(preparation.supplier, project)
        rivals = Preparation.objects.filter(call_key=preparation.call_key).exclude(
            supplier__in={preparation.supplier_id, *allies}
        )
        candidates = {*rivals.values_list("supplier", flat=True), *_invited(project)}
        candidates -= {preparation.supplier_id, *allies}
        mine = Membership.objects.filter(user__in=self.accounts, role=Role.SUPPLIER)
        theirs = Supplier.objects.filter(organisation__in=mine.values("organisation"))
        if theirs.filter(pk__in=candidates).exists():
            yield Tie(TieKind.SAME_SIDE)
        helped = HelpRequest.objects.filter(
            preparation__in=rivals, adviser__in=self.accounts, state__in=HELPED
        )
        if any(overlap(h.preparation.lots, preparation.lots) for h in
               helped.select_related("preparation")):  # fmt: skip
            yield Tie(TieKind.OTHER_CANDIDATE, _lots_in_words(preparation.lots))


# Once accepted, a help let its adviser read; declined, or still to be read, it did not.
HELPED = (HelpState.ACCEPTED, HelpState.STOPPED, HelpState.CLOSED)


def _invited(project: Project | None) -> Iterable[Any]:
    invited = Invitation.objects.filter(consultation__project=project).exclude(supplier=None)
    return invited.values_list("supplier", flat=True) if project else ()


def _of_mailboxes(mailboxes: Iterable[str]) -> list[User]:
    """Every account whose own address, or one that it verified, is one of these mailboxes."""
    found: dict[int, User] = {}
    for mailbox in mailboxes:
        name, _, domain = mailbox.partition("@")
        near = {"__istartswith": name, "__iendswith": f"@{domain}"}
        for user in User.objects.filter(**{f"email{how}": part for how, part in near.items()}):
            if same_mailbox(user.email) == mailbox:
                found[user.pk] = user
        verified = EmailAddress.objects.filter(
            verified=True, **{f"email{how}": part for how, part in near.items()}
        )
        for address in verified.select_related("user"):
            if same_mailbox(address.email) == mailbox:
                found[address.user_id] = address.user
    return list(found.values())


def house_of(email: str) -> str:
    """The name that the address's domain belongs to; empty for a mail open to all."""
    domain = domain_of(email)
    return "" if domain in FREE_MAIL else owned_name(domain)


def allies_of(supplier: Supplier, project: Project | None) -> set[Any]:
    """The members of a same group: they answer together, and compete with nobody among them."""
    if project is None:
        return set()
    joined = ConsortiumMember.objects.filter(
        state=MemberState.JOINED, consortium__consultation__project=project
    )
    groups = joined.filter(invitation__supplier=supplier).values("consortium")
    rows = joined.filter(consortium__in=groups).exclude(invitation__supplier=None)
    return set(rows.values_list("invitation__supplier", flat=True)) - {supplier.pk}


def overlap(mine: Iterable[int], theirs: Iterable[int]) -> bool:
    """No lot named is all of them."""
    mine, theirs = set(mine), set(theirs)
    return not mine or not theirs or bool(mine & theirs)


def _lots_in_words(lots: Iterable[int]) -> str:
    named = [f"lot{NBSP}{lot}" for lot in lots]
    return ", ".join(named)


def _day(row: Model, trace: Trace) -> date | None:
    moment = getattr(row, trace.on) if trace.on else None
    return timezone.localdate(moment) if moment else None
