"""A tender with all that its documents can speak of: needs, lots, criteria, clauses, sourcing."""

from datetime import UTC, datetime
from decimal import Decimal

from needs.models import Period
from procurement.accounts.models import OrganisationKind
from tenders.models import CriterionKind, Procedure, QuestionKind, Reserved, Tender
from tests.factories import CommuneFactory, OrganisationFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)
from tests.tenders.factories import (
    CLOSES,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory

CLAUSES = (
    "container-closure",
    "washing-result",
    "insertion-hours",
    "return-logistics",
    "loss-breakage-rate",
    "group-combined-capacity",
)


def complete_tender(**values) -> Tender:
    project = _project()
    _sourcing(project)
    tender = TenderFactory(
        project=project,
        procedure=Procedure.OPEN,
        estimated_value=Decimal(480_000),
        offers_due_at=datetime(2027, 3, 24, 11, tzinfo=UTC),
        settings={"framework": True, "framework_maximum_ht": 600_000, "price_form": "revisable"},
        **values,
    )
    LotFactory(tender=tender, number=1, title="Contenants", components=["fourniture"])
    LotFactory(
        tender=tender, number=2, title="Lavage", components=["lavage"], reserved=Reserved.BOTH
    )
    _criteria(tender)
    for position, clause in enumerate(CLAUSES):
        add_clause(tender, clause, position=position)
    return tender


def add_clause(tender, clause_id, **values):
    from tenders.clauses import library
    from tenders.models import TenderClause

    clause = library().get(clause_id)
    return TenderClause.objects.create(
        tender=tender, clause_id=clause.id, clause_version=clause.version, **values
    )


def _project():
    project = ProjectFactory(lead__siret="20009320100016")
    MemberFactory(project=project, organisation=project.lead)
    town = OrganisationFactory(name="Ville d'essai", kind=OrganisationKind.COMMUNE)
    for organisation, quantity in ((project.lead, 780), (town, 3100)):
        need = NeedFactory(project=project, organisation=organisation)
        site = SiteFactory(need=need, commune=CommuneFactory())
        VolumeFactory(
            need=need,
            site=site,
            component="lavage",
            label="contenants à laver",
            quantity=Decimal(quantity),
            unit="contenant",
            period=Period.DAY,
        )
        VolumeFactory(
            need=need,
            site=site,
            component="fourniture",
            label="bacs gastronormes",
            quantity=Decimal(1200),
            unit="contenant",
            period="",
        )
    return project


def _sourcing(project):
    consultation = ConsultationFactory(project=project)
    question = QuestionFactory(
        consultation=consultation, kind=QuestionKind.TEXT, label="Que savez-vous faire ?"
    )
    invitation = InvitationFactory(consultation=consultation, sent_at=DURING)
    send_answers(invitation, {question: "Laver 2 400 contenants par jour"})
    assert consultation.closes_at == CLOSES


def _criteria(tender):
    CriterionFactory(tender=tender, weight=Decimal(40), position=1)
    quality = CriterionFactory(
        tender=tender,
        name="Valeur technique",
        kind=CriterionKind.QUALITY,
        weight=Decimal(35),
        position=2,
        method="Note de 0 à 5 multipliée par le poids.",
    )
    for position, (name, weight) in enumerate((("Organisation", 20), ("Hygiène", 15)), start=1):
        CriterionFactory(
            tender=tender,
            parent=quality,
            name=name,
            kind=CriterionKind.QUALITY,
            weight=Decimal(weight),
            position=position,
            expected="Un planning d'une semaine type.",
            clause_id="award-hygiene-organisation" if name == "Hygiène" else "",
        )
    CriterionFactory(
        tender=tender,
        name="Performance environnementale",
        kind=CriterionKind.ENVIRONMENT,
        weight=Decimal(25),
        position=3,
        method="Note de 0 à 5 multipliée par le poids.",
        expected="Des engagements chiffrés.",
    )
