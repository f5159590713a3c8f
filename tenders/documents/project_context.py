"""All that the documents of a project say, before any tender exists, gathered as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from needs.diagnosis import Diagnosis, Sheet
from needs.models import JointPurchase, Project
from needs.scenarios import Comparison, Given, compare
from procurement.accounts.models import Organisation, OrganisationKind
from procurement.legal import LegalValue, value
from procurement.typography import join_words, long_date
from procurement.word.blocks import Block, Document
from tenders.purchase import Purchase, purchase_of


@dataclass(frozen=True)
class Brought:
    """What one member brings to one total of the diagnosis."""

    title: str
    value: Decimal
    units: str


@dataclass(frozen=True)
class Member:
    name: str
    siret: str
    sheets: tuple[Sheet, ...]
    volumes: tuple[Brought, ...]

    @property
    def sites(self) -> list[str]:
        """« École Jean-Zay (Lille) », each site of its sheets."""
        return [f"{site.name} ({site.commune})" for sheet in self.sheets for site in sheet.sites]


@dataclass(frozen=True)
class Retained:
    """A scenario that the team wants elected members to read."""

    title: str
    given: Mapping[str, Given]
    comparison: Comparison

    @property
    def values(self) -> dict[str, Decimal]:
        return {id: each.value for id, each in self.given.items()}


@dataclass(frozen=True)
class ProjectContext:
    """`at` is the day whose law applies: of the planned launch, or else of the writing."""

    reference: str
    title: str
    summary: str
    lead: str
    lead_is_intercommunal: bool
    facilitator: str
    members: tuple[Member, ...]
    diagnosis: Diagnosis
    objectives: tuple[tuple[str, list[str]], ...]  # label, members who pursue it
    launch_on: date | None
    frozen_on: date | None
    written_on: date
    joint: JointPurchase
    purchase: Purchase
    retained: tuple[Retained, ...] = ()

    @property
    def at(self) -> date:
        return self.launch_on or self.written_on

    @property
    def others(self) -> tuple[Member, ...]:
        """The members that the lead coordinates."""
        return tuple(member for member in self.members if member.name != self.lead)

    @property
    def buyers(self) -> str:
        """« A, B et C »: the lead first."""
        return join_words([self.lead, *(member.name for member in self.others)])

    def law(self, id: str) -> LegalValue:
        return value(id, self.at)


def gather(project: Project, *, now: datetime) -> ProjectContext:
    """The project in a constant number of queries, whatever the number of its members."""
    diagnosis = project.diagnosis()
    joined = project.members.select_related("organisation").order_by("joined_at", "pk")
    return ProjectContext(
        reference=project.reference,
        title=project.title,
        summary=project.summary,
        lead=project.lead.name,
        lead_is_intercommunal=project.lead.kind == OrganisationKind.EPCI,
        facilitator=project.facilitator.name if project.facilitator else "",
        members=tuple(_member(member.organisation, diagnosis) for member in joined),
        diagnosis=diagnosis,
        objectives=tuple(project.objectives()),
        launch_on=project.launch_on,
        frozen_on=timezone.localdate(project.frozen_at) if project.frozen_at else None,
        written_on=timezone.localdate(now),
        joint=JointPurchase.objects.for_project(project),
        purchase=purchase_of(project, today=timezone.localdate(now), diagnosis=diagnosis),
        retained=tuple(_retained(project, diagnosis)),
    )


def _member(organisation: Organisation, diagnosis: Diagnosis) -> Member:
    return Member(
        name=organisation.name,
        siret=organisation.siret,
        sheets=tuple(sheet for sheet in diagnosis.sheets if sheet.member == organisation.name),
        volumes=tuple(
            Brought(total.title, share.value, total.units)
            for total in diagnosis.totals
            for share in total.by_member
            if share.name == organisation.name
        ),
    )


def _retained(project: Project, diagnosis: Diagnosis) -> Iterator[Retained]:
    facts = diagnosis.facts()
    for scenario in project.scenarios.retained():
        given = scenario.given(facts)
        values = {id: each.value for id, each in given.items()}
        yield Retained(scenario.title, given, compare(values))


def project_sheet(
    context: ProjectContext, kind: str, title: str, blocks: Sequence[Block], *, draft: bool = False
) -> Document:
    """The document with the frame of the house: who leads above the title, what is bought under."""
    return Document(
        title=title,
        kicker=context.lead,
        subtitle=context.title,
        subject=context.title,
        author=context.lead,
        reference=context.reference,
        header=title,
        footer=f"Établi avec Balise le {long_date(context.written_on)}, à relire",
        draft=draft,
        blocks=tuple(blocks),
        properties=(("balise_document", kind), ("balise_project", context.reference)),
    )
