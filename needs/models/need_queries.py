"""The sheets of needs: who reads, writes, validates them, and how they are fetched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from needs import rights
from needs.models.fact import NeedFact
from needs.models.project import BUYING, Project
from needs.models.site import Site
from needs.models.team import Contributor
from needs.models.teammate import Teammate
from needs.parts import WHOLE
from procurement.accounts.models import Membership, Organisation, User

if TYPE_CHECKING:
    from needs.models.need import Need


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's organisations, of their projects, and those they contribute to."""
        if not user.is_authenticated:
            return self.none()
        visible = Project.objects.visible_to(user).values("pk")
        return self.filter(
            self._own(user, visible)
            | Q(project__in=visible)
            | Q(pk__in=Contributor.objects.entrusted_to(user).values("need"))
        )

    def editable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's own organisations, while the diagnosis is not frozen."""
        if not user.is_authenticated:
            return self.none()
        editable = Project.objects.editable_by(user).values("pk")
        by_name = Teammate.objects.filter(user=user, right__in=rights.at_least(rights.EDIT))
        of_the_lead = Q(organisation=F("project__lead"), project__in=by_name.values("project"))
        return self.filter(self._own(user, editable) | of_the_lead).unfrozen()

    def _own(self, user: User, projects: models.QuerySet[Project, Any]) -> Q:
        """Of the person's organisations; in a project, the sheets of its lead follow its rights."""
        mine = Organisation.objects.for_user(user, *BUYING).values("pk")
        of_the_lead = self.model._default_manager.filter(organisation=F("project__lead"))
        led = of_the_lead.exclude(project__in=projects)
        return Q(organisation__in=mine) & ~Q(pk__in=led.values("pk"))

    def removable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Sheets of a project that its authority, or who steers the project, may take out of it."""
        steered = Project.objects.validatable_by(user).values("pk")
        own = self.editable_by(user).values("pk")
        return self.filter(Q(project__in=steered) | Q(pk__in=own)).exclude(project=None).unfrozen()

    def open_to(self, user: User | AnonymousUser, part: str) -> NeedQuerySet:
        """Needs of which the person may write this part: theirs, or one entrusted to them."""
        if not user.is_authenticated:
            return self.none()
        named = Contributor.objects.entrusted_to(user, part).values("need")
        mine = self.editable_by(user).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=named)).unfrozen()

    def staffed_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Those whose people the person names: theirs, and in a project they steer, the sheets of
        authorities nobody of which uses Balise."""
        absent = ~Exists(
            Membership.objects.filter(organisation=OuterRef("organisation"), role__in=BUYING)
        )
        steered = Project.objects.validatable_by(user).values("pk")
        own = self.editable_by(user).values("pk")
        return self.filter(Q(pk__in=own) | Q(absent, project__in=steered)).unfrozen()

    def entrusted_to(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Those of which the person was given a part, or all."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Contributor.objects.entrusted_to(user).values("need"))

    def validatable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Those the person answers for; when nobody does, all who edit the whole may."""
        if not user.is_authenticated:
            return self.none()
        vacant = Q(responsible=None) | Q(responsible__is_active=False)
        return self.open_to(user, WHOLE).filter(Q(responsible=user) | vacant)

    def returnable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Those that the person may send back with a reason: of a project they steer, or theirs
        to validate."""
        steered = Project.objects.validatable_by(user).values("pk")
        theirs = self.validatable_by(user).values("pk")
        return self.filter(Q(project__in=steered) | Q(pk__in=theirs)).unfrozen()

    def unfrozen(self) -> NeedQuerySet:
        return self.filter(Q(project=None) | Q(project__frozen_at=None))

    def with_sheet(self) -> NeedQuerySet:
        """With all that a diagnosis asks of a need, in a constant number of queries."""
        waiting = NeedFact.objects.proposed().filter(need=OuterRef("pk"))
        count = waiting.order_by().values("need").annotate(n=Count("pk")).values("n")
        return (
            self.select_related("organisation", "responsible", "project")
            .prefetch_related(Prefetch("sites", Site.objects.select_related("commune")), "volumes")
            .annotate(undecided=Coalesce(Subquery(count), 0))
        )

    @transaction.atomic
    def write(self, *, by: User | None, now: datetime, **values: Any) -> Need:
        """A new sheet, its text read at once; its arrival in a project goes to the register.

        Whoever writes it for their own authority answers for it; a sheet opened for another waits
        for its own.
        """
        need = self.model(created_by=by, **values)
        if by and by.memberships.filter(organisation=need.organisation_id).exists():
            need.responsible = by
        need.save(force_insert=True)
        if need.project:
            need.project.admit(need.organisation, by=by, now=now)
        need.read_again()
        need.note("need_created", by=by, now=now)
        return need
