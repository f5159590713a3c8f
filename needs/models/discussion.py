"""What the team says to itself about a place of the project: threads, open or resolved."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction

from needs.models.project import Project
from needs.models.register import RegisterEntry
from procurement.accounts.models import User

LONGEST = 4000


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, user: User | AnonymousUser) -> DiscussionQuerySet:
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def commentable_by(self, user: User | AnonymousUser) -> DiscussionQuerySet:
        return self.filter(project__in=Project.objects.commentable_by(user).values("pk"))

    def open(self) -> DiscussionQuerySet:
        return self.filter(resolved_at=None)

    def resolved(self) -> DiscussionQuerySet:
        return self.exclude(resolved_at=None)

    def counts(self) -> dict[str, int]:
        """How many are open at each place."""
        counted = self.open().order_by().values("place").annotate(n=models.Count("pk"))
        return dict(counted.values_list("place", "n"))

    @transaction.atomic
    def start(
        self, project: Project, *, place: str, about: str, text: str, by: User, now: datetime
    ) -> Discussion:
        """A new thread; the register says where it stands, never what is written."""
        thread = self.create(project=project, place=place, about=about[:250], started_at=now)
        thread.comments.create(by=by, author=str(by)[:200], text=text, at=now)
        thread.note("discussion_started", by=by, now=now)
        return thread


class Discussion(models.Model):
    """`about` is the title of the place when it was started: the thread outlives a clause."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="discussions")
    place = models.CharField("endroit", max_length=120)
    about = models.CharField("intitulé de l'endroit", max_length=250)
    started_at = models.DateTimeField("ouverte le")
    resolved_at = models.DateTimeField("close le", null=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = "fil de commentaires"
        verbose_name_plural = "fils de commentaires"
        ordering = ["-started_at", "pk"]
        indexes = [models.Index(fields=["project", "place"], name="discussion_place")]

    def __str__(self) -> str:
        return self.about

    @transaction.atomic
    def reply(self, text: str, *, by: User, now: datetime) -> Comment:
        """Add to the thread, once for a form sent twice; a resolved one is open again."""
        last = self.comments.select_for_update().last()
        if last and last.by_id == by.pk and last.text == text:
            return last
        self.reopen(by=by, now=now)
        return self.comments.create(by=by, author=str(by)[:200], text=text, at=now)

    @transaction.atomic
    def resolve(self, *, by: User, now: datetime) -> None:
        if self._state_changes(resolved_at=None, to=now, by=by):
            self.note("discussion_resolved", by=by, now=now)

    @transaction.atomic
    def reopen(self, *, by: User, now: datetime) -> None:
        if self.resolved_at and self._state_changes(resolved_at=self.resolved_at, to=None, by=None):
            self.note("discussion_reopened", by=by, now=now)

    def _state_changes(
        self, *, resolved_at: datetime | None, to: datetime | None, by: User | None
    ) -> bool:
        """Whether it was still in that state: of two people, one changes it."""
        row = Discussion.objects.filter(pk=self.pk, resolved_at=resolved_at)
        self.resolved_at, self.resolved_by = to, by
        return bool(row.update(resolved_at=to, resolved_by=by))

    def note(self, act: str, *, by: User, now: datetime) -> None:
        RegisterEntry.objects.note(self.project, act, by=by, now=now, about=self.about)


class Comment(models.Model):
    """Never changed nor removed: an answer must keep what it answers."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    author = models.CharField("auteur", max_length=200)
    text = models.TextField("commentaire", max_length=LONGEST)
    at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "commentaire"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.author} : {self.text[:60]}"
