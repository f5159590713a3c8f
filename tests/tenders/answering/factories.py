"""Calls, preparations and helpers in named situations."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from procurement.accounts.models import Membership, OrganisationKind, Role
from tenders.answering.call import Asked, Call, CallLot, Condition, Piece, Volume
from tenders.answering.calls import call_of
from tenders.answering.candidate import Candidate, Fact
from tenders.answering.models import HelpRequest, Preparation, Publication
from tenders.models import ExportedPackage
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import ProjectFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.tender_factories import LotFactory, TenderFactory

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DUE = datetime(2027, 3, 24, 11, tzinfo=UTC)


def call(**values) -> Call:
    """A call of two lots, the second reserved, with one criterion to write."""
    usual = {
        "origin": "essai",
        "title": "Laver des bacs",
        "buyer": "Ville de Lens",
        "reference": "2027-12",
        "due_at": DUE,
        "lots": (CallLot(1, "Lavage"), CallLot(2, "Collecte", reserved="handicap")),
        "asked": (
            Asked("c1-1", "Prix", "price", Decimal(60)),
            Asked(
                "c2-1",
                "Moyens",
                "quality",
                Decimal(40),
                expects=("Planning d'une semaine type, moyens humains, solution de secours.",),
                max_pages=4,
                where="cadre de réponse technique",
            ),
        ),
        "pieces": (
            Piece("dc1", "DC1", "candidature"),
            Piece("dc2", "DC2", "candidature"),
            Piece("ae-1", "Acte d'engagement du lot 1", "offer"),
            Piece("ae-2", "Acte d'engagement du lot 2", "offer"),
        ),
        "price_lines": {"1": 8, "2": 2},
    }
    return Call(**{**usual, **values})


def volume(value=1000, unit="contenant", period="jour", lot=1) -> Condition:
    return Condition(
        f"volume-{lot}",
        "volume",
        "Tenir les volumes",
        f"{value} {unit}",
        ("L2142-1",),
        (lot,),
        volumes=(Volume(value, unit, period, "lavage"),),
    )


def reserved(lot=2, ground="handicap") -> Condition:
    return Condition(
        f"reserved-{lot}",
        "reservation",
        f"Lot {lot} réservé",
        "Ce lot est réservé.",
        ("L2113-12",),
        (lot,),
        excludes=True,
        proof="l'autorisation",
        reserved=ground,
    )


def candidate(*facts: Fact, **values) -> Candidate:
    return Candidate("Atelier", "00000000000000", tuple(facts), **values)


def holder(**values):
    """(a supplier, somebody of its people)."""
    membership = MembershipFactory(role=Role.SUPPLIER)
    return SupplierFactory(organisation=membership.organisation, **values), membership.user


def published(tender=None, *, at=NOW, workbook=b"xlsx", **values) -> Publication:
    """A tender given to candidates, with a price workbook and a booklet in its package."""
    if tender is None:
        tender = TenderFactory(
            offers_due_at=DUE, project=ProjectFactory(lead__name="Ville de Lens"), **values
        )
        LotFactory(tender=tender, number=1, title="Lavage")
    file = io.BytesIO()
    contents = [
        {"name": f"{tender.reference}-dqe.xlsx"},
        {
            "name": f"{tender.reference}-formation_fournisseur.docx",
            "kind": "formation_fournisseur",
            "title": "Répondre à ce marché, pas à pas",
        },
    ]
    with zipfile.ZipFile(file, "w") as archive:
        for row in contents:
            archive.writestr(row["name"], workbook)
    content = file.getvalue()
    package = ExportedPackage.objects.create(
        tender=tender,
        number=tender.packages.count() + 1,
        contents=contents,
        digest=hashlib.sha256(content).hexdigest(),
        archive=ContentFile(content, "1.zip"),
        at=at,
    )
    return Publication.objects.create(
        tender=tender,
        number=tender.publications.count() + 1,
        package=package,
        content=call_of(tender).as_dict(),
        due_at=tender.offers_due_at,
        published_at=at,
    )


def preparation(supplier=None, publication=None, *, by=None, lots=(), now=NOW, of=None):
    publication = publication or (None if of else published())
    return Preparation.objects.begin(
        supplier or SupplierFactory(),
        of or publication.call(),
        by=by or UserFactory(),
        now=now,
        publication=publication,
        lots=lots,
    )


def adviser(email="aide@appui-reseau.fr", network=None):
    """Somebody who runs a network, under a domain of its own."""
    network = network or OrganisationFactory(name="Réseau d'appui", kind=OrganisationKind.NETWORK)
    user = UserFactory(email=email)
    Membership.objects.create(user=user, organisation=network, role=Role.FACILITATOR)
    return user


def asked_help(prepared=None, person=None, **values) -> HelpRequest:
    prepared = prepared or preparation()
    return HelpRequest.objects.create(
        preparation=prepared,
        adviser=person or adviser(),
        text="Comment chiffrer la tournée ?",
        asked_at=NOW,
        **values,
    )
