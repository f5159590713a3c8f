"""The reference case, loaded into an empty database: the path once, from needs to documents.

Its texts and figures are in `data/reference_case.yaml`, its suppliers in the suppliers' app. The
authorities and the law are real and public; people, suppliers and volumes are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from needs.models import FactKind, FactStatus, Need, Project, Site, Volume
from procurement.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from suppliers import importing, sources
from suppliers.models import Ability, Declaration, MatchRun, Supplier
from tenders import invitations
from tenders.clauses import library
from tenders.models import (
    AwardCriterion,
    ConsultationQuestion,
    Contribution,
    Lot,
    MarketConsultation,
    Message,
    Tender,
    TenderClause,
)
from tenders.models.contribution import Draft, Given

DATA = Path(__file__).parent / "data" / "reference_case.yaml"
SUPPLIERS = Path(importing.__file__).parent / "data" / "demo_suppliers.jsonl"
PASSWORD = "balise-demo"
DEMONSTRATION_SUPPLIER = "fournisseur@demo.balise.example.org"

Say = Callable[[str], None]


@cache
def case() -> dict[str, Any]:
    """The file, read once; nobody changes what it returns."""
    return yaml.safe_load(DATA.read_text(encoding="utf-8"))


def accounts() -> list[tuple[str, str]]:
    """(e-mail address, role and organisation in French) of each demonstration account."""
    names = {row["id"]: row["name"] for row in case()["organisations"]}
    return [
        (
            person["email"],
            "fournisseur"
            if person.get("supplier")
            else ", ".join(f"{Role(r).label}, {names[o]}" for o, r in person["roles"]),
        )
        for person in case()["people"]
    ]


@transaction.atomic
def load(*, progress: Say = lambda what: None, now: datetime | None = None) -> Project:
    """The whole case in one transaction: all of it, or nothing.

    It happened three days ago, so that the consultation is open and has received answers.
    """
    now = (now or timezone.now()) - timedelta(days=3)
    progress("organisations et comptes")
    organisations = make_organisations()
    people = make_people(organisations)
    progress("fournisseurs fictifs")
    make_suppliers()
    attach_supplier(people[DEMONSTRATION_SUPPLIER])
    progress("besoins lus dans leur texte")
    project = make_project(organisations, people, now)
    progress("recherche de fournisseurs et de groupements")
    facilitator = people["animatrice@demo.balise.example.org"]
    MatchRun.objects.launch(project=project, by=facilitator, now=now)
    progress("consultation du marché et réponses")
    make_consultation(project, facilitator, now)
    progress("marché, lots, critères et clauses")
    make_tender(project, people["redacteur@demo.balise.example.org"])
    make_declarations(now)
    return project


def make_organisations() -> dict[str, Organisation]:
    return {
        row["id"]: Organisation.objects.create(
            name=row["name"],
            kind=row["kind"],
            siret=row.get("siret", ""),
            place_code=row.get("place", ""),
            large_spender=row.get("large_spender", False),
        )
        for row in case()["organisations"]
    }


def make_people(organisations: dict[str, Organisation]) -> dict[str, User]:
    people = {}
    for row in case()["people"]:
        user = User.objects.create_user(
            row["email"],
            PASSWORD,
            first_name=row["first"],
            last_name=row["last"],
            is_demonstration=True,
        )
        for organisation, role in row.get("roles", []):
            Membership.objects.create(
                user=user, organisation=organisations[organisation], role=role
            )
        people[user.email] = user
    return people


def make_suppliers() -> None:
    """The fictitious register, each with an address that leads nowhere (example.org)."""
    _, rows = sources.rows([str(SUPPLIERS)])
    refused = [
        o
        for o in importing.take(rows, source="démonstration", fictitious=True)
        if o.verdict == importing.REFUSED
    ]
    if refused:
        raise ValueError(f"{SUPPLIERS.name}: {refused[0].messages}")
    suppliers = list(Supplier.objects.filter(is_fictitious=True, contact_email=""))
    for supplier in suppliers:
        supplier.contact_email = f"contact-{slugify(supplier.name)[:40]}@example.org"
    Supplier.objects.bulk_update(suppliers, ["contact_email"])


def make_declarations(now: datetime) -> None:
    """What fictitious suppliers say of the clauses, on their own pages."""
    for row in case()["declarations"]:
        supplier = Supplier.objects.get(external_id=row["supplier"])
        for clause_id, said in declared(row).items():
            clause = library().get(clause_id)
            if clause is None:
                raise ValueError(f"{DATA.name}: no clause {clause_id}")
            Declaration.objects.say(supplier, clause.id, clause.version, said, by=None, now=now)


def declared(row: dict[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    """{clause: {level: (ability, note)}} of one supplier's lists."""
    told = [(name, Ability.YES, "") for name in row.get("able", [])]
    told += [(name, Ability.CONDITIONS, n) for name, n in row.get("with_conditions", {}).items()]
    told += [(name, Ability.NO, "") for name in row.get("unable", [])]
    said: dict[str, dict[str, tuple[str, str]]] = {}
    for name, ability, note in told:
        clause_id, _, level = name.partition("@")
        said.setdefault(clause_id, {})[level] = (ability, note)
    return said


