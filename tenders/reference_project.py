"""The project of the reference case: needs read in their text, scenarios, decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

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
from procurement.accounts.models import Membership, Organisation, Role, User
from tenders.purchase import purchase_of
from tenders.reference_data import case


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
