"""What the reference case shows of answers: a published tender, a prepared answer, an advice
refused and another one given, an answer begun from rules read elsewhere. Texts and figures are in
`data/reference.yaml`."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from needs.models import Need, Project, Site, Volume
from procurement.accounts.models import User
from procurement.typography import long_date
from procurement.yaml_files import read_yaml
from suppliers.models import Supplier
from tenders.answering import helping, readings
from tenders.answering.models import HelpState, Preparation, Publication
from tenders.answering.prepared import Prepared
from tenders.dossiers.reference import make_dossier
from tenders.models import Lot, Tender
from tenders.reference_tender import make_criterion

DATA = Path(__file__).parent / "data" / "reference.yaml"


@transaction.atomic
def make_answers(now: datetime) -> None:
    """On top of the loaded case, which happened three days ago."""
    now -= timedelta(days=3)
    case = read_yaml(DATA)
    project = Project.objects.get(reference=case["beside"])
    officer = User.objects.get(email=case["officer"])
    tender = _tender(case, _project(case, project, officer, now), officer, now)
    publication = Publication.objects.publish(tender, by=officer, now=now)
    preparation = _prepared(case, publication, now)
    _help(case["help"], preparation, now)
    _from_elsewhere(case["elsewhere"], now)


def _project(case: dict[str, Any], first: Project, officer: User, now: datetime) -> Project:
    """Its own project, led by the officer's authority and run by the same network."""
    lead = officer.organisations.get()
    project = Project.objects.create(lead=lead, facilitator=first.facilitator, **case["project"])
    project.admit(lead, by=officer, now=now)
    row = case["need"]
    need = Need.objects.write(
        by=officer,
        now=now,
        organisation=lead,
        service=row["service"],
        title=row["title"],
        text=row["text"],
        place_kind="commune",
        place_code=lead.place_code,
        place_name=lead.name,
    )
    told = row["site"]
    site = Site.objects.create(
        need=need, name=told["name"], kind=told["kind"], commune_id=told["insee"]
    )
    Volume.objects.bulk_create(Volume(need=need, site=site, **one) for one in row["volumes"])
    need.join(project, by=officer, now=now)
    return project


def _tender(case: dict[str, Any], project: Project, officer: User, now: datetime) -> Tender:
    row = dict(case["tender"])
    lots, criteria, clauses = (row.pop(name) for name in ("lots", "criteria", "clauses"))
    ago, left = row.pop("launched_days_ago"), row.pop("due_in_days")
    noon = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    asked = (noon - timedelta(days=1) + timedelta(days=left // 2)).date()
    row["said"] = {**row["said"], "questions_until": long_date(asked)}
    tender = Tender.objects.create(
        project=project,
        reference=f"{project.reference[:34]}-m1",
        created_by=officer,
        launch_on=(noon - timedelta(days=ago)).date(),
        offers_due_at=noon + timedelta(days=left),
        **row,
    )
    Lot.objects.bulk_create(Lot(tender=tender, **lot) for lot in lots)
    for position, criterion in enumerate(criteria, start=1):
        make_criterion(tender, criterion, position)
    tender.add_clauses(clauses)
    return tender


def _prepared(case: dict[str, Any], publication: Publication, now: datetime) -> Preparation:
    supplier = Supplier.objects.get(external_id=case["supplier"])
    person = User.objects.get(email=case["person"])
    row = case["answer"]
    preparation = Preparation.objects.begin(
        supplier, publication.call(), by=person, now=now, publication=publication, lots=row["lots"]
    )
    prepared = Prepared(preparation, now=now)
    preparation.add_tasks(prepared.planned)
    said = {
        point.id: row["said"][point.text]
        for one in prepared.outlines
        for point in one.points
        if point.text in row["said"]
    }
    preparation.keep(
        prepared.states(),
        str(prepared.advice.verdict),
        prepared.effort.hours,
        by=person,
        now=now,
    )
    preparation.change(
        version=preparation.version,
        now=now,
        said=said,
        assumed=row["assumed"],
        decision=row["decision"],
        reason=row["reason"],
    )
    preparation.tasks.filter(key="read").update(done_at=now, owner="Yann Petit (fictif)")
    return preparation


def _from_elsewhere(row: dict[str, Any], now: datetime) -> None:
    """A dossier that the same supplier had read, and its answer, still to be decided."""
    dossier = make_dossier(now)
    assert dossier.by is not None
    preparation = readings.begin(dossier, by=dossier.by, now=now)
    preparation.change(version=preparation.version, now=now, lots=row["lots"])
    preparation.add_tasks(Prepared(preparation, now=now).planned)


def _help(row: dict[str, Any], preparation: Preparation, now: datetime) -> None:
    person = preparation.begun_by
    barred, free = (User.objects.get(email=row[name]) for name in ("refused", "asked"))
    assert person is not None
    try:
        helping.ask(preparation, barred, row["text"], shared=False, by=person, now=now)
    except helping.Refused:
        pass
    else:
        raise ValueError(f"{DATA.name}: {barred.email} should have been refused")
    help = helping.ask(preparation, free, row["text"], shared=True, by=person, now=now)
    help.move(HelpState.ACCEPTED)
    noon = timezone.localtime(now).replace(hour=14, minute=0, second=0, microsecond=0)
    help.meet_at, help.place = noon + timedelta(days=4), row["place"]
    help.save(update_fields=["meet_at", "place"])
    help.write(row["note"], by=free, now=now)
    help.share_with_all(row["general"]["question"], row["general"]["answer"], now=now)
