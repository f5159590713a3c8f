"""Clauses of one's own: an authority writes or forks them, a second person reads, all may use.

A version is never changed once somebody relies on it: it was read again, published, or a tender
uses it. Writing again then makes the next version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from needs.models import Project, ProjectMember
from procurement.accounts.models import Organisation, Role, User
from procurement.typography import NBSP, long_date
from tenders.clauses import Change, Clause, Origin, State, articles, library, read_clause
from tenders.clauses.states import TRANSITIONS, Who
from tenders.clauses.writing import as_content

WRITTEN = "written"  # the act that is no transition: somebody typed this version
WRITERS = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)
# Words of addresses under /clauses/, which no clause may take.
RESERVED = frozenset({"alertes", "export", "ecrire", "miennes", "prendre"})


class ClauseState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    REVIEWED = "reviewed", "relue"
    PUBLISHED = "published", "publiée"
    RETIRED = "retired", "retirée"


class StaleClause(Exception):
    """Somebody moved or changed the version since it was read."""


def writing_organisations(user: User | AnonymousUser) -> Any:
    """The authorities and networks in whose name the person writes clauses."""
    return Organisation.objects.for_user(user, *WRITERS)


def possible_readers(clause: LocalClause, *, besides: User) -> models.QuerySet[User]:
    """Colleagues, and the people of the authorities and networks that share a project with them."""
    theirs = Project.objects.filter(
        Q(lead=clause.organisation)
        | Q(facilitator=clause.organisation)
        | Q(members__organisation=clause.organisation)
    )
    around = Organisation.objects.filter(
        Q(pk=clause.organisation_id)
        | Q(pk__in=theirs.values("lead"))
        | Q(pk__in=theirs.values("facilitator"))
        | Q(pk__in=ProjectMember.objects.filter(project__in=theirs).values("organisation"))
    )
    return (
        User.objects.filter(
            memberships__organisation__in=around, memberships__role__in=WRITERS, is_active=True
        )
        .exclude(pk=besides.pk)
        .distinct()
        .order_by("last_name", "first_name", "email")
    )


class LocalClauseQuerySet(models.QuerySet["LocalClause"]):
    def editable_by(self, user: User | AnonymousUser) -> LocalClauseQuerySet:
        return self.filter(organisation__in=writing_organisations(user).values("pk"))

    @transaction.atomic
    def write(
        self,
        organisation: Organisation,
        content: Mapping[str, Any],
        *,
        by: User,
        now: datetime,
        what: str = "Première rédaction.",
        forked: Clause | None = None,
    ) -> ClauseVersion:
        """A new clause as a first draft; its identifier never changes afterwards."""
        clause = self.create(
            slug=self._free_slug(organisation, content["title"]),
            organisation=organisation,
            forked_from=forked.id if forked else "",
            forked_version=forked.version if forked else None,
        )
        return clause.add_version(content, by=by, now=now, what=what)

    def fork(
        self, source: Clause, organisation: Organisation, *, by: User, now: datetime
    ) -> ClauseVersion:
        """The same clause as a draft of this authority, which remembers where it comes from."""
        return self.write(
            organisation,
            as_content(source),
            by=by,
            now=now,
            what=f"Reprise de «{NBSP}{source.title}{NBSP}», version {source.version}.",
            forked=source,
        )

    def _free_slug(self, organisation: Organisation, title: str) -> str:
        base = f"{slugify(organisation.name)[:30]}-{slugify(title)[:44]}".strip("-") or "clause"
        taken = set(self.filter(slug__startswith=base).values_list("slug", flat=True))
        taken |= {clause.id for clause in library().clauses} | RESERVED
        names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


class LocalClause(models.Model):
    """What does not change from one version to the next: the address and the authority."""

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="clauses")
    forked_from = models.SlugField("reprise de", max_length=80, blank=True)
    forked_version = models.PositiveSmallIntegerField("version reprise", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = LocalClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "clause locale"
        verbose_name_plural = "clauses locales"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("tenders:clause", args=[self.slug])

    def last_version(self) -> ClauseVersion:
        return self.versions.select_related("clause__organisation").latest("number")

    def add_version(
        self, content: Mapping[str, Any], *, by: User, now: datetime, what: str
    ) -> ClauseVersion:
        """The next version as a draft."""
        before = self.versions.order_by("number").last()
        number = before.number + 1 if before else 1
        change = {"version": number, "date": timezone.localdate(now).isoformat(), "what": what}
        version = self.versions.create(
            number=number,
            content=dict(content),
            history=[*(before.history if before else []), change],
        )
        version.record(WRITTEN, by=by, at=now, remark=what)
        return version

    @transaction.atomic
    def revise(
        self, content: Mapping[str, Any], *, by: User, now: datetime, what: str, read: int
    ) -> ClauseVersion:
        """This wording as the last version: the draft itself, or the next one if it is relied on.

        `read` is the reading mark of the version that the person had in front of them.
        """
        last = ClauseVersion.objects.select_for_update().get(pk=self.last_version().pk)
        if last.mark != read:
            raise StaleClause
        if last.is_relied_on():
            return self.add_version(content, by=by, now=now, what=what)
        last.content, last.mark = dict(content), last.mark + 1
        last.history = [*last.history[:-1], {**last.history[-1], "what": what}]
        last.save(update_fields=["content", "mark", "history"])
        last.record(WRITTEN, by=by, at=now, remark=what)
        return last

    @transaction.atomic
    def discard_draft(self, *, read: int) -> bool:
        """Throw away the last version while nobody relies on it; False once the clause is gone."""
        last = ClauseVersion.objects.select_for_update().get(pk=self.last_version().pk)
        if last.mark != read or last.is_relied_on():
            raise StaleClause
        last.acts.all().delete()
        last.delete()
        if remains := self.versions.exists():
            return remains
        self.delete()
        return False


class ClauseVersionQuerySet(models.QuerySet["ClauseVersion"]):
    def shared(self) -> ClauseVersionQuerySet:
        """What is for everyone, those withdrawn after having been published included."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> ClauseVersionQuerySet:
        """Shared ones; one's authority's; those to read again; those of tenders one may see."""
        if not user.is_authenticated:
            return self.shared()
        projects = Project.objects.visible_to(user).values("pk")
        own = Q(clause__organisation__in=writing_organisations(user).values("pk"))
        used = [
            Q(pk__in=self.model.objects.filter(**{f"{use}__tender__project__in": projects}))
            for use in ("tenderclause_uses", "awardcriterion_uses")
        ]
        return self.filter(
            Q(published_at__isnull=False) | own | Q(second_reader=user) | used[0] | used[1]
        )

    def readable_again_by(self, user: User | AnonymousUser) -> ClauseVersionQuerySet:
        """Drafts that wait for this person's second reading."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(second_reader=user, state=ClauseState.DRAFT, is_asked=True)

    def of(self, clauses: Iterable[Clause]) -> dict[str, ClauseVersion]:
        """« id v2 » → its row, for those that an authority wrote."""
        names = {clause.name for clause in clauses if clause.origin}
        ids = {name.partition(" ")[0] for name in names}
        rows = self.filter(clause__slug__in=ids).select_related("clause") if ids else []
        return {str(row): row for row in rows if str(row) in names}

    def with_clause(self) -> ClauseVersionQuerySet:
        return self.select_related("clause__organisation")

    def as_clauses(self) -> tuple[Clause, ...]:
        return tuple(version.as_clause() for version in self.with_clause())


class ClauseVersion(models.Model):
    """One wording of a clause, in the shape of the library's files (`content`)."""

    clause = models.ForeignKey(LocalClause, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    content = models.JSONField("contenu")
    history = models.JSONField("historique", default=list)
    state = models.CharField("état", max_length=12, choices=ClauseState, default=ClauseState.DRAFT)
    second_reader = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="clauses_to_read"
    )
    # Kept as written that day: the name must outlive the account.
    reader_name = models.CharField("second lecteur", max_length=200, blank=True)
    is_asked = models.BooleanField("relecture demandée", default=False)
    mark = models.PositiveIntegerField("repère de lecture", default=1, editable=False)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    objects = ClauseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version de clause"
        verbose_name_plural = "versions de clauses"
        ordering = ["clause", "number"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "number"], name="clause_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.clause.slug} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("tenders:clause_version", args=[self.clause.slug, self.number])

    def record(self, act: str, *, by: User, at: datetime, remark: str = "") -> None:
        self.acts.create(act=act, by=by, actor=str(by), at=at, remark=remark)

    @transaction.atomic
    def ask_reading(self, reader: User, *, by: User, now: datetime) -> None:
        """Name the second reader, who from now on may read the draft."""
        self._refuse_own_reading(reader)
        self._move("ask_reading", by, now, f"À {reader}.", second_reader=reader, is_asked=True)

    @transaction.atomic
    def move(self, act: str, *, by: User, now: datetime, remark: str = "") -> None:
        """One of the other transitions; ValidationError says in French why it cannot be."""
        transition = TRANSITIONS[act]
        if transition.reasoned and not remark.strip():
            raise ValidationError({"remark": "Dites pourquoi, en une phrase."})
        changed: dict[str, Any] = {}
        if transition.who == Who.SECOND_READER:
            self._refuse_own_reading(by)
            changed = {"is_asked": False}
        if act == "approve":
            changed |= {"second_reader": by, "reader_name": str(by)}
        if act == "publish":
            changed |= {"published_at": now}
        self._move(act, by, now, remark, **changed)

    def _move(self, act: str, by: User, now: datetime, remark: str, **changed: Any) -> None:
        transition = TRANSITIONS[act]
        changed |= {"state": str(transition.target), "mark": self.mark + 1}
        ready = ClauseVersion.objects.filter(
            pk=self.pk, mark=self.mark, state__in=[str(s) for s in transition.sources]
        )
        if not ready.update(**changed):
            raise StaleClause
        for name, value in changed.items():
            setattr(self, name, value)
        self.record(act, by=by, at=now, remark=remark)

    def _refuse_own_reading(self, reader: User) -> None:
        if self.acts.filter(act=WRITTEN, by=reader).exists():
            raise ValidationError(
                f"{reader} a écrit cette version : la seconde lecture revient à une autre personne."
            )

    def is_relied_on(self) -> bool:
        """Whether the wording may no longer change."""
        return (
            self.state != ClauseState.DRAFT
            or self.tenderclause_uses.exists()
            or self.awardcriterion_uses.exists()
        )

    def as_clause(self) -> Clause:
        """The same object as a clause of the shipped library."""
        clause, owner = self.clause, self.clause.organisation
        changes = [{**line, "date": date.fromisoformat(line["date"])} for line in self.history]
        last = changes[-1]["date"]
        return read_clause(
            self.content,
            library().themes,
            articles(),
            str(self),
            id=clause.slug,
            version=self.number,
            state=State(self.state),
            history=tuple(Change(**line) for line in changes),
            checked=last,
            source=f"Rédaction {owner.name}, {long_date(last)}",
            origin=Origin(
                owner.name,
                owner.pk,
                self.reader_name,
                clause.forked_from,
                clause.forked_version,
            ),
        )


class ClauseAct(models.Model):
    """Who did what to a version and when: never changed, never removed."""

    version = models.ForeignKey(ClauseVersion, models.PROTECT, related_name="acts")
    act = models.CharField("acte", max_length=20)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField("auteur", max_length=200)
    at = models.DateTimeField("date et heure")
    remark = models.TextField("remarque", max_length=1000, blank=True)

    class Meta:
        verbose_name = "acte sur une clause"
        verbose_name_plural = "actes sur les clauses"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version} : {self.label}"

    @property
    def label(self) -> str:
        """How the history tells it."""
        return TRANSITIONS[self.act].said if self.act in TRANSITIONS else "écrite"
