"""A need as one authority says it: its text, read and read again, and who may write it."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from needs import diagnosis, questions
from needs.annotations import carry_over, worth_asking
from needs.models.fact import FactStatus, NeedFact
from needs.models.project import Project
from needs.models.register import RegisterEntry
from needs.models.site import Site
from procurement.accounts.models import Organisation, Role, User
from procurement.typography import number


class PlaceKind(models.TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTMENT = "departement", "département"
    REGION = "region", "région"


TEXT_LIMIT = 50_000


def validate_length(text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise ValidationError(
            f"Ce texte compte {number(len(text))} caractères ; Balise en lit "
            f"{number(TEXT_LIMIT)} au plus. Gardez ce qui décrit le besoin, ou faites-en "
            "plusieurs besoins.",
            code="too_long",
        )


class StaleVersion(Exception):
    """Somebody else saved the sheet since it was read; carries the sheet as it is now."""

    def __init__(self, current: Need) -> None:
        super().__init__("La fiche a été modifiée entre-temps.")
        self.current = current


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's organisations, and those of the projects they take part in."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        return self.filter(
            Q(organisation__in=mine.values("pk"))
            | Q(project__in=Project.objects.visible_to(user).values("pk"))
        )

    def editable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's own organisations, while the diagnosis is not frozen."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        return self.filter(
            Q(organisation__in=mine.values("pk")), Q(project=None) | Q(project__frozen_at=None)
        )

    def with_sheet(self) -> NeedQuerySet:
        """With all that a diagnosis asks of a need, in a constant number of queries."""
        waiting = NeedFact.objects.proposed().filter(need=OuterRef("pk"))
        count = waiting.order_by().values("need").annotate(n=Count("pk")).values("n")
        return (
            self.select_related("organisation")
            .prefetch_related(Prefetch("sites", Site.objects.select_related("commune")), "volumes")
            .annotate(undecided=Coalesce(Subquery(count), 0))
        )

    @transaction.atomic
    def write(self, *, by: User | None, now: datetime, **values: Any) -> Need:
        """A new sheet, its text read at once; its arrival in a project goes to the register."""
        need = self.create(created_by=by, **values)
        if need.project:
            need.project.admit(need.organisation, by=by, now=now)
        need.read_again()
        need.note("need_created", by=by, now=now)
        return need


class Need(models.Model):
    """One authority's sheet. In a project, the sheets of all members make the diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(
        "identifiant d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="needs",
        null=True,
        blank=True,
        verbose_name="démarche",
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="needs", verbose_name="autorité"
    )
    service = models.CharField("service", max_length=120, blank=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("votre besoin, avec vos mots", blank=True, validators=[validate_length])
    place_kind = models.CharField("nature du lieu", max_length=12, choices=PlaceKind, blank=True)
    place_code = models.CharField("code du lieu", max_length=9, blank=True)
    place_name = models.CharField("lieu", max_length=120, blank=True)
    answers = models.JSONField(
        "réponses au questionnaire", default=dict, blank=True, help_text="{question: valeur}"
    )
    # Two people on one sheet: a form sends the version it read, a stale one is refused.
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    validated_at = models.DateTimeField("validé le", null=True, blank=True, editable=False)

    undecided: int  # annotated by `with_sheet()`

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        ordering = ["organisation__name", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:detail", args=[self.pk])

    @transaction.atomic
    def revise(self, *, version: int, by: User | None, now: datetime, **values: Any) -> None:
        """Save what was edited from `version`; raises StaleVersion when somebody was faster."""
        current = Need.objects.select_for_update().get(pk=self.pk)
        if current.version != version:
            raise StaleVersion(current)
        text_changed = values.get("text", current.text) != current.text
        for name, value in {**values, "version": version + 1, "validated_at": None}.items():
            setattr(self, name, value)
        self.save()
        if text_changed:
            self.read_again()
            self.note("text_changed", by=by, now=now)

    @transaction.atomic
    def read_again(self) -> None:
        """Read the text anew, keeping the decisions made on what it still says."""
        from needs.findings import facts_of, read_text

        found = worth_asking(facts_of(read_text(self.text)))
        change = carry_over(list(self.facts.all()), found)
        for fact, item in change.kept:
            fact.start, fact.end = item.start, item.end
            if fact.status == FactStatus.PROPOSED:
                fact.data = item.data
        NeedFact.objects.filter(pk__in=[fact.pk for fact in change.gone]).delete()
        NeedFact.objects.bulk_update([fact for fact, _ in change.kept], ["start", "end", "data"])
        NeedFact.objects.bulk_create(
            NeedFact(
                need=self,
                kind=item.kind,
                start=item.start,
                end=item.end,
                text=item.text[:300],
                data=item.data,
            )
            for item in change.added
        )

    @transaction.atomic
    def answer(self, answers: dict[str, Any]) -> None:
        """Replace the answers to some questions, whoever else writes to the others."""
        current = Need.objects.select_for_update().get(pk=self.pk)
        merged = {**current.answers, **answers}
        self.answers = {
            name: value for name, value in merged.items() if value not in (None, "", [])
        }
        self.validated_at = None
        self.save(update_fields=["answers", "validated_at", "updated_at"])

    @transaction.atomic
    def join(self, project: Project, *, by: User, now: datetime) -> None:
        """Bring this sheet, and its authority, into the diagnosis of the project."""
        project.admit(self.organisation, by=by, now=now)
        self.project = project
        self.save(update_fields=["project", "updated_at"])
        self.note("need_joined", by=by, now=now)

    @transaction.atomic
    def validate(self, *, by: User, now: datetime) -> None:
        """The authority stands by this sheet as it is; any later change takes that back."""
        self.validated_at = now
        self.save(update_fields=["validated_at"])
        self.note("need_validated", by=by, now=now, decisions=self.decision_counts())

    @transaction.atomic
    def decide_all(self, kind: str, status: str, *, by: User, now: datetime) -> None:
        """Confirm or set aside all that still waits for a decision, of one kind."""
        waiting = self.facts.proposed().filter(kind=kind)
        waiting.update(status=status, decided_by=by, decided_at=now)
        self.note_when_all_decided(by=by, now=now)

    def touch(self) -> None:
        """Its sites or volumes changed: the authority has to stand by it again."""
        self.validated_at = None
        self.save(update_fields=["validated_at", "updated_at"])

    def note_when_all_decided(self, *, by: User, now: datetime) -> None:
        """One act in the register for a whole reading, once nothing in it waits for a decision."""
        if not self.facts.proposed().exists():
            self.note("facts_decided", by=by, now=now, decisions=self.decision_counts())

    def note(self, act: str, *, by: User | None, now: datetime, **facts: Any) -> None:
        """Write to the register of the project; a sheet of its own has none."""
        if self.project:
            RegisterEntry.objects.note(
                self.project, act, by=by, now=now, need=self.title, member=self.owner, **facts
            )

    def decision_counts(self) -> dict[str, int]:
        return dict(Counter(self.facts.values_list("status", flat=True)))

    @property
    def owner(self) -> str:
        """« Lille, direction de la restauration »: the authority, and its service when said."""
        return ", ".join(filter(None, (self.organisation.name, self.service)))

    def sheet(self) -> diagnosis.Sheet:
        """This need as the diagnosis takes it; fetch it with `with_sheet()`."""
        return diagnosis.Sheet(
            id=str(self.pk),
            member=self.organisation.name,
            title=self.title,
            service=self.service,
            sites=tuple(site.as_facts() for site in self.sites.all()),
            volumes=tuple(volume.as_line() for volume in self.volumes.all()),
            answers=self.answers,
            undecided=self.undecided,
            validated=self.validated_at is not None,
        )

    def question_set(self) -> questions.QuestionSet:
        return questions.for_sector(self.project.sector if self.project else questions.GENERAL)
