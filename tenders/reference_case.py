"""The reference case, loaded into an empty database: the path once, from needs to documents.

Its texts and figures are in `data/reference_case.yaml`, its suppliers in the suppliers' app. The
authorities and the law are real and public; people, suppliers and volumes are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import Membership, Organisation, Role, User
from suppliers.matching import Weights
from suppliers.models import MatchRun
from tenders.reference_closed import make_closed
from tenders.reference_consultation import make_consultation
from tenders.reference_data import case
from tenders.reference_project import make_decisions, make_project
from tenders.reference_standing import make_standing
from tenders.reference_suppliers import (
    attach_supplier,
    import_from_network,
    make_declarations,
    make_proofs,
    make_suppliers,
)
from tenders.reference_team import make_discussions, make_team
from tenders.reference_tender import make_local_clauses, make_tender
from tenders.workshops.reference import make_workshop

PASSWORD = "balise-demo"
DEMONSTRATION_SUPPLIER = "fournisseur@demo.balise.example.org"

Say = Callable[[str], None]


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
    if "named" in person:
        return str(person["named"])
    return ", ".join(f"{Role(role).label}, {names[body]}" for body, role in person["roles"])


@transaction.atomic
def load(*, progress: Say = lambda what: None, now: datetime | None = None) -> Project:
    """The whole case in one transaction: all of it, or nothing.

    It began three weeks ago: the consultation is open and has received answers, its workshop was
    held and its minutes can still be corrected.
    """
    now = (now or timezone.now()) - timedelta(days=20)
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
    make_team(project, people, now)
    progress("recherche de fournisseurs et de groupements")
    facilitator = people["animatrice@demo.balise.example.org"]
    search(project, people, now)
    progress("consultation du marché et réponses")
    consultation = make_consultation(project, facilitator, now)
    make_workshop(consultation, facilitator, now)
    progress("démarche déjà terminée, avec son bilan")
    make_closed(organisations, facilitator, now)
    progress("clauses adaptées par les autorités")
    adapted = make_local_clauses(organisations, people, now)
    progress("marché, lots, critères et clauses")
    officer = people["redacteur@demo.balise.example.org"]
    make_tender(project, officer, adapted)
    make_decisions(project, officer, now + timedelta(hours=2))
    make_declarations(now)
    make_discussions(project, people, now + timedelta(hours=3))
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
