"""What the members of a group share: messages, tasks and documents, read by nobody else."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models

from procurement.typography import NBSP, number
from procurement.uploads import MEGABYTE, extension_of
from tenders.models.consortium import Consortium, ConsortiumMember, RefusedInGroup

MOST_MESSAGES = 500
MOST_TASKS = 60
MOST_FILES = 30
MOST_BYTES = 60 * MEGABYTE


class ConsortiumMessageManager(models.Manager["ConsortiumMessage"]):
    def say(self, text: str, *, by: ConsortiumMember, now: datetime) -> ConsortiumMessage:
        """A message to the members; the same one sent twice in a row is kept once."""
        said = self.filter(consortium=by.consortium_id)
        last = said.last()
        if last and (last.by_id, last.text) == (by.pk, text):
            return last
        if said.count() >= MOST_MESSAGES:
            raise RefusedInGroup(f"Un groupement garde au plus {MOST_MESSAGES} messages ici.")
        return self.create(consortium_id=by.consortium_id, by=by, text=text, sent_at=now)


class ConsortiumMessage(models.Model):
    """Written by a member to the others; nobody else reads it."""

    consortium = models.ForeignKey(
        Consortium, models.CASCADE, related_name="messages", editable=False
    )
    by = models.ForeignKey(ConsortiumMember, models.SET_NULL, null=True, related_name="+")
    text = models.TextField("votre message", max_length=3000)
    sent_at = models.DateTimeField("envoyé le", editable=False)
    told_at = models.DateTimeField("annoncé le", null=True, editable=False)

    objects = ConsortiumMessageManager()

    class Meta:
        verbose_name = "message du groupement"
        verbose_name_plural = "messages du groupement"
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return self.text


class ConsortiumTask(models.Model):
    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="tasks", editable=False)
    title = models.CharField("tâche", max_length=200)
    owner = models.ForeignKey(
        ConsortiumMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui s'en charge",
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("faite le", null=True, editable=False)

    class Meta:
        verbose_name = "tâche du groupement"
        verbose_name_plural = "tâches du groupement"
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class ConsortiumFileManager(models.Manager["ConsortiumFile"]):
    def keep(
        self, upload: UploadedFile, *, consortium: Consortium, by: ConsortiumMember
    ) -> ConsortiumFile:
        """Store a checked file; its name on the disk says nothing of its own."""
        if consortium.files.count() >= MOST_FILES:
            raise RefusedInGroup(f"Un groupement garde au plus {MOST_FILES} documents ici.")
        name, size = upload.name or "fichier", upload.size or 0
        kept_size = consortium.files.aggregate(total=models.Sum("size"))["total"] or 0
        if kept_size + size > MOST_BYTES:
            most = f"{number(MOST_BYTES // MEGABYTE)}{NBSP}Mo"
            raise RefusedInGroup(
                f"Les documents d'un groupement font au plus {most} ensemble : retirez-en un."
            )
        values: dict[str, Any] = {"name": name, "size": size}
        kept = ConsortiumFile(consortium=consortium, by=by, **values)
        kept.file.save(f"{kept.pk}.{extension_of(name)}", upload, save=False)
        kept.save()
        return kept


class ConsortiumFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="files")
    by = models.ForeignKey(ConsortiumMember, models.SET_NULL, null=True, related_name="+")
    file = models.FileField("fichier", upload_to="groupements/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")
    uploaded_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = ConsortiumFileManager()

    class Meta:
        verbose_name = "document du groupement"
        verbose_name_plural = "documents du groupement"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
