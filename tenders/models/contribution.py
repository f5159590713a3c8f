"""A supplier's answer: a draft that only it sees, and what it sent, frozen at each sending."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from procurement.accounts.models import Organisation, Role, User
from procurement.typography import NBSP, join_words
from procurement.uploads import extension_of
from tenders.answers import as_text, is_given
from tenders.models.consortium import Consortium, ConsortiumChange
from tenders.models.consultation import MarketConsultation
from tenders.models.invitation import Invitation
from tenders.models.question import ConsultationQuestion


class ConsultationClosed(Exception):
    """The deadline has passed, or the consultation is not open yet."""


class StaleContribution(Exception):
    """Somebody else, or another tab, saved the draft since this form was read."""


class Answering(models.TextChoices):
    ALONE = "alone", "seul"
    GROUP = "group", "en groupement"
    LOOKING = "looking", "je cherche des partenaires"
    NO = "no", "je ne répondrai pas au marché"


@dataclass(frozen=True)
class Given:
    """One typed value (`tenders.answers` says its shape) and whether it is a business secret."""

    value: Any
    confidential: bool = False


@dataclass(frozen=True)
class Draft:
    answering: str
    partners: str
    answers: Mapping[int, Given]


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def submitted(self) -> ContributionQuerySet:
        return self.filter(submitted_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> ContributionQuerySet:
        """The project's team sees sent answers; a supplier sees its own and nobody else's."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.SUPPLIER).values("pk")
        team = MarketConsultation.objects.visible_to(user).values("pk")
        return self.filter(
            Q(invitation__supplier__organisation__in=mine)
            | Q(invitation__consultation__in=team, submitted_at__isnull=False)
        )


class Contribution(models.Model):
    """A supplier's answer to the consultation; a draft until sent, editable until the close."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="contribution")
    answering = models.CharField("vous répondriez", max_length=10, choices=Answering, blank=True)
    partners = models.CharField("avec quels partenaires", max_length=500, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    saved_at = models.DateTimeField("enregistrée le", auto_now=True)
    submitted_at = models.DateTimeField("envoyée le", null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["invitation__name", "pk"]

    def __str__(self) -> str:
        return f"Contribution de {self.invitation.name}"

    @transaction.atomic
    def save_draft(self, draft: Draft, *, version: int, now: datetime) -> None:
        """Replace the draft by this one; refused after the close or from a stale form."""
        locked = self._lock(now=now)
        if locked.version != version:
            raise StaleContribution
        self.answering, self.partners = draft.answering, draft.partners
        self.version = version + 1
        self.save()
        Answer.objects.bulk_create(
            [
                Answer(
                    contribution=self,
                    question_id=question,
                    value=given.value,
                    confidential=given.confidential,
                )
                for question, given in draft.answers.items()
            ],
            update_conflicts=True,
            unique_fields=["contribution", "question"],
            update_fields=["value", "confidential"],
        )

    @transaction.atomic
    def send(self, *, now: datetime, version: int | None = None) -> Submission:
        """Freeze the draft as sent; with `version`, only if it is the one that was read again.

        Sending the same content twice changes nothing: the first sending is returned.
        """
        locked = self._lock(now=now)
        if version is not None and locked.version != version:
            raise StaleContribution
        missing = self.missing()
        if missing:
            raise ValidationError(
                [f"Il manque une réponse attendue : « {q.label} »." for q in missing],
                code="missing",
            )
        content = self.content()
        last = self.submissions.last()
        if last and last.content == content:
            return last
        return self._record(content, number=last.number + 1 if last else 1, now=now)

    def missing(self) -> list[ConsultationQuestion]:
        """The questions that expect an answer and have none."""
        given = {a.question_id for a in self.answers.all() if is_given(a.value)}
        questions = self.invitation.consultation.questions.all()
        return [q for q in questions if q.required and q.pk not in given]

    def content(self) -> dict[str, Any]:
        """The draft as plain values: what a sending freezes.

        The lead of a group that answers for it says who is in it, as it then stands.
        """
        group = self.group()
        return {
            "answering": self.answering,
            "partners": self.partners,
            **({"group": group.described(), "group_id": str(group.pk)} if group else {}),
            "answers": {
                str(a.question_id): {"value": a.value, "confidential": a.confidential}
                for a in sorted(self.answers.all(), key=lambda a: a.question_id)
                if is_given(a.value)
            },
        }

    def group(self) -> Consortium | None:
        """The group that this answer is sent for."""
        if self.answering != Answering.GROUP:
            return None
        return Consortium.objects.led_by(self.invitation).last()

    def rows(self) -> list[tuple[ConsultationQuestion, str, bool]]:
        """Each question with the draft's answer in words and whether it is a business secret."""
        given = {a.question_id: Given(a.value, a.confidential) for a in self.answers.all()}
        return _rows(self.invitation.consultation, given)

    def has_unsent_changes(self) -> bool:
        """Whether the draft differs from what was last sent."""
        last = self.submissions.last()
        return last is None or last.content != self.content()

    def _record(self, content: dict[str, Any], *, number: int, now: datetime) -> Submission:
        submission = Submission.objects.create(
            contribution=self, number=number, sent_at=now, content=content, digest=digest(content)
        )
        submission.files.set(ContributionFile.objects.filter(pk__in=file_ids(content)))
        self.submitted_at = now
        self.save(update_fields=["submitted_at"])
        self.invitation.note(
            "contribution_sent", now=now, number=number, content_digest=submission.digest
        )
        return submission

    def _lock(self, *, now: datetime) -> Contribution:
        """The row as it is now, held until the end of the transaction, if the time allows."""
        locked = (
            Contribution.objects.select_for_update(of=("self",))
            .select_related("invitation__consultation")
            .get(pk=self.pk)
        )
        if not locked.invitation.consultation.is_open(at=now):
            raise ConsultationClosed
        return locked


