"""A need as one authority says it: its text, read and read again, and who may write it."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from needs import diagnosis, parts, questions
from needs.annotations import carry_over, worth_asking
from needs.merging import Merge, merge
from needs.models.fact import FactStatus, NeedFact
from needs.models.history import Changes, SheetChange, told_short
from needs.models.need_queries import NeedQuerySet
from needs.models.project import Project
from needs.models.register import RegisterEntry
from needs.models.versions import StaleVersion, Versioned
from needs.parts import TEXT, WHOLE, of_section
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


class Need(Versioned):
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
    responsible = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="responsable, qui valide la fiche",
    )
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    validated_at = models.DateTimeField("validé le", null=True, blank=True, editable=False)
    # Why it has to be taken up again; empty once it is validated anew.
    sent_back_reason = models.TextField("motif du renvoi", blank=True, editable=False)
    sent_back_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    sent_back_at = models.DateTimeField("renvoyé le", null=True, blank=True, editable=False)

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
        changes = {
            str(getattr(self._meta.get_field(name), "verbose_name", name)): (before, str(value))
            for name, value in values.items()
            if (before := str(getattr(current, name))) != str(value)
        }
        text_changed = values.get("text", current.text) != current.text
        title_changed = values.get("title", current.title) != current.title
        for name, value in {**values, "version": version + 1, "validated_at": None}.items():
            setattr(self, name, value)
        # Only these: what another answered or entrusted meanwhile is not of this form.
        self.save(update_fields=[*values, "version", "validated_at", "updated_at"])
        if text_changed or title_changed:
            self.read_again()
        subject = "Le texte du besoin" if text_changed else "L'intitulé du besoin"
        fresh = changes and self.record(TEXT, subject, told_short(changes), by=by, now=now)
        if text_changed and fresh:
            self.note("text_changed", by=by, now=now)

    @transaction.atomic
    def read_again(self) -> None:
        """Read the sheet anew, keeping the decisions made on what it still says."""
        from needs.findings import facts_of, read_text

        found = worth_asking(facts_of(read_text(self.text, self.title)))
        change = carry_over(list(self.facts.all()), found)
        for fact, item in change.kept:
            fact.start, fact.end, fact.text = item.start, item.end, item.text[:300]
            if fact.status == FactStatus.PROPOSED:
                fact.data = item.data
        NeedFact.objects.filter(pk__in=[fact.pk for fact in change.gone]).delete()
        NeedFact.objects.bulk_update(
            [fact for fact, _ in change.kept], ["start", "end", "text", "data"]
        )
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
    def answer_from(
        self,
        seen: dict[str, Any],
        typed: dict[str, Any],
        *,
        section: questions.Section,
        by: User,
        now: datetime,
    ) -> Merge:
        """Save what the person changed of a section read as `seen`; conflicts are left alone."""
        current = Need.objects.select_for_update().get(pk=self.pk)
        merged = merge(seen, current.answers, typed)
        if merged.changed:
            self.answer(merged.changed)
            changes = {
                question.label: (
                    diagnosis.said_or_blank(question, current.answers.get(question.id)),
                    diagnosis.said_or_blank(question, merged.changed[question.id]),
                )
                for question in section.questions
                if question.id in merged.changed
            }
            self.record(of_section(section.id), section.title, changes, by=by, now=now)
        else:
            self.answers = current.answers
        return merged

    @transaction.atomic
    def join(self, project: Project, *, by: User, now: datetime) -> None:
        """Bring this sheet, and its authority, into the diagnosis of the project."""
        project.admit(self.organisation, by=by, now=now)
        self.project = project
        self.save(update_fields=["project", "updated_at"])
        self.note("need_joined", by=by, now=now)

    @transaction.atomic
    def validate(self, *, by: User, now: datetime) -> None:
        """The authority stands by this sheet as it is; any later change takes that back.

        Who validates a sheet that nobody answered for answers for it. Raises StaleVersion when it
        changed since it was read.
        """
        as_read = Need.objects.filter(pk=self.pk, updated_at=self.updated_at)
        if not as_read.update(validated_at=now, sent_back_reason=""):
            raise StaleVersion(Need.objects.get(pk=self.pk))
        self.validated_at, self.sent_back_reason = now, ""
        if self.responsible != by:
            self.entrust(by, by=by, now=now)
        self.note("need_validated", by=by, now=now, decisions=self.decision_counts())

    @transaction.atomic
    def send_back(self, reason: str, *, by: User, now: datetime) -> None:
        """Whoever holds the sheet has to take it up again, and reads why on it."""
        self.sent_back_reason, self.sent_back_by, self.sent_back_at = reason, by, now
        self.validated_at = None
        names = ("sent_back_reason", "sent_back_by", "sent_back_at", "validated_at", "updated_at")
        self.save(update_fields=names)
        self.record(WHOLE, "La fiche est renvoyée", {"Motif": ("", reason)}, by=by, now=now)
        self.note("need_sent_back", by=by, now=now, reason=reason)

    def held_by(self, *, besides: User) -> list[User]:
        """Who takes it up when somebody sends it back: those who answer for it, or, when one of
        them does, the people they entrusted it to."""
        if self.responsible and self.responsible.is_active:
            holders = [self.responsible]
        else:
            holders = list(self.may_answer_for_it())
        if besides in holders:
            entrusted = self.contributors.joined().values("user")
            holders = list(User.objects.filter(pk__in=entrusted, is_active=True))
        return [person for person in holders if person != besides]

    @transaction.atomic
    def entrust(self, person: User, *, by: User, now: datetime) -> None:
        """From now on this person, and nobody else, validates the sheet."""
        self.responsible = person
        self.save(update_fields=["responsible"])
        self.note("responsible_named", by=by, now=now, person=str(person))

    def may_answer_for_it(self) -> models.QuerySet[User]:
        """The people of the authority, and those who joined for the whole sheet."""
        roles = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        inside = User.objects.filter(
            memberships__organisation=self.organisation_id, memberships__role__in=roles
        )
        outside = self.contributors.joined().filter(part=WHOLE).values("user")
        people = User.objects.filter(Q(pk__in=inside.values("pk")) | Q(pk__in=outside))
        return people.filter(is_active=True).order_by("last_name", "first_name", "email")

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

    @transaction.atomic
    def changed(
        self, part: str, subject: str, changes: Changes, *, by: User, now: datetime
    ) -> None:
        """A site or a volume was added, changed or removed by this person."""
        self.touch()
        self.record(part, subject, changes, by=by, now=now)

    def record(
        self, part: str, subject: str, changes: Changes, *, by: User | None, now: datetime
    ) -> bool:
        """Write to the history of the sheet; whether it is a new line."""
        return SheetChange.objects.record(self, part, subject[:200], changes, by=by, now=now)

    def last_hand_on(self, part: str, *, besides: User) -> str:
        """« Nadia Verhaeghe, à 14:32 »: who else last changed this part; empty when unknown."""
        last = self.history.filter(part=part).exclude(by=besides).first()
        return f"{last.actor}, à {timezone.localtime(last.at):%H:%M}" if last else ""

    def note_when_all_decided(self, *, by: User, now: datetime) -> None:
        """One act in the register for a whole reading, once nothing in it waits for a decision."""
        if not self.facts.proposed().exists():
            self.note("facts_decided", by=by, now=now, decisions=self.decision_counts())

    def note(self, act: str, *, by: User | None, now: datetime, **facts: Any) -> None:
        """Write to the register of the project; a sheet of its own has none."""
        if self.project:
            RegisterEntry.objects.note(
                self.project, act, by=by, now=now, need=self.title, member=self.member, **facts
            )

    def decision_counts(self) -> dict[str, int]:
        return dict(Counter(self.facts.values_list("status", flat=True)))

    @property
    def member(self) -> str:
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
            answers=self.answers_in_force(),
            undecided=self.undecided,
            validated=self.validated_at is not None,
            written=bool(self.text.strip()),
        )

    def parts_open_to(self, user: User | AnonymousUser) -> set[str]:
        """The parts of this sheet that the person may write; a frozen one has none."""
        every = {part for part, _ in parts.choices(self.question_set())}
        if not user.is_authenticated or (self.project and self.project.frozen_at):
            return set()
        if Need.objects.editable_by(user).filter(pk=self.pk).exists():
            return every
        given = {entrusted.part for entrusted in self.contributors.entrusted_to(user)}
        return every if WHOLE in given else given

    def answers_in_force(self) -> dict[str, Any]:
        """Without those to questions that another answer has closed since."""
        return self.question_set().in_force(self.answers)

    def question_set(self) -> questions.QuestionSet:
        return questions.for_sector(self.project.sector if self.project else questions.GENERAL)
