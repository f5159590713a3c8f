"""A project (« démarche »): one authority leads, others join, a facilitator runs it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from needs import diagnosis, questions, rights
from needs.models.versions import Versioned
from procurement.accounts.models import Membership, Organisation, Role, User
from procurement.language.objectives import LABELS
from procurement.nomenclature.models import Commune
from procurement.typography import number, plain_words

if TYPE_CHECKING:
    from needs.models.need import Need

JOIN_LINK_LASTS = timedelta(days=90)
_JOIN_SALT = "needs.project.join"
_REFERENCE_ROOM = 36
BUYING = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)


def _short(slug: str) -> str:
    """Whole words only, with room left for a number."""
    return slug if len(slug) <= _REFERENCE_ROOM else slug[:_REFERENCE_ROOM].rpartition("-")[0]


def _by_default(user: User, right: str) -> Q:
    """What belonging to an organisation of the project opens, whoever was not named in it."""
    mine = Organisation.objects.for_user(user, *BUYING).values("pk")
    opened = Q(lead__in=mine, lead_right__in=rights.at_least(right))
    if rights.reaches(rights.OF_FACILITATOR, right):
        runs = Organisation.objects.for_user(user, Role.FACILITATOR).values("pk")
        opened |= Q(facilitator__in=runs)
    if rights.reaches(rights.OF_MEMBERS, right):
        members = ProjectMember.objects.filter(organisation__in=mine).exclude(
            organisation=F("project__lead")
        )
        opened |= Q(facilitator__in=mine) | Q(pk__in=members.values("project"))
    return opened


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User | AnonymousUser) -> ProjectQuerySet:
        return self.granting(user, rights.READ)

    def commentable_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        return self.granting(user, rights.COMMENT)

    def editable_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        return self.granting(user, rights.EDIT)

    def validatable_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Those where the person may do what commits the authority or leaves the team."""
        return self.granting(user, rights.VALIDATE)

    def granting(self, user: User | AnonymousUser, right: str) -> ProjectQuerySet:
        """Where the person has this right or more: the one given by name, or else by default."""
        from needs.models.teammate import Teammate

        if not user.is_authenticated:
            return self.none()
        named = Teammate.objects.filter(user=user)
        given = named.filter(right__in=rights.at_least(right)).values("project")
        default = _by_default(user, right) & ~Q(pk__in=named.values("project"))
        return self.filter(Q(pk__in=given) | default)

    def receiving_from(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Where the person may bring a sheet: their authority takes part, or they may edit."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, *BUYING).values("pk")
        part = ProjectMember.objects.filter(organisation__in=mine).exclude(
            organisation=F("project__lead")
        )
        editable = self.editable_by(user).values("pk")
        taking_part = Q(pk__in=part.values("project")) | Q(facilitator__in=mine)
        return self.commentable_by(user).filter(Q(pk__in=editable) | taking_part)

    def run_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Whose team the person composes: its owner; all who validate when it has none left."""
        from needs.models.teammate import Teammate

        if not user.is_authenticated:
            return self.none()
        employed = Membership.objects.filter(user=OuterRef("owner")).filter(
            Q(organisation=OuterRef("lead")) | Q(organisation=OuterRef("facilitator"))
        )
        named = Teammate.objects.filter(
            project=OuterRef("pk"), user=OuterRef("owner"), right=rights.VALIDATE
        )
        gone = ~Q(owner__is_active=True) | (~Exists(employed) & ~Exists(named))
        return self.validatable_by(user).filter(Q(owner=user) | Q(owner=None) | gone)

    def unfrozen(self) -> ProjectQuerySet:
        return self.filter(frozen_at=None)

    def joinable_with(self, token: str) -> ProjectQuerySet:
        """The project that a link passed on to another authority opens; none when it lapsed."""
        try:
            pk = signing.loads(token, salt=_JOIN_SALT, max_age=JOIN_LINK_LASTS)
        except signing.BadSignature:
            return self.none()
        return self.filter(pk=pk)

    @transaction.atomic
    def start(self, *, by: User, now: datetime, **values: Any) -> Project:
        """A new project under a reference of its own; its lead is its first member."""
        words = "-".join([f"{now:%Y}", *plain_words(values["title"])])
        reference = self._free_reference(_short(words))
        project = self.create(reference=reference, owner=by, **values)
        project.admit(project.lead, by=by, now=now)
        return project

    def _free_reference(self, wanted: str) -> str:
        taken = set(self.filter(reference__startswith=wanted).values_list("reference", flat=True))
        candidates = [wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 2))]
        return next(candidate for candidate in candidates if candidate not in taken)


class Project(Versioned):
    """One path from needs to contract documents; its diagnosis is made of its needs' sheets."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.SlugField("référence", max_length=40, unique=True)
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("objet de la démarche", max_length=4000, blank=True)
    sector = models.CharField("secteur", max_length=40, default="general")
    lead = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_projects", verbose_name="autorité pilote"
    )
    facilitator = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="facilitated_projects",
        null=True,
        blank=True,
        verbose_name="animateur",
    )
    owner = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="owned_projects",
        null=True,
        blank=True,
        verbose_name="responsable de la démarche",
    )
    lead_right = models.CharField(
        "droit des agents de l'autorité pilote",
        max_length=10,
        choices=list(rights.LABELS.items()),
        default=rights.OF_LEAD,
        help_text="Ce que peuvent ses acheteurs et rédacteurs sans être nommés dans l'équipe.",
    )
    launch_on = models.DateField("lancement prévu de la consultation", null=True, blank=True)
    frozen_at = models.DateTimeField("diagnostic figé le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        ordering = ["-created_at", "reference"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:project", args=[self.pk])

    def note_changes(self, before: Project, *, by: User, now: datetime) -> None:
        """Say in the register which of its fields are not what they were."""
        from needs.models.register import RegisterEntry

        changed = [
            str(getattr(Project._meta.get_field(name), "verbose_name", name))
            for name in ("title", "summary", "sector", "facilitator_id", "launch_on")
            if getattr(self, name) != getattr(before, name)
        ]
        if changed:
            RegisterEntry.objects.note(self, "project_changed", by=by, now=now, fields=changed)

    @transaction.atomic
    def freeze(self, *, by: User, now: datetime) -> None:
        """Close the diagnosis to late joiners and changes of volume; noted in the register."""
        from needs.models.register import RegisterEntry

        result = self.diagnosis()
        # The version moves too: an edit on its way is told, and never opens the diagnosis again.
        row = Project.objects.filter(pk=self.pk)
        row.update(frozen_at=now, version=F("version") + 1)
        self.refresh_from_db(fields=["frozen_at", "version"])
        RegisterEntry.objects.note(
            self,
            "diagnosis_frozen",
            by=by,
            now=now,
            sheets=len(result.sheets),
            totals=[f"{t.title} : {number(t.value)} {t.units}" for t in result.totals],
        )

    @transaction.atomic
    def admit(self, organisation: Organisation, *, by: User | None, now: datetime) -> None:
        """Make the authority a member; nothing happens when it already is one."""
        from needs.models.register import RegisterEntry

        _, joined = self.members.get_or_create(organisation=organisation)
        if joined:
            RegisterEntry.objects.note(
                self, "member_joined", by=by, now=now, member=organisation.name
            )

    @transaction.atomic
    def part_with(self, need: Need, *, by: User, now: datetime) -> None:
        """The sheet goes out of the diagnosis, whole; its authority keeps it and takes part."""
        need.note("need_left", by=by, now=now)
        need.project = None
        need.save(update_fields=["project", "updated_at"])

    @transaction.atomic
    def release(self, organisation: Organisation, *, by: User, now: datetime) -> None:
        """The authority, which is not the lead, goes; its sheets go with it and stay its own."""
        from needs.models.register import RegisterEntry

        for need in self.needs.filter(organisation=organisation):
            self.part_with(need, by=by, now=now)
        if self.members.filter(organisation=organisation).delete()[0]:
            RegisterEntry.objects.note(
                self, "member_left", by=by, now=now, member=organisation.name
            )

    @transaction.atomic
    def open_to_lead(self, right: str, *, by: User, now: datetime) -> None:
        """What the lead's people may do unless they are named; its owner keeps the highest."""
        from needs.models.register import RegisterEntry
        from needs.models.teammate import Teammate

        before, self.lead_right = self.lead_right, right
        if before == right:
            return
        if self.owner and right != rights.VALIDATE:
            Teammate.objects.appoint(
                self, email=self.owner.email, right=rights.VALIDATE, by=by, now=now
            )
        self.save(update_fields=["lead_right"])
        RegisterEntry.objects.note(
            self, "lead_right", by=by, now=now, lead=self.lead.name, before=before, right=right
        )

    @transaction.atomic
    def hand_over(self, person: User, *, by: User, now: datetime) -> None:
        """From now on this person composes the team."""
        from needs.models.register import RegisterEntry

        self.owner = person
        self.save(update_fields=["owner"])
        RegisterEntry.objects.note(self, "owner_named", by=by, now=now, person=str(person))

    def join_token(self) -> str:
        return signing.dumps(str(self.pk), salt=_JOIN_SALT)

    def question_set(self) -> questions.QuestionSet:
        return questions.for_sector(self.sector)

    def diagnosis(self) -> diagnosis.Diagnosis:
        """The sheets consolidated: a constant number of queries, whatever their number."""
        members = self.members.select_related("organisation").order_by("joined_at", "pk")
        return diagnosis.consolidate(
            [need.sheet() for need in self.sheets()],
            questions=self.question_set(),
            members=[member.organisation.name for member in members],
            lead=self.lead.name,
        )

    def sheets(self) -> models.QuerySet[Need]:
        return self.needs.all().with_sheet()

    def objectives(self) -> list[tuple[str, list[str]]]:
        """Each confirmed objective with the authorities that pursue it, the most shared first."""
        from needs.models.fact import FactKind, NeedFact

        facts = NeedFact.objects.accepted().filter(need__project=self, kind=FactKind.OBJECTIVE)
        pursued: dict[str, dict[str, None]] = {}
        told = facts.order_by("need__organisation__name", "pk")
        for data, name in told.values_list("data", "need__organisation__name"):
            pursued.setdefault(data["id"], {})[name] = None
        ranked = sorted(pursued.items(), key=lambda item: (-len(item[1]), item[0]))
        return [(LABELS.get(id, id), list(members)) for id, members in ranked]

    def territory(self) -> models.QuerySet[Commune]:
        """Every commune of the intercommunal bodies where the project has sites or members."""
        from needs.models.site import Site

        insee = Site.objects.filter(need__project=self).values("commune")
        codes = Organisation.objects.filter(
            Q(projects__project=self) | Q(led_projects=self)
        ).values("place_code")
        epcis = Commune.objects.filter(Q(insee__in=insee) | Q(insee__in=codes)).exclude(
            epci_siren=""
        )
        return Commune.objects.filter(
            Q(epci_siren__in=epcis.values("epci_siren")) | Q(epci_siren__in=codes)
        ).exclude(Q(lat=None) | Q(epci_siren=""))


class ProjectMember(models.Model):
    """An authority that takes part in the project's diagnosis."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    joined_at = models.DateTimeField("a rejoint le", auto_now_add=True)

    class Meta:
        verbose_name = "membre du diagnostic"
        verbose_name_plural = "membres du diagnostic"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="project_member_once",
                violation_error_message="Cette autorité participe déjà à la démarche.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} dans {self.project}"
