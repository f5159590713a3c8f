"""The reference case, loaded into an empty database: the path once, from needs to documents.

Its texts and figures are in `data/reference_case.yaml`, its suppliers in the suppliers' app. The
authorities and the law are real and public; people, suppliers and volumes are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from needs.levers import Family
from needs.models import (
    FactKind,
    FactStatus,
    JointPurchase,
    LeverDecision,
    Need,
    Project,
    PurchaseFacts,
    Scenario,
    Site,
    Volume,
)
from procurement.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from suppliers import importing, sources
from suppliers.matching import Weights
from suppliers.models import Ability, Declaration, EssProof, MatchRun, Supplier
from suppliers.rows import Row
from tenders import invitations
from tenders.clauses import library
from tenders.consultation_alerts import announce
from tenders.models import (
    AwardCriterion,
    ConsultationQuestion,
    Contribution,
    LocalClause,
    Lot,
    MarketConsultation,
    Message,
    Tender,
    TenderClause,
)
from tenders.models.contribution import Draft, Given
from tenders.purchase import purchase_of
from tenders.reference_standing import make_standing
from tenders.shelf import shelf_of

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
    return [(person["email"], _role(person, names)) for person in case()["people"]]


def _role(person: dict[str, Any], names: dict[str, str]) -> str:
    if person.get("supplier"):
        return "fournisseur"
    if "asks" in person:
        return f"demande la fiche {person['asks']}"
    if "contributes" in person:
        return f"contribue à une fiche, {person['contributes']}"
    return ", ".join(f"{Role(role).label}, {names[body]}" for body, role in person["roles"])


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
    import_from_network()
    make_proofs(people, now)
    progress("besoins lus dans leur texte")
    project = make_project(organisations, people, now)
    progress("recherche de fournisseurs et de groupements")
    facilitator = people["animatrice@demo.balise.example.org"]
    search(project, people, now)
    progress("consultation du marché et réponses")
    make_consultation(project, facilitator, now)
    progress("clauses adaptées par les autorités")
    adapted = make_local_clauses(organisations, people, now)
    progress("marché, lots, critères et clauses")
    officer = people["redacteur@demo.balise.example.org"]
    make_tender(project, officer, adapted)
    make_decisions(project, officer, now + timedelta(hours=2))
    make_declarations(now)
    make_standing(case()["standing"], organisations, people, now)
    return project


def search(project: Project, people: dict[str, User], now: datetime) -> None:
    """A first search with other weights, then the one that the consultation rests on."""
    lead, facilitator = (
        people[f"{who}@demo.balise.example.org"] for who in ("acheteuse", "animatrice")
    )
    weights = Weights(**case()["first_search"])
    earlier = now - timedelta(days=1)
    MatchRun.objects.launch(project=project, weights=weights, by=lead, now=earlier)
    MatchRun.objects.launch(project=project, by=facilitator, now=now)


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


def make_proofs(people: dict[str, User], now: datetime) -> None:
    """Documents that fictitious suppliers state; the file gives their dates in days from now."""
    today = now.date()

    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    for row in case()["ess_proofs"]:
        EssProof.objects.create(
            supplier=Supplier.objects.get(external_id=row["supplier"]),
            kind=row["kind"],
            reference=row["reference"],
            issued_on=day(row["issued"]),
            expires_on=day(row.get("expires")),
            stated_at=now,
            seen_by=people[row["seen_by"]] if "seen_by" in row else None,
            seen_on=today if "seen_by" in row else None,
        )


def import_from_network() -> None:
    """A network says otherwise of the demonstration supplier: both versions are shown to it."""
    row = case()["network_import"]
    record = row["record"] | {"siret": Supplier.objects.get(external_id=row["supplier"]).siret}
    list(importing.take([Row(2, record, record)], source=row["source"], fictitious=True))


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
        made = make_need(project, organisation, writers[organisation.pk], need, now)
        make_contributors(made, writers[organisation.pk], need.get("contributors", []), people, now)
    make_scenarios(project, buyer, now)
    return project


def make_scenarios(project: Project, by: User, now: datetime) -> None:
    """What the lead compared, and how the members chose to buy together."""
    for row in case()["scenarios"]:
        Scenario.objects.create(project=project, created_by=by, **row).note(
            "scenario_created", by=by, now=now
        )
    JointPurchase(project=project, **case()["joint_purchase"]).choose(by=by, now=now)


def make_contributors(
    need: Need, by: User, rows: list[dict[str, Any]], people: dict[str, User], now: datetime
) -> None:
    """Those who have an account have joined; the others are awaited."""
    for row in rows:
        invited = need.contributors.invite(
            need, email=row["email"], name=row["name"], parts=row["parts"], by=by, now=now
        )
        if person := people.get(row["email"]):
            invited[0].join(person, now=now)
            for section, answers in row.get("answers", {}).items():
                page = next(s for s in need.question_set().sections if s.id == section)
                need.answer_from({}, answers, section=page, by=person, now=now + timedelta(hours=2))


def make_need(
    project: Project, organisation: Organisation, by: User, row: dict[str, Any], now: datetime
) -> Need:
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
            need=need,
            name=site["name"],
            kind=site["kind"],
            commune_id=site["insee"],
            details={"central_kitchen": site["served_by"]} if "served_by" in site else {},
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
    return need


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
    announce(consultation, now=now)
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


def make_local_clauses(
    organisations: dict[str, Organisation], people: dict[str, User], now: datetime
) -> dict[str, str]:
    """Forks of library clauses, read again or waiting for it: name in the file → identifier."""
    return {
        row["id"]: make_local_clause(
            row,
            organisations[row["organisation"]],
            people[row["author"]],
            people[row["reader"]],
            now,
        )
        for row in case()["local_clauses"]
    }


def make_local_clause(
    row: dict[str, Any], organisation: Organisation, author: User, reader: User, now: datetime
) -> str:
    source = library().get(row["fork"])
    if source is None:
        raise ValueError(f"{DATA.name}: no clause {row['fork']}")
    version = LocalClause.objects.fork(source, organisation, by=author, now=now)
    version = version.clause.revise(
        {**version.content, **row["change"]},
        by=author,
        now=now + timedelta(hours=1),
        what=row["what"],
        read=version.mark,
    )
    version.ask_reading(reader, by=author, now=now + timedelta(hours=2))
    if row.get("published"):
        version.move("approve", by=reader, now=now + timedelta(days=1), remark=row["remark"])
        version.move("publish", by=author, now=now + timedelta(days=2))
    return version.clause.slug


def make_tender(project: Project, by: User, adapted: dict[str, str]) -> Tender:
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
                "price_shape",
                "said",
            )
        },
    )
    Lot.objects.bulk_create(Lot(tender=tender, **lot) for lot in row["lots"])
    for position, criterion in enumerate(row["criteria"], start=1):
        make_criterion(tender, criterion, position)
    ids = [adapted.get(clause["id"], clause["id"]) for clause in row["clauses"]]
    tender.add_clauses(ids, shelf_of(by))
    chosen = {used.clause_id: used for used in tender.clauses.all()}
    for id, clause in zip(ids, row["clauses"], strict=True):
        used = chosen[id]
        used.level, used.values = clause.get("level", ""), clause.get("values", {})
        used.clause_version = clause.get("version", used.clause_version)
    TenderClause.objects.bulk_update(chosen.values(), ["level", "values", "clause_version"])
    return tender


def make_decisions(project: Project, by: User, now: datetime) -> None:
    """What the officer typed of the purchase, and decided of the levers, with the reason."""
    purchase = PurchaseFacts(project=project, **case()["purchase"])
    purchase.keep(version=purchase.version, by=by, now=now)
    advice = purchase_of(project, today=timezone.localdate(now)).advice
    for row in case()["lever_decisions"]:
        LeverDecision.objects.record(
            project,
            advised=advice.best(Family(row["family"])),
            lever=row["lever"],
            reason=row["reason"],
            after=0,
            by=by,
            now=now,
        )


def make_criterion(tender: Tender, row: dict[str, Any], position: int) -> None:
    """A criterion and its sub-criteria, each remembering the clause it comes from."""
    own = {name: value for name, value in row.items() if name != "subcriteria"}
    criterion = AwardCriterion(tender=tender, position=position, **own)
    criterion.keep_taken(None)
    criterion.save()
    for n, sub in enumerate(row.get("subcriteria", []), start=1):
        part = AwardCriterion(
            tender=tender, parent=criterion, kind=criterion.kind, position=n, **sub
        )
        part.keep_taken(None)
        part.save()