def attach_supplier(user: User) -> None:
    """The demonstration account of a supplier holds the record the file names."""
    supplier = Supplier.objects.get(external_id=case()["demonstration_supplier"])
    organisation = Organisation.objects.create(
        name=supplier.name, kind=OrganisationKind.SUPPLIER, siret=supplier.siret
    )
    Membership.objects.create(user=user, organisation=organisation, role=Role.SUPPLIER)
    supplier.organisation = organisation
    supplier.contact_email = user.email
    supplier.save(update_fields=["organisation", "contact_email"])


def make_project(
    organisations: dict[str, Organisation], people: dict[str, User], now: datetime
) -> Project:
    row = case()["project"]
    buyer = people["acheteuse@demo.balise.example.org"]
    project = Project.objects.create(
        reference=row["reference"],
        title=row["title"],
        summary=row["summary"],
        sector=row["sector"],
        lead=organisations[row["lead"]],
        facilitator=organisations[row["facilitator"]],
        launch_on=row["launch_on"],
    )
    project.admit(project.lead, by=buyer, now=now)
    writers = {
        membership.organisation_id: membership.user
        for membership in Membership.objects.filter(role=Role.BUYER).select_related("user")
    }
    for need in case()["needs"]:
        organisation = organisations[need["organisation"]]
        make_need(project, organisation, writers[organisation.pk], need, now)
    return project


def make_need(
    project: Project, organisation: Organisation, by: User, row: dict[str, Any], now: datetime
) -> None:
    need = Need.objects.write(
        by=by,
        now=now,
        organisation=organisation,
        service=row["service"],
        title=row["title"],
        text=row["text"],
        place_kind=row["place"]["kind"],
        place_code=row["place"]["code"],
        place_name=row["place"]["name"],
    )
    sites = {
        site["name"]: Site.objects.create(
            need=need, name=site["name"], kind=site["kind"], commune_id=site["insee"]
        )
        for site in row["sites"]
    }
    Volume.objects.bulk_create(
        Volume(need=need, **{**volume, "site": sites.get(volume.get("site"))})
        for volume in row["volumes"]
    )
    need.answer(row.get("answers", {}))
    need.join(project, by=by, now=now)
    need.decide_all(FactKind.OBJECTIVE, FactStatus.CONFIRMED, by=by, now=now)


