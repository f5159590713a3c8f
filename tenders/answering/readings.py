"""Preparations that start from a dossier read elsewhere than in Balise, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from procurement.accounts.models import User
from suppliers.models import Supplier
from tenders.answering.call import Call
from tenders.answering.differences import Difference, differences
from tenders.answering.dossier_call import call_of_dossier
from tenders.answering.models import Preparation, Publication
from tenders.dossiers.models import Dossier, State


def preparable_by(user: User | AnonymousUser) -> QuerySet[Dossier]:
    """Read, and of a supplier for which the person writes: a network reads but answers nothing."""
    mine = Supplier.objects.editable_by(user).values("pk")
    return Dossier.objects.visible_to(user).filter(state=State.READ, supplier__in=mine)


def call_read(dossier: Dossier) -> Call:
    return call_of_dossier(dossier.facts, dossier.corrections, name=dossier.name)


def published_of(dossier: Dossier) -> Publication | None:
    """The call that Balise itself publishes: surer than any reading of its files."""
    if dossier.tender_id is None:
        return None
    return Publication.objects.current().filter(tender=dossier.tender_id).first()


def begin(dossier: Dossier, *, by: User, now: datetime, apart: bool = False) -> Preparation:
    """The supplier's preparation of this consultation, begun or found again.

    `apart` says that it is not the one that another dossier of the same name gave.
    """
    publication = published_of(dossier)
    if publication and not Preparation.objects.filter(dossier=dossier).exists():
        return Preparation.objects.begin(
            dossier.supplier, publication.call(), by=by, now=now, publication=publication
        )
    return Preparation.objects.begin(
        dossier.supplier, call_read(dossier), by=by, now=now, dossier=dossier, apart=apart
    )


@dataclass(frozen=True)
class Reading:
    """A dossier as it reads today, beside what a preparation keeps."""

    preparation: Preparation
    dossier: Dossier

    @cached_property
    def call(self) -> Call:
        return call_read(self.dossier)

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.preparation.call(), self.call)

    @property
    def is_new(self) -> bool:
        """Whether following it would change what the supplier reads."""
        return bool(self.differences)

    @property
    def is_another(self) -> bool:
        """A dossier of the same call, sent again."""
        return self.preparation.dossier_id != self.dossier.pk


def reading_behind(preparation: Preparation) -> Reading | None:
    """None when the dossier is erased, or has passed its last day."""
    read = Dossier.objects.current().filter(state=State.READ)
    dossier = read.filter(pk=preparation.dossier_id).first() if preparation.dossier_id else None
    return Reading(preparation, dossier) if dossier else None