def _rows(
    consultation: MarketConsultation, given: Mapping[int, Given]
) -> list[tuple[ConsultationQuestion, str, bool]]:
    nothing = Given(None)
    return [
        (question, as_text(question.kind, answer.value, question.unit), answer.confidential)
        for question in consultation.questions.all()
        for answer in [given.get(question.pk, nothing)]
    ]


def digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def file_ids(content: dict[str, Any]) -> list[str]:
    values = (answer["value"] for answer in content["answers"].values())
    return [value["file"] for value in values if isinstance(value, dict) and "file" in value]


class Answer(models.Model):
    """One answer of the draft."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ConsultationQuestion, models.PROTECT, related_name="answers")
    value = models.JSONField("réponse", null=True, blank=True)
    confidential = models.BooleanField("secret des affaires (L2132-1)", default=False)

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.question} : {self.value}"


class ContributionFileQuerySet(models.QuerySet["ContributionFile"]):
    def keep(self, upload: UploadedFile, *, contribution: Contribution) -> ContributionFile:
        """Store a checked file; its name on the disk says nothing of its own."""
        name = upload.name or "fichier"
        kept = ContributionFile(contribution=contribution, name=name, size=upload.size or 0)
        kept.file.save(f"{kept.pk}.{extension_of(name)}", upload, save=False)
        kept.save()
        return kept

    def visible_to(self, user: User | AnonymousUser) -> ContributionFileQuerySet:
        """The team reads the files that were sent; a supplier its own."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.SUPPLIER).values("pk")
        team = MarketConsultation.objects.visible_to(user).values("pk")
        sent = Submission.files.through.objects.filter(
            submission__contribution__invitation__consultation__in=team
        )
        return self.filter(
            Q(contribution__invitation__supplier__organisation__in=mine)
            | Q(pk__in=sent.values("contributionfile"))
        )


class ContributionFile(models.Model):
    """A file given as an answer. Never overwritten: what was sent keeps its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="files")
    file = models.FileField("fichier", upload_to="contributions/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")
    uploaded_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = ContributionFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier d'une contribution"
        verbose_name_plural = "fichiers des contributions"
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    def as_value(self) -> dict[str, Any]:
        """The answer that this file is, as `tenders.answers` says."""
        return {"file": str(self.pk), "name": self.name, "size": self.size}


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def current(self) -> SubmissionQuerySet:
        """The last sending of each contribution: what counts as its answer."""
        later = Submission.objects.filter(
            contribution=OuterRef("contribution"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))

    def of_group(self, group: Consortium) -> SubmissionQuerySet:
        """What was sent in the group's name, whoever led it then; its answer is the last one."""
        return self.filter(
            contribution__invitation__consultation=group.consultation_id,
            content__group_id=str(group.pk),
        ).order_by("sent_at", "pk")

    def for_consultation(self, consultation: MarketConsultation) -> SubmissionQuerySet:
        return (
            self.filter(contribution__invitation__consultation=consultation)
            .select_related("contribution__invitation__supplier")
            .order_by("contribution__invitation__name", "contribution", "number")
        )


class Submission(models.Model):
    """What a supplier sent, as it was at that moment; the last one is its answer."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("numéro d'envoi")
    sent_at = models.DateTimeField("envoyée le")
    content = models.JSONField("contenu")
    digest = models.CharField("empreinte du contenu", max_length=64)
    files = models.ManyToManyField(
        ContributionFile, related_name="submissions", verbose_name="fichiers"
    )

    # Of its group, when a list of answers has read them all at once.
    changes: Iterable[ConsortiumChange] | None = None

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="submission_once")
        ]

    def __str__(self) -> str:
        return f"Envoi {self.number} de {self.contribution.invitation.name}"

    @property
    def name(self) -> str:
        return self.contribution.invitation.name

    def answering_label(self) -> str:
        """Alone, in a group with whom, or looking for partners; empty when it was not said.

        Who left or took the lead since then is said with it: the answer commits those who remain.
        """
        answering, partners = self.content["answering"], self.content["partners"]
        label = str(Answering(answering).label) if answering else ""
        said = f"{label} ({partners})" if partners else label
        return " ; ".join(filter(None, (said, self.content.get("group", ""), self.changed_since())))

    def changed_since(self) -> str:
        """« Depuis cet envoi : La Laverie a quitté le groupement le 12/02/2027 à 11:58 »."""
        if "group_id" not in self.content:
            return ""
        changes = self.changes
        if changes is None:
            changes = ConsortiumChange.objects.filter(consortium=self.content["group_id"])
        told = [
            f"{change} le {timezone.localtime(change.at):%d/%m/%Y à %H:%M}"
            for change in changes
            if change.at > self.sent_at
        ]
        return f"Depuis cet envoi{NBSP}: {join_words(told)}" if told else ""

    def rows(self) -> list[tuple[ConsultationQuestion, str, bool]]:
        """Each question with what was sent in words, as `Contribution.rows` for the draft."""
        return _rows(self.contribution.invitation.consultation, self.answers())

    def answers(self) -> dict[int, Given]:
        return {
            int(question): Given(answer["value"], answer["confidential"])
            for question, answer in self.content["answers"].items()
        }