def make_consultation(project: Project, by: User, now: datetime) -> MarketConsultation:
    row = case()["consultation"]
    consultation = MarketConsultation.objects.create(
        project=project,
        title=row["title"],
        brief=row["brief"],
        opens_at=now,
        closes_at=closing(now, row["open_days"]),
    )
    consultation.replace_questions(
        [
            ConsultationQuestion(
                kind=question["kind"],
                label=question["label"],
                help_text=question.get("help", ""),
                unit=question.get("unit", ""),
                component=question.get("component", ""),
                choices=question.get("choices", []),
                required=question.get("required", False),
            )
            for question in row["questions"]
        ]
    )
    consultation.publish(by=by, now=now)
    guests = [
        invitations.Guest(supplier.name, supplier.contact_email, supplier)
        for supplier in invitations.matched_suppliers(consultation)
    ]
    invited = invitations.invite(consultation, guests, by=by, now=now)
    for invitation, answer in zip(invited, row["contributions"], strict=False):
        invitation.note_opening(now=now + timedelta(minutes=2))
        contribute(invitation, answer, now=now + timedelta(minutes=30))
    question = invited[0].ask(row["public_question"]["text"], now=now + timedelta(minutes=40))
    question.publish_answer(
        row["public_question"]["answer"], question.text, by=by, now=now + timedelta(hours=1)
    )
    type(question).objects.filter(pk=question.pk).update(asked_at=now + timedelta(minutes=40))
    transaction.on_commit(partial(date_messages, consultation, now))
    return consultation


def date_messages(consultation: MarketConsultation, sent_at: datetime) -> None:
    """Messages leave when the case is loaded; its story says that they left before any answer."""
    consultation.invitations.exclude(sent_at=None).update(sent_at=sent_at)
    Message.objects.filter(invitation__consultation=consultation).exclude(sent_at=None).update(
        sent_at=sent_at
    )


def closing(now: datetime, days: int) -> datetime:
    """Noon, local time, that many days later."""
    local = timezone.localtime(now) + timedelta(days=days)
    return local.replace(hour=12, minute=0, second=0, microsecond=0)


def contribute(invitation: Any, row: dict[str, Any], *, now: datetime) -> None:
    questions = invitation.consultation.questions.all()
    contribution = Contribution.objects.create(invitation=invitation)
    answers = {
        question.pk: Given(value, confidential)
        for question, (value, confidential) in zip(questions, answers_of(row), strict=True)
    }
    draft = Draft(row["answering"], row.get("partners", ""), answers)
    contribution.save_draft(draft, version=1, now=now)
    contribution.send(now=now)


def answers_of(row: dict[str, Any]) -> list[tuple[Any, bool]]:
    """Each answer in the order of the questions, with whether it is a business secret."""
    secret = set(row.get("confidential", []))
    return [(value, number in secret) for number, value in enumerate(row["answers"], start=1)]


def make_tender(project: Project, by: User) -> Tender:
    row = case()["tender"]
    tender = Tender.objects.create(
        project=project,
        reference=f"{project.reference[:34]}-m1",
        created_by=by,
        offers_due_at=timezone.make_aware(datetime.fromisoformat(row["offers_due_at"])),
        **{
            name: row[name]
            for name in (
                "title",
                "nature",
                "estimated_value",
                "duration_months",
                "renewals",
                "procedure",
                "launch_on",
                "settings",
            )
        },
    )
    Lot.objects.bulk_create(Lot(tender=tender, **lot) for lot in row["lots"])
    for position, criterion in enumerate(row["criteria"], start=1):
        make_criterion(tender, criterion, position)
    tender.add_clauses(clause["id"] for clause in row["clauses"])
    chosen = {used.clause_id: used for used in tender.clauses.all()}
    for clause in row["clauses"]:
        used = chosen[clause["id"]]
        used.level, used.values = clause.get("level", ""), clause.get("values", {})
    TenderClause.objects.bulk_update(chosen.values(), ["level", "values"])
    return tender


def make_criterion(tender: Tender, row: dict[str, Any], position: int) -> None:
    own = {name: value for name, value in row.items() if name != "subcriteria"}
    criterion = AwardCriterion.objects.create(tender=tender, position=position, **own)
    AwardCriterion.objects.bulk_create(
        AwardCriterion(tender=tender, parent=criterion, kind=criterion.kind, position=n, **sub)
        for n, sub in enumerate(row.get("subcriteria", []), start=1)
    )
