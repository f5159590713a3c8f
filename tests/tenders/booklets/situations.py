"""Tenders in the situations that booklets must speak of."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tenders.models import CriterionKind, Nature, Procedure, Reserved
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory

SAID = {
    "questions_until": "4 mai 2027",
    "profile": "https://marches.exemple.fr",
    "contact": "service des achats, 03 00 00 00 00",
    "visit_dates": "28 avril 2027, à l'accueil",
    "formats": "PDF",
    "several_bids": "non, une seule candidature",
    "answers_days": "4",
    "validity_days": "90",
    "proofs_days": "6",
    "advance_rate": "10 %",
    "start": "1er septembre 2027",
    "award_on": "juin 2027",
}


def bare():
    return TenderFactory(estimated_value=None, duration_months=None)


def unallotted():
    """An adapted procedure without lots, a lump sum and a mandatory visit; short of time."""
    tender = TenderFactory(
        launch_on=date(2027, 4, 26),
        offers_due_at=datetime(2027, 5, 14, 14, tzinfo=UTC),
        price_shape="lump",
        price_lines="Nettoyage courant ; mois ; 24",
        settings={
            "site_visit_mandatory": True,
            "allotment_reason": "Un seul bâtiment.",
            "turnover_required_ratio": 1.5,
        },
        said=SAID,
    )
    _criteria(tender)
    return tender


def social():
    tender = TenderFactory(
        nature=Nature.SOCIAL_SERVICES,
        title="Accompagnement vers l'emploi",
        offers_due_at=datetime(2027, 3, 19, 11, tzinfo=UTC),
        settings={
            "site_visit_mandatory": False,
            "group_form_required": "solidaire_apres_attribution",
        },
        said=SAID,
    )
    LotFactory(tender=tender, number=1, title="Parcours", reserved=Reserved.ESS)
    LotFactory(tender=tender, number=2, title="Ateliers", amount=None)
    _criteria(tender)
    return tender


def full_of_gaps():
    """Two steps, a framework, lots without amount, no criteria, no price, no deadline."""
    tender = TenderFactory(
        procedure=Procedure.NEGOTIATED,
        estimated_value=None,
        duration_months=None,
        settings={"framework": True},
    )
    LotFactory(tender=tender, number=1, amount=None, cpv="", reserved=Reserved.PRISON)
    return tender


def _criteria(tender):
    CriterionFactory(tender=tender, weight=Decimal(60), position=1, formula="linear")
    CriterionFactory(
        tender=tender,
        name="Sobriété",
        kind=CriterionKind.ENVIRONMENT,
        weight=Decimal(40),
        position=2,
        method="Note de 0 à 5.",
        expected="Les consommations.",
    )


SITUATIONS = {
    "complete": complete_tender,
    "bare": bare,
    "unallotted": unallotted,
    "social": social,
    "gaps": full_of_gaps,
}
